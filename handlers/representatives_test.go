package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

// given is a site with Rosa, seen in person, her husband Otis, and Beatriz, who prepares returns.
type given struct {
	*visitor
	rosa, otis, beat *visitor
	people           map[string]dbtest.Person
	owner            string // Rosa's taxpayer
}

func openGiven(t *testing.T) *given {
	t.Helper()
	return givenAt(newVisitor(t))
}

func givenAt(v *visitor) *given {
	t, o := v.t, v.office
	g := &given{visitor: v, people: map[string]dbtest.Person{}}
	o.Records(t)
	for _, who := range []portal.Actor{dbtest.Rosa, dbtest.Otis, {Name: "Beatriz Ortiz", Email: "beatriz@ortiz.example", Address: "198.51.100.61"}} {
		g.people[who.Name] = o.Enrol(t, who)
	}
	g.owner = o.SeenInPerson(t, g.people["Rosa Delgado"], portal.IdentityClaim{Number: dbtest.RosasNumber, Name: "Rosa Delgado", By: "letter", Letter: dbtest.RosasLetter})
	o.SeenInPerson(t, g.people["Otis Delgado"], portal.IdentityClaim{Number: dbtest.OtisNumber, Name: "Otis Delgado", By: "letter", Letter: "L-2026-000418"})
	g.rosa, g.otis, g.beat = v.signedIn(g.people["Rosa Delgado"]), v.signedIn(g.people["Otis Delgado"]), v.signedIn(g.people["Beatriz Ortiz"])
	o.Post(t)
	return g
}

// answers are those of an invitation.
func (g *given) answers(more ...string) []string {
	return append([]string{"owner", g.owner, "name", "Beatriz", "email", "beatriz@ortiz.example", "level", "message", "types", "all", "years", "all", "lasts", "open"}, more...)
}

// invites answers with the invitation's id and code.
func (g *given) invites() (id, code string) {
	g.t.Helper()
	page := g.rosa.post("/representatives", g.answers()...).must(http.StatusOK, "Give Beatriz this code")
	code = between(page.body, `data-copy="`, `"`)
	list := g.beat.get("/representatives").must(http.StatusOK, "Someone asks you to act for them")
	return between(list.body, "/representatives/invitations/", "/code"), code
}

func (g *given) gives() (id string) {
	g.t.Helper()
	id, code := g.invites()
	g.beat.post("/representatives/invitations/"+id+"/code", "code-"+id, code).must(http.StatusOK, "Rosa Delgado", "Look, and write messages", "Accept it")
	g.beat.post("/representatives/invitations/"+id+"/acceptance").must(http.StatusOK, "You have accepted")
	return id
}

