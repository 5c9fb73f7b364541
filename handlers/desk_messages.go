package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// messageQueue shows one page of one list of cases.
func (h *Handlers) messageQueue(c echo.Context) error {
	queues, err := h.db.QueuesOf(ctx(c), actor(c).Account)
	if err != nil {
		return err
	}
	if words := strings.TrimSpace(query(c, "q")); words != "" {
		return h.messageSearch(c, words, queues)
	}
	all, err := h.queueNames(c)
	if err != nil {
		return err
	}
	colleagues, err := h.db.CaseColleagues(ctx(c), actor(c), "")
	if err != nil {
		return err
	}
	f := portal.DeskFilter{QueueFilter: queueFilter(c), Queue: c.QueryParam("queue")}.Clean(queues)
	return showQueue(h, c, f.QueueFilter, waiting[portal.Case]{
		bench: views.MessageBench,
		page: func(portal.QueueFilter) ([]portal.Case, *portal.QueueMark, error) {
			return h.db.MessageQueue(ctx(c), actor(c), f)
		},
		counts: func(lists []portal.QueueFilter) ([]int, error) {
			asked := make([]portal.DeskFilter, len(lists))
			for i, list := range lists {
				asked[i].QueueFilter = list
				if i < len(lists)-len(views.CountedLists) { // those at the left are of all queues
					asked[i].Queue = f.Queue
				}
			}
			return h.db.MessageCounts(ctx(c), actor(c), asked)
		},
		lay: func(d views.Desk, cases []portal.Case, more bool, counted []int) views.Queue {
			return views.NewMessageQueue(d, h.messageOffice, actor(c), f, queues, all, colleagues, cases, more, counted, h.db.Now())
		},
		first: func() string { return views.MessageFirstPage(f) },
	})
}

// queueNames are the queues to which topics lead, by name.
func (h *Handlers) queueNames(c echo.Context) ([]string, error) {
	topics, err := h.db.Topics(ctx(c))
	var names []string
	for _, t := range topics {
		names = append(names, t.Queue)
	}
	slices.Sort(names)
	return slices.Compact(names), err
}

// messageSearch goes to the case whose reference was typed, or lists those that hold the words.
func (h *Handlers) messageSearch(c echo.Context, words string, queues []string) error {
	words, _ = portal.CleanText(words, longestSearch, false)
	words = portal.Excerpt(words, longestSearch)
	if n, ok := portal.ReadCaseNumber(words); ok {
		return h.seeWhole(c, views.DeskCaseAddress(n))
	}
	after := portal.ReadQueueMark(c.QueryParam("after"))
	cases, next, err := h.db.SearchCases(ctx(c), actor(c), words, after)
	if err != nil {
		return err
	}
	desk, err := h.desk(c, "Search: "+words)
	if err != nil {
		return err
	}
	page := views.NewMessageSearch(desk, h.messageOffice, actor(c), words, queues, cases, after != nil, next != nil, h.db.Now())
	return h.renderPart(c, http.StatusOK, page.Show(), views.QueuePart, views.NavPart)
}

// nextCase leads to the oldest due case that waits: one's own first, then nobody's.
func (h *Handlers) nextCase(c echo.Context) error {
	n, err := h.db.NextCase(ctx(c), actor(c))
	return h.seeNext(c, views.MessageBench, n.String(), err)
}

// caseOf is the case that an address names; what is no reference is not found.
func caseOf(c echo.Context) (portal.CaseNumber, error) {
	n, ok := portal.ReadCaseNumber(c.Param("ref"))
	if !ok {
		return 0, portal.ErrNotFound
	}
	return n, nil
}

// deskCase shows one case to who works on it.
func (h *Handlers) deskCase(c echo.Context) error {
	n, err := caseOf(c)
	if err != nil {
		return err
	}
	return h.showDeskCase(c, http.StatusOK, n, nil, nil)
}

