package portal

import (
	"iter"
	"maps"
	"slices"
	"strings"
	"time"
)

// Profile is the department as its pages, letters and clocks need it: one YAML file in the data folder.
//
// Check looks at every field; the loader in cmd/exchequer adds the lines of the file.
type Profile struct {
	Name          string               `yaml:"name"`         // "Department of Revenue"
	ShortName     string               `yaml:"short_name"`   // "DOR"
	State         string               `yaml:"state"`        // "State of Tamarack"
	States        map[string]string    `yaml:"states"`       // language → the state in it
	Names         map[string]string    `yaml:"names"`        // language → the department's name in it
	Address       []string             `yaml:"address"`      // lines
	MailAddress   []string             `yaml:"mail_address"` // lines; the same as Address when empty
	Phone         string               `yaml:"phone"`
	TollFree      string               `yaml:"toll_free"`
	Relay         string               `yaml:"relay"` // "711"
	Fax           string               `yaml:"fax"`
	Email         string               `yaml:"email"`
	Hours         map[string]string    `yaml:"hours"` // language → "Monday to Friday, 8 a.m. to 5 p.m."
	TimeZone      string               `yaml:"time_zone"`
	Holidays      []Holiday            `yaml:"holidays"`
	Logo          string               `yaml:"logo"` // a file beside the profile (SVG or PNG); the sample's mark when empty
	Colour        string               `yaml:"colour"`
	Links         []Link               `yaml:"links"`
	PageOwners    []PageOwner          `yaml:"page_owners"`
	Accessibility AccessibilityPromise `yaml:"accessibility"`

	// Laws are what pages cite, by the name of LawNames: language → "Tamarack Code 27-3-73".
	Laws map[string]map[string]string `yaml:"laws"`

	SecurityContact string `yaml:"security_contact"` // who hears of a weakness of the site: an e-mail address; Email when empty
}

// Holiday is a day on which the office is closed; clocks in business days skip it.
type Holiday struct {
	Date string            `yaml:"date"` // 2026-11-26
	Name map[string]string `yaml:"name"` // language → "Thanksgiving Day"
}

// Link is a link in the footer to another office.
type Link struct {
	Text    map[string]string `yaml:"text"`
	Address string            `yaml:"address"`
}

// PageOwner is told when a defect is found on a page whose address begins with Prefix.
type PageOwner struct {
	Prefix string `yaml:"prefix"`
	Name   string `yaml:"name"`
	Email  string `yaml:"email"`
}

// AccessibilityPromise holds the clocks of accessibility requests that a department may set.
type AccessibilityPromise struct {
	AcknowledgeDays int    `yaml:"acknowledge_business_days"` // 1
	DeliverDays     int    `yaml:"deliver_business_days"`     // 10
	MeetDays        int    `yaml:"grievance_meet_days"`       // 15 calendar days each
	AnswerDays      int    `yaml:"grievance_answer_days"`     // 15
	AppealDays      int    `yaml:"grievance_appeal_days"`     // 15
	Coordinator     string `yaml:"coordinator"`               // the named head who decides undue burden
}

// NameIn is the department's name in a language, the English one when there is none.
func (p Profile) NameIn(l Language) string {
	if name := p.Names[string(l)]; name != "" {
		return name
	}
	return p.Name
}

// HoursIn is when the office is open, in a language.
func (p Profile) HoursIn(l Language) string { return In(l, p.Hours) }

// In is the text of a language, the English one when there is none.
func In(l Language, texts map[string]string) string {
	if text := texts[string(l)]; text != "" {
		return text
	}
	return texts[string(English)]
}

// OwnerOf is who looks after the page at an address: the longest prefix that fits. ok is false when nobody does.
func (p Profile) OwnerOf(address string) (owner PageOwner, ok bool) {
	for _, o := range p.PageOwners {
		if under(address, o.Prefix) && (!ok || len(o.Prefix) > len(owner.Prefix)) {
			owner, ok = o, true
		}
	}
	return owner, ok
}

// under keeps /forms from owning /formsandmore.
func under(address, prefix string) bool {
	rest, ok := strings.CutPrefix(address, strings.TrimSuffix(prefix, "/"))
	return ok && (rest == "" || rest[0] == '/')
}

// sorted walks a map in the order of its keys, so that problems are told in the same order every time.
func sorted(texts map[string]string) iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for _, key := range slices.Sorted(maps.Keys(texts)) {
			if !yield(key, texts[key]) {
				return
			}
		}
	}
}

// Zone is the department's time zone. Profile checking has made sure that it loads.
func (p Profile) Zone() *time.Location {
	zone, err := time.LoadLocation(p.TimeZone)
	if err != nil {
		return time.UTC
	}
	return zone
}
