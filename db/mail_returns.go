package db

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"exchequer/portal"
)

// returnSaid is what a clerk reads of an e-mail that came back. It is sealed: people answer with their own words.
type returnSaid struct{ From, Subject, Text string }

// TakeReturn keeps an e-mail that came back and does what it asks for, once: the same e-mail taken again changes nothing.
// It answers with what it was taken for. Only what names an e-mail of ours, by a token or an id that nobody can guess, can
// mark an address; everything else waits for a clerk.
func (d *DB) TakeReturn(ctx context.Context, actor portal.Actor, r portal.ReturnedMail) (kind portal.ReturnKind, taken bool, err error) {
	if actor.Role != portal.System {
		return "", false, portal.ErrForbidden
	}
	digest := sha256.Sum256(r.Raw)
	err = d.Act(ctx, actor, func(tx *Tx) error {
		taken = false
		var known int
		if err := tx.Row(`SELECT COUNT(*) FROM mail_returns WHERE digest = $1`, digest[:]).Scan(&known); err != nil {
			return fmt.Errorf("take what came back: %w", err)
		}
		if known > 0 {
			tx.Bookkeeping()
			return nil
		}
		mail, err := tx.returnedMail(r)
		if err != nil {
			return err
		}
		if kind = r.Kind; mail == "" && kind != portal.ReturnAutoReply {
			kind = portal.ReturnUnknown
		}
		taken = true
		if err := tx.insertReturn(digest[:], kind, mail, r); err != nil {
			return err
		}
		tx.Audit(portal.MailCameBack, "mail/"+mail, "kind", string(kind), "status", r.Status)
		switch kind {
		case portal.ReturnHard:
			return tx.mailBounced(mail, portal.HardBounce)
		case portal.ReturnComplaint:
			return tx.mailBounced(mail, portal.Complaint)
		}
		return nil
	})
	return kind, taken, err
}

// returnedMail is the e-mail of ours that came back, "" when none is known. One that carries a token which we never gave
// is a forgery, whatever else it quotes.
func (tx *Tx) returnedMail(r portal.ReturnedMail) (string, error) {
	var candidates []string
	switch id := tx.db.keys.mailOfToken(r.Token); {
	case id != "":
		candidates = []string{id}
	case r.Token == "":
		candidates = r.MessageID
	}
	for _, id := range candidates {
		var mail string
		err := tx.Row(`
			SELECT id
			FROM outbox
			WHERE id = $1`, id).Scan(&mail)
		if err == nil {
			return mail, nil
		}
		if found(err) != portal.ErrNotFound {
			return "", fmt.Errorf("which mail came back: %w", err)
		}
	}
	return "", nil
}

