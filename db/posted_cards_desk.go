package db

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"

	"exchequer/portal"
)

const postedCardColumns = `s.card_id, s.state, s.since, s.ends_at, p.ordered_at, ` + accountColumns

const postedCardTables = `
	FROM posted_card_states s
	JOIN posted_cards p ON p.id = s.card_id
	JOIN accounts a ON a.id = s.account_id`

func scanPostedCard(c *portal.PostedCard) []any {
	return append([]any{&c.ID, &c.State, millis(&c.Since), millis(&c.EndsAt), millis(&c.OrderedAt)}, scanAccount(&c.Account)...)
}

// openPostedCard is an account's order that is under way, within an act that may move it.
func (tx *Tx) openPostedCard(account string) (c portal.PostedCard, err error) {
	err = tx.Row(`SELECT `+postedCardColumns+postedCardTables+`
		WHERE s.account_id = $1 AND s.state IN ('ordered', 'printed', 'mailed')`+tx.db.engine.forUpdate(), account).Scan(scanPostedCard(&c)...)
	return c, found(err)
}

// OwnPostedCard is the actor's latest order, without its address; one that is not there has no id.
func (d *DB) OwnPostedCard(ctx context.Context, actor portal.Actor) (c portal.PostedCard, err error) {
	err = found(d.row(ctx, `SELECT `+postedCardColumns+postedCardTables+`
		WHERE p.account_id = $1
		ORDER BY p.ordered_at DESC, p.id DESC
		LIMIT 1`, actor.Account).Scan(scanPostedCard(&c)...))
	if errors.Is(err, portal.ErrNotFound) {
		return portal.PostedCard{}, nil
	}
	if err != nil {
		return c, err
	}
	c.Events, err = d.postedCardEvents(ctx, c.ID)
	return c, err
}

const postedCardsToPostQuery = `SELECT ` + postedCardColumns + postedCardTables + `
	WHERE s.state IN ('ordered', 'printed')
	ORDER BY s.card_id
	LIMIT 100`

