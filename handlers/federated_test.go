package handlers

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
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

// rosaThere is Rosa as a provider knows her that has checked her ID: not quite as our records write her.
var rosaThere = &agency.Claims{Given: "ROSA MARIA", Family: "Delgado", Number: "987894320", Address: &agency.Address{Street: "Elsewhere 1", ZIP: "99999"}}

var (
	rosaClaims = portal.IdentityClaim{Number: dbtest.RosasNumber, Name: "Rosa Delgado", By: "letter", Letter: dbtest.RosasLetter}
	otisClaims = portal.IdentityClaim{Number: dbtest.OtisNumber, Name: "Otis Delgado", By: "letter", Letter: "L-2026-000418"}
)

var otis = portal.Actor{Name: "Otis Delgado", Email: "otis@mail.example", Address: "198.51.100.99"}

// newFederatedOffice is a department with taxpayers on record, and a provider beside it that has checked people's IDs.
func newFederatedOffice(t *testing.T, engine db.Engine) *agencyOffice {
	t.Helper()
	o := &agencyOffice{provider: agency.Start(t, "0", "http://localhost:8080"+federatedBack), log: &bytes.Buffer{}}
	house := dbtest.Open(t, engine)
	house.Clock.Set(time.Now()) // the provider has a clock of its own
	house.Records(t)
	origin, _ := url.Parse("http://localhost:8080")
	h, err := newHandlers(Options{DB: house.DB, Profile: testProfile, Origin: origin, Log: slog.New(slog.NewTextHandler(o.log, nil)), Federated: &OpenID{
		Issuer: o.provider.Issuer, ClientID: agency.ClientID, ClientSecret: agency.ClientSecret, Contexts: []string{agency.IDChecked}, Name: "State Login",
	}})
	if err != nil {
		t.Fatal(err)
	}
	site, err := h.router()
	if err != nil {
		t.Fatal(err)
	}
	o.visitor = &visitor{t: t, office: house, site: site, cookies: map[string]string{}, address: "198.51.100.20:4711"}
	o.says(rosaThere)
	return o
}

// says is what the provider says from now on, of everyone whose ID it has checked.
func (o *agencyOffice) says(who *agency.Claims) {
	o.t.Helper()
	o.provider.Set(agency.Check{Context: agency.IDChecked, Person: who})
}

// claims is someone who has claimed to be a taxpayer, and where that case is.
func (o *agencyOffice) claims(who portal.Actor, claim portal.IdentityClaim) (v *visitor, p dbtest.Person, at string) {
	o.t.Helper()
	p = o.office.Enrol(o.t, who)
	n, err := o.office.ClaimTaxpayer(context.Background(), p.Actor, portal.NewIdentityOffice(testProfile), claim)
	if err != nil {
		o.t.Fatal(err)
	}
	o.came++
	v = o.signedIn(p)
	v.address = fmt.Sprintf("198.51.102.%d:4711", o.came)
	return v, p, "/account/identity/" + n.String()
}

// holds is how sure we are of someone at a case, and by which route.
func (o *agencyOffice) holds(p dbtest.Person, at string) (portal.Assurance, portal.Route) {
	o.t.Helper()
	n, _ := portal.ReadIdentityNumber(at[strings.LastIndexByte(at, '/')+1:])
	h, err := o.office.Holding(context.Background(), p.Actor, n)
	if err != nil && portal.CodeOf(err) != portal.NotFound {
		o.t.Fatal(err)
	}
	return h.Assurance, h.Route
}

