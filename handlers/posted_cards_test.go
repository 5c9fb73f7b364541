package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

func TestCardByMailFromTheOrderToTheHand(t *testing.T) {
	v := newVisitor(t)
	p := v.office.Enrol(t, portal.Actor{Name: "Rosa Delgado", Email: "rosa@mail.example", Address: "198.51.100.77"})
	rosa, ines := v.signedIn(p), v.signedIn(v.office.Hire(t, dbtest.Ines))
	ines.get("/account/security/code-card/order").must(http.StatusNotFound)
	ines.post("/account/security/code-card/orders").must(http.StatusNotFound)
	rosa.get("/desk/accounts/cards").must(http.StatusNotFound)

	rosa.get("/account/security").must(http.StatusOK, "Order a printed code card")
	rosa.get("/account/security/code-card/order").must(http.StatusOK, "A card with 10 codes comes by mail.")
	order := []string{"recipient", "Rosa Delgado", "line1", "12 Alder Lane", "line2", "Apt 3", "city", "Fernwick", "state", "tk", "zip", "00501"}
	rosa.post("/account/security/code-card/orders", append(order[:10:10], "zip", "501")...).must(http.StatusUnprocessableEntity, "Enter the ZIP code: five digits")
	rosa.post("/account/security/code-card/orders", order...).must(http.StatusOK, "Your card is ordered.", "We print it and mail it within a few days.")
	rosa.post("/account/security/code-card/orders", order...).must(http.StatusConflict, "A code card is on its way to you already.")

	ines.get("/desk").must(http.StatusOK, "Code cards to post")
	list := ines.get("/desk/accounts/cards").must(http.StatusOK, "Rosa Delgado", "To print")
	at := "/desk/accounts/cards/" + between(list.body, `href="/desk/accounts/cards/`, `"`)
	ines.get(at).must(http.StatusOK, "12 Alder Lane", "The codes are made now and shown this once.")
	ines.post(at+"/mailing").must(http.StatusConflict, "This card is not printed now")
	letter := ines.post(at+"/sheet").must(http.StatusOK, "Rosa Delgado 12 Alder Lane Apt 3 Fernwick, TK 00501", "It does not work yet", "localhost:8080/account/security")
	codes := codesOn(letter)
	if len(codes) != portal.CodesOnCard {
		t.Fatalf("the letter has %d codes", len(codes))
	}
	ines.post(at+"/sheet").must(http.StatusUnprocessableEntity, "Say why")
	if page := ines.get(at).must(http.StatusOK, "It is mailed", "Print it again"); strings.Contains(page.body, codes[0]) {
		t.Error("the codes are shown twice")
	}
	ines.post(at+"/mailing").must(http.StatusOK, "It is noted that the card is in the mail.", "Mailed")
	ines.get("/desk/accounts/cards").must(http.StatusOK, "Nothing waits.")
	ines.get("/desk/accounts/cards/nobodys").must(http.StatusNotFound)

	rosa.get("/account/security").must(http.StatusOK, "It arrived: enter one of its codes", "Mailed", "Who of our staff looked Each", "Ines Calloway")
	rosa.post("/account/security/code-card/arrival", "posted_code", "1234 5678").must(http.StatusUnprocessableEntity, "This is not a code of the card that we mailed you last.")
	rosa.post("/account/security/code-card/arrival", "posted_code", codes[0]).must(http.StatusOK, "Your card works now.", "9 codes are left on your card.")
	v.office.Clock.Add(time.Minute)
	w := v.another()
	halfway(w, p)
	w.post("/sign-in/second-factor", "code", codes[1]).must(http.StatusOK, "Hello, Rosa Delgado.")
	w.post("/account/security/code-card/orders/cancellation").must(http.StatusConflict)
}

func TestLetterOfACardSpeaksItsOwnersLanguage(t *testing.T) {
	v := newVisitor(t)
	p := v.office.Enrol(t, portal.Actor{Name: "Alma Reyes", Email: "alma@mail.example", Address: "198.51.100.78"})
	alma, ines := v.signedIn(p), v.signedIn(v.office.Hire(t, dbtest.Ines))
	alma.post("/es/account/security/name", "called", "Alma Reyes", "language", "es").must(http.StatusOK)
	alma.post("/es/account/security/code-card/orders", "recipient", "Alma Reyes", "line1", "P.O. Box 9", "line2", "", "city", "Laredo", "state", "TX", "zip", "78040").must(http.StatusOK, "Su tarjeta está pedida.")
	at := "/desk/accounts/cards/" + between(ines.get("/desk/accounts/cards").body, `href="/desk/accounts/cards/`, `"`)
	letter := ines.post(at+"/sheet").must(http.StatusOK, "Todavía no sirve: primero díganos que la tiene en sus manos.", "localhost:8080/es/account/security")
	if !strings.Contains(letter.body, `<html lang="es"`) {
		t.Error("the letter does not say that it is in Spanish")
	}
	alma.post("/es/account/security/code-card/orders/cancellation").must(http.StatusOK, "La tarjeta está cancelada.")
	ines.get(at).must(http.StatusOK, "This card is not awaited any more.")
	ines.post(at+"/sheet", "reason", "It was torn.").must(http.StatusConflict)
}
