package views_test

import (
	"context"
	"io"
	"math"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"exchequer/portal"
	"exchequer/templ/layout"
	"exchequer/templ/ui"
	"exchequer/views"
)

// The gallery shows every part of the kit on a page of each room. It is no route: only tests draw it.

var noon = time.Date(2026, 11, 21, 17, 42, 0, 0, time.UTC)

func department() *layout.Department {
	return layout.NewDepartment(portal.Profile{
		Name: "Department of Revenue", ShortName: "DOR", State: "State of Tamarack",
		States:  map[string]string{"es": "Estado de Tamarack"},
		Names:   map[string]string{"en": "Tamarack Department of Revenue", "es": "Departamento de Rentas Públicas de Tamarack"},
		Address: []string{"400 Larkspur Avenue, Suite 120", "Harmon Falls, TK 56001"},
		Phone:   "(555) 010-4400", TollFree: "(800) 555-0144", Relay: "711", Fax: "(555) 010-4419", Email: "help@revenue.tamarack.example",
		Hours: map[string]string{
			"en": "Monday to Friday, 8 a.m. to 5 p.m. Central Time",
			"es": "De lunes a viernes, de 8 a. m. a 5 p. m., hora del centro",
		},
		TimeZone: "America/Chicago", Colour: "#1c5b4a",
		Links: []portal.Link{
			{Text: map[string]string{"en": "State of Tamarack", "es": "Estado de Tamarack"}, Address: "https://www.tamarack.example"},
			{Text: map[string]string{"en": "Internal Revenue Service", "es": "Servicio de Impuestos Internos (IRS)"}, Address: "https://www.irs.gov"},
		},
		Accessibility: portal.AccessibilityPromise{AcknowledgeDays: 1, DeliverDays: 10, MeetDays: 15, AnswerDays: 15, AppealDays: 15},
	}, nil)
}

func page(language portal.Language, title, address string) layout.Page {
	d := department()
	return layout.Page{
		Words: ui.Words{Language: language, Zone: d.Zone()}, Title: title, Address: address, Profile: d, Nonce: "gallery",
	}
}

func staffPage(title, address string) layout.Page {
	p := page(portal.English, title, address)
	p.Account = &layout.Account{Name: "Inés Ortega", Role: portal.Clerk, Key: "k1"}
	p.Session = &layout.Session{Now: noon, Ends: noon.Add(15 * time.Minute), Limit: noon.Add(12 * time.Hour)}
	return p
}

// home is the home page with a few pages behind it.
func home(p layout.Page) templ.Component {
	version := func(slug string, kind portal.PageKind, title string) views.SitePage {
		words := portal.PageWords{Title: title, Summary: "What to do.", Body: "## Is it really us?\n\nType our address yourself. [More](/help/letter)"}
		return views.NewSitePage(portal.PageVersion{SitePage: portal.SitePage{Slug: slug, Kind: kind, Words: map[portal.Language]portal.PageWords{p.Language: words}}, PublishedAt: noon}, p.Language, portal.Profile{}, nil)
	}
	pages := []views.SitePage{version("letter", portal.HelpPage, "I got a letter from us"), version("refund", portal.HelpPage, "Where is my refund?")}
	return views.NewHome(p, version("home", portal.HomePage, "How can we help?"), pages, pages).Show()
}

