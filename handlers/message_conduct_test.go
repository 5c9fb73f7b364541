package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

// refund is a matter that Rosa begins, with an answer of Ines.
func refund(t *testing.T, c *dbtest.Counter) (n portal.CaseNumber, page string) {
	t.Helper()
	n = c.Write(t, c.Rosa, 0, portal.DraftText{Topic: "income", Subject: "Refund", Body: "When will it come?"})
	c.Write(t, c.Ines, n, portal.DraftText{Body: "You have waited long, and we do not know either."})
	return n, "/messages/" + n.String()
}

func TestAMessageOfTheDepartmentIsReported(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c := o.OpenCounter(t)
		_, page := refund(t, c)
		v := at(t, c, c.Rosa)
		shown := v.get(page).must(200, "Report this message").body
		if !strings.Contains(shown, page+"/reports/new?message=2") || strings.Contains(shown, page+"/reports/new?message=1") {
			t.Error("what can be reported is not what others wrote")
		}
		v.get(page+"/reports/new?message=2").must(200, "Report this message", "Ines Calloway, for the department", "we do not know either", "What is wrong with it?", "call 911")
		v.get("/es"+page+"/reports/new?message=2").must(200, "Denunciar este mensaje", "Insulta o usa lenguaje ofensivo")
		for _, other := range []string{"1", "3", "0", "-1", "x", ""} { // her own, and those that are not there
			v.get(page + "/reports/new?message=" + other).must(404)
		}
		v.post(page+"/reports", "message", "2", "words", "It was rude.").must(http.StatusUnprocessableEntity, "Choose what is wrong with the message.", "It was rude.", "we do not know either")
		v.post(page+"/reports", "message", "2", "ground", "kindness").must(http.StatusUnprocessableEntity, "Choose what is wrong with the message.")
		v.post(page+"/reports", "message", "9", "ground", "language").must(404)
		v.post(page+"/reports", "message", "1", "ground", "language").must(404)
		v.post(page+"/reports", "message", "2", "ground", "language", "words", "It was rude.").must(200, "We received your report. A supervisor looks at it.")
		v.post(page+"/reports", "message", "2", "ground", "language").must(http.StatusConflict, "You have reported this message already.")
		open, _, err := o.MessageReports(t.Context(), c.Sunita.Actor)
		if err != nil || len(open) != 1 || open[0].Side != portal.TaxpayerSide || open[0].Against != c.Ines.Account || open[0].Words != "It was rude." || open[0].Urgent {
			t.Errorf("%+v, %v", open, err)
		}
		otis := at(t, c, c.Otis)
		otis.get(page + "/reports/new?message=2").must(404)
		otis.post(page+"/reports", "message", "2", "ground", "threat").must(404)
	})
}

// suspend keeps Rosa from writing messages, because of her first one.
func suspend(t *testing.T, c *dbtest.Counter, n portal.CaseNumber) {
	t.Helper()
	if err := c.ReportMessage(t.Context(), c.Ines.Actor, n, 1, portal.ReportForm{Ground: portal.GroundLanguage}); err != nil {
		t.Fatal(err)
	}
	open, _, err := c.MessageReports(t.Context(), c.Sunita.Actor)
	if err == nil {
		err = c.DecideReport(t.Context(), c.Sunita.Actor, open[0].ID, true, true, "It insults.")
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhoIsSuspendedReadsItBeforeWritingAndStillReadsAndPutsAway(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c := o.OpenCounter(t)
		n, page := refund(t, c)
		v := at(t, c, c.Rosa)
		begun := draftForm(v, page, url.Values{"body": {"What I began."}, "do": {"save"}})
		v.post(page+"/drafts", flat(begun)...).must(200, "Saved to drafts")
		fresh := draftForm(v, "/messages/new", url.Values{"topic": {"income"}, "subject": {"More"}, "body": {"More."}})
		suspend(t, c, n)
		o.Post(t)
		for _, at := range []string{"/messages", "/messages/new", page} {
			shown := v.get(at).must(200, "You cannot write messages at the moment", "You can still read and download everything", testHandlers(t).Profile.Phone, "8 a.m.")
			for _, form := range []string{"Send message", ">Write to us<", `name="body"`} {
				if strings.Contains(shown.body[strings.Index(shown.body, "<main"):], form) && !(at == "/messages/new" && form == ">Write to us<") {
					t.Errorf("%s shows %s", at, form)
				}
			}
		}
		v.get("/es/messages").must(200, "Por el momento no puede escribir mensajes", "Ventanilla")
		v.get(page).must(200, "NOT SENT", "What I began.", "we do not know either")
		v.post("/messages/drafts", flat(fresh)...).must(http.StatusForbidden, "You cannot write messages at the moment")
		begun.Set("do", "send")
		v.post(page+"/drafts", flat(begun)...).must(http.StatusForbidden, "You cannot write messages at the moment")
		v.get(page + "/copy.pdf").must(200)
		v.get(page + "/copy.zip").must(200)
		v.post(page+"/archive", "archived", "yes").must(200, "Archived: put away")
		v.get("/messages?list=archive").must(200, n.String())
		v.post(page+"/archive", "archived", "no").must(200, "Taken out of the archive.")
		v.post(page+"/reports", "message", "2", "ground", "language").must(200, "We received your report.")
	})
}

