package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// What is measured of messages, in the order in which it is printed.
const (
	inboxPage = "inbox page of 25"
	searching = "search in an inbox"
	casePage  = "open a case" // for the first time: that it was read is written down before it shows
	caseAgain = "the same, opened again"
	postForm  = "post a message"
	uploading = "upload 10 MB"
)

// messageWorks are the works of messages, by the names that the flag -only knows.
var messageWorks = []struct{ flag, name string }{
	{"inbox", inboxPage}, {"search", searching}, {"open", casePage}, {"again", caseAgain}, {"post", postForm}, {"upload", uploading},
}

// aimsOfMessages are those of the issue that asked for this: so many a second here, and at least such a part of the limit.
var aimsOfMessages = map[string]string{inboxPage: "8,000/s, p99 10ms", postForm: "10,000/s", uploading: "ratio 0.5"}

// measured is how one work went.
type measured struct{ own, limit, theirs, theirsFull result }

// messageBench is what is measured of messages.
type messageBench struct {
	binary  string
	folder  string
	lasting time.Duration
	only    []string // flags of messageWorks; none is all
	beside  bool     // PocketBase too
	grown   map[string][]float64
}

// measureMessages measures a department with few messages and one with many, and PocketBase with the many.
func (b *messageBench) measure(ctx context.Context, sizes []int) error {
	b.grown = map[string][]float64{}
	if b.folder == "" {
		var err error
		if b.folder, err = os.MkdirTemp("", "exchequer-bench-"); err != nil {
			return err
		}
		defer os.RemoveAll(b.folder)
	}
	for _, size := range sizes {
		if err := b.measureOne(ctx, size, size == sizes[len(sizes)-1]); err != nil {
			return fmt.Errorf("%s messages: %w", thousands(size), err)
		}
	}
	fmt.Printf("\nGrowth from %s to %s messages (time of one, 1 = none; aim under 1.3)\n", thousands(sizes[0]), thousands(sizes[len(sizes)-1]))
	for _, conns := range connections {
		for _, w := range b.works() {
			if took := b.grown[key(w, conns)]; len(took) == 2 {
				fmt.Printf("  %-28s %2d connections  %.2f\n", w, conns, took[1]/took[0])
			}
		}
	}
	return nil
}

// works are the names of what is measured.
func (b *messageBench) works() (all []string) {
	for _, w := range messageWorks {
		if len(b.only) == 0 || slices.Contains(b.only, w.flag) {
			all = append(all, w.name)
		}
	}
	return all
}

func (b *messageBench) measureOne(ctx context.Context, size int, large bool) error {
	folder := filepath.Join(b.folder, fmt.Sprint("messages-", size))
	c, err := openCounter(ctx, b.binary, folder, size)
	defer func() { c.close() }()
	if err != nil {
		return err
	}
	found := map[string]*measured{}
	for _, conns := range connections {
		for _, w := range b.works() {
			m := &measured{}
			found[key(w, conns)] = m
			if m.limit, err = b.run(conns, w, c.limits[w]); err != nil {
				return fmt.Errorf("the limit of %s: %w", w, err)
			}
			if err := c.refresh(ctx); err != nil {
				return err
			}
			if m.own, err = b.run(conns, w, c.works[w]); err != nil {
				return fmt.Errorf("%s: %w", w, err)
			}
			b.grown[key(w, conns)] = append(b.grown[key(w, conns)], float64(conns)*1e6/m.own.rate)
		}
	}
	if err := c.refresh(ctx); err != nil {
		return err
	}
	memory := c.site.memory()
	c.site.stop()
	c.site = nil
	if slices.Contains(b.works(), postForm) {
		if err := c.handOver(ctx, b.lasting); err != nil {
			return err
		}
	}
	b.print(size, found)
	fmt.Printf("  memory of the site's process after that: %s (aim 200 MB)\n", memory)
	if large && b.beside {
		if err := b.pocketbase(ctx, c, found); err != nil {
			fmt.Println("  PocketBase was not measured:", err)
			return nil
		}
		b.printBeside(found)
	}
	return nil
}

// run measures one work: the median of three. Posts are measured once, since those of one time have to go out before those of
// the next; what grows while it is measured needs no warm-up to be found in memory.
func (b *messageBench) run(conns int, work string, do func(*rand.Rand) error) (result, error) {
	if work == postForm {
		return load(conns, b.lasting, do)
	}
	return best(3, conns, b.lasting, do)
}

// print shows each work beside its limit.
func (b *messageBench) print(size int, found map[string]*measured) {
	fmt.Printf("\n%s messages\n  %-24s %5s %9s %8s %8s   %9s %6s   aim\n", thousands(size), "", "conns", "a second", "p50", "p99", "its limit", "ratio")
	for _, conns := range connections {
		for _, w := range b.works() {
			m := found[key(w, conns)]
			fmt.Printf("  %-24s %5d %9.0f %8s %8s   %9.0f %6.2f   %s\n", w, conns, m.own.rate, round(m.own.p50), round(m.own.p99), m.limit.rate, m.own.rate/m.limit.rate, aimsOfMessages[w])
		}
	}
}

// printBeside shows each work beside PocketBase's: a second, and how many times as much ours is (aim 2 for inbox and post).
func (b *messageBench) printBeside(found map[string]*measured) {
	fmt.Printf("\nBeside PocketBase %s\n  %-24s %5s %9s   %10s %8s %6s   %10s %8s %6s\n", pocketbaseVersion, "", "conns", "a second", "PocketBase", "p99", "ratio", "its FULL", "p99", "ratio")
	for _, conns := range connections {
		for _, w := range b.works() {
			m := found[key(w, conns)]
			fmt.Printf("  %-24s %5d %9.0f   %10s %8s %6s   %10s %8s %6s\n", w, conns, m.own.rate, rateOf(m.theirs), round(m.theirs.p99), times(m.own, m.theirs), rateOf(m.theirsFull), round(m.theirsFull.p99), times(m.own, m.theirsFull))
		}
	}
}

// rateOf is a rate, and times how many times as much one is as another, as far as it was measured.
func rateOf(r result) string {
	if r.rate == 0 {
		return "–"
	}
	return fmt.Sprintf("%.0f", r.rate)
}

func times(one, other result) string {
	if other.rate == 0 {
		return "–"
	}
	return fmt.Sprintf("%.2f", one.rate/other.rate)
}
