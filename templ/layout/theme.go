package layout

import (
	"fmt"
	"math"
	"strings"

	"exchequer/portal"
	"exchequer/static"
)

// SampleColour is the accent of a department that chose none: the green of a tamarack before it turns.
const SampleColour = "#1c5b4a"

var black = portal.Colour{}

// Theme is the department's style sheet: its accent, and what follows from it, as custom properties for light and
// dark. Everything else of the look is in site.css, which is the same for every department.
func Theme(profile portal.Profile) []byte {
	accent, ok := portal.ParseColour(profile.Colour)
	if !ok {
		accent, _ = portal.ParseColour(SampleColour)
	}
	var b strings.Builder
	b.WriteString(":root{")
	write(&b, light(accent))
	b.WriteString("}@media screen and (prefers-color-scheme:dark){:root{")
	write(&b, dark(accent))
	b.WriteString("}}\n")
	return []byte(b.String())
}

// ThemeAddress is where Theme is served, with its checksum.
func ThemeAddress(profile portal.Profile) string {
	return static.Prefix + "theme." + checksum(Theme(profile)) + ".css"
}

// property is one custom property and its colour.
type property struct {
	name  string
	value portal.Colour
}

// light derives the light scheme: the accent as it is on paper (a shade darker where it would not read on its own tint),
// deeper under the pointer, tints to lay behind things, and the frame above and below every public page.
func light(accent portal.Colour) []property {
	soft := mix(accent, portal.LightGround, 0.88)
	accent = accent.On(soft)
	return []property{
		{"accent", accent},
		{"accent-deep", mix(accent, black, 0.25)},
		{"accent-deeper", mix(accent, black, 0.5)},
		{"accent-soft", soft},
		{"accent-softer", mix(accent, portal.LightGround, 0.94)},
		{"accent-line", mix(accent, portal.LightGround, 0.65)},
		{"on-accent", portal.LightGround},
		{"frame", mix(accent, black, 0.45)},
		{"frame-line", mix(accent, portal.LightGround, 0.4)},
		{"on-frame", portal.LightGround},
	}
}

// lightestDarkGround is the lightest ground on which the dark scheme ever puts words of the accent; what reads at 4.5:1
// on it reads at 7:1 on the page.
var lightestDarkGround = portal.Colour{R: 59, G: 59, B: 59}

// dark derives the dark scheme: the same hue, lightened until it reads, and dark words on it where it is a ground itself.
func dark(accent portal.Colour) []property {
	lit := accent.On(lightestDarkGround)
	return []property{
		{"accent", lit},
		{"accent-deep", mix(lit, portal.LightGround, 0.25)},
		{"accent-deeper", mix(lit, portal.LightGround, 0.5)},
		{"accent-soft", mix(portal.DarkGround, lit, 0.18)},
		{"accent-softer", mix(portal.DarkGround, lit, 0.09)},
		{"accent-line", mix(portal.DarkGround, lit, 0.45)},
		{"on-accent", portal.DarkGround},
		{"frame", mix(black, accent, 0.35)},
		{"frame-line", mix(portal.DarkGround, lit, 0.5)},
		{"on-frame", mix(portal.LightGround, accent, 0.08)},
	}
}

func write(b *strings.Builder, properties []property) {
	for _, p := range properties {
		fmt.Fprintf(b, "--%s:%s;", p.name, p.value)
	}
}

// mix is a colour with a share (0 to 1) of another in it.
func mix(c, other portal.Colour, share float64) portal.Colour {
	part := func(a, b uint8) uint8 { return uint8(math.Round(float64(a)*(1-share) + float64(b)*share)) }
	return portal.Colour{R: part(c.R, other.R), G: part(c.G, other.G), B: part(c.B, other.B)}
}
