package main

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// metrics counts what the counter does, for a monitor that reads Prometheus' text format. A label is a route's
// pattern, never an address: an address may hold what a person typed.
type metrics struct {
	started time.Time
	engine  string

	mu       sync.Mutex
	answers  map[answer]int64
	buckets  [len(bounds) + 1]int64
	duration time.Duration
}

// answer is one kind of answer that is counted.
type answer struct {
	route, method string
	class         int // the first digit of the status
}

// bounds are the upper ends of the histogram of answering times.
var bounds = [...]time.Duration{
	time.Millisecond, 5 * time.Millisecond, 10 * time.Millisecond, 50 * time.Millisecond,
	100 * time.Millisecond, 500 * time.Millisecond, time.Second, 5 * time.Second,
}

func newMetrics(engine string) *metrics {
	return &metrics{started: time.Now(), engine: engine, answers: map[answer]int64{}}
}

// observe counts one answer. Methods that the site never serves are one: strangers may invent any number.
func (m *metrics) observe(method, route string, status int, took time.Duration) {
	if method != http.MethodGet && method != http.MethodPost && method != http.MethodHead {
		method = "other"
	}
	i := 0
	for i < len(bounds) && took > bounds[i] {
		i++
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.answers[answer{route, method, status / 100}]++
	m.buckets[i]++
	m.duration += took
}

// ServeHTTP answers with the figures.
func (m *metrics) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	var page bytes.Buffer
	m.write(&page)
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	w.Write(page.Bytes())
}

func (m *metrics) write(w io.Writer) {
	head := func(name, kind, help string) { fmt.Fprintf(w, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind) }

	head("exchequer_build_info", "gauge", "What runs.")
	fmt.Fprintf(w, "exchequer_build_info{version=%q,engine=%q,go=%q} 1\n", version, m.engine, runtime.Version())
	head("exchequer_start_time_seconds", "gauge", "When it started, as Unix time.")
	fmt.Fprintf(w, "exchequer_start_time_seconds %d\n", m.started.Unix())
	head("exchequer_goroutines", "gauge", "Goroutines now.")
	fmt.Fprintf(w, "exchequer_goroutines %d\n", runtime.NumGoroutine())
	if resident, ok := residentBytes(); ok {
		head("exchequer_resident_memory_bytes", "gauge", "Memory of the process.")
		fmt.Fprintf(w, "exchequer_resident_memory_bytes %d\n", resident)
	}

	m.mu.Lock()
	defer m.mu.Unlock()
	head("exchequer_requests_total", "counter", "Requests answered, by route and class of status.")
	kinds := make([]answer, 0, len(m.answers))
	for kind := range m.answers {
		kinds = append(kinds, kind)
	}
	slices.SortFunc(kinds, func(a, b answer) int {
		return cmp.Or(cmp.Compare(a.route, b.route), cmp.Compare(a.method, b.method), cmp.Compare(a.class, b.class))
	})
	for _, kind := range kinds {
		fmt.Fprintf(w, "exchequer_requests_total{route=%q,method=%q,status=\"%dxx\"} %d\n", kind.route, kind.method, kind.class, m.answers[kind])
	}
	head("exchequer_request_seconds", "histogram", "How long answers took.")
	total := int64(0)
	for i, bound := range bounds {
		total += m.buckets[i]
		fmt.Fprintf(w, "exchequer_request_seconds_bucket{le=\"%g\"} %d\n", bound.Seconds(), total)
	}
	total += m.buckets[len(bounds)]
	fmt.Fprintf(w, "exchequer_request_seconds_bucket{le=\"+Inf\"} %d\n", total)
	fmt.Fprintf(w, "exchequer_request_seconds_sum %g\n", m.duration.Seconds())
	fmt.Fprintf(w, "exchequer_request_seconds_count %d\n", total)
}

// residentBytes is the second figure of /proc/self/statm, in pages; other systems than Linux have no such file.
func residentBytes() (int64, bool) {
	raw, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0, false
	}
	fields := strings.Fields(string(raw))
	if len(fields) < 2 {
		return 0, false
	}
	pages, err := strconv.ParseInt(fields[1], 10, 64)
	return pages * int64(os.Getpagesize()), err == nil
}
