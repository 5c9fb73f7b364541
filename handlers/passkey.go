package handlers

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/labstack/echo/v4"

	"exchequer/db"
	"exchequer/portal"
)

// The ceremonies with a passkey are the one thing here that needs JavaScript, so they speak JSON. Each has two
// addresses: POST …/passkey/ceremony answers with what to ask the passkey, POST …/passkey takes its answer.

// ceremony is what the page's script gets, and brings back the token of.
type ceremony struct {
	Token   string `json:"ceremony"`
	Options any    `json:"options"`
}

// passkeyAnswer is what the page's script sends: the token, the browser's credential, and where the person was going.
type passkeyAnswer struct {
	Token      string          `json:"ceremony"`
	Credential json.RawMessage `json:"credential"`
	Next       string          `json:"next"`
}

// signInCeremony begins at the sign-in page, where nobody has said who they are. The user must be verified: this
// passkey is to be both factors.
func (h *Handlers) signInCeremony(c echo.Context) error {
	options, data, err := h.party.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return h.passkeyFailed(c, err)
	}
	return h.beginCeremony(c, toSignIn, "", options.Response, data)
}

// signInByPasskey lets in who shows a passkey alone.
func (h *Handlers) signInByPasskey(c echo.Context) error {
	if err := h.db.SpendSignIn(ctx(c), h.clientAddress(c)); err != nil {
		return h.passkeyFailed(c, err)
	}
	answer, shown, err := h.readAssertion(c, toSignIn, "", nil)
	if err != nil {
		return h.passkeyFailed(c, err)
	}
	token, _, err := h.db.SignInByPasskey(ctx(c), actor(c), shown, answer.Next)
	if err != nil {
		return h.passkeyFailed(c, err)
	}
	return h.passkeyDone(c, h.enter(c, token, answer.Next))
}

// secondCeremony begins the second step after a right password.
func (h *Handlers) secondCeremony(c echo.Context) error {
	return h.askPasskey(c, toSecond, portal.HalfSignedIn)
}

func (h *Handlers) secondByPasskey(c echo.Context) error {
	v, a, shown, err := h.passkeyShown(c, toSecond, portal.HalfSignedIn)
	if err != nil {
		return h.passkeyFailed(c, err)
	}
	token, err := h.db.ShowPasskey(ctx(c), a, v.session, shown)
	if err != nil {
		return h.passkeyFailed(c, err)
	}
	return h.passkeyDone(c, h.enter(c, token, v.session.Return))
}

// stepUpCeremony begins showing the second factor again.
func (h *Handlers) stepUpCeremony(c echo.Context) error {
	return h.askPasskey(c, toStepUp, portal.SignedIn)
}

func (h *Handlers) stepUpByPasskey(c echo.Context) error {
	_, a, shown, err := h.passkeyShown(c, toStepUp, portal.SignedIn)
	var token string
	if err == nil {
		token, err = h.db.ShowPasskeyAgain(ctx(c), a, shown)
	}
	if err != nil {
		return h.passkeyFailed(c, err)
	}
	h.setCookie(c, sessionCookie, token)
	next, _ := c.Get(keyNext).(string)
	return h.passkeyDone(c, h.backFrom(c, next))
}

// proofCeremony begins showing a passkey before choosing a new password.
func (h *Handlers) proofCeremony(c echo.Context) error {
	return h.askPasskey(c, toRecover, portal.SettingUp)
}

func (h *Handlers) proveByPasskey(c echo.Context) error {
	v, a, shown, err := h.passkeyShown(c, toRecover, portal.SettingUp)
	if err == nil {
		err = h.db.ProveByPasskey(ctx(c), a, v.session, shown)
	}
	if err != nil {
		return h.passkeyFailed(c, err)
	}
	return h.passkeyDone(c, h.path(c, "/setup/password"))
}

// bindCeremony begins binding a new passkey, in setup or on the security page. Passkeys that are bound already are
// named, so that the browser says so instead of making a second one.
func (h *Handlers) bindCeremony(stage portal.Stage) echo.HandlerFunc {
	return func(c echo.Context) error {
		v, a, ok := h.inStage(c, stage)
		if !ok {
			return h.passkeyFailed(c, portal.ErrSessionOver)
		}
		if stage == portal.SignedIn {
			if err := a.StepUp(h.db.Now()); err != nil {
				return h.passkeyFailed(c, err)
			}
		}
		u, err := h.passkeyUser(c, v.account)
		if err != nil {
			return h.passkeyFailed(c, err)
		}
		var known []protocol.CredentialDescriptor
		for _, credential := range u.WebAuthnCredentials() {
			known = append(known, credential.Descriptor())
		}
		options, data, err := h.party.BeginRegistration(u, webauthn.WithExclusions(known), webauthn.WithExtensions(webauthn.WithExtensionCredProps()))
		if err != nil {
			return h.passkeyFailed(c, err)
		}
		return h.beginCeremony(c, toBind, v.session.ID, options.Response, data)
	}
}

