package portal

import (
	"cmp"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// PageFields are what a page's text may name between double braces: what the profile says of the department, and the
// numbers by which the program lives, so that a page never says another one than is true.
type PageFields map[string]string

// NewPageFields are the fields in a language; origin is the site's public address.
func NewPageFields(p Profile, origin *url.URL, l Language) PageFields {
	mail := p.MailAddress
	if len(mail) == 0 {
		mail = p.Address
	}
	state := p.States[string(l)]
	if state == "" {
		state = p.State
	}
	fields := PageFields{
		"department": p.NameIn(l), "short_name": p.ShortName, "state": state, "site": "",
		"phone": p.Phone, "toll_free": p.TollFree, "relay": p.Relay, "fax": p.Fax, "email": p.Email,
		"address": strings.Join(p.Address, "\n"), "mail_address": strings.Join(mail, "\n"), "hours": p.HoursIn(l),
		"coordinator":      p.Accessibility.Coordinator,
		"acknowledge_days": strconv.Itoa(p.Accessibility.AcknowledgeDays), "deliver_days": strconv.Itoa(p.Accessibility.DeliverDays),
		"meet_days": strconv.Itoa(p.Accessibility.MeetDays), "answer_days": strconv.Itoa(p.Accessibility.AnswerDays), "appeal_days": strconv.Itoa(p.Accessibility.AppealDays),
		"idle_minutes": whole(SessionIdle, time.Minute), "session_hours": whole(SessionTotal, time.Hour),
		"recovery_hours": whole(RecoveryWait, time.Hour), "terms_years": strconv.Itoa(TermsAgainAfter),
	}
	if origin != nil {
		fields["site"] = origin.Host
	}
	for _, law := range LawNames {
		fields["law_"+law] = cmp.Or(In(l, p.Laws[law]), stateLaw[l], stateLaw[English])
	}
	return fields
}

func whole(d, unit time.Duration) string { return strconv.Itoa(int(d / unit)) }

// LawNames are the laws that a profile can cite, each as “laws.<name>”.
var LawNames = []string{"confidentiality", "records", "computers", "copyright", "appeals"}

// stateLaw is what a law is called that the profile does not cite.
var stateLaw = map[Language]string{English: "state law", Spanish: "la ley del estado"}

var pageField = regexp.MustCompile(`\{\{ *([^{}\n]*?) *\}\}`)

// Fill puts the fields into a text of one line, as titles and summaries are. Unknown ones stay as they stand.
func (f PageFields) Fill(text string) string {
	if !strings.Contains(text, "{{") {
		return text
	}
	return pageField.ReplaceAllStringFunc(text, func(m string) string {
		if value, known := f[pageField.FindStringSubmatch(m)[1]]; known {
			return strings.ReplaceAll(value, "\n", ", ")
		}
		return m
	})
}

// Unknown finds the first field of a text that there is not, with its place.
func (f PageFields) Unknown(text string) (PageProblem, bool) {
	for _, m := range pageField.FindAllStringSubmatchIndex(text, -1) {
		if _, known := f[text[m[2]:m[3]]]; !known {
			line, column := PlaceIn(text, m[0])
			return PageProblem{line, column, UnknownField(text[m[2]:m[3]])}, true
		}
	}
	return PageProblem{}, false
}

// UnknownField is what an editor is told of a field that there is not.
func UnknownField(name string) Sentence {
	return Say("There is no field {{%s}}. The list below the text has all of them.", name)
}

// PlaceIn is the line and the column, in characters, of a place in a text.
func PlaceIn(text string, at int) (line, column int) {
	before := text[:min(max(at, 0), len(text))]
	line = strings.Count(before, "\n") + 1
	return line, len([]rune(before[strings.LastIndexByte(before, '\n')+1:])) + 1
}

// Names are the fields' names in order.
func (f PageFields) Names() []string { return slices.Sorted(maps.Keys(f)) }
