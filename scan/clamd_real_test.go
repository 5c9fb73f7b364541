package scan_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"exchequer/portal"
	"exchequer/scan"
	"exchequer/scan/scantest"
)

func TestARealClamdFindsWhatItKnows(t *testing.T) {
	where, stop, _ := scantest.Clamd(t)
	c := scan.NewClamd(where)
	var packed bytes.Buffer
	w := zip.NewWriter(&packed)
	f, _ := w.Create("word/document.xml")
	io.WriteString(f, scantest.EICAR())
	w.Close()
	for what, tt := range map[string]struct{ content, found string }{
		"words":           {"Guía de impuestos", ""},
		"EICAR":           {scantest.EICAR(), scantest.Found},
		"EICAR, packed":   {packed.String(), scantest.Found},
		"EICAR at an end": {strings.Repeat("words ", 1<<20) + scantest.EICAR(), scantest.Found},
		"nothing":         {"", ""},
	} {
		if found, err := c.Scan(context.Background(), strings.NewReader(tt.content)); err != nil || found != tt.found {
			t.Errorf("%s: %q, %v", what, found, err)
		}
	}
	largest := io.LimitReader(zeros{}, portal.LargestScanned)
	if found, err := c.Scan(context.Background(), largest); err != nil || found != "" {
		t.Errorf("the largest file that we take: %q, %v", found, err)
	}
	if found, err := c.Scan(context.Background(), io.LimitReader(zeros{}, portal.LargestScanned+2<<20)); err == nil || found != "" {
		t.Errorf("more than clamd takes: %q, %v", found, err)
	}
	stop()
	if found, err := c.Scan(context.Background(), strings.NewReader("words")); !errors.Is(err, scan.ErrUnreachable) || found != "" {
		t.Errorf("with clamd gone: %q, %v", found, err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }
