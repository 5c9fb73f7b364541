package handlers

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// stopped reports that the actor may not write messages for an owner, so that a page says so before anything is written.
func (h *Handlers) stopped(c echo.Context, owner string) (bool, error) {
	err := h.db.MayWriteMessages(ctx(c), actor(c), owner)
	if errors.Is(err, portal.ErrMessagingSuspended) {
		return true, nil
	}
	return false, err
}

// reportPage asks what is wrong with a message.
func (h *Handlers) reportPage(c echo.Context) error {
	return h.askReport(c, http.StatusOK, c.QueryParam("message"), nil, nil)
}

func (h *Handlers) askReport(c echo.Context, status int, message string, values url.Values, refused error) error {
	number, err := caseNumber(c)
	if err != nil {
		return err
	}
	n, _ := strconv.ParseInt(message, 10, 64)
	t := views.ThreadPage{Acting: acting(c), Reader: actor(c).Account, Now: h.db.Now()}
	if t.CaseFile, err = h.db.Case(ctx(c), actor(c), number, max(0, n)+1); err != nil {
		return err
	}
	page := h.page(c, portal.Say("Report this message"))
	page.Address = fmt.Sprintf("%s/reports/new?message=%d", views.CaseAddress(number), n) // in the other language too, which message it is
	r, there := views.NewReportMessage(page, t, n)
	if !there || r.Message.Account == actor(c).Account {
		return portal.ErrNotFound
	}
	if err := h.db.NoteCaseLook(ctx(c), actor(c), t.Acting, t.Case, portal.DidRead); err != nil {
		return err
	}
	r.Values, r.Err = values, refused
	return h.render(c, status, views.ReportMessagePage(page, r))
}

// reportMessage takes a report about a message.
func (h *Handlers) reportMessage(c echo.Context) error {
	number, err := caseNumber(c)
	if err != nil {
		return err
	}
	form, err := h.form(c)
	if err != nil {
		return err
	}
	report := portal.ReportForm{Ground: portal.ConductGround(form.Get("ground")), Words: form.Get("words")}
	if err := h.db.ReportMessage(ctx(c), actor(c), number, formNumber(form, "message"), report); err != nil {
		return h.refuseForm(c, err, func(status int, err error) error { return h.askReport(c, status, form.Get("message"), form, err) })
	}
	return h.see(c, views.CaseAddress(number)+"?done=reported")
}

// toSend reports that the button was to send, and what is to be said of the words before that; once it was said, they go.
func toSend(form url.Values) (send bool, warned error) {
	switch form.Get("do") {
	case "send":
		return true, portal.WarnOfProfanity(form.Get("subject")+"\n"+form.Get("body"), false)
	case "anyway":
		return true, nil
	}
	return false, nil
}

// warnOfWords keeps what was typed and shows it again with the warning, before anything is sent. Its writer may send it as it
// is.
func (h *Handlers) warnOfWords(c echo.Context, d portal.Draft, seen int64, form url.Values, warned error) error {
	kept, err := h.db.SaveDraft(ctx(c), actor(c), d.ID, seen, typed(form), device(c))
	page := views.DraftPage{Draft: d, Values: form}
	switch {
	case errors.Is(err, portal.ErrDraftNewer):
		page.Draft, page.Newer, warned = kept, &kept, err
	case err != nil:
		warned = err
	default:
		page.Draft = kept
	}
	page.Seen = formNumber(form, "read")
	return h.refuseDraft(c, page, warned)
}
