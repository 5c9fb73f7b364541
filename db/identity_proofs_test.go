package db_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

var samplePictures = [2]struct{ kind, content string }{{"image/jpeg", "\xff\xd8\xff\xe0 the card of Rosa"}, {"image/png", "\x89PNG\r\n\x1a\n the face of Rosa"}}

// sends stores two pictures and sends them.
func (b *bench) sends(who portal.Actor) error {
	b.t.Helper()
	var files [2]db.StoredFile
	for i, p := range samplePictures {
		var err error
		files[i], err = b.StoreFile(b.t.Context(), "IMG.jpg", p.kind, strings.NewReader(p.content), 1<<20)
		b.must(err)
	}
	return b.SubmitPictures(b.t.Context(), who, identityOffice, b.n, files)
}

var allYes = portal.ReviewForm{Genuine: "yes", Name: "yes", Face: "yes", Code: "yes"}

func (b *bench) reviews(who portal.Actor, form portal.ReviewForm) error {
	b.t.Helper()
	f := b.file(who)
	return b.ReviewPictures(b.t.Context(), b.fresh(who), identityOffice, b.n, f.Version, f.Capture().ID, form)
}

func (b *bench) stepOf(p portal.Pending) portal.Step {
	b.t.Helper()
	r, _ := b.file(b.sunita).Reason(p)
	return r.Step
}

func TestTwoClerksLookAtPicturesEachOnTheirOwn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		b := openBench(t, o)
		ctx := t.Context()
		b.refused(b.sends(b.rosa), "Something happened to this case") // she has not chosen this way
		b.must(b.BeginRoute(ctx, b.rosa, identityOffice, b.n, portal.ReviewRoute))
		b.must(b.sends(b.rosa))
		b.refused(b.sends(b.rosa), "Something happened to this case")
		if b.stepOf(portal.PendingReview) != portal.StepToReview {
			t.Error("nobody is asked to look")
		}
		b.refused(b.reviews(b.ines, portal.ReviewForm{Genuine: "yes", Name: "yes", Face: "yes"}), "Answer yes or no")
		b.must(b.reviews(b.ines, allYes))
		b.refused(b.reviews(b.ines, allYes), "You have looked at these pictures")
		if b.stepOf(portal.PendingReview) != portal.StepToConfirm {
			t.Error("no second clerk is asked")
		}
		b.must(b.reviews(b.tomas, allYes))
		f := b.file(b.ines)
		if !f.Done(portal.PendingReview) || b.holds() != portal.Matched {
			t.Errorf("after two yes: %+v, holds %s; the letter is still out", f.Reasons, b.holds())
		}
		if f.Capture().Open() || f.Capture().Refused() || len(f.Capture().Problems()) != 0 {
			t.Errorf("the pictures are %+v", f.Capture())
		}
		dbtest.Absent(t, o, "the card of Rosa")
	})
}

func TestANoSendsThePicturesBackInWords(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		b := openBench(t, o)
		ctx := t.Context()
		b.must(b.BeginRoute(ctx, b.rosa, identityOffice, b.n, portal.ReviewRoute))
		b.must(b.sends(b.rosa))
		o.Post(t)
		no := allYes
		no.Face = "no"
		b.refused(b.reviews(b.ines, no), "Say why")
		no.Reason = "Another chin, other ears."
		b.must(b.reviews(b.ines, no))
		if b.stepOf(portal.PendingReview) != portal.StepToConfirm {
			t.Error("the first no is told before the second clerk has looked")
		}
		b.must(b.reviews(b.tomas, allYes))
		if b.stepOf(portal.PendingReview) != portal.StepExpected {
			t.Error("it is not the person's turn")
		}
		captures, err := b.OwnCaptures(ctx, b.rosa, b.n)
		b.must(err)
		problems := captures[0].Problems()
		if len(problems) != 1 || !strings.Contains(problems[0].Text, "same face") {
			t.Errorf("the person reads %v", problems)
		}
		for _, r := range captures[0].Reviews {
			if r.ByName != "" || r.Reason != "" {
				t.Errorf("the person reads what a clerk wrote: %+v", r)
			}
		}
		if mail := o.Post(t); len(mail) != 1 || mail[0].Notice != portal.NoticePicturesAgain {
			t.Errorf("mail %+v", mail)
		}
		for range portal.ProofingTries.Count - 1 {
			b.must(b.sends(b.rosa))
			b.must(b.reviews(b.ines, no))
			b.must(b.reviews(b.sunita, no))
		}
		if err := b.sends(b.rosa); portal.CodeOf(err) != portal.TooMany {
			t.Errorf("one more try: %v", err)
		}
		o.Clock.Add(portal.ProofingTries.While)
		b.must(b.sends(b.rosa))
	})
}

