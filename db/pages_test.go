package db_test

import (
	"testing"
	"time"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

// shippedPage is a page that the program brings.
func shippedPage(slug, body string) portal.PageVersion {
	return portal.PageVersion{
		SitePage: portal.SitePage{Slug: slug, Kind: portal.HelpPage, Group: portal.LettersGroup, ReviewBy: "2030-01-01", Words: map[portal.Language]portal.PageWords{
			portal.English: {Title: "I got a letter", Summary: "What to do.", Body: body},
			portal.Spanish: {Title: "Recibí una carta", Summary: "Qué hacer.", Body: body},
		}},
		PublishedAt: time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC), Changes: map[portal.Language]string{},
	}
}

func TestShippedPagesAreKeptInVersions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ship := func(body string) (changes int) {
			t.Helper()
			if err := o.ShipPages(t.Context(), []portal.PageVersion{shippedPage("letter", body)}); err != nil {
				t.Fatal(err)
			}
			n, err := o.SiteChanges(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		first := ship("One.")
		if again := ship("One."); again != first {
			t.Errorf("the same page is a change: %d, then %d", first, again)
		}
		if next := ship("Two."); next != first+1 {
			t.Errorf("a new text is no change: %d, then %d", first, next)
		}
		versions, err := o.PageVersions(t.Context(), "letter")
		if err != nil || len(versions) != 2 || versions[0].Number != 2 || versions[0].Words[portal.Spanish].Body != "Two." || versions[1].Words[portal.English].Body != "One." {
			t.Errorf("versions %+v, %v", versions, err)
		}
		pages, err := o.Pages(t.Context())
		if err != nil || len(pages) != 1 || pages[0].Number != 2 || !pages[0].Shipped || len(pages[0].Words) != 2 {
			t.Errorf("pages %+v, %v", pages, err)
		}
		if _, err := o.PageVersion(t.Context(), "letter", 3); err != portal.ErrNotFound {
			t.Errorf("a version that is not there: %v", err)
		}
	})
}
