package handlers

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// Secure messages, as the public reads and writes them. Which cases someone sees is decided in db, by one rule; here is only
// for whom they act.

// inbox lists the cases of whom the actor acts for.
func (h *Handlers) inbox(c echo.Context) error {
	i := views.Inbox{
		Acting: acting(c), Now: h.db.Now(),
		Filter: portal.CaseFilter{
			State: query(c, "list"), Words: query(c, "q"), After: portal.ReadQueueMark(c.QueryParam("after")), Before: portal.ReadQueueMark(c.QueryParam("before")),
		}.Clean(),
	}
	page := h.page(c, portal.Say("Messages"))
	page.Flash = views.MessagesFlash(page, c.QueryParam("done"))
	var err error
	if i.Stopped, err = h.stopped(c, i.Acting.Owner); err != nil {
		return err
	}
	if i.Drafts, err = h.db.Drafts(ctx(c), actor(c), i.Acting); err != nil {
		return err
	}
	if i.Topics, err = h.db.Topics(ctx(c)); err != nil {
		return err
	}
	if !i.Acting.MayRead() {
		return h.render(c, http.StatusOK, views.WriteOnlyPage(page, i))
	}
	what := portal.DidList
	if i.Filter.Words != "" {
		what = portal.DidSearch
	}
	if err := h.db.NoteLook(ctx(c), actor(c), i.Acting, what, ""); err != nil {
		return err
	}
	var mark *portal.QueueMark
	if i.Lines, mark, err = h.db.Inbox(ctx(c), actor(c), i.Acting, i.Filter); err != nil {
		return err
	}
	i.More = mark != nil
	if i.Waiting, i.Unread, err = h.db.InboxCounts(ctx(c), actor(c), i.Acting); err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.InboxPage(page, i))
}

// caseNumber reads the case in the address; what cannot be one is not found.
func caseNumber(c echo.Context) (portal.CaseNumber, error) {
	n, ok := portal.ReadCaseNumber(c.Param("ref"))
	if !ok {
		return 0, portal.ErrNotFound
	}
	return n, nil
}

// ownCase shows a case.
func (h *Handlers) ownCase(c echo.Context) error {
	return h.showThread(c, http.StatusOK, nil)
}

// showThread draws a case's page. Try is an answer that was refused, nil for none.
func (h *Handlers) showThread(c echo.Context, status int, try *views.DraftPage) error {
	n, err := caseNumber(c)
	if err != nil {
		return err
	}
	before, _ := strconv.ParseInt(c.QueryParam("before"), 10, 64)
	t := views.ThreadPage{Acting: acting(c), Reader: actor(c).Account, Now: h.db.Now()}
	if t.CaseFile, err = h.db.Case(ctx(c), actor(c), n, before); err != nil {
		return err
	}
	if t.Topics, err = h.db.Topics(ctx(c)); err != nil {
		return err
	}
	if err := h.aboutThread(c, &t); err != nil {
		return err
	}
	switch {
	case try != nil:
		t.Draft, t.Since = *try, try.Seen
	default:
		t.Draft = views.DraftPage{Draft: portal.Draft{ID: h.newDraftID(), Owner: t.Owner, Case: n, Seen: t.LastN, State: portal.DraftOpen}, Fresh: true, Now: t.Now}
		draft, err := h.db.DraftIn(ctx(c), actor(c), n)
		if err == nil {
			t.Draft.Draft, t.Draft.Fresh = draft, false
		} else if portal.CodeOf(err) != portal.NotFound {
			return err
		}
	}
	if t.Draft.Files, err = h.filesOf(c, t.Draft); err != nil {
		return err
	}
	page := h.page(c, portal.Say("Case %s", n.String()))
	if try == nil {
		page.Flash = views.MessagesFlash(page, c.QueryParam("done"))
		if sent, _ := strconv.ParseInt(c.QueryParam("sent"), 10, 64); sent > 0 && sent <= t.LastN {
			t.Sent = sent
		}
	}
	// What was unread stands so on this page; after it, it is read.
	if err := h.db.ReadCase(ctx(c), actor(c), t.Acting, t.CaseFile); err != nil {
		return err
	}
	return h.render(c, status, t.Show(page))
}

// aboutThread adds what stands around a case's messages: whether its reader may write there, who of us opened it, and with
// which others it is linked.
func (h *Handlers) aboutThread(c echo.Context, t *views.ThreadPage) (err error) {
	if t.Stopped, err = h.stopped(c, t.Owner); err != nil {
		return err
	}
	if t.Looks, err = h.db.CaseLooks(ctx(c), actor(c), t.Number); err != nil {
		return err
	}
	t.Linked, err = h.db.LinkedCases(ctx(c), actor(c), t.Number)
	return err
}

// receipt says item by item what we received with a message.
func (h *Handlers) receipt(c echo.Context) error {
	number, err := caseNumber(c)
	if err != nil {
		return err
	}
	n, err := strconv.ParseInt(c.Param("n"), 10, 64)
	if err != nil || n < 1 {
		return portal.ErrNotFound
	}
	t := views.ThreadPage{Acting: acting(c), Reader: actor(c).Account, Now: h.db.Now()}
	if t.CaseFile, err = h.db.Case(ctx(c), actor(c), number, n+1); err != nil {
		return err
	}
	if len(t.Messages) == 0 || t.Messages[len(t.Messages)-1].N != n || t.Messages[len(t.Messages)-1].Side != portal.TaxpayerSide {
		return portal.ErrNotFound
	}
	if err := h.db.NoteCaseLook(ctx(c), actor(c), t.Acting, t.Case, portal.DidRead); err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.MessageReceiptPage(h.page(c, portal.Say("Receipt")), t, t.Messages[len(t.Messages)-1]))
}

// archiveCase puts a case away, or takes it out again.
func (h *Handlers) archiveCase(c echo.Context) error {
	n, err := caseNumber(c)
	if err != nil {
		return err
	}
	form, err := h.form(c)
	if err != nil {
		return err
	}
	archived := form.Get("archived") != "no"
	if err := h.db.ArchiveCase(ctx(c), actor(c), n, archived); err != nil {
		return err
	}
	if archived {
		return h.see(c, views.MessagesAddress+"?done=archived")
	}
	return h.see(c, views.CaseAddress(n)+"?done=unarchived")
}
