package portal

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// AccessibilityFormat is a form in which we give something to someone who cannot use it as it is.
type AccessibilityFormat string

const (
	FormatPrint      AccessibilityFormat = "print"
	FormatLargePrint AccessibilityFormat = "large-print"
	FormatBraille    AccessibilityFormat = "braille"
	FormatAudio      AccessibilityFormat = "audio"
	FormatText       AccessibilityFormat = "text"
	FormatBRF        AccessibilityFormat = "brf"
	FormatOther      AccessibilityFormat = "other"
)

// AccessibilityFormats in the order in which they are offered.
var AccessibilityFormats = []AccessibilityFormat{
	FormatPrint, FormatLargePrint, FormatBraille, FormatAudio, FormatText, FormatBRF, FormatOther,
}

// Sentence is the format's name.
func (f AccessibilityFormat) Sentence() Sentence {
	switch f {
	case FormatPrint:
		return Say("Print on paper")
	case FormatLargePrint:
		return Say("Large print")
	case FormatBraille:
		return Say("Braille (paper)")
	case FormatAudio:
		return Say("Audio (MP3)")
	case FormatText:
		return Say("Plain text")
	case FormatBRF:
		return Say("Electronic Braille (BRF)")
	default:
		return Say("Another format")
	}
}

// ContactBy is the best way to reach whoever asked.
type ContactBy string

const (
	ContactByEmail ContactBy = "email"
	ContactByPhone ContactBy = "phone"
	ContactByMail  ContactBy = "mail"
)

// ContactWays in the order in which they are offered.
var ContactWays = []ContactBy{ContactByEmail, ContactByPhone, ContactByMail}

// Sentence is the way's name.
func (b ContactBy) Sentence() Sentence {
	switch b {
	case ContactByEmail:
		return Say("E-mail")
	case ContactByPhone:
		return Say("Telephone")
	default:
		return Say("Letter by mail")
	}
}

// Channel is how a request reached us.
type Channel string

const (
	ChannelWeb      Channel = "web"
	ChannelPhone    Channel = "phone"
	ChannelMail     Channel = "mail"
	ChannelFax      Channel = "fax"
	ChannelInPerson Channel = "in-person"
)

// DeskChannels are those whose requests staff log.
var DeskChannels = []Channel{ChannelPhone, ChannelMail, ChannelFax, ChannelInPerson}

// Name is the channel's name at the desk.
func (c Channel) Name() string {
	switch c {
	case ChannelPhone:
		return "Telephone"
	case ChannelMail:
		return "Mail"
	case ChannelFax:
		return "Fax"
	case ChannelInPerson:
		return "In person"
	default:
		return "Web form"
	}
}

// Longest texts, in code points: a concern as long as a message (HMRC secure-message), an address as long as browsers
// handle, names and contact details as long as real ones are.
const (
	LongestConcern = 4000
	LongestPage    = 2000
	LongestContact = 400
	LongestName    = 200
)

// AccessibilityForm is the form as someone filled it in. It asks exactly what is needed: the nature of the concern,
// the format, the page, and the best way to be reached. A name is welcome and never needed.
type AccessibilityForm struct {
	Concern   string
	Page      string
	Format    AccessibilityFormat
	ContactBy ContactBy
	Contact   string
	Name      string

	Channel  Channel   // web, or what the clerk who logs it says
	Came     time.Time // when a logged request reached us; zero is now
	Language Language  // in which it was asked, and in which we answer
}

// oldestLogged is how far back a request that staff log may have come: mail is slow, and Mondays are full.
const oldestLogged = 60 * 24 * time.Hour

// Check cleans the form in place, so that it can be kept or shown again, and says what is to be mended at now.
func (f *AccessibilityForm) Check(now time.Time) error {
	var c Check
	f.checkArrival(&c, now)
	f.Concern = c.Lines("concern", f.Concern, LongestConcern)
	if f.Concern == "" {
		c.Wrong("concern", "Tell us what you need, or what does not work for you.")
	} else if HoldsTaxpayerNumber(f.Concern) {
		c.Wrong("concern", "Take out the Social Security number. We do not need it to help you with this.")
	}
	f.Page = c.Line("page", f.Page, LongestPage)
	if HoldsTaxpayerNumber(f.Page) {
		c.Wrong("page", "Take out the Social Security number. We do not need it to help you with this.")
	}
	if !slices.Contains(AccessibilityFormats, f.Format) {
		f.Format = ""
		c.Wrong("format", "Choose the format that works for you.")
	}
	if !slices.Contains(ContactWays, f.ContactBy) {
		f.ContactBy = ""
		c.Wrong("contact_by", "Choose how we can reach you.")
	}
	f.checkContact(&c)
	f.Name = c.Line("name", f.Name, LongestName)
	if !slices.Contains(Languages, f.Language) {
		f.Language = English
	}
	return c.Err()
}

