package db_test

import (
	"slices"
	"testing"
	"time"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

// told is whether a notice went to an address.
func told(mails []portal.Mail, notice portal.Notice, to string) bool {
	return slices.ContainsFunc(mails, func(m portal.Mail) bool {
		return (m.Notice == notice || slices.Contains(m.With, notice)) && m.To == to // several may go in one e-mail
	})
}

func TestASecondAccountForOneTaxpayerWaitsForSomeone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		p := openProving(t, o)
		p.claim()
		p.begin(portal.LetterRoute)
		first := p.mail()[0]
		if err := o.EnterLetterCode(bg, p.rosa.Actor, p.desk, p.number, first.Code); err != nil {
			t.Fatal(err)
		}
		o.Post(t)
		thief := o.Enrol(t, portal.Actor{Name: "Someone", Email: "someone@mail.example", Address: "198.51.100.99"})
		n, err := o.ClaimTaxpayer(bg, thief.Actor, p.desk, rosasClaim)
		if err != nil {
			t.Fatalf("the second claim is answered as the first was: %v", err)
		}
		mails := o.Post(t)
		if !told(mails, portal.NoticeIdentityElsewhere, p.rosa.Email) || !told(mails, portal.NoticeIdentityChecked, "someone@mail.example") {
			t.Errorf("both sides were not told: %v", mails)
		}
		own, err := o.Holding(bg, p.rosa.Actor, p.number)
		if err != nil || !own.Frozen || own.Assurance != portal.AddressConfirmed {
			t.Errorf("the first: %+v, %v", own, err)
		}
		o.Clock.Add(25 * time.Hour)
		if err := o.BeginRoute(bg, thief.Actor, p.desk, n, portal.LetterRoute); err != nil {
			t.Fatal(err)
		}
		var code string
		for _, l := range p.mail() {
			if l.Kind == portal.CodeLetter {
				code = l.Code
			} else if l.Code != "" {
				t.Error("an alert has a code")
			}
		}
		if err := o.EnterLetterCode(bg, thief.Actor, p.desk, n, code); err != nil {
			t.Fatal(err)
		}
		if h, err := o.Holding(bg, thief.Actor, n); err != nil || h.Assurance != portal.Matched {
			t.Errorf("with the code, while someone looks at it: %+v, %v", h, err)
		}
		c, _, err := o.OwnIdentityCase(bg, thief.Actor, n)
		if err != nil || c.Status != portal.IdentityOpen || !c.Blocked() || c.Evidence != "" {
			t.Errorf("the case: %+v, %v", c, err)
		}
	})
}

func TestANumberOnTheDeathFileWaitsForSomeone(t *testing.T) {
	o := dbtest.Open(t, db.SQLite)
	p := openProving(t, o)
	n, err := o.ClaimTaxpayer(bg, p.rosa.Actor, p.desk, portal.IdentityClaim{Number: dbtest.DeadsNumber, Name: "Ada Quill", By: "letter", Letter: "L-2026-000421"})
	if err != nil {
		t.Fatal(err)
	}
	p.number = n
	if c, _ := p.see(); !c.Blocked() {
		t.Error("nobody looks at it")
	}
	if h, err := o.Holding(bg, p.rosa.Actor, n); err != nil || !h.Frozen {
		t.Errorf("%+v, %v", h, err)
	}
}

