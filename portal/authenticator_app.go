package portal

import (
	"crypto/fips140"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// Codes of an authenticator app (RFC 6238), in the one shape that every app knows: SHA-1, six digits, thirty seconds.
const (
	AppCodeLength   = 6
	AppSecretLength = 20 // bytes: as long as the hash (RFC 4226, 4)

	appStep  = 30 * time.Second
	appDrift = 1 // steps by which a telephone's clock may be off, each way (RFC 6238, 5.2)
)

// AuthenticatorApp tells of an account's app without telling its secret.
type AuthenticatorApp struct {
	BoundAt    time.Time // zero: there is none
	LastUsedAt time.Time
	DisabledAt time.Time
}

// SecondFactors counts what an account can show beside its password, of what still works.
type SecondFactors struct {
	Passkeys      int
	CardCodes     int // left on the code card
	App           bool
	RecoverySaved bool // the recovery codes; they open no session by themselves
}

// Count is how many second steps there are: with one left, it cannot be taken away.
func (f SecondFactors) Count() int {
	count := f.Passkeys + min(f.CardCodes, 1)
	if f.App {
		count++
	}
	return count
}

// Why an app is refused.
var (
	ErrNoAppsHere    = Refuse(Conflict, "Authenticator apps are not available in FIPS mode. Add a passkey or make a code card: either is as good.")
	ErrAppInFIPSMode = Refuse(Mend, "Authenticator apps are not available in FIPS mode, so we did not use this code. Show your passkey, or use a code of your card or a saved recovery code.")
)

// AppsAvailable reports whether codes of apps can be computed here. GODEBUG=fips140=only allows no SHA-1, and a hash
// that is asked for all the same ends the program; the validated module alone (GOFIPS140) does not forbid it.
func AppsAvailable() bool { return !fips140.Enforced() }

// AppCode is what an app with this secret shows at a moment. It is asked only where AppsAvailable.
func AppCode(secret []byte, at time.Time) string { return appCode(secret, stepOf(at)) }

// MatchAppCode finds the step whose code was typed, among those that a clock slightly off could show now. Steps up to
// the last one used no longer count: each code works once, and earlier ones died with it.
func MatchAppCode(secret []byte, code string, now time.Time, last int64) (step int64, ok bool) {
	for at := stepOf(now) - appDrift; at <= stepOf(now)+appDrift; at++ {
		if subtle.ConstantTimeCompare([]byte(appCode(secret, at)), []byte(code)) == 1 && at > last {
			step, ok = at, true
		}
	}
	return step, ok
}

func stepOf(at time.Time) int64 { return at.Unix() / int64(appStep/time.Second) }

// appCode is HOTP (RFC 4226, 5.3) of a step's number.
func appCode(secret []byte, step int64) string {
	mac := hmac.New(sha1.New, secret)
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(step)))
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 0xf
	return fmt.Sprintf("%0*d", AppCodeLength, (binary.BigEndian.Uint32(sum[at:])&0x7fffffff)%1_000_000)
}

// ReadAppCode reads an app's code as a person typed it: apps show it in two groups.
func ReadAppCode(typed string) (string, bool) {
	code, ok := readCharacters(typed, func(r rune) (rune, bool) { return r, '0' <= r && r <= '9' })
	return code, ok && len(code) == AppCodeLength
}

// WriteAppSecret writes a secret as apps want it typed, in groups of four that a person can hold in mind.
func WriteAppSecret(secret []byte) string {
	text := appSecretText(secret)
	groups := make([]string, 0, len(text)/4)
	for at := 0; at < len(text); at += 4 {
		groups = append(groups, text[at:min(at+4, len(text))])
	}
	return strings.Join(groups, " ")
}

// AppAddress is what the picture says that an app reads: whose account at which office, and the secret. Algorithm,
// digits and period are what apps take unasked; leaving them out makes the picture's squares larger.
func AppAddress(office, email string, secret []byte) string {
	escape := func(text string) string { return strings.ReplaceAll(url.QueryEscape(text), "+", "%20") } // apps show a + as it is
	office = escape(strings.Join(strings.Fields(strings.ReplaceAll(office, ":", " ")), " "))            // a colon parts it from the account
	return "otpauth://totp/" + office + ":" + escape(email) + "?secret=" + appSecretText(secret) + "&issuer=" + office
}

func appSecretText(secret []byte) string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
}
