package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"exchequer/portal"
)

// Authorities: who may act for a taxpayer that is not their own. Each is one row, whose events add up to where it stands.

const authorityColumns = `a.id, a.key_version, a.data_key, a.kind, a.way, a.taxpayer_id, a.called, a.email, a.asked_at, a.asked_by, a.asked_by_name, a.lapses_at, a.replaces,
	a.level, a.tax_types, a.year_from, a.year_to, a.last_day, a.expires_at, a.agreed_at, a.representative, a.representative_name, a.firm_id, a.firm_name,
	a.status, a.starts_at, a.ended_at, a.refusal, a.version, ` + suspendedExpression

// A person's suspension ends all that they do for others. A firm's ends what its people do for others, and leaves the firm's
// own matters, and each client's, to whose they are. Whoever leaves a suspended firm stays suspended in what was given to
// them as part of it.
const suspendedExpression = `(EXISTS (
		SELECT 1 FROM representation_suspensions p WHERE p.account_id = a.representative AND p.state = 'standing'
	) OR (a.kind = 'representative' AND EXISTS (
		SELECT 1
		FROM representation_suspensions p
		WHERE p.state = 'standing' AND p.firm_id IS NOT NULL AND (p.firm_id = a.firm_id
			OR p.firm_id IN (SELECT s.taxpayer_id FROM assurances s WHERE s.account_id = a.representative AND s.ended_at IS NULL)
			OR p.firm_id IN (SELECT m.taxpayer_id FROM authorities m WHERE m.representative = a.representative AND m.kind = 'member' AND m.status = 'active'))
	)))`

func (k *Keys) scanAuthority(row scanner) (a portal.Authority, err error) {
	var version uint32
	var wrapped, email []byte
	var types string
	err = row.Scan(&a.ID, &version, &wrapped, &a.Kind, &a.Way, nullable(&a.Taxpayer), &a.Called, &email, millis(&a.AskedAt), &a.AskedBy, &a.AskedAs, millis(&a.LapsesAt), nullable(&a.Replaces),
		&a.Scope.Level, &types, &a.Scope.From, &a.Scope.To, &a.Scope.Until, millis(&a.ExpireAt), millis(&a.AgreedAt), nullable(&a.Representative), &a.RepresentativeName, nullable(&a.Firm), &a.FirmName,
		&a.Status, millis(&a.StartsAt), millis(&a.EndedAt), &a.Refusal, &a.Version, &a.Suspended)
	if err := found(err); err != nil {
		return a, err
	}
	if types != "" {
		a.Scope.TaxTypes = strings.Split(types, "\n")
	}
	if email == nil {
		return a, nil
	}
	key, err := k.recordKey("authorities", a.ID, version, wrapped)
	if err != nil {
		return a, err
	}
	kept, err := key.Open("email", email)
	a.Email = string(kept)
	return a, err
}

// authority reads one within an act, and on PostgreSQL keeps others from changing it meanwhile. Who may is asked after.
func (tx *Tx) authority(id string) (portal.Authority, error) {
	a, err := tx.db.keys.scanAuthority(tx.Row(`
		SELECT `+authorityColumns+`
		FROM authorities a
		WHERE a.id = $1`+tx.db.engine.forUpdate(), id))
	if err != nil {
		return a, err
	}
	a.Joint, err = tx.asking().unagreed(a)
	return a, err
}

