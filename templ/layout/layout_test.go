package layout_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"exchequer/portal"
	"exchequer/templ/layout"
	"exchequer/templ/ui"
)

var profile = portal.Profile{
	Name: "Department of Revenue", ShortName: "DOR", State: "State of Tamarack", Colour: "#1c5b4a",
	States: map[string]string{"es": "Estado de Tamarack"}, Names: map[string]string{"es": "Departamento de Rentas"},
	Address: []string{"400 Larkspur Avenue", "Harmon Falls, TK 56001"}, Phone: "(555) 010-4400", Relay: "711", Fax: "(555) 010-4419",
	Email: "help@revenue.tamarack.example", Hours: map[string]string{"en": "Monday to Friday", "es": "De lunes a viernes"},
	Links: []portal.Link{{Text: map[string]string{"en": "IRS"}, Address: "https://www.irs.gov"}},
}

func page(language portal.Language, address string) layout.Page {
	return layout.Page{
		Words: ui.Words{Language: language}, Title: "Forms", Address: address, Nonce: "n0nce", Profile: layout.NewDepartment(profile, nil),
	}
}

func draw(t *testing.T, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func has(t *testing.T, markup string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(markup, part) {
			t.Errorf("no %s in:\n%s", part, markup)
		}
	}
}

func TestAddressesKeepTheLanguage(t *testing.T) {
	english, spanish := page(portal.English, "/forms?page=2&code=x"), page(portal.Spanish, "/forms?page=2&code=x")
	for _, c := range []struct{ got, want string }{
		{english.Path("/accessibility"), "/accessibility"},
		{spanish.Path("/accessibility"), "/es/accessibility"},
		{spanish.Path("/"), "/es"},
		{spanish.Path("/?a=1"), "/es?a=1"},
		{spanish.Path("/#contact-us"), "/es#contact-us"},
		{english.Here(), "/forms"},
		{spanish.AnotherFormat(), "/es/accessibility/requests/new?page=%2Fes%2Fforms"},
		{english.FullTitle(), "Forms | Department of Revenue"},
		{spanish.FullTitle(), "Forms | Departamento de Rentas"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
	english.Mistaken = true
	if got := english.FullTitle(); !strings.HasPrefix(got, "Error: ") {
		t.Errorf("the title of a page with mistakes: %q", got)
	}
}

func TestEveryPublicPageHasTheSameFrame(t *testing.T) {
	for _, language := range portal.Languages {
		p := page(language, "/forms")
		p.Crumbs = []layout.Crumb{{Text: "Help", Address: "/help"}}
		p.Flash = &ui.Flash{Tone: ui.Success, Text: "Saved."}
		markup := draw(t, layout.Public(p))
		has(t, markup, `<html lang="`+string(language)+`">`, `href="#main"`, `id="main"`, "<header", "<footer", "<nav", `rel="alternate" hreflang="es" href="/es/forms"`,
			"/accessibility/requests/new?page=", "(555) 010-4400", "tel:5550104400", "Harmon Falls", "mailto:help@revenue.tamarack.example", `nonce="n0nce"`, p.Path("/sign-in"), "Saved.", `aria-current="page"`)
		if strings.Count(markup, "<h1") != 0 {
			t.Error("the layout has an h1 of its own; it belongs to the page")
		}
		if regexp.MustCompile(`(?i)<[^>]* (style|on[a-z]+)=|<style|<script(?:[^>]*)>[^<]`).MatchString(markup) {
			t.Error("inline style or script")
		}
	}
	has(t, draw(t, layout.Public(page(portal.Spanish, "/forms"))), `lang="en" hreflang="en">English`, "Sitio web oficial del Estado de Tamarack", "Nunca le pediremos", "De lunes a viernes")
}

func TestWhoIsSignedInAlwaysSeesItAndTheWayOut(t *testing.T) {
	now := time.Date(2026, 11, 21, 17, 42, 0, 0, time.UTC)
	p := page(portal.English, "/desk")
	p.Account = &layout.Account{Name: "Inés <Ortega>", Role: portal.Clerk, Key: "k1"}
	p.Session = &layout.Session{Now: now, Ends: now.Add(15 * time.Minute), Limit: now.Add(12 * time.Hour)}
	nav := []layout.NavGroup{{Heading: "Queues", Links: []layout.NavLink{{Text: "Requests", Address: "/desk/accessibility", Count: 4, Urgent: true, Current: true}, {Text: "Audit", Address: "/office/audit", Count: layout.Uncounted}}}}
	representative := p
	representative.Account = &layout.Account{Name: "Rosa", Role: portal.Taxpayer, For: "Birch LLC", Key: "k2"}
	for name, markup := range map[string]string{
		"desk": draw(t, layout.Desk(p, nav)), "taxpayer": draw(t, layout.TaxpayerRoom(representative)), "public": draw(t, layout.Public(p)),
	} {
		has(t, markup, `method="post" action="/sign-out"`, `data-ends-in="900"`, `data-limit-in="43200"`, `data-warn="150"`, `id="timeout"`, "until 5:57 p.m. UTC", "data-account=")
		if name != "public" {
			has(t, markup, `content="noindex"`)
		}
	}
	has(t, draw(t, layout.Desk(p, nav)), "Inés &lt;Ortega&gt;", "clerk", "some overdue", `aria-current="page"`, "Ask for this page in another format")
	has(t, draw(t, layout.TaxpayerRoom(representative)), "acting for Birch LLC")
}

func TestTheThemeReadsInEveryColourAndScheme(t *testing.T) {
	if string(layout.Theme(portal.Profile{Colour: "mauve"})) != string(layout.Theme(portal.Profile{Colour: layout.SampleColour})) {
		t.Error("a colour that is none does not fall back to the sample's")
	}
	property := regexp.MustCompile(`--([a-z-]+):(#[0-9a-f]{6});`)
	for _, chosen := range []string{"#1c5b4a", "#005ea2", "#b50909", "#54278f", "#000000", "#775540", "#6f6f00", "#757575"} {
		scheme := strings.Split(string(layout.Theme(portal.Profile{Colour: chosen})), "@media")
		if len(scheme) != 2 {
			t.Fatal("a theme is light, then dark")
		}
		for i, ground := range []portal.Colour{portal.LightGround, portal.DarkGround} {
			colours := map[string]portal.Colour{"ground": ground}
			for _, m := range property.FindAllStringSubmatch(scheme[i], -1) {
				colours[m[1]], _ = portal.ParseColour(m[2])
			}
			for _, pair := range [][2]string{
				{"accent", "ground"}, {"accent-deep", "ground"}, {"accent", "accent-soft"}, {"accent", "accent-softer"},
				{"on-accent", "accent"}, {"on-accent", "accent-deep"}, {"on-frame", "frame"},
			} {
				if ratio := colours[pair[0]].Contrast(colours[pair[1]]); ratio < portal.ContrastNeeded {
					t.Errorf("%s, scheme %d: %s on %s has %.2f", chosen, i, pair[0], pair[1], ratio)
				}
			}
		}
	}
}

func TestTheDepartmentServesItsOwnColourAndLogo(t *testing.T) {
	logo := profile
	logo.Logo = "seal.PNG"
	d := layout.NewDepartment(logo, []byte("png"))
	if !regexp.MustCompile(`^/static/theme\.[0-9a-f]{8}\.css$`).MatchString(d.ThemeAddress) || d.ThemeAddress != layout.ThemeAddress(logo) {
		t.Errorf("theme at %s", d.ThemeAddress)
	}
	other := logo
	other.Colour = "#005ea2"
	if layout.ThemeAddress(other) == d.ThemeAddress {
		t.Error("another colour has the same address")
	}
	for address, want := range map[string]string{
		"GET " + d.ThemeAddress: "200 text/css; charset=utf-8 --accent", "GET " + d.LogoAddress: "200 image/png png",
		"HEAD " + d.LogoAddress: "200 image/png ", "POST " + d.ThemeAddress: "405", "GET /static/nothing.css": "404",
	} {
		method, path, _ := strings.Cut(address, " ")
		w := httptest.NewRecorder()
		d.Handler().ServeHTTP(w, httptest.NewRequest(method, path, nil))
		answer := w.Result()
		body, _ := io.ReadAll(answer.Body)
		got := fmt.Sprint(answer.StatusCode, " ", answer.Header.Get("Content-Type"), " ", string(body))
		if status, rest, _ := strings.Cut(want, " "); !strings.HasPrefix(got, status) || answer.StatusCode == http.StatusOK && !strings.Contains(got, rest) && !strings.Contains(got, strings.Fields(rest)[0]) {
			t.Errorf("%s answers %s, want %s", address, got, want)
		}
		if answer.StatusCode == http.StatusOK && answer.Header.Get("Cache-Control") == "" {
			t.Errorf("%s is not kept", address)
		}
	}
}
