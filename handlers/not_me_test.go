package handlers

import (
	"net/http"
	"testing"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

func TestThisWasNotMeFromAnEmailAndFromThePage(t *testing.T) {
	v := newVisitor(t)
	ines, sunita := v.office.Hire(t, dbtest.Ines), v.office.Hire(t, dbtest.Sunita)
	v.office.Post(t)
	v.signedIn(ines).post("/account/security/code-card").must(http.StatusOK)
	stop := ""
	for _, m := range v.office.Post(t) {
		if m.Notice == portal.NoticeCodeCardIssued {
			stop = m.Params["stop"]
		}
	}
	v.get("/sign-in").must(http.StatusOK, "Someone else used your account: This was not me")
	v.post("/not-me", "code", "7K3QD-M9XTR").must(http.StatusUnprocessableEntity, "We do not know this code")
	v.post("/not-me", "code", stop).must(http.StatusOK, "Your account is protected", "Ask for the link")
	if a := v.signedIn(ines).get("/desk"); a.at != "/sign-in?ended=1&next=%2Fdesk" {
		t.Errorf("her session still reaches %s", a.at)
	}
	desk := v.signedIn(sunita)
	desk.get("/desk").must(http.StatusOK, "Unusual behaviour")
	page := desk.get("/desk/accounts/alerts").must(http.StatusOK, "Not me: Ines Calloway", "The owner said that something was not them", "By the code in an e-mail", "Nothing decided yet")
	id := between(page.body, "/desk/accounts/alerts/", "/decision")
	desk.post("/desk/accounts/alerts/"+id+"/decision", "decision-"+id, "clear", "reason-"+id, "no").must(http.StatusUnprocessableEntity, "Say why, in a sentence", "Clear: nothing was wrong")
	desk.post("/desk/accounts/alerts/"+id+"/decision", "decision-"+id, "re-verify", "reason-"+id, "She said so herself on the phone.").must(http.StatusOK, "signed out everywhere and asked", "Nothing waits for a decision.", "100 %")

	walt := v.signedIn(v.office.Hire(t, dbtest.Walt))
	walt.get("/account/security").must(http.StatusOK, "This was not me")
	walt.get("/account/security/not-me").must(http.StatusOK, "Since when was something not you?", "The last 7 days")
	walt.post("/account/security/not-me", "days", "400").must(http.StatusUnprocessableEntity, "Choose since when.")
	walt.post("/account/security/not-me", "days", "7").must(http.StatusOK, "Your account is protected")
}
