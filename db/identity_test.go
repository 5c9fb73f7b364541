package db_test

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

// proving is an office with taxpayers on record and clerks who print.
type proving struct {
	*dbtest.Office
	t      *testing.T
	desk   portal.IdentityOffice
	rosa   dbtest.Person
	number portal.IdentityNumber
}

var rosasClaim = portal.IdentityClaim{Number: dbtest.RosasNumber, Name: "delgado, rosa", By: "letter", Letter: "l 2026 000417"}

func openProving(t *testing.T, o *dbtest.Office) *proving {
	t.Helper()
	o.Records(t)
	zone, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	return &proving{Office: o, t: t, desk: portal.IdentityOffice{Calendar: portal.NewCalendar(zone)}, rosa: o.Enrol(t, dbtest.Rosa)}
}

func (p *proving) claim() {
	p.t.Helper()
	n, err := p.ClaimTaxpayer(bg, p.rosa.Actor, p.desk, rosasClaim)
	if err != nil {
		p.t.Fatalf("claim: %v", err)
	}
	p.number = n
}

func (p *proving) begin(r portal.Route) {
	p.t.Helper()
	if err := p.BeginRoute(bg, p.rosa.Actor, p.desk, p.number, r); err != nil {
		p.t.Fatalf("begin %s: %v", r, err)
	}
}

// mail prints and mails what waits, and gives what is on the paper.
func (p *proving) mail() []portal.PrintedLetter {
	p.t.Helper()
	batch, err := p.MakeLetterBatch(bg, dbtest.Ines)
	if err != nil {
		p.t.Fatalf("make a batch: %v", err)
	}
	letters, err := p.PrintLetters(bg, dbtest.Ines, p.desk, batch, "")
	if err != nil {
		p.t.Fatalf("print: %v", err)
	}
	if err := p.MailLetters(bg, dbtest.Ines, p.desk, batch); err != nil {
		p.t.Fatalf("mail: %v", err)
	}
	return letters
}

// held is what Rosa's account has for the taxpayer, "" for nothing.
func (p *proving) held() portal.Assurance {
	p.t.Helper()
	h, err := p.Holding(bg, p.rosa.Actor, p.number)
	if err != nil && portal.CodeOf(err) != portal.NotFound {
		p.t.Fatal(err)
	}
	return h.Assurance
}

func (p *proving) see() (portal.IdentityCase, []portal.OfficeLetter) {
	p.t.Helper()
	c, letters, err := p.OwnIdentityCase(bg, p.rosa.Actor, p.number)
	if err != nil {
		p.t.Fatal(err)
	}
	return c, letters
}

func TestALetterConfirmsAnAddress(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		p := openProving(t, o)
		p.claim()
		if p.held() != portal.Matched {
			t.Fatalf("after matching: %q", p.held())
		}
		if _, _, _, err := o.OwnRecords(bg, p.rosa.Actor, p.number); portal.CodeOf(err) != portal.NotFound {
			t.Errorf("matched alone sees records: %v", err)
		}
		p.begin(portal.LetterRoute)
		letter := p.mail()[0]
		if letter.Name != "Rosa Delgado" || letter.Address[0] != "12 Alder Street" || !letter.UsableUntil.Equal(o.Clock.Now().AddDate(0, 0, 21)) {
			t.Errorf("the letter: %+v", letter.OfficeLetter)
		}
		if err := o.EnterLetterCode(bg, p.rosa.Actor, p.desk, p.number, "00000-00000"); portal.CodeOf(err) != portal.Mend {
			t.Errorf("a wrong code: %v", err)
		}
		if err := o.EnterLetterCode(bg, p.rosa.Actor, p.desk, p.number, "  "+portal.WriteCode(letter.Code)+" "); err != nil {
			t.Fatalf("the right code: %v", err)
		}
		c, letters := p.see()
		if p.held() != portal.AddressConfirmed || c.Status != portal.IdentityApproved || letters[0].EndedWhy != portal.LetterUsed {
			t.Errorf("after the code: %q, %s, %+v", p.held(), c.Status, letters[0])
		}
		record, accounts, issued, err := o.OwnRecords(bg, p.rosa.Actor, p.number)
		if err != nil || record.Number.Last4 != "4320" || len(accounts) != 1 || len(issued) != 1 {
			t.Errorf("records: %+v, %d accounts, %d letters, %v", record, len(accounts), len(issued), err)
		}
		if err := o.EnterLetterCode(bg, p.rosa.Actor, p.desk, p.number, letter.Code); portal.CodeOf(err) != portal.Conflict {
			t.Errorf("the code once more: %v", err)
		}
	})
}

