package e2e

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// watch notes what a page must never cause.
func (b *browser) watch(event any) {
	switch e := event.(type) {
	case *page.EventFrameStartedLoading:
		b.loading.Store(true)
	case *page.EventFrameStoppedLoading:
		b.loading.Store(false)
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || strings.Contains(e.Entry.Text, "Content Security Policy") || e.Entry.Source == log.EntrySourceSecurity {
			b.note("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL)
		}
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeAssert || e.Type == runtime.ConsoleAPICalledTypeWarning {
			var words []string
			for _, arg := range e.Args {
				words = append(words, string(arg.Value)+arg.Description)
			}
			b.note("console %s: %s", e.Type, strings.Join(words, " "))
		}
	case *runtime.EventExceptionThrown:
		b.note("exception: %s", (&chromedp.ExceptionError{ExceptionDetails: e.ExceptionDetails}).Error())
	case *network.EventRequestWillBeSent:
		u, err := url.Parse(e.Request.URL)
		if err == nil && (u.Scheme == "http" || u.Scheme == "https" || u.Scheme == "ws" || u.Scheme == "wss") && u.Scheme+"://"+u.Host != b.origin {
			b.note("a request to another host: %s", e.Request.URL)
		}
	case *page.EventJavascriptDialogOpening:
		b.note("a dialog opened: %s", e.Message)
	}
}

func (b *browser) note(format string, args ...any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.troubles = append(b.troubles, fmt.Sprintf(format, args...))
}

// expect names a part of a trouble that the test means to cause, such as the 422 of a form with mistakes.
func (b *browser) expect(part string) { b.expected = append(b.expected, part) }

// calm fails the test when any page so far caused trouble, and forgets it.
func (b *browser) calm() {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
next:
	for _, trouble := range b.troubles {
		for _, part := range b.expected {
			if strings.Contains(trouble, part) {
				continue next
			}
		}
		b.t.Errorf("at %s: %s", b.path(), trouble)
	}
	b.troubles = nil
}
