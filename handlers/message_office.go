package handlers

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// board draws a page of tables and forms.
func (h *Handlers) board(c echo.Context, status int, title string, lay func(d views.Desk) (views.Board, error)) error {
	desk, err := h.desk(c, title)
	if err != nil {
		return err
	}
	if status == http.StatusOK {
		desk.Flash = views.OfficeFlash(c.QueryParam("done"))
	}
	b, err := lay(desk)
	if err != nil {
		return err
	}
	return h.render(c, status, b.Show())
}

// onBoard is an act of a board: what was wrong is shown on the board again, otherwise the browser goes on.
func (h *Handlers) onBoard(show func(c echo.Context, status int, values url.Values, err error) error, do func(c echo.Context, form url.Values) (next string, err error)) echo.HandlerFunc {
	return func(c echo.Context) error {
		form, err := h.form(c)
		if err != nil {
			return err
		}
		next, err := do(c, form)
		if err != nil {
			return h.refuseForm(c, err, func(status int, err error) error { return show(c, status, form, err) })
		}
		return h.see(c, next)
	}
}

// fresh shows a board as it is.
func fresh(show func(c echo.Context, status int, values url.Values, err error) error) echo.HandlerFunc {
	return func(c echo.Context) error { return show(c, http.StatusOK, nil, nil) }
}

func (h *Handlers) showQueues(c echo.Context, status int, values url.Values, refused error) error {
	return h.board(c, status, "Queues and training", func(d views.Desk) (views.Board, error) {
		if went, err := strconv.Atoi(c.QueryParam("went")); err == nil && refused == nil {
			stayed, _ := strconv.Atoi(c.QueryParam("stayed"))
			d.Flash = views.HandedOnFlash(went, stayed)
		}
		queues, staff, err := h.db.QueueMembers(ctx(c), actor(c))
		return views.NewQueuesBoard(d, queues, staff, actor(c).Can(portal.SuperviseMessages), h.db.Now(), values, refused), err
	})
}

func (h *Handlers) joinQueue(c echo.Context, form url.Values) (string, error) {
	return views.QueuesAddress + "?done=joined", atSelect(h.db.JoinQueue(ctx(c), actor(c), portal.Visible(form.Get("account")), portal.Visible(form.Get("queue"))), "account", "Choose someone who works messages, and one of the queues.")
}

func (h *Handlers) leaveQueue(c echo.Context, form url.Values) (string, error) {
	return views.QueuesAddress + "?done=left", h.db.LeaveQueue(ctx(c), actor(c), portal.Visible(form.Get("account")), portal.Visible(form.Get("queue")))
}

func (h *Handlers) noteTraining(c echo.Context, form url.Values) (string, error) {
	day := h.messageOffice.ReadDay(form.Get("completed.month"), form.Get("completed.day"), form.Get("completed.year"))
	return views.QueuesAddress + "?done=trained", atSelect(h.db.NoteTraining(ctx(c), actor(c), portal.Visible(form.Get("trained")), day), "trained", "Choose who took the training.")
}

// atSelect says at a field what a choice of nothing that is there means.
func atSelect(err error, field, text string) error {
	if portal.CodeOf(err) != portal.NotFound {
		return err
	}
	refused := &portal.Error{Code: portal.Mend, Message: portal.Say("Check what you entered. Nothing was changed.")}
	refused.Fields = []portal.FieldError{{Field: field, Sentence: portal.Sentence{Text: text}}}
	return refused
}

func (h *Handlers) handOn(c echo.Context, form url.Values) (string, error) {
	to := portal.Actor{Account: portal.Visible(form.Get("onto"))}
	if to.Account == "none" {
		to.Account = ""
	}
	went, stayed, err := h.db.HandOn(ctx(c), actor(c), h.messageOffice, portal.Visible(form.Get("from")), to)
	return views.QueuesAddress + fmt.Sprintf("?went=%d&stayed=%d", went, stayed), err
}

func (h *Handlers) topics(c echo.Context) error {
	return h.board(c, http.StatusOK, "Topics of messages", func(d views.Desk) (views.Board, error) {
		topics, err := h.db.Topics(ctx(c))
		return views.NewTopicsBoard(d, topics), err
	})
}

func (h *Handlers) showTopic(c echo.Context, status int, values url.Values, refused error) error {
	topics, err := h.db.Topics(ctx(c))
	if err != nil {
		return err
	}
	topic := portal.Topic{AnswerDays: 10, Offered: true, Place: int64(len(topics)+1) * 10}
	if id := c.Param("id"); id != "new" {
		found := false
		for _, t := range topics {
			if t.ID == id {
				topic, found = t, true
			}
		}
		if !found {
			return portal.ErrNotFound
		}
	}
	return h.board(c, status, "Topic", func(d views.Desk) (views.Board, error) {
		return views.NewTopicBoard(d, topic, values, refused), nil
	})
}

