package handlers

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"exchequer/cmd/exchequer/e2e/agency"
	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

// agencyOffice is an office whose staff have an agency with a sign-in of its own: a real provider beside it.
type agencyOffice struct {
	*visitor
	provider *agency.Provider
	log      *bytes.Buffer // what the handlers say to the operator
	came     int
}

const returnAddress = "http://localhost:8080" + agencyBack

func newAgencyOffice(t *testing.T, engine db.Engine, clientID string) *agencyOffice {
	t.Helper()
	o := &agencyOffice{provider: agency.Start(t, "0", returnAddress), log: &bytes.Buffer{}}
	house := dbtest.Open(t, engine)
	house.Clock.Set(time.Now()) // the provider has a clock of its own
	origin, _ := url.Parse("http://localhost:8080")
	h, err := newHandlers(Options{DB: house.DB, Profile: testProfile, Origin: origin, Log: slog.New(slog.NewTextHandler(o.log, nil)), Agency: &OpenID{
		Issuer: o.provider.Issuer, ClientID: clientID, ClientSecret: agency.ClientSecret, Contexts: []string{"urn:example:other", agency.TwoFactors}, Name: "State ID",
	}})
	if err != nil {
		t.Fatal(err)
	}
	site, err := h.router()
	if err != nil {
		t.Fatal(err)
	}
	o.visitor = &visitor{t: t, office: house, site: site, cookies: map[string]string{}, address: "198.51.100.20:4711"}
	return o
}

// someone is a new browser from an address of its own: tries from one address are counted.
func (o *agencyOffice) someone() *visitor {
	o.came++
	v := o.another()
	v.address = fmt.Sprintf("198.51.101.%d:4711", o.came)
	return v
}

// leads presses a button that leads to the agency, and gives the address there.
func (v *visitor) leads(button string, fields ...string) string {
	v.t.Helper()
	v.office.Clock.Set(time.Now())
	a := v.postOnly(button, fields...).must(http.StatusOK)
	address, ok := strings.CutPrefix(a.Header().Get("Refresh"), "0; url=")
	if !ok || !strings.Contains(a.body, "code_challenge_method=S256") {
		v.t.Fatalf("%s does not lead on: %q", button, a.Header())
	}
	return address
}

// comes follows the agency's redirect back to us, and stays at our answer.
func (v *visitor) comes(back string) answer {
	v.t.Helper()
	v.office.Clock.Set(time.Now())
	return v.send(httptest.NewRequest(GET, strings.TrimPrefix(back, "http://localhost:8080"), nil))
}

// byAgency goes the whole way.
func (v *visitor) byAgency(who *agency.Person, button string, fields ...string) answer {
	v.t.Helper()
	return v.comes(who.Visit(v.leads(button, fields...)))
}

// sent fails the test unless the answer sends the browser to an address.
func (a answer) sent(to string) answer {
	a.t.Helper()
	if location := a.Header().Get("Location"); a.Code != http.StatusSeeOther || location != to {
		a.t.Fatalf("%.60s answered %d and leads to %q, not %q", a.at, a.Code, location, to)
	}
	return a
}

// bound is one of the staff who has bound an identity of this name.
func (o *agencyOffice) bound(who portal.Actor, name string) (dbtest.Person, *agency.Person) {
	o.t.Helper()
	p := o.office.Hire(o.t, who)
	at := o.provider.Person(name)
	v := o.signedIn(p)
	v.byAgency(at, "/account/security/agency").sent("/account/security?done=agency")
	return p, at
}

// noted counts the records of an event in the audit trail whose details hold a text.
func (o *agencyOffice) noted(event portal.Event, detail string) (n int) {
	o.t.Helper()
	if err := o.office.Raw(o.t).QueryRow(`SELECT COUNT(*) FROM audit WHERE event = $1 AND detail LIKE $2`, string(event), "%"+detail+"%").Scan(&n); err != nil {
		o.t.Fatal(err)
	}
	return n
}

