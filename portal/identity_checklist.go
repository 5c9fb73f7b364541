package portal

import (
	"fmt"
	"strings"
)

// The checklist says for one case what NIST SP 800-63A-4 asks of it, and whether that is met, so that an auditor need not
// take our word for it. Each line names its section in the final publication of July 2025. It is computed from the record of the case alone; what the standard
// asks of the department as a whole (its practice statement, its risk assessments) no case can show.

// Met is whether a case meets a line of the checklist.
type Met string

const (
	IsMet       Met = "met"
	NotMet      Met = "not met"
	DoesntApply Met = "does not apply"
)

// ChecklistLine is one thing that is asked.
type ChecklistLine struct {
	Section string // of SP 800-63A-4; for federation, of SP 800-63C-4
	Asks    string
	Met     Met
	Fact    string // the fact of this case that shows it, what is missing, or why it does not apply
}

// ProofRecord is what the checklist is computed from. It names nobody and shows no number.
type ProofRecord struct {
	IdentityFile
	HasName, HasNumber, HasPlace bool // of the taxpayer, on record
	DiedOn                       Date
	Federated                    []FederatedProof // the latest first
}

// granted reports that the case has granted more than details that matched.
func (p ProofRecord) granted() bool {
	for _, e := range p.Events {
		if e.Event == AssuranceGranted && !strings.HasPrefix(e.Words, string(Matched)) {
			return true
		}
	}
	return false
}

// Checklist is every line for a case. The lines of a pathway that was not taken do not apply.
func (p ProofRecord) Checklist() []ChecklistLine {
	var lines []ChecklistLine
	add := func(section, asks string, met Met, fact string, args ...any) {
		lines = append(lines, ChecklistLine{section, asks, met, fmt.Sprintf(fact, args...)})
	}
	p.general(add)
	p.ial1(add)
	p.ial2(add)
	p.federated(add)
	return lines
}

type addLine func(section, asks string, met Met, fact string, args ...any)

func whether(ok bool, yes, no Met) Met {
	if ok {
		return yes
	}
	return no
}

// general is section 3, which holds at every level.
func (p ProofRecord) general(add addLine) {
	add("3.1", "Records of the proofing are kept.", whether(len(p.Events) > 0, IsMet, NotMet), "%d events stand in this case, each in the audit trail too; none can be changed or deleted.", len(p.Events))
	switch {
	case p.DiedOn == "":
		add("3.2.1", "The person is checked against a death file.", IsMet, "The number was compared with the death file when the case was opened, and is not on it.")
	case p.Done(PendingFraud):
		add("3.2.1", "The person is checked against a death file.", IsMet, "The number is on the death file; a supervisor looked and decided.")
	default:
		add("3.2.1", "The person is checked against a death file.", NotMet, "The number is on the death file, and no supervisor has cleared it.")
	}
	add("3.2.1", "Those who fail learn nothing about which detail was right.", IsMet, "One answer is given to every claim that does not fit; which part fitted stands in the audit trail alone.")
	add("3.2.1", "Victims can report a proofing that they did not ask for.", whether(len(p.Letters) > 0, IsMet, DoesntApply), "%s", p.reporting())
	odd := p.reasons(PendingFraud)
	switch {
	case len(odd) == 0:
		add("3.2.3", "What fails a fraud check is decided by a person, with redress.", DoesntApply, "Nothing about this case was odd.")
	case p.openReason(PendingFraud):
		add("3.2.3", "What fails a fraud check is decided by a person, with redress.", NotMet, "%d check(s) wait for a supervisor; nothing is granted meanwhile.", len(odd))
	default:
		add("3.2.3", "What fails a fraud check is decided by a person, with redress.", IsMet, "%s", p.decided(PendingFraud))
	}
	add("3.3.2", "No more is collected than is needed.", IsMet, "%s", p.collected())
	add("3.5", "What is collected is encrypted at rest and in transit.", IsMet, "Number, documents, statements, notes and pictures are sealed with a key of their own; the site speaks TLS alone.")
	add("3.5", "Automated attacks are slowed down.", IsMet, "Matches are limited per account, network address and number; codes and pictures per account.")
	add("3.6", "There is redress that people can find and use.", IsMet, "The case page offers the other ways and a visit at every step; %s", p.otherWays())
	p.codes(add)
	const noticed = "The person is told at a validated address that they were proofed."
	if p.granted() {
		add("3.10", noticed, IsMet, "A notice went to every confirmed e-mail address in the same act as the grant, with the date and how to say that it was not them.")
	} else {
		add("3.10", noticed, DoesntApply, "Nothing has been granted by this case yet.")
	}
	add("3.11", "Biometrics are used with consent, tested, and deletable.", DoesntApply, "No machine compares faces: people do.")
	if _, seen := p.passed(); seen || p.Done(PendingFederated) {
		met, fact := p.toldByPost()
		add("3.10", "IAL2: that notice goes to a postal address or a telephone number.", met, "%s", fact)
	}
	p.referees(add)
}

