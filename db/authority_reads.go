package db

import (
	"context"
	"fmt"

	"exchequer/portal"
)

// AuthoritiesGiven are those of a taxpayer whom the actor was proved to be: what stands or waits first, then the latest that
// are over.
func (d *DB) AuthoritiesGiven(ctx context.Context, actor portal.Actor, owner string) (open, over []portal.Authority, err error) {
	ask := d.asking(ctx)
	if _, err := ask.ownTaxpayer(actor, owner, portal.SeeRepresentatives, d.Now()); err != nil {
		return nil, nil, err
	}
	return d.ofTaxpayer(ctx, owner)
}

// What is requested is between the clock and the clerks: the taxpayer is asked with the next status.
func (d *DB) ofTaxpayer(ctx context.Context, owner string) (open, over []portal.Authority, err error) {
	ask := d.asking(ctx)
	if open, err = ask.authorities(`a.taxpayer_id = $1 AND a.status IN ('invited', 'awaiting taxpayer', 'active')`, `ORDER BY a.id LIMIT 300`, owner); err != nil {
		return nil, nil, err
	}
	over, err = ask.authorities(`a.taxpayer_id = $1 AND a.status NOT IN ('invited', 'requested', 'awaiting taxpayer', 'active')`, `ORDER BY a.id DESC LIMIT 25`, owner)
	return open, over, err
}

// AuthorityGiven is one of them, with what happened to it.
func (d *DB) AuthorityGiven(ctx context.Context, actor portal.Actor, owner, id string) (portal.Authority, []portal.AuthorityEvent, error) {
	ask := d.asking(ctx)
	if _, err := ask.ownTaxpayer(actor, owner, portal.SeeRepresentatives, d.Now()); err != nil {
		return portal.Authority{}, nil, err
	}
	return ask.oneAuthority(`a.id = $1 AND a.taxpayer_id = $2 AND a.status <> 'requested'`, id, owner)
}

// AuthorityHeld is one that the actor has, asked for, or was offered and has opened.
func (d *DB) AuthorityHeld(ctx context.Context, actor portal.Actor, id string) (portal.Authority, []portal.AuthorityEvent, error) {
	if actor.Role != portal.Taxpayer {
		return portal.Authority{}, nil, portal.ErrNotFound
	}
	return d.asking(ctx).oneAuthority(`a.id = $1 AND a.representative = $2`, id, actor.Account)
}

func (a asking) oneAuthority(where string, args ...any) (portal.Authority, []portal.AuthorityEvent, error) {
	one, err := a.authorities(where, ``, args...)
	if err != nil {
		return portal.Authority{}, nil, err
	}
	if len(one) == 0 {
		return portal.Authority{}, nil, portal.ErrNotFound
	}
	events, err := list(a, `
		SELECT at, side, by_name, event, status, refusal, words
		FROM authority_events
		WHERE authority_id = $1
		ORDER BY id
		LIMIT 100`, one[0].ID, func(row scanner) (e portal.AuthorityEvent, err error) {
		err = row.Scan(millis(&e.At), &e.Side, &e.ByName, &e.Event, &e.Status, &e.Refusal, &e.Words)
		return e, err
	})
	if err != nil {
		return one[0], nil, fmt.Errorf("what happened to an authority: %w", err)
	}
	return one[0], events, nil
}

// HeldAuthorities are all that concern someone as a representative.
type HeldAuthorities struct {
	Sealed []portal.Authority // invitations that wait for their code: nothing of them is shown but their day
	Open   []portal.Authority // invitations that were opened, requests, and those in force
	Over   []portal.Authority
	Firms  []Firm
}

