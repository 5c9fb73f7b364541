package portal

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// TestEveryActOfEveryStatusOfAnAuthority is the whole table: what is not named here is refused.
func TestEveryActOfEveryStatusOfAnAuthority(t *testing.T) {
	agreed := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	fits := map[string][]AuthorityAct{
		"invited invitation agreed":           {AcceptInvitation, DeclineInvitation, RevokeAuthority},
		"requested request":                   {WithdrawAuthority},
		"requested paper":                     {ApprovePaper, RefusePaper},
		"awaiting taxpayer request":           {AcceptRequest, RefuseRequest, RevokeAuthority, WithdrawAuthority, EndAuthority},
		"awaiting taxpayer request agreed":    {AgreeJointly, RefuseJointly, RevokeAuthority, WithdrawAuthority, EndAuthority},
		"awaiting taxpayer invitation agreed": {AgreeJointly, RefuseJointly, RevokeAuthority, WithdrawAuthority, EndAuthority},
		"awaiting taxpayer paper agreed":      {AgreeJointly, RefuseJointly, RevokeAuthority, EndAuthority},
	}
	for _, way := range []string{"request", "invitation", "paper"} {
		fits["active "+way+" agreed"] = []AuthorityAct{AgreeJointly, RefuseJointly, RevokeAuthority, WithdrawAuthority, EndAuthority}
	}
	for _, status := range AuthorityStatuses {
		for _, way := range []AuthorityWay{RequestWay, InvitationWay, PaperWay} {
			for _, at := range []time.Time{{}, agreed} {
				name := fmt.Sprint(status, " ", way)
				if !at.IsZero() {
					name += " agreed"
				}
				if _, can := fits[name]; !can && !status.Over() {
					continue // no authority is ever there
				}
				a := Authority{Status: status, Way: way, AgreedAt: at}
				for _, act := range AuthorityActs {
					if err := a.May(act); (err == nil) != slices.Contains(fits[name], act) {
						t.Errorf("%s: %s: %v", name, act, err)
					}
				}
			}
		}
	}
}

func TestAnAuthorityThatIsOverStaysSo(t *testing.T) {
	over := []AuthorityStatus{AuthorityRefused, AuthorityLapsed, AuthorityRevoked, AuthorityWithdrawn, AuthorityEnded, AuthorityExpired, AuthorityReplaced}
	for _, s := range AuthorityStatuses {
		if s.Over() != slices.Contains(over, s) {
			t.Errorf("%s: over %v", s, s.Over())
		}
		if s.Over() && s.Waits() || s == AuthorityActive && s.Waits() {
			t.Errorf("%s waits for someone", s)
		}
		for _, next := range AuthorityStatuses {
			if s.Over() && s.May(next) {
				t.Errorf("%s becomes %s", s, next)
			}
		}
		if s.Sentence().Text == "" || s.Event() == "" {
			t.Errorf("%s has no words", s)
		}
	}
}

func TestAScopeCoversWhatItNamesAndNothingThatMayBeOutside(t *testing.T) {
	income, sales := "Individual income tax", "Sales and use tax"
	for _, c := range []struct {
		scope  AuthorityScope
		tax    string
		year   int
		covers bool
	}{
		{AuthorityScope{}, "", 0, true},
		{AuthorityScope{}, sales, 2019, true},
		{AuthorityScope{TaxTypes: []string{sales}}, sales, 0, true},
		{AuthorityScope{TaxTypes: []string{sales}}, income, 2025, false},
		{AuthorityScope{TaxTypes: []string{sales}}, "", 2025, false},
		{AuthorityScope{From: 2024, To: 2025}, income, 2024, true},
		{AuthorityScope{From: 2024, To: 2025}, income, 2025, true},
		{AuthorityScope{From: 2024, To: 2025}, income, 2023, false},
		{AuthorityScope{From: 2024, To: 2025}, income, 2026, false},
		{AuthorityScope{From: 2024, To: 2025}, income, 0, false},
		{AuthorityScope{From: 2024}, income, 2040, true},
		{AuthorityScope{To: 2024}, income, 2025, false},
	} {
		if c.scope.Covers(c.tax, c.year) != c.covers {
			t.Errorf("%+v covers %q of %d: %v", c.scope, c.tax, c.year, !c.covers)
		}
	}
}

func TestAnAuthorityIsInForceUntilItsLastDayIsOver(t *testing.T) {
	now := time.Date(2026, 12, 31, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		a     Authority
		holds bool
	}{
		{Authority{Status: AuthorityActive}, true},
		{Authority{Status: AuthorityActive, ExpireAt: now.Add(time.Second)}, true},
		{Authority{Status: AuthorityActive, ExpireAt: now}, false},
		{Authority{Status: AuthorityActive, Suspended: true}, false},
		{Authority{Status: AuthorityAwaiting}, false},
		{Authority{Status: AuthorityRevoked}, false},
	} {
		c.a.Scope.Level = FileLevel
		if c.a.InForce(now) != c.holds || c.a.Allows(MessageLevel, now) != c.holds || c.a.Allows(PayLevel, now) {
			t.Errorf("%+v: %v", c.a, !c.holds)
		}
	}
}

func TestLevelsGoFromLookingToAll(t *testing.T) {
	for i, l := range Levels {
		for j, wanted := range Levels {
			if l.Allows(wanted) != (i >= j) {
				t.Errorf("%s allows %s: %v", l, wanted, i < j)
			}
		}
		if l.Allows("") || Level("").Allows(l) {
			t.Errorf("%s and nothing", l)
		}
		if wanted := map[bool]string{true: "access", false: "authority"}[l == ViewLevel]; l.Service().ID != wanted {
			t.Errorf("%s asks for %s", l, l.Service().ID)
		}
	}
}

func TestEveryRefusalHasItsSentence(t *testing.T) {
	for _, offered := range [][]Refusal{TaxpayerRefusals, RepresentativeRefusals, PaperRefusals, DepartmentEndings, {RefusedJoint}} {
		for _, r := range offered {
			if r.Sentence().Text == "" {
				t.Errorf("%s has no words", r)
			}
			if _, err := ReadRefusal("refusal", string(r), offered); err != nil {
				t.Errorf("%s: %v", r, err)
			}
		}
		if _, err := ReadRefusal("refusal", "", offered); err == nil {
			t.Error("nothing was chosen, and taken")
		}
	}
}
