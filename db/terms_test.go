package db_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

// office is Walt, who edits the terms, Sunita, who publishes them, and Rosa, who is asked to agree.
func termsOffice(t *testing.T, o *dbtest.Office) (walt, sunita, rosa dbtest.Person) {
	t.Helper()
	return o.Hire(t, dbtest.Walt), o.Hire(t, dbtest.Sunita), o.Enrol(t, dbtest.Rosa)
}

// reply is what Rosa sends from the page of the terms in force.
func reply(t *testing.T, o *dbtest.Office, who portal.Actor, answer portal.TermsAnswerKind) portal.TermsReply {
	t.Helper()
	pair, err := o.TermsInForce(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return portal.TermsReply{Answer: answer, Service: pair.Service.ID, Conduct: pair.Conduct.ID, Language: portal.English,
		Word: portal.CheckWord(who.Account, pair.Service, pair.Conduct, portal.English)}
}

// publish brings a new version of the terms of service into force on a day.
func publish(t *testing.T, o *dbtest.Office, walt, sunita portal.Actor, change portal.TermsChange, on portal.Date) {
	t.Helper()
	ctx := context.Background()
	walt.SignedInAt, sunita.SignedInAt = o.Clock.Now(), o.Clock.Now()
	seen := 0
	if open, err := o.TermsDraft(ctx, walt, portal.TermsOfService); err == nil {
		seen = open.Version
	}
	if err := o.SaveTermsDraft(ctx, walt, draftOf(t, o, change, on, seen)); err != nil {
		t.Fatal(err)
	}
	if err := o.ProposeTerms(ctx, walt, portal.TermsOfService, seen+1, time.UTC); err != nil {
		t.Fatal(err)
	}
	if err := o.PublishTerms(ctx, sunita, portal.TermsOfService, seen+2, time.UTC); err != nil {
		t.Fatal(err)
	}
}

func draftOf(t *testing.T, o *dbtest.Office, change portal.TermsChange, on portal.Date, seen int) portal.TermsDraft {
	t.Helper()
	pair, err := o.TermsInForce(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	more := " " + o.Clock.Now().Format(time.RFC3339Nano)
	return portal.TermsDraft{Text: portal.TermsOfService, Version: seen, Change: change, EffectiveOn: on,
		Words: map[portal.Language]string{
			portal.English: pair.Service.Words[portal.English] + "\n\nWe answer on Saturdays too." + more,
			portal.Spanish: pair.Service.Words[portal.Spanish] + "\n\nTambién contestamos los sábados." + more,
		},
		Changes: map[portal.Language]string{portal.English: "We answer on Saturdays.", portal.Spanish: "Contestamos los sábados."},
	}
}

func standing(t *testing.T, o *dbtest.Office, who portal.Actor) (portal.TermsStanding, portal.TermsAsk) {
	t.Helper()
	s, err := o.TermsStanding(t.Context(), who)
	if err != nil {
		t.Fatal(err)
	}
	agreed, err := o.Agreed(t.Context(), who)
	ask := s.Ask(o.Clock.Now())
	if err != nil || agreed != (ask == portal.NothingAsked) {
		t.Fatalf("agreed %v while asked %q, %v", agreed, ask, err)
	}
	return s, ask
}

func TestAnOfficeBeginsWithVersionOneOfBothTexts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		pair, err := o.TermsInForce(t.Context())
		if err != nil || pair.Service.Number() != "1.0" || pair.Conduct.Number() != "1.0" {
			t.Fatalf("%+v %v", pair, err)
		}
		for _, v := range []portal.TermsVersion{pair.Service, pair.Conduct} {
			for _, l := range portal.Languages {
				if len(v.Words[l]) < 1000 || string(v.Hashes[l]) != string(portal.TermsHash(v.Words[l])) {
					t.Errorf("%s in %s: %d bytes", v.Text, l, len(v.Words[l]))
				}
			}
		}
		o.DB.Close()
		o.Reopen(t)
		if all, err := o.TermsVersions(t.Context(), portal.TermsOfService); err != nil || len(all) != 1 {
			t.Errorf("after a restart there are %d versions, %v", len(all), err)
		}
	})
}

