package e2e

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
)

// What axe looks for. Of all its rules only those of colour can answer otherwise in the other scheme.
const (
	allRules    = `{type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}`
	colourRules = `{type: "rule", values: ["color-contrast", "link-in-text-block"]}`
)

// axe runs the accessibility checker in a world of its own: it sees the page, and the page's policy does not bind it.
func (b *browser) axe(rules string) (findings []string) {
	b.t.Helper()
	script, err := os.ReadFile("../../../node_modules/axe-core/axe.min.js")
	if err != nil {
		b.t.Fatalf("axe-core is not installed: run make assets (%v)", err)
	}
	frame := ask(b, page.GetFrameTree, struct{}{}).FrameTree.Frame.ID
	world := ask(b, page.CreateIsolatedWorld, page.CreateIsolatedWorldParams{FrameID: frame, WorldName: "axe"}).ExecutionContextID
	in := func(expression string) *runtime.RemoteObject {
		b.t.Helper()
		yes := true
		result := ask(b, runtime.Evaluate, runtime.EvaluateParams{Expression: expression, ContextID: world, AwaitPromise: &yes, ReturnByValue: &yes})
		if result.ExceptionDetails != nil {
			b.t.Fatalf("axe: %s", result.ExceptionDetails.Text)
		}
		return result.Result
	}
	in(string(script) + "; true")
	found := in(`axe.run(document, {runOnly: ` + rules + `, resultTypes: ["violations"]})
		.then(r => r.violations.map(v => v.id + ": " + v.help + ": " + v.nodes.map(n => n.target.join(" ") + " " + n.html.slice(0, 140)).slice(0, 3).join(" | ")))`)
	if err := json.Unmarshal(found.Value, &findings); err != nil {
		b.t.Fatalf("axe answered %s", found.Value)
	}
	return findings
}

// sound checks everything that must hold for a page, whoever looks at it and however.
func (b *browser) sound(at string) {
	b.t.Helper()
	for _, finding := range b.axe(allRules) {
		b.t.Errorf("%s: %s", at, finding)
	}
	b.scheme("dark")
	for _, finding := range b.axe(colourRules) {
		b.t.Errorf("%s (dark): %s", at, finding)
	}
	b.scheme("light")
	// 320 px is a phone, and a desk's screen at 400 %; 640 is the same screen at 200 %.
	for _, width := range []int64{320, 640} {
		b.width(width)
		if wide := evaluate[int64](b, `document.documentElement.scrollWidth`); wide > width {
			widest := evaluate[[]string](b, `[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".usa-sr-only, [hidden]")).slice(-3).map(e => e.outerHTML.slice(0, 120))`)
			b.t.Errorf("%s scrolls sideways at %d px: it is %d wide, because of %q", at, width, wide, widest)
		}
	}
	b.width(1280)
	shape := evaluate[struct {
		Headings, Mains, Titles int
		Lang                    string
	}](b, `({Headings: document.querySelectorAll("h1").length, Mains: document.querySelectorAll("main").length, Titles: document.title.length, Lang: document.documentElement.lang})`)
	if shape.Headings != 1 || shape.Mains != 1 || shape.Titles == 0 {
		b.t.Errorf("%s has %d h1, %d main and a title of %d characters", at, shape.Headings, shape.Mains, shape.Titles)
	}
	sheet := strings.Contains(at, "/print") // it speaks the language of whoever gets it
	if want := languageOf(at); shape.Lang != want && !sheet {
		b.t.Errorf("%s says that it is in %q, not %q", at, shape.Lang, want)
	}
}

func languageOf(path string) string {
	if path == "/es" || strings.HasPrefix(path, "/es/") || strings.HasPrefix(path, "/es?") {
		return "es"
	}
	return "en"
}

// inspection is what has been looked at closely so far: rows of the table, with the names of their questions.
type inspection struct {
	paths   []string
	checked map[string]bool
}

// here looks closely at the page that the browser shows, unless one of its kind was looked at before.
func (i *inspection) here(b *browser) {
	b.t.Helper()
	at := b.path()
	b.calm()
	if kind := kindOf(i.paths, at); !i.checked[kind] {
		i.checked[kind] = true
		b.sound(at)
		b.calm()
	}
}

// at goes to addresses that no link leads to from where one is.
func (i *inspection) at(b *browser, addresses ...string) {
	b.t.Helper()
	for _, address := range addresses {
		b.visit(address)
		i.here(b)
	}
}