// bindPasskey takes the new passkey.
func (h *Handlers) bindPasskey(stage portal.Stage, next string) echo.HandlerFunc {
	return func(c echo.Context) error {
		v, a, ok := h.inStage(c, stage)
		if !ok {
			return h.passkeyFailed(c, portal.ErrSessionOver)
		}
		answer, data, err := h.takeCeremony(c, toBind, v.session.ID)
		if err != nil {
			return h.passkeyFailed(c, err)
		}
		parsed, err := protocol.ParseCredentialCreationResponseBytes(answer.Credential)
		if err != nil {
			return h.passkeyFailed(c, fmt.Errorf("%w (%w)", portal.ErrPasskeyWrong, inside(err)))
		}
		u, err := h.passkeyUser(c, v.account)
		if err != nil {
			return h.passkeyFailed(c, err)
		}
		credential, err := h.party.CreateCredential(u, data, parsed)
		if err != nil && parsed.Response.CollectedClientData.Origin != h.party.Config.RPOrigins[0] {
			return h.passkeyFailed(c, portal.ErrPasskeyElsewhere)
		}
		if err != nil {
			return h.passkeyFailed(c, fmt.Errorf("%w (%w)", portal.ErrPasskeyWrong, inside(err)))
		}
		passkey := boundPasskey(credential)
		passkey.Name = h.page(c, passkey.GuessName(device(c))).Title
		if err := h.db.BindPasskey(ctx(c), a, v.session, passkey); err != nil {
			return h.passkeyFailed(c, err)
		}
		return h.passkeyDone(c, h.path(c, next))
	}
}

// askPasskey begins a ceremony for an account that is known already.
func (h *Handlers) askPasskey(c echo.Context, purpose string, stage portal.Stage) error {
	v, _, ok := h.inStage(c, stage)
	if !ok {
		return h.passkeyFailed(c, portal.ErrSessionOver)
	}
	u, err := h.passkeyUser(c, v.account)
	if err != nil {
		return h.passkeyFailed(c, err)
	}
	if len(u.passkeys) == 0 {
		return h.passkeyFailed(c, portal.ErrPasskeyUnknown)
	}
	options, data, err := h.party.BeginLogin(u)
	if err != nil {
		return h.passkeyFailed(c, err)
	}
	return h.beginCeremony(c, purpose, v.session.ID, options.Response, data)
}

func (h *Handlers) beginCeremony(c echo.Context, purpose, session string, options any, data *webauthn.SessionData) error {
	kept, err := keepCeremony(data)
	if err != nil {
		return h.passkeyFailed(c, err)
	}
	token, err := h.db.BeginCeremony(ctx(c), h.clientAddress(c), purpose, session, kept)
	if err != nil {
		return h.passkeyFailed(c, err)
	}
	return c.JSON(http.StatusOK, ceremony{token, options})
}

// passkeyShown reads the answer of an account that is known already.
func (h *Handlers) passkeyShown(c echo.Context, purpose string, stage portal.Stage) (caller, portal.Actor, db.Shown, error) {
	v, a, ok := h.inStage(c, stage)
	if !ok {
		return v, a, db.Shown{}, portal.ErrSessionOver
	}
	answer, shown, err := h.readAssertion(c, purpose, v.session.ID, &v.account)
	c.Set(keyNext, answer.Next)
	return v, a, shown, err
}

// readAssertion takes the ceremony, once, and checks the answer to it. One that cannot be checked is counted.
func (h *Handlers) readAssertion(c echo.Context, purpose, session string, account *portal.Account) (passkeyAnswer, db.Shown, error) {
	answer, data, err := h.takeCeremony(c, purpose, session)
	if err != nil {
		return answer, db.Shown{}, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer.Credential)
	if err != nil {
		return answer, db.Shown{}, fmt.Errorf("%w (%w)", portal.ErrPasskeyWrong, inside(err))
	}
	if account == nil {
		a, err := h.db.AccountByHandle(ctx(c), parsed.Response.UserHandle)
		if errors.Is(err, portal.ErrNotFound) {
			err = portal.ErrPasskeyUnknown
		}
		if err != nil {
			return answer, db.Shown{}, err
		}
		account = &a
	}
	u, err := h.passkeyUser(c, *account)
	if err != nil {
		return answer, db.Shown{}, err
	}
	shown, err := checkAssertion(h.party, data, u, parsed, device(c))
	if err != nil && !errors.Is(err, portal.ErrPasskeyUnknown) {
		if noted := h.db.PasskeyRefused(ctx(c), actor(c), account.ID, parsed.RawID, saidOf(err).Message.String(), device(c)); noted != nil {
			return answer, shown, noted
		}
	}
	return answer, shown, err
}

// takeCeremony reads what the page's script sent, and uses the ceremony up.
func (h *Handlers) takeCeremony(c echo.Context, purpose, session string) (answer passkeyAnswer, data webauthn.SessionData, err error) {
	raw, err := io.ReadAll(http.MaxBytesReader(c.Response(), c.Request().Body, usualForm))
	if err != nil || json.Unmarshal(raw, &answer) != nil {
		return answer, data, portal.ErrPasskeyWrong
	}
	kept, err := h.db.TakeCeremony(ctx(c), answer.Token, purpose, session)
	if err != nil {
		return answer, data, err
	}
	data, err = openCeremony(kept)
	return answer, data, err
}

func (h *Handlers) passkeyUser(c echo.Context, a portal.Account) (passkeyUser, error) {
	passkeys, err := h.db.Passkeys(ctx(c), a.ID)
	return passkeyUser{a, passkeys}, err
}

func (h *Handlers) passkeyDone(c echo.Context, next string) error {
	return c.JSON(http.StatusOK, map[string]string{"next": next})
}

// passkeyFailed says what happened in words, for the page's script to show.
func (h *Handlers) passkeyFailed(c echo.Context, err error) error {
	said := saidOf(err)
	status, ok := statuses[said.Code]
	if !ok {
		status = http.StatusInternalServerError
		h.log.Error("failed", "incident", incident(c), "method", c.Request().Method, "route", c.Path(), "error", err.Error())
	} else if err != error(said) {
		h.log.Info("passkey refused", "incident", incident(c), "route", c.Path(), "why", err.Error())
	}
	retryAfter(c, said)
	answer := map[string]string{"message": h.page(c, said.Message).Title}
	if said.Code == portal.SignInAgain { // there is no session any more, or not a fresh one: the page must be asked anew
		answer["again"] = "yes"
	}
	return c.JSON(status, answer)
}
