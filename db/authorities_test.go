package db_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

// agents is an office with two taxpayers who file together, an organization, and a tax preparer.
type agents struct {
	*dbtest.Office
	t                      *testing.T
	desk                   portal.IdentityOffice
	rosa, otis, mina, beat dbtest.Person // Mina was proved to be the mill; Beatriz Ortiz prepares returns
	rosas, otiss, mills    string        // the taxpayers
}

var beatriz = portal.Actor{Name: "Beatriz Ortiz", Email: "beatriz@ortiz.example", Address: "198.51.100.61"}

func openAgents(t *testing.T, o *dbtest.Office) *agents {
	t.Helper()
	o.Records(t)
	zone, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	w := &agents{Office: o, t: t, desk: portal.IdentityOffice{Calendar: portal.NewCalendar(zone)}}
	w.rosa, w.rosas = w.seen(dbtest.Rosa, rosasClaim)
	w.otis, w.otiss = w.seen(portal.Actor{Name: "Otis Delgado", Email: "otis@mail.example", Address: "198.51.100.8"},
		portal.IdentityClaim{Number: dbtest.OtisNumber, Name: "Otis Delgado", By: "letter", Letter: "L-2026-000418"})
	w.mina, w.mills = w.seen(portal.Actor{Name: "Mina Rao", Email: "mina@mill.example", Address: "198.51.100.10"},
		portal.IdentityClaim{Number: dbtest.MillNumber, Name: "Harmon Mill LLC", By: "letter", Letter: "L-2026-000419"})
	w.beat = o.Enrol(t, beatriz)
	o.Post(t)
	return w
}

func (w *agents) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// code wants an error of a code; "" wants none.
func (w *agents) code(err error, want portal.Code) {
	w.t.Helper()
	if portal.CodeOf(err) != want || want == "" && err != nil {
		w.t.Errorf("%v, not %q", err, want)
	}
}

// seen is someone who was proved to be a taxpayer at the counter.
func (w *agents) seen(who portal.Actor, claim portal.IdentityClaim) (dbtest.Person, string) {
	w.t.Helper()
	p := w.Enrol(w.t, who)
	n, err := w.ClaimTaxpayer(bg, p.Actor, w.desk, claim)
	w.must(err)
	w.must(w.BeginRoute(bg, p.Actor, w.desk, n, portal.VisitRoute))
	w.must(w.ProveReason(bg, dbtest.Ines, w.desk, n, portal.PendingVisit))
	h, err := w.Holding(bg, p.Actor, n)
	w.must(err)
	return p, h.Taxpayer
}

var anyScope = portal.ScopeForm{Level: "message", Types: "all", Years: "all", Lasts: "open"}

func offer(scope portal.ScopeForm) portal.AuthorityInvitation {
	return portal.AuthorityInvitation{Name: "Beatriz", Email: beatriz.Email, Scope: scope}
}

// invites goes as far as the invitation.
func (w *agents) invites(scope portal.ScopeForm) (id, code string) {
	w.t.Helper()
	a, code, err := w.InviteRepresentative(bg, w.fresh(w.rosa), w.desk, w.rosas, offer(scope))
	w.must(err)
	return a.ID, code
}

func (w *agents) fresh(p dbtest.Person) portal.Actor {
	a := p.Actor
	a.SignedInAt = w.Clock.Now()
	return a
}

// gives goes as far as an authority in force, or one that waits for the other of a joint return.
func (w *agents) gives(scope portal.ScopeForm) string {
	w.t.Helper()
	id, code := w.invites(scope)
	w.must(w.OpenInvitation(bg, w.beat.Actor, id, code))
	w.must(w.AnswerInvitation(bg, w.beat.Actor, id, true, "", ""))
	return id
}

func (w *agents) status(id string) portal.AuthorityStatus {
	w.t.Helper()
	open, over, err := w.AuthoritiesGiven(bg, w.rosa.Actor, w.rosas)
	w.must(err)
	for _, a := range append(open, over...) {
		if a.ID == id {
			return a.Status
		}
	}
	return ""
}

// acts is for whom Beatriz acts now.
func (w *agents) acts() portal.Acting {
	w.t.Helper()
	a, err := w.Acting(bg, w.beat.Actor)
	w.must(err)
	return a
}

func toldTo(mail []portal.Mail, notice portal.Notice) (to []string) {
	for _, m := range mail {
		if m.Notice == notice || slices.Contains(m.With, notice) { // several may go in one e-mail
			to = append(to, m.To)
		}
	}
	slices.Sort(to)
	return to
}

