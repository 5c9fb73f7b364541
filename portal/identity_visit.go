package portal

import (
	"slices"
	"strings"
	"time"
)

// Strength is how much a document proves (NIST SP 800-63A-4, 2.4.1 and appendix A). A passport's chip is not read at our
// counter: without that it counts as strong.
type Strength string

const (
	StrongEvidence Strength = "STRONG"
	FairEvidence   Strength = "FAIR"
)

// FairDocuments are shown beside a document with a picture of the face.
var FairDocuments = []DocumentKind{"Social Security card", "birth certificate", "bank or card statement", "utility bill", "health insurance card", "student or work ID card"}

// Strength is how much a kind of document proves when it is seen at the counter.
func (k DocumentKind) Strength() Strength {
	switch {
	case slices.Contains(DocumentKinds, k):
		return StrongEvidence
	case slices.Contains(FairDocuments, k):
		return FairEvidence
	}
	return ""
}

// SeenDocument is a document that someone showed at the counter. No copy of it is made.
type SeenDocument struct {
	Kind     DocumentKind `json:"kind"`
	Issuer   string       `json:"issuer"`
	Expires  Date         `json:"expires"` // "" for one that never does
	LastFour string       `json:"last_four"`
}

// VisitForm is what a clerk records while the person stands before them.
type VisitForm struct {
	Document SeenDocument  // with a picture of the face
	Expires  [3]string     // month, day and year of its expiry, as typed
	Second   *SeenDocument // nil for none
	Face     bool          // compared with the picture
	Passed   string        // "yes" or "no"
	Reason   string        // needed for a no
}

// Check cleans the form, or says what is wrong with it. Today is the day in the department's zone.
func (f *VisitForm) Check(today Date) error {
	var check Check
	switch f.Passed {
	case "yes", "no":
	default:
		check.Wrong("result", "Choose whether this is the person.")
	}
	if !slices.Contains(DocumentKinds, f.Document.Kind) {
		check.Wrong("document", "Choose which document the person showed.")
	}
	f.Document.check(&check, "")
	f.checkExpiry(&check, today)
	if f.Second != nil {
		if !slices.Contains(FairDocuments, f.Second.Kind) {
			check.Wrong("second", "Choose which second document they showed, or none.")
		}
		f.Second.check(&check, "second_")
	}
	if f.Passed == "yes" && !f.Face {
		check.Wrong("face", "Compare the face with the picture on the document before you say that this is the person.")
	}
	if f.Passed == "no" {
		f.Reason = check.Reason("reason", f.Reason)
	} else {
		f.Reason = check.Lines("reason", f.Reason, 500)
	}
	if HoldsTaxpayerNumber(f.Reason) {
		check.Wrong("reason", "Leave the taxpayer number out of the reason: it is kept for others to read.")
	}
	return check.Err()
}

func (f *VisitForm) checkExpiry(check *Check, today Date) {
	typed := strings.TrimSpace(f.Expires[0]) + "/" + strings.TrimSpace(f.Expires[1]) + "/" + strings.TrimSpace(f.Expires[2])
	expires, ok := ReadDate(typed)
	if !ok {
		check.Wrong("expires", "Enter the day on which the document expires, as it stands on it.")
		return
	}
	f.Document.Expires = expires
	if expires < today && f.Passed == "yes" {
		check.Wrong("expires", "This document has expired, so it proves nothing any more. Ask for another one, or record that the visit did not prove it.")
	}
}

func (d *SeenDocument) check(check *Check, prefix string) {
	if d.Issuer = check.Line(prefix+"issuer", d.Issuer, 80); d.Issuer == "" {
		check.Wrong(prefix+"issuer", "Enter who issued the document, like Montana or United States.")
	}
	shown := Documents{Kind: DocumentKinds[0], LastFour: d.LastFour}
	var own Check
	shown.Check(&own)
	if own.Err() != nil {
		check.Wrong(prefix+"last_four", "Enter the last four letters or digits of the document’s number.")
	}
	d.LastFour = shown.LastFour
}

// Visit is one that was recorded.
type Visit struct {
	At        time.Time
	ByAccount string
	ByName    string
	Passed    bool
	Face      bool
	Documents []SeenDocument
	Reason    string
	Ties      string // what bound the clerk to the person, "" for nothing
}

// CounterStart is what a clerk types from the paper of someone at the counter, to open a case.
type CounterStart struct{ Number, Name string }

// Check reads it.
func (s *CounterStart) Check() (TaxpayerNumber, error) {
	var check Check
	number, ok := ReadTaxpayerNumber(s.Number, "")
	if !ok {
		check.Wrong("number", "Enter the nine digits of the taxpayer number, like 123-45-6789, or 12-3456789 for an employer number.")
	}
	if s.Name = check.Line("name", s.Name, longestName); s.Name == "" {
		check.Wrong("name", "Enter the name as it stands on the document.")
	}
	return number, check.Err()
}

// ErrCounterNoMatch is the desk's answer to a number and a name that do not belong together.
var ErrCounterNoMatch = Refuse(Mend, "We have no taxpayer with this number and this name. Compare both with the person’s papers: the name may be an earlier one.")

// RefereeForm is what someone says who vouches for a person whom they know, at the desk.
type RefereeForm struct {
	Name     string `json:"name"`
	Known    string `json:"known"`    // how the department knows the referee
	Relation string `json:"relation"` // to the person
	Since    string `json:"since"`    // how long they know them
	Evidence string `json:"evidence"` // what the referee showed, and what they said
}

// Check cleans the form, or says what is wrong with it.
func (f *RefereeForm) Check() error {
	var check Check
	for _, line := range []struct {
		field string
		text  *string
		most  int
	}{{"referee", &f.Name, longestName}, {"known", &f.Known, 300}, {"relation", &f.Relation, 200}, {"since", &f.Since, 100}} {
		if *line.text = check.Line(line.field, *line.text, line.most); *line.text == "" {
			check.Wrong(line.field, "Answer this question: whoever decides was not there.")
		}
	}
	f.Evidence = check.Reason("evidence", f.Evidence)
	return check.Err()
}

// RefereeStatement is one that was recorded.
type RefereeStatement struct {
	At        time.Time
	ByAccount string
	ByName    string
	RefereeForm
}
