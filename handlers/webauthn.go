package handlers

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/google/uuid"

	"exchequer/db"
	"exchequer/portal"
)

// What a passkey is asked for. A ceremony that was begun for one purpose is worth nothing for another.
const (
	toBind    = "bind"
	toSignIn  = "sign in"
	toSecond  = "second factor"
	toStepUp  = "step up"
	toRecover = "recover"
)

// newRelyingParty is this site as passkeys know it: its host name, and its one origin.
func newRelyingParty(origin *url.URL, name string) (*webauthn.WebAuthn, error) {
	timeout := webauthn.TimeoutConfig{Enforce: true, Timeout: portal.CeremonyLasts, TimeoutUVD: portal.CeremonyLasts}
	party, err := webauthn.New(&webauthn.Config{
		RPID:                  origin.Hostname(),
		RPDisplayName:         name,
		RPOrigins:             []string{origin.Scheme + "://" + origin.Host},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey:      protocol.ResidentKeyRequirementPreferred,
			UserVerification: protocol.VerificationPreferred,
		},
		Timeouts: webauthn.TimeoutsConfig{Login: timeout, Registration: timeout},
		// Password managers answer with extensions that nobody asked for; none of them changes what we believe.
		ExtensionsUnsolicitedOutputPolicy: protocol.UnsolicitedOutputPolicyIgnore,
	})
	if err != nil {
		return nil, fmt.Errorf("passkeys need the site's public address to be a host name (EXCHEQUER_ORIGIN): %w", err)
	}
	return party, nil
}

// passkeyUser is an account as the library wants to see it.
type passkeyUser struct {
	account  portal.Account
	passkeys []portal.Passkey
}

func (u passkeyUser) WebAuthnID() []byte          { return u.account.Handle }
func (u passkeyUser) WebAuthnName() string        { return u.account.Email }
func (u passkeyUser) WebAuthnDisplayName() string { return u.account.Name }
func (u passkeyUser) WebAuthnCredentials() []webauthn.Credential {
	credentials := make([]webauthn.Credential, len(u.passkeys))
	for i, p := range u.passkeys {
		credentials[i] = webauthn.Credential{ID: p.CredentialID, PublicKey: p.PublicKey, AttestationFormat: p.Format}
		for _, t := range p.Transports {
			credentials[i].Transport = append(credentials[i].Transport, protocol.AuthenticatorTransport(t))
		}
		credentials[i].Flags.BackupEligible, credentials[i].Flags.BackupState = p.BackupEligible, p.BackedUp
	}
	return credentials
}

// boundPasskey reads what the library made of a registration.
func boundPasskey(c *webauthn.Credential) portal.Passkey {
	p := portal.Passkey{
		CredentialID: c.ID, PublicKey: c.PublicKey, Format: c.AttestationFormat, Count: c.Authenticator.SignCount,
		BackupEligible: c.Flags.BackupEligible, BackedUp: c.Flags.BackupState, UserVerified: c.Flags.UserVerified,
		Discoverable: c.Extensions.RK == nil || *c.Extensions.RK, // those that do not tell mostly are
	}
	if id, err := uuid.FromBytes(c.Authenticator.AAGUID); err == nil && id != uuid.Nil {
		p.AAGUID = id.String()
	}
	for _, t := range c.Transport {
		p.Transports = append(p.Transports, string(t))
	}
	return p
}

// checkAssertion checks an answer's signature, challenge, origin and user. What the authenticator says of itself goes
// to the rules, which compare it with what we know (portal.Passkey.Judge); so the library is given the flag that it
// would otherwise refuse without words.
func checkAssertion(party *webauthn.WebAuthn, data webauthn.SessionData, u passkeyUser, answer *protocol.ParsedCredentialAssertionData, device string) (db.Shown, error) {
	flags := answer.Response.AuthenticatorData.Flags
	shown := db.Shown{
		Account: u.account.ID, CredentialID: answer.RawID, Device: device,
		Assertion: portal.Assertion{
			Count: answer.Response.AuthenticatorData.Counter, UserVerified: flags.HasUserVerified(),
			BackupEligible: flags.HasBackupEligible(), BackedUp: flags.HasBackupState(),
		},
	}
	found := false
	for i := range u.passkeys {
		if string(u.passkeys[i].CredentialID) == string(answer.RawID) {
			u.passkeys[i].BackupEligible, found = flags.HasBackupEligible(), true
		}
	}
	if !found {
		return shown, portal.ErrPasskeyUnknown
	}
	var err error
	if len(data.UserID) == 0 {
		_, _, err = party.ValidatePasskeyLogin(func(_, _ []byte) (webauthn.User, error) { return u, nil }, data, answer)
	} else {
		_, err = party.ValidateLogin(u, data, answer)
	}
	switch {
	case err == nil:
		return shown, nil
	case flags.HasBackupState() && !flags.HasBackupEligible():
		return shown, portal.ErrPasskeyChanged
	case answer.Response.CollectedClientData.Origin != party.Config.RPOrigins[0]:
		return shown, portal.ErrPasskeyElsewhere
	}
	return shown, fmt.Errorf("%w (%w)", portal.ErrPasskeyWrong, inside(err))
}

// inside tells all that the library knows of an error; its own text is only the gist.
func inside(err error) error {
	var e *protocol.Error
	if errors.As(err, &e) {
		return fmt.Errorf("%s: %s: %s", e.Type, e.Details, e.DevInfo)
	}
	return err
}

// keepCeremony and openCeremony write a ceremony's data down whole: what the library begins with is what it must end with.
func keepCeremony(data *webauthn.SessionData) (string, error) {
	text, err := json.Marshal(data)
	return string(text), err
}

func openCeremony(text string) (data webauthn.SessionData, err error) {
	err = json.Unmarshal([]byte(text), &data)
	return data, err
}
