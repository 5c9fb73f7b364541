package portal

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// ScopeForm is what an authority is for, as it was typed.
type ScopeForm struct {
	Level    string
	Types    string   // "all" or "some"
	Some     []string // of the taxes offered
	Years    string   // "all" or "some"
	From, To string
	Lasts    string    // "open" or "until"
	Until    [3]string // month, day, year
}

// MostAuthorityYears keeps a typing error out of the record: tax years lie within this of today.
const MostAuthorityYears = 30

// Check reads the form, or says what is wrong with it. Offered are the taxes that the taxpayer has.
func (f ScopeForm) Check(check *Check, offered []string, today Date) AuthorityScope {
	s := AuthorityScope{Level: Level(f.Level)}
	if !slices.Contains(Levels, s.Level) {
		check.Wrong("level", "Choose what they may do.")
	}
	s.TaxTypes = f.types(check, offered)
	s.From, s.To = f.years(check, today)
	switch f.Lasts {
	case "open":
	case "until":
		s.Until = f.until(check, today)
	default:
		check.Wrong("lasts", "Choose until when.")
	}
	return s
}

func (f ScopeForm) types(check *Check, offered []string) (types []string) {
	switch f.Types {
	case "all":
		return nil
	case "some":
	default:
		check.Wrong("types", "Choose for which taxes.")
		return nil
	}
	for _, t := range offered {
		if slices.Contains(f.Some, t) {
			types = append(types, t)
		}
	}
	if len(types) == 0 || len(types) != len(f.Some) {
		check.Wrong("type", "Choose at least one of your taxes.")
	}
	return types
}

func (f ScopeForm) years(check *Check, today Date) (from, to int) {
	switch f.Years {
	case "all":
		return 0, 0
	case "some":
	default:
		check.Wrong("years", "Choose for which tax years.")
		return 0, 0
	}
	this := YearOf(string(today))
	read := func(field, typed string) int {
		year, err := strconv.Atoi(strings.TrimSpace(typed))
		if err != nil || year < this-MostAuthorityYears || year > this+MostAuthorityYears {
			check.Wrong(field, "Enter a tax year with four digits, like %d.", this-1)
		}
		return year
	}
	from, to = read("from", f.From), read("to", f.To)
	if check.Err() == nil && to < from {
		check.Wrong("to", "The last year comes before the first one. Enter the later one here.")
	}
	return from, to
}

func (f ScopeForm) until(check *Check, today Date) Date {
	d, ok := ReadDate(strings.TrimSpace(f.Until[0]) + "/" + strings.TrimSpace(f.Until[1]) + "/" + strings.TrimSpace(f.Until[2]))
	switch {
	case !ok:
		check.Wrong("until", "Enter the last day with month, day and year, like 4 15 %d.", YearOf(string(today))+1)
	case d <= today:
		check.Wrong("until", "This day is over. Enter a later one.")
	}
	return d
}

// YearOf is the year with which a period or a date begins, 0 for none.
func YearOf(period string) int {
	if len(period) < 4 {
		return 0
	}
	year, err := strconv.Atoi(period[:4])
	if err != nil || year < 1000 {
		return 0
	}
	return year
}

// AuthorityInvitation is what a taxpayer enters to invite someone.
type AuthorityInvitation struct {
	Kind     AuthorityKind
	Name     string // as the taxpayer calls them
	Email    string
	Replaces string // the authority that this one takes the place of, "" for none
	Scope    ScopeForm
}

// Check cleans the invitation and reads its scope, or says what is wrong with it.
func (i *AuthorityInvitation) Check(own string, offered []string, today Date) (AuthorityScope, error) {
	var check Check
	i.Name = check.Line("name", i.Name, longestName)
	if i.Name == "" {
		check.Wrong("name", "Enter their name, as you know them.")
	} else if MayHoldTaxpayerNumber(i.Name) {
		check.Wrong("name", "Leave the taxpayer number out. A name is enough.")
	}
	email, ok := EmailAddress(i.Email)
	switch {
	case !ok:
		check.Wrong("email", "Enter an e-mail address, like name@example.com.")
	case email == own:
		check.Wrong("email", "This is your own e-mail address. Enter theirs.")
	default:
		i.Email = email
	}
	if i.Kind == MemberKind { // a member acts as the organization does: about all of it
		i.Scope.Types, i.Scope.Years = "all", "all"
	} else {
		i.Kind = RepresentativeKind
	}
	scope := i.Scope.Check(&check, offered, today)
	return scope, check.Err()
}

// AuthorityClaim is what a representative enters to ask a taxpayer: what is on a letter that the taxpayer gave them.
type AuthorityClaim struct {
	Number, Name, Letter string
}

// Check cleans the claim, or says what is wrong with it.
func (c *AuthorityClaim) Check(now time.Time) (TaxpayerNumber, MatchClaim, error) {
	form := IdentityClaim{Number: c.Number, Name: c.Name, By: "letter", Letter: c.Letter}
	number, match, err := form.Check(now)
	c.Name = form.Name
	return number, match, err
}

// PaperAuthority is what a clerk enters from a signed form.
type PaperAuthority struct {
	Email  string // of the representative's account
	Both   bool   // both taxpayers of a joint return signed
	Scope  ScopeForm
	Reason string // where the form is
}

// Check cleans it and reads its scope, or says what is wrong with it.
func (p *PaperAuthority) Check(offered []string, today Date) (AuthorityScope, error) {
	var check Check
	email, ok := EmailAddress(p.Email)
	if !ok {
		check.Wrong("email", "Enter the e-mail address with which the representative signs in.")
	}
	p.Email = email
	scope := p.Scope.Check(&check, offered, today)
	p.Reason = check.Reason("reason", p.Reason)
	return scope, check.Err()
}

// JointForm is what a clerk enters about two taxpayers who file together.
type JointForm struct {
	Number, TaxType, From, To, Reason string
}

// Check reads it, or says what is wrong with it.
func (f *JointForm) Check(offered []string, today Date) (TaxpayerNumber, JointReturn, error) {
	var check Check
	number, ok := ReadTaxpayerNumber(f.Number, "")
	if !ok {
		check.Wrong("number", "Enter the whole taxpayer number of the other one: nine digits, like 123-45-6789.")
	}
	if !slices.Contains(offered, f.TaxType) {
		check.Wrong("tax", "Choose the tax.")
	}
	j := JointReturn{TaxType: f.TaxType}
	j.From, j.To = ScopeForm{Years: "some", From: f.From, To: f.To}.years(&check, today)
	f.Reason = check.Reason("joint_reason", f.Reason)
	return number, j, check.Err()
}