// galleries are all pages that the kit is looked at and tested on, by name.
func galleries(language portal.Language) map[string]templ.Component {
	p := page(language, "", "/")
	statement := page(language, p.Say("Accessibility"), "/accessibility")
	statement.Crumbs = []layout.Crumb{}
	missing := page(language, p.Say("We could not find that page."), "/nothing")
	shown := map[string]templ.Component{
		"home":      home(p),
		"statement": views.StatementPage(statement),
		"error": views.ErrorPage(missing, views.Problem{
			Status: 404, Message: p.Say("We could not find that page."), Incident: "K7QM-2X4D",
		}),
		"agency":  views.AgencyLeadPage(page(language, p.Say("On to your agency’s sign-in"), "/sign-in"), "https://login.agency.example/auth?state=x", "/sign-in"),
		"form":    around(layout.Public(formPage(language, "/gallery/form")), formParts(language)...),
		"refused": around(layout.Public(refusedPage(language)), refusedParts(language)...),
		"parts":   around(layout.Public(formPage(language, "/gallery/parts")), parts(language)...),
		"receipt": around(layout.Public(formPage(language, "/gallery/receipt")), receiptParts(language)...),
	}
	if language == portal.English {
		shown["desk"] = around(layout.Desk(staffPage("Accessibility requests", "/desk/accessibility"), queues()), deskParts()...)
		shown["case"] = around(layout.Desk(staffPage("AR-2026-000123", "/desk/accessibility/AR-2026-000123"), queues()), caseParts()...)
	}
	return shown
}

func formPage(language portal.Language, address string) layout.Page {
	p := page(language, "", address)
	p.Title = p.Say("Ask for another format")
	p.Crumbs = []layout.Crumb{{Text: p.Say("Accessibility"), Address: "/accessibility"}}
	return p
}

func refusedPage(language portal.Language) layout.Page {
	p := formPage(language, "/gallery/refused")
	p.Mistaken = true
	return p
}

func questions(form ui.Form) []templ.Component {
	w := form.Words
	return []templ.Component{
		ui.Field(w, form.Ask(ui.Input{
			Kind: ui.Area, Name: "concern", Label: w.Say("What do you need?"), Hint: "Tell us which page, letter or form, and what does not work.", Limit: 4000,
		})),
		ui.Field(w, form.Ask(ui.Input{Kind: ui.Radios, Name: "format", Label: "Which format works for you?", Options: []ui.Option{
			{Value: "large-print", Label: "Large print"}, {Value: "braille", Label: "Braille on paper", Hint: "We mail it to you."}, {Value: "audio", Label: "Audio (MP3)"},
		}})),
		ui.Field(w, form.Ask(ui.Input{Kind: ui.Checkboxes, Name: "times", Label: "When may we call?", Optional: true, Options: []ui.Option{
			{Value: "am", Label: "Mornings"}, {Value: "pm", Label: "Afternoons"},
		}})),
		ui.Field(w, form.Ask(ui.Input{Name: "name", Label: w.Say("Your name"), Optional: true, Width: ui.Medium, Complete: "name"})),
		ui.Field(w, form.Ask(ui.Input{Kind: ui.Email, Name: "contact", Label: "E-mail address", Width: ui.Medium, Complete: "email"})),
		ui.Field(w, form.Ask(ui.Input{Kind: ui.Date, Name: "mailed", Label: "When did you mail the form?", Hint: "For example, 11 21 2026"})),
		ui.Field(w, form.Ask(ui.Input{Kind: ui.Select, Name: "topic", Label: "What is it about?", Width: ui.Medium, Options: []ui.Option{{Value: "", Label: "Choose one"}, {Value: "a", Label: "A letter from us"}}})),
		ui.Field(w, form.Ask(ui.Input{Kind: ui.File, Name: "files", Label: "Add a file", Hint: "PDF, JPG or PNG, up to 25 MB", Several: true, Accept: ".pdf,.jpg,.png", Optional: true})),
		ui.Field(w, form.Ask(ui.Input{Kind: ui.Password, Name: "password", Label: w.Say("Password"), Width: ui.Medium, Complete: "current-password"})),
		ui.Field(w, form.Ask(ui.Input{Name: "code", Label: "Code", Hint: "8 digits from your code card", Width: ui.Tiny, Mode: "numeric", Complete: "one-time-code"})),
	}
}

func formParts(language portal.Language) []templ.Component {
	form := ui.Form{Words: page(language, "", "/").Words}
	return []templ.Component{
		html(`<h1>Ask for another format</h1><p class="kit-lead">It is free, and you need no account. It takes about three minutes.</p>`),
		around(html2(`<form method="post" action="/gallery" data-keep="gallery">`, `<div class="kit-buttons"><button class="usa-button">Send request</button></div></form>`), questions(form)...),
	}
}

