package views

import (
	"strings"

	"exchequer/templ/ui"
)

// formatsOffered are the formats in the order in which the form asks for them.
func formatsOffered(p Page) []string {
	return []string{
		p.Say("a printed copy, or one in large print"),
		p.Say("Braille on paper"),
		p.Say("audio, as an MP3 file"),
		p.Say("plain text, or electronic Braille (BRF)"),
		p.Say("another format that you name"),
	}
}

// promises are the department's clocks, from its profile.
func promises(p Page) []ui.ProcessStep {
	a := p.Profile.Accessibility
	return []ui.ProcessStep{
		{Heading: p.Say("You get a reference at once"), Text: p.Say("With it and your follow-up code you can see at any time where your request stands.")},
		{
			Heading: p.Count(a.AcknowledgeDays, "We answer within 1 business day", "We answer within %d business days"),
			Text:    p.Say("Someone reads your request and tells you what we will do."),
		},
		{
			Heading: p.Count(a.DeliverDays, "You have it within 1 business day", "You have it within %d business days"),
			Text:    p.Say("If it takes longer, we tell you why and until when."),
		},
		{Heading: p.Say("You say whether it works"), Text: p.Say("If it does not, we take it up again.")},
	}
}

func grievancePromise(p Page) string {
	a := p.Profile.Accessibility
	return p.Say("You can ask for a review. We meet you within %[1]d days and answer within %[2]d days after that. You then have %[3]d days to appeal.",
		a.MeetDays, a.AnswerDays, a.AppealDays)
}

// waysToReachUs are for who does not want to use a form.
func waysToReachUs(p Page) []ui.Fact {
	phone := p.Profile.Phone
	if p.Profile.TollFree != "" {
		phone += "\n" + p.Profile.TollFree + " " + p.Say("toll-free")
	}
	if p.Profile.Relay != "" {
		phone += "\n" + p.Profile.Relay + " " + p.Say("relay service")
	}
	mail := p.Profile.MailAddress
	if len(mail) == 0 {
		mail = p.Profile.Address
	}
	ways := []ui.Fact{
		{Key: p.Say("Phone"), Value: phone},
		{Key: p.Say("Fax"), Value: p.Profile.Fax},
		{Key: p.Say("E-mail"), Value: p.Profile.Email},
		{Key: p.Say("Mail"), Value: p.DepartmentName() + "\n" + strings.Join(mail, "\n")},
		{Key: p.Say("In person"), Value: strings.Join(p.Profile.Address, "\n") + "\n" + p.Profile.HoursIn(p.Language)},
	}
	known := ways[:0]
	for _, way := range ways {
		if way.Value != "" {
			known = append(known, way)
		}
	}
	return known
}
