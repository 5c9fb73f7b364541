package views

import (
	"strings"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// DraftFiles is the page on which files are hung on a draft.
type DraftFiles struct {
	Draft portal.Draft
	Files []portal.DraftFile
	Err   error
}

// DraftFilesAddress is where a draft's files are.
func DraftFilesAddress(draft string) string { return DraftAddress(draft) + "/files" }

// back is where the message is written.
func (d DraftFiles) back() string {
	if d.Draft.Case != 0 {
		return CaseAddress(d.Draft.Case) + "#answer"
	}
	return DraftAddress(d.Draft.ID)
}

// DraftFilesFlash says what was just done.
func DraftFilesFlash(p Page, done string) *ui.Flash {
	text := map[string]string{
		"added":   p.Say("Your files are here. They go with your message when you send it."),
		"removed": p.Say("The file was removed. It does not go with your message."),
	}[done]
	if text == "" {
		return nil
	}
	return &ui.Flash{Tone: ui.Success, Text: text}
}

// DraftFileStatus is how far a file has come, in words.
func DraftFileStatus(f portal.DraftFile) portal.Sentence {
	switch f.State {
	case portal.DraftFileUploading:
		return portal.Say("%d %% received. Choose it again to go on.", f.Received*100/max(1, f.Size))
	case portal.DraftFileRejected:
		return portal.Say("Not taken. Save it as a new PDF, and choose that.")
	case portal.DraftFileRemoved:
		return portal.Say("Removed")
	}
	return FileStatus(f.Check)
}

// FileStatus is how far the checking of a received file is, in words.
func FileStatus(check portal.FileState) portal.Sentence {
	switch check {
	case portal.FileQuarantined:
		return portal.Say("A virus was found. It is locked away.")
	case portal.FileReceived, portal.FileScanning:
		return portal.Say("Received, being checked for viruses")
	case portal.FileScanError:
		return portal.Say("Received, not checked for viruses yet")
	}
	return portal.Say("Received, checked")
}

// fileLook tells states of files apart beside their words.
func fileLook(state portal.DraftFileState, check portal.FileState) ui.Look {
	switch {
	case state == portal.DraftFileRejected, check == portal.FileQuarantined:
		return ui.Stopped
	case state == portal.DraftFileUploading, !check.MayGiveOut():
		return ui.Waiting
	}
	return ui.Done
}

// filesHint says what is taken.
func filesHint(p Page) string {
	rules := portal.MessageFileRules
	return p.Say("Up to %d files of %d MB together: %s.", rules.Most, rules.Together>>20, rules.Kinds())
}

func filesTaken() string { return strings.Join(portal.MessageFileRules.Endings, ",") }
