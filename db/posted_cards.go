package db

import (
	"bytes"
	"cmp"
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"time"

	"exchequer/portal"
)

// Code cards by mail: ordered by their owner, printed and mailed at the desk, and brought into use by their owner.

// OrderPostedCard orders a printed code card to an address that the actor types for it. Home is the department's own state.
func (d *DB) OrderPostedCard(ctx context.Context, actor portal.Actor, to portal.Recipient, home string) error {
	if actor.Role != portal.Taxpayer {
		return portal.Refuse(portal.Forbidden, "Staff get a code card from an administrator.")
	}
	if err := to.Check(home); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		if err := tx.stepUpFresh(); err != nil {
			return err
		}
		a, err := tx.account(actor.Account)
		if err != nil {
			return err
		}
		if err := tx.mayOrder(a.ID); err != nil {
			return err
		}
		c := portal.PostedCard{ID: newID(), Account: a}
		key, err := tx.NewRecordKey("posted_cards", c.ID)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(`
			INSERT INTO posted_cards (id, key_version, data_key, account_id, ordered_at, recipient)
			VALUES ($1, $2, $3, $4, $5, $6)`,
			c.ID, key.Version, key.Wrapped, a.ID, Millis(tx.Now), key.Seal("recipient", []byte(to.Kept()))); err != nil {
			return fmt.Errorf("order a card: %w", err)
		}
		if _, err := tx.Exec(`
			INSERT INTO posted_card_states (card_id, account_id, state, since, ends_at)
			VALUES ($1, $2, $3, $4, $5)`,
			c.ID, a.ID, string(portal.CardOrdered), Millis(tx.Now), Millis(tx.Now.Add(portal.PostedCardLasts))); err != nil {
			return fmt.Errorf("order a card: %w", err)
		}
		if err := tx.notePostedCard(c, portal.CardOrdered, ""); err != nil {
			return err
		}
		return tx.tell(a, portal.NoticePostedCardOrdered, nil)
	})
}

// mayOrder is nil when another card may be ordered for the account now. The account's row is locked: of two orders at once
// the second sees the first.
func (tx *Tx) mayOrder(account string) error {
	open := true
	if _, err := tx.openPostedCard(account); errors.Is(err, portal.ErrNotFound) {
		open = false
	} else if err != nil {
		return err
	}
	rows, err := tx.Rows(`
		SELECT ordered_at
		FROM posted_cards
		WHERE account_id = $1 AND ordered_at > $2
		ORDER BY ordered_at DESC`, account, Millis(tx.Now.Add(-portal.PostedCardsWhile)))
	if err != nil {
		return fmt.Errorf("earlier cards: %w", err)
	}
	defer rows.Close()
	var earlier []time.Time
	for rows.Next() {
		var at time.Time
		if err := rows.Scan(millis(&at)); err != nil {
			return fmt.Errorf("earlier cards: %w", err)
		}
		earlier = append(earlier, at)
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("earlier cards: %w", err)
	}
	return portal.CheckOrder(open, earlier, tx.Now)
}

