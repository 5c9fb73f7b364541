// Package ui is the kit that pages are built from: one small component a file. Components take finished strings, and
// Words where they have words of their own.
//
// Saying things. layout.Page embeds Words, so in a view p.Say is at hand:
//
//	p.Say("We received your request.")            from the catalogue; the English text is the key and must be a literal
//	p.Say("It is due in %d days.", n)             the translation keeps %d, or orders them: "%[2]s %[1]d"
//	p.Count(n, "1 file", "%d files")              one or several
//	p.Sentence(portal.Say("…", args…))            a sentence of the rules; dates and sentences inside are said too
//	p.Date(t)  p.ShortDate(t)  p.DayMonth(t)      "Friday, November 21, 2026"  "Nov 21, 2026"  "Nov 21"
//	p.Time(t)  p.DateTime(t)  p.ShortDateTime(t)  with the zone, always
//	p.Month(t)                                    "November 2026"
//
// Spanish stands in static/texts/es/<your stem>.json. Pages of the desk and the office are plain English strings.
//
// Asking things. A Form carries what was typed and the *portal.Error; Ask fills both into an Input:
//
//	form := ui.Form{Words: p.Words, Values: values, Err: err}    // a fresh form: ui.Form{Words: p.Words}
//	@ui.ErrorSummary(form)
//	@ui.Field(p.Words, form.Ask(ui.Input{Kind: ui.Area, Name: "concern", Label: p.Say("What do you need?"), Limit: 4000}))
//
// Set Page.Mistaken when there is an error summary. The id of an input is its name.
//
// A <form data-keep="name"> keeps what is typed in the tab until it is sent, over a time-out and a new sign-in (never
// passwords, never files). Put buttons into <div class="kit-buttons">: the first is <button class="usa-button">, the
// others have usa-button--outline too; one that cannot be undone has kit-button--danger.
//
// Showing things:
//
//	@ui.Alert(ui.Warning, heading, text) { more }    @ui.SummaryBox(heading) { … }    @ui.BackLink(address, text)
//	@ui.Rows(ui.Table{Caption, Columns}) { <tr><th scope="row">…</th><td data-label="Due">…</td></tr> }
//	@ui.Pages(w, ui.Pager{Newer, Older, Shown})      @ui.Filters(label, []ui.Filter{{Text, Address, Count, Current}})
//	@ui.StatusTag(ui.Status{Text, Look})             Look: Fresh Working Waiting Done Late Serious Stopped
//	@ui.StepIndicator(w, label, steps, current)      @ui.ProcessList([]ui.ProcessStep{{Heading, Text}})
//	@ui.Day(w, t) @ui.ShortDay(w, t) @ui.Moment(w, t) @ui.Due(text, t, late)
//	@ui.Confirmation(w, heading, text, ui.Keepsake{Label, Value, Hint}…)    the receipt's h1
//	@ui.SummaryList(w, []ui.Fact{{Key, Value}})      @ui.FileList(w, label, []ui.FileItem{{Name, Bytes, SHA256}})
//	@ui.History(w, label, []ui.HistoryItem{{At, Who, What, Detail, Quiet, Inside}})    @ui.PresenceLine(text)
//	@ui.ChartFigure(ui.Chart{ID, Title, Summary, Column, Labels, Series}) { the CSV's link }
//	@ui.CopyButton(w, value, what) @ui.PrintButton(text) @ui.Icon(ui.CheckMark)
//
// Classes to lay a page out with: kit-lead (the sentence under an h1), kit-flow (things under one another), kit-buttons,
// kit-internal (the ground of what staff write for staff), kit-nowrap, kit-number, kit-soft, kit-small, kit-lines; on the
// desk kit-head (an h1 with its buttons), kit-split (the case and what is known about it), kit-panel, kit-inline-form.
// Anything on the desk with data-key="n" answers to that key; data-key-name says what it does when its text does not.
// Elements with hx- attributes carry hx-nonce={ p.Nonce }. Write the names of the design system's classes (usa-…) out in
// full: the build drops those that no .templ or .go file of templ and views names.
//
// The page is wrapped by layout.Public(p), layout.TaxpayerRoom(p) or layout.Desk(p, nav) and brings its own h1.
package ui