// checkArrival asks how and when a request came, when staff log it.
func (f *AccessibilityForm) checkArrival(c *Check, now time.Time) {
	if f.Channel == ChannelWeb {
		f.Came = time.Time{}
		return
	}
	if !slices.Contains(DeskChannels, f.Channel) {
		f.Channel = ""
		c.Wrong("channel", "Choose how the request reached us.")
	}
	if !f.Came.IsZero() && (f.Came.After(now) || now.Sub(f.Came) > oldestLogged) {
		c.Wrong("came", "Enter the day on which it came: today, or within the last 60 days.")
	}
}

func (f *AccessibilityForm) checkContact(c *Check) {
	if f.ContactBy == ContactByMail {
		f.Contact = c.Lines("contact", f.Contact, LongestContact)
	} else {
		f.Contact = c.Line("contact", f.Contact, LongestContact)
	}
	switch {
	case f.ContactBy == "" && f.Contact == "":
		c.Wrong("contact", "Enter your e-mail address, telephone number or mailing address.")
	case f.ContactBy == ContactByEmail && !IsEmail(f.Contact):
		c.Wrong("contact", "Enter an e-mail address like name@example.com.")
	case f.ContactBy == ContactByPhone && !isPhone(f.Contact):
		c.Wrong("contact", "Enter a telephone number with its area code, like 555-010-0142.")
	case f.ContactBy == ContactByMail && len(strings.Fields(f.Contact)) < 3:
		c.Wrong("contact", "Enter a mailing address: street or box, city, state and ZIP code.")
	}
}

// isPhone wants enough digits to dial. What else people write around them ("ask for Rosa", "TTY") helps the caller.
func isPhone(text string) bool {
	digits := 0
	for _, r := range text {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	return digits >= 7 && digits <= 25
}

// RequestNumber is a request's number within the office: its year, and a running number within the year.
type RequestNumber int64

const requestsAYear = 1_000_000_000

// NumberOf makes the number of a year's n-th request.
func NumberOf(year int, n int64) RequestNumber { return RequestNumber(int64(year)*requestsAYear + n) }

// String is the reference that people quote: "AR-2026-000123".
func (n RequestNumber) String() string {
	return fmt.Sprintf("AR-%04d-%06d", int64(n)/requestsAYear, int64(n)%requestsAYear)
}

// Subject is what the audit trail and stored files call the request.
func (n RequestNumber) Subject() string { return "accessibility/" + n.String() }

var reference = regexp.MustCompile(`^AR-?(\d{4})-?(\d{6,9})$`)

// ReadReference reads a reference as people type it: small letters, spaces, no dashes. False means that it cannot be one.
func ReadReference(typed string) (RequestNumber, bool) {
	if len(typed) > 100 {
		return 0, false
	}
	plain := strings.NewReplacer(" ", "", "\u00a0", "", "–", "-", "—", "-", "\u2011", "-").Replace(strings.ToUpper(typed))
	m := reference.FindStringSubmatch(strings.TrimSpace(plain))
	if m == nil {
		return 0, false
	}
	year, _ := strconv.Atoi(m[1]) // the pattern lets digits through only
	n, _ := strconv.ParseInt(m[2], 10, 64)
	return NumberOf(year, n), year >= 2000 && n > 0
}

// Follow-up notices: who asked hears by e-mail when that is how they want to be reached, in words that tell nothing.
const (
	AccessibilityReceivedNotice     Notice = "accessibility.received"     // reference, acknowledge_by
	AccessibilityAcknowledgedNotice Notice = "accessibility.acknowledged" // reference, deliver_by
	AccessibilityAnsweredNotice     Notice = "accessibility.answered"     // reference
	AccessibilityReopenedNotice     Notice = "accessibility.reopened"     // reference, acknowledge_by
	GrievanceReceivedNotice         Notice = "grievance.received"         // reference, meet_by
	GrievanceMetNotice              Notice = "grievance.met"              // reference, answer_by
	GrievanceAnsweredNotice         Notice = "grievance.answered"         // reference, appeal_by
	GrievanceAppealedNotice         Notice = "grievance.appealed"         // reference, decide_by
	GrievanceFinalNotice            Notice = "grievance.final"            // reference
	PageDefectNotice                Notice = "accessibility.defect"       // page, requests, owner: to the page's owner
)
