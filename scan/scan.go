// Package scan says what a file really is, and whether it is clean: by built-in checks of its content, and by asking clamd
// where an office has one. It reads files and never runs, renders or unpacks anything in them to the disk.
package scan

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"exchequer/portal"
)

// Limits of the built-in checks. They are generous for what people send and small for what a machine can take: no check
// needs more memory than a few of its buffers, whatever the file says of itself.
const (
	window      = 64 << 10         // bytes that are looked at together
	patience    = 20 * time.Second // for one file
	mostPixels  = 100_000_000      // of a picture; today's phones make 12 to 50 million
	mostEntries = 5_000            // files inside one document
	mostPerByte = 200              // bytes that a document's part may unpack to, for each that it has packed
	mostInside  = 256 << 20        // bytes that all parts of a document unpack to
	mostObjects = 64 << 20         // bytes that the object streams of a PDF unpack to
)

// Finding is why a file is not taken.
type Finding struct {
	Reason   string          // for the record: it names no file and no person
	Sentence portal.Sentence // for the person: what to do
}

// Reasons, as records keep them.
const (
	ReasonKind      = "not what its name says"
	ReasonProgram   = "two endings, one of a program"
	ReasonLocked    = "locked with a password"
	ReasonActive    = "a PDF that acts"
	ReasonMacros    = "macros"
	ReasonInside    = "other files inside, or fetched from elsewhere"
	ReasonBomb      = "unpacks to too much"
	ReasonPixels    = "too many pixels"
	ReasonAppended  = "something else behind the picture"
	ReasonMarkup    = "a web page or a script as text"
	ReasonDamaged   = "damaged"
	ReasonSlow      = "takes too long to look through"
	ReasonFormulas  = "formulas that start programs"
	ReasonEmptiness = "empty"
)

// Examine looks through a whole file under the name that it came with. It answers nil for a file that is what its name says
// and holds nothing that acts; a finding for one that is not taken; and an error when the content could not be read.
func Examine(ctx context.Context, name string, content io.ReaderAt, size int64) (*Finding, error) {
	ctx, done := context.WithTimeout(ctx, patience)
	defer done()
	x := &examination{ctx: ctx, name: name, size: size}
	x.content = &guarded{ctx: ctx, at: content}
	err := x.look()
	var found *Finding
	switch {
	case x.content.err != nil:
		return nil, fmt.Errorf("examine a file: %w", x.content.err)
	case errors.As(err, &found):
		return found, nil
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return x.find(ReasonSlow, "%s takes us too long to look through. Save it as a new PDF, and choose that.", name), nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil: // some reader of its format gave up
		return x.damaged(), nil
	}
	return nil, nil
}

// Error lets a finding travel as an error inside the package.
func (f *Finding) Error() string { return f.Reason }

// examination is one file being looked through.
type examination struct {
	ctx     context.Context
	name    string
	size    int64
	content *guarded
}

var looks = map[string]func(*examination) error{
	".pdf": (*examination).pdf,
	".jpg": (*examination).jpeg, ".jpeg": (*examination).jpeg,
	".png": (*examination).png,
	".txt": (*examination).text, ".brf": (*examination).text, ".csv": (*examination).csv,
	".docx": (*examination).docx, ".xlsx": (*examination).xlsx,
	".mp3": (*examination).mp3,
}

func (x *examination) look() error {
	if x.size == 0 {
		return x.find(ReasonEmptiness, "There is nothing in %s. Open it, save it again, and choose it once more.", x.name)
	}
	ending := strings.ToLower(path.Ext(x.name))
	look, known := looks[ending]
	if !known {
		return x.otherKind()
	}
	before := strings.ToLower(path.Ext(strings.TrimSuffix(x.name, path.Ext(x.name))))
	if slices.Contains(programs, before) {
		return x.find(ReasonProgram, "%s has two endings, as programs have that pose as documents. Rename it so that it has one, and choose it again.", x.name)
	}
	return look(x)
}

// programs are endings that a desk's computer may run.
var programs = []string{
	".exe", ".com", ".scr", ".bat", ".cmd", ".msi", ".pif", ".cpl", ".jar", ".js", ".jse", ".vbs", ".vbe", ".wsf", ".hta", ".ps1", ".lnk", ".html", ".htm", ".svg", ".app", ".sh", ".reg", ".iso", ".img",
}

func (x *examination) find(reason, text string, args ...any) *Finding {
	return &Finding{Reason: reason, Sentence: portal.Say(text, args...)}
}

func (x *examination) otherKind() *Finding {
	return x.find(ReasonKind, "What is in %s is not what its name says. Open it, save it in the format that its name ends with, and choose it again.", x.name)
}

