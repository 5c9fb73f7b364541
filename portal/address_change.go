package portal

import "time"

// AddressChange is a new address that a taxpayer told us, on its way into the core system. Until a clerk has entered it
// there, letters go on to the one on record.
type AddressChange struct {
	ID        string
	Case      IdentityNumber // by which the account stands for the taxpayer
	Taxpayer  string
	Name      string   // on record
	From      []string // the address on record when it was asked for
	To        Recipient
	AskedAt   time.Time
	DueAt     time.Time
	DecidedAt time.Time
	DecidedBy string
	Entered   bool // into the core system; false with DecidedAt means that it was not
	Reason    string
}

// AddressChangeDays is in how many business days a clerk enters a change, or says why not.
const AddressChangeDays = 2

// AddressChangePage is how many changes one page shows.
const AddressChangePage = 25

// What is done about addresses. The subject is the case.
const (
	AddressChangeAsked   Event = "taxpayer.address-change-asked"
	AddressChangeDecided Event = "taxpayer.address-change-decided"
)

// What every address of the account is told. The address before is told on paper.
const (
	NoticeAddressChangeAsked   Notice = "identity.address-asked"   // by
	NoticeAddressChangeEntered Notice = "identity.address-entered" //
	NoticeAddressChangeRefused Notice = "identity.address-refused" //
)

// ErrAddressChangeMoved is the answer to a decision on what is decided.
var ErrAddressChangeMoved = Refuse(Conflict, "A colleague has decided on this address already. Nothing was changed.")
