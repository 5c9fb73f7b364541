package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"exchequer/portal"
)

// asking is how records are read, within an act or outside one.
type asking struct {
	row  func(query string, args ...any) scanner
	rows func(query string, args ...any) (*sql.Rows, error)
	keys *Keys

	engine Engine
}

func (tx *Tx) asking() asking { return asking{tx.Row, tx.Rows, tx.db.keys, tx.db.engine} }

func (d *DB) asking(ctx context.Context) asking {
	return asking{
		func(query string, args ...any) scanner { return d.row(ctx, query, args...) },
		func(query string, args ...any) (*sql.Rows, error) { return d.rows(ctx, query, args...) },
		d.keys,
		d.engine,
	}
}

// numberHash is the keyed hash by which a taxpayer number is found. Half of it is enough to tell all numbers that there can
// be apart, and keeps the index small enough to stay in memory.
func (k *Keys) numberHash(n portal.TaxpayerNumber) []byte {
	return k.Find("taxpayer number", n.Series()+n.Reveal())[:16]
}

// bankHash is the keyed hash by which a bank account is found again, on however many taxpayers; nil where there is none.
func (k *Keys) bankHash(b portal.BankAccount) any {
	if b.IsZero() {
		return nil
	}
	return k.Find("bank account", b.Reveal())[:16]
}

// taxpayerByNumber is the taxpayer who has a number, with names, addresses and the date of a death, or ErrNotFound after the
// same work.
func (tx *Tx) taxpayerByNumber(n portal.TaxpayerNumber) (portal.TaxpayerRecord, error) {
	return tx.asking().taxpayerByNumber(n)
}

// TaxpayerByNumber is the same outside an act, for the program itself. Staff look a number up with FindTaxpayers, which asks
// why and writes it down.
func (d *DB) TaxpayerByNumber(ctx context.Context, actor portal.Actor, n portal.TaxpayerNumber) (portal.TaxpayerRecord, error) {
	if actor.Role != portal.System {
		return portal.TaxpayerRecord{}, portal.ErrForbidden
	}
	return d.asking(ctx).taxpayerByNumber(n)
}

func (a asking) taxpayerByNumber(n portal.TaxpayerNumber) (portal.TaxpayerRecord, error) {
	r, known, err := a.nearestByNumber(n)
	if err == nil && !known {
		return portal.TaxpayerRecord{}, portal.ErrNotFound
	}
	return r, err
}

// matchTaxpayer looks a number up and compares a claim with what is on record, letters and returns included. It answers with
// the taxpayer's id, "" when the claim does not fit. Known and unknown numbers cost the same.
func (tx *Tx) matchTaxpayer(n portal.TaxpayerNumber, claim portal.MatchClaim) (string, portal.MatchEvidence, error) {
	a := tx.asking()
	r, known, err := a.nearestByNumber(n)
	if err != nil {
		return "", portal.MatchEvidence{}, err
	}
	letters, err := a.letters(r.ID)
	if err != nil {
		return "", portal.MatchEvidence{}, err
	}
	returns, err := a.returns(r.ID)
	if err != nil {
		return "", portal.MatchEvidence{}, err
	}
	e := claim.Match(known, r, letters, returns)
	if !e.Matched() {
		return "", e, nil
	}
	return r.ID, e, nil
}

const nearestNumberQuery = `
	SELECT n.number_hash, n.type, t.id, t.core_key, t.kind, t.added_at
	FROM taxpayer_numbers n
	JOIN taxpayers t ON t.id = n.taxpayer_id
	WHERE n.number_hash >= $1 AND n.superseded_at IS NULL
	ORDER BY n.number_hash
	LIMIT 1`

// nearestByNumber reads the taxpayer who has a number. Where nobody has it, it reads the one whose keyed hash comes next,
// who is anybody: the same rows are read and the same work is done for a number that is not known.
func (a asking) nearestByNumber(n portal.TaxpayerNumber) (r portal.TaxpayerRecord, known bool, err error) {
	hash := a.keys.numberHash(n)
	var found []byte
	scan := func(row scanner) error {
		return row.Scan(&found, &r.Number.Type, &r.ID, &r.CoreKey, &r.Kind, millis(&r.AddedAt))
	}
	err = scan(a.row(nearestNumberQuery, hash))
	if errors.Is(err, sql.ErrNoRows) { // beyond the last: the first
		err = scan(a.row(nearestNumberQuery, []byte{}))
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return r, false, fmt.Errorf("look a taxpayer number up: %w", err)
	}
	known = string(found) == string(hash)
	r.Number.Last4 = n.Last4()
	if err := a.fill(&r); err != nil {
		return r, false, err
	}
	if r.DiedOn, err = a.diedOn(hash); err != nil {
		return r, false, err
	}
	return r, known, nil
}