// showDeskCase draws a case's page. Who looked is written down before anything is shown. Newer is the draft as another page saved
// it, when this one had an older.
func (h *Handlers) showDeskCase(c echo.Context, status int, n portal.CaseNumber, try *views.Attempt, newer *portal.Draft) error {
	a := actor(c)
	err := h.db.LookAtCase(ctx(c), a, n, "")
	if err == portal.ErrSayWhyMessage {
		return h.askWhyMessage(c, http.StatusNotFound, n, nil, nil)
	}
	if err != nil {
		return err
	}
	before, _ := strconv.ParseInt(c.QueryParam("before"), 10, 64)
	in := views.DeskCase{Office: h.messageOffice, Actor: a, Act: query(c, "act"), Try: try, Newer: newer, Now: h.db.Now()}
	if in.File, err = h.db.CaseAtDesk(ctx(c), a, n, before); err != nil {
		return err
	}
	if in.Colleagues, err = h.db.CaseColleagues(ctx(c), a, in.File.Queue); err != nil {
		return err
	}
	if in.Queues, err = h.queueNames(c); err != nil {
		return err
	}
	if in.Modules, err = h.db.TextModulesFor(ctx(c), a, in.File.Queue); err != nil {
		return err
	}
	if in.Draft, err = h.db.DraftIn(ctx(c), a, n); err != nil && !errors.Is(err, portal.ErrNotFound) {
		return err
	}
	desk, err := h.desk(c, n.String())
	if err != nil {
		return err
	}
	if try == nil {
		desk.Flash = views.DeskCaseFlash(c.QueryParam("done"))
	}
	return h.render(c, status, views.NewDeskCasePage(desk, in).Show())
}

func (h *Handlers) askWhyMessage(c echo.Context, status int, n portal.CaseNumber, values url.Values, refused error) error {
	desk, err := h.desk(c, "Not in your queues")
	if err != nil {
		return err
	}
	return h.render(c, status, views.NewDeskCaseWhyPage(desk, n, values, refused).Show())
}

// lookAtCase takes the reason for which someone opens a case that is none of theirs.
func (h *Handlers) lookAtCase(c echo.Context) error {
	n, err := caseOf(c)
	if err != nil {
		return err
	}
	form, err := h.form(c)
	if err != nil {
		return err
	}
	reason := form.Get("reason")
	if strings.TrimSpace(reason) == "" {
		reason = "-" // too short, and so refused in words
	}
	if err := h.db.LookAtCase(ctx(c), actor(c), n, reason); err != nil {
		return h.refuseForm(c, err, func(status int, err error) error { return h.askWhyMessage(c, status, n, form, err) })
	}
	return h.see(c, views.DeskCaseAddress(n))
}

// onCase is an act about a case that ends on its page. Part names the form, for when it is refused.
func (h *Handlers) onCase(part, done string, do func(c echo.Context, n portal.CaseNumber, seen int64, form url.Values) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		n, err := caseOf(c)
		if err != nil {
			return err
		}
		form, err := h.form(c)
		if err != nil {
			return err
		}
		if err := do(c, n, seen(form), form); err != nil {
			if portal.CodeOf(err) == portal.Forbidden {
				return err
			}
			return h.refuseForm(c, err, func(status int, err error) error {
				return h.showDeskCase(c, status, n, &views.Attempt{Part: part, Values: form, Err: err}, nil)
			})
		}
		said := done
		if part == "steps" {
			said = portal.Visible(form.Get("step"))
		}
		if part == "move" { // it may be out of sight now
			return h.see(c, views.MessageQueueAddress+"?done=moved")
		}
		return h.see(c, views.DeskCaseAddress(n)+"?done="+url.QueryEscape(said))
	}
}

func (h *Handlers) assignCase(c echo.Context, n portal.CaseNumber, seen int64, form url.Values) error {
	return h.db.AssignCase(ctx(c), actor(c), h.messageOffice, n, seen, portal.Actor{Account: portal.Visible(form.Get("to"))})
}

func (h *Handlers) stepCase(c echo.Context, n portal.CaseNumber, seen int64, form url.Values) error {
	return h.db.StepCase(ctx(c), actor(c), h.messageOffice, n, seen, portal.CaseStep(form.Get("step")))
}

func (h *Handlers) snoozeCase(c echo.Context, n portal.CaseNumber, seen int64, form url.Values) error {
	until, wrong := h.messageOffice.SnoozeUntil(form.Get("until.month"), form.Get("until.day"), form.Get("until.year"), h.db.Now())
	var check portal.Check
	check.Reason("why", form.Get("why"))
	if err := portal.Together(wrong, check.Err()); err != nil {
		return err
	}
	return h.db.SnoozeCase(ctx(c), actor(c), h.messageOffice, n, seen, until, form.Get("why"))
}

func (h *Handlers) moveCase(c echo.Context, n portal.CaseNumber, seen int64, form url.Values) error {
	return h.db.MoveCase(ctx(c), actor(c), h.messageOffice, n, seen, portal.Visible(form.Get("queue")), form.Get("why"))
}

func (h *Handlers) mergeCase(c echo.Context, n portal.CaseNumber, seen int64, form url.Values) error {
	into, _ := portal.ReadCaseNumber(form.Get("into"))
	return h.db.MergeCase(ctx(c), actor(c), h.messageOffice, n, seen, into, form.Get("why"))
}

