package views

import (
	"fmt"
	"strings"

	"rsc.io/qr"

	"exchequer/portal"
)

// AuthenticatorApp is the page on which an authenticator app gets its key, and shows by a code that it has it.
type AuthenticatorApp struct {
	Key       string // in groups of four
	Base      string // where the code goes; its addresses are below
	Back      string // where another second step is chosen
	SettingUp bool
	Public    bool // see Password
	Err       error

	side    int    // of the picture, in its own squares
	squares string // the dark ones, as an SVG path
}

// Draw puts the key into the page: as text, and as the picture that apps read. The picture is drawn here, so that the
// key goes nowhere but onto this page.
func (a AuthenticatorApp) Draw(p Page, email string, secret []byte) (AuthenticatorApp, error) {
	code, err := qr.Encode(portal.AppAddress(p.DepartmentName(), email, secret), qr.L)
	if err != nil {
		return a, fmt.Errorf("draw an authenticator app's key: %w", err)
	}
	a.Key = portal.WriteAppSecret(secret)
	a.side, a.squares = code.Size+2*quietZone, darkSquares(code)
	return a, nil
}

// quietZone is the light frame without which cameras do not find the picture (ISO/IEC 18004).
const quietZone = 4

// darkSquares draws each row's runs of dark squares as one bar.
func darkSquares(code *qr.Code) string {
	var path strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			begin := x
			for code.Black(x, y) { // beyond the edge it is light
				x++
			}
			if x > begin {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", begin+quietZone, y+quietZone, x-begin, x-begin)
			}
		}
	}
	return path.String()
}

func (a AuthenticatorApp) viewBox() string { return fmt.Sprintf("0 0 %d %d", a.side, a.side) }

// typed is the key as it is copied: some apps refuse the spaces.
func (a AuthenticatorApp) typed() string { return strings.ReplaceAll(a.Key, " ", "") }

// lastIsApp says that the app is the one second step there is.
func (s Security) lastIsApp() bool { return s.Factors.App && s.Factors.Count() == 1 }

func (s Security) appText(p Page) string {
	switch {
	case !s.Apps:
		return p.Say("Authenticator apps are not available in FIPS mode. A passkey or a code card is as good.")
	case s.App.BoundAt.IsZero():
		return p.Say("You have no authenticator app. It shows codes on your phone or computer, even without a connection. A passkey or a code card is as good.")
	case !s.App.DisabledAt.IsZero():
		return p.Say("Your authenticator app was turned off after 100 wrong codes in a row. Add it anew, with a new key.")
	case s.App.LastUsedAt.IsZero():
		return p.Say("Your authenticator app was added on %s. It was not used yet.", p.ShortDate(s.App.BoundAt))
	}
	return p.Say("Your authenticator app was added on %[1]s and last used on %[2]s.", p.ShortDate(s.App.BoundAt), p.ShortDateTime(s.App.LastUsedAt))
}
