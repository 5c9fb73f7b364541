package portal

import "time"

// Profile is the department as its pages, letters and clocks need it: one YAML file in the data folder.
type Profile struct {
	Name          string               `yaml:"name"`         // "Department of Revenue"
	ShortName     string               `yaml:"short_name"`   // "DOR"
	State         string               `yaml:"state"`        // "State of Tamarack"
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

// Zone is the department's time zone. Profile checking has made sure that it loads.
func (p Profile) Zone() *time.Location {
	zone, err := time.LoadLocation(p.TimeZone)
	if err != nil {
		return time.UTC
	}
	return zone
}
