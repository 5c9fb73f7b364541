package paper

import (
	"strings"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// Part is one part of a letter: just one of its fields is there. Paper and screen draw the same parts, so that a letter says
// the same on both.
type Part struct {
	Heading     string
	Text        string // a paragraph; it may have several lines
	Points      []string
	Code, Below string // what people copy, and what it is good for
	Small       string
	Language    portal.Language // "" for the letter's own
}

// Hidden stands on the screen where the paper has a code.
const Hidden = "•••••-•••••"

func written(code string) string {
	if code == "" {
		return Hidden
	}
	return portal.WriteCode(code)
}

// LetterWords are the words of a letter, and those at its foot, in its language. A letter without codes has Hidden there.
func LetterWords(o Office, w ui.Words, l portal.PrintedLetter) (body, foot []Part) {
	letter := words{Words: w, office: o}
	switch l.Kind {
	case portal.CodeLetter:
		body = letter.code(l)
	case portal.AddressLetter:
		body = letter.newAddress(l)
	case portal.ProofedLetter:
		body = letter.proofed(l)
	case portal.MessagesLetter:
		body = letter.messages(l)
	case portal.AlertLetter:
		body = letter.alert(l)
	}
	return body, letter.foot()
}

type words struct {
	ui.Words
	office Office
}

func (w words) code(l portal.PrintedLetter) []Part {
	return append([]Part{
		{Heading: w.Say("Your code to confirm your address")},
		{Text: w.Say("On %[1]s, someone asked with an account at %[2]s to see the tax records of %[3]s. If it was you, enter this code there:", w.Date(l.RequestedAt), w.office.Site, l.Name)},
		{Code: written(l.Code), Below: w.Say("Use it until %s. It works once.", w.Date(l.UsableUntil))},
		{Points: []string{
			w.Say("Type %s into your browser yourself, and sign in.", w.office.Site),
			w.Say("Open “Prove who you are” and enter the code."),
		}},
		{Heading: w.Say("You did not ask for this?")},
		{Text: w.Say("Then give the code to nobody. Someone may be trying to see your records, and without this letter they cannot. Tell us, so that we stop it:")},
	}, w.unasked(l))
}

// unasked is how whoever gets a letter says that they did not ask for it.
func (w words) unasked(l portal.PrintedLetter) Part {
	return Part{Points: []string{
		w.Say("Open %[1]s and enter %[2]s. You need no account.", w.notMine(), written(l.Report)),
		w.Say("Or call %s and say this reference.", w.office.Profile.Phone),
	}}
}

func (w words) notMine() string { return w.office.Site + "/letters/not-mine" }

func (w words) alert(l portal.PrintedLetter) []Part {
	return []Part{
		{Heading: w.Say("Someone says that they are you")},
		{Text: w.Say("On %[1]s, someone with an account at %[2]s entered details of %[3]s. Something about it made us careful, so we look at it before anything is opened.", w.Date(l.RequestedAt), w.office.Site, l.Name)},
		{Text: w.Say("Until then nobody can change a bank account or an address under your name. Nothing was shown to them.")},
		{Heading: w.Say("What you can do")},
		{Points: []string{
			w.Say("If it was you: you need do nothing. Coming to our counter with an ID is the quickest way to go on."),
			w.Say("If it was not you: open %[1]s and enter %[2]s. You need no account.", w.notMine(), written(l.Report)),
			w.Say("Or call %s and say the reference at the top.", w.office.Profile.Phone),
		}},
	}
}

// newAddress tells whoever lives at the address before: a thief who moves someone's mail away cannot stop this one.
func (w words) newAddress(l portal.PrintedLetter) []Part {
	return []Part{
		{Heading: w.Say("A new address was told to us")},
		{Text: w.Say("On %[1]s, someone with an account at %[2]s that was proved to belong to %[3]s told us a new mailing address. Letters after this one go there.", w.Date(l.RequestedAt), w.office.Site, l.Name)},
		{Heading: w.Say("What you can do")},
		{Points: []string{
			w.Say("If it was you: you need do nothing."),
			w.Say("If it was not you: open %[1]s and enter %[2]s. You need no account.", w.notMine(), written(l.Report)),
			w.Say("Or call %s and say the reference at the top.", w.office.Profile.Phone),
		}},
	}
}

// proofed tells whoever lives at the address on record that someone was taken for them.
func (w words) proofed(l portal.PrintedLetter) []Part {
	return append([]Part{
		{Heading: w.Say("Someone proved to us that they are you")},
		{Text: w.Say("On %[1]s, someone with an account at %[2]s proved to us that they are %[3]s. With that account they can see the tax records there, and ask for changes.", w.Date(l.RequestedAt), w.office.Site, l.Name)},
		{Text: w.Say("If it was you, all is well, and you need do nothing. We write to the address on record each time, so that nobody can do this behind your back.")},
		{Heading: w.Say("It was not you?")},
		{Text: w.Say("Then tell us today. We close what was opened, and nobody can change a bank account or an address under your name until we have looked:")},
	}, w.unasked(l))
}

// messages are what we wrote to someone on a day.
func (w words) messages(l portal.PrintedLetter) (parts []Part) {
	var waits []string
	for _, m := range l.Messages {
		if !m.Words {
			waits = append(waits, w.Say("%[1]s, of %[2]s", m.Case.String(), w.Date(m.At)))
		}
	}
	if l.ReadsOut() {
		parts = append(parts, Part{Heading: w.Say("What we wrote to you")}, Part{Text: w.Say("You get our messages on paper. It is free, and it changes nothing about your matter.")})
		for _, m := range l.Messages {
			if m.Words {
				parts = append(parts, w.message(m)...)
			}
		}
	}
	if len(waits) > 0 {
		parts = append(parts,
			Part{Heading: w.Say("Something waits for you at the department")},
			Part{Text: w.Say("We wrote to you about a matter of yours. Our e-mails do not reach you, so this letter tells you:")}, Part{Points: waits},
			Part{Text: w.Say("What we wrote is in your account, and not in this letter.")},
			Part{Points: []string{
				w.Say("Type %s into your browser yourself, and sign in.", w.office.Site),
				w.Say("Read it under “Messages”. Then open “How things reach you”: confirm an e-mail address that works, or choose paper."),
			}})
	}
	return append(parts,
		Part{Heading: w.Say("How to answer, and what to do if this is not yours")},
		Part{Points: []string{
			w.Say("Sign in at %s and open “Messages”.", w.office.Site),
			w.Say("Or write to us at the address at the top, or call %[1]s. Say %[2]s.", w.office.Profile.Phone, l.Reference()),
			w.Say("You know nothing of this? Open %[1]s and enter %[2]s. You need no account.", w.notMine(), written(l.Report)),
		}})
}

func (w words) message(m portal.PrintedMessage) []Part {
	parts := []Part{
		{Heading: m.Subject},
		{Small: joined(m.Case.String(), w.Say("%s, for the department", m.Name), w.DateTime(m.At))},
		{Text: m.Body, Language: m.Language},
	}
	if len(m.Files) > 0 {
		var names []string
		for _, f := range m.Files {
			names = append(names, f.Name)
		}
		parts = append(parts, Part{Small: w.Say("With it came: %[1]s. Call %[2]s, and we mail you a printed copy, free of charge.", strings.Join(names, ", "), w.office.Profile.Phone)})
	}
	return parts
}

// foot says how to check that the letter is genuine, and how to get it in another form.
func (w words) foot() []Part {
	p := w.office.Profile
	return []Part{
		{Small: w.Say("Is this letter from us? Call %[1]s (%[2]s). We will never ask you for your user ID or password, bank information or full Social Security number.", p.Phone, p.HoursIn(w.Language))},
		{Small: w.Say("You can have this letter in large print, Braille or audio, free of charge. Call us, or %s for the relay service.", p.Relay)},
		w.otherLanguage(),
	}
}

// otherLanguage says in the other language that help is there in it.
func (w words) otherLanguage() Part {
	other := portal.Spanish
	if w.Language == portal.Spanish {
		other = portal.English
	}
	return Part{Language: other, Small: ui.Words{Language: other, Zone: w.Zone}.Say("Call %s and we read this letter to you in your language.", w.office.Profile.Phone)}
}
