package db_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

// mailroom is an office that answers messages and prints letters.
type mailroom struct {
	*dbtest.Counter
	t      *testing.T
	proofs portal.IdentityOffice
}

func openMailroom(t *testing.T, o *dbtest.Office) *mailroom {
	c := o.OpenCounter(t)
	o.Post(t)
	return &mailroom{c, t, portal.IdentityOffice{Calendar: c.Desk.Calendar}}
}

// waits is how many letters can be printed.
func (p *mailroom) waits() int {
	p.t.Helper()
	n, err := p.LettersToPrint(bg, p.Ines.Actor)
	if err != nil {
		p.t.Fatal(err)
	}
	return n
}

// print prints what waits, and does not mail it yet.
func (p *mailroom) print() (batch int64, letters []portal.PrintedLetter) {
	p.t.Helper()
	batch, err := p.MakeLetterBatch(bg, p.Ines.Actor)
	if err != nil {
		p.t.Fatalf("make a batch: %v", err)
	}
	if letters, err = p.PrintLetters(bg, p.Ines.Actor, p.proofs, batch, ""); err != nil {
		p.t.Fatalf("print: %v", err)
	}
	return batch, letters
}

// paper is what a case says of the letters that bring its messages.
func (p *mailroom) paper(who dbtest.Person, n portal.CaseNumber) []portal.MessagePaper {
	p.t.Helper()
	f, err := p.Case(bg, who.Actor, n, 0)
	if err != nil {
		p.t.Fatal(err)
	}
	return f.Paper
}

func TestWhoStoppedElectronicDeliveryGetsOurWordsOnPaper(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		p := openMailroom(t, o)
		n := p.Write(t, p.Rosa, 0, question)
		p.Clock.Add(time.Hour)
		o.Post(t)
		p.Write(t, p.Ines, n, portal.DraftText{Body: "We read it."})
		p.Clock.Add(time.Hour)
		if p.waits() != 0 || !slices.Contains(noticesTo(o.Post(t), p.Rosa.Email), portal.NoticeMessageArrived) {
			t.Fatal("an e-mail is enough for who wants e-mail")
		}
		if err := o.OptOut(bg, p.Rosa.Actor); err != nil {
			t.Fatal(err)
		}
		other := p.Write(t, p.Rosa, 0, question)
		p.Clock.Add(time.Hour)
		o.Post(t)
		p.Write(t, p.Ines, n, portal.DraftText{Body: "It comes on Friday."})
		p.Write(t, p.Ines, other, portal.DraftText{Body: "Form 80-105 is enough."})
		p.Clock.Add(time.Hour)
		if p.waits() != 1 {
			t.Errorf("%d letters of one day to one taxpayer", p.waits())
		}
		if got := noticesTo(o.Post(t), p.Rosa.Email); slices.Contains(got, portal.NoticeMessageArrived) {
			t.Errorf("mailed %v to who wants paper", got)
		}
		if got := p.paper(p.Rosa, n); len(got) != 1 || !got[0].Words || got[0].N != 3 || !got[0].PrintedAt.IsZero() || got[0].NoAddress {
			t.Errorf("the case says %+v", got)
		}
		batch, letters := p.print()
		if len(letters) != 1 || len(letters[0].Messages) != 2 || letters[0].Name != "Rosa Delgado" || !strings.Contains(strings.Join(letters[0].Address, " "), "12 Alder") {
			t.Fatalf("printed %+v", letters)
		}
		m := letters[0].Messages
		if m[0].Body != "It comes on Friday." || m[0].Subject != question.Subject || m[1].Body != "Form 80-105 is enough." || letters[0].Code != "" || letters[0].Report == "" || letters[0].Case != p.RosasIdentity {
			t.Errorf("on paper: %+v", letters[0])
		}
		if got := p.paper(p.Rosa, n); got[0].PrintedAt.IsZero() || !got[0].MailedAt.IsZero() {
			t.Errorf("after printing: %+v", got)
		}
		// What is written after the batch was made waits for tomorrow: one letter a day.
		p.Write(t, p.Ines, other, portal.DraftText{Body: "And the other one."})
		if p.waits() != 0 {
			t.Error("a second letter on one day")
		}
		if _, err := o.MakeLetterBatch(bg, p.Ines.Actor); portal.CodeOf(err) != portal.Conflict {
			t.Errorf("a batch of tomorrow's: %v", err)
		}
		if err := o.MailLetters(bg, p.Ines.Actor, p.proofs, batch); err != nil {
			t.Fatal(err)
		}
		if got := p.paper(p.Ines, n); len(got) != 1 || got[0].MailedAt.IsZero() {
			t.Errorf("after mailing the desk reads %+v", got)
		}
		p.Clock.Add(24 * time.Hour)
		if _, letters := p.print(); len(letters) != 1 || len(letters[0].Messages) != 1 || letters[0].Messages[0].Body != "And the other one." {
			t.Errorf("tomorrow: %+v", letters)
		}
	})
}

