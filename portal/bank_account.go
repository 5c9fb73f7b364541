package portal

import (
	"fmt"
	"log/slog"
	"strings"
)

// BankAccount is where a taxpayer wanted a refund to go. Like a taxpayer number it must never be seen by accident: whatever
// prints it, logs it or turns it into JSON gets a placeholder. The department keeps a keyed hash of it and its last four.
type BankAccount struct {
	reveal func() (routing, account string)
}

const hiddenBank = "[bank account]"

// Format implements fmt.Formatter: no verb shows the account.
func (b BankAccount) Format(f fmt.State, _ rune) { f.Write([]byte(hiddenBank)) }

// String implements fmt.Stringer without showing the account.
func (b BankAccount) String() string { return hiddenBank }

// GoString implements fmt.GoStringer without showing the account.
func (b BankAccount) GoString() string { return hiddenBank }

// LogValue implements slog.LogValuer without showing the account.
func (b BankAccount) LogValue() slog.Value { return slog.StringValue(hiddenBank) }

// MarshalJSON implements json.Marshaler without showing the account.
func (b BankAccount) MarshalJSON() ([]byte, error) { return []byte(`"` + hiddenBank + `"`), nil }

// IsZero reports that there is no account.
func (b BankAccount) IsZero() bool { return b.reveal == nil }

// Reveal is routing and account number in one, to be hashed and for nothing else; "" when there is none.
func (b BankAccount) Reveal() string {
	if b.reveal == nil {
		return ""
	}
	routing, account := b.reveal()
	return routing + "/" + account
}

// Last4 is what staff may see of the account.
func (b BankAccount) Last4() string {
	if b.reveal == nil {
		return ""
	}
	_, account := b.reveal()
	return account[max(0, len(account)-4):]
}

// How long an account number may be: banks give out 4 to 17 characters (Nacha operating rules).
const (
	shortestBankAccount = 4
	longestBankAccount  = 17
)

// ReadBankAccount reads a routing number and an account number. It says which of the two cannot be.
func ReadBankAccount(routing, account string) (b BankAccount, routingFits, accountFits bool) {
	plain := strings.NewReplacer(" ", "", "-", "")
	routing, account = plain.Replace(routing), strings.ToUpper(plain.Replace(account))
	routingFits = isRoutingNumber(routing)
	accountFits = len(account) >= shortestBankAccount && len(account) <= longestBankAccount && strings.ContainsAny(account, "123456789") &&
		!strings.ContainsFunc(account, func(r rune) bool { return (r < '0' || r > '9') && (r < 'A' || r > 'Z') })
	if routingFits && accountFits {
		b.reveal = func() (string, string) { return routing, account }
	}
	return b, routingFits, accountFits
}

// isRoutingNumber reports nine digits that are a bank's: a first pair that is given out, and a checksum of weights 3, 7, 1
// (American Bankers Association).
func isRoutingNumber(routing string) bool {
	if len(routing) != 9 || strings.ContainsFunc(routing, func(r rune) bool { return r < '0' || r > '9' }) {
		return false
	}
	sum := 0
	for i, weight := range [...]int{3, 7, 1, 3, 7, 1, 3, 7, 1} {
		sum += weight * int(routing[i]-'0')
	}
	pair := 10*int(routing[0]-'0') + int(routing[1]-'0')
	given := pair >= 1 && pair <= 12 || pair >= 21 && pair <= 32 || pair >= 61 && pair <= 72
	return given && sum%10 == 0
}
