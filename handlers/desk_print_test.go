package handlers

import (
	"strings"
	"testing"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

// asks sends a request in, as the office's own people may change it.
func asks(t testing.TB, o *dbtest.Office, change func(*portal.AccessibilityForm)) portal.RequestNumber {
	t.Helper()
	form := portal.AccessibilityForm{
		Concern: "The <booklet> is a picture of a page.", Page: "/forms/booklet", Format: portal.FormatText, ContactBy: portal.ContactByMail,
		Contact: "12 Birch Street\nHarmon Falls, TK 56001", Name: "Rosa Delgado", Channel: portal.ChannelWeb, Language: portal.English,
	}
	change(&form)
	receipt, err := o.SubmitAccessibilityRequest(t.Context(), dbtest.Nobody, testHandlersOf(t, o).requests, form, nil)
	if err != nil {
		t.Fatal(err)
	}
	return receipt.Number
}

// act takes a step on a request as it stands.
func act(t testing.TB, o *dbtest.Office, n portal.RequestNumber, step portal.AccessibilityStep, words portal.AccessibilityWords) {
	t.Helper()
	h := testHandlersOf(t, o)
	f, err := o.AccessibilityFile(t.Context(), dbtest.Sunita, n)
	if err == nil {
		err = o.TakeAccessibilityStep(t.Context(), dbtest.Sunita, h.requests, db.AccessibilityAct{Number: n, Seen: f.Version, Step: step, Words: words})
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestAnAnswerIsPrintedForWhoeverAsked(t *testing.T) {
	visitor := newVisitor(t)
	o := visitor.office
	n := asks(t, o, func(f *portal.AccessibilityForm) {})
	ines := o.Hire(t, dbtest.Ines)
	clerk := visitor.signedIn(ines)
	sheet := "/desk/accessibility/" + n.String() + "/print"
	clerk.get(sheet).must(200, "Where your request stands", "We will confirm that we are working on it by Monday, November 23, 2026.", "Rosa Delgado 12 Birch Street Harmon Falls, TK 56001", "The <booklet> is a picture of a page.", "/forms/booklet", "(555) 555-0100")
	act(t, o, n, portal.DeliverStep, portal.AccessibilityWords{Text: "The text is in <the letter> with this sheet."})
	if err := o.AddAccessibilityNote(t.Context(), dbtest.Ines, n, "She called twice and was angry."); err != nil {
		t.Fatal(err)
	}
	page := clerk.get(sheet).must(200, "Our answer to your request", "Reference: AR-2026-000001", "The text is in <the letter> with this sheet.", "Friday, November 20, 2026", "How to reply", "localhost:8080/accessibility/status")
	for _, never := range []string{"angry", "<the letter>", "<booklet>", "Ines Calloway", "kit-sheet--large"} {
		if strings.Contains(page.body, never) {
			t.Errorf("the sheet says %q", never)
		}
	}
	trail, err := o.AuditTrail(t.Context(), dbtest.Petra, portal.AuditFilter{Event: portal.AccessibilityWasPrinted})
	if err != nil || len(trail.Records) != 2 || trail.Records[0].Name != ines.Name || trail.Records[0].Subject != n.Subject() {
		t.Errorf("the trail says %+v, %v", trail.Records, err)
	}
}

func TestAnAnswerIsPrintedInTheirLanguageAndSize(t *testing.T) {
	visitor := newVisitor(t)
	o := visitor.office
	n := asks(t, o, func(f *portal.AccessibilityForm) { f.Language, f.Format = portal.Spanish, portal.FormatLargePrint })
	act(t, o, n, portal.DeclineStep, portal.AccessibilityWords{Text: "Son 1200 mapas.", Head: "M. Adeyemi", Alternative: "Se los leemos por teléfono."})
	clerk := visitor.signedIn(o.Hire(t, dbtest.Ines))
	sheet := "/desk/accessibility/" + n.String() + "/print"
	page := clerk.get(sheet).must(200, "Nuestra respuesta a su solicitud", "Referencia: AR-2026-000001", "Lo que usted pidió", "viernes, 20 de noviembre de 2026", "Lo decidió M. Adeyemi.", "Se los leemos por teléfono.", "localhost:8080/es/accessibility/status")
	if !strings.Contains(page.body, `<html lang="es">`) || !strings.Contains(page.body, `aria-label="Sheet" lang="en"`) {
		t.Error("the page does not say which language it is in")
	}
	for size, large := range map[string]bool{"": true, "?size=large": true, "?size=normal": false, "?size=%FF": true} {
		if got := strings.Contains(clerk.get(sheet+size).must(200).body, "kit-sheet--large"); got != large {
			t.Errorf("%q: large print %t", size, got)
		}
	}
}

func TestTheSheetOfAGrievanceTellsWhatWasWrittenSince(t *testing.T) {
	visitor := newVisitor(t)
	o := visitor.office
	n := asks(t, o, func(f *portal.AccessibilityForm) {})
	act(t, o, n, portal.EscalateStep, portal.AccessibilityWords{Text: "I waited twice as long."})
	act(t, o, n, portal.MeetStep, portal.AccessibilityWords{Text: "We met by telephone."})
	act(t, o, n, portal.AnswerStep, portal.AccessibilityWords{Text: "You are right."})
	visitor.signedIn(o.Hire(t, dbtest.Sunita)).get("/desk/accessibility/"+n.String()+"/print").must(200, "I waited twice as long.", "Our answer to your grievance", "You are right.", "you can appeal until")
}

func TestSheetsAreForThoseWhoReadRequests(t *testing.T) {
	visitor := newVisitor(t)
	o := visitor.office
	n := asks(t, o, func(f *portal.AccessibilityForm) {})
	sheet := "/desk/accessibility/" + n.String() + "/print"
	if a := visitor.get(sheet); !strings.HasPrefix(a.at, "/sign-in?next=") {
		t.Errorf("a visitor came to %s", a.at)
	}
	for _, who := range []portal.Actor{dbtest.Walt, dbtest.Petra} {
		visitor.signedIn(o.Hire(t, who)).get(sheet).must(403)
	}
	clerk := visitor.signedIn(o.Hire(t, dbtest.Ines))
	for _, unknown := range []string{"AR-2026-000999", "nothing", "AR-2026-000001'--"} {
		clerk.get("/desk/accessibility/" + unknown + "/print").must(404)
	}
}