func TestAProviderThatCheckedAnIDProvesACase(t *testing.T) {
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			o := newFederatedOffice(t, engine)
			v, rosa, at := o.claims(dbtest.Rosa, rosaClaims)
			v.post(at+"/routes", "route", "letter").must(200, "It is begun.")
			v.get(at).must(200, "With State Login", "Prove it with State Login", "Earns: Seen in person.")
			there := o.provider.Person("subject-of-rosa")
			v.byAgency(there, at+"/federated", "for", "address").sent(at + "?done=federated&for=address")
			v.get(at+"?done=federated&for=address").must(200, "You proved who you are at the sign-in service.", "You have: Seen in person.", "A letter with a code No longer needed", "Go on to: Change your address")
			if held, by := o.holds(rosa, at); held != portal.InPerson || by != portal.FederatedRoute {
				t.Errorf("she holds %s by %s", held, by)
			}
			if there.Signed != 1 || v.cookies[federatedCookie] != "" {
				t.Errorf("the provider asked %d times; the cookie is %q", there.Signed, v.cookies[federatedCookie])
			}
			if o.noted(portal.IdentityReasonSettled, "name fits, number fits, ZIP code differs") != 1 || o.noted(portal.IdentityReasonSettled, agency.IDChecked) != 1 {
				t.Error("the audit trail does not say what fitted")
			}
			v.postOnly(at+"/federated").must(http.StatusConflict, "Something happened to this case meanwhile.")
			if page := v.get(at).must(200); strings.Contains(page.body, "State Login") {
				t.Error("it is offered where nothing is left to prove")
			}
			dbtest.Absent(t, o.office, "subject-of-rosa", "ROSA MARIA", "987894320", "987-89-4320", "Elsewhere 1", agency.ClientSecret)
			if strings.Contains(o.log.String(), "ROSA") || strings.Contains(o.log.String(), "98789") {
				t.Errorf("the log says who she is: %s", o.log)
			}
		})
	}
}

func TestAProviderMaySayWhoSomeoneIsInItsToken(t *testing.T) {
	o := newFederatedOffice(t, db.SQLite)
	v, rosa, at := o.claims(dbtest.Rosa, rosaClaims)
	o.provider.Set(agency.Check{Context: agency.IDChecked, Tells: "id_token", Person: &agency.Claims{Name: "Delgado, Rosa", Address: &agency.Address{ZIP: "56001-1234", Country: "US"}}})
	v.byAgency(o.provider.Person("rosa"), at+"/federated").sent(at + "?done=federated")
	if held, _ := o.holds(rosa, at); held != portal.InPerson {
		t.Errorf("she holds %s", held)
	}
}

func TestNothingOfAProviderThatCannotBeBelievedProvesAnything(t *testing.T) {
	o := newFederatedOffice(t, db.SQLite)
	v, rosa, at := o.claims(dbtest.Rosa, rosaClaims)
	for name, try := range map[string]struct {
		check agency.Check
		said  portal.OpenIDRefusal
	}{
		"a password alone":        {agency.Check{Context: agency.Password}, portal.OpenIDWeak},
		"two factors, but no ID":  {agency.Check{Context: agency.TwoFactors}, portal.OpenIDWeak},
		"no context":              {agency.Check{Tamper: "context"}, portal.OpenIDWeak},
		"checked before":          {agency.Check{Age: 20 * 60}, portal.OpenIDStale},
		"not said when":           {agency.Check{Tamper: "unchecked"}, portal.OpenIDWrong},
		"another nonce":           {agency.Check{Tamper: "nonce"}, portal.OpenIDWrong},
		"another's signature":     {agency.Check{Tamper: "foreign"}, portal.OpenIDWrong},
		"no signature":            {agency.Check{Tamper: "none"}, portal.OpenIDWrong},
		"changed on the way":      {agency.Check{Tamper: "payload"}, portal.OpenIDWrong},
		"for another site":        {agency.Check{Tamper: "audience"}, portal.OpenIDWrong},
		"over":                    {agency.Check{Tamper: "expired"}, portal.OpenIDWrong},
		"nothing of the person":   {agency.Check{Tamper: "silent"}, portal.OpenIDWrong},
		"of another person":       {agency.Check{Tamper: "other-person"}, portal.OpenIDWrong},
		"no token service":        {agency.Check{Tamper: "down"}, portal.OpenIDBusy},
		"not let in":              {agency.Check{Error: "access_denied"}, portal.OpenIDDenied},
		"login required":          {agency.Check{Error: "login_required"}, portal.OpenIDAsks},
		"out of order":            {agency.Check{Error: "temporarily_unavailable"}, portal.OpenIDBusy},
		"a request it won't have": {agency.Check{Error: "invalid_scope"}, portal.OpenIDMisfit},
	} {
		t.Run(name, func(t *testing.T) {
			if try.check.Context == "" {
				try.check.Context = agency.IDChecked
			}
			try.check.Person = rosaThere
			o.provider.Set(try.check)
			before := o.noted(portal.FederatedWasRefused, string(try.said))
			v.byAgency(o.provider.Person("rosa"), at+"/federated", "for", "address").sent(at + "?for=address&refused=" + string(try.said))
			v.get(at+"?for=address&refused="+string(try.said)).must(200, saidOf(portal.FederatedSaid(try.said)).Message.String(), "Prove it with State Login", "A visit to our counter")
			if o.noted(portal.FederatedWasRefused, string(try.said)) != before+1 {
				t.Error("nothing of it stands in the audit trail")
			}
			if held, _ := o.holds(rosa, at); held != portal.Matched {
				t.Errorf("it was worth %s", held)
			}
		})
	}
	if strings.Contains(o.log.String(), "987894320") || strings.Contains(o.log.String(), "Elsewhere") {
		t.Errorf("the log repeats what the provider says: %s", o.log)
	}
	o.says(rosaThere)
	v.byAgency(o.provider.Person("rosa"), at+"/federated").sent(at + "?done=federated") // nothing of that closed it to her
}

