package db

import (
	"context"
	"fmt"
	"strings"
	"time"

	"exchequer/portal"
)

// StaffMember is one line of the list of staff.
type StaffMember struct {
	portal.Account
	LastSignIn time.Time // zero: never
	Sessions   int       // open now
	LinkEnds   time.Time // of the open invitation, zero when none
	Passkeys   int
	CardLeft   int // unused codes of the card
	Apps       int // authenticator apps: one or none
	Agency     int // identities at the agency's sign-in
}

// StaffFilter chooses from the list of staff.
type StaffFilter struct {
	Role   portal.Role
	Status portal.AccountStatus
	Search string // in names and addresses
	After  string // the id of the last line of the page before
}

// StaffPage is how many lines a page of the list has.
const StaffPage = 25

const staffQuery = `
	SELECT ` + accountColumns + `,
	       (SELECT MAX(i.at) FROM sign_ins i WHERE i.account_id = a.id AND i.outcome = 'signed in'),
	       (SELECT COUNT(*) FROM sessions s WHERE s.account_id = a.id AND s.stage = 'signed in' AND s.ended_at IS NULL AND s.touched_at > $1),
	       (SELECT MAX(l.expires_at) FROM invitations l WHERE l.account_id = a.id AND l.ended_at IS NULL),
	       (SELECT COUNT(*) FROM passkeys p WHERE p.account_id = a.id AND p.removed_at IS NULL AND p.disabled_at IS NULL),
	       (SELECT COUNT(*) FROM code_sets cs JOIN codes c ON c.set_id = cs.id WHERE cs.account_id = a.id AND cs.kind = 'card' AND cs.replaced_at IS NULL AND cs.disabled_at IS NULL AND c.used_at IS NULL),
	       (SELECT COUNT(*) FROM authenticator_apps t WHERE t.account_id = a.id AND t.bound_at IS NOT NULL AND t.removed_at IS NULL AND t.disabled_at IS NULL),
	       (SELECT COUNT(*) FROM agency_identities g WHERE g.account_id = a.id AND g.removed_at IS NULL)
	FROM accounts a`

func scanStaff(m *StaffMember) []any {
	return append(scanAccount(&m.Account), millis(&m.LastSignIn), &m.Sessions, millis(&m.LinkEnds), &m.Passkeys, &m.CardLeft, &m.Apps, &m.Agency)
}

// Staff lists the staff by name, one more than a page when there is another page.
func (d *DB) Staff(ctx context.Context, actor portal.Actor, f StaffFilter) ([]StaffMember, error) {
	if err := actor.Permit(portal.ManageStaff); err != nil {
		return nil, err
	}
	search := ""
	if f.Search != "" {
		search = "%" + likeText(strings.ToLower(f.Search)) + "%"
	}
	rows, err := d.rows(ctx, staffQuery+`
		WHERE a.role IN ('clerk', 'supervisor', 'administrator', 'auditor')
		  AND (CAST($2 AS TEXT) = '' OR a.role = $2)
		  AND (CAST($3 AS TEXT) = '' OR a.status = $3)
		  AND (CAST($4 AS TEXT) = '' OR LOWER(a.name) LIKE $4 ESCAPE '\' OR a.email LIKE $4 ESCAPE '\')
		  AND (CAST($5 AS TEXT) = '' OR (a.name, a.id) > (SELECT l.name, l.id FROM accounts l WHERE l.id = $5))
		ORDER BY a.name, a.id
		LIMIT $6`,
		Millis(d.Now().Add(-portal.SessionIdle)), string(f.Role), string(f.Status), search, f.After, StaffPage+1)
	if err != nil {
		return nil, fmt.Errorf("list staff: %w", err)
	}
	defer rows.Close()
	var staff []StaffMember
	for rows.Next() {
		var m StaffMember
		if err := rows.Scan(scanStaff(&m)...); err != nil {
			return nil, fmt.Errorf("list staff: %w", err)
		}
		staff = append(staff, m)
	}
	return staff, rows.Err()
}

// StaffMember reads one of the staff, and what was decided about them.
func (d *DB) StaffMember(ctx context.Context, actor portal.Actor, id string) (m StaffMember, changes []AccountChange, err error) {
	if err := actor.Permit(portal.ManageStaff); err != nil {
		return m, nil, err
	}
	err = d.row(ctx, staffQuery+`
		WHERE a.id = $2 AND a.role IN ('clerk', 'supervisor', 'administrator', 'auditor')`, Millis(d.Now().Add(-portal.SessionIdle)), id).Scan(scanStaff(&m)...)
	if err := found(err); err != nil {
		return m, nil, err
	}
	changes, err = d.accountChanges(ctx, id)
	return m, changes, err
}

