package db

import (
	"context"
	"errors"
	"fmt"
	"time"

	"exchequer/portal"
)

// standingQuery reads all that decides how an account stands with the terms in one statement: what is in force, and the
// last answer of each kind. The tables of versions are small, and an account's answers lie together.
const standingQuery = `
	SELECT
		s.id, s.major, s.minor, s.effective_at,
		c.id, c.major, c.minor, c.effective_at,
		a.answer, a.at, a.language, asv.id, asv.major, asv.minor, acv.id, acv.major, acv.minor
	FROM (SELECT id, major, minor, effective_at FROM terms_versions WHERE text = 'service' AND effective_at <= $2 ORDER BY major DESC, minor DESC LIMIT 1) s
	CROSS JOIN (SELECT id, major, minor, effective_at FROM terms_versions WHERE text = 'conduct' AND effective_at <= $2 ORDER BY major DESC, minor DESC LIMIT 1) c
	LEFT JOIN terms_answers a ON a.account_id = $1 AND a.id IN (
		SELECT MAX(id) FROM terms_answers WHERE account_id = $1 GROUP BY answer)
	LEFT JOIN terms_versions asv ON asv.id = a.service_id
	LEFT JOIN terms_versions acv ON acv.id = a.conduct_id
	ORDER BY a.id`

// TermsStanding is how the actor's account stands with the terms.
func (d *DB) TermsStanding(ctx context.Context, actor portal.Actor) (portal.TermsStanding, error) {
	return d.asking(ctx).termsStanding(actor.Account, d.Now())
}

// Agreed reports whether the actor has agreed to the terms that are in force: the gate before every page of secure
// messages. It is one query, and never remembered.
func (d *DB) Agreed(ctx context.Context, actor portal.Actor) (bool, error) {
	s, err := d.TermsStanding(ctx, actor)
	return err == nil && s.Ask(d.Now()) == portal.NothingAsked, err
}

