package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// waiting is what a queue of the desk needs to be shown: its pages, its counts, and how it is laid out.
type waiting[T any] struct {
	bench  views.Bench
	page   func(portal.QueueFilter) ([]T, *portal.QueueMark, error)
	counts func([]portal.QueueFilter) ([]int, error)
	lay    func(d views.Desk, things []T, more bool, counted []int) views.Queue
	first  func() string // the address of the same list from its beginning
}

// showQueue shows one page of one list of a queue.
func showQueue[T any](h *Handlers, c echo.Context, f portal.QueueFilter, w waiting[T]) error {
	things, next, err := w.page(f)
	if err != nil {
		return err
	}
	if len(things) == 0 && f.Paged() {
		return h.see(c, w.first()) // the list has become shorter
	}
	lists := views.QueueLists(f) // and those at the left, most of which are the same, so that each is counted once
	counted, err := w.counts(append(lists, views.CountedLists...))
	if err != nil {
		return err
	}
	counts, err := h.deskCounts(c, w.bench.Address)
	if err != nil {
		return err
	}
	counts[w.bench.Address] = views.NewQueueCounts(counted[len(lists):])
	desk, err := h.countedDesk(c, w.bench.Title, counts)
	if err != nil {
		return err
	}
	q := w.lay(desk, things, next != nil, counted[:len(lists)])
	if f.Paged() && wantsPart(c) {
		q = q.FocusFirst()
	}
	if background(c) {
		q.Said = "" // it was redrawn by itself: what it shows is not announced again and again
	}
	q.Flash = views.QueueFlash(c.QueryParam("done"))
	return h.renderPart(c, http.StatusOK, q.Show(), views.QueuePart, views.NavPart)
}

// queueFilter is the list that an address asks for.
func queueFilter(c echo.Context) portal.QueueFilter {
	return portal.QueueFilter{
		State: c.QueryParam("state"), Whose: portal.Whose(c.QueryParam("whose")),
		After: portal.ReadQueueMark(c.QueryParam("after")), Before: portal.ReadQueueMark(c.QueryParam("before")),
	}
}

// seeNext leads to what is next in a queue, or to the queue where nothing waits.
func (h *Handlers) seeNext(c echo.Context, b views.Bench, reference string, err error) error {
	if portal.CodeOf(err) == portal.NotFound {
		return h.see(c, b.Address+"?done=all")
	}
	if err != nil {
		return err
	}
	return h.see(c, b.Address+"/"+reference)
}
