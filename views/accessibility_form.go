package views

import (
	"exchequer/portal"
	"exchequer/templ/ui"
)

// requestWords are the questions of a request, as they are put to whoever fills the form in.
type requestWords struct {
	concern, concernHint, page, pageHint, format, contactBy, contact, contactHint, name string
}

// personsWords ask the person who needs something.
func personsWords(w ui.Words) requestWords {
	return requestWords{
		concern:     w.Say("What do you need, or what does not work for you?"),
		concernHint: w.Say("You do not have to tell us about a disability. Leave out your Social Security number."),
		page:        w.Say("Which page, letter or form is it about?"),
		pageHint:    w.Say("The address of the page, or what the letter or form is called."),
		format:      w.Say("Which format works for you?"),
		contactBy:   w.Say("What is the best way to reach you?"),
		contact:     w.Say("Your e-mail address, telephone number or mailing address"),
		contactHint: w.Say("The one that you chose above."),
		name:        w.Say("Your name"),
	}
}

// clerksWords ask the clerk who writes down what someone said, mailed or faxed.
var clerksWords = requestWords{
	concern:     "What do they need, or what does not work for them?",
	concernHint: "In their words. Leave out Social Security numbers, and anything about a disability that they did not ask you to write down.",
	page:        "Which page, letter or form is it about?",
	pageHint:    "The address of the page, or what the letter or form is called.",
	format:      "Which format works for them?",
	contactBy:   "What is the best way to reach them?",
	contact:     "Their e-mail address, telephone number or mailing address",
	contactHint: "The one that they chose.",
	name:        "Their name",
}

// requestQuestions are what a request asks, and nothing else: the same fields under the same names on the public form
// and on the desk's.
func requestQuestions(form ui.Form, words requestWords) []ui.Input {
	w := form.Words
	var formats, ways []ui.Option
	for _, f := range portal.AccessibilityFormats {
		formats = append(formats, ui.Option{Value: string(f), Label: w.Sentence(f.Sentence())})
	}
	for _, by := range portal.ContactWays {
		ways = append(ways, ui.Option{Value: string(by), Label: w.Sentence(by.Sentence())})
	}
	return []ui.Input{
		form.Ask(ui.Input{Kind: ui.Area, Name: "concern", Label: words.concern, Hint: words.concernHint, Limit: portal.LongestConcern}),
		form.Ask(ui.Input{Name: "page", Label: words.page, Hint: words.pageHint, Optional: true}),
		form.Ask(ui.Input{Kind: ui.Radios, Name: "format", Label: words.format, Options: formats}),
		form.Ask(ui.Input{Kind: ui.Radios, Name: "contact_by", Label: words.contactBy, Options: ways}),
		form.Ask(ui.Input{Kind: ui.Area, Name: "contact", Label: words.contact, Hint: words.contactHint, Rows: 3}),
		form.Ask(ui.Input{Name: "name", Label: words.name, Optional: true, Width: ui.Medium}),
	}
}
