package ui

import (
	"math"
	"strconv"
	"strings"
)

// Chart is figures over time or by kind, drawn on the server, with the same numbers in a table under it.
type Chart struct {
	ID      string // of the figure, one a page
	Title   string
	Summary string // what the picture shows in a sentence, for who does not see it
	Column  string // heading of the table's first column: "Month"
	Labels  []string
	Series  []Series // the first are bars beside one another; those with Line lie over them
	Format  func(float64) string
}

// Series is one row of figures, as long as the chart's labels. math.NaN() is "no figure".
type Series struct {
	Name   string
	Values []float64
	Line   bool
}

// The drawing's measures, in CSS pixels; across it everything is in per cent, so that it fits every screen while its
// letters keep their size.
const (
	chartTop    = 12.0
	chartHeight = 200.0 // of the plot itself
	chartFoot   = 34.0  // for the labels
	chartSide   = 9.0   // per cent, for the numbers at the left
)

// bar is a rectangle: x and width in per cent, y and height in pixels.
type bar struct{ X, Y, Width, Height, Class, Title string }

// stretch is a piece of a line between two figures that are there.
type stretch struct{ X1, Y1, X2, Y2 string }

type tick struct{ X, Y, Text string }

func (c Chart) text(v float64) string {
	switch {
	case math.IsNaN(v):
		return "–"
	case c.Format != nil:
		return c.Format(v)
	default:
		return grouped(int(math.Round(v)))
	}
}

// top is the round number at which the scale ends: 1, 2 or 5 with noughts behind, and four steps below it.
func (c Chart) top() float64 {
	most := 0.0
	for _, s := range c.Series {
		for _, v := range s.Values {
			if !math.IsNaN(v) {
				most = max(most, v)
			}
		}
	}
	if most <= 4 {
		return 4
	}
	unit := math.Pow(10, math.Floor(math.Log10(most)))
	for _, step := range []float64{1, 2, 4, 5, 8, 10} {
		if step*unit >= most {
			return step * unit
		}
	}
	return 10 * unit
}

func (c Chart) y(v float64) float64 { return chartTop + chartHeight*(1-v/c.top()) }

// slot is the width of one label's place, in per cent.
func (c Chart) slot() float64 { return (100 - chartSide) / float64(max(1, len(c.Labels))) }

func (c Chart) middle(i int) float64 { return chartSide + c.slot()*(float64(i)+0.5) }

func (c Chart) ticks() []tick {
	var ticks []tick
	for i := range 5 {
		v := c.top() * float64(i) / 4
		ticks = append(ticks, tick{percent(chartSide - 1), pixels(c.y(v)), c.text(v)})
	}
	return ticks
}

func (c Chart) labels() []tick {
	ticks := make([]tick, len(c.Labels))
	for i, label := range c.Labels {
		ticks[i] = tick{percent(c.middle(i)), pixels(chartTop + chartHeight + 22), label}
	}
	return ticks
}

func (c Chart) bars() []bar {
	count := 0
	for _, s := range c.Series {
		if !s.Line {
			count++
		}
	}
	if count == 0 {
		return nil
	}
	width := min(c.slot()*0.7/float64(count), 5)
	var bars []bar
	place := 0
	for n, s := range c.Series {
		if s.Line {
			continue
		}
		for i, v := range s.Values {
			if math.IsNaN(v) || v <= 0 {
				continue
			}
			left := c.middle(i) + width*(float64(place)-float64(count)/2)
			bars = append(bars, bar{
				X: percent(left + width*0.06), Width: percent(width * 0.88), Y: pixels(c.y(v)), Height: pixels(c.y(0) - c.y(v)),
				Class: seriesClass(n), Title: c.Labels[i] + ", " + s.Name + ": " + c.text(v),
			})
		}
		place++
	}
	return bars
}

func (c Chart) stretches(s Series) []stretch {
	var line []stretch
	for i := 1; i < len(s.Values); i++ {
		if math.IsNaN(s.Values[i-1]) || math.IsNaN(s.Values[i]) {
			continue
		}
		line = append(line, stretch{percent(c.middle(i - 1)), pixels(c.y(s.Values[i-1])), percent(c.middle(i)), pixels(c.y(s.Values[i]))})
	}
	return line
}

func (c Chart) points(s Series) []tick {
	var points []tick
	for i, v := range s.Values {
		if !math.IsNaN(v) {
			points = append(points, tick{percent(c.middle(i)), pixels(c.y(v)), c.Labels[i] + ", " + s.Name + ": " + c.text(v)})
		}
	}
	return points
}

// crowded reports whether every other label must go where the screen is narrow.
func (c Chart) crowded() bool { return len(strings.Join(c.Labels, " ")) > 28 }

func seriesClass(n int) string { return "kit-series-" + strconv.Itoa(n%3+1) }

func percent(v float64) string { return strconv.FormatFloat(v, 'f', 2, 64) + "%" }

func pixels(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }
