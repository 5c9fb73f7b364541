package handlers

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

func rosaAgreed(t *testing.T, o *dbtest.Office) (*visitor, dbtest.Person) {
	t.Helper()
	p := o.Enrol(t, dbtest.Rosa)
	o.Agree(t, p)
	return visitorOf(t, o).signedIn(p), p
}

// bounce lets the last e-mail to Rosa come back for good.
func bounce(t *testing.T, o *dbtest.Office, p dbtest.Person) {
	t.Helper()
	if err := o.SignOutEverywhere(t.Context(), portal.Actor{Account: p.Account}); err != nil { // tells nobody, and ends what is open
		t.Fatal(err)
	}
	own, err := o.Own(t.Context(), p.Actor)
	if err != nil {
		t.Fatal(err)
	}
	id := ""
	if err := o.Act(t.Context(), portal.SystemActor("test"), func(tx *db.Tx) error {
		tx.Bookkeeping()
		return tx.Notify(portal.NoticeDeliveryChanged, own.Email, own.Language, portal.Params{"name": own.Name})
	}); err != nil {
		t.Fatal(err)
	}
	for _, m := range o.Post(t) {
		id = m.Return
	}
	if _, _, err := o.TakeReturn(t.Context(), portal.SystemActor("Bounces"), portal.ReturnedMail{Kind: portal.ReturnHard, Token: id, Status: "5.1.1", Raw: []byte(id)}); err != nil {
		t.Fatal(err)
	}
}

func TestPeopleChooseHowThingsReachThem(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		v, _ := rosaAgreed(t, o)
		v.get("/account").must(200, "Choose how things reach you")
		v.get("/delivery").must(200, "How things reach you", "In your account, with an e-mail", "always come on paper too", "rosa@mail.example", "Stop electronic delivery")
		v.get("/es/delivery").must(200, "Cómo le llegan las cosas", "Dejar la entrega electrónica")
		v.post("/delivery/choices", "letters", "paper", "messages", "electronic", "reminders", "none").must(200, "We noted it, and told every e-mail address", "On paper, by mail", "You chose so. Nov 20, 2026")
		v.get("/delivery/opt-out").must(200, "What happens", "You can still file and pay here.", "Nothing is deleted.")
		v.post("/delivery/opt-out").must(200, "Electronic delivery is stopped.", "Begin electronic delivery again", "You stopped electronic delivery.")
		v.get("/account/identity").must(200) // nothing is blocked by it
		v.post("/es/delivery/opt-in").must(200, "La entrega electrónica empezó otra vez.")
		v.post("/delivery/choices", "letters", "none", "messages", "electronic", "reminders", "none").must(422, "Choose how this reaches you.")

		other := v.signedIn(o.Enrol(t, dbtest.Otis))
		other.get("/delivery").must(200, "because you have not agreed to the terms")
		other.post("/delivery/opt-in").must(422, "Agree to the terms of secure messages first.")
		staff := v.signedIn(o.Hire(t, dbtest.Ines))
		staff.get("/delivery").must(404)
		staff.get("/delivery/opt-out").must(404)
		staff.get("/delivery/unreachable").must(404)
		for _, address := range []string{"/delivery/choices", "/delivery/opt-out", "/delivery/opt-in"} {
			staff.post(address).must(404)
		}
	})
}

func TestWhoseEMailComesBackIsWarnedAfterSigningInAndCanMendIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		_, p := rosaAgreed(t, o)
		bounce(t, o, p)
		v := visitorOf(t, o)
		v.post("/sign-in", "email", p.Email, "password", dbtest.Password, "next", "/account/security").must(200)
		a := v.post("/sign-in/second-factor", "code", p.Codes[0]).must(200, "Our e-mails do not reach rosa@mail.example", "there is no such mailbox", "Go on")
		if !strings.Contains(a.body, `href="/account/security"`) {
			t.Error("the way on is lost")
		}
		v.get("/account").must(200, "Our e-mails do not reach rosa@mail.example", "We write to you on paper meanwhile.")
		v.get("/account/security").must(200, "E-mail comes back")
		v.get("/delivery").must(200, "An e-mail of ours came back, so we turned to paper.")
		v.post("/delivery/opt-in").must(422, "No e-mail of ours reaches you.")
		v.post("/account/security/addresses/sign-in/confirmation").must(200, "We have sent an e-mail to that address.")
		v.post("/account/security/addresses/nobody/confirmation").must(404)
		link := ""
		for _, m := range o.Post(t) {
			link = m.Params["secret"]
		}
		address, err := url.Parse(link)
		if err != nil || link == "" {
			t.Fatal(err)
		}
		w := v.another()
		w.get(address.Path).must(200)
		w.post("/links").must(200)
		v.post("/delivery/opt-in").must(200, "Electronic delivery has begun again.")
		if a := v.get("/account").must(200); strings.Contains(a.body, "do not reach") {
			t.Error("still warned")
		}
		if a := v.get("/delivery/unreachable?next=/account/security"); a.at != "/account/security" {
			t.Errorf("led to %s", a.at)
		}
	})
}

