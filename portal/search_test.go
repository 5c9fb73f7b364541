package portal

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

var searchDocs = []SearchDoc{
	{Address: "/help/refund", Title: "Where is my refund?", Summary: "How long a refund takes.", Also: "money back check direct deposit", Text: "A return that needs no questions is done sooner."},
	{Address: "/help/letter", Title: "I got a letter from us", Summary: "What the letter wants.", Also: "notice bill assessment", Text: "A refund may stand in the letter. Letters have a number."},
	{Address: "/help/moved", Title: "I moved", Summary: "How to tell us your new address.", Also: "change of address", Text: "Letters and refunds go to the address we know."},
	{Address: "/policies/cookies", Title: "Cookies", Summary: "We set none while you read.", Text: "A cookie is not a program."},
	{Address: "/help/sign-in", Title: "I cannot sign in", Summary: "How to get back in.", Also: "login locked out password", Text: "Set a new password."},
}

// The first of what is found, for what people type: whole words, beginnings, plurals, slips, accents left out.
func TestSearchFindsWhatIsMeant(t *testing.T) {
	x := NewSearchIndex(English, searchDocs)
	for asked, first := range map[string]string{
		"refund": "/help/refund", "REFUNDS": "/help/refund", "where is my refund": "/help/refund", "refnud": "/help/refund", "refun": "/help/refund", "rfund": "/help/refund",
		"letter": "/help/letter", "leter": "/help/letter", "assesment": "/help/letter", "asessmnt": "/help/letter",
		"change address": "/help/moved", "adress": "/help/moved", "cookie": "/policies/cookies", "cookis": "/policies/cookies",
		"I can't sign in": "/help/sign-in", "password": "/help/sign-in", "pasword": "/help/sign-in", "new address": "/help/moved", "direct dep": "/help/refund",
	} {
		if r := x.Search(asked, 0, 10); len(r.Hits) == 0 || r.Hits[0].Address != first {
			t.Errorf("%q finds %v", asked, addresses(r))
		}
	}
	for _, nothing := range []string{"", "   ", "xyzzy", "qq", "!!!", "\u202e", strings.Repeat("z", 5000)} {
		if r := x.Search(nothing, 0, 10); r.Total != 0 {
			t.Errorf("%q finds %v", nothing, addresses(r))
		}
	}
	if r := x.Search("refnud", 0, 10); r.Meant != "refund" {
		t.Errorf("refnud means %q", r.Meant)
	}
	if r := x.Search("letter refund", 1, 1); r.Total != 3 || len(r.Hits) != 1 {
		t.Errorf("the second page has %d of %d", len(r.Hits), r.Total)
	}
	es := NewSearchIndex(Spanish, []SearchDoc{{Address: "/a", Title: "Presentar una declaración", Summary: "Plazos."}, {Address: "/b", Title: "Devoluciones", Summary: "Dónde está."}})
	for asked, first := range map[string]string{"declaracion": "/a", "declaraciones": "/a", "decalracion": "/a", "devolución": "/b", "dónde": "/b", "plazo": "/a"} {
		if r := es.Search(asked, 0, 10); len(r.Hits) == 0 || r.Hits[0].Address != first {
			t.Errorf("%q finds %v", asked, addresses(r))
		}
	}
}

func addresses(r SearchResult) (all []string) {
	for _, h := range r.Hits {
		all = append(all, h.Address)
	}
	return all
}

func TestSearchMarksWhatItFound(t *testing.T) {
	x := NewSearchIndex(English, searchDocs)
	hit := x.Search("program", 0, 1).Hits[0]
	text, marked := "", ""
	for _, p := range hit.ExcerptParts {
		text += p.Text
		if p.Found {
			marked += p.Text
		}
	}
	if marked != "program" || !strings.Contains("A cookie is not a program.", strings.TrimPrefix(text, "… ")) {
		t.Errorf("%q, marked %q", text, marked)
	}
}