func TestPicturesAreForThoseWhoReviewThem(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		b := openBench(t, o)
		ctx := t.Context()
		b.must(b.BeginRoute(ctx, b.rosa, identityOffice, b.n, portal.ReviewRoute))
		b.must(b.sends(b.rosa))
		c := b.file(b.ines).Capture()
		f, content, err := b.OpenPicture(ctx, b.ines, b.n, c.ID, c.Document)
		b.must(err)
		got, err := io.ReadAll(content)
		content.Close()
		if err != nil || !bytes.Equal(got, []byte(samplePictures[0].content)) || f.Kind != "image/jpeg" {
			t.Errorf("the picture is %q of %s, %v", got, f.Kind, err)
		}
		for who, want := range map[portal.Actor]portal.Code{b.rosa: portal.Forbidden, b.walt: portal.Forbidden} {
			if _, _, err := b.OpenPicture(ctx, who, b.n, c.ID, c.Document); portal.CodeOf(err) != want {
				t.Errorf("%s: %v", who.Name, err)
			}
		}
		if _, _, err := b.OpenPicture(ctx, b.ines, b.n, "elsewhere", c.Document); portal.CodeOf(err) != portal.NotFound {
			t.Errorf("a picture of another pair: %v", err)
		}
		b.refused(b.SubmitPictures(ctx, b.rosa, identityOffice, b.n, [2]db.StoredFile{{Kind: "application/pdf", Size: 1}, {Kind: "image/png", Size: 1}}), "Send two pictures")
	})
}

func TestTheCodeOfAPictureIsOfTheDayAndTheCase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		b := openBench(t, o)
		ctx := t.Context()
		code, err := b.TodaysPictureCode(ctx, b.rosa, b.n)
		if err != nil || len(code) != portal.PictureCodeLength {
			t.Fatalf("the code is %q, %v", code, err)
		}
		o.Clock.Set(time.Date(2026, 11, 21, 9, 59, 59, 0, time.UTC)) // the night of the same day
		if same, _ := b.TodaysPictureCode(ctx, b.rosa, b.n); same != code {
			t.Error("the code changes within the day")
		}
		o.Clock.Add(time.Second)
		if next, _ := b.TodaysPictureCode(ctx, b.rosa, b.n); next == code {
			t.Error("the code stays overnight")
		}
		for _, who := range []portal.Actor{b.ines, {Account: "other", Role: portal.Taxpayer}} {
			if _, err := b.TodaysPictureCode(ctx, who, b.n); portal.CodeOf(err) != portal.NotFound {
				t.Errorf("%s reads the code: %v", who.Name, err)
			}
		}
	})
}

func TestAReferenceCountsOnlyWhenASecondPersonSaysSo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		b := openBench(t, o)
		ctx := t.Context()
		b.must(b.BeginRoute(ctx, b.rosa, identityOffice, b.n, portal.RefereeRoute))
		decide := func(who portal.Actor, word string) error {
			return b.DecideIdentity(ctx, b.fresh(who), identityOffice, b.n, b.file(who).Version, portal.PendingReferee, portal.DecisionForm{Decision: word, Reason: "Called the preparer at her office."})
		}
		b.refused(decide(b.tomas, "accept"), "Something happened to this case") // nobody vouches yet
		statement := portal.RefereeForm{Name: "Bea Ortiz", Known: "Preparer since 2011", Relation: "Her preparer", Since: "Nine years", Evidence: "Showed her license and three returns."}
		b.refused(b.RecordReferee(ctx, b.fresh(b.ines), identityOffice, b.n, b.file(b.ines).Version, portal.RefereeForm{}), "Answer this question")
		b.must(b.RecordReferee(ctx, b.fresh(b.ines), identityOffice, b.n, b.file(b.ines).Version, statement))
		b.refused(decide(b.ines, "accept"), "You took part in this proof yourself")
		if b.holds() != portal.Matched {
			t.Error("a statement alone grants something")
		}
		b.must(decide(b.tomas, "accept"))
		if b.holds() != portal.DocumentReviewed {
			t.Errorf("holds %s", b.holds())
		}
		dbtest.Absent(t, o, "Bea Ortiz")
	})
}