// authorities lists those that fit a condition on a, with what is missing of joint returns.
func (a asking) authorities(where, order string, args ...any) ([]portal.Authority, error) {
	rows, err := a.rows(`
		SELECT `+authorityColumns+`
		FROM authorities a
		WHERE `+where+`
		`+order, args...)
	if err != nil {
		return nil, fmt.Errorf("authorities: %w", err)
	}
	defer rows.Close()
	var all []portal.Authority
	for rows.Next() {
		one, err := a.keys.scanAuthority(rows)
		if err != nil {
			return nil, fmt.Errorf("authorities: %w", err)
		}
		all = append(all, one)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, fmt.Errorf("authorities: %w", err)
	}
	for i := range all {
		if all[i].Status.Over() {
			continue
		}
		if all[i].Joint, err = a.unagreed(all[i]); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// newAuthority is what stands in the row from the beginning.
type newAuthority struct {
	portal.Authority
	code string // of an invitation
}

func (tx *Tx) insertAuthority(n *newAuthority) error {
	n.ID, n.AskedAt, n.AskedBy, n.AskedAs, n.Version = newID(), tx.Now, tx.Actor.Account, tx.Actor.Name, 1
	key, err := tx.NewRecordKey("authorities", n.ID)
	if err != nil {
		return fmt.Errorf("new authority: %w", err)
	}
	var email, hash, code any
	if n.Email != "" {
		email, hash, code = key.Seal("email", []byte(n.Email)), tx.db.emailHash(n.Email), tx.db.invitationHash(n.ID, n.code)
	}
	_, err = tx.Exec(`
		INSERT INTO authorities (id, key_version, data_key, kind, way, taxpayer_id, called, email, email_hash, code_hash, asked_at, asked_by, asked_by_name, lapses_at, replaces,
			level, tax_types, year_from, year_to, last_day, expires_at, agreed_at, representative, representative_name, status, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, 1)`,
		n.ID, key.Version, key.Wrapped, string(n.Kind), string(n.Way), nullText(n.Taxpayer), n.Called, email, hash, code, Millis(tx.Now), n.AskedBy, n.AskedAs, Millis(n.LapsesAt), nullText(n.Replaces),
		string(n.Scope.Level), strings.Join(n.Scope.TaxTypes, "\n"), n.Scope.From, n.Scope.To, string(n.Scope.Until), Millis(n.ExpireAt), Millis(n.AgreedAt),
		nullText(n.Representative), n.RepresentativeName, string(n.Status))
	if err != nil {
		return fmt.Errorf("new authority: %w", err)
	}
	return nil
}

// authorityStep is one thing that happened to an authority.
type authorityStep struct {
	side    portal.AuthoritySide
	event   portal.Event // when it stays where it is
	refusal portal.Refusal
	words   string // of staff
}

// moveAuthority takes an authority to its next status. Of two who do so at once the second is told.
func (tx *Tx) moveAuthority(a *portal.Authority, next portal.AuthorityStatus, s authorityStep) error {
	if !a.Status.May(next) {
		return portal.ErrAuthorityMoved
	}
	var starts, ended time.Time
	if next == portal.AuthorityActive {
		starts = tx.Now
	}
	if next.Over() {
		starts, ended = a.StartsAt, tx.Now
	}
	n, err := tx.Exec(`
		UPDATE authorities
		SET status = $3, starts_at = $4, ended_at = $5, refusal = $6, version = version + 1
		WHERE id = $1 AND version = $2`, a.ID, a.Version, string(next), Millis(starts), Millis(ended), string(s.refusal))
	if err != nil {
		return fmt.Errorf("move an authority: %w", err)
	}
	if n == 0 {
		return portal.ErrAuthorityMoved
	}
	a.Status, a.StartsAt, a.EndedAt, a.Refusal, a.Version = next, starts, ended, s.refusal, a.Version+1
	s.event = next.Event()
	return tx.noteAuthority(*a, next, s)
}

// noteAuthority writes down what happened, and audits it.
func (tx *Tx) noteAuthority(a portal.Authority, came portal.AuthorityStatus, s authorityStep) error {
	details := []string{"side", string(s.side)}
	if s.refusal != "" {
		details = append(details, "why", string(s.refusal))
	}
	if s.words != "" {
		details = append(details, "reason", s.words)
	}
	tx.Audit(s.event, authoritySubject(a.ID), details...)
	_, err := tx.Exec(`
		INSERT INTO authority_events (authority_id, id, at, side, by_account, by_name, event, status, refusal, words)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		a.ID, newID(), Millis(tx.Now), string(s.side), nullText(tx.Actor.Account), tx.Actor.Name, string(s.event), string(came), string(s.refusal), s.words)
	if err != nil {
		return fmt.Errorf("note what happened to an authority: %w", err)
	}
	return nil
}

func authoritySubject(id string) string { return "authorities/" + id }

// emailHash finds the invitations to an address.
func (d *DB) emailHash(email string) []byte { return d.keys.Find("authority e-mail", email) }

// invitationHash is what we keep of an invitation's code: it opens nothing without the key outside the database.
func (d *DB) invitationHash(id, code string) []byte {
	return d.keys.Find("authority code", id+" "+code)
}

// ownTaxpayer is the taxpayer whom the actor was proved to be, when they have what a service asks. Someone else's is not
// found; what is missing was said by the page before.
func (tx *Tx) ownTaxpayer(owner string, s portal.Service) (portal.Holding, error) {
	return tx.asking().ownTaxpayer(tx.Actor, owner, s, tx.Now)
}

func (a asking) ownTaxpayer(actor portal.Actor, owner string, s portal.Service, now time.Time) (portal.Holding, error) {
	h, err := scanHolding(a.row(`
		SELECT `+holdingColumns+`
		FROM assurances s
		JOIN identity_cases c ON c.id = s.case_id
		WHERE s.account_id = $1 AND s.taxpayer_id = $2 AND s.ended_at IS NULL`, actor.Account, owner))
	if err != nil {
		return h, err
	}
	switch s.Lacks(actor, h, now) {
	case portal.NothingMissing:
		return h, nil
	case portal.FreshnessMissing:
		return h, actor.StepUp(now)
	}
	return h, portal.ErrNotFound
}

// HoldingOf is for whom an account acts, as a holding, when it is the account's own.
func (d *DB) HoldingOf(ctx context.Context, actor portal.Actor, acting portal.Acting) (portal.Holding, error) {
	if acting.Alone() || !acting.Own() {
		return portal.Holding{}, portal.ErrNotFound
	}
	return d.Holding(ctx, actor, acting.Case)
}

func allTexts(rows *sql.Rows) (all []string, err error) {
	defer rows.Close()
	for rows.Next() {
		var one string
		if err := rows.Scan(&one); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, errors.Join(rows.Err(), rows.Close())
}
