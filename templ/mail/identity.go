package mail

// Letters about proving who someone is. None says which taxpayer, and none holds a code.

func identityBegun(n note) letter {
	return n.happened(n.Say("Someone began to prove who you are"), n.Say("With your account, someone entered details of a tax return or a letter, to see a taxpayer’s records. They fit. More is opened only after a letter, a visit or another proof."))
}

func identityRaised(n note) letter {
	return n.happened(n.Say("More is open to your account"), n.Say("Your proof of identity went one step further, and your account can do more now. Sign in to see what."))
}

func identityStopped(n note) letter {
	return letter{
		subject: n.Say("Your proof of identity was stopped"),
		says:    []string{n.Say("We looked at your proof of identity and could not approve it. Your account stays as it is, without a taxpayer’s records.")},
		facts:   append([]fact{{n.Say("Reference"), n.params["reference"]}}, n.when()),
		next:    []string{n.Say("If you think that this is wrong, call us or come to our counter with an ID. Someone who did not decide it looks at it.")},
	}
}

func identityMailed(n note) letter {
	return letter{
		subject: n.Say("Your letter is in the mail"),
		says:    []string{n.Say("We mailed the letter with your code to the address that we have on record. It usually takes five to ten days.")},
		facts:   []fact{{n.Say("Reference"), n.params["reference"]}, {n.Say("Use the code until"), n.day("until")}},
		next:    []string{n.Say("When it is there, sign in and enter the code.")},
	}
}

func identityReminder(n note) letter {
	return letter{
		subject: n.Say("A letter from us waits for you"),
		says:    []string{n.Say("Two weeks ago we mailed you a letter with a code, and the code was not used yet.")},
		facts:   []fact{{n.Say("Reference"), n.params["reference"]}, {n.Say("Use the code until"), n.day("until")}},
		next:    []string{n.Say("Sign in and enter the code. If the letter never came, you can ask there for another one, or choose another way.")},
	}
}

func identityElsewhere(n note) letter {
	return letter{
		subject: n.Say("Another account claims your records"),
		says: []string{
			n.Say("Someone with another account says that they are the taxpayer whose records your account opens."),
			n.Say("Nobody can change a bank account or an address there until we have looked at it. Reading and filing go on as before."),
		},
		facts: facts(n.when()),
		next:  []string{n.Say("If you know who it is, call us. If you do not, you need do nothing: we look at it within days and tell you.")},
	}
}

func identityFell(n note) letter {
	return letter{
		subject: n.Say("Prove once more who you are"),
		says:    []string{n.Say("Your account was recovered with new keys. To protect you, it shows no records until you prove once more who you are. Nothing is lost.")},
		facts:   facts(n.when()),
		next:    []string{n.Say("Sign in and open “Prove who you are”: a letter, a visit to our counter, or pictures of your ID.")},
	}
}

func identityChecked(n note) letter {
	return letter{
		subject: n.Say("We look at your proof of identity"),
		says:    []string{n.Say("Something about your proof of identity needs a person’s eyes before it goes on. You can go on with your part meanwhile.")},
		facts:   append([]fact{{n.Say("Reference"), n.params["reference"]}}, n.when()),
		next:    []string{n.Say("We decide within five business days. A visit to our counter with an ID is the quickest way.")},
	}
}

func identityAddressAsked(n note) letter {
	l := n.happened(n.Say("A new address was told to us"), n.Say("Someone signed in with your account and told us a new mailing address. We enter it into our records; whoever lives at the address before gets a letter about it."))
	l.facts = append(l.facts, fact{n.Say("We enter it by"), n.day("by")})
	return l
}

func identityAddressEntered(n note) letter {
	return letter{
		subject: n.Say("Your new address is in our records"),
		says:    []string{n.Say("Letters go to your new address from now on.")},
		facts:   facts(n.when()),
		next:    []string{n.Say("If you did not change it, call us at once.")},
	}
}

func identityAddressRefused(n note) letter {
	return letter{
		subject: n.Say("We could not enter your new address"),
		says:    []string{n.Say("We looked at the new address that you told us and could not enter it. Letters go on to the address before.")},
		facts:   facts(n.when()),
		next:    []string{n.Say("Call us, or come to our counter with an ID: we tell you why and do it with you.")},
	}
}

func identityPictures(n note) letter {
	return letter{
		subject: n.Say("Your pictures did not fit yet"),
		says:    []string{n.Say("Two clerks looked at the pictures that you sent, and could not see everything in them. You can send others.")},
		facts:   append([]fact{{n.Say("Reference"), n.params["reference"]}}, n.when()),
		next:    []string{n.Say("Sign in to see what was not clear, and take them once more. A visit to our counter with an ID works too.")},
	}
}