func TestOnlyTheTaxpayerOfACaseIsProved(t *testing.T) {
	o := newFederatedOffice(t, db.SQLite)
	v, p, at := o.claims(otis, otisClaims)
	zip := &agency.Address{ZIP: "56001"}
	for name, who := range map[string]*agency.Claims{
		"another's name":               {Given: "Rosa", Family: "Delgado", Number: dbtest.OtisNumber, Address: zip},
		"no name":                      {Number: dbtest.OtisNumber, Address: zip},
		"another's number":             {Given: "Otis", Family: "Delgado", Number: dbtest.RosasNumber, Address: zip},
		"an unknown number":            {Given: "Otis", Family: "Delgado", Number: "987-89-4329", Address: zip},
		"what is no number":            {Given: "Otis", Family: "Delgado", Number: "***-**-4321", Address: zip},
		"a name that many have":        {Given: "Otis", Family: "Delgado"},
		"a name of another town":       {Given: "Otis", Family: "Delgado", Address: &agency.Address{ZIP: "56002"}},
		"a name of another country":    {Given: "Otis", Family: "Delgado", Address: &agency.Address{ZIP: "56001", Country: "DE"}},
		"nothing":                      {},
		"a name too long to be one":    {Given: strings.Repeat("Otis ", 400), Family: "Delgado", Number: dbtest.OtisNumber},
		"a name with what misleads":    {Given: "Otis\u202e", Family: "Ogaled", Number: dbtest.OtisNumber},
		"the employer's like a number": {Given: "Otis", Family: "Delgado", Number: "12-3456789", Address: zip},
	} {
		t.Run(name, func(t *testing.T) {
			o.says(who)
			before := o.noted(portal.FederatedWasRefused, "another")
			v.byAgency(o.provider.Person("otis"), at+"/federated").sent(at + "?refused=another")
			v.get(at+"?refused=another").must(200, "What the sign-in service says of you is not enough for us to be sure that these records are yours.")
			if held, _ := o.holds(p, at); held != portal.Matched || o.noted(portal.FederatedWasRefused, "another") != before+1 {
				t.Errorf("it was worth %s", held)
			}
		})
	}
	t.Run("and no organisation", func(t *testing.T) {
		v, p, at := o.claims(portal.Actor{Name: "Mill", Email: "mill@mail.example", Address: "198.51.100.98"}, portal.IdentityClaim{Number: dbtest.MillNumber, Type: portal.EIN, Name: "Harmon Mill", By: "letter", Letter: "L-2026-000419"})
		o.says(&agency.Claims{Given: "Harmon", Family: "Mill", Address: &agency.Address{ZIP: "56003"}})
		v.byAgency(o.provider.Person("mill"), at+"/federated").sent(at + "?refused=another")
		if held, _ := o.holds(p, at); held != portal.Matched {
			t.Errorf("it was worth %s", held)
		}
	})
	dbtest.Absent(t, o.office, "Ogaled", "***-**-4321", "987-89-4329")
}

