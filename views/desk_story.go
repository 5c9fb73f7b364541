package views

import (
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// Said is what one side wrote to the other with a step.
type Said struct {
	Heading     string // "Ines Calloway delivered an answer"
	At          time.Time
	Text        string
	Head        string // of an undue burden: who decided
	Alternative string // and what is offered instead
	Files       []ui.FileItem
	Theirs      bool // the person who asked wrote it, or had it written down
}

// deeds are what each step is called in a history, after who did it.
var deeds = map[portal.AccessibilityStep]string{
	portal.ClaimStep: "took the request", portal.ReleaseStep: "put it back for anyone", portal.AcknowledgeStep: "acknowledged it",
	portal.ProduceStep: "put it in production", portal.DeliverStep: "delivered an answer", portal.DeclineStep: "offered another way",
	portal.ConfirmStep: "confirmed that it works", portal.ReopenStep: "reopened it", portal.EscalateStep: "asked for a grievance review",
	portal.MeetStep: "recorded the meeting", portal.AnswerStep: "answered the grievance", portal.AppealStep: "appealed", portal.CloseStep: "made the final decision",
}

// ownDeeds are the person's steps when staff wrote them down.
var ownDeeds = map[portal.AccessibilityStep]string{
	portal.ConfirmStep: "confirmed it for them", portal.ReopenStep: "reopened it for them",
	portal.EscalateStep: "recorded their grievance", portal.AppealStep: "recorded their appeal",
}

// theyAsked is what the person who asked is called where they gave no name, or where it does not matter.
const theyAsked = "The person who asked"

// deed is who did what.
func deed(e portal.AccessibilityEvent) (who, what string) {
	who, what = e.Name, deeds[e.Step]
	if !e.Role.Staff() {
		return theyAsked, what
	}
	if own, ok := ownDeeds[e.Step]; ok {
		what = own
	}
	if e.Step == portal.HandOverStep {
		what = "handed it over to " + e.ToName
	}
	return who, what
}

// requestHistory is what happened to a request, the newest first, without what was written.
func requestHistory(p Page, f portal.AccessibilityFile) []ui.HistoryItem {
	var items []ui.HistoryItem
	for i := len(f.Events) - 1; i >= 0; i-- {
		who, what := deed(f.Events[i])
		items = append(items, ui.HistoryItem{At: f.Events[i].At, Who: who, What: what})
	}
	received := ui.HistoryItem{At: f.Received, Who: theyAsked, What: "sent the request over the web"}
	if f.LoggedByName != "" {
		received.Who, received.What = f.LoggedByName, "logged the request, which came by "+came(f.Form.Channel)
	}
	return append(items, received)
}

func came(c portal.Channel) string {
	if c == portal.ChannelInPerson {
		return "someone’s visit"
	}
	return strings.ToLower(c.Name())
}

// looks is who opened the request, how often and when last.
func looks(p Page, seen []portal.Look) []ui.HistoryItem {
	var items []ui.HistoryItem
	for _, l := range seen {
		what := "looked at it"
		if l.Times > 1 {
			what = "looked at it " + strconv.Itoa(l.Times) + " times, last"
		}
		items = append(items, ui.HistoryItem{At: l.Last, Who: l.Name + ", " + string(l.Role) + ",", What: what, Quiet: true})
	}
	return items
}

// whatWasSaid is what was written with steps, in its order.
func whatWasSaid(n portal.RequestNumber, events []portal.AccessibilityEvent) []Said {
	var said []Said
	for _, e := range events {
		if e.Words == (portal.AccessibilityWords{}) && len(e.Files) == 0 {
			continue
		}
		who, what := deed(e)
		_, own := ownDeeds[e.Step]
		s := Said{Heading: who + " " + what, At: e.At, Text: e.Words.Text, Head: e.Words.Head, Alternative: e.Words.Alternative, Theirs: own}
		for _, f := range e.Files {
			s.Files = append(s.Files, ui.FileItem{Name: f.Name, Bytes: f.Size, SHA256: hex.EncodeToString(f.SHA256), Address: answerFileAddress(n, e.Version, f.ID)})
		}
		said = append(said, s)
	}
	return said
}

func answerFileAddress(n portal.RequestNumber, version int64, id string) string {
	return RequestAddress(n) + "/files/" + strconv.FormatInt(version, 10) + "/" + id
}

// Presence is who else has the request open, and what they did to it meanwhile.
type Presence struct {
	Here    string // "Tomás Oyelaran has this open too."
	Changed string // "Tomás Oyelaran acknowledged it at 10:42 a.m. CST, while you had this open."
	Address string // the request as it stands now
}

// Text is all of it, by which the page tells whether anything is new.
func (p Presence) Text() string { return p.Here + p.Changed }

// NewPresence says who else is there, and what changed since the version on the screen.
func NewPresence(w Words, n portal.RequestNumber, present []portal.Presence, changes []portal.AccessibilityEvent) Presence {
	p := newPresence(RequestAddress(n), present)
	if len(changes) > 0 {
		who, what := deed(changes[len(changes)-1])
		p.Changed = who + " " + what + " at " + w.Time(changes[len(changes)-1].At) + ", while you had this open."
	}
	return p
}

// newPresence says who else has something open.
func newPresence(address string, present []portal.Presence) Presence {
	p := Presence{Address: address}
	var names []string
	for _, other := range present {
		names = append(names, other.Name)
	}
	switch len(names) {
	case 0:
	case 1:
		p.Here = names[0] + " has this open too."
	case 2, 3:
		p.Here = strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1] + " have this open too."
	default:
		p.Here = names[0] + ", " + names[1] + " and " + strconv.Itoa(len(names)-2) + " others have this open too."
	}
	return p
}
