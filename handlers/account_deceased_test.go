package handlers

import (
	"net/http"
	"testing"

	"exchequer/db/dbtest"
)

func TestDeathOfAnOwnerAtTheDesk(t *testing.T) {
	ines, sunita, door, rosa := counter(t)
	at := "/desk/accounts/" + rosa.Account
	for _, step := range []struct{ offers, done string }{
		{"Propose to note that the owner has died", "It is noted that the owner has died."},
		{"Propose to put right that the owner lives", "The mistake is put right"},
	} {
		ines.post("/desk/accounts/looks", "account", rosa.Account, "reason", "Her son called and has a certificate.").must(http.StatusOK)
		seen := between(ines.get(at+"?act=death").must(http.StatusOK, step.offers).body, `name="seen" value="`, `"`)
		ines.post(at+"/deaths", "seen", "another", "reason", "Saw certificate 4711.").must(http.StatusConflict, "Someone changed this account just now.")
		ines.post(at+"/deaths", "seen", seen, "reason", "Saw certificate 4711.").must(http.StatusOK, "Your proposal waits for a colleague")
		list := sunita.get("/desk/accounts/suspensions").must(http.StatusOK, "Suspensions and deaths to decide", "Rosa Delgado")
		c := "/desk/accounts/suspensions/" + between(list.body, `href="/desk/accounts/suspensions/`, `"`)
		sunita.get(c).must(http.StatusOK, "Saw certificate 4711.")
		sunita.post(c+"/decision", "decision", "approve", "reason", "Called the county; it is so.").must(http.StatusOK, step.done)
		w := door.another()
		if step.offers == "Propose to note that the owner has died" {
			w.post("/sign-in", "email", rosa.Email, "password", dbtest.Password).must(http.StatusForbidden, "We were told that the owner of this account has died, and we are sorry.", "You reach us at (555) 555-0100.")
			w.post("/sign-in", "email", rosa.Email, "password", "not her password").must(http.StatusUnprocessableEntity, "The e-mail address or the password is not right.")
			sunita.get(at).must(http.StatusOK, "Owner deceased", "noted that its owner has died")
			door.office.Clock.Add(1e9)
		} else {
			w.post("/sign-in", "email", rosa.Email, "password", dbtest.Password).must(http.StatusOK, "Second step")
		}
	}
}
