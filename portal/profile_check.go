package portal

import (
	"fmt"
	"net/mail"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
)

// ProfileProblem is one thing to mend in the department's profile. Path is where, as YAML paths are written
// ("$.holidays[3].date"), so that whoever read the file can give the line.
type ProfileProblem struct{ Path, Text string }

// Check finds everything that is wrong with a profile, in the order of the file. It is written for operators, in English.
func (p Profile) Check() []ProfileProblem {
	c := &profileCheck{}
	c.line("$.name", p.Name, 100, "the department's name")
	c.line("$.short_name", p.ShortName, 20, "the short name that pages use, such as DOR")
	c.line("$.state", p.State, 100, "the state, such as State of Tamarack")
	c.translations("$.states", p.States, false)
	c.translations("$.names", p.Names, false)
	c.lines("$.address", p.Address, true)
	c.lines("$.mail_address", p.MailAddress, false)
	c.phone("$.phone", p.Phone, true)
	c.phone("$.toll_free", p.TollFree, false)
	c.phone("$.relay", p.Relay, false)
	c.phone("$.fax", p.Fax, false)
	c.email("$.email", p.Email)
	c.translations("$.hours", p.Hours, true)
	if _, err := time.LoadLocation(p.TimeZone); err != nil || p.TimeZone == "" || p.TimeZone == "Local" {
		c.wrong("$.time_zone", "%q is not a time zone we know. Write it as America/Chicago.", p.TimeZone)
	}
	c.holidays(p.Holidays)
	c.logo("$.logo", p.Logo)
	c.colour("$.colour", p.Colour)
	for i, l := range p.Links {
		at := fmt.Sprintf("$.links[%d]", i)
		c.translations(at+".text", l.Text, true)
		c.link(at+".address", l.Address)
	}
	c.pageOwners(p.PageOwners)
	c.promise(p.Accessibility)
	for name, texts := range p.Laws {
		if !slices.Contains(LawNames, name) {
			c.wrong("$.laws."+name, "We know no law of this name. Those we know: %s.", strings.Join(LawNames, ", "))
			continue
		}
		c.translations("$.laws."+name, texts, true)
	}
	if p.SecurityContact != "" {
		c.email("$.security_contact", p.SecurityContact)
	}
	return c.problems
}

type profileCheck struct{ problems []ProfileProblem }

func (c *profileCheck) wrong(path, text string, args ...any) {
	c.problems = append(c.problems, ProfileProblem{path, fmt.Sprintf(text, args...)})
}

func (c *profileCheck) line(path, text string, most int, what string) {
	clean, problem := CleanText(text, most, false)
	switch {
	case clean == "":
		c.wrong(path, "Write %s.", what)
	case problem != nil:
		c.wrong(path, "%s", problem)
	case clean != text:
		c.wrong(path, "Take out line ends, invisible characters and spaces at the ends.")
	}
}

func (c *profileCheck) lines(path string, lines []string, needed bool) {
	if needed && len(lines) == 0 {
		c.wrong(path, "Write the address, one item a line.")
	}
	if len(lines) > 8 {
		c.wrong(path, "An address has at most 8 lines.")
	}
	for i, line := range lines {
		c.line(fmt.Sprintf("%s[%d]", path, i), line, 100, "this line of the address, or take it out")
	}
}

func (c *profileCheck) translations(path string, texts map[string]string, needed bool) {
	if needed && texts[string(English)] == "" {
		c.wrong(path, "Write it in English, under en.")
	}
	for language, text := range sorted(texts) {
		switch {
		case languageNames[Language(language)] == "":
			c.wrong(path+"."+language, "Pages are read in %s; %q is none of them.", languageTags(), language)
		case text != "" || language != string(English) || !needed: // an empty English text was told of above
			c.line(path+"."+language, text, 200, "the text, or take this line out")
		}
	}
}

// languageTags are the languages of the public, as a profile names them: "en and es".
func languageTags() string {
	tags := make([]string, len(Languages))
	for i, l := range Languages {
		tags[i] = string(l)
	}
	last := len(tags) - 1
	return strings.Join(tags[:last], ", ") + " and " + tags[last]
}

var phoneNumber = regexp.MustCompile(`^[0-9+(][0-9 ()./-]*( ext\. [0-9]+)?$`)

