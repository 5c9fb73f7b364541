package mail

// Letters about who may act for a taxpayer. None says who, for whom, or about what: that stands on the page.

func (n note) representatives() []string {
	return []string{n.Say("Sign in and open “Representatives” to see more.")}
}

func authorityInvited(n note) letter {
	return letter{
		subject: n.Say("Someone asks you to act for them"),
		says: []string{
			n.Say("Someone asks you to act for them with us. Whoever it is gives you a code themselves: by telephone, or when you meet."),
			n.Say("Sign in, or open an account with this e-mail address, and look at “Representatives”. With the code you see who asks, and for what."),
		},
		facts: facts(fact{n.Say("Answer by"), n.day("until")}),
		next:  []string{n.Say("If nobody gives you a code, you need do nothing. We never send you the code, and never ask you for it.")},
	}
}

func authorityAsked(n note) letter {
	return letter{
		subject: n.Say("Someone asks to act for you"),
		says:    []string{n.Say("Someone asks us for permission to act for you. Nothing is open to them until you say yes, and you choose for what.")},
		facts:   facts(n.when(), fact{n.Say("Answer by"), n.day("until")}),
		next:    append(n.representatives(), n.Say("If you do not know who it is, refuse it there, or do nothing: then it ends by itself.")),
	}
}

func authorityJoint(n note) letter {
	return letter{
		subject: n.Say("Your word is asked on a return that two people file"),
		says:    []string{n.Say("Someone with whom you file a return wants a representative to act in it. That needs your word too.")},
		facts:   facts(n.when(), fact{n.Say("Answer by"), n.day("until")}),
		next:    n.representatives(),
	}
}

func authorityReminder(n note) letter {
	return letter{
		subject: n.Say("A question about a representative waits for your answer"),
		says:    []string{n.Say("We asked you about someone who is to act for another. It was not answered yet, and ends by itself soon.")},
		facts:   facts(fact{n.Say("Answer by"), n.day("until")}),
		next:    n.representatives(),
	}
}

func authorityGiven(n note) letter {
	return letter{
		subject: n.Say("Someone may act for you now"),
		says:    []string{n.Say("A representative may act for you from now on. You see there what they may do, and everything that they do or look at. You can end it at any time, at once.")},
		facts:   facts(n.when()),
		next:    append(n.representatives(), n.Say("If you did not agree to this, end it there, and call us.")),
	}
}

func authorityReceived(n note) letter {
	return letter{
		subject: n.Say("You may act for someone now"),
		says:    []string{n.Say("You may act for someone from now on. They see everything that you do or look at for them.")},
		facts:   facts(n.when()),
		next:    n.representatives(),
	}
}

func authorityRefused(n note) letter {
	return letter{
		subject: n.Say("A question about a representative was answered with no"),
		says:    []string{n.Say("Someone whom you asked about acting for another has said no. Nothing was opened.")},
		facts:   facts(n.when()),
		next:    n.representatives(),
	}
}

func authorityLapsed(n note) letter {
	return letter{
		subject: n.Say("A question about a representative was not answered in time"),
		says:    []string{n.Say("What you asked about acting for another was not answered within 21 days, so it has ended. Nothing was opened. You can ask again.")},
		facts:   facts(n.when()),
		next:    n.representatives(),
	}
}

func authorityOver(n note) letter {
	return letter{
		subject: n.Say("A representative acts for you no longer"),
		says:    []string{n.Say("Someone who could act for you cannot do so any more. What they did before stays on record.")},
		facts:   facts(n.when()),
		next:    n.representatives(),
	}
}

func authorityLost(n note) letter {
	return letter{
		subject: n.Say("You act for someone no longer"),
		says:    []string{n.Say("Someone for whom you could act is no longer among those for whom you do. Nothing of theirs is open to you now.")},
		facts:   facts(n.when()),
		next:    n.representatives(),
	}
}

func representationSuspended(n note) letter {
	return letter{
		subject: n.Say("You cannot act for others for now"),
		says:    []string{n.Say("We have suspended you, or the organization to which you belong, from acting for others. Your own matters stay open to you.")},
		facts:   facts(n.when()),
		next:    []string{n.Say("If you think that this is wrong, call us. Someone who did not decide it looks at it.")},
	}
}

func representationRestored(n note) letter {
	return letter{
		subject: n.Say("You can act for others again"),
		says:    []string{n.Say("You can act again for those who let you and have not ended it.")},
		facts:   facts(n.when()),
		next:    n.representatives(),
	}
}

func representationClients(n note) letter {
	return letter{
		subject: n.Say("A representative cannot act for you for now"),
		says:    []string{n.Say("Someone who may act for you cannot do so for now. Your own access is as it was: you can do everything yourself, or choose someone else.")},
		facts:   facts(n.when()),
		next:    n.representatives(),
	}
}
