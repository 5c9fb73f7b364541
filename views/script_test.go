package views_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"exchequer/portal"
	"exchequer/templ/layout"
	"exchequer/templ/ui"
)

// scene serves one page as handlers would, under the policy, at each address that is asked for.
func scene(t *testing.T, pages map[string]layout.Page, body string, more map[string]http.HandlerFunc) string {
	t.Helper()
	return serve(t, func(mux *http.ServeMux) {
		for address, p := range pages {
			room := layout.Public(p)
			if p.Account != nil && p.Account.Role.Staff() {
				room = layout.Desk(p, queues())
			}
			markup := draw(t, around(room, html(body)))
			mux.HandleFunc("GET "+address, func(w http.ResponseWriter, _ *http.Request) { answer(w, markup) })
		}
		for pattern, handler := range more {
			mux.HandleFunc(pattern, handler)
		}
	})
}

func textOf(t *testing.T, ctx context.Context, selector string) string {
	t.Helper()
	return do(t, ctx, chromedp.Evaluate[string](fmt.Sprintf("document.querySelector(%q).textContent.trim()", selector)))
}

// eventually waits until an expression of the page is true, over navigations.
func eventually(t *testing.T, ctx context.Context, expression string) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		limited, cancel := context.WithTimeout(ctx, time.Second)
		is, err := chromedp.Run(limited, chromedp.Evaluate[bool](expression))
		cancel()
		if err == nil && is {
			return
		}
	}
	t.Fatalf("never true: %s", expression)
}

func ending(in, limit time.Duration) *layout.Session {
	return &layout.Session{Now: noon, Ends: noon.Add(in), Limit: noon.Add(limit)}
}

func TestASessionWarnsAndOneKeyExtendsIt(t *testing.T) {
	ctx, said := chrome(t)
	p := staffPage("Case", "/desk/case")
	p.Session = ending(140*time.Second, time.Hour)
	extended := make(chan string, 4)
	origin := scene(t, map[string]layout.Page{"/desk/case": p}, "<h1>Case</h1>", map[string]http.HandlerFunc{
		"POST " + layout.ExtendSession: func(w http.ResponseWriter, r *http.Request) {
			extended <- r.Header.Get("Sec-Fetch-Site")
			w.Header().Set("Session-Ends-In", "900")
			w.Header().Set("Session-Limit-In", "3600")
			w.WriteHeader(http.StatusNoContent)
		},
	})
	do(t, ctx, chromedp.Navigate(origin+"/desk/case"))
	eventually(t, ctx, "document.getElementById('timeout').open")
	if text := textOf(t, ctx, "#timeout-text"); !strings.Contains(text, "3 minutes") {
		t.Errorf("it warns: %q", text)
	}
	if said := do(t, ctx, chromedp.Evaluate[string]("document.activeElement.textContent")); said != "Stay signed in" {
		t.Errorf("the keyboard is at %q", said)
	}
	do(t, ctx, chromedp.KeyEvent(kb.Enter))
	if from := <-extended; from != "same-origin" {
		t.Errorf("it was asked from %q", from)
	}
	eventually(t, ctx, "!document.getElementById('timeout').open && document.getElementById('timeout-said').textContent == 'You are still signed in.'")
	if complaints := said.take(); len(complaints) > 0 {
		t.Error(complaints)
	}
}

func TestASessionAtItsLimitOffersNoMoreTime(t *testing.T) {
	ctx, _ := chrome(t)
	p := staffPage("Case", "/desk/case")
	p.Session = ending(20*time.Second, 20*time.Second)
	origin := scene(t, map[string]layout.Page{"/desk/case": p}, "<h1>Case</h1>", nil)
	do(t, ctx, chromedp.Navigate(origin+"/desk/case"))
	eventually(t, ctx, "document.getElementById('timeout').open && document.querySelector('#timeout button').hidden")
	if text := textOf(t, ctx, "#timeout-text"); !strings.Contains(text, "has reached its limit") {
		t.Errorf("it says %q", text)
	}
}

