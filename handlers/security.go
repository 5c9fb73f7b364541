package handlers

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// The security page of whoever is signed in: passkeys, authenticator app, code card, recovery codes, sessions, and the history of signing
// in. What changes a way of signing in asks for a fresh sign-in.

const securityAddress = "/account/security"

func (h *Handlers) securityPage(c echo.Context) error {
	return h.showSecurity(c, http.StatusOK, views.SecurityForm{Err: agencySaid(c)})
}

// showSecurity shows the page, and what was wrong with a form on it.
func (h *Handlers) showSecurity(c echo.Context, status int, form views.SecurityForm) error {
	a := actor(c)
	s := views.Security{Me: a, Now: h.db.Now(), SecurityForm: form}
	var err error
	if s.Addresses, err = h.db.Addresses(ctx(c), a); err != nil {
		return err
	}
	if s.Recovering, err = h.db.Recovery(ctx(c), a); err != nil {
		return err
	}
	if s.Own, err = h.db.Own(ctx(c), a); err != nil {
		return err
	}
	if s.Looks, err = h.db.OwnLooks(ctx(c), a, ""); err != nil {
		return err
	}
	if s.Posted, err = h.db.OwnPostedCard(ctx(c), a); err != nil {
		return err
	}
	if s.Passkeys, err = h.db.Passkeys(ctx(c), a.Account); err != nil {
		return err
	}
	if s.Factors, err = h.db.SecondFactors(ctx(c), a.Account); err != nil {
		return err
	}
	s.Apps = portal.AppsAvailable()
	if s.App, err = h.db.AppOf(ctx(c), a); err != nil {
		return err
	}
	if s.Card, err = h.codesOf(c, portal.CardCodes); err != nil {
		return err
	}
	if s.Recovery, err = h.codesOf(c, portal.RecoverySaved); err != nil {
		return err
	}
	if a.Role.Staff() {
		s.Agency = h.agencyOffer()
		if s.Identities, err = h.db.AgencyIdentities(ctx(c), a); err != nil {
			return err
		}
	}
	if s.Sessions, err = h.db.OpenSessions(ctx(c), a); err != nil {
		return err
	}
	if s.SignIns, err = h.db.SignIns(ctx(c), a, views.SignInsLately); err != nil {
		return err
	}
	desk, err := h.ownDesk(c, portal.Say("Security"))
	if err != nil {
		return err
	}
	return h.render(c, status, views.SecurityPage(desk, s))
}

func (h *Handlers) codesOf(c echo.Context, kind portal.CodeKind) (views.CodesState, error) {
	codes, err := h.db.CodesOf(ctx(c), actor(c), kind)
	return views.CodesState{IssuedAt: codes.IssuedAt, SavedAt: codes.SavedAt, Disabled: !codes.Disabled.IsZero(), Left: codes.Left}, err
}

// signedInCaller is the session and the actor of a row whose audience is an account.
func signedInCaller(c echo.Context) (portal.Session, portal.Actor) {
	return callerOf(c).session, actor(c)
}

func (h *Handlers) renamePasskey(c echo.Context) error {
	form, err := h.form(c)
	if err != nil {
		return err
	}
	id := c.Param("id") // the page has one field for each passkey, and no two fields may share a name
	name := firstOf(form.Get("name-"+id), form.Get("name"))
	if err := h.db.RenamePasskey(ctx(c), actor(c), id, name); err != nil {
		if portal.CodeOf(err) == portal.Mend {
			return h.showSecurity(c, http.StatusUnprocessableEntity, views.SecurityForm{Renaming: id, Values: url.Values{"name": {name}}, Err: err})
		}
		return err
	}
	return h.see(c, securityAddress+"?done=renamed")
}

func (h *Handlers) removePasskey(c echo.Context) error {
	if err := h.db.RemovePasskey(ctx(c), actor(c), c.Param("id")); err != nil {
		if portal.CodeOf(err) == portal.Conflict {
			return h.showSecurity(c, http.StatusConflict, views.SecurityForm{Err: err})
		}
		return err
	}
	return h.see(c, securityAddress+"?done=removed")
}

func (h *Handlers) ownCodeCard(c echo.Context) error {
	s, a := signedInCaller(c)
	codes, err := h.db.IssueCodes(ctx(c), a, s, portal.CardCodes)
	if err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.CodeCardPage(h.page(c, portal.Say("Your code card")), views.CodeCard{
		Name: a.Name, Codes: codes, MadeAt: h.db.Now(), Next: securityAddress,
	}))
}

func (h *Handlers) ownRecoveryCodesPage(c echo.Context) error {
	return h.render(c, http.StatusOK, views.RecoveryCodesStartPage(h.page(c, portal.Say("Recovery codes")), views.RecoveryCodes{Base: securityAddress + "/recovery-codes"}))
}

func (h *Handlers) ownRecoveryCodes(c echo.Context) error {
	s, a := signedInCaller(c)
	return h.issueRecoveryCodes(c, s, a, securityAddress+"/recovery-codes", false)
}

func (h *Handlers) ownRecoveryCodesSaved(c echo.Context) error {
	s, a := signedInCaller(c)
	_, err := h.checkSavedCode(c, s, a, securityAddress+"/recovery-codes", false)
	if err != nil || c.Response().Committed {
		return err
	}
	return h.see(c, securityAddress+"?done=saved")
}

// endOwnSession ends one other session, or this one.
func (h *Handlers) endOwnSession(c echo.Context) error {
	if c.Param("id") == actor(c).Session {
		return h.signOut(c)
	}
	if err := h.db.EndSession(ctx(c), actor(c), c.Param("id")); err != nil {
		return err
	}
	return h.see(c, securityAddress+"?done=ended")
}

func (h *Handlers) signOutEverywhere(c echo.Context) error {
	if err := h.db.SignOutEverywhere(ctx(c), actor(c)); err != nil {
		return err
	}
	return h.leave(c, "everywhere")
}

// flashed adds what the act before did, which its redirect names.
func (h *Handlers) flashed(c echo.Context, p views.Page) views.Page {
	p.Flash = views.Done(p, c.QueryParam("done"))
	return p
}