// notePostedCard writes one step of an order, and audits it.
func (tx *Tx) notePostedCard(c portal.PostedCard, state portal.PostedCardState, reason string) error {
	tx.Audit(state.Event(), subjectOf(c.Account.ID), "card", c.ID, "reason", reason)
	_, err := tx.Exec(`
		INSERT INTO posted_card_events (id, card_id, at, by_account, by_name, state, reason)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		newID(), c.ID, Millis(tx.Now), nullText(tx.Actor.Account), tx.Actor.Name, string(state), reason)
	if err != nil {
		return fmt.Errorf("note a card: %w", err)
	}
	return nil
}

// movePostedCard takes an order to its next state. Codes that were printed before are gone, except on the way to the mail.
func (tx *Tx) movePostedCard(c *portal.PostedCard, next portal.PostedCardState, reason string) error {
	if !c.State.May(next) {
		return portal.ErrAccountMoved
	}
	keep := next == portal.CardMailed
	n, err := tx.Exec(`
		UPDATE posted_card_states
		SET state = $3, since = $4, ends_at = $5,
		    failures = CASE WHEN $6 THEN failures ELSE 0 END,
		    hashes = CASE WHEN $6 THEN hashes END
		WHERE card_id = $1 AND state = $2`,
		c.ID, string(c.State), string(next), Millis(tx.Now), Millis(tx.Now.Add(portal.PostedCardLasts)), keep)
	if err != nil {
		return fmt.Errorf("move a card: %w", err)
	}
	if n == 0 {
		return portal.ErrAccountMoved
	}
	c.State, c.Since = next, tx.Now
	return tx.notePostedCard(*c, next, reason)
}

// voidPostedCard ends an order of an account, if one is under way.
func (tx *Tx) voidPostedCard(account, why string) error {
	c, err := tx.openPostedCard(account)
	if errors.Is(err, portal.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return tx.movePostedCard(&c, portal.CardVoid, why)
}

// CancelPostedCard ends the actor's own order.
func (d *DB) CancelPostedCard(ctx context.Context, actor portal.Actor) error {
	return d.Act(ctx, actor, func(tx *Tx) error {
		c, err := tx.openPostedCard(actor.Account)
		if errors.Is(err, portal.ErrNotFound) {
			return portal.ErrNoPostedCard
		}
		if err != nil {
			return err
		}
		return tx.movePostedCard(&c, portal.CardVoid, "Its owner no longer wants it.")
	})
}

// PostedCardArrived brings the card into use by one of its codes, which is used up by that: from then on the others sign
// in, and those of an earlier card no longer do.
func (d *DB) PostedCardArrived(ctx context.Context, actor portal.Actor, typed string) error {
	code, ok := portal.ReadCardCode(typed)
	if !ok {
		return errWrongPostedCode
	}
	if err := d.Spend(ctx, portal.PostedCardTries, actor.Account); err != nil {
		return err
	}
	var known postedCodes
	if err := found(d.row(ctx, postedCodesQuery, actor.Account).Scan(known.scan()...)); err != nil {
		return cmp.Or(onlyIf(errors.Is(err, portal.ErrNotFound), portal.ErrNoPostedCard), err)
	}
	hash, err := d.hashCode(ctx, portal.CardCodes, code, known.salt, known.iterations)
	if err != nil {
		return err
	}
	var refused error
	err = d.Act(ctx, actor, func(tx *Tx) error {
		refused = nil
		if err := tx.stepUpFresh(); err != nil {
			return err
		}
		c, err := tx.openPostedCard(actor.Account)
		if errors.Is(err, portal.ErrNotFound) || err == nil && !tx.Now.Before(c.EndsAt) {
			return portal.ErrNoPostedCard
		}
		if err != nil {
			return err
		}
		var now postedCodes
		if err := tx.Row(postedCodesQuery, actor.Account).Scan(now.scan()...); err != nil {
			return cmp.Or(onlyIf(found(err) == portal.ErrNotFound, portal.ErrNoPostedCard), err)
		}
		set := codes{kind: portal.CardCodes, salt: now.salt, iterations: now.iterations, hashes: now.without(hash)}
		if len(set.hashes) != portal.CodesOnCard-1 {
			refused = errWrongPostedCode
			return tx.postedCodeWrong(c)
		}
		if err := tx.movePostedCard(&c, portal.CardArrived, ""); err != nil {
			return err
		}
		tx.Audit(portal.CodeCardIssued, subjectOf(actor.Account), "by", "mail")
		if err := tx.setCodes(actor.Account, set); err != nil {
			return err
		}
		return tx.tell(c.Account, portal.NoticePostedCardWorks, nil)
	})
	return cmp.Or(err, refused)
}

var errWrongPostedCode = func() error {
	var check portal.Check
	check.Wrong("posted_code", "This is not a code of the card that we mailed you last. Enter one of its codes: 8 digits.")
	return check.Err()
}()

// postedCodeWrong counts a wrong code. At the hundredth in a row the card is void, as any other authenticator would be.
func (tx *Tx) postedCodeWrong(c portal.PostedCard) error {
	tx.Audit(portal.SecondFactorRefused, subjectOf(c.Account.ID), "with", "posted card")
	var failures int
	if err := tx.Row(`
		UPDATE posted_card_states
		SET failures = failures + 1
		WHERE card_id = $1
		RETURNING failures`, c.ID).Scan(&failures); err != nil {
		return fmt.Errorf("count a wrong code: %w", err)
	}
	if failures < portal.AuthenticatorFailures {
		return nil
	}
	if err := tx.movePostedCard(&c, portal.CardVoid, "100 wrong codes."); err != nil {
		return err
	}
	return tx.tell(c.Account, portal.NoticePostedCardVoid, nil)
}

// postedCodes are the codes of a card that was printed, as they are kept.
type postedCodes struct {
	salt       []byte
	iterations int
	hashes     []byte // one after another
}

const postedCodesQuery = `
	SELECT salt, iterations, hashes
	FROM posted_card_states
	WHERE account_id = $1 AND state IN ('ordered', 'printed', 'mailed') AND hashes IS NOT NULL`

func (p *postedCodes) scan() []any { return []any{&p.salt, &p.iterations, &p.hashes} }

// without is all hashes but this one: as many as there are when it is none of them.
func (p postedCodes) without(hash []byte) (rest [][]byte) {
	for at := 0; at+hashLength <= len(p.hashes); at += hashLength {
		if one := p.hashes[at : at+hashLength]; subtle.ConstantTimeCompare(one, hash) != 1 {
			rest = append(rest, bytes.Clone(one))
		}
	}
	return rest
}

func onlyIf(so bool, err error) error {
	if so {
		return err
	}
	return nil
}
