package views

import (
	"net/url"
	"time"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// TermsReview is what someone has before them who agrees or declines.
type TermsReview struct {
	portal.TermsStanding
	Now    portal.TermsPair
	Before portal.TermsPair // to which they agreed last; without words for none
	At     time.Time
	Word   string // the check word of this copy
	Back   string // where they were going, "" for nowhere
	Values url.Values
	Err    error
}

func (r TermsReview) ask() portal.TermsAsk { return r.Ask(r.At) }

// changed is what differs in one text since the version to which the reader agreed, in their language.
func (r TermsReview) changed(p Page, text portal.TermsText) []portal.DiffBlock {
	if r.Agreed == nil || r.Before.Of(text).ID == r.Now.Of(text).ID {
		return nil
	}
	return portal.TermsDiff(termsWords(p, r.Before.Of(text)), termsWords(p, r.Now.Of(text)))
}

// differs reports that there is anything to show.
func (r TermsReview) differs(p Page) bool {
	for _, text := range portal.TermsTexts {
		if len(r.changed(p, text)) > 0 {
			return true
		}
	}
	return false
}

// why says why the page is there.
func (r TermsReview) why(p Page) string {
	switch r.ask() {
	case portal.AskedFirst:
		return p.Say("Before you use secure messages, read these two texts and say whether you agree. It is your choice.")
	case portal.AskedChanged:
		return p.Say("The terms have changed since you agreed to them. See what is new, and say whether you agree.")
	case portal.AskedAgain:
		return p.Say("You agreed to the terms five years ago. We ask you again, even though little or nothing has changed.")
	case portal.AskedDeclined:
		return p.Say("You declined the terms. Everything is kept. If you agree now, your messages are there again as they were.")
	}
	return p.Say("You have agreed to these terms. You can read them here, or take your agreement back.")
}

// standingText is how someone stands with the terms, in a sentence.
func standingText(p Page, s portal.TermsStanding, now time.Time) string {
	switch s.Ask(now) {
	case portal.AskedFirst:
		return p.Say("You have not agreed to them yet. We write to you on paper.")
	case portal.AskedChanged:
		return p.Say("You agreed on %s. They have changed since.", p.Date(s.Agreed.At))
	case portal.AskedAgain:
		return p.Say("You agreed on %s. That is five years ago, and we ask you again.", p.Date(s.Agreed.At))
	case portal.AskedDeclined:
		return p.Say("You declined on %s. Nothing was deleted, and you can agree at any time.", p.Date(s.Last.At))
	}
	return p.Say("You agreed on %s.", p.Date(s.Agreed.At))
}

// reviewText is the link to the review.
func reviewText(p Page, s portal.TermsStanding, now time.Time) string {
	switch s.Ask(now) {
	case portal.NothingAsked:
		return p.Say("Read the terms again, or take your agreement back")
	case portal.AskedChanged:
		return p.Say("See what changed, and answer")
	}
	return p.Say("Read the terms, and answer")
}

func versionFacts(p Page, v portal.TermsVersion) []ui.Fact {
	facts := []ui.Fact{{Key: p.Say("In force from"), Value: p.Date(v.EffectiveAt)}, {Key: p.Say("Published"), Value: p.Date(v.PublishedAt)}}
	if what := v.Changes[portal.Language(p.Lang())]; what != "" {
		facts = append(facts, ui.Fact{Key: p.Say("What was new"), Value: what})
	}
	return append(facts, ui.Fact{Key: p.Say("Fingerprint (SHA-256)"), Value: ui.InFours(fingerprint(p, v))})
}

// DeclinedFlash is what the public home page says to who declined: how to reach us, and how to come back.
func DeclinedFlash(p Page) *ui.Flash {
	return &ui.Flash{
		Tone: ui.Info, Heading: p.Say("You declined the terms"),
		Text:     p.Say("Nothing was deleted, and you can file and pay as before. We write to you on paper. To find another way, call the person here who works with you, or %s. If you change your mind, review the terms again.", p.Profile.Phone),
		Link:     p.Path(TermsReviewAddress),
		LinkText: p.Say("Review the terms again"),
	}
}
