package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

// tryOffice is an office in which forms are tried: everyone who sends one comes from an address of their own, so that no
// limit on tries ends the test.
type tryOffice struct {
	*dbtest.Office
	t     testing.TB
	door  *visitor
	hired map[string]dbtest.Person
	came  int

	imported  bool
	atCounter *visitor // who was seen in person
	theirForm string
	proved    *visitor // Rosa, whose address is confirmed
	given     *given   // Rosa, who was seen in person, and who acts for her
}

func newTryOffice(t testing.TB, o *dbtest.Office) *tryOffice {
	return &tryOffice{Office: o, t: t, door: visitorOf(t, o), hired: map[string]dbtest.Person{}}
}

func (o *tryOffice) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// visitor is someone new.
func (o *tryOffice) visitor() *visitor {
	o.came++
	v := o.door.another()
	v.address = fmt.Sprintf("203.0.%d.%d:4711", o.came/250, o.came%250)
	return v
}

// staff is someone of the office at their desk, hired once.
func (o *tryOffice) staff(who portal.Actor) *visitor {
	p, ok := o.hired[who.Email]
	if !ok {
		p = o.Hire(o.t, who)
		o.hired[who.Email] = p
	}
	v := o.visitor()
	v.cookies[sessionCookie] = p.Token
	return v
}

// newcomer is a clerk whom nothing has happened to yet.
func (o *tryOffice) newcomer() dbtest.Person {
	o.came++
	return o.Hire(o.t, portal.Actor{
		Name: fmt.Sprint("Clerk ", o.came), Email: fmt.Sprintf("clerk%d@dor.example", o.came), Role: portal.Clerk, Address: fmt.Sprintf("192.0.%d.%d", o.came/250, o.came%250),
	})
}

// asker is someone who has asked, and whose request took these steps since.
func (o *tryOffice) asker(steps ...portal.AccessibilityStep) (*visitor, portal.RequestNumber) {
	o.t.Helper()
	v := o.visitor()
	a := v.postOnly("/accessibility/requests", "concern", "The booklet is a picture.", "page", "/forms/booklet", "format", "text", "contact_by", "phone", "contact", "555-010-0142")
	if a.Code != http.StatusSeeOther {
		o.t.Fatalf("asking answered %d", a.Code)
	}
	n, _ := portal.ReadReference(strings.Split(a.Header().Get("Location"), "/")[3])
	for _, step := range steps {
		words := portal.AccessibilityWords{}
		if step.NeedsWords() {
			words.Text = "Words."
		}
		act(o.t, o.Office, n, step, words)
	}
	return v, n
}

// seen is the version of a request.
func (o *tryOffice) seen(n portal.RequestNumber) string {
	f, err := o.AccessibilityFile(o.t.Context(), dbtest.Sunita, n)
	o.must(err)
	return fmt.Sprint(f.Version)
}

// ownStep is a step of whoever asked, with words.
func ownTry(path string, steps ...portal.AccessibilityStep) func(o *tryOffice) started {
	return func(o *tryOffice) started {
		v, n := o.asker(steps...)
		at := "/accessibility/requests/" + n.String() + "/" + path
		return started{v, at, at, url.Values{"seen": {o.seen(n)}, "text": {"It is cut off at the right."}}, nil}
	}
}

// stepTry is a step at the desk.
func stepTry(who portal.Actor, step portal.AccessibilityStep, right url.Values) func(o *tryOffice) started {
	return func(o *tryOffice) started {
		_, n := o.asker()
		values := url.Values{"seen": {o.seen(n)}, "step": {string(step)}}
		for name, value := range right {
			values[name] = value
		}
		at := "/desk/accessibility/" + n.String()
		return started{o.staff(who), at + "?act=" + strings.ReplaceAll(string(step), " ", "-"), at + "/steps", values, nil}
	}
}

// settingUp is someone on their way to an account, with a password already when they are that far.
func (o *tryOffice) settingUp(password bool) *visitor {
	o.came++
	_, link, err := o.InviteStaff(o.t.Context(), portal.SystemActor("The operator"), portal.Invitation{
		Email: fmt.Sprintf("new%d@dor.example", o.came), Name: fmt.Sprint("New ", o.came), Role: portal.Clerk,
	}, nil)
	o.must(err)
	v := o.visitor()
	v.get("/setup/links/" + link).must(http.StatusOK)
	v.post("/setup").must(http.StatusOK)
	if password {
		v.post("/setup/password", "password", dbtest.Password).must(http.StatusOK)
	}
	return v
}

// recovering is someone with a link for a new password.
func (o *tryOffice) recovering() *visitor {
	o.staff(dbtest.Walt)
	_, link, err := o.SendLink(o.t.Context(), o.hired[dbtest.Walt.Email].Actor, o.newcomer().Account, nil)
	o.must(err)
	v := o.visitor()
	v.get("/setup/links/" + link).must(http.StatusOK)
	v.post("/setup").must(http.StatusOK)
	return v
}

// onStaff is a form about a colleague.
func onStaffTry(path string, right url.Values, before ...func(o *tryOffice, admin portal.Actor, id string) error) func(o *tryOffice) started {
	return func(o *tryOffice) started {
		walt, id := o.staff(dbtest.Walt), o.newcomer().Account
		for _, b := range before {
			o.must(b(o, o.hired[dbtest.Walt.Email].Actor, id))
		}
		values := url.Values{}
		for name, value := range right {
			values[name] = value
		}
		return started{walt, "/office/staff/" + id, "/office/staff/" + id + "/" + path, values, nil}
	}
}

// defectTry is a page that two asked about.
func defectTry(o *tryOffice) started {
	o.came++
	path := fmt.Sprintf("/forms/%d", o.came)
	askAbout(o.t, o.Office, path, path)
	return started{o.staff(dbtest.Ines), "/desk/accessibility/defects/page?path=" + path, "/desk/accessibility/defects/fixes",
		url.Values{"path": {path}, "seen": {"2"}, "what": {"Gave the table headers."}}, nil}
}

// followTry is someone with a receipt at another computer.
func followTry(o *tryOffice) started {
	receipt, err := o.SubmitAccessibilityRequest(o.t.Context(), dbtest.Nobody, testDesk, portal.AccessibilityForm{
		Concern: "The booklet is a picture.", Format: portal.FormatText, ContactBy: portal.ContactByPhone, Contact: "555-010-0142", Channel: portal.ChannelWeb,
	}, db.NewFollowUpKey())
	o.must(err)
	return started{o.visitor(), "/accessibility/status", "/accessibility/status", url.Values{"reference": {receipt.Number.String()}, "code": {portal.WriteCode(receipt.Code)}}, nil}
}
