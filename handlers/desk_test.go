package handlers

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

// asked is a request of someone, as it reaches a handler.
func asked(who portal.Actor, address string) echo.Context {
	c := echo.New().NewContext(httptest.NewRequest(GET, address, nil), httptest.NewRecorder())
	c.Set(keyActor, who)
	return c
}

func TestTheDeskOffersEachRoleWhatItsRouteAdmits(t *testing.T) {
	h := testHandlers(t)
	for _, who := range []portal.Actor{dbtest.Ines, dbtest.Sunita, dbtest.Walt, dbtest.Petra} {
		desk, err := h.desk(asked(who, "/desk"), "Your desk")
		if err != nil {
			t.Fatal(err)
		}
		if desk.Title != "Your desk" || desk.Account == nil || desk.Account.Name != who.Name {
			t.Errorf("%s: the page is %q of %+v", who.Name, desk.Title, desk.Account)
		}
		for _, g := range desk.Nav {
			for _, l := range g.Links {
				path, _, _ := strings.Cut(l.Address, "?")
				audience, known := h.doors[path]
				if !known || audience.admits(who) != nil {
					t.Errorf("%s, %s, is offered %s", who.Name, who.Role, l.Address)
				}
			}
		}
	}
}