func TestWhomEMailDoesNotReachIsToldOnPaperAndNothingMore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		p := openMailroom(t, o)
		n := p.Write(t, p.Rosa, 0, question)
		p.Clock.Add(time.Hour)
		o.Post(t)
		if _, _, err := o.TakeReturn(bg, portal.SystemActor("bounces"), cameBack(o, portal.ReturnHard, lastMail(t, o))); err != nil {
			t.Fatal(err)
		}
		p.Write(t, p.Ines, n, portal.DraftText{Body: "It comes on Friday."})
		batch, letters := p.print()
		if len(letters) != 1 || len(letters[0].Messages) != 1 || letters[0].ReadsOut() {
			t.Fatalf("printed %+v", letters)
		}
		if m := letters[0].Messages[0]; m.Case != n || m.Body != "" || m.Subject != "" || m.At.IsZero() {
			t.Errorf("the notice says %+v", m)
		}
		screen, err := o.LetterOnScreen(bg, p.Ines.Actor, batch, letters[0].ID)
		if err != nil || screen.Messages[0].Body != "" || screen.Report != "" || screen.Code != "" {
			t.Errorf("on the screen: %+v, %v", screen, err)
		}
	})
}

func TestWhoWasMerelyMatchedIsAnsweredAtTheAddressOnRecord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		p := openMailroom(t, o)
		nuna := o.Enrol(t, portal.Actor{Account: "nuna", Name: "Nuna Kalluk", Email: "nuna@mail.example", Role: portal.Taxpayer, Session: "nuna-session", Address: "198.51.100.9"})
		o.Agree(t, nuna)
		if _, err := o.ClaimTaxpayer(bg, nuna.Actor, p.proofs, portal.IdentityClaim{Number: dbtest.NunasNumber, Name: "Nuna Kalluk", By: "letter", Letter: "L-2026-000420"}); err != nil {
			t.Fatal(err)
		}
		n := p.Write(t, nuna, 0, question)
		p.Write(t, p.Ines, n, portal.DraftText{Body: "You owe nothing."})
		_, letters := p.print()
		if len(letters) != 1 || letters[0].Messages[0].Body != "You owe nothing." || letters[0].Account != "" || letters[0].Case != 0 {
			t.Fatalf("printed %+v", letters)
		}
		// Whoever opens the letter and asked nothing: those who work on the case read of it.
		if err := o.ReportLetter(bg, dbtest.Nobody, p.proofs, letters[0].Report, "I never wrote."); err != nil {
			t.Fatal(err)
		}
		_, notes, err := o.CaseNotes(bg, p.Ines.Actor, n)
		if err != nil || len(notes) != 1 || !strings.Contains(notes[0].Body, "did not ask for it. “I never wrote.”") || notes[0].Name != "Whoever got our letter" {
			t.Errorf("noted %+v, %v", notes, err)
		}
	})
}

func TestALetterNobodyAskedForLeadsToWhoStandsForTheTaxpayer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		p := openMailroom(t, o)
		if err := o.OptOut(bg, p.Rosa.Actor); err != nil {
			t.Fatal(err)
		}
		n := p.Write(t, p.Rosa, 0, question)
		p.Write(t, p.Ines, n, portal.DraftText{Body: "It comes on Friday."})
		_, letters := p.print()
		if err := o.ReportLetter(bg, dbtest.Nobody, p.proofs, letters[0].Report, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := o.Holding(bg, p.Rosa.Actor, p.RosasIdentity); portal.CodeOf(err) != portal.NotFound {
			t.Errorf("the account still stands for the taxpayer: %v", err)
		}
	})
}

