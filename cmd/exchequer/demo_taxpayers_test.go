package main

import (
	"path/filepath"
	"strings"
	"testing"

	"exchequer/portal"
)

func TestTheDemosFilesCanBeWrittenOutAndImported(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "samples")
	env := []string{"EXCHEQUER_DATA=" + filepath.Join(t.TempDir(), "data")}
	out, stderr, code := run(t, env, "demo", "--samples", folder)
	if code != exitOK || strings.Count(out, "exchequer import ") != len(portal.ImportKinds) {
		t.Fatalf("exit code %d, %s%s", code, out, stderr)
	}
	for _, kind := range portal.ImportKinds {
		if out, stderr, code := run(t, env, "import", string(kind), filepath.Join(folder, string(kind)+".csv")); code != exitOK || !strings.Contains(out, "0 rejected") {
			t.Errorf("%s: exit code %d, %s%s", kind, code, out, stderr)
		}
	}
}