// odd makes Rosa's case the second one that claims her records.
func (b *bench) odd() {
	b.t.Helper()
	other := b.Enrol(b.t, portal.Actor{Name: "Not Rosa", Email: "not.rosa@mail.example", Role: portal.Taxpayer, Address: "198.51.100.99"}).Actor
	b.rosa = other
	b.n = b.claims(other)
	if _, open := b.file(b.ines).Reason(portal.PendingFraud); !open {
		b.t.Fatal("a second account that claims a taxpayer is not odd")
	}
}

func TestASupervisorClearsWhatIsOdd(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		b := openBench(t, o)
		b.odd()
		b.must(b.visits(b.ines, visit()))
		if b.holds() != portal.Matched || !b.file(b.sunita).Frozen {
			t.Errorf("what is odd grants: holds %s", b.holds())
		}
		clear := portal.DecisionForm{Decision: "accept", Reason: "Mother and daughter of one name; both came in."}
		decide := func(who portal.Actor, seen int64) error {
			return b.DecideIdentity(t.Context(), b.fresh(who), identityOffice, b.n, seen, portal.PendingFraud, clear)
		}
		b.refused(decide(b.tomas, b.file(b.tomas).Version), "Your role does not allow")
		b.refused(decide(b.sunita, 1), "Something happened to this case")
		stale := b.sunita
		stale.SignedInAt = o.Now().Add(-portal.StepUpWithin - time.Second)
		b.refused(b.DecideIdentity(t.Context(), stale, identityOffice, b.n, b.file(b.sunita).Version, portal.PendingFraud, clear), "Sign in again")
		b.must(decide(b.sunita, b.file(b.sunita).Version))
		if f := b.file(b.sunita); b.holds() != portal.InPerson || f.Frozen || f.Status != portal.IdentityApproved {
			t.Errorf("after the word: %s, frozen %v, holds %s", f.Status, f.Frozen, b.holds())
		}
	})
}

func TestConfirmedFraudClosesTheCaseAndFreezesUntilSomeoneLiftsIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		b := openBench(t, o)
		ctx := context.Background()
		b.odd()
		b.refused(b.LiftFreeze(ctx, b.fresh(b.sunita), b.n, b.file(b.sunita).Version, "Talked with the taxpayer."), "Something happened")
		b.must(b.DecideIdentity(ctx, b.fresh(b.sunita), identityOffice, b.n, b.file(b.sunita).Version, portal.PendingFraud, portal.DecisionForm{Decision: "refuse", Reason: "The taxpayer says that it was not them."}))
		f := b.file(b.sunita)
		if f.Status != portal.IdentityClosed || b.holds() != "" || !f.Frozen {
			t.Errorf("the case is %s, holds %q, frozen %v", f.Status, b.holds(), f.Frozen)
		}
		b.refused(b.LiftFreeze(ctx, b.fresh(b.tomas), b.n, f.Version, "Talked with the taxpayer."), "Your role does not allow")
		b.refused(b.LiftFreeze(ctx, b.fresh(b.sunita), b.n, f.Version, "ok"), "Say why")
		b.must(b.LiftFreeze(ctx, b.fresh(b.sunita), b.n, f.Version, "Talked with the taxpayer at the counter."))
		if b.file(b.sunita).Frozen {
			t.Error("changes are still stopped")
		}
	})
}

