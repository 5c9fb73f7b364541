package views

import (
	"net/url"
	"strings"
	"time"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// Where people say how things reach them.
const (
	DeliveryAddress    = "/delivery"
	OptOutAddress      = "/delivery/opt-out"
	UnreachableAddress = "/delivery/unreachable"
	MailingAddress     = "/delivery/address"
)

// Delivery is how things reach someone, and the form that changes it.
type Delivery struct {
	portal.Delivery
	Mail   portal.MailingAddress
	At     time.Time
	Values url.Values
	Err    error
}

// form holds what is so now, unless something was just typed.
func (d Delivery) form(p Page) ui.Form {
	if d.Values != nil {
		return formOf(p, d.Values, d.Err)
	}
	now := url.Values{}
	for _, kind := range portal.DeliveryKinds {
		now.Set(string(kind), string(d.Way(kind)))
	}
	return formOf(p, now, d.Err)
}

// asks is the question about each kind.
func (d Delivery) asks(p Page) (inputs []ui.Input) {
	for _, kind := range portal.DeliveryKinds {
		in := ui.Input{Kind: ui.Radios, Name: string(kind), Label: p.Sentence(kind.Name()), Hint: p.Sentence(kind.About())}
		for _, way := range kind.Ways() {
			in.Options = append(in.Options, ui.Option{Value: string(way), Label: p.Sentence(kind.WayName(way))})
		}
		inputs = append(inputs, in)
	}
	return inputs
}

// since says why a kind reaches someone as it does, "" where nobody chose.
func (d Delivery) since(p Page) (facts []ui.Fact) {
	for _, kind := range portal.DeliveryKinds {
		if c, chosen := d.Choices[kind]; chosen && c.Way == d.Way(kind) {
			facts = append(facts, ui.Fact{Key: p.Sentence(kind.Name()), Value: p.Sentence(kind.WayName(c.Way)) + "\n" + p.Sentence(c.Why.Sentence()) + " " + p.ShortDate(c.At)})
		} else {
			facts = append(facts, ui.Fact{Key: p.Sentence(kind.Name()), Value: p.Sentence(kind.WayName(d.Way(kind)))})
		}
	}
	return facts
}

func addressTrouble(p Page, a portal.DeliveryAddress) string {
	switch a.Trouble {
	case portal.Complaint:
		return p.Say("On %s an e-mail of ours was marked as unwanted there.", p.ShortDate(a.DeadAt))
	case portal.NoSuchRecipient, portal.HardBounce:
	}
	return p.Say("On %s an e-mail of ours came back: there is no such mailbox.", p.ShortDate(a.DeadAt))
}

func confirmAddressAt(a portal.DeliveryAddress) string {
	id := a.ID
	if a.SignsIn {
		id = "sign-in"
	}
	return "/account/security/addresses/" + id + "/confirmation"
}

// where is the address that letters go to.
func (d Delivery) where() string {
	return strings.Join(append([]string{d.Mail.Name}, d.Mail.Lines...), "\n")
}

// DeliveryFlash says what was just done.
func DeliveryFlash(p Page, done string) *ui.Flash {
	text := map[string]string{
		"chosen":    p.Say("We noted it, and told every e-mail address of your account."),
		"out":       p.Say("Electronic delivery is stopped. We write to you on paper. What is in your account stays there."),
		"in":        p.Say("Electronic delivery has begun again."),
		"address":   p.Say("Our letters go there from now on. We told every e-mail address of your account."),
		"confirmed": p.Say("We have sent an e-mail to that address. Open the link in it within 24 hours."),
	}[done]
	if text == "" {
		return nil
	}
	return &ui.Flash{Tone: ui.Success, Text: text}
}
