package portal

import (
	"slices"
	"testing"
	"time"
)

func record(kind TaxpayerKind, name, zip string) TaxpayerRecord {
	given, family := SplitName(name)
	key := PersonKey(given, family)
	if kind == Organization {
		key = OrganizationKey(name)
	}
	return TaxpayerRecord{Kind: kind, Names: []TaxpayerName{{Name: name, Key: key}, {Name: "Rosa Ibarra", Key: PersonKey("Rosa", "Ibarra"), Former: true}}, Addresses: []TaxpayerAddress{{Line1: "12 Alder Street", City: "Harmon Falls", PostalCode: zip}}}
}

func TestAPersonIsTheTaxpayerByNameAndBySomethingBesideIt(t *testing.T) {
	rosa := record(Person, "Rosa Delgado", "56001")
	for name, c := range map[string]struct {
		words      FederatedWords
		sameNumber bool
		record     TaxpayerRecord
		want       FederatedFit
		is         bool
	}{
		"name and number":              {FederatedWords{Given: "Rosa", Family: "Delgado", Number: "987-89-4320"}, true, rosa, FederatedFit{Fits, Fits, NotGiven}, true},
		"a former name, and number":    {FederatedWords{Given: "ROSA", Family: "IBARRA", Number: "987894320"}, true, rosa, FederatedFit{Fits, Fits, NotGiven}, true},
		"who has moved":                {FederatedWords{Given: "Rosa", Family: "Delgado", Number: "987894320", ZIP: "99999"}, true, rosa, FederatedFit{Fits, Fits, Differs}, true},
		"name and ZIP code":            {FederatedWords{Given: "Rosa", Family: "Delgado", ZIP: "56001-0417"}, false, rosa, FederatedFit{Fits, NotGiven, Fits}, true},
		"the name in one":              {FederatedWords{Whole: "Delgado, Rosa", ZIP: "56001", Country: "us"}, false, rosa, FederatedFit{Fits, NotGiven, Fits}, true},
		"an ITIN":                      {FederatedWords{Given: "Rosa", Family: "Delgado", Number: "912-75-1234"}, true, rosa, FederatedFit{Fits, Fits, NotGiven}, true},
		"name alone":                   {FederatedWords{Given: "Rosa", Family: "Delgado"}, false, rosa, FederatedFit{Fits, NotGiven, NotGiven}, false},
		"another number":               {FederatedWords{Given: "Rosa", Family: "Delgado", Number: "987-89-4321", ZIP: "56001"}, false, rosa, FederatedFit{Fits, Differs, Fits}, false},
		"a number that is none":        {FederatedWords{Given: "Rosa", Family: "Delgado", Number: "x", ZIP: "56001"}, true, rosa, FederatedFit{Fits, Differs, Fits}, false},
		"blanks for a number":          {FederatedWords{Given: "Rosa", Family: "Delgado", Number: "  "}, true, rosa, FederatedFit{Fits, NotGiven, NotGiven}, false},
		"another town":                 {FederatedWords{Given: "Rosa", Family: "Delgado", ZIP: "56002"}, false, rosa, FederatedFit{Fits, NotGiven, Differs}, false},
		"the same digits abroad":       {FederatedWords{Given: "Rosa", Family: "Delgado", ZIP: "56001", Country: "DE"}, false, rosa, FederatedFit{Fits, NotGiven, NotGiven}, false},
		"another name, the number":     {FederatedWords{Given: "Otis", Family: "Delgado", Number: "987-89-4320"}, true, rosa, FederatedFit{Differs, Fits, NotGiven}, false},
		"half a name":                  {FederatedWords{Family: "Delgado", Number: "987-89-4320"}, true, rosa, FederatedFit{NotGiven, Fits, NotGiven}, false},
		"no ZIP code on record either": {FederatedWords{Given: "Rosa", Family: "Delgado"}, false, record(Person, "Rosa Delgado", ""), FederatedFit{Fits, NotGiven, NotGiven}, false},
		"nobody is an organisation":    {FederatedWords{Given: "Harmon", Family: "Mill", ZIP: "56001"}, false, record(Organization, "Harmon Mill, LLC", "56001"), FederatedFit{Differs, NotGiven, Fits}, false},
	} {
		if got := c.words.Person().Fit(c.record, c.sameNumber); got != c.want || got.IsTaxpayer() != c.is {
			t.Errorf("%s: %s, the taxpayer: %t", name, got.ForTheRecord(), got.IsTaxpayer())
		}
	}
}

