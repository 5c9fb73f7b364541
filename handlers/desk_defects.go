package handlers

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// defects lists the pages that more than one person asked about: those to fix, unless the address says otherwise.
func (h *Handlers) defects(c echo.Context) error {
	state := portal.PageOpen
	switch c.QueryParam("state") {
	case "all":
		state = ""
	case string(portal.PageFixed):
		state = portal.PageFixed
	}
	after := portal.ReadPageMark(c.QueryParam("after"))
	pages, more, err := h.db.PageDefects(ctx(c), actor(c), state, after)
	if err != nil {
		return err
	}
	desk, err := h.desk(c, "Pages to fix")
	if err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.NewDefectsPage(desk, state, after, pages, more, h.Profile.OwnerOf).Show())
}

// defect is one page: who asked about it, who looks after it, and what happened to it.
func (h *Handlers) defect(c echo.Context) error {
	path, err := readPath(c.QueryParam("path"))
	if err != nil {
		return err
	}
	return h.showDefect(c, http.StatusOK, path, nil, nil)
}

func (h *Handlers) showDefect(c echo.Context, status int, path string, values url.Values, mistake error) error {
	page, events, err := h.db.PageDefect(ctx(c), actor(c), path)
	if err != nil {
		return err
	}
	requests, next, err := h.db.AccessibilityQueue(ctx(c), actor(c), portal.AccessibilityFilter{QueueFilter: portal.QueueFilter{State: portal.ListAll}, Page: page.Path})
	if err != nil {
		return err
	}
	desk, err := h.desk(c, page.Path)
	if err != nil {
		return err
	}
	desk.Flash = views.DefectDone(c.QueryParam("done"))
	return h.render(c, status, views.NewDefectPage(desk, page, events, requests, next != nil, values, mistake).Show())
}

// readPath is a page's normal address as a form or an address brings it back.
func readPath(typed string) (string, error) {
	path, problem := portal.CleanText(typed, portal.LongestPage, false)
	if problem != nil {
		return "", portal.ErrNotFound
	}
	return path, nil
}

// fixDefect records that a page was mended, and how. What was typed on a page that someone else changed meanwhile comes
// back with it.
func (h *Handlers) fixDefect(c echo.Context) error {
	values, err := h.form(c)
	if err != nil {
		return err
	}
	path, err := readPath(values.Get("path"))
	if err != nil {
		return err
	}
	err = h.db.FixPageDefect(ctx(c), actor(c), path, seen(values), values.Get("what"))
	switch portal.CodeOf(err) {
	case portal.Mend, portal.Conflict:
		return h.showDefect(c, statuses[portal.CodeOf(err)], path, values, err)
	}
	if err != nil {
		return err
	}
	return h.see(c, views.DefectAddress(path)+"&done=fixed")
}