func TestAnAnswerOfAProviderCountsOnceForItsBrowserItsSessionAndItsCase(t *testing.T) {
	o := newFederatedOffice(t, db.SQLite)
	v, rosa, at := o.claims(dbtest.Rosa, rosaClaims)
	other, _, othersCase := o.claims(otis, otisClaims)
	there := o.provider.Person("rosa")
	unproved := func(t *testing.T) {
		t.Helper()
		if held, _ := o.holds(rosa, at); held != portal.Matched {
			t.Errorf("it was worth %s", held)
		}
	}
	t.Run("another's case", func(t *testing.T) {
		other.postOnly(at + "/federated").must(http.StatusNotFound)
		v.postOnly(othersCase + "/federated").must(http.StatusNotFound)
		o.someone().postOnly(at + "/federated").sent("/sign-in")
		o.signedIn(o.office.Hire(t, dbtest.Ines)).postOnly(at + "/federated").must(http.StatusNotFound)
		v.postOnly("/account/identity/nonsense/federated").must(http.StatusNotFound)
	})
	t.Run("another browser", func(t *testing.T) {
		back := there.Visit(v.leads(at + "/federated"))
		o.someone().comes(back).sent("/account/identity?refused=late")
		v.comes(back).sent("/account/identity?refused=late") // what was shown elsewhere is used up
		v.get("/account/identity?refused=late").must(200, "This was not begun in this browser within the last ten minutes")
		unproved(t)
	})
	t.Run("another session, with all that the browser held", func(t *testing.T) {
		back := there.Visit(v.leads(at + "/federated"))
		other.cookies[federatedCookie] = v.cookies[federatedCookie]
		other.comes(back).sent("/account/identity?refused=late")
		unproved(t)
	})
	t.Run("after signing out", func(t *testing.T) {
		w, _, at := o.claims(portal.Actor{Name: "Nuna", Email: "nuna@mail.example", Address: "198.51.100.97"}, portal.IdentityClaim{Number: dbtest.NunasNumber, Name: "Nuna Kalluk", By: "letter", Letter: "L-2026-000420"})
		back := there.Visit(w.leads(at + "/federated"))
		w.postOnly("/sign-out")
		w.comes(back).sent("/account/identity?refused=late")
	})
	t.Run("late", func(t *testing.T) {
		back := there.Visit(v.leads(at + "/federated"))
		o.office.Clock.Add(portal.OpenIDLasts)
		v.send(newGet(back)).sent("/account/identity?refused=late")
		unproved(t)
	})
	t.Run("of this provider", func(t *testing.T) {
		back, _ := url.Parse(there.Visit(v.leads(at + "/federated")))
		query := back.Query()
		query.Set("iss", "https://elsewhere.example")
		back.RawQuery = query.Encode()
		v.comes(back.String()).sent(at + "?refused=wrong")
		unproved(t)
	})
	t.Run("made up", func(t *testing.T) {
		for _, made := range []string{"", "?state=x&code=y", "?state=%FF%00&code=%FF&iss=x", "?error=access_denied"} {
			v.comes(federatedBack + made).sent("/account/identity?refused=late")
		}
		v.get(at+"?refused=made-up").must(200, "Prove it with State Login")
	})
	t.Run("cancelled, in Spanish", func(t *testing.T) {
		v.comes(o.provider.Person("rosa").Cancel(v.leads("/es" + at + "/federated"))).sent("/es" + at + "?refused=denied")
		v.get("/es"+at+"?refused=denied").must(200, "Probarlo con State Login", "No se cambió nada")
		unproved(t)
	})
	t.Run("by the way of its own", func(t *testing.T) {
		v.postOnly(at+"/routes", "route", "federated").must(http.StatusNotFound)
		unproved(t)
	})
	t.Run("once", func(t *testing.T) {
		back := there.Visit(v.leads(at + "/federated"))
		held := v.cookies[federatedCookie]
		v.comes(back).sent(at + "?done=federated")
		v.cookies[federatedCookie] = held
		v.comes(back).sent("/account/identity?refused=late")
	})
}

