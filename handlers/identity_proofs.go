package handlers

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// What the desk records that proves who someone is, or does not.

// proveAtCounter opens a case for someone at the counter, from their account's page.
func (h *Handlers) proveAtCounter(c echo.Context) error {
	form, err := h.form(c)
	if err != nil {
		return err
	}
	start := portal.CounterStart{Number: form.Get("number"), Name: form.Get("name")}
	n, err := h.db.OpenCaseAtCounter(ctx(c), actor(c), h.identity, c.Param("id"), form.Get("seen"), start)
	if err != nil {
		return h.refuseAccount(c, "identity", form, views.AtField(err, "name"))
	}
	return h.see(c, views.IdentityCaseAddress(n)+"?act=visit&done=opened")
}

func (h *Handlers) recordVisit(c echo.Context, n portal.IdentityNumber, seen int64, form url.Values) error {
	visit := portal.VisitForm{
		Document: portal.SeenDocument{Kind: portal.DocumentKind(form.Get("document")), Issuer: form.Get("issuer"), LastFour: form.Get("last_four")},
		Expires:  [3]string{form.Get("expires.month"), form.Get("expires.day"), form.Get("expires.year")},
		Face:     form.Get("face") == "compared", Passed: form.Get("result"), Reason: form.Get("reason"),
	}
	if kind := form.Get("second"); kind != "" {
		visit.Second = &portal.SeenDocument{Kind: portal.DocumentKind(kind), Issuer: form.Get("second_issuer"), LastFour: form.Get("second_last_four")}
	}
	return h.db.RecordVisit(ctx(c), actor(c), h.identity, n, seen, visit)
}

func (h *Handlers) reviewPictures(c echo.Context, n portal.IdentityNumber, seen int64, form url.Values) error {
	answers := portal.ReviewForm{Genuine: form.Get("genuine"), Name: form.Get("name"), Face: form.Get("face"), Code: form.Get("code"), Reason: form.Get("reason")}
	return h.db.ReviewPictures(ctx(c), actor(c), h.identity, n, seen, portal.Visible(form.Get("capture")), answers)
}

func (h *Handlers) recordReferee(c echo.Context, n portal.IdentityNumber, seen int64, form url.Values) error {
	statement := portal.RefereeForm{Name: form.Get("referee"), Known: form.Get("known"), Relation: form.Get("relation"), Since: form.Get("since"), Evidence: form.Get("evidence")}
	return h.db.RecordReferee(ctx(c), actor(c), h.identity, n, seen, statement)
}

// decideIdentity is a second person's word. The form says about which reason.
func (h *Handlers) decideIdentity(c echo.Context, n portal.IdentityNumber, seen int64, form url.Values) error {
	about := map[string]portal.Pending{"fraud": portal.PendingFraud, "supervisor": portal.PendingSupervisor, "referee-decision": portal.PendingReferee}[form.Get("about")]
	if about == "" {
		return portal.ErrIdentityMoved
	}
	return h.db.DecideIdentity(ctx(c), actor(c), h.identity, n, seen, about, portal.DecisionForm{Decision: form.Get("decision"), Reason: form.Get("reason")})
}

func (h *Handlers) liftFreeze(c echo.Context, n portal.IdentityNumber, seen int64, form url.Values) error {
	return h.db.LiftFreeze(ctx(c), actor(c), n, seen, form.Get("reason"))
}

// identityPicture sends a picture of a case to its page, where it is drawn. By itself it is saved, never opened: nothing in
// it could run here, and it says that it is a picture only when it is one.
func (h *Handlers) identityPicture(c echo.Context) error {
	n, err := identityOf(c)
	if err != nil {
		return err
	}
	f, content, err := h.db.OpenPicture(ctx(c), actor(c), n, c.Param("capture"), c.Param("file"))
	if err != nil {
		return err
	}
	defer content.Close()
	header := c.Response().Header()
	header.Set("Content-Disposition", attachment("picture"+map[string]string{"image/jpeg": ".jpg", "image/png": ".png"}[f.Kind]))
	header.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	header.Set("Content-Length", strconv.FormatInt(f.Size, 10))
	return c.Stream(http.StatusOK, f.Kind, content)
}

// checklists lists all cases for who reads how they meet the standard.
func (h *Handlers) checklists(c echo.Context) error {
	before, _ := portal.ReadIdentityNumber(c.QueryParam("before"))
	lines, err := h.db.IdentityLines(ctx(c), actor(c), before)
	if err != nil {
		return err
	}
	desk, err := h.desk(c, "Identity checklists")
	if err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.NewChecklistsPage(desk, lines, before).Show())
}

// checklist is one case against the standard.
func (h *Handlers) checklist(c echo.Context) error {
	n, err := identityOf(c)
	if err != nil {
		return err
	}
	record, err := h.db.IdentityProof(ctx(c), actor(c), n)
	if err != nil {
		return err
	}
	desk, err := h.desk(c, "Checklist of "+n.String())
	if err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.NewChecklistPage(desk, actor(c), record).Show())
}
