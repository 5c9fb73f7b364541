package portal

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestContrastIsWCAGs(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want float64
	}{
		{"#000000", "#ffffff", 21}, {"#ffffff", "#ffffff", 1}, {"#767676", "#ffffff", 4.54}, {"#777777", "#ffffff", 4.48},
		{"#005ea2", "#ffffff", 6.72},
	} {
		a, _ := ParseColour(tt.a)
		b, _ := ParseColour(tt.b)
		if got := a.Contrast(b); math.Abs(got-tt.want) > 0.01 {
			t.Errorf("%s on %s: %.2f, want %.2f", tt.a, tt.b, got, tt.want)
		}
	}
}

func TestColoursAreRead(t *testing.T) {
	if c, ok := ParseColour("#1a4480"); !ok || c.String() != "#1a4480" {
		t.Errorf("#1a4480 was read as %s, %t", c, ok)
	}
	for _, wrong := range []string{"", "1a4480", "#fff", "#1a448", "#gggggg", "#+a4480", "red", "#1a4480;}"} {
		if c, ok := ParseColour(wrong); ok {
			t.Errorf("%q was read as %s", wrong, c)
		}
	}
}

func TestTheNearestPassingColourPassesAndIsNear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := Colour{rapid.Byte().Draw(t, "r"), rapid.Byte().Draw(t, "g"), rapid.Byte().Draw(t, "b")}
		for _, ground := range []Colour{LightGround, DarkGround} {
			near := c.On(ground)
			if near.Contrast(ground) < ContrastNeeded {
				t.Fatalf("%s for %s on %s has only %.2f", near, c, ground, near.Contrast(ground))
			}
			if c.Contrast(ground) >= ContrastNeeded && near != c {
				t.Fatalf("%s passes, and was changed to %s", c, near)
			}
			if c.Contrast(ground) < ContrastNeeded && near.Contrast(ground) > 4.8 {
				t.Fatalf("%s for %s on %s goes too far: %.2f", near, c, ground, near.Contrast(ground))
			}
		}
	})
}

func TestTheNearestColourKeepsItsHue(t *testing.T) {
	for _, tt := range []struct{ colour, light, dark string }{
		{"#7fb2ff", "#4777bf", "#7fb2ff"}, {"#ffcc00", "#917300", "#ffcc00"}, {"#1c5b4a", "#1c5b4a", "#518e7b"},
	} {
		c, _ := ParseColour(tt.colour)
		if l, d := c.On(LightGround).String(), c.On(DarkGround).String(); l != tt.light || d != tt.dark {
			t.Errorf("%s: %s on white, %s on dark", tt.colour, l, d)
		}
	}
}
