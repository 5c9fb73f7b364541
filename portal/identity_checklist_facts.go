package portal

import (
	"fmt"
	"strings"
)

// What the lines of the checklist read from the record of a case.

// passed is the latest visit that proved the person.
func (p ProofRecord) passed() (Visit, bool) {
	for _, v := range p.Visits {
		if v.Passed {
			return v, true
		}
	}
	return Visit{}, false
}

func (p ProofRecord) reviewed() bool { return p.Done(PendingReview) }

func (p ProofRecord) reasons(of Pending) (found []Reason) {
	for _, r := range p.Reasons {
		if r.Pending == of {
			found = append(found, r)
		}
	}
	return found
}

func (p ProofRecord) openReason(of Pending) bool { _, open := p.Reason(of); return open }

func (p ProofRecord) decided(about Pending) string {
	for _, d := range p.Decisions {
		if d.Pending == about {
			word := "refused"
			if d.Accepted {
				word = "accepted"
			}
			return d.ByName + " " + word + " it: " + d.Reason
		}
	}
	return ""
}

func (p ProofRecord) reporting() string {
	if len(p.Letters) == 0 {
		return "No letter was sent in this case."
	}
	return fmt.Sprintf("Each of the %d letter(s) carries a reference by which whoever gets it can say so without an account.", len(p.Letters))
}

// toldByPost is whether the letter is in the mail that tells of the proofing at the address on record.
func (p ProofRecord) toldByPost() (Met, string) {
	for _, l := range p.Letters {
		switch {
		case l.Kind != ProofedLetter:
		case !l.MailedAt.IsZero():
			return IsMet, fmt.Sprintf("A letter went to the address on record on %s, with a reference by which whoever gets it can say that it was not them. An e-mail went too.", DateOf(l.MailedAt))
		case !l.PrintedAt.IsZero():
			return NotMet, "The letter to the address on record is printed, and not handed to the mail yet. An e-mail went at once."
		default:
			return NotMet, "The letter to the address on record waits to be printed. An e-mail went at once."
		}
	}
	if !p.HasPlace {
		return NotMet, "It went by e-mail alone: there is no address on record."
	}
	if !p.granted() {
		return DoesntApply, "Nothing has been granted by this case yet."
	}
	return NotMet, "It went by e-mail alone: no letter was printed."
}

func (p ProofRecord) noCopies() bool { return len(p.Captures) == 0 }

func (p ProofRecord) collected() string {
	if p.noCopies() {
		return "No copy of a document was made; at the counter kind, issuer, expiry and last four characters are kept."
	}
	return "Pictures were sent for the review, are sealed, and are shown nowhere but there; at the counter no copy is made."
}

func (p ProofRecord) otherWays() string {
	tried := map[Pending]bool{}
	for _, r := range p.Reasons {
		tried[r.Pending] = true
	}
	return fmt.Sprintf("%d way(s) were tried here.", len(tried))
}

func kindsOf(v Visit) string {
	var kinds []string
	for _, d := range v.Documents {
		kinds = append(kinds, string(d.Kind)+" ("+string(d.Kind.Strength())+")")
	}
	return strings.Join(kinds, ", ")
}

func expiryOf(v Visit) string {
	if len(v.Documents) > 0 && v.Documents[0].Expires >= DateOf(v.At) {
		return "who saw that it had not expired"
	}
	return "who noted when it expires"
}

func has(yes bool) string {
	if yes {
		return "there"
	}
	return "missing"
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
