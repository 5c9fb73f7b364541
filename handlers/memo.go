package handlers

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// memo keeps public pages that say the same to every visitor, compressed: they are drawn once for each language, and
// a browser that has one already is told so in a line. Only pages whose address is in the route table or names a page of
// the site are kept, so their number is bounded. They live as long as the shelf: what is published makes them anew.
type memo struct{ pages sync.Map } // address with its language → keptPage

type keptPage struct {
	plain, gzipped []byte
	tag            string
}

// renderSame answers with a page that depends on nothing but its address and language. Whoever has signed in gets it
// drawn anew, with their name on it.
func (h *Handlers) renderSame(c echo.Context, title portal.Sentence, draw func(views.Page) templ.Component) error {
	p := h.page(c, title)
	if p.Account != nil {
		return h.render(c, http.StatusOK, draw(p))
	}
	key, memo := h.path(c, p.Address), &h.shelf(ctx(c)).kept
	kept, ok := memo.pages.Load(key)
	if !ok {
		p.Nonce = "" // a kept page has no script of its own that would need one
		page, err := keep(c, draw(p))
		if err != nil {
			return err
		}
		kept, _ = memo.pages.LoadOrStore(key, page)
	}
	return kept.(keptPage).answer(c)
}

func keep(c echo.Context, page templ.Component) (keptPage, error) {
	var plain, gzipped bytes.Buffer
	if err := page.Render(ctx(c), &plain); err != nil {
		return keptPage{}, fmt.Errorf("render: %w", err)
	}
	z, _ := gzip.NewWriterLevel(&gzipped, gzip.BestCompression)
	if err := finish(z, plain.Bytes()); err != nil {
		return keptPage{}, err
	}
	sum := sha256.Sum256(plain.Bytes())
	return keptPage{plain.Bytes(), gzipped.Bytes(), `"` + hex.EncodeToString(sum[:8]) + `"`}, nil
}

func (k keptPage) answer(c echo.Context) error {
	header := c.Response().Header()
	header.Set("Cache-Control", "no-cache") // kept by the browser, and asked about each time
	header.Set("Vary", "Accept-Encoding, Cookie")
	header.Set("ETag", k.tag)
	if c.Request().Header.Get("If-None-Match") == k.tag {
		return c.NoContent(http.StatusNotModified)
	}
	if acceptsGzip(c) {
		header.Set("Content-Encoding", "gzip")
		return c.HTMLBlob(http.StatusOK, k.gzipped)
	}
	return c.HTMLBlob(http.StatusOK, k.plain)
}

func acceptsGzip(c echo.Context) bool {
	return strings.Contains(c.Request().Header.Get("Accept-Encoding"), "gzip")
}

// compressible reports that an answer may be compressed: pages of a session stay as they are, because the length of
// compressed secrets beside reflected words tells about the secrets (BREACH).
func compressible(c echo.Context, size int) bool {
	return size > 1400 && c.Request().Header.Get("Cookie") == "" && acceptsGzip(c)
}

// compressors are kept: making one costs more than compressing a page.
var compressors = sync.Pool{New: func() any { z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed); return z }}

// compress writes plain compressed, quickly rather than well: it is done while someone waits.
func compress(to io.Writer, plain []byte) error {
	z := compressors.Get().(*gzip.Writer)
	defer compressors.Put(z)
	z.Reset(to)
	return finish(z, plain)
}

func finish(z *gzip.Writer, plain []byte) error {
	if _, err := z.Write(plain); err != nil {
		return fmt.Errorf("compress: %w", err)
	}
	return z.Close()
}
