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
	counts, err := h.deskCounts(c, "")
	if err != nil {
		return views.Desk{}, err
	}
	return h.countedDesk(c, title, counts)
}

// deskCounts is how much waits in each queue that this account opens, but for one that is counted elsewhere.
func (h *Handlers) deskCounts(c echo.Context, but string) (views.DeskCounts, error) {
	counts := views.DeskCounts{}
	if b := views.AccessibilityBench; b.Address != but && actor(c).Can(portal.ReadAccessibility) {
		asked := make([]portal.AccessibilityFilter, len(views.CountedLists))
		for i, list := range views.CountedLists {
			asked[i].QueueFilter = list
		}
		counted, err := h.db.AccessibilityCounts(ctx(c), actor(c), asked)
		if err != nil {
			return nil, err
		}
		counts[b.Address] = views.NewQueueCounts(counted)
	}
	if b := views.IdentityBench; b.Address != but && actor(c).Can(portal.ReadIdentity) {
		asked := make([]portal.IdentityFilter, len(views.CountedLists))
		for i, list := range views.CountedLists {
			asked[i].QueueFilter = list
		}
		counted, err := h.db.IdentityCounts(ctx(c), actor(c), asked)
		if err != nil && portal.CodeOf(err) != portal.Forbidden { // without a certificate there is no queue
			return nil, err
		}
		if err == nil {
			counts[b.Address] = views.NewQueueCounts(counted)
		}
	}
	if b := views.MessageBench; b.Address != but && actor(c).Can(portal.ReadMessages) {
		asked := make([]portal.DeskFilter, len(views.CountedLists))
		for i, list := range views.CountedLists {
			asked[i].QueueFilter = list
		}
		counted, err := h.db.MessageCounts(ctx(c), actor(c), asked)
		if err != nil && portal.CodeOf(err) != portal.Forbidden { // without the yearly training no case opens
			return nil, err
		}
		if err == nil {
			counts[b.Address] = views.NewQueueCounts(counted)
		}
	}
	return counts, nil
}

func (h *Handlers) countedDesk(c echo.Context, title string, counts views.DeskCounts) (views.Desk, error) {
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
	if a.Can(portal.FindAccounts) {
		cards, err := h.db.CountPostedCards(ctx(c), a)
		if err != nil {
			return desk, err
		}
		desk.TellPostedCards(cards)
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
	counts, err := h.deskCounts(c, "")
	if err != nil {
		return err
	}
	desk, err := h.countedDesk(c, "Your desk", counts)
	if err != nil {
		return err
	}
	var queues []views.HomeQueue
	mine, late := portal.QueueFilter{Whose: portal.WhoseMine}, portal.QueueFilter{State: portal.ListOverdue}
	if n, works := counts[views.AccessibilityBench.Address]; works {
		of := func(f portal.QueueFilter) ([]portal.AccessibilityRequest, error) {
			requests, _, err := h.db.AccessibilityQueue(ctx(c), actor(c), portal.AccessibilityFilter{QueueFilter: f})
			return requests, err
		}
		q, err := homeQueue(views.AccessibilityBench, n, of, func(requests []portal.AccessibilityRequest) []views.QueueRow {
			return views.RequestRows(desk.Page, h.requests, actor(c), requests, h.db.Now())
		}, mine, late)
		if err != nil {
			return err
		}
		queues = append(queues, q)
	}
	if n, works := counts[views.IdentityBench.Address]; works {
		of := func(f portal.QueueFilter) ([]portal.IdentityCase, error) {
			cases, _, err := h.db.IdentityQueue(ctx(c), actor(c), portal.IdentityFilter{QueueFilter: f})
			return cases, err
		}
		q, err := homeQueue(views.IdentityBench, n, of, func(cases []portal.IdentityCase) []views.QueueRow {
			return views.IdentityRows(desk.Page, h.identity, actor(c), cases, h.db.Now())
		}, mine, late)
		if err != nil {
			return err
		}
		queues = append(queues, q)
	}
	if n, works := counts[views.MessageBench.Address]; works {
		of := func(f portal.QueueFilter) ([]portal.Case, error) {
			cases, _, err := h.db.MessageQueue(ctx(c), actor(c), portal.DeskFilter{QueueFilter: f})
			return cases, err
		}
		q, err := homeQueue(views.MessageBench, n, of, func(cases []portal.Case) []views.QueueRow {
			return views.MessageRows(desk.Page, h.messageOffice, actor(c), cases, h.db.Now())
		}, mine, late)
		if err != nil {
			return err
		}
		queues = append(queues, q)
	}
	return h.render(c, http.StatusOK, views.NewDeskHome(desk, queues).Show())
}

// homeQueue is a queue as the first page shows it: one's own, and what is late.
func homeQueue[T any](b views.Bench, n views.QueueCounts, of func(portal.QueueFilter) ([]T, error), rows func([]T) []views.QueueRow, mine, late portal.QueueFilter) (views.HomeQueue, error) {
	own, err := of(mine)
	if err != nil {
		return views.HomeQueue{}, err
	}
	overdue, err := of(late)
	return views.NewHomeQueue(b, n, rows(own), rows(overdue)), err
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
