package db

import (
	"strconv"
	"strings"
	"time"

	"exchequer/portal"
)

// The one rule of who may see a case. Lists, searches, counts, pages, files and copies of them all ask it, each time, in the
// statement that reads: there is no other way to a case.

// caseUse is what someone wants with a case.
type caseUse string

const (
	toRead  caseUse = "read"
	toWrite caseUse = "write"
)

// mayUse is the rule, as a condition on message_cases. Of the public it is whoever is sure enough to be the taxpayer, whoever
// asked for themselves alone, and whoever the taxpayer authorised; of the staff those who work its queue or who have it, as long
// as their yearly training stands. Who gave a reason a short while ago may read it.
func mayUse(actor portal.Actor, use caseUse, now time.Time) condition {
	switch {
	case actor.Role == portal.System:
		return only(`TRUE`)
	case actor.Role == portal.Taxpayer:
		authorised := byAuthority(actor.Account, use, now)
		// A case that is there is continued only by who may read it: who merely matched begins new ones, and touches no other.
		return only(`(message_cases.owner = ? OR message_cases.owner IN (`+standsFor(toRead)+`) OR `+authorised.text+`)`, append([]any{actor.Account, actor.Account}, authorised.values...)...)
	case actor.Can(portal.ReadMessages):
		theirs := `EXISTS (SELECT 1 FROM trainings t WHERE t.account_id = ? AND t.expires_at > ?)
			AND (message_cases.queue IN (SELECT m.queue FROM message_queue_members m WHERE m.account_id = ? AND m.ended_at IS NULL)
				OR message_cases.assignee = ?`
		if use == toWrite {
			return only(theirs+`)`, actor.Account, Millis(now), actor.Account, actor.Account)
		}
		return only(theirs+`
				OR EXISTS (SELECT 1 FROM message_looks l WHERE l.by_account = ? AND l.case_id = message_cases.id AND l.reason <> '' AND l.at > ?))`,
			actor.Account, Millis(now), actor.Account, actor.Account, actor.Account, Millis(now.Add(-portal.AccountLookLasts)))
	}
	return only(`FALSE`)
}

// standsFor selects the taxpayers whom an account stands for, sure enough for the use.
func standsFor(use caseUse) string {
	least := portal.AddressConfirmed
	if use == toWrite {
		least = portal.Matched
	}
	var enough []string
	for _, a := range portal.Assurances {
		if a.AtLeast(least) {
			enough = append(enough, "'"+string(a)+"'")
		}
	}
	return `SELECT s.taxpayer_id FROM assurances s WHERE s.account_id = ? AND s.ended_at IS NULL AND s.assurance IN (` + strings.Join(enough, ", ") + `)`
}

// placed writes a condition into a statement that has values already: each ? becomes the next number.
func (c condition) placed(before []any) (text string, args []any) {
	text, args = c.text, before
	for _, v := range c.values {
		args = append(args, v)
		text = strings.Replace(text, "?", "$"+strconv.Itoa(len(args)), 1)
	}
	return text, args
}
