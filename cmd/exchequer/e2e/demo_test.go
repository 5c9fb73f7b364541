package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// person is one of the demo's staff, with what is needed to sign in as them. Each code works once.
type person struct {
	Name, Email, Role, Password string
	Codes                       []string
}

// demoSite is a running demo, as its own first line describes it.
type demoSite struct {
	*program
	Mail   string
	People []person

	mu   sync.Mutex
	used map[string]int // codes of a card that were used up
}

// demoIn starts a demo on a folder, and makes it up first where the folder is empty.
func demoIn(t testing.TB, data string, env ...string) *demoSite {
	t.Helper()
	return demoAt(t, "127.0.0.1:0", data, env...)
}

// demoAt is the same at an address that somebody else has to know before.
func demoAt(t testing.TB, address, data string, env ...string) *demoSite {
	t.Helper()
	p := begin(t, env, "demo", "--json", "--data", data, "--addr", address, "--mail-addr", "127.0.0.1:0")
	d := &demoSite{program: p, used: map[string]int{}}
	var said struct {
		Origin, Mail string
		People       []person
	}
	line := p.line(2 * time.Minute)
	if err := json.Unmarshal([]byte(line), &said); err != nil {
		t.Fatalf("the demo's first line is %q: %v", line, err)
	}
	p.Origin, d.Mail, d.People = said.Origin, said.Mail, said.People
	return d
}

// shared is one demo's data, made once for all tests that only look.
var shared struct {
	sync.Once
	folder string
}

// demoData is a copy of a ready demo's folder: starting on it takes no time.
func demoData(t testing.TB) string {
	t.Helper()
	shared.Do(func() {
		folder, err := os.MkdirTemp("", "exchequer-shared-demo-")
		if err != nil {
			t.Fatal(err)
		}
		shared.folder = folder
		demoIn(t, filepath.Join(folder, "demo")).stop()
	})
	copied := filepath.Join(t.TempDir(), "demo")
	if err := os.CopyFS(copied, os.DirFS(filepath.Join(shared.folder, "demo"))); err != nil {
		t.Fatal(err)
	}
	for _, private := range []string{"keys.json", "demo.json"} { // copies get the mode that most files have
		if err := os.Chmod(filepath.Join(copied, private), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return copied
}

// who is the first of the demo's people with a role.
func (d *demoSite) who(role string) person {
	d.t.Helper()
	for _, p := range d.People {
		if p.Role == role {
			return p
		}
	}
	d.t.Fatalf("the demo has no %s", role)
	return person{}
}

// code is the next unused code of someone's card.
func (d *demoSite) code(p person) string {
	d.t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	n := d.used[p.Email]
	if n >= len(p.Codes) {
		d.t.Fatalf("%s has no codes left", p.Name)
	}
	d.used[p.Email]++
	return p.Codes[n]
}

// caught is one e-mail as the catcher shows it to programs.
type caught struct {
	To, From, Subject, Text, HTML string
	At                            time.Time
}

// mailTo waits for the newest e-mail to an address whose text holds these words.
func (d *demoSite) mailTo(address string, holds func(caught) bool) caught {
	d.t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(100 * time.Millisecond) {
		var all []struct {
			caught
			To json.RawMessage
		}
		fetchJSON(d.t, d.Mail+"/messages.json", &all)
		for _, m := range all {
			m.caught.To = string(m.To)
			if strings.Contains(m.caught.To, address) && holds(m.caught) {
				return m.caught
			}
		}
		if time.Now().After(deadline) {
			d.t.Fatalf("no such e-mail came to %s; there are %d", address, len(all))
		}
	}
}
