package portal

import (
	"slices"
	"strings"
	"time"
)

// A person may show who they are at a provider of identities that the department trusts, by OpenID Connect. What is
// the same for every such provider stands here; what the agency's own means for staff stands in agency.go.

const (
	// OpenIDLasts is how long a person may take at the provider: to find the card, and to read what is asked.
	OpenIDLasts = 10 * time.Minute

	// OpenIDSkew is by how much the provider's clock may differ from ours.
	OpenIDSkew = time.Minute

	longestContext = 200 // of what a provider says of how it checked; more would be no name but a text
)

// OpenIDPurpose is what a provider is asked for. A ceremony that was begun for one purpose is worth nothing for another.
type OpenIDPurpose string

// OpenIDCeremony is what the server remembers while someone is at the provider.
type OpenIDCeremony struct {
	Purpose  OpenIDPurpose
	Session  string // that it belongs to, "" at the sign-in page
	About    string // what it is for: the case that is to be proved, "" where the purpose says all
	Return   string // where to go afterwards: a path of ours
	Language Language
	BegunAt  time.Time
}

// OpenIDIdentity is what a provider says of a person, rightly signed and meant for us. Issuer and subject together are
// who they are; an e-mail address is never asked for, since it may pass from one person to another.
type OpenIDIdentity struct {
	Issuer     string
	Subject    string
	Context    string    // acr: the authentication context
	Methods    []string  // amr: what was checked, in the provider's words
	VerifiedAt time.Time // auth_time: when the person was checked, zero when it does not say
}

// Checked is how the provider says that it checked the person, for the history: short, and nothing but text.
func (i OpenIDIdentity) Checked() string {
	return Excerpt(Visible(strings.Join(i.Methods, ", ")), longestContext)
}

// ContextName is the authentication context, for the audit trail.
func (i OpenIDIdentity) ContextName() string { return Excerpt(Visible(i.Context), longestContext) }

// OpenIDDemand is how well, and how lately, a person must have been checked.
type OpenIDDemand struct {
	Contexts []string      // the authentication contexts that we take, each as good as any other
	MaxAge   time.Duration // how long ago it may have been; 0: since the ceremony began
}

// Judge says what is wrong with an identity that a provider vouches for, nil when it may be used. What was asked of the
// provider is checked here again: acr_values is a wish that providers may overlook.
func (d OpenIDDemand) Judge(i OpenIDIdentity, begun, now time.Time) error {
	earliest := now.Add(-d.MaxAge)
	if d.MaxAge == 0 {
		earliest = begun
	}
	switch {
	case i.Subject == "" || i.VerifiedAt.IsZero() || i.VerifiedAt.After(now.Add(OpenIDSkew)):
		return OpenIDWrong
	case !slices.Contains(d.Contexts, i.Context):
		return OpenIDWeak
	case i.VerifiedAt.Before(earliest.Add(-OpenIDSkew)):
		return OpenIDStale
	}
	return nil
}

// OpenIDRefusal is why a way by a provider led to nothing: a word that may stand in an address, since the browser comes
// from another site and is sent on to a page of ours, which says it in a sentence.
type OpenIDRefusal string

// What goes wrong with any provider.
const (
	OpenIDUnreachable OpenIDRefusal = "unreachable"
	OpenIDLate        OpenIDRefusal = "late"   // used, over, of another browser, or never begun: all alike
	OpenIDDenied      OpenIDRefusal = "denied" // by the person, or by the provider
	OpenIDAsks        OpenIDRefusal = "asks"   // it wanted something and was not let ask
	OpenIDBusy        OpenIDRefusal = "busy"
	OpenIDMisfit      OpenIDRefusal = "misfit" // it refuses what we ask
	OpenIDWrong       OpenIDRefusal = "wrong"  // its answer cannot be believed
	OpenIDWeak        OpenIDRefusal = "weak"   // not one of the contexts that we take
	OpenIDStale       OpenIDRefusal = "stale"  // the person was checked too long ago
)

func (r OpenIDRefusal) Error() string { return "refused at the provider of identities: " + string(r) }

// OpenIDFault is what an error that a provider sends a person back with means for them (RFC 6749, 4.1.2.1; OpenID
// Connect Core, 3.1.2.6; Unmet Authentication Requirements 1.0).
func OpenIDFault(code string) OpenIDRefusal {
	switch code {
	case "access_denied":
		return OpenIDDenied
	case "login_required", "interaction_required", "consent_required", "account_selection_required":
		return OpenIDAsks
	case "unmet_authentication_requirements":
		return OpenIDWeak
	case "server_error", "temporarily_unavailable":
		return OpenIDBusy
	}
	return OpenIDMisfit
}