// taxpayer is a taxpayer by id, with names, addresses and the date of a death.
func (tx *Tx) taxpayer(id string) (portal.TaxpayerRecord, error) { return tx.asking().taxpayer(id) }

const taxpayerByIDQuery = `
	SELECT t.id, t.core_key, t.kind, t.added_at, n.id, n.key_version, n.data_key, n.type, n.number_hash, n.last_four
	FROM taxpayers t
	LEFT JOIN taxpayer_numbers n ON n.taxpayer_id = t.id AND n.superseded_at IS NULL
	WHERE t.id = $1`

func (a asking) taxpayer(id string) (r portal.TaxpayerRecord, err error) {
	var hash []byte
	s := sealedLast4{shown: &r.Number}
	err = a.row(taxpayerByIDQuery, id).Scan(&r.ID, &r.CoreKey, &r.Kind, millis(&r.AddedAt), nullable(&s.id), &s.version, &s.wrapped, nullable(&s.kind), &hash, &s.sealed)
	if err != nil {
		return r, found(err)
	}
	if err := s.open(a.keys); err != nil {
		return r, err
	}
	if err := a.fill(&r); err != nil {
		return r, err
	}
	r.DiedOn, err = a.diedOn(hash)
	return r, err
}

// sealedLast4 is what a row of taxpayer_numbers shows when it is opened, as an outer join reads it.
type sealedLast4 struct {
	shown   *portal.NumberShown
	id      string
	kind    string
	version sql.NullInt64
	wrapped []byte
	sealed  []byte
}

func (s sealedLast4) open(k *Keys) error {
	if s.id == "" {
		return nil
	}
	key, err := k.recordKey("taxpayer_numbers", s.id, uint32(s.version.Int64), s.wrapped)
	if err != nil {
		return err
	}
	last4, err := key.Open("last_four", s.sealed)
	*s.shown = portal.NumberShown{Type: portal.NumberType(s.kind), Last4: string(last4)}
	return err
}

const (
	taxpayerNamesQuery = `
		SELECT name, name_key, former, since, superseded_at
		FROM taxpayer_names
		WHERE taxpayer_id = $1
		ORDER BY place DESC`
	taxpayerAddressesQuery = `
		SELECT line_1, line_2, city, state, postal_code, country, since, superseded_at
		FROM taxpayer_addresses
		WHERE taxpayer_id = $1
		ORDER BY place DESC`
	diedOnQuery = `
		SELECT died_on
		FROM deaths
		WHERE number_hash = $1 AND superseded_at IS NULL`
)

// fill reads names and addresses, the current ones first.
func (a asking) fill(r *portal.TaxpayerRecord) error {
	names, err := list(a, taxpayerNamesQuery, r.ID, func(row scanner) (n portal.TaxpayerName, err error) {
		err = row.Scan(&n.Name, &n.Key, &n.Former, millis(&n.Since), millis(&n.SupersededAt))
		return n, err
	})
	if err != nil {
		return fmt.Errorf("names of a taxpayer: %w", err)
	}
	r.Names = currentFirst(names, portal.TaxpayerName.Current)
	addresses, err := list(a, taxpayerAddressesQuery, r.ID, func(row scanner) (d portal.TaxpayerAddress, err error) {
		err = row.Scan(&d.Line1, &d.Line2, &d.City, &d.State, &d.PostalCode, &d.Country, millis(&d.Since), millis(&d.SupersededAt))
		return d, err
	})
	if err != nil {
		return fmt.Errorf("addresses of a taxpayer: %w", err)
	}
	r.Addresses = currentFirst(addresses, func(d portal.TaxpayerAddress) bool { return d.SupersededAt.IsZero() })
	return nil
}

func currentFirst[T any](rows []T, current func(T) bool) []T {
	first, rest := make([]T, 0, len(rows)), []T(nil)
	for _, r := range rows {
		if current(r) {
			first = append(first, r)
		} else {
			rest = append(rest, r)
		}
	}
	return append(first, rest...)
}

func (a asking) diedOn(hash []byte) (died portal.Date, err error) {
	err = a.row(diedOnQuery, hash).Scan(&died)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("look into the death file: %w", err)
	}
	return died, nil
}

// list reads all rows that belong to a key.
func list[T any](a asking, query, key string, scan func(scanner) (T, error)) ([]T, error) {
	rows, err := a.rows(query, key)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}