func TestWhoeverGetsALetterCanSayThatTheyDidNotAskForIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		p := openProving(t, o)
		p.claim()
		p.begin(portal.LetterRoute)
		letter := p.mail()[0]
		visitor := portal.Actor{Address: "203.0.113.5"}
		if err := o.ReportLetter(bg, visitor, p.desk, "11111-22222", ""); err != nil {
			t.Errorf("an unknown reference is answered as a known one: %v", err)
		}
		if err := o.ReportLetter(bg, visitor, p.desk, letter.Code, ""); err != nil {
			t.Errorf("the code instead of the reference: %v", err)
		}
		if c, _ := p.see(); c.Blocked() {
			t.Fatal("the code was taken for the reference")
		}
		if err := o.ReportLetter(bg, visitor, p.desk, "not a reference", ""); portal.CodeOf(err) != portal.Mend {
			t.Errorf("what is no reference: %v", err)
		}
		if err := o.ReportLetter(bg, visitor, p.desk, portal.WriteCode(letter.Report), "My neighbour asked about my taxes."); err != nil {
			t.Fatal(err)
		}
		if c, letters := p.see(); !c.Blocked() || letters[len(letters)-1].EndedWhy != portal.LetterReported {
			t.Errorf("%+v, %+v", c, letters)
		}
		if err := o.EnterLetterCode(bg, p.rosa.Actor, p.desk, p.number, letter.Code); portal.CodeOf(err) != portal.Mend {
			t.Errorf("the code of a reported letter: %v", err)
		}
		if h, err := o.Holding(bg, p.rosa.Actor, p.number); err != nil || !h.Frozen {
			t.Errorf("%+v, %v", h, err)
		}
	})
}

func TestAReportAfterTheCodeWasUsedTakesTheRecordsAway(t *testing.T) {
	o := dbtest.Open(t, db.SQLite)
	p := openProving(t, o)
	p.claim()
	p.begin(portal.LetterRoute)
	letter := p.mail()[0]
	if err := o.EnterLetterCode(bg, p.rosa.Actor, p.desk, p.number, letter.Code); err != nil {
		t.Fatal(err)
	}
	if err := o.ReportLetter(bg, portal.Actor{Address: "203.0.113.5"}, p.desk, letter.Report, ""); err != nil {
		t.Fatal(err)
	}
	if p.held() != "" {
		t.Errorf("held %q", p.held())
	}
	if _, _, _, err := o.OwnRecords(bg, p.rosa.Actor, p.number); portal.CodeOf(err) != portal.NotFound {
		t.Errorf("records: %v", err)
	}
	if c, _ := p.see(); c.Status != portal.IdentityOpen || !c.Blocked() {
		t.Errorf("the case: %+v", c)
	}
}

func TestManyTaxpayersFromOneAddressWaitForSomeone(t *testing.T) {
	o := dbtest.Open(t, db.SQLite)
	p := openProving(t, o)
	claims := []portal.IdentityClaim{
		{Number: dbtest.RosasNumber, Name: "Rosa Delgado", By: "letter", Letter: "L-2026-000417"},
		{Number: dbtest.OtisNumber, Name: "Otis Delgado", By: "letter", Letter: "L-2026-000418"},
		{Number: dbtest.MillNumber, Name: "Harmon Mill", By: "letter", Letter: "L-2026-000419"},
		{Number: dbtest.NunasNumber, Name: "Nuna Kalluk", By: "letter", Letter: "L-2026-000420"},
	}
	for i, c := range claims {
		n, err := o.ClaimTaxpayer(bg, p.rosa.Actor, p.desk, c)
		if err != nil {
			t.Fatal(err)
		}
		p.number = n
		if got, _ := p.see(); got.Blocked() != (i+1 >= portal.OddTaxpayersPerAccount) {
			t.Errorf("claim %d: blocked %v", i+1, got.Blocked())
		}
	}
}

func TestARecoveryTakesAssuranceAwayUntilItIsProvedAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		p := openProving(t, o)
		p.claim()
		p.begin(portal.LetterRoute)
		if err := o.EnterLetterCode(bg, p.rosa.Actor, p.desk, p.number, p.mail()[0].Code); err != nil {
			t.Fatal(err)
		}
		p.begin(portal.VisitRoute)
		recovering(t, o, p.rosa)
		o.Clock.Add(portal.RecoveryWait)
		mails := o.Links(t)
		s, actor := open(t, o, secretOf(t, mails, portal.NoticeRecoveryReady))
		if p.held() != "" {
			t.Errorf("held %q", p.held())
		}
		if !told(o.Post(t), portal.NoticeAssuranceFell, p.rosa.Email) {
			t.Error("the owner was not told")
		}
		if c, _ := p.see(); c.Status != portal.IdentityClosed {
			t.Errorf("the case is %s: what it proved would count on", c.Status)
		}
		_, _ = s, actor
		before := p.number
		o.Clock.Add(25 * time.Hour)
		p.claim()
		if p.number == before || p.held() != portal.Matched {
			t.Errorf("proving again: %s, %q", p.number, p.held())
		}
	})
}

