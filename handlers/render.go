package handlers

import (
	"bytes"
	"fmt"
	"net/http"
	"sync"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// page is what every page of an answer has in common.
func (h *Handlers) page(c echo.Context, title portal.Sentence) views.Page {
	p := views.Page{
		Words:   views.Words{Language: language(c), Zone: h.zone},
		Address: address(c),
		Profile: h.department,
		Nonce:   nonce(c),
		Origin:  h.Origin.Scheme + "://" + h.Origin.Host,
	}
	p.Title = p.Sentence(title)
	if a := actor(c); a.Role != portal.Visitor {
		p.Account = &views.Account{Name: a.Name, Role: a.Role, Key: a.Account, For: acting(c).Name}
		if acting := acting(c); acting.Authority != "" {
			p.Account.For = acting.Name
		}
		s := callerOf(c).session
		p.Session = &views.Session{Now: h.db.Now(), Ends: s.Deadline(), Limit: s.Total()}
	}
	return p
}

// path is an address in the language of the request.
func (h *Handlers) path(c echo.Context, address string) string {
	return translated(language(c).Prefix(), address)
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// render writes a page once it is whole: a template that fails halfway never leaves half a page behind a 200.
func (h *Handlers) render(c echo.Context, status int, page templ.Component) error {
	return h.renderPart(c, status, page)
}

// renderPart writes a page, or only its fragments of these names when htmx asked for a part.
func (h *Handlers) renderPart(c echo.Context, status int, page templ.Component, fragments ...any) error {
	b := buffers.Get().(*bytes.Buffer)
	defer func() {
		if b.Cap() <= 256<<10 { // one giant page must not stay in memory for good
			b.Reset()
			buffers.Put(b)
		}
	}()
	var err error
	if len(fragments) > 0 && wantsPart(c) {
		err = templ.RenderFragments(ctx(c), b, page, fragments...)
	} else {
		err = page.Render(ctx(c), b)
	}
	if err != nil {
		return fmt.Errorf("render: %w", err)
	}
	c.Response().Header().Add("Vary", "HX-Request")
	if compressible(c, b.Len()) {
		c.Response().Header().Set("Content-Encoding", "gzip")
		c.Response().Header().Set(echo.HeaderContentType, echo.MIMETextHTMLCharsetUTF8)
		c.Response().WriteHeader(status)
		return compress(c.Response(), b.Bytes())
	}
	return c.HTMLBlob(status, b.Bytes())
}

// see sends the browser to a page after a change, so that a reload repeats nothing.
func (h *Handlers) see(c echo.Context, address string) error {
	return c.Redirect(http.StatusSeeOther, h.path(c, address))
}
