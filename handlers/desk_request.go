package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"exchequer/db"
	"exchequer/portal"
	"exchequer/views"
)

// deskRequest shows one request to who works on it.
func (h *Handlers) deskRequest(c echo.Context) error {
	n, err := requestOf(c)
	if err != nil {
		return err
	}
	return h.showRequest(c, http.StatusOK, n, nil)
}

// showRequest draws a request's page. Who looked is written down before anything is shown.
func (h *Handlers) showRequest(c echo.Context, status int, n portal.RequestNumber, try *views.Attempt) error {
	a := actor(c)
	if err := h.db.LookAtAccessibilityRequest(ctx(c), a, n); err != nil {
		return err
	}
	file, err := h.db.AccessibilityFile(ctx(c), a, n)
	if err != nil {
		return err
	}
	colleagues, err := h.db.AccessibilityColleagues(ctx(c), a)
	if err != nil {
		return err
	}
	desk, err := h.desk(c, n.String())
	if err != nil {
		return err
	}
	if try == nil {
		desk.Flash = views.RequestFlash(file, a, c.QueryParam("done"), h.db.Now())
	}
	page := views.NewDeskRequest(desk, h.requests, a, file, colleagues, c.QueryParam("act"), try, h.db.Now())
	slip, err := h.justLogged(c, desk.Page, n)
	if err != nil {
		return err
	}
	if slip != nil {
		page.Logged, page.Flash = slip, views.LoggedFlash(file.Form)
	}
	return h.render(c, status, page.Show())
}

// takeStep moves a request one step, with the words and files that go with it.
func (h *Handlers) takeStep(c echo.Context) error {
	n, err := requestOf(c)
	if err != nil {
		return err
	}
	u, err := h.upload(c, portal.AnswerFileRules, "files")
	if err != nil {
		return err
	}
	act := db.AccessibilityAct{
		Number: n, Seen: seen(u.values), Step: portal.AccessibilityStep(u.values.Get("step")), Files: u.files,
		Words: portal.AccessibilityWords{Text: u.values.Get("text"), Head: u.values.Get("head"), Alternative: u.values.Get("alternative")},
	}
	if err = actor(c).MayTake(act.Step); err == nil {
		err = portal.Together(act.Words.Check(act.Step), u.wrong.Err())
	}
	if err == nil {
		err = h.db.TakeAccessibilityStep(ctx(c), actor(c), h.requests, act)
	}
	if err != nil {
		u.dropRefused(h, err)
		return h.again(c, n, views.Attempt{Part: views.StepsPart, Seen: act.Seen, Values: u.values, Err: err, Files: u.chosen})
	}
	return h.see(c, views.RequestAddress(n)+"?done="+strconv.FormatInt(act.Seen+1, 10))
}

// assign claims a request, hands it over or puts it back.
func (h *Handlers) assign(c echo.Context) error {
	n, err := requestOf(c)
	if err != nil {
		return err
	}
	values, err := h.form(c)
	if err != nil {
		return err
	}
	to, err := h.colleague(c, values.Get("to"))
	if err == nil {
		err = h.db.AssignAccessibilityRequest(ctx(c), actor(c), h.requests, n, seen(values), to)
	}
	if err != nil {
		return h.again(c, n, views.Attempt{Part: views.AssignmentPart, Seen: seen(values), Values: values, Err: err})
	}
	return h.see(c, views.RequestAddress(n)+"?done="+strconv.FormatInt(seen(values)+1, 10))
}

// colleague is who is meant by an account id: oneself, nobody, or one of those who could take the request.
func (h *Handlers) colleague(c echo.Context, id string) (portal.Actor, error) {
	switch id {
	case "":
		return portal.Actor{}, nil
	case actor(c).Account:
		return actor(c), nil
	}
	colleagues, err := h.db.AccessibilityColleagues(ctx(c), actor(c))
	for _, other := range colleagues {
		if other.Account == id {
			return other, nil
		}
	}
	var check portal.Check
	check.Wrong("to", "Choose a colleague who works accessibility requests.")
	return portal.Actor{}, errors.Join(err, check.Err())
}

// note keeps what staff write for staff.
func (h *Handlers) note(c echo.Context) error {
	n, err := requestOf(c)
	if err != nil {
		return err
	}
	values, err := h.form(c)
	if err != nil {
		return err
	}
	if err := h.db.AddAccessibilityNote(ctx(c), actor(c), n, values.Get("note")); err != nil {
		return h.again(c, n, views.Attempt{Part: views.NotesPart, Values: values, Err: err})
	}
	return h.see(c, views.RequestAddress(n)+"?done="+views.NotesPart)
}

// again shows the page once more with what was typed, when that can be mended or someone was faster. Anything else is
// answered as it is.
func (h *Handlers) again(c echo.Context, n portal.RequestNumber, try views.Attempt) error {
	var said *portal.Error
	if !errors.As(try.Err, &said) || said.Code != portal.Mend && said.Code != portal.Conflict {
		return try.Err
	}
	return h.showRequest(c, statuses[said.Code], n, &try)
}

// seen is the version that was on the screen. Anything that is no number is no version, and so stale.
func seen(values url.Values) int64 {
	version, _ := strconv.ParseInt(values.Get("seen"), 10, 64)
	return version
}

// requestOf is the request that an address names; what is no reference is not found.
func requestOf(c echo.Context) (portal.RequestNumber, error) {
	n, ok := portal.ReadReference(c.Param("ref"))
	if !ok {
		return 0, portal.ErrNotFound
	}
	return n, nil
}
