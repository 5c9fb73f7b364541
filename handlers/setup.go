package handlers

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// Setting an account up, from the one-time link to the first sign-in: /setup/password, /setup/second-factor,
// /setup/recovery-codes. Someone whose account was active before comes through /setup/proof instead.

// openLink takes the link's token out of the address at once. It is not used up yet: programs that look into e-mail
// for dangerous links open them too, and must not spend them. The next page's button does.
func (h *Handlers) openLink(c echo.Context) error {
	h.setCookie(c, linkCookie, c.Param("token"))
	return h.see(c, "/setup")
}

// setupPage begins setting up, or goes on where it stopped.
func (h *Handlers) setupPage(c echo.Context) error {
	if h.cookie(c, linkCookie) != "" {
		return h.render(c, http.StatusOK, views.SetupPage(h.page(c, portal.Say("Set up your account"))))
	}
	if v, _, ok := h.inStage(c, portal.SettingUp); ok {
		return h.see(c, setupStep(v))
	}
	return h.see(c, "/sign-in")
}

// setupStep is what comes next in a setup.
func setupStep(v caller) string {
	switch {
	case v.session.Recovering && !v.session.Proved:
		return "/setup/proof"
	case v.session.Method == portal.ByPasswordRecovery:
		return "/setup/second-factor"
	case v.session.Recovering, v.account.Status == portal.PendingPassword:
		return "/setup/password"
	default:
		return "/setup/second-factor"
	}
}

// beginSetup uses the link up.
func (h *Handlers) beginSetup(c echo.Context) error {
	token, _, err := h.db.OpenLink(ctx(c), actor(c), h.cookie(c, linkCookie), device(c))
	if portal.CodeOf(err) != portal.TooMany {
		h.dropCookie(c, linkCookie)
	}
	if err != nil {
		return err
	}
	h.setCookie(c, sessionCookie, token)
	return h.see(c, "/setup")
}

// settingUp wraps the pages of a setup: without its session there is nothing here.
func (h *Handlers) settingUp(serve func(c echo.Context, v caller, a portal.Actor) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		v, a, ok := h.inStage(c, portal.SettingUp)
		if !ok {
			return h.see(c, "/sign-in?ended=1")
		}
		return serve(c, v, a)
	}
}

func (h *Handlers) proofPage(c echo.Context, v caller, _ portal.Actor) error {
	return h.showProof(c, v, http.StatusOK, nil)
}

func (h *Handlers) showProof(c echo.Context, v caller, status int, refused error) error {
	ways, err := h.waysOf(c, v.account.ID)
	if err != nil {
		return err
	}
	ways.Recovery = true
	if ways.Paper, err = h.db.PaperAwaited(ctx(c), v.account.ID); err != nil {
		return err
	}
	return h.render(c, status, views.SecondFactorPage(h.page(c, portal.Say("Show that it is you")), views.SecondFactor{
		Ways: ways, Action: "/setup/proof", Recovering: true, Err: refused,
	}))
}

// proveByCode takes a code of the card or the app, a saved recovery code, or the code on paper from our counter: their
// lengths tell them apart. What is none of them counts as a recovery code.
func (h *Handlers) proveByCode(c echo.Context, v caller, a portal.Actor) error {
	form, err := h.form(c)
	if err != nil {
		return err
	}
	kind := portal.KindOfCode(form.Get("code"))
	if _, card := portal.ReadCardCode(form.Get("code")); kind == portal.CardCodes && !card {
		kind = portal.RecoverySaved
	}
	if _, paper := portal.ReadCode(form.Get("code"), portal.RecoveryPaperLength); paper {
		err = h.db.ProveByPaper(ctx(c), a, v.session, form.Get("code"))
	} else {
		err = h.db.ProveByCode(ctx(c), a, v.session, kind, form.Get("code"), h.mailAddresses())
	}
	if err == portal.ErrRecoveryWaits {
		h.dropCookie(c, sessionCookie)
		return h.see(c, "/recovery/begun")
	}
	if err != nil {
		return h.refuseForm(c, err, func(status int, err error) error { return h.showProof(c, v, status, err) })
	}
	return h.see(c, "/setup/password")
}

func (h *Handlers) passwordPage(c echo.Context, v caller, _ portal.Actor) error {
	if next := setupStep(v); next != "/setup/password" {
		return h.see(c, next)
	}
	return h.showPassword(c, v, http.StatusOK, "", nil)
}

func (h *Handlers) showPassword(c echo.Context, v caller, status int, name string, refused error) error {
	return h.render(c, status, views.PasswordPage(h.page(c, portal.Say("Choose a password")), views.Password{
		Email: v.account.Email, Public: v.account.Role == portal.Taxpayer, AskName: v.account.Name == "", Name: name, Recovering: v.session.Recovering, Err: refused,
	}))
}

// choosePassword sets the password. It may hold spaces at its ends; nothing is trimmed.
func (h *Handlers) choosePassword(c echo.Context, v caller, a portal.Actor) error {
	form, err := h.form(c)
	if err != nil {
		return err
	}
	choice := portal.SetupChoice{Name: form.Get("name"), Password: form.Get("password"), Refused: h.RefusedPasswords, About: h.aboutDepartment()}
	if err := h.db.ChoosePassword(ctx(c), a, v.session, choice); err != nil {
		return h.refuseForm(c, err, func(status int, err error) error { return h.showPassword(c, v, status, choice.Name, err) })
	}
	if !v.session.Recovering {
		return h.see(c, "/setup/second-factor")
	}
	token, err := h.db.FinishRecovery(ctx(c), a, v.session)
	if portal.CodeOf(err) == portal.Conflict { // the last authenticator was lost with the password
		return h.see(c, "/setup/second-factor")
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, h.enter(c, token, h.path(c, securityAddress+"?done=recovered")))
}

