package e2e

import (
	"bytes"
	"database/sql"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite"
)

func TestServeOpensAndClosesWell(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	p := serve(t, data)
	for path, want := range map[string]string{"/healthz": "alive\n", "/readyz": "ready\n"} {
		if response, body := fetch(t, p.Origin+path); response.StatusCode != 200 || body != want {
			t.Errorf("%s answered %s %q", path, response.Status, body)
		}
	}
	for began := time.Now(); !strings.Contains(p.log.String(), "head of the audit trail") && time.Since(began) < patience; {
		time.Sleep(20 * time.Millisecond) // it is read beside the pages, and they do not wait for it
	}
	p.stop()
	for _, line := range []string{`"msg":"open"`, `"msg":"head of the audit trail"`, `"msg":"closing`} {
		if !strings.Contains(p.log.String(), line) {
			t.Errorf("the log has no %s:\n%s", line, p.log)
		}
	}
	info, err := os.Stat(filepath.Join(data, "keys.json"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key file: %v, %v", info, err)
	}
	if info, err := os.Stat(data); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the data folder: %v, %v", info, err)
	}
}

func TestProblemsOfTheConfigurationStopTheProgramAllAtOnce(t *testing.T) {
	_, stderr, err := command(t, []string{"EXCHEQUER_ADDR=8080", "EXCHEQUER_ORIGIN=http://192.0.2.1", "EXCHEQUER_TLS=maybe"}, "serve")
	if exit, ok := err.(*exec.ExitError); !ok || exit.ExitCode() != 2 {
		t.Errorf("it ended with %v", err)
	}
	for _, name := range []string{"3 settings need mending", "EXCHEQUER_ADDR", "EXCHEQUER_ORIGIN", "EXCHEQUER_TLS"} {
		if !strings.Contains(stderr, name) {
			t.Errorf("nothing about %s in:\n%s", name, stderr)
		}
	}
}

func TestAMistakeInTheProfileStopsTheProgramWithItsLine(t *testing.T) {
	data := t.TempDir()
	serve(t, data).stop()
	path := filepath.Join(data, "department.yaml")
	sample, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, bytes.Replace(sample, []byte("time_zone: "), []byte("time_zone: Mars/"), 1), 0o644); err != nil {
		t.Fatal(err)
	}
	_, stderr, err := command(t, []string{"EXCHEQUER_DATA=" + data, "EXCHEQUER_ADDR=127.0.0.1:0"}, "serve")
	if err == nil || !strings.Contains(stderr, "line ") || !strings.Contains(stderr, "time_zone") {
		t.Errorf("it ended with %v and said:\n%s", err, stderr)
	}
}

func TestATakenAddressIsSaidInASentence(t *testing.T) {
	p := serve(t, t.TempDir())
	_, stderr, err := command(t, []string{"EXCHEQUER_DATA=" + t.TempDir(), "EXCHEQUER_ADDR=" + strings.Replace(strings.TrimPrefix(p.Origin, "http://"), "localhost", "127.0.0.1", 1)}, "serve")
	if err == nil || !strings.Contains(stderr, "something else listens at") {
		t.Errorf("it ended with %v and said:\n%s", err, stderr)
	}
}

func TestABinaryOlderThanItsDatabaseRefuses(t *testing.T) {
	data := t.TempDir()
	serve(t, data).stop()
	raw, err := sql.Open("sqlite", filepath.Join(data, "exchequer.db"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := raw.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)`); err != nil { // as a later binary does
		t.Fatal(err)
	}
	raw.Close()
	for _, args := range [][]string{{"serve"}, {"verify"}, {"keys", "rotate"}} {
		_, stderr, err := command(t, []string{"EXCHEQUER_DATA=" + data, "EXCHEQUER_ADDR=127.0.0.1:0"}, args...)
		if err == nil || !strings.Contains(stderr, "start the newer binary") {
			t.Errorf("%v ended with %v and said:\n%s", args, err, stderr)
		}
	}
}

func TestKeysAreRotatedBesideARunningCopy(t *testing.T) {
	data := t.TempDir()
	p := serve(t, data)
	stdout, stderr, err := command(t, []string{"EXCHEQUER_DATA=" + data}, "keys", "rotate")
	if err != nil || !strings.Contains(stdout, "Key version 2 is made") || !strings.Contains(stdout, "Done:") {
		t.Errorf("it ended with %v and said:\n%s%s", err, stdout, stderr)
	}
	if response, _ := fetch(t, p.Origin+"/readyz"); response.StatusCode != 200 {
		t.Errorf("the running copy answers %s", response.Status)
	}
}
