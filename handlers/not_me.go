package handlers

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// "This was not me": with the code of an e-mail from any browser, or signed in from the security page. Both put the
// account on hold, and its owner takes it back by choosing a new password.

func (h *Handlers) notMePage(c echo.Context) error {
	return h.showNotMe(c, http.StatusOK, views.NotMe{})
}

func (h *Handlers) showNotMe(c echo.Context, status int, n views.NotMe) error {
	return h.render(c, status, views.NotMePage(h.page(c, portal.Say("This was not me")), n))
}

func (h *Handlers) notMeByCode(c echo.Context) error {
	form, err := h.form(c)
	if err != nil {
		return err
	}
	if err := h.db.SayNotMeByCode(ctx(c), actor(c), form.Get("code")); err != nil {
		return h.refuseForm(c, err, func(status int, err error) error {
			return h.showNotMe(c, status, views.NotMe{Values: url.Values{"code": {form.Get("code")}}, Err: err})
		})
	}
	return h.see(c, "/not-me/done")
}

func (h *Handlers) notMeDone(c echo.Context) error {
	return h.render(c, http.StatusOK, views.NotMeDonePage(h.page(c, portal.Say("Your account is protected"))))
}

func (h *Handlers) ownNotMePage(c echo.Context) error {
	return h.showNotMe(c, http.StatusOK, views.NotMe{Own: true})
}

// ownNotMe takes the number of days back to when it was still the owner alone.
func (h *Handlers) ownNotMe(c echo.Context) error {
	form, err := h.form(c)
	if err != nil {
		return err
	}
	days, err := strconv.Atoi(form.Get("days"))
	if err != nil || !views.NotMeDays(days) {
		var check portal.Check
		check.Wrong("days", "Choose since when.")
		return h.showNotMe(c, http.StatusUnprocessableEntity, views.NotMe{Own: true, Err: check.Err()})
	}
	if err := h.db.SayNotMe(ctx(c), actor(c), h.db.Now().Add(-time.Duration(days)*24*time.Hour)); err != nil {
		return err
	}
	h.dropCookie(c, sessionCookie)
	return h.see(c, "/not-me/done")
}

// alerts lists what is unusual about accounts, and how each rule has done.
func (h *Handlers) alerts(c echo.Context) error {
	return h.showAlerts(c, http.StatusOK, views.AlertForm{})
}

func (h *Handlers) showAlerts(c echo.Context, status int, form views.AlertForm) error {
	alerts, err := h.db.Alerts(ctx(c), actor(c), query(c, "after"))
	if err != nil {
		return err
	}
	tallies, err := h.db.AlertTallies(ctx(c), actor(c))
	if err != nil {
		return err
	}
	desk, err := h.desk(c, "Unusual behaviour")
	if err != nil {
		return err
	}
	desk.Flash = views.AlertFlash(c.QueryParam("done"))
	return h.render(c, status, views.NewAlerts(desk, alerts, tallies, query(c, "after") != "", form).Show())
}

func (h *Handlers) decideAlert(c echo.Context) error {
	form, err := h.form(c)
	if err != nil {
		return err
	}
	decision, id := portal.ReadAlertDecision(firstOf(form.Get("decision-"+c.Param("id")), form.Get("decision"))), c.Param("id")
	reason := firstOf(form.Get("reason-"+id), form.Get("reason"))
	if err := h.db.DecideAlert(ctx(c), actor(c), id, decision, reason); err != nil {
		return h.refuseForm(c, err, func(status int, err error) error {
			return h.showAlerts(c, status, views.AlertForm{Alert: id, Values: url.Values{"reason": {reason}, "decision": {string(decision)}}, Err: err})
		})
	}
	return h.see(c, "/desk/accounts/alerts?done="+string(decision))
}
