package mail

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"

	"exchequer/portal"
)

// frame is a whole e-mail: the letter, and around it who it is for, how to check it, and who sent it.
type frame struct {
	Lang       string
	Subject    string
	Hello      string
	Says       []string
	Facts      []fact
	Next       []string
	Link       *link
	Genuine    string // the heading over Checks
	Checks     []string
	Never      string
	Department string
	Contact    []string
	Unread     string
	Colour     string
}

func (n note) frame(profile portal.Profile, l letter) frame {
	f := frame{
		Lang:       n.Lang(),
		Subject:    l.subject,
		Hello:      n.hello(),
		Says:       l.says,
		Facts:      l.facts,
		Next:       l.next,
		Link:       l.link,
		Genuine:    n.Say("How to check that this e-mail is genuine"),
		Never:      n.Say("We will never ask you for your user ID or password, banking information or full Social Security number."),
		Department: cmp.Or(profile.Names[n.Lang()], profile.Name),
		Unread:     n.Say("Nobody reads replies to this e-mail."),
		Colour:     profile.Colour,
	}
	if l.link == nil {
		f.Checks = []string{
			n.Say("It has no link and no attachment, and it never will."),
			n.Say("To act on it, type our address into your browser yourself, or call us at %s.", profile.Phone),
		}
	} else {
		f.Checks = []string{
			n.Say("It has one link, because you need it for what is described above. The link works once."),
			n.Say("If you did not expect it, do not open the link. Call us at %s.", profile.Phone),
		}
	}
	if profile.Phone != "" {
		f.Contact = append(f.Contact, n.Say("Telephone %s", profile.Phone))
	}
	if profile.Relay != "" {
		f.Contact = append(f.Contact, n.Say("Relay service: dial %s", profile.Relay))
	}
	if hours := cmp.Or(profile.Hours[n.Lang()], profile.Hours[string(portal.English)]); hours != "" {
		f.Contact = append(f.Contact, hours)
	}
	return f
}

// hello greets by the display name, the one thing in an e-mail that says whom it concerns.
func (n note) hello() string {
	if name := printable(cmp.Or(n.params["name"], n.params["owner"])); name != "" {
		return n.Say("Hello, %s:", name)
	}
	return n.Say("Hello:")
}

// longestPrintable is the longest name that a greeting repeats, in characters.
const longestPrintable = 60

// printable is a name that may stand in an e-mail. Anyone can type anything into a public form together with someone
// else's address: what could be read as an address to visit or to call is left out, so that nobody can make us carry
// their advertisement or their trap.
func printable(name string) string {
	name = strings.Join(strings.Fields(name), " ")
	if utf8.RuneCountInString(name) > longestPrintable {
		return ""
	}
	runes := []rune(name)
	for i, r := range runes {
		switch {
		case unicode.IsLetter(r), unicode.IsMark(r), r == ' ', r == '\'', r == '’', r == '-':
		case r == ',' && i+1 < len(runes) && runes[i+1] == ' ':
		case r == '.' && (i+1 == len(runes) || runes[i+1] == ' '): // "Jr." and "J. R. Rao", never "example.org"
		default:
			return ""
		}
	}
	return name
}

// text is the e-mail as plain text, lines of at most 72 characters.
func (f frame) text() string {
	var b strings.Builder
	paragraph := func(s string) { b.WriteString(wrap(s, 72, "") + "\n\n") }
	item := func(s string) { b.WriteString("- " + wrap(s, 70, "  ") + "\n") }
	paragraph(f.Hello)
	for _, s := range f.Says {
		paragraph(s)
	}
	for _, fact := range f.Facts {
		b.WriteString(wrap(fact.Name+": "+fact.Value, 70, "    ") + "\n")
	}
	if len(f.Facts) > 0 {
		b.WriteString("\n")
	}
	if f.Link != nil {
		paragraph(f.Link.Text + ":")
		b.WriteString(f.Link.Address + "\n\n") // whole, on a line of its own, or it cannot be followed
		paragraph(f.Link.Lasts)
	}
	for _, s := range f.Next {
		paragraph(s)
	}
	b.WriteString(f.Genuine + "\n\n")
	for _, s := range append(f.Checks, f.Never) {
		item(s)
	}
	b.WriteString("\n" + f.Department + "\n")
	for _, line := range f.Contact {
		b.WriteString(line + "\n")
	}
	b.WriteString("\n" + f.Unread + "\n")
	return b.String()
}

// wrap breaks text into lines; all but the first are indented.
func wrap(text string, width int, indent string) string {
	var b strings.Builder
	at := 0
	for i, word := range strings.Fields(text) {
		n := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case at+1+n > width:
			b.WriteString("\n" + indent)
			at = len(indent)
		default:
			b.WriteByte(' ')
			at++
		}
		b.WriteString(word)
		at += n
	}
	return b.String()
}
