package handlers

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"exchequer/cmd/exchequer/e2e/agency"
	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

func TestAnAnswerOfTheAgencyCountsOnceAndInItsBrowser(t *testing.T) {
	o := newAgencyOffice(t, db.SQLite, agency.ClientID)
	ines, _ := o.bound(dbtest.Ines, "ines")
	at := o.provider.Person("ines")
	late := func(a answer, page string) {
		t.Helper()
		a.sent(page + "?agency=late")
	}
	t.Run("once", func(t *testing.T) {
		v := o.someone()
		back := at.Visit(v.leads("/sign-in/agency"))
		held := v.cookies[agencyCookie]
		v.comes(back).sent("/account")
		thief := o.someone()
		thief.cookies[agencyCookie] = held // even with all that the browser held
		late(thief.comes(back), "/sign-in")
		late(v.comes(back), "/account/security")
		if thief.cookies[sessionCookie] != "" {
			t.Error("a second session began")
		}
	})
	t.Run("in its browser", func(t *testing.T) {
		v, other := o.someone(), o.someone()
		back := at.Visit(v.leads("/sign-in/agency"))
		late(other.comes(back), "/sign-in")
		late(v.comes(back), "/sign-in") // what was shown elsewhere is used up
	})
	t.Run("with the cookie of its own way", func(t *testing.T) {
		v := o.someone()
		back := at.Visit(v.leads("/sign-in/agency"))
		v.leads("/sign-in/agency")
		late(v.comes(back), "/sign-in")
	})
	t.Run("in its time", func(t *testing.T) {
		v := o.someone()
		address := v.leads("/sign-in/agency")
		back := at.Visit(address)
		o.office.Clock.Add(portal.OpenIDLasts)
		a := v.send(newGet(back))
		late(a, "/sign-in")
	})
	t.Run("of this provider", func(t *testing.T) {
		for _, issuer := range []string{"https://elsewhere.example", ""} {
			v := o.someone()
			back, _ := url.Parse(at.Visit(v.leads("/sign-in/agency")))
			query := back.Query()
			query.Set("iss", issuer)
			back.RawQuery = query.Encode()
			v.comes(back.String()).sent("/sign-in?agency=wrong")
		}
	})
	t.Run("with its own code", func(t *testing.T) {
		v, other := o.someone(), o.someone()
		theirs, _ := url.Parse(at.Visit(other.leads("/sign-in/agency")))
		mine, _ := url.Parse(at.Visit(v.leads("/sign-in/agency")))
		query := mine.Query()
		query.Set("code", theirs.Query().Get("code"))
		mine.RawQuery = query.Encode()
		v.comes(mine.String()).sent("/sign-in?agency=wrong") // the verifier is another
	})
	t.Run("for what it was begun", func(t *testing.T) {
		v := o.signedIn(ines)
		back := at.Visit(v.leads("/sign-in/again/agency"))
		v.postOnly("/sign-out")
		late(v.comes(back), "/sign-in") // the session that was to be freshened is over
	})
	t.Run("and not at all when made up", func(t *testing.T) {
		for _, made := range []string{"", "?state=x&code=y", "?state=%FF%00&code=%FF&iss=x", "?error=access_denied", "?code=" + strings.Repeat("9", 5000)} {
			late(o.someone().comes(agencyBack+made), "/sign-in")
		}
	})
	if n := o.noted(portal.AgencyWasRefused, "late"); n < 12 {
		t.Errorf("%d refusals stand in the audit trail", n)
	}
}

func newGet(address string) *http.Request {
	r, _ := http.NewRequest(GET, strings.TrimPrefix(address, "http://localhost:8080"), nil)
	r.RequestURI = r.URL.RequestURI()
	return r
}