func TestStaffSignInWithTheirAgency(t *testing.T) {
	for engine, client := range map[db.Engine]string{db.SQLite: agency.ClientID, db.Postgres: agency.ClientIDES256} {
		t.Run(string(engine), func(t *testing.T) {
			o := newAgencyOffice(t, engine, client)
			ines, at := o.bound(dbtest.Ines, "ines.calloway")
			told := 0
			for _, m := range o.office.Post(t) {
				if m.Notice == portal.NoticeAgencyBound && m.To == dbtest.Ines.Email && m.Params["stop"] != "" {
					told++
				}
			}
			if told != 1 {
				t.Errorf("she was told %d times", told)
			}
			o.signedIn(ines).get("/account/security").must(200, "Agency identity", "State ID", "Bound", "Not used yet", "Remove the agency identity")

			v := o.someone()
			v.get("/sign-in?next=/desk/accessibility").must(200, "If you work here", "Sign in with State ID")
			v.byAgency(at, "/sign-in/agency", "next", "/desk/accessibility").sent("/desk/accessibility")
			if v.cookies[agencyCookie] != "" {
				t.Error("the agency's cookie stays")
			}
			v.get("/desk/accessibility").must(200, "Ines Calloway")
			v.get("/account/security").must(200, "Signed in with the agency’s sign-in (pwd, hwk)", "Last used")
			if asked := at.Signed; asked != 1 {
				t.Errorf("the agency asked for the password %d times: a fresh sign-in there is enough to come in", asked)
			}
			if o.noted(portal.SignInSucceeded, string(portal.ByAgency)) != 1 || o.noted(portal.AgencyVouched, "pwd, hwk") != 1 || o.noted(portal.AgencyVouched, agency.TwoFactors) != 1 {
				t.Error("the audit trail does not say how")
			}
			news := o.office.Post(t)
			if len(news) == 0 || news[len(news)-1].Notice != portal.NoticeNewDevice {
				t.Errorf("she was not told of a browser that we had not seen: %v", news)
			}
			dbtest.Absent(t, o.office, "ines.calloway", agency.ClientSecret)
		})
	}
}

func TestTheSessionIsAsFreshAsTheAgencysCheck(t *testing.T) {
	o := newAgencyOffice(t, db.SQLite, agency.ClientID)
	_, at := o.bound(dbtest.Ines, "ines")
	o.provider.Set(agency.Check{Age: 10 * 60})
	v, again := o.someone(), o.provider.Person("ines")
	v.byAgency(again, "/sign-in/agency").sent("/account")
	me := o.office.Who(t, v.cookies[sessionCookie])
	if ago := time.Since(me.SignedInAt); ago < 9*time.Minute || ago > 12*time.Minute {
		t.Errorf("both factors are said to have been shown %s ago", ago)
	}
	o.provider.Set(agency.Check{})
	before := v.cookies[sessionCookie]
	v.get("/sign-in/again?next=/account/security").must(200, "Use State ID")
	asked := at.Signed
	v.byAgency(at, "/sign-in/again/agency", "next", "/account/security").sent("/account/security")
	if at.Signed != asked+1 {
		t.Error("the agency did not ask anew")
	}
	if v.cookies[sessionCookie] == before {
		t.Error("the session kept its token")
	}
	if me = o.office.Who(t, v.cookies[sessionCookie]); time.Since(me.SignedInAt) > time.Minute {
		t.Errorf("step-up left it at %s", me.SignedInAt)
	}
	v.get("/account/security").must(200, "Showed the second step again, with the agency’s sign-in")
}

