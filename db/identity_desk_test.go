package db_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

var identityOffice = portal.IdentityOffice{Calendar: portal.Calendar{Zone: time.FixedZone("CST", -6*3600)}}

// bench is an office with records, certified clerks, and Rosa, who claims to be the taxpayer of that name.
type bench struct {
	*dbtest.Office
	t                   *testing.T
	ines, tomas, sunita portal.Actor
	walt                portal.Actor
	rosa                portal.Actor
	n                   portal.IdentityNumber
}

func openBench(t *testing.T, o *dbtest.Office) *bench {
	t.Helper()
	o.Records(t)
	b := &bench{Office: o, t: t}
	b.walt = o.Hire(t, dbtest.Walt).Actor
	for _, who := range []struct {
		at  *portal.Actor
		who portal.Actor
	}{{&b.ines, dbtest.Ines}, {&b.tomas, dbtest.Tomas}, {&b.sunita, dbtest.Sunita}} {
		*who.at = o.Hire(t, who.who).Actor
		b.certify(*who.at, elsewhere)
	}
	b.rosa = o.Enrol(t, dbtest.Rosa).Actor
	b.n = b.claims(b.rosa)
	return b
}

var (
	elsewhere = portal.TaxpayerAddress{Line1: "900 Plum Street", PostalCode: "56009"}
	rosasHome = portal.TaxpayerAddress{Line1: "12 alder st", Line2: "#3", PostalCode: "56001-1234"}
)

func (b *bench) certify(who portal.Actor, home portal.TaxpayerAddress) {
	b.t.Helper()
	b.must(b.GiveCertificate(b.t.Context(), b.fresh(b.walt), who.Account, portal.CertificateForm{Training: "Documents and faces, two days.", Home: home}))
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// refused wants a refusal whose words hold a text.
func (b *bench) refused(err error, words string) {
	b.t.Helper()
	if err == nil || !strings.Contains(err.Error(), words) {
		b.t.Errorf("answered %v, want a refusal with %q", err, words)
	}
}

// fresh is an actor who has just signed in.
func (b *bench) fresh(a portal.Actor) portal.Actor {
	a.SignedInAt = b.Now()
	return a
}

func (b *bench) claims(who portal.Actor) portal.IdentityNumber {
	b.t.Helper()
	n, err := b.ClaimTaxpayer(b.t.Context(), who, identityOffice, portal.IdentityClaim{Number: dbtest.RosasNumber, Name: "Rosa Delgado", By: "letter", Letter: dbtest.RosasLetter})
	b.must(err)
	return n
}

// file is the case as one of the staff has it open.
func (b *bench) file(who portal.Actor) portal.IdentityFile {
	b.t.Helper()
	err := b.LookAtIdentityCase(b.t.Context(), who, b.n, "")
	if err == portal.ErrSayWhyCase {
		err = b.LookAtIdentityCase(b.t.Context(), who, b.n, "The test looks what came of it.")
	}
	b.must(err)
	f, err := b.IdentityAtDesk(b.t.Context(), who, b.n)
	b.must(err)
	return f
}

func visit() portal.VisitForm {
	return portal.VisitForm{
		Document: portal.SeenDocument{Kind: "passport", Issuer: "United States", LastFour: "7K20"}, Expires: [3]string{"11", "20", "2030"},
		Face: true, Passed: "yes",
	}
}

func (b *bench) visits(who portal.Actor, form portal.VisitForm) error {
	b.t.Helper()
	return b.RecordVisit(b.t.Context(), b.fresh(who), identityOffice, b.n, b.file(who).Version, form)
}

func (b *bench) holds() portal.Assurance {
	b.t.Helper()
	h, err := b.Holding(b.t.Context(), b.rosa, b.n)
	if err != nil {
		return ""
	}
	return h.Assurance
}

func TestAVisitProvesInPerson(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		b := openBench(t, o)
		b.must(b.BeginRoute(t.Context(), b.rosa, identityOffice, b.n, portal.LetterRoute))
		form := visit()
		form.Second = &portal.SeenDocument{Kind: "utility bill", Issuer: "Harmon Power", LastFour: "0042"}
		b.must(b.visits(b.ines, form))
		f := b.file(b.tomas)
		if b.holds() != portal.InPerson || f.Status != portal.IdentityApproved || f.Blocked() {
			t.Errorf("the case is %s, holds %s", f.Status, b.holds())
		}
		if _, open := f.Reason(portal.PendingLetter); open {
			t.Error("a letter is still waited for")
		}
		if v := f.Visits[0]; len(v.Documents) != 2 || v.Documents[0].Expires != "2030-11-20" || v.Documents[1].LastFour != "0042" || !v.Face || v.Ties != "" {
			t.Errorf("the visit is %+v", v)
		}
		dbtest.Absent(t, o, "Harmon Power", "7K20")
	})
}