func TestAnInvitationIsOpenedWithItsCodeByWhoeverReadsItsMail(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		w := openAgents(t, o)
		id, code := w.invites(anyScope)
		mail := o.Post(t)
		if len(mail) != 1 || mail[0].To != beatriz.Email || mail[0].Params["name"] != "" || mail[0].Params["until"] != "2026-12-11" || strings.Contains(strings.Join([]string{mail[0].Params["until"]}, ""), code) {
			t.Fatalf("the e-mail: %+v", mail)
		}
		dbtest.Absent(t, o, code, w.rosas+code)
		held, err := o.AuthoritiesHeld(bg, w.beat.Actor)
		if err != nil || len(held.Sealed) != 1 || len(held.Open) != 0 {
			t.Fatalf("%+v, %v", held, err)
		}
		w.code(o.AnswerInvitation(bg, w.beat.Actor, id, true, "", ""), portal.NotFound)
		w.code(o.OpenInvitation(bg, w.otis.Actor, id, code), portal.NotFound) // the code alone is not enough
		w.code(o.OpenInvitation(bg, w.beat.Actor, id, "00000-00000"), portal.Mend)
		if _, _, err := o.AuthorityHeld(bg, w.beat.Actor, id); portal.CodeOf(err) != portal.NotFound {
			t.Errorf("seen before the code: %v", err)
		}
		w.must(o.OpenInvitation(bg, w.beat.Actor, id, strings.ToLower(code)))
		w.must(o.OpenInvitation(bg, w.beat.Actor, id, code)) // in another tab
		a, events, err := o.AuthorityHeld(bg, w.beat.Actor, id)
		if err != nil || a.Called != "Rosa Delgado" || a.Scope.Level != portal.MessageLevel || len(events) != 2 {
			t.Fatalf("%+v, %d events, %v", a, len(events), err)
		}
		if w.acts(); o.ActFor(bg, w.beat.Actor, w.rosas) == nil {
			t.Error("acts before accepting")
		}
		w.must(o.AnswerInvitation(bg, w.beat.Actor, id, true, "", ""))
		w.code(o.AnswerInvitation(bg, w.beat.Actor, id, true, "", ""), portal.Conflict)
		mail = o.Post(t)
		if !slices.Equal(toldTo(mail, portal.NoticeAuthorityGiven), []string{dbtest.Rosa.Email}) || !slices.Equal(toldTo(mail, portal.NoticeAuthorityReceived), []string{beatriz.Email}) {
			t.Errorf("told: %+v", mail)
		}
		if w.acts().Taxpayer != "" {
			t.Error("acts for someone without having chosen")
		}
		w.must(o.ActFor(bg, w.beat.Actor, w.rosas))
		if now := w.acts(); now.Owner != w.rosas || now.Name != "Rosa Delgado" || now.Authority != id || !now.MayWrite() {
			t.Errorf("%+v", now)
		}
		w.code(o.ActFor(bg, w.beat.Actor, w.otiss), portal.NotFound)
		if w.acts().Owner != w.rosas {
			t.Error("a switch that was refused changed something")
		}
		acts, err := o.RepresentativeActs(bg, w.rosa.Actor, w.rosas, "", "")
		if err != nil || len(acts) != 1 || acts[0].What != portal.DidSwitch || acts[0].Name != "Beatriz Ortiz" {
			t.Errorf("%+v, %v", acts, err)
		}
		if _, err := o.RepresentativeActs(bg, w.otis.Actor, w.rosas, "", ""); portal.CodeOf(err) != portal.NotFound {
			t.Errorf("another taxpayer reads them: %v", err)
		}
		if _, err := o.RepresentativeActs(bg, w.beat.Actor, w.rosas, "", ""); portal.CodeOf(err) != portal.NotFound {
			t.Errorf("the representative reads them: %v", err)
		}
	})
}

func TestTheAnswerToKnownAndUnknownAddressesIsTheSame(t *testing.T) {
	w := openAgents(t, dbtest.Open(t, db.SQLite))
	known := offer(anyScope)
	unknown := known
	unknown.Email = "nobody@nowhere.example"
	for _, form := range []portal.AuthorityInvitation{known, unknown} {
		a, code, err := w.InviteRepresentative(bg, w.fresh(w.rosa), w.desk, w.rosas, form)
		if err != nil || len(code) != portal.FollowUpCodeLength || a.Status != portal.AuthorityInvited || a.Representative != "" {
			t.Errorf("%s: %+v, %q, %v", form.Email, a, code, err)
		}
	}
	mail := w.Post(t)
	if len(mail) != 2 || mail[0].Notice != mail[1].Notice || len(mail[0].Params) != len(mail[1].Params) || mail[0].Language != mail[1].Language {
		t.Errorf("%+v", mail)
	}
}

