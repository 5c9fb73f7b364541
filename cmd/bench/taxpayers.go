package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"exchequer/db"
	"exchequer/portal"
	"exchequer/samples"
)

// roll is a department with so many made-up taxpayers.
type roll struct {
	size   int
	folder string
	db     *db.DB
}

// measureTaxpayers imports made-up taxpayers with the binary, as an operator would, and looks numbers up among them: one that
// is known and one that nobody has, which must cost the same. Both sizes are asked by turns, so that whatever else the machine
// does falls to both.
func measureTaxpayers(ctx context.Context, binary string, sizes []int, lasting time.Duration, folder string) error {
	if folder == "" {
		var err error
		if folder, err = os.MkdirTemp("", "exchequer-bench-"); err != nil {
			return err
		}
		defer os.RemoveAll(folder)
	}
	var rolls []roll
	for _, size := range sizes {
		r, err := openRoll(ctx, binary, filepath.Join(folder, fmt.Sprint("taxpayers-", size)), size)
		if err != nil {
			return fmt.Errorf("%s taxpayers: %w", thousands(size), err)
		}
		defer r.db.Close()
		rolls = append(rolls, r)
	}
	if err := measureLookUps(ctx, rolls, lasting); err != nil {
		return err
	}
	for _, r := range rolls {
		if err := claimMedians(ctx, r.db, r.size, 200); err != nil {
			return fmt.Errorf("%s taxpayers: %w", thousands(r.size), err)
		}
	}
	return nil
}

// openRoll makes the department, or finds one that an earlier run kept.
func openRoll(ctx context.Context, binary, folder string, size int) (r roll, err error) {
	file := filepath.Join(folder, "taxpayers.csv")
	imports := []string{"the same file again"}
	if _, err := os.Stat(file); err != nil {
		if err := writeTaxpayers(folder, file, size); err != nil {
			return r, err
		}
		imports = []string{"import", "the same file again"}
	}
	fmt.Printf("\n%s taxpayers\n", thousands(size))
	for _, what := range imports {
		if err := timeImport(ctx, binary, folder, file, what, size); err != nil {
			return r, err
		}
	}
	keys, err := db.LoadKeys(filepath.Join(folder, "keys.json"))
	if err != nil {
		return r, err
	}
	d, err := db.Open(ctx, db.Options{DataDir: folder, Keys: keys, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	return roll{size, folder, d}, err
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
