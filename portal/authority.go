package portal

import (
	"slices"
	"time"
)

// Authority is what lets one account act for a taxpayer that is not its own: whom, about what, how far and until when. A
// representative has one from a taxpayer; so has a member of an organization, from one of its principals.
type Authority struct {
	ID       string
	Kind     AuthorityKind
	Way      AuthorityWay
	Taxpayer string // "" while a request fits nobody: whoever asked sees no difference
	Called   string // the taxpayer, as the representative may know them

	Email              string // of an invitation: to whom it went
	Representative     string // the account; "" until an invitation's code was entered
	RepresentativeName string
	Firm, FirmName     string // the organization as part of which they act, "" for none

	Scope    AuthorityScope
	Status   AuthorityStatus
	AskedAt  time.Time
	AskedBy  string    // the account that began it
	AskedAs  string    // the name of it
	AgreedAt time.Time // when the taxpayer did; zero for a request that waits for them
	LapsesAt time.Time
	StartsAt time.Time
	ExpireAt time.Time // when its last day is over, zero for never
	EndedAt  time.Time
	Refusal  Refusal // why it was refused, or ended by the department
	Replaces string  // the authority that ends when this one begins
	Version  int64

	Joint     []JointReturn // those within its scope to which the other taxpayer has not agreed
	Suspended bool          // the representative, or the firm that they belong to
}

// AuthorityKind is what someone is to the taxpayer.
type AuthorityKind string

const (
	RepresentativeKind AuthorityKind = "representative"
	MemberKind         AuthorityKind = "member" // of the organization that is the taxpayer
)

// AuthorityWay is how an authority was begun.
type AuthorityWay string

const (
	InvitationWay AuthorityWay = "invitation" // the taxpayer asked
	RequestWay    AuthorityWay = "request"    // the representative asked
	PaperWay      AuthorityWay = "paper"      // two of the staff entered a signed form
)

// Level is how far an authority goes. Each includes those before it.
type Level string

const (
	ViewLevel    Level = "view"
	MessageLevel Level = "message"
	FileLevel    Level = "file"
	PayLevel     Level = "pay"
	AllLevel     Level = "all" // never changes of addresses and bank accounts, and never giving authority on
)

// Levels from the least to the most.
var Levels = []Level{ViewLevel, MessageLevel, FileLevel, PayLevel, AllLevel}

// Sentence is what people read.
func (l Level) Sentence() Sentence {
	switch l {
	case ViewLevel:
		return Say("Look only")
	case MessageLevel:
		return Say("Look, and write messages")
	case FileLevel:
		return Say("Look, write messages and file returns")
	case PayLevel:
		return Say("Look, write messages, file returns and pay")
	}
	return Say("Everything but addresses, bank accounts and giving authority")
}

// Service is what giving a level asks of the taxpayer: letting someone look is less than letting them act.
func (l Level) Service() Service {
	if l == ViewLevel {
		return GiveAccess
	}
	return GiveAuthority
}

// Allows reports whether the level is as much as wanted, or more. What is unknown allows nothing.
func (l Level) Allows(wanted Level) bool {
	return slices.Contains(Levels, l) && slices.Contains(Levels, wanted) && slices.Index(Levels, l) >= slices.Index(Levels, wanted)
}

// AuthorityScope is what an authority is for.
type AuthorityScope struct {
	Level    Level
	TaxTypes []string // nil is all of them, also those that come later
	From, To int      // tax years, both included; 0 is no limit on that side
	Until    Date     // its last day, "" for until someone ends it
}

// Covers reports that a matter of a tax and a year lies within the scope. A matter that names no tax, or no year, could be
// about any: only a scope without that limit covers it.
func (s AuthorityScope) Covers(taxType string, year int) bool {
	return (len(s.TaxTypes) == 0 || slices.Contains(s.TaxTypes, taxType)) && s.coversYear(year)
}

func (s AuthorityScope) coversYear(year int) bool {
	if s.From == 0 && s.To == 0 {
		return true
	}
	return year != 0 && (s.From == 0 || year >= s.From) && (s.To == 0 || year <= s.To)
}

// JointReturn are years for which two taxpayers file one return of a tax together: what is about it is about both.
type JointReturn struct {
	ID       string
	With     string // the other taxpayer
	WithName string
	TaxType  string
	From, To int // years, both included; 0 is no limit on that side
}

// Touches reports that the scope has something of the joint return in it.
func (s AuthorityScope) Touches(j JointReturn) bool {
	if len(s.TaxTypes) > 0 && !slices.Contains(s.TaxTypes, j.TaxType) {
		return false
	}
	return (s.From == 0 || j.To == 0 || s.From <= j.To) && (s.To == 0 || j.From == 0 || j.From <= s.To)
}

func (j JointReturn) covers(taxType string, year int) bool {
	return (taxType == "" || taxType == j.TaxType) && (year == 0 || (j.From == 0 || year >= j.From) && (j.To == 0 || year <= j.To))
}

// Covers reports that the authority is for a matter of a tax and a year. A joint return is left out until both agreed, and
// so is a matter that could be about it.
func (a Authority) Covers(taxType string, year int) bool {
	return a.Scope.Covers(taxType, year) && !slices.ContainsFunc(a.Joint, func(j JointReturn) bool { return j.covers(taxType, year) })
}

// Allows reports that whoever holds the authority may do what the level says, now.
func (a Authority) Allows(wanted Level, now time.Time) bool {
	return a.InForce(now) && a.Scope.Level.Allows(wanted)
}

// InForce reports that the authority is one to act by: it began, nobody ended it, its last day is not over, and neither the
// representative nor their firm is suspended.
func (a Authority) InForce(now time.Time) bool {
	return a.Status == AuthorityActive && (a.ExpireAt.IsZero() || now.Before(a.ExpireAt)) && !a.Suspended
}

// The limits of authorities (HMRC; numbers.md).
const (
	AuthorityAnswerDays   = 21 // an invitation or a request that is not answered lapses
	AuthorityReminderDays = 5  // before it does
	MostRepresentatives   = 3  // of one taxpayer at once
	MostMembers           = 200
	AuthorityPage         = 25
)

// A code has 50 bits, and its limit keeps anyone from trying many.
var (
	InvitationCodeTries = Limit{"codes of invitations", 5, 10 * time.Minute}
	InvitationsSent     = Limit{"invitations to represent", 20, 24 * time.Hour}
)
