package db

import (
	"context"
	"crypto/hmac"
	"errors"
	"fmt"
	"time"

	"exchequer/portal"
)

const certificateColumns = `id, account_id, given_at, given_by_name, training, expires_at, ended_at, ended_by_name, ended_why`

const certificateQuery = `
	SELECT ` + certificateColumns + `
	FROM reviewer_certificates
	WHERE account_id = $1
	ORDER BY id DESC
	LIMIT 1`

func scanCertificate(row scanner) (c portal.Certificate, err error) {
	err = row.Scan(&c.ID, &c.Account, millis(&c.GivenAt), &c.GivenByName, &c.Training, millis(&c.ExpiresAt), millis(&c.EndedAt), &c.EndedBy, &c.EndedWhy)
	return c, found(err)
}

// OwnCertificate is the last certificate of one of the staff, the zero one for who never had one.
func (d *DB) OwnCertificate(ctx context.Context, actor portal.Actor) (portal.Certificate, error) {
	return d.asking(ctx).certificate(actor.Account)
}

func (a asking) certificate(account string) (portal.Certificate, error) {
	c, err := scanCertificate(a.row(certificateQuery, account))
	if errors.Is(err, portal.ErrNotFound) {
		return portal.Certificate{}, nil
	}
	return c, err
}

// mayReview is nil when the actor's role allows something about identity cases and their certificate is valid: when it has
// lapsed, no case opens.
func (a asking) mayReview(actor portal.Actor, p portal.Permission, now time.Time) error {
	if err := actor.Permit(p); err != nil || actor.Role == portal.System {
		return err
	}
	c, err := a.certificate(actor.Account)
	if err != nil {
		return err
	}
	return c.Refused(now)
}

func (d *DB) mayReview(ctx context.Context, actor portal.Actor, p portal.Permission) error {
	return d.asking(ctx).mayReview(actor, p, d.Now())
}

func (tx *Tx) mayReview(p portal.Permission) error {
	return tx.asking().mayReview(tx.Actor, p, tx.Now)
}

// Reviewers are the active staff whose work may be to prove identity, by name, each with their last certificate.
func (d *DB) Reviewers(ctx context.Context, actor portal.Actor) ([]portal.Reviewer, error) {
	if err := actor.Permit(portal.CertifyReviewers); err != nil {
		return nil, err
	}
	staff, err := d.colleagues(ctx, portal.Actor{Role: actor.Role}, portal.WorkIdentity) // oneself too
	if err != nil {
		return nil, err
	}
	reviewers := make([]portal.Reviewer, len(staff))
	for i, s := range staff {
		reviewers[i].Actor = s
		if reviewers[i].Certificate, err = d.OwnCertificate(ctx, s); err != nil {
			return nil, fmt.Errorf("reviewers: %w", err)
		}
	}
	return reviewers, nil
}

// GiveCertificate certifies a colleague for a year. An earlier certificate ends with it.
func (d *DB) GiveCertificate(ctx context.Context, actor portal.Actor, account string, form portal.CertificateForm) error {
	if err := actor.Permit(portal.CertifyReviewers); err != nil {
		return err
	}
	if err := form.Check(); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		if err := tx.certify(account); err != nil {
			return err
		}
		if _, err := tx.endCertificate(account, "replaced by a new one"); err != nil {
			return err
		}
		tx.Audit(portal.CertificateGiven, subjectOf(account), "training", form.Training)
		_, err := tx.Exec(`
			INSERT INTO reviewer_certificates (id, account_id, given_at, given_by, given_by_name, training, home, expires_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			newID(), account, Millis(tx.Now), actor.Account, actor.Name, form.Training, d.householdHash(form.Home), Millis(tx.Now.AddDate(0, 0, portal.CertificateDays)))
		if err != nil {
			return fmt.Errorf("give a certificate: %w", err)
		}
		return nil
	})
}

// EndCertificate takes a certificate away before its time.
func (d *DB) EndCertificate(ctx context.Context, actor portal.Actor, account, reason string) error {
	if err := actor.Permit(portal.CertifyReviewers); err != nil {
		return err
	}
	var check portal.Check
	reason = check.Reason("reason", reason)
	if err := check.Err(); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		if err := tx.certify(account); err != nil {
			return err
		}
		ended, err := tx.endCertificate(account, reason)
		if err == nil && ended == 0 {
			err = portal.Refuse(portal.Conflict, "This colleague holds no certificate any more. Look at the list again.")
		}
		tx.Audit(portal.CertificateEnded, subjectOf(account), "reason", reason)
		return err
	})
}

func (tx *Tx) certify(account string) error {
	colleague, err := tx.account(account)
	if err != nil {
		return err
	}
	if !colleague.Role.Staff() {
		return portal.ErrNotFound
	}
	if err := tx.stepUpFresh(); err != nil {
		return err
	}
	return portal.CheckCertify(tx.Actor, colleague)
}

func (tx *Tx) endCertificate(account, why string) (int64, error) {
	n, err := tx.Exec(`
		UPDATE reviewer_certificates
		SET ended_at = $2, ended_by_name = $3, ended_why = $4
		WHERE account_id = $1 AND ended_at IS NULL`, account, Millis(tx.Now), tx.Actor.Name, why)
	if err != nil {
		return 0, fmt.Errorf("end a certificate: %w", err)
	}
	return n, nil
}

// householdHash is by what two households are known to be the same, and by nothing else.
func (d *DB) householdHash(a portal.TaxpayerAddress) []byte {
	return d.keys.Find("household", portal.HouseholdKey(a))
}

// ties are what binds one of the staff to the person of a case. Earlier addresses count too: who moved out last month is
// still one's brother.
func (a asking) ties(actor portal.Actor, c portal.IdentityCase, record portal.TaxpayerRecord) (t portal.Ties, err error) {
	if actor.Role == portal.System {
		return t, nil
	}
	t.Own = c.Account == actor.Account
	var shared, handed int
	err = a.row(`
		SELECT (SELECT COUNT(*) FROM accounts WHERE id = $1 AND email = $2)
		     + (SELECT COUNT(*) FROM account_emails WHERE account_id = $1 AND email = $2 AND removed_at IS NULL),
		       (SELECT COUNT(*) FROM account_documents WHERE account_id = $1 AND by_account = $3)`, c.Account, actor.Email, actor.Account).Scan(&shared, &handed)
	if err != nil {
		return t, fmt.Errorf("what binds a reviewer: %w", err)
	}
	t.Own = t.Own || shared > 0 && actor.Email != ""
	t.Registered = handed > 0 || c.OpenedBy == actor.Account
	t.SameName = portal.SameName(actor.Name, record.Kind, record.Names)
	var home []byte
	err = found(a.row(`
		SELECT home
		FROM reviewer_certificates
		WHERE account_id = $1
		ORDER BY id DESC
		LIMIT 1`, actor.Account).Scan(&home))
	if errors.Is(err, portal.ErrNotFound) {
		return t, nil
	}
	if err != nil {
		return t, fmt.Errorf("what binds a reviewer: %w", err)
	}
	for _, address := range record.Addresses {
		t.Household = t.Household || hmac.Equal(home, a.keys.Find("household", portal.HouseholdKey(address)))
	}
	return t, nil
}
