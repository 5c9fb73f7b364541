package portal

import (
	"fmt"
	"time"
)

// FederatedProof is what a provider's word was worth for a case, as it was kept: nothing of what the provider said.
type FederatedProof struct {
	At        time.Time // when it was shown to us
	Context   string    // the authentication context that it asserted
	CheckedAt time.Time // when it had checked the person
	Fit       FederatedFit
}

// federated is what holds when a provider has proofed the person: whom to trust is settled in SP 800-63C, and what we can
// show is what was asserted and compared.
func (p ProofRecord) federated(add addLine) {
	const asserted, compared = "Federated: the provider asserts that it proofed the person, and at what level.", "Federated: the person whom the provider vouches for is the one on record."
	if len(p.Federated) == 0 {
		add("SP 800-63C", asserted, DoesntApply, "No sign-in service vouched for anyone in this case.")
		return
	}
	last := p.Federated[0]
	add("SP 800-63C", asserted, whether(last.Context != "", IsMet, NotMet), "Asserted and asked for: %s; the person was checked on %s. Signature, audience, nonce and times of the assertion were verified before anything was read.",
		firstOf(last.Context, "no level"), DateOf(last.CheckedAt))
	add("4.2.5", compared, whether(p.Done(PendingFederated), IsMet, NotMet), "Compared with the tax records: name %s, taxpayer number %s, ZIP code %s. Which of them differed is told to nobody outside.", last.Fit.Name, last.Fit.Number, last.Fit.ZIP)
}

// whyNoLevel2 says why the lines of a visit do not apply.
func (p ProofRecord) whyNoLevel2() string {
	if p.Done(PendingFederated) {
		return fmt.Sprintf("Another service proofed the person (%s); the lines on federation say what it asserted.", firstOf(p.federatedContext(), "no level"))
	}
	return "No visit was passed, so this case claims no more than level 1."
}

func (p ProofRecord) federatedContext() string {
	if len(p.Federated) == 0 {
		return ""
	}
	return p.Federated[0].Context
}
