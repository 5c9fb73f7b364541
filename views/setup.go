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
	Recovering bool
	Err        error
}

// CodeCard is a card that was made just now, shown this once.
type CodeCard struct {
	Name   string // whose
	Codes  []string
	MadeAt time.Time
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
	Err       error
}

// carried is how the page's forms carry the codes: nothing else has them any more.
func (r RecoveryCodes) carried() string { return strings.Join(r.Codes, " ") }

// setupSteps is the way through setting up.
func setupSteps(w Words) []ui.Step {
	return []ui.Step{{Text: w.Say("Password")}, {Text: w.Say("Second step")}, {Text: w.Say("Recovery codes")}}
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
