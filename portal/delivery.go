package portal

import (
	"slices"
	"time"
)

// DeliveryKind is one kind of thing that reaches people from us.
type DeliveryKind string

const (
	DeliverLetters   DeliveryKind = "letters"
	DeliverMessages  DeliveryKind = "messages"
	DeliverReminders DeliveryKind = "reminders"
)

// DeliveryKinds in the order in which people choose.
var DeliveryKinds = []DeliveryKind{DeliverLetters, DeliverMessages, DeliverReminders}

// DeliveryWay is how a kind of thing reaches someone.
type DeliveryWay string

const (
	Electronic DeliveryWay = "electronic" // in the account, with an e-mail that says so
	OnPaper    DeliveryWay = "paper"
	NotAtAll   DeliveryWay = "none" // reminders alone
)

// Name is what people call a kind.
func (k DeliveryKind) Name() Sentence {
	switch k {
	case DeliverLetters:
		return Say("Letters and notices")
	case DeliverMessages:
		return Say("Messages about your questions and cases")
	}
	return Say("Reminders")
}

// About says what belongs to a kind, and what comes on paper whatever is chosen.
func (k DeliveryKind) About() Sentence {
	switch k {
	case DeliverLetters:
		return Say("Assessments, final decisions, codes and changes of address always come on paper too.")
	case DeliverMessages:
		return Say("Our answers to you, and what we ask you.")
	}
	return Say("One e-mail when something from us has waited for a week.")
}

// Ways are those among which people choose for a kind.
func (k DeliveryKind) Ways() []DeliveryWay {
	if k == DeliverReminders {
		return []DeliveryWay{Electronic, NotAtAll}
	}
	return []DeliveryWay{Electronic, OnPaper}
}

// Has reports that a way is one of a kind's.
func (k DeliveryKind) Has(w DeliveryWay) bool { return slices.Contains(k.Ways(), w) }

// WayName says a way of a kind.
func (k DeliveryKind) WayName(w DeliveryWay) Sentence {
	switch {
	case k == DeliverReminders && w == Electronic:
		return Say("By e-mail")
	case w == Electronic:
		return Say("In your account, with an e-mail when something new is there")
	case w == OnPaper:
		return Say("On paper, by mail")
	}
	return Say("No reminders")
}

// DeliveryWhy is why a way was chosen.
type DeliveryWhy string

const (
	DeliveryChosen       DeliveryWhy = "chosen"
	DeliveryOptedOut     DeliveryWhy = "opted out"
	DeliveryOptedIn      DeliveryWhy = "opted in"
	DeliveryAddressDead  DeliveryWhy = "e-mail came back"
	DeliveryUnsubscribed DeliveryWhy = "unsubscribed" // with one press in a mail program
)

// Sentence says it to the account's owner.
func (w DeliveryWhy) Sentence() Sentence {
	switch w {
	case DeliveryOptedOut:
		return Say("You stopped electronic delivery.")
	case DeliveryOptedIn:
		return Say("You began electronic delivery again.")
	case DeliveryAddressDead:
		return Say("An e-mail of ours came back, so we turned to paper.")
	case DeliveryUnsubscribed:
		return Say("You unsubscribed with the button of your e-mail program.")
	}
	return Say("You chose so.")
}

// DeliveryChoice is the last choice about one kind.
type DeliveryChoice struct {
	Kind DeliveryKind
	Way  DeliveryWay
	Why  DeliveryWhy
	At   time.Time
}

// AddressTrouble is why e-mail does not reach an address.
type AddressTrouble string

const (
	HardBounce      AddressTrouble = "hard bounce"       // a mail server said for good that there is no such mailbox
	Complaint       AddressTrouble = "complaint"         // its reader called our e-mail unwanted
	NoSuchRecipient AddressTrouble = "no such recipient" // our own mail server said so when we handed it over
)

// DeliveryAddress is an e-mail address of an account that gets notices, and whether they reach it.
type DeliveryAddress struct {
	Address
	SignsIn bool
	Trouble AddressTrouble // where it is dead
}

