package db

import (
	"context"
	"fmt"

	"exchequer/portal"
)

// appRow is one row of authenticator_apps with its secret opened.
type appRow struct {
	id       string
	secret   []byte
	lastStep int64
}

const (
	appColumns = `id, key_version, data_key, secret, last_step`

	waitingAppQuery = `
	SELECT ` + appColumns + `
	FROM authenticator_apps
	WHERE account_id = $1 AND session_id = $2 AND bound_at IS NULL`

	boundAppQuery = `
	SELECT ` + appColumns + `
	FROM authenticator_apps
	WHERE account_id = $1 AND bound_at IS NOT NULL AND removed_at IS NULL AND disabled_at IS NULL`
)

func (d *DB) scanApp(row scanner) (a appRow, err error) {
	var version uint32
	var wrapped, sealed []byte
	if err := row.Scan(&a.id, &version, &wrapped, &sealed, &a.lastStep); err != nil {
		return a, found(err)
	}
	key, err := d.keys.recordKey("authenticator_apps", a.id, version, wrapped)
	if err != nil {
		return a, err
	}
	a.secret, err = key.Open("secret", sealed)
	return a, err
}

// BeginApp draws the secret of a new authenticator app. It signs nobody in until BindApp has seen a code of it; one
// that was drawn before and still waits is forgotten.
func (d *DB) BeginApp(ctx context.Context, actor portal.Actor, s portal.Session) error {
	if !portal.AppsAvailable() {
		return portal.ErrNoAppsHere
	}
	id, secret := newID(), randomBytes(portal.AppSecretLength)
	return d.Act(ctx, actor, func(tx *Tx) error {
		_, a, err := tx.mayBind(s)
		if err != nil {
			return err
		}
		if a, err = tx.account(a.ID); err != nil { // locked: two secrets at once must not both wait
			return err
		}
		if err := tx.forgetWaitingApp(a.ID); err != nil {
			return err
		}
		key, err := tx.NewRecordKey("authenticator_apps", id)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(`
			INSERT INTO authenticator_apps (id, key_version, data_key, account_id, secret, session_id, begun_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			id, key.Version, key.Wrapped, a.ID, key.Seal("secret", secret), s.ID, Millis(tx.Now)); err != nil {
			return fmt.Errorf("begin an authenticator app: %w", err)
		}
		tx.Audit(portal.AppBegun, subjectOf(a.ID))
		return nil
	})
}

// WaitingApp is the secret that this session asked for and has not bound yet, to be shown to its owner.
func (d *DB) WaitingApp(ctx context.Context, s portal.Session) (secret []byte, err error) {
	if !portal.AppsAvailable() {
		return nil, portal.ErrNoAppsHere
	}
	a, err := d.scanApp(d.row(ctx, waitingAppQuery, s.Account, s.ID))
	return a.secret, err
}

// BindApp makes the waiting app a second factor, once a code shows that the app has its secret. An app that was bound
// before no longer works.
func (d *DB) BindApp(ctx context.Context, actor portal.Actor, s portal.Session, typed string) error {
	if !portal.AppsAvailable() {
		return portal.ErrNoAppsHere
	}
	code, whole := portal.ReadAppCode(typed)
	return d.Act(ctx, actor, func(tx *Tx) error {
		open, a, err := tx.mayBind(s)
		if err != nil {
			return err
		}
		if a, err = tx.account(a.ID); err != nil { // locked: of two codes at once one binds
			return err
		}
		waiting, err := tx.db.scanApp(tx.Row(waitingAppQuery, a.ID, s.ID))
		if err != nil {
			return err
		}
		step, right := portal.MatchAppCode(waiting.secret, code, tx.Now, 0)
		if !whole || !right {
			return errAppNotBound
		}
		if _, err := tx.dropApp(a.ID, "another one was bound"); err != nil {
			return err
		}
		// The code is used up: who watched it being typed cannot sign in with it.
		if _, err := tx.Exec(`
			UPDATE authenticator_apps
			SET bound_at = $2, last_step = $3
			WHERE id = $1`, waiting.id, Millis(tx.Now), step); err != nil {
			return fmt.Errorf("bind an authenticator app: %w", err)
		}
		tx.Audit(portal.AppBound, subjectOf(a.ID))
		if a.Status.Pending() {
			return nil
		}
		if err := tx.changedKeys(a, open, "An authenticator app was bound", true); err != nil {
			return err
		}
		return tx.tell(a, portal.NoticeAppBound, nil)
	})
}

var errAppNotBound = func() error {
	var check portal.Check
	check.Wrong("code", "This is not the code that an app with this key shows now. Enter the 6 digits that you see. If they are refused again, let your phone set its clock by itself, or type the key anew.")
	return check.Err()
}()

// RemoveApp takes the actor's authenticator app away, but never the last second factor.
func (d *DB) RemoveApp(ctx context.Context, actor portal.Actor) error {
	return d.Act(ctx, actor, func(tx *Tx) error {
		if err := tx.stepUpFresh(); err != nil {
			return err
		}
		a, err := tx.account(actor.Account) // locked, as in RemovePasskey
		if err != nil {
			return err
		}
		n, err := tx.dropApp(a.ID, "by its owner")
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
			return portal.ErrLastSecondFactor
		}
		tx.Audit(portal.AppRemoved, subjectOf(a.ID))
		return tx.tell(a, portal.NoticeAppRemoved, nil)
	})
}

// dropApp removes what is bound and forgets its secret: nothing needs it any more.
func (tx *Tx) dropApp(account, why string) (int64, error) {
	n, err := tx.Exec(`
		UPDATE authenticator_apps
		SET removed_at = $2, removed_why = $3, secret = NULL
		WHERE account_id = $1 AND bound_at IS NOT NULL AND removed_at IS NULL`, account, Millis(tx.Now), why)
	if err != nil {
		return 0, fmt.Errorf("remove an authenticator app: %w", err)
	}
	return n, nil
}

func (tx *Tx) forgetWaitingApp(account string) error {
	_, err := tx.Exec(`
		DELETE FROM authenticator_apps
		WHERE account_id = $1 AND bound_at IS NULL`, account)
	if err != nil {
		return fmt.Errorf("forget an authenticator app: %w", err)
	}
	return nil
}

// takeAppCode uses a code up. Of many parallel tries exactly one takes it: the row waits for who came first, and then
// the step is no longer later than the last one used. The app's id is "" when none can be asked.
func (tx *Tx) takeAppCode(account, code string) (id string, taken bool, err error) {
	app, err := tx.db.scanApp(tx.Row(boundAppQuery+tx.db.engine.forUpdate(), account))
	if err == portal.ErrNotFound {
		return "", false, nil
	}
	if err != nil {
		return "", false, err
	}
	step, right := portal.MatchAppCode(app.secret, code, tx.Now, app.lastStep)
	if !right {
		return app.id, false, nil
	}
	n, err := tx.Exec(`
		UPDATE authenticator_apps
		SET last_step = $2, last_used_at = $3, failures = 0
		WHERE id = $1 AND last_step < $2`, app.id, step, Millis(tx.Now))
	if err != nil {
		return "", false, fmt.Errorf("use an authenticator app: %w", err)
	}
	return app.id, n == 1, nil
}

// AppOf tells of the actor's own authenticator app, all zero when there is none.
func (d *DB) AppOf(ctx context.Context, actor portal.Actor) (app portal.AuthenticatorApp, err error) {
	err = found(d.row(ctx, `
		SELECT bound_at, last_used_at, disabled_at
		FROM authenticator_apps
		WHERE account_id = $1 AND bound_at IS NOT NULL AND removed_at IS NULL`, actor.Account).
		Scan(millis(&app.BoundAt), millis(&app.LastUsedAt), millis(&app.DisabledAt)))
	if err == portal.ErrNotFound {
		return portal.AuthenticatorApp{}, nil
	}
	if err != nil {
		return app, fmt.Errorf("authenticator app of an account: %w", err)
	}
	return app, nil
}