func TestTheChecklistIsComputedFromTheRecord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		b := openBench(t, o)
		ctx := t.Context()
		petra := o.Hire(t, dbtest.Petra).Actor
		met := func(section string) portal.Met {
			p, err := b.IdentityProof(ctx, petra, b.n)
			b.must(err)
			if p.AccountName != "" || p.NameTyped != "" || len(p.Record.Names) != 0 {
				t.Error("the checklist's record names someone")
			}
			for _, l := range p.Checklist() {
				if strings.Contains(l.Fact, "%!") || strings.Contains(l.Fact, "Rosa") {
					t.Errorf("%s says %q", l.Section, l.Fact)
				}
				if l.Section == section {
					return l.Met
				}
			}
			t.Fatalf("no line for %s", section)
			return ""
		}
		if met("4.1.6") != portal.NotMet || met("4.2.2") != portal.DoesntApply || met("3.10") != portal.DoesntApply {
			t.Error("details that match prove an identity")
		}
		b.must(b.visits(b.ines, visit()))
		if met("4.1.6") != portal.IsMet || met("4.2.2") != portal.NotMet || met("3.10") != portal.IsMet || met("4.2.6.1") != portal.IsMet {
			t.Error("one document alone meets what level 2 asks, or less than it does")
		}
		// Level 2 asks for a letter, which is true once it is in the mail.
		posted := func() portal.ChecklistLine {
			p, err := b.IdentityProof(ctx, petra, b.n)
			b.must(err)
			for _, l := range p.Checklist() {
				if l.Section == "3.10" && strings.HasPrefix(l.Asks, "IAL2") {
					return l
				}
			}
			return portal.ChecklistLine{}
		}
		if l := posted(); l.Met != portal.NotMet || !strings.Contains(l.Fact, "waits to be printed") {
			t.Errorf("before it is printed: %+v", l)
		}
		batch, err := b.MakeLetterBatch(ctx, b.ines)
		b.must(err)
		letters, err := b.PrintLetters(ctx, b.ines, identityOffice, batch, "")
		b.must(err)
		if l := posted(); l.Met != portal.NotMet || !strings.Contains(l.Fact, "not handed to the mail yet") {
			t.Errorf("before it is mailed: %+v", l)
		}
		b.must(b.MailLetters(ctx, b.ines, identityOffice, batch))
		if l := posted(); l.Met != portal.IsMet || !strings.Contains(l.Fact, "A letter went to the address on record on 2026-") {
			t.Errorf("in the mail: %+v", l)
		}
		if len(letters) != 1 || letters[0].Kind != portal.ProofedLetter || letters[0].Name != "Rosa Delgado" || letters[0].Code != "" || letters[0].Report == "" {
			t.Errorf("printed %+v", letters)
		}
		lines, err := b.IdentityLines(ctx, petra, 0)
		if err != nil || len(lines) != 1 || lines[0].Number != b.n {
			t.Errorf("lines %v, %v", lines, err)
		}
		for _, who := range []portal.Actor{b.rosa, dbtest.Nobody} {
			if _, err := b.IdentityProof(ctx, who, b.n); portal.CodeOf(err) != portal.Forbidden {
				t.Errorf("%s reads a checklist: %v", who.Name, err)
			}
			if _, err := b.IdentityLines(ctx, who, 0); portal.CodeOf(err) != portal.Forbidden {
				t.Errorf("%s reads the list: %v", who.Name, err)
			}
		}
	})
}

func TestWhoeverGetsTheLetterOfAProofingCanSayThatItWasNotThem(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		b := openBench(t, o)
		ctx := t.Context()
		b.must(b.visits(b.ines, visit()))
		batch, err := b.MakeLetterBatch(ctx, b.ines)
		b.must(err)
		letters, err := b.PrintLetters(ctx, b.ines, identityOffice, batch, "")
		b.must(err)
		b.must(b.MailLetters(ctx, b.ines, identityOffice, batch))
		b.must(o.ReportLetter(ctx, dbtest.Nobody, identityOffice, letters[0].Report, "I was never there."))
		if b.holds() != "" {
			t.Errorf("the account still holds %s", b.holds())
		}
		if f := b.file(b.tomas); !f.Frozen || !f.Blocked() {
			t.Errorf("nothing is frozen: %+v", f.Reasons)
		}
	})
}
