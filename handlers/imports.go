package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"exchequer/db"
	"exchequer/portal"
	"exchequer/views"
)

// Imports from the core system at the office: uploaded, counted, looked at, confirmed. The work itself is done beside the
// pages.

func (h *Handlers) imports(c echo.Context) error {
	return h.showImports(c, http.StatusOK, nil, nil)
}

func (h *Handlers) showImports(c echo.Context, status int, values url.Values, refused error) error {
	below, _ := strconv.ParseInt(c.QueryParam("below"), 10, 64) // what is no number begins at the newest
	found, err := h.db.Imports(ctx(c), actor(c), below)
	if err != nil {
		return err
	}
	desk, err := h.desk(c, "Imports")
	if err != nil {
		return err
	}
	return h.render(c, status, views.NewImportsPage(desk, found, below, values, refused).Show())
}

// uploadImport takes a file and lets it be counted.
func (h *Handlers) uploadImport(c echo.Context) error {
	u, err := h.upload(c, portal.ImportFileRules, "files")
	if err != nil {
		return err
	}
	var check portal.Check
	kind, known := portal.ReadImportKind(u.values.Get("kind"))
	if !known {
		check.Wrong("kind", "Choose what the file holds.")
	}
	if err = portal.Together(check.Err(), u.wrong.Err()); err == nil && len(u.files) != 1 {
		check.Wrong("files", "Choose a CSV file.")
	}
	if err = portal.Together(check.Err(), u.wrong.Err()); err == nil {
		var i portal.Import
		if i, err = h.db.UploadImport(ctx(c), actor(c), kind, u.files[0]); err == nil {
			return h.see(c, importAddress(i.Number))
		}
		err = aboutFile(err)
	}
	u.dropRefused(h, err)
	return h.refuseForm(c, err, func(status int, err error) error { return h.showImports(c, status, u.values, err) })
}

// aboutFile puts what is wrong with the file as a whole beside the question for it.
func aboutFile(err error) error {
	said := saidOf(err)
	if portal.CodeOf(err) != portal.Mend || len(said.Fields) > 0 {
		return err
	}
	var check portal.Check
	check.Note("files", said.Message)
	return check.Err()
}

func importAddress(number int64) string { return fmt.Sprintf("/office/imports/%d", number) }

// importOf is the import that the address names.
func (h *Handlers) importOf(c echo.Context) (portal.Import, error) {
	number, err := strconv.ParseInt(c.Param("number"), 10, 64)
	if err != nil {
		return portal.Import{}, portal.ErrNotFound
	}
	return h.db.ImportRecord(ctx(c), actor(c), number)
}

func (h *Handlers) oneImport(c echo.Context) error { return h.showImport(c, http.StatusOK, nil) }

func (h *Handlers) showImport(c echo.Context, status int, refused error) error {
	i, err := h.importOf(c)
	if err != nil {
		return err
	}
	rejects, err := h.db.ImportRejects(ctx(c), actor(c), i.Number, beforeImport(i), 0, portal.ImportPageSize)
	if err != nil {
		return err
	}
	desk, err := h.desk(c, fmt.Sprintf("Import %d", i.Number))
	if err != nil {
		return err
	}
	page := views.NewImportPage(desk, i, rejects, refused)
	if wantsPart(c) {
		return h.render(c, status, page.Part())
	}
	return h.render(c, status, page.Show())
}

// beforeImport reports that nothing came in yet: the rejected rows are those of the preview.
func beforeImport(i portal.Import) bool {
	return i.State == portal.ImportCounting || i.State == portal.ImportCounted || i.State == portal.ImportDropped
}

// decideImport confirms an import, or lets it go.
func (h *Handlers) decideImport(decide func(c echo.Context, number int64) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		i, err := h.importOf(c)
		if err != nil {
			return err
		}
		if err := decide(c, i.Number); err != nil {
			return h.refuseForm(c, err, func(status int, err error) error { return h.showImport(c, status, err) })
		}
		return h.see(c, importAddress(i.Number))
	}
}

func (h *Handlers) confirmImport(c echo.Context, number int64) error {
	return h.db.ConfirmImport(ctx(c), actor(c), number)
}

func (h *Handlers) withdrawImport(c echo.Context, number int64) error {
	return h.db.WithdrawImport(ctx(c), actor(c), number)
}

// importRejects sends the list of rejected rows as a file.
func (h *Handlers) importRejects(c echo.Context) error {
	i, err := h.importOf(c)
	if err != nil {
		return err
	}
	if err := h.db.TakeImportRejects(ctx(c), actor(c), i.Number); err != nil {
		return err
	}
	header := c.Response().Header()
	header.Set("Content-Type", "text/csv; charset=utf-8")
	header.Set("Content-Disposition", attachment(fmt.Sprintf("import-%d.rejects.csv", i.Number)))
	header.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	c.Response().WriteHeader(http.StatusOK)
	return db.WriteRejects(c.Response(), func(behind int64, most int) ([]portal.ImportReject, error) {
		return h.db.ImportRejects(ctx(c), actor(c), i.Number, beforeImport(i), behind, most)
	})
}