func TestAnAgreementRecordsPersonVersionHashTimeAddressAndSession(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		_, _, rosa := termsOffice(t, o)
		if _, ask := standing(t, o, rosa.Actor); ask != portal.AskedFirst {
			t.Fatalf("asked %q", ask)
		}
		right := reply(t, o, rosa.Actor, portal.TermsAgreed)
		wrong := right
		wrong.Word = "nothing"
		if err := o.AnswerTerms(t.Context(), rosa.Actor, wrong); portal.CodeOf(err) != portal.Mend {
			t.Errorf("without the check word: %v", err)
		}
		wrong = right
		wrong.Conduct = right.Service
		if err := o.AnswerTerms(t.Context(), rosa.Actor, wrong); portal.CodeOf(err) != portal.Conflict {
			t.Errorf("to another version: %v", err)
		}
		right.Word = " “" + strings.ToUpper(right.Word) + "”. "
		if err := o.AnswerTerms(t.Context(), rosa.Actor, right); err != nil {
			t.Fatal(err)
		}
		if _, ask := standing(t, o, rosa.Actor); ask != portal.NothingAsked {
			t.Fatalf("asked %q", ask)
		}
		pair, _ := o.TermsInForce(t.Context())
		var account, by, session, address, language string
		var service, conduct []byte
		var at int64
		if err := o.Raw(t).QueryRow(`SELECT account_id, by_account, session_id, address, language, service_hash, conduct_hash, at FROM terms_answers`).
			Scan(&account, &by, &session, &address, &language, &service, &conduct, &at); err != nil {
			t.Fatal(err)
		}
		if account != rosa.Account || by != rosa.Account || session != rosa.Session || address != rosa.Address || language != "en" ||
			string(service) != string(pair.Service.Hashes[portal.English]) || string(conduct) != string(pair.Conduct.Hashes[portal.English]) || at != o.Clock.Now().UnixMilli() {
			t.Errorf("recorded %s %s %s %s %s %x %x %d", account, by, session, address, language, service, conduct, at)
		}
	})
}

func TestAMajorChangeAsksAgainAndAMinorOneIsToldOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		walt, sunita, rosa := termsOffice(t, o)
		agree := func() {
			t.Helper()
			if err := o.AnswerTerms(t.Context(), rosa.Actor, reply(t, o, rosa.Actor, portal.TermsAgreed)); err != nil {
				t.Fatal(err)
			}
		}
		agree()
		o.Clock.Add(time.Hour)
		publish(t, o, walt.Actor, sunita.Actor, portal.MinorChange, "2026-11-20")
		s, ask := standing(t, o, rosa.Actor)
		if ask != portal.NothingAsked || !s.Tell(o.Clock.Now()) || s.InForce.Service.Number() != "1.1" {
			t.Fatalf("after a minor change: asked %q, told %v, %s", ask, s.Tell(o.Clock.Now()), s.InForce.Service.Number())
		}
		for range 2 {
			if err := o.TellTerms(t.Context(), rosa.Actor, portal.Spanish); err != nil {
				t.Fatal(err)
			}
		}
		if s, _ = standing(t, o, rosa.Actor); s.Tell(o.Clock.Now()) || s.Agreed.Pair.Service.Number() != "1.0" {
			t.Errorf("told again, or the agreement is another: %+v", s)
		}
		var told int
		if err := o.Raw(t).QueryRow(`SELECT COUNT(*) FROM terms_answers WHERE answer = 'informed'`).Scan(&told); err != nil || told != 1 {
			t.Errorf("told %d times, %v", told, err)
		}

		publish(t, o, walt.Actor, sunita.Actor, portal.MajorChange, "2026-11-22")
		if s, ask = standing(t, o, rosa.Actor); ask != portal.NothingAsked || s.InForce.Service.Number() != "1.1" {
			t.Fatalf("before its day: asked %q of %s", ask, s.InForce.Service.Number())
		}
		o.Clock.Add(48 * time.Hour)
		if s, ask = standing(t, o, rosa.Actor); ask != portal.AskedChanged || s.InForce.Service.Number() != "2.0" {
			t.Fatalf("after it: asked %q of %s", ask, s.InForce.Service.Number())
		}
		review, err := o.TermsReview(t.Context(), rosa.Actor)
		if err != nil || review.Before.Service.Number() != "1.0" || !portal.TermsDiffers(portal.TermsDiff(review.Before.Service.Words[portal.English], review.Now.Service.Words[portal.English])) {
			t.Errorf("the review shows %+v, %v", review.Before.Service, err)
		}
		agree()
		if _, ask = standing(t, o, rosa.Actor); ask != portal.NothingAsked {
			t.Errorf("asked %q", ask)
		}
		o.Clock.Set(o.Clock.Now().AddDate(portal.TermsAgainAfter, 0, -1))
		if _, ask = standing(t, o, rosa.Actor); ask != portal.NothingAsked {
			t.Errorf("asked %q a day before five years", ask)
		}
		o.Clock.Add(24 * time.Hour)
		if _, ask = standing(t, o, rosa.Actor); ask != portal.AskedAgain {
			t.Errorf("asked %q after five years", ask)
		}
	})
}

