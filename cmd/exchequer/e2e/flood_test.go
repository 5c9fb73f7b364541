package e2e

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// floodMemory is how much more the process may hold in a flood than before: some hundred pages under way, and no more.
const floodMemory = 64 << 20

// TestFloodOfSignInsLeavesTheDeskOpen lets many try passwords without a pause: first from ever new network addresses, so
// that they meet the queue for hashing, then from one, which meets its limit. Who is signed in reads on. How long a page
// takes meanwhile is told and not judged: `make bench` measures it, on a machine that does nothing else.
func TestFloodOfSignInsLeavesTheDeskOpen(t *testing.T) {
	if testing.Short() {
		t.Skip("no load in short tests")
	}
	data := t.TempDir()
	clerk := hire(t, data)
	p := serve(t, data, "EXCHEQUER_TRUSTED_PROXIES=127.0.0.1")
	quiet, slow := p.readDesk(t, clerk, 500*time.Millisecond)
	held := p.residentBytes()
	for _, f := range []struct {
		name    string
		from    func() string
		refused string
	}{
		// More than wait for a core in turn: the rest is answered at once.
		{"from many addresses", func() string { return fmt.Sprintf("10.%d.%d.%d", rand.IntN(256), rand.IntN(256), rand.IntN(256)) }, "503"},
		{"from one address", func() string { return "192.0.2.66" }, "429"},
	} {
		t.Run(f.name, func(t *testing.T) {
			lasting, stop := context.WithCancel(t.Context())
			var answers map[string]int
			var flood sync.WaitGroup
			flood.Go(func() { answers = p.pour(lasting, f.from) })
			p50, p99 := p.readDesk(t, clerk, 3*time.Second)
			more := p.residentBytes() - held
			stop()
			flood.Wait()
			t.Logf("a signed-in page takes %s (99th percentile %s), before %s (%s); the process holds %d KB more; the flood was answered %v", p50, p99, quiet, slow, more>>10, answers)
			if answers[f.refused+", told when to come again"] == 0 {
				t.Errorf("nobody was answered %s with Retry-After", f.refused)
			}
			for answer, n := range answers {
				if !strings.HasPrefix(answer, "422") && !strings.Contains(answer, "told when") {
					t.Errorf("%d were answered %s", n, answer)
				}
			}
			if more > floodMemory {
				t.Errorf("the process holds %d MB more than before", more>>20)
			}
		})
	}
	p.stop()
}

// readDesk opens the desk for so long, by turns with a little pause, and says how long one took, and the slowest of a hundred.
func (p *program) readDesk(t *testing.T, clerk string, lasting time.Duration) (p50, p99 time.Duration) {
	t.Helper()
	var took []time.Duration
	for began := time.Now(); time.Since(began) < lasting; time.Sleep(10 * time.Millisecond) {
		request, err := http.NewRequest(http.MethodGet, p.Origin+"/desk", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Cookie", clerk)
		asked := time.Now()
		response, err := quick.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		if page := readAll(t, response); response.StatusCode != http.StatusOK {
			t.Fatalf("the desk answered %s: %s", response.Status, excerpt(page))
		}
		took = append(took, time.Since(asked))
	}
	slices.Sort(took)
	return took[len(took)/2], took[len(took)*99/100]
}

// pour tries passwords over many connections until it is over, and counts the answers.
func (p *program) pour(lasting context.Context, from func() string) map[string]int {
	connections := 96 * runtime.NumCPU() // more than may wait for their turn on so many cores
	client := &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: connections}}
	defer client.CloseIdleConnections()
	answers := map[string]int{}
	var mu sync.Mutex
	var pouring sync.WaitGroup
	for range connections {
		pouring.Go(func() {
			for lasting.Err() == nil {
				form := url.Values{"email": {fmt.Sprintf("nobody%d@mail.example", rand.Int())}, "password": {"not the password of anyone"}}
				request, _ := http.NewRequestWithContext(lasting, http.MethodPost, p.Origin+"/sign-in", strings.NewReader(form.Encode()))
				request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				request.Header.Set("X-Forwarded-For", from())
				response, err := client.Do(request)
				if lasting.Err() != nil {
					return // it is the flood that broke off
				}
				said := "not at all"
				if err == nil {
					response.Body.Close()
					said = fmt.Sprint(response.StatusCode)
					if response.Header.Get("Retry-After") != "" {
						said += ", told when to come again"
					}
				}
				mu.Lock()
				answers[said]++
				mu.Unlock()
			}
		})
	}
	pouring.Wait()
	return answers
}
