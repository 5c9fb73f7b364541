package views

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// IdentityPage is one identity case as who works on it sees it.
type IdentityPage struct {
	Desk
	File       portal.IdentityFile
	Status     ui.Status
	Due        string
	DueAt      time.Time
	Late       bool
	Presence   Presence
	Who        []ui.Fact // the account
	Record     []ui.Fact // the taxpayer
	Waits      []IdentityWait
	Visits     []ui.HistoryItem
	Referees   []ui.HistoryItem
	Looked     []ui.HistoryItem // what clerks found in pictures
	History    []ui.HistoryItem
	Others     []IdentityOther
	Assignment Assignment
	Acts       []AccountAct
	Act        *AccountAct // the one whose form is open
	Pictures   portal.Capture
	ShowsThem  bool   // the open act is about the pictures
	Tied       string // why the actor may not prove this person alone
	Form       ui.Form
	AssignForm ui.Form
	NoteForm   ui.Form
	Stale      bool // the acts ask for the second step first
}

// IdentityWait is one reason of a case, open or settled.
type IdentityWait struct {
	Name   string
	Status ui.Status
	Due    string
	DueAt  time.Time
	Late   bool
	Note   string
	Inside bool // the note is for staff
}

// IdentityOther is another case of the same taxpayer or the same account.
type IdentityOther struct {
	Reference, Address, What string
	Status                   ui.Status
}

// NewIdentityPage lays a case out at now. act names the form that is asked for; try is nil on a fresh page.
func NewIdentityPage(d Desk, office portal.IdentityOffice, actor portal.Actor, f portal.IdentityFile, colleagues []portal.Actor, act string, try *Attempt, now time.Time) IdentityPage {
	c := f.IdentityCase
	p := IdentityPage{
		Desk: d, File: f, Status: identityStatus(c), Due: office.DueWords(c.DueAt, now, nextTask(c), true), DueAt: c.DueAt, Late: !c.DueAt.IsZero() && now.After(c.DueAt),
		Presence: newPresence(IdentityCaseAddress(c.Number), f.Present), History: identityHistory(f), Pictures: f.Capture(),
		Assignment: newAssignment(actor, "case", c.Assignee, c.AssigneeName, c.Status != portal.IdentityOpen, actor.Can(portal.WorkIdentity), actor.Can(portal.DecideIdentity), colleagues),
		Form:       ui.Form{Words: d.Words}, AssignForm: ui.Form{Words: d.Words}, NoteForm: ui.Form{Words: d.Words}, Stale: actor.StepUp(now) != nil,
	}
	p.facts(actor)
	p.proofs(office, now)
	for _, o := range f.Others {
		what := "the same account, another taxpayer"
		if o.Account != c.Account {
			what = "another account, the same taxpayer"
		}
		p.Others = append(p.Others, IdentityOther{o.Number.String(), IdentityCaseAddress(o.Number), what, identityStatus(o)})
	}
	if err := f.Ties.MayProof(true); err != nil {
		p.Tied = "You cannot prove your own identity. A colleague works on this case."
	} else if words := f.Ties.Words(); words != "" {
		p.Tied = "Our records say that you are bound to this person: " + words + ". A visit that you record waits for a supervisor; everything else is a colleague’s."
		p.Tied = strings.NewReplacer("they registered", "you registered", "they share", "you share").Replace(p.Tied)
	}
	p.Acts = identityActs(actor, f)
	if try != nil {
		act = p.refused(*try, act)
	}
	for i := range p.Acts {
		if p.Acts[i].Name == act {
			p.Act = &p.Acts[i]
		}
	}
	p.ShowsThem = p.Act != nil && p.Act.Name == "review"
	return p
}

// refused puts an attempt back into its form, and says which form that is.
func (p *IdentityPage) refused(try Attempt, act string) string {
	p.Mistaken = true
	form := ui.Form{Words: p.Words, Values: try.Values, Err: try.Err}
	switch try.Part {
	case NotesPart:
		p.NoteForm = form
	case AssignmentPart:
		p.AssignForm = form
	default:
		p.Form, act = form, try.Part
	}
	return act
}

// Refusal is the form that was refused, for the summary above the page.
func (p IdentityPage) Refusal() ui.Form {
	for _, form := range []ui.Form{p.Form, p.AssignForm, p.NoteForm} {
		if form.Err != nil {
			return form
		}
	}
	return ui.Form{Words: p.Words}
}

// Seen is the version that this page shows, which every act carries.
func (p IdentityPage) Seen() string { return strconv.FormatInt(p.File.Version, 10) }

