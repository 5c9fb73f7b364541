package main

import (
	"context"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"exchequer/db"
	"exchequer/portal"
)

// importMemory is how much memory Go's side of an import aims to stay under, in bytes. SQLite's cache comes on top.
const importMemory = 180 << 20

const importUsage = `exchequer import taxpayers|accounts|letters|returns|deaths FILE
exchequer import KIND -             reads standard input
exchequer import KIND --columns     prints the columns of such a file`

// imports brings a file of the core system in. It may run beside a server, may be killed at any time, and goes on behind the
// last batch when it is run again with the same file. Run once more, it changes nothing.
func (m *Main) imports(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return usage("import is written so:\n%s", importUsage)
	}
	kind, known := portal.ReadImportKind(args[0])
	if !known {
		return usage("there is no import of that kind. import is written so:\n%s", importUsage)
	}
	var rejects string
	var columns bool
	c, rest, err := m.configure("import "+string(kind), args[1:], func(f *flag.FlagSet) {
		f.StringVar(&rejects, "rejects", "", "where the rows that are not taken are listed; FILE.rejects.csv when left out")
		f.BoolVar(&columns, "columns", false, "print the columns of such a file, and import nothing")
	})
	if err != nil {
		return err
	}
	if columns {
		m.tellColumns(kind)
		return nil
	}
	if len(rest) != 1 {
		return usage("import takes one FILE, after its flags, or - for standard input:\n%s", importUsage)
	}
	o, err := m.prepare(ctx, c)
	if err != nil {
		return err
	}
	defer o.Close()
	file := rest[0]
	open, forget, err := m.importSource(ctx, o, file)
	if err != nil {
		return err
	}
	defer forget()
	if rejects == "" {
		if rejects = file + ".rejects.csv"; file == "-" {
			rejects = string(kind) + ".rejects.csv"
		}
	}
	// Rows come and go by the million: collecting them less often saves a third of the time, within the memory that an
	// import may take.
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(importMemory)
	began, show := time.Now(), m.importProgress()
	i, err := o.Import(ctx, operator, kind, open, show.at)
	show.end()
	if ctx.Err() != nil {
		return fmt.Errorf("cut off after %s rows, each of them whole. Run the same command again to go on behind them", thousands(i.RowsDone))
	}
	if err != nil {
		return sentences(err)
	}
	n := i.Counts
	fmt.Fprintf(m.Stdout, "%s rows of %s in %s: %s new, %s changed, %s the same, %s rejected.\n", thousands(n.Rows()), kind, time.Since(began).Round(100*time.Millisecond),
		thousands(n.New), thousands(n.Changed), thousands(n.Same), thousands(n.Rejected))
	if n.New+n.Changed == 0 {
		fmt.Fprintln(m.Stdout, "Nothing was changed.")
	}
	if n.Rejected == 0 {
		return dropOldRejects(rejects)
	}
	if err := writeRejects(ctx, o, i.Number, rejects); err != nil {
		return err
	}
	return fmt.Errorf("%s rows were not taken; %s lists them with line, column and reason. Mend them and import the file again: what is in already stays as it is", thousands(n.Rejected), rejects)
}

func (m *Main) tellColumns(kind portal.ImportKind) {
	fmt.Fprintf(m.Stdout, "A file of %s is CSV in UTF-8. Its first line names the columns, in any order; those marked * must be there.\n\n", kind)
	for _, c := range kind.Columns() {
		mark := " "
		if c.Needed {
			mark = "*"
		}
		fmt.Fprintln(m.Stdout, strings.TrimRight(fmt.Sprintf("%s %-14s %s", mark, c.Name, c.Meaning), " "))
	}
}

// importSource opens the file as often as it is asked to. What comes from standard input is kept meanwhile, sealed as every
// file is, since it can be read only once and must not lie on the disk in the clear.
func (m *Main) importSource(ctx context.Context, o *office, file string) (open func() (io.ReadCloser, error), forget func(), err error) {
	if file != "-" {
		if info, err := os.Stat(file); err != nil {
			return nil, nil, fmt.Errorf("read the file: %w", err)
		} else if !info.Mode().IsRegular() {
			return nil, nil, fmt.Errorf("%s is no file that can be read twice. Give it on standard input, with - in its place", file)
		}
		return func() (io.ReadCloser, error) { return os.Open(file) }, func() {}, nil
	}
	stored, err := o.StoreFile(ctx, "standard input", "text/csv", m.Stdin, db.LargestImport)
	if err != nil {
		return nil, nil, sentences(err)
	}
	return func() (io.ReadCloser, error) { return o.OpenStored(stored) }, func() { o.DropFile(stored) }, nil
}

// writeRejects lists the rows that were not taken beside the file, whole or not at all.
func writeRejects(ctx context.Context, o *office, number int64, path string) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".rejects-*") // mode 0600
	if err != nil {
		return fmt.Errorf("write the list of rejected rows: %w", err)
	}
	defer os.Remove(f.Name()) // after the rename there is nothing to remove
	err = db.WriteRejects(f, func(behind int64, most int) ([]portal.ImportReject, error) {
		return o.ImportRejects(ctx, operator, number, false, behind, most)
	})
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("write the list of rejected rows: %w", err)
	}
	return nil
}

// dropOldRejects removes the list of an earlier run, which would tell of rows that are mended, and nothing that is no such
// list.
func dropOldRejects(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return nil // there is none
	}
	header, _ := csv.NewReader(f).Read()
	f.Close()
	if strings.Join(header, ",") != db.RejectsHeader {
		return nil
	}
	return os.Remove(path)
}

func thousands(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
