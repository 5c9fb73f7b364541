package db

import (
	"context"
	"strconv"
	"time"

	"exchequer/portal"
)

// authorityClock is who acts when the time of an authority comes.
var authorityClock = portal.SystemActor("The clock of authorities")

// eachAuthority does something to each authority that fits a condition on a, where $1 is now, a few in one act, and tells
// whether there may be more. One that somebody else changed meanwhile is left to the next time.
func (d *DB) eachAuthority(ctx context.Context, where string, do func(*Tx, portal.Authority) error) (more bool, err error) {
	waiting, err := d.asking(ctx).authorities(where, `ORDER BY a.id LIMIT 50`, Millis(d.Now()))
	if err != nil || len(waiting) == 0 {
		return false, err
	}
	err = d.Act(ctx, authorityClock, func(tx *Tx) error {
		tx.Bookkeeping() // each that moves is audited
		for _, one := range waiting {
			a, err := tx.authority(one.ID)
			if err != nil {
				return err
			}
			if a.Version != one.Version {
				continue
			}
			if err := do(tx, a); err != nil {
				return err
			}
		}
		return nil
	})
	return len(waiting) == forwardTogether, err
}

// KeepAuthorities is all that time does to authorities: requests go on to their taxpayers, who has not answered is reminded
// once, what nobody answered lapses, and what has a last day ends with it. A clock calls it until there is no more; that
// something is over is true before, since whoever acts by it is looked up with the time of the request.
func (d *DB) KeepAuthorities(ctx context.Context) (more bool, err error) {
	for _, keep := range []func(context.Context) (bool, error){d.ForwardRequests, d.remindOfAuthorities, d.lapseAuthorities, d.expireAuthorities} {
		again, err := keep(ctx)
		if err != nil {
			return false, err
		}
		more = more || again
	}
	return more, nil
}

func (d *DB) lapseAuthorities(ctx context.Context) (bool, error) {
	return d.eachAuthority(ctx, `a.status IN ('invited', 'requested', 'awaiting taxpayer') AND a.lapses_at <= $1`, func(tx *Tx, a portal.Authority) error {
		if err := tx.moveAuthority(&a, portal.AuthorityLapsed, authorityStep{side: portal.SideClock}); err != nil {
			return err
		}
		return tx.tellAsker(a, portal.NoticeAuthorityLapsed)
	})
}

func (d *DB) expireAuthorities(ctx context.Context) (bool, error) {
	return d.eachAuthority(ctx, `a.status = 'active' AND a.expires_at <= $1`, func(tx *Tx, a portal.Authority) error {
		return tx.endAuthority(&a, portal.AuthorityExpired, authorityStep{side: portal.SideClock}, true)
	})
}

const authorityReminder = portal.AuthorityReminderDays * 24 * time.Hour

// remindOfAuthorities reminds whoever has not answered, once, five days before it lapses. A request that fits nobody has
// nobody to remind, and a paper form waits for a colleague, who sees it at the desk.
func (d *DB) remindOfAuthorities(ctx context.Context) (bool, error) {
	where := `a.status IN ('invited', 'awaiting taxpayer') AND a.reminded_at IS NULL AND a.lapses_at > $1 AND a.lapses_at <= $1 + ` + strconv.FormatInt(authorityReminder.Milliseconds(), 10)
	return d.eachAuthority(ctx, where, func(tx *Tx, a portal.Authority) error {
		if _, err := tx.Exec(`
			UPDATE authorities
			SET reminded_at = $2, version = version + 1
			WHERE id = $1`, a.ID, Millis(tx.Now)); err != nil {
			return err
		}
		tx.Audit(portal.AuthorityReminded, authoritySubject(a.ID))
		switch {
		case a.Status == portal.AuthorityInvited:
			account, err := tx.account(a.AskedBy)
			if err != nil {
				return err
			}
			return tx.Notify(portal.NoticeAuthorityReminder, a.Email, account.Language, until(a.LapsesAt))
		case a.AgreedAt.IsZero():
			return tx.tellHolders(a.Taxpayer, portal.NoticeAuthorityReminder, until(a.LapsesAt))
		}
		for _, j := range a.Joint {
			if err := tx.tellHolders(j.With, portal.NoticeAuthorityReminder, until(a.LapsesAt)); err != nil {
				return err
			}
		}
		return nil
	})
}
