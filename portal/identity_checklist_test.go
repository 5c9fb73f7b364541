package portal_test

import (
	"strings"
	"testing"
	"time"

	"exchequer/portal"
)

func TestTheChecklistSaysWhatAFederatedProofShows(t *testing.T) {
	lines := func(p portal.ProofRecord) map[string]portal.ChecklistLine {
		found := map[string]portal.ChecklistLine{}
		for _, l := range p.Checklist() {
			if strings.Contains(l.Fact, "%!") || l.Section == "" || l.Asks == "" || l.Fact == "" {
				t.Errorf("%+v", l)
			}
			found[l.Section+" "+l.Asks] = l
		}
		return found
	}
	const asserted, compared, posted = "SP 800-63C Federated: the provider asserts that it proofed the person, and at what level.",
		"4.2.5 Federated: the person whom the provider vouches for is the one on record.", "3.10 IAL2: that notice goes to a postal address or a telephone number."
	none := lines(portal.ProofRecord{})
	if l := none[asserted]; l.Met != portal.DoesntApply {
		t.Errorf("%+v", l)
	}
	if _, there := none[posted]; there {
		t.Error("level 2 is claimed for nothing")
	}
	proof := portal.FederatedProof{Context: "urn:acr.login.gov:verified", CheckedAt: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), Fit: portal.FederatedFit{Name: portal.Fits, Number: portal.NotGiven, ZIP: portal.Fits}}
	record := portal.ProofRecord{Federated: []portal.FederatedProof{proof}}
	record.Reasons = []portal.Reason{{Pending: portal.PendingFederated, Outcome: portal.Proved}}
	proved := lines(record)
	if l := proved[asserted]; l.Met != portal.IsMet || !strings.Contains(l.Fact, "urn:acr.login.gov:verified; the person was checked on 2026-03-01") {
		t.Errorf("%+v", l)
	}
	if l := proved[compared]; l.Met != portal.IsMet || !strings.Contains(l.Fact, "taxpayer number not given, ZIP code fits") {
		t.Errorf("%+v", l)
	}
	if proved[posted].Met != portal.NotMet {
		t.Error("an e-mail is taken for a letter")
	}
	record.Reasons[0].Outcome = portal.Refused
	if l := lines(record)[compared]; l.Met != portal.NotMet {
		t.Errorf("%+v", l)
	}
}
