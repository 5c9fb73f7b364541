package handlers

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

func TestTheDeskProvesSomeoneAtTheCounter(t *testing.T) {
	o := newTryOffice(t, dbtest.Open(t, db.SQLite))
	s := counterTry(o)
	a := s.v.post(s.address, "seen", s.right.Get("seen"), "number", dbtest.OtisNumber, "name", "Otis Delgado").must(200, "The case is open, and you have it", "Record a visit", "SSN ending in 4321")
	if strings.Contains(a.body, "987-89-4321") || strings.Contains(a.at, "987") {
		t.Error("the whole number stands on the page or in its address")
	}
	at, _, _ := strings.Cut(a.at, "?")
	pairs := []string{"seen", "1", "about", "visit"}
	for name, value := range visitValues() {
		pairs = append(pairs, name, value[0])
	}
	stale := s.v.postOnly(at+"/visits", pairs...).must(http.StatusConflict, "Something happened to this case meanwhile")
	if !strings.Contains(stale.body, "Harmon Power") {
		t.Error("what was typed is lost when someone was faster")
	}
	n, _ := portal.ReadIdentityNumber(at[strings.LastIndexByte(at, '/')+1:])
	p, err := o.IdentityProof(t.Context(), portal.SystemActor("tests"), n)
	o.must(err)
	pairs[1] = fmt.Sprint(p.Version)
	s.v.post(at+"/visits", pairs...).must(200, "The visit is recorded", "Stopped until we decide", "registered the account or opened the case", "Passport of United States, number ending in 7K20")
	super := o.visitor().signedIn(o.certified(portal.Supervisor))
	super.get("/desk/identity?state=all&pending=supervisor").must(200, "A supervisor’s look: waits for a decision", n.String())
	super.get("/desk/identity/next").must(200, "Decide about the visit")
	super.get(at+"/checklist").must(200, "IAL2: one FAIR and one STRONG", "Print the checklist")
}

func TestIdentityCasesAreSoughtByNameAndAddressAndNeverByNumber(t *testing.T) {
	o := newTryOffice(t, dbtest.Open(t, db.SQLite))
	s, f, _ := o.reviewing(portal.Clerk)
	own, err := o.Own(t.Context(), portal.Actor{Account: f.Account, Role: portal.Taxpayer})
	o.must(err)
	s.get("/desk/identity?q="+url.QueryEscape(own.Email)).must(200, f.Number.String(), "1 case with")
	s.get("/desk/identity?q="+url.QueryEscape(own.Name)).must(200, f.Number.String())
	s.get("/desk/identity?q=nobody+at+all").must(200, "No case belongs to this name or e-mail address.")
	s.get("/desk/identity?q=ID-2026-000999").must(200, "No case has this reference.")
	s.get("/desk/identity?q=r").must(200, "at least two letters of the name")
	page := s.get("/desk/identity?q=987-89-4321").must(200, "Filter This looks like a taxpayer number, and nothing was looked up")
	if strings.Contains(page.body, "987-89-4321") {
		t.Error("the number stands on the page")
	}
}

func TestWithoutACertificateNoCaseOpensInWords(t *testing.T) {
	o := newTryOffice(t, dbtest.Open(t, db.SQLite))
	_, f, at := o.reviewing(portal.Clerk)
	clerk := o.visitor().signedIn(o.newcomer())
	for _, address := range []string{"/desk/identity", "/desk/identity?q=ID-2026-000001", "/desk/identity/next", at} {
		clerk.get(address).must(http.StatusForbidden, "You hold no reviewer’s certificate")
	}
	for _, part := range []string{"visits", "reviews", "referees", "decisions", "notes", "assignment", "looks", "presence"} {
		clerk.postOnly(at+"/"+part, "seen", fmt.Sprint(f.Version), "about", "fraud", "note", "x", "reason", "I want to look.").must(http.StatusForbidden)
	}
	home := clerk.get("/desk").must(200)
	if strings.Contains(text(home.body), "Identity cases that wait") {
		t.Error("the first page counts what does not open")
	}
	petra := o.visitor().signedIn(o.Hire(t, dbtest.Petra))
	petra.get(at).must(http.StatusForbidden, "Your role does not allow this")
	petra.get("/desk/identity/checklists").must(200, f.Number.String())
	list := petra.get(at+"/checklist").must(200, "4.1.6", "Not met")
	if strings.Contains(list.body, "Rosa") || strings.Contains(list.body, "Delgado") {
		t.Error("the auditor's checklist names someone")
	}
}

func TestPicturesGoToTheirPageAloneAndNeverRun(t *testing.T) {
	o := newTryOffice(t, dbtest.Open(t, db.SQLite))
	v, f, at := o.reviewing(portal.Clerk, sendPictures)
	c := f.Capture()
	page := v.get(at+"?act=review").must(200, "Does the paper show the code", portal.WriteCode(c.Code))
	picture := at + "/pictures/" + c.ID + "/" + c.Document
	if !strings.Contains(page.body, picture) {
		t.Error("the pictures are not on the page")
	}
	a := v.get(picture).must(200)
	h := a.Header()
	if h.Get("Content-Type") != "image/jpeg" || !strings.HasPrefix(h.Get("Content-Disposition"), "attachment") || !strings.HasPrefix(h.Get("Content-Security-Policy"), "sandbox") || !bytes.HasPrefix([]byte(a.body), []byte("\xff\xd8\xff")) {
		t.Errorf("a picture is sent as %v", h)
	}
	v.get(at + "/pictures/" + c.ID + "/elsewhere").must(http.StatusNotFound)
	o.Clock.Add(time.Second)
	o.visitor().signedIn(o.taxpayer()).get(picture).must(http.StatusNotFound)
}