// To is an address below this case's.
func (p IdentityPage) To(part string) string {
	return IdentityCaseAddress(p.File.Number) + "/" + part
}

// Picture is the address of one of the latest pictures.
func (p IdentityPage) Picture(file string) string {
	return p.To("pictures/" + url.PathEscape(p.Pictures.ID) + "/" + url.PathEscape(file))
}

// facts are who claims to be whom.
func (p *IdentityPage) facts(actor portal.Actor) {
	f := p.File
	p.Who = []ui.Fact{
		{Key: "Account", Show: accountLink(firstText(f.AccountName, "without a name"), "/desk/accounts/"+f.Account)},
		{Key: "Name they gave", Value: f.NameTyped},
		{Key: "Holds now", Value: p.Sentence(f.Held.Sentence())},
		{Key: "Opened", Value: joined(p.ShortDateTime(f.OpenedAt), firstText(f.OpenedByName, "by the person"))},
		{Key: "What fitted", Value: f.Evidence},
	}
	var names, addresses []string
	for _, n := range f.Record.Names {
		if n.Current() {
			names = append(names, n.Name)
		} else {
			names = append(names, n.Name+" (former)")
		}
	}
	for _, a := range f.Record.Addresses {
		text := strings.Join(a.Lines(), ", ")
		if !a.SupersededAt.IsZero() {
			text += " (until " + p.ShortDate(a.SupersededAt) + ")"
		}
		addresses = append(addresses, text)
	}
	p.Record = []ui.Fact{
		{Key: "Name", Value: strings.Join(names, "\n")},
		{Key: "Number", Value: firstText(f.Record.Number.String(), "none")},
		{Key: "Address on record", Value: firstText(strings.Join(addresses, "\n"), "none")},
	}
	if f.Record.DiedOn != "" {
		p.Record = append(p.Record, ui.Fact{Key: "Death file", Value: "Died on " + p.ShortDate(f.Record.DiedOn.Time())})
	}
	if f.Frozen {
		p.Record = append(p.Record, ui.Fact{Key: "Changes", Value: "Money and addresses cannot be changed until someone has looked."})
	}
}

// proofs are the reasons of the case, and what was done about them.
func (p *IdentityPage) proofs(office portal.IdentityOffice, now time.Time) {
	for _, r := range p.File.Reasons {
		w := IdentityWait{Name: pendingName(r.Pending), Note: r.Note, Inside: r.Note != "", Status: ui.Status{Text: stepWords(r.Step), Look: ui.Waiting}}
		switch {
		case !r.Open():
			w.Status = settledStatus(r)
			w.Due = joined(p.ShortDate(r.SettledAt), firstText(r.SettledBy, "the person"))
			w.DueAt = r.SettledAt
		case r.Step.Ours():
			w.Status.Look = ui.Working
			if r.Pending.Blocks() {
				w.Status.Look = ui.Serious
			}
			w.DueAt, w.Late = r.DueAt, now.After(r.DueAt) && !r.DueAt.IsZero()
			w.Due = office.DueWords(r.DueAt, now, "our part", true)
		default:
			w.DueAt, w.Due = r.Since, "Since "+p.DayMonth(r.Since)
		}
		p.Waits = append(p.Waits, w)
	}
	for _, v := range p.File.Visits {
		item := ui.HistoryItem{At: v.At, Who: v.ByName, What: "saw the person: it is them", Detail: documentsSeen(p.Page, v.Documents)}
		if !v.Passed {
			item.What = "saw someone: that did not prove who they are"
		}
		item.Detail = joinLines(item.Detail, v.Reason, tiedWords(v.Ties))
		p.Visits = append(p.Visits, item)
	}
	for _, r := range p.File.Referees {
		p.Referees = append(p.Referees, ui.HistoryItem{At: r.At, Who: r.ByName, What: "wrote down who vouches: " + r.Name, Detail: joinLines(
			"Known to us: "+r.Known, "To the person: "+r.Relation, "Since: "+r.Since, r.Evidence)})
	}
	for _, c := range p.File.Captures {
		if c.Open() { // whoever looks second knows nothing of what the first found
			continue
		}
		for _, r := range c.Reviews {
			p.Looked = append(p.Looked, ui.HistoryItem{At: r.At, Who: r.ByName, What: "looked at the pictures of " + p.ShortDate(c.At), Detail: joinLines(answersOf(r.Answers), r.Reason)})
		}
	}
}

