package handlers

import (
	"net/http"
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
	counts, err := h.deskCounts(c)
	if err != nil {
		return views.Desk{}, err
	}
	return h.countedDesk(c, title, counts)
}

// deskCounts is how much waits in each queue, nil for who opens none.
func (h *Handlers) deskCounts(c echo.Context) (*views.DeskCounts, error) {
	if !actor(c).Can(portal.ReadAccessibility) {
		return nil, nil
	}
	counted, err := h.db.AccessibilityCounts(ctx(c), actor(c), views.CountedQueues)
	return views.NewDeskCounts(counted), err
}

func (h *Handlers) countedDesk(c echo.Context, title string, counts *views.DeskCounts) (views.Desk, error) {
	a := actor(c)
	mayOpen := func(address string) bool {
		audience, known := h.doors[address]
		return known && audience.admits(a) == nil
	}
	page := h.page(c, portal.Sentence{Text: title})
	desk := views.NewDesk(page, c.Request().URL.RequestURI(), counts, mayOpen)
	if a.Can(portal.FindAccounts) || a.Can(portal.DecideSuspensions) {
		recoveries, suspensions, err := h.db.CasesToDecide(ctx(c), a)
		if err != nil {
			return desk, err
		}
		desk.TellCases(recoveries, suspensions)
	}
	if a.Can(portal.ReadMail) {
		failed, err := h.db.FailedMail(ctx(c), a)
		if err != nil {
			return desk, err
		}
		desk.TellFailedMail(failed)
	}
	return desk, nil
}

// deskHome is where staff begin: what waits for them, what is theirs and what is late. Who works no queue finds the
// pages of the office that are for them.
func (h *Handlers) deskHome(c echo.Context) error {
	counts, err := h.deskCounts(c)
	if err != nil {
		return err
	}
	var mine, late []portal.AccessibilityRequest
	if counts != nil {
		if mine, _, err = h.db.AccessibilityQueue(ctx(c), actor(c), portal.AccessibilityFilter{Whose: portal.WhoseMine}); err != nil {
			return err
		}
		if late, _, err = h.db.AccessibilityQueue(ctx(c), actor(c), portal.AccessibilityFilter{State: portal.ListOverdue}); err != nil {
			return err
		}
	}
	desk, err := h.countedDesk(c, "Your desk", counts)
	if err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.NewDeskHome(desk, h.requests, actor(c), counts, mine, late, h.db.Now()).Show())
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
