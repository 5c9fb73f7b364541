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

// newDraftID names a draft for a page on which nothing is typed yet.
func (h *Handlers) newDraftID() string { return db.NewDraftID() }

// newMessage is an empty message, about what the address says: a topic, the number of a letter, a case that is closed.
func (h *Handlers) newMessage(c echo.Context) error {
	d := views.DraftPage{Draft: portal.Draft{
		ID: h.newDraftID(), Owner: acting(c).Owner, State: portal.DraftOpen,
		DraftText: portal.DraftText{Topic: query(c, "topic"), Letter: query(c, "letter")},
	}, Fresh: true}
	d.Follows, _ = portal.ReadCaseNumber(c.QueryParam("follows"))
	if d.Letter != "" && d.Topic == "" {
		d.Topic = "letter"
	}
	return h.showDraft(c, http.StatusOK, d)
}

// showDraft draws a draft's page.
func (h *Handlers) showDraft(c echo.Context, status int, d views.DraftPage) (err error) {
	d.Acting, d.Now = acting(c), h.db.Now()
	if d.Stopped, err = h.stopped(c, d.Owner); err != nil {
		return err
	}
	if d.Topics, err = h.db.TopicsFor(ctx(c), d.Acting); err != nil {
		return err
	}
	if d.Files, err = h.filesOf(c, d); err != nil {
		return err
	}
	title := portal.Say("Write to us")
	if !d.Fresh {
		title = portal.Say("Draft")
	}
	page := h.page(c, title)
	if d.Err == nil {
		page.Flash = views.MessagesFlash(page, c.QueryParam("done"))
	}
	return h.render(c, status, d.Show(page))
}

// filesOf are the files that hang on the draft of a page.
func (h *Handlers) filesOf(c echo.Context, d views.DraftPage) ([]portal.DraftFile, error) {
	if d.Fresh || d.State != portal.DraftOpen {
		return nil, nil
	}
	return h.db.DraftFiles(ctx(c), actor(c), d.ID)
}

// drafts lists what was not sent.
func (h *Handlers) drafts(c echo.Context) error {
	i := views.Inbox{Acting: acting(c), Now: h.db.Now()}
	var err error
	if i.Drafts, err = h.db.Drafts(ctx(c), actor(c), i.Acting); err != nil {
		return err
	}
	if i.Topics, err = h.db.Topics(ctx(c)); err != nil {
		return err
	}
	page := h.page(c, portal.Say("Drafts"))
	page.Flash = views.MessagesFlash(page, c.QueryParam("done"))
	return h.render(c, http.StatusOK, views.DraftsPage(page, i))
}

// draft is where a draft is: to go on writing, to be taken back, or in its case once it was sent.
func (h *Handlers) draft(c echo.Context) error {
	d, err := h.db.Draft(ctx(c), actor(c), c.Param("id"))
	switch {
	case err != nil:
		return err
	case d.State == portal.DraftSent && !acting(c).MayRead():
		return h.showSent(c, d)
	case d.State == portal.DraftSent:
		return h.see(c, views.CaseAddress(d.SentCase)+"?sent="+strconv.FormatInt(d.SentN, 10))
	case d.State == portal.DraftDropped:
		return portal.ErrNotFound
	case d.Case != 0:
		return h.see(c, views.CaseAddress(d.Case)+"#answer")
	}
	return h.showDraft(c, http.StatusOK, views.DraftPage{Draft: d})
}

// showSent is the receipt of someone to whom nothing stored is shown.
func (h *Handlers) showSent(c echo.Context, d portal.Draft) error {
	return h.render(c, http.StatusOK, views.SentPage(h.page(c, portal.Say("We received your message")), d))
}

// typed is a draft's text as a form has it.
func typed(form url.Values) portal.DraftText {
	return portal.DraftText{
		Topic: form.Get("topic"), Period: form.Get("period"), Letter: form.Get("letter"), Subject: form.Get("subject"), Body: form.Get("body"),
		Outcome: portal.ReplyOutcome(form.Get("outcome")),
	}
}

