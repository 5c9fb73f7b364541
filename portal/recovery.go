package portal

import "time"

// A recovery without any bound authenticator waits a day before it can be used, and then can be used for a day
// (Login.gov). In between every address of the account holds a link that cancels it.
const (
	RecoveryWait   = 24 * time.Hour
	RecoveryUsable = 24 * time.Hour
)

// Recovery is one that waits, or can be used.
type Recovery struct {
	ID         string
	Begun      time.Time
	UsableFrom time.Time
	Ends       time.Time
	Device     string
}

// Usable reports that the wait is over and the time to use it is not.
func (r Recovery) Usable(now time.Time) bool {
	return !now.Before(r.UsableFrom) && now.Before(r.Ends)
}

// Events of recovering, and of an account's further addresses.
const (
	RecoveryBegun           Event = "account.recovery-begun"
	RecoveryReady           Event = "account.recovery-ready"
	RecoveryCancelled       Event = "account.recovery-cancelled"
	AddressAdded            Event = "account.address-added"
	FurtherAddressConfirmed Event = "account.address-confirmed"
	AddressRemoved          Event = "account.address-removed"
	AddressSignsIn          Event = "account.sign-in-address-changed"
)

// What every address of the account is told about them.
const (
	NoticeRecoveryBegun     Notice = "account.recovery-begun" // secret: the link that cancels it
	NoticeRecoveryReady     Notice = "account.recovery-ready" // secret: the link that goes on, to the address that signs in
	NoticeRecoveryCancelled Notice = "account.recovery-cancelled"
	NoticeConfirmAddress    Notice = "account.confirm-address" // secret: the link, to the new address alone
	NoticeAddressAdded      Notice = "account.address-added"
	NoticeAddressRemoved    Notice = "account.address-removed"
	NoticeSignInAddress     Notice = "account.sign-in-address-changed"
)

// ErrRecoveryWaits is said after a saved code was right while nothing else of the account was shown.
var ErrRecoveryWaits = Refuse(Conflict, "Your recovery has begun. To protect you it waits 24 hours; then we send you a link with which you go on, and which you can use for 24 hours.")

// Address is one e-mail address of an account.
type Address struct {
	ID          string // "" is the address that signs in
	Email       string
	AddedAt     time.Time
	ConfirmedAt time.Time
	DeadAt      time.Time // when e-mail first came back from it; zero while e-mail reaches it
}

// MostAddresses is how many further addresses an account may have.
const MostAddresses = 4

// AddressLinkLasts is how long a new address may be confirmed, and how long one of an account's mails can undo.
const AddressLinkLasts = InvitationLasts

// MailLinkPurpose is what a link or a code in an e-mail does without signing anyone in.
type MailLinkPurpose string

const (
	ToConfirmAddress MailLinkPurpose = "confirm address"
	ToCancelRecovery MailLinkPurpose = "cancel recovery"
	ToSayNotMe       MailLinkPurpose = "not me"
)
