package views

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// AuditQuery is what someone asked of the trail, as they typed it.
type AuditQuery struct {
	Event, Actor, Subject, From, To string
}

// Values are the query as an address or a form holds it, without what was left empty.
func (q AuditQuery) Values() url.Values {
	v := url.Values{}
	for name, value := range map[string]string{"event": q.Event, "actor": q.Actor, "subject": q.Subject, "from": q.From, "to": q.To} {
		if value != "" {
			v.Set(name, value)
		}
	}
	return v
}

// AuditRow is one record in the list.
type AuditRow struct {
	Record     portal.AuditRecord
	Address    string // of the record's own page
	What       string
	Detail     string
	Who, Role  string
	ByWhom     string // the list of what the same account did, "" for visitors and the system
	About      string // the subject
	AboutKind  string // "accessibility", "mail"
	AboutShort string // what stands behind the kind; of an id only the end
	AboutIt    string // the list of what was done to it, "" when it is no one thing
}

// AuditPage is the trail as auditors read it.
type AuditPage struct {
	Desk
	Query    AuditQuery
	Form     ui.Form
	Events   []ui.Option
	Rows     []AuditRow
	Pager    ui.Pager
	Chain    ui.Tone // how the last walk of the chain ended
	ChainIs  string
	Verified bool // it was walked at all
	Filtered bool
}

// NewAuditPage lays a page of the trail out. err is what is to be mended in the query.
func NewAuditPage(d Desk, q AuditQuery, page portal.AuditPage, events []portal.Event, check *portal.ChainCheck, err error) AuditPage {
	d.Mistaken = err != nil
	a := AuditPage{
		Desk: d, Query: q, Filtered: len(q.Values()) > 0,
		Form:   ui.Form{Words: d.Words, Values: q.Values(), Err: err},
		Events: []ui.Option{{Value: "", Label: "Everything"}},
	}
	for _, e := range events {
		a.Events = append(a.Events, ui.Option{Value: string(e), Label: e.Words()})
	}
	slices.SortFunc(a.Events[1:], func(x, y ui.Option) int { return strings.Compare(x.Label, y.Label) })
	for _, r := range page.Records {
		a.Rows = append(a.Rows, auditRow(r))
	}
	if n := len(page.Records); n > 0 {
		if page.Newer {
			a.Pager.Newer = q.address("newer", page.Records[0].Seq)
		}
		if page.Older {
			a.Pager.Older = q.address("older", page.Records[n-1].Seq)
		}
	}
	a.sayChain(check)
	return a
}

func (q AuditQuery) address(way string, seq int64) string {
	v := q.Values()
	v.Set(way, strconv.FormatInt(seq, 10))
	return "/office/audit?" + v.Encode()
}

func (a *AuditPage) sayChain(check *portal.ChainCheck) {
	switch {
	case check == nil:
		a.Chain, a.ChainIs = ui.Info, "The chain was never verified."
	case check.Whole:
		a.Chain, a.Verified = ui.Success, true
		a.ChainIs = fmt.Sprintf("The chain was last verified on %s by %s: %s records, each fits the one before.", a.ShortDateTime(check.At), check.Name, inThousands(check.Checked))
	default:
		a.Chain, a.Verified = ui.Danger, true
		a.ChainIs = fmt.Sprintf("On %s %s found the chain broken. %s", a.ShortDateTime(check.At), check.Name, check.Break)
	}
}