func (h *Handlers) saveTopic(c echo.Context, form url.Values) (string, error) {
	days, _ := strconv.Atoi(form.Get("days"))
	place, _ := strconv.ParseInt(form.Get("place"), 10, 32)
	t := portal.Topic{
		ID: c.Param("id"), Version: seen(form), Place: place, Queue: form.Get("queue"), Name: map[string]string{"en": form.Get("name-en"), "es": form.Get("name-es")},
		Hint: map[string]string{"en": form.Get("hint-en"), "es": form.Get("hint-es")}, TaxType: portal.Visible(form.Get("tax")), General: form.Get("general") == "Yes", AnswerDays: days, Offered: form.Get("offered") == "Yes",
	}
	if t.ID == "new" {
		t.ID, t.Version = "", 0
	}
	return views.TopicsAddress + "?done=saved", h.db.DeclareTopic(ctx(c), actor(c), t)
}

func (h *Handlers) modules(c echo.Context) error {
	return h.board(c, http.StatusOK, "Texts for replies", func(d views.Desk) (views.Board, error) {
		modules, err := h.db.TextModules(ctx(c), actor(c))
		return views.NewModulesBoard(d, modules), err
	})
}

func (h *Handlers) showModule(c echo.Context, status int, values url.Values, refused error) error {
	module := portal.TextModule{Offered: true, Place: 100}
	if id := c.Param("id"); id != "new" {
		modules, err := h.db.TextModules(ctx(c), actor(c))
		if err != nil {
			return err
		}
		for _, m := range modules {
			if m.ID == id {
				module = m
			}
		}
		if module.ID == "" {
			return portal.ErrNotFound
		}
	}
	queues, err := h.queueNames(c)
	if err != nil {
		return err
	}
	return h.board(c, status, "Text for replies", func(d views.Desk) (views.Board, error) {
		return views.NewModuleBoard(d, module, queues, values, refused), nil
	})
}

func (h *Handlers) saveModule(c echo.Context, form url.Values) (string, error) {
	place, _ := strconv.ParseInt(form.Get("place"), 10, 32)
	m := portal.TextModule{
		ID: c.Param("id"), Version: seen(form), Place: place, Queue: portal.Visible(form.Get("queue")), Name: form.Get("name"),
		Body: map[string]string{"en": form.Get("body-en"), "es": form.Get("body-es")}, Offered: form.Get("offered") == "Yes",
	}
	if m.ID == "new" {
		m.ID, m.Version = "", 0
	}
	return views.ModulesAddress + "?done=saved", h.db.WriteModule(ctx(c), actor(c), m)
}

func (h *Handlers) reports(c echo.Context) error {
	return h.board(c, http.StatusOK, "Reported messages", func(d views.Desk) (views.Board, error) {
		open, decided, err := h.db.MessageReports(ctx(c), actor(c))
		return views.NewReportsBoard(d, open, decided), err
	})
}

func (h *Handlers) showReport(c echo.Context, status int, values url.Values, refused error) error {
	return h.board(c, status, "Reported message", func(d views.Desk) (views.Board, error) {
		r, m, err := h.db.ReportedMessage(ctx(c), actor(c), c.Param("id"))
		return views.NewReportBoard(d, actor(c), r, m, values, refused), err
	})
}

func (h *Handlers) decideReport(c echo.Context, form url.Values) (string, error) {
	decision := form.Get("decision")
	if decision != "dismiss" && decision != "uphold" && decision != "suspend" {
		var check, reason portal.Check
		check.Note("decision", portal.Sentence{Text: "Choose what you decide."})
		reason.Reason("reason", form.Get("reason"))
		return "", portal.Together(check.Err(), reason.Err())
	}
	return views.ReportsAddress + "?done=decided", h.db.DecideReport(ctx(c), actor(c), c.Param("id"), decision != "dismiss", decision == "suspend", form.Get("reason"))
}

func (h *Handlers) suspensions(c echo.Context) error {
	return h.board(c, http.StatusOK, "Suspended from writing", func(d views.Desk) (views.Board, error) {
		all, err := h.db.MessagingSuspensions(ctx(c), actor(c))
		return views.NewSuspensionsBoard(d, all), err
	})
}