func TestDecliningTakesNothingAwayAndAgreeingLaterBringsAllBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		_, _, rosa := termsOffice(t, o)
		answers := func() (n int) {
			if err := o.Raw(t).QueryRow(`SELECT COUNT(*) FROM terms_answers`).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		for i, step := range []struct {
			answer portal.TermsAnswerKind
			ask    portal.TermsAsk
		}{{portal.TermsDeclined, portal.AskedDeclined}, {portal.TermsAgreed, portal.NothingAsked}, {portal.TermsDeclined, portal.AskedDeclined}, {portal.TermsAgreed, portal.NothingAsked}} {
			r := reply(t, o, rosa.Actor, step.answer)
			if step.answer == portal.TermsDeclined {
				r.Word = ""
			}
			if err := o.AnswerTerms(t.Context(), rosa.Actor, r); err != nil {
				t.Fatal(err)
			}
			if _, ask := standing(t, o, rosa.Actor); ask != step.ask || answers() != i+1 {
				t.Errorf("after %s: asked %q, %d answers", step.answer, ask, answers())
			}
		}
	})
}

func TestTermsAreEditedByAdministratorsAndPublishedByASecondPerson(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ctx := t.Context()
		walt, sunita, rosa := termsOffice(t, o)
		olga := o.Hire(t, portal.Actor{Name: "Olga Brandt", Email: "olga@dor.example", Role: portal.Administrator, Address: "192.0.2.9"})
		for _, who := range []portal.Actor{sunita.Actor, rosa.Actor, dbtest.Ines, dbtest.Petra} {
			if err := o.SaveTermsDraft(ctx, who, draftOf(t, o, portal.MajorChange, "2026-11-20", 0)); portal.CodeOf(err) != portal.Forbidden {
				t.Errorf("%s saved a draft: %v", who.Role, err)
			}
			if err := o.ProposeTerms(ctx, who, portal.TermsOfService, 1, time.UTC); portal.CodeOf(err) != portal.Forbidden {
				t.Errorf("%s proposed: %v", who.Role, err)
			}
		}
		for _, who := range []portal.Actor{rosa.Actor, dbtest.Ines, dbtest.Petra} {
			if err := o.PublishTerms(ctx, who, portal.TermsOfService, 2, time.UTC); portal.CodeOf(err) != portal.Forbidden {
				t.Errorf("%s published: %v", who.Role, err)
			}
		}
		// A draft that lacks something is kept, and not proposed.
		half := draftOf(t, o, portal.MajorChange, "", 0)
		half.Words[portal.Spanish] = "## Solo un título"
		if err := o.SaveTermsDraft(ctx, walt.Actor, half); err != nil {
			t.Fatal(err)
		}
		err := o.ProposeTerms(ctx, walt.Actor, portal.TermsOfService, 1, time.UTC)
		if err == nil || !strings.Contains(err.Error(), "words_es") || !strings.Contains(err.Error(), "effective_on") {
			t.Errorf("half a draft was proposed: %v", err)
		}
		if err := o.SaveTermsDraft(ctx, walt.Actor, draftOf(t, o, portal.MajorChange, "2026-11-20", 0)); portal.CodeOf(err) != portal.Conflict {
			t.Errorf("an older page overwrote a draft: %v", err)
		}
		if err := o.SaveTermsDraft(ctx, walt.Actor, draftOf(t, o, portal.MajorChange, "2026-11-20", 1)); err != nil {
			t.Fatal(err)
		}
		if err := o.PublishTerms(ctx, sunita.Actor, portal.TermsOfService, 2, time.UTC); portal.CodeOf(err) != portal.Conflict {
			t.Errorf("an unproposed draft was published: %v", err)
		}
		if err := o.ProposeTerms(ctx, walt.Actor, portal.TermsOfService, 2, time.UTC); err != nil {
			t.Fatal(err)
		}
		if err := o.PublishTerms(ctx, walt.Actor, portal.TermsOfService, 3, time.UTC); err != portal.ErrOwnDraft {
			t.Errorf("the proposer published: %v", err)
		}
		stale := sunita.Actor
		stale.SignedInAt = o.Clock.Now().Add(-time.Hour)
		if err := o.PublishTerms(ctx, stale, portal.TermsOfService, 3, time.UTC); portal.CodeOf(err) != portal.SignInAgain {
			t.Errorf("published after an hour away: %v", err)
		}
		// Whoever wrote it last does not publish it, even when another proposed it; and saving undoes the proposal.
		if err := o.SaveTermsDraft(ctx, olga.Actor, draftOf(t, o, portal.MajorChange, "2026-11-20", 3)); err != nil {
			t.Fatal(err)
		}
		if err := o.ProposeTerms(ctx, walt.Actor, portal.TermsOfService, 4, time.UTC); err != nil {
			t.Fatal(err)
		}
		if err := o.PublishTerms(ctx, olga.Actor, portal.TermsOfService, 5, time.UTC); err != portal.ErrOwnDraft {
			t.Errorf("the writer published: %v", err)
		}
		if err := o.PublishTerms(ctx, sunita.Actor, portal.TermsOfService, 5, time.UTC); err != nil {
			t.Fatal(err)
		}
		v, err := o.TermsVersion(ctx, portal.TermsOfService, 2, 0)
		if err != nil || v.ProposedName != "Walt Emerson" || v.PublishedName != "Sunita Brandt" {
			t.Errorf("published %+v %v", v, err)
		}
		if err := o.SaveTermsDraft(ctx, walt.Actor, draftOf(t, o, portal.MinorChange, "2026-12-01", 0)); err != nil {
			t.Fatal(err)
		}
		if err := o.WithdrawTerms(ctx, walt.Actor, portal.TermsOfService, 1, ""); portal.CodeOf(err) != portal.Mend {
			t.Errorf("withdrawn without a reason: %v", err)
		}
		if err := o.WithdrawTerms(ctx, walt.Actor, portal.TermsOfService, 1, "We say it elsewhere."); err != nil {
			t.Fatal(err)
		}
		if _, err := o.TermsDraft(ctx, walt.Actor, portal.TermsOfService); err != portal.ErrNotFound {
			t.Errorf("a withdrawn draft is still open: %v", err)
		}
	})
}

