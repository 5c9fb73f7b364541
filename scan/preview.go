package scan

import (
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
)

const (
	previewEdge   = 480        // pixels of the longer edge
	previewMemory = 96 << 20   // bytes that a picture may take while it is painted
	previewMost   = 40_000_000 // pixels
)

// errNoPreview is answered for what is no picture, or one that would take too much memory to paint.
var errNoPreview = errors.New("no preview of this file")

// Preview paints a picture small and anew, as a JPEG: whatever else was in the file stays behind. It takes memory for the
// whole picture, up to a limit, so callers let one run at a time.
func Preview(content io.ReaderAt, size int64, to io.Writer) error {
	whole := func() *io.SectionReader { return io.NewSectionReader(content, 0, size) }
	config, kind, err := image.DecodeConfig(whole())
	if err != nil {
		return errNoPreview
	}
	points := int64(config.Width) * int64(config.Height)
	takes := points * 4
	switch {
	case kind == "jpeg" && progressive(content, size):
		takes = points * 15 / 2 // the decoder keeps the coefficients until the end
	case kind == "jpeg":
		takes = points * 3
	case config.ColorModel == color.NRGBA64Model || config.ColorModel == color.RGBA64Model:
		takes = points * 8
	}
	if points <= 0 || points > previewMost || takes > previewMemory {
		return errNoPreview
	}
	decode := png.Decode
	if kind == "jpeg" {
		decode = jpeg.Decode
	}
	painted, err := decode(whole())
	if err != nil {
		return errNoPreview
	}
	return jpeg.Encode(to, shrink(painted), &jpeg.Options{Quality: 80})
}

// progressive reports a photograph that comes in several passes.
func progressive(content io.ReaderAt, size int64) bool {
	head := make([]byte, min(size, 1<<20))
	n, _ := content.ReadAt(head, 0)
	for i := 2; i+4 <= n && head[i] == 0xff; {
		if head[i+1] == 0xc2 {
			return true
		}
		if head[i+1] == 0xda || head[i+1] == 0xc0 || head[i+1] == 0xc1 {
			return false
		}
		i += 2 + (int(head[i+2])<<8 | int(head[i+3]))
	}
	return true // not found where it should be: the worse case
}

// shrink paints a picture into its preview's size on white, each point the mean of some in its place.
func shrink(from image.Image) image.Image {
	b := from.Bounds()
	longer := max(b.Dx(), b.Dy(), previewEdge)
	width, height := max(1, b.Dx()*previewEdge/longer), max(1, b.Dy()*previewEdge/longer)
	to := image.NewRGBA(image.Rect(0, 0, width, height))
	const samples = 4 // along each edge
	for y := range height {
		for x := range width {
			var red, green, blue uint32
			for i := range samples * samples {
				px := b.Min.X + (x*samples+i%samples)*b.Dx()/(width*samples)
				py := b.Min.Y + (y*samples+i/samples)*b.Dy()/(height*samples)
				r, g, bl, a := from.At(px, py).RGBA()
				white := 0xffff - a
				red, green, blue = red+(r+white)>>8, green+(g+white)>>8, blue+(bl+white)>>8
			}
			to.SetRGBA(x, y, color.RGBA{uint8(red / (samples * samples)), uint8(green / (samples * samples)), uint8(blue / (samples * samples)), 0xff})
		}
	}
	return to
}