func (h *Handlers) unmergeCase(c echo.Context, n portal.CaseNumber, _ int64, form url.Values) error {
	return h.db.UnmergeCase(ctx(c), actor(c), h.messageOffice, n, portal.Visible(form.Get("link")), form.Get("why"))
}

func (h *Handlers) reportFromDesk(c echo.Context, n portal.CaseNumber, _ int64, form url.Values) error {
	message, _ := strconv.ParseInt(form.Get("message"), 10, 64)
	return h.db.ReportMessage(ctx(c), actor(c), n, message, portal.ReportForm{Ground: portal.ConductGround(form.Get("ground")), Words: form.Get("words")})
}

// messageBulk does one thing with several cases, and shows what became of each.
func (h *Handlers) messageBulk(c echo.Context) error {
	form, err := h.form(c)
	if err != nil {
		return err
	}
	order := portal.BulkOrder{Act: portal.BulkAct(form.Get("act")), To: portal.Actor{Account: portal.Visible(form.Get("to"))}, Queue: portal.Visible(form.Get("queue"))}
	for _, chosen := range form["case"] {
		if one, ok := portal.ReadBulkCase(chosen); ok {
			order.Cases = append(order.Cases, one)
		}
	}
	results, err := h.db.WorkInBulk(ctx(c), actor(c), h.messageOffice, order)
	if err != nil {
		return err
	}
	desk, err := h.desk(c, "What became of them")
	if err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.NewBulkPage(desk, results).Show())
}

// casePresence is an open page's question who else is there.
func (h *Handlers) casePresence(c echo.Context) error {
	n, err := caseOf(c)
	if err != nil {
		return err
	}
	values, err := h.form(c)
	if err != nil {
		return err
	}
	if err := h.db.StayAtCase(ctx(c), actor(c), n); err != nil {
		return err
	}
	present, writing, version, last, err := h.db.PresentAtCase(ctx(c), actor(c), n)
	if err != nil {
		return err
	}
	seen, _ := strconv.ParseInt(c.QueryParam("seen"), 10, 64)
	read, _ := strconv.ParseInt(c.QueryParam("read"), 10, 64)
	p := views.NewCasePresence(n, present, writing, version, seen, last, read)
	if p.Text() == values.Get("shows") {
		return c.NoContent(http.StatusNoContent)
	}
	return h.render(c, http.StatusOK, p.Show())
}

// caseNotes shows what staff wrote for staff, on its own page.
func (h *Handlers) caseNotes(c echo.Context) error {
	n, err := caseOf(c)
	if err != nil {
		return err
	}
	return h.showNotes(c, http.StatusOK, n, nil, nil)
}

func (h *Handlers) showNotes(c echo.Context, status int, n portal.CaseNumber, values url.Values, refused error) error {
	if err := h.db.LookAtCase(ctx(c), actor(c), n, ""); err == portal.ErrSayWhyMessage {
		return h.askWhyMessage(c, http.StatusNotFound, n, nil, nil)
	} else if err != nil {
		return err
	}
	one, notes, err := h.db.CaseNotes(ctx(c), actor(c), n)
	if err != nil {
		return err
	}
	desk, err := h.desk(c, "Notes on "+n.String())
	if err != nil {
		return err
	}
	if c.QueryParam("done") != "" && refused == nil {
		desk.Flash = views.IdentityFlash(views.NotesPart)
	}
	return h.render(c, status, views.NewCaseNotesPage(desk, one, notes, values, refused).Show())
}

func (h *Handlers) noteCase(c echo.Context) error {
	n, err := caseOf(c)
	if err != nil {
		return err
	}
	form, err := h.form(c)
	if err != nil {
		return err
	}
	if err := h.db.NoteCase(ctx(c), actor(c), n, form.Get("note")); err != nil {
		return h.refuseForm(c, err, func(status int, err error) error { return h.showNotes(c, status, n, form, err) })
	}
	return h.see(c, views.DeskCaseAddress(n)+"/notes?done=note")
}

// caseLooks shows who of the staff opened a case.
func (h *Handlers) caseLooks(c echo.Context) error {
	n, err := caseOf(c)
	if err != nil {
		return err
	}
	looks, err := h.db.CaseLooks(ctx(c), actor(c), n)
	if err != nil {
		return err
	}
	desk, err := h.desk(c, "Who looked at "+n.String())
	if err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.NewCaseLooksPage(desk, n, looks, actor(c).Can(portal.ReadMessages)).Show())
}
