package layout

import (
	"fmt"
	"strings"

	"exchequer/portal"
	"exchequer/static"
)

// SampleColour is the accent of a department that chose none: the green of a tamarack before it turns.
const SampleColour = "#1d5b4f"

// Theme is the department's style sheet: its accent, and what follows from it, as custom properties for light and
// dark. Everything else of the look is in site.css, which is the same for every department.
func Theme(profile portal.Profile) []byte {
	accent, ok := parseColour(profile.Colour)
	if !ok {
		accent, _ = parseColour(SampleColour)
	}
	var b strings.Builder
	b.WriteString(":root{")
	write(&b, light(accent))
	b.WriteString("}@media (prefers-color-scheme:dark){:root{")
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
	value colour
}

// light derives the light scheme: the accent as it is on paper, deeper under the pointer, and two tints to lay
// behind things.
func light(accent colour) []property {
	return []property{
		{"accent", accent},
		{"accent-deep", accent.mix(black, 0.25)},
		{"accent-deeper", accent.mix(black, 0.5)},
		{"accent-soft", accent.mix(white, 0.9)},
		{"accent-softer", accent.mix(white, 0.95)},
		{"accent-line", accent.mix(white, 0.65)},
		{"on-accent", white},
	}
}

// dark derives the dark scheme: the same hue, lightened until text of it reads at 7:1 on the dark ground, and dark
// words on it where it is a ground itself.
func dark(accent colour) []property {
	lit := accent
	for share := 0.0; contrast(lit, darkGround) < 7 && share <= 1; share += 0.02 {
		lit = accent.mix(white, share)
	}
	return []property{
		{"accent", lit},
		{"accent-deep", lit.mix(white, 0.25)},
		{"accent-deeper", lit.mix(white, 0.5)},
		{"accent-soft", darkGround.mix(lit, 0.14)},
		{"accent-softer", darkGround.mix(lit, 0.08)},
		{"accent-line", darkGround.mix(lit, 0.4)},
		{"on-accent", darkGround},
	}
}

func write(b *strings.Builder, properties []property) {
	for _, p := range properties {
		fmt.Fprintf(b, "--%s:%s;", p.name, p.value)
	}
}
