package handlers

import (
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
	"exchequer/views"
)

const (
	searchLongest = 200 // letters of a question; nobody asks more
	searchPage    = 10  // results
	searchPages   = 20  // of results; nobody reads on
)

// search answers a question. What may be a number that is someone's alone is neither looked up, nor shown again, nor kept:
// the answer is a warning.
func (h *Handlers) search(c echo.Context) error {
	asked, problem := portal.CleanText(c.QueryParam("q"), searchLongest, false)
	p := h.page(c, portal.Say("Search"))
	p.NoIndex = true
	c.Response().Header().Set("Referrer-Policy", "no-referrer") // the words stand in the address of this page
	if portal.HoldsPrivateNumber(asked) {
		return h.render(c, http.StatusOK, views.NewSiteSearch(p, views.Asked{Private: true}).Show())
	}
	if problem != nil || utf8.RuneCountInString(asked) > searchLongest {
		asked = portal.Excerpt(asked, searchLongest)
	}
	n, _ := strconv.Atoi(c.QueryParam("page"))
	n = min(max(n, 1), searchPages)
	a := views.Asked{Question: asked, Page: n, PageSize: searchPage}
	if strings.TrimSpace(asked) != "" {
		a.Result = h.shelf(ctx(c)).index[language(c)].Search(asked, (n-1)*searchPage, searchPage)
		if n == 1 {
			h.searched(c, asked, a.Result.Total)
		}
	}
	return h.render(c, http.StatusOK, views.NewSiteSearch(p, a).Show())
}

// searched is told of each question and how much was found. Private numbers never come here.
func (h *Handlers) searched(c echo.Context, words string, found int) {
	if h.Searched != nil {
		h.Searched(language(c), words, found)
	}
}

// searchable is everything that a visitor can find, in a language. What is new to be found gets a line here.
func (h *Handlers) searchable(s *shelf, l portal.Language) (docs []portal.SearchDoc) {
	w := views.Words{Language: l}
	for _, v := range s.pages {
		if v.Kind != portal.HomePage {
			docs = append(docs, views.SearchPageDoc(s.drawn[l][v.Slug]))
		}
	}
	return append(docs, views.SearchPlaces(w)...)
}
