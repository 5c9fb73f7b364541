package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// identityQueue shows one page of one list of cases.
func (h *Handlers) identityQueue(c echo.Context) error {
	if words := strings.TrimSpace(c.QueryParam("q")); words != "" {
		return h.identitySearch(c, words)
	}
	f := portal.IdentityFilter{QueueFilter: queueFilter(c), Pending: portal.Pending(c.QueryParam("pending"))}.Clean()
	return showQueue(h, c, f.QueueFilter, waiting[portal.IdentityCase]{
		bench: views.IdentityBench,
		page: func(portal.QueueFilter) ([]portal.IdentityCase, *portal.QueueMark, error) {
			return h.db.IdentityQueue(ctx(c), actor(c), f)
		},
		counts: func(lists []portal.QueueFilter) ([]int, error) {
			asked := make([]portal.IdentityFilter, len(lists))
			for i, list := range lists {
				asked[i].QueueFilter = list
				if i < len(lists)-len(views.CountedLists) { // those at the left are of the whole queue
					asked[i].Pending = f.Pending
				}
			}
			return h.db.IdentityCounts(ctx(c), actor(c), asked)
		},
		lay: func(d views.Desk, cases []portal.IdentityCase, more bool, counted []int) views.Queue {
			return views.NewIdentityQueue(d, h.identity, actor(c), f, cases, more, counted, h.db.Now())
		},
		first: func() string { return views.IdentityFirstPage(f) },
	})
}

// identitySearch goes to the case whose reference was typed, or lists those of a name or an e-mail address. A taxpayer number is
// sought under "Find a taxpayer", by a posted form: addresses lie in logs and histories.
func (h *Handlers) identitySearch(c echo.Context, words string) error {
	words, _ = portal.CleanText(words, longestSearch, false)
	words = portal.Excerpt(words, longestSearch)
	var cases []portal.IdentityCase
	var next *portal.QueueMark
	var refused *portal.Error
	after := portal.ReadQueueMark(c.QueryParam("after"))
	n, reference := portal.ReadIdentityNumber(words)
	switch {
	case reference:
		if err := h.db.LookAtIdentityCase(ctx(c), actor(c), n, ""); err == nil || errors.Is(err, portal.ErrSayWhyCase) {
			return h.seeWhole(c, views.IdentityCaseAddress(n))
		}
	case portal.MayHoldTaxpayerNumber(words):
		words, refused = "", portal.ErrNumberInSearch
	default:
		var err error
		cases, next, err = h.db.SearchIdentityCases(ctx(c), actor(c), words, after)
		if code := portal.CodeOf(err); code == portal.Mend {
			refused = portal.ErrSearchMore
		} else if err != nil {
			return err
		}
	}
	if _, err := h.db.IdentityCounts(ctx(c), actor(c), []portal.IdentityFilter{{}}); err != nil {
		return err // no certificate, no queue
	}
	desk, err := h.desk(c, strings.TrimSuffix("Search: "+words, ": "))
	if err != nil {
		return err
	}
	q := views.NewIdentitySearch(desk, h.identity, actor(c), words, cases, after != nil, next != nil, refused, h.db.Now())
	if after != nil && wantsPart(c) {
		q = q.FocusFirst()
	}
	return h.renderPart(c, http.StatusOK, q.Show(), views.QueuePart, views.NavPart)
}

// nextIdentity leads to the oldest due case that waits: one's own first, then nobody's.
func (h *Handlers) nextIdentity(c echo.Context) error {
	n, err := h.db.NextIdentityCase(ctx(c), actor(c))
	return h.seeNext(c, views.IdentityBench, n.String(), err)
}

// identityOf is the case that an address names; what is no reference is not found.
func identityOf(c echo.Context) (portal.IdentityNumber, error) {
	n, ok := portal.ReadIdentityNumber(c.Param("ref"))
	if !ok {
		return 0, portal.ErrNotFound
	}
	return n, nil
}

// identityCase shows one case to who works on it.
func (h *Handlers) identityCase(c echo.Context) error {
	n, err := identityOf(c)
	if err != nil {
		return err
	}
	return h.showIdentity(c, http.StatusOK, n, nil)
}

