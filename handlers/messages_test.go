package handlers

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

// at is a browser in which someone of the counter is signed in and has agreed to the terms.
func at(t *testing.T, c *dbtest.Counter, p dbtest.Person) *visitor {
	t.Helper()
	if p.Role == portal.Taxpayer {
		c.Agree(t, p)
	}
	return visitorOf(t, c.Office).signedIn(p)
}

func TestAMessageGoesFromItsFormToItsReceipt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c := o.OpenCounter(t)
		v := at(t, c, c.Rosa)
		v.get("/account").must(200, "Read your messages, and write to us")
		v.get("/messages").must(200, "No messages yet.", "Write to us")
		form := draftForm(v, "/messages/new", url.Values{"topic": {"income"}, "subject": {"Refund of 2025"}, "body": {"When?\n<b>Please</b>"}})
		held := v.post("/messages/drafts", flat(form)...).must(200, "Your message is being sent", "Take it back", "<b>Please</b>")
		if again := v.post("/messages/drafts", flat(form)...); again.at != held.at { // a double click
			t.Errorf("sent twice: %s and %s", held.at, again.at)
		}
		v.get("/messages/drafts").must(200, "Being sent")
		v.post(held.at+"/return").must(200, "Taken back. It was not sent; it is a draft again.", "Draft: not sent")
		v.get("/messages").must(200, "Drafts")
		form = draftForm(v, held.at, url.Values{"topic": {"income"}, "subject": {"Refund of 2025"}, "body": {"When will it come?"}})
		v.post(held.at, flat(form)...).must(200, "Your message is being sent")
		pass(t, c)
		sent := v.get(held.at).must(200, "We received your message", "MC-2026-000001", "We answer by", "When will it come?")
		v.get("/messages").must(200, "Refund of 2025", "MC-2026-000001", "1 message", "Waits for a clerk")
		v.get("/es/messages").must(200, "Espera a un empleado", "Respondemos a más tardar el")
		v.get("/messages/MC-2026-000001/receipts/1").must(200, "Receipt", "Friday, November 20, 2026", "When will it come?", "None")
		v.get("/messages/MC-2026-000001/receipts/2").must(404)
		if strings.Contains(sent.body, "internal") {
			t.Error("something internal is shown")
		}
		c.Write(t, c.Ines, 2026000000001, portal.DraftText{Body: "Next week."})
		v.get("/account").must(200, "1 case with an unread message", "1 case waits for your answer")
		v.get("/messages?list=waiting").must(200, "Unread", "Waits for you")
		v.get("/messages/MC-2026-000001").must(200, "New: ", "Ines Calloway, for the department", "Next week.")
		if page := v.get("/messages"); strings.Contains(page.body, "Unread") {
			t.Error("it is unread still")
		}
		v.post("/messages/MC-2026-000001/archive", "archived", "yes").must(200, "Archived: put away, and kept as a tax record.")
		if page := v.get("/messages"); strings.Contains(page.body, "MC-2026-000001") {
			t.Error("it is archived, and in the list")
		}
		v.get("/messages?list=archive").must(200, "MC-2026-000001")
		v.post("/messages/MC-2026-000001/archive", "archived", "no").must(200, "Taken out of the archive.")
	})
}

func TestAnAnswerThatMetANewerMessageShowsTheDifferenceAndIsKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c := o.OpenCounter(t)
		v := at(t, c, c.Rosa)
		n := c.Write(t, c.Rosa, 0, portal.DraftText{Topic: "income", Subject: "Refund", Body: "When?"})
		page := "/messages/" + n.String()
		form := draftForm(v, page, url.Values{"body": {"I am still waiting."}})
		c.Write(t, c.Ines, n, portal.DraftText{Body: "It was sent today."})
		v.post(page+"/drafts", flat(form)...).must(http.StatusConflict, "A new message came while you were writing.", "New while you were writing", "It was sent today.", "I am still waiting.")
		v.get(page).must(200, "NOT SENT", "I am still waiting.")
		form = draftForm(v, page, url.Values{"body": {"I am still waiting."}})
		v.post(page+"/drafts", flat(form)...).must(200, "Your answer is being sent")
		pass(t, c)
		v.get(page).must(200, "I am still waiting.", "Waits for us")
	})
}

