package db

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"exchequer/portal"
)

// beginOrAskJointly lets an authority to which its own two sides have agreed begin, or asks the others of joint returns.
// Tell is that those have not been asked before.
func (tx *Tx) beginOrAskJointly(a *portal.Authority, s authorityStep, tell bool) error {
	var err error
	if a.Joint, err = tx.asking().unagreed(*a); err != nil {
		return err
	}
	if len(a.Joint) == 0 {
		return tx.beginAuthority(a, s)
	}
	if a.Status != portal.AuthorityAwaiting {
		if err := tx.moveAuthority(a, portal.AuthorityAwaiting, s); err != nil {
			return err
		}
	}
	if !tell {
		return nil
	}
	told := map[string]bool{}
	for _, j := range a.Joint {
		if told[j.With] {
			continue
		}
		told[j.With] = true
		if err := tx.tellHolders(j.With, portal.NoticeAuthorityJoint, until(a.LapsesAt)); err != nil {
			return err
		}
	}
	return nil
}

// beginAuthority makes it one to act by. What it takes the place of ends in the same act; so does an earlier one of the same
// person.
func (tx *Tx) beginAuthority(a *portal.Authority, s authorityStep) error {
	earlier, err := tx.asking().authorities(
		`a.taxpayer_id = $1 AND a.kind = $4 AND a.status = 'active' AND a.id <> $3 AND (a.representative = $2 OR a.id = $5)`, `ORDER BY a.id`,
		a.Taxpayer, a.Representative, a.ID, string(a.Kind), a.Replaces)
	if err != nil {
		return err
	}
	for _, one := range earlier {
		if err := tx.endAuthority(&one, portal.AuthorityReplaced, authorityStep{side: s.side}, one.Representative != a.Representative); err != nil {
			return err
		}
	}
	if err := tx.within(*a); err != nil {
		return err
	}
	if err := tx.moveAuthority(a, portal.AuthorityActive, s); err != nil {
		return err
	}
	if err := tx.tellHolders(a.Taxpayer, portal.NoticeAuthorityGiven, nil); err != nil {
		return err
	}
	return tx.tellRepresentative(*a, portal.NoticeAuthorityReceived, nil)
}

// within is nil while a taxpayer has fewer of a kind than they may, a given one left out. What they have offered counts:
// otherwise those who accept at once would be too many.
func (tx *Tx) within(a portal.Authority) error {
	var one int
	if err := tx.Row(`SELECT 1 FROM taxpayers WHERE id = $1`+tx.db.engine.forUpdate(), a.Taxpayer).Scan(&one); err != nil {
		return found(err)
	}
	var n int
	err := tx.Row(`
		SELECT COUNT(*)
		FROM authorities
		WHERE taxpayer_id = $1 AND kind = $2 AND id <> $3 AND id <> $4 AND (status = 'active' OR (status IN ('invited', 'awaiting taxpayer') AND agreed_at IS NOT NULL AND lapses_at > $5))
			AND (replaces IS NULL OR NOT EXISTS (SELECT 1 FROM authorities r WHERE r.id = authorities.replaces AND r.status = 'active'))`,
		a.Taxpayer, string(a.Kind), a.ID, a.Replaces, Millis(tx.Now)).Scan(&n)
	if err != nil {
		return fmt.Errorf("how many represent a taxpayer: %w", err)
	}
	if a.Kind == portal.RepresentativeKind && n >= portal.MostRepresentatives {
		return portal.Refuse(portal.Conflict, "%d people may act, or are invited to, already. That is the most. End one of them first, or replace one.", portal.MostRepresentatives)
	}
	if n >= portal.MostMembers {
		return portal.Refuse(portal.Conflict, "%d people belong to this organization already. That is the most. End one of them first.", portal.MostMembers)
	}
	return nil
}

// refuseAuthority says no, and tells whoever asked.
func (tx *Tx) refuseAuthority(a *portal.Authority, s authorityStep) error {
	if err := tx.moveAuthority(a, portal.AuthorityRefused, s); err != nil {
		return err
	}
	return tx.tellAsker(*a, portal.NoticeAuthorityRefused)
}

// tellAsker tells the side that began it: of an invitation the taxpayer, of a request the representative, of a paper form
// both.
func (tx *Tx) tellAsker(a portal.Authority, notice portal.Notice) error {
	if a.Way != portal.RequestWay {
		if err := tx.tellHolders(a.Taxpayer, notice, nil); err != nil {
			return err
		}
	}
	if a.Way == portal.InvitationWay {
		return nil
	}
	account, err := tx.account(a.Representative)
	if err != nil {
		return err
	}
	return tx.tell(account, notice, nil)
}

// setScope writes what an authority is for, with the moment at which the taxpayer agreed to it. After that it never changes.
func (tx *Tx) setScope(a *portal.Authority, scope portal.AuthorityScope, zone *time.Location) error {
	a.Scope, a.ExpireAt, a.AgreedAt = scope, endOfDay(scope.Until, zone), tx.Now
	n, err := tx.Exec(`
		UPDATE authorities
		SET level = $3, tax_types = $4, year_from = $5, year_to = $6, last_day = $7, expires_at = $8, agreed_at = $9, version = version + 1
		WHERE id = $1 AND version = $2`,
		a.ID, a.Version, string(scope.Level), strings.Join(scope.TaxTypes, "\n"), scope.From, scope.To, string(scope.Until), Millis(a.ExpireAt), Millis(a.AgreedAt))
	if err != nil {
		return fmt.Errorf("what an authority is for: %w", err)
	}
	if n == 0 {
		return portal.ErrAuthorityMoved
	}
	a.Version++
	return nil
}

// endOfDay is when the day is over at the office, zero for no day.
func endOfDay(d portal.Date, zone *time.Location) time.Time {
	if d == "" {
		return time.Time{}
	}
	day := d.Time()
	return time.Date(day.Year(), day.Month(), day.Day()+1, 0, 0, 0, 0, zone).UTC()
}

func until(at time.Time) portal.Params { return portal.Params{"until": at.Format(time.DateOnly)} }

// taxTypes are the taxes of a taxpayer, each once, in the order of the accounts.
func (a asking) taxTypes(taxpayer string) (types []string, err error) {
	accounts, err := a.taxAccounts(taxpayer)
	for _, one := range accounts {
		if !slices.Contains(types, one.Type) {
			types = append(types, one.Type)
		}
	}
	return types, err
}