// TestEveryPageIsSound goes wherever links lead: as a visitor in both languages, and as staff of each role. No page may
// cause an error, break the policy, ask another host, fail axe in either scheme, or scroll sideways.
func TestEveryPageIsSound(t *testing.T) {
	data := demoData(t)
	d := demoIn(t, data)
	i := &inspection{routePaths(t), map[string]bool{}}
	t.Run("visitor", func(t *testing.T) {
		b := open(t, d.Origin)
		i.crawl(b, "/", "/es")
		for _, language := range []string{"", "/es"} {
			for _, after := range []string{"/sign-up/sent", "/sign-in/password/sent", "/recovery/begun", "/not-me/done", "/letters/not-mine/done"} { // a form leads there
				i.at(b, language+after)
			}
			b.follows(data, language)
			i.here(b)
			own := b.path()
			i.at(b, own+"/grievance")
		}
		b.visit("/accessibility/requests/new")
		b.submits("alma@reader.example")
		i.here(b)
	})
	t.Run("newcomer", func(t *testing.T) {
		b := open(t, d.Origin)
		stdout, stderr, err := command(t, []string{"EXCHEQUER_DATA=" + data, "EXCHEQUER_ORIGIN=" + d.Origin}, "staff", "invite", "--email", "nora@dor.example", "--role", "clerk")
		if err != nil {
			t.Fatalf("%v: %s", err, stderr)
		}
		b.look = func() { i.here(b) }
		b.setUp(inviteLink.FindString(stdout), func() {
			b.press("Add an authenticator app")
			b.heading("Add an authenticator app")
			i.here(b)
			b.follow("Choose another second step")
			b.heading("Add a second step")
			b.press("Make a code card")
			b.heading("Your code card")
			i.here(b)
			b.follow("I have the card, go on")
		})
	})
	for _, role := range []string{"clerk", "supervisor", "administrator", "auditor"} {
		t.Run(role, func(t *testing.T) {
			b := open(t, d.Origin)
			b.look, b.staff = func() { i.here(b) }, true
			b.signIn(d, d.who(role))
			if role == "clerk" { // no link leads to a key: it is drawn at the press of a button
				b.visit("/account/security")
				b.press("Add an authenticator app")
				b.heading("Add an authenticator app")
				i.here(b)
			}
			if role == "clerk" { // taxpayers are found by a form alone, since what is sought may be a taxpayer number
				i.taxpayers(b)
			}
			if role == "administrator" {
				i.imports(b)
			}
			if role == "supervisor" { // a batch of letters is there once someone has made it
				b.visit("/desk/letters")
				b.click(b.element(`[...document.querySelectorAll("button")].find(b => b.textContent.startsWith("Make a batch"))`, "button that makes a batch"))
				b.sees("The batch is made.")
			}
			from := []string{"/desk", "/account/security", "/sign-in/again"}
			if role == "supervisor" { // those of a month are drawn when it is over
				from = append(from, "/desk/messages/samples?month="+time.Now().AddDate(0, 0, -time.Now().Day()).Format("2006-01"))
			}
			i.crawl(b, from...)
		})
	}
	t.Run("taxpayer", func(t *testing.T) {
		b := open(t, d.Origin)
		b.look = func() { i.here(b) }
		b.signIn(d, d.who("taxpayer"))
		i.proves(b)
		b.visit("/messages/drafts")
		b.click(b.element(`document.querySelector("a.kit-inbox__subject")`, "link to a draft"))
		b.sees("Draft: not sent")
		i.at(b, b.path()+"/files") // a button leads there, which saves the draft first
		i.crawl(b, "/account", "/es/account", "/account/security/closing", "/account/security/looks", "/account/security/code-card/order")
	})
	t.Run("representative", func(t *testing.T) {
		b := open(t, d.Origin)
		b.look = func() { i.here(b) }
		b.signIn(d, d.who("representative"))
		i.crawl(b, "/account", "/acting", "/representatives")
	})
	for _, path := range i.paths {
		if !i.reached(path) && !slices.Contains(notPages, path) && !strings.HasSuffix(path, "/*") {
			t.Errorf("nothing leads to %s", path)
		}
	}
}

// reached reports whether a page of that row was looked at, with questions or without.
func (i *inspection) reached(path string) bool {
	for kind := range i.checked {
		if row, _, _ := strings.Cut(kind, "?"); row == path {
			return true
		}
	}
	return false
}

