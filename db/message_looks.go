package db

import (
	"context"
	"errors"
	"fmt"
	"time"

	"exchequer/portal"
)

// LookAtCase writes down that one of the staff opens a case, for the taxpayer to see. A case of their queues, and one that
// they have, asks for no reason; any other is as if it were not there until a reason is written, and then opens for
// portal.AccountLookLasts, to be read. Coming back within portal.LookLasts is the same look.
func (d *DB) LookAtCase(ctx context.Context, actor portal.Actor, n portal.CaseNumber, reason string) error {
	if err := d.mayOpenCases(ctx, actor, portal.ReadMessages); err != nil {
		return err
	}
	if reason != "" {
		var check portal.Check
		reason = check.Reason("reason", reason)
		if portal.MayHoldTaxpayerNumber(reason) {
			check.Wrong("reason", "Leave taxpayer numbers out: others read this.")
		}
		if err := check.Err(); err != nil {
			return err
		}
		return d.breakGlass(ctx, actor, n, reason)
	}
	rule, args := mayUse(actor, toRead, d.Now()).placed([]any{int64(n)})
	var looked time.Time
	err := found(d.row(ctx, `SELECT looked_at FROM message_cases WHERE id = $1 AND `+rule, args...).Scan(millis(&looked)))
	if errors.Is(err, portal.ErrNotFound) {
		if err := d.caseRefused(ctx, actor, n); !errors.Is(err, portal.ErrNotFound) {
			return err
		}
		return portal.ErrSayWhyMessage
	}
	if err != nil {
		return fmt.Errorf("look at a case: %w", err)
	}
	var last time.Time
	if err := d.row(ctx, `
		SELECT MAX(at)
		FROM message_looks
		WHERE case_id = $1 AND by_account = $2`, int64(n), actor.Account).Scan(millis(&last)); err != nil {
		return fmt.Errorf("look at a case: %w", err)
	}
	if !last.IsZero() && d.Now().Sub(last) < portal.LookLasts {
		return messagePresence.stay(ctx, d, actor, int64(n))
	}
	return d.Act(ctx, actor, func(tx *Tx) error { return tx.lookAtCase(n, "") })
}

// breakGlass opens a case that is none of the actor's.
func (d *DB) breakGlass(ctx context.Context, actor portal.Actor, n portal.CaseNumber, reason string) error {
	return d.Act(ctx, actor, func(tx *Tx) error {
		var there bool
		if err := tx.Row(`SELECT EXISTS (SELECT 1 FROM message_cases WHERE id = $1)`, int64(n)).Scan(&there); err != nil {
			return err
		}
		if !there {
			return portal.ErrNotFound
		}
		return tx.lookAtCase(n, reason)
	})
}

func (tx *Tx) lookAtCase(n portal.CaseNumber, reason string) error {
	tx.Audit(portal.CaseLookedAt, n.Subject(), "why", reason)
	if _, err := tx.Exec(`
		INSERT INTO message_looks (id, case_id, at, by_account, by_name, by_role, reason)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		newID(), int64(n), Millis(tx.Now), tx.Actor.Account, tx.Actor.Name, string(tx.Actor.Role), reason); err != nil {
		return fmt.Errorf("look at a case: %w", err)
	}
	if _, err := tx.Exec(`
		UPDATE message_cases
		SET looked_at = $2
		WHERE id = $1 AND looked_at IS NULL`, int64(n), Millis(tx.Now)); err != nil {
		return fmt.Errorf("look at a case: %w", err)
	}
	return messagePresence.come(tx, int64(n))
}

// CaseLooks are who of the staff opened a case, the latest first: for who may read the case, the taxpayer too, and for those
// whose work is to see who looked. It says nothing of what the case holds.
func (d *DB) CaseLooks(ctx context.Context, actor portal.Actor, n portal.CaseNumber) ([]portal.CaseLook, error) {
	rule := mayUse(actor, toRead, d.Now())
	if actor.Can(portal.ReadLooks) {
		rule = only(`TRUE`)
	}
	text, args := rule.placed([]any{int64(n)})
	var may bool
	if err := d.row(ctx, `SELECT EXISTS (SELECT 1 FROM message_cases WHERE id = $1 AND `+text+`)`, args...).Scan(&may); err != nil {
		return nil, fmt.Errorf("who looked: %w", err)
	}
	if !may {
		return nil, d.caseRefused(ctx, actor, n)
	}
	if actor.Role.Staff() {
		if err := d.Act(ctx, actor, func(tx *Tx) error {
			tx.Audit(portal.CaseLooksRead, n.Subject())
			return nil
		}); err != nil {
			return nil, err
		}
	}
	looks, err := listOf(d.asking(ctx), `
		SELECT at, by_name, by_role, reason
		FROM message_looks
		WHERE case_id = $1
		ORDER BY id DESC
		LIMIT 500`, func(row scanner) (l portal.CaseLook, err error) {
		err = row.Scan(millis(&l.At), &l.Name, &l.Role, &l.Reason)
		return l, err
	}, int64(n))
	if err != nil {
		return nil, fmt.Errorf("who looked: %w", err)
	}
	return looks, nil
}

// messagePresence is who has a case open.
var messagePresence = presence{"message_presence", "case_id"}

// StayAtCase is an open page's sign of life.
func (d *DB) StayAtCase(ctx context.Context, actor portal.Actor, n portal.CaseNumber) error {
	if err := d.mayOpenCases(ctx, actor, portal.ReadMessages); err != nil {
		return err
	}
	return messagePresence.stay(ctx, d, actor, int64(n))
}

// PresentAtCase is who else has the case open, who of them writes a reply, and the case's version and last message now.
func (d *DB) PresentAtCase(ctx context.Context, actor portal.Actor, n portal.CaseNumber) (present, writing []portal.Presence, version, last int64, err error) {
	if err := d.mayOpenCases(ctx, actor, portal.ReadMessages); err != nil {
		return nil, nil, 0, 0, err
	}
	rule, args := mayUse(actor, toRead, d.Now()).placed([]any{int64(n)})
	if err := found(d.row(ctx, `SELECT version, last_n FROM message_cases WHERE id = $1 AND `+rule, args...).Scan(&version, &last)); err != nil {
		return nil, nil, 0, 0, err
	}
	present, writing, err = d.presentAtCase(ctx, actor, n)
	return present, writing, version, last, err
}

func (d *DB) presentAtCase(ctx context.Context, actor portal.Actor, n portal.CaseNumber) (present, writing []portal.Presence, err error) {
	if present, err = messagePresence.others(ctx, d, actor, int64(n)); err != nil {
		return nil, nil, err
	}
	writing, err = listOf(d.asking(ctx), `
		SELECT d.account_id, a.name, d.saved_at
		FROM message_drafts d
		JOIN accounts a ON a.id = d.account_id
		WHERE d.case_id = $1 AND d.saved_at > $2 AND d.side = 'department' AND d.state IN ('open', 'held') AND d.account_id <> $3
		ORDER BY a.name
		LIMIT 10`, func(row scanner) (p portal.Presence, err error) {
		err = row.Scan(&p.Account, &p.Name, millis(&p.Seen))
		return p, err
	}, int64(n), Millis(d.Now().Add(-portal.WritingLasts)), actor.Account)
	if err != nil {
		return nil, nil, fmt.Errorf("who writes a reply: %w", err)
	}
	return present, writing, nil
}
