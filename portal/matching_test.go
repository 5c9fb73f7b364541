package portal_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"exchequer/portal"
)

// person is a stored name, as the core system has it.
func person(given, family string) []portal.TaxpayerName {
	return []portal.TaxpayerName{{Name: given + " " + family, Key: portal.PersonKey(given, family)}}
}

func organization(name string) []portal.TaxpayerName {
	return []portal.TaxpayerName{{Name: name, Key: portal.OrganizationKey(name)}}
}

func TestNamesOfOnePersonMatch(t *testing.T) {
	for _, c := range []struct{ typed, given, family string }{
		{"Rosa Delgado", "Rosa", "Delgado"}, {"ROSA DELGADO", "Rosa", "Delgado"}, {"Delgado, Rosa", "Rosa", "Delgado"}, {"delgado rosa", "Rosa", "Delgado"},
		{"Rosa Delgdo", "Rosa", "Delgado"}, {"Rosa Delagdo", "Rosa", "Delgado"}, {"Roas Delgado", "Rosa", "Delgado"}, {"Rosa M. Delgado", "Rosa Maria", "Delgado"},
		{"Rosa Delgado", "Rosa Maria", "Delgado"}, {"Rosa Maria Delgado", "Rosa", "Delgado"}, {"Rosa María Delgado", "Rosa M", "Delgado"},
		{"Jose Munoz", "José", "Muñoz"}, {"José Muñoz", "JOSE", "MUNOZ"}, {"Jose\u0301 Mun\u0303oz", "José", "Muñoz"},
		{"Sean ONeill", "Sean", "O'Neill"}, {"Sean O’Neill", "Sean", "O'Neill"}, {"Sean O Neill", "Sean", "O'Neill"}, {"Sean Oneil", "Sean", "O'Neill"},
		{"Ana de la Cruz", "Ana", "De La Cruz"}, {"Ana Delacruz", "Ana", "de la Cruz"}, {"Ana Cruz", "Ana", "de la Cruz"},
		{"Jan van der Berg", "Jan", "Vanderberg"}, {"Ian McDonald", "Ian", "Mc Donald"}, {"Mary-Anne Smith-Jones", "Mary Anne", "Smith Jones"},
		{"Mary Smith", "Mary Anne", "Smith-Jones"}, {"Mary Jones", "Mary Anne", "Smith-Jones"}, {"Carlos García López", "Carlos", "García"},
		{"Carlos García", "Carlos", "García López"}, {"Martin King", "Martin Luther", "King Jr."}, {"Martin Luther King, Jr.", "Martin Luther", "King"},
		{"John Smith III", "John", "Smith"}, {"Mr. John Smith", "John", "Smith"}, {"Jon Smith", "John", "Smith"}, {"Catherine Jonson", "Katherine", "Johnson"},
		{"Tomás Oyelaran", "Tomas", "Oyelarán"}, {"Jürgen Größe", "Jurgen", "Grosse"}, {"Łukasz Wójcik", "Lukasz", "Wojcik"}, {"Nguyễn Văn An", "Van An", "Nguyen"},
		{"Stephen Phillips", "Stephen", "Philips"}, {"Van Le", "Van", "Le"}, {"Le, Van", "Van", "Le"}, {"An Nguyen", "An", "Nguyễn"}, {"Maria de los Angeles de la Cruz", "María de los Ángeles", "De la Cruz"}, {"Bartholomew Featherstonhaugh", "Bartholomew", "Fetherstonaugh"},
	} {
		if !portal.SameName(c.typed, portal.Person, person(c.given, c.family)) {
			t.Errorf("%q does not match %s / %s", c.typed, c.given, c.family)
		}
	}
}

