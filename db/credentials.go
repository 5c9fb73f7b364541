package db

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"fmt"
	"time"

	"golang.org/x/text/unicode/norm"

	"exchequer/portal"
)

// password is one row of passwords: an account's current one.
type password struct {
	id         string
	account    string
	salt       []byte
	iterations int
	hash       []byte // opened
	failures   int
	disabled   time.Time
}

const passwordQuery = `
	SELECT id, key_version, data_key, account_id, salt, iterations, hash, failures, disabled_at
	FROM passwords
	WHERE account_id = $1 AND replaced_at IS NULL`

func (d *DB) scanPassword(row scanner) (p password, err error) {
	var version uint32
	var wrapped, sealed []byte
	err = row.Scan(&p.id, &version, &wrapped, &p.account, &p.salt, &p.iterations, &sealed, &p.failures, millis(&p.disabled))
	if err != nil {
		return p, found(err)
	}
	key, err := d.keys.recordKey("passwords", p.id, version, wrapped)
	if err != nil {
		return p, err
	}
	p.hash, err = key.Open("hash", sealed)
	return p, err
}

// newPassword hashes a password for an account, outside of any act: nobody waits for the writer meanwhile.
func (d *DB) newPassword(ctx context.Context, account, plain string) (p password, err error) {
	p = password{id: newID(), account: account, salt: randomBytes(saltLength), iterations: d.hashing.passwordWork}
	p.hash, err = d.hashing.hash(ctx, NormalPassword(plain), p.salt, p.iterations)
	return p, err
}

// NormalPassword is the one form of a password that keyboards write in several ways: an é may be one character or two
// (NIST SP 800-63B-4, 3.1.1.2).
func NormalPassword(plain string) string { return norm.NFC.String(plain) }

// setPassword makes it the account's password; the one before stays as a row.
func (tx *Tx) setPassword(p password) error {
	key, err := tx.NewRecordKey("passwords", p.id)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`
		UPDATE passwords
		SET replaced_at = $2
		WHERE account_id = $1 AND replaced_at IS NULL`, p.account, Millis(tx.Now)); err != nil {
		return fmt.Errorf("replace password: %w", err)
	}
	_, err = tx.Exec(`
		INSERT INTO passwords (id, key_version, data_key, account_id, salt, iterations, hash, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		p.id, key.Version, key.Wrapped, p.account, p.salt, p.iterations, key.Seal("hash", p.hash), Millis(tx.Now))
	if err != nil {
		return fmt.Errorf("set password: %w", err)
	}
	return nil
}

func (p password) matches(hash []byte) bool { return subtle.ConstantTimeCompare(p.hash, hash) == 1 }

// codeSet is one row of code_sets: a card, or a sheet of recovery codes.
type codeSet struct {
	id         string
	salt       []byte
	iterations int
	failures   int
	disabled   time.Time
}

const codeSetQuery = `
	SELECT id, salt, iterations, failures, disabled_at
	FROM code_sets
	WHERE account_id = $1 AND kind = $2 AND replaced_at IS NULL`

func scanCodeSet(row scanner) (s codeSet, err error) {
	err = row.Scan(&s.id, &s.salt, &s.iterations, &s.failures, millis(&s.disabled))
	return s, found(err)
}

// codes are new codes: plain, to be shown once, and as they are kept.
type codes struct {
	kind   portal.CodeKind
	plain  []string
	salt   []byte
	hashes [][]byte

	iterations int
}

// newCodes draws and hashes the codes of a card or a sheet, outside of any act.
func (d *DB) newCodes(ctx context.Context, kind portal.CodeKind) (codes, error) {
	plain, err := portal.NewCodeSet(rand.Reader, kind)
	if err != nil {
		return codes{}, err
	}
	c := codes{kind: kind, plain: plain, salt: randomBytes(saltLength), iterations: d.hashing.codeWork}
	secrets := make([]string, len(plain))
	for i, code := range plain {
		secrets[i] = d.codeSecret(kind, code)
	}
	c.hashes, err = d.hashing.hashAll(ctx, secrets, c.salt, c.iterations)
	return c, err
}

// setCodes makes them the account's codes of their kind; those before no longer count.
func (tx *Tx) setCodes(account string, c codes) error {
	if err := tx.dropCodes(account, c.kind); err != nil {
		return err
	}
	set := newID()
	_, err := tx.Exec(`
		INSERT INTO code_sets (id, account_id, kind, salt, iterations, issued_at, issued_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		set, account, string(c.kind), c.salt, c.iterations, Millis(tx.Now), tx.Actor.Name)
	if err != nil {
		return fmt.Errorf("issue codes: %w", err)
	}
	for _, hash := range c.hashes {
		if _, err := tx.Exec(`
			INSERT INTO codes (set_id, hash)
			VALUES ($1, $2)`, set, hash); err != nil {
			return fmt.Errorf("issue codes: %w", err)
		}
	}
	return nil
}

func (tx *Tx) dropCodes(account string, kind portal.CodeKind) error {
	_, err := tx.Exec(`
		UPDATE code_sets
		SET replaced_at = $3
		WHERE account_id = $1 AND kind = $2 AND replaced_at IS NULL`, account, string(kind), Millis(tx.Now))
	if err != nil {
		return fmt.Errorf("replace codes: %w", err)
	}
	return nil
}

// takeCode uses one code up. Of many parallel tries exactly one takes it: the statement finds it unused or not at all.
func (tx *Tx) takeCode(set string, hash []byte) (bool, error) {
	n, err := tx.Exec(`
		UPDATE codes
		SET used_at = $3
		WHERE set_id = $1 AND hash = $2 AND used_at IS NULL`, set, hash, Millis(tx.Now))
	if err != nil {
		return false, fmt.Errorf("take code: %w", err)
	}
	return n == 1, nil
}

// Codes tells of an account's card or recovery codes without telling them.
type Codes struct {
	IssuedAt time.Time // zero: there are none
	IssuedBy string
	SavedAt  time.Time // recovery codes: when their owner proved to have them
	Disabled time.Time
	Left     int
}

const codesSummaryQuery = `
	SELECT s.issued_at, s.issued_by, s.saved_at, s.disabled_at,
	       (SELECT COUNT(*) FROM codes c WHERE c.set_id = s.id AND c.used_at IS NULL)
	FROM code_sets s
	WHERE s.account_id = $1 AND s.kind = $2 AND s.replaced_at IS NULL`

func scanCodes(row scanner) (c Codes, err error) {
	err = found(row.Scan(millis(&c.IssuedAt), &c.IssuedBy, millis(&c.SavedAt), millis(&c.Disabled), &c.Left))
	if err == portal.ErrNotFound {
		return Codes{}, nil
	}
	return c, err
}

// CodesOf tells of the actor's own card or recovery codes.
func (d *DB) CodesOf(ctx context.Context, actor portal.Actor, kind portal.CodeKind) (Codes, error) {
	c, err := scanCodes(d.row(ctx, codesSummaryQuery, actor.Account, string(kind)))
	if err != nil {
		return c, fmt.Errorf("codes of an account: %w", err)
	}
	return c, nil
}