func (h *Handlers) proposeForOrganization(c echo.Context) error {
	form, err := h.form(c)
	if err != nil {
		return err
	}
	if err := h.db.SuspendForReport(ctx(c), actor(c), portal.Visible(form.Get("report")), form.Get("reason")); err != nil {
		return err
	}
	return h.see(c, views.SuspensionsAddress+"?done=proposed")
}

func (h *Handlers) showSuspension(c echo.Context, status int, values url.Values, refused error) error {
	return h.board(c, status, "Suspension", func(d views.Desk) (views.Board, error) {
		all, err := h.db.MessagingSuspensions(ctx(c), actor(c))
		for _, s := range all {
			if s.ID == c.Param("id") {
				return views.NewSuspensionBoard(d, actor(c), s, values, refused), err
			}
		}
		if err == nil {
			err = portal.ErrNotFound
		}
		return views.Board{}, err
	})
}

func (h *Handlers) liftMessagingSuspension(c echo.Context, form url.Values) (string, error) {
	return views.SuspensionsAddress + "?done=lifted", h.db.LiftMessagingSuspension(ctx(c), actor(c), c.Param("id"), form.Get("reason"))
}

func (h *Handlers) agreeToSuspension(c echo.Context, _ url.Values) (string, error) {
	return views.SuspensionsAddress + "?done=agreed", h.db.AgreeToSuspension(ctx(c), actor(c), c.Param("id"))
}

func (h *Handlers) showSamples(c echo.Context, status int, values url.Values, refused error) error {
	now := h.db.Now().In(h.zone)
	_, name, err := h.month(firstOf(c.QueryParam("month"), values.Get("month")), now)
	if err != nil {
		name = now.Format("2006-01")
	}
	return h.board(c, status, "Samples", func(d views.Desk) (views.Board, error) {
		samples, err := h.db.Samples(ctx(c), actor(c), name)
		b := views.NewSamplesBoard(d, name, samples)
		if refused != nil {
			b.Refused = views.Form{Words: d.Words, Err: refused}
		}
		return b, err
	})
}

func (h *Handlers) drawSamples(c echo.Context, form url.Values) (string, error) {
	month := portal.Visible(form.Get("month"))
	_, err := h.db.DrawSamples(ctx(c), actor(c), h.messageOffice, month)
	return views.SamplesAddress + "?done=drawn&month=" + url.QueryEscape(month), err
}

func (h *Handlers) showSample(c echo.Context, status int, values url.Values, refused error) error {
	return h.board(c, status, "Sample", func(d views.Desk) (views.Board, error) {
		s, messages, err := h.db.OpenSample(ctx(c), actor(c), c.Param("id"))
		return views.NewSampleBoard(d, s, messages, values, refused), err
	})
}

func (h *Handlers) reviewSample(c echo.Context, form url.Values) (string, error) {
	return views.SamplesAddress + "?done=reviewed", h.db.ReviewSample(ctx(c), actor(c), c.Param("id"), portal.SampleReview{Verdict: portal.SampleVerdict(form.Get("verdict")), Comment: form.Get("comment")})
}

// caseFigures shows what came of a month's cases.
func (h *Handlers) caseFigures(c echo.Context) error {
	now := h.db.Now().In(h.zone)
	month, _, err := h.month(c.QueryParam("month"), now)
	if err != nil {
		month = views.OfferedMonths(now)[0]
	}
	return h.board(c, http.StatusOK, "Messages in figures", func(d views.Desk) (views.Board, error) {
		months, err := h.db.MessageMonths(ctx(c), actor(c), h.messageOffice, month, trend)
		if err != nil {
			return views.Board{}, err
		}
		topics, err := h.db.Topics(ctx(c))
		return views.NewCaseFiguresBoard(d, months, topics, now), err
	})
}

// caseFiguresFile gives the same figures to take away, for a spreadsheet.
func (h *Handlers) caseFiguresFile(c echo.Context) error {
	month, name, err := h.month(c.QueryParam("month"), h.db.Now().In(h.zone))
	if err != nil {
		return err
	}
	months, err := h.db.ExportMessageFigures(ctx(c), actor(c), h.messageOffice, month, trend)
	if err != nil {
		return err
	}
	topics, err := h.db.Topics(ctx(c))
	if err != nil {
		return err
	}
	header := c.Response().Header()
	header.Set(echo.HeaderContentType, "text/csv; charset=utf-8")
	header.Set(echo.HeaderContentDisposition, attachment("message-figures-"+name+".csv"))
	c.Response().WriteHeader(http.StatusOK)
	w := csv.NewWriter(c.Response())
	for _, row := range views.CaseFiguresTable(months, topics) {
		for i := range row {
			row[i] = harmlessCell(row[i])
		}
		if err := w.Write(row); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}