func TestAnAgencyIdentityBelongsToOneAccountOfTheStaff(t *testing.T) {
	o := newAgencyOffice(t, db.SQLite, agency.ClientID)
	ctx := context.Background()
	_, at := o.bound(dbtest.Ines, "ines")
	tomas := o.office.Hire(t, dbtest.Tomas)
	v := o.signedIn(tomas)
	v.byAgency(at, "/account/security/agency").sent("/account/security?agency=taken")
	v.get("/account/security?agency=taken").must(200, "bound to another account here", "Bind your agency identity")
	v.byAgency(o.provider.Person("tomas"), "/account/security/agency").sent("/account/security?done=agency")
	v.byAgency(o.provider.Person("tomas.too"), "/account/security/agency").sent("/account/security?agency=has-one")
	v.get("/sign-in/again").must(200, "Use State ID")
	v.byAgency(at, "/sign-in/again/agency").sent("/sign-in/again?agency=other")
	v.byAgency(o.provider.Person("nobody"), "/sign-in/again/agency", "next", "/desk").sent("/sign-in/again?agency=other&next=%2Fdesk")
	v.get("/sign-in/again?agency=other").must(200, "not the one that is bound to your account")

	t.Run("never of the public", func(t *testing.T) {
		rosa := o.signedIn(o.office.Enrol(t, dbtest.Rosa))
		if page := rosa.get("/account/security").must(200); strings.Contains(page.body, "gency identity") || strings.Contains(page.body, "/agency") {
			t.Error("a taxpayer is offered it")
		}
		for _, button := range []string{"/account/security/agency", "/sign-in/again/agency", "/account/security/agency/x/removal"} {
			rosa.postOnly(button).must(http.StatusNotFound)
		}
	})
	t.Run("bound and removed by who is freshly signed in", func(t *testing.T) {
		petra := o.office.Hire(t, dbtest.Petra)
		w := o.signedIn(petra)
		back := o.provider.Person("petra").Visit(w.leads("/account/security/agency"))
		w.comes(back).sent("/account/security?done=agency")
		id := between(w.get("/account/security").body, "/account/security/agency/", "/removal")
		o.signedIn(tomas).postOnly("/account/security/agency/" + id + "/removal").must(http.StatusNotFound) // not his
		for range 2 {                                                                                       // in use, and yet it is a while
			o.office.Clock.Add(portal.StepUpWithin/2 + time.Second)
			w.get("/account/security").must(200)
		}
		w.postOnly("/account/security/agency/" + id + "/removal").sent("/sign-in/again")
		w.postOnly("/account/security/agency").sent("/sign-in/again")
		w.byAgency(o.provider.Person("petra"), "/sign-in/again/agency").sent("/account")
		w.post("/account/security/agency/"+id+"/removal").must(200, "The agency identity is removed.", "Bind your agency identity")
		o.someone().byAgency(o.provider.Person("petra"), "/sign-in/agency").sent("/sign-in?agency=unknown")
	})
	t.Run("and never taken away as the last way in", func(t *testing.T) {
		walt := o.office.Hire(t, dbtest.Walt)
		w := o.signedIn(walt)
		w.byAgency(o.provider.Person("walt"), "/account/security/agency").sent("/account/security?done=agency")
		for _, code := range walt.Codes {
			token, err := o.office.ShowCodeAgain(ctx, o.office.Who(t, w.cookies[sessionCookie]), code, "Firefox, Linux")
			if err != nil {
				t.Fatal(err)
			}
			w.cookies[sessionCookie] = token
		}
		w.get("/account/security").must(200, "This is your only way to sign in, so it cannot be removed.")
		bound, err := o.office.AgencyIdentities(ctx, walt.Actor)
		if err != nil || len(bound) != 1 {
			t.Fatal(bound, err)
		}
		w.postOnly("/account/security/agency/"+bound[0].ID+"/removal").must(http.StatusConflict, "This is your only way to sign in. Bind a passkey")
	})
}