func TestAVisitThatProvesNothingLeavesTheCaseOpen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		b := openBench(t, o)
		b.must(b.BeginRoute(t.Context(), b.rosa, identityOffice, b.n, portal.VisitRoute))
		form := visit()
		form.Passed, form.Face, form.Reason, form.Expires = "no", false, "The face is not the one on the passport.", [3]string{"1", "2", "2020"}
		b.must(b.visits(b.ines, form))
		f := b.file(b.tomas)
		if b.holds() != portal.Matched || f.Status != portal.IdentityOpen || len(f.Reasons) != 1 || f.Reasons[0].Outcome != portal.Refused {
			t.Errorf("the case is %s with %+v", f.Status, f.Reasons)
		}
		b.must(b.BeginRoute(t.Context(), b.rosa, identityOffice, b.n, portal.VisitRoute))
	})
}

func TestTheDocumentsOfAVisitAreAskedForInWords(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		b := openBench(t, o)
		for words, spoil := range map[string]func(*portal.VisitForm){
			"This document has expired": func(f *portal.VisitForm) { f.Expires = [3]string{"11", "19", "2026"} },
			"Enter the day on which":    func(f *portal.VisitForm) { f.Expires = [3]string{"13", "45", "2026"} },
			"Choose which document":     func(f *portal.VisitForm) { f.Document.Kind = "library card" },
			"Enter who issued":          func(f *portal.VisitForm) { f.Document.Issuer = " " },
			"Enter the last four":       func(f *portal.VisitForm) { f.Document.LastFour = "12" },
			"Compare the face":          func(f *portal.VisitForm) { f.Face = false },
			"Choose whether":            func(f *portal.VisitForm) { f.Passed = "" },
			"Say why":                   func(f *portal.VisitForm) { f.Passed = "no" },
			"Choose which second":       func(f *portal.VisitForm) { f.Second = &portal.SeenDocument{Kind: "passport"} },
			"Leave the taxpayer number": func(f *portal.VisitForm) { f.Passed, f.Reason = "no", "It says 123-45-6789 there." },
		} {
			form := visit()
			spoil(&form)
			b.refused(b.visits(b.ines, form), words)
		}
		form := visit() // today is its last day
		form.Expires = [3]string{"11", "20", "2026"}
		b.must(b.visits(b.ines, form))
	})
}

func TestNobodyProvesThemselvesOrTheirOwnAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		b := openBench(t, o)
		b.certify(b.ines, rosasHome)
		b.must(b.visits(b.ines, visit())) // kept, and waits
		f := b.file(b.sunita)
		r, waits := f.Reason(portal.PendingSupervisor)
		if !waits || b.holds() != portal.Matched || !strings.Contains(r.Note, "share the household") || f.Visits[0].Ties == "" {
			t.Fatalf("the visit of one who lives there: %+v, holds %s", f.Reasons, b.holds())
		}
		decide := func(who portal.Actor, form portal.DecisionForm) error {
			return b.DecideIdentity(t.Context(), b.fresh(who), identityOffice, b.n, b.file(who).Version, portal.PendingSupervisor, form)
		}
		accept := portal.DecisionForm{Decision: "accept", Reason: "Looked at the passport again myself."}
		b.refused(decide(b.tomas, accept), "Your role does not allow")
		b.refused(decide(b.sunita, portal.DecisionForm{Decision: "perhaps", Reason: accept.Reason}), "Choose what you decide")
		b.refused(decide(b.sunita, portal.DecisionForm{Decision: "accept"}), "Say why")
		b.must(decide(b.sunita, accept))
		if b.holds() != portal.InPerson {
			t.Errorf("after the supervisor's word the account holds %s", b.holds())
		}
	})
}

