package mail

import "strings"

// Letters about accessibility requests. Subjects say "your request" and no more: who sees a list of someone's e-mail
// learns nothing from it.

func (n note) reference() fact { return fact{n.Say("Reference"), n.params["reference"]} }

// whereItStands tells how to look, without a link and without the follow-up code.
func (n note) whereItStands() string {
	return n.Say("To see where it stands, open our accessibility page and enter the reference with the follow-up code from your receipt. If you have no code, call us.")
}

func accessibilityReceived(n note) letter {
	return letter{
		subject: n.Say("We received your request %s", n.params["reference"]),
		says:    []string{n.Say("We received your accessibility request. Someone will read it and tell you that they are working on it.")},
		facts:   facts(n.reference(), fact{n.Say("You hear from us by"), n.day("acknowledge_by")}),
		next:    []string{n.whereItStands()},
	}
}

func accessibilityAcknowledged(n note) letter {
	return letter{
		subject: n.Say("We are working on your request %s", n.params["reference"]),
		says:    []string{n.Say("Someone has read your accessibility request and is working on it.")},
		facts:   facts(n.reference(), fact{n.Say("You have our answer by"), n.day("deliver_by")}),
		next:    []string{n.whereItStands()},
	}
}

func accessibilityAnswered(n note) letter {
	return letter{
		subject: n.Say("Our answer to your request %s is ready", n.params["reference"]),
		says:    []string{n.Say("Our answer to your accessibility request is ready. To protect your privacy it is not in this e-mail.")},
		facts:   facts(n.reference()),
		next: []string{
			n.Say("To read it, open our accessibility page and enter the reference with the follow-up code from your receipt. If you have no code, call us."),
			n.Say("There you can also tell us that it is what you need, or that it is not and we should go on."),
		},
	}
}

func accessibilityReopened(n note) letter {
	return letter{
		subject: n.Say("Your request %s is open again", n.params["reference"]),
		says:    []string{n.Say("Your accessibility request is open again. Someone will read what is missing and tell you that they are working on it.")},
		facts:   facts(n.reference(), fact{n.Say("You hear from us by"), n.day("acknowledge_by")}),
		next:    []string{n.whereItStands()},
	}
}

func grievanceReceived(n note) letter {
	return letter{
		subject: n.Say("We received your grievance about request %s", n.params["reference"]),
		says:    []string{n.Say("We received your grievance. A supervisor will read it and arrange to meet with you, in a way that works for you.")},
		facts:   facts(n.reference(), fact{n.Say("We meet with you by"), n.day("meet_by")}),
		next:    []string{n.whereItStands()},
	}
}

func grievanceMet(n note) letter {
	return letter{
		subject: n.Say("We met about your request %s", n.params["reference"]),
		says:    []string{n.Say("Thank you for meeting with us about your grievance. Our answer in writing comes next.")},
		facts:   facts(n.reference(), fact{n.Say("You have our answer by"), n.day("answer_by")}),
		next:    []string{n.whereItStands()},
	}
}

func grievanceAnswered(n note) letter {
	return letter{
		subject: n.Say("Our answer to your grievance about request %s is ready", n.params["reference"]),
		says:    []string{n.Say("Our answer to your grievance is ready. To protect your privacy it is not in this e-mail.")},
		facts:   facts(n.reference(), fact{n.Say("You can appeal until"), n.day("appeal_by")}),
		next: []string{
			n.Say("To read it, open our accessibility page and enter the reference with the follow-up code from your receipt. If you have no code, call us."),
			n.Say("If it does not settle the matter, you can appeal on the same page, or by telephone."),
		},
	}
}

func grievanceAppealed(n note) letter {
	return letter{
		subject: n.Say("We received your appeal about request %s", n.params["reference"]),
		says:    []string{n.Say("We received your appeal. The final decision comes next, in writing.")},
		facts:   facts(n.reference(), fact{n.Say("You have our decision by"), n.day("decide_by")}),
		next:    []string{n.whereItStands()},
	}
}

func grievanceFinal(n note) letter {
	return letter{
		subject: n.Say("Our final decision about request %s is ready", n.params["reference"]),
		says:    []string{n.Say("Our final decision about your grievance is ready. To protect your privacy it is not in this e-mail.")},
		facts:   facts(n.reference()),
		next: []string{
			n.Say("To read it, open our accessibility page and enter the reference with the follow-up code from your receipt. If you have no code, call us."),
		},
	}
}

// pageDefect goes to whoever looks after a page, not to the public.
func pageDefect(n note) letter {
	page := n.params["page"]
	if !strings.HasPrefix(page, "/") || strings.HasPrefix(page, "//") {
		page = "" // not a page of ours: an address that a visitor typed is not passed on
	}
	return letter{
		subject: n.Say("A barrier was reported on a page that you look after"),
		says:    []string{n.Say("Someone could not use a page that you look after. Until it is mended, others meet the same barrier.")},
		facts:   facts(fact{n.Say("Page"), page}, fact{n.Say("Reports so far"), n.params["requests"]}),
		next:    []string{n.Say("The accessibility desk can tell you what was reported. Tell them when the page is mended.")},
	}
}
