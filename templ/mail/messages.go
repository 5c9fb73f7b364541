package mail

// Letters about secure messages. None says what a message is about, in which case it is, or whose records it concerns.

func messageArrived(n note) letter {
	return letter{
		subject: n.Say("A letter or message from us waits for you"),
		says:    []string{n.Say("We sent you a letter or a secure message. What it says stays on our site, where only you can read it.")},
		facts:   facts(n.when()),
		next:    []string{n.Say("Sign in and open “Messages” to read it, and to answer.")},
	}
}

func messageReceived(n note) letter {
	return letter{
		subject: n.Say("We received what you sent"),
		says:    []string{n.Say("Your secure message is with us, with everything that you attached.")},
		facts:   facts(n.when()),
		next:    []string{n.Say("Sign in and open “Messages” to see the receipt, and until when we answer.")},
	}
}