func TestWaysRunSideBySideAndTheStrongerMakesTheWeakerNeedless(t *testing.T) {
	o := dbtest.Open(t, db.SQLite)
	p := openProving(t, o)
	p.claim()
	p.begin(portal.LetterRoute)
	p.begin(portal.VisitRoute)
	p.begin(portal.ReviewRoute)
	c, _ := p.see()
	open := 0
	for _, r := range c.Reasons {
		if r.Open() {
			open++
		}
	}
	if open != 3 {
		t.Errorf("%d reasons are open: %+v", open, c.Reasons)
	}
	if err := o.LeaveReason(bg, p.rosa.Actor, p.desk, p.number, portal.PendingReview); err != nil {
		t.Fatal(err)
	}
	if err := o.EnterLetterCode(bg, p.rosa.Actor, p.desk, p.number, p.mail()[0].Code); err != nil {
		t.Fatal(err)
	}
	if c, _ := p.see(); c.Status != portal.IdentityOpen || p.held() != portal.AddressConfirmed {
		t.Errorf("the letter is proved, the visit is not: %s, %q", c.Status, p.held())
	}
	if err := o.LeaveReason(bg, p.rosa.Actor, p.desk, p.number, portal.PendingVisit); err != nil {
		t.Fatal(err)
	}
	if c, _ := p.see(); c.Status != portal.IdentityApproved {
		t.Errorf("the set is empty: %s", c.Status)
	}
	if err := o.BeginRoute(bg, p.rosa.Actor, p.desk, p.number, portal.LetterRoute); portal.CodeOf(err) != portal.Conflict {
		t.Errorf("what one has already: %v", err)
	}
	p.begin(portal.VisitRoute) // more than one has
	if c, _ := p.see(); c.Status != portal.IdentityOpen || p.held() != portal.AddressConfirmed {
		t.Errorf("proving more: %s, %q", c.Status, p.held())
	}
}

func TestABatchIsPrintedForAReasonAndMailedOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		p := openProving(t, o)
		if _, err := o.MakeLetterBatch(bg, dbtest.Ines); portal.CodeOf(err) != portal.Conflict {
			t.Errorf("a batch of nothing: %v", err)
		}
		p.claim()
		p.begin(portal.LetterRoute)
		batch, err := o.MakeLetterBatch(bg, dbtest.Ines)
		if err != nil {
			t.Fatal(err)
		}
		if err := o.MailLetters(bg, dbtest.Ines, p.desk, batch); portal.CodeOf(err) != portal.Conflict {
			t.Errorf("mailed before it was printed: %v", err)
		}
		first, err := o.PrintLetters(bg, dbtest.Ines, p.desk, batch, "")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.PrintLetters(bg, dbtest.Ines, p.desk, batch, ""); portal.CodeOf(err) != portal.Mend {
			t.Errorf("printed again without a reason: %v", err)
		}
		again, err := o.PrintLetters(bg, dbtest.Ines, p.desk, batch, "The printer jammed on the first sheet.")
		if err != nil || again[0].Code == first[0].Code {
			t.Fatalf("printed again: %v, %v", err, again)
		}
		if err := o.EnterLetterCode(bg, p.rosa.Actor, p.desk, p.number, first[0].Code); portal.CodeOf(err) != portal.Mend {
			t.Errorf("the code of the torn sheet: %v", err)
		}
		if err := o.MailLetters(bg, dbtest.Sunita, p.desk, batch); err != nil {
			t.Fatal(err)
		}
		if !told(o.Post(t), portal.NoticeLetterMailed, p.rosa.Email) {
			t.Error("nobody was told that it is in the mail")
		}
		if err := o.MailLetters(bg, dbtest.Ines, p.desk, batch); portal.CodeOf(err) != portal.Conflict {
			t.Errorf("mailed twice: %v", err)
		}
		if _, err := o.PrintLetters(bg, dbtest.Ines, p.desk, batch, "The printer jammed once more."); portal.CodeOf(err) != portal.Conflict {
			t.Errorf("printed after it was mailed: %v", err)
		}
		b, letters, printings, err := o.LetterBatch(bg, dbtest.Ines, batch)
		if err != nil || b.MailedBy != dbtest.Sunita.Name || len(letters) != 1 || len(printings) != 2 {
			t.Errorf("%+v, %v, %v, %v", b, letters, printings, err)
		}
		if _, err := o.MakeLetterBatch(bg, dbtest.Ines); portal.CodeOf(err) != portal.Conflict {
			t.Errorf("letters of a batch are batched again: %v", err)
		}
	})
}

