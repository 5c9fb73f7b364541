package e2e

import (
	"strings"
	"testing"
)

func TestTryBrowser(t *testing.T) {
	p := serve(t, t.TempDir())
	b := open(t, p.Origin)
	b.visit("/")
	t.Log(b.text())
	t.Log(b.names("link"))
	b.scheme("dark")
	b.width(320)
	b.calm()
	if !strings.HasPrefix(p.Origin, "http://localhost:") {
		t.Error(p.Origin)
	}
	p.stop()
}
