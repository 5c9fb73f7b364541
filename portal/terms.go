package portal

import (
	"crypto/sha256"
	"strconv"
	"strings"
	"time"
)

// TermsText is one of the two texts that people agree to before they use secure messages.
type TermsText string

const (
	TermsOfService TermsText = "service"
	RulesOfConduct TermsText = "conduct"
)

// TermsTexts in the order in which they are read.
var TermsTexts = []TermsText{TermsOfService, RulesOfConduct}

// ReadTermsText finds a text by its name in an address.
func ReadTermsText(name string) (TermsText, bool) {
	for _, t := range TermsTexts {
		if string(t) == name {
			return t, true
		}
	}
	return "", false
}

// Name is what people call it.
func (t TermsText) Name() Sentence {
	if t == RulesOfConduct {
		return Say("Rules of conduct")
	}
	return Say("Terms of service")
}

// TermsChange is how much a version changes. A major one is asked about again before the next message; a minor one puts
// nothing new on anybody, and is only announced.
type TermsChange string

const (
	MajorChange TermsChange = "major"
	MinorChange TermsChange = "minor"
)

// TermsVersion is one published version of a text.
type TermsVersion struct {
	ID            string
	Text          TermsText
	Major, Minor  int
	EffectiveAt   time.Time
	PublishedAt   time.Time
	ProposedName  string
	PublishedName string
	Words         map[Language]string // empty where only the version is asked for
	Hashes        map[Language][]byte // SHA-256 of Words
	Changes       map[Language]string // what is new, in a sentence or two; "" for the first
}

// Number is the version as people write it: "2.0".
func (v TermsVersion) Number() string { return strconv.Itoa(v.Major) + "." + strconv.Itoa(v.Minor) }

// ReadTermsNumber reads "2.0".
func ReadTermsNumber(text string) (major, minor int, ok bool) {
	left, right, found := strings.Cut(text, ".")
	major, err := strconv.Atoi(left)
	minor, also := strconv.Atoi(right)
	ok = found && err == nil && also == nil && text == strconv.Itoa(major)+"."+strconv.Itoa(minor) && major >= 1 && minor >= 0 && len(text) < 9
	return major, minor, ok
}

// Next is the number of the version after this one.
func (v TermsVersion) Next(c TermsChange) (major, minor int) {
	if c == MinorChange && v.Major > 0 {
		return v.Major, v.Minor + 1
	}
	return v.Major + 1, 0
}

// sameMajor reports that this version asks nothing new of whoever agreed to the earlier one.
func (v TermsVersion) sameMajor(other TermsVersion) bool { return v.Major == other.Major }

// TermsHash is the fingerprint of a text as it was shown: SHA-256 of its bytes in UTF-8.
func TermsHash(words string) []byte {
	sum := sha256.Sum256([]byte(words))
	return sum[:]
}

// TermsPair is the two texts, each in one version.
type TermsPair struct{ Service, Conduct TermsVersion }

// Of is one of the two.
func (p TermsPair) Of(t TermsText) TermsVersion {
	if t == RulesOfConduct {
		return p.Conduct
	}
	return p.Service
}

// TermsAnswerKind is what someone answered.
type TermsAnswerKind string

const (
	TermsAgreed   TermsAnswerKind = "agreed"
	TermsDeclined TermsAnswerKind = "declined"
	TermsInformed TermsAnswerKind = "informed" // was told of a minor change, and asked nothing
)

// TermsAnswer is one answer to both texts, as it stands on record.
type TermsAnswer struct {
	At       time.Time
	Answer   TermsAnswerKind
	Pair     TermsPair // the versions, without their words
	Language Language
}

// TermsAgainAfter is how long an agreement lasts when nothing changes (Login.gov: 5 years).
const TermsAgainAfter = 5 // years

// TermsStanding is how an account stands with the terms.
type TermsStanding struct {
	InForce  TermsPair    // without their words
	Last     *TermsAnswer // the last agreement or refusal; nil for none
	Agreed   *TermsAnswer // the last agreement; nil for none
	Informed *TermsAnswer // the last minor change that was told; nil for none
}

// TermsAsk is why the terms are asked about.
type TermsAsk string

const (
	NothingAsked  TermsAsk = ""         // agreed, and in force
	AskedFirst    TermsAsk = "first"    // never agreed
	AskedChanged  TermsAsk = "changed"  // a major change since
	AskedAgain    TermsAsk = "again"    // five years have passed
	AskedDeclined TermsAsk = "declined" // declined since
)

// Ask says whether the person has to agree before using secure messages, and why.
func (s TermsStanding) Ask(now time.Time) TermsAsk {
	switch {
	case s.Agreed == nil && s.Last != nil:
		return AskedDeclined
	case s.Agreed == nil:
		return AskedFirst
	case s.Last.Answer == TermsDeclined:
		return AskedDeclined
	case !s.InForce.Service.sameMajor(s.Agreed.Pair.Service), !s.InForce.Conduct.sameMajor(s.Agreed.Pair.Conduct):
		return AskedChanged
	case !now.Before(s.Agreed.At.AddDate(TermsAgainAfter, 0, 0)):
		return AskedAgain
	}
	return NothingAsked
}

// Tell reports that a minor change came since the person agreed, and was not told yet.
func (s TermsStanding) Tell(now time.Time) bool {
	if s.Ask(now) != NothingAsked {
		return false
	}
	known := s.Agreed
	if s.Informed != nil && s.Informed.At.After(known.At) {
		known = s.Informed
	}
	return known.Pair.Service.ID != s.InForce.Service.ID || known.Pair.Conduct.ID != s.InForce.Conduct.ID
}

// TermsReply is what someone sends from the page on which they review the terms.
type TermsReply struct {
	Answer   TermsAnswerKind
	Service  string // the versions that they had before them
	Conduct  string
	Language Language // in which they read them
	Word     string   // with an agreement: the check word of their copy
}

// ErrTermsChanged is the answer to who answers a version that is no longer in force.
var ErrTermsChanged = Refuse(Conflict, "The terms were changed while you read. Look at what is new, and answer again.")

// What the trail knows of the terms.
const (
	TermsWereAgreed    Event = "terms.agreed"
	TermsWereDeclined  Event = "terms.declined"
	TermsWereTold      Event = "terms.told"
	TermsWereEdited    Event = "terms.edited"
	TermsWereProposed  Event = "terms.proposed"
	TermsWerePublished Event = "terms.published"
	TermsWereWithdrawn Event = "terms.withdrawn"
	TermsWereExported  Event = "terms.figures-exported"
)