func TestASupervisorWhoProvedSomeoneDoesNotDecideAboutIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		b := openBench(t, o)
		b.certify(b.sunita, rosasHome)
		b.must(b.visits(b.sunita, visit()))
		err := b.DecideIdentity(t.Context(), b.fresh(b.sunita), identityOffice, b.n, b.file(b.sunita).Version, portal.PendingSupervisor, portal.DecisionForm{Decision: "accept", Reason: "I know that it is her."})
		b.refused(err, "You took part in this proof yourself")
	})
}

func TestWhoHasTheNameAndTheHouseholdIsTheSamePerson(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		b := openBench(t, o)
		namesake := dbtest.Tomas
		namesake.Name, namesake.Email = "Rosa Delgado", "rosa.delgado@dor.example"
		clerk := o.Hire(t, namesake).Actor
		b.certify(clerk, elsewhere)
		f := b.file(clerk)
		if f.Ties.Themselves() || !f.Ties.SameName {
			t.Errorf("a namesake elsewhere is %+v", f.Ties)
		}
		b.certify(clerk, rosasHome)
		b.refused(b.visits(clerk, visit()), "You cannot prove your own identity")
	})
}

func TestCasesOpenOnlyWithAValidCertificate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		b := openBench(t, o)
		ctx := t.Context()
		lapsed := func(who portal.Actor) (errs []error) {
			_, _, err := b.IdentityQueue(ctx, who, portal.IdentityFilter{})
			errs = append(errs, err)
			_, err = b.IdentityCounts(ctx, who, []portal.IdentityFilter{{}})
			errs = append(errs, err)
			_, err = b.NextIdentityCase(ctx, who)
			errs = append(errs, err, b.LookAtIdentityCase(ctx, who, b.n, ""))
			_, err = b.IdentityAtDesk(ctx, who, b.n)
			errs = append(errs, err, b.RecordVisit(ctx, b.fresh(who), identityOffice, b.n, 1, visit()), b.NoteIdentityCase(ctx, who, b.n, "x"),
				b.AssignIdentityCase(ctx, who, b.n, 1, who), b.StayAtIdentityCase(ctx, who, b.n))
			_, err = b.OpenCaseAtCounter(ctx, b.fresh(who), identityOffice, b.rosa.Account, "", portal.CounterStart{})
			return append(errs, err)
		}
		never := o.Hire(t, portal.Actor{Name: "Noor Haddad", Email: "noor@dor.example", Role: portal.Clerk, Address: "192.0.2.8"}).Actor
		for _, err := range lapsed(never) {
			b.refused(err, "You hold no reviewer’s certificate")
		}
		o.Clock.Add(portal.CertificateDays*24*time.Hour - time.Second)
		if _, _, err := b.IdentityQueue(ctx, b.ines, portal.IdentityFilter{}); err != nil {
			t.Errorf("a second before its end: %v", err)
		}
		o.Clock.Add(time.Second)
		for _, err := range lapsed(b.ines) {
			b.refused(err, "has lapsed")
		}
		b.refused(b.GiveCertificate(ctx, b.fresh(b.sunita), b.sunita.Account, portal.CertificateForm{Training: "Documents and faces.", Home: elsewhere}), "Nobody gives a certificate to themselves")
		b.refused(b.GiveCertificate(ctx, b.fresh(b.sunita), b.walt.Account, portal.CertificateForm{Training: "Documents and faces.", Home: elsewhere}), "Only clerks and supervisors")
		b.refused(b.GiveCertificate(ctx, b.sunita, b.ines.Account, portal.CertificateForm{Training: "Documents and faces.", Home: elsewhere}), "Sign in again")
		b.refused(b.GiveCertificate(ctx, b.fresh(b.ines), b.tomas.Account, portal.CertificateForm{Training: "Documents and faces.", Home: elsewhere}), "Your role does not allow")
		b.refused(b.GiveCertificate(ctx, b.fresh(b.sunita), b.rosa.Account, portal.CertificateForm{Training: "Documents and faces.", Home: elsewhere}), "could not find")
		b.refused(b.GiveCertificate(ctx, b.fresh(b.sunita), b.ines.Account, portal.CertificateForm{}), "ZIP code")
		b.certify(b.ines, elsewhere)
		if _, _, err := b.IdentityQueue(ctx, b.ines, portal.IdentityFilter{}); err != nil {
			t.Errorf("with a new one: %v", err)
		}
		b.must(b.EndCertificate(ctx, b.fresh(b.walt), b.ines.Account, "Moved to another unit."))
		b.refused(b.EndCertificate(ctx, b.fresh(b.walt), b.ines.Account, "Moved to another unit."), "holds no certificate")
		_, _, err := b.IdentityQueue(ctx, b.ines, portal.IdentityFilter{})
		b.refused(err, "You hold no reviewer’s certificate")
		for _, who := range []portal.Actor{b.walt, b.rosa, dbtest.Petra, dbtest.Nobody} {
			if _, _, err := b.IdentityQueue(ctx, who, portal.IdentityFilter{}); portal.CodeOf(err) != portal.Forbidden {
				t.Errorf("%s reads the queue: %v", who.Name, err)
			}
		}
	})
}