// codes is section 3.8.
func (p ProofRecord) codes(add addLine) {
	const asks = "Confirmation codes: random, 21 days (30 outside the contiguous states), used once."
	var code OfficeLetter
	for _, l := range p.Letters {
		if l.Kind == CodeLetter && (code.ID == "" || !l.PrintedAt.IsZero()) {
			code = l
		}
	}
	switch {
	case code.ID == "":
		add("3.8", asks, DoesntApply, "No code was mailed in this case.")
	case code.PrintedAt.IsZero():
		add("3.8", asks, NotMet, "A letter was asked for, and is not printed yet: it has no code.")
	default:
		days := int(code.UsableUntil.Sub(code.PrintedAt).Hours()+12) / 24
		add("3.8", asks, whether(days <= LetterCodeDaysAway, IsMet, NotMet), "%d characters of 32, drawn when the letter was printed, usable for %d days; kept as a keyed hash; %s.", LetterCodeLength, days, firstOf(code.EndedWhy, "not used yet"))
	}
}

// referees is section 3.15.
func (p ProofRecord) referees(add addLine) {
	const asks = "Exceptions: a trusted or applicant referee is recorded, and a risk-based decision with it."
	switch {
	case len(p.Referees) == 0 && len(p.reasons(PendingReferee)) == 0:
		add("3.15", asks, DoesntApply, "No referee took part.")
	case p.Done(PendingReferee):
		add("3.15", asks, IsMet, "%d statement(s) recorded. %s", len(p.Referees), p.decided(PendingReferee))
	default:
		add("3.15", asks, NotMet, "%d statement(s) recorded; no second person has accepted one.", len(p.Referees))
	}
}