func TestAMailedCodeEndsToTheSecond(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		p := openProving(t, o)
		p.claim()
		p.begin(portal.LetterRoute)
		letter := p.mail()[0]
		o.Clock.Set(letter.UsableUntil.Add(time.Second))
		if err := o.EnterLetterCode(bg, p.rosa.Actor, p.desk, p.number, letter.Code); err != portal.ErrLetterCodeOver {
			t.Errorf("a second after day 21: %v", err)
		}
		o.Reopen(t) // a restart forgets no end
		if err := o.EnterLetterCode(bg, p.rosa.Actor, p.desk, p.number, letter.Code); err != portal.ErrLetterCodeOver {
			t.Errorf("after a restart: %v", err)
		}
		o.Clock.Set(letter.UsableUntil)
		if err := o.EnterLetterCode(bg, p.rosa.Actor, p.desk, p.number, letter.Code); err != nil {
			t.Errorf("in the last second: %v", err)
		}
	})
}

func TestOfManyUsesOfAMailedCodeOneWins(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		p := openProving(t, o)
		p.claim()
		p.begin(portal.LetterRoute)
		letter := p.mail()[0]
		var won atomic.Int32
		var wait sync.WaitGroup
		for range portal.LetterCodeTries.Count {
			wait.Go(func() {
				if o.EnterLetterCode(bg, p.rosa.Actor, p.desk, p.number, letter.Code) == nil {
					won.Add(1)
				}
			})
		}
		wait.Wait()
		if won.Load() != 1 {
			t.Errorf("%d won", won.Load())
		}
	})
}

func TestFiveWrongCodesCloseTheCodeForTenMinutes(t *testing.T) {
	o := dbtest.Open(t, db.SQLite)
	p := openProving(t, o)
	p.claim()
	p.begin(portal.LetterRoute)
	letter := p.mail()[0]
	for range portal.LetterCodeTries.Count {
		if err := o.EnterLetterCode(bg, p.rosa.Actor, p.desk, p.number, "11111-22222"); portal.CodeOf(err) != portal.Mend {
			t.Fatal(err)
		}
	}
	o.Reopen(t)
	if err := o.EnterLetterCode(bg, p.rosa.Actor, p.desk, p.number, letter.Code); portal.CodeOf(err) != portal.TooMany {
		t.Errorf("the right code after five wrong ones: %v", err)
	}
	o.Clock.Add(portal.LetterCodeTries.While)
	if err := o.EnterLetterCode(bg, p.rosa.Actor, p.desk, p.number, letter.Code); err != nil {
		t.Errorf("ten minutes later: %v", err)
	}
}

func TestLettersAreADayApartAndFourInAMonth(t *testing.T) {
	o := dbtest.Open(t, db.SQLite)
	p := openProving(t, o)
	p.claim()
	p.begin(portal.LetterRoute)
	first := p.mail()[0]
	if err := o.AskForLetter(bg, p.rosa.Actor, p.desk, p.number); portal.CodeOf(err) != portal.TooMany {
		t.Errorf("a second letter on the same day: %v", err)
	}
	for range 3 {
		o.Clock.Add(25 * time.Hour)
		if err := o.AskForLetter(bg, p.rosa.Actor, p.desk, p.number); err != nil {
			t.Fatal(err)
		}
	}
	if err := o.EnterLetterCode(bg, p.rosa.Actor, p.desk, p.number, first.Code); portal.CodeOf(err) != portal.Mend {
		t.Errorf("the code of a letter that was replaced: %v", err)
	}
	o.Clock.Add(25 * time.Hour)
	if err := o.AskForLetter(bg, p.rosa.Actor, p.desk, p.number); portal.CodeOf(err) != portal.TooMany {
		t.Errorf("a fifth letter in a month: %v", err)
	}
	if n, err := o.LettersToPrint(bg, dbtest.Ines); err != nil || n != 1 {
		t.Errorf("%d letters wait, %v: those that were replaced are not printed", n, err)
	}
}