func refusedParts(language portal.Language) []templ.Component {
	var check portal.Check
	check.Wrong("concern", "Enter your answer.")
	check.Wrong("format", "Choose one of the answers.")
	check.Wrong("mailed", "Enter the date you mailed the form.")
	form := ui.Form{
		Words: page(language, "", "/").Words, Err: check.Err(),
		Values: url.Values{"name": {"Rosa Delgado"}, "contact": {"rosa@"}, "mailed.month": {"13"}, "format": {""}},
	}
	return []templ.Component{
		ui.ErrorSummary(form),
		html(`<h1>Ask for another format</h1>`),
		around(html2(`<form method="post" action="/gallery">`, `<div class="kit-buttons"><button class="usa-button">Send request</button></div></form>`), questions(form)...),
	}
}

func parts(language portal.Language) []templ.Component {
	w := page(language, "", "/").Words
	return []templ.Component{
		html(`<h1>Every part</h1>`),
		ui.BackLink("/gallery/form", "Back to the form"),
		ui.Alert(ui.Info, "Offices are closed on Thursday", "Thanksgiving Day, November 26. We answer again on Monday."),
		ui.Alert(ui.Success, "", "We saved your preference."),
		ui.Alert(ui.Warning, "E-mail is not private", "Do not send your Social Security number."),
		ui.Alert(ui.Danger, "We could not read this file", "Your message is saved as a draft. Try a PDF or JPG, or send the message without it."),
		around(ui.SummaryBox("Before you begin"), html(`<p>Have the page's address at hand. It is filled in when you come from that page.</p>`)),
		html(`<h2>What happens next</h2>`),
		ui.ProcessList([]ui.ProcessStep{{Heading: "We read it", Text: "Within 1 business day."}, {Heading: "We make it", Text: "Within 10 business days."}, {Heading: "You have it"}}),
		ui.StepIndicator(w, "Your request", []ui.Step{{Text: "Received", Note: "Nov 18"}, {Text: "Acknowledged", Note: "Nov 19"}, {Text: "In production"}, {Text: "Delivered"}}, 2),
		html(`<p>`),
		ui.StatusTag(ui.Status{Text: "Received", Look: ui.Fresh}), ui.StatusTag(ui.Status{Text: "In production", Look: ui.Working}),
		ui.StatusTag(ui.Status{Text: "Waiting for you", Look: ui.Waiting}), ui.StatusTag(ui.Status{Text: "Delivered", Look: ui.Done}),
		ui.StatusTag(ui.Status{Text: "Overdue", Look: ui.Late}), ui.StatusTag(ui.Status{Text: "Grievance", Look: ui.Serious}),
		ui.StatusTag(ui.Status{Text: "Withdrawn", Look: ui.Stopped}),
		html(`</p><p>`), ui.Due("due in 3 business days (Nov 26)", noon, false), html(`<br>`), ui.Due("2 business days overdue (Nov 19)", noon, true), html(`<br>`),
		ui.Day(w, noon), html(`<br>`), ui.Moment(w, noon), html(`</p>`),
		ui.SummaryList(w, []ui.Fact{
			{Key: "Format", Value: "Large print", Change: "#", Changes: "the format"},
			{Key: "Address", Value: "12 Birch Street\nHarmon Falls, TK 56001"},
			{Key: "Status", Show: ui.StatusTag(ui.Status{Text: "Delivered", Look: ui.Done})},
		}),
		ui.FileList(w, "Files", []ui.FileItem{
			{Name: "Notice of assessment, large print.pdf", Bytes: 482133, SHA256: strings.Repeat("9f86d081884c7d65", 4), Address: "#", Status: &ui.Status{Text: "Received", Look: ui.Done}},
			{Name: "short.txt", Bytes: 812},
		}),
		ui.ChartFigure(figures()),
		ui.PrintButton("Print this page"),
		ui.PresenceLine("Ben Kowalczyk has this open too."),
	}
}

