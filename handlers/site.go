package handlers

import (
	"context"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"exchequer/portal"
	"exchequer/static"
	"exchequer/views"
)

// shelf is the public site as every visitor gets it: all pages drawn in all languages, and what is made of them. It is
// made whole when something was published, and never changed afterwards.
type shelf struct {
	changes int                                           // of the site, when it was made
	pages   []portal.PageVersion                          // as they stand, in the order of lists
	drawn   map[portal.Language]map[string]views.SitePage // by slug
	index   map[portal.Language]*portal.SearchIndex
	kept    memo // pages that are the same for everyone
}

// siteCheckedFor is how long a copy of the program goes by its shelf before it asks whether another copy published
// something. What is published here is seen at once.
const siteCheckedFor = 2 * time.Second

// site keeps the shelf.
type site struct {
	current atomic.Pointer[shelf]
	checked atomic.Int64 // Unix nanoseconds
	making  sync.Mutex
}

// shelf is the site as it stands. When it cannot be read anew, the last good one stays.
func (h *Handlers) shelf(ctx context.Context) *shelf {
	s := h.site.current.Load()
	now := time.Now().UnixNano()
	if now-h.site.checked.Load() < int64(siteCheckedFor) {
		return s
	}
	h.site.making.Lock()
	defer h.site.making.Unlock()
	s = h.site.current.Load()
	if now-h.site.checked.Load() < int64(siteCheckedFor) { // someone was faster
		return s
	}
	h.site.checked.Store(now)
	changes, err := h.db.SiteChanges(ctx)
	if err == nil && changes != s.changes {
		var made *shelf
		if made, err = h.newShelf(ctx, changes); err == nil {
			h.site.current.Store(made)
			return made
		}
	}
	if err != nil && ctx.Err() == nil {
		h.log.Error("the public site's pages could not be read; the last good ones stay", "error", err.Error())
	}
	return s
}

// shippedPages are the pages that the program brings.
func shippedPages() ([]portal.PageVersion, error) {
	files, err := static.Pages()
	if err != nil {
		return nil, err
	}
	return readShipped(files)
}

func readShipped(files []static.Page) (all []portal.PageVersion, err error) {
	at := map[string]int{}
	for _, f := range files {
		page, language, updated, problems := portal.ReadPage(f.Text)
		folder, slug := path.Base(path.Dir(f.Name)), strings.TrimSuffix(path.Base(f.Name), ".md")
		switch {
		case len(problems) > 0:
			return nil, fmt.Errorf("%s: %s", f.Name, problems[0].Said())
		case string(language) != folder || page.Slug != slug:
			return nil, fmt.Errorf("%s: its language is %q and its slug %q", f.Name, language, page.Slug)
		}
		i, known := at[slug]
		if !known {
			at[slug] = len(all)
			all = append(all, portal.PageVersion{SitePage: page, PublishedAt: updated.Time(), Changes: map[portal.Language]string{}})
			continue
		}
		all[i].Words[language] = page.Words[language]
		if later := updated.Time(); later.After(all[i].PublishedAt) {
			all[i].PublishedAt = later
		}
	}
	return all, nil
}

// openSite puts the shipped pages on record and draws the site for the first time.
func (h *Handlers) openSite(ctx context.Context) error {
	shipped, err := shippedPages()
	if err != nil {
		return fmt.Errorf("read the pages that came with the program: %w", err)
	}
	if err := h.db.ShipPages(ctx, shipped); err != nil {
		return fmt.Errorf("put the pages that came with the program on record: %w", err)
	}
	changes, err := h.db.SiteChanges(ctx)
	if err != nil {
		return err
	}
	made, err := h.newShelf(ctx, changes)
	if err != nil {
		return err
	}
	h.site.current.Store(made)
	return nil
}

func (h *Handlers) newShelf(ctx context.Context, changes int) (*shelf, error) {
	pages, err := h.db.Pages(ctx)
	if err != nil {
		return nil, err
	}
	portal.InPageOrder(pages)
	s := &shelf{changes: changes, pages: pages, drawn: map[portal.Language]map[string]views.SitePage{}, index: map[portal.Language]*portal.SearchIndex{}}
	for _, l := range portal.Languages {
		s.drawn[l] = map[string]views.SitePage{}
		for _, v := range pages {
			s.drawn[l][v.Slug] = h.drawSound(ctx, v, l)
		}
		s.index[l] = portal.NewSearchIndex(l, h.searchable(s, l))
	}
	return s, nil
}

// drawSound draws a page, or the last version of it that has no mistakes: nothing that someone writes takes a page away.
// A mistake in all of them is shown as it stands, since drawing is safe whatever a text says.
func (h *Handlers) drawSound(ctx context.Context, v portal.PageVersion, l portal.Language) views.SitePage {
	page := h.draw(v, l)
	if len(page.Doc.Problems) == 0 {
		return page
	}
	h.log.Error("a page of the public site has a mistake; its last good version is shown", "page", v.Slug, "version", v.Number, "language", string(l), "mistake", page.Doc.Problems[0].Said().String())
	earlier, err := h.db.PageVersions(ctx, v.Slug)
	if err != nil {
		h.log.Error("earlier versions of a page could not be read", "page", v.Slug, "error", err.Error())
	}
	for _, old := range earlier {
		if sound := h.draw(old, l); len(sound.Doc.Problems) == 0 {
			return sound
		}
	}
	return page
}

func (h *Handlers) draw(v portal.PageVersion, l portal.Language) views.SitePage {
	return views.NewSitePage(v, l, h.Profile, h.Origin)
}

// of are the pages of a kind, in order.
func (s *shelf) of(l portal.Language, kind portal.PageKind) (pages []views.SitePage) {
	for _, v := range s.pages {
		if v.Kind == kind {
			pages = append(pages, s.drawn[l][v.Slug])
		}
	}
	return pages
}

// latest are the pages in the order in which they were changed, the last first.
func (s *shelf) latest() []portal.PageVersion {
	latest := slices.Clone(s.pages)
	slices.SortStableFunc(latest, func(a, b portal.PageVersion) int { return b.PublishedAt.Compare(a.PublishedAt) })
	return latest
}

// leadsSomewhere reports that an address of ours, without its language, is a page that there is: a page of the site, or an
// address of the route table that anyone or whoever signs in may open.
func (h *Handlers) leadsSomewhere(s *shelf, address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	for _, v := range s.pages {
		if v.Address() == u.Path {
			return true
		}
	}
	if rest, ok := strings.CutPrefix(u.Path, "/policies/"); ok && elsewhere[rest] != "" {
		return true
	}
	return slices.ContainsFunc(h.routes(), func(r route) bool { return r.method == GET && r.path == u.Path && r.audience.public })
}
