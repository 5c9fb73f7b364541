package handlers

import (
	"strings"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// desk is what every page of the desk and the office begins with: the page, and at its left the links that this account
// may open, with how much waits in each queue.
//
//	desk, err := h.desk(c, "Mail")
//	if err != nil { return err }
//	return h.render(c, http.StatusOK, views.NewMailPage(desk, …).Show())
func (h *Handlers) desk(c echo.Context, title string) (views.Desk, error) {
	var counted []int
	a := actor(c)
	if a.Can(portal.ReadAccessibility) {
		var err error
		if counted, err = h.db.AccessibilityCounts(ctx(c), a, views.CountedQueues); err != nil {
			return views.Desk{}, err
		}
	}
	mayOpen := func(address string) bool {
		audience, known := h.doors[address]
		return known && audience.admits(a) == nil
	}
	page := h.page(c, portal.Sentence{Text: title})
	return views.NewDesk(page, c.Request().URL.RequestURI(), views.NewDeskCounts(counted), mayOpen), nil
}

// deskDoors are the pages of the desk and the office, and who each is for: the navigation offers what stands in the route
// table and nothing else.
func deskDoors(routes []route) map[string]audience {
	doors := map[string]audience{}
	for _, r := range routes {
		if r.method == GET && (strings.HasPrefix(r.path, "/desk") || strings.HasPrefix(r.path, "/office")) {
			doors[r.path] = r.audience
		}
	}
	return doors
}
