package handlers

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/scan"
	"exchequer/views"
)

// Files that hang on a draft: with a plain form, or in parts that a script sends.

func (h *Handlers) draftFiles(c echo.Context) error {
	return h.showDraftFiles(c, http.StatusOK, nil)
}

func (h *Handlers) showDraftFiles(c echo.Context, status int, refused error) error {
	d, err := h.db.Draft(ctx(c), actor(c), c.Param("id"))
	if err != nil {
		return err
	}
	if d.State != portal.DraftOpen {
		return h.see(c, views.DraftAddress(d.ID))
	}
	files, err := h.db.DraftFiles(ctx(c), actor(c), d.ID)
	if err != nil {
		return err
	}
	page := h.page(c, portal.Say("Files of your message"))
	if refused == nil {
		page.Flash = views.DraftFilesFlash(page, c.QueryParam("done"))
	}
	return h.render(c, status, views.DraftFiles{Draft: d, Files: files, Err: refused}.Show(page))
}

// addDraftFiles takes the plain form. Files that are there count towards what a message takes.
func (h *Handlers) addDraftFiles(c echo.Context) error {
	id := c.Param("id")
	if _, err := h.db.DraftFiles(ctx(c), actor(c), id); err != nil {
		return err
	}
	u, err := h.upload(c, portal.MessageFileRules, "files")
	if err == nil {
		if err = u.wrong.Err(); err == nil && len(u.files) == 0 {
			var check portal.Check
			check.Wrong("files", "Choose at least one file.")
			err = check.Err()
		}
		if err == nil {
			err = h.db.AddDraftFiles(ctx(c), actor(c), id, u.files)
		}
		if err == nil {
			return h.see(c, views.DraftFilesAddress(id)+"?done=added")
		}
		u.dropRefused(h, err)
	}
	return h.refuseForm(c, err, func(status int, err error) error { return h.showDraftFiles(c, status, err) })
}

// beginUpload makes a place for a file that a script will send. What it learns stands in the answer's headers; the body is
// for the person.
func (h *Handlers) beginUpload(c echo.Context) error {
	form, err := h.form(c)
	if err != nil {
		return err
	}
	given := form.Get("name")
	if problem := portal.FileNameProblem(given); problem != nil {
		return h.saidOfUpload(c, http.StatusUnprocessableEntity, *problem)
	}
	size, _ := strconv.ParseInt(form.Get("size"), 10, 64) // what is no number is no size
	mark, _ := portal.CleanText(form.Get("mark"), longestMark, false)
	if len(mark) > longestMark {
		mark = mark[:longestMark]
	}
	f, err := h.db.BeginDraftFile(ctx(c), actor(c), c.Param("id"), portal.CleanFileName(given), size, mark)
	if err != nil {
		return h.refuseUpload(c, err)
	}
	return h.answerUpload(c, f)
}

// longestMark by which a browser knows a file again, in bytes.
const longestMark = 400

// putUpload takes a part of a file: the body is the part, and Upload-Offset where it begins. When all of it has come in, it is
// looked through and taken, or not.
func (h *Handlers) putUpload(c echo.Context) error {
	at, err := strconv.ParseInt(c.Request().Header.Get("Upload-Offset"), 10, 64)
	if err != nil || at < 0 {
		return errFormUnreadable
	}
	id, file := c.Param("id"), c.Param("file")
	body := http.MaxBytesReader(c.Response(), c.Request().Body, portal.MessageFileRules.Largest)
	f, err := h.db.PutDraftFilePart(ctx(c), actor(c), id, file, at, body)
	if f.ID != "" {
		h.tellUpload(c, f)
	}
	if err != nil {
		return h.refuseUpload(c, err)
	}
	if f.State != portal.DraftFileUploading || f.Received < f.Size {
		return h.answerUpload(c, f)
	}
	found, err := h.examineUpload(c, id, f)
	if err != nil {
		return err
	}
	reason := ""
	if found != nil {
		reason = found.Reason
	}
	if f, err = h.db.FinishDraftFile(ctx(c), actor(c), id, file, reason); err != nil {
		return h.refuseUpload(c, err)
	}
	if found != nil {
		h.tellUpload(c, f)
		return h.saidOfUpload(c, http.StatusUnprocessableEntity, found.Sentence)
	}
	return h.answerUpload(c, f)
}

// examineUpload looks through a file of which all parts have come in.
func (h *Handlers) examineUpload(c echo.Context, draft string, f portal.DraftFile) (*scan.Finding, error) {
	_, content, err := h.db.WholeDraftFile(ctx(c), actor(c), draft, f.ID)
	if content == nil || err != nil {
		return nil, err
	}
	defer content.Close()
	return scan.Examine(ctx(c), f.Name, content, f.Size)
}

// answerUpload tells the script how far a file has come, and the person in words.
func (h *Handlers) answerUpload(c echo.Context, f portal.DraftFile) error {
	h.tellUpload(c, f)
	return h.saidOfUpload(c, http.StatusOK, views.DraftFileStatus(f))
}

func (h *Handlers) tellUpload(c echo.Context, f portal.DraftFile) {
	header := c.Response().Header()
	header.Set("Upload-Offset", strconv.FormatInt(f.Received, 10))
	header.Set("Upload-State", string(f.State))
	header.Set("Upload-Address", h.path(c, views.DraftAddress(c.Param("id"))+"/uploads/"+f.ID))
	header.Set("Upload-Removal", h.path(c, views.DraftFilesAddress(c.Param("id"))+"/"+f.ID+"/removal"))
}

func (h *Handlers) saidOfUpload(c echo.Context, status int, words portal.Sentence) error {
	return c.String(status, views.Words{Language: language(c), Zone: h.zone}.Sentence(words))
}

// refuseUpload says to the person what is wrong, where they can be told.
func (h *Handlers) refuseUpload(c echo.Context, err error) error {
	said := saidOf(err)
	status, ok := statuses[said.Code]
	if !ok || said.Code == portal.NotFound || said.Code == portal.SignInAgain {
		return err
	}
	retryAfter(c, said)
	words := said.Message
	if len(said.Fields) > 0 {
		words = said.Fields[0].Sentence
	}
	return h.saidOfUpload(c, status, words)
}

// removeDraftFile takes a file off a draft.
func (h *Handlers) removeDraftFile(c echo.Context) error {
	if err := h.db.RemoveDraftFile(ctx(c), actor(c), c.Param("id"), c.Param("file")); err != nil {
		return err
	}
	return h.see(c, views.DraftFilesAddress(c.Param("id"))+"?done=removed")
}

// draftFile gives the writer of a draft one of its files back.
func (h *Handlers) draftFile(c echo.Context) error {
	f, content, err := h.db.OpenDraftFile(ctx(c), actor(c), c.Param("id"), c.Param("file"))
	if err != nil {
		return err
	}
	defer content.Close()
	return h.download(c, f, content)
}

// messageFile gives a file of a message to whoever may see its case.
func (h *Handlers) messageFile(c echo.Context) error {
	number, err := caseNumber(c)
	if err != nil {
		return err
	}
	n, err := strconv.ParseInt(c.Param("n"), 10, 64)
	if err != nil {
		return portal.ErrNotFound
	}
	f, content, err := h.db.OpenMessageFile(ctx(c), actor(c), number, n, c.Param("file"))
	if err != nil {
		return err
	}
	defer content.Close()
	if c.QueryParam("as") == "picture" {
		return h.preview(c, f, content)
	}
	return h.download(c, f, content)
}
