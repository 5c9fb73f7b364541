package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long something may take to appear before a test gives up.
const patience = 20 * time.Second

var chromium struct {
	sync.Once
	ctx   context.Context
	close context.CancelFunc
	err   error
}

func chromiumPath() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// closeChromium ends the one browser that all tests share.
func closeChromium() {
	if chromium.close != nil {
		chromium.close()
	}
}

// browser is one window with cookies and storage of its own. What it does, it does as people do: it finds things
// by their role and their visible name, as the accessibility tree has them.
type browser struct {
	t      testing.TB
	ctx    context.Context
	origin string

	loading  atomic.Bool
	mu       sync.Mutex
	troubles []string // what a page must never cause: errors, refusals of the security policy, other hosts
	expected []string // parts of troubles that the test means to cause
	staff    bool     // someone of the staff is signed in: pages of taxpayers are not there for them
	look     func()   // called at each page of a longer way, for who wants to look closely
}

// open gives a new window that looks at the site at origin.
func open(t testing.TB, origin string) *browser {
	t.Helper()
	if testing.Short() {
		t.Skip("no browser in short tests")
	}
	path := chromiumPath()
	if tt, ok := t.(*testing.T); ok {
		require(tt, path != "", "Chromium is not installed")
	}
	chromium.Do(func() {
		options := append([]chromedp.ExecAllocatorOption{chromedp.ExecPath(path), chromedp.WindowSize(1280, 900)},
			chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck, chromedp.NoSandbox, chromedp.Headless, chromedp.DisableGPU,
			chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
			chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
			// Several windows are in use at once; those behind must not be slowed down.
			chromedp.Flag("disable-background-timer-throttling", true), chromedp.Flag("disable-backgrounding-occluded-windows", true),
			chromedp.Flag("disable-renderer-backgrounding", true), chromedp.Flag("disable-ipc-flooding-protection", true),
			chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("hide-scrollbars", false),
			chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"))
		allocator, _ := chromedp.NewExecAllocator(context.Background(), options...)
		chromium.ctx, chromium.close = chromedp.NewContext(allocator)
		chromium.err = chromedp.Do(chromium.ctx)
	})
	if chromium.err != nil {
		t.Fatalf("start Chromium: %v", chromium.err)
	}
	ctx, closeWindow := chromedp.NewContext(chromium.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(closeWindow)
	b := &browser{t: t, ctx: ctx, origin: origin, look: func() {}}
	if err := chromedp.Do(ctx); err != nil { // opens the window, without a limit that would close it again
		t.Fatalf("open a window: %v", err)
	}
	if err := chromedp.Listen(ctx, b.watch); err != nil {
		t.Fatal(err)
	}
	ask(b, network.Enable, network.EnableParams{})
	ask(b, log.Enable, cdp.Empty{})
	return b
}

// settle lets a page that is being left be left. Chromium never answers a question about the accessibility tree that
// meets a page at that moment, and stops answering others.
func (b *browser) settle() {
	b.t.Helper()
	time.Sleep(120 * time.Millisecond) // until a press has begun to lead somewhere
	b.until(func() bool { return !b.loading.Load() }, func() string { return "the page never finished loading" })
}

// step is one part of a walk, named in the test's log. What follows it needs what it did: a walk ends where one fails.
func (b *browser) step(name string, do func()) {
	b.t.Helper()
	b.t.Log("step: " + name)
	ask(b, page.BringToFront, cdp.Empty{})
	do()
}

// ask is one command of the DevTools protocol that must succeed, within patience.
func ask[P, R any](b *browser, command cdp.Command[P, R], params P) R {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	result, err := chromedp.Call(ctx, command, params)
	if err != nil {
		b.t.Fatalf("at %s: %s: %v", b.path(), command.Method, err)
	}
	return result
}

// try is a command that may fail, as all do between two pages. It gives up soon: one that meets a page that is just
// being left may never be answered.
func try[P, R any](b *browser, command cdp.Command[P, R], params P) (R, error) {
	ctx, cancel := context.WithTimeout(b.ctx, patience/10)
	defer cancel()
	return chromedp.Call(ctx, command, params)
}

// evaluate asks the page something. It works with JavaScript off, too: pages' scripts are off, not DevTools'.
func evaluate[T any](b *browser, expression string) T {
	b.t.Helper()
	value, err := tryEvaluate[T](b, expression)
	if err != nil {
		b.t.Fatalf("at %s: %s: %v", b.path(), expression, err)
	}
	return value
}

// tryEvaluate may fail, and gives up soon, like try.
func tryEvaluate[T any](b *browser, expression string) (value T, err error) {
	ctx, cancel := context.WithTimeout(b.ctx, patience/4)
	defer cancel()
	yes := true
	result, err := chromedp.Call(ctx, runtime.Evaluate, runtime.EvaluateParams{Expression: expression, ReturnByValue: &yes, AwaitPromise: &yes})
	if err != nil {
		return value, err
	}
	if result.ExceptionDetails != nil {
		return value, &chromedp.ExceptionError{ExceptionDetails: result.ExceptionDetails}
	}
	if len(result.Result.Value) == 0 {
		return value, fmt.Errorf("%s is %s", expression, result.Result.Type)
	}
	return value, json.Unmarshal(result.Result.Value, &value)
}

// run does a ready-made action that must succeed.
func run[T any](b *browser, action chromedp.Action[T]) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, action)
	if err != nil {
		b.t.Fatalf("at %s: %v", b.path(), err)
	}
	return value
}