func TestHarshWordsAreWarnedOfBeforeTheyAreSentAndNeverDropped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c := o.OpenCounter(t)
		_, page := refund(t, c)
		v := at(t, c, c.Rosa)
		form := draftForm(v, page, url.Values{"body": {"This is bullshit.\nPay me."}})
		warned := v.post(page+"/drafts", flat(form)...).must(http.StatusUnprocessableEntity, "may read as an insult", "Send it as it is", "Not sent yet", "This is bullshit. Pay me.")
		if strings.Contains(warned.body, "being sent") {
			t.Error("it is sent with the warning")
		}
		v.get(page).must(200, "NOT SENT", "This is bullshit.") // kept, with no warning until it is sent
		form = draftForm(v, page, url.Values{"body": {"This is bullshit.\nPay me, all of it."}, "do": {"anyway"}})
		v.post(page+"/drafts", flat(form)...).must(200, "Your answer is being sent", "Pay me, all of it.")
		pass(t, c)
		v.get(page).must(200, "This is bullshit.")
		// A new message, in Spanish, with the word in its subject.
		form = draftForm(v, "/messages/new", url.Values{"topic": {"income"}, "subject": {"Qué mierda"}, "body": {"Espero."}, "period": {"2025"}})
		warned = v.post("/es/messages/drafts", flat(form)...).must(http.StatusUnprocessableEntity, "pueden leerse como un insulto", "Enviarlo tal como está", "Espero.")
		if !strings.Contains(warned.body, `value="Qué mierda"`) || !strings.Contains(warned.body, `value="2025"`) {
			t.Error("something that was typed is gone")
		}
		if page := v.get("/messages/new"); strings.Contains(page.body, "Send it as it is") {
			t.Error("the button is there without a warning")
		}
		// An older page: the warning gives way to what is newer, and nothing is overwritten.
		old := draftForm(v, page, url.Values{"body": {"Bullshit, says the old page."}})
		newer := draftForm(v, page, url.Values{"body": {"Newer words."}, "do": {"save"}})
		v.post(page+"/drafts", flat(newer)...).must(200)
		at := "/messages/drafts/" + newer.Get("draft")
		v.post(at+"/versions", "version", "1", "body", "Newer words still.").must(200)
		old.Set("version", "1")
		v.post(page+"/drafts", flat(old)...).must(http.StatusConflict, "There is a newer draft", "Newer words still.", "Bullshit, says the old page.")
	})
}

func TestACaseSaysWhoOpenedItAndWithWhichItIsLinked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c := o.OpenCounter(t)
		v := at(t, c, c.Rosa)
		n, other := c.Write(t, c.Rosa, 0, portal.DraftText{Topic: "income", Subject: "Refund", Body: "When?"}), c.Write(t, c.Rosa, 0, portal.DraftText{Topic: "account", Subject: "Once more", Body: "When?"})
		page := "/messages/" + n.String()
		v.get(page).must(200, "Who of our staff opened this case", "Nobody of our staff has opened it yet.")
		for _, look := range []struct {
			who dbtest.Person
			why string
		}{{c.Ines, ""}, {c.Ines, ""}, {c.Tomas, "She asked at the counter."}} {
			if err := o.LookAtCase(t.Context(), look.who.Actor, n, look.why); err != nil {
				t.Fatal(err)
			}
		}
		shown := v.get(page).must(200, "A clerk of the queue “Individual income tax”", "outside of the queue “Individual income tax”, who wrote down why")
		if strings.Count(shown.body, "A clerk of the queue") != 1 || strings.Contains(shown.body, "She asked at the counter.") || strings.Contains(shown.body, "Tom&aacute;s") || strings.Contains(shown.body, c.Tomas.Name) {
			t.Error("a look stands there twice, or says who or why")
		}
		v.get("/es"+page).must(200, "Un empleado de la cola «Individual income tax»")
		if err := o.MergeCase(t.Context(), c.Ines.Actor, c.Desk, n, 1, other, "The same refund."); err != nil {
			t.Fatal(err)
		}
		v.get(page).must(200, "About the same matter as", other.String(), "linked by us on")
		v.get("/messages/"+other.String()).must(200, "About the same matter as", n.String())
	})
}