func TestPrivateNumbersAreKnownInASearch(t *testing.T) {
	for _, private := range []string{"123-45-6789", "123456789", "my ssn is 123 45 6789", "12-3456789", "912-70-1234", "4111 1111 1111 1111", "4111111111111111", "routing 021000021"} {
		if !HoldsPrivateNumber(private) {
			t.Errorf("%q was let through", private)
		}
	}
	for _, harmless := range []string{"form 80-105", "2026 refund", "W-2", "1099-G", "LT-2026-000123", "(555) 010-4400", "call 711", "38655-1234"} {
		if HoldsPrivateNumber(harmless) {
			t.Errorf("%q was taken for a private number", harmless)
		}
	}
}

// manyDocs are as many pages as no department has, of words as people write them.
func manyDocs() (docs []SearchDoc) {
	syllables := strings.Fields("ta re fun det lo mi pa ser con tri bu ne sal das im po ra ke vi so lu dar ge no ") // 24
	word := func(n int) string {
		var b strings.Builder
		for i := 0; i < 2+n%3; i++ {
			b.WriteString(syllables[n%24])
			n = n/24 + n*7 + 3
		}
		return b.String()
	}
	for i := range 5000 {
		var text []string
		for j := range 120 {
			text = append(text, word((i*131+j*j*17)%20000))
		}
		docs = append(docs, SearchDoc{Address: fmt.Sprint("/help/", i), Title: text[0] + " " + text[1], Summary: strings.Join(text[:9], " "), Text: strings.Join(text, " ")})
	}
	return docs
}

// searchWithin is what the issue allows; the test fails on gross excess alone, since the machine is shared.
const searchWithin = 20 * time.Millisecond

func TestSearchOverFiveThousandPagesIsQuick(t *testing.T) {
	docs := manyDocs()
	x := NewSearchIndex(English, docs)
	best := map[string]time.Duration{}
	for _, asked := range []string{docs[7].Title, docs[9].Summary, "tarafun dettolo", "imporakx salsadaz xontribo"} {
		best[asked] = time.Hour
		for range 5 {
			began := time.Now()
			x.Search(asked, 0, 10)
			best[asked] = min(best[asked], time.Since(began))
		}
		t.Logf("%s of %d words: %q", best[asked].Round(time.Microsecond), len(x.words), asked)
		if best[asked] > 5*searchWithin {
			t.Errorf("%q took %s", asked, best[asked])
		}
	}
}

func BenchmarkSearch(b *testing.B) {
	docs := manyDocs()
	x := NewSearchIndex(English, docs)
	for b.Loop() {
		x.Search(docs[9].Title, 0, 10)
	}
}

// found is the titles that a question finds, in their order.
func found(x *SearchIndex, query string) (titles []string) {
	for _, hit := range x.Search(query, 0, 10).Hits {
		titles = append(titles, hit.Title)
	}
	return titles
}

func TestASearchForgivesASlipAndNoMore(t *testing.T) {
	x := NewSearchIndex(English, []SearchDoc{
		{Title: "Where is my refund?", Text: "How long a refund takes."},
		{Title: "I lost my phone", Text: "Your account stays."},
		{Title: "Someone else should act for me", Text: "A representative acts for you."},
	})
	for query, want := range map[string]string{
		"refund":          "Where is my refund?",
		"refnud":          "Where is my refund?", // two letters changed places
		"refind":          "Where is my refund?", // another letter
		"REFUND?":         "Where is my refund?",
		"réfund":          "Where is my refund?",
		"fone":            "", // two slips in four letters
		"phne":            "I lost my phone",
		"representitave":  "Someone else should act for me", // two slips in a long word
		"repressentitavs": "",
		"zzzzqq":          "",
		"xq":              "",
	} {
		titles := found(x, query)
		if want == "" && len(titles) > 0 || want != "" && (len(titles) != 1 || titles[0] != want) {
			t.Errorf("%q finds %q, not %q", query, titles, want)
		}
	}
}
