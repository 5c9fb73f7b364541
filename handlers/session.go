package handlers

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
)

// The cookies that sign-in knows. Each is opaque, and none outlives the browser.
const (
	sessionCookie = "session"
	linkCookie    = "setup-link" // a one-time link between its opening and its use
	heldCookie    = "held-form"  // a form that waits for its writer to sign in again
)

// caller is what a session's cookie told about a request. Stage says how far the person has come: only
// portal.SignedIn makes them an actor; the stages before are for the pages of signing in and setting up.
type caller struct {
	session portal.Session
	account portal.Account
	ended   bool // the cookie's session is over
}

// meet finds out who asks and notes it on the request.
func (h *Handlers) meet(c echo.Context) error {
	a := portal.Actor{Address: h.clientAddress(c)}
	c.Set(keyActor, a)
	token := h.cookie(c, sessionCookie)
	if token == "" {
		return nil
	}
	s, account, err := h.db.Session(ctx(c), token)
	if errors.Is(err, portal.ErrNotFound) {
		c.Set(keyCaller, caller{session: s, account: account, ended: true})
		return nil
	}
	if err != nil {
		return fmt.Errorf("who asks: %w", err)
	}
	if s.Stage == portal.SignedIn && !background(c) {
		deadline, err := h.db.TouchSession(ctx(c), s, false)
		if err != nil { // a page can be read even when nothing can be written
			h.log.Error("session not touched", "incident", incident(c), "error", err.Error())
		}
		s.TouchedAt = deadline.Add(-portal.SessionIdle)
		if deadline.Equal(s.Total()) {
			s.TouchedAt = h.db.Now()
		}
	}
	c.Set(keyCaller, caller{session: s, account: account})
	if s.Stage == portal.SignedIn {
		a = account.Actor(s, a.Address)
		c.Set(keyActor, a)
	}
	if a.Role != portal.Taxpayer {
		return nil
	}
	acting, err := h.db.Acting(ctx(c), a)
	if err != nil {
		return err
	}
	c.Set(keyActing, acting)
	return nil
}

// background reports that a page asks by itself, as one that shows who else is there does. That is no sign of a person
// and does not keep a session open.
func background(c echo.Context) bool {
	header := c.Request().Header
	return header.Get("Exchequer-Background") != "" || header.Get("Accept") == "text/event-stream"
}

// callerOf is what the cookie told; its session is empty for a plain visitor.
func callerOf(c echo.Context) caller { v, _ := c.Get(keyCaller).(caller); return v }

// inStage is the caller when its session is at that stage, and the actor who takes the next step.
func (h *Handlers) inStage(c echo.Context, stage portal.Stage) (caller, portal.Actor, bool) {
	v := callerOf(c)
	if v.ended || v.session.Stage != stage {
		return v, actor(c), false
	}
	return v, v.account.Actor(v.session, h.clientAddress(c)), true
}

// device is the two words by which people know their browser.
func device(c echo.Context) string { return portal.Device(c.Request().UserAgent()) }

// extendSession answers the warning's "Stay signed in": with how much time there is now, for the page's own script,
// or with the page that it came from.
func (h *Handlers) extendSession(c echo.Context) error {
	v, _, ok := h.inStage(c, portal.SignedIn)
	if !ok {
		return c.NoContent(http.StatusUnauthorized)
	}
	ends, err := h.db.TouchSession(ctx(c), v.session, true)
	if err != nil {
		return err
	}
	now, header := h.db.Now(), c.Response().Header()
	header.Set("Session-Ends-In", wholeSeconds(ends.Sub(now)))
	header.Set("Session-Limit-In", wholeSeconds(v.session.Total().Sub(now)))
	return c.NoContent(http.StatusNoContent)
}

func wholeSeconds(d time.Duration) string { return fmt.Sprint(int(math.Floor(d.Seconds()))) }

// signOut ends the session and takes away what this browser kept of it. The cache needs no clearing: pages of a
// session are never stored.
func (h *Handlers) signOut(c echo.Context) error {
	if _, a, ok := h.inStage(c, portal.SignedIn); ok {
		if err := h.db.SignOut(ctx(c), a); err != nil && !errors.Is(err, portal.ErrNotFound) {
			return err
		}
	}
	return h.leave(c, "signed-out")
}

// leave drops every cookie of ours and goes to the sign-in page, which says why.
func (h *Handlers) leave(c echo.Context, why string) error {
	for _, name := range []string{sessionCookie, linkCookie, heldCookie} {
		h.dropCookie(c, name)
	}
	c.Response().Header().Set("Clear-Site-Data", `"cookies", "storage"`)
	return h.see(c, "/sign-in?"+why+"=1")
}

// enter gives the browser its new token and tells the address where the person wanted to go: a form that waits, the page that
// asked for signing in, or the desk.
func (h *Handlers) enter(c echo.Context, token, returnTo string) string {
	h.setCookie(c, sessionCookie, token)
	next := firstOf(portal.SafeReturn(returnTo), h.path(c, "/account"))
	if h.cookie(c, heldCookie) != "" {
		next = h.path(c, "/held-form")
	}
	return h.warned(c, token, next)
}

// signInAgain answers a request that needs a sign-in, or a fresher one. A page is come back to afterwards. A form is
// held, sealed, until its writer has signed in: a time-out loses nobody's words, with or without JavaScript.
func (h *Handlers) signInAgain(c echo.Context) error {
	if background(c) {
		return c.NoContent(http.StatusUnauthorized) // nobody pressed anything: the page's own warning sends them to sign in
	}
	v := callerOf(c)
	where, query := "/sign-in", url.Values{}
	if actor(c).Role != portal.Visitor {
		where = "/sign-in/again"
	} else if v.ended && v.session.Stage == portal.SignedIn {
		query.Set("ended", "1")
	}
	if c.Request().Method == POST {
		if v.session.Account != "" {
			if err := h.holdForm(c, v.session.Account); err != nil {
				return err
			}
		}
	} else if next := portal.SafeReturn(c.Request().URL.RequestURI()); next != "" {
		query.Set("next", next)
	}
	address := h.path(c, where)
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	if wantsPart(c) {
		c.Response().Header().Set("HX-Redirect", address)
		return c.NoContent(http.StatusUnauthorized)
	}
	return c.Redirect(http.StatusSeeOther, address)
}
