package e2e

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// TestPictures takes the README's pictures from the demo: make pictures.
func TestPictures(t *testing.T) {
	folder := os.Getenv("EXCHEQUER_PICTURES")
	if folder == "" {
		t.Skip("make pictures takes them")
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	d := demoIn(t, demoData(t))
	b := open(t, d.Origin)
	b.scheme("light")
	b.screen(1200, 850)
	take := func(name, path string) {
		t.Helper()
		b.visit(path)
		evaluate[bool](b, `document.fonts.ready.then(() => true)`)
		keep(t, filepath.Join(folder, name+".png"), run(b, chromedp.CaptureScreenshot()))
	}
	take("home", "/")
	take("ask", "/accessibility/requests/new?page=/individuals/refunds")
	b.scheme("dark")
	b.screen(420, 850)
	take("phone", "/es/accessibility/requests/new?page=/es/individuals/refunds")
	b.scheme("light")
	b.screen(1200, 850)
	b.signIn(d, d.who("clerk"))
	take("queue", "/desk/accessibility")
	first := evaluate[string](b, `document.querySelector("main a[href*='/desk/accessibility/AR-']").pathname`)
	take("request", first)
	take("figures", "/desk/accessibility/figures")
}

func (b *browser) screen(width, height int64) {
	b.t.Helper()
	ask(b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: 1})
}

// keep writes a picture with at most 256 colours: pages have few, and the file becomes a third.
func keep(t *testing.T, path string, raw []byte) {
	t.Helper()
	picture, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	var small bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&small, fewColours(picture)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, small.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Logf("%s: %d KB", filepath.Base(path), small.Len()>>10)
}

// fewColours keeps the most frequent colours, then those that are least like any kept so far (a small mark may be the
// only thing in its colour), and takes the nearest of them for the rest.
func fewColours(from image.Image) image.Image {
	bounds, count := from.Bounds(), map[color.RGBA]int{}
	at := func(x, y int) color.RGBA { return color.RGBAModel.Convert(from.At(x, y)).(color.RGBA) }
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			count[at(x, y)]++
		}
	}
	var seen []color.RGBA
	for c := range count {
		seen = append(seen, c)
	}
	slices.SortFunc(seen, func(a, b color.RGBA) int { return count[b] - count[a] })
	var palette color.Palette
	for _, c := range seen[:min(160, len(seen))] {
		palette = append(palette, c)
	}
	for len(palette) < min(256, len(seen)) {
		far, odd := -1, color.RGBA{}
		for _, c := range seen {
			if d := apart(c, palette[palette.Index(c)].(color.RGBA)); d > far {
				far, odd = d, c
			}
		}
		palette = append(palette, odd)
	}
	nearest := map[color.RGBA]uint8{}
	for _, c := range seen {
		nearest[c] = uint8(palette.Index(c))
	}
	to := image.NewPaletted(bounds, palette)
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			to.SetColorIndex(x, y, nearest[at(x, y)])
		}
	}
	return to
}

func apart(a, b color.RGBA) int {
	r, g, bl := int(a.R)-int(b.R), int(a.G)-int(b.G), int(a.B)-int(b.B)
	return r*r + g*g + bl*bl
}