// termsStanding is the same for an act, which must not go by what a page saw.
func (a asking) termsStanding(account string, now time.Time) (s portal.TermsStanding, err error) {
	rows, err := a.rows(standingQuery, account, Millis(now))
	if err != nil {
		return s, fmt.Errorf("standing with the terms: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var answer, language, service, conduct *string
		var numbers [4]*int
		var at time.Time
		in := &s.InForce
		if err := rows.Scan(&in.Service.ID, &in.Service.Major, &in.Service.Minor, millis(&in.Service.EffectiveAt),
			&in.Conduct.ID, &in.Conduct.Major, &in.Conduct.Minor, millis(&in.Conduct.EffectiveAt),
			&answer, millis(&at), &language, &service, &numbers[0], &numbers[1], &conduct, &numbers[2], &numbers[3]); err != nil {
			return s, fmt.Errorf("standing with the terms: %w", err)
		}
		in.Service.Text, in.Conduct.Text = portal.TermsOfService, portal.RulesOfConduct
		if answer == nil {
			continue
		}
		given := &portal.TermsAnswer{At: at, Answer: portal.TermsAnswerKind(*answer), Language: portal.Language(*language), Pair: portal.TermsPair{
			Service: portal.TermsVersion{ID: *service, Text: portal.TermsOfService, Major: *numbers[0], Minor: *numbers[1]},
			Conduct: portal.TermsVersion{ID: *conduct, Text: portal.RulesOfConduct, Major: *numbers[2], Minor: *numbers[3]},
		}}
		switch given.Answer {
		case portal.TermsInformed:
			s.Informed = given
		case portal.TermsAgreed:
			s.Agreed, s.Last = given, given
		default:
			s.Last = given
		}
	}
	if err := rows.Err(); err != nil {
		return s, fmt.Errorf("standing with the terms: %w", err)
	}
	if s.InForce.Service.ID == "" {
		return s, errors.New("standing with the terms: none are in force")
	}
	return s, nil
}

// TermsReview is what someone who reviews the terms has before them: how they stand, the words in force, and the words
// to which they agreed last, when they agreed at all.
type TermsReview struct {
	portal.TermsStanding
	Now    portal.TermsPair
	Before portal.TermsPair
}

// TermsReview is the actor's own review.
func (d *DB) TermsReview(ctx context.Context, actor portal.Actor) (r TermsReview, err error) {
	if r.TermsStanding, err = d.TermsStanding(ctx, actor); err != nil {
		return r, err
	}
	if r.Now, err = d.TermsInForce(ctx); err != nil || r.Agreed == nil {
		return r, err
	}
	if r.Before.Service, err = d.termsVersionByID(ctx, r.Agreed.Pair.Service.ID); err != nil {
		return r, err
	}
	r.Before.Conduct, err = d.termsVersionByID(ctx, r.Agreed.Pair.Conduct.ID)
	return r, err
}

// AnswerTerms puts on record that the actor agrees or declines, with the versions, their hashes in the language that was
// read, the time, the address and the session. Nothing else of the account changes, so that agreeing later brings back
// everything as it was.
func (d *DB) AnswerTerms(ctx context.Context, actor portal.Actor, reply portal.TermsReply) error {
	return d.Act(ctx, actor, func(tx *Tx) error {
		pair, err := tx.termsRead(reply)
		if err != nil {
			return err
		}
		event, shown := portal.TermsWereDeclined, ""
		if reply.Answer == portal.TermsAgreed {
			event, shown = portal.TermsWereAgreed, portal.CheckWord(actor.Account, pair.Service, pair.Conduct, reply.Language)
			if !portal.CheckWordFits(reply.Word, shown) {
				var check portal.Check
				check.Wrong("word", "Type the check word. It stands at the end of the rules of conduct, on this page.")
				return check.Err()
			}
		}
		return tx.insertTermsAnswer(event, reply.Answer, pair, reply.Language, shown)
	})
}

// termsRead are the versions in force, when they are those that the person had before them.
func (tx *Tx) termsRead(reply portal.TermsReply) (pair portal.TermsPair, err error) {
	if pair.Service, err = scanTerms(tx.Row(termsInForce, string(portal.TermsOfService), Millis(tx.Now)), true); err != nil {
		return pair, err
	}
	if pair.Conduct, err = scanTerms(tx.Row(termsInForce, string(portal.RulesOfConduct), Millis(tx.Now)), true); err != nil {
		return pair, err
	}
	if pair.Service.ID != reply.Service || pair.Conduct.ID != reply.Conduct {
		return pair, portal.ErrTermsChanged
	}
	return pair, nil
}

// TellTerms puts on record that the actor was told of a minor change, so that it is told once.
func (d *DB) TellTerms(ctx context.Context, actor portal.Actor, language portal.Language) error {
	return d.Act(ctx, actor, func(tx *Tx) error {
		s, err := tx.asking().termsStanding(actor.Account, tx.Now)
		if err != nil {
			return err
		}
		if !s.Tell(tx.Now) {
			tx.Bookkeeping() // told in another window already
			return nil
		}
		pair, err := tx.termsRead(portal.TermsReply{Service: s.InForce.Service.ID, Conduct: s.InForce.Conduct.ID})
		if err != nil {
			return err
		}
		return tx.insertTermsAnswer(portal.TermsWereTold, portal.TermsInformed, pair, language, "")
	})
}

func (tx *Tx) insertTermsAnswer(event portal.Event, answer portal.TermsAnswerKind, pair portal.TermsPair, language portal.Language, shown string) error {
	if _, known := pair.Service.Hashes[language]; !known {
		language = portal.English
	}
	_, err := tx.Exec(`
		INSERT INTO terms_answers (account_id, id, at, answer, service_id, service_hash, conduct_id, conduct_hash, language, shown,
			by_account, by_name, session_id, address)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		tx.Actor.Account, newID(), Millis(tx.Now), string(answer), pair.Service.ID, pair.Service.Hashes[language],
		pair.Conduct.ID, pair.Conduct.Hashes[language], string(language), shown,
		tx.Actor.Account, tx.Actor.Name, tx.Actor.Session, tx.Actor.Address)
	if err != nil {
		return fmt.Errorf("answer the terms: %w", err)
	}
	tx.Audit(event, subjectOf(tx.Actor.Account), "service", pair.Service.Number(), "conduct", pair.Conduct.Number(), "language", string(language))
	return nil
}
