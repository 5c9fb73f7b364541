package portal

import (
	"fmt"
	"math"
	"strconv"
)

// ContrastNeeded is the least contrast of text with its ground (WCAG 2.2, 1.4.3, level AA).
const ContrastNeeded = 4.5

// Colour is an sRGB colour.
type Colour struct{ R, G, B uint8 }

// The grounds on which the accent stands: pages are white in the light scheme, and this in the dark one.
var (
	LightGround = Colour{255, 255, 255}
	DarkGround  = Colour{27, 27, 27}
)

// ParseColour reads "#1a4480".
func ParseColour(text string) (Colour, bool) {
	if len(text) != 7 || text[0] != '#' {
		return Colour{}, false
	}
	n, err := strconv.ParseUint(text[1:], 16, 24)
	if err != nil {
		return Colour{}, false
	}
	return Colour{uint8(n >> 16), uint8(n >> 8), uint8(n)}, true
}

func (c Colour) String() string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// Contrast is WCAG's ratio of two colours, from 1 to 21.
func (c Colour) Contrast(other Colour) float64 {
	a, b := c.luminance(), other.luminance()
	return (max(a, b) + 0.05) / (min(a, b) + 0.05)
}

// On is the colour itself when it can be read on the ground, and otherwise the nearest of the same hue that can:
// darker on a light ground, lighter on a dark one. Lightness alone is moved, in the OKLab space, where equal steps
// look equal; so a blue stays blue and does not turn grey.
func (c Colour) On(ground Colour) Colour {
	if c.Contrast(ground) >= ContrastNeeded {
		return c
	}
	lightness, a, b := c.oklab()
	far := 0.0 // black
	if ground.luminance() < 0.18 {
		far = 1 // white
	}
	near, best := lightness, Colour{uint8(far * 255), uint8(far * 255), uint8(far * 255)}
	for range 20 { // halving: contrast grows all the way from the colour to black, or to white
		middle := (near + far) / 2
		if tried := fromOKLab(middle, a, b); tried.Contrast(ground) >= ContrastNeeded {
			far, best = middle, tried
		} else {
			near = middle
		}
	}
	return best
}

// oklab is Björn Ottosson's perceptual space: lightness 0 to 1, and two axes of colour.
func (c Colour) oklab() (lightness, a, b float64) {
	red, green, blue := linear(c.R), linear(c.G), linear(c.B)
	l := math.Cbrt(0.4122214708*red + 0.5363325363*green + 0.0514459929*blue)
	m := math.Cbrt(0.2119034982*red + 0.6806995451*green + 0.1073969566*blue)
	s := math.Cbrt(0.0883024619*red + 0.2817188376*green + 0.6299787005*blue)
	return 0.2104542553*l + 0.7936177850*m - 0.0040720468*s,
		1.9779984951*l - 2.4285922050*m + 0.4505937099*s,
		0.0259040371*l + 0.7827717662*m - 0.8086757660*s
}

// fromOKLab gives up as much colourfulness as it takes to be a colour that screens have.
func fromOKLab(lightness, a, b float64) Colour {
	for share := 1.0; ; share -= 0.02 {
		l := cube(lightness + share*(0.3963377774*a+0.2158037573*b))
		m := cube(lightness - share*(0.1055613458*a+0.0638541728*b))
		s := cube(lightness - share*(0.0894841775*a+1.2914855480*b))
		red := 4.0767416621*l - 3.3077115913*m + 0.2309699292*s
		green := -1.2684380046*l + 2.6097574011*m - 0.3413193965*s
		blue := -0.0041960863*l - 0.7034186147*m + 1.7076147010*s
		if share <= 0 || min(red, green, blue) > -0.0005 && max(red, green, blue) < 1.0005 {
			return Colour{unlinear(red), unlinear(green), unlinear(blue)}
		}
	}
}

func cube(v float64) float64 { return v * v * v }

func (c Colour) luminance() float64 {
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

func linear(v uint8) float64 {
	s := float64(v) / 255
	if s <= 0.04045 {
		return s / 12.92
	}
	return math.Pow((s+0.055)/1.055, 2.4)
}

func unlinear(v float64) uint8 {
	v = max(0, min(1, v))
	if v <= 0.0031308 {
		return uint8(math.Round(v * 12.92 * 255))
	}
	return uint8(math.Round((1.055*math.Pow(v, 1/2.4) - 0.055) * 255))
}
