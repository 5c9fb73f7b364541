package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"exchequer/portal"
	"exchequer/samples"
)

// turns is how often each measurement of look-ups gets its turn.
const turns = 9

// asked is one way to look a number up among one roll, and how long its turns took.
type asked struct {
	among      int
	what       string
	do         func(*rand.Rand) error
	p50s, p99s []time.Duration
}

// The three ways in which numbers are asked for. The last is the whole of what a clerk does: it counts against a limit, has a
// reason, and is in the audit trail, on the disk, before anything shows.
const (
	ofSomebody = "a known number"
	ofNobody   = "a number that nobody has"
	byClerk    = "by a clerk, with the reason"
)

// measureLookUps asks each roll in each way, by turns.
func measureLookUps(ctx context.Context, rolls []roll, lasting time.Duration) error {
	var all []*asked
	for _, r := range rolls {
		ways, err := r.asked(ctx)
		if err != nil {
			return err
		}
		all = append(all, ways...)
	}
	for range turns {
		for _, a := range all {
			took, err := load(1, lasting/turns, a.do)
			if err != nil {
				return err
			}
			a.p50s, a.p99s = append(a.p50s, took.p50), append(a.p99s, took.p99)
		}
	}
	fmt.Printf("\nLook-ups of a taxpayer by number, medians of %d turns (aims: p99 under 5 ms, growth under 1.3)\n", turns)
	took := map[string][]time.Duration{}
	for _, a := range all {
		p50 := median(a.p50s)
		took[a.what] = append(took[a.what], p50)
		fmt.Printf("  among %9s, %-28s p50 %8s   p99 %8s\n", thousands(a.among), a.what, round(p50), round(median(a.p99s)))
	}
	for _, what := range []string{ofSomebody, ofNobody, byClerk} {
		fmt.Printf("  growth from %s to %s taxpayers, %-28s %.2f\n", thousands(rolls[0].size), thousands(rolls[1].size), what, ratio(took[what][1], took[what][0]))
	}
	return nil
}

func (r roll) asked(ctx context.Context) ([]*asked, error) {
	known, err := someNumbers(r.size, true)
	if err != nil {
		return nil, err
	}
	unknown, err := someNumbers(r.size, false)
	if err != nil {
		return nil, err
	}
	bare := func(numbers []portal.TaxpayerNumber, expected portal.Code) func(*rand.Rand) error {
		return func(random *rand.Rand) error {
			if _, err := r.db.TaxpayerByNumber(ctx, portal.SystemActor("bench"), numbers[random.IntN(len(numbers))]); err != nil && portal.CodeOf(err) != expected {
				return err
			}
			return nil
		}
	}
	clerk := func(random *rand.Rand) error { // somebody else each time, so that no limit is met
		actor := portal.Actor{Account: fmt.Sprintf("bench-%016x", random.Uint64()), Name: "Bench", Role: portal.Clerk, Session: "bench"}
		_, err := r.db.FindTaxpayers(ctx, actor, portal.TaxpayerSearch{Words: known[random.IntN(len(known))].Reveal(), Reason: "Called about a letter."})
		return err
	}
	return []*asked{
		{among: r.size, what: ofSomebody, do: bare(known, "")},
		{among: r.size, what: ofNobody, do: bare(unknown, portal.NotFound)},
		{among: r.size, what: byClerk, do: clerk},
	}, nil
}

func ratio(a, b time.Duration) float64 { return float64(a) / float64(b) }

// someNumbers are numbers from all over a roll, or such as no made-up taxpayer has.
func someNumbers(size int, known bool) (numbers []portal.TaxpayerNumber, err error) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		typed := nobodysNumber(random)
		if known {
			typed = samples.At(random.IntN(size)).Number
		}
		n, ok := portal.ReadTaxpayerNumber(typed, "")
		if !ok {
			return nil, errors.New("a made-up number is none that can be")
		}
		numbers = append(numbers, n)
	}
	return numbers, nil
}

// nobodysNumber is a number that can be, and that no made-up taxpayer has: theirs begin with 9.
func nobodysNumber(r *rand.Rand) string {
	return fmt.Sprintf("%03d-%02d-%04d", 100+r.IntN(500), 10+r.IntN(80), 1000+r.IntN(9000))
}
