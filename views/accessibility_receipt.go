package views

import (
	"exchequer/portal"
	"exchequer/templ/ui"
)

// Receipt is what someone keeps after a request was sent.
type Receipt struct {
	Page
	Reference string
	Code      string // in its groups, "" when it was shown too long ago
	Next      []ui.ProcessStep
	Status    string // the address that shows where it stands
}

// NewReceipt puts a request that was just sent into words.
func NewReceipt(p Page, r portal.AccessibilityRequest, code string) Receipt {
	receipt := Receipt{Page: p, Reference: r.Number.String(), Code: portal.WriteCode(code), Status: p.Path(OwnRequestAddress(r.Number))}
	if promise, ok := r.Due.Promise(p.Date(r.Due.At)); ok {
		receipt.Next = append(receipt.Next, ui.ProcessStep{Heading: p.Sentence(promise), Text: reachedBy(p, r.Form)})
	}
	if r.Status == portal.AccessibilityReceived {
		receipt.Next = append(receipt.Next, ui.ProcessStep{Heading: p.Say("You get what you asked for by %s.", p.Date(r.DeliverBy))})
	}
	receipt.Next = append(receipt.Next, ui.ProcessStep{
		Heading: p.Say("You say whether it works."),
		Text:    p.Say("If it does not, we take it up again. You can also ask for a review."),
	})
	return receipt
}

// reachedBy says how we reach them, in words that repeat no address: a receipt is printed and lies around.
func reachedBy(p Page, f portal.AccessibilityForm) string {
	switch f.ContactBy {
	case portal.ContactByEmail:
		return p.Say("We write to the e-mail address that you gave us. Our e-mails never tell what you asked for.")
	case portal.ContactByPhone:
		return p.Say("We call the number that you gave us.")
	default:
		return p.Say("We write to the mailing address that you gave us.")
	}
}

// OwnRequestAddress is where the person who asked sees where a request stands.
func OwnRequestAddress(n portal.RequestNumber) string { return "/accessibility/requests/" + n.String() }

// keepsakes are the reference and, while we can still show it, the code.
func (r Receipt) keepsakes() []ui.Keepsake {
	keep := []ui.Keepsake{{Label: r.Say("Reference"), Value: r.Reference, Hint: r.Say("Tell us this number when you call or write.")}}
	if r.Code != "" {
		keep = append(keep, ui.Keepsake{Label: r.Say("Follow-up code"), Value: r.Code, Hint: r.Say("Keep it like a key. With both you see where your request stands. We can show it for one hour only.")})
	}
	return keep
}
