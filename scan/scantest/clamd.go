// Package scantest starts a real clamd for tests: as a child process, with a signature of its own and without fetching any.
package scantest

import (
	"encoding/hex"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// EICAR is the file that every scanner calls a virus by agreement (eicar.org). It stands here in two halves, so that no
// scanner takes this source for one.
func EICAR() string {
	return `X5O!P%@AP[4\PZX54(P^)7CC)7}` + `$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`
}

// Found is what the started clamd calls it.
const Found = "Exchequer.Test.UNOFFICIAL"

// Clamd starts a clamd and answers where it listens, as EXCHEQUER_CLAMD names it. It ends with the test, or earlier by stop;
// start begins it again at the same address. Where clamd is not installed, the test says so in one line.
func Clamd(t testing.TB) (where string, stop, start func()) {
	t.Helper()
	binary, err := exec.LookPath("clamd")
	if err != nil {
		if binary = "/usr/sbin/clamd"; exec.Command(binary, "--version").Run() != nil {
			missing := t.Skip
			if os.Getenv("EXCHEQUER_TEST_ALL") != "" {
				missing = t.Fatal
			}
			missing("Missing: clamd (package clamav-daemon). Install it, and run this again.")
		}
	}
	folder, err := os.MkdirTemp("", "clamd") // short: the path of a socket may have 100 letters
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	socket, config := filepath.Join(folder, "socket"), filepath.Join(folder, "clamd.conf")
	for name, content := range map[string]string{
		"signatures/local.ndb": "Exchequer.Test:0:*:" + hex.EncodeToString([]byte(EICAR())) + "\n",
		"clamd.conf": fmt.Sprintf("Foreground yes\nLocalSocket %s\nDatabaseDirectory %s\nTemporaryDirectory %s\nStreamMaxLength 26M\nMaxThreads 2\nConcurrentDatabaseReload no\nSelfCheck 0\n",
			socket, filepath.Join(folder, "signatures"), folder),
	} {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var running *exec.Cmd
	stop = func() {
		if running != nil {
			running.Process.Kill()
			running.Wait()
			running = nil
		}
	}
	start = func() {
		t.Helper()
		os.Remove(socket)
		said, err := os.Create(filepath.Join(folder, "log"))
		if err != nil {
			t.Fatal(err)
		}
		defer said.Close()
		running = exec.Command(binary, "--config-file="+config)
		running.Stdout, running.Stderr = said, said
		if err := running.Start(); err != nil {
			t.Fatal(err)
		}
		for range 300 {
			if conn, err := net.Dial("unix", socket); err == nil {
				conn.Close()
				return
			}
			time.Sleep(100 * time.Millisecond)
		}
		log, _ := os.ReadFile(said.Name())
		t.Fatalf("clamd did not start: %s", log)
	}
	t.Cleanup(stop)
	start()
	return "unix:" + socket, stop, start
}
