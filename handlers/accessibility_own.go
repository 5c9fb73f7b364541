package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"exchequer/db"
	"exchequer/portal"
	"exchequer/views"
)

// accessibilityOwn shows the person who asked where their request stands.
func (h *Handlers) accessibilityOwn(c echo.Context) error {
	r, err := h.ownRequest(c)
	if err != nil {
		return h.orAskForCode(c, err)
	}
	key := h.followKey(c)
	events, err := h.db.OwnAccessibilityEvents(ctx(c), r.Number, key)
	if err != nil {
		return err
	}
	standing, err := h.db.OwnStandingFormat(ctx(c), r.Number, key)
	if err != nil {
		return err
	}
	p := views.UnderAccessibility(h.page(c, portal.Say("Your request %s", r.Number.String())))
	p.Flash = views.OwnRequestDone(p, c.QueryParam("done"))
	return h.render(c, http.StatusOK, views.OwnRequestPage(views.NewOwnRequest(p, h.requests, r, events, standing, h.db.Now())))
}

func (h *Handlers) ownRequest(c echo.Context) (portal.AccessibilityRequest, error) {
	n, ok := portal.ReadReference(c.Param("ref"))
	if !ok {
		return portal.AccessibilityRequest{}, portal.ErrNotFound
	}
	r, err := h.db.OwnAccessibilityRequest(ctx(c), n, h.followKey(c))
	r.Number = n
	return r, err
}

// orAskForCode turns "not found" into a question for the code: the browser may have been closed since.
func (h *Handlers) orAskForCode(c echo.Context, err error) error {
	n, ok := portal.ReadReference(c.Param("ref"))
	if portal.CodeOf(err) == portal.NotFound && ok {
		return h.askForCode(c, n)
	}
	return err
}

// ownQuestion asks what goes with a step: what is missing, why a review, why an appeal.
func (h *Handlers) ownQuestion(step portal.AccessibilityStep) echo.HandlerFunc {
	return func(c echo.Context) error {
		r, err := h.ownRequest(c)
		if err != nil {
			return h.orAskForCode(c, err)
		}
		if _, ok := r.Status.Takes(step); !ok {
			return h.see(c, views.OwnRequestAddress(r.Number))
		}
		return h.showOwnQuestion(c, http.StatusOK, r, step, nil, nil)
	}
}

func (h *Handlers) showOwnQuestion(c echo.Context, status int, r portal.AccessibilityRequest, step portal.AccessibilityStep, values url.Values, mistake error) error {
	p := h.page(c, portal.Say("Your request %s", r.Number.String()))
	p.Mistaken = mistake != nil
	return h.render(c, status, views.OwnStepPage(views.NewOwnStep(p, r, step, views.Form{Words: p.Words, Values: values, Err: mistake})))
}

// ownStep takes a step of the person's own. What they typed is shown again when it cannot be taken as it is.
func (h *Handlers) ownStep(step portal.AccessibilityStep) echo.HandlerFunc {
	return func(c echo.Context) error {
		values, err := h.form(c)
		if err != nil {
			return err
		}
		n, ok := portal.ReadReference(c.Param("ref"))
		if !ok {
			return portal.ErrNotFound
		}
		seen, _ := strconv.ParseInt(values.Get("seen"), 10, 64) // anything else is no version, and so stale
		err = h.db.TakeAccessibilityStep(ctx(c), ownActor(c), h.requests, db.AccessibilityAct{
			Number: n, Seen: seen, Step: step, Words: portal.AccessibilityWords{Text: values.Get("text")}, Key: h.followKey(c),
		})
		if err == nil {
			return h.see(c, views.OwnRequestAddress(n)+"?done="+url.QueryEscape(string(step)))
		}
		return h.refuseOwnStep(c, step, values, err)
	}
}

func (h *Handlers) refuseOwnStep(c echo.Context, step portal.AccessibilityStep, values url.Values, err error) error {
	var said *portal.Error
	if !errors.As(err, &said) || said.Code != portal.Mend && said.Code != portal.Conflict {
		return h.orAskForCode(c, err)
	}
	r, err := h.ownRequest(c)
	if err != nil {
		return h.orAskForCode(c, err)
	}
	if !step.NeedsWords() { // nothing was typed: the page itself shows what changed
		return h.see(c, views.OwnRequestAddress(r.Number)+"?done=changed")
	}
	return h.showOwnQuestion(c, statuses[said.Code], r, step, values, said)
}

// ownActor is the person who asked, even in a browser where someone of the office has signed in: at a counter, staff
// show people their request, and what is done there is the person's doing.
func ownActor(c echo.Context) portal.Actor { return portal.Actor{Address: actor(c).Address} }

// ownStandingFormat remembers the format for this person, or forgets it.
func (h *Handlers) ownStandingFormat(c echo.Context) error {
	values, err := h.form(c)
	if err != nil {
		return err
	}
	n, ok := portal.ReadReference(c.Param("ref"))
	if !ok {
		return portal.ErrNotFound
	}
	keep := values.Get("keep") == "yes"
	if err := h.db.KeepAccessibilityFormat(ctx(c), ownActor(c), n, h.followKey(c), keep); err != nil {
		return h.orAskForCode(c, err)
	}
	done := "forgotten"
	if keep {
		done = "kept"
	}
	return h.see(c, views.OwnRequestAddress(n)+"?done="+done)
}

// ownAnswerFile lets the person download a file of an answer.
func (h *Handlers) ownAnswerFile(c echo.Context) error {
	n, ok := portal.ReadReference(c.Param("ref"))
	version, err := strconv.ParseInt(c.Param("version"), 10, 64)
	if !ok || err != nil {
		return portal.ErrNotFound
	}
	f, content, err := h.db.OpenAnswerFile(ctx(c), ownActor(c), n, version, c.Param("file"), h.followKey(c))
	if err != nil {
		return err
	}
	defer content.Close()
	return h.download(c, f, content)
}