// A mail program sends one POST from another site, without a cookie, and follows nothing. It may send it again.
func TestOnePressUnsubscribesFromAnotherSiteAndTwice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		v, p := rosaAgreed(t, o)
		walt, sunita := o.Hire(t, dbtest.Walt), o.Hire(t, dbtest.Sunita)
		pair, _ := o.TermsInForce(t.Context())
		if err := o.SaveTermsDraft(t.Context(), walt.Actor, portal.TermsDraft{Text: portal.RulesOfConduct, Change: portal.MajorChange, EffectiveOn: "2026-11-20",
			Words:   map[portal.Language]string{portal.English: pair.Conduct.Words[portal.English] + "\n\nMore.", portal.Spanish: pair.Conduct.Words[portal.Spanish] + "\n\nMás."},
			Changes: map[portal.Language]string{portal.English: "More.", portal.Spanish: "Más."}}); err != nil {
			t.Fatal(err)
		}
		if err := o.ProposeTerms(t.Context(), walt.Actor, portal.RulesOfConduct, 1, time.UTC); err != nil {
			t.Fatal(err)
		}
		if err := o.PublishTerms(t.Context(), sunita.Actor, portal.RulesOfConduct, 2, time.UTC); err != nil {
			t.Fatal(err)
		}
		o.Clock.Add(portal.RemindAfter + time.Hour)
		if n, err := o.RemindUnread(t.Context()); err != nil || n != 1 {
			t.Fatalf("%d reminded, %v", n, err)
		}
		token := ""
		for _, m := range o.Post(t) {
			if m.Notice == portal.NoticeUnread {
				token = m.Params[portal.UnsubscribeParam]
			}
		}
		stranger := v.another()
		stranger.get("/unsubscribe/"+token).must(200, "Get no more reminders?", "Send me no more reminders")
		stranger.get("/es/unsubscribe/"+token).must(200, "¿No recibir más recordatorios?")
		if d, _ := o.Delivery(t.Context(), p.Actor); d.Way(portal.DeliverReminders) != portal.Electronic {
			t.Fatal("looking at the page unsubscribed")
		}
		for range 2 {
			r := httptest.NewRequest(POST, "/unsubscribe/"+token, strings.NewReader("List-Unsubscribe=One-Click"))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("Sec-Fetch-Site", "cross-site")
			r.Header.Set("Origin", "https://mail.example")
			if a := stranger.send(r); a.Code != 200 || !strings.Contains(a.body, "You get no more reminders") || len(a.Result().Cookies()) != 0 {
				t.Fatalf("answered %d with %d cookies: %s", a.Code, len(a.Result().Cookies()), text(a.body))
			}
		}
		d, _ := o.Delivery(t.Context(), p.Actor)
		if d.Way(portal.DeliverReminders) != portal.NotAtAll || d.Choices[portal.DeliverReminders].Why != portal.DeliveryUnsubscribed {
			t.Errorf("%+v", d.Choices)
		}
		for _, path := range []string{"/unsubscribe/nothing", "/unsubscribe/%00"} {
			stranger.get(path).must(404)
			stranger.post(path).must(404)
		}
		// No other address takes what another site sends.
		r := httptest.NewRequest(POST, "/delivery/opt-out", strings.NewReader("List-Unsubscribe=One-Click"))
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		if a := v.send(r); a.Code != 403 {
			t.Errorf("/delivery/opt-out from another site answered %d", a.Code)
		}
		if len(crossSite) != 3 {
			t.Errorf("other sites may send to %v", crossSite)
		}
	})
}

func TestClerksReadMailThatNoProgramUnderstood(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		v := visitorOf(t, o)
		ines, walt := v.signedIn(o.Hire(t, dbtest.Ines)), v.signedIn(o.Hire(t, dbtest.Walt))
		ines.get("/office/mail/bounces").must(200, "Nothing waits for you.")
		for _, text := range []string{"What <script>letter</script> do you mean?", "Away until Monday"} {
			kind := portal.ReturnUnknown
			if strings.HasPrefix(text, "Away") {
				kind = portal.ReturnAutoReply
			}
			if _, _, err := o.TakeReturn(t.Context(), portal.SystemActor("Bounces"), portal.ReturnedMail{Kind: kind, From: "rosa@mail.example", Subject: "Re: a letter", Text: text, Raw: []byte(text)}); err != nil {
				t.Fatal(err)
			}
		}
		list := ines.get("/office/mail/bounces").must(200, "Not understood", "To be read")
		if strings.Contains(list.body, "rosa@mail.example") || strings.Contains(list.body, "What ") && strings.Contains(list.body, "do you mean") {
			t.Error("the list says what is in them")
		}
		at := "/office/mail/bounces/" + between(list.body, `href="/office/mail/bounces/`, `"`)
		page := ines.get(at).must(200, "What <script>letter</script> do you mean?", "Re: a letter", "no e-mail of ours that we know")
		if strings.Contains(page.body, "<script>letter") {
			t.Error("shown as markup")
		}
		walt.get("/office/mail/bounces").must(403)
		walt.get(at).must(403)
		ines.post(at+"/settlement", "note", "").must(422)
		ines.post(at+"/settlement", "note", "Called her back; it was the one of May.").must(200, "It is settled, with your note.", "Nothing waits for you.")
		ines.get(at).must(200, "Called her back")
		ines.post(at+"/settlement", "note", "Called her once more.").must(409)
		ines.get("/office/mail/bounces?kind=auto-reply").must(200, "Automatic reply", "By itself")
		var read int
		if err := o.Raw(t).QueryRow(`SELECT COUNT(*) FROM audit WHERE event = 'mail.return-read'`).Scan(&read); err != nil || read < 2 {
			t.Errorf("%d looks stand in the trail, %v", read, err)
		}
	})
}
