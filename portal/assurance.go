package portal

import (
	"slices"
	"time"
)

// Assurance is how sure we are that the person who signs in with an account is the taxpayer whose records it opens
// (product.md, Identity). It belongs to an account and a taxpayer together.
type Assurance string

const (
	Registered       Assurance = "registered"        // a confirmed e-mail address and two factors: nobody's records
	Matched          Assurance = "matched"           // knows facts that others may know too: may write, sees nothing stored
	AddressConfirmed Assurance = "address confirmed" // got what we mailed to the address on record
	DocumentReviewed Assurance = "document reviewed" // two clerks looked at pictures of a document; never called more
	InPerson         Assurance = "in person"         // a clerk saw the person and the document, or a federated IAL2 sign-in
)

// Assurances from the least to the most.
var Assurances = []Assurance{Registered, Matched, AddressConfirmed, DocumentReviewed, InPerson}

// ToldByPost reports that whoever earns it is told so on paper too, at the address on record: more can be done with it than
// with a code that came to that address anyway.
func (a Assurance) ToldByPost() bool { return a.AtLeast(DocumentReviewed) }

// AtLeast reports that a is as much as wanted, or more. What is unknown is nothing.
func (a Assurance) AtLeast(wanted Assurance) bool {
	return slices.Index(Assurances, a) >= slices.Index(Assurances, wanted) && slices.Contains(Assurances, a)
}

// Sentence is what people read.
func (a Assurance) Sentence() Sentence {
	switch a {
	case Matched:
		return Say("Details matched")
	case AddressConfirmed:
		return Say("Address confirmed")
	case DocumentReviewed:
		return Say("Document reviewed")
	case InPerson:
		return Say("Seen in person")
	}
	return Say("Signed up")
}

// Opens says what this assurance lets someone do, for the page that offers to earn it.
func (a Assurance) Opens() Sentence {
	switch a {
	case Matched:
		return Say("Answer a letter, file and pay. You send to us; nothing stored is shown.")
	case AddressConfirmed:
		return Say("Read your letters, messages and balances.")
	case DocumentReviewed:
		return Say("Also: access for representatives, and payment plans.")
	case InPerson:
		return Say("Everything, also changing your address and the bank account for refunds.")
	}
	return Say("Drafts and general questions.")
}

// Route is a way in which someone can prove who they are.
type Route string

const (
	LetterRoute    Route = "letter"    // a code mailed to the address on record
	VisitRoute     Route = "visit"     // at the counter
	ReviewRoute    Route = "review"    // pictures, looked at by two clerks
	RefereeRoute   Route = "referee"   // someone whom the department knows vouches
	FederatedRoute Route = "federated" // another service that has proved it
	MatchRoute     Route = "match"     // only details
)

// Routes that a person can choose, in the order in which they are offered: what most people can do comes first.
var Routes = []Route{LetterRoute, VisitRoute, ReviewRoute, RefereeRoute}

// Earns is the assurance at the end of a route.
func (r Route) Earns() Assurance {
	switch r {
	case LetterRoute:
		return AddressConfirmed
	case ReviewRoute, RefereeRoute:
		return DocumentReviewed
	case VisitRoute, FederatedRoute:
		return InPerson
	case MatchRoute:
		return Matched
	}
	return Registered
}

// Sentence is the route's name.
func (r Route) Sentence() Sentence {
	switch r {
	case LetterRoute:
		return Say("A letter with a code")
	case VisitRoute:
		return Say("A visit to our counter")
	case ReviewRoute:
		return Say("Pictures of your ID")
	case RefereeRoute:
		return Say("Someone we know vouches for you")
	case FederatedRoute:
		return Say("A sign-in service that has checked your ID")
	}
	return Say("Your details")
}

// Holding is what one account may do for one taxpayer.
type Holding struct {
	ID         string // of the grant
	Taxpayer   string
	CaseNumber IdentityNumber
	CalledName string // what its owner typed: at Matched, nothing stored is shown
	Assurance  Assurance
	Route      Route
	GrantedAt  time.Time
	Frozen     bool // changes of money and addresses wait until someone has looked
}
