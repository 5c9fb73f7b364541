package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"
)

// result is what a load measured: how much was done in a second, and how long one took.
type result struct {
	rate     float64 // a second
	p50, p99 time.Duration
}

// load lets so many workers do the same thing for so long, after a warm-up of a tenth. The first error ends it.
func load(workers int, lasting time.Duration, do func(r *rand.Rand) error) (result, error) {
	if _, err := run(workers, lasting/10, 0, do); err != nil {
		return result{}, err
	}
	return run(workers, lasting, 0, do)
}

// run is a load without a warm-up. Pause is how long each worker rests between two, and does not count.
func run(workers int, lasting, pause time.Duration, do func(r *rand.Rand) error) (result, error) {
	var (
		wait   sync.WaitGroup
		mu     sync.Mutex
		took   []time.Duration
		failed error
	)
	began := time.Now()
	for w := range workers {
		wait.Go(func() {
			r := rand.New(rand.NewPCG(uint64(w), uint64(lasting)))
			var own []time.Duration
			for time.Since(began) < lasting {
				start := time.Now()
				if err := do(r); err != nil {
					mu.Lock()
					failed = err
					mu.Unlock()
					return
				}
				own = append(own, time.Since(start))
				time.Sleep(pause)
			}
			mu.Lock()
			took = append(took, own...)
			mu.Unlock()
		})
	}
	wait.Wait()
	if failed != nil || len(took) == 0 {
		return result{}, fmt.Errorf("the load broke off: %w", failed)
	}
	elapsed := time.Since(began)
	slices.Sort(took)
	return result{
		rate: float64(len(took)) / elapsed.Seconds(),
		p50:  took[len(took)/2],
		p99:  took[len(took)*99/100],
	}, nil
}

// best runs a load several times and keeps the median by rate: one hiccup of the machine must not decide a ratio.
func best(rounds, workers int, lasting time.Duration, do func(r *rand.Rand) error) (result, error) {
	var all []result
	for range rounds {
		one, err := load(workers, lasting, do)
		if err != nil {
			return result{}, err
		}
		all = append(all, one)
	}
	slices.SortFunc(all, func(a, b result) int { return int(a.rate - b.rate) })
	return all[len(all)/2], nil
}
