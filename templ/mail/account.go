package mail

import "exchequer/portal"

// Letters about accounts. Each change to how someone signs in is told to every address of the account, so that a
// thief's change is seen by its owner.

func (n note) when() fact { return fact{n.Say("When"), n.DateTime(n.at)} }

// notYou is what to do when someone else did it.
func (n note) notYou() []string {
	if code := n.params["stop"]; code != "" {
		return []string{
			n.Say("If this was not you, protect your account at once: type our address into your browser, choose “Sign in”, then “This was not me”, and enter the code %s.", code),
			n.Say("The code does nothing else, and works for two weeks. Or call us; if you work here, call an administrator."),
		}
	}
	return []string{n.Say("If this was not you, someone else may be using your account. Call us at once; if you work here, call an administrator.")}
}

func accountConfirmEmail(n note) letter {
	return letter{
		subject: n.Say("Go on opening your account"),
		says:    []string{n.Say("Someone, most likely you, wants to open an account with this e-mail address. Open the link to choose a password and a second step.")},
		next:    []string{n.Say("If it was not you, do nothing. Without the link no account is opened.")},
		link:    &link{n.Say("Open your account"), n.params["secret"], n.Say("The link works once, within 24 hours.")},
	}
}

func accountRecoveryBegun(n note) letter {
	return letter{
		subject: n.Say("Someone began to recover your account"),
		says:    []string{n.Say("One of your saved recovery codes was used. In 24 hours we send a link to the address that signs in, with which a new password can be chosen.")},
		facts:   facts(n.when(), fact{n.Say("Device"), n.params["device"]}),
		next:    []string{n.Say("If it was you, do nothing. If it was not, stop it with the link, or call us.")},
		link:    &link{n.Say("Stop the recovery"), n.params["secret"], n.Say("The link works once, within 48 hours.")},
	}
}

func accountRecoveryReady(n note) letter {
	return letter{
		subject: n.Say("Go on recovering your account"),
		says:    []string{n.Say("The 24 hours are over. Open the link to choose a new password and second step.")},
		next:    []string{n.Say("If it was not you who began this, call us at once.")},
		link:    &link{n.Say("Recover your account"), n.params["secret"], n.Say("The link works once, within 24 hours.")},
	}
}

func accountRecoveryCancelled(n note) letter {
	return n.happened(n.Say("The recovery of your account was stopped"), n.Say("Nothing of your account was changed. Make new recovery codes: someone used one."))
}

func accountConfirmAddress(n note) letter {
	return letter{
		subject: n.Say("Confirm your e-mail address"),
		says:    []string{n.Say("Someone, most likely you, added this address to an account. Open the link to confirm it. It does not sign you in.")},
		next:    []string{n.Say("If it was not you, do nothing. We then do not write to this address again.")},
		link:    &link{n.Say("Confirm this address"), n.params["secret"], n.Say("The link works once, within 24 hours.")},
	}
}

func accountAddressAdded(n note) letter {
	return n.happened(n.Say("An e-mail address was added to your account"), n.Say("A further e-mail address was added. It counts once it is confirmed from its own mailbox."))
}

func accountAddressRemoved(n note) letter {
	return n.happened(n.Say("An e-mail address was removed from your account"), n.Say("One of your further e-mail addresses was removed."))
}

func accountSignInAddress(n note) letter {
	return n.happened(n.Say("You sign in with another e-mail address"), n.Say("The e-mail address with which you sign in was changed."))
}

func accountExists(n note) letter {
	return letter{
		subject: n.Say("You have an account already"),
		says:    []string{n.Say("Someone, most likely you, asked to open an account or to choose a password with this e-mail address. There is an account with it, and nothing was changed.")},
		next:    []string{n.Say("To sign in, type our address into your browser. If you forgot your password or cannot sign in, the sign-in page says what to do, and we help you on the phone.")},
	}
}

func accountDoesNotExist(n note) letter {
	return letter{
		subject: n.Say("There is no account with this e-mail address"),
		says:    []string{n.Say("Someone, most likely you, wanted to choose a new password for an account with this e-mail address. There is none.")},
		next:    []string{n.Say("You may have opened your account with another address. If it was not you, do nothing.")},
	}
}