func TestTheQueueOfCasesIsWorkedLikeTheOther(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		b := openBench(t, o)
		ctx := t.Context()
		list := func(f portal.IdentityFilter) int {
			cases, _, err := b.IdentityQueue(ctx, b.ines, f)
			b.must(err)
			counts, err := b.IdentityCounts(ctx, b.ines, []portal.IdentityFilter{f})
			b.must(err)
			if counts[0] != len(cases) {
				t.Errorf("%+v: %d listed, %d counted", f, len(cases), counts[0])
			}
			return len(cases)
		}
		at := func(state string) portal.IdentityFilter {
			return portal.IdentityFilter{QueueFilter: portal.QueueFilter{State: state}}
		}
		if list(at(portal.ListToDo)) != 0 || list(at(portal.ListWaiting)) != 1 {
			t.Error("a case that waits for its owner stands with what is to do")
		}
		b.must(b.BeginRoute(ctx, b.rosa, identityOffice, b.n, portal.LetterRoute))
		if list(at(portal.ListToDo)) != 1 || list(portal.IdentityFilter{Pending: portal.PendingLetter}) != 1 || list(portal.IdentityFilter{Pending: portal.PendingFraud}) != 0 {
			t.Error("a letter to print is not to do")
		}
		if n, err := b.NextIdentityCase(ctx, b.ines); n != b.n || err != nil {
			t.Errorf("next is %s, %v", n, err)
		}
		f := b.file(b.ines)
		b.must(b.AssignIdentityCase(ctx, b.ines, b.n, f.Version, b.ines))
		b.refused(b.AssignIdentityCase(ctx, b.tomas, b.n, f.Version, b.tomas), "Something happened to this case meanwhile")
		f = b.file(b.tomas)
		b.refused(b.AssignIdentityCase(ctx, b.tomas, b.n, f.Version, b.tomas), "has this case")
		if _, err := b.NextIdentityCase(ctx, b.tomas); portal.CodeOf(err) != portal.NotFound {
			t.Errorf("a colleague's case is next: %v", err)
		}
		colleagues, err := b.IdentityColleagues(ctx, b.ines)
		if err != nil || len(colleagues) != 2 {
			t.Errorf("colleagues %v, %v", colleagues, err)
		}
		b.must(b.AssignIdentityCase(ctx, b.sunita, b.n, f.Version, b.tomas))
		o.Clock.Add(20 * 24 * time.Hour)
		if list(at(portal.ListOverdue)) != 1 || list(portal.IdentityFilter{QueueFilter: portal.QueueFilter{Whose: portal.WhoseMine}}) != 0 {
			t.Error("what is late is not overdue")
		}
		b.must(b.NoteIdentityCase(ctx, b.tomas, b.n, "She calls back on Monday."))
		b.refused(b.NoteIdentityCase(ctx, b.tomas, b.n, " "), "Write the note first")
		if f := b.file(b.tomas); len(f.Notes) != 1 || f.Notes[0].Body != "She calls back on Monday." {
			t.Errorf("notes %+v", f.Notes)
		}
		dbtest.Absent(t, o, "She calls back on Monday.")
	})
}

