package mail

// Letters about conduct in secure messages.

func messageThreat(n note) letter {
	return letter{
		subject: n.Say("Someone reported a message as a threat"),
		says:    []string{n.Say("A message was reported because it threatens someone. It stands at the top of the reported messages.")},
		facts:   facts(n.when()),
		next:    []string{n.Say("Sign in to the desk and open “Reported” now. If someone is in danger, call 911 first.")},
	}
}

func messagesStopped(n note) letter {
	return letter{
		subject: n.Say("You cannot write secure messages for now"),
		says:    []string{n.Say("We suspended writing secure messages for you, because the rules of conduct were not kept. You can still read everything, file and pay.")},
		facts:   facts(n.when()),
		next:    []string{n.Say("If you think that this is a mistake, call us or write to us by mail. Someone else than who decided looks at it again.")},
	}
}

func messagesAllowed(n note) letter {
	return letter{
		subject: n.Say("You can write secure messages again"),
		says:    []string{n.Say("Writing secure messages is open to you again.")},
		facts:   facts(n.when()),
		next:    []string{n.Say("Sign in and open “Messages”. What you wrote before is all there.")},
	}
}
