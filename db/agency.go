package db

import (
	"context"
	"errors"
	"fmt"
	"time"

	"exchequer/portal"
)

// AgencyShown is an identity that the agency vouches for, judged already, and the browser that brought it.
type AgencyShown struct {
	portal.OpenIDIdentity
	Device string
	Known  string // the account of a session that this browser had before, "" when none
}

// identityHash finds an identity again; its key lies outside the database. An issuer is an address and holds no NUL.
func (d *DB) identityHash(i portal.OpenIDIdentity) []byte {
	return d.keys.Find("agency identity", i.Issuer+"\x00"+i.Subject)
}

// SignInByAgency lets in whoever of the staff bound this identity. The session is as fresh as the agency's check of the
// person, not as their coming here.
func (d *DB) SignInByAgency(ctx context.Context, visitor portal.Actor, shown AgencyShown, returnTo string) (token string, err error) {
	err = d.Act(ctx, visitor, func(tx *Tx) error {
		token = ""
		a, err := tx.agencyAccount(shown.OpenIDIdentity)
		if err != nil {
			return err
		}
		if a.Open() != nil {
			return portal.AgencyClosed(a.Status)
		}
		s := portal.Session{Account: a.ID, Stage: portal.HalfSignedIn, Address: visitor.Address, Device: shown.Device, Return: returnTo, Known: shown.Known == a.ID}
		if _, err := tx.openSession(&s); err != nil {
			return err
		}
		if token, err = tx.completeSignIn(&s, a, portal.ByAgency, shown.Checked()); err != nil {
			return err
		}
		return tx.agencyUsed(a, s.ID, shown)
	})
	return token, err
}

// ShowAgencyAgain is step-up with the agency's sign-in; it answers with the session's new token.
func (d *DB) ShowAgencyAgain(ctx context.Context, actor portal.Actor, shown AgencyShown) (token string, err error) {
	err = d.Act(ctx, actor, func(tx *Tx) error {
		token = ""
		if _, _, err := tx.stillOpen(actor.Session, portal.SignedIn); err != nil {
			return err
		}
		a, err := tx.agencyAccount(shown.OpenIDIdentity)
		if err == nil && a.ID != actor.Account || err == portal.AgencyUnknown {
			return portal.AgencyOther
		}
		if err != nil {
			return err
		}
		if token, err = tx.stepUp(a, portal.ByAgency, shown.Checked(), shown.Device); err != nil {
			return err
		}
		return tx.agencyUsed(a, actor.Session, shown)
	})
	return token, err
}

// agencyAccount is whose identity it is. Nobody's, and one of an account that is not of the staff, are alike.
func (tx *Tx) agencyAccount(i portal.OpenIDIdentity) (a portal.Account, err error) {
	var account string
	err = found(tx.Row(`
		SELECT account_id
		FROM agency_identities
		WHERE identity_hash = $1 AND removed_at IS NULL`, tx.db.identityHash(i)).Scan(&account))
	if err == portal.ErrNotFound {
		return a, portal.AgencyUnknown
	}
	if err != nil {
		return a, fmt.Errorf("whose agency identity: %w", err)
	}
	if a, err = tx.account(account); err == nil && !a.Role.Staff() {
		return portal.Account{}, portal.AgencyUnknown
	}
	return a, err
}

