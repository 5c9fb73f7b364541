package handlers

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

// openSite is a site over real connections that looks for changes quickly, and what closes it.
func openSite(t *testing.T, o *dbtest.Office) (h *Handlers, address string, closing chan struct{}) {
	t.Helper()
	h, closing = testHandlersOf(t, o), make(chan struct{})
	h.Closing = closing
	h.watch.every, h.watch.check, h.watch.beat = 20*time.Millisecond, 60*time.Millisecond, 100*time.Millisecond
	pages, err := h.router()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(pages)
	t.Cleanup(server.Close)
	return h, server.URL, closing
}

// listening is an open page's stream, line by line; the lines end when it does.
type listening struct {
	*http.Response
	lines chan string
}

func listen(t *testing.T, p dbtest.Person, address string) listening {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "text/event-stream")
	r.AddCookie(&http.Cookie{Name: sessionCookie, Value: p.Token})
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	a, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	l := listening{a, make(chan string, 100)}
	t.Cleanup(func() { a.Body.Close() })
	go func() {
		defer close(l.lines)
		for s := bufio.NewScanner(a.Body); s.Scan(); {
			l.lines <- s.Text()
		}
	}()
	return l
}

// hears is what comes next beside signs of life: an event's name, "" when the stream ends, "nothing" when nothing comes.
func (l listening) hears(t *testing.T, within time.Duration) string {
	t.Helper()
	late := time.After(within)
	for {
		select {
		case line, open := <-l.lines:
			if !open {
				return ""
			}
			if name, ok := strings.CutPrefix(line, "event: "); ok {
				return name
			}
			switch line {
			case "", ":", ": open", "retry: 5000", "data: 1":
			default:
				t.Errorf("the stream says %q", line)
			}
		case <-late:
			return "nothing"
		}
	}
}

const soon, aWhile = 10 * time.Second, 300 * time.Millisecond

