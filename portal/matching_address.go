package portal

import (
	"slices"
	"strings"
)

// Addresses are compared as people write them: "412 N. Oak St., Apt 3" is "412 North Oak Street #3".

// SameAddress reports that a typed address is one of the stored ones, earlier ones included. All of them are compared.
func SameAddress(typed TaxpayerAddress, stored []TaxpayerAddress) bool {
	same := false
	for _, s := range stored {
		same = sameAddress(typed, s) || same
	}
	return same
}

func sameAddress(typed, stored TaxpayerAddress) bool {
	if typed.IsZero() || stored.IsZero() {
		return false
	}
	if typed.Country == "" { // whoever types an address leaves the country out
		typed.Country = stored.Country
	}
	zip, known := foldedPostal(typed.PostalCode, typed.Country), foldedPostal(stored.PostalCode, stored.Country)
	if zip != "" && known != "" && zip != known {
		return false
	}
	if zip == "" && !sameWords(foldedWords(typed.City), foldedWords(stored.City)) {
		return false
	}
	street, unit := streetOf(typed)
	knownStreet, knownUnit := streetOf(stored)
	if unit != "" && knownUnit != "" && unit != knownUnit {
		return false
	}
	return sameWords(street, knownStreet)
}

// HouseholdKey is the same for addresses that are one household: street, unit and postal code, as people write them.
func HouseholdKey(a TaxpayerAddress) string {
	if a.IsZero() {
		return ""
	}
	street, unit := streetOf(a)
	return strings.Join(street, " ") + "#" + unit + "|" + foldedPostal(a.PostalCode, a.Country)
}

func foldedPostal(code, country string) string {
	code = strings.Join(foldedWords(code), "")
	if (country == "" || strings.EqualFold(country, "US")) && len(code) > 5 {
		return code[:5]
	}
	return code
}

// streetOf is an address's street in the words of the Postal Service, and its unit.
func streetOf(a TaxpayerAddress) (street []string, unit string) {
	words := foldedWords(strings.ReplaceAll(a.Line1+" # "+a.Line2, "#", " unit "))
	for i := 0; i < len(words); i++ {
		w := words[i]
		switch {
		case w == "p" && i+1 < len(words) && words[i+1] == "o": // P O Box
		case w == "o" && i > 0 && words[i-1] == "p":
		case w == "po":
		case unitWords[w]:
			// The next word is the unit; a designator before another one, or at the end, says nothing.
			if i+1 < len(words) && !unitWords[words[i+1]] {
				unit += words[i+1]
				i++
			}
		case streetWords[w] != "":
			street = append(street, streetWords[w])
		default:
			street = append(street, w)
		}
	}
	return street, unit
}

var unitWords = set("apt apartment unit suite ste room rm no num number lot trlr trailer depto apartamento piso")

// streetWords are the Postal Service's abbreviations (Publication 28), and the Spanish ones of Puerto Rico.
var streetWords = func() map[string]string {
	m := map[string]string{}
	for _, line := range strings.Split(`st street str|ave avenue av avenida|rd road|dr drive drv|ln lane|blvd boulevard boul|ct court|pl place|cir circle|hwy highway
pkwy parkway|ter terrace|trl trail|sq square|aly alley|xing crossing|hts heights|loop|way|plz plaza|cres crescent|expy expressway|fwy freeway|grv grove|holw hollow
mdw meadow meadows|mt mount|pt point|rdg ridge|riv river|rte route|spg spring springs|sta station|vly valley|vw view|calle c|camino cam|urb urbanizacion
n north norte|s south sur|e east este|w west oeste|ne northeast|nw northwest|se southeast|sw southwest|box|fl floor|bldg building|rr`, "\n") {
		for _, group := range strings.Split(line, "|") {
			forms := strings.Fields(group)
			for _, f := range forms {
				m[f] = forms[0]
			}
		}
	}
	return m
}()

// sameWords compares words in their order, each with its slips.
func sameWords(a, b []string) bool {
	if len(a) != len(b) || len(a) == 0 {
		return false
	}
	slips := 0
	for i := range a {
		n, ok := wordSlips(a[i], b[i], 0)
		if !ok {
			return slices.Equal(a, b)
		}
		slips += n
	}
	return slips <= budget(strings.Join(b, " "))
}