func TestOneBankAccountOnManyTaxpayersWaitsForSomeone(t *testing.T) {
	const header, shared = "taxpayer,type,period_ends,refund,refund_routing,refund_account\n", ",Income tax,2024-12-31,5,021000021,"
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		p := openProving(t, o)
		// A couple and their child share an account, and one more who has left it: their returns say so, one written otherwise.
		file := header + "T-1" + shared + "00123456\nT-2" + shared + "0012-3456\nT-4" + shared + "0012 3456\nT-5" + shared + "00123456\nT-3" + shared + "00123457\n"
		if got := bring(t, o, portal.ImportOfReturns, file); got.Counts != counts(5, 0, 0, 0) {
			t.Fatalf("%+v", got.Counts)
		}
		if got := bring(t, o, portal.ImportOfReturns, header+"T-5"+shared+"99123456\n"); got.Counts != counts(0, 1, 0, 0) {
			t.Fatalf("another account: %+v", got.Counts)
		}
		p.claim()
		if c, _ := p.see(); c.Blocked() {
			t.Fatal("three who share an account are odd")
		}
		// Now a fourth, of whom someone else says that they are them.
		if got := bring(t, o, portal.ImportOfReturns, header+"T-3"+shared+"00123456\n"); got.Counts != counts(0, 1, 0, 0) {
			t.Fatalf("%+v", got.Counts)
		}
		o.Post(t)
		otis := o.Enrol(t, portal.Actor{Name: "Otis Delgado", Email: "otis@mail.example", Address: "198.51.100.99"})
		n, err := o.ClaimTaxpayer(bg, otis.Actor, p.desk, portal.IdentityClaim{Number: dbtest.OtisNumber, Name: "Otis Delgado", By: "letter", Letter: "L-2026-000418"})
		if err != nil {
			t.Fatal(err)
		}
		if !told(o.Post(t), portal.NoticeIdentityChecked, "otis@mail.example") {
			t.Error("whoever claims is not told")
		}
		var alerted bool
		for _, l := range p.mail() {
			alerted = alerted || l.Kind == portal.AlertLetter && l.Name == "Otis Delgado"
		}
		if !alerted {
			t.Error("the address on record gets no letter")
		}
		if h, err := o.Holding(bg, otis.Actor, n); err != nil || !h.Frozen || h.Assurance != portal.Matched {
			t.Errorf("%+v, %v", h, err)
		}
		var why string
		if err := o.Raw(t).QueryRow(`SELECT note FROM identity_reasons WHERE pending = 'fraud'`).Scan(&why); err != nil || why != "The bank account for refunds stands on the returns of 3 other taxpayers too." {
			t.Errorf("%q, %v", why, err)
		}
		dbtest.Absent(t, o, "021000021", "00123456", "0012-3456", "0012 3456", "021000021/00123456")
	})
}
