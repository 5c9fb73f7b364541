package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// officePages lists the public site's pages with what there is to do about them.
func (h *Handlers) officePages(c echo.Context) error {
	drafts, err := h.db.PageDrafts(ctx(c), actor(c))
	if err != nil {
		return err
	}
	desk, err := h.desk(c, "Pages of the site")
	if err != nil {
		return err
	}
	desk.Flash = views.OfficePagesFlash(c.QueryParam("done"))
	s := h.shelf(ctx(c))
	var rows []views.OfficePageRow
	for _, v := range s.pages {
		row := views.OfficePageRow{PageVersion: v, Due: v.ReviewBy <= portal.DateOf(h.db.Now().In(h.zone)), Grades: map[portal.Language]string{}}
		for _, l := range portal.Languages {
			page := h.draw(v, l)
			row.Mistakes += len(page.Doc.Problems)
			row.Broken = append(row.Broken, h.broken(s, page)...)
			if words, spoken := v.In(l); spoken == l {
				row.Grades[l] = views.Grade(l, words.Body)
			}
		}
		rows = append(rows, row)
	}
	return h.render(c, http.StatusOK, views.NewOfficePages(desk, actor(c), rows, drafts).Show())
}

// broken are the links of a page to addresses of ours that lead nowhere.
func (h *Handlers) broken(s *shelf, page views.SitePage) (broken []portal.PageHref) {
	for _, link := range page.Doc.Links {
		if strings.HasPrefix(link.Address, "/") && !h.leadsSomewhere(s, link.Address) {
			broken = append(broken, link)
		}
	}
	return broken
}

// newPage asks what a new page is for.
func (h *Handlers) newPage(c echo.Context) error { return h.showNewPage(c, http.StatusOK, nil, nil) }

func (h *Handlers) showNewPage(c echo.Context, status int, values url.Values, refused error) error {
	desk, err := h.desk(c, "New page")
	if err != nil {
		return err
	}
	return h.render(c, status, views.NewNewPage(desk, values, refused).Show())
}

// beginPage begins the draft of a page that is not there yet.
func (h *Handlers) beginPage(c echo.Context) error {
	form, err := h.form(c)
	if err != nil {
		return err
	}
	draft := portal.PageDraft{SitePage: portal.SitePage{
		Kind: portal.PageKind(form.Get("kind")), Slug: strings.TrimSpace(form.Get("slug")),
		Words: map[portal.Language]portal.PageWords{portal.English: {Title: form.Get("title_en")}},
	}}
	var check portal.Check
	if !slices.Contains(portal.NewPageKinds, draft.Kind) {
		check.Wrong("kind", "Choose what the page is for.")
	}
	if !portal.GoodSlug(draft.Slug) {
		check.Wrong("slug", "Use small letters, digits and hyphens, such as “more-time”.")
	} else if h.known(c, draft.Slug) {
		check.Wrong("slug", "There is a page of this name already.")
	}
	if err = portal.Together(check.Err(), draft.Check()); err == nil {
		err = h.db.SavePageDraft(ctx(c), actor(c), draft)
	}
	if err != nil {
		return h.refuseForm(c, err, func(status int, err error) error { return h.showNewPage(c, status, form, err) })
	}
	return h.see(c, views.OfficePageAddress(draft.Slug)+"?done=saved")
}

// known reports that a page, or a policy that stands elsewhere, has the name.
func (h *Handlers) known(c echo.Context, slug string) bool {
	_, known := h.shelf(ctx(c)).drawn[portal.English][slug]
	return known || elsewhere[slug] != "" || slug == "new"
}

func (h *Handlers) officePage(c echo.Context) error {
	return h.showOfficePage(c, http.StatusOK, "", nil, nil)
}

// showOfficePage shows a page at the office: the draft, how it looks, what differs, its versions.
func (h *Handlers) showOfficePage(c echo.Context, status int, part string, values url.Values, refused error) error {
	versions, draft, err := h.pageAtOffice(c)
	if err != nil {
		return err
	}
	desk, err := h.desk(c, "Page: "+c.Param("slug"))
	if err != nil {
		return err
	}
	desk.Flash = views.OfficePagesFlash(c.QueryParam("done"))
	p := views.OfficePageOf{Versions: versions, Draft: draft, Fields: portal.NewPageFields(h.Profile, h.Origin, portal.English)}
	if draft.ID != "" {
		for _, l := range portal.Languages {
			preview := h.draw(portal.PageVersion{SitePage: draft.SitePage}, l)
			p.Previews = append(p.Previews, preview)
			p.Broken = append(p.Broken, h.broken(h.shelf(ctx(c)), preview)...)
		}
	}
	return h.render(c, status, views.NewOfficePage(desk, actor(c), p, part, values, refused).Show())
}

// pageAtOffice is the page in the address: its versions, the newest first, and its open draft. One of them there is.
func (h *Handlers) pageAtOffice(c echo.Context) (versions []portal.PageVersion, draft portal.PageDraft, err error) {
	slug := c.Param("slug")
	if versions, err = h.db.PageVersions(ctx(c), slug); err != nil {
		return nil, draft, err
	}
	draft, err = h.db.PageDraft(ctx(c), actor(c), slug)
	if errors.Is(err, portal.ErrNotFound) && len(versions) > 0 {
		err = nil
	}
	return versions, draft, err
}

