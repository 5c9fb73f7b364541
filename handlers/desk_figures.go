package handlers

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// trend is how many months stand beside one another.
const trend = 12

// figures shows what came of a month's requests. A month that is none of those offered, as an old bookmark may bring, is
// the present one.
func (h *Handlers) figures(c echo.Context) error {
	now := h.db.Now().In(h.zone)
	month, _, err := h.month(c.QueryParam("month"), now)
	if err != nil {
		month = views.OfferedMonths(now)[0]
	}
	months, err := h.db.AccessibilityMonths(ctx(c), actor(c), month, trend)
	if err != nil {
		return err
	}
	desk, err := h.desk(c, "Figures")
	if err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.NewFiguresPage(desk, months, now).Show())
}

// figuresFile gives the same figures to take away, for a spreadsheet.
func (h *Handlers) figuresFile(c echo.Context) error {
	month, name, err := h.month(c.QueryParam("month"), h.db.Now().In(h.zone))
	if err != nil {
		return err
	}
	months, err := h.db.ExportAccessibilityFigures(ctx(c), actor(c), month, trend)
	if err != nil {
		return err
	}
	return h.table(c, "accessibility-figures-"+name+".csv", views.FiguresTable(months))
}

var errMonth = portal.Refuse(portal.Mend, "Choose a month of the last three years, such as 2026-10.")

// month is the first moment of the month that an address names, and its name. None is the present one.
func (h *Handlers) month(named string, now time.Time) (time.Time, string, error) {
	if named == "" {
		named = now.Format("2006-01")
	}
	from, _, ok := h.requests.Month(named)
	for _, offered := range views.OfferedMonths(now) {
		if ok && offered.Equal(from) {
			return from, named, nil
		}
	}
	return time.Time{}, "", errMonth
}
