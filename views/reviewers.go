package views

import (
	"net/url"
	"time"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// ReviewersAddress is where certificates are given.
const ReviewersAddress = "/office/reviewers"

// ReviewersPage lists who may prove people's identity.
type ReviewersPage struct {
	Desk
	Lines []ReviewerLine
}

// ReviewerLine is one of the staff with their certificate.
type ReviewerLine struct {
	Name, Role, Address string
	Status              ui.Status
	Until               time.Time
	By                  string
}

// NewReviewersPage lays it out at now.
func NewReviewersPage(d Desk, reviewers []portal.Reviewer, now time.Time) ReviewersPage {
	p := ReviewersPage{Desk: d}
	for _, r := range reviewers {
		p.Lines = append(p.Lines, ReviewerLine{
			Name: r.Actor.Name, Role: r.Role.RoleName(), Address: ReviewersAddress + "/" + r.Actor.Account, Status: certificateStatus(r.Certificate, now), Until: r.ExpiresAt, By: r.GivenByName,
		})
	}
	return p
}

func certificateStatus(c portal.Certificate, now time.Time) ui.Status {
	switch {
	case c.Valid(now):
		return ui.Status{Text: "Valid", Look: ui.Done}
	case c.ID == "":
		return ui.Status{Text: "None", Look: ui.Fresh}
	case !c.EndedAt.IsZero():
		return ui.Status{Text: "Taken away", Look: ui.Stopped}
	}
	return ui.Status{Text: "Lapsed", Look: ui.Late}
}

// ReviewerPage is one colleague's certificate, with the forms that give and end it.
type ReviewerPage struct {
	Desk
	Reviewer portal.Reviewer
	Status   ui.Status
	Facts    []ui.Fact
	Own      bool // nobody certifies themselves
	Give     ui.Form
	End      ui.Form // only for one that is valid
	Valid    bool
	Stale    bool
}

// NewReviewerPage lays it out for actor at now; values and err are of a form that was refused, the one that ends it when
// ending.
func NewReviewerPage(d Desk, actor portal.Actor, r portal.Reviewer, now time.Time, ending bool, values url.Values, err error) ReviewerPage {
	d.Page = mistaken(d.Page, err)
	p := ReviewerPage{
		Desk: d, Reviewer: r, Status: certificateStatus(r.Certificate, now), Own: actor.Account == r.Actor.Account, Valid: r.Valid(now),
		Give: ui.Form{Words: d.Words}, End: ui.Form{Words: d.Words}, Stale: actor.StepUp(now) != nil,
	}
	if ending {
		p.End = formOf(d.Page, values, err)
	} else {
		p.Give = formOf(d.Page, values, err)
	}
	if r.ID != "" {
		p.Facts = []ui.Fact{
			{Key: "Given", Value: joined(d.ShortDate(r.GivenAt), r.GivenByName)},
			{Key: "Trained in", Value: r.Training},
			{Key: "Runs until", Value: d.ShortDate(r.ExpiresAt)},
		}
		if !r.EndedAt.IsZero() {
			p.Facts = append(p.Facts, ui.Fact{Key: "Taken away", Value: joined(d.ShortDate(r.EndedAt), r.EndedBy, r.EndedWhy)})
		}
	}
	return p
}

// Refusal is the form that was refused.
func (p ReviewerPage) Refusal() ui.Form {
	if p.End.Err != nil {
		return p.End
	}
	return p.Give
}

func (p ReviewerPage) at(part string) string {
	return ReviewersAddress + "/" + p.Reviewer.Actor.Account + "/" + part
}

var certificateInputs = []ui.Input{
	{Kind: ui.Area, Name: "training", Label: "What they were trained in, and when", Hint: "Documents, faces, pressure on the person, what to do about what is odd.", Rows: 3, Limit: 500},
	{Name: "street", Label: "Their own street and number", Hint: "Their own home, so that they do not prove those whom they live with. We keep a fingerprint of it that cannot be read, and never show it again.", Complete: "off"},
	{Name: "unit", Label: "Apartment or unit", Complete: "off", Width: ui.Small, Optional: true},
	{Name: "postal", Label: "ZIP code", Complete: "off", Width: ui.Tiny},
}

// ReviewerFlash says what was just done.
func ReviewerFlash(done string) *ui.Flash {
	text := map[string]string{"given": "The certificate is given. It runs for a year.", "ended": "The certificate is taken away. Identity cases no longer open for them."}[done]
	if text == "" {
		return nil
	}
	return &ui.Flash{Tone: ui.Success, Text: text}
}