func TestWhatIsWrongWithAnInvitationIsSaid(t *testing.T) {
	w := openAgents(t, dbtest.Open(t, db.SQLite))
	try := func(field string, change func(*portal.AuthorityInvitation)) {
		t.Helper()
		form := offer(anyScope)
		change(&form)
		_, _, err := w.InviteRepresentative(bg, w.fresh(w.rosa), w.desk, w.rosas, form)
		if err == nil || !strings.Contains(err.Error(), "; "+field+": ") {
			t.Errorf("%s: %v", field, err)
		}
	}
	try("name", func(f *portal.AuthorityInvitation) { f.Name = " " })
	try("name", func(f *portal.AuthorityInvitation) { f.Name = "Bea 987-89-4320" })
	try("email", func(f *portal.AuthorityInvitation) { f.Email = "bea" })
	try("email", func(f *portal.AuthorityInvitation) { f.Email = dbtest.Rosa.Email })
	try("level", func(f *portal.AuthorityInvitation) { f.Scope.Level = "own" })
	try("types", func(f *portal.AuthorityInvitation) { f.Scope.Types = "" })
	try("type", func(f *portal.AuthorityInvitation) { f.Scope.Types = "some" })
	try("type", func(f *portal.AuthorityInvitation) {
		f.Scope.Types, f.Scope.Some = "some", []string{"Sales and use tax"} // the mill's, not hers
	})
	try("years", func(f *portal.AuthorityInvitation) { f.Scope.Years = "none" })
	try("from", func(f *portal.AuthorityInvitation) { f.Scope.Years, f.Scope.To = "some", "2025" })
	try("to", func(f *portal.AuthorityInvitation) { f.Scope.Years, f.Scope.From, f.Scope.To = "some", "2025", "2024" })
	try("lasts", func(f *portal.AuthorityInvitation) { f.Scope.Lasts = "" })
	try("until", func(f *portal.AuthorityInvitation) {
		f.Scope.Lasts, f.Scope.Until = "until", [3]string{"11", "20", "2026"}
	})
	stale := w.rosa.Actor
	stale.SignedInAt = w.Clock.Now().Add(-portal.StepUpWithin - time.Second)
	_, _, err := w.InviteRepresentative(bg, stale, w.desk, w.rosas, offer(anyScope))
	w.code(err, portal.SignInAgain)
	_, _, err = w.InviteRepresentative(bg, w.fresh(w.otis), w.desk, w.rosas, offer(anyScope))
	w.code(err, portal.NotFound)
	member := offer(anyScope)
	member.Kind = portal.MemberKind
	_, _, err = w.InviteRepresentative(bg, w.fresh(w.rosa), w.desk, w.rosas, member)
	w.code(err, portal.NotFound)
	w.invites(anyScope)
	try("email", func(*portal.AuthorityInvitation) {}) // the same once more
	for _, email := range []string{"second@mail.example", "third@mail.example", "fourth@mail.example"} {
		form := offer(anyScope)
		form.Email = email
		_, _, err = w.InviteRepresentative(bg, w.fresh(w.rosa), w.desk, w.rosas, form)
	}
	if portal.CodeOf(err) != portal.Conflict || !strings.Contains(err.Error(), "3 people may act") {
		t.Errorf("a fourth: %v", err)
	}
}

func TestLettingSomeoneLookAsksLessThanLettingThemAct(t *testing.T) {
	w := openAgents(t, dbtest.Open(t, db.SQLite))
	ada := w.Enrol(t, portal.Actor{Name: "Nuna Kalluk", Email: "nuna@mail.example", Address: "198.51.100.30"})
	n, err := w.ClaimTaxpayer(bg, ada.Actor, w.desk, portal.IdentityClaim{Number: dbtest.NunasNumber, Name: "Nuna Kalluk", By: "letter", Letter: "L-2026-000420"})
	w.must(err)
	h, err := w.Holding(bg, ada.Actor, n)
	w.must(err)
	_, _, err = w.InviteRepresentative(bg, w.fresh(ada), w.desk, h.Taxpayer, offer(anyScope))
	w.code(err, portal.NotFound) // matched alone
	w.must(w.BeginRoute(bg, ada.Actor, w.desk, n, portal.RefereeRoute))
	w.must(w.ProveReason(bg, dbtest.Ines, w.desk, n, portal.PendingReferee))
	_, _, err = w.InviteRepresentative(bg, w.fresh(ada), w.desk, h.Taxpayer, offer(anyScope))
	if portal.CodeOf(err) != portal.Mend || !strings.Contains(err.Error(), "seen you in person") {
		t.Errorf("document reviewed, to write: %v", err)
	}
	look := anyScope
	look.Level = "view"
	_, _, err = w.InviteRepresentative(bg, w.fresh(ada), w.desk, h.Taxpayer, offer(look))
	w.must(err)
}

// hurry signs everyone in again after the clock went on, so that their sessions are open.
func (w *agents) hurry() {
	w.t.Helper()
	conn := w.Raw(w.t)
	if _, err := conn.Exec(`UPDATE sessions SET touched_at = $1, started_at = $1 WHERE ended_at IS NULL`, w.Clock.Now().UnixMilli()); err != nil {
		w.t.Fatal(err)
	}
}
