// Package e2e drives the program from outside, as operators, visitors and staff do: the real binary, a real
// browser, a real mail server, a real container.
package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

func TestMain(m *testing.M) {
	code := m.Run()
	closeChromium()
	os.RemoveAll(built.folder)
	os.RemoveAll(shared.folder)
	os.Exit(code)
}

// require skips a test whose tool is missing; under `make test`, which installs them, that is a failure.
func require(t *testing.T, there bool, missing string) {
	t.Helper()
	switch {
	case there:
	case os.Getenv("EXCHEQUER_TEST_ALL") != "":
		t.Fatal(missing)
	default:
		t.Skip(missing)
	}
}

var built struct {
	sync.Once
	folder, path string
	err          error
}

// binary is the program under test: the one that make built, or one built now.
func binary(t testing.TB) string {
	t.Helper()
	if path := os.Getenv("EXCHEQUER_TEST_BINARY"); path != "" {
		if _, err := os.Stat(path); err != nil { // also tells go test that its kept results hold for this binary alone
			t.Fatal(err)
		}
		return path
	}
	built.Do(func() {
		if built.folder, built.err = os.MkdirTemp("", "exchequer-e2e-"); built.err != nil {
			return
		}
		built.path = filepath.Join(built.folder, "exchequer")
		output, err := exec.Command("go", "build", "-o", built.path, "exchequer/cmd/exchequer").CombinedOutput()
		if err != nil {
			built.err = fmt.Errorf("%w: %s", err, output)
		}
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	return built.path
}

// program is one running process.
type program struct {
	t      testing.TB
	cmd    *exec.Cmd
	Origin string
	lines  chan string // of standard output
	log    *lockedBuffer
	ended  chan struct{}
	err    error // once ended
}

// begin starts the program with exactly the given settings and reads on.
func begin(t testing.TB, env []string, args ...string) *program {
	t.Helper()
	p := &program{t: t, cmd: exec.Command(binary(t), args...), lines: make(chan string, 200), log: &lockedBuffer{}, ended: make(chan struct{})}
	p.cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "TMPDIR=" + os.TempDir()}, env...)
	p.cmd.Stderr = p.log
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		scanner := bufio.NewScanner(out)
		scanner.Buffer(nil, 1<<20)
		for scanner.Scan() {
			p.lines <- scanner.Text()
		}
		close(p.lines)
		p.err = p.cmd.Wait()
		close(p.ended)
	}()
	t.Cleanup(p.kill)
	return p
}

// line is the next line of standard output.
func (p *program) line(within time.Duration) string {
	p.t.Helper()
	select {
	case line, open := <-p.lines:
		if !open {
			<-p.ended
			p.t.Fatalf("the program ended (%v) and said:\n%s", p.err, p.log)
		}
		return line
	case <-time.After(within):
		p.t.Fatalf("nothing was printed within %s; the log:\n%s", within, p.log)
	}
	return ""
}

// kill ends the process as a power cut would.
func (p *program) kill() {
	p.cmd.Process.Kill()
	<-p.ended
}

// stop ends the process as an operator would, and checks that it ended well.
func (p *program) stop() {
	p.t.Helper()
	p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.ended:
		if p.err != nil {
			p.t.Errorf("after SIGTERM: %v; the log:\n%s", p.err, p.log)
		}
	case <-time.After(20 * time.Second):
		p.t.Error("it did not end within 20 s of SIGTERM")
		p.kill()
	}
}

// serve starts `exchequer serve` on a data folder and waits until it says that it is open.
func serve(t testing.TB, data string, env ...string) *program {
	t.Helper()
	p := begin(t, append([]string{"EXCHEQUER_ADDR=127.0.0.1:0", "EXCHEQUER_REQUEST_LIMIT=0", "EXCHEQUER_DATA=" + data}, env...), "serve")
	line := p.line(20 * time.Second)
	origin, ok := strings.CutPrefix(line, "Exchequer is open at ")
	if !ok {
		t.Fatalf("serve said %q", line)
	}
	p.Origin = origin
	return p
}

// command runs the program to its end.
func command(t testing.TB, env []string, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	cmd := exec.Command(binary(t), args...)
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH")}, env...)
	var out, complaints bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaints
	err = cmd.Run()
	return out.String(), complaints.String(), err
}

// fetch is one GET without following anything.
func fetch(t testing.TB, address string) (*http.Response, string) {
	t.Helper()
	client := &http.Client{
		Timeout:       30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	response, err := client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

// fetchJSON reads what programs read.
func fetchJSON(t testing.TB, address string, into any) {
	t.Helper()
	response, body := fetch(t, address)
	if response.StatusCode != http.StatusOK {
		t.Fatalf("%s answered %s", address, response.Status)
	}
	if err := json.Unmarshal([]byte(body), into); err != nil {
		t.Fatalf("%s: %v in %s", address, err, body)
	}
}

// lockedBuffer is written by the process and read by the test.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func readAll(t testing.TB, response *http.Response) string {
	t.Helper()
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