func TestEveryLookAtACaseIsForItsOwnerToSee(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		b := openBench(t, o)
		ctx := t.Context()
		b.file(b.ines)
		b.file(b.ines) // the same look
		o.Clock.Add(portal.LookLasts)
		b.file(b.ines)
		looks, err := b.OwnLooks(ctx, b.rosa, "")
		if err != nil || len(looks) != 2 || looks[0].ByName != "Ines Calloway" || !strings.Contains(looks[0].Reason, "in the queue") {
			t.Errorf("the owner reads %+v, %v", looks, err)
		}
		if _, err := b.DeskAccount(ctx, b.ines, b.rosa.Account, ""); err != portal.ErrSayWhy {
			t.Errorf("a look at a case opens the whole account: %v", err)
		}
	})
}

func TestAClosedCaseAsksWhy(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		b := openBench(t, o)
		b.must(b.visits(b.ines, visit()))
		ctx := t.Context()
		if err := b.LookAtIdentityCase(ctx, b.tomas, b.n, ""); err != portal.ErrSayWhyCase {
			t.Errorf("a closed case opens without a reason: %v", err)
		}
		if _, err := b.IdentityAtDesk(ctx, b.tomas, b.n); err != portal.ErrSayWhyCase {
			t.Errorf("a closed case is read without a reason: %v", err)
		}
		b.refused(b.LookAtIdentityCase(ctx, b.tomas, b.n, "why not"), "Say why")
		b.must(b.LookAtIdentityCase(ctx, b.tomas, b.n, "She called about her visit."))
		b.must(b.LookAtIdentityCase(ctx, b.tomas, b.n, ""))
		if _, err := b.IdentityAtDesk(ctx, b.tomas, b.n); err != nil {
			t.Errorf("with a reason: %v", err)
		}
	})
}

func TestACaseIsOpenedAtTheCounterByNumberAndName(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		b := openBench(t, o)
		ctx := context.Background()
		alma := o.Enrol(t, portal.Actor{Name: "Otis Delgado", Email: "otis@mail.example", Role: portal.Taxpayer, Address: "198.51.100.70"}).Actor
		ines := b.fresh(b.ines)
		start := portal.CounterStart{Number: dbtest.OtisNumber, Name: "Otis Delgado"}
		_, err := b.OpenCaseAtCounter(ctx, ines, identityOffice, alma.Account, "", start)
		b.refused(err, "Say why you look")
		b.must(b.LookAtAccount(ctx, ines, alma.Account, "Stands at my counter."))
		account, err := b.DeskAccount(ctx, ines, alma.Account, "")
		b.must(err)
		for _, wrong := range []portal.CounterStart{{Number: dbtest.OtisNumber, Name: "Rosa Delgado"}, {Number: "987-89-9999", Name: "Otis Delgado"}} {
			_, err = b.OpenCaseAtCounter(ctx, ines, identityOffice, alma.Account, account.Version, wrong)
			b.refused(err, "We have no taxpayer with this number and this name")
		}
		_, err = b.OpenCaseAtCounter(ctx, ines, identityOffice, alma.Account, account.Version, portal.CounterStart{Number: "12"})
		b.refused(err, "Enter the nine digits")
		n, err := b.OpenCaseAtCounter(ctx, ines, identityOffice, alma.Account, account.Version, start)
		b.must(err)
		b.n = n
		f := b.file(b.ines)
		if _, open := f.Reason(portal.PendingVisit); !open || f.Assignee != b.ines.Account || f.OpenedByName != "Ines Calloway" {
			t.Errorf("the case is %+v", f.IdentityCase)
		}
		b.must(b.visits(b.ines, visit())) // who opened it cannot finish it alone
		if _, waits := b.file(b.sunita).Reason(portal.PendingSupervisor); !waits {
			t.Error("whoever opened the case proved it alone")
		}
		dbtest.Absent(t, o, dbtest.OtisNumber, strings.ReplaceAll(dbtest.OtisNumber, "-", ""))
	})
}