func TestWhatWasTypedIsThereAfterANewSignIn(t *testing.T) {
	ctx, _ := chrome(t)
	mine, theirs := staffPage("Case", "/desk/case"), staffPage("Case", "/desk/theirs")
	mine.Session = ending(8*time.Second, time.Hour) // long enough to type on a busy machine
	theirs.Account = &layout.Account{Name: "Ben Kowalczyk", Role: portal.Clerk, Key: "k2"}
	later := mine
	later.Session = ending(time.Hour, time.Hour)
	w := mine.Words
	form := draw(t, join(html(`<h1>Case</h1><form method="post" action="/desk/case" data-keep="answer"><p data-kept-note hidden>We put back what you typed.</p>`),
		ui.Field(w, ui.Input{Kind: ui.Area, Name: "answer", Label: "Answer"}),
		ui.Field(w, ui.Input{Kind: ui.Radios, Name: "format", Label: "Format", Options: []ui.Option{{Value: "a", Label: "A"}, {Value: "b", Label: "B"}}}),
		ui.Field(w, ui.Input{Kind: ui.Password, Name: "secret", Label: "Secret"}), html(`<button id="send">Send</button></form>`)))
	signIn := draw(t, around(layout.Public(page(portal.English, "Sign in", "/sign-in")), html("<h1>Sign in</h1>")))
	origin := scene(t, map[string]layout.Page{"/desk/case": mine, "/desk/later": later, "/desk/theirs": theirs}, form, map[string]http.HandlerFunc{
		"GET /sign-in":    func(w http.ResponseWriter, _ *http.Request) { answer(w, signIn) },
		"POST /desk/case": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/desk/later", http.StatusSeeOther) },
	})
	typeAll := func(address string) {
		do(t, ctx, chromedp.Navigate(origin+address))
		do(t, ctx, chromedp.SendKeys("#answer", "It is on its way."))
		do(t, ctx, chromedp.Click("#format-2"))
		do(t, ctx, chromedp.SendKeys("#secret", "hunter2"))
	}
	const there = `document.getElementById('answer').value == 'It is on its way.' && document.getElementById('format-2').checked &&
		document.getElementById('secret').value == '' && !document.querySelector('[data-kept-note]').hidden`
	const empty = `document.getElementById('answer').value == '' && document.querySelector('[data-kept-note]').hidden`

	typeAll("/desk/case")
	eventually(t, ctx, "location.pathname == '/sign-in' && location.search.includes('next=%2Fdesk%2Fcase')") // the session ended
	if kept := do(t, ctx, chromedp.Evaluate[string]("JSON.stringify(sessionStorage)")); strings.Contains(kept, "hunter2") {
		t.Errorf("a password was kept: %s", kept)
	}
	do(t, ctx, chromedp.Navigate(origin+"/desk/later"))
	eventually(t, ctx, there)

	do(t, ctx, chromedp.Click("#send")) // goes through, and comes back to a page with the same form
	eventually(t, ctx, "location.pathname == '/desk/later' && "+empty)

	typeAll("/desk/later")
	do(t, ctx, chromedp.Navigate(origin+"/desk/theirs")) // someone else signed in
	eventually(t, ctx, empty+" && !JSON.stringify(sessionStorage).includes('on its way')")
}

func TestNumbersAreCopiedAndCharactersCounted(t *testing.T) {
	ctx, said := chrome(t)
	w := page(portal.Spanish, "", "/").Words
	body := draw(t, join(html("<h1>Solicitud</h1>"), ui.CopyButton(w, "AR-2026-000123", "la referencia"), ui.PrintButton("Imprimir"),
		ui.Field(w, ui.Input{Kind: ui.Area, Name: "concern", Label: "Pregunta", Limit: 10})))
	origin := scene(t, map[string]layout.Page{"/page": page(portal.Spanish, "Solicitud", "/page")}, body, nil)
	for _, name := range []string{"clipboard-read", "clipboard-write"} {
		if _, err := chromedp.CallBrowser(ctx, browser.SetPermission, browser.SetPermissionParams{
			Origin: origin, Permission: &browser.PermissionDescriptor{Name: name}, Setting: browser.PermissionSettingGranted,
		}); err != nil {
			t.Fatal(err)
		}
	}
	do(t, ctx, chromedp.Navigate(origin+"/page"))
	do(t, ctx, chromedp.Click("[data-copy]"))
	eventually(t, ctx, "document.querySelector('.kit-copy__word').textContent == 'Copiado'")
	if copied := do(t, ctx, chromedp.Evaluate[string]("navigator.clipboard.readText()", chromedp.EvalAwaitPromise)); copied != "AR-2026-000123" {
		t.Errorf("the clipboard has %q", copied)
	}
	if do(t, ctx, chromedp.Evaluate[bool]("document.querySelector('[data-print]').hidden")) {
		t.Error("the print button stayed hidden")
	}
	for typed, want := range map[string]string{"12345": "Le quedan 5 caracteres.", "123456789": "Le queda 1 carácter.", "12345678901": "Le sobra 1 carácter."} {
		do(t, ctx, chromedp.Evaluate[chromedp.Void]("document.getElementById('concern').value = ''"))
		do(t, ctx, chromedp.SendKeys("#concern", typed))
		eventually(t, ctx, fmt.Sprintf("document.getElementById('concern-count').textContent == %q", want))
		eventually(t, ctx, fmt.Sprintf("document.getElementById('concern-count-said').textContent == %q", want))
	}
	if complaints := said.take(); len(complaints) > 0 {
		t.Error(complaints)
	}
}

