package portal

// TextState is how far a text has come that two people publish: terms, and pages of the public site.
type TextState string

const (
	Drafted       TextState = "draft"
	Proposed      TextState = "proposed"
	Published     TextState = "published"
	TextWithdrawn TextState = "withdrawn"
)

// Authors are who has had a hand in a draft.
type Authors struct{ EditedBy, ProposedBy string }

// SecondPerson is nil when the account may publish: neither who wrote the draft last nor who proposed it.
func (a Authors) SecondPerson(account string) error {
	if account == a.EditedBy || account == a.ProposedBy {
		return ErrOwnDraft
	}
	return nil
}

// ErrOwnDraft keeps one person from deciding alone what everyone reads or has to agree to.
var ErrOwnDraft = Refuse(Forbidden, "You wrote or proposed this draft. Someone else publishes it.")