func TestCasesAreFoundByNameAndByEMailAddress(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		b := openBench(t, o)
		ctx := t.Context()
		nuna := o.Enrol(t, portal.Actor{Account: "nuna", Name: "N. K.", Email: "nuna@mail.example", Role: portal.Taxpayer, Session: "nuna-session", Address: "198.51.100.9"}).Actor
		other, err := b.ClaimTaxpayer(ctx, nuna, identityOffice, portal.IdentityClaim{Number: dbtest.NunasNumber, Name: "Nuna Kalluk", By: "letter", Letter: "L-2026-000420"})
		b.must(err)
		for words, want := range map[string]portal.IdentityNumber{
			"rosa": b.n, "ROSA DEL": b.n, "Delgado, Rosa": b.n, "  rosa@mail.example": b.n, "Rosa@MAIL.example": b.n, "Ibarra": b.n, // a former name

			"kalluk": other, "Kalluk N": other, "n. k": other, "nuna@mail.example": other, "nuna@mail.exampl": 0, "nobody": 0,
		} {
			cases, next, err := b.SearchIdentityCases(ctx, b.ines, words, nil)
			b.must(err)
			if want == 0 && len(cases) != 0 || want != 0 && (len(cases) != 1 || cases[0].Number != want) || next != nil {
				t.Errorf("%q finds %+v", words, cases)
			}
			if len(cases) == 1 {
				if cases, _, err := b.SearchIdentityCases(ctx, b.ines, words, cases[0].Mark()); err != nil || len(cases) != 0 {
					t.Errorf("after the last of %q come %+v, %v", words, cases, err)
				}
			}
		}
		for _, words := range []string{"", "r", "rosa@"} {
			if _, _, err := b.SearchIdentityCases(ctx, b.ines, words, nil); portal.CodeOf(err) != portal.Mend {
				t.Errorf("%q: %v", words, err)
			}
		}
		nadia := o.Hire(t, portal.Actor{Account: "nadia", Name: "Nadia Petrov", Email: "nadia@revenue.example", Role: portal.Clerk, Session: "nadia-session"}).Actor
		for _, who := range []portal.Actor{b.rosa, dbtest.Nobody, nadia} {
			if _, _, err := b.SearchIdentityCases(ctx, who, "rosa", nil); err == nil {
				t.Errorf("%s searches", who.Name)
			}
		}
		raw := o.Raw(t)
		defer raw.Close()
		rows, err := raw.Query(`SELECT detail FROM audit WHERE event = 'identity.sought'`)
		b.must(err)
		defer rows.Close()
		sought := 0
		for rows.Next() {
			var detail string
			b.must(rows.Scan(&detail))
			if sought++; strings.Contains(strings.ToLower(detail), "rosa") || strings.Contains(detail, "kalluk") {
				t.Errorf("the trail keeps the words: %s", detail)
			}
		}
		if sought < 12 {
			t.Errorf("%d searches are on record", sought)
		}
	})
}
