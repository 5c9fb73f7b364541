package handlers

import (
	"bytes"
	"encoding/hex"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/labstack/echo/v4"

	"exchequer/db"
	"exchequer/portal"
	"exchequer/scan"
)

// download sends a stored file as an attachment: it is saved, never shown, whatever it says it is, and nothing in it
// could run here. Ranges of it can be asked for, so that a download that broke off goes on.
func (h *Handlers) download(c echo.Context, f db.StoredFile, content *db.FileContent) error {
	header := c.Response().Header()
	header.Set("Content-Type", "application/octet-stream")
	header.Set("Content-Disposition", attachment(f.Name))
	header.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	header.Set("Etag", `"`+hex.EncodeToString(f.SHA256)+`"`)
	watched := &watchedContent{FileContent: content}
	http.ServeContent(c.Response(), c.Request(), "", time.Time{}, watched)
	if watched.err != nil { // the answer has begun: the browser sees that it is too short
		h.log.Error("a file could not be read to its end", "incident", incident(c), "file", f.ID, "error", watched.err.Error())
	}
	return nil
}

// watchedContent remembers that the disk, and not the browser, was at fault.
type watchedContent struct {
	*db.FileContent
	err error
}

// Read implements io.Reader.
func (w *watchedContent) Read(p []byte) (int, error) {
	n, err := w.FileContent.Read(p)
	if err != nil && err != io.EOF {
		w.err = err
	}
	return n, err
}

// preview shows a picture small, painted anew by us: nothing of what was sent reaches the browser but its points.
func (h *Handlers) preview(c echo.Context, f db.StoredFile, content *db.FileContent) error {
	select {
	case h.painting <- struct{}{}: // one at a time: each takes some memory
	case <-ctx(c).Done():
		return ctx(c).Err()
	}
	defer func() { <-h.painting }()
	var small bytes.Buffer
	if err := scan.Preview(content, f.Size, &small); err != nil {
		return portal.ErrNotFound // no picture, or one too large to paint
	}
	header := c.Response().Header()
	header.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	header.Set("Content-Length", strconv.Itoa(small.Len()))
	return c.Stream(http.StatusOK, "image/jpeg", &small)
}

// attachment names a download twice: in plain letters for old programs, and in full (RFC 6266, RFC 8187).
func attachment(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || strings.ContainsRune(`/\:*?"<>|%`, r) {
			return '_'
		}
		return r
	}, name)
	if name = strings.TrimLeft(strings.TrimSpace(name), "."); name == "" {
		name = "file"
	}
	plain := strings.Map(func(r rune) rune {
		if r > unicode.MaxASCII {
			return '_'
		}
		return r
	}, name)
	return `attachment; filename="` + plain + `"; filename*=UTF-8''` + url.PathEscape(name)
}
