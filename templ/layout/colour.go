package layout

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// colour is red, green and blue, 0 to 1, in sRGB as style sheets write it.
type colour [3]float64

var (
	white      = colour{1, 1, 1}
	black      = colour{0, 0, 0}
	darkGround = colour{0x12 / 255.0, 0x16 / 255.0, 0x1a / 255.0} // --ground of the dark scheme in site.scss
)

// parseColour reads "#1d5b4f".
func parseColour(text string) (colour, bool) {
	digits, ok := strings.CutPrefix(strings.TrimSpace(text), "#")
	if !ok || len(digits) != 6 {
		return colour{}, false
	}
	n, err := strconv.ParseUint(digits, 16, 32)
	if err != nil {
		return colour{}, false
	}
	return colour{float64(n>>16) / 255, float64(n>>8&255) / 255, float64(n&255) / 255}, true
}

func (c colour) String() string {
	return fmt.Sprintf("#%02x%02x%02x", byte(math.Round(c[0]*255)), byte(math.Round(c[1]*255)), byte(math.Round(c[2]*255)))
}

// mix is the colour with a share (0 to 1) of another in it.
func (c colour) mix(other colour, share float64) colour {
	var mixed colour
	for i := range c {
		mixed[i] = c[i]*(1-share) + other[i]*share
	}
	return mixed
}

// contrast is the ratio by which WCAG 2.2 measures text on a ground, 1 to 21.
func contrast(a, b colour) float64 {
	x, y := a.luminance(), b.luminance()
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func (c colour) luminance() float64 {
	var linear colour
	for i, v := range c {
		if v <= 0.04045 {
			linear[i] = v / 12.92
		} else {
			linear[i] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	return 0.2126*linear[0] + 0.7152*linear[1] + 0.0722*linear[2]
}
