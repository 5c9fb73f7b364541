package portal

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func filled() AccessibilityForm {
	return AccessibilityForm{
		Concern: "The table of rates in the sales tax guide cannot be read with my screen reader.", Page: "/forms/sales-tax-guide",
		Format: FormatBRF, ContactBy: ContactByEmail, Contact: "rosa@mail.example", Name: "Rosa Delgado", Channel: ChannelWeb, Language: English,
	}
}

var noon = time.Date(2026, 11, 20, 18, 0, 0, 0, time.UTC)

func wrongFields(err error) (fields []string) {
	var e *Error
	if errors.As(err, &e) && e.Code == Mend {
		for _, f := range e.Fields {
			fields = append(fields, f.Field)
		}
	}
	return fields
}

func TestARequestNeedsExactlyWhatIsAsked(t *testing.T) {
	f := filled()
	if err := f.Check(noon); err != nil {
		t.Fatal(err)
	}
	f.Name, f.Page = "", "" // welcome, never needed
	if err := f.Check(noon); err != nil {
		t.Fatal(err)
	}
	empty := AccessibilityForm{Channel: ChannelWeb}
	if got := wrongFields(empty.Check(noon)); !slices.Equal(got, []string{"concern", "format", "contact_by", "contact"}) {
		t.Errorf("an empty form is told of %q", got)
	}
}

func TestEveryFieldOfARequestIsChecked(t *testing.T) {
	for _, tt := range []struct {
		name  string
		spoil func(*AccessibilityForm)
		field string
	}{
		{"blank", func(f *AccessibilityForm) { f.Concern = " \u200b\n" }, "concern"},
		{"too long", func(f *AccessibilityForm) { f.Concern = strings.Repeat("a", LongestConcern+1) }, "concern"},
		{"not text", func(f *AccessibilityForm) { f.Concern = "\xff" }, "concern"},
		{"taxpayer number", func(f *AccessibilityForm) { f.Concern = "I am 123-45-6789" }, "concern"},
		{"long page", func(f *AccessibilityForm) { f.Page = strings.Repeat("/a", LongestPage) }, "page"},
		{"taxpayer number in the page", func(f *AccessibilityForm) { f.Page = "letter about 123-45-6789" }, "page"},
		{"unknown format", func(f *AccessibilityForm) { f.Format = "hologram" }, "format"},
		{"unknown way", func(f *AccessibilityForm) { f.ContactBy = "pigeon" }, "contact_by"},
		{"no e-mail", func(f *AccessibilityForm) { f.Contact = "rosa at mail" }, "contact"},
		{"two e-mails", func(f *AccessibilityForm) { f.Contact = "a@b.example,c@d.example" }, "contact"},
		{"no number", func(f *AccessibilityForm) { f.ContactBy, f.Contact = ContactByPhone, "call me" }, "contact"},
		{"no address", func(f *AccessibilityForm) { f.ContactBy, f.Contact = ContactByMail, "Harmon Falls" }, "contact"},
		{"long name", func(f *AccessibilityForm) { f.Name = strings.Repeat("ñ", LongestName+1) }, "name"},
		{"from the future", func(f *AccessibilityForm) { f.Channel, f.Came = ChannelMail, noon.Add(time.Hour) }, "came"},
		{"from last year", func(f *AccessibilityForm) { f.Channel, f.Came = ChannelMail, noon.AddDate(-1, 0, 0) }, "came"},
		{"unknown channel", func(f *AccessibilityForm) { f.Channel = "telepathy" }, "channel"},
	} {
		f := filled()
		tt.spoil(&f)
		if got := wrongFields(f.Check(noon)); !slices.Equal(got, []string{tt.field}) {
			t.Errorf("%s: told of %q, want %q", tt.name, got, tt.field)
		}
	}
}

func TestWaysToBeReachedAreTakenAsPeopleWriteThem(t *testing.T) {
	for contact, by := range map[string]ContactBy{
		"(555) 010-0142, ask for Rosa": ContactByPhone, "+1 555 010 0142 TTY": ContactByPhone, "711, then 555-010-0142": ContactByPhone,
		"P.O. Box 7\nHarmon Falls, TK 56001": ContactByMail, "12 Elm Street Apt 4, Harmon Falls TK": ContactByMail,
	} {
		f := filled()
		f.ContactBy, f.Contact = by, contact
		if err := f.Check(noon); err != nil || f.Contact != contact {
			t.Errorf("%q became %q: %v", contact, f.Contact, err)
		}
	}
}

func TestAFormIsCleanedOnceAndForAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := AccessibilityForm{
			Concern: rapid.String().Draw(t, "concern"), Page: rapid.String().Draw(t, "page"), Format: FormatAudio,
			ContactBy: rapid.SampledFrom(ContactWays).Draw(t, "by"), Contact: rapid.String().Draw(t, "contact"), Name: rapid.String().Draw(t, "name"),
			Channel: ChannelWeb, Language: Spanish,
		}
		f.Check(noon)
		again := f
		if again.Check(noon); again != f {
			t.Fatalf("%+v became %+v", f, again)
		}
	})
}

func TestReferencesAreReadAsPeopleTypeThem(t *testing.T) {
	want := NumberOf(2026, 123)
	if want.String() != "AR-2026-000123" || NumberOf(2026, 1_234_567).String() != "AR-2026-1234567" {
		t.Fatalf("written %s, %s", want, NumberOf(2026, 1_234_567))
	}
	for _, typed := range []string{"AR-2026-000123", "ar-2026-000123", " AR 2026 000123 ", "AR2026000123", "ar–2026–000123", "AR\u20112026\u2011000123"} {
		if got, ok := ReadReference(typed); !ok || got != want {
			t.Errorf("%q was read as %s, %t", typed, got, ok)
		}
	}
	for _, typed := range []string{"", "AR", "AR-2026-123", "AR-2026-000000", "AR-1926-000123", "AR-2026-0000000001", "XR-2026-000123", "AR-2026-000123'--", strings.Repeat("AR", 99)} {
		if got, ok := ReadReference(typed); ok {
			t.Errorf("%q was read as %s", typed, got)
		}
	}
}

func TestReferencesReadBackAsThemselves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := NumberOf(rapid.IntRange(2000, 9999).Draw(t, "year"), rapid.Int64Range(1, requestsAYear-1).Draw(t, "n"))
		if got, ok := ReadReference(n.String()); !ok || got != n {
			t.Fatalf("%d was written %s and read as %d", n, n, got)
		}
	})
}

func TestAddressesOfOnePageAreOne(t *testing.T) {
	const origin = "https://revenue.tamarack.example"
	for page, want := range map[string]string{
		"/forms": "/forms", "/forms/": "/forms", "/Forms//sales?year=2026#top": "/forms/sales", "/es/forms": "/forms", "/es": "/", "/español": "/español",
		origin: "/", origin + "/es/forms/": "/forms", origin + ".evil.example/forms": "revenue.tamarack.example.evil.example/forms",
		"https://www.irs.gov/forms?x=1": "irs.gov/forms", "http://IRS.gov:8080/": "irs.gov/", "www.irs.gov/forms/": "irs.gov/forms",
		"/a/../b": "/b", "/../../etc/passwd": "/etc/passwd", "//irs.gov/forms": "", "": "", "the yellow form from 2024": "", "form 80-105": "",
		"javascript:alert(1)": "", "mailto:a@b.example": "", "https://user:secret@irs.gov/": "", "guide.pdf": "", "/%zz": "", "/" + strings.Repeat("a", 400): "",
		"/a\u202eb": "/ab", "https://[::1]/": "", "/<script>": "/<script>",
	} {
		if got := PagePath(page, origin); got != want {
			t.Errorf("%q is %q, want %q", page, got, want)
		}
	}
}

func TestPagePathsAreSettled(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		page := rapid.OneOf(rapid.String(), rapid.StringMatching(`(https?://)?[a-z.]{0,12}(/[a-zA-Z%0-9./?#é ]{0,20})?`)).Draw(t, "page")
		once := PagePath(page, "")
		if strings.HasPrefix(once, "/") && PagePath(once, "") != once && !strings.Contains(once, "%") && !strings.ContainsAny(once, " ?#") {
			t.Fatalf("%q became %q and then %q", page, once, PagePath(once, ""))
		}
	})
}
