package handlers

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// mailReturns lists what came back: first what no program understood.
func (h *Handlers) mailReturns(c echo.Context) error {
	f := portal.ReturnFilter{Older: mailID(c.QueryParam("older"))}
	if kind, known := portal.ReadReturnKind(c.QueryParam("kind")); known {
		f.Kind = kind
	}
	found, err := h.db.MailReturns(ctx(c), actor(c), f)
	if err != nil {
		return err
	}
	counts, err := h.db.ReturnCounts(ctx(c), actor(c))
	if err != nil {
		return err
	}
	desk, err := h.desk(c, "Mail that came back")
	if err != nil {
		return err
	}
	desk.Flash = views.ReturnFlash(c.QueryParam("done"))
	desk.TellReturns(counts[""])
	return h.render(c, http.StatusOK, views.NewMailReturns(desk, f, found, counts).Show())
}

func (h *Handlers) mailReturn(c echo.Context) error {
	return h.showMailReturn(c, http.StatusOK, nil, nil)
}

func (h *Handlers) showMailReturn(c echo.Context, status int, values url.Values, refused error) error {
	m, err := h.db.OpenMailReturn(ctx(c), actor(c), mailID(c.Param("id")))
	if err != nil {
		return err
	}
	desk, err := h.desk(c, "Mail that came back")
	if err != nil {
		return err
	}
	return h.render(c, status, views.NewMailReturnPage(desk, m, values, refused).Show())
}

func (h *Handlers) settleMailReturn(c echo.Context) error {
	form, err := h.form(c)
	if err != nil {
		return err
	}
	if err := h.db.SettleMailReturn(ctx(c), actor(c), mailID(c.Param("id")), form.Get("note")); err != nil {
		return h.refuseForm(c, err, func(status int, err error) error { return h.showMailReturn(c, status, form, err) })
	}
	return h.see(c, views.ReturnsAddress+"?done=settled")
}