func TestATaxpayerInvitesSomeoneAndEndsIt(t *testing.T) {
	g := openGiven(t)
	g.rosa.get("/representatives").must(http.StatusOK, "Who may act for Rosa Delgado", "Nobody acts for you", "You act for nobody else", "acting for yourself")
	g.rosa.get("/representatives/new").must(http.StatusOK, "Invite someone to act for you", "Individual income tax")
	g.rosa.post("/representatives/checks", g.answers("types", "")...).must(http.StatusOK)
	g.rosa.post("/representatives/checks", "owner", g.owner).must(http.StatusUnprocessableEntity, "Enter their name", "Choose for which taxes.")
	g.rosa.post("/representatives/checks", g.answers()...).must(http.StatusOK, "Check your answers", "beatriz@ortiz.example", "All tax years", "Send the invitation")
	g.rosa.post("/representatives/checks", g.answers("change", "yes")...).must(http.StatusOK, "Invite someone to act for you")
	id, code := g.invites()
	sealed := g.beat.get("/representatives").must(http.StatusOK)
	if strings.Contains(sealed.body, "Rosa") || strings.Contains(sealed.body, "Delgado") {
		t.Error("the invitation says who it is before its code")
	}
	g.otis.post("/representatives/invitations/"+id+"/code", "code-"+id, code).must(http.StatusNotFound)
	g.beat.get("/representatives/held/" + id).must(http.StatusNotFound)
	g.beat.post("/representatives/invitations/"+id+"/code", "code-"+id, "00000-00000").must(http.StatusUnprocessableEntity, "This is not the code of this invitation")
	g.beat.post("/representatives/invitations/"+id+"/code", "code-"+id, code).must(http.StatusOK, "Rosa Delgado", "Accept it")
	g.beat.post("/representatives/invitations/"+id+"/refusal").must(http.StatusUnprocessableEntity, "Choose a reason.")
	g.beat.post("/representatives/invitations/"+id+"/acceptance").must(http.StatusOK, "You have accepted", "Act for Rosa Delgado")
	g.beat.get("/representatives").must(http.StatusOK, "Rosa Delgado", "Active", "acting for no taxpayer")
	g.beat.get("/representatives/records").must(http.StatusOK, "For whom do you act?", "Act for Rosa Delgado")
	g.beat.post("/acting", "owner", g.owner, "next", "/representatives/records").must(http.StatusOK, "acting for Rosa Delgado", "Individual income tax", "They read that you looked.")
	g.rosa.get("/representatives/"+id).must(http.StatusOK, "Beatriz Ortiz", "Looked at your records", "Began to act for you in a session")
	g.rosa.get("/representatives/acts").must(http.StatusOK, "Beatriz Ortiz:", "Looked at your records")
	for _, who := range []*visitor{g.otis, g.beat} {
		a := who.get("/representatives/" + id)
		if a.Code == http.StatusOK && strings.Contains(a.body, "Looked at your records") {
			t.Errorf("%s reads what representatives did", a.at)
		}
	}
	g.otis.post("/representatives/"+id+"/ending", "owner", g.owner).must(http.StatusConflict, "This form was opened for someone for whom you do not act now")
	g.rosa.post("/representatives/"+id+"/scope", "owner", g.owner, "level", "view", "types", "all", "years", "some", "from", "2025", "to", "2024", "lasts", "open").must(http.StatusUnprocessableEntity, "The last year comes before the first one")
	g.rosa.post("/representatives/"+id+"/ending", "owner", g.owner).must(http.StatusOK, "It is ended.", "Ended by the taxpayer")
	g.rosa.post("/representatives/"+id+"/ending", "owner", g.owner).must(http.StatusConflict, "Something happened to this meanwhile")
	g.beat.get("/representatives/records").must(http.StatusOK, "For whom do you act?") // the next click
	g.beat.post("/acting", "owner", g.owner).must(http.StatusNotFound)
	g.beat.get("/representatives").must(http.StatusOK, "Ended by the taxpayer", "acting for no taxpayer")
}

func TestAPageThatWasOpenedForOneDoesNotPostForAnother(t *testing.T) {
	g := openGiven(t)
	g.gives()
	g.rosa.post("/acting", "owner", g.people["Rosa Delgado"].Account).must(http.StatusOK, "You act for yourself, and for no taxpayer.")
	for _, address := range []string{"/representatives", "/representatives/checks"} {
		g.rosa.post(address, g.answers("email", "another@mail.example")...).must(http.StatusConflict, "This form was opened for someone for whom you do not act now")
	}
	g.rosa.get("/representatives/new").must(http.StatusOK, "For whom do you act?", "Act for Rosa Delgado")
	g.rosa.post("/acting", "owner", g.owner, "next", "/representatives/new").must(http.StatusOK, "Invite someone to act for you")
	g.beat.post("/acting", "owner", g.owner).must(http.StatusOK, "You act for Rosa Delgado.")
	g.beat.get("/representatives/new").must(http.StatusOK, "For whom do you act?") // a representative gives no authority on
	g.beat.post("/representatives", g.answers()...).must(http.StatusConflict)
	g.beat.post("/acting", "owner", "nobody").must(http.StatusNotFound)
	g.beat.post("/acting", "owner", "a\x00b").must(http.StatusNotFound)
}