// formNumber is a whole number that a form carries, 0 when it is none.
func formNumber(form url.Values, name string) int64 {
	n, _ := strconv.ParseInt(form.Get(name), 10, 64)
	return n
}

// beginDraft takes the form of a new message: it keeps it, and sends it when that was the button. The form names its draft, so
// that one that is sent twice begins one.
func (h *Handlers) beginDraft(c echo.Context) error {
	form, err := h.form(c)
	if err != nil {
		return err
	}
	follows, _ := portal.ReadCaseNumber(form.Get("follows"))
	return h.newDraft(c, form, portal.Draft{Owner: acting(c).Owner, Follows: follows})
}

// answerCase takes the form of an answer in a case.
func (h *Handlers) answerCase(c echo.Context) error {
	n, err := caseNumber(c)
	if err != nil {
		return err
	}
	form, err := h.form(c)
	if err != nil {
		return err
	}
	return h.newDraft(c, form, portal.Draft{Owner: acting(c).Owner, Case: n, State: portal.DraftOpen, Seen: formNumber(form, "read")})
}

// newDraft begins the draft that a form names, or finds it, and does what the button said. Of is what it is about.
func (h *Handlers) newDraft(c echo.Context, form url.Values, of portal.Draft) error {
	of.ID = form.Get("draft")
	send, warned := toSend(form)
	d, err := h.draftOf(c, form, of.Case, of.Follows, send && warned == nil)
	switch {
	case err != nil && d.ID == "": // none was begun
		return h.refuseDraft(c, views.DraftPage{Draft: of, Fresh: true, Values: form}, err)
	case send && warned == nil:
		return h.afterDraft(c, d, form, err)
	}
	return h.keepOrSend(c, d, form)
}

// draftOf begins the draft that a form names, or finds it, and sends it in the same act when that was the button. A form that was
// opened for one taxpayer is not sent for another. With an error the draft is empty when there is none.
func (h *Handlers) draftOf(c echo.Context, form url.Values, n, follows portal.CaseNumber, send bool) (d portal.Draft, err error) {
	a := acting(c)
	if n == 0 && form.Get("owner") != "" && form.Get("owner") != a.Owner {
		return d, portal.ErrActsForOther
	}
	text := typed(form)
	if err := text.Clean(); err != nil {
		return d, err
	}
	text.Language = language(c)
	if send {
		return h.db.SendNewDraft(ctx(c), actor(c), a, form.Get("draft"), n, follows, seenVersion(form), formNumber(form, "read"), text, device(c))
	}
	return h.db.BeginDraftOnce(ctx(c), actor(c), a, form.Get("draft"), n, follows, text)
}

// seenVersion is the version of a draft that the page of a form had. A page that knew of no draft holds the words of the first one.
func seenVersion(form url.Values) int64 { return max(1, formNumber(form, "version")) }

// keepDraft takes the form of a draft that is there.
func (h *Handlers) keepDraft(c echo.Context) error {
	form, err := h.form(c)
	if err != nil {
		return err
	}
	d, err := h.db.Draft(ctx(c), actor(c), c.Param("id"))
	if err != nil {
		return err
	}
	if form.Get("owner") != "" && form.Get("owner") != d.Owner {
		return h.refuseDraft(c, views.DraftPage{Draft: d, Values: form}, portal.ErrActsForOther)
	}
	return h.keepOrSend(c, d, form)
}

// keepOrSend does what the button said with a draft.
func (h *Handlers) keepOrSend(c echo.Context, d portal.Draft, form url.Values) (err error) {
	kept, seen := d, seenVersion(form)
	send, warned := toSend(form)
	if warned != nil {
		return h.warnOfWords(c, d, seen, form, warned)
	}
	if send {
		kept, err = h.db.SendDraft(ctx(c), actor(c), d.ID, seen, formNumber(form, "read"), typed(form), device(c))
	} else {
		kept, err = h.db.SaveDraft(ctx(c), actor(c), d.ID, seen, typed(form), device(c))
	}
	if err != nil && kept.ID == "" {
		kept = d
	}
	return h.afterDraft(c, kept, form, err)
}

