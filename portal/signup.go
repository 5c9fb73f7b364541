package portal

import "slices"

// LinkPurpose is what someone wants a link by e-mail for.
type LinkPurpose string

const (
	ToSignUp         LinkPurpose = "sign up"
	ToChoosePassword LinkPurpose = "new password"
)

// WantedLink is a link that someone asked for on a page of the public, for an e-mail address that may be anyone's.
type WantedLink struct {
	Purpose  LinkPurpose
	Email    string
	Language Language // of the page: an account that is there already is written to in its own
}

// Check cleans the address, or says what is wrong with it. It must not tell anything about any account.
func (w *WantedLink) Check() error {
	var check Check
	email, ok := EmailAddress(w.Email)
	if !ok {
		check.Wrong("email", "Enter your e-mail address, like name@example.com.")
	}
	w.Email = email
	return check.Err()
}

// SetupChoice is what someone chooses at the first step of setting an account up.
type SetupChoice struct {
	Name     string // asked of those whose account has none yet
	Password string
	Refused  RefusedPasswords // by the operator
	About    []string         // words that the password must not be made of, beside the account's own
}

// Check cleans the name of a new account and looks at the password, or says what is wrong with them.
func (s *SetupChoice) Check(account Account) error {
	var check Check
	if account.Name == "" {
		if s.Name = check.Line("name", s.Name, longestName); s.Name == "" {
			check.Wrong("name", "Enter your name, as we should write it.")
		}
	} else {
		s.Name = account.Name
	}
	CheckPassword(&check, "password", s.Password, s.Refused, append(s.About, account.Email, s.Name)...)
	return check.Err()
}

// Self is how an account's owner wants to be written, and written to.
type Self struct {
	Name     string
	Language Language
}

// Check cleans the name, or says what is wrong. What staff do stands under their name for good, so they do not choose it.
func (s *Self) Check(actor Actor) error {
	var check Check
	if s.Name = check.Line("called", s.Name, longestName); s.Name == "" {
		check.Wrong("called", "Enter your name, as we should write it.")
	} else if actor.Role.Staff() && s.Name != actor.Name {
		check.Wrong("called", "Your work stands under your name. Ask an administrator to change it.")
	}
	if !slices.Contains(Languages, s.Language) {
		check.Wrong("language", "Choose a language.")
	}
	return check.Err()
}

// What happened on the way to an account of the public.
const (
	SignUpBegun      Event = "account.sign-up-begun"
	SignUpRepeated   Event = "account.sign-up-repeated" // for an address that has an account
	NewPasswordAsked Event = "account.new-password-asked"
	NewPasswordVain  Event = "account.new-password-in-vain" // for an address that has none, or one that is closed
	AccountNamed     Event = "account.named"
)

// What the owner of an address is told when someone asks for a link with it.
const (
	NoticeConfirmEmail  Notice = "account.confirm-email"  // secret: the link
	NoticeAccountExists Notice = "account.exists"         // someone signed up with the address of an account
	NoticeNoAccount     Notice = "account.does-not-exist" // someone forgot the password of an account that is not there
)

// LinksWanted keeps anyone from filling someone's mailbox: twenty e-mails an hour to one address (Login.gov).
var LinksWanted = Limit{"links wanted for an address", 20, LinksByMail.While}