// visit types an address: a path of the site, or a whole one.
func (b *browser) visit(address string) {
	b.t.Helper()
	if strings.HasPrefix(address, "/") {
		address = b.origin + address
	}
	run(b, chromedp.Navigate(address))
}

// path is the address of the page, without the origin.
func (b *browser) path() string {
	address, err := tryEvaluate[string](b, `location.href`)
	if err != nil {
		return "?"
	}
	return strings.TrimPrefix(address, b.origin)
}

// text is what the page says, as it is laid out.
func (b *browser) text() string {
	text, err := tryEvaluate[string](b, `document.body ? document.body.innerText : ""`)
	if err != nil {
		return "" // between two pages
	}
	return strings.Join(strings.Fields(text), " ")
}

// sees waits until the page says every one of these.
func (b *browser) sees(words ...string) {
	b.t.Helper()
	var missing string
	b.until(func() bool {
		text := b.text()
		for _, w := range words {
			if !strings.Contains(text, strings.Join(strings.Fields(w), " ")) {
				missing = w
				return false
			}
		}
		return true
	}, func() string { return fmt.Sprintf("the page never said %q, but: %s", missing, b.text()) })
}

// heading waits until this is the page's one h1.
func (b *browser) heading(words string) {
	b.t.Helper()
	var headings []string
	b.until(func() bool {
		headings, _ = tryEvaluate[[]string](b, `[...document.querySelectorAll("h1")].map(h => h.innerText.trim().replace(/\s+/g, " "))`)
		return len(headings) == 1 && strings.Contains(headings[0], words)
	}, func() string {
		return fmt.Sprintf("the heading never was %q; headings %q; %s", words, headings, b.text())
	})
}

// until waits for something, and says what was missing when it never came.
func (b *browser) until(done func() bool, failure func() string) {
	b.t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(40 * time.Millisecond) {
		if done() {
			return
		}
		if time.Now().After(deadline) {
			b.t.Fatalf("at %s: %s", b.path(), failure())
		}
	}
}

// withoutScripts turns the pages' JavaScript off.
func (b *browser) withoutScripts() {
	ask(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
}

// scheme prefers light or dark.
func (b *browser) scheme(scheme string) {
	ask(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme},
		{Name: "prefers-reduced-motion", Value: "reduce"},
	}})
}

// width makes the window as wide as a device, in CSS pixels.
func (b *browser) width(pixels int64) {
	ask(b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: pixels, Height: 900, DeviceScaleFactor: 1})
}