// agencyUsed notes where the identity was used, writes down what the agency said, and makes the session no fresher than
// the agency's check.
func (tx *Tx) agencyUsed(a portal.Account, session string, shown AgencyShown) error {
	n, err := tx.Exec(`
		UPDATE agency_identities
		SET last_used_at = $3, last_device = $4, last_address = $5
		WHERE account_id = $1 AND identity_hash = $2 AND removed_at IS NULL`,
		a.ID, tx.db.identityHash(shown.OpenIDIdentity), Millis(tx.Now), shown.Device, tx.Actor.Address)
	if err != nil {
		return fmt.Errorf("use an agency identity: %w", err)
	}
	if n == 0 { // removed at this very moment
		return portal.AgencyUnknown
	}
	if _, err := tx.Exec(`
		UPDATE sessions
		SET signed_in_at = $2
		WHERE id = $1`, session, Millis(earlier(shown.VerifiedAt, tx.Now))); err != nil {
		return fmt.Errorf("use an agency identity: %w", err)
	}
	tx.Audit(portal.AgencyVouched, "session/"+session, "context", shown.ContextName(), "checked", shown.Checked(), "at", moment(shown.VerifiedAt))
	return nil
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// BindAgency binds an identity to the account of one of the staff who is freshly signed in.
func (d *DB) BindAgency(ctx context.Context, actor portal.Actor, s portal.Session, shown AgencyShown) error {
	return d.Act(ctx, actor, func(tx *Tx) error {
		open, a, err := tx.mayBind(s)
		if err != nil {
			return err
		}
		if open.Stage != portal.SignedIn || !a.Role.Staff() {
			return portal.ErrNotFound
		}
		if a, err = tx.account(a.ID); err != nil { // locked: of two bindings at once one is told that the other is there
			return err
		}
		if err := tx.mayBindAgency(a, shown.OpenIDIdentity); err != nil {
			return err
		}
		_, err = tx.Exec(`
			INSERT INTO agency_identities (id, account_id, issuer, identity_hash, bound_at)
			VALUES ($1, $2, $3, $4, $5)`,
			newID(), a.ID, shown.Issuer, d.identityHash(shown.OpenIDIdentity), Millis(tx.Now))
		if isUnique(err) { // someone else was faster with the same identity
			return portal.AgencyTaken
		}
		if err != nil {
			return fmt.Errorf("bind an agency identity: %w", err)
		}
		tx.Audit(portal.AgencyBound, subjectOf(a.ID), "issuer", shown.Issuer, "context", shown.ContextName(), "checked", shown.Checked())
		if err := tx.changedKeys(a, open, "An agency identity was bound", true); err != nil {
			return err
		}
		return tx.tell(a, portal.NoticeAgencyBound, nil)
	})
}

func (tx *Tx) mayBindAgency(a portal.Account, i portal.OpenIDIdentity) error {
	var same, any int
	err := tx.Row(`
		SELECT
			(SELECT COUNT(*) FROM agency_identities WHERE identity_hash = $1 AND account_id <> $2 AND removed_at IS NULL),
			(SELECT COUNT(*) FROM agency_identities WHERE account_id = $2 AND issuer = $3 AND removed_at IS NULL)`,
		tx.db.identityHash(i), a.ID, i.Issuer).Scan(&same, &any)
	switch {
	case err != nil:
		return fmt.Errorf("bind an agency identity: %w", err)
	case same > 0:
		return portal.AgencyTaken
	case any > 0:
		return portal.AgencyHasOne
	}
	return nil
}

// RemoveAgency takes one of the actor's agency identities away, but never the last way in: without any second step the
// password alone opens nothing.
func (d *DB) RemoveAgency(ctx context.Context, actor portal.Actor, id string) error {
	return d.Act(ctx, actor, func(tx *Tx) error {
		if err := tx.stepUpFresh(); err != nil {
			return err
		}
		a, err := tx.account(actor.Account) // locked, as in RemovePasskey
		if err != nil {
			return err
		}
		n, err := tx.removeAgency(a.ID, id, "by its owner")
		if err != nil {
			return err
		}
		if n == 0 {
			return portal.ErrNotFound
		}
		left, err := tx.secondFactors(a.ID)
		if err != nil {
			return err
		}
		if left.Count() == 0 {
			return portal.ErrLastWayIn
		}
		tx.Audit(portal.AgencyRemoved, subjectOf(a.ID))
		return tx.tell(a, portal.NoticeAgencyRemoved, nil)
	})
}

// UnbindAgency lets an administrator take an agency identity away from one of the staff, such as one who has another
// now. Sessions that it opened end.
func (d *DB) UnbindAgency(ctx context.Context, actor portal.Actor, account string) error {
	if err := actor.Permit(portal.ManageStaff); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		if err := tx.stepUpFresh(); err != nil {
			return err
		}
		a, err := tx.staffAccount(account)
		if err != nil {
			return err
		}
		if a.ID == actor.Account {
			return portal.Refuse(portal.Conflict, "Remove your own agency identity on your security page.")
		}
		n, err := tx.removeAgency(a.ID, "", "by an administrator")
		if err != nil {
			return err
		}
		if n == 0 {
			return portal.Refuse(portal.Conflict, "%s has no agency identity any more.", a.Name)
		}
		ended, err := tx.Exec(`
			UPDATE sessions
			SET ended_at = $2, ended_why = $3
			WHERE account_id = $1 AND method = $4 AND ended_at IS NULL`, a.ID, Millis(tx.Now), string(portal.EndedByStaff), string(portal.ByAgency))
		if err != nil {
			return fmt.Errorf("unbind an agency identity: %w", err)
		}
		tx.Audit(portal.AgencyUnbound, subjectOf(a.ID), "sessions", fmt.Sprint(ended))
		return tx.tell(a, portal.NoticeAgencyRemoved, nil)
	})
}

