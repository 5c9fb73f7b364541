package portal

import (
	"strings"
	"testing"
)

func TestEmailAddressesAreTold(t *testing.T) {
	for _, good := range []string{"rosa@mail.example", "rosa.delgado+dor@sub.mail.example", "josé@correo.example", "a@b.co", "o'neil@mail.example"} {
		if !IsEmail(good) {
			t.Errorf("%q was refused", good)
		}
	}
	for _, bad := range []string{
		"", "rosa", "rosa@", "@mail.example", "rosa@mail", "rosa@@mail.example", "Rosa <rosa@mail.example>", "rosa@mail.example, b@c.example",
		"rosa@mail..example", "rosa@-mail.example", "rosa@[192.0.2.1]", "rosa @mail.example", "rosa@mail.example\r\nBcc: b@c.example", "rosa\x00@mail.example",
		strings.Repeat("a", 65) + "@mail.example", "rosa@" + strings.Repeat("a.", 130) + "example",
	} {
		if IsEmail(bad) {
			t.Errorf("%q passed", bad)
		}
	}
}

func TestTheLongestFittingOwnerIsTold(t *testing.T) {
	p := Profile{PageOwners: []PageOwner{{Prefix: "/", Name: "Web"}, {Prefix: "/forms/", Name: "Forms"}, {Prefix: "/forms/sales", Name: "Sales"}}}
	for address, want := range map[string]string{"/": "Web", "/formsandmore": "Web", "/forms": "Forms", "/forms/2026": "Forms", "/forms/sales/a": "Sales"} {
		if got, ok := p.OwnerOf(address); !ok || got.Name != want {
			t.Errorf("%s belongs to %q", address, got.Name)
		}
	}
	if got, ok := (Profile{}).OwnerOf("/forms"); ok {
		t.Errorf("nobody's page belongs to %q", got.Name)
	}
}

func TestTheOfficeSpeaksEnglishWhereItHasNoSpanish(t *testing.T) {
	p := Profile{Name: "Department of Revenue", Hours: map[string]string{"en": "Weekdays"}}
	if p.NameIn(Spanish) != "Department of Revenue" || p.HoursIn(Spanish) != "Weekdays" {
		t.Errorf("%q, %q", p.NameIn(Spanish), p.HoursIn(Spanish))
	}
}