func TestAFederatedProofIsWorthAVisitAndNoBlockGivesWay(t *testing.T) {
	if !slices.Equal(FederatedRoute.Asks(), []Pending{PendingFederated}) || PendingFederated.Route() != FederatedRoute || PendingFederated.Blocks() || FederatedRoute.Earns() != InPerson {
		t.Error("the route does not hang together")
	}
	if got := FederatedRoute.Settles(); !slices.Equal(got, []Pending{PendingLetter, PendingVisit, PendingReview, PendingReferee}) {
		t.Errorf("it settles %v", got)
	}
	for _, r := range Routes {
		if r == FederatedRoute || slices.Contains(r.Settles(), PendingFederated) {
			t.Errorf("%s: it is never waiting, so nothing settles it, and it is not begun like the others", r)
		}
	}
	done := Reason{Pending: PendingFederated, Outcome: Proved}
	for name, c := range map[string]struct {
		reasons []Reason
		earned  Assurance
		by      Route
		status  IdentityStatus
	}{
		"alone":                       {[]Reason{done}, InPerson, FederatedRoute, IdentityApproved},
		"beside a letter that waits":  {[]Reason{{Pending: PendingLetter}, done}, InPerson, FederatedRoute, IdentityOpen},
		"beside a letter that came":   {[]Reason{{Pending: PendingLetter, Outcome: Proved}, done}, InPerson, FederatedRoute, IdentityApproved},
		"while someone looks":         {[]Reason{done, {Pending: PendingFraud}}, Matched, MatchRoute, IdentityOpen},
		"when someone said no":        {[]Reason{done, {Pending: PendingFraud, Outcome: Refused}}, Matched, MatchRoute, IdentityClosed},
		"when someone found it right": {[]Reason{done, {Pending: PendingFraud, Outcome: Proved}}, InPerson, FederatedRoute, IdentityApproved},
	} {
		if earned, by, status := Standing(c.reasons); earned != c.earned || by != c.by || status != c.status {
			t.Errorf("%s: %s by %s, %s", name, earned, by, status)
		}
	}
	for name, c := range map[string]struct {
		c    IdentityCase
		want Code
	}{
		"approved": {IdentityCase{Status: IdentityApproved}, Conflict},
		"closed":   {IdentityCase{Status: IdentityClosed}, Conflict},
		"done":     {IdentityCase{Status: IdentityOpen, Earned: Matched, Reasons: []Reason{done, {Pending: PendingFraud}}}, Conflict},
		"earned":   {IdentityCase{Status: IdentityOpen, Earned: InPerson}, Conflict},
	} {
		if err := c.c.CheckFederated(); CodeOf(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	open := IdentityCase{Status: IdentityOpen, Earned: AddressConfirmed}
	if err := open.CheckFederated(); err != nil {
		t.Error(err)
	}
	if open.CheckRoute(FederatedRoute) != ErrNotFound {
		t.Error("it can be begun without the provider")
	}
}

func TestEveryRefusalAtAProviderOfIDsHasItsSentence(t *testing.T) {
	for _, r := range []OpenIDRefusal{
		OpenIDUnreachable, OpenIDLate, OpenIDDenied, OpenIDAsks, OpenIDBusy, OpenIDMisfit, OpenIDWrong, OpenIDWeak, OpenIDStale, FederatedMisfit,
	} {
		if e, ok := FederatedSaid(r).(*Error); !ok || len(e.Message.Text) < 30 {
			t.Errorf("%s says nothing", r)
		}
	}
	if FederatedSaid("made up") != nil || FederatedSaid(AgencyUnknown) != nil || FederatedSaid("") != nil {
		t.Error("words that are none say something")
	}
	if FederatedMaxAge > time.Minute {
		t.Error("a browser that somebody left open would do")
	}
}