// removeAgency removes one of an account's identities, or all of them when no id is given.
func (tx *Tx) removeAgency(account, id, why string) (int64, error) {
	n, err := tx.Exec(`
		UPDATE agency_identities
		SET removed_at = $3, removed_why = $4
		WHERE account_id = $1 AND (CAST($2 AS TEXT) = '' OR id = $2) AND removed_at IS NULL`, account, id, Millis(tx.Now), why)
	if err != nil {
		return 0, fmt.Errorf("remove an agency identity: %w", err)
	}
	return n, nil
}

// AgencyIdentities are those bound to the actor's own account, the first bound first.
func (d *DB) AgencyIdentities(ctx context.Context, actor portal.Actor) (all []portal.AgencyIdentity, err error) {
	rows, err := d.rows(ctx, `
		SELECT id, issuer, bound_at, last_used_at, last_device, last_address
		FROM agency_identities
		WHERE account_id = $1 AND removed_at IS NULL
		ORDER BY id`, actor.Account)
	if err != nil {
		return nil, fmt.Errorf("agency identities: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var i portal.AgencyIdentity
		if err := rows.Scan(&i.ID, &i.Issuer, millis(&i.BoundAt), millis(&i.LastUsedAt), &i.LastDevice, &i.LastAddress); err != nil {
			return nil, fmt.Errorf("agency identities: %w", err)
		}
		all = append(all, i)
	}
	return all, rows.Err()
}

// AgencyRefused writes down that a way by the agency's sign-in led to nothing, in the history of the account that it is
// bound to, too. The identity is empty when the agency named none that could be believed.
func (d *DB) AgencyRefused(ctx context.Context, actor portal.Actor, purpose portal.OpenIDPurpose, why portal.OpenIDRefusal, shown AgencyShown) error {
	return d.Act(ctx, actor, func(tx *Tx) error {
		whose := actor.Account
		if shown.Subject != "" {
			a, err := tx.agencyAccount(shown.OpenIDIdentity)
			if err != nil && !errors.Is(err, portal.AgencyUnknown) {
				return err
			}
			if err == nil && purpose == portal.AgencySignIn {
				whose = a.ID
				if err := tx.noteSignIn(a.ID, portal.OutcomeAgencyRefused, portal.ByAgency, shown.Checked(), shown.Device); err != nil {
					return err
				}
			}
		}
		tx.Audit(portal.AgencyWasRefused, subjectOf(whose), "for", string(purpose), "why", string(why), "context", shown.ContextName(), "checked", shown.Checked())
		return nil
	})
}
