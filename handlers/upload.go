package handlers

import (
	"bufio"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"exchequer/db"
	"exchequer/portal"
	"exchequer/scan"
)

// uploadPatience is how many times the allowed bytes of files are read on and thrown away, so that whoever chose too much
// gets their words back with a sentence instead of a broken connection.
const uploadPatience = 10

// upload is a form with files as it arrived. What is wrong with a file spoils the files and never the words: those are
// all there, to be shown again.
type upload struct {
	values url.Values
	files  []db.StoredFile // safe on the disk; an act attaches them, or drop forgets them
	fields []string        // the field in which each of them came
	chosen []string        // the names of all files that came, taken or not
	wrong  portal.Check
	size   int64 // bytes of files
	typed  int64 // bytes of words
}

// upload reads a form whose files come in the fields of those names. Each is looked at by its first bytes and goes on to the
// disk, sealed, as it comes in: no file ever lies in memory.
func (h *Handlers) upload(c echo.Context, rules portal.FileRules, fields ...string) (*upload, error) {
	r, u := c.Request(), &upload{values: url.Values{}}
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "multipart/form-data" {
		var err error
		u.values, err = h.form(c)
		return u, err
	}
	most := rules.Together*uploadPatience + largestForm
	if r.ContentLength > most {
		return nil, errFormTooLarge
	}
	r.Body = http.MaxBytesReader(c.Response(), r.Body, most)
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, errFormUnreadable
	}
	for {
		part, err := parts.NextPart()
		if err == io.EOF {
			return u, nil
		}
		if err != nil {
			err = brokenOff(err)
		} else {
			err = h.takePart(c, u, part, fields, rules)
		}
		if err != nil {
			u.drop(h)
			return nil, err
		}
	}
}

// takePart takes one answer of the form, or one file.
func (h *Handlers) takePart(c echo.Context, u *upload, part *multipart.Part, fields []string, rules portal.FileRules) error {
	field := part.FormName()
	given := part.FileName()
	switch name := portal.CleanFileName(given); {
	case slices.Contains(fields, field) && name == "":
		return nil // nothing was chosen
	case name == "":
		return h.takeWords(c, u, part)
	case !slices.Contains(fields, field):
		return nil // a file that nobody asked for
	default:
		u.chosen = append(u.chosen, name)
		if u.wrong.Err() != nil {
			return nil // one is refused already, and all will be chosen again
		}
		if problem := portal.FileNameProblem(given); problem != nil {
			u.wrong.Note(field, *problem)
			return nil
		}
		return h.takeFile(c, u, bufio.NewReaderSize(part, portal.FileHead), name, field, rules)
	}
}

// takeWords reads one answer into memory, and waits for a place there when the answers are large.
func (h *Handlers) takeWords(c echo.Context, u *upload, part *multipart.Part) error {
	text, err := io.ReadAll(io.LimitReader(part, usualForm+1))
	if u.typed+int64(len(text)) > usualForm && c.Get(keyRelease) == nil {
		if err := h.waitForPlace(c); err != nil {
			return err
		}
	}
	if err == nil {
		var rest []byte
		rest, err = io.ReadAll(io.LimitReader(part, largestForm-u.typed-int64(len(text))+1))
		text = append(text, rest...)
	}
	if err != nil {
		return brokenOff(err)
	}
	if u.typed += int64(len(text)); u.typed > largestForm {
		return errFormTooLarge
	}
	u.values.Add(part.FormName(), string(text))
	return nil
}

// takeFile puts one file on the disk, or notes why not.
func (h *Handlers) takeFile(c echo.Context, u *upload, content *bufio.Reader, name, field string, rules portal.FileRules) error {
	head, err := content.Peek(portal.FileHead)
	if err != nil && err != io.EOF {
		return brokenOff(err)
	}
	if len(u.files) == rules.Most {
		u.wrong.Wrong(field, "Choose up to %d files. Put more of them into one PDF, or send them in another answer.", rules.Most)
		return nil
	}
	kind, problem := rules.Kind(name, head)
	if problem != nil {
		u.wrong.Note(field, *problem)
		return nil
	}
	f, err := h.db.StoreFile(ctx(c), name, kind.Type, content, min(rules.Largest, rules.Together-u.size))
	if errors.Is(err, db.ErrFileTooLarge) {
		u.wrong.Wrong(field, "%s does not fit: all files together may have up to %d MB. Make it smaller, or send it in another answer.", name, rules.Together>>20)
		return nil
	}
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return errFormTooLarge
	}
	if err != nil {
		return err
	}
	found, err := h.examine(c, f)
	if found != nil || err != nil {
		if dropped := h.db.DropFile(f); dropped != nil {
			h.log.Error("a refused file stays on the disk", "error", dropped.Error())
		}
		if found != nil {
			u.wrong.Note(field, found.Sentence)
		}
		return err
	}
	u.files, u.fields, u.size = append(u.files, f), append(u.fields, field), u.size+f.Size
	return nil
}

// examine looks through the whole of a file that is safe on the disk, with the built-in checks. Whether clamd finds it clean
// is asked later, when the file belongs to something.
func (h *Handlers) examine(c echo.Context, f db.StoredFile) (*scan.Finding, error) {
	content, err := h.db.StoredContent(f)
	if err != nil {
		return nil, err
	}
	defer content.Close()
	return scan.Examine(ctx(c), f.Name, content, f.Size)
}

// dropRefused forgets the files when what they came with was refused. After any other failure, such as a connection to the
// database that broke during the commit, the act may have been kept all the same, and its files must be there: what
// belongs to nothing is put away by db.ReconcileFiles.
func (u *upload) dropRefused(h *Handlers, err error) {
	var said *portal.Error
	if errors.As(err, &said) {
		u.drop(h)
	}
}

// drop forgets the files: no act knows them.
func (u *upload) drop(h *Handlers) {
	for _, f := range u.files {
		if err := h.db.DropFile(f); err != nil {
			h.log.Error("a refused file stays on the disk", "error", err.Error())
		}
	}
	u.files = nil
}

// brokenOff says what a person can be told of a form that did not come in whole.
func brokenOff(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return errFormTooLarge
	}
	return errFormUnreadable
}
