package handlers

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// accessibilityQueue shows one page of one list of requests.
func (h *Handlers) accessibilityQueue(c echo.Context) error {
	if words := strings.TrimSpace(c.QueryParam("q")); words != "" {
		return h.accessibilitySearch(c, words)
	}
	f := queueFilter(c)
	requests, next, err := h.db.AccessibilityQueue(ctx(c), actor(c), f)
	if err != nil {
		return err
	}
	paged := f.After != nil || f.Before != nil
	if len(requests) == 0 && paged {
		return h.see(c, views.FirstPage(f)) // the list has become shorter
	}
	lists := views.QueueLists(f) // and those at the left, most of which are the same, so that each is counted once
	counted, err := h.db.AccessibilityCounts(ctx(c), actor(c), append(lists, views.CountedQueues...))
	if err != nil {
		return err
	}
	desk, err := h.countedDesk(c, "Accessibility requests", views.NewDeskCounts(counted[len(lists):]))
	if err != nil {
		return err
	}
	q := views.NewQueue(desk, h.requests, actor(c), f, requests, next != nil, counted[:len(lists)], h.db.Now())
	if paged && wantsPart(c) {
		q = q.FocusFirst()
	}
	q.Flash = views.QueueFlash(c.QueryParam("done"))
	return h.renderPart(c, http.StatusOK, q.Show(), views.QueuePart, views.NavPart)
}

func queueFilter(c echo.Context) portal.AccessibilityFilter {
	f := portal.AccessibilityFilter{
		State:  c.QueryParam("state"),
		Whose:  portal.Whose(c.QueryParam("whose")),
		Format: portal.AccessibilityFormat(c.QueryParam("format")),
		Page:   c.QueryParam("page"),
	}.Clean()
	f.After = portal.ReadAccessibilityMark(c.QueryParam("after"))
	f.Before = portal.ReadAccessibilityMark(c.QueryParam("before"))
	return f
}

// accessibilitySearch goes to the request whose reference was typed, or lists those that hold the words.
func (h *Handlers) accessibilitySearch(c echo.Context, words string) error {
	words, _ = portal.CleanText(words, longestSearch, false)
	if runes := []rune(words); len(runes) > longestSearch {
		words = string(runes[:longestSearch])
	}
	if n, ok := portal.ReadReference(words); ok {
		if _, err := h.db.FindAccessibilityRequest(ctx(c), actor(c), n); err == nil {
			return h.seeWhole(c, views.RequestAddress(n))
		}
	}
	after := portal.ReadAccessibilityMark(c.QueryParam("after"))
	requests, next, err := h.db.SearchAccessibilityRequests(ctx(c), actor(c), words, after)
	if err != nil {
		return err
	}
	desk, err := h.desk(c, "Search: "+words)
	if err != nil {
		return err
	}
	q := views.NewSearch(desk, h.requests, actor(c), words, requests, after != nil, next != nil, h.db.Now())
	if after != nil && wantsPart(c) {
		q = q.FocusFirst()
	}
	return h.renderPart(c, http.StatusOK, q.Show(), views.QueuePart, views.NavPart)
}

// longestSearch is more than anyone types into a search, in code points.
const longestSearch = 200

// nextAccessibility leads to the oldest due request that waits: one's own first, then nobody's.
func (h *Handlers) nextAccessibility(c echo.Context) error {
	n, err := h.db.NextAccessibilityRequest(ctx(c), actor(c))
	if portal.CodeOf(err) == portal.NotFound {
		return h.see(c, views.QueueAddress+"?done=all")
	}
	if err != nil {
		return err
	}
	return h.see(c, views.RequestAddress(n))
}

// seeWhole sends the browser to another page, also when htmx asked for a part of this one.
func (h *Handlers) seeWhole(c echo.Context, address string) error {
	if wantsPart(c) {
		c.Response().Header().Set("HX-Redirect", h.path(c, address))
		return c.NoContent(http.StatusOK)
	}
	return h.see(c, address)
}