// happened is the letter of most changes: what was done, when, and what to do if it was someone else.
func (n note) happened(subject, says string, more ...fact) letter {
	return letter{
		subject: subject,
		says:    []string{says},
		facts:   facts(append([]fact{n.when()}, more...)...),
		next:    n.notYou(),
	}
}

func accountInvited(n note) letter {
	return letter{
		subject: n.Say("Set up your account"),
		says:    []string{n.Say("An account was made for you at our office. Open the link to choose a password and add a passkey.")},
		facts:   facts(fact{n.Say("Invited by"), printable(n.params["by"])}),
		link:    &link{n.Say("Set up your account"), n.params["secret"], n.Say("The link works once, within 24 hours.")},
	}
}

func accountNewPasswordLink(n note) letter {
	return letter{
		subject: n.Say("Choose a new password"),
		says:    []string{n.Say("Open the link to choose a new password. You will also need your passkey, a code from your code card or authenticator app, or a recovery code.")},
		link:    &link{n.Say("Choose a new password"), n.params["secret"], n.Say("The link works once, within 30 minutes.")},
	}
}

func accountPasswordChosen(n note) letter {
	return n.happened(n.Say("Your password was changed"), n.Say("A new password was chosen for your account."))
}

func accountPasskeyBound(n note) letter {
	return n.happened(n.Say("A passkey was added to your account"), n.Say("A new passkey can now sign in to your account."),
		fact{n.Say("Passkey"), n.params["passkey"]})
}

func accountPasskeyRemoved(n note) letter {
	return n.happened(n.Say("A passkey was removed from your account"), n.Say("A passkey can no longer sign in to your account."),
		fact{n.Say("Passkey"), n.params["passkey"]})
}

func accountCodeCardIssued(n note) letter {
	return n.happened(n.Say("You have a new code card"), n.Say("A new code card was made for your account. Codes of an earlier card no longer work."))
}

func accountPostedCardOrdered(n note) letter {
	return n.happened(n.Say("A code card was ordered for your account"), n.Say("A printed code card was ordered for your account. It comes by mail, and works only after you, signed in, enter one of its codes."))
}

func accountPostedCardMailed(n note) letter {
	return n.happened(n.Say("Your code card is in the mail"), n.Say("We mailed the code card that you ordered. When it is in your hands, sign in and enter one of its codes on your security page: then it works."))
}

func accountPostedCardWorks(n note) letter {
	return n.happened(n.Say("Your code card works now"), n.Say("The code card that came by mail can now sign in to your account, together with your password. Codes of an earlier card no longer work."))
}

func accountPostedCardVoid(n note) letter {
	return n.happened(n.Say("Your code card by mail is void"), n.Say("The code card that you ordered by mail was not brought into use in time, or wrong codes were entered too often. Destroy it when it comes. You can order another."))
}

func accountAppBound(n note) letter {
	return n.happened(n.Say("An authenticator app was added to your account"), n.Say("Codes of an authenticator app can now sign in to your account, together with your password. Codes of an earlier app no longer work."))
}

func accountAppRemoved(n note) letter {
	return n.happened(n.Say("The authenticator app was removed from your account"), n.Say("Codes of the authenticator app can no longer sign in to your account."))
}

func accountAgencyBound(n note) letter {
	return n.happened(n.Say("An agency identity was bound to your account"), n.Say("Someone who signs in to your agency with it can now sign in to your account here."))
}

func accountAgencyRemoved(n note) letter {
	return n.happened(n.Say("An agency identity was removed from your account"), n.Say("Your agency’s sign-in can no longer sign in to your account. Use another way, or bind one again on your security page."))
}

func accountRecoveryCodes(n note) letter {
	return n.happened(n.Say("You have new recovery codes"), n.Say("New recovery codes were made for your account. Earlier ones no longer work."))
}

func accountRecoveryCodeUsed(n note) letter {
	return n.happened(n.Say("A recovery code of yours was used"), n.Say("Someone used one of your recovery codes. Each works once: make new ones when few are left."))
}

func accountDisabled(n note) letter {
	return n.happened(n.Say("One way to sign in to your account was turned off"),
		n.Say("After many wrong tries in a row we turned off one way to sign in to your account. Use another way, or call us; if you work here, ask an administrator."),
		fact{n.Say("Turned off"), n.authenticator()})
}

