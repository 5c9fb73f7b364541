package handlers

import (
	"errors"
	"mime"
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
)

// Sizes of forms, in bytes. A form of usual size is simply read. A larger one is read too, so that whoever pasted a
// book gets it back with a sentence instead of losing it, but only a few at a time may lie in memory.
const (
	usualForm   = 64 << 10
	largestForm = 24 << 20
	largeForms  = 2
)

var errFormTooLarge = portal.Refuse(portal.Mend, "This is more than we can take in one form. Go back, shorten it, and send it again.")

var errFormUnreadable = portal.Refuse(portal.Mend, "We could not read this form. Go back and send it again.")

// form reads a posted form: urlencoded, or multipart without files.
func (h *Handlers) form(c echo.Context) (url.Values, error) {
	r := c.Request()
	if r.ContentLength > largestForm {
		return nil, errFormTooLarge
	}
	if r.ContentLength < 0 || r.ContentLength > usualForm {
		if err := h.waitForPlace(c); err != nil {
			return nil, err
		}
	}
	r.Body = http.MaxBytesReader(c.Response(), r.Body, largestForm)
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	var err error
	if kind == "multipart/form-data" {
		err = r.ParseMultipartForm(largestForm)
	} else {
		err = r.ParseForm()
	}
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, errFormTooLarge
	case err != nil:
		return nil, errFormUnreadable
	}
	return r.PostForm, nil
}

// waitForPlace takes one of the few places for large forms until the request has been answered.
func (h *Handlers) waitForPlace(c echo.Context) error {
	patience := time.NewTimer(5 * time.Second)
	defer patience.Stop()
	select {
	case h.crowds <- struct{}{}:
		c.Set(keyRelease, func() { <-h.crowds })
		return nil
	case <-patience.C:
		busy := portal.Refuse(portal.Unavailable, "We are busy. Wait a minute and send it again; nothing was changed.")
		busy.RetryAfter = time.Minute
		return busy
	case <-ctx(c).Done():
		return ctx(c).Err()
	}
}
