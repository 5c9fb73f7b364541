package handlers

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
)

// observe gives each request an incident code, and the log and the metrics a line: the route's pattern and never the
// address, since an address may hold what a person typed.
func (h *Handlers) observe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		began := time.Now()
		c.Set(keyIncident, newIncident())
		if err := next(c); err != nil {
			h.fail(c, err)
		}
		if release, ok := c.Get(keyRelease).(func()); ok {
			release()
		}
		took, status, path := time.Since(began), c.Response().Status, c.Path()
		if open, ok := c.Get(keyStreams).(time.Time); ok { // how long a page stays open is no time that an answer took
			took = open.Sub(began)
		}
		if path == "" {
			path = "(no route)"
		}
		if h.Observe != nil {
			h.Observe(c.Request().Method, path, status, took)
		}
		h.log.Debug("answered", "method", c.Request().Method, "route", path, "status", status, "ms", took.Milliseconds(), "incident", incident(c))
		return nil
	}
}

// newIncident is 8 letters and digits in two groups that a person can read out on the phone.
func newIncident() string {
	s := rand.Text()
	return s[:4] + "-" + s[4:8]
}

// headers are the same on every answer (security.md, HTTP). Nothing is fetched from another host, nothing inline
// runs, and nobody may frame us.
func (h *Handlers) headers(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		random := make([]byte, 16)
		rand.Read(random)
		value := base64.RawStdEncoding.EncodeToString(random)
		c.Set(keyNonce, value)
		header := c.Response().Header()
		header.Set("Content-Security-Policy", "default-src 'none'; script-src 'self' 'nonce-"+value+"'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types htmx; report-uri /reports/content-security")
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Referrer-Policy", "same-origin")
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
		header.Set("Cross-Origin-Resource-Policy", "same-origin")
		header.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=(), publickey-credentials-get=(self), publickey-credentials-create=(self)")
		header.Set("Cache-Control", "no-store")
		if h.Origin.Scheme == "https" {
			header.Set("Strict-Transport-Security", "max-age=31536000")
		}
		return next(c)
	}
}

// recover turns a panic into an ordinary failure, with its stack in the log.
func (h *Handlers) recover(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler {
					panic(p)
				}
				err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
			}
		}()
		return next(c)
	}
}

// crossSite are the addresses that other sites may send to: browsers' reports, and the one-click unsubscription of mail
// programs. A test knows them, and that there are no others.
var crossSite = map[string]bool{"/reports/content-security": true, "/unsubscribe/:token": true, "/es/unsubscribe/:token": true}

// sameOrigin refuses a change that another site's page asks for.
func (h *Handlers) sameOrigin(check *http.CrossOriginProtection) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if !crossSite[c.Path()] && check.Check(c.Request()) != nil {
				return errCrossOrigin
			}
			return next(c)
		}
	}
}

var errCrossOrigin = portal.Refuse(portal.Forbidden, "This came from another website, so we did not do it. Go to the page on our site and try again there.")