// officePageVersion is any version of any page, and what it changed.
func (h *Handlers) officePageVersion(c echo.Context) error {
	n, err := strconv.Atoi(c.Param("n"))
	if err != nil {
		return portal.ErrNotFound
	}
	v, err := h.db.PageVersion(ctx(c), c.Param("slug"), n)
	if err != nil {
		return err
	}
	var before portal.PageVersion
	if n > 1 {
		if before, err = h.db.PageVersion(ctx(c), v.Slug, n-1); err != nil {
			return err
		}
	}
	var previews []views.SitePage
	for _, l := range portal.Languages {
		previews = append(previews, h.draw(v, l))
	}
	desk, err := h.desk(c, "Page: "+v.Slug+", version "+strconv.Itoa(n))
	if err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.OfficePageVersion{Desk: desk, Version: v, Before: before, Previews: previews}.Show())
}

// savePageDraft keeps what someone wrote.
func (h *Handlers) savePageDraft(c echo.Context) error {
	return h.onPage("draft", "saved", func(slug string, seen int, form url.Values) error {
		versions, open, err := h.pageAtOffice(c)
		if err != nil {
			return err
		}
		kind := open.Kind
		if len(versions) > 0 {
			kind = versions[0].Kind
		}
		var check portal.Check
		place := check.Line("wanted", form.Get("wanted"), 10)
		wanted, err := strconv.Atoi(place)
		if err != nil && place != "" {
			wanted = -1 // refused with its sentence
		}
		draft := portal.PageDraft{
			SitePage: portal.SitePage{
				Slug: slug, Kind: kind, Group: portal.PageGroup(form.Get("group")), Wanted: wanted, ReviewBy: portal.Date(form.Get("review_by")),
				Words: map[portal.Language]portal.PageWords{},
			},
			Version: seen, Changes: map[portal.Language]string{},
		}
		if kind != portal.HelpPage {
			draft.Group = portal.NoGroup
		} else if !slices.Contains(portal.PageGroups, draft.Group) {
			check.Wrong("group", "Choose the heading under which it stands.")
		}
		for _, l := range portal.Languages {
			in := "_" + string(l)
			draft.Words[l] = portal.PageWords{Title: form.Get("title" + in), Summary: form.Get("summary" + in), Also: form.Get("also" + in), Body: form.Get("body" + in)}
			draft.Changes[l] = form.Get("changes" + in)
		}
		if err := portal.Together(check.Err(), draft.Check()); err != nil {
			return err
		}
		return h.db.SavePageDraft(ctx(c), actor(c), draft)
	})(c)
}

func (h *Handlers) proposePage(c echo.Context) error {
	return h.onPage("proposal", "proposed", func(slug string, seen int, _ url.Values) error {
		if err := h.soundDraft(c, slug); err != nil {
			return err
		}
		return h.db.ProposePage(ctx(c), actor(c), slug, seen, h.zone)
	})(c)
}

func (h *Handlers) publishPage(c echo.Context) error {
	return h.onPage("publication", "published", func(slug string, seen int, _ url.Values) error {
		if err := h.soundDraft(c, slug); err != nil {
			return err
		}
		if err := h.db.PublishPage(ctx(c), actor(c), slug, seen, h.zone); err != nil {
			return err
		}
		h.siteChanged()
		return nil
	})(c)
}

// soundDraft says what is wrong in the text of a draft, with line and column, and which of its links lead nowhere. Nothing
// that is wrong is ever published.
func (h *Handlers) soundDraft(c echo.Context, slug string) error {
	draft, err := h.db.PageDraft(ctx(c), actor(c), slug)
	if err != nil {
		return err
	}
	var check portal.Check
	s := h.shelf(ctx(c))
	for _, l := range portal.Languages {
		if draft.Words[l] == (portal.PageWords{}) {
			continue
		}
		page := h.draw(portal.PageVersion{SitePage: draft.SitePage}, l)
		if len(page.Doc.Problems) > 0 {
			check.Note("body_"+string(l), page.Doc.Problems[0].Said())
		} else if broken := h.broken(s, page); len(broken) > 0 && broken[0].Address != draft.Address() {
			check.Wrong("body_"+string(l), "Line %[1]d, column %[2]d: the link to %[3]s leads nowhere.", broken[0].Line, broken[0].Column, broken[0].Address)
		}
	}
	return check.Err()
}

func (h *Handlers) withdrawPage(c echo.Context) error {
	return h.onPage("withdrawal", "withdrawn", func(slug string, seen int, form url.Values) error {
		return h.db.WithdrawPage(ctx(c), actor(c), slug, seen, form.Get("reason"))
	})(c)
}

// siteChanged lets the next visitor see what was just published.
func (h *Handlers) siteChanged() { h.site.checked.Store(0) }

// onPage does something with the draft of the page in the address, as it was seen.
func (h *Handlers) onPage(part, done string, do func(slug string, seen int, form url.Values) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		slug := c.Param("slug")
		form, err := h.form(c)
		if err != nil {
			return err
		}
		seen, err := strconv.Atoi(form.Get("seen"))
		if err != nil {
			seen = -1 // of no draft that there is
		}
		if err := do(slug, seen, form); err != nil {
			return h.refuseForm(c, err, func(status int, err error) error { return h.showOfficePage(c, status, part, form, err) })
		}
		if done == "published" || done == "withdrawn" {
			return h.see(c, views.OfficePagesAddress+"?done="+done)
		}
		return h.see(c, views.OfficePageAddress(slug)+"?done="+done)
	}
}
