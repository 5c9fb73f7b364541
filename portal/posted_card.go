package portal

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// A code card by mail is for who has no printer and cannot come to the counter. What came by mail may have been in other
// hands: it signs nobody in before its owner, signed in with what they have, typed one of its codes.

// PostedCardState is how far an order has come.
type PostedCardState string

const (
	CardOrdered PostedCardState = "ordered"
	CardPrinted PostedCardState = "printed" // its codes are made; printed again, they are others
	CardMailed  PostedCardState = "mailed"
	CardArrived PostedCardState = "arrived" // and signs in from then on
	CardVoid    PostedCardState = "void"
)

var postedCardMoves = map[PostedCardState][]PostedCardState{
	CardOrdered: {CardPrinted, CardVoid},
	CardPrinted: {CardPrinted, CardMailed, CardArrived, CardVoid},
	CardMailed:  {CardPrinted, CardArrived, CardVoid},
}

// May reports whether an order may go from this state to the next.
func (s PostedCardState) May(next PostedCardState) bool {
	return slices.Contains(postedCardMoves[s], next)
}

// Event is what the audit trail calls a step of an order.
func (s PostedCardState) Event() Event { return Event("posted-card." + s) }

const (
	PostedCardsApart = 24 * time.Hour      // between two orders (Login.gov, letters with a code)
	PostedCardsMost  = 4                   // orders in PostedCardsWhile
	PostedCardsWhile = 30 * 24 * time.Hour //
	PostedCardLasts  = 30 * 24 * time.Hour // after its last step: then nobody waits for it any more
)

// PostedCardTries keeps whoever is signed in from trying codes of a letter that they do not have (Login.gov, mailed code:
// 5 tries in 10 minutes).
var PostedCardTries = Limit{"codes of a posted card", 5, 10 * time.Minute}

// What an account's owner is told about a card by mail.
const (
	NoticePostedCardOrdered Notice = "account.posted-card-ordered"
	NoticePostedCardMailed  Notice = "account.posted-card-mailed"
	NoticePostedCardWorks   Notice = "account.posted-card-works"
	NoticePostedCardVoid    Notice = "account.posted-card-void"
)

// PostedCard is one order.
type PostedCard struct {
	ID        string
	Account   Account
	State     PostedCardState
	OrderedAt time.Time
	Since     time.Time // its last step
	EndsAt    time.Time
	To        Recipient // for whoever prints it, and nobody else
	Events    []PostedCardEvent
}

// PostedCardEvent is one step of an order.
type PostedCardEvent struct {
	At     time.Time
	ByName string // "" for its owner
	State  PostedCardState
	Reason string
}

// Open reports that the card may still come into use.
func (c PostedCard) Open(now time.Time) bool {
	return (c.State == CardOrdered || c.State == CardPrinted || c.State == CardMailed) && now.Before(c.EndsAt)
}

// Recipient is whom a letter goes to, and where, in the United States.
type Recipient struct {
	Name, Line1, Line2, City, State, ZIP string
}

// longestWindowLine fits into an envelope's window.
const longestWindowLine = 40

var zipCode = regexp.MustCompile(`^[0-9]{5}(-[0-9]{4})?$`)

// mailStates are the states, the District of Columbia, the territories and the armed forces, as the Postal Service writes
// them (Publication 28, appendix B).
const mailStates = " AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY AS GU MP PR VI FM MH PW AA AE AP "

// Check cleans it, or says what is wrong with it. The made-up state of a demo counts too: home is the department's own.
func (r *Recipient) Check(home string) error {
	var check Check
	if r.Name = check.Line("recipient", r.Name, longestWindowLine); r.Name == "" {
		check.Wrong("recipient", "Enter the name that stands on your mailbox.")
	}
	if r.Line1 = check.Line("line1", r.Line1, longestWindowLine); r.Line1 == "" {
		check.Wrong("line1", "Enter the street and the number, or the P.O. box.")
	}
	r.Line2 = check.Line("line2", r.Line2, longestWindowLine)
	if r.City = check.Line("city", r.City, longestWindowLine); r.City == "" {
		check.Wrong("city", "Enter the city.")
	}
	if r.State = strings.ToUpper(check.Line("state", r.State, longestWindowLine)); len(r.State) != 2 || r.State != home && !strings.Contains(mailStates, " "+r.State+" ") {
		check.Wrong("state", "Enter the two letters of the state, like TX. We mail cards within the United States alone; anywhere else, come to our counter.")
	}
	if r.ZIP = strings.ReplaceAll(check.Line("zip", r.ZIP, longestWindowLine), " ", ""); !zipCode.MatchString(r.ZIP) {
		check.Wrong("zip", "Enter the ZIP code: five digits, or nine like 12345-6789.")
	}
	return check.Err()
}

// Lines are the address as it stands in an envelope's window.
func (r Recipient) Lines() []string {
	lines := []string{r.Name, r.Line1}
	if r.Line2 != "" {
		lines = append(lines, r.Line2)
	}
	return append(lines, r.City+", "+r.State+" "+r.ZIP)
}

// SortKey is the order in which mail is sorted, as for addresses on record. Check has seen that the ZIP code is one.
func (r Recipient) SortKey() string { return strings.SplitN(r.ZIP, "-", 2)[0] }

// ReadRecipient reads what Lines wrote apart by line ends, in the order of the fields.
func ReadRecipient(kept string) (r Recipient) {
	parts := strings.Split(kept, "\n")
	for i, into := range []*string{&r.Name, &r.Line1, &r.Line2, &r.City, &r.State, &r.ZIP} {
		if i < len(parts) {
			*into = parts[i]
		}
	}
	return r
}

// Kept is how it is sealed: a field a line. Check lets no line end into a field.
func (r Recipient) Kept() string {
	return strings.Join([]string{r.Name, r.Line1, r.Line2, r.City, r.State, r.ZIP}, "\n")
}

// CheckOrder is nil when another card may be ordered now. Earlier are the moments of orders in PostedCardsWhile, the latest
// first; open is one that is under way.
func CheckOrder(open bool, earlier []time.Time, now time.Time) error {
	switch {
	case open:
		return Refuse(Conflict, "A code card is on its way to you already. Its state stands on your security page.")
	case len(earlier) > 0 && now.Before(earlier[0].Add(PostedCardsApart)):
		e := Refuse(TooMany, "You ordered a code card within the last 24 hours. Come back tomorrow, or come to our counter with an ID.")
		e.RetryAfter = earlier[0].Add(PostedCardsApart).Sub(now)
		return e
	case len(earlier) >= PostedCardsMost:
		e := Refuse(TooMany, "You ordered four code cards within 30 days. Come to our counter with an ID, or call us.")
		e.RetryAfter = earlier[PostedCardsMost-1].Add(PostedCardsWhile).Sub(now)
		return e
	}
	return nil
}

// CheckPrint is nil when the actor may print this card. Printed again it has new codes, which needs a reason.
func (c PostedCard) CheckPrint(actor Actor, reason string, now time.Time) error {
	switch {
	case actor.Account == c.Account.ID:
		return Refuse(Conflict, "You cannot do this to your own account. Ask a colleague.")
	case !c.Open(now):
		return Refuse(Conflict, "This card is not awaited any more. Its page says what happened.")
	case c.State != CardOrdered && reason == "":
		var check Check
		check.Wrong("reason", "Say why it is printed again. The codes that were printed before will not work.")
		return check.Err()
	}
	return nil
}

// ErrNoPostedCard is the answer to an arrival that nobody waits for.
var ErrNoPostedCard = Refuse(Conflict, "No code card is on its way to you. Order a new one, or come to our counter.")