func TestNamesOfTwoPeopleDoNotMatch(t *testing.T) {
	for _, c := range []struct{ typed, given, family string }{
		{"Maria Lopez", "Mario", "Lopes"}, {"Maria Lopez", "Mario", "Lopez"}, {"Maria Lopez", "Marta", "Lopez"}, {"Daniel Reyes", "Daniela", "Reyes"},
		{"Juan Perez", "Juana", "Perez"}, {"Carlos Ruiz", "Carla", "Ruiz"}, {"Rosa Delgado", "Rosalind", "Delgado"}, {"Rosa Delgado", "Rosa", "Salgado"},
		{"Rosa Elena Delgado", "Rosa Maria", "Delgado"}, {"Rosa E Delgado", "Rosa Maria", "Delgado"}, {"R Delgado", "Rosa", "Delgado"}, {"Delgado", "Rosa", "Delgado"},
		{"Rosa", "Rosa", "Delgado"}, {"", "Rosa", "Delgado"}, {"Ana Diaz", "Eva", "Diaz"}, {"Jane Smith", "Dane", "Smith"}, {"John Smith", "Joan", "Smyth"},
		{"Ann Lee", "Ian", "Lee"}, {"Li Wu", "Li", "Wo"}, {"Robert Brown", "Roberta", "Brown"}, {"Gary Miller", "Mary", "Miller"},
		{"Maria Delgado", "Rosa Maria", "Delgado"}, {"Delgado Delgado", "Rosa", "Delgado"}, {"Rosa Rosa", "Rosa", "Delgado"}, {"Luis Gomez", "Luisa", "Gomes"},
	} {
		if portal.SameName(c.typed, portal.Person, person(c.given, c.family)) {
			t.Errorf("%q matches %s / %s", c.typed, c.given, c.family)
		}
	}
}

func TestOrganizationsMatchInAnyForm(t *testing.T) {
	for _, c := range [][2]string{
		{"Fernwick Bakery", "Fernwick Bakery, LLC"}, {"Fernwick Bakery L.L.C.", "Fernwick Bakery"}, {"fernwick bakery l l c", "Fernwick Bakery Inc."},
		{"Smith & Sons", "Smith and Sons, Inc"}, {"Smith Sons", "Smith & Sons"}, {"Sun Rise Foods", "Sunrise Foods Co."}, {"Alvarez Plumbing", "Álvarez Plumbing Corp"},
		{"The Corner Store", "Corner Store"}, {"O'Malley's Pub", "OMalleys Pub LLP"}, {"Fernwik Bakery", "Fernwick Bakery LLC"}, {"Bakery Fernwick", "Fernwick Bakery"},
		{"A.B.C. Rentals", "ABC Rentals"}, {"The Company", "The Company"},
	} {
		if !portal.SameName(c[0], portal.Organization, organization(c[1])) {
			t.Errorf("%q does not match %q", c[0], c[1])
		}
	}
	for _, c := range [][2]string{
		{"Fernwick Bakery", "Fernwick Butchery"}, {"Store 12", "Store 21"}, {"Lakeside Motel 1", "Lakeside Motel 2"}, {"LLC", "Fernwick Bakery LLC"}, {"", "Fernwick Bakery"},
		{"Fernwick", "Fernwick Bakery"}, {"North Fork Dairy", "South Fork Dairy"}, {"Smith & Sons", "Smith & Daughters"},
	} {
		if portal.SameName(c[0], portal.Organization, organization(c[1])) {
			t.Errorf("%q matches %q", c[0], c[1])
		}
	}
}

func TestFormerNamesMatchToo(t *testing.T) {
	names := append(person("Rosa", "Delgado"), portal.TaxpayerName{Name: "Rosa Ibarra", Key: portal.PersonKey("Rosa", "Ibarra"), Former: true})
	if !portal.SameName("Rosa Ibarra", portal.Person, names) || !portal.SameName("Rosa Delgado", portal.Person, names) || portal.SameName("Rosa Whitfield", portal.Person, names) {
		t.Error("a former name is not one of the names")
	}
}

func TestNamesThatTheCoreSystemWritesInOne(t *testing.T) {
	for name, want := range map[string][2]string{
		"Delgado, Rosa Maria": {"Rosa Maria", "Delgado"}, "Rosa Maria Delgado": {"Rosa Maria", "Delgado"}, "Martin King, Jr.": {"Martin", "King"},
		"Ana de la Cruz": {"Ana", "de la Cruz"}, "Cher": {"", "Cher"}, "": {"", ""}, "Jr": {"", "Jr"},
	} {
		if given, family := portal.SplitName(name); given != want[0] || family != want[1] {
			t.Errorf("%q is %q and %q", name, given, family)
		}
	}
}

