package views

import (
	"encoding/hex"
	"fmt"
	"net/url"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// ImportsPage is where an administrator brings files of the core system in, and finds what came in before.
type ImportsPage struct {
	Desk
	Form  ui.Form
	Lines []portal.Import
	Pager ui.Pager
}

// NewImportsPage lays the list out; found holds one more than a page when there are more.
func NewImportsPage(d Desk, found []portal.Import, below int64, values url.Values, err error) ImportsPage {
	d.Page = mistaken(d.Page, err)
	p := ImportsPage{Desk: d, Form: formOf(d.Page, values, err), Lines: found, Pager: ui.Pager{NewerText: "Newest", OlderText: "Earlier"}}
	if below > 0 {
		p.Pager.Newer = "/office/imports"
	}
	if len(found) > portal.ImportPageSize {
		p.Lines = found[:portal.ImportPageSize]
		p.Pager.Older = fmt.Sprintf("/office/imports?below=%d", p.Lines[portal.ImportPageSize-1].Number)
	}
	return p
}

// Ask asks what the file holds, and for the file.
func (p ImportsPage) Ask() [2]ui.Input {
	var kinds []ui.Option
	for _, k := range portal.ImportKinds {
		kinds = append(kinds, ui.Option{Value: string(k), Label: importKind(k)})
	}
	return [2]ui.Input{
		p.Form.Ask(ui.Input{Kind: ui.Radios, Name: "kind", Label: "What does the file hold?", Options: kinds}),
		p.Form.Ask(ui.Input{Kind: ui.File, Name: "files", Label: "The file", Accept: ".csv,.txt",
			Hint: fmt.Sprintf("CSV in UTF-8, up to %d MB. Its first line names the columns, as listed below. You see what it would change before anything comes in.", portal.LargestImportUpload>>20)}),
	}
}

func importKind(k portal.ImportKind) string {
	switch k {
	case portal.ImportOfAccounts:
		return "Tax accounts and their periods"
	case portal.ImportOfLetters:
		return "Letters issued"
	case portal.ImportOfReturns:
		return "Returns, with their figures"
	case portal.ImportOfDeaths:
		return "Deaths"
	}
	return "Taxpayers, with names and addresses"
}

func importStatus(s portal.ImportState) ui.Status {
	switch s {
	case portal.ImportCounting:
		return ui.Status{Text: "Being counted", Look: ui.Working}
	case portal.ImportCounted:
		return ui.Status{Text: "Waits for you", Look: ui.Waiting}
	case portal.ImportRunning:
		return ui.Status{Text: "Coming in", Look: ui.Working}
	case portal.ImportDone:
		return ui.Status{Text: "Done", Look: ui.Done}
	case portal.ImportHalted:
		return ui.Status{Text: "Stopped", Look: ui.Stopped}
	}
	return ui.Status{Text: "Withdrawn", Look: ui.Stopped}
}

func importAddress(number int64) string { return fmt.Sprintf("/office/imports/%d", number) }

// ImportPage is one import: what it would change, how far it has come, or what it did.
type ImportPage struct {
	Desk
	portal.Import
	Rejects []portal.ImportReject // the first of them
	Facts   []ui.Fact
	Counts  []ui.Fact
	Share   int  // percent of the file
	Decide  bool // waits for a decision
	Works   bool // is being counted or comes in: the page looks again by itself
	Form    ui.Form
}

// NewImportPage lays it out; err is of a decision that was refused.
func NewImportPage(d Desk, i portal.Import, rejects []portal.ImportReject, err error) ImportPage {
	d.Page = mistaken(d.Page, err)
	p := ImportPage{Desk: d, Import: i, Rejects: rejects, Decide: i.State == portal.ImportCounted, Works: i.State == portal.ImportCounting || i.State == portal.ImportRunning,
		Form: formOf(d.Page, nil, err)}
	from := "the command line"
	if i.FileID != "" {
		from = "this page"
	}
	p.Facts = []ui.Fact{
		{Key: "What", Value: importKind(i.Kind)},
		{Key: "By", Value: i.ByName + ", from " + from},
		{Key: "Begun", Value: d.ShortDateTime(i.BegunAt)},
		{Key: "Size", Value: ui.Size(i.Size)},
		{Key: "SHA-256", Value: hex.EncodeToString(i.SHA256)},
	}
	if !i.EndedAt.IsZero() {
		p.Facts = append(p.Facts, ui.Fact{Key: "Ended", Value: d.ShortDateTime(i.EndedAt)})
	}
	c := i.Counts
	p.Counts = []ui.Fact{{Key: "New", Value: digitGroups(c.New)}, {Key: "Changed", Value: digitGroups(c.Changed)}, {Key: "The same", Value: digitGroups(c.Same)}, {Key: "Rejected", Value: digitGroups(c.Rejected)}}
	if i.Size > 0 {
		p.Share = int(i.BytesDone * 100 / i.Size)
	}
	return p
}

// Heading says what the counts are of.
func (p ImportPage) Heading() string {
	switch p.State {
	case portal.ImportCounting:
		return fmt.Sprintf("What would change, so far: %d %% of the file", p.Share)
	case portal.ImportCounted, portal.ImportDropped:
		return "What would change"
	case portal.ImportRunning:
		return fmt.Sprintf("What has changed so far: %d %% of the file", p.Share)
	}
	return "What has changed"
}

func digitGroups(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func importTitle(i portal.Import) string {
	return fmt.Sprintf("Import %d: %s", i.Number, i.Kind)
}
