package handlers

import (
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

// outsider is someone whose a case is not, and what they are answered on its routes.
type outsider struct {
	*visitor
	public bool // of the public: their routes are those of /messages
	status int
	traced bool // each thing that they ask for stands in the audit trail
}

// outsiders are every kind of person to whom a case of Rosa's is not shown.
func outsiders(t *testing.T, c *dbtest.Counter) map[string]outsider {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	enrol := func(name, email, address string) dbtest.Person {
		return c.Enrol(t, portal.Actor{Name: name, Email: email, Role: portal.Taxpayer, Address: address})
	}
	stranger, past, narrow, stopped, matched := enrol("Stella Marsh", "stella@mail.example", "198.51.100.41"), enrol("Paul Past", "paul@mail.example", "198.51.100.42"),
		enrol("Nora Narrow", "nora@mail.example", "198.51.100.43"), enrol("Sam Stopped", "sam@mail.example", "198.51.100.44"), enrol("Nuna Kalluk", "nuna@mail.example", "198.51.100.31")
	desk := portal.IdentityOffice{Calendar: c.Desk.Calendar}
	_, err := c.ClaimTaxpayer(t.Context(), matched.Actor, desk, portal.IdentityClaim{Number: dbtest.NunasNumber, Name: "Nuna Kalluk", By: "letter", Letter: "L-2026-000420"})
	must(err)
	over, rosas := c.Represent(t, past, dbtest.InEverything)
	must(c.RevokeAuthority(t.Context(), c.Rosa.Actor, rosas, over))
	c.Represent(t, narrow, portal.ScopeForm{Level: "message", Types: "all", Years: "some", From: "2019", To: "2020", Lasts: "open"}) // the case names no year
	id, _ := c.Represent(t, stopped, dbtest.InEverything)
	supervisor := c.Sunita.Actor
	supervisor.SignedInAt = c.Clock.Now()
	must(c.LookAtTaxpayer(t.Context(), supervisor, rosas, "The certificate is checked."))
	must(c.SuspendRepresentative(t.Context(), supervisor, rosas, id, false, "The certificate was withdrawn."))
	untrained := c.Hire(t, portal.Actor{Name: "Una Hale", Email: "una@dor.example", Role: portal.Clerk, Address: "192.0.2.77"})
	must(c.JoinQueue(t.Context(), c.Sunita.Actor, untrained.Account, "Individual income tax"))
	public := func(p dbtest.Person) outsider { return outsider{at(t, c, p), true, 404, true} }
	return map[string]outsider{
		"a stranger": public(stranger), "another taxpayer": public(c.Otis), "someone who only matched": public(matched), "a past representative": public(past),
		"a representative with a narrower scope": public(narrow), "a representative who is suspended": public(stopped),
		"a clerk, at the taxpayer’s address":                {at(t, c, c.Ines), true, 404, false}, // nothing of the public's is there for staff
		"a stranger at the desk":                            {at(t, c, stranger), false, 404, false},
		"the taxpayer at the desk":                          {at(t, c, c.Rosa), false, 404, false},
		"a clerk of another queue, at the desk":             {at(t, c, c.Tomas), false, 404, true},
		"a clerk whose training has lapsed, at the desk":    {at(t, c, untrained), false, 403, false},
		"an auditor, who reads who looked and nothing else": {at(t, c, c.Hire(t, dbtest.Petra)), false, 403, false},
	}
}

// otherwise are the routes of the desk on which someone of the staff is answered in another way than with their kind's status.
var otherwise = map[string]bool{
	"POST /desk/messages/:ref/looks": true, // where a clerk of another queue writes down why
	"GET /desk/messages/:ref/looks":  true, // what auditors are for; and others' permission is asked first
}

// Every route of a case is walked by every kind of person whose it is not: each is answered as for a case that is not there,
// and who asks for what is none of theirs leaves a trace.
func TestNoRouteOfACaseIsOpenToAnyoneElse(t *testing.T) {
	varying := regexp.MustCompile(`nonce="[^"]*"|[0-9A-Z]{4}-[0-9A-Z]{4}(-[0-9A-Z]{4})?|data-[a-z-]+="[^"]*"`)
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c := o.OpenCounter(t)
		n := c.Write(t, c.Rosa, 0, portal.DraftText{Topic: "income", Subject: "A secret subject", Body: "When?"})
		raw := o.Raw(t)
		defer raw.Close()
		traces := func() (count int) {
			t.Helper()
			if err := raw.QueryRow(`SELECT COUNT(*) FROM audit WHERE event = $1 AND subject = $2`, string(portal.CaseNotShown), n.Subject()).Scan(&count); err != nil {
				t.Fatal(err)
			}
			return count
		}
		walked := 0
		for kind, who := range outsiders(t, c) {
			prefix := "/desk/messages/:ref"
			if who.public {
				prefix = "/messages/:ref"
			}
			for _, r := range testHandlers(t).routes() {
				if !strings.HasPrefix(r.path, prefix) || otherwise[r.method+" "+r.path] {
					continue
				}
				walked++
				ask := func(ref string) answer {
					path := strings.NewReplacer(":ref", ref, ":n", "1", ":message", "1", ":file", "01a202bf-e4ad-7e4c-9e43-2d86af33c851").Replace(r.path)
					request := httptest.NewRequest(r.method, path, strings.NewReader("body=x&draft=01a202bf-e4ad-7e4c-9e43-2d86af33c851&ground=threat&message=1&reason=A+reason+to+look.&note=A+note.&why=A+reason.&into=MC-2026-000009&until.month=11&until.day=25&until.year=2026&queue=Help+desk"))
					request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
					request.Header.Set("Sec-Fetch-Site", "same-origin")
					return who.send(request)
				}
				before := traces()
				hers := ask(n.String())
				after := traces()
				nobodys := ask("MC-2026-999999")
				refused := hers.Code == who.status || !who.public && (hers.Code == 403 || hers.Code == 404) // some acts say first that a colleague may not
				if hers.Code != nobodys.Code || !refused {
					t.Errorf("%s, %s %s: %d, and %d for a case that is not there, not %d", kind, r.method, r.path, hers.Code, nobodys.Code, who.status)
				}
				if who.traced && after <= before && r.path != "/desk/messages/:ref/presence" { // which a page asks by itself
					t.Errorf("%s, %s %s: leaves no trace", kind, r.method, r.path)
				}
				if strings.Contains(hers.body, "A secret subject") {
					t.Errorf("%s, %s %s: reads of what the case is about", kind, r.method, r.path)
				}
				a, b := varying.ReplaceAllString(strings.ReplaceAll(hers.body, n.String(), ""), ""), varying.ReplaceAllString(strings.ReplaceAll(nobodys.body, "MC-2026-999999", ""), "")
				if a != b {
					i := 0
					for i < min(len(a), len(b)) && a[i] == b[i] {
						i++
					}
					t.Errorf("%s, %s %s: the two answers differ at %q and %q", kind, r.method, r.path, a[i:min(i+60, len(a))], b[i:min(i+60, len(b))])
				}
			}
		}
		if walked < 100 {
			t.Errorf("only %d ways were walked", walked)
		}
		f, err := o.Case(t.Context(), c.Rosa.Actor, n, 0)
		if err != nil || len(f.Messages) != 1 || f.Version != 1 || f.Archived || f.Assignee != "" {
			t.Errorf("somebody did something to the case: %+v, %v", f, err)
		}
	})
}
