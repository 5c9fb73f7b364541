package mail

import (
	"slices"

	"exchequer/portal"
)

// Letters about how things reach someone, and the one that stands for several notices.

func deliverySubmitted(n note) letter {
	return letter{
		subject: n.Say("What you submitted went through"),
		says:    []string{n.Say("What you submitted on our site arrived whole, and is on its way to whoever works on it.")},
		facts:   facts(n.when()),
		next:    []string{n.Say("Sign in to see the receipt.")},
	}
}

func deliveryChanged(n note) letter {
	return letter{
		subject: n.Say("You changed how things reach you"),
		says:    []string{n.Say("We noted another choice of paper or electronic delivery for your account.")},
		facts:   facts(n.when()),
		next: []string{
			n.Say("Sign in and open “How things reach you” to see it, or to choose again."),
			n.Say("If this was not you, call us."),
		},
	}
}

func deliveryPaper(n note) letter {
	return letter{
		subject: n.Say("We write to you on paper now"),
		says:    []string{n.Say("An e-mail to one of the addresses of your account came back to us. Until you look at it, we write to you on paper.")},
		facts:   facts(n.when()),
		next:    []string{n.Say("Sign in and open “How things reach you”. There you can confirm an address and choose electronic delivery again.")},
	}
}

func deliveryUnread(n note) letter {
	return letter{
		subject: n.Say("Something from us still waits for you"),
		says:    []string{n.Say("A week ago something came into your account, and it still waits for you. This is our only reminder of it.")},
		next: []string{
			n.Say("Sign in to see what it is."),
			n.Say("You need no reminders? Use the button “Unsubscribe” of your e-mail program, or sign in and open “How things reach you”."),
		},
	}
}

// together is one letter for several notices that came due within a short time.
func (n note) together(notices []portal.Notice) letter {
	l := letter{
		subject: n.Say("%d things wait for you", len(notices)),
		says:    []string{n.Say("Several things happened in your account within a short time:")},
		next:    []string{n.Say("Sign in and open “Messages” to see them.")},
	}
	for _, notice := range portal.NoticesTogether {
		count := 0
		for _, one := range notices {
			if one == notice {
				count++
			}
		}
		if count > 0 {
			l.says = append(l.says, n.togetherLine(notice, count))
		}
	}
	if slices.ContainsFunc(notices, func(one portal.Notice) bool { return !slices.Contains(portal.NoticesTogether, one) }) {
		l.says = append(l.says, n.Say("Something else is new too."))
	}
	return l
}

// togetherLine says how many of a notice there are.
func (n note) togetherLine(notice portal.Notice, count int) string {
	switch notice {
	case portal.NoticeMessageReceived:
		return n.Count(count, "We received something that you sent us.", "We received %d things that you sent us.")
	case portal.NoticeSubmitted:
		return n.Count(count, "Something that you submitted went through.", "%d things that you submitted went through.")
	}
	return n.Count(count, "A letter or message from us waits for you.", "%d letters or messages from us wait for you.")
}