// inThousands puts commas into a whole number: "1,204,003".
func inThousands(digits string) string {
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

func auditRow(r portal.AuditRecord) AuditRow {
	row := AuditRow{
		Record: r, Address: "/office/audit/" + strconv.FormatInt(r.Seq, 10), What: r.Event.Words(), Detail: detailWords(r.Detail),
		Who: r.Name, Role: roleWord(r.Role), About: r.Subject,
	}
	if row.Who == "" {
		row.Who = aVisitor
	}
	if r.Account != "" {
		row.ByWhom = "/office/audit?actor=" + url.QueryEscape(r.Account)
	}
	if kind, which, one := strings.Cut(r.Subject, "/"); one {
		row.AboutKind, row.AboutShort = kind, which
		if len(which) == 36 { // an id: its beginning is the time, its end tells it from others
			row.AboutShort = "…" + which[24:]
		}
		row.AboutIt = "/office/audit?subject=" + url.QueryEscape(r.Subject)
	}
	return row
}

// aVisitor is who acts without an account.
const aVisitor = "A visitor"

func (r AuditRow) inSentence() string {
	if r.Who == aVisitor {
		return "a visitor"
	}
	return r.Who
}

func roleWord(r portal.Role) string {
	switch r {
	case portal.Visitor:
		return ""
	case portal.System:
		return "the program"
	}
	return string(r)
}

// longestDetail is the longest value that the list repeats, in bytes; the record's own page shows it whole.
const longestDetail = 80

// detailWords is a record's detail as a line: "from: clerk; to: supervisor". Hashes and what people wrote at length
// stand on the record's own page.
func detailWords(detail string) string {
	var parts []string
	for _, f := range detailFacts(detail) {
		if f.Value != "" && len(f.Value) <= longestDetail && f.Key != "hash" {
			parts = append(parts, f.Key+": "+f.Value)
		}
	}
	return strings.Join(parts, "; ")
}

func detailFacts(detail string) []ui.Fact {
	if detail == "" {
		return nil
	}
	var said map[string]string
	if json.Unmarshal([]byte(detail), &said) != nil {
		return []ui.Fact{{Key: "detail", Value: detail}} // tampered with: show it as it is
	}
	var facts []ui.Fact
	for _, name := range slices.Sorted(maps.Keys(said)) {
		facts = append(facts, ui.Fact{Key: name, Value: said[name]})
	}
	return facts
}

// AuditRecordPage is one record, its hash and its neighbours.
type AuditRecordPage struct {
	Desk
	Heading       string
	Row           AuditRow
	Facts         []ui.Fact
	Details       []ui.Fact
	Chain         []ui.Fact
	Holds         bool
	Broken        string
	Before, After *AuditRow
}

// NewAuditRecordPage lays one record out.
func NewAuditRecordPage(d Desk, place portal.AuditPlace) AuditRecordPage {
	r := place.AuditRecord
	row := auditRow(r)
	a := AuditRecordPage{
		Desk: d, Row: row, Heading: fmt.Sprintf("Record %d", r.Seq),
		Facts: []ui.Fact{
			{Key: "What", Value: row.What},
			{Key: "When", Show: ui.Moment(d.Words, r.At)},
			{Key: "Who", Value: row.Who},
		},
		Details: detailFacts(r.Detail),
		Chain: []ui.Fact{
			{Key: "Hash", Show: hashCode(hex.EncodeToString(r.Hash))},
			{Key: "Hash of the record before", Show: hashCode(hex.EncodeToString(r.Prev))},
		},
		Holds: place.Fits && place.Follows,
	}
	if row.Role != "" {
		a.Facts = append(a.Facts, ui.Fact{Key: "Role at the time", Value: row.Role})
	}
	for _, f := range []ui.Fact{{Key: "Account", Value: r.Account}, {Key: "Session", Value: r.Session}, {Key: "Network address", Value: r.Address}} {
		if f.Value != "" {
			a.Facts = append(a.Facts, f)
		}
	}
	if row.AboutIt != "" {
		a.Facts = append(a.Facts, ui.Fact{Key: "About", Show: textLink(row.AboutIt, row.About)})
	} else if row.About != "" {
		a.Facts = append(a.Facts, ui.Fact{Key: "About", Value: row.About})
	}
	switch {
	case !place.Fits:
		a.Broken = "This record was changed after it was written: its hash does not fit what it says."
	case !place.Follows:
		a.Broken = "This record does not follow the one before: the hash that it names is another."
	}
	if place.Before != nil {
		before := auditRow(*place.Before)
		a.Before = &before
	}
	if place.After != nil {
		after := auditRow(*place.After)
		a.After = &after
	}
	return a
}