// ChangeRole gives one of the staff other work. Their sessions end, so that no page of the old role stays open.
func (d *DB) ChangeRole(ctx context.Context, actor portal.Actor, id string, role portal.Role) error {
	if !role.Staff() {
		var check portal.Check
		check.Wrong("role", "Choose a role: clerk, supervisor, administrator or auditor.")
		return check.Err()
	}
	return d.changeStaff(ctx, actor, id, func(tx *Tx, a *portal.Account) error {
		if a.Role == role {
			return portal.Refuse(portal.Conflict, "%s has this role already.", a.Name)
		}
		if _, err := tx.Exec(`
			UPDATE accounts
			SET role = $2
			WHERE id = $1`, a.ID, string(role)); err != nil {
			return fmt.Errorf("change role: %w", err)
		}
		tx.Audit(portal.StaffRoleChanged, subjectOf(id), "from", string(a.Role), "to", string(role))
		if err := tx.noteAccountChange(a.ID, "role", string(a.Role), string(role), ""); err != nil {
			return err
		}
		if _, err := tx.endSessions(a.ID, "", portal.EndedByRole); err != nil {
			return err
		}
		if a.Status != portal.Active {
			return nil
		}
		return tx.tell(*a, portal.NoticeRoleChanged, portal.Params{"role": string(role)})
	})
}

// Suspend keeps one of the staff out, for a reason that is written down.
func (d *DB) Suspend(ctx context.Context, actor portal.Actor, id, reason string) error {
	var check portal.Check
	reason = check.Reason("reason", reason)
	if err := check.Err(); err != nil {
		return err
	}
	return d.changeStaff(ctx, actor, id, func(tx *Tx, a *portal.Account) error {
		if err := tx.moveAccount(a, portal.Suspended, reason); err != nil {
			return err
		}
		tx.Audit(portal.StaffSuspended, subjectOf(id), "reason", reason)
		if _, err := tx.endSessions(a.ID, "", portal.EndedBySuspended); err != nil {
			return err
		}
		if err := tx.endInvitations(a.ID, "suspended"); err != nil {
			return err
		}
		return tx.tell(*a, portal.NoticeSuspended, nil)
	})
}

// Restore lifts a suspension.
func (d *DB) Restore(ctx context.Context, actor portal.Actor, id, reason string) error {
	var check portal.Check
	reason = check.Reason("reason", reason)
	if err := check.Err(); err != nil {
		return err
	}
	return d.changeStaff(ctx, actor, id, func(tx *Tx, a *portal.Account) error {
		if a.Status != portal.Suspended {
			return portal.Refuse(portal.Conflict, "%s is not suspended.", a.Name)
		}
		if err := tx.moveAccount(a, portal.Active, reason); err != nil {
			return err
		}
		tx.Audit(portal.StaffRestored, subjectOf(id), "reason", reason)
		return tx.tell(*a, portal.NoticeRestored, nil)
	})
}

// EndStaffSessions signs one of the staff out everywhere.
func (d *DB) EndStaffSessions(ctx context.Context, actor portal.Actor, id string) error {
	if err := actor.Permit(portal.ManageStaff); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		if err := tx.stepUpFresh(); err != nil {
			return err
		}
		if _, err := tx.staffAccount(id); err != nil {
			return err
		}
		n, err := tx.endSessions(id, "", portal.EndedByStaff)
		tx.Audit(portal.StaffSessionsEnded, subjectOf(id), "sessions", fmt.Sprint(n))
		return err
	})
}

// HandOutCard makes a new code card for one of the staff, to be printed and handed over in person. Nobody hands one to
// themselves here: on their own security page they do so with their own factors.
func (d *DB) HandOutCard(ctx context.Context, actor portal.Actor, id string) (a portal.Account, plain []string, err error) {
	if err := actor.Permit(portal.ManageStaff); err != nil {
		return a, nil, err
	}
	if err := actor.StepUp(d.Now()); err != nil {
		return a, nil, err
	}
	c, err := d.newCodes(ctx, portal.CardCodes)
	if err != nil {
		return a, nil, err
	}
	err = d.Act(ctx, actor, func(tx *Tx) (err error) {
		if a, err = tx.staffAccount(id); err != nil {
			return err
		}
		switch {
		case a.ID == actor.Account:
			return portal.Refuse(portal.Conflict, "Print your own card on your security page.")
		case a.Status != portal.Active:
			return portal.Refuse(portal.Conflict, "This account is %s: it cannot get a code card.", string(a.Status))
		}
		return tx.issueCodes(a, c)
	})
	return a, c.plain, err
}

// changeStaff is the one way to an act that may take someone's access away.
func (d *DB) changeStaff(ctx context.Context, actor portal.Actor, id string, change func(*Tx, *portal.Account) error) error {
	if err := actor.Permit(portal.ManageStaff); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		if err := tx.stepUpFresh(); err != nil {
			return err
		}
		administrators, err := tx.countAdministrators()
		if err != nil {
			return err
		}
		a, err := tx.staffAccount(id)
		if err != nil {
			return err
		}
		if err := portal.CheckStaffChange(actor, a, administrators); err != nil {
			return err
		}
		return change(tx, &a)
	})
}

// staffAccount is the account of one of the staff. Accounts of the public are not found here.
func (tx *Tx) staffAccount(id string) (portal.Account, error) {
	a, err := tx.account(id)
	if err == nil && !a.Role.Staff() {
		err = portal.ErrNotFound
	}
	return a, err
}

// countAdministrators counts those who are active. The number is taken under a lock that every such act takes first:
// two administrators who suspend each other at the same moment must not both succeed.
func (tx *Tx) countAdministrators() (n int, err error) {
	if _, err := tx.NextNumber("staff changes"); err != nil {
		return 0, err
	}
	err = tx.Row(`
		SELECT COUNT(*)
		FROM accounts
		WHERE role = $1 AND status = $2`, string(portal.Administrator), string(portal.Active)).Scan(&n)
	return n, err
}