func (x *examination) damaged() *Finding {
	return x.find(ReasonDamaged, "%s is damaged, or not complete. Open it, save it again, and choose it once more.", x.name)
}

func (x *examination) appended() *Finding {
	return x.find(ReasonAppended, "There is something else behind the end of %s. Open it, save it as a new file, and choose that.", x.name)
}

func (x *examination) holdsFiles() *Finding {
	return x.find(ReasonInside, "%s holds other files, or fetches something from elsewhere when it is opened. Save it as a PDF, and choose that.", x.name)
}

func (x *examination) bomb() *Finding {
	return x.find(ReasonBomb, "%s unpacks to more than we take. Save it as a PDF, and choose that.", x.name)
}

// from reads the content from a place on.
func (x *examination) from(at int64) *io.SectionReader {
	return io.NewSectionReader(x.content, at, max(0, x.size-at))
}

// end is the last bytes of the file, at most a window of them, and where they begin.
func (x *examination) end(most int64) ([]byte, int64, error) {
	at := max(0, x.size-most)
	b := make([]byte, x.size-at)
	_, err := x.content.ReadAt(b, at)
	if err == io.EOF {
		err = nil
	}
	return b, at, err
}

// guarded reads for as long as there is patience, and remembers that the disk and not the file was at fault.
type guarded struct {
	ctx context.Context
	at  io.ReaderAt
	err error
}

// ReadAt implements io.ReaderAt.
func (g *guarded) ReadAt(p []byte, at int64) (int, error) {
	if err := g.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := g.at.ReadAt(p, at)
	if err != nil && err != io.EOF {
		g.err = err
	}
	return n, err
}

// foreign are the beginnings of what no document or picture has behind its end.
var foreign = [][]byte{
	[]byte("PK\x03\x04"), []byte("PK\x05\x06"), []byte("%PDF-"), []byte("MZ"), []byte("\x7fELF"), []byte("Rar!"), []byte("7z\xbc\xaf\x27\x1c"),
	[]byte("\x1f\x8b\x08"), []byte("\xd0\xcf\x11\xe0"), []byte("<"), []byte("#!"), []byte("GIF8"), []byte("BZh"), []byte("\xfd7zXZ"), []byte("{\\rtf"),
}

// marks are what shows, anywhere behind the end of a picture, that something else was put there. They are long enough never
// to stand there by chance.
var marks = [][]byte{[]byte("%pdf-"), []byte("<html"), []byte("<script"), []byte("<!doctype"), []byte("<?php"), []byte("<svg"), []byte("<body"), []byte("<iframe")}

// behind looks at what stands behind the end of a picture or document. Cameras put films, maps of brightness and zeros
// there; nothing that another program would open as its own may be there.
func (x *examination) behind(at int64) error {
	if at >= x.size {
		return nil
	}
	first := true
	err := x.eachWindow(at, func(b []byte) error {
		if first {
			if slices.ContainsFunc(foreign, func(f []byte) bool { return bytes.HasPrefix(bytes.TrimLeft(b, "\x00 \r\n\t"), f) }) {
				return x.appended()
			}
			first = false
		}
		lower := bytes.ToLower(b)
		if slices.ContainsFunc(marks, func(m []byte) bool { return bytes.Contains(lower, m) }) {
			return x.appended()
		}
		return nil
	})
	if err != nil {
		return err
	}
	return x.noArchiveAtEnd(at)
}

// noArchiveAtEnd refuses what an archive program would open: it looks for its directory from the end.
func (x *examination) noArchiveAtEnd(from int64) error {
	tail, at, err := x.end(min(window+22, x.size-from))
	if err != nil {
		return err
	}
	if i := bytes.LastIndex(tail, []byte("PK\x05\x06")); i >= 0 && at+int64(i)+22 <= x.size {
		return x.appended()
	}
	return nil
}

// overlap is how much of a window stands in the next one again, so that nothing is cut in two.
const overlap = 32

// eachWindow goes through the content from a place on, some at a time.
func (x *examination) eachWindow(at int64, look func([]byte) error) error {
	b := make([]byte, window)
	for at < x.size {
		n, err := x.content.ReadAt(b[:min(window, x.size-at)], at)
		if err != nil && err != io.EOF {
			return err
		}
		if n == 0 {
			return io.ErrUnexpectedEOF
		}
		if err := look(b[:n]); err != nil {
			return err
		}
		if at += int64(n); at < x.size {
			at = max(at-overlap, at-int64(n)+1)
		}
	}
	return nil
}
