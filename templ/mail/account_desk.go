package mail

// Letters about what our desk did to an account of the public. They go to every address of the account, and none says
// why: that is for the telephone, or the counter.

func accountPublicHeld(n note) letter {
	return letter{
		subject: n.Say("An account of the public is on hold"),
		says:    []string{n.Say("An account of the public was put on hold. Nobody can sign in with it now.")},
		facts:   facts(n.when()),
		next:    []string{n.Say("Talk with its owner before you release it: sign in and open the accounts on hold.")},
	}
}

func accountPublicSuspended(n note) letter {
	return letter{
		subject: n.Say("Your account is suspended"),
		says: []string{
			n.Say("Your account was suspended. You cannot sign in, and all sessions have ended."),
			n.Say("Two people of our office decided this together. Your returns, payments and letters are not affected: send them by mail, or bring them to our counter."),
		},
		facts: facts(n.when()),
		next:  []string{n.Say("You can have this looked at again. Call us or write to us and say that you disagree; we tell you the reason, and someone who did not decide it looks at it.")},
	}
}

func accountDeceased(n note) letter {
	return letter{
		subject: n.Say("About this account"),
		says: []string{
			n.Say("We were told that the owner of this account has died, and we are sorry. Nobody can sign in with the account any more. Everything in it is kept."),
			n.Say("Two people of our office noted this together."),
		},
		facts: facts(n.when()),
		next: []string{
			n.Say("If you look after their affairs, call us or write to us: we tell you what comes next, and take your time."),
			n.Say("If this is a mistake, we apologize. Call us or come to our counter: we put it right, and everything is as it was."),
		},
	}
}

func accountNotDeceased(n note) letter {
	return letter{
		subject: n.Say("Our mistake about your account is put right"),
		says:    []string{n.Say("We had noted by mistake that the owner of this account has died. We apologize. The account is again what it was before.")},
		facts:   facts(n.when()),
		next:    []string{n.Say("If something does not work as it did, call us.")},
	}
}

func accountSessionsEnded(n note) letter {
	return letter{
		subject: n.Say("We signed you out everywhere"),
		says:    []string{n.Say("Our office ended all sessions of your account. Your password and your second step stay as they were, and you can sign in again.")},
		facts:   facts(n.when()),
		next:    []string{n.Say("If you did not ask us to, call us: we tell you why.")},
	}
}

func accountCounterRecovery(n note) letter {
	return letter{
		subject: n.Say("Someone at our counter asks for your account"),
		says:    []string{n.Say("A person with an ID is at our counter and asks to sign in to your account again, because they lost their keys. A second person of our office looks at it before anything changes.")},
		facts:   facts(n.when()),
		next:    []string{n.Say("If this is you, wait for our next e-mail. If it is not, call us at once and we stop it.")},
	}
}

func accountRecoveryLink(n note) letter {
	return letter{
		subject: n.Say("Go on with your account"),
		says:    []string{n.Say("Open the link and enter the code on the sheet that we handed you at the counter. Then choose a new password and a new second step. Your account and its history stay as they are.")},
		next:    []string{n.Say("If you were not at our counter, do not open the link and call us at once.")},
		link:    &link{n.Say("Go on with your account"), n.params["secret"], n.Say("The link works once, within 24 hours.")},
	}
}

func accountRecoveryDone(n note) letter {
	return n.happened(n.Say("Your account has new keys"), n.Say("Your account was recovered at our counter, and a new password was chosen. Earlier passkeys, code cards and recovery codes no longer work."))
}