func TestAlaskaHasThirtyDays(t *testing.T) {
	o := dbtest.Open(t, db.SQLite)
	p := openProving(t, o)
	n, err := o.ClaimTaxpayer(bg, p.rosa.Actor, p.desk, portal.IdentityClaim{Number: dbtest.NunasNumber, Name: "Nuna Kalluk", By: "letter", Letter: "L-2026-000420"})
	if err != nil {
		t.Fatal(err)
	}
	p.number = n
	p.begin(portal.LetterRoute)
	if letter := p.mail()[0]; !letter.UsableUntil.Equal(o.Clock.Now().AddDate(0, 0, 30)) {
		t.Errorf("usable until %s", letter.UsableUntil)
	}
}

func TestNothingSaysWhichPartOfAClaimFailed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		p := openProving(t, o)
		for name, c := range map[string]portal.IdentityClaim{
			"unknown number": {Number: "987-89-4329", Name: "Rosa Delgado", By: "letter", Letter: dbtest.RosasLetter},
			"another's name": {Number: dbtest.RosasNumber, Name: "Otis Delgado", By: "letter", Letter: dbtest.RosasLetter},
			"wrong letter":   {Number: dbtest.RosasNumber, Name: "Rosa Delgado", By: "letter", Letter: "L-2026-000418"},
			"wrong figure":   {Number: dbtest.RosasNumber, Name: "Rosa Delgado", By: "figure", Figure: string(portal.FederalAGI), Year: "2025", Amount: "48,251"},
			"nearly":         {Number: dbtest.RosasNumber, Name: "R. Delgado", By: "letter", Letter: dbtest.RosasLetter},
			"nearly, moved":  {Number: dbtest.RosasNumber, Name: "R. Delgado", Street: "13 Alder Street", ZIP: "56001", By: "letter", Letter: dbtest.RosasLetter},
			"another there":  {Number: dbtest.RosasNumber, Name: "Otis Delgado", Street: "12 Alder Street", ZIP: "56001", By: "letter", Letter: dbtest.RosasLetter},
			"wrong year":     {Number: dbtest.RosasNumber, Name: "Rosa Delgado", By: "figure", Figure: string(portal.FederalAGI), Year: "2024", Amount: dbtest.RosasFigure},
		} {
			if _, err := o.ClaimTaxpayer(bg, p.rosa.Actor, p.desk, c); err != portal.ErrNoMatch {
				t.Errorf("%s: %v", name, err)
			}
		}
		right := portal.IdentityClaim{Number: "987 89 4320", Name: "Rosa Ibarra", By: "figure", Figure: string(portal.FederalAGI), Year: "2025", Amount: "$48,250"}
		if _, err := o.ClaimTaxpayer(bg, p.rosa.Actor, p.desk, right); err != nil {
			t.Errorf("a former name and a figure: %v", err)
		}
	})
}

func TestAnAddressMakesUpForANameThatIsNearlyRight(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		p := openProving(t, o)
		claim := portal.IdentityClaim{Number: dbtest.RosasNumber, Name: "R. Delgado", Street: " 12 alder st. apt 3", ZIP: "56001-9999", By: "letter", Letter: dbtest.RosasLetter}
		n, err := o.ClaimTaxpayer(bg, p.rosa.Actor, p.desk, claim)
		if err != nil {
			t.Fatal(err)
		}
		var evidence string
		if err := o.Raw(t).QueryRow(`SELECT evidence FROM identity_cases WHERE id = ` + fmt.Sprint(int64(n))).Scan(&evidence); err != nil || evidence != "Number, address and letter fit, and the name nearly." {
			t.Errorf("%q, %v", evidence, err)
		}
		for field, half := range map[string]portal.IdentityClaim{"zip": {Street: "12 Alder St"}, "street": {ZIP: "56001"}} {
			half.Number, half.Name, half.By, half.Letter = claim.Number, claim.Name, claim.By, claim.Letter
			if _, err := o.ClaimTaxpayer(bg, p.rosa.Actor, p.desk, half); !strings.Contains(fmt.Sprint(err), "; "+field+": ") {
				t.Errorf("an address without its %s: %v", field, err)
			}
		}
	})
}

