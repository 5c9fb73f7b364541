package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// Letters that the desk prints and mails in batches, and what whoever gets one can say without an account.

func (h *Handlers) letters(c echo.Context) error { return h.showLetters(c, http.StatusOK, nil) }

func (h *Handlers) showLetters(c echo.Context, status int, refused error) error {
	before, _ := strconv.ParseInt(c.QueryParam("before"), 10, 64)
	waiting, err := h.db.LettersToPrint(ctx(c), actor(c))
	if err != nil {
		return err
	}
	batches, err := h.db.LetterBatches(ctx(c), actor(c), before)
	if err != nil {
		return err
	}
	lacking, err := h.db.LettersWithoutAddress(ctx(c), actor(c))
	if err != nil {
		return err
	}
	desk, err := h.desk(c, "Letters")
	if err != nil {
		return err
	}
	desk.Flash = views.LettersFlash(c.QueryParam("done"))
	return h.render(c, status, views.NewLetters(desk, waiting, lacking, batches, before, refused).Show())
}

// batchLetters puts what waits into a batch.
func (h *Handlers) batchLetters(c echo.Context) error {
	batch, err := h.db.MakeLetterBatch(ctx(c), actor(c))
	if err != nil {
		return h.refuseForm(c, err, func(status int, err error) error { return h.showLetters(c, status, err) })
	}
	return h.see(c, fmt.Sprintf("/desk/letters/%d?done=batched", batch))
}

func (h *Handlers) sendLetters(c echo.Context, batch int64, letters []portal.PrintedLetter) error {
	pdf, err := views.LettersPDF(h.Profile, h.Origin.Host, letters)
	if err != nil {
		return fmt.Errorf("batch %d was made, and can be printed again: %w", batch, err)
	}
	header := c.Response().Header()
	header.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="letters-batch-%d.pdf"`, batch))
	header.Set("Cache-Control", "no-store")
	return c.Blob(http.StatusOK, "application/pdf", pdf)
}

func batchNumber(c echo.Context) (int64, error) {
	n, err := strconv.ParseInt(c.Param("number"), 10, 64)
	if err != nil || n < 1 {
		return 0, portal.ErrNotFound
	}
	return n, nil
}

func (h *Handlers) letterBatch(c echo.Context) error {
	return h.showBatch(c, http.StatusOK, nil, nil)
}

func (h *Handlers) showBatch(c echo.Context, status int, values url.Values, refused error) error {
	n, err := batchNumber(c)
	if err != nil {
		return err
	}
	b, letters, printings, err := h.db.LetterBatch(ctx(c), actor(c), n)
	if err != nil {
		return err
	}
	desk, err := h.desk(c, fmt.Sprintf("Letters, batch %d", n))
	if err != nil {
		return err
	}
	desk.Flash = views.LettersFlash(c.QueryParam("done"))
	return h.render(c, status, views.LetterBatch{Desk: desk, Batch: b, Letters: letters, Printings: printings, Values: values, Err: refused}.Show())
}

// letterOnScreen is one letter of a batch as its paper says it, without its codes.
func (h *Handlers) letterOnScreen(c echo.Context) error {
	n, err := batchNumber(c)
	if err != nil {
		return err
	}
	letter, err := h.db.LetterOnScreen(ctx(c), actor(c), n, portal.Visible(c.Param("letter")))
	if err != nil {
		return err
	}
	desk, err := h.desk(c, fmt.Sprintf("A letter of batch %d", n))
	if err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.NewLetterScreen(desk, h.Profile, h.Origin.Host, letter).Show())
}

// printLetters prints a batch, again for a reason. The PDF is the answer: the codes in it are nowhere else.
func (h *Handlers) printLetters(c echo.Context) error {
	n, err := batchNumber(c)
	if err != nil {
		return err
	}
	form, err := h.form(c)
	if err != nil {
		return err
	}
	letters, err := h.db.PrintLetters(ctx(c), actor(c), h.identity, n, form.Get("reason"))
	if err != nil {
		return h.refuseForm(c, err, func(status int, err error) error { return h.showBatch(c, status, form, err) })
	}
	return h.sendLetters(c, n, letters)
}

// mailLetters marks a batch as handed to the mail.
func (h *Handlers) mailLetters(c echo.Context) error {
	n, err := batchNumber(c)
	if err != nil {
		return err
	}
	if err := h.db.MailLetters(ctx(c), actor(c), h.identity, n); err != nil {
		return h.refuseForm(c, err, func(status int, err error) error { return h.showBatch(c, status, nil, err) })
	}
	return h.see(c, fmt.Sprintf("/desk/letters/%d?done=mailed", n))
}

// letterNotMine is where someone comes who got a letter that they did not ask for.
func (h *Handlers) letterNotMine(c echo.Context) error {
	return h.showLetterNotMine(c, http.StatusOK, nil, nil)
}

func (h *Handlers) showLetterNotMine(c echo.Context, status int, values url.Values, refused error) error {
	return h.render(c, status, views.LetterNotMinePage(h.page(c, portal.Say("You did not ask for our letter")), values, refused))
}

func (h *Handlers) reportLetter(c echo.Context) error {
	form, err := h.form(c)
	if err != nil {
		return err
	}
	if err := h.db.ReportLetter(ctx(c), actor(c), h.identity, form.Get("reference"), form.Get("words")); err != nil {
		return h.refuseForm(c, err, func(status int, err error) error { return h.showLetterNotMine(c, status, form, err) })
	}
	return h.see(c, "/letters/not-mine/done")
}

func (h *Handlers) letterReported(c echo.Context) error {
	return h.render(c, http.StatusOK, views.LetterReportedPage(h.page(c, portal.Say("Thank you: we stop it"))))
}