// aboutDepartment are words that no password may be made of.
func (h *Handlers) aboutDepartment() []string {
	words := []string{h.Profile.Name, h.Profile.ShortName, h.Profile.State}
	for _, name := range h.Profile.Names {
		words = append(words, name)
	}
	return words
}

// secondFactorChoice offers a passkey, an authenticator app or a printed card.
func (h *Handlers) secondFactorChoice(c echo.Context, v caller, _ portal.Actor) error {
	ways, err := h.waysOf(c, v.account.ID)
	if err != nil {
		return err
	}
	ways.Public = v.account.Role == portal.Taxpayer
	return h.render(c, http.StatusOK, views.SecondFactorChoicePage(h.page(c, portal.Say("Add a second step")), ways))
}

// setupCodeCard makes the card and shows it, this once.
func (h *Handlers) setupCodeCard(c echo.Context, v caller, a portal.Actor) error {
	codes, err := h.db.IssueCodes(ctx(c), a, v.session, portal.CardCodes)
	if err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.CodeCardPage(h.page(c, portal.Say("Your code card")), views.CodeCard{
		Name: v.account.Name, Codes: codes, MadeAt: h.db.Now(), Public: v.account.Role == portal.Taxpayer, Next: "/setup/recovery-codes",
	}))
}

func (h *Handlers) setupRecoveryCodesPage(c echo.Context, v caller, _ portal.Actor) error {
	return h.render(c, http.StatusOK, views.RecoveryCodesStartPage(h.page(c, portal.Say("Recovery codes")), views.RecoveryCodes{Base: "/setup/recovery-codes", SettingUp: true, Public: v.account.Role == portal.Taxpayer}))
}

func (h *Handlers) setupRecoveryCodes(c echo.Context, v caller, a portal.Actor) error {
	return h.issueRecoveryCodes(c, v.session, a, "/setup/recovery-codes", true)
}

func (h *Handlers) issueRecoveryCodes(c echo.Context, s portal.Session, a portal.Actor, base string, settingUp bool) error {
	codes, err := h.db.IssueCodes(ctx(c), a, s, portal.RecoverySaved)
	if err != nil {
		return err
	}
	return h.showRecoveryCodes(c, http.StatusOK, views.RecoveryCodes{Name: a.Name, Codes: codes, MadeAt: h.db.Now(), Base: base, SettingUp: settingUp, Public: a.Role == portal.Taxpayer})
}

func (h *Handlers) showRecoveryCodes(c echo.Context, status int, codes views.RecoveryCodes) error {
	return h.render(c, status, views.RecoveryCodesPage(h.page(c, portal.Say("Your recovery codes")), codes))
}

// finishSetup is the last step: a saved code is typed, the account opens, and its owner is signed in.
func (h *Handlers) finishSetup(c echo.Context, v caller, a portal.Actor) error {
	token, err := h.checkSavedCode(c, v.session, a, "/setup/recovery-codes", true)
	if err != nil || token == "" {
		return err
	}
	return c.Redirect(http.StatusSeeOther, h.enter(c, token, ""))
}

// checkSavedCode answers with a session's token, or with "" when it has shown the page again.
func (h *Handlers) checkSavedCode(c echo.Context, s portal.Session, a portal.Actor, base string, settingUp bool) (token string, err error) {
	form, err := h.form(c)
	if err != nil {
		return "", err
	}
	token, err = h.db.SaveRecoveryCodes(ctx(c), a, s, form.Get("code"))
	if err != nil {
		return "", h.refuseForm(c, err, func(status int, err error) error {
			return h.showRecoveryCodes(c, status, views.RecoveryCodes{
				Name: a.Name, Codes: recoveryCodesOf(form.Get("codes")), MadeAt: h.db.Now(), Base: base, SettingUp: settingUp, Public: a.Role == portal.Taxpayer, Err: err,
			})
		})
	}
	return token, nil
}

// recoveryCodesFile gives the codes back as a file to keep. They come from the page that shows them, because nothing
// else has them any more; only what looks like codes is given back.
func (h *Handlers) recoveryCodesFile(c echo.Context) error {
	form, err := h.form(c)
	if err != nil {
		return err
	}
	codes := recoveryCodesOf(form.Get("codes"))
	if len(codes) == 0 {
		return portal.ErrNotFound
	}
	header := c.Response().Header()
	header.Set("Content-Disposition", `attachment; filename="recovery-codes.txt"`)
	return c.Blob(http.StatusOK, "text/plain; charset=utf-8", []byte(views.RecoveryCodesText(h.page(c, portal.Say("Your recovery codes")), codes, h.db.Now())))
}

func recoveryCodesOf(text string) (codes []string) {
	for _, word := range strings.Fields(text) {
		if code, ok := portal.ReadCode(word, portal.RecoveryCodeLength); ok && len(codes) < portal.RecoveryCodes {
			codes = append(codes, code)
		}
	}
	return codes
}