func TestClaimsAreLimitedByAccountAndByNumber(t *testing.T) {
	o := dbtest.Open(t, db.SQLite)
	p := openProving(t, o)
	wrong := portal.IdentityClaim{Number: dbtest.RosasNumber, Name: "Someone Else", By: "letter", Letter: "L-1"}
	for range portal.MatchesPerAccount.Count {
		if _, err := o.ClaimTaxpayer(bg, p.rosa.Actor, p.desk, wrong); err != portal.ErrNoMatch {
			t.Fatal(err)
		}
	}
	if _, err := o.ClaimTaxpayer(bg, p.rosa.Actor, p.desk, rosasClaim); portal.CodeOf(err) != portal.TooMany {
		t.Errorf("the eleventh within an hour: %v", err)
	}
	otis := o.Enrol(t, portal.Actor{Name: "Otis", Email: "otis@mail.example", Address: "198.51.100.99"})
	if _, err := o.ClaimTaxpayer(bg, otis.Actor, p.desk, rosasClaim); portal.CodeOf(err) != portal.TooMany {
		t.Errorf("the same number from another account: %v", err)
	}
	o.Clock.Add(time.Hour)
	if _, err := o.ClaimTaxpayer(bg, p.rosa.Actor, p.desk, rosasClaim); err != nil {
		t.Errorf("an hour later: %v", err)
	}
}

func TestSomeoneElsesCaseIsNotFound(t *testing.T) {
	o := dbtest.Open(t, db.SQLite)
	p := openProving(t, o)
	p.claim()
	other := o.Enrol(t, portal.Actor{Name: "Otis", Email: "otis@mail.example", Address: "198.51.100.99"}).Actor
	clerk := dbtest.Ines
	for _, who := range []portal.Actor{other, clerk} {
		_, _, read := o.OwnIdentityCase(bg, who, p.number)
		_, held := o.Holding(bg, who, p.number)
		_, _, _, records := o.OwnRecords(bg, who, p.number)
		for what, err := range map[string]error{
			"read": read, "hold": held, "records": records,
			"begin":  o.BeginRoute(bg, who, p.desk, p.number, portal.LetterRoute),
			"leave":  o.LeaveReason(bg, who, p.desk, p.number, portal.PendingLetter),
			"letter": o.AskForLetter(bg, who, p.desk, p.number),
			"code":   o.EnterLetterCode(bg, who, p.desk, p.number, "11111-22222"),
		} {
			if portal.CodeOf(err) != portal.NotFound {
				t.Errorf("%s, %s: %v", who.Name, what, err)
			}
		}
	}
	if _, err := o.ClaimTaxpayer(bg, clerk, p.desk, rosasClaim); portal.CodeOf(err) != portal.NotFound {
		t.Errorf("staff claim a taxpayer: %v", err)
	}
	for what, err := range map[string]error{"batch": failed(o.MakeLetterBatch(bg, other)), "print": failed(o.PrintLetters(bg, other, p.desk, 1, "")), "mail": o.MailLetters(bg, other, p.desk, 1)} {
		if portal.CodeOf(err) != portal.Forbidden {
			t.Errorf("a taxpayer: %s: %v", what, err)
		}
	}
}

func failed[T any](_ T, err error) error { return err }

func TestALetterIsRemindedOfOnceOnDayFourteen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		p := openProving(t, o)
		p.claim()
		p.begin(portal.LetterRoute)
		p.mail()
		o.Post(t)
		reminded := func() bool {
			t.Helper()
			if _, err := o.RemindOfLetters(bg, p.desk); err != nil {
				t.Fatal(err)
			}
			return told(o.Post(t), portal.NoticeLetterReminder, p.rosa.Email)
		}
		o.Clock.Add(portal.LetterReminder - time.Second)
		if reminded() {
			t.Error("reminded before day 14")
		}
		o.Clock.Add(time.Second)
		if !reminded() {
			t.Error("not reminded on day 14")
		}
		if reminded() {
			t.Error("reminded twice")
		}
	})
}