// PostedCardsToPost are the orders that wait for the desk, the oldest first.
func (d *DB) PostedCardsToPost(ctx context.Context, actor portal.Actor) (waiting []portal.PostedCard, err error) {
	if err := actor.Permit(portal.FindAccounts); err != nil {
		return nil, err
	}
	rows, err := d.rows(ctx, postedCardsToPostQuery)
	if err != nil {
		return nil, fmt.Errorf("cards to post: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var c portal.PostedCard
		if err := rows.Scan(scanPostedCard(&c)...); err != nil {
			return nil, fmt.Errorf("cards to post: %w", err)
		}
		waiting = append(waiting, c)
	}
	return waiting, rows.Err()
}

var postedCardsCountQuery = `
	SELECT COUNT(*)
	FROM (SELECT 1 AS one FROM posted_card_states WHERE state IN ('ordered', 'printed') LIMIT ` + strconv.Itoa(portal.CountedUpTo+1) + `) AS counted`

// CountPostedCards counts them, up to portal.CountedUpTo and one more.
func (d *DB) CountPostedCards(ctx context.Context, actor portal.Actor) (n int, err error) {
	if err := actor.Permit(portal.FindAccounts); err != nil {
		return 0, err
	}
	if err := d.row(ctx, postedCardsCountQuery).Scan(&n); err != nil {
		return 0, fmt.Errorf("count cards to post: %w", err)
	}
	return n, nil
}

// PostedCard is one order with where it goes and what happened to it. Who opens it looks at someone's account, which is
// written down once in a session's while.
func (d *DB) PostedCard(ctx context.Context, actor portal.Actor, id string) (c portal.PostedCard, err error) {
	if err := actor.Permit(portal.FindAccounts); err != nil {
		return c, err
	}
	var version uint32
	var wrapped, sealed []byte
	err = found(d.row(ctx, `SELECT p.key_version, p.data_key, p.recipient, `+postedCardColumns+postedCardTables+`
		WHERE s.card_id = $1`, id).Scan(append([]any{&version, &wrapped, &sealed}, scanPostedCard(&c)...)...))
	if err != nil {
		return c, err
	}
	if _, err := d.openLook(ctx, actor, c.Account.ID); errors.Is(err, portal.ErrSayWhy) {
		err = d.Act(ctx, actor, func(tx *Tx) error { return tx.look(c.Account, "To post the code card that they ordered.") })
		if err != nil {
			return c, err
		}
	} else if err != nil {
		return c, err
	}
	key, err := d.keys.recordKey("posted_cards", c.ID, version, wrapped)
	if err != nil {
		return c, err
	}
	plain, err := key.Open("recipient", sealed)
	if err != nil {
		return c, err
	}
	c.To = portal.ReadRecipient(string(plain))
	c.Events, err = d.postedCardEvents(ctx, c.ID)
	return c, err
}

func (d *DB) postedCardEvents(ctx context.Context, id string) ([]portal.PostedCardEvent, error) {
	rows, err := d.rows(ctx, `
		SELECT at, by_name, state, reason
		FROM posted_card_events
		WHERE card_id = $1
		ORDER BY id DESC
		LIMIT 50`, id)
	if err != nil {
		return nil, fmt.Errorf("what happened to a card: %w", err)
	}
	defer rows.Close()
	var events []portal.PostedCardEvent
	for rows.Next() {
		var e portal.PostedCardEvent
		if err := rows.Scan(millis(&e.At), &e.ByName, &e.State, &e.Reason); err != nil {
			return nil, fmt.Errorf("what happened to a card: %w", err)
		}
		events = append(events, e)
	}
	return events, rows.Err()
}

// PrintPostedCard makes the codes of a card, for the letter that is printed now; they are told this once. Printed again,
// for a reason, it has new ones, and those before are dead.
func (d *DB) PrintPostedCard(ctx context.Context, actor portal.Actor, id, reason string) (c portal.PostedCard, plain []string, err error) {
	if c, err = d.PostedCard(ctx, actor, id); err != nil {
		return c, nil, err
	}
	if c.State != portal.CardOrdered {
		var check portal.Check
		reason = check.Reason("reason", reason)
		if err := check.Err(); err != nil {
			return c, nil, err
		}
	}
	made, err := d.newCodes(ctx, portal.CardCodes)
	if err != nil {
		return c, nil, err
	}
	to := c.To
	err = d.Act(ctx, actor, func(tx *Tx) error {
		if c, err = tx.postedCard(id); err != nil {
			return err
		}
		if err := c.CheckPrint(actor, reason, tx.Now); err != nil {
			return err
		}
		if err := tx.stepUpFresh(); err != nil {
			return err
		}
		if err := tx.movePostedCard(&c, portal.CardPrinted, reason); err != nil {
			return err
		}
		_, err := tx.Exec(`
			UPDATE posted_card_states
			SET salt = $2, iterations = $3, hashes = $4
			WHERE card_id = $1`, c.ID, made.salt, made.iterations, bytes.Join(made.hashes, nil))
		if err != nil {
			return fmt.Errorf("print a card: %w", err)
		}
		return nil
	})
	if err != nil {
		return c, nil, err
	}
	c.To = to
	return c, made.plain, nil
}

func (tx *Tx) postedCard(id string) (c portal.PostedCard, err error) {
	err = tx.Row(`SELECT `+postedCardColumns+postedCardTables+`
		WHERE s.card_id = $1`+tx.db.engine.forUpdate(), id).Scan(scanPostedCard(&c)...)
	return c, found(err)
}

// MailPostedCard notes that the letter is in the mail, and tells its owner.
func (d *DB) MailPostedCard(ctx context.Context, actor portal.Actor, id string) error {
	if err := actor.Permit(portal.FindAccounts); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		c, err := tx.postedCard(id)
		if err != nil {
			return err
		}
		if c.State != portal.CardPrinted {
			return portal.Refuse(portal.Conflict, "This card is not printed now, so there is nothing to mail. Look at it again.")
		}
		if err := tx.movePostedCard(&c, portal.CardMailed, ""); err != nil {
			return err
		}
		return tx.tell(c.Account, portal.NoticePostedCardMailed, nil)
	})
}

const postedCardsOverQuery = `SELECT ` + postedCardColumns + postedCardTables + `
	WHERE s.state IN ('ordered', 'printed', 'mailed') AND s.ends_at <= $1
	LIMIT 100`

// EndPostedCards makes void what nobody brought into use in time. A clock calls it; until it does, such cards are void all
// the same.
func (d *DB) EndPostedCards(ctx context.Context) error {
	return d.Act(ctx, portal.SystemActor("deadlines"), func(tx *Tx) error {
		tx.Bookkeeping() // each that ends is audited
		rows, err := tx.Rows(postedCardsOverQuery+tx.db.engine.forUpdate(), Millis(tx.Now))
		if err != nil {
			return fmt.Errorf("end cards: %w", err)
		}
		defer rows.Close()
		var over []portal.PostedCard
		for rows.Next() {
			var c portal.PostedCard
			if err := rows.Scan(scanPostedCard(&c)...); err != nil {
				return fmt.Errorf("end cards: %w", err)
			}
			over = append(over, c)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return fmt.Errorf("end cards: %w", err)
		}
		for _, c := range over {
			if err := tx.movePostedCard(&c, portal.CardVoid, "Nobody brought it into use within 30 days."); err != nil {
				return err
			}
			if err := tx.tell(c.Account, portal.NoticePostedCardVoid, nil); err != nil {
				return err
			}
		}
		return nil
	})
}
