package portal

import "testing"

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