func TestOpenPagesAreToldThatSomethingChangedAndNeverWhat(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c := o.OpenCounter(t)
		h, site, _ := openSite(t, o)
		ines, tomas := listen(t, c.Ines, site+"/desk/messages/events"), listen(t, c.Tomas, site+"/desk/messages/events")
		if ines.StatusCode != 200 || ines.Header.Get("Content-Type") != "text/event-stream" || ines.Header.Get("Cache-Control") != "no-store" {
			t.Fatalf("%d %v", ines.StatusCode, ines.Header)
		}
		n := c.Write(t, c.Rosa, 0, portal.DraftText{Topic: "income", Subject: "Refund", Body: "When?"})
		if got := ines.hears(t, soon); got != "changed" {
			t.Errorf("who works the queue hears %q", got)
		}
		if got := tomas.hears(t, aWhile); got != "nothing" {
			t.Errorf("who does not work the queue hears %q", got)
		}
		page := listen(t, c.Sunita, site+"/desk/messages/events?case="+n.String())
		if err := o.LookAtCase(t.Context(), c.Ines.Actor, n, ""); err != nil {
			t.Fatal(err)
		}
		if got := page.hears(t, soon); got != "changed" {
			t.Errorf("when someone opens the case, its page hears %q", got)
		}
		if got := ines.hears(t, aWhile); got != "nothing" {
			t.Errorf("when someone opens a case, the list hears %q", got)
		}
		// A case that moves out of a queue leaves its list too.
		if err := o.MoveCase(t.Context(), c.Ines.Actor, c.Desk, n, 1, "Help desk", "It is about signing in."); err != nil {
			t.Fatal(err)
		}
		for who, l := range map[string]listening{"the old queue": ines, "the new queue": tomas, "the case": page} {
			if got := l.hears(t, soon); got != "changed" {
				t.Errorf("when a case moves, %s hears %q", who, got)
			}
		}
		before, err := o.WatchFrom(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(aWhile) // some fifteen looks
		if after, err := o.WatchFrom(t.Context()); err != nil || after != before {
			t.Errorf("looking wrote something down: %d, then %d, %v", before, after, err)
		}
		for _, l := range []listening{ines, tomas, page} {
			l.Body.Close()
		}
		for range 100 {
			h.watch.mu.Lock()
			left, looks := len(h.watch.streams), h.watch.stop != nil
			h.watch.mu.Unlock()
			if left == 0 && !looks {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
		t.Error("it looks on when nobody watches")
	})
}

func TestAStreamEndsWithTheSessionWithTheTrainingAndWithTheProgram(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c := o.OpenCounter(t)
		h, site, closing := openSite(t, o)
		n := c.Write(t, c.Rosa, 0, portal.DraftText{Topic: "income", Subject: "Refund", Body: "When?"})
		events := site + "/desk/messages/events"
		untrained := o.Hire(t, portal.Actor{Name: "Una Hale", Email: "una@dor.example", Role: portal.Clerk, Address: "192.0.2.77"})
		for who, asked := range map[string]struct {
			p       dbtest.Person
			address string
			status  int
		}{
			"a taxpayer":                {c.Rosa, events, 404},
			"nobody":                    {dbtest.Person{}, events, 401},
			"an untrained clerk":        {untrained, events, 403},
			"a clerk of another queue":  {c.Tomas, events + "?case=" + n.String(), 404},
			"a case that is not there":  {c.Ines, events + "?case=MC-2026-999999", 404},
			"what is no case":           {c.Ines, events + "?case=../etc", 404},
			"a taxpayer at their case":  {c.Rosa, events + "?case=" + n.String(), 404},
			"someone in another’s case": {c.Otis, events + "?case=" + n.String(), 404},
		} {
			if l := listen(t, asked.p, asked.address); l.StatusCode != asked.status {
				t.Errorf("%s: %d, not %d", who, l.StatusCode, asked.status)
			}
		}
		if err := o.NoteTraining(t.Context(), dbtest.Sunita, untrained.Account, o.Clock.Now().Add(-portal.TrainingLasts+2*time.Minute)); err != nil {
			t.Fatal(err)
		}
		late, out, stays := listen(t, untrained, events), listen(t, c.Ines, events), listen(t, c.Tomas, events)
		if late.StatusCode != 200 {
			t.Fatalf("a training that still stands: %d", late.StatusCode)
		}
		if err := o.SignOut(t.Context(), c.Ines.Actor); err != nil {
			t.Fatal(err)
		}
		if got := out.hears(t, soon); got != "over" || out.hears(t, soon) != "" {
			t.Errorf("after signing out the stream says %q", got)
		}
		o.Clock.Add(3 * time.Minute)
		if got := late.hears(t, soon); got != "over" || late.hears(t, soon) != "" {
			t.Errorf("after the training lapsed the stream says %q", got)
		}
		if got := stays.hears(t, aWhile); got != "nothing" {
			t.Errorf("a stream that may go on says %q", got)
		}
		var all []listening
		for range portal.WatchesEach - 1 {
			all = append(all, listen(t, c.Tomas, events))
		}
		if one := listen(t, c.Tomas, events); one.StatusCode != http.StatusTooManyRequests {
			t.Errorf("one page too many: %d", one.StatusCode)
		}
		if one := listen(t, c.Sunita, events); one.StatusCode != 200 {
			t.Errorf("someone else beside: %d", one.StatusCode)
		}
		close(closing)
		for _, l := range append(all, stays) {
			if got := l.hears(t, soon); got != "" {
				t.Errorf("when the program closes, the stream says %q", got)
			}
		}
		// A stream is no sign of a person: it keeps no session open.
		h.Closing = nil
		if l := listen(t, c.Tomas, events); l.StatusCode != 200 {
			t.Fatal(l.StatusCode)
		}
		o.Clock.Add(portal.SessionIdle)
		if l := listen(t, c.Tomas, events); l.StatusCode != 401 {
			t.Errorf("a stream kept the session open: %d", l.StatusCode)
		}
	})
}
