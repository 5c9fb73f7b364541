package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"exchequer/portal"
	"exchequer/samples"
)

// demoTaxpayerCount is how many taxpayers the made-up department has. The first of them are the made-up public who have
// accounts.
const demoTaxpayerCount = 2000

// planTaxpayers lets the core system's files come in, as an administrator would bring them.
func (p *past) planTaxpayers() {
	p.moments = append(p.moments, moment{p.ago(demoDays - 1), func(ctx context.Context) error {
		for _, kind := range portal.ImportKinds {
			var file bytes.Buffer
			if err := samples.Write(&file, kind, demoTaxpayerCount); err != nil {
				return err
			}
			open := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(file.Bytes())), nil }
			i, err := p.Import(ctx, p.fresh("Walt Emerson"), kind, open, nil)
			if err != nil {
				return fmt.Errorf("import %s: %w", kind, err)
			}
			if i.Counts.Rejected > 0 {
				return fmt.Errorf("import %s: %d rows were rejected", kind, i.Counts.Rejected)
			}
		}
		return nil
	}})
}

// writeSamples writes the files with which the demo's taxpayers came in, one of each kind, for trying an import.
func (m *Main) writeSamples(folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("make the folder of the samples: %w", err)
	}
	for _, kind := range portal.ImportKinds {
		var file bytes.Buffer
		if err := samples.Write(&file, kind, demoTaxpayerCount); err != nil {
			return err
		}
		path := filepath.Join(folder, string(kind)+".csv")
		if err := os.WriteFile(path, file.Bytes(), 0o644); err != nil {
			return fmt.Errorf("write the samples: %w", err)
		}
		fmt.Fprintf(m.Stdout, "%s: exchequer import %s %s\n", path, kind, path)
	}
	fmt.Fprintf(m.Stdout, "\n%s made-up taxpayers with all their records. Their numbers were never given to anyone: no Social Security number begins with 9, and the IRS gives no ITIN with 89 in its middle and no EIN with 89 at its beginning.\n", thousands(demoTaxpayerCount))
	return nil
}

// tellTaxpayer prints what one of the public with an account knows, so that a proof of identity can be tried.
func (m *Main) tellTaxpayer(origin string) {
	t := samples.At(0)
	f := t.Returns[0]
	fmt.Fprintf(m.Stdout, "\nTaxpayers are at %s/desk/taxpayers. %s is %s, was sent the letter %s, and had a federal adjusted gross income of %s in %s.\n",
		origin, t.Name(), t.Number, t.Letters[0].Number, portal.WriteMoney(*f.Figures.FederalAGI), f.PeriodEnds[:4])
}
