package views

import (
	"encoding/hex"
	"time"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// Where the terms stand, and where they are reviewed.
const (
	TermsAddress       = "/terms"
	TermsReviewAddress = "/terms/review"
)

// TermsVersionAddress is where one version can be read for good.
func TermsVersionAddress(v portal.TermsVersion) string {
	return TermsAddress + "/" + string(v.Text) + "/" + v.Number()
}

// Terms are both texts as they are in force, with all their versions.
type Terms struct {
	Now      portal.TermsPair
	Versions map[portal.TermsText][]portal.TermsVersion // newest first
	At       time.Time
	Standing *portal.TermsStanding // of whoever is signed in; nil for visitors
}

// coming are versions that are published and not in force yet.
func (t Terms) coming() (all []portal.TermsVersion) {
	for _, text := range portal.TermsTexts {
		for _, v := range t.Versions[text] {
			if v.EffectiveAt.After(t.At) {
				all = append(all, v)
			}
		}
	}
	return all
}

// termsStatus says whether a version is in force.
func termsStatus(p Page, v, inForce portal.TermsVersion, now time.Time) ui.Status {
	switch {
	case v.ID == inForce.ID:
		return ui.Status{Text: p.Say("In force"), Look: ui.Done}
	case v.EffectiveAt.After(now):
		return ui.Status{Text: p.Say("Not in force yet"), Look: ui.Waiting}
	}
	return ui.Status{Text: p.Say("Earlier version"), Look: ui.Fresh}
}

// termsList is a run of items, or a single block of another kind.
type termsRun struct {
	kind   portal.TermsBlockKind
	blocks []portal.TermsBlock
}

// termsRuns puts items that follow one another into one list.
func termsRuns(words string) (runs []termsRun) {
	for _, b := range portal.TermsBlocks(words) {
		if n := len(runs); b.Kind == portal.TermsItem && n > 0 && runs[n-1].kind == portal.TermsItem {
			runs[n-1].blocks = append(runs[n-1].blocks, b)
			continue
		}
		runs = append(runs, termsRun{b.Kind, []portal.TermsBlock{b}})
	}
	return runs
}

// termsWords are a version's words in the page's language.
func termsWords(p Page, v portal.TermsVersion) string { return v.Words[portal.Language(p.Lang())] }

// fingerprint is the hash of those words, in fours, as it stands in the record of an agreement.
func fingerprint(p Page, v portal.TermsVersion) string {
	return hex.EncodeToString(v.Hashes[portal.Language(p.Lang())])
}

// changedBlock is a block that differs, with the heading under which it stands when that has not changed.
type changedBlock struct {
	portal.DiffBlock
	under string
}

// changedBlocks are only what differs: who agreed before need not read the rest again.
func changedBlocks(diff []portal.DiffBlock) (all []changedBlock) {
	heading, said := "", ""
	for _, b := range diff {
		if b.Op == portal.DiffSame {
			if b.Kind == portal.TermsHeading {
				heading = b.Parts[0].Text
			}
			continue
		}
		c := changedBlock{DiffBlock: b}
		if heading != said && b.Kind != portal.TermsHeading {
			c.under, said = heading, heading
		}
		all = append(all, c)
	}
	return all
}

// opText says in a word what became of a block.
func opText(w Words, b portal.DiffBlock) string {
	switch {
	case b.Op == portal.DiffAdded && b.Kind == portal.TermsHeading:
		return w.Say("New heading")
	case b.Op == portal.DiffRemoved && b.Kind == portal.TermsHeading:
		return w.Say("Removed heading")
	case b.Op == portal.DiffAdded:
		return w.Say("New")
	case b.Op == portal.DiffRemoved:
		return w.Say("Removed")
	}
	return w.Say("Changed")
}
