package ui_test

import (
	"math"
	"strings"
	"testing"

	"exchequer/templ/ui"
)

func TestAStatusHasAWordAndAShapeOfItsOwn(t *testing.T) {
	seen := map[string]ui.Look{}
	for _, look := range []ui.Look{ui.Fresh, ui.Working, ui.Waiting, ui.Done, ui.Late, ui.Serious, ui.Stopped} {
		markup := draw(t, ui.StatusTag(ui.Status{Text: "Word", Look: look}))
		has(t, markup, "<span>Word</span>", `data-look="`+string(look)+`"`, `aria-hidden="true"`)
		shape := markup[strings.Index(markup, ` d="`):strings.Index(markup, "</path>")]
		if other, taken := seen[shape]; taken {
			t.Errorf("%s looks like %s", look, other)
		}
		seen[shape] = look
	}
}

func TestStepsSayWhereOneStands(t *testing.T) {
	steps := []ui.Step{{Text: "Received", Note: "Nov 18"}, {Text: "Acknowledged"}, {Text: "Delivered"}}
	markup := draw(t, ui.StepIndicator(spanish, "Su solicitud", steps, 1))
	has(t, markup, "Paso 2 de 3:", "<strong>Acknowledged</strong>", `aria-current="step"`, " completo", " ahora", " todavía no", "Nov 18")
	has(t, draw(t, ui.StepIndicator(english, "Your request", steps, 3)), "All steps are done.")
}

func TestAPagerHasNoEndsItCannotReach(t *testing.T) {
	if markup := draw(t, ui.Pages(english, ui.Pager{})); markup != "" {
		t.Errorf("an empty pager shows %s", markup)
	}
	markup := draw(t, ui.Pages(spanish, ui.Pager{Older: "?before=1", Shown: "25"}))
	has(t, markup, `rel="next" href="?before=1"`, "Más antiguos", "Páginas de esta lista")
	lacks(t, markup, `rel="prev"`)
	has(t, draw(t, ui.Pages(english, ui.Pager{Newer: "?a", NewerText: "More urgent"})), "More urgent", `rel="prev"`)
}

func TestAReceiptListsEveryFile(t *testing.T) {
	markup := draw(t, ui.FileList(english, "Files", []ui.FileItem{
		{Name: "<notice>.pdf", Bytes: 482133, SHA256: "9f86d081884c7d65", Address: "/files/1", Status: &ui.Status{Text: "Received", Look: ui.Done}}, {Name: "b.txt", Bytes: 1},
	}))
	has(t, markup, "&lt;notice&gt;.pdf", "482 kB", "9f86 d081 884c 7d65", `href="/files/1" download`, "Received", ">b.txt<")
}

func TestACopyButtonIsThereOnlyForWhoCanUseIt(t *testing.T) {
	markup := draw(t, ui.Confirmation(spanish, "Recibimos su solicitud", "", ui.Keepsake{Label: "Referencia", Value: "AR-2026-000123", Hint: "Guárdela."}))
	has(t, markup, `<h1`, ">AR-2026-000123<", `data-copy="AR-2026-000123"`, `data-copied="Copiado"`, " hidden>", "Guárdela.", " Referencia</span>")
}

func TestAChartHasTheSameFiguresInItsTable(t *testing.T) {
	chart := ui.Chart{
		ID: "c", Title: "Requests", Summary: "They rose.", Column: "Month", Labels: []string{"Oct", "Nov", "Dec"},
		Series: []ui.Series{
			{Name: "Received", Values: []float64{1204, 0, 7}}, {Name: "Days", Values: []float64{4, math.NaN(), 5}, Line: true},
		},
		Format: func(v float64) string { return strings.TrimSuffix(ui.Size(int64(v)), " bytes") },
	}
	markup := draw(t, ui.ChartFigure(chart))
	has(t, markup, `role="img" aria-labelledby="c-title c-desc"`, `<desc id="c-desc">They rose.</desc>`, "<caption", `<th scope="row">Nov</th>`, "–", ">1 kB<", "Oct, Received: 1 kB")
	if bars := strings.Count(markup, "<rect"); bars != 2+1 {
		t.Errorf("%d bars, want those of 1204 and 7, and one in the legend", bars)
	}
	if lines := strings.Count(markup, `kit-line`); lines != 1 {
		t.Errorf("%d pieces of a line between figures that are not both there", lines-1)
	}
	lacks(t, markup, "NaN", "Inf", "style=")
	lacks(t, draw(t, ui.ChartFigure(ui.Chart{ID: "e", Title: "Nothing yet", Column: "Month"})), "NaN", "Inf")
}

func TestHistoryKeepsInsideThingsOnTheirOwnGround(t *testing.T) {
	markup := draw(t, ui.History(english, "History", []ui.HistoryItem{
		{At: noon, Who: "Inés", What: "wrote a note", Detail: "two\nlines", Inside: true}, {At: noon, Who: "Ben", What: "looked", Quiet: true},
	}))
	has(t, markup, "kit-history__one kit-internal", "kit-history__one--quiet", `datetime="2026-11-21T17:42:00Z"`, "two\nlines")
	if markup := draw(t, ui.PresenceLine("")); strings.Contains(markup, "svg") {
		t.Errorf("nobody is here: %s", markup)
	}
}

func TestAnnouncementsAreOfTheRightKind(t *testing.T) {
	has(t, draw(t, ui.FlashAlert(ui.Flash{Tone: ui.Success, Text: "Saved."})), `role="status"`, "usa-alert--success")
	has(t, draw(t, ui.FlashAlert(ui.Flash{Tone: ui.Danger, Heading: "Stop", Text: "No."})), `role="alert"`, "usa-alert--error", "Stop")
	lacks(t, draw(t, ui.Alert(ui.Warning, "", "Text")), "role=", "<h2")
	has(t, draw(t, ui.Alert(ui.Warning, "", "Text")), "usa-alert--warning")
}

func TestLinksAndFactsSayWhatTheyChange(t *testing.T) {
	has(t, draw(t, ui.SummaryList(spanish, []ui.Fact{{Key: "Formato", Value: "Braille", Change: "/x", Changes: "el formato"}})), "Cambiar<span class=\"usa-sr-only\"> el formato")
	has(t, draw(t, ui.Filters("Show", []ui.Filter{{Text: "Open", Address: "?a", Count: 1204, Current: true}, {Text: "All", Address: "?b", Count: -1}})), `aria-current="true"`, "1,204")
	has(t, draw(t, ui.Due("2 days overdue", noon, true)), "kit-due--late", "<svg")
	lacks(t, draw(t, ui.Due("due today", noon, false)), "<svg")
}