func figures() ui.Chart {
	return ui.Chart{
		ID: "figures", Title: "Requests, month by month", Summary: "Requests rose from 14 in June to 31 in November; most were on time.", Column: "Month",
		Labels: []string{"Jun", "Jul", "Aug", "Sep", "Oct", "Nov"},
		Series: []ui.Series{
			{Name: "Received", Values: []float64{14, 19, 17, 22, 28, 31}},
			{Name: "On time", Values: []float64{13, 17, 17, 20, 25, 29}},
			{Name: "Median days", Values: []float64{6, math.NaN(), 5, 5, 7, 4}, Line: true},
		},
	}
}

func receiptParts(language portal.Language) []templ.Component {
	w := page(language, "", "/").Words
	return []templ.Component{
		ui.Confirmation(w, "We received your request", "Keep these two. With them you can see where your request stands.",
			ui.Keepsake{Label: "Reference", Value: "AR-2026-000123"}, ui.Keepsake{Label: "Follow-up code", Value: "K7QM 2X4D", Hint: "Keep it to yourself: it opens your request."}),
		html(`<h2>What happens next</h2>`),
		ui.ProcessList([]ui.ProcessStep{{Heading: "We read it by Monday, November 23", Text: "Then you hear from us."}, {Heading: "You have it by Tuesday, December 8"}}),
	}
}

func queues() []layout.NavGroup {
	return []layout.NavGroup{
		{Heading: "Queues", Links: []layout.NavLink{
			{Text: "Accessibility requests", Address: "/desk/accessibility", Count: 47, Current: true, Urgent: true},
			{Text: "Mine", Address: "/desk/accessibility?whose=mine", Count: 6},
			{Text: "Grievances", Address: "/desk/grievances", Count: 2},
			{Text: "Defects by page", Address: "/desk/accessibility/defects", Count: 11},
		}},
		{Heading: "Office", Links: []layout.NavLink{
			{Text: "Figures", Address: "/desk/figures", Count: layout.Uncounted}, {Text: "Mail", Address: "/office/mail", Count: 3}, {Text: "Audit", Address: "/office/audit", Count: layout.Uncounted},
		}},
	}
}

func deskParts() []templ.Component {
	w := ui.Words{Zone: department().Zone()}
	row := func(ref, who, format string, s ui.Status, due string, late bool) templ.Component {
		return join(html(`<tr><th scope="row" class="kit-nowrap"><a href="/desk/accessibility/`+ref+`">`+ref+`</a></th><td data-label="Concern">`+who+`</td><td data-label="Format">`+format+`</td><td data-label="Status">`),
			ui.StatusTag(s), html(`</td><td data-label="Due">`), ui.Due(due, noon, late), html(`</td></tr>`))
	}
	return []templ.Component{
		html(`<div class="kit-head"><h1>Accessibility requests</h1><div class="kit-buttons"><a class="usa-button" href="/desk/accessibility/new" data-key="l">Log a request</a></div></div>`),
		ui.Filters("Show", []ui.Filter{{Text: "Open", Address: "#", Count: 47, Current: true}, {Text: "Overdue", Address: "#", Count: 4}, {Text: "Mine", Address: "#", Count: 6}, {Text: "Delivered", Address: "#", Count: 1204}, {Text: "All", Address: "#", Count: -1}}),
		around(html2(`<form class="kit-inline-form" role="search" action="/desk/accessibility">`, `<button class="usa-button usa-button--outline">Search</button></form>`),
			ui.Field(w, ui.Input{Kind: ui.Search, Name: "q", Label: "Reference, page or words"})),
		around(ui.Rows(ui.Table{Caption: "Open requests, most urgent first", Quiet: true, Columns: []ui.Column{{Text: "Reference"}, {Text: "Concern"}, {Text: "Format"}, {Text: "Status"}, {Text: "Due"}}}),
			row("AR-2026-000101", "The notice is a scanned picture; my screen reader says nothing", "Plain text", ui.Status{Text: "Acknowledged", Look: ui.Working}, "2 business days overdue (Nov 19)", true),
			row("AR-2026-000117", "Form 40 in Braille", "Braille paper", ui.Status{Text: "In production", Look: ui.Working}, "due today (Nov 21)", false),
			row("AR-2026-000123", "Letters in large print from now on", "Large print", ui.Status{Text: "Received", Look: ui.Fresh}, "due in 1 business day (Nov 23)", false),
			row("AR-2026-000119", "The counter's door has a step", "Other", ui.Status{Text: "Grievance", Look: ui.Serious}, "meet by Dec 3", false)),
		ui.Pages(w, ui.Pager{Newer: "#", Older: "#", Shown: "25 of 47 requests"}),
	}
}

