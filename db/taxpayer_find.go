package db

import (
	"context"
	"errors"
	"fmt"

	"exchequer/portal"
)

// FoundTaxpayers is an answer of the desk's search.
type FoundTaxpayers struct {
	ID    string // of the one taxpayer who has the number; the records are open already
	Lines []portal.TaxpayerLine
	More  bool // there are more whose names begin so
}

// FindTaxpayers finds a taxpayer by number, which opens the records at once, or lists those whose names begin with what was
// typed. Each search is audited with its reason, never with its words, and counted.
func (d *DB) FindTaxpayers(ctx context.Context, actor portal.Actor, s portal.TaxpayerSearch) (FoundTaxpayers, error) {
	var f FoundTaxpayers
	if err := actor.Permit(portal.FindTaxpayers); err != nil {
		return f, err
	}
	number, err := s.Check()
	if err != nil {
		return f, err
	}
	if err := d.Spend(ctx, portal.TaxpayersFound, actor.Account); err != nil {
		return f, err
	}
	if !number.IsZero() {
		f.ID, err = d.lookByNumber(ctx, actor, number, s.Reason)
		return f, err
	}
	if f.Lines, err = d.taxpayersNamed(ctx, s.Words); err != nil {
		return f, err
	}
	if len(f.Lines) > portal.TaxpayerPageSize {
		f.Lines, f.More = f.Lines[:portal.TaxpayerPageSize], true
	}
	err = d.Act(ctx, actor, func(tx *Tx) error {
		tx.Audit(portal.TaxpayersSought, "taxpayers", "by", "the beginning of a name", "shown", fmt.Sprint(len(f.Lines)), "why", s.Reason)
		return nil
	})
	return f, err
}

// lookByNumber opens the one taxpayer who has a number.
func (d *DB) lookByNumber(ctx context.Context, actor portal.Actor, number portal.TaxpayerNumber, reason string) (id string, err error) {
	vain := false
	err = d.Act(ctx, actor, func(tx *Tx) error {
		r, err := tx.taxpayerByNumber(number)
		if employer, can := number.AsEmployer(); errors.Is(err, portal.ErrNotFound) && can && number.Type != portal.EIN {
			r, err = tx.taxpayerByNumber(employer)
		}
		if vain = errors.Is(err, portal.ErrNotFound); vain {
			tx.Audit(portal.TaxpayerLookVain, "taxpayers", "by", "number", "why", reason)
			return nil
		}
		if err != nil {
			return err
		}
		id = r.ID
		return tx.lookAtTaxpayer(id, "number", reason)
	})
	if err == nil && vain {
		return "", portal.ErrNoSuchTaxpayer
	}
	return id, err
}

// LookAtTaxpayer writes down who of the staff looks at whose records, and why, and so opens them to them for a while, in this
// session. A record that is not there is answered in the same way as a number that nobody has, and audited.
func (d *DB) LookAtTaxpayer(ctx context.Context, actor portal.Actor, id, reason string) error {
	if err := actor.Permit(portal.FindTaxpayers); err != nil {
		return err
	}
	s := portal.TaxpayerSearch{Words: "by name", Reason: reason}
	if _, err := s.Check(); err != nil {
		return err
	}
	vain := false
	err := d.Act(ctx, actor, func(tx *Tx) error {
		var one int
		err := found(tx.Row(`SELECT 1 FROM taxpayers WHERE id = $1`, id).Scan(&one))
		if vain = errors.Is(err, portal.ErrNotFound); vain {
			tx.Audit(portal.TaxpayerLookVain, "taxpayers", "by", "record", "why", s.Reason)
			return nil
		}
		if err != nil {
			return fmt.Errorf("look at a taxpayer: %w", err)
		}
		return tx.lookAtTaxpayer(id, "record", s.Reason)
	})
	if err == nil && vain {
		return portal.ErrNoSuchTaxpayer
	}
	return err
}

func taxpayerSubject(id string) string { return "taxpayers/" + id }