// notPages are addresses that show no page of their own here: what machines ask, files, what leads on at once, and what
// is only there at a moment of a request's life, which the walks come to.
var notPages = []string{
	"/healthz", "/readyz", "/feed.xml", "/sitemap.xml", "/robots.txt", "/.well-known/security.txt", "/held-form", "/setup/links/:token", "/setup/proof", "/links/:token", "/links",
	"/accessibility/requests", "/accessibility/requests/:ref/answers/:version/files/:file",
	"/accessibility/requests/:ref/reopening", "/accessibility/requests/:ref/appeal",
	"/desk/accessibility/next", "/desk/accessibility/:ref/files/:version/:file", "/desk/accessibility/figures.csv",
	"/desk/identity/next", "/desk/identity/:ref/pictures/:capture/:file",
	"/desk/messages/next", "/desk/messages/events", "/desk/messages/:ref/files/:n/:file", "/desk/messages/figures.csv", "/office/terms/figures.csv",
	"/messages/:ref/files/:n/:file", "/messages/drafts/:id/files/:file", "/messages/:ref/copy.pdf", "/messages/:ref/copy.zip", "/unsubscribe/:token",
	"/representatives/records", // while one acts for a client: a button leads there
	"/delivery/unreachable",    // after signing in, where e-mail did not reach someone
	"/delivery/address",        // for who is on no tax record
	"/representatives/new",     // not while records are frozen, as those of the demo's taxpayer are
	"/sign-in/agency/return", "/identity/return", "/office/imports/:number/rejects.csv",
}

// follows shows the reference and the code of the demo's own receipt.
func (b *browser) follows(data, language string) {
	b.t.Helper()
	var kept struct {
		Receipt struct{ Reference, Code string }
	}
	raw, err := os.ReadFile(filepath.Join(data, "demo.json"))
	if err == nil {
		err = json.Unmarshal(raw, &kept)
	}
	if err != nil {
		b.t.Fatal(err)
	}
	b.visit(language + "/accessibility/status")
	b.typeInto(b.named("reference"), kept.Receipt.Reference)
	b.typeInto(b.named("code"), kept.Receipt.Code)
	b.click(b.one(`main form button[type="submit"]`))
	b.arrives(language + "/accessibility/requests/" + kept.Receipt.Reference)
}

// crawl follows every link, but looks at only a few pages of each kind.
func (i *inspection) crawl(b *browser, from ...string) {
	b.t.Helper()
	b.visit(from[0]) // the first question is asked from a page of the site
	waiting, linkedFrom, visits := slices.Clone(from), map[string]string{}, map[string]int{}
	for len(waiting) > 0 {
		at := waiting[0]
		waiting = waiting[1:]
		kind := kindOf(i.paths, at)
		each := 2 // of its kind; what someone else has walked already is looked at once
		if i.checked[kind] && visits[kind] == 0 {
			each = 1
		}
		if visits[kind]++; visits[kind] > each {
			continue
		}
		if !b.page(at, linkedFrom[at], i.paths) {
			continue
		}
		i.at(b, at)
		for _, link := range evaluate[[]string](b, `[...document.querySelectorAll("a[href]")].filter(a => a.origin === location.origin).map(a => a.pathname + a.search)`) {
			if _, known := linkedFrom[link]; !known {
				linkedFrom[link] = at
				waiting = append(waiting, link)
			}
		}
	}
}

// kindOf is what an address shares with others that are alike: its row, and which questions it carries.
func kindOf(paths []string, address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	names := make([]string, 0)
	for name := range u.Query() {
		names = append(names, name)
	}
	slices.Sort(names)
	if len(names) == 0 {
		return patternOf(paths, address)
	}
	return patternOf(paths, address) + "?" + strings.Join(names, "&")
}

// page reports whether an address answers with a page, rather than with a file to keep.
func (b *browser) page(at, linkedFrom string, paths []string) bool {
	b.t.Helper()
	answer := evaluate[struct {
		Status int
		Type   string
		Keep   bool
	}](b, fmt.Sprintf(`fetch(%q).then(r => ({Status: r.status, Type: r.headers.get("Content-Type") || "", Keep: (r.headers.get("Content-Disposition") || "").startsWith("attachment")}))`, b.origin+at))
	// What people ask about need not be a page of ours, least of all in a made-up department.
	asked := strings.HasPrefix(linkedFrom, "/desk/accessibility/") && !slices.Contains(paths, strings.TrimPrefix(patternOf(paths, at), "/es"))
	// The page of all services is the same for everyone, and two of them are not for staff.
	services := b.staff && strings.TrimPrefix(linkedFrom, "/es") == "/services" && slices.Contains([]string{"/messages", "/delivery"}, strings.TrimPrefix(at, "/es"))
	if answer.Status != 200 && (asked || services) {
		b.expect("404 (Not Found) " + b.origin + at)
	} else if answer.Status != 200 {
		b.t.Errorf("%s links to %s, which answers %d", linkedFrom, at, answer.Status)
		b.expect("404 (Not Found) " + b.origin + at) // told of once
	}
	return answer.Status == 200 && !answer.Keep && strings.HasPrefix(answer.Type, "text/html")
}
