package portal

import (
	"slices"
	"time"
)

// AlertRule is one thing about an account that is unusual enough for a person to look at. Every rule can be explained to
// the account's owner, looks at nothing but our own records, and decides nothing by itself.
type AlertRule string

const (
	RuleNotMe         AlertRule = "not me"
	RuleCopiedPasskey AlertRule = "copied passkey"
	RuleWrongCodes    AlertRule = "right password, wrong codes"
	RuleNewKey        AlertRule = "new key from a new browser"
	RuleAfterRecovery AlertRule = "change soon after recovery"
	RuleManyAccounts  AlertRule = "many accounts from one address"
	RuleTwoPlaces     AlertRule = "two places within a minute"
)

// AlertRules in the order of their urgency.
var AlertRules = []AlertRule{RuleNotMe, RuleCopiedPasskey, RuleAfterRecovery, RuleNewKey, RuleTwoPlaces, RuleWrongCodes, RuleManyAccounts}

// What the rules count. The numbers are ours: small enough to see an attack begin, large enough that people who mistype
// are left alone; the precision that the desk shows says whether they are right.
const (
	AlertWrongCodes    = 5                  // in a row, after a right password
	AlertAfterRecovery = 7 * 24 * time.Hour // in which a change of keys or addresses is looked at
	AlertManyAccounts  = 5                  // tried from one network address
	AlertManyWithin    = time.Hour
	AlertTwoPlaces     = time.Minute // between two sign-ins from two addresses and two browsers
)

// Explains is the rule in words, for staff.
func (r AlertRule) Explains() string {
	switch r {
	case RuleNotMe:
		return "The owner said that something was not them. The account is on hold, and what was bound lately no longer works."
	case RuleCopiedPasskey:
		return "A passkey answered with a lower count than before, as a copy of it would. The account is on hold."
	case RuleWrongCodes:
		return "The right password was entered, and then several wrong codes in a row. Someone may know the password alone."
	case RuleNewKey:
		return "Someone signed in with a password and a code in a browser that was not seen before, and bound a new key in the same session."
	case RuleAfterRecovery:
		return "Within a week of a recovery, keys or addresses were changed. A thief who recovered an account would do so."
	case RuleManyAccounts:
		return "Wrong passwords for several accounts came from one network address within an hour. A library or an office may share one address."
	case RuleTwoPlaces:
		return "The account signed in from two network addresses with two browsers within a minute."
	}
	return ""
}

// AlertDecision is what someone decided about an alert.
type AlertDecision string

const (
	AlertClear    AlertDecision = "clear"     // nothing was wrong
	AlertHold     AlertDecision = "hold"      // the account goes on hold
	AlertReverify AlertDecision = "re-verify" // signed out everywhere, and asked to look at the security page
)

// AlertDecisions are offered in this order.
var AlertDecisions = []AlertDecision{AlertClear, AlertReverify, AlertHold}

// ReadAlertDecision reads a decision; "" is none.
func ReadAlertDecision(text string) AlertDecision {
	if d := AlertDecision(text); slices.Contains(AlertDecisions, d) {
		return d
	}
	return ""
}

// Alert is one finding of a rule.
type Alert struct {
	ID          string
	Account     Account
	Rule        AlertRule
	Evidence    string // a sentence, with nothing secret in it
	At          time.Time
	DecidedAt   time.Time
	DecidedName string
	Decision    AlertDecision
	Reason      string
}

// AlertTally is how a rule has done: of those decided, how many were more than nothing.
type AlertTally struct {
	Rule           AlertRule
	Open           int
	Clear, Serious int // decided, up to AlertTallied of each
}

// AlertTallied is how far decisions are counted.
const AlertTallied = 1000

// Precision is the share of decided alerts that were right, in percent; -1 while nothing was decided.
func (t AlertTally) Precision() int {
	if t.Clear+t.Serious == 0 {
		return -1
	}
	return 100 * t.Serious / (t.Clear + t.Serious)
}

// NotMeReason is why an account is on hold that its owner protected; they may release it by recovering it.
const NotMeReason = "The owner said: this was not me."

// Events of what is unusual.
const (
	AlertRaised  Event = "account.alert-raised"
	AlertDecided Event = "account.alert-decided"
	OwnerSaidNo  Event = "account.not-me"
)

// NoticeReverify asks the owner to look at their security page.
const NoticeReverify Notice = "account.re-verify"

// NotMeLasts is how long the code in a notice protects an account: people read their mail late.
const NotMeLasts = 14 * 24 * time.Hour
