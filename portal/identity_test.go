package portal

import (
	"testing"
	"time"
)

func TestACaseIsWhatItsReasonsAddUpTo(t *testing.T) {
	done := func(p Pending) Reason { return Reason{Pending: p, Outcome: Proved} }
	with := func(p Pending, o Settlement) Reason { return Reason{Pending: p, Outcome: o} }
	open := func(p Pending) Reason { return Reason{Pending: p} }
	for name, c := range map[string]struct {
		reasons []Reason
		earned  Assurance
		status  IdentityStatus
	}{
		"nothing begun":                       {nil, Matched, IdentityOpen},
		"a letter under way":                  {[]Reason{open(PendingLetter)}, Matched, IdentityOpen},
		"the letter came":                     {[]Reason{done(PendingLetter)}, AddressConfirmed, IdentityApproved},
		"the letter came, a visit is open":    {[]Reason{done(PendingLetter), open(PendingVisit)}, AddressConfirmed, IdentityOpen},
		"every way was left":                  {[]Reason{with(PendingLetter, WithdrawnBy)}, Matched, IdentityOpen},
		"pictures without the letter":         {[]Reason{done(PendingReview), open(PendingLetter)}, Matched, IdentityOpen},
		"pictures and the letter":             {[]Reason{done(PendingReview), done(PendingLetter)}, DocumentReviewed, IdentityApproved},
		"pictures were refused":               {[]Reason{with(PendingReview, Refused), done(PendingLetter)}, AddressConfirmed, IdentityApproved},
		"a visit":                             {[]Reason{done(PendingVisit), with(PendingLetter, NotNeeded)}, InPerson, IdentityApproved},
		"someone vouched":                     {[]Reason{done(PendingReferee)}, DocumentReviewed, IdentityApproved},
		"a visit, and someone looks":          {[]Reason{done(PendingVisit), open(PendingFraud)}, Matched, IdentityOpen},
		"a visit, looked at and in order":     {[]Reason{done(PendingVisit), done(PendingFraud)}, InPerson, IdentityApproved},
		"a visit, and it was a fraud":         {[]Reason{done(PendingVisit), with(PendingFraud, Refused)}, Matched, IdentityClosed},
		"by a clerk who should not alone":     {[]Reason{done(PendingVisit), open(PendingSupervisor)}, Matched, IdentityOpen},
		"a supervisor said no":                {[]Reason{done(PendingVisit), with(PendingSupervisor, Refused)}, Matched, IdentityClosed},
		"looked at, and nothing else is open": {[]Reason{done(PendingFraud)}, Matched, IdentityOpen},
	} {
		if earned, _, status := Standing(c.reasons); earned != c.earned || status != c.status {
			t.Errorf("%s: %s, %s; not %s, %s", name, earned, status, c.earned, c.status)
		}
	}
}

func TestAServiceAsksForWhatItsTableSays(t *testing.T) {
	now := time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC)
	fresh, stale := Actor{Role: Taxpayer, SignedInAt: now}, Actor{Role: Taxpayer, SignedInAt: now.Add(-StepUpWithin - time.Second)}
	for name, c := range map[string]struct {
		service Service
		actor   Actor
		holding Holding
		want    Missing
	}{
		"records when matched":           {SeeRecords, fresh, Holding{Assurance: Matched}, AssuranceMissing},
		"records without a holding":      {SeeRecords, fresh, Holding{}, AssuranceMissing},
		"records":                        {SeeRecords, stale, Holding{Assurance: AddressConfirmed}, NothingMissing},
		"records while frozen":           {SeeRecords, stale, Holding{Assurance: AddressConfirmed, Frozen: true}, NothingMissing},
		"records by staff":               {SeeRecords, Actor{Role: Clerk}, Holding{Assurance: InPerson}, AccountOfOtherWho},
		"address after a letter":         {ChangeAddress, fresh, Holding{Assurance: AddressConfirmed}, AssuranceMissing},
		"address in an old session":      {ChangeAddress, stale, Holding{Assurance: InPerson}, FreshnessMissing},
		"address while frozen":           {ChangeAddress, stale, Holding{Assurance: InPerson, Frozen: true}, FrozenMissing},
		"address":                        {ChangeAddress, fresh, Holding{Assurance: InPerson}, NothingMissing},
		"an assurance that is not there": {SeeRecords, fresh, Holding{Assurance: "sure"}, AssuranceMissing},
	} {
		if got := c.service.Lacks(c.actor, c.holding, now); got != c.want {
			t.Errorf("%s: %q, not %q", name, got, c.want)
		}
	}
	for _, s := range Services {
		if found, ok := FindService(s.ID); !ok || found.ID != s.ID || s.Name.Text == "" || s.Path == "" || s.Role == "" {
			t.Errorf("%+v", s)
		}
		if s.Money && s.MaxAge == 0 {
			t.Errorf("%s changes money or addresses and does not ask for a fresh sign-in", s.ID)
		}
	}
}