func TestAddressesMatchAsPeopleWriteThem(t *testing.T) {
	at := func(line1, line2, city, zip string) portal.TaxpayerAddress {
		return portal.TaxpayerAddress{Line1: line1, Line2: line2, City: city, State: "TK", PostalCode: zip, Country: "US"}
	}
	stored := []portal.TaxpayerAddress{at("412 North Oak Street", "Apartment 3B", "Fernwick", "00501-1234"), at("PO Box 77", "", "Fernwick", "00501")}
	for _, a := range []portal.TaxpayerAddress{
		at("412 N. Oak St.", "Apt 3B", "Fernwick", "00501"), at("412 n oak st #3b", "", "Fernwick", "00501"), at("412 North Oak Street Apt. 3B", "", "", "00501"),
		at("412 N OAK ST", "", "FERNWICK", "00501"), at("412 N Oak St, Unit 3B", "", "Fernwick", ""), at("P.O. Box 77", "", "Fernwick", "00501"), at("P O Box 77", "", "Fernwick", "00501"),
	} {
		if !portal.SameAddress(a, stored) {
			t.Errorf("%q does not match", a.Lines())
		}
	}
	for _, a := range []portal.TaxpayerAddress{
		{}, at("421 N Oak St", "Apt 3B", "Fernwick", "00501"), at("412 N Oak St", "Apt 4B", "Fernwick", "00501"), at("412 N Oak St", "Apt 3B", "Fernwick", "00502"),
		at("412 S Oak St", "Apt 3B", "Fernwick", "00501"), at("PO Box 78", "", "Fernwick", "00501"), at("412 N Elm St", "", "Fernwick", "00501"),
	} {
		if portal.SameAddress(a, stored) {
			t.Errorf("%q matches", a.Lines())
		}
	}
	if a, b := portal.HouseholdKey(at("412 N. Oak St.", "Apt 3B", "Fernwick", "00501")), portal.HouseholdKey(stored[0]); a != b || a == "" {
		t.Errorf("one household has the keys %q and %q", a, b)
	}
}

func TestAClaimTellsOutsidersOneThing(t *testing.T) {
	agi, due := int64(5231075), int64(0)
	rosa := portal.TaxpayerRecord{ID: "1", Kind: portal.Person, Names: person("Rosa", "Delgado")}
	letters := []portal.IssuedLetter{{Number: "L-2026-001234"}}
	returns := []portal.FiledReturn{{PeriodEnds: "2025-12-31", Figures: portal.ReturnFigures{FederalAGI: &agi, TotalDue: &due}}}
	right := []portal.MatchClaim{
		{Name: "Rosa Delgado", Letter: "l2026 001234"}, {Name: "Delgado Rosa", Figure: portal.FederalAGI, Cents: 5231075},
		{Name: "Rosa Delgado", Figure: portal.FederalAGI, Cents: 5231000, Year: 2025}, {Name: "Rosa Delgado", Figure: portal.TotalDue, Cents: 0},
	}
	for _, c := range right {
		if !c.Match(true, rosa, letters, returns).Matched() {
			t.Errorf("%+v does not match", c)
		}
		if e := c.Match(false, rosa, letters, returns); e.Matched() || strings.Contains(e.ForTheRecord(), "name fits") {
			t.Errorf("%+v matches the records of somebody else: %s", c, e.ForTheRecord())
		}
	}
	for _, c := range []portal.MatchClaim{
		{Name: "Rosa Delgado"}, {Name: "Rosa Delgado", Letter: " - "}, {Name: "Rosa Ibarra", Letter: "L-2026-001234"}, {Name: "Rosa Delgado", Letter: "L-2026-001235"},
		{Name: "Rosa Delgado", Figure: portal.FederalAGI, Cents: 5231076}, {Name: "Rosa Delgado", Figure: portal.Refund}, {Name: "Rosa Delgado", Figure: portal.FederalAGI, Cents: 5231075, Year: 2024},
	} {
		if c.Match(true, rosa, letters, returns).Matched() {
			t.Errorf("%+v matches", c)
		}
	}
}