func caseParts() []templ.Component {
	w := ui.Words{Zone: department().Zone()}
	left := join(
		html(`<div class="kit-flow">`), ui.StepIndicator(w, "Progress", []ui.Step{{Text: "Received", Note: "Nov 18"}, {Text: "Acknowledged", Note: "Nov 19"}, {Text: "In production"}, {Text: "Delivered"}}, 2),
		html(`<h2>What they need</h2><p>The notice of assessment is a scanned picture. My screen reader says nothing. I need the text.</p><h2>Answer</h2>`),
		around(html2(`<form method="post" action="/gallery">`, `<div class="kit-buttons"><button class="usa-button">Deliver answer</button><button class="usa-button usa-button--outline">Save draft</button></div></form>`),
			ui.Field(w, ui.Input{Kind: ui.Area, Name: "answer", Label: "What they will read", Limit: 4000})),
		html(`<section class="kit-internal"><h2>Internal note</h2><p>Only staff see this. Asked the Forms Unit for the source file.</p></section></div>`))
	right := join(html(`<aside class="kit-flow" aria-label="About this request">`),
		ui.SummaryList(w, []ui.Fact{{Key: "Status", Show: ui.StatusTag(ui.Status{Text: "In production", Look: ui.Working})}, {Key: "Due", Show: ui.Due("due in 3 business days (Nov 26)", noon, false)}, {Key: "Format", Value: "Plain text"}, {Key: "Page", Value: "/forms/notice-of-assessment"}, {Key: "Contact", Value: "rosa@example.org"}}),
		html(`<h2>History</h2>`),
		ui.History(w, "History", []ui.HistoryItem{
			{At: noon, Who: "Inés Ortega", What: "wrote an internal note", Detail: "Asked the Forms Unit for the source file.", Inside: true},
			{At: noon.Add(-2 * time.Hour), Who: "Ben Kowalczyk", What: "looked at the request", Quiet: true},
			{At: noon.Add(-26 * time.Hour), Who: "Inés Ortega", What: "acknowledged the request"},
			{At: noon.Add(-50 * time.Hour), Who: "Visitor", What: "sent the request"},
		}), html(`</aside>`))
	return []templ.Component{
		ui.BackLink("/desk/accessibility", "Back to the queue"),
		html(`<div class="kit-head"><h1>AR-2026-000123</h1><div class="kit-buttons"><button class="usa-button">Deliver</button><button class="usa-button usa-button--outline">Hand over</button></div></div>`),
		ui.PresenceLine("Ben Kowalczyk has this open too."),
		html(`<div class="kit-split">`), left, right, html(`</div>`),
	}
}

func html(markup string) templ.Component { return templ.Raw(markup) }

func html2(before, after string) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		inner := templ.GetChildren(ctx)
		return join(html(before), inner, html(after)).Render(templ.ClearChildren(ctx), w)
	})
}

func join(parts ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		for _, part := range parts {
			if err := part.Render(ctx, w); err != nil {
				return err
			}
		}
		return nil
	})
}

func around(outer templ.Component, inner ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return outer.Render(templ.WithChildren(ctx, join(inner...)), w)
	})
}

func draw(t *testing.T, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