func TestAStaleSignInIsAskedForAgainAndNothingTypedIsLost(t *testing.T) {
	g := openGiven(t)
	g.office.Clock.Add(14 * time.Minute)
	g.rosa.get("/representatives").must(http.StatusOK)
	g.office.Clock.Add(10 * time.Minute)
	g.rosa.get("/representatives").must(http.StatusOK, "Who may act for Rosa Delgado") // looking asks no more
	if a := g.rosa.get("/representatives/new"); !strings.HasPrefix(a.at, "/sign-in/again?next=") {
		t.Errorf("led to %s", a.at)
	}
	if a := g.rosa.post("/representatives/checks", g.answers()...); !strings.HasPrefix(a.at, "/sign-in/again") {
		t.Errorf("led to %s", a.at)
	}
	g.rosa.post("/sign-in/again", "code", g.people["Rosa Delgado"].Codes[0]).must(http.StatusOK, "beatriz@ortiz.example")
}

func TestAskingToActNeverTellsWhetherSomeoneIsThere(t *testing.T) {
	g := openGiven(t)
	g.beat.get("/representatives/requests/new").must(http.StatusOK, "Ask to act for someone")
	ask := func(number, letter string) answer {
		return g.beat.post("/representatives/requests", "number", number, "name", "Rosa Delgado", "letter", letter, "level", "message").must(http.StatusOK, "If the details fit, the taxpayer is asked.")
	}
	g.beat.post("/representatives/requests").must(http.StatusUnprocessableEntity, "Choose what you ask for.")
	ask(dbtest.RosasNumber, dbtest.RosasLetter)
	ask("987-89-4399", dbtest.RosasLetter)
	if _, err := g.office.KeepAuthorities(t.Context()); err != nil {
		t.Fatal(err)
	}
	list := g.beat.get("/representatives").must(http.StatusOK)
	if strings.Count(text(list.body), "You asked on") != 2 || strings.Contains(list.body, "Waits for an answer") {
		t.Errorf("the list tells them apart:\n%s", text(list.body))
	}
	first := between(list.body, "/representatives/held/", `"`)
	rest := list.body[strings.Index(list.body, first)+len(first):]
	second := between(rest, "/representatives/held/", `"`)
	a, b := g.beat.get("/representatives/held/"+first).must(http.StatusOK), g.beat.get("/representatives/held/"+second).must(http.StatusOK)
	clean := func(body, id string) string {
		body = text(body)
		for _, cut := range []string{"nonce"} {
			body = strings.ReplaceAll(body, cut, "")
		}
		return strings.ReplaceAll(body, id, "")
	}
	if clean(a.body, first) != clean(b.body, second) {
		t.Errorf("their pages differ:\n%s\n%s", clean(a.body, first), clean(b.body, second))
	}
	page := g.rosa.get("/representatives").must(http.StatusOK, "Asks to act for you", "Look and answer")
	id := between(page.body, `href="/representatives/0`, `"`)
	at := "/representatives/0" + id
	g.rosa.get(at).must(http.StatusOK, "Let them act for you", "Or refuse it")
	g.otis.get(at).must(http.StatusNotFound)
	g.rosa.post(at+"/refusal", "owner", g.owner).must(http.StatusUnprocessableEntity, "Choose a reason.")
	g.rosa.post(at+"/acceptance", "owner", g.owner, "level", "file", "types", "some", "type", "Individual income tax", "years", "all", "lasts", "until", "until.month", "12", "until.day", "31", "until.year", "2027").must(http.StatusOK, "Your answer is kept", "Active", "Individual income tax")
	g.beat.get("/representatives").must(http.StatusOK, "Look, write messages and file returns. Individual income tax.")
}