func TestANameThatIsNearlyRightNeedsTheAddress(t *testing.T) {
	letters := []portal.IssuedLetter{{Number: "L-2026-001234"}}
	now := portal.TaxpayerAddress{Line1: "412 North Oak Street", Line2: "Apt 3", City: "Fernwick", State: "TK", PostalCode: "56010-1234", Country: "US"}
	before := portal.TaxpayerAddress{Line1: "PO Box 77", City: "Fernwick", State: "TK", PostalCode: "56010", Country: "US", SupersededAt: time.Unix(1, 0)}
	record := portal.TaxpayerRecord{ID: "1", Kind: portal.Person, Names: person("Rosa", "Martinez"), Addresses: []portal.TaxpayerAddress{now, before}}
	at := func(street, zip string) portal.TaxpayerAddress {
		return portal.TaxpayerAddress{Line1: street, PostalCode: zip}
	}
	right, wrong, none := at("412 n. oak st #3", "56010"), at("412 n. oak st #3", "56011"), portal.TaxpayerAddress{}
	for _, c := range []struct {
		name    string
		at      portal.TaxpayerAddress
		matches bool
		says    string
	}{
		{"Rosa Martinez", none, true, "name fits,"}, {"Rosa Martinez", wrong, true, "name fits, address does not fit"}, {"Rosa Martines", none, true, "name fits,"},
		{"Rosa Martin", none, false, "name fits nearly"}, {"Rosa Martin", wrong, false, "name fits nearly"}, {"Rosa Martin", right, true, "name fits nearly, address fits"},
		{"Rosa Martin", at("P.O. Box 77", "56010"), true, "address fits"}, {"R. Martinez", right, true, "nearly"}, {"R. Martinez", none, false, "nearly"},
		{"Martinez, R", right, true, "nearly"}, {"E. Martinez", right, false, "name does not fit"},
		// A brother or a sister at the same address is told apart by the given name, and a stranger by the family name.
		{"Rosalind Martinez", right, false, "name does not fit"}, {"Rose Martinez", right, false, "name does not fit"}, {"Mario Martinez", right, false, "name does not fit"},
		{"Rosa Delgado", right, false, "name does not fit"}, {"Rosa", right, false, "name does not fit"}, {"Martinez", right, false, "name does not fit"}, {"", right, false, "name does not fit"},
	} {
		claim := portal.MatchClaim{Name: c.name, At: c.at, Letter: "L-2026-001234"}
		e := claim.Match(true, record, letters, nil)
		if e.Matched() != c.matches || !strings.Contains(e.ForTheRecord(), c.says) {
			t.Errorf("%q at %q: %t, %s", c.name, c.at.Lines(), e.Matched(), e.ForTheRecord())
		}
		if e.ByAddress() != (c.matches && !strings.HasPrefix(c.says, "name fits,") && c.name != "Rosa Martinez") {
			t.Errorf("%q at %q: by address %t", c.name, c.at.Lines(), e.ByAddress())
		}
		if claim.Letter = "L-2026-001235"; claim.Match(true, record, letters, nil).Matched() || claim.Match(false, record, letters, nil).Matched() {
			t.Errorf("%q at %q matches without the letter", c.name, c.at.Lines())
		}
	}
	mill := portal.TaxpayerRecord{Kind: portal.Organization, Names: organization("Fernwick Bakery LLC"), Addresses: record.Addresses}
	for name, matches := range map[string]bool{"Fernwick Bakeries": true, "Fernwick Butchery": false, "Fernwick": false} {
		if e := (portal.MatchClaim{Name: name, At: right, Letter: "L-2026-001234"}).Match(true, mill, letters, nil); e.Matched() != matches {
			t.Errorf("%q: %s", name, e.ForTheRecord())
		}
	}
}

