package views

import (
	"encoding/hex"
	"net/url"
	"slices"
	"strconv"
	"time"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// ThreadPage is a case as the taxpayer, or whoever acts for them, reads it.
type ThreadPage struct {
	portal.CaseFile
	Acting portal.Acting
	Topics []portal.Topic
	Draft  DraftPage // the answer that is being written
	Since  int64     // messages after this one came while an answer was written; 0 for none
	Sent   int64     // the message that was just received; 0 for none
	Reader string    // the account that reads
	Looks  []portal.CaseLook
	Linked []portal.CaseMerge

	Stopped bool // the reader may not write messages
	Now     time.Time
}

// earlier is where the messages before these are, "" when there are none.
func (c ThreadPage) earlier(p Page) string {
	if len(c.Messages) == 0 || c.Messages[0].N == 1 {
		return ""
	}
	return p.Path(CaseAddress(c.Number)) + "?before=" + strconv.FormatInt(c.Messages[0].N, 10)
}

// whole reports that the last message is among these.
func (c ThreadPage) whole() bool {
	return len(c.Messages) > 0 && c.Messages[len(c.Messages)-1].N == c.LastN
}

// from is who wrote a message.
func (c ThreadPage) from(p Page, m portal.Message) string {
	switch {
	case m.Side == portal.DepartmentSide:
		return p.Say("%s, for the department", m.Name)
	case m.Account == c.Reader:
		return p.Say("You")
	case m.Authority != "":
		return p.Say("%s, as a representative", m.Name)
	}
	return m.Name
}

// newer reports that a message came while the reader was writing.
func (c ThreadPage) newer(m portal.Message) bool { return c.Since > 0 && m.N > c.Since }

// unread reports that the reader had not read a message of ours before this page.
func (c ThreadPage) unread(m portal.Message) bool {
	if m.Side != portal.DepartmentSide {
		return false
	}
	return !slices.ContainsFunc(c.Reads, func(r portal.MessageRead) bool { return r.Account == c.Reader && r.N >= m.N })
}

// progress is what happens to a case, for its top: what is done, what comes, and when.
func (c ThreadPage) progress(p Page) []ui.Fact {
	facts := []ui.Fact{{Key: p.Say("Received"), Value: p.ShortDateTime(c.OpenedAt)}}
	if c.LookedAt.IsZero() && c.AssigneeName == "" && c.Status.Ours() {
		facts = append(facts, ui.Fact{Key: p.Say("Opened by a clerk"), Value: p.Say("Not yet")})
	}
	if c.AssigneeName != "" {
		facts = append(facts, ui.Fact{Key: p.Say("With"), Value: c.AssigneeName})
	}
	if !c.LookedAt.IsZero() {
		facts = append(facts, ui.Fact{Key: p.Say("Opened by a clerk"), Value: p.ShortDateTime(c.LookedAt)})
	}
	switch {
	case c.Status.Ours() && !c.DueAt.IsZero() && c.Now.After(c.DueAt):
		facts = append(facts, ui.Fact{Key: p.Say("We promised an answer by"), Value: p.Say("%s. We are late, and we are sorry. It stands at the top of our list.", p.Date(c.DueAt))})
	case c.Status.Ours() && !c.DueAt.IsZero():
		facts = append(facts, ui.Fact{Key: p.Say("We answer by"), Value: p.Date(c.DueAt)})
	case c.Status == portal.CaseAwaitingTaxpayer:
		facts = append(facts, ui.Fact{Key: p.Say("Next"), Value: p.Say("We wait for your answer.")})
	case c.Status == portal.CaseResolved:
		facts = append(facts, ui.Fact{Key: p.Say("Next"), Value: p.Say("Nothing, unless you write again: that opens the case once more.")})
	case c.Status == portal.CaseClosed:
		facts = append(facts, ui.Fact{Key: p.Say("Next"), Value: p.Say("Nothing. You can start a new case that goes on from this one.")})
	}
	return facts
}

// startNew is where a new case begins that goes on from this one, with what was being written.
func (c ThreadPage) startNew(p Page) string {
	return p.Path(NewMessageAddress) + "?" + url.Values{"follows": {c.Number.String()}}.Encode()
}

// messageFiles are the files of a message, as its page and its receipt list them.
func messageFiles(p Page, n portal.CaseNumber, m portal.Message) []ui.FileItem {
	return filesAt(p, CaseAddress(n), m)
}

// filesAt are the files of a message, each downloaded below a case's address: the taxpayer's, or that at the desk.
func filesAt(p Page, address string, m portal.Message) []ui.FileItem {
	var files []ui.FileItem
	for _, f := range m.Files {
		item := ui.FileItem{Name: f.Name, Bytes: f.Size, SHA256: hex.EncodeToString(f.SHA256)}
		item.Status = &ui.Status{Text: p.Sentence(FileStatus(f.Check)), Look: fileLook(portal.DraftFileReceived, f.Check)}
		if f.Check.MayGiveOut() {
			item.Address = p.Path(fileBelow(address, m, f))
		}
		files = append(files, item)
	}
	return files
}

// fileAddress is where a file of a message is downloaded.
func fileAddress(n portal.CaseNumber, m portal.Message, f portal.File) string {
	return fileBelow(CaseAddress(n), m, f)
}

func fileBelow(address string, m portal.Message, f portal.File) string {
	return address + "/files/" + strconv.FormatInt(m.N, 10) + "/" + f.ID
}

// pictures are the files of a message that can be shown small.
func pictures(m portal.Message) (shown []portal.File) {
	for _, f := range m.Files {
		if f.Check.MayGiveOut() && (f.Kind == "image/jpeg" || f.Kind == "image/png") {
			shown = append(shown, f)
		}
	}
	return shown
}