func TestNothingOfTheAgencyThatCannotBeBelievedLetsAnyoneIn(t *testing.T) {
	o := newAgencyOffice(t, db.SQLite, agency.ClientID)
	ines, _ := o.bound(dbtest.Ines, "ines")
	type try struct {
		name  string
		check agency.Check
		who   string
		said  portal.OpenIDRefusal
	}
	tries := []try{
		{"no password alone", agency.Check{Context: agency.Password}, "ines", portal.OpenIDWeak},
		{"no context", agency.Check{Tamper: "context"}, "ines", portal.OpenIDWeak},
		{"checked too long ago", agency.Check{Age: 20 * 60}, "ines", portal.OpenIDStale},
		{"somebody else", agency.Check{}, "nobody.here", portal.AgencyUnknown},
		{"her e-mail address", agency.Check{}, dbtest.Ines.Email, portal.AgencyUnknown},
		{"no token service", agency.Check{Tamper: "down"}, "ines", portal.OpenIDBusy},
		{"not let in", agency.Check{Error: "access_denied"}, "ines", portal.OpenIDDenied},
		{"login required", agency.Check{Error: "login_required"}, "ines", portal.OpenIDAsks},
		{"consent required", agency.Check{Error: "consent_required"}, "ines", portal.OpenIDAsks},
		{"out of order", agency.Check{Error: "temporarily_unavailable"}, "ines", portal.OpenIDBusy},
		{"server error", agency.Check{Error: "server_error"}, "ines", portal.OpenIDBusy},
		{"invalid request", agency.Check{Error: "invalid_request"}, "ines", portal.OpenIDMisfit},
		{"not that well", agency.Check{Error: "unmet_authentication_requirements"}, "ines", portal.OpenIDWeak},
	}
	inside := map[string]string{ // what the log says of each tampered token, so that each is refused for what it is
		"payload": "failed to verify id token signature", "foreign": "failed to verify id token signature",
		"none": `unexpected signature algorithm`, "hmac": `unexpected signature algorithm`,
		"missing": "no ID token came", "garbage": "malformed jwt", "text": "failed to unmarshal claims",
		"issuer": "issued by a different provider", "audience": "expected audience", "party": "made for someone else", "azp": "made for someone else",
		"nonce": "the nonce is another", "expired": "token is expired", "future": "the token is of the future",
		"subject": "", "unchecked": "", "tomorrow": "",
	}
	for tamper := range inside {
		tries = append(tries, try{"token: " + tamper, agency.Check{Tamper: tamper}, "ines", portal.OpenIDWrong})
	}
	for _, try := range tries {
		t.Run(try.name, func(t *testing.T) {
			o.provider.Set(try.check)
			o.log.Reset()
			v, before := o.someone(), o.noted(portal.AgencyWasRefused, string(try.said))
			v.byAgency(o.provider.Person(try.who), "/sign-in/agency", "next", "/desk").sent("/sign-in?agency=" + string(try.said) + "&next=%2Fdesk")
			if v.cookies[sessionCookie] != "" {
				t.Error("a session began")
			}
			if why := inside[try.check.Tamper]; !strings.Contains(o.log.String(), why) || !strings.Contains(o.log.String(), "led to nothing") {
				t.Errorf("the log does not say %q, but: %s", why, o.log)
			}
			said := saidOf(portal.AgencySaid(try.said)).Message.String()
			v.get("/sign-in?agency="+string(try.said)+"&next=%2Fdesk").must(200, said, "Sign in with State ID", "Password")
			if o.noted(portal.AgencyWasRefused, string(try.said)) != before+1 {
				t.Error("nothing of it stands in the audit trail")
			}
		})
	}
	o.provider.Set(agency.Check{})
	o.signedIn(ines).get("/account/security").must(200, "The agency’s sign-in was not enough: not let in")
	o.someone().byAgency(o.provider.Person("ines"), "/sign-in/agency").sent("/account") // nothing of that closed it to her
}

func TestCancellingAtTheAgencyLeadsBack(t *testing.T) {
	o := newAgencyOffice(t, db.SQLite, agency.ClientID)
	v := o.someone()
	v.comes(o.provider.Person("ines").Cancel(v.leads("/es/sign-in/agency"))).sent("/es/sign-in?agency=denied")
	v.get("/es/sign-in?agency=denied").must(200, "Iniciar sesión con State ID", "No se cambió nada")
	v.get("/sign-in?agency=made-up").must(200, "Sign in with State ID")
}