// TestPrecisionAndRecallOfNames makes pairs of names as people type them, and pairs of different people, and says how many
// are told right. The thresholds are what the rules reach; whoever loosens them sees the cost here.
func TestPrecisionAndRecallOfNames(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 2026))
	given := strings.Fields("Maria Mario Marta Jose Josefa Juan Juana Luis Luisa Carlos Carla Rosa Rosalind Elena Helena Daniel Daniela Michael Michelle Robert Roberta John Joan Jane Janet James Katherine Kathleen Stephen Stephanie Christopher Christina Guadalupe Francisco Francisca Alejandro Alejandra Thomas Theresa Walter William Gloria Gregory Beatriz Benjamin")
	family := strings.Fields("Lopez Lopes Delgado Salgado Garcia Gracia Martinez Martin Martins Hernandez Fernandez Rodriguez Smith Smythe Johnson Johnston Jackson Anderson Andersen Petersen Peterson Whitfield Winfield Brandt Brand Calloway Galloway Emerson Emmerson Nguyen Lindqvist Oyelaran Featherstone")
	type name struct{ given, family string }
	pick := func() name { return name{given[random.IntN(len(given))], family[random.IntN(len(family))]} }
	slip := func(w string) string {
		r, i := []rune(w), 1+random.IntN(len(w)-2)
		switch random.IntN(4) {
		case 0:
			r[i], r[i-1] = r[i-1], r[i]
			if i == 1 {
				return w
			}
		case 1:
			r = append(r[:i], r[i+1:]...)
		case 2:
			r = append(r[:i+1], r[i:]...)
		default:
			r[i] = rune('a' + random.IntN(26))
		}
		return string(r)
	}
	var right, missed, wrong, refused int
	for range 4000 {
		n := pick()
		typed := n.given + " " + n.family
		switch random.IntN(6) {
		case 0:
			typed = strings.ToUpper(n.family) + ", " + n.given
		case 1:
			typed = n.given + " " + slip(n.family)
		case 2:
			typed = n.given + " M. " + n.family
		case 3:
			typed = slip(n.given) + " " + n.family
		case 4:
			typed = n.given + " " + n.family + " Jr."
		}
		if portal.SameName(typed, portal.Person, person(n.given, n.family)) {
			right++
		} else {
			missed++
		}
		other := pick()
		if random.IntN(2) == 0 {
			other.family = n.family // brothers and sisters
		}
		if other == n {
			continue
		}
		if portal.SameName(other.given+" "+other.family, portal.Person, person(n.given, n.family)) {
			wrong++
		} else {
			refused++
		}
	}
	recall, precision := float64(right)/float64(right+missed), float64(right)/float64(right+wrong)
	t.Logf("the same person: %d of %d told (recall %.3f); other people: %d of %d taken for the same (precision %.3f)", right, right+missed, recall, wrong, wrong+refused, precision)
	if recall < 0.9 || precision < 0.99 {
		t.Errorf("recall %.3f and precision %.3f", recall, precision)
	}
}

func TestAnyNameMatchesItselfAndNothingPanics(t *testing.T) {
	word := rapid.StringMatching(`[A-ZÁÉÑ][a-záéñü]{3,9}`)
	rapid.Check(t, func(t *rapid.T) {
		given, family := word.Draw(t, "given"), word.Draw(t, "family")
		if !portal.SameName(given+" "+family, portal.Person, person(given, family)) || !portal.SameName(family+", "+given, portal.Person, person(given, family)) {
			t.Fatalf("%s %s does not match itself", given, family)
		}
		typed := rapid.String().Draw(t, "typed")
		portal.SameName(typed, portal.Person, person(rapid.String().Draw(t, "a"), rapid.String().Draw(t, "b")))
		portal.SameName(typed, portal.Organization, organization(rapid.String().Draw(t, "c")))
		portal.SearchKeys(typed)
		portal.SplitName(typed)
		a := portal.TaxpayerAddress{Line1: typed, PostalCode: rapid.String().Draw(t, "code")}
		if portal.SameAddress(a, []portal.TaxpayerAddress{{Line1: rapid.String().Draw(t, "line"), City: typed}}) && a.IsZero() {
			t.Fatal("no address matches")
		}
	})
}
