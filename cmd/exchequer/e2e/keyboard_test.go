package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// tab presses Tab until the one thing of that role and name has the focus, as somebody without a mouse does.
func (b *browser) tab(role, name string) {
	b.t.Helper()
	b.on(b.find(role, name), `function() { window.sought = this }`)
	b.untilFocused(role + " " + name)
}

// tabToFirst does so for the first choice of a question, where Tab enters a group.
func (b *browser) tabToFirst(field string) {
	b.t.Helper()
	b.on(b.element(`document.querySelector('[name="`+field+`"]')`, "first choice of "+field), `function() { window.sought = this }`)
	b.untilFocused("first choice of " + field)
}

func (b *browser) untilFocused(what string) {
	b.t.Helper()
	const most = 150 // more stops than any page has
	for range most {
		if evaluate[bool](b, `document.activeElement === window.sought`) {
			return
		}
		b.key(kb.Tab)
	}
	b.t.Fatalf("at %s: Tab does not reach the %s", b.path(), what)
}

func (b *browser) key(keys string) {
	b.t.Helper()
	run(b, chromedp.KeyEvent(keys))
}

// enter goes to a button or a link by Tab and presses Enter.
func (b *browser) enter(role, name string) {
	b.t.Helper()
	b.tab(role, name)
	b.key(kb.Enter)
	b.settle()
}

// types goes to a field by Tab and types.
func (b *browser) types(label, text string) {
	b.t.Helper()
	b.tab("textbox", label)
	b.key(text)
}

// TestTheCounterIsWalkedByKeyboardAlone finds the account of who stands there, opens a case for them, records the visit, and
// lets a supervisor finish it: by Tab, Space, Enter and typing.
func TestTheCounterIsWalkedByKeyboardAlone(t *testing.T) {
	record := unclaimed()
	d := demoIn(t, demoData(t))
	b := open(t, d.Origin)
	b.signIn(d, d.who("clerk"))
	b.visit("/desk/accounts")
	b.tab("searchbox", "E-mail address, or the beginning of a name")
	b.key("Gordon")
	b.key(kb.Enter)
	b.settle()
	b.types("Why do you look?", "Stands at my counter with a license.")
	b.enter("button", "Open the account of Gordon Pike")
	b.heading("Gordon Pike")
	b.enter("link", "Prove identity at the counter")
	b.types("Taxpayer number", record.Number)
	b.types("Name on the document", record.First+" "+record.Last)
	b.enter("button", "Open the case")
	b.sees("What you can do")
	reference := caseReference.FindString(b.text())
	b.tabToFirst("document")
	b.key(" ")
	b.types("Who issued it", "Tamarack")
	for _, part := range [...]struct{ label, typed string }{{"Month", "6"}, {"Day", "30"}, {"Year", "2031"}} {
		b.types(part.label, part.typed)
	}
	b.tabToFirst("last_four")
	b.key("7K20")
	b.tabToFirst("face")
	b.key(" ")
	b.tabToFirst("result")
	b.key(" ")
	b.enter("button", "Record the visit")
	b.sees("The visit is recorded", "Stopped until we decide")
	b.calm()

	s := open(t, d.Origin)
	s.signIn(d, d.who("supervisor"))
	s.visit("/desk/identity/" + reference)
	s.enter("link", "Decide about the visit…")
	s.tabToFirst("decision")
	s.key(" ")
	s.types("Why do you decide so?", "What was recorded is complete, and the person was called back.")
	s.enter("button", "Decide")
	s.sees("Approved")
	s.calm()
}
