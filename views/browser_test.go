package views_test

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"exchequer/portal"
	"exchequer/static"
)

// policy is what handlers answer with, as strict: the gallery must live under it.
const policy = "default-src 'none'; script-src 'self' 'nonce-gallery'; style-src 'self'; img-src 'self'; font-src 'self'; " +
	"connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; " +
	"require-trusted-types-for 'script'; trusted-types htmx"

// gallery serves every page of the gallery at /<language>/<name>.
func gallery(t *testing.T) string {
	t.Helper()
	return serve(t, func(mux *http.ServeMux) {
		for _, language := range portal.Languages {
			for name, shown := range galleries(language) {
				markup := draw(t, shown)
				mux.HandleFunc("/"+string(language)+"/"+name, func(w http.ResponseWriter, _ *http.Request) { answer(w, markup) })
			}
		}
	})
}

// serve is a site on this machine with the kit's files and what add puts there; its origin is a name, as browsers want
// it for the clipboard.
func serve(t *testing.T, add func(*http.ServeMux)) (origin string) {
	t.Helper()
	if err := static.Check(); err != nil {
		unready(t, err.Error())
	}
	mux := http.NewServeMux()
	mux.Handle("/static/", department().Handler())
	add(mux)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
}

func answer(w http.ResponseWriter, markup string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", policy)
	fmt.Fprint(w, markup)
}

// unready skips what this machine cannot run, unless everything must be run.
func unready(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("EXCHEQUER_TEST_ALL") != "" {
		t.Fatal(why)
	}
	t.Skip(why)
}

// chrome is a Chromium with an empty profile; complaints gathers what it says about the pages.
func chrome(t *testing.T) (context.Context, *complaints) {
	t.Helper()
	if testing.Short() {
		t.Skip("opens a browser")
	}
	path, err := exec.LookPath("chromium")
	if err != nil {
		unready(t, "chromium is not installed")
	}
	allocated, cancel := chromedp.NewExecAllocator(t.Context(), chromedp.ExecPath(path), chromedp.NoFirstRun,
		chromedp.NoDefaultBrowserCheck, chromedp.NoSandbox, chromedp.Headless, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.Flag("disable-dev-shm-usage", true))
	t.Cleanup(cancel)
	ctx, cancel := chromedp.NewContext(allocated)
	t.Cleanup(cancel)
	said := &complaints{}
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Listen(ctx, said.hear); err != nil {
		t.Fatal(err)
	}
	call(t, ctx, cdplog.Enable, cdp.Empty{})
	return ctx, said
}

// hear keeps errors and violations of the policy.
func (c *complaints) hear(event any) {
	switch e := event.(type) {
	case *cdplog.EventEntryAdded:
		if e.Entry.Level == cdplog.EntryLevelError || strings.Contains(e.Entry.Text, "Content Security Policy") {
			c.add(e.Entry.Text + " " + e.Entry.URL)
		}
	case *runtime.EventExceptionThrown:
		c.add((&chromedp.ExceptionError{ExceptionDetails: e.ExceptionDetails}).Error())
	}
}

type complaints struct {
	mu    sync.Mutex
	texts []string
}

func (c *complaints) add(text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.texts = append(c.texts, text)
}

func (c *complaints) take() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	texts := c.texts
	c.texts = nil
	return texts
}

func axe(t *testing.T) string {
	t.Helper()
	script, err := os.ReadFile("../node_modules/axe-core/axe.min.js")
	if err != nil {
		unready(t, "axe-core is not installed: run \"make assets\"")
	}
	return string(script)
}

// TestGalleryIsAccessibleAndKeepsThePolicy opens every page in both languages, one light and one dark (the markup is the
// same in both schemes, and every page of the site is tried in all four ways), wide and narrow: no finding of axe, no
// violation of the policy, nothing to scroll sideways.
func TestGalleryIsAccessibleAndKeepsThePolicy(t *testing.T) {
	origin, checker := gallery(t), axe(t)
	ctx, said := chrome(t)
	pictures := os.Getenv("EXCHEQUER_GALLERY") // a folder to put pictures into, for who wants to look
	for _, language := range portal.Languages {
		for _, name := range slices.Sorted(maps.Keys(galleries(language))) {
			for _, scheme := range schemes(language, pictures) {
				at := fmt.Sprintf("%s/%s in %s", language, name, scheme)
				call(t, ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
					{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
				}})
				do(t, ctx, chromedp.EmulateViewport(320, 800))
				do(t, ctx, chromedp.Navigate(origin+"/"+string(language)+"/"+name))
				do(t, ctx, chromedp.Evaluate[bool]("document.fonts.ready.then(() => true)", chromedp.EvalAwaitPromise))
				if do(t, ctx, chromedp.Evaluate[bool]("document.documentElement.scrollWidth > innerWidth")) {
					t.Errorf("%s scrolls sideways at 320 px", at)
				}
				if pictures != "" {
					picture(t, ctx, filepath.Join(pictures, fmt.Sprintf("%s-%s-%s-narrow.png", name, language, scheme)), 360)
					picture(t, ctx, filepath.Join(pictures, fmt.Sprintf("%s-%s-%s-wide.png", name, language, scheme)), 1280)
				}
				do(t, ctx, chromedp.EmulateViewport(1280, 900))
				for _, finding := range findings(t, ctx, checker) {
					t.Errorf("%s: %s", at, finding)
				}
				for _, complaint := range said.take() {
					t.Errorf("%s: the browser says: %s", at, complaint)
				}
			}
		}
	}
}

func schemes(language portal.Language, pictures string) []string {
	switch {
	case pictures != "":
		return []string{"light", "dark"}
	case language == portal.English:
		return []string{"dark"}
	default:
		return []string{"light"}
	}
}

// findings runs axe on the page as it is.
func findings(t *testing.T, ctx context.Context, checker string) []string {
	t.Helper()
	do(t, ctx, chromedp.Evaluate[chromedp.Void](checker))
	return do(t, ctx, chromedp.Evaluate[[]string](`axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
		.then(r => r.violations.map(v => v.id + ": " + v.help + " " + v.nodes.map(n => n.html.slice(0, 160) + " " + (n.any[0]?.message ?? "")).slice(0, 3).join(" | ")))`,
		chromedp.EvalAwaitPromise))
}

func picture(t *testing.T, ctx context.Context, file string, width int64) {
	t.Helper()
	do(t, ctx, chromedp.EmulateViewport(width, 900))
	png := do(t, ctx, chromedp.FullScreenshot(100))
	if err := os.WriteFile(file, png, 0o644); err != nil {
		t.Fatal(err)
	}
}

func do[T any](t *testing.T, ctx context.Context, action chromedp.Action[T]) T {
	t.Helper()
	limited, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	value, err := chromedp.Run(limited, action)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func call[P, R any](t *testing.T, ctx context.Context, command cdp.Command[P, R], params P) R {
	t.Helper()
	limited, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	result, err := chromedp.Call(limited, command, params)
	if err != nil {
		t.Fatalf("%s: %v", command.Method, err)
	}
	return result
}
