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

// A page is written by one person and published by another; every saving stays, and nobody acts on what they have not seen.
func TestTwoPeoplePublishAPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ctx := t.Context()
		ines, sunita := o.Hire(t, dbtest.Ines).Actor, o.Hire(t, dbtest.Sunita).Actor
		if err := o.ShipPages(ctx, []portal.PageVersion{shippedPage("letter", "One.")}); err != nil {
			t.Fatal(err)
		}
		draft := func(body string, seen int) portal.PageDraft {
			d := portal.PageDraft{SitePage: shippedPage("letter", body).SitePage, Version: seen, Changes: map[portal.Language]string{portal.English: "Clearer."}}
			return d
		}
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(o.SavePageDraft(ctx, ines, draft("One.", 0)))
		if err := o.ProposePage(ctx, ines, "letter", 1, time.UTC); portal.CodeOf(err) != portal.Mend {
			t.Errorf("a draft that changes nothing: %v", err)
		}
		must(o.SavePageDraft(ctx, ines, draft("Two.", 1)))
		for name, err := range map[string]error{
			"an old draft saved":    o.SavePageDraft(ctx, sunita, draft("Three.", 1)),
			"an old draft proposed": o.ProposePage(ctx, ines, "letter", 1, time.UTC),
			"published before":      o.PublishPage(ctx, sunita, "letter", 2, time.UTC),
		} {
			if portal.CodeOf(err) != portal.Conflict {
				t.Errorf("%s: %v", name, err)
			}
		}
		must(o.ProposePage(ctx, ines, "letter", 2, time.UTC))
		if err := o.PublishPage(ctx, ines, "letter", 3, time.UTC); portal.CodeOf(err) != portal.Forbidden {
			t.Errorf("a clerk publishes: %v", err)
		}
		before, _ := o.SiteChanges(ctx)
		must(o.PublishPage(ctx, sunita, "letter", 3, time.UTC))
		if after, _ := o.SiteChanges(ctx); after != before+1 {
			t.Errorf("a publication is %d changes", after-before)
		}
		versions, err := o.PageVersions(ctx, "letter")
		if err != nil || len(versions) != 2 || versions[0].Shipped || versions[0].PublishedName != sunita.Name || versions[0].Words[portal.English].Body != "Two." || versions[0].Changes[portal.English] != "Clearer." {
			t.Errorf("versions %+v, %v", versions, err)
		}
		must(o.ShipPages(ctx, []portal.PageVersion{shippedPage("letter", "The program's newer words.")}))
		if again, err := o.PageVersions(ctx, "letter"); err != nil || len(again) != 2 {
			t.Errorf("the program wrote over the office's page: %d versions, %v", len(again), err)
		}

		// A supervisor who wrote it does not publish it herself, and a withdrawn draft is over.
		must(o.SavePageDraft(ctx, sunita, draft("Three.", 0)))
		must(o.ProposePage(ctx, sunita, "letter", 1, time.UTC))
		if err := o.PublishPage(ctx, sunita, "letter", 2, time.UTC); err != portal.ErrOwnDraft {
			t.Errorf("her own draft: %v", err)
		}
		must(o.WithdrawPage(ctx, sunita, "letter", 2, "We wait for the new form."))
		if _, err := o.PageDraft(ctx, ines, "letter"); err != portal.ErrNotFound {
			t.Errorf("a withdrawn draft is open: %v", err)
		}
		if _, err := o.PageDraft(ctx, o.Enrol(t, dbtest.Rosa).Actor, "letter"); portal.CodeOf(err) != portal.Forbidden {
			t.Errorf("a taxpayer reads drafts: %v", err)
		}
		raw := o.Raw(t)
		for _, statement := range []string{"UPDATE page_versions SET n = 9", "DELETE FROM page_version_words", "UPDATE page_draft_words SET body = ''", "DELETE FROM page_drafts", "DELETE FROM site_changes"} {
			if _, err := raw.Exec(statement); err == nil {
				t.Errorf("%s was done", statement)
			}
		}
	})
}
