package handlers

import (
	"encoding/csv"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// officeTerms lists the versions of both texts with their figures, and the drafts.
func (h *Handlers) officeTerms(c echo.Context) error {
	pair, err := h.db.TermsInForce(ctx(c))
	if err != nil {
		return err
	}
	figures, drafts := map[portal.TermsText][]portal.TermsFigures{}, map[portal.TermsText]portal.TermsDraft{}
	for _, text := range portal.TermsTexts {
		if figures[text], err = h.db.TermsFigures(ctx(c), actor(c), text); err != nil {
			return err
		}
		draft, err := h.db.TermsDraft(ctx(c), actor(c), text)
		if err == nil {
			drafts[text] = draft
		} else if !errors.Is(err, portal.ErrNotFound) {
			return err
		}
	}
	desk, err := h.desk(c, "Terms")
	if err != nil {
		return err
	}
	desk.Flash = views.OfficeTermsFlash(c.QueryParam("done"))
	return h.render(c, http.StatusOK, views.NewOfficeTerms(desk, actor(c), pair, figures, drafts).Show())
}

func (h *Handlers) termsDraft(c echo.Context) error {
	return h.showTermsDraft(c, http.StatusOK, "", nil, nil)
}

func (h *Handlers) showTermsDraft(c echo.Context, status int, part string, values url.Values, refused error) error {
	text, known := portal.ReadTermsText(c.Param("text"))
	if !known {
		return portal.ErrNotFound
	}
	draft, err := h.db.TermsDraft(ctx(c), actor(c), text)
	if err != nil && !errors.Is(err, portal.ErrNotFound) {
		return err
	}
	pair, err := h.db.TermsInForce(ctx(c))
	if err != nil {
		return err
	}
	desk, err := h.desk(c, text.Name().String()+": draft")
	if err != nil {
		return err
	}
	desk.Flash = views.OfficeTermsFlash(c.QueryParam("done"))
	return h.render(c, status, views.NewOfficeDraft(desk, actor(c), text, draft, pair.Of(text), part, values, refused).Show())
}

// saveTermsDraft keeps what an administrator wrote.
func (h *Handlers) saveTermsDraft(c echo.Context) error {
	return h.onTerms("draft", "saved", func(text portal.TermsText, seen int, form url.Values) error {
		return h.db.SaveTermsDraft(ctx(c), actor(c), portal.TermsDraft{
			Text: text, Version: seen, Change: portal.TermsChange(form.Get("change")), EffectiveOn: portal.Date(form.Get("effective_on")),
			Words:   map[portal.Language]string{portal.English: form.Get("words_en"), portal.Spanish: form.Get("words_es")},
			Changes: map[portal.Language]string{portal.English: form.Get("changes_en"), portal.Spanish: form.Get("changes_es")},
		})
	})(c)
}

func (h *Handlers) proposeTerms(c echo.Context) error {
	return h.onTerms("proposal", "proposed", func(text portal.TermsText, seen int, _ url.Values) error {
		return h.db.ProposeTerms(ctx(c), actor(c), text, seen, h.zone)
	})(c)
}

func (h *Handlers) publishTerms(c echo.Context) error {
	return h.onTerms("publication", "published", func(text portal.TermsText, seen int, _ url.Values) error {
		return h.db.PublishTerms(ctx(c), actor(c), text, seen, h.zone)
	})(c)
}

func (h *Handlers) withdrawTerms(c echo.Context) error {
	return h.onTerms("withdrawal", "withdrawn", func(text portal.TermsText, seen int, form url.Values) error {
		return h.db.WithdrawTerms(ctx(c), actor(c), text, seen, form.Get("reason"))
	})(c)
}

// onTerms does something with the draft of the text in the address, as it was seen.
func (h *Handlers) onTerms(part, done string, do func(text portal.TermsText, seen int, form url.Values) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		text, known := portal.ReadTermsText(c.Param("text"))
		if !known {
			return portal.ErrNotFound
		}
		form, err := h.form(c)
		if err != nil {
			return err
		}
		seen, err := strconv.Atoi(form.Get("seen"))
		if err != nil {
			seen = -1 // of no draft that there is
		}
		if err := do(text, seen, form); err != nil {
			return h.refuseForm(c, err, func(status int, err error) error { return h.showTermsDraft(c, status, part, form, err) })
		}
		if done == "published" || done == "withdrawn" {
			return h.see(c, views.OfficeTermsAddress+"?done="+done)
		}
		return h.see(c, views.OfficeTermsAddress+"/"+string(text)+"?done="+done)
	}
}

// termsFigures gives the figures to take away.
func (h *Handlers) termsFigures(c echo.Context) error {
	figures, err := h.db.ExportTermsFigures(ctx(c), actor(c))
	if err != nil {
		return err
	}
	return h.table(c, "terms-figures.csv", views.TermsFiguresTable(figures))
}

// table answers with a table for a spreadsheet.
func (h *Handlers) table(c echo.Context, name string, rows [][]string) error {
	header := c.Response().Header()
	header.Set(echo.HeaderContentType, "text/csv; charset=utf-8")
	header.Set(echo.HeaderContentDisposition, attachment(name))
	c.Response().WriteHeader(http.StatusOK)
	w := csv.NewWriter(c.Response())
	for _, row := range rows {
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
