package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// replyText is what stands in a reply's form.
func replyText(form url.Values) portal.DraftText {
	text := portal.DraftText{Body: form.Get("body"), Outcome: portal.ReplyOutcome(form.Get("outcome"))}
	if text.Outcome != portal.OutcomeResolve && text.Outcome != portal.OutcomeInterim {
		text.Outcome = portal.OutcomeAwait
	}
	return text
}

// replyDraft is the actor's draft in a case, a new one when there is none, and the version that the page had.
func (h *Handlers) replyDraft(c echo.Context, n portal.CaseNumber, form url.Values) (draft portal.Draft, seen int64, err error) {
	draft, err = h.db.BeginDraft(ctx(c), actor(c), portal.Acting{}, n, 0, portal.DraftText{})
	if errors.Is(err, portal.ErrNotFound) {
		err = portal.ErrOnlyReading
	}
	if seen, _ = strconv.ParseInt(form.Get("version"), 10, 64); seen == 0 && draft.Version == 1 && draft.Body == "" {
		seen = 1
	}
	return draft, seen, err
}

// reply sends a clerk's reply, keeps it, fills a text in, or takes it back: whichever button was pressed.
func (h *Handlers) reply(c echo.Context) error {
	n, err := caseOf(c)
	if err != nil {
		return err
	}
	form, err := h.form(c)
	if err != nil {
		return err
	}
	if err := h.db.LookAtCase(ctx(c), actor(c), n, ""); err == portal.ErrSayWhyMessage {
		return h.askWhyMessage(c, http.StatusNotFound, n, nil, nil)
	} else if err != nil {
		return err
	}
	draft, seen, err := h.replyDraft(c, n, form)
	if err != nil {
		return h.replyRefused(c, n, form, draft, err)
	}
	text, read := replyText(form), readUpTo(form)
	done := "saved"
	switch do := form.Get("do"); do {
	case "undo":
		done = "undone"
		_, err = h.db.TakeBack(ctx(c), actor(c), draft.ID)
	case "drop":
		done = "dropped"
		err = h.db.DropDraft(ctx(c), actor(c), draft.ID)
	case "use":
		done = "used"
		if text.Body, err = h.fillIn(c, n, form.Get("module"), text.Body); err == nil {
			draft, err = h.db.SaveDraft(ctx(c), actor(c), draft.ID, seen, text, device(c))
		}
	case "send", "anyway":
		done = "sent"
		if err = portal.WarnOfProfanity(text.Body, do == "anyway"); err != nil {
			if kept, wrong := h.db.SaveDraft(ctx(c), actor(c), draft.ID, seen, text, device(c)); wrong != nil {
				draft, err = kept, wrong
			}
			break
		}
		draft, err = h.db.SendDraft(ctx(c), actor(c), draft.ID, seen, read, text, device(c))
	default:
		draft, err = h.db.SaveDraft(ctx(c), actor(c), draft.ID, seen, text, device(c))
	}
	if err != nil {
		return h.replyRefused(c, n, form, draft, err)
	}
	return h.see(c, views.DeskCaseAddress(n)+"?done="+done+"#reply")
}

// readUpTo is the last message that the page showed.
func readUpTo(form url.Values) int64 {
	read, _ := strconv.ParseInt(form.Get("read"), 10, 64)
	return read
}

// replyRefused shows the case again with what was typed, and what came since.
func (h *Handlers) replyRefused(c echo.Context, n portal.CaseNumber, form url.Values, draft portal.Draft, err error) error {
	try := &views.Attempt{Part: views.ReplyPart, Values: form, Err: err}
	if errors.Is(err, portal.ErrNewerMessage) || errors.Is(err, portal.ErrCaseMoved) {
		try.Seen = readUpTo(form)
	}
	var newer *portal.Draft
	if errors.Is(err, portal.ErrDraftNewer) {
		newer = &draft
	}
	return h.refuseForm(c, err, func(status int, refused error) error {
		if len(saidOf(refused).Fields) == 0 {
			try.Err = refused
		}
		return h.showDeskCase(c, status, n, try, newer)
	})
}

// fillIn adds a ready-made text to what was typed, its fields filled in from the case.
func (h *Handlers) fillIn(c echo.Context, n portal.CaseNumber, id, body string) (string, error) {
	one, err := h.db.CaseAtDesk(ctx(c), actor(c), n, 0)
	if err != nil {
		return body, err
	}
	modules, err := h.db.TextModulesFor(ctx(c), actor(c), one.Queue)
	if err != nil {
		return body, err
	}
	for _, m := range modules {
		if m.ID != id {
			continue
		}
		words := views.Words{Language: one.Language, Zone: h.zone}
		due := one.DueAt
		if due.IsZero() {
			due = h.messageOffice.AddBusinessDays(h.db.Now(), one.AnswerDays)
		}
		text := m.Fill(one.Language, map[string]string{
			"name": one.OpenedByName, "case": n.String(), "subject": one.Subject, "due": words.Date(due), "clerk": actor(c).Name,
			"office": h.Profile.Name, "phone": h.Profile.Phone,
		})
		return strings.TrimLeft(strings.TrimRight(body, " \n")+"\n\n"+text, "\n"), nil
	}
	var check portal.Check
	check.Wrong("module", "Choose a text first.")
	return body, check.Err()
}

// saveReply keeps what a page sends by itself, and answers in words when it was kept.
func (h *Handlers) saveReply(c echo.Context) error {
	n, err := caseOf(c)
	if err != nil {
		return err
	}
	form, err := h.form(c)
	if err != nil {
		return err
	}
	draft, seen, err := h.replyDraft(c, n, form)
	if err == nil {
		draft, err = h.db.SaveDraft(ctx(c), actor(c), draft.ID, seen, replyText(form), device(c))
	}
	if err != nil {
		said := saidOf(err)
		status, known := statuses[said.Code]
		if !known {
			return err
		}
		message := said.Message
		if len(said.Fields) > 0 {
			message = said.Fields[0].Sentence
		}
		return c.String(status, message.String())
	}
	c.Response().Header().Set("Draft-Version", strconv.FormatInt(draft.Version, 10))
	return c.String(http.StatusOK, "Not sent. Saved to drafts, "+h.page(c, portal.Sentence{}).Time(draft.SavedAt))
}