// Delivery is how things reach an account.
type Delivery struct {
	Agreed    bool // to the terms in force
	Choices   map[DeliveryKind]DeliveryChoice
	Addresses []DeliveryAddress // confirmed ones alone
}

// Way is how a kind of thing reaches the account now. Without agreement everything comes on paper; with it, what was not
// chosen otherwise is electronic.
func (d Delivery) Way(k DeliveryKind) DeliveryWay {
	if !d.Agreed && k != DeliverReminders {
		return OnPaper
	}
	if c, chosen := d.Choices[k]; chosen {
		return c.Way
	}
	return Electronic
}

// Paper is what of a kind of thing is printed: its words for who chose paper, or never agreed to anything else; a notice for who
// agreed, and whom our e-mails do not reach.
func (d Delivery) Paper(k DeliveryKind) Paper {
	switch c, chosen := d.Choices[k]; {
	case d.Way(k) == Electronic && len(d.Dead()) < len(d.Addresses):
		return NoPaper
	case d.Way(k) == Electronic, d.Agreed && chosen && c.Why == DeliveryAddressDead:
		return PaperTells
	}
	return PaperWords
}

// Dead are the addresses that e-mail does not reach.
func (d Delivery) Dead() (dead []DeliveryAddress) {
	for _, a := range d.Addresses {
		if !a.DeadAt.IsZero() {
			dead = append(dead, a)
		}
	}
	return dead
}

// OptedOut reports that nothing reaches the account electronically.
func (d Delivery) OptedOut() bool {
	return d.Way(DeliverLetters) == OnPaper && d.Way(DeliverMessages) == OnPaper
}

// MayTurn is nil when the choices can be followed: electronic delivery needs agreement to the terms and an address that
// e-mail reaches.
func (d Delivery) MayTurn(chosen map[DeliveryKind]DeliveryWay) error {
	var check Check
	for _, kind := range []DeliveryKind{DeliverLetters, DeliverMessages} {
		if chosen[kind] != Electronic || d.Way(kind) == Electronic {
			continue
		}
		switch {
		case !d.Agreed:
			check.Wrong(string(kind), "Agree to the terms of secure messages first.")
		case len(d.Dead()) == len(d.Addresses):
			check.Wrong(string(kind), "No e-mail of ours reaches you. Confirm an address first.")
		}
	}
	return check.Err()
}

// UnsubscribeLasts is how long the link of elective mail works (GOV.UK Notify: a year).
const UnsubscribeLasts = 365 * 24 * time.Hour

// UnsubscribeParam is the param that carries the token of that link. It goes into a header and never into the text.
const UnsubscribeParam = "unsubscribe"

// RemindAfter is how long something waits unread before its one reminder.
const RemindAfter = 7 * 24 * time.Hour

// E-mail about delivery, and the reminder. The reminder is elective: nobody needs it, and one press ends it.
const (
	NoticeDeliveryChanged Notice = "delivery.changed"
	NoticeDeliveryPaper   Notice = "delivery.turned-to-paper" // to the addresses that still work
	NoticeUnread          Notice = "delivery.unread"

	NoticeSubmitted Notice = "delivery.submitted" // what someone submitted went through
)

// NoticesTogether are those of which several may go in one e-mail.
var NoticesTogether = []Notice{NoticeMessageArrived, NoticeMessageReceived, NoticeSubmitted}

// What the trail knows of delivery.
const (
	DeliveryWasChosen    Event = "delivery.chosen"
	DeliveryWasTurned    Event = "delivery.turned-to-paper"
	DeliveryUnsubscribe  Event = "delivery.unsubscribed"
	AddressWasMarkedDead Event = "delivery.address-dead"
	AddressWorksAgain    Event = "delivery.address-works"
	AddressConfirmAgain  Event = "delivery.confirm-again"
	WasReminded          Event = "delivery.reminded"
)
