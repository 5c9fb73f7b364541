package handlers

import (
	"fmt"
	"net/url"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

// newPageTry is someone who begins a page, each time another one.
func newPageTry(o *tryOffice) started {
	right := url.Values{"kind": {"help"}, "title_en": {"I lost my W-2"}, "slug": {fmt.Sprintf("lost-w2-%d", o.came)}}
	return started{o.staff(dbtest.Walt), "/office/pages/new", "/office/pages", right, nil}
}

// pageTry is an administrator, or a supervisor who publishes, in front of a draft that is as far as its form asks.
func pageTry(part string) func(o *tryOffice) started {
	return func(o *tryOffice) started {
		walt, sunita := o.staff(dbtest.Walt), o.staff(dbtest.Sunita)
		ctx, admin := o.t.Context(), o.hired[dbtest.Walt.Email].Actor
		seen := func() int {
			draft, err := o.PageDraft(ctx, admin, "moved")
			if err != nil {
				return 0
			}
			return draft.Version
		}
		if part != "draft" || seen() == 0 {
			body := fmt.Sprintf("## What to do\n\nTell us %d times.", o.came)
			o.must(o.SavePageDraft(ctx, admin, portal.PageDraft{
				SitePage: portal.SitePage{Slug: "moved", Kind: portal.HelpPage, Group: portal.PeopleGroup, ReviewBy: "2028-01-01", Words: map[portal.Language]portal.PageWords{
					portal.English: {Title: "I moved", Summary: "How to tell us.", Body: body}, portal.Spanish: {Title: "Me mudé", Summary: "Cómo decirnos.", Body: body},
				}},
				Version: seen(), Changes: map[portal.Language]string{portal.English: "Shorter."},
			}))
		}
		v := walt
		if part == "publication" {
			o.must(o.ProposePage(ctx, admin, "moved", seen(), testProfile.Zone()))
			v = sunita
		}
		right := url.Values{}
		switch part {
		case "draft":
			right = url.Values{
				"review_by": {"2028-01-01"}, "group": {"people"}, "wanted": {"6"}, "title_en": {"I moved"}, "summary_en": {"How to tell us."}, "also_en": {"new address"}, "body_en": {"Tell us."}, "changes_en": {"Shorter."},
				"title_es": {"Me mudé"}, "summary_es": {"Cómo decirnos."}, "also_es": {"mudanza"}, "body_es": {"Díganos."}, "changes_es": {"Más corto."},
			}
		case "withdrawal":
			right = url.Values{"reason": {"Not now, said the commissioner."}}
		}
		right.Set("seen", fmt.Sprint(seen()))
		return started{v, "/office/pages/moved", "/office/pages/moved/" + part, right, nil}
	}
}
