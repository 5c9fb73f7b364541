package handlers

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// statuses is where codes become HTTP.
var statuses = map[portal.Code]int{
	portal.Mend:        http.StatusUnprocessableEntity,
	portal.NotFound:    http.StatusNotFound,
	portal.Forbidden:   http.StatusForbidden,
	portal.Conflict:    http.StatusConflict,
	portal.TooMany:     http.StatusTooManyRequests,
	portal.SignInAgain: http.StatusUnauthorized,
	portal.Unavailable: http.StatusServiceUnavailable,
}

// errOurs is what people are told when the mistake is ours.
var errOurs = portal.Refuse("", "Something went wrong on our side. What you sent was not done. Try again; if it happens again, call us and read out the code below.")

// fail answers with an error: its safe words and an incident code. The inside goes to the log only.
func (h *Handlers) fail(c echo.Context, err error) {
	if c.Response().Committed || errors.Is(err, context.Canceled) {
		return
	}
	said := saidOf(err)
	status, ok := statuses[said.Code]
	if !ok {
		status = http.StatusInternalServerError
		h.log.Error("failed", "incident", incident(c), "method", c.Request().Method, "route", c.Path(), "error", err.Error())
	}
	retryAfter(c, said)
	if said.Code == portal.SignInAgain {
		again := h.signInAgain(c)
		if again == nil {
			return
		}
		h.log.Error("could not ask to sign in again", "incident", incident(c), "error", again.Error())
	}
	page := h.page(c, said.Message)
	if err := h.render(c, status, views.ErrorPage(page, views.Problem{
		Status: status, Message: page.Sentence(said.Message), Incident: incident(c),
	})); err != nil {
		h.log.Error("the error page failed", "incident", incident(c), "error", err.Error())
		c.String(status, said.Message.String()+"\n"+incident(c)+"\n")
	}
}

// retryAfter tells a program how long to wait.
func retryAfter(c echo.Context, said *portal.Error) {
	if said.RetryAfter > 0 {
		c.Response().Header().Set("Retry-After", fmt.Sprint(int(math.Ceil(said.RetryAfter.Seconds()))))
	}
}

// saidOf is what a person may hear of an error.
func saidOf(err error) *portal.Error {
	var said *portal.Error
	if errors.As(err, &said) {
		return said
	}
	var http *echo.HTTPError
	if errors.As(err, &http) && (http.Code == 404 || http.Code == 405) {
		return portal.ErrNotFound
	}
	return errOurs
}
