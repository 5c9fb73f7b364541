package portal

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What administrators did about staff.
const (
	StaffInvited         Event = "staff.invited"
	StaffInvitedAgain    Event = "staff.invited-again"
	InvitationWithdrawn  Event = "staff.invitation-withdrawn"
	StaffRoleChanged     Event = "staff.role-changed"
	StaffSuspended       Event = "staff.suspended"
	StaffRestored        Event = "staff.restored"
	StaffSessionsEnded   Event = "staff.sessions-ended"
	StaffNewPasswordLink Event = "staff.new-password-link"
	StaffRecovered       Event = "staff.recovered-by-operator" // break glass: a link and a card, from the box
)

// Invitation asks someone to join the staff.
type Invitation struct {
	Email string
	Name  string // made from the e-mail address when empty
	Role  Role
}

// Check cleans the invitation, or says what is wrong with it.
func (i *Invitation) Check() error {
	var check Check
	email, ok := EmailAddress(i.Email)
	if ok {
		i.Email = email
	} else {
		check.Wrong("email", "Enter an e-mail address like ines.calloway@dor.example.")
	}
	if i.Name = check.Line("name", i.Name, longestName); i.Name == "" {
		i.Name = nameFromEmail(i.Email)
	}
	if !i.Role.Staff() {
		check.Wrong("role", "Choose a role: clerk, supervisor, administrator or auditor.")
	}
	return check.Err()
}

// nameFromEmail makes "Ines Calloway" of "ines.calloway@dor.example".
func nameFromEmail(email string) string {
	local, _, _ := strings.Cut(email, "@")
	words := strings.FieldsFunc(local, func(r rune) bool { return strings.ContainsRune("._-+", r) || unicode.IsDigit(r) })
	for i, word := range words {
		first, size := utf8.DecodeRuneInString(word)
		words[i] = string(unicode.ToUpper(first)) + word[size:]
	}
	if len(words) == 0 {
		return local
	}
	return strings.Join(words, " ")
}

// CheckStaffChange is nil when the actor may take the account's role away or suspend it. Administrators counts those
// who are active, the account among them: an office without one could never let anyone in again.
func CheckStaffChange(actor Actor, account Account, administrators int) error {
	switch {
	case !actor.Can(ManageStaff):
		return ErrForbidden
	case actor.Account == account.ID:
		return Refuse(Conflict, "You cannot do this to your own account. Ask another administrator.")
	case account.Role == Administrator && account.Status == Active && administrators <= 1:
		return Refuse(Conflict, "This is the office’s last active administrator. Make someone else an administrator first.")
	}
	return nil
}

// Reason cleans the reason for an act that needs one, and notes when it says nothing.
func (c *Check) Reason(field, text string) string {
	text = c.Lines(field, text, 500)
	if utf8.RuneCountInString(text) < 10 {
		c.Wrong(field, "Say why, in a sentence: others will read it later.")
	}
	return text
}

// RoleName is how desk pages write a role.
func (r Role) RoleName() string {
	if r == Visitor {
		return "Visitor"
	}
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}

// StaffRole reads a role that an administrator may give; Visitor when it is none.
func StaffRole(text string) Role {
	if r := Role(text); slices.Contains(StaffRoles, r) {
		return r
	}
	return Visitor
}

// AccountStatuses in the order of an account's life, as lists offer them.
var AccountStatuses = []AccountStatus{PendingEmail, PendingPassword, PendingSecondFactor, Active, OnHold, Suspended, Withdrawn}

// StaffStatus reads a status by which the list of staff is filtered; "" when it is none.
func StaffStatus(text string) AccountStatus {
	if s := AccountStatus(text); slices.Contains(AccountStatuses, s) {
		return s
	}
	return ""
}