func TestPublishedTermsAndAnswersCannotBeChangedByHand(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		walt, _, rosa := termsOffice(t, o)
		if err := o.AnswerTerms(t.Context(), rosa.Actor, reply(t, o, rosa.Actor, portal.TermsAgreed)); err != nil {
			t.Fatal(err)
		}
		if err := o.SaveTermsDraft(t.Context(), walt.Actor, draftOf(t, o, portal.MajorChange, "2026-11-20", 0)); err != nil {
			t.Fatal(err)
		}
		if err := o.WithdrawTerms(t.Context(), walt.Actor, portal.TermsOfService, 1, "Not now, said the commissioner."); err != nil {
			t.Fatal(err)
		}
		raw := o.Raw(t)
		for _, statement := range []string{
			`UPDATE terms_versions SET words_en = 'other'`, `DELETE FROM terms_versions`,
			`UPDATE terms_answers SET answer = 'declined'`, `DELETE FROM terms_answers`,
			`UPDATE terms_drafts SET words_en = 'other'`, `DELETE FROM terms_drafts`,
		} {
			if _, err := raw.Exec(statement); err == nil {
				t.Errorf("the database took %s", statement)
			}
		}
	})
}

func TestFiguresOfTheTermsCountAnswersAndWhereEachStands(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		walt, sunita, rosa := termsOffice(t, o)
		answer := func(kind portal.TermsAnswerKind) {
			t.Helper()
			if err := o.AnswerTerms(t.Context(), rosa.Actor, reply(t, o, rosa.Actor, kind)); err != nil {
				t.Fatal(err)
			}
		}
		answer(portal.TermsAgreed)
		answer(portal.TermsDeclined)
		answer(portal.TermsAgreed)
		publish(t, o, walt.Actor, sunita.Actor, portal.MajorChange, "2026-11-20")
		answer(portal.TermsDeclined)
		figures, err := o.TermsFigures(t.Context(), dbtest.Petra, portal.TermsOfService)
		if err != nil || len(figures) != 2 {
			t.Fatalf("%+v %v", figures, err)
		}
		if two, one := figures[0], figures[1]; two.Number() != "2.0" || two.Declined != 1 || two.Agreed != 0 || two.People != 0 || one.Agreed != 2 || one.Declined != 1 || one.People != 0 {
			t.Errorf("%+v", figures)
		}
		answer(portal.TermsAgreed)
		if figures, _ = o.TermsFigures(t.Context(), dbtest.Petra, portal.TermsOfService); figures[0].People != 1 {
			t.Errorf("%+v", figures)
		}
		if _, err := o.TermsFigures(t.Context(), dbtest.Ines, portal.TermsOfService); portal.CodeOf(err) != portal.Forbidden {
			t.Errorf("a clerk read them: %v", err)
		}
		if all, err := o.ExportTermsFigures(t.Context(), sunita.Actor); err != nil || len(all) != 3 {
			t.Errorf("%d lines, %v", len(all), err)
		}
	})
}