// authenticator says in words what db calls a kind of authenticator.
func (n note) authenticator() string {
	switch n.params["authenticator"] {
	case "password":
		return n.Say("Password")
	case "passkey":
		return n.Say("Passkey")
	case "code card":
		return n.Say("Code card")
	case "authenticator app":
		return n.Say("Authenticator app")
	case "recovery codes":
		return n.Say("Recovery codes")
	}
	return ""
}

func accountHeld(n note) letter {
	return letter{
		subject: n.Say("Your account is on hold"),
		says:    []string{n.Say("We put your account on hold to protect it. Nobody can sign in with it now, and all sessions have ended.")},
		facts:   facts(n.when()),
		next:    []string{n.Say("Call us, or a supervisor if you work here. We can tell you why, and release it.")},
	}
}

func accountStaffHeld(n note) letter {
	return letter{
		subject: n.Say("An account of your office is on hold"),
		says:    []string{n.Say("The account of a colleague was put on hold, because one of its passkeys answered as a copy would. Nobody can sign in with it now.")},
		facts:   facts(n.when(), fact{n.Say("Account"), printable(n.params["person"])}),
		next:    []string{n.Say("Talk to your colleague before you release it: sign in and open the staff page.")},
	}
}

func accountReleased(n note) letter {
	return n.happened(n.Say("Your account is no longer on hold"), n.Say("Your account was released. You can sign in again."))
}

func accountSuspended(n note) letter {
	return letter{
		subject: n.Say("Your account is suspended"),
		says:    []string{n.Say("Your account was suspended. You cannot sign in, and all sessions have ended.")},
		facts:   facts(n.when()),
		next:    []string{n.Say("Call us, or an administrator if you work here. We can tell you why, and how to have it looked at again.")},
	}
}

func accountRestored(n note) letter {
	return n.happened(n.Say("Your account is no longer suspended"), n.Say("You can sign in again."))
}

func accountRoleChanged(n note) letter {
	return letter{
		subject: n.Say("Your role was changed"),
		says:    []string{n.Say("An administrator changed the role of your account. Sign in again to work with it.")},
		facts:   facts(n.when(), fact{n.Say("New role"), n.role()}),
		next:    []string{n.Say("If you did not expect this, call an administrator of your office.")},
	}
}

func (n note) role() string {
	switch portal.Role(n.params["role"]) {
	case portal.Clerk:
		return n.Say("Clerk")
	case portal.Supervisor:
		return n.Say("Supervisor")
	case portal.Administrator:
		return n.Say("Administrator")
	case portal.Auditor:
		return n.Say("Auditor")
	}
	return ""
}

func signInNewDevice(n note) letter {
	return n.happened(n.Say("New sign-in to your account"), n.Say("Someone signed in to your account in a way that we have not seen before."),
		fact{n.Say("Device"), n.params["device"]})
}

func signInPasswordAlone(n note) letter {
	return letter{
		subject: n.Say("Someone entered your password and stopped"),
		says:    []string{n.Say("Your right password was entered, and then no second factor. Nobody signed in.")},
		facts:   facts(n.when(), fact{n.Say("Device"), n.params["device"]}),
		next:    append([]string{n.Say("If this was not you, someone knows your password. Choose another now: the sign-in page says how.")}, n.notYou()...),
	}
}

func accountClosed(n note) letter {
	return letter{
		subject: n.Say("Your account is closed"),
		says:    []string{n.Say("You closed your account. Nobody can sign in with it, and all sessions have ended. Everything in it is kept as a record.")},
		facts:   facts(n.when()),
		next:    []string{n.Say("If it was not you, or if you change your mind, call us.")},
	}
}

func accountReopened(n note) letter {
	return n.happened(n.Say("Your account is open again"), n.Say("We opened your account again, as you asked. You can sign in with what you had."))
}

func accountReverify(n note) letter {
	return letter{
		subject: n.Say("Look at the security of your account"),
		says:    []string{n.Say("Something about your account was unusual, so we signed you out everywhere. Sign in again and look at your security page: are all keys, addresses and sign-ins yours?")},
		next:    []string{n.Say("If something there is not yours, choose “This was not me” on that page, or call us.")},
	}
}
