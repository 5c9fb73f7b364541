package handlers

import (
	"context"
	"net/netip"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
)

// What a request carries from one step to the next. Keys are private to this file; everyone else asks the functions.
const (
	keyActor    = "actor"
	keyCaller   = "caller"
	keyActing   = "acting"
	keyNext     = "next"
	keyLanguage = "language"
	keyNonce    = "nonce"
	keyIncident = "incident"
	keyStreams  = "streams" // since when the answer is a stream
	keyRelease  = "release"
)

// actor is who asks: a Visitor until meet has read the session.
func actor(c echo.Context) portal.Actor {
	a, _ := c.Get(keyActor).(portal.Actor)
	return a
}

// acting is for whom the actor acts: nobody but themselves until meet has read it.
func acting(c echo.Context) portal.Acting {
	if a, ok := c.Get(keyActing).(portal.Acting); ok {
		return a
	}
	return portal.ActingAlone(actor(c))
}

// language is what the address says.
func language(c echo.Context) portal.Language {
	if l, ok := c.Get(keyLanguage).(portal.Language); ok {
		return l
	}
	// No row matched: an unknown address is answered in the language that it begins with.
	for _, l := range portal.Languages {
		if p := l.Prefix(); p != "" && (c.Request().URL.Path == p || strings.HasPrefix(c.Request().URL.Path, p+"/")) {
			return l
		}
	}
	return portal.English
}

func inLanguage(l portal.Language) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			c.Set(keyLanguage, l)
			return next(c)
		}
	}
}

// address is the page's address without its language, and without the query.
func address(c echo.Context) string {
	path := c.Request().URL.Path
	if prefix := language(c).Prefix(); prefix != "" && (path == prefix || strings.HasPrefix(path, prefix+"/")) {
		path = strings.TrimPrefix(path, prefix)
	}
	if path == "" {
		return "/"
	}
	return path
}

// query is what stands behind an address's question mark under a name, without what is no text: PostgreSQL takes none of
// it, and nobody typed it.
func query(c echo.Context, name string) string { return portal.Visible(c.QueryParam(name)) }

// namesNothing reports that a part of the address is no text, or hides what cannot be seen: no address of ours does.
func namesNothing(c echo.Context) bool {
	return slices.ContainsFunc(c.ParamValues(), func(part string) bool { return portal.Visible(part) != part })
}

// ctx is the request's context.
func ctx(c echo.Context) context.Context { return c.Request().Context() }

// nonce is the one that this answer's scripts carry.
func nonce(c echo.Context) string { n, _ := c.Get(keyNonce).(string); return n }

// incident is the code under which this request stands in the log.
func incident(c echo.Context) string { i, _ := c.Get(keyIncident).(string); return i }

// wantsPart reports that htmx asks for one part of a page and not for the page.
func wantsPart(c echo.Context) bool {
	return c.Request().Header.Get("HX-Request") == "true" && c.Request().Header.Get("HX-Boosted") == ""
}

// clientAddress is the network address of whoever asks. A forwarded address counts only when it comes from a proxy
// that the operator trusts, and then the last one that is not itself such a proxy.
func (h *Handlers) clientAddress(c echo.Context) string {
	r := c.Request()
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	client := peer.Addr().Unmap()
	if !h.trusts(client) {
		return client.String()
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		client = hop.Unmap()
		if !h.trusts(client) {
			break
		}
	}
	return client.String()
}

func (h *Handlers) trusts(a netip.Addr) bool {
	for _, proxy := range h.TrustedProxies {
		if proxy.Contains(a) {
			return true
		}
	}
	return false
}
