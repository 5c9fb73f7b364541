package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"exchequer/portal"
	"exchequer/samples"
)

func TestFilesAreImportedFromTheCommandLine(t *testing.T) {
	folder := t.TempDir()
	env := []string{"EXCHEQUER_DATA=" + filepath.Join(folder, "data")}
	for _, kind := range portal.ImportKinds {
		var content bytes.Buffer
		if err := samples.Write(&content, kind, 300); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(folder, string(kind)+".csv")
		if err := os.WriteFile(file, content.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		out, stderr, code := run(t, env, "import", string(kind), file)
		if code != exitOK || !strings.Contains(out, "0 changed, 0 the same, 0 rejected.") || strings.Contains(out, "Nothing was changed") {
			t.Fatalf("%s: exit code %d, %s%s", kind, code, out, stderr)
		}
		out, _, code = run(t, env, "import", string(kind), file)
		if code != exitOK || !strings.Contains(out, " 0 new, 0 changed, ") || !strings.Contains(out, "Nothing was changed.") {
			t.Errorf("%s again: exit code %d, %s", kind, code, out)
		}
		if _, err := os.Stat(file + ".rejects.csv"); err == nil {
			t.Errorf("%s: a list of nothing", kind)
		}
	}
}

func TestRejectedRowsAreListedBesideTheFile(t *testing.T) {
	folder := t.TempDir()
	env := []string{"EXCHEQUER_DATA=" + filepath.Join(folder, "data")}
	file := filepath.Join(folder, "deaths.csv")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("number,died\n912-89-0001,2026-01-01\n912-89-0002,yesterday\n912,2026-01-01\n")
	out, stderr, code := run(t, env, "import", "deaths", file)
	if code != exitFail || !strings.Contains(out, "1 new, 0 changed, 0 the same, 2 rejected") || !strings.Contains(stderr, "2 rows were not taken") {
		t.Fatalf("exit code %d, %s%s", code, out, stderr)
	}
	list, err := os.ReadFile(file + ".rejects.csv")
	if err != nil {
		t.Fatal(err)
	}
	if want := "line,column,reason\n3,died,This is no day. Write it as 2026-04-15 or 4/15/2026.\n4,number,"; !strings.HasPrefix(string(list), want) || strings.Contains(string(list), "912") || strings.Contains(string(list), "yesterday") {
		t.Errorf("the list: %s", list)
	}
	if info, err := os.Stat(file + ".rejects.csv"); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("anyone may read the list: %v %v", info.Mode(), err)
	}
	write("number,died\n912-89-0001,2026-01-01\n912-89-0002,2026-01-02\n")
	if out, stderr, code = run(t, env, "import", "deaths", file); code != exitOK {
		t.Fatalf("mended: exit code %d, %s%s", code, out, stderr)
	}
	if _, err := os.Stat(file + ".rejects.csv"); err == nil {
		t.Error("the list of what is mended still lies there")
	}
}

func TestStandardInputIsImportedAndLeavesNothing(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	var out, stderr bytes.Buffer
	m := &Main{Args: []string{"import", "deaths", "-"}, Env: []string{"EXCHEQUER_DATA=" + data}, Stdin: strings.NewReader("number,died\n912-89-0001,2026-01-01\n"), Stdout: &out, Stderr: &stderr}
	if code := m.Run(t.Context()); code != exitOK || !strings.Contains(out.String(), "1 new") {
		t.Fatalf("exit code %d, %s%s", code, out.String(), stderr.String())
	}
	filepath.WalkDir(filepath.Join(data, "files"), func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			t.Errorf("%s is left", path)
		}
		return nil
	})
}

func TestImportSaysHowItIsWritten(t *testing.T) {
	folder := t.TempDir()
	env := []string{"EXCHEQUER_DATA=" + filepath.Join(folder, "data")}
	for _, args := range [][]string{{"import"}, {"import", "cats", "x"}, {"import", "deaths"}, {"import", "deaths", "a", "b"}} {
		if _, stderr, code := run(t, env, args...); code != exitUsage || !strings.Contains(stderr, "exchequer import taxpayers|accounts|letters|returns|deaths FILE") {
			t.Errorf("%v: exit code %d, %s", args, code, stderr)
		}
	}
	for _, kind := range portal.ImportKinds {
		if out, _, code := run(t, env, "import", string(kind), "--columns"); code != exitOK || !strings.Contains(out, "* ") || !strings.Contains(out, "taxpayer ") {
			t.Errorf("%s: %d %s", kind, code, out)
		}
	}
	if _, stderr, code := run(t, env, "import", "deaths", filepath.Join(folder, "none.csv")); code != exitFail || !strings.Contains(stderr, "none.csv") {
		t.Errorf("no file: %d %s", code, stderr)
	}
	if _, stderr, code := run(t, env, "import", "deaths", folder); code != exitFail || !strings.Contains(stderr, "standard input") {
		t.Errorf("a folder: %d %s", code, stderr)
	}
	headless := filepath.Join(folder, "headless.csv")
	os.WriteFile(headless, []byte("912-89-0001,2026-01-01\n"), 0o600)
	if _, stderr, code := run(t, env, "import", "deaths", headless); code != exitFail || !strings.Contains(stderr, "no header") || strings.Contains(stderr, "912") {
		t.Errorf("no header: %d %s", code, stderr)
	}
}