func (tx *Tx) lookAtTaxpayer(id, by, reason string) error {
	tx.Audit(portal.TaxpayerLookedAt, taxpayerSubject(id), "by", by, "why", reason)
	_, err := tx.Exec(`
		INSERT INTO taxpayer_looks (id, taxpayer_id, at, by_account, by_name, by_role, session_id, reason)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		newID(), id, Millis(tx.Now), tx.Actor.Account, tx.Actor.Name, string(tx.Actor.Role), tx.Actor.Session, reason)
	if err != nil {
		return fmt.Errorf("look at a taxpayer: %w", err)
	}
	return nil
}

const (
	taxpayerLookOpenQuery = `
		SELECT at, by_name, by_role, reason
		FROM taxpayer_looks
		WHERE session_id = $1 AND taxpayer_id = $2 AND at > $3 AND by_account = $4
		ORDER BY at DESC
		LIMIT 1`
	taxpayerLooksQuery = `
		SELECT at, by_name, by_role, reason
		FROM taxpayer_looks
		WHERE taxpayer_id = $1
		ORDER BY id DESC
		LIMIT 25`
)

func scanTaxpayerLook(row scanner) (l portal.TaxpayerLook, err error) {
	err = found(row.Scan(millis(&l.At), &l.ByName, &l.ByRole, &l.Reason))
	return l, err
}

// DeskTaxpayer is a taxpayer's records for one of the staff who has said why they look, ErrSayWhyTaxpayer for one who has
// not. Of the figures of returns nothing but the last four of the bank account comes along.
func (d *DB) DeskTaxpayer(ctx context.Context, actor portal.Actor, id string) (t portal.DeskTaxpayer, err error) {
	if err := actor.Permit(portal.FindTaxpayers); err != nil {
		return t, err
	}
	if actor.Role != portal.System {
		t.Look, err = scanTaxpayerLook(d.row(ctx, taxpayerLookOpenQuery, actor.Session, id, Millis(d.Now().Add(-portal.TaxpayerLookLasts)), actor.Account))
		if errors.Is(err, portal.ErrNotFound) {
			return t, portal.ErrSayWhyTaxpayer
		}
		if err != nil {
			return t, fmt.Errorf("open a taxpayer: %w", err)
		}
	}
	a := d.asking(ctx)
	if t.TaxpayerRecord, err = a.taxpayer(id); err != nil {
		return t, err
	}
	if t.Accounts, err = a.taxAccounts(id); err != nil {
		return t, err
	}
	if t.Letters, err = a.letters(id); err != nil {
		return t, err
	}
	if t.Returns, err = a.returns(id); err != nil {
		return t, err
	}
	for i, r := range t.Returns {
		t.Returns[i].Figures = portal.ReturnFigures{BankLast4: r.Figures.BankLast4}
	}
	t.Looks, err = list(a, taxpayerLooksQuery, id, scanTaxpayerLook)
	return t, err
}

const taxpayersNamedQuery = `
	SELECT t.id, m.name, m.former, m.superseded_at, t.kind, n.id, n.key_version, n.data_key, n.type, n.last_four, a.city, a.state
	FROM taxpayer_names m
	JOIN taxpayers t ON t.id = m.taxpayer_id
	LEFT JOIN taxpayer_numbers n ON n.taxpayer_id = t.id AND n.superseded_at IS NULL
	LEFT JOIN taxpayer_addresses a ON a.taxpayer_id = t.id AND a.superseded_at IS NULL
	WHERE m.name_key >= $1 AND m.name_key < $2
	ORDER BY m.name_key, m.taxpayer_id
	LIMIT $3`

// taxpayersNamed lists those whose names begin with the words, in whichever order they were typed, one more than a page when
// there are more.
func (d *DB) taxpayersNamed(ctx context.Context, words string) ([]portal.TaxpayerLine, error) {
	keys := portal.SearchKeys(words)
	if org := portal.OrganizationKey(words); org != "" && (len(keys) == 0 || org != keys[0]) {
		keys = append(keys, org)
	}
	var lines []portal.TaxpayerLine
	seen := map[string]bool{}
	for _, key := range keys {
		if err := d.namesFrom(ctx, key, func(l portal.TaxpayerLine) {
			if !seen[l.ID] {
				seen[l.ID] = true
				lines = append(lines, l)
			}
		}); err != nil {
			return nil, fmt.Errorf("find taxpayers: %w", err)
		}
		if len(lines) > portal.TaxpayerPageSize {
			break
		}
	}
	return lines, nil
}

func (d *DB) namesFrom(ctx context.Context, key string, each func(portal.TaxpayerLine)) error {
	rows, err := d.rows(ctx, taxpayersNamedQuery, key, key+"\U0010FFFF", portal.TaxpayerPageSize+1)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var l portal.TaxpayerLine
		var replaced Millis
		s := sealedLast4{shown: &l.Number}
		if err := rows.Scan(&l.ID, &l.Name, &l.Former, &replaced, &l.Kind, nullable(&s.id), &s.version, &s.wrapped, nullable(&s.kind), &s.sealed, nullable(&l.City), nullable(&l.State)); err != nil {
			return err
		}
		if err := s.open(d.keys); err != nil {
			return err
		}
		l.Former = l.Former || replaced != Millis{}
		each(l)
	}
	return rows.Err()
}
