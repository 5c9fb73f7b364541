package handlers

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// reviewers lists who may prove people's identity, and until when.
func (h *Handlers) reviewers(c echo.Context) error {
	all, err := h.db.Reviewers(ctx(c), actor(c))
	if err != nil {
		return err
	}
	desk, err := h.desk(c, "Reviewers")
	if err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.NewReviewersPage(desk, all, h.db.Now()).Show())
}

func (h *Handlers) reviewerPage(c echo.Context) error {
	return h.showReviewer(c, http.StatusOK, false, nil, nil)
}

func (h *Handlers) showReviewer(c echo.Context, status int, ending bool, values url.Values, refused error) error {
	all, err := h.db.Reviewers(ctx(c), actor(c))
	if err != nil {
		return err
	}
	for _, r := range all {
		if r.Actor.Account != c.Param("id") {
			continue
		}
		desk, err := h.desk(c, "Certificate of "+r.Actor.Name)
		if err != nil {
			return err
		}
		desk.Flash = views.ReviewerFlash(c.QueryParam("done"))
		return h.render(c, status, views.NewReviewerPage(desk, actor(c), r, h.db.Now(), ending, values, refused).Show())
	}
	return portal.ErrNotFound
}

func (h *Handlers) giveCertificate(c echo.Context) error {
	form, err := h.form(c)
	if err != nil {
		return err
	}
	given := portal.CertificateForm{Training: form.Get("training"), Home: portal.TaxpayerAddress{Line1: form.Get("street"), Line2: form.Get("unit"), PostalCode: form.Get("postal")}}
	if err := h.db.GiveCertificate(ctx(c), actor(c), c.Param("id"), given); err != nil {
		return h.refuseForm(c, err, func(status int, err error) error { return h.showReviewer(c, status, false, form, err) })
	}
	return h.see(c, views.ReviewersAddress+"/"+url.PathEscape(c.Param("id"))+"?done=given")
}

func (h *Handlers) endCertificate(c echo.Context) error {
	form, err := h.form(c)
	if err != nil {
		return err
	}
	if err := h.db.EndCertificate(ctx(c), actor(c), c.Param("id"), form.Get("reason")); err != nil {
		return h.refuseForm(c, err, func(status int, err error) error { return h.showReviewer(c, status, true, form, err) })
	}
	return h.see(c, views.ReviewersAddress+"/"+url.PathEscape(c.Param("id"))+"?done=ended")
}