// ial1 is section 4.1.
func (p ProofRecord) ial1(add addLine) {
	visit, seen := p.passed()
	reviewed := p.reviewed()
	evidence := "the tax record, by number, name and a figure or letter that only its owner has"
	if seen {
		evidence = "documents seen at the counter"
	} else if reviewed {
		evidence = "a document in pictures"
	}
	add("4.1.2", "IAL1: one piece of FAIR evidence or better.", whether(seen || reviewed || p.Done(PendingLetter), IsMet, NotMet), "Shown: %s.", evidence)
	core := p.HasName && p.HasNumber
	add("4.1.3", "IAL1: all core attributes are collected.", whether(core && p.HasPlace, IsMet, NotMet), "Name: %s; taxpayer number: %s; address: %s.", has(p.HasName), has(p.HasNumber), has(p.HasPlace))
	switch {
	case seen:
		add("4.1.4", "IAL1: each piece of evidence is validated.", IsMet, "A certified clerk inspected the original by eye and hand: %s.", kindsOf(visit))
	case reviewed:
		add("4.1.4", "IAL1: each piece of evidence is validated.", IsMet, "Two certified clerks inspected the pictures, each on their own.")
	default:
		add("4.1.4", "IAL1: each piece of evidence is validated.", NotMet, "No document was inspected.")
	}
	add("4.1.5", "IAL1: core attributes and the government identifier are validated against an authoritative source.", whether(core, IsMet, NotMet), "The department’s own tax records are the source: %s", p.Evidence)
	switch {
	case seen && visit.Face:
		add("4.1.6", "IAL1: ownership of one piece of evidence is verified.", IsMet, "The face was compared with the document’s picture at the counter.")
	case p.Done(PendingLetter):
		add("4.1.6", "IAL1: ownership of one piece of evidence is verified.", IsMet, "The code came back that was mailed to the address on record.")
	case reviewed:
		add("4.1.6", "IAL1: ownership of one piece of evidence is verified.", IsMet, "Two clerks compared the face in both pictures.")
	default:
		add("4.1.6", "IAL1: ownership of one piece of evidence is verified.", NotMet, "Neither a code came back nor was a face compared.")
	}
	switch {
	case len(p.Visits) == 0:
		add("4.1.9", "On-site attended: agents are trained, and can flag what is suspect.", DoesntApply, "Nobody came to the counter.")
	default:
		add("4.1.9", "On-site attended: agents are trained, and can flag what is suspect.", IsMet, "Only holders of a valid yearly certificate open a case; a visit can be recorded as not proved, and what is odd stops it.")
	}
	add("4.1.12", "An authenticator is bound to the account.", IsMet, "No account is active here without a second factor and saved recovery codes.")
}

// ial2 is section 4.2.
func (p ProofRecord) ial2(add addLine) {
	visit, seen := p.passed()
	if !seen {
		for _, line := range [][2]string{{"4.2.2", "IAL2: one FAIR and one STRONG piece of evidence, or one SUPERIOR."}, {"4.2.4", "IAL2: each piece is validated."},
			{"4.2.5", "IAL2: core attributes are compared with an authoritative source."}, {"4.2.6.1", "IAL2, non-biometric: ownership of all evidence is verified."}} {
			add(line[0], line[1], DoesntApply, "%s", p.whyNoLevel2())
		}
		return
	}
	strong, fair := 0, 0
	for _, d := range visit.Documents {
		switch d.Kind.Strength() {
		case StrongEvidence:
			strong++
		case FairEvidence:
			fair++
		}
	}
	fact := "Seen: %s."
	if strong > 0 && fair == 0 && !p.Done(PendingLetter) {
		fact = "Seen: %s. A second, FAIR document is missing; a passport’s chip is not read here, so it counts as STRONG."
	} else if fair == 0 {
		fact = "Seen: %s. The mail to the address on record stands for the FAIR piece."
	}
	add("4.2.2", "IAL2: one FAIR and one STRONG piece of evidence, or one SUPERIOR.", whether(strong > 0 && (fair > 0 || p.Done(PendingLetter)), IsMet, NotMet), fact, kindsOf(visit))
	add("4.2.4", "IAL2: each piece is validated.", IsMet, "By eye and hand, by a certified clerk, %s.", expiryOf(visit))
	add("4.2.5", "IAL2: core attributes are compared with an authoritative source.", whether(p.HasName && p.HasNumber, IsMet, NotMet), "With the department’s own tax records.")
	add("4.2.6.1", "IAL2, non-biometric: ownership of all evidence is verified.", whether(visit.Face, IsMet, NotMet), "The face was compared with the picture on the STRONG piece at the counter.")
	if visit.Ties != "" {
		add("3.2.1", "Whoever proofs is not bound to the person.", whether(p.Done(PendingSupervisor), IsMet, NotMet), "The clerk was bound to the person. %s", firstOf(p.decided(PendingSupervisor), "A supervisor has not decided yet."))
	}
}
