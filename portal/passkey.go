package portal

import (
	"slices"
	"time"
)

// CeremonyLasts is how long a person has to touch the key (Pocket ID), enforced on the server.
const CeremonyLasts = time.Minute

// Passkey is a key that a person bound to the account: on a device, in a password manager, or a security key.
type Passkey struct {
	ID             string
	Account        string
	Name           string
	CredentialID   []byte
	PublicKey      []byte
	Format         string // of its attestation
	AAGUID         string // the model, when it tells
	Transports     []string
	Count          uint32 // how often it signed, as it tells itself; 0 when it does not count
	BackupEligible bool   // it may live on several devices; never changes
	BackedUp       bool
	UserVerified   bool // it asked for a PIN, a finger or a face when it was bound
	Discoverable   bool // it can sign in without an e-mail address being typed
	BoundAt        time.Time
	LastUsedAt     time.Time
	LastDevice     string
	LastAddress    string
	Failures       int
	RemovedAt      time.Time
}

// Assertion is what an authenticator said of itself when it signed; the signature was already checked.
type Assertion struct {
	Count          uint32
	UserVerified   bool // in this very assertion: what was true once proves nothing now
	BackupEligible bool
	BackedUp       bool
}

// Judge says whether a rightly signed assertion may be believed. With alone, the passkey is to be both factors.
func (p Passkey) Judge(a Assertion, alone bool) error {
	switch {
	case a.BackupEligible != p.BackupEligible, a.BackedUp && !a.BackupEligible:
		return ErrPasskeyChanged
	case a.Count <= p.Count && (a.Count != 0 || p.Count != 0):
		return ErrPasskeyCopied
	case alone && !a.UserVerified:
		return ErrPasskeyUnverified
	}
	return nil
}

// What a passkey can do wrong, each with another way on.
var (
	ErrPasskeyUnknown    = Refuse(Mend, "This passkey is not bound to an account here. Use another passkey, or sign in with your e-mail address and password.")
	ErrPasskeyWrong      = Refuse(Mend, "We could not check this passkey’s answer. Try again, or use a code from your card.")
	ErrPasskeyChanged    = Refuse(Mend, "This passkey says other things about its copies than when you bound it, so we cannot trust it. Sign in another way, remove it under “Security”, and bind it anew.")
	ErrPasskeyCopied     = Refuse(Forbidden, "This passkey answered as a copy would. To protect you, we ended every session of this account and put it on hold; nothing is lost. Call us or come to our counter, and we open it again with you. If you work here, call a supervisor or an administrator.")
	ErrPasskeyUnverified = Refuse(Mend, "This key did not ask for a PIN, a finger or a face, so it is only one of two factors. Enter your e-mail address and password, then use the key as the second step. Or set a PIN on the key first.")
	ErrPasskeyTwice      = Refuse(Conflict, "This passkey is already bound to an account here. Use it as it is, or bind another one.")
	ErrPasskeyLate       = Refuse(Mend, "The minute for using the passkey is over. Try again when you have it at hand.")
	ErrPasskeyElsewhere  = Refuse(Mend, "This passkey’s answer was made for another site, so we did not use it. Type this site’s address yourself, and try again.")
	ErrLastSecondFactor  = Refuse(Conflict, "This is your only second factor. Bind another passkey or ask for a code card first; then you can remove it.")
)

// passkeyModels are the models that tell what they are (their AAGUID) and that people know by a name.
var passkeyModels = map[string]string{
	"fbfc3007-154e-4ecc-8c0b-6e020557d7bd": "Apple Passwords",
	"dd4ec289-e01d-41c9-bb89-70fa845d4bf2": "Apple Passwords",
	"ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4": "Google Password Manager",
	"adce0002-35bc-c60a-648b-0b25f1f05503": "Chrome on Mac",
	"08987058-cadc-4b81-b6e1-30de50dcbe96": "Windows Hello",
	"9ddd1817-af5a-4672-a2b9-3e3dd95000a9": "Windows Hello",
	"6028b017-b1d4-4c02-b4b3-afcdafc96bb2": "Windows Hello",
	"53414d53-554e-4700-0000-000000000000": "Samsung Pass",
	"bada5566-a7aa-401f-bd96-45619a55120d": "1Password",
	"d548826e-79b4-db40-a3d8-11116f7e8349": "Bitwarden",
	"531126d6-e717-415c-9320-3d9aa6981239": "Dashlane",
	"cb69481e-8ff7-4039-93ec-0a2729a154a8": "YubiKey",
	"ee882879-721c-4913-9775-3dfcce97072a": "YubiKey",
	"fa2b99dc-9e39-4257-8f92-4a30d23c4118": "YubiKey",
	"2fc0579f-8113-47ea-b116-bb5a8db9202a": "YubiKey",
}

// GuessName is what a new passkey is called until its owner says otherwise. Models have their own names; what is built
// into a device is called after the device, "Chrome, Windows", since "this device" is another one tomorrow.
func (p Passkey) GuessName(device string) Sentence {
	if name, ok := passkeyModels[p.AAGUID]; ok {
		return Sentence{Text: name}
	}
	switch {
	case slices.Contains(p.Transports, "internal") && device != "":
		return Sentence{Text: device}
	case slices.Contains(p.Transports, "hybrid"):
		return Say("Phone with a passkey")
	case slices.Contains(p.Transports, "usb"), slices.Contains(p.Transports, "nfc"):
		return Say("Security key")
	}
	return Say("Passkey")
}

// CheckPasskeyName cleans the name that a person gives a passkey.
func CheckPasskeyName(name string) (string, error) {
	var check Check
	if name = check.Line("name", name, 60); name == "" {
		check.Wrong("name", "Enter a name by which you know this passkey again, such as “Blue key on my ring”.")
	}
	return name, check.Err()
}
