package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"exchequer/portal"
)

// importProgress tells how far an import has come: a bar that moves on a terminal, a plain line now and then elsewhere, for
// logs and for screen readers.
type importProgress struct {
	to    io.Writer
	bar   bool
	began time.Time
	told  time.Time
	first int64 // rows that an earlier run had done
	known bool
}

func (m *Main) importProgress() *importProgress {
	p := &importProgress{to: m.Stderr, began: time.Now()}
	if f, ok := m.Stderr.(*os.File); ok {
		info, err := f.Stat()
		p.bar = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	return p
}

// How often a line is told: a bar four times a second, a log every ten seconds.
const (
	barMoves  = 250 * time.Millisecond
	lineComes = 10 * time.Second
)

func (p *importProgress) at(i portal.Import) {
	if !p.known {
		p.known, p.first, p.told = true, i.RowsDone, time.Now()
		if p.bar {
			p.told = time.Time{}
		}
	}
	every := lineComes
	if p.bar {
		every = barMoves
	}
	if time.Since(p.told) < every {
		return
	}
	p.told = time.Now()
	share := 1.0
	if i.Size > 0 {
		share = float64(i.BytesDone) / float64(i.Size)
	}
	rate := float64(i.RowsDone-p.first) / max(time.Since(p.began).Seconds(), 0.001)
	text := fmt.Sprintf("%3.0f %%  %s rows, %s rejected, %s a second%s", share*100, thousands(i.RowsDone), thousands(i.Counts.Rejected), thousands(int64(rate)), p.left(share))
	if !p.bar {
		fmt.Fprintln(p.to, text)
		return
	}
	const width = 30
	full := min(int(share*width), width)
	fmt.Fprintf(p.to, "\r[%s%s] %s\x1b[K", strings.Repeat("#", full), strings.Repeat("-", width-full), text)
}

// left is how much longer it takes, once that can be told.
func (p *importProgress) left(share float64) string {
	gone := time.Since(p.began)
	if share < 0.02 || gone < 3*time.Second || p.first > 0 {
		return ""
	}
	return ", " + time.Duration(float64(gone)*(1/share-1)).Round(time.Second).String() + " left"
}

// end leaves the terminal's line.
func (p *importProgress) end() {
	if p.bar && p.known {
		fmt.Fprintln(p.to)
	}
}
