package db

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"exchequer/portal"
)

const identityRowColumns = `id, account_id, (SELECT a.name FROM accounts a WHERE a.id = account_id), taxpayer_id, opened_at, opened_by, opened_by_name, name_typed, evidence,
	status, place, due_at, version, assignee, assignee_name`

// identityQueue is the desk's queue of identity cases. Each comes with what it waits for.
var identityQueue = queue[portal.IdentityCase]{
	what: "identity cases", from: "identity_cases",
	columns: identityRowColumns + `,
		COALESCE((SELECT string_agg(r.pending || ':' || r.step || ':' || COALESCE(r.due_at, 0), ',') FROM identity_reasons r WHERE r.case_id = identity_cases.id AND r.outcome = ''), '')`,
	scan: scanIdentityRow,
	mark: portal.IdentityCase.Mark,
}

func scanIdentityRow(row scanner) (portal.IdentityCase, error) {
	var waits string
	c, err := scanIdentityCase(row, &waits)
	for _, one := range strings.Split(waits, ",") {
		if parts := strings.Split(one, ":"); len(parts) == 3 {
			r := portal.Reason{Pending: portal.Pending(parts[0]), Step: portal.Step(parts[1])}
			if due, err := strconv.ParseInt(parts[2], 10, 64); err == nil && due > 0 {
				r.DueAt = time.UnixMilli(due).UTC()
			}
			c.Reasons = append(c.Reasons, r)
		}
	}
	return c, err
}

func finerIdentity(f portal.IdentityFilter) (finer []condition) {
	if f.Pending != "" {
		finer = append(finer, only("EXISTS (SELECT 1 FROM identity_reasons r WHERE r.case_id = identity_cases.id AND r.pending = ? AND r.outcome = '')", string(f.Pending)))
	}
	return finer
}

// IdentityQueue is one page of the desk's list of cases: what waits for us first, the overdue on top. Reasons in it are
// those that are open, by name, step and promise alone.
func (d *DB) IdentityQueue(ctx context.Context, actor portal.Actor, f portal.IdentityFilter) ([]portal.IdentityCase, *portal.QueueMark, error) {
	if err := d.mayReview(ctx, actor, portal.ReadIdentity); err != nil {
		return nil, nil, err
	}
	return identityQueue.page(ctx, d, actor, f.QueueFilter, finerIdentity(f)...)
}

// IdentityCounts says how much is in each list, up to portal.CountedUpTo and one more.
func (d *DB) IdentityCounts(ctx context.Context, actor portal.Actor, lists []portal.IdentityFilter) ([]int, error) {
	if err := d.mayReview(ctx, actor, portal.ReadIdentity); err != nil {
		return nil, err
	}
	asked := make([]counted, len(lists))
	for i, l := range lists {
		asked[i] = counted{l.QueueFilter, finerIdentity(l)}
	}
	return identityQueue.counts(ctx, d, actor, asked)
}

// NextIdentityCase is the oldest due case that waits for us: the actor's own first, then nobody's.
func (d *DB) NextIdentityCase(ctx context.Context, actor portal.Actor) (portal.IdentityNumber, error) {
	if err := d.mayReview(ctx, actor, portal.ReadIdentity); err != nil {
		return 0, err
	}
	n, err := identityQueue.next(ctx, d, actor)
	return portal.IdentityNumber(n), err
}

// IdentityColleagues are those to whom the actor could hand a case over: who may work it, and holds a valid certificate.
func (d *DB) IdentityColleagues(ctx context.Context, actor portal.Actor) ([]portal.Actor, error) {
	if err := d.mayReview(ctx, actor, portal.WorkIdentity); err != nil {
		return nil, err
	}
	return d.colleagues(ctx, actor, portal.WorkIdentity,
		only("EXISTS (SELECT 1 FROM reviewer_certificates c WHERE c.account_id = accounts.id AND c.ended_at IS NULL AND c.expires_at > ?)", Millis(d.Now())))
}

