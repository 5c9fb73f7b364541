package handlers

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// mail shows what waits, what went and what failed.
func (h *Handlers) mail(c echo.Context) error {
	f := portal.OutboxFilter{Older: mailID(c.QueryParam("older")), Newer: mailID(c.QueryParam("newer"))}
	if state := portal.MailState(c.QueryParam("state")); slices.Contains(portal.MailStates, state) {
		f.State = state
	}
	page, err := h.db.Outbox(ctx(c), actor(c), f)
	if err != nil {
		return err
	}
	counts, err := h.db.OutboxCounts(ctx(c), actor(c))
	if err != nil {
		return err
	}
	checks, err := h.db.FileChecks(ctx(c), actor(c))
	if err != nil {
		return err
	}
	desk, err := h.desk(c, "Mail")
	if err != nil {
		return err
	}
	desk.Flash = views.MailFlash(c.QueryParam("again"))
	shown := views.NewMailPage(desk, actor(c), f, page, counts, h.MailConfigured)
	shown.Notices = append(shown.Notices, views.FileCheckNotices(desk.Page, checks, h.ScannerConfigured)...)
	return h.render(c, http.StatusOK, shown.Show())
}

// oneMail shows one e-mail and its tries.
func (h *Handlers) oneMail(c echo.Context) error {
	m, tries, err := h.db.OutboxMail(ctx(c), actor(c), mailID(c.Param("id")))
	if err != nil {
		return err
	}
	desk, err := h.desk(c, "E-mail")
	if err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.NewOneMailPage(desk, actor(c), m, tries, h.MailConfigured).Show())
}

// resendMail sends one e-mail again.
func (h *Handlers) resendMail(c echo.Context) error {
	if err := h.db.ResendMail(ctx(c), actor(c), mailID(c.Param("id"))); err != nil {
		return err
	}
	return h.see(c, "/office/mail?again=1")
}

// resendFailedMail sends all that failed again.
func (h *Handlers) resendFailedMail(c echo.Context) error {
	n, err := h.db.ResendFailedMail(ctx(c), actor(c))
	if err != nil {
		return err
	}
	return h.see(c, "/office/mail?again="+strconv.Itoa(n))
}

// mailID is an e-mail's id in an address, "" for what cannot be one.
func mailID(text string) string {
	if len(text) != 36 || strings.Trim(text, "0123456789abcdef-") != "" {
		return ""
	}
	return text
}
