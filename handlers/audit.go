package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// audit shows the trail. A search that cannot be understood shows what is to be mended, and no records.
func (h *Handlers) audit(c echo.Context) error {
	query := auditQuery(c.QueryParams())
	f, mend := h.auditFilter(query)
	f.Older, f.Newer = number(c.QueryParam("older")), number(c.QueryParam("newer"))
	var page portal.AuditPage
	var err error
	if mend == nil {
		if page, err = h.db.AuditTrail(ctx(c), actor(c), f); err != nil {
			return err
		}
	}
	events, err := h.db.AuditEvents(ctx(c), actor(c))
	if err != nil {
		return err
	}
	check, err := h.db.LastAuditCheck(ctx(c), actor(c))
	if err != nil {
		return err
	}
	status := http.StatusOK
	if mend != nil {
		status = http.StatusUnprocessableEntity
	}
	desk, err := h.desk(c, "Audit trail")
	if err != nil {
		return err
	}
	return h.render(c, status, views.NewAuditPage(desk, query, page, events, check, mend).Show())
}

// auditRecord shows one record and its place in the chain.
func (h *Handlers) auditRecord(c echo.Context) error {
	place, err := h.db.AuditRecord(ctx(c), actor(c), number(c.Param("seq")))
	if err != nil {
		return err
	}
	desk, err := h.desk(c, "Record "+strconv.FormatInt(place.Seq, 10)+" of the audit trail")
	if err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.NewAuditRecordPage(desk, place).Show())
}

// verifyAudit walks the chain and shows, on the page, what was found.
func (h *Handlers) verifyAudit(c echo.Context) error {
	if _, err := h.db.VerifyAudit(ctx(c), actor(c)); err != nil {
		return err
	}
	return h.see(c, "/office/audit")
}

func auditQuery(v url.Values) views.AuditQuery {
	line := func(name string) string {
		clean, _ := portal.CleanText(v.Get(name), 200, false)
		if runes := []rune(clean); len(runes) > 200 {
			clean = string(runes[:200])
		}
		return clean
	}
	return views.AuditQuery{Event: line("event"), Actor: line("actor"), Subject: line("subject"), From: line("from"), To: line("to")}
}

// auditFilter reads a query in the department's days. The last day counts whole.
func (h *Handlers) auditFilter(q views.AuditQuery) (portal.AuditFilter, error) {
	var check portal.Check
	day := func(field, typed string) time.Time {
		if typed == "" {
			return time.Time{}
		}
		for _, layout := range []string{"1/2/2006", "2006-1-2", "Jan 2, 2006", "January 2, 2006", "1-2-2006"} {
			if t, err := time.ParseInLocation(layout, typed, h.zone); err == nil {
				return t
			}
		}
		check.Wrong(field, "Enter the day as month, day and year, like 11/21/2026.")
		return time.Time{}
	}
	f := portal.AuditFilter{Event: portal.Event(q.Event), Actor: q.Actor, Subject: q.Subject, From: day("from", q.From), To: day("to", q.To)}
	if !f.To.IsZero() {
		if f.To.Before(f.From) {
			check.Wrong("to", "The last day is before the first. Enter a later day, or change the first.")
		}
		f.To = f.To.AddDate(0, 0, 1)
	}
	if strings.HasPrefix(f.Subject, "AR-") || strings.HasPrefix(f.Subject, "ar-") {
		if reference, ok := portal.ReadReference(f.Subject); ok {
			f.Subject = reference.String()
		}
	}
	return f, mendSearch(check.Err())
}

// mendSearch says of a search, which sends nothing, no more than that it is to be mended.
func mendSearch(err error) error {
	var wrong *portal.Error
	if errors.As(err, &wrong) {
		wrong.Message = portal.Say("We could not understand this search.")
		return wrong
	}
	return nil
}

// number is a number in an address, 0 for what is none.
func number(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0
	}
	return n
}
