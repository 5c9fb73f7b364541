package portal

import "strings"

// FigureKind is a figure of a return that someone may know.
type FigureKind string

const (
	FederalAGI FigureKind = "federal adjusted gross income"
	TotalDue   FigureKind = "total due"
	Refund     FigureKind = "refund"
)

// FigureKinds in the order in which they are offered.
var FigureKinds = []FigureKind{FederalAGI, TotalDue, Refund}

// MatchClaim is what someone says who they are: a taxpayer number, by which the record was looked up, a name, and one more
// thing that stands on a return or on a letter.
type MatchClaim struct {
	Name   string
	At     TaxpayerAddress // where the department has them, or had them; the zero one when it was left out
	Letter string          // a letter's number; "" when a figure is given
	Figure FigureKind      //
	Year   int             // in which the return's period ends; 0 for any
	Cents  int64           // of the figure
}

// MatchEvidence is what a claim came to. Outsiders learn one thing from it, whether it fits; which part did not is for the
// department's own record alone.
type MatchEvidence struct{ known, name, nearly, address, further bool }

// Matched reports that everything fits. An address is not asked for, and makes up for a name that fits only nearly.
func (e MatchEvidence) Matched() bool {
	return e.known && (e.name || e.nearly && e.address) && e.further
}

// ByAddress reports that the address was needed.
func (e MatchEvidence) ByAddress() bool { return e.Matched() && !e.name }

// ForTheRecord says which parts fitted, for staff and auditors and for nobody else.
func (e MatchEvidence) ForTheRecord() string {
	say := func(part string, fits bool) string {
		if fits {
			return part + " fits"
		}
		return part + " does not fit"
	}
	name := say("name", e.name)
	if !e.name && e.nearly {
		name = "name fits nearly"
	}
	return strings.Join([]string{say("number", e.known), name, say("address", e.address), say("letter or figure", e.further)}, ", ")
}

// InWords says on what evidence a case was opened: by is the letter or the figure.
func (e MatchEvidence) InWords(by string) string {
	if e.ByAddress() {
		return "Number, address and " + by + " fit, and the name nearly."
	}
	return "Number, name and " + by + " fit."
}

// Match compares a claim with a taxpayer's records. When the number is not known, the records are somebody else's: the same
// work is done with them, so that the time does not tell known numbers from unknown ones, and nothing of it is kept.
func (c MatchClaim) Match(known bool, r TaxpayerRecord, letters []IssuedLetter, returns []FiledReturn) MatchEvidence {
	at := c.At
	if at.IsZero() {
		at = nowhere // the same work for a claim without an address
	}
	e := MatchEvidence{known: known, name: SameName(c.Name, r.Kind, r.Names), nearly: NearlySameName(c.Name, r.Kind, r.Names), address: SameAddress(at, r.Addresses)}
	if key := LetterKey(c.Letter); key != "" {
		for _, l := range letters {
			e.further = LetterKey(l.Number) == key || e.further
		}
	}
	if c.Figure != "" {
		for _, f := range returns {
			e.further = c.figureFits(f) || e.further
		}
	}
	if !known {
		return MatchEvidence{}
	}
	return e
}

// nowhere is an address that nobody has.
var nowhere = TaxpayerAddress{Line1: "0 No Such Street", City: "Nowhere", PostalCode: "00000"}

func (c MatchClaim) figureFits(r FiledReturn) bool {
	stored := map[FigureKind]*int64{FederalAGI: r.Figures.FederalAGI, TotalDue: r.Figures.TotalDue, Refund: r.Figures.Refund}[c.Figure]
	if stored == nil || c.Year != 0 && r.PeriodEnds.Time().Year() != c.Year {
		return false
	}
	// Returns are filed in whole dollars, and people read a figure off with its cents or without.
	return *stored == c.Cents || *stored/100 == c.Cents/100 && c.Cents%100 == 0
}