func settledStatus(r portal.Reason) ui.Status {
	switch r.Outcome {
	case portal.Proved:
		return ui.Status{Text: "Done", Look: ui.Done}
	case portal.Refused:
		return ui.Status{Text: "Refused", Look: ui.Stopped}
	case portal.NotNeeded:
		return ui.Status{Text: "Not needed any more", Look: ui.Done}
	case portal.WithdrawnBy:
		return ui.Status{Text: "They chose another way", Look: ui.Stopped}
	}
	return ui.Status{Text: "Its time is over", Look: ui.Stopped}
}

func documentsSeen(p Page, documents []portal.SeenDocument) string {
	var lines []string
	for _, d := range documents {
		line := capital(string(d.Kind)) + " of " + d.Issuer + ", number ending in " + d.LastFour
		if d.Expires != "" {
			line += ", expires " + p.ShortDate(d.Expires.Time())
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func tiedWords(ties string) string {
	if ties == "" {
		return ""
	}
	return "Recorded while " + ties + "."
}

func answersOf(a portal.ReviewAnswers) string {
	say := func(text string, yes bool) string {
		if yes {
			return text + ": yes"
		}
		return text + ": no"
	}
	return joined(say("Genuine and valid", a.Genuine), say("Name fits", a.Name), say("Same face", a.Face), say("Code of the day", a.Code))
}

// joinLines puts texts under one another and leaves out what is empty.
func joinLines(lines ...string) string {
	var kept []string
	for _, l := range lines {
		if l != "" {
			kept = append(kept, l)
		}
	}
	return strings.Join(kept, "\n")
}

func capital(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// identityDeeds are what happened, after who did it.
var identityDeeds = map[portal.Event]string{
	portal.IdentityMatched: "claimed to be this taxpayer", portal.IdentityRouteBegun: "chose a way", portal.IdentityReasonAdded: "it waits for one more thing",
	portal.IdentityReasonSettled: "one thing was settled", portal.IdentityStepped: "went one step on", portal.IdentityCodeWrong: "entered a code that was wrong",
	portal.AssuranceGranted: "more was granted", portal.IdentityAssigned: "assigned it", portal.IdentityOpenedAtDesk: "opened it at the counter",
	portal.IdentityVisited: "recorded a visit", portal.IdentityPictures: "sent pictures", portal.IdentityReviewed: "looked at the pictures",
	portal.IdentityVouched: "wrote down who vouches", portal.IdentityDecided: "decided", portal.LetterUnasked: "said that they did not ask for our letter",
	portal.TaxpayerUnfrozen: "allowed changes again",
}

// identityHistory is the story of a case, the newest first.
func identityHistory(f portal.IdentityFile) []ui.HistoryItem {
	items := make([]ui.HistoryItem, 0, len(f.Events))
	for _, e := range f.Events {
		item := ui.HistoryItem{At: e.At, Who: firstText(e.ByName, "The person") + ":", What: firstText(identityDeeds[e.Event], e.Event.Words()), Detail: storyWords(e), Inside: e.ForStaff}
		items = append(items, item)
	}
	return items
}

// storyWords puts what was written about a reason into the words of the desk: "review to confirm" is "Pictures: waits for
// the second clerk".
func storyWords(e portal.IdentityEvent) string {
	about, rest, _ := strings.Cut(e.Words, " ")
	name := pendingName(portal.Pending(strings.TrimSuffix(about, ":")))
	switch e.Event {
	case portal.IdentityStepped:
		if step := stepWords(portal.Step(rest)); name != "" && step != "" {
			return name + ": " + step
		}
	case portal.IdentityReasonAdded, portal.IdentityReasonSettled, portal.IdentityDecided:
		if name != "" {
			return strings.TrimSuffix(name+": "+rest, ": ")
		}
	}
	return e.Words
}

// IdentityFlash says what was just done.
func IdentityFlash(done string) *ui.Flash {
	text := map[string]string{
		"opened": "The case is open, and you have it. Record the visit while the person is here.", "visit": "The visit is recorded.",
		"review": "Your look at the pictures is kept.", "referee": "The statement is recorded. A colleague decides about it.", "decision": "Your decision is kept.",
		"lift": "Money and addresses can be changed again.", AssignmentPart: "It is assigned.", NotesPart: "The note is kept. Only staff see it.",
	}[done]
	if text == "" {
		return nil
	}
	return &ui.Flash{Tone: ui.Success, Text: text}
}

// NewIdentityPresence says who else has a case open, and that it has changed since seen.
func NewIdentityPresence(n portal.IdentityNumber, present []portal.Presence, version, seen int64) Presence {
	p := newPresence(IdentityCaseAddress(n), present)
	if version != seen {
		p.Changed = "Something happened to this case while you had it open."
	}
	return p
}