func TestTheDeskAnswersToSingleKeysUntilTheyAreTurnedOff(t *testing.T) {
	ctx, said := chrome(t)
	rows := `<h1>Requests</h1><input id="q" data-key="/" data-key-name="Search" aria-label="Search"><a href="/desk/next" data-key="n">Next oldest due</a>
		<table><tbody><tr><td><a id="one" href="#1">1</a></td></tr><tr><td><a id="two" href="#2">2</a></td></tr></tbody></table>`
	origin := scene(t, map[string]layout.Page{"/desk": staffPage("Requests", "/desk"), "/desk/next": staffPage("Next", "/desk/next")}, rows, nil)
	do(t, ctx, chromedp.Navigate(origin+"/desk"))
	press := func(key string) { do(t, ctx, chromedp.KeyEvent(key)) }
	at := func(id string) { t.Helper(); eventually(t, ctx, fmt.Sprintf("document.activeElement.id == %q", id)) }
	press("j")
	at("one")
	press("j")
	press("j")
	at("two")
	press("k")
	at("one")
	press("/")
	at("q")
	press("n") // typed, not pressed
	eventually(t, ctx, "document.getElementById('q').value.endsWith('n') && location.pathname == '/desk'")
	do(t, ctx, chromedp.Evaluate[chromedp.Void]("document.activeElement.blur()"))
	press("?")
	eventually(t, ctx, "document.getElementById('keys').open && document.getElementById('keys').textContent.includes('Next oldest due')")
	do(t, ctx, chromedp.Click("#keys-on"))
	press(kb.Escape)
	press("n")
	time.Sleep(200 * time.Millisecond)
	if path := do(t, ctx, chromedp.Evaluate[string]("location.pathname")); path != "/desk" {
		t.Error("a key that was turned off still works")
	}
	do(t, ctx, chromedp.Click("[data-keys-open]"))
	do(t, ctx, chromedp.Click("#keys-on"))
	press(kb.Escape)
	press("n")
	eventually(t, ctx, "location.pathname == '/desk/next'")
	if complaints := said.take(); len(complaints) > 0 {
		t.Error(complaints)
	}
}

func TestHtmxSwapsUnderThePolicy(t *testing.T) {
	ctx, said := chrome(t)
	p := staffPage("Case", "/desk/case")
	body := `<h1>Case</h1><div id="presence" hx-get="/desk/presence" hx-trigger="load" hx-nonce="gallery"></div><div id="forged" hx-get="/desk/forged" hx-trigger="load"></div>`
	forged := make(chan bool, 1)
	origin := scene(t, map[string]layout.Page{"/desk/case": p}, body, map[string]http.HandlerFunc{
		"GET /desk/presence": func(w http.ResponseWriter, _ *http.Request) {
			answer(w, draw(t, ui.PresenceLine("Ben Kowalczyk has this open too.")))
		},
		"GET /desk/forged": func(http.ResponseWriter, *http.Request) { forged <- true },
	})
	do(t, ctx, chromedp.Navigate(origin+"/desk/case"))
	eventually(t, ctx, "document.getElementById('presence').textContent.includes('Ben Kowalczyk')")
	select {
	case <-forged:
		t.Error("htmx followed an element without the page's nonce")
	default:
	}
	for _, complaint := range said.take() {
		if strings.Contains(complaint, "Security Policy") {
			t.Error(complaint)
		}
	}
}