// LookAtIdentityCase writes down that one of the staff opens a case, for its owner too, who reads it on their security
// page. A case in the queue, and one's own, asks for no further reason; any other does. Coming back within
// portal.LookLasts is the same look.
func (d *DB) LookAtIdentityCase(ctx context.Context, actor portal.Actor, n portal.IdentityNumber, reason string) error {
	if err := d.mayReview(ctx, actor, portal.ReadIdentity); err != nil {
		return err
	}
	c, err := scanIdentityCase(d.row(ctx, identityCaseQuery, int64(n)))
	if err != nil {
		return err
	}
	if reason == "" {
		last, err := d.lastIdentityLook(ctx, actor, c)
		switch {
		case err != nil:
			return err
		case !c.InQueue(actor) && last.IsZero():
			return portal.ErrSayWhyCase
		case !c.InQueue(actor) || d.Now().Sub(last) < portal.LookLasts:
			return d.StayAtIdentityCase(ctx, actor, n)
		case c.Assignee == actor.Account:
			reason = "Identity case " + n.String() + ", theirs to work on"
		default:
			reason = "Identity case " + n.String() + ", in the queue"
		}
	} else {
		var check portal.Check
		reason = check.Reason("reason", reason)
		if err := check.Err(); err != nil {
			return err
		}
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		tx.Audit(portal.IdentityLookedAt, n.Subject(), "why", reason)
		_, err := tx.Exec(`
			INSERT INTO account_looks (id, account_id, at, by_account, by_name, by_role, session_id, reason)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			newID(), c.Account, Millis(tx.Now), actor.Account, actor.Name, string(actor.Role), identityLook(n), reason)
		if err != nil {
			return fmt.Errorf("look at a case: %w", err)
		}
		return identityPresence.come(tx, int64(n))
	})
}

// identityLook stands where looks have the session for which they open the account's own page: a look at a case opens the
// case and nothing more.
func identityLook(n portal.IdentityNumber) string { return n.Subject() }

func (d *DB) lastIdentityLook(ctx context.Context, actor portal.Actor, c portal.IdentityCase) (at time.Time, err error) {
	l, err := scanLook(d.row(ctx, lookOpenQuery, identityLook(c.Number), c.Account, Millis(d.Now().Add(-portal.AccountLookLasts)), actor.Account))
	if errors.Is(err, portal.ErrNotFound) {
		return at, nil
	}
	return l.At, err
}

// IdentityAtDesk is a case for one of the staff who has opened it, portal.ErrSayWhyCase for who has to say why first.
func (d *DB) IdentityAtDesk(ctx context.Context, actor portal.Actor, n portal.IdentityNumber) (f portal.IdentityFile, err error) {
	if err := d.mayReview(ctx, actor, portal.ReadIdentity); err != nil {
		return f, err
	}
	if f, err = d.identityFile(ctx, n); err != nil {
		return f, err
	}
	if !f.InQueue(actor) {
		last, err := d.lastIdentityLook(ctx, actor, f.IdentityCase)
		if err != nil {
			return portal.IdentityFile{}, err
		}
		if last.IsZero() {
			return portal.IdentityFile{}, portal.ErrSayWhyCase
		}
	}
	a := d.asking(ctx)
	if f.Ties, err = a.ties(actor, f.IdentityCase, f.Record); err != nil {
		return f, err
	}
	if f.Notes, err = d.identityNotes(ctx, n); err != nil {
		return f, err
	}
	f.Present, err = identityPresence.others(ctx, d, actor, int64(n))
	return f, err
}

// identityFile is everything that proves a case. Whoever calls it has asked for permission.
func (d *DB) identityFile(ctx context.Context, n portal.IdentityNumber) (f portal.IdentityFile, err error) {
	a := d.asking(ctx)
	if f.IdentityCase, err = scanIdentityCase(d.row(ctx, identityCaseQuery, int64(n))); err != nil {
		return f, err
	}
	if f.IdentityCase, err = fillIdentityCase(f.IdentityCase, a.rows); err != nil {
		return f, err
	}
	if f.Record, err = a.taxpayer(f.Taxpayer); err != nil {
		return f, err
	}
	if f.Letters, err = d.lettersOfCase(ctx, n); err != nil {
		return f, err
	}
	if err := a.proofs(&f); err != nil {
		return f, err
	}
	if f.Events, err = listOf(a, identityEventsQuery, scanIdentityEvent, int64(n)); err != nil {
		return f, fmt.Errorf("what happened to a case: %w", err)
	}
	if f.Others, err = listOf(a, otherCasesQuery, func(row scanner) (portal.IdentityCase, error) { return scanIdentityCase(row) }, int64(n), f.Taxpayer, f.Account); err != nil {
		return f, fmt.Errorf("other cases: %w", err)
	}
	err = a.row(`
		SELECT EXISTS (SELECT 1 FROM taxpayer_freezes WHERE taxpayer_id = $1 AND lifted_at IS NULL),
		       COALESCE((SELECT assurance FROM assurances WHERE account_id = $2 AND taxpayer_id = $1 AND ended_at IS NULL), '')`, f.Taxpayer, f.Account).Scan(&f.Frozen, &f.Held)
	return f, err
}

const identityEventsQuery = `
	SELECT at, by_name, event, words, for_staff
	FROM identity_events
	WHERE case_id = $1
	ORDER BY id DESC
	LIMIT 200`

func scanIdentityEvent(row scanner) (e portal.IdentityEvent, err error) {
	err = row.Scan(millis(&e.At), &e.ByName, &e.Event, &e.Words, &e.ForStaff)
	return e, err
}

const otherCasesQuery = `
	SELECT ` + identityColumns + `
	FROM identity_cases c
	JOIN accounts a ON a.id = c.account_id
	WHERE c.id <> $1 AND (c.taxpayer_id = $2 OR c.account_id = $3)
	ORDER BY c.id DESC
	LIMIT 10`

// listOf reads all rows of a query.
func listOf[T any](a asking, query string, scan func(scanner) (T, error), args ...any) ([]T, error) {
	rows, err := a.rows(query, args...)
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
	return all, errors.Join(rows.Err(), rows.Close())
}

// AssignIdentityCase gives a case to someone, or back to the queue when to is nobody.
func (d *DB) AssignIdentityCase(ctx context.Context, actor portal.Actor, n portal.IdentityNumber, seen int64, to portal.Actor) error {
	return d.Act(ctx, actor, func(tx *Tx) error {
		if err := tx.mayReview(portal.WorkIdentity); err != nil {
			return err
		}
		c, err := tx.identityCase(n)
		if err != nil {
			return err
		}
		if err := c.CheckAssign(actor, seen); err != nil {
			return err
		}
		return tx.assignIdentity(n, to)
	})
}

func (tx *Tx) assignIdentity(n portal.IdentityNumber, to portal.Actor) error {
	words := "put back for anyone"
	if to.Account != "" {
		words = "for " + to.Name
	}
	if err := tx.noteIdentity(n, portal.IdentityAssigned, words, true); err != nil {
		return err
	}
	_, err := tx.Exec(`
		UPDATE identity_cases
		SET assignee = $2, assignee_name = $3, version = version + 1
		WHERE id = $1`, int64(n), nullText(to.Account), to.Name)
	if err != nil {
		return fmt.Errorf("assign a case: %w", err)
	}
	return nil
}

// handOn puts a case back for anyone that whoever has it can do no more for: what comes next is another person's.
func (tx *Tx) handOn(c portal.IdentityCase) error {
	if c.Assignee != tx.Actor.Account {
		return nil
	}
	return tx.assignIdentity(c.Number, portal.Actor{})
}

// NoteIdentityCase keeps what staff write for staff. It changes nothing of the case, and so meets no conflict.
func (d *DB) NoteIdentityCase(ctx context.Context, actor portal.Actor, n portal.IdentityNumber, body string) error {
	if err := d.mayReview(ctx, actor, portal.WorkIdentity); err != nil {
		return err
	}
	body, err := portal.CheckNote(body)
	if err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		if _, err := tx.identityCase(n); err != nil {
			return err
		}
		tx.Audit(portal.IdentityNoted, n.Subject())
		return tx.keepNote("identity_notes", "case_id", int64(n), body)
	})
}

func (d *DB) identityNotes(ctx context.Context, n portal.IdentityNumber) ([]portal.AccessibilityNote, error) {
	return d.notesOf(ctx, "identity_notes", "case_id", int64(n))
}

// identityPresence is who has a case open.
var identityPresence = presence{"identity_presence", "case_id"}

// StayAtIdentityCase is an open page's sign of life.
func (d *DB) StayAtIdentityCase(ctx context.Context, actor portal.Actor, n portal.IdentityNumber) error {
	if err := d.mayReview(ctx, actor, portal.ReadIdentity); err != nil {
		return err
	}
	return identityPresence.stay(ctx, d, actor, int64(n))
}

// PresentAtIdentityCase is who else has the case open, and its version now.
func (d *DB) PresentAtIdentityCase(ctx context.Context, actor portal.Actor, n portal.IdentityNumber) (present []portal.Presence, version int64, err error) {
	if err := d.mayReview(ctx, actor, portal.ReadIdentity); err != nil {
		return nil, 0, err
	}
	if err := found(d.row(ctx, `SELECT version FROM identity_cases WHERE id = $1`, int64(n)).Scan(&version)); err != nil {
		return nil, 0, err
	}
	present, err = identityPresence.others(ctx, d, actor, int64(n))
	return present, version, err
}
