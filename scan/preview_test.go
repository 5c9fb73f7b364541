package scan

import (
	"bytes"
	"image"
	"image/jpeg"
	"testing"
)

func TestAPreviewIsPaintedAnew(t *testing.T) {
	for name, content := range map[string][]byte{"jpeg": append(oneJPEG(1200, 900), "<script>"...), "png": onePNG(900, 1200), "small": onePNG(4, 2)} {
		var small bytes.Buffer
		if err := Preview(bytes.NewReader(content), int64(len(content)), &small); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		painted, err := jpeg.Decode(&small)
		if err != nil || max(painted.Bounds().Dx(), painted.Bounds().Dy()) > previewEdge {
			t.Errorf("%s: %v, %v", name, painted.Bounds(), err)
		}
		if name == "small" && painted.Bounds() != image.Rect(0, 0, 4, 2) {
			t.Errorf("a small picture grew to %v", painted.Bounds())
		}
	}
	for name, content := range map[string][]byte{"words": []byte("words"), "a flood": wide(onePNG(4, 4), 60_000, 60_000), "half": onePNG(40, 40)[:80]} {
		if err := Preview(bytes.NewReader(content), int64(len(content)), &bytes.Buffer{}); err == nil {
			t.Errorf("%s has a preview", name)
		}
	}
}