// afterDraft answers a form whose draft was kept or sent, or says why not.
func (h *Handlers) afterDraft(c echo.Context, kept portal.Draft, form url.Values, err error) error {
	if err != nil {
		page := views.DraftPage{Draft: kept, Values: form}
		if errors.Is(err, portal.ErrDraftNewer) {
			page.Newer = &kept
		}
		if errors.Is(err, portal.ErrNewerMessage) {
			page.Seen = formNumber(form, "read")
		}
		return h.refuseDraft(c, page, err)
	}
	send, _ := toSend(form)
	switch {
	case form.Get("do") == "files":
		return h.see(c, views.DraftFilesAddress(kept.ID))
	case !send:
		return h.see(c, views.DraftAddress(kept.ID)+"?done=saved")
	case kept.Case != 0 && kept.State == portal.DraftHeld:
		return h.see(c, views.CaseAddress(kept.Case)+"#answer")
	}
	return h.see(c, views.DraftAddress(kept.ID))
}

// refuseDraft shows the form again, with everything that was typed: in its case where it has one.
func (h *Handlers) refuseDraft(c echo.Context, d views.DraftPage, err error) error {
	return h.refuseForm(c, err, func(status int, err error) error {
		d.Err, d.Now = err, h.db.Now()
		if d.Case != 0 {
			c.SetParamNames("ref")
			c.SetParamValues(d.Case.String())
			return h.showThread(c, status, &d)
		}
		return h.showDraft(c, status, d)
	})
}

// saveDraft is what a page does by itself while someone types. It answers with the draft's version and a line that says when it
// was saved; where another page saved a newer one it says so and overwrites nothing.
func (h *Handlers) saveDraft(c echo.Context) error {
	form, err := h.form(c)
	if err != nil {
		return err
	}
	id, seen := c.Param("id"), formNumber(form, "version")
	if seen == 0 {
		n, _ := portal.ReadCaseNumber(form.Get("case"))
		follows, _ := portal.ReadCaseNumber(form.Get("follows"))
		form.Set("draft", id)
		d, err := h.draftOf(c, form, n, follows, false)
		if err != nil {
			return err
		}
		id, seen = d.ID, d.Version
	}
	d, err := h.db.SaveDraft(ctx(c), actor(c), id, seen, typed(form), device(c))
	words := views.Words{Language: language(c), Zone: h.zone}
	header := c.Response().Header()
	header.Set("Draft-Version", strconv.FormatInt(d.Version, 10))
	header.Set("Draft-Address", h.path(c, views.DraftAddress(id)))
	if err != nil {
		said := saidOf(err)
		if status, ok := statuses[said.Code]; ok && said.Code != portal.NotFound && said.Code != portal.SignInAgain {
			return c.String(status, words.Sentence(said.Message))
		}
		return err
	}
	return c.String(http.StatusOK, views.SavedAt(words, d.SavedAt))
}

// takeBack stops a message that was not sent yet.
func (h *Handlers) takeBack(c echo.Context) error {
	d, err := h.db.TakeBack(ctx(c), actor(c), c.Param("id"))
	if err != nil {
		return err
	}
	return h.see(c, views.DraftAddress(d.ID)+"?done=back")
}

// dropDraft puts a draft away.
func (h *Handlers) dropDraft(c echo.Context) error {
	if err := h.db.DropDraft(ctx(c), actor(c), c.Param("id")); err != nil {
		return err
	}
	return h.see(c, views.DraftsAddress+"?done=dropped")
}

// draftVersions lists how a draft was saved.
func (h *Handlers) draftVersions(c echo.Context) error {
	d, err := h.db.Draft(ctx(c), actor(c), c.Param("id"))
	if err != nil {
		return err
	}
	versions, err := h.db.DraftVersions(ctx(c), actor(c), d.ID)
	if err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.DraftVersionsPage(h.page(c, portal.Say("Earlier versions of this draft")), d, versions))
}