func TestALetterWaitsForAnAddressAndAnEMailTellsMeanwhile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		p := openMailroom(t, o)
		petra := o.Enrol(t, portal.Actor{Account: "pia", Name: "Pia Holm", Email: "pia@mail.example", Role: portal.Taxpayer, Session: "pia-session", Address: "198.51.100.10"})
		o.Agree(t, petra)
		if err := o.OptOut(bg, petra.Actor); err != nil {
			t.Fatal(err)
		}
		n := p.Write(t, petra, 0, portal.DraftText{Topic: "general", Subject: "Your hours", Body: "Are you open on Fridays?"})
		p.Clock.Add(time.Hour)
		o.Post(t)
		p.Write(t, p.Ines, n, portal.DraftText{Body: "Yes, until five."})
		p.Clock.Add(time.Hour)
		if !slices.Contains(noticesTo(o.Post(t), petra.Email), portal.NoticeMessageArrived) {
			t.Error("nothing tells of the answer")
		}
		lacking, err := o.LettersWithoutAddress(bg, p.Ines.Actor)
		if err != nil || len(lacking) != 1 || lacking[0].Reference() != n.String() || p.waits() != 0 || !p.paper(petra, n)[0].NoAddress {
			t.Fatalf("without an address: %+v, %v", lacking, err)
		}
		to := portal.Recipient{Name: "Pia Holm", Line1: "7 Birch Row", City: "Harmon Falls", State: "TK", ZIP: "56004-0007"}
		stale := petra.Actor
		stale.SignedInAt = o.Clock.Now().Add(-time.Hour)
		if err := o.TellMailingAddress(bg, stale, to, "TK"); portal.CodeOf(err) != portal.SignInAgain {
			t.Errorf("told an hour after signing in: %v", err)
		}
		fresh := petra.Actor
		fresh.SignedInAt = o.Clock.Now()
		if err := o.TellMailingAddress(bg, fresh, portal.Recipient{Name: "Pia"}, "TK"); portal.CodeOf(err) != portal.Mend {
			t.Errorf("half an address: %v", err)
		}
		rosa := p.Rosa.Actor
		rosa.SignedInAt = o.Clock.Now()
		if err := o.TellMailingAddress(bg, rosa, to, "TK"); portal.CodeOf(err) != portal.Conflict {
			t.Errorf("whose address is on record: %v", err)
		}
		if err := o.TellMailingAddress(bg, fresh, to, "TK"); err != nil {
			t.Fatal(err)
		}
		if m, err := o.MailingAddress(bg, petra.Actor); err != nil || m.OnRecord || m.Name != "Pia Holm" || m.Lines[0] != "7 Birch Row" {
			t.Errorf("letters go to %+v, %v", m, err)
		}
		if !slices.Contains(noticesTo(o.Post(t), petra.Email), portal.NoticeDeliveryChanged) {
			t.Error("nobody was told of the new address")
		}
		dbtest.Absent(t, o, "7 Birch Row")
		if lacking, err := o.LettersWithoutAddress(bg, p.Ines.Actor); err != nil || len(lacking) != 0 {
			t.Errorf("still without: %+v, %v", lacking, err)
		}
		_, letters := p.print()
		if len(letters) != 1 || letters[0].Name != "Pia Holm" || letters[0].Address[1] != "Harmon Falls, TK 56004-0007" || letters[0].Messages[0].Body != "Yes, until five." {
			t.Errorf("printed %+v", letters)
		}
	})
}

func TestLettersAreReadByWhoPrintsThemAndThatIsOnRecord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		p := openMailroom(t, o)
		if err := o.OptOut(bg, p.Rosa.Actor); err != nil {
			t.Fatal(err)
		}
		n := p.Write(t, p.Rosa, 0, question)
		p.Write(t, p.Ines, n, portal.DraftText{Body: "It comes on Friday."})
		batch, letters := p.print()
		id := letters[0].ID
		for _, who := range []portal.Actor{p.Rosa.Actor, dbtest.Nobody, dbtest.Petra} {
			if _, err := o.LetterOnScreen(bg, who, batch, id); portal.CodeOf(err) != portal.Forbidden {
				t.Errorf("%s reads a letter: %v", who.Name, err)
			}
			if _, err := o.LettersWithoutAddress(bg, who); portal.CodeOf(err) != portal.Forbidden {
				t.Errorf("%s reads what has no address: %v", who.Name, err)
			}
		}
		for _, other := range []struct {
			batch int64
			id    string
		}{{batch + 1, id}, {batch, "nobody's"}, {batch, ""}} {
			if _, err := o.LetterOnScreen(bg, p.Ines.Actor, other.batch, other.id); portal.CodeOf(err) != portal.NotFound {
				t.Errorf("letter %q of batch %d: %v", other.id, other.batch, err)
			}
		}
		screen, err := o.LetterOnScreen(bg, p.Ines.Actor, batch, id)
		if err != nil || screen.Messages[0].Body != "It comes on Friday." || screen.Report != "" {
			t.Errorf("on the screen: %+v, %v", screen, err)
		}
		raw := o.Raw(t)
		defer raw.Close()
		var looks int
		if err := raw.QueryRow(`SELECT COUNT(*) FROM audit WHERE event = $1`, string(portal.LetterOpened)).Scan(&looks); err != nil || looks != 1 {
			t.Errorf("%d reads are on record, %v", looks, err)
		}
		for _, statement := range []string{`UPDATE letter_messages SET words = NOT words`, `DELETE FROM letter_messages`, `UPDATE office_letters SET address = 'elsewhere' WHERE kind = 'messages'`, `DELETE FROM office_letters`, `UPDATE office_letters SET owner = 'other'`} {
			if _, err := raw.Exec(statement); err == nil {
				t.Errorf("the database does %q", statement)
			}
		}
	})
}