// showIdentity draws a case's page. Who looked is written down before anything is shown.
func (h *Handlers) showIdentity(c echo.Context, status int, n portal.IdentityNumber, try *views.Attempt) error {
	a := actor(c)
	err := h.db.LookAtIdentityCase(ctx(c), a, n, "")
	if errors.Is(err, portal.ErrSayWhyCase) {
		return h.askWhyCase(c, http.StatusOK, n, nil, nil)
	}
	if err != nil {
		return err
	}
	file, err := h.db.IdentityAtDesk(ctx(c), a, n)
	if err != nil {
		return err
	}
	colleagues, err := h.db.IdentityColleagues(ctx(c), a)
	if err != nil {
		return err
	}
	desk, err := h.desk(c, n.String())
	if err != nil {
		return err
	}
	if try == nil {
		desk.Flash = views.IdentityFlash(c.QueryParam("done"))
	}
	return h.render(c, status, views.NewIdentityPage(desk, h.identity, a, file, colleagues, query(c, "act"), try, h.db.Now()).Show())
}

func (h *Handlers) askWhyCase(c echo.Context, status int, n portal.IdentityNumber, values url.Values, refused error) error {
	desk, err := h.desk(c, "Open "+n.String())
	if err != nil {
		return err
	}
	return h.render(c, status, views.NewIdentityWhyPage(desk, n, values, refused).Show())
}

// lookAtIdentity takes the reason for which someone opens a case that is not in the queue.
func (h *Handlers) lookAtIdentity(c echo.Context) error {
	n, err := identityOf(c)
	if err != nil {
		return err
	}
	form, err := h.form(c)
	if err != nil {
		return err
	}
	if reason := form.Get("reason"); strings.TrimSpace(reason) != "" {
		err = h.db.LookAtIdentityCase(ctx(c), actor(c), n, reason)
	} else {
		var check portal.Check
		check.Reason("reason", reason)
		err = check.Err()
	}
	if err != nil {
		return h.refuseForm(c, err, func(status int, err error) error { return h.askWhyCase(c, status, n, form, err) })
	}
	return h.see(c, views.IdentityCaseAddress(n))
}

// onIdentity is an act about a case that ends on its page. Part names the form, for when it is refused.
func (h *Handlers) onIdentity(part, done string, do func(c echo.Context, n portal.IdentityNumber, seen int64, form url.Values) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		n, err := identityOf(c)
		if err != nil {
			return err
		}
		form, err := h.form(c)
		if err != nil {
			return err
		}
		if err := do(c, n, seen(form), form); err != nil {
			name := part
			if about := form.Get("about"); part == "decision" && about != "" {
				name = portal.Visible(about)
			}
			return h.refuseForm(c, err, func(status int, err error) error {
				return h.showIdentity(c, status, n, &views.Attempt{Part: name, Values: form, Err: err})
			})
		}
		return h.see(c, views.IdentityCaseAddress(n)+"?done="+done)
	}
}

func (h *Handlers) assignIdentity(c echo.Context, n portal.IdentityNumber, seen int64, form url.Values) error {
	to, err := h.reviewer(c, form.Get("to"))
	if err != nil {
		return err
	}
	return h.db.AssignIdentityCase(ctx(c), actor(c), n, seen, to)
}

// reviewer is who is meant by an account id: oneself, nobody, or one of those who could take a case.
func (h *Handlers) reviewer(c echo.Context, id string) (portal.Actor, error) {
	switch id {
	case "":
		return portal.Actor{}, nil
	case actor(c).Account:
		return actor(c), nil
	}
	colleagues, err := h.db.IdentityColleagues(ctx(c), actor(c))
	for _, other := range colleagues {
		if other.Account == id {
			return other, nil
		}
	}
	var check portal.Check
	check.Wrong("to", "Choose a colleague who holds a reviewer’s certificate.")
	return portal.Actor{}, errors.Join(err, check.Err())
}

func (h *Handlers) noteIdentity(c echo.Context, n portal.IdentityNumber, _ int64, form url.Values) error {
	return h.db.NoteIdentityCase(ctx(c), actor(c), n, form.Get("note"))
}

// identityPresence is an open page's question who else is there.
func (h *Handlers) identityPresence(c echo.Context) error {
	n, err := identityOf(c)
	if err != nil {
		return err
	}
	values, err := h.form(c)
	if err != nil {
		return err
	}
	if err := h.db.StayAtIdentityCase(ctx(c), actor(c), n); err != nil {
		return err
	}
	present, version, err := h.db.PresentAtIdentityCase(ctx(c), actor(c), n)
	if err != nil {
		return err
	}
	seen, _ := strconv.ParseInt(c.QueryParam("seen"), 10, 64)
	p := views.NewIdentityPresence(n, present, version, seen)
	if p.Text() == values.Get("shows") {
		return c.NoContent(http.StatusNoContent)
	}
	return h.render(c, http.StatusOK, p.Show())
}