func (tx *Tx) insertReturn(digest []byte, kind portal.ReturnKind, mail string, r portal.ReturnedMail) error {
	id := newID()
	key, err := tx.NewRecordKey("mail_returns", id)
	if err != nil {
		return err
	}
	said, err := json.Marshal(returnSaid{r.From, r.Subject, r.Text})
	if err != nil {
		return err
	}
	settled := Millis{} // only what nobody understood waits
	if kind != portal.ReturnUnknown {
		settled = Millis(tx.Now)
	}
	_, err = tx.Exec(`
		INSERT INTO mail_returns (id, key_version, data_key, digest, at, kind, outbox_id, status, size, said, raw, settled_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		id, key.Version, key.Wrapped, digest, Millis(tx.Now), string(kind), nullText(mail), r.Status, len(r.Raw),
		key.Seal("said", said), key.Seal("raw", r.Raw), settled)
	if err != nil {
		return fmt.Errorf("keep what came back: %w", err)
	}
	return nil
}

const returnColumns = `id, at, kind, outbox_id, status, size, settled_at, settled_name, settled_note`

func scanReturn(row scanner, more ...any) (m portal.MailReturn, err error) {
	err = found(row.Scan(append([]any{&m.ID, millis(&m.At), &m.Kind, nullable(&m.Mail), &m.Status, &m.Size, millis(&m.SettledAt), &m.SettledName, &m.SettledNote}, more...)...))
	return m, err
}

// MailReturns is a page of what came back, newest first, and one more when there are older ones. Without a kind it is what
// waits for someone.
func (d *DB) MailReturns(ctx context.Context, actor portal.Actor, f portal.ReturnFilter) ([]portal.MailReturn, error) {
	if err := actor.Permit(portal.WorkReturns); err != nil {
		return nil, err
	}
	older := f.Older
	if older == "" {
		older = "g" // after every id
	}
	where, args := `settled_at IS NULL`, []any{older, portal.ReturnPage + 1}
	if f.Kind != "" {
		where, args = `kind = $3`, append(args, string(f.Kind))
	}
	rows, err := d.rows(ctx, `
		SELECT `+returnColumns+`
		FROM mail_returns
		WHERE id < $1 AND `+where+`
		ORDER BY id DESC
		LIMIT $2`, args...)
	if err != nil {
		return nil, fmt.Errorf("what came back: %w", err)
	}
	defer rows.Close()
	var all []portal.MailReturn
	for rows.Next() {
		m, err := scanReturn(rows)
		if err != nil {
			return nil, fmt.Errorf("what came back: %w", err)
		}
		all = append(all, m)
	}
	return all, rows.Err()
}

// ReturnCounts are how many came back of each kind, and under "" how many wait for someone, each up to
// portal.CountedUpTo and one more.
func (d *DB) ReturnCounts(ctx context.Context, actor portal.Actor) (map[portal.ReturnKind]int, error) {
	if err := actor.Permit(portal.WorkReturns); err != nil {
		return nil, err
	}
	counts := map[portal.ReturnKind]int{}
	for _, kind := range append([]portal.ReturnKind{""}, portal.ReturnKinds...) {
		where, args := `settled_at IS NULL`, []any{portal.CountedUpTo + 1}
		if kind != "" {
			where, args = `kind = $2`, append(args, string(kind))
		}
		var n int
		if err := d.row(ctx, `
			SELECT COUNT(*)
			FROM (SELECT 1 AS one FROM mail_returns WHERE `+where+` LIMIT $1) AS counted`, args...).Scan(&n); err != nil {
			return nil, fmt.Errorf("count what came back: %w", err)
		}
		counts[kind] = n
	}
	return counts, nil
}

// OpenMailReturn is one e-mail that came back, with what it says. Reading it is audited.
func (d *DB) OpenMailReturn(ctx context.Context, actor portal.Actor, id string) (m portal.MailReturn, err error) {
	if err := actor.Permit(portal.WorkReturns); err != nil {
		return m, err
	}
	err = d.Act(ctx, actor, func(tx *Tx) error {
		var version uint32
		var wrapped, sealed []byte
		var said returnSaid
		if m, err = scanReturn(tx.Row(`
			SELECT `+returnColumns+`, key_version, data_key, said
			FROM mail_returns
			WHERE id = $1`, id), &version, &wrapped, &sealed); err != nil {
			return err
		}
		if err := tx.asking().unseal("mail_returns", "said", id, version, wrapped, sealed, &said); err != nil {
			return err
		}
		m.From, m.Subject, m.Text = said.From, said.Subject, said.Text
		tx.Audit(portal.MailReturnRead, "return/"+id)
		return nil
	})
	return m, err
}

// SettleMailReturn notes what someone did about an e-mail that no program understood. It stays on record.
func (d *DB) SettleMailReturn(ctx context.Context, actor portal.Actor, id, note string) error {
	if err := actor.Permit(portal.WorkReturns); err != nil {
		return err
	}
	var check portal.Check
	note = check.Reason("note", note)
	if err := check.Err(); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		n, err := tx.Exec(`
			UPDATE mail_returns
			SET settled_at = $2, settled_by = $3, settled_name = $4, settled_note = $5
			WHERE id = $1 AND settled_at IS NULL`, id, Millis(tx.Now), actor.Account, actor.Name, note)
		if err != nil {
			return fmt.Errorf("settle what came back: %w", err)
		}
		if n == 0 {
			return portal.Refuse(portal.Conflict, "Someone else has settled this just now. Look at the list again.")
		}
		tx.Audit(portal.MailReturnSettled, "return/"+id, "note", note)
		return nil
	})
}
