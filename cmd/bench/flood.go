package main

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	floodConnections = 64
	readers          = 4                     // people who read signed-in pages meanwhile
	readerPause      = 20 * time.Millisecond // between two pages of one of them
)

// flood lets 64 connections try passwords without a pause, once from one network address and once each time from another,
// so that the limit on addresses and the queue for hashing are both met. It prints how a signed-in page fares meanwhile.
func (o *door) flood(lasting time.Duration) error {
	fmt.Printf("\nA flood of sign-ins: %d connections for %s, beside %d who read a signed-in page (aim under 10)\n", floodConnections, lasting, readers)
	quiet, err := o.read(lasting / 3)
	if err != nil {
		return err
	}
	fmt.Printf("  %-28s p50 %9s  p99 %9s   %s\n", "quiet", round(quiet.p50), round(quiet.p99), o.site.memory())
	for _, f := range []struct {
		name string
		from func(*rand.Rand) string
	}{
		{"from many addresses", anyAddress},
		{"from one address", func(*rand.Rand) string { return "192.0.2.66" }},
	} {
		over := make(chan struct{})
		statuses := make(chan map[string]int)
		go func() { statuses <- o.pour(f.from, over) }()
		time.Sleep(lasting / 30) // until the queue is full
		flooded, err := o.read(lasting)
		memory := o.site.memory()
		close(over)
		answered := <-statuses
		if err != nil {
			return err
		}
		fmt.Printf("  %-28s p50 %9s  p99 %9s   %s\n", f.name, round(flooded.p50), round(flooded.p99), memory)
		fmt.Printf("  %-28s p99 %.1f × quiet; the flood was answered %s\n", "", float64(flooded.p99)/float64(quiet.p99), told(answered))
	}
	return nil
}

// read opens the desk of someone signed in, again and again, as several people do.
func (o *door) read(lasting time.Duration) (result, error) {
	client := browser(readers)
	return run(readers, lasting, readerPause, func(r *rand.Rand) error {
		request, err := http.NewRequest(http.MethodGet, o.site.address+"/desk", nil)
		if err != nil {
			return err
		}
		request.AddCookie(&http.Cookie{Name: "session", Value: o.session})
		request.Header.Set("X-Forwarded-For", anyAddress(r))
		answer, err := finish(client, request)
		if err == nil && answer.StatusCode != http.StatusOK {
			err = fmt.Errorf("a signed-in page answered %s", answer.Status)
		}
		return err
	})
}

// pour tries passwords until it is over, and counts what it was answered.
func (o *door) pour(from func(*rand.Rand) string, over <-chan struct{}) map[string]int {
	client := browser(floodConnections)
	client.Jar = nil
	answered := map[string]int{}
	var mu sync.Mutex
	var pouring sync.WaitGroup
	for w := range floodConnections {
		pouring.Go(func() {
			r := rand.New(rand.NewPCG(uint64(w), 11))
			for {
				select {
				case <-over:
					return
				default:
				}
				said := ""
				answer, err := o.send(client, "/sign-in", from(r), url.Values{"email": {stranger(r)}, "password": {"not the password of anyone"}})
				switch {
				case err != nil:
					said = "not at all"
				case answer.Header.Get("Retry-After") != "":
					said = fmt.Sprint(answer.StatusCode, " with Retry-After")
				default:
					said = fmt.Sprint(answer.StatusCode)
				}
				mu.Lock()
				answered[said]++
				mu.Unlock()
			}
		})
	}
	pouring.Wait()
	return answered
}

func told(answered map[string]int) string {
	var parts []string
	for _, said := range slices.Sorted(maps.Keys(answered)) {
		parts = append(parts, fmt.Sprintf("%s: %s", said, thousands(answered[said])))
	}
	return strings.Join(parts, ", ")
}