func TestTheSameIdentityWithASecondAccountWaitsForSomeone(t *testing.T) {
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) {
			o := newFederatedOffice(t, engine)
			v, _, at := o.claims(dbtest.Rosa, rosaClaims)
			v.byAgency(o.provider.Person("one"), at+"/federated").sent(at + "?done=federated")
			w, p, second := o.claims(otis, otisClaims)
			o.office.Post(t)
			o.says(&agency.Claims{Given: "Otis", Family: "Delgado", Number: dbtest.OtisNumber})
			w.byAgency(o.provider.Person("one"), second+"/federated").sent(second + "?done=federated")
			w.get(second+"?done=federated").must(200, "You proved who you are at the sign-in service.", "A check on our side", "We are next")
			if held, _ := o.holds(p, second); held != portal.Matched {
				t.Errorf("it was worth %s before anyone looked", held)
			}
			if o.noted(portal.IdentityReasonAdded, "shown with another account before") != 1 || o.noted(portal.TaxpayerFrozen, "another account") != 1 {
				t.Error("nobody is asked to look at it")
			}
			told := false
			for _, m := range o.office.Post(t) {
				told = told || m.Notice == portal.NoticeIdentityChecked && m.To == otis.Email
			}
			if !told {
				t.Error("he was not told that someone looks at it")
			}
			if page := w.get(second).must(200); strings.Contains(text(page.body), "another account") || strings.Contains(page.body, "Prove it with State Login") {
				t.Error("the page tells why, or offers it again")
			}
			w.postOnly(second+"/federated").must(http.StatusConflict, "You have that already")
		})
	}
}

func TestAProviderThatIsDownLeavesTheOtherWays(t *testing.T) {
	o := newFederatedOffice(t, db.SQLite)
	v, _, at := o.claims(dbtest.Rosa, rosaClaims)
	o.provider.Stop()
	v.post(at+"/federated", "for", "address").must(200, "The sign-in service cannot be reached now.", "A visit to our counter")
	v.post("/es"+at+"/federated").must(200, "El servicio de inicio de sesión no está disponible ahora.")
}

func TestTriesAtAProviderAreLimited(t *testing.T) {
	o := newFederatedOffice(t, db.SQLite)
	v, _, at := o.claims(dbtest.Rosa, rosaClaims)
	for range portal.FederatedTries.Count {
		v.leads(at + "/federated")
	}
	v.postOnly(at + "/federated").must(http.StatusTooManyRequests)
}

func TestWithoutAProviderNothingOfItIsThere(t *testing.T) {
	o := newAgencyOffice(t, db.SQLite, agency.ClientID)
	o.office.Records(t)
	v, _, at := o.claims(dbtest.Rosa, rosaClaims)
	if page := v.get(at).must(200); strings.Contains(page.body, "ederated") || strings.Contains(page.body, "sign-in service") {
		t.Error("it is offered")
	}
	v.postOnly(at + "/federated").must(http.StatusNotFound)
	v.get(federatedBack + "?state=x").must(http.StatusNotFound)
}