func TestWhatClosesAnAccountClosesItToTheAgencyToo(t *testing.T) {
	o := newAgencyOffice(t, db.SQLite, agency.ClientID)
	ctx := context.Background()
	ines, at := o.bound(dbtest.Ines, "ines")
	walt := o.office.Hire(t, dbtest.Walt)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	refused := func(word, says string) {
		t.Helper()
		v := o.someone()
		v.byAgency(at, "/sign-in/agency").sent("/sign-in?agency=" + word)
		v.get("/sign-in?agency="+word).must(200, says)
	}
	must(o.office.Suspend(ctx, walt.Actor, ines.Account, "On leave until January."))
	refused("suspended", "This account is suspended.")
	must(o.office.Restore(ctx, walt.Actor, ines.Account, "Back from leave today."))
	must(o.office.SayNotMe(ctx, o.office.Who(t, signedBack(o, ines)), time.Now().Add(-24*time.Hour)))
	refused("unknown", "not bound to an account here") // what was bound since is gone
	must(o.office.ReleaseHold(ctx, walt.Actor, ines.Account, "Talked with her on the phone."))

	var err error
	_, ines.Codes, err = o.office.HandOutCard(ctx, walt.Actor, ines.Account) // what was made since is gone, too
	must(err)
	again := o.signedIn(dbtest.Person{Token: signedBack(o, ines)})
	again.byAgency(at, "/account/security/agency").sent("/account/security?done=agency")
	must(o.office.ChangeRole(ctx, walt.Actor, ines.Account, portal.Auditor))
	v := o.someone()
	v.byAgency(at, "/sign-in/agency").sent("/account")
	v.get("/desk/accessibility").must(http.StatusForbidden)
	if me := o.office.Who(t, v.cookies[sessionCookie]); me.Role != portal.Auditor {
		t.Errorf("she came in as %s", me.Role)
	}

	office := o.signedIn(walt)
	office.get("/office/staff").must(200, "an agency identity")
	page := office.post("/office/staff/"+ines.Account+"/agency/removal").must(200, "The agency identity of Ines Calloway is removed")
	if strings.Contains(text(page.body), "Remove the agency identity") {
		t.Error("it is still offered")
	}
	v.get("/account").must(200, "Sign in") // the session that it opened has ended
	office.postOnly("/office/staff/"+ines.Account+"/agency/removal").must(http.StatusConflict, "has no agency identity any more")
	office.postOnly("/office/staff/"+walt.Account+"/agency/removal").must(http.StatusConflict, "Remove your own agency identity on your security page.")
	refused("unknown", "not bound to an account here")
	told := map[portal.Notice]int{}
	for _, m := range o.office.Post(t) {
		told[m.Notice]++
	}
	if told[portal.NoticeAgencyBound] != 2 || told[portal.NoticeAgencyRemoved] != 1 || o.noted(portal.AgencyUnbound, "sessions") != 1 {
		t.Errorf("told: %v", told)
	}
}

// signedBack signs her in with her password and the next code of her card.
func signedBack(o *agencyOffice, p dbtest.Person) string {
	o.t.Helper()
	v := o.someone()
	v.post("/sign-in", "email", p.Email, "password", dbtest.Password).must(200, "Second step")
	for _, code := range p.Codes {
		if v.postOnly("/sign-in/second-factor", "code", code).Code == http.StatusSeeOther {
			return v.cookies[sessionCookie]
		}
	}
	o.t.Fatal("no code is left")
	return ""
}

func TestAnAgencyThatIsDownStopsNobodyElse(t *testing.T) {
	o := newAgencyOffice(t, db.SQLite, agency.ClientID)
	ines, at := o.office.Hire(t, dbtest.Ines), o.provider.Person("ines")
	port := o.provider.Port()
	o.provider.Stop()
	v := o.someone()
	v.get("/sign-in").must(200, "Sign in with State ID")
	v.post("/sign-in/agency", "next", "/desk").must(200, "Your agency’s sign-in cannot be reached now.", "Sign in with a passkey", "Password")
	v.post("/es/sign-in/agency").must(200, "El inicio de sesión de su organismo no está disponible ahora.")
	signedBack(o, ines)
	o.provider = agency.Start(t, port, returnAddress)
	began := time.Now()
	o.signedIn(ines).postOnly("/account/security/agency").sent("/account/security?agency=unreachable") // it is not asked at each press
	if took := time.Since(began); took > time.Second {
		t.Errorf("that took %s", took)
	}
	o.office.Clock.Add(openIDRest)
	w := o.signedIn(ines)
	address := w.postOnly("/account/security/agency").must(200).Header().Get("Refresh")
	w.send(newGet(at.Visit(strings.TrimPrefix(address, "0; url=")))).sent("/account/security?done=agency")
	o.provider.Stop() // between going there and coming back
	v = o.someone()
	v.leads("/sign-in/agency")
	v.comes(agencyBack + "?state=x").sent("/sign-in?agency=late")
}

func TestWithoutAnAgencyNothingOfItIsThere(t *testing.T) {
	house := dbtest.Open(t, db.SQLite)
	origin, _ := url.Parse("http://localhost:8080")
	h, err := newHandlers(Options{DB: house.DB, Profile: testProfile, Origin: origin})
	if err != nil {
		t.Fatal(err)
	}
	site, err := h.router()
	if err != nil {
		t.Fatal(err)
	}
	v := &visitor{t: t, office: house, site: site, cookies: map[string]string{}, address: "198.51.100.20:4711"}
	if page := v.get("/sign-in").must(200); strings.Contains(page.body, "gency") {
		t.Error("the sign-in page offers it")
	}
	v.get(agencyBack + "?state=x").must(http.StatusNotFound)
	v.postOnly("/sign-in/agency").must(http.StatusNotFound)
	v.signedIn(house.Hire(t, dbtest.Ines)).postOnly("/account/security/agency").must(http.StatusNotFound)
}
