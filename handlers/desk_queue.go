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
	f := accessibilityFilter(c)
	return showQueue(h, c, f.QueueFilter, waiting[portal.AccessibilityRequest]{
		bench: views.AccessibilityBench,
		page: func(list portal.QueueFilter) ([]portal.AccessibilityRequest, *portal.QueueMark, error) {
			return h.db.AccessibilityQueue(ctx(c), actor(c), f)
		},
		counts: func(lists []portal.QueueFilter) ([]int, error) {
			asked := make([]portal.AccessibilityFilter, len(lists))
			for i, list := range lists {
				asked[i] = portal.AccessibilityFilter{QueueFilter: list}
				if i < len(lists)-len(views.CountedLists) { // those at the left are of the whole queue
					asked[i].Format, asked[i].Page = f.Format, f.Page
				}
			}
			return h.db.AccessibilityCounts(ctx(c), actor(c), asked)
		},
		lay: func(d views.Desk, requests []portal.AccessibilityRequest, more bool, counted []int) views.Queue {
			return views.NewQueue(d, h.requests, actor(c), f, requests, more, counted, h.db.Now())
		},
		first: func() string { return views.FirstPage(f) },
	})
}

func accessibilityFilter(c echo.Context) portal.AccessibilityFilter {
	return portal.AccessibilityFilter{
		QueueFilter: queueFilter(c),
		Format:      portal.AccessibilityFormat(c.QueryParam("format")),
		Page:        c.QueryParam("page"),
	}.Clean()
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
	after := portal.ReadQueueMark(c.QueryParam("after"))
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
	return h.seeNext(c, views.AccessibilityBench, n.String(), err)
}

// seeWhole sends the browser to another page, also when htmx asked for a part of this one.
func (h *Handlers) seeWhole(c echo.Context, address string) error {
	if wantsPart(c) {
		c.Response().Header().Set("HX-Redirect", h.path(c, address))
		return c.NoContent(http.StatusOK)
	}
	return h.see(c, address)
}
