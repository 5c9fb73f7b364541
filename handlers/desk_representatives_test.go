package handlers

import (
	"net/http"
	"testing"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

func TestTheDeskEntersPaperFormsEndsAndSuspends(t *testing.T) {
	g := openGiven(t)
	ines, tomas, sunita := g.signedIn(g.office.Hire(t, dbtest.Ines)), g.signedIn(g.office.Hire(t, dbtest.Tomas)), g.signedIn(g.office.Hire(t, dbtest.Sunita))
	second := g.signedIn(g.office.Hire(t, portal.Actor{Name: "Nadia Petrov", Email: "nadia@dor.example", Role: portal.Supervisor, Address: "192.0.2.77"}))
	at := "/desk/taxpayers/" + g.owner
	ines.get(at+"/representatives").must(http.StatusOK, "Open a taxpayer’s records")
	ines.post(at+"/representatives", "email", "x").must(http.StatusOK, "Open a taxpayer’s records")
	for _, who := range []*visitor{ines, tomas, sunita} {
		who.post("/desk/taxpayers/looks", "taxpayer", g.owner, "reason", "A paper form came by mail.").must(http.StatusOK, "Who may act for them, and joint returns")
	}
	ines.get(at+"/representatives").must(http.StatusOK, "Representatives of Rosa Delgado", "Nobody.", "Enter a signed paper form", "Note a joint return")
	ines.post(at+"/representatives").must(http.StatusUnprocessableEntity, "Enter the e-mail address with which the representative signs in.", "Choose until when.")
	paper := []string{"email", "beatriz@ortiz.example", "level", "message", "types", "all", "years", "all", "lasts", "open", "reason", "Form of November 12, box 14."}
	ines.post(at+"/representatives", paper...).must(http.StatusOK, "The paper form is entered.", "You entered it, so a colleague compares it")
	page := tomas.get("/desk/representatives").must(http.StatusOK, "entered by Ines Calloway")
	page = tomas.get(at+"/representatives").must(http.StatusOK, "A paper form to compare: Beatriz Ortiz")
	id := between(page.body, at+"/representatives/", "/decision")
	tomas.post(at+"/representatives/"+id+"/decision").must(http.StatusUnprocessableEntity, "Choose whether you approve it")
	ines.post(at+"/representatives/"+id+"/decision", "decision", "approve", "reason", "Compared with the paper.").must(http.StatusConflict, "You began this")
	tomas.post(at+"/representatives/"+id+"/decision", "decision", "approve", "reason", "Compared with the paper.").must(http.StatusOK, "Your decision is kept", "Active")
	g.beat.post("/acting", "owner", g.owner).must(http.StatusOK, "You act for Rosa Delgado.")

	ines.post(at+"/joint-returns").must(http.StatusUnprocessableEntity, "Enter the whole taxpayer number of the other one", "Choose the tax.")
	ines.post(at+"/joint-returns", "number", dbtest.OtisNumber, "tax", "Individual income tax", "from", "2024", "to", "2025", "joint_reason", "The return of 2024, line 5.").must(http.StatusOK, "The joint return is noted.", "With Otis Delgado", "Left out until the other taxpayer agrees")
	g.otis.get("/representatives").must(http.StatusOK, "Rosa Delgado wants Beatriz Ortiz to act", "Do not agree")
	page = ines.get(at + "/representatives")
	joint := between(page.body, at+"/joint-returns/", "/ending")
	ines.post(at+"/joint-returns/"+joint+"/ending").must(http.StatusUnprocessableEntity, "Say why")
	ines.post(at+"/joint-returns/"+joint+"/ending", "ending_reason", "It was another couple’s.").must(http.StatusOK, "The joint return is no longer noted.")

	ines.post(at+"/representatives/"+id+"/suspension", "whom", "person", "suspension_reason", "Threatened a colleague, twice.").must(http.StatusForbidden)
	sunita.post(at+"/representatives/"+id+"/suspension", "whom", "person").must(http.StatusUnprocessableEntity, "Say why")
	sunita.post(at+"/representatives/"+id+"/suspension", "whom", "person", "suspension_reason", "Threatened a colleague, twice.").must(http.StatusOK, "Suspended by us")
	g.beat.get("/representatives/records").must(http.StatusOK, "For whom do you act?")
	g.rosa.get("/representatives").must(http.StatusOK, "We have suspended them. Your own access is as it was.")
	page = second.get("/desk/representatives").must(http.StatusOK, "Beatriz Ortiz", "Suspended", "Threatened a colleague, twice.")
	suspension := between(page.body, "/desk/representatives/suspensions/", "/lifting")
	second.post("/desk/representatives/suspensions/"+suspension+"/lifting").must(http.StatusUnprocessableEntity, "Say why")
	second.post("/desk/representatives/suspensions/"+suspension+"/decision", "decision", "approve", "reason", "It is right so.").must(http.StatusConflict)
	second.post("/desk/representatives/suspensions/"+suspension+"/lifting", "lifting-"+suspension, "They sent an apology.").must(http.StatusOK, "The suspension is lifted.")

	ines.post(at+"/representatives/"+id+"/ending").must(http.StatusUnprocessableEntity, "Choose a reason.", "Say why")
	ines.post(at+"/representatives/"+id+"/ending", "ending", "law", "ending_words", "The court’s order of November 2.").must(http.StatusOK, "It is ended, at once.", "The law or a court ended it.")
	g.beat.post("/acting", "owner", g.owner).must(http.StatusNotFound)
	g.rosa.get("/representatives").must(http.StatusOK, "Ended by us")
	for _, who := range []*visitor{g.rosa, g.beat} {
		who.get(at + "/representatives").must(http.StatusNotFound)
		who.get("/desk/representatives").must(http.StatusNotFound)
	}
}
