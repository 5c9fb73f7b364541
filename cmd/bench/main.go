// Command bench measures the site against its limits. Each figure is a ratio to what the machine could do at most in
// the same run: net/http answering the same bytes, the same query raw, a raw commit with its fsync. Site and limits each
// run in a process of their own, as the site does at a department. It reports and never fails on time.
//
//	make bench
//	go run ./cmd/bench -rows 100000 -lasting 1s -tries 0
//	go run ./cmd/bench -parts messages -only inbox,post -small 2000 -messages 20000
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

func main() {
	small := flag.Int("small", 10_000, "requests, taxpayers and messages in the small department")
	rows := flag.Int("rows", 1_000_000, "requests in the large table; 0 leaves pages out")
	lasting := flag.Duration("lasting", 2*time.Second, "how long each measurement lasts; the median of three counts")
	folder := flag.String("data", "", "keep the data here, so that another run finds it; otherwise it is thrown away")
	binary := flag.String("binary", "bin/exchequer", "what is measured")
	tries := flag.Int("tries", 200, "tries to sign in, known and unknown each; 0 leaves signing in out")
	flood := flag.Duration("flood", 30*time.Second, "how long a flood of sign-ins lasts")
	taxpayers := flag.Int("taxpayers", 1_000_000, "taxpayers to import and to look up; 0 leaves them out")
	messages := flag.Int("messages", 1_000_000, "messages in the large department; 0 leaves them out")
	pocketbase := flag.Bool("pocketbase", true, "measure PocketBase beside messages")
	parts := flag.String("parts", "", "only these, with commas: requests, taxpayers, messages, door")
	only := flag.String("only", "", "of messages only these, with commas: inbox, search, open, again, post, upload")
	limits := flag.String("limits", "", "answer as the limits do, beside this data folder: for the bench itself")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	wanted := func(part string, size int) bool {
		return size > 0 && (*parts == "" || slices.Contains(strings.Split(*parts, ","), part))
	}
	var err error
	if *limits != "" {
		err = serveLimits(ctx, *limits)
	} else {
		if wanted("requests", *rows) {
			err = measure(ctx, *binary, []int{*small, *rows}, *lasting, *folder)
		}
		if err == nil && wanted("taxpayers", *taxpayers) {
			err = measureTaxpayers(ctx, *binary, []int{*small, *taxpayers}, *lasting, *folder)
		}
		if err == nil && wanted("messages", *messages) {
			b := &messageBench{binary: *binary, folder: *folder, lasting: *lasting, beside: *pocketbase}
			if *only != "" {
				b.only = strings.Split(*only, ",")
			}
			err = b.measure(ctx, []int{*small, *messages})
		}
		if err == nil && wanted("door", *tries) {
			err = measureDoor(ctx, *binary, *tries, *flood)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// connections at which everything is measured.
var connections = []int{1, 16}

func measure(ctx context.Context, binary string, sizes []int, lasting time.Duration, folder string) error {
	if folder == "" {
		var err error
		if folder, err = os.MkdirTemp("", "exchequer-bench-"); err != nil {
			return err
		}
		defer os.RemoveAll(folder)
	}
	fmt.Printf("%d cores, %s, SQLite, median of three runs of %s\n", runtime.NumCPU(), runtime.Version(), lasting)
	grown := map[string][]float64{} // microseconds of one, per size
	for _, size := range sizes {
		t, err := openTown(ctx, binary, filepath.Join(folder, fmt.Sprint(size)), size)
		if err == nil {
			err = t.measure(lasting, grown)
		}
		t.close()
		if err != nil {
			return fmt.Errorf("%d requests: %w", size, err)
		}
	}
	fmt.Printf("\nGrowth from %s to %s requests (time of one, 1 = none; aim under 1.3)\n", thousands(sizes[0]), thousands(sizes[1]))
	for _, conns := range connections {
		for _, name := range names {
			if took := grown[key(name, conns)]; len(took) == 2 {
				fmt.Printf("  %-28s %2d connections  %.2f\n", name, conns, took[1]/took[0])
			}
		}
	}
	return nil
}

func key(name string, conns int) string { return fmt.Sprint(name, "@", conns) }

// thousands writes a number in groups, as people read it.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// What is measured, in the order in which it is printed.
const (
	homePage    = "public home page"
	queuePage   = "desk queue page of 25"
	requestPage = "one request's page" // for the first time: who looks is written down before it shows
	againPage   = "the same, opened again"
	submission  = "submitting a request"
)

var names = []string{homePage, queuePage, requestPage, againPage, submission}

// aims of the issue that asked for this.
var aims = map[string]float64{homePage: 0.5, queuePage: 0.5, requestPage: 0.5, againPage: 0.5, submission: 0.35}

// measure prints a table for one size: each thing beside its limits.
func (t *town) measure(lasting time.Duration, grown map[string][]float64) error {
	fmt.Printf("\n%s requests, %s on the disk\n", thousands(t.requests), t.size())
	fmt.Printf("  %-28s %5s %10s %9s %9s   %10s %6s %5s\n", "", "conns", "per second", "p50", "p99", "its limit", "ratio", "aim")
	for _, conns := range connections {
		for _, name := range names {
			limit, err := best(3, conns, lasting, t.limits[name])
			if err != nil {
				return fmt.Errorf("the limit of %s: %w", name, err)
			}
			own, err := best(3, conns, lasting, t.works[name])
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			fmt.Printf("  %-28s %5d %10.0f %9s %9s   %10.0f %6.2f %5.2f\n", name, conns, own.rate, round(own.p50), round(own.p99), limit.rate, own.rate/limit.rate, aims[name])
			grown[key(name, conns)] = append(grown[key(name, conns)], float64(conns)*1e6/own.rate)
		}
	}
	fmt.Printf("  memory of the site's process after that: %s\n", t.site.memory())
	return nil
}

func round(d time.Duration) string { return d.Round(10 * time.Microsecond).String() }