func (c *profileCheck) phone(path, text string, needed bool) {
	switch {
	case text == "" && needed:
		c.wrong(path, "Write the telephone number.")
	case text != "" && (!phoneNumber.MatchString(text) || len(text) > 40):
		c.wrong(path, "%q is not a number to dial. Write it as 555-010-0100.", text)
	}
}

func (c *profileCheck) email(path, text string) {
	if !IsEmail(text) {
		c.wrong(path, "%q is not an e-mail address. Write it as office@revenue.example.", text)
	}
}

func (c *profileCheck) holidays(holidays []Holiday) {
	first := map[string]int{}
	for i, h := range holidays {
		at := fmt.Sprintf("$.holidays[%d]", i)
		if d, err := time.Parse(time.DateOnly, h.Date); err != nil || d.Year() < 2000 || d.Year() > 2200 {
			c.wrong(at+".date", "%q is not a date. Write it as 2026-11-26.", h.Date)
		} else if before, twice := first[h.Date]; twice {
			c.wrong(at+".date", "%s is here twice; it is also number %d. Take one out.", h.Date, before+1)
		} else {
			first[h.Date] = i
		}
		c.translations(at+".name", h.Name, true)
	}
}

func (c *profileCheck) logo(at, file string) {
	if file == "" {
		return
	}
	if path.Base(file) != file || strings.ContainsAny(file, `\:`) || strings.HasPrefix(file, ".") {
		c.wrong(at, "Put the logo beside this file and write its name only.")
	} else if kind := strings.ToLower(path.Ext(file)); kind != ".svg" && kind != ".png" {
		c.wrong(at, "The logo is an SVG or a PNG file.")
	}
}

func (c *profileCheck) colour(path, text string) {
	colour, ok := ParseColour(text)
	if !ok {
		c.wrong(path, "%q is not a colour. Write it as #1a4480.", text)
		return
	}
	if near := colour.On(LightGround); near != colour {
		// Cut, never rounded up: "4.50 of 4.5" would read like a mistake of ours.
		c.wrong(path, "%s has a contrast of %.2f on white, and text needs %.1f. The nearest that passes is %s.",
			colour, float64(int(colour.Contrast(LightGround)*100))/100, ContrastNeeded, near)
	}
}

func (c *profileCheck) link(path, text string) {
	u, err := url.Parse(text)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || u.User != nil {
		c.wrong(path, "%q is not an address that begins with https://.", text)
	}
}

func (c *profileCheck) pageOwners(owners []PageOwner) {
	first := map[string]int{}
	for i, o := range owners {
		at := fmt.Sprintf("$.page_owners[%d]", i)
		if !strings.HasPrefix(o.Prefix, "/") {
			c.wrong(at+".prefix", "%q is not the beginning of a page's address. Write it as /forms.", o.Prefix)
		} else if before, twice := first[o.Prefix]; twice {
			c.wrong(at+".prefix", "%s is here twice; it is also number %d. Take one out.", o.Prefix, before+1)
		} else {
			first[o.Prefix] = i
		}
		c.line(at+".name", o.Name, 100, "who looks after these pages")
		c.email(at+".email", o.Email)
	}
}

func (c *profileCheck) promise(a AccessibilityPromise) {
	for _, clock := range []struct {
		key        string
		days, most int
	}{
		{"acknowledge_business_days", a.AcknowledgeDays, 30}, {"deliver_business_days", a.DeliverDays, 90},
		{"grievance_meet_days", a.MeetDays, 90}, {"grievance_answer_days", a.AnswerDays, 90}, {"grievance_appeal_days", a.AppealDays, 180},
	} {
		if clock.days < 1 || clock.days > clock.most {
			c.wrong("$.accessibility."+clock.key, "Write a number of days from 1 to %d.", clock.most)
		}
	}
	c.line("$.accessibility.coordinator", a.Coordinator, 100, "the name of the head who decides when a request would be an undue burden")
}

// IsEmail reports whether text is one plain e-mail address that mail can be sent to.
func IsEmail(text string) bool {
	a, err := mail.ParseAddress(text)
	if err != nil || a.Address != text || len(text) > 254 {
		return false
	}
	local, host, _ := strings.Cut(text, "@")
	return len(local) <= 64 && mailHost.MatchString(host)
}

// mailHost has a dot, as every address of the public has. Quotes and addresses in brackets are legal and never real.
var mailHost = regexp.MustCompile(`^([\pL\pN]([\pL\pN-]{0,61}[\pL\pN])?\.)+[\pL\pN]([\pL\pN-]{0,61}[\pL\pN])$`)
