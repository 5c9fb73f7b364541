package portal

import (
	"strconv"
	"strings"
	"time"
)

// What is done about proof of identity. The subject is the case, or the account where there is none yet.
const (
	IdentityMatched       Event = "identity.matched"
	IdentityNotMatched    Event = "identity.not-matched" // with which parts fitted: for the record, never for the one who asks
	IdentityRouteBegun    Event = "identity.route-begun"
	IdentityReasonAdded   Event = "identity.reason-added"
	IdentityReasonSettled Event = "identity.reason-settled"
	IdentityStepped       Event = "identity.stepped" // a reason came to its next step
	IdentityCodeWrong     Event = "identity.code-wrong"
	AssuranceGranted      Event = "identity.assurance-granted"
	AssuranceEnded        Event = "identity.assurance-ended"
	TaxpayerFrozen        Event = "taxpayer.frozen"
	TaxpayerUnfrozen      Event = "taxpayer.unfrozen"
)

// What people are told about it, at every address. None says which taxpayer.
const (
	NoticeIdentityBegun     Notice = "identity.begun"          // someone began to prove with this account who they are
	NoticeAssuranceRaised   Notice = "identity.raised"         // more is open now
	NoticeIdentityStopped   Notice = "identity.stopped"        // it was closed without an approval
	NoticeLetterMailed      Notice = "identity.mailed"         // usable_until
	NoticeLetterReminder    Notice = "identity.reminder"       // usable_until; on day 14
	NoticeIdentityElsewhere Notice = "identity.elsewhere"      // another account claims the taxpayer that this one stands for
	NoticeAssuranceFell     Notice = "identity.fell"           // after a recovery, until it is proved again
	NoticeIdentityChecked   Notice = "identity.looking-at"     // we look at something; reference, by
	NoticePicturesAgain     Notice = "identity.pictures-again" // two clerks looked, and it takes new pictures; reference
)

// Limits of claiming to be a taxpayer (Login.gov: 10 matches an hour). An address may be a library's.
var (
	MatchesPerAccount = Limit{"matches by an account", 10, time.Hour}
	MatchesPerAddress = Limit{"matches from an address", 40, time.Hour}
	MatchesPerNumber  = Limit{"matches of a taxpayer number", 10, time.Hour}
	ProofingTries     = Limit{"proofing tries of an account", 5, 6 * time.Hour}
	FederatedTries    = Limit{"ways to a sign-in service of an account", 20, time.Hour} // who turns back, or is asked anew, is no attack
	LetterCodeTries   = Limit{"codes of letters", 5, 10 * time.Minute}
	LetterReports     = Limit{"reports of letters from an address", 10, 10 * time.Minute}
)

// IdentityClaim is what someone fills in who wants to see a taxpayer's records.
type IdentityClaim struct {
	Number string
	Type   NumberType // how an unclear number of nine digits is read; "" is a person's
	Name   string
	Street string // with ZIP, of an address that the department has or had; both may be left out
	ZIP    string
	By     string // "letter" or "figure"
	Letter string
	Figure string
	Year   string
	Amount string
}

// Check reads the form. What is wrong with it is only ever about how it is written, never about whose it is.
func (i *IdentityClaim) Check(now time.Time) (TaxpayerNumber, MatchClaim, error) {
	var check Check
	var claim MatchClaim
	number, ok := ReadTaxpayerNumber(i.Number, i.Type)
	if !ok {
		check.Wrong("number", "Enter the nine digits of the taxpayer number, like 123-45-6789, or 12-3456789 for an employer number.")
	}
	if i.Name = check.Line("name", i.Name, longestName); i.Name == "" {
		check.Wrong("name", "Enter the name as it stands on the tax return.")
	}
	claim.Name = i.Name
	claim.At = i.checkAddress(&check)
	switch i.By {
	case "letter":
		if i.Letter = check.Line("letter", i.Letter, 40); i.Letter == "" {
			check.Wrong("letter", "Enter the letter’s number. It stands at the top right of each letter from us.")
		}
		claim.Letter = i.Letter
	case "figure":
		i.checkFigure(&check, &claim, now)
	default:
		check.Wrong("by", "Choose whether you have a letter from us or a tax return at hand.")
	}
	return number, claim, check.Err()
}

func (i *IdentityClaim) checkAddress(check *Check) TaxpayerAddress {
	i.Street, i.ZIP = check.Line("street", i.Street, longestAddressLine), check.Line("zip", i.ZIP, 16)
	switch {
	case i.Street == "" && i.ZIP != "":
		check.Wrong("street", "Enter street and number, or the PO box, or leave the ZIP code out too.")
	case i.Street != "" && i.ZIP == "":
		check.Wrong("zip", "Enter the ZIP code, or leave the street out too.")
	}
	return TaxpayerAddress{Line1: i.Street, PostalCode: i.ZIP}
}

func (i *IdentityClaim) checkFigure(check *Check, claim *MatchClaim, now time.Time) {
	for _, k := range FigureKinds {
		if i.Figure == string(k) {
			claim.Figure = k
		}
	}
	if claim.Figure == "" {
		check.Wrong("figure", "Choose which line of the return you have.")
	}
	year, err := strconv.Atoi(strings.TrimSpace(i.Year))
	if err != nil || year < 1990 || year > now.Year() {
		check.Wrong("year", "Enter the tax year of the return in four digits, like %d.", now.Year()-1)
	}
	claim.Year = year
	cents, ok := ReadMoney(i.Amount)
	if !ok {
		check.Wrong("amount", "Enter the amount as it stands on that line, like 48,250.00. For nothing, enter 0.")
	}
	claim.Cents = cents
}

// ErrNoMatch is the one answer to a claim that does not fit, whichever part of it.
var ErrNoMatch = Refuse(Mend, "What you entered does not fit our records. Compare each line with your return or our letter, and try again. If it still does not fit, come to our counter with an ID: we match it there with you.")

// ErrIdentityMoved is the answer to an act from a screen that shows what is no longer so.
var ErrIdentityMoved = Refuse(Conflict, "Something happened to this case meanwhile. Look at it again before you go on.")

// What makes a claim odd enough for someone to look at it before anything is granted. The numbers are ours; an address
// may be a library's, a mailing address a shelter's, so nobody is refused by a rule.
const (
	OddTaxpayersPerAddress = 5 // claimed from one network address within a day
	OddTaxpayersPerAccount = 4 // claimed by one account, ever
	OddAccountsPerMailbox  = 4 // that asked for letters to one mailing address within 30 days

	// OddOthersPerBank is how many other taxpayers may have their refunds go to the same bank account before a claim for one
	// of them is odd. A couple and their child share one; the IRS pays three refunds into an account and mails checks from
	// the fourth on (Form 1040 instructions).
	OddOthersPerBank = 2
)
