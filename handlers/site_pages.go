package handlers

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

// home is the public site's first page. Whoever has signed in gets it with their name on it.
func (h *Handlers) home(c echo.Context) error {
	s := h.shelf(ctx(c))
	draw := func(p views.Page) templ.Component { return h.homePage(p, s) }
	if actor(c).Role == portal.Taxpayer && c.QueryParam("declined") != "" {
		p := h.page(c, portal.Say("Home"))
		p.Flash = views.DeclinedFlash(p)
		return h.render(c, http.StatusOK, draw(p))
	}
	return h.renderSame(c, portal.Say("Home"), draw)
}

func (h *Handlers) homePage(p views.Page, s *shelf) templ.Component {
	var wanted []views.SitePage
	for _, v := range s.pages {
		if v.Wanted > 0 && v.Kind == portal.HelpPage {
			wanted = append(wanted, s.drawn[p.Language][v.Slug])
		}
	}
	slices.SortStableFunc(wanted, func(a, b views.SitePage) int { return a.Wanted - b.Wanted })
	return views.NewHome(p, s.drawn[p.Language]["home"], wanted[:min(tasksOnHome, len(wanted))], s.news(p.Language)).Show()
}

// tasksOnHome is how many tasks the home page names: what an old phone shows without much scrolling.
const tasksOnHome = 8

// newsOnHome is how many new pages the home page names.
const newsOnHome = 3

// news are the pages that were changed last, the newest first. Pages that never changed since the site began are none.
func (s *shelf) news(l portal.Language) (news []views.SitePage) {
	for _, v := range s.latest() {
		if v.Number > 1 && v.Kind != portal.HomePage && v.Kind != portal.IndexPage && len(news) < newsOnHome {
			news = append(news, s.drawn[l][v.Slug])
		}
	}
	return news
}

// accessibilityStatement is what the office promises, and how to ask for another format.
func (h *Handlers) accessibilityStatement(c echo.Context) error {
	return h.renderSame(c, portal.Say("Accessibility"), views.StatementPage)
}

// onePage is the one page of its kind: services, contact, browsers.
func (h *Handlers) onePage(slug string) echo.HandlerFunc {
	return func(c echo.Context) error { return h.readPage(c, slug, nil) }
}

// helpIndex lists the help by task.
func (h *Handlers) helpIndex(c echo.Context) error {
	return h.readPage(c, "help", func(p views.Page, s *shelf) []views.PageGroup {
		return views.HelpGroups(p.Words, s.of(p.Language, portal.HelpPage))
	})
}

// policyIndex lists the policies.
func (h *Handlers) policyIndex(c echo.Context) error {
	return h.readPage(c, "policies", func(p views.Page, s *shelf) []views.PageGroup {
		return views.PolicyGroup(p.Words, s.of(p.Language, portal.PolicyPage))
	})
}

// elsewhere are policies that stand at an address of their own: there is one truth.
var elsewhere = map[string]string{"accessibility": "/accessibility", "terms": views.TermsAddress, "conduct": views.TermsAddress}

// sitePage is a page of a kind of which there are many.
func (h *Handlers) sitePage(kind portal.PageKind) echo.HandlerFunc {
	return func(c echo.Context) error {
		slug := c.Param("slug")
		if to := elsewhere[slug]; to != "" && kind == portal.PolicyPage {
			return c.Redirect(http.StatusMovedPermanently, h.path(c, to))
		}
		page, known := h.shelf(ctx(c)).drawn[language(c)][slug]
		if !known || page.Kind != kind {
			return portal.ErrNotFound
		}
		return h.readPage(c, slug, nil)
	}
}

func (h *Handlers) readPage(c echo.Context, slug string, below func(views.Page, *shelf) []views.PageGroup) error {
	s := h.shelf(ctx(c))
	content, known := s.drawn[language(c)][slug]
	if !known {
		return portal.ErrNotFound
	}
	return h.renderSame(c, portal.Say("Help"), func(p views.Page) templ.Component {
		page := views.NewReadPage(p, content)
		if below != nil {
			page.Below = below(p, s)
		}
		return page.Show()
	})
}

// pageVersions lists the versions of a policy.
func (h *Handlers) pageVersions(c echo.Context) error {
	page, versions, err := h.versionsOf(c)
	if err != nil {
		return err
	}
	return h.render(c, http.StatusOK, views.NewPageVersions(h.page(c, portal.Say("All versions of this page")), page, versions).Show())
}

// pageVersion is one version of a policy, at an address that stays.
func (h *Handlers) pageVersion(c echo.Context) error {
	now, versions, err := h.versionsOf(c)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(c.Param("n"))
	if err != nil || c.Param("n") != strconv.Itoa(n) {
		return portal.ErrNotFound
	}
	for i, v := range versions {
		if v.Number != n {
			continue
		}
		page := views.NewReadPage(h.page(c, portal.Say("All versions of this page")), h.draw(v, language(c)))
		if i > 0 {
			page.Former, page.Again = &versions[i-1].PublishedAt, now.Address()
		}
		return h.render(c, http.StatusOK, page.Show())
	}
	return portal.ErrNotFound
}

// versionsOf are the versions of the policy in the address, the newest first.
func (h *Handlers) versionsOf(c echo.Context) (now views.SitePage, versions []portal.PageVersion, err error) {
	now, known := h.shelf(ctx(c)).drawn[language(c)][c.Param("slug")]
	if !known || !now.HasVersions() {
		return now, nil, portal.ErrNotFound
	}
	versions, err = h.db.PageVersions(ctx(c), now.Slug)
	return now, versions, err
}
