package views

import (
	"strings"
	"time"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// Password is the page that asks for a new password.
type Password struct {
	Email      string // for password managers
	Public     bool   // an account of the public: its owner came from the first step, the e-mail address
	AskName    bool   // the account has none yet
	Name       string // as it was typed
	Recovering bool
	Err        error
}

// CodeCard is a card that was made just now, shown this once.
type CodeCard struct {
	Name   string // whose
	Codes  []string
	MadeAt time.Time
	Public bool   // see Password
	Next   string // where to go on, "" when the card is for someone else
	Back   string // where the person came from
}

// RecoveryCodes is a sheet that was made just now, shown this once.
type RecoveryCodes struct {
	Name      string
	Codes     []string
	MadeAt    time.Time
	Base      string // its addresses are below
	SettingUp bool
	Public    bool // see Password
	Err       error
}

// carried is how the page's forms carry the codes: nothing else has them any more.
func (r RecoveryCodes) carried() string { return strings.Join(r.Codes, " ") }

// setupSteps is the way through setting up.
func setupSteps(w Words, public bool) []ui.Step {
	steps := []ui.Step{{Text: w.Say("Password")}, {Text: w.Say("Second step")}, {Text: w.Say("Recovery codes")}}
	if public {
		return append([]ui.Step{{Text: w.Say("E-mail")}}, steps...)
	}
	return steps
}

// setupStep is which of them the page is; the public has one more before.
func setupStep(step int, public bool) int {
	if public {
		return step + 1
	}
	return step
}

// grouped writes codes as people copy them.
func grouped(codes []string) []string {
	written := make([]string, len(codes))
	for i, code := range codes {
		written[i] = portal.WriteCode(code)
	}
	return written
}

// RecoveryCodesText is the sheet as a file of plain text.
func RecoveryCodesText(p Page, codes []string, madeAt time.Time) string {
	lines := []string{
		p.DepartmentName(),
		p.Say("Recovery codes of %s", madeAt),
		"",
	}
	lines = append(lines, grouped(codes)...)
	lines = append(lines, "", p.Say("Each code works once. Keep this file where nobody else can read it, and not in your e-mail."), "")
	return strings.Join(lines, "\r\n")
}
