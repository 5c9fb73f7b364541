package db

import (
	"encoding/json"
	"fmt"

	"exchequer/portal"
)

// proofs reads what was done to prove a case: visits, pictures, referees, decisions, the newest first.
func (a asking) proofs(f *portal.IdentityFile) (err error) {
	n := int64(f.Number)
	if f.Visits, err = listOf(a, visitsQuery, a.scanVisit, n); err != nil {
		return fmt.Errorf("visits of a case: %w", err)
	}
	if f.Captures, err = a.captures(f.Number); err != nil {
		return err
	}
	if f.Referees, err = listOf(a, refereesQuery, a.scanReferee, n); err != nil {
		return fmt.Errorf("referees of a case: %w", err)
	}
	f.Decisions, err = listOf(a, decisionsQuery, func(row scanner) (d portal.IdentityDecision, err error) {
		err = row.Scan(&d.Pending, millis(&d.At), &d.ByAccount, &d.ByName, &d.Accepted, &d.Reason)
		return d, err
	}, n)
	if err != nil {
		return fmt.Errorf("decisions of a case: %w", err)
	}
	return nil
}

const visitsQuery = `
	SELECT id, key_version, data_key, at, by_account, by_name, passed, face, seen, reason, ties
	FROM identity_visits
	WHERE case_id = $1
	ORDER BY id DESC`

func (a asking) scanVisit(row scanner) (v portal.Visit, err error) {
	var id string
	var version uint32
	var wrapped, seen []byte
	if err := row.Scan(&id, &version, &wrapped, millis(&v.At), &v.ByAccount, &v.ByName, &v.Passed, &v.Face, &seen, &v.Reason, &v.Ties); err != nil {
		return v, err
	}
	return v, a.unseal("identity_visits", "seen", id, version, wrapped, seen, &v.Documents)
}

const refereesQuery = `
	SELECT id, key_version, data_key, at, by_account, by_name, statement
	FROM identity_referees
	WHERE case_id = $1
	ORDER BY id DESC`

func (a asking) scanReferee(row scanner) (r portal.RefereeStatement, err error) {
	var id string
	var version uint32
	var wrapped, statement []byte
	if err := row.Scan(&id, &version, &wrapped, millis(&r.At), &r.ByAccount, &r.ByName, &statement); err != nil {
		return r, err
	}
	return r, a.unseal("identity_referees", "statement", id, version, wrapped, statement, &r.RefereeForm)
}

// unseal opens one sealed column that holds a record.
func (a asking) unseal(table, column, id string, version uint32, wrapped, sealed []byte, into any) error {
	key, err := a.keys.recordKey(table, id, version, wrapped)
	if err != nil {
		return err
	}
	plain, err := key.Open(column, sealed)
	if err != nil {
		return err
	}
	return json.Unmarshal(plain, into)
}

const decisionsQuery = `
	SELECT pending, at, by_account, by_name, accepted, reason
	FROM identity_decisions
	WHERE case_id = $1
	ORDER BY id DESC`

const capturesQuery = `
	SELECT id, at, code, document_file, person_file
	FROM identity_captures
	WHERE case_id = $1
	ORDER BY id DESC
	LIMIT 20`

const reviewsQuery = `
	SELECT at, by_account, by_name, genuine, name_fits, face_fits, code_fits, reason
	FROM identity_reviews
	WHERE capture_id = $1
	ORDER BY id`

// captures are the pictures of a case with what was found in them, the newest first.
func (a asking) captures(n portal.IdentityNumber) ([]portal.Capture, error) {
	captures, err := listOf(a, capturesQuery, func(row scanner) (c portal.Capture, err error) {
		err = row.Scan(&c.ID, millis(&c.At), &c.Code, &c.Document, &c.Person)
		return c, err
	}, int64(n))
	for i := range captures {
		if err != nil {
			break
		}
		captures[i].Reviews, err = listOf(a, reviewsQuery, func(row scanner) (r portal.Review, err error) {
			err = row.Scan(millis(&r.At), &r.ByAccount, &r.ByName, &r.Answers.Genuine, &r.Answers.Name, &r.Answers.Face, &r.Answers.Code, &r.Reason)
			return r, err
		}, captures[i].ID)
	}
	if err != nil {
		return nil, fmt.Errorf("pictures of a case: %w", err)
	}
	return captures, nil
}

// atIdentityCase is asked by every act of the desk that proves or refuses something: the actor may, their certificate is
// valid, their sign-in is fresh, the case is open, and their screen showed it as it is.
func (tx *Tx) atIdentityCase(p portal.Permission, n portal.IdentityNumber, seen int64) (f portal.IdentityFile, err error) {
	if err := tx.mayReview(p); err != nil {
		return f, err
	}
	if f.IdentityCase, err = tx.identityCase(n); err != nil {
		return f, err
	}
	if f.Version != seen || f.Status != portal.IdentityOpen {
		return f, portal.ErrIdentityMoved
	}
	if err := tx.stepUpFresh(); err != nil {
		return f, err
	}
	a := tx.asking()
	if f.Record, err = a.taxpayer(f.Taxpayer); err != nil {
		return f, err
	}
	if f.Ties, err = a.ties(tx.Actor, f.IdentityCase, f.Record); err != nil {
		return f, err
	}
	return f, a.proofs(&f)
}

// ensureReason adds a reason that is not there yet, and gives it.
func (tx *Tx) ensureReason(office portal.IdentityOffice, c *portal.IdentityCase, p portal.Pending, note string) (portal.Reason, error) {
	if _, err := tx.addReason(office, c.Number, p, note); err != nil {
		return portal.Reason{}, err
	}
	fresh, err := tx.identityCase(c.Number)
	if err != nil {
		return portal.Reason{}, err
	}
	*c = fresh
	r, _ := c.Reason(p)
	return r, nil
}
