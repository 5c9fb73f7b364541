package handlers

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// What two of the staff decide together about an account: recoveries at the counter, suspensions, and lifting them.

// beginRecovery begins a recovery for someone at the counter.
func (h *Handlers) beginRecovery(c echo.Context) error {
	form, err := h.form(c)
	if err != nil {
		return err
	}
	start := portal.RecoveryStart{Documents: documentsOf(form), Face: form.Get("face") == "compared"}
	id, err := h.db.BeginRecovery(ctx(c), actor(c), c.Param("id"), form.Get("seen"), start)
	if err != nil {
		return h.refuseAccount(c, "recovery", form, err)
	}
	return h.see(c, casesAddress(portal.RecoveryCase)+"/"+id+"?done=begun")
}

func casesAddress(kind portal.CaseKind) string {
	if kind == portal.RecoveryCase {
		return "/desk/accounts/recoveries"
	}
	return "/desk/accounts/suspensions"
}

// accountCases lists what waits for a second person.
func (h *Handlers) accountCases(kind portal.CaseKind) echo.HandlerFunc {
	return func(c echo.Context) error {
		waiting, err := h.db.CasesWaiting(ctx(c), actor(c), kind)
		if err != nil {
			return err
		}
		title := "Recoveries to approve"
		if kind != portal.RecoveryCase {
			title = "Suspensions and deaths to decide"
		}
		desk, err := h.desk(c, title)
		if err != nil {
			return err
		}
		return h.render(c, http.StatusOK, views.NewCasesPage(desk, actor(c), kind, waiting).Show())
	}
}

func (h *Handlers) accountCase(kind portal.CaseKind) echo.HandlerFunc {
	return func(c echo.Context) error { return h.showCase(c, kind, http.StatusOK, nil, nil) }
}

func (h *Handlers) showCase(c echo.Context, kind portal.CaseKind, status int, values url.Values, refused error) error {
	found, err := h.db.AccountCase(ctx(c), actor(c), kind, c.Param("id"))
	if err != nil {
		return err
	}
	desk, err := h.desk(c, "Decided together: "+found.Account.Name)
	if err != nil {
		return err
	}
	desk.Flash = views.AccountFlash(c.QueryParam("done"))
	return h.render(c, status, views.NewCasePage(desk, actor(c), found, h.db.Now(), values, refused).Show())
}

// decideCase is the second person's word.
func (h *Handlers) decideCase(kind portal.CaseKind) echo.HandlerFunc {
	return func(c echo.Context) error {
		form, err := h.form(c)
		if err != nil {
			return err
		}
		decision, err := portal.ReadDecision(form.Get("decision"), form.Get("reason"))
		var decided portal.AccountCase
		if err == nil {
			decided, err = h.db.DecideCase(ctx(c), actor(c), kind, c.Param("id"), decision, h.linkAddress)
		}
		if err != nil {
			return h.refuseForm(c, err, func(status int, err error) error { return h.showCase(c, kind, status, form, err) })
		}
		done := map[portal.CaseKind]string{portal.RecoveryCase: "approved", portal.SuspensionCase: "suspended", portal.RestorationCase: "restored", portal.DeceasedCase: "deceased", portal.LivingCase: "living"}[decided.Kind]
		if !decision.Approve {
			done = "refused"
		}
		return h.see(c, casesAddress(kind)+"/"+url.PathEscape(c.Param("id"))+"?done="+done)
	}
}

// linkAddress is where a one-time link opens, in the language of whoever gets it.
func (h *Handlers) linkAddress(l portal.Language, token string) string {
	return h.Origin.JoinPath(l.Prefix(), "setup", "links", token).String()
}

// recoveryPaper shows the code that a person brings home from the counter, this once, to be printed.
func (h *Handlers) recoveryPaper(c echo.Context) error {
	found, code, err := h.db.MakeRecoveryPaper(ctx(c), actor(c), c.Param("id"))
	if err != nil {
		return h.refuseForm(c, err, func(status int, err error) error { return h.showCase(c, portal.RecoveryCase, status, nil, err) })
	}
	desk, err := h.desk(c, "Code for "+found.Account.Name)
	if err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.RecoveryPaperPage(desk, views.RecoveryPaper{Account: found.Account, Case: found.ID, Code: code, EndsAt: found.EndsAt}))
}
