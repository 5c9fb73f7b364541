package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"exchequer/db"
	"exchequer/portal"
	"exchequer/samples"
)

// measureTaxpayers imports made-up taxpayers with the binary, as an operator would, and looks numbers up among them: one that
// is known and one that nobody has, which must cost the same.
func measureTaxpayers(ctx context.Context, binary string, sizes []int, lasting time.Duration) error {
	folder, err := os.MkdirTemp("", "exchequer-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	var grown []time.Duration
	for _, size := range sizes {
		known, err := measureTaxpayersOf(ctx, binary, filepath.Join(folder, fmt.Sprint(size)), size, lasting)
		if err != nil {
			return fmt.Errorf("%s taxpayers: %w", thousands(size), err)
		}
		grown = append(grown, known.p50)
	}
	fmt.Printf("\nGrowth of a look-up by number from %s to %s taxpayers: %.2f (1 = none; aim under 1.3)\n", thousands(sizes[0]), thousands(sizes[1]), float64(grown[1])/float64(grown[0]))
	return nil
}

func measureTaxpayersOf(ctx context.Context, binary, folder string, size int, lasting time.Duration) (known result, err error) {
	file := filepath.Join(folder, "taxpayers.csv")
	if err := writeTaxpayers(folder, file, size); err != nil {
		return known, err
	}
	fmt.Printf("\n%s taxpayers\n", thousands(size))
	for _, what := range []string{"import", "the same file again"} {
		if err := timeImport(ctx, binary, folder, file, what, size); err != nil {
			return known, err
		}
	}
	keys, err := db.LoadKeys(filepath.Join(folder, "keys.json"))
	if err != nil {
		return known, err
	}
	d, err := db.Open(ctx, db.Options{DataDir: folder, Keys: keys, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		return known, err
	}
	defer d.Close()
	if known, err = lookUps(ctx, d, lasting, 0, size); err != nil {
		return known, err
	}
	unknown, err := lookUps(ctx, d, lasting, size, samples.Most)
	if err != nil {
		return known, err
	}
	fmt.Printf("  %-28s p50 %8s   p99 %8s   (aim: p99 under 5 ms)\n", "look-up, a known number", known.p50, known.p99)
	if size < samples.Most { // otherwise all of them are known
		fmt.Printf("  %-28s p50 %8s   p99 %8s   (unknown to known: %.2f)\n", "look-up, an unknown number", unknown.p50, unknown.p99, float64(unknown.p50)/float64(known.p50))
	}
	return known, claimMedians(ctx, d, size, 200)
}

func writeTaxpayers(folder, file string, size int) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer f.Close()
	out := bufio.NewWriterSize(f, 1<<20)
	return errors.Join(samples.Write(out, portal.ImportOfTaxpayers, size), out.Flush())
}

// timeImport runs the command and says how long it took, on the clock and on the processors, and its most memory.
func timeImport(ctx context.Context, binary, folder, file, what string, size int) error {
	cmd := exec.CommandContext(ctx, binary, "import", "taxpayers", "--data", folder, file)
	var said bytes.Buffer
	cmd.Stderr = &said
	began := time.Now()
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%w: %s", err, said.String())
	}
	took, used := time.Since(began), cmd.ProcessState
	peak := "unknown"
	if usage, ok := used.SysUsage().(*syscall.Rusage); ok {
		peak = fmt.Sprintf("%d MB", usage.Maxrss>>10)
	}
	fmt.Printf("  %-28s %s, %.0f rows a second, %s of processor, at most %s of memory (aims: 5 min and 300 MB for a million)\n", what,
		took.Round(100*time.Millisecond), float64(size)/took.Seconds(), (used.UserTime() + used.SystemTime()).Round(100*time.Millisecond), peak)
	return nil
}

// lookUps asks for numbers of the made-up taxpayers from one place to another, all over them.
func lookUps(ctx context.Context, d *db.DB, lasting time.Duration, from, to int) (result, error) {
	if to > samples.Most {
		to = samples.Most
	}
	if from >= to {
		return result{}, nil
	}
	var numbers []portal.TaxpayerNumber
	random := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		n, ok := portal.ReadTaxpayerNumber(samples.At(from+random.IntN(to-from)).Number, "")
		if !ok {
			return result{}, errors.New("a sample has no number")
		}
		numbers = append(numbers, n)
	}
	return best(3, 1, lasting, func(r *rand.Rand) error {
		_, err := d.TaxpayerByNumber(ctx, portal.SystemActor("bench"), numbers[r.IntN(len(numbers))])
		if portal.CodeOf(err) == portal.NotFound && from > 0 {
			return nil
		}
		return err
	})
}
