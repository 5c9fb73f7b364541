package portal

import (
	"testing"

	"pgregory.net/rapid"
)

func TestPlacesInTheListOfDefectsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		path, problem := CleanText(rapid.String().Draw(t, "path"), LongestPage, false)
		if problem != nil {
			t.Skip()
		}
		mark := PageDefect{Requests: rapid.Int().Draw(t, "requests"), Path: path}.Mark()
		if got := ReadPageMark(mark.String()); got == nil || *got != mark {
			t.Fatalf("%+v was written %q and read as %+v", mark, mark.String(), got)
		}
	})
	for _, text := range []string{"", "12", "x./forms", "12.\xff", "99999999999999999999./forms"} {
		if got := ReadPageMark(text); got != nil {
			t.Errorf("%q was read as %+v", text, got)
		}
	}
}
