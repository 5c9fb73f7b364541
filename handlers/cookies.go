package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// cookieName puts the __Host- prefix before a cookie's name, which binds it to this host and to TLS. On
// http://localhost alone, where browsers refuse the prefix, the cookie goes without.
func (h *Handlers) cookieName(name string) string {
	if h.Origin.Scheme == "https" {
		return "__Host-" + name
	}
	return name
}

// setCookie gives the browser an opaque value until it is closed: no cookie of ours outlives it.
func (h *Handlers) setCookie(c echo.Context, name, value string) {
	c.SetCookie(&http.Cookie{
		Name: h.cookieName(name), Value: value, Path: "/",
		HttpOnly: true, Secure: h.Origin.Scheme == "https", SameSite: http.SameSiteLaxMode,
	})
}

// cookie is what the browser brought back, "" when nothing.
func (h *Handlers) cookie(c echo.Context, name string) string {
	cookie, err := c.Cookie(h.cookieName(name))
	if err != nil {
		return ""
	}
	return cookie.Value
}

// dropCookie takes it away again.
func (h *Handlers) dropCookie(c echo.Context, name string) {
	c.SetCookie(&http.Cookie{
		Name: h.cookieName(name), Path: "/", MaxAge: -1,
		HttpOnly: true, Secure: h.Origin.Scheme == "https", SameSite: http.SameSiteLaxMode,
	})
}
