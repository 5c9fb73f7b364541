package db

import (
	"context"
	"errors"
	"fmt"
	"time"

	"exchequer/portal"
)

// Delivery is how things reach the actor's account, and at which addresses.
func (d *DB) Delivery(ctx context.Context, actor portal.Actor) (portal.Delivery, error) {
	return d.asking(ctx).delivery(actor.Account, actor.Email, d.Now())
}

// delivery is the same within an act.
func (a asking) delivery(account, email string, now time.Time) (portal.Delivery, error) {
	v := portal.Delivery{Choices: map[portal.DeliveryKind]portal.DeliveryChoice{}}
	standing, err := a.termsStanding(account, now)
	if err != nil {
		return v, err
	}
	v.Agreed = standing.Ask(now) == portal.NothingAsked
	rows, err := a.rows(`
		SELECT kind, way, why, at
		FROM delivery_choices
		WHERE account_id = $1 AND id IN (SELECT MAX(id) FROM delivery_choices WHERE account_id = $1 GROUP BY kind)`, account)
	if err != nil {
		return v, fmt.Errorf("delivery: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var c portal.DeliveryChoice
		if err := rows.Scan(&c.Kind, &c.Way, &c.Why, millis(&c.At)); err != nil {
			return v, fmt.Errorf("delivery: %w", err)
		}
		v.Choices[c.Kind] = c
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return v, fmt.Errorf("delivery: %w", err)
	}
	v.Addresses, err = a.deliveryAddresses(account, email)
	return v, err
}

// deliveryAddresses are the confirmed addresses of an account, the one that signs in first, and whether e-mail reaches
// them.
func (a asking) deliveryAddresses(account, email string) ([]portal.DeliveryAddress, error) {
	all := []portal.DeliveryAddress{{Address: portal.Address{Email: email}, SignsIn: true}}
	rows, err := a.rows(`
		SELECT id, email, added_at, confirmed_at
		FROM account_emails
		WHERE account_id = $1 AND removed_at IS NULL AND confirmed_at IS NOT NULL
		ORDER BY id`, account)
	if err != nil {
		return nil, fmt.Errorf("addresses: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var next portal.DeliveryAddress
		if err := rows.Scan(&next.ID, &next.Email, millis(&next.AddedAt), millis(&next.ConfirmedAt)); err != nil {
			return nil, fmt.Errorf("addresses: %w", err)
		}
		all = append(all, next)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, fmt.Errorf("addresses: %w", err)
	}
	for i := range all {
		if all[i].DeadAt, all[i].Trouble, err = a.addressDead(all[i].Email); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// ChooseDelivery puts choices on record, one row for each that differs from how it was, and tells every address.
func (d *DB) ChooseDelivery(ctx context.Context, actor portal.Actor, chosen map[portal.DeliveryKind]portal.DeliveryWay) error {
	var check portal.Check
	for _, kind := range portal.DeliveryKinds {
		if !kind.Has(chosen[kind]) {
			check.Wrong(string(kind), "Choose how this reaches you.")
		}
	}
	if err := check.Err(); err != nil {
		return err
	}
	return d.chooseDelivery(ctx, actor, portal.DeliveryChosen, chosen)
}

// OptOut turns everything to paper in one step. What is in the account stays there.
func (d *DB) OptOut(ctx context.Context, actor portal.Actor) error {
	return d.chooseDelivery(ctx, actor, portal.DeliveryOptedOut, map[portal.DeliveryKind]portal.DeliveryWay{portal.DeliverLetters: portal.OnPaper, portal.DeliverMessages: portal.OnPaper})
}

// OptIn turns everything to electronic delivery again, for who has agreed to the terms and has an address that works.
func (d *DB) OptIn(ctx context.Context, actor portal.Actor) error {
	return d.chooseDelivery(ctx, actor, portal.DeliveryOptedIn, map[portal.DeliveryKind]portal.DeliveryWay{portal.DeliverLetters: portal.Electronic, portal.DeliverMessages: portal.Electronic})
}

func (d *DB) chooseDelivery(ctx context.Context, actor portal.Actor, why portal.DeliveryWhy, chosen map[portal.DeliveryKind]portal.DeliveryWay) error {
	return d.Act(ctx, actor, func(tx *Tx) error {
		a, err := tx.account(actor.Account)
		if err != nil {
			return err
		}
		was, err := tx.asking().delivery(a.ID, a.Email, tx.Now)
		if err != nil {
			return err
		}
		if err := was.MayTurn(chosen); err != nil {
			return err
		}
		changed := false
		for _, kind := range portal.DeliveryKinds {
			way, asked := chosen[kind]
			if !asked || way == was.Way(kind) {
				continue
			}
			changed = true
			if err := tx.insertDelivery(a.ID, kind, way, why); err != nil {
				return err
			}
			tx.Audit(portal.DeliveryWasChosen, subjectOf(a.ID), "kind", string(kind), "way", string(way), "why", string(why))
		}
		if !changed {
			tx.Bookkeeping() // as it was already
			return nil
		}
		return tx.tell(a, portal.NoticeDeliveryChanged, nil)
	})
}

func (tx *Tx) insertDelivery(account string, kind portal.DeliveryKind, way portal.DeliveryWay, why portal.DeliveryWhy) error {
	_, err := tx.Exec(`
		INSERT INTO delivery_choices (account_id, id, at, kind, way, why, by_account, by_name, session_id, address)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		account, newID(), Millis(tx.Now), string(kind), string(way), string(why), nullText(tx.Actor.Account), tx.Actor.Name, tx.Actor.Session, tx.Actor.Address)
	if err != nil {
		return fmt.Errorf("choose delivery: %w", err)
	}
	return nil
}

// announce tells an account by e-mail that something of a kind is there, where the account wants that kind electronically,
// and says what is to be printed instead where it does not, or where no e-mail arrives: whoever calls sees to the paper.
// Several within a short time go in one e-mail.
func (tx *Tx) announce(a portal.Account, kind portal.DeliveryKind, notice portal.Notice) (portal.Paper, error) {
	v, err := tx.asking().delivery(a.ID, a.Email, tx.Now)
	if err != nil {
		return portal.NoPaper, err
	}
	paper := v.Paper(kind)
	if paper != portal.NoPaper {
		return paper, nil
	}
	return paper, tx.notifyAlive(a, v.Addresses, notice)
}

// acknowledge tells an account that what it sent us arrived. It is no delivery of ours, so no choice of paper stops it.
func (tx *Tx) acknowledge(a portal.Account, notice portal.Notice) error {
	addresses, err := tx.asking().deliveryAddresses(a.ID, a.Email)
	if err != nil {
		return err
	}
	return tx.notifyAlive(a, addresses, notice)
}

func (tx *Tx) notifyAlive(a portal.Account, addresses []portal.DeliveryAddress, notice portal.Notice) error {
	for _, address := range addresses {
		if !address.DeadAt.IsZero() {
			continue
		}
		if err := tx.notifyTogether(notice, a.ID, address.Email, a.Language, portal.Params{"name": a.Name}); err != nil {
			return err
		}
	}
	return nil
}
