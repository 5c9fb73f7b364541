package portal

import (
	"strings"
	"time"
)

// CertificateDays is how long a reviewer's certificate runs (NIST SP 800-63A-4, visual verification: trained, and trained
// again each year).
const CertificateDays = 365

// What is done about reviewers' certificates. The subject is the account of who holds one.
const (
	CertificateGiven Event = "reviewer.certificate-given"
	CertificateEnded Event = "reviewer.certificate-ended"
)

// Certificate lets one of the staff prove other people's identity.
type Certificate struct {
	ID          string
	Account     string
	GivenAt     time.Time
	GivenByName string
	Training    string // what they were trained in, in words
	ExpiresAt   time.Time
	EndedAt     time.Time
	EndedBy     string
	EndedWhy    string
}

// Valid reports that it can be relied on at now.
func (c Certificate) Valid(now time.Time) bool {
	return c.ID != "" && c.EndedAt.IsZero() && now.Before(c.ExpiresAt)
}

// Refused is nil while the certificate is valid, and otherwise why no case opens.
func (c Certificate) Refused(now time.Time) error {
	switch {
	case c.Valid(now):
		return nil
	case c.ID != "" && c.EndedAt.IsZero():
		return ErrCertificateLapsed
	}
	return ErrNoCertificate
}

var (
	ErrNoCertificate     = Refuse(Forbidden, "You hold no reviewer’s certificate, so identity cases do not open. A supervisor or an administrator gives one after the training.")
	ErrCertificateLapsed = Refuse(Forbidden, "Your reviewer’s certificate has lapsed, so identity cases do not open. Do the yearly training; then a supervisor or an administrator gives a new one.")
)

// Reviewer is one of the staff whose work may be to prove people's identity, with their last certificate.
type Reviewer struct {
	Actor
	Certificate
}

// CertificateForm is what is asked when a certificate is given.
type CertificateForm struct {
	Training string
	Home     TaxpayerAddress // the holder's own; kept as a keyed hash alone
}

// Check cleans the form, or says what is wrong with it.
func (f *CertificateForm) Check() error {
	var check Check
	f.Training = check.Reason("training", f.Training)
	if f.Home.Line1 = check.Line("street", f.Home.Line1, 100); f.Home.Line1 == "" {
		check.Wrong("street", "Enter the street and number where they live, or the post office box.")
	}
	f.Home.Line2 = check.Line("unit", f.Home.Line2, 40)
	f.Home.PostalCode = check.Line("postal", f.Home.PostalCode, 12)
	if !strings.ContainsAny(f.Home.PostalCode, "0123456789") {
		check.Wrong("postal", "Enter the ZIP code of their home, like 59101.")
	}
	f.Home.Country = "US"
	return check.Err()
}

// CheckCertify is nil when the actor may decide about a colleague's certificate.
func CheckCertify(actor Actor, colleague Account) error {
	switch {
	case actor.Account == colleague.ID:
		return Refuse(Conflict, "Nobody gives a certificate to themselves, or takes their own away. Ask another supervisor or administrator.")
	case !(Actor{Role: colleague.Role}).Can(WorkIdentity):
		return Refuse(Conflict, "Only clerks and supervisors prove people’s identity, so only they can hold a certificate.")
	case colleague.Status != Active:
		return Refuse(Conflict, "This colleague’s account is not active. Look at the list again.")
	}
	return nil
}

// Ties are what binds a member of the staff to the person whose identity they would prove.
type Ties struct {
	Own        bool // it is their own account, or their own e-mail address is on it
	Registered bool // they opened the case, or handed out a card or a recovery for the account
	Household  bool // the taxpayer lives, or lived, where they live
	SameName   bool // the taxpayer has their name
}

// Themselves reports that the person can be nobody else than who would prove them.
func (t Ties) Themselves() bool { return t.Own || t.Household && t.SameName }

// None reports that nothing binds them.
func (t Ties) None() bool { return !t.Themselves() && !t.Registered && !t.Household }

// Words say for supervisors what binds them; "" for nothing. Whose household it is, and where, is not said.
func (t Ties) Words() string {
	var words []string
	if t.Registered {
		words = append(words, "they registered the account or opened the case")
	}
	if t.Household {
		words = append(words, "they share the household")
	}
	return strings.Join(words, ", and ")
}

var (
	ErrProofSelf = Refuse(Conflict, "You cannot prove your own identity, or decide about it. A colleague does this.")
	ErrProofTied = Refuse(Conflict, "You registered this account, or share the household. A colleague does this.")
)

// MayProof is nil when someone so bound may look at a proof of identity. A visit may be recorded all the same, and waits
// for a supervisor then.
func (t Ties) MayProof(visit bool) error {
	switch {
	case t.Themselves():
		return ErrProofSelf
	case !visit && !t.None():
		return ErrProofTied
	}
	return nil
}