// AuthoritiesHeld are the actor's, as a representative.
func (d *DB) AuthoritiesHeld(ctx context.Context, actor portal.Actor) (h HeldAuthorities, err error) {
	if actor.Role != portal.Taxpayer {
		return h, nil
	}
	ask := d.asking(ctx)
	addresses, err := d.Addresses(ctx, actor)
	if err != nil {
		return h, err
	}
	for _, at := range addresses {
		if at.Email != actor.Email && at.ConfirmedAt.IsZero() {
			continue
		}
		invited, err := ask.authorities(`a.email_hash = $1 AND a.status = 'invited' AND a.representative IS NULL AND a.lapses_at > $2`, `ORDER BY a.id LIMIT 50`, d.emailHash(at.Email), Millis(d.Now()))
		if err != nil {
			return h, err
		}
		h.Sealed = append(h.Sealed, invited...)
	}
	if h.Open, err = ask.authorities(`a.representative = $1 AND a.status IN ('invited', 'requested', 'awaiting taxpayer', 'active') AND (a.status = 'active' OR a.lapses_at > $2) AND a.way <> 'paper'
		OR a.representative = $1 AND a.status IN ('awaiting taxpayer', 'active') AND a.way = 'paper'`, `ORDER BY a.called, a.id LIMIT 500`, actor.Account, Millis(d.Now())); err != nil {
		return h, err
	}
	if h.Over, err = ask.authorities(`a.representative = $1 AND a.status NOT IN ('invited', 'requested', 'awaiting taxpayer', 'active')`, `ORDER BY a.id DESC LIMIT 25`, actor.Account); err != nil {
		return h, err
	}
	h.Firms, err = ask.firmsOf(actor.Account)
	return h, err
}

// ActingChoices are all for whom someone could act: the taxpayers whom they were proved to be, and those who gave them an
// authority that is in force.
func (d *DB) ActingChoices(ctx context.Context, actor portal.Actor) ([]portal.Holding, []portal.Authority, error) {
	if actor.Role != portal.Taxpayer {
		return nil, nil, nil
	}
	holdings, err := d.Holdings(ctx, actor)
	if err != nil {
		return nil, nil, err
	}
	held, err := d.asking(ctx).authorities(`a.representative = $1 AND a.status = 'active' AND (a.expires_at IS NULL OR a.expires_at > $2)`, `ORDER BY a.called, a.id LIMIT 500`, actor.Account, Millis(d.Now()))
	var inForce []portal.Authority
	for _, a := range held {
		if a.InForce(d.Now()) {
			inForce = append(inForce, a)
		}
	}
	return holdings, inForce, err
}

// DeskAuthorities is all that the desk sees of who may act for a taxpayer, for one of the staff who has said why they look.
type DeskAuthorities struct {
	Open, Over []portal.Authority
	Waiting    []portal.Authority // entries from paper forms, for a second of the staff
	Joint      []portal.JointReturn
	TaxTypes   []string
}

// DeskAuthorities reads them.
func (d *DB) DeskAuthorities(ctx context.Context, actor portal.Actor, taxpayer string) (r DeskAuthorities, err error) {
	if err := d.atTaxpayer(ctx, actor, taxpayer); err != nil {
		return r, err
	}
	ask := d.asking(ctx)
	if r.Open, r.Over, err = d.ofTaxpayer(ctx, taxpayer); err != nil {
		return r, err
	}
	if r.Waiting, err = ask.authorities(`a.taxpayer_id = $1 AND a.status = 'requested' AND a.way = 'paper' AND a.lapses_at > $2`, `ORDER BY a.id LIMIT 50`, taxpayer, Millis(d.Now())); err != nil {
		return r, err
	}
	if r.Joint, err = ask.jointReturns(taxpayer); err != nil {
		return r, err
	}
	r.TaxTypes, err = ask.taxTypes(taxpayer)
	return r, err
}

// TaxTypes are the taxes of a taxpayer whom the actor was proved to be, for choosing some.
func (d *DB) TaxTypes(ctx context.Context, actor portal.Actor, owner string) ([]string, error) {
	ask := d.asking(ctx)
	if _, err := ask.ownTaxpayer(actor, owner, portal.SeeRepresentatives, d.Now()); err != nil {
		return nil, err
	}
	return ask.taxTypes(owner)
}

// KindOf tells a person from an organization.
func (d *DB) KindOf(ctx context.Context, taxpayer string) (kind portal.TaxpayerKind, err error) {
	err = found(d.row(ctx, `SELECT kind FROM taxpayers WHERE id = $1`, taxpayer).Scan(&kind))
	return kind, err
}