func TestADraftThatAnotherPageSavedIsNotOverwritten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c := o.OpenCounter(t)
		v := at(t, c, c.Rosa)
		form := draftForm(v, "/messages/new", url.Values{"topic": {"income"}, "body": {"one"}, "do": {"save"}})
		address := v.post("/messages/drafts", flat(form)...).must(200, "Saved to drafts. NOT SENT yet.").at
		address, _, _ = strings.Cut(address, "?")
		old := draftForm(v, address, url.Values{"body": {"from the old page"}, "do": {"save"}})
		saved := v.post(address+"/versions", "version", old.Get("version"), "body", "from the telephone", "topic", "income")
		saved.must(200, "Saved to drafts, ")
		if saved.Header().Get("Draft-Version") != "2" {
			t.Errorf("version %q", saved.Header().Get("Draft-Version"))
		}
		v.post(address+"/versions", "version", old.Get("version"), "body", "late").must(http.StatusConflict, "There is a newer draft")
		v.post(address, flat(old)...).must(http.StatusConflict, "There is a newer draft", "from the old page", "from the telephone")
		v.get(address).must(200, "from the telephone")
		v.get(address+"/versions").must(200, "from the old page", "from the telephone", "late", "kept aside")
		v.post(address+"/removal").must(200, "The draft is put away. Nothing was sent.", "There are no drafts.")
		v.get(address).must(404)
	})
}

func TestACopyOfACaseIsWholeAndCanBeChecked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c := o.OpenCounter(t)
		v := at(t, c, c.Rosa)
		n := c.Write(t, c.Rosa, 0, portal.DraftText{Topic: "income", Subject: "Refund", Body: "When?"})
		c.Write(t, c.Ines, n, portal.DraftText{Body: "Next week."})
		if pdf := v.get("/messages/" + n.String() + "/copy.pdf").must(200); !strings.HasPrefix(pdf.body, "%PDF-") || !strings.HasPrefix(pdf.Header().Get("Content-Disposition"), "attachment") {
			t.Errorf("%q %v", pdf.body[:min(20, len(pdf.body))], pdf.Header())
		}
		body := v.get("/messages/" + n.String() + "/copy.zip").must(200).body
		z, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
		if err != nil {
			t.Fatal(err)
		}
		read := func(name string) []byte {
			f, err := z.Open(name)
			if err != nil {
				t.Fatal(err)
			}
			content, err := io.ReadAll(f)
			if err != nil {
				t.Fatal(err)
			}
			return content
		}
		if index := read("index.html"); !bytes.Contains(index, []byte("When?")) || !bytes.Contains(index, []byte("Next week.")) {
			t.Errorf("the index lacks a message: %s", index)
		}
		for line := range strings.Lines(string(read("SHA256SUMS"))) {
			sum, name, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
			if got := sha256.Sum256(read(name)); fmt.Sprintf("%x", got) != sum {
				t.Errorf("the checksum of %s is not its own", name)
			}
		}
	})
}

func TestWhoOnlyMatchedWritesAndSeesNothingStored(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c := o.OpenCounter(t)
		nuna := c.Enrol(t, portal.Actor{Name: "N. Kalluk", Email: "nuna@mail.example", Role: portal.Taxpayer, Address: "198.51.100.31"})
		desk := portal.IdentityOffice{Calendar: portal.NewCalendar(dbtest.Zone(t))}
		if _, err := c.ClaimTaxpayer(t.Context(), nuna.Actor, desk, portal.IdentityClaim{Number: dbtest.NunasNumber, Name: "kalluk nuna", By: "letter", Letter: "L-2026-000420"}); err != nil {
			t.Fatal(err)
		}
		v := at(t, c, nuna)
		v.get("/messages").must(200, "What we have stored is not shown yet", "kalluk nuna")
		form := draftForm(v, "/messages/new", url.Values{"topic": {"letter"}, "letter": {"L-2026-000420"}, "subject": {"My answer"}, "body": {"Here it is."}})
		held := v.post("/messages/drafts", flat(form)...).must(200, "Your message is being sent")
		pass(t, c)
		v.get(held.at).must(200, "We received your message", "MC-2026-000001", "We answer on paper")
		n := portal.CaseNumber(2026000000001)
		c.Write(t, c.Ines, n, portal.DraftText{Body: "Thank you, Nuna of 4 Spruce Lane."})
		v.get("/messages/" + n.String()).must(404)
		v.post("/messages/"+n.String()+"/archive", "archived", "yes").must(404)
		v.post("/messages/"+n.String()+"/drafts", "draft", "01a202bf-e4ad-7e4c-9e43-2d86af33c851", "body", "More.", "do", "send").must(404)
		for _, path := range []string{"/messages", "/account", "/messages/drafts", "/messages/new"} {
			for _, stored := range []string{"Spruce", "Nuna Kalluk", "4322", "Thank you"} {
				if strings.Contains(v.get(path).body, stored) {
					t.Errorf("%s shows %q", path, stored)
				}
			}
		}
		if f, err := c.Case(t.Context(), c.Ines.Actor, n, 0); err != nil || len(f.Messages) != 2 || f.Archived {
			t.Errorf("%+v, %v", f, err)
		}
	})
}

// pass lets the seconds go by in which a message can be taken back.
func pass(t *testing.T, c *dbtest.Counter) {
	t.Helper()
	c.Clock.Add(portal.UndoSend)
	if _, err := c.SendDue(t.Context(), c.Desk); err != nil {
		t.Fatal(err)
	}
}
