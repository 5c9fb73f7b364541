package handlers

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"path"
	"strings"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// copyOfCase reads a whole case to be copied.
func (h *Handlers) copyOfCase(c echo.Context, as string) (views.CaseCopy, error) {
	n, err := caseNumber(c)
	if err != nil {
		return views.CaseCopy{}, err
	}
	topics, err := h.db.Topics(ctx(c))
	if err != nil {
		return views.CaseCopy{}, err
	}
	f, err := h.db.CopyCase(ctx(c), actor(c), n, as)
	return views.NewCaseCopy(views.Words{Language: language(c), Zone: h.zone}, f, topics, actor(c).Name, h.db.Now()), err
}

// caseAsPDF is a case on paper.
func (h *Handlers) caseAsPDF(c echo.Context) error {
	copied, err := h.copyOfCase(c, "pdf")
	if err != nil {
		return err
	}
	written, err := copied.PDF(h.Profile, h.Origin.Host)
	if err != nil {
		return err
	}
	header := c.Response().Header()
	header.Set("Content-Disposition", attachment(copied.Number.String()+".pdf"))
	header.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	return c.Blob(http.StatusOK, "application/pdf", written)
}

// caseAsZIP is a case with all its files, a page that leads to each, and the checksums of everything. It is written as it is
// read: no file lies whole in memory.
func (h *Handlers) caseAsZIP(c echo.Context) error {
	copied, err := h.copyOfCase(c, "zip")
	if err != nil {
		return err
	}
	printed, err := copied.PDF(h.Profile, h.Origin.Host)
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, m := range copied.Messages {
		for i, f := range m.Files {
			names[f.ID] = fmt.Sprintf("files/%03d-%02d-%s", m.N, i+1, plainName(f.Name))
		}
	}
	var index bytes.Buffer
	if err := copied.Index(names).Render(ctx(c), &index); err != nil {
		return fmt.Errorf("write a copy: %w", err)
	}
	header := c.Response().Header()
	header.Set("Content-Disposition", attachment(copied.Number.String()+".zip"))
	header.Set("Content-Type", "application/zip")
	c.Response().WriteHeader(http.StatusOK)
	z := summed{Writer: zip.NewWriter(c.Response()), at: copied}
	z.add("index.html", &index)
	z.add(copied.Number.String()+".pdf", bytes.NewReader(printed))
	for _, m := range copied.Messages {
		for _, f := range m.Files {
			z.addFrom(names[f.ID], func() (io.ReadCloser, error) {
				_, content, err := h.db.OpenMessageFile(ctx(c), actor(c), copied.Number, m.N, f.ID)
				return content, err
			})
		}
	}
	if err := z.finish(); err != nil { // a copy that is not whole must not look whole: the connection breaks off
		h.log.Error("a copy broke off", "incident", incident(c), "error", err.Error())
		panic(http.ErrAbortHandler)
	}
	return nil
}

// summed is an archive that ends with the checksums of what is in it.
type summed struct {
	*zip.Writer
	at   views.CaseCopy
	sums strings.Builder
	err  error
}

func (z *summed) add(name string, content io.Reader) {
	if z.err != nil {
		return
	}
	into, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: z.at.At})
	if err != nil {
		z.err = err
		return
	}
	sum := sha256.New()
	if _, z.err = io.Copy(io.MultiWriter(into, sum), content); z.err == nil {
		fmt.Fprintf(&z.sums, "%x  %s\n", sum.Sum(nil), name)
	}
}

func (z *summed) addFrom(name string, open func() (io.ReadCloser, error)) {
	if z.err != nil {
		return
	}
	content, err := open()
	if portal.CodeOf(err) != "" {
		return // it is not clean, so that nobody gets it: the index still names it
	}
	if err != nil {
		z.err = err
		return
	}
	defer content.Close()
	z.add(name, content)
}

func (z *summed) finish() error {
	if z.err == nil {
		into, err := z.Create("SHA256SUMS")
		if z.err = err; err == nil {
			_, z.err = io.WriteString(into, z.sums.String())
		}
	}
	if z.err != nil {
		return z.err
	}
	return z.Close()
}

// plainName is a file's name as any system can unpack it.
func plainName(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '-':
			return r
		}
		return '_'
	}, name)
	ending := path.Ext(name)
	if stem := strings.TrimSuffix(name, ending); len(stem) > 60 {
		name = stem[:60] + ending
	}
	return strings.TrimLeft(name, ".")
}
