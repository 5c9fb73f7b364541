package main

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// bouncesRun is one run of the command, with mail on its standard input or none.
func bouncesRun(t *testing.T, env []string, stdin, place string) (said string, code int) {
	t.Helper()
	var out, complaints bytes.Buffer
	m := &Main{Args: []string{"bounces", place}, Env: env, Stdin: strings.NewReader(stdin), Stdout: &out, Stderr: &complaints}
	code = m.Run(context.Background())
	return out.String() + complaints.String(), code
}

// written is a letter from someone who answered a notice.
func written(words string) string {
	return "From: Alma <alma@reader.example>\r\nTo: bounces@tax.example.gov\r\nSubject: Hello\r\n\r\n" + words + "\r\n"
}

// undelivered is a report that an e-mail of ours reached nobody.
func undelivered(id string) string {
	return strings.ReplaceAll(`From: MAILER-DAEMON@mx.example.org
To: bounces@tax.example.gov
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

No such user.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; walt@tax.example.gov
Action: failed
Status: 5.1.1

--B
Content-Type: text/rfc822-headers

Message-ID: <`+id+`@tax.example.gov>
Subject: Your account

--B--
`, "\n", "\r\n")
}

// invited is an office in which one e-mail went out, and that e-mail's id.
func invited(t *testing.T) (env []string, data, id string) {
	t.Helper()
	data = t.TempDir()
	env = []string{"EXCHEQUER_DATA=" + data, "EXCHEQUER_ORIGIN=https://tax.example.gov", "EXCHEQUER_BOUNCE_ADDRESS=bounces@tax.example.gov", "EXCHEQUER_MAIL_FROM=no-reply@tax.example.gov"}
	out, stderr, code := run(t, env, "staff", "invite", "--email", "walt@tax.example.gov", "--role", "administrator")
	if code != exitOK {
		t.Fatal(stderr)
	}
	finishSetup(t, env, regexp.MustCompile(`/setup/links/([\w-]{43})`).FindStringSubmatch(out)[1])
	if _, stderr, code := run(t, env, "account", "hold", "walt@tax.example.gov", "--reason", "The laptop was stolen."); code != exitOK { // which is told by e-mail
		t.Fatal(stderr)
	}
	if err := keptIn(t, data, `SELECT id FROM outbox LIMIT 1`).Scan(&id); err != nil {
		t.Fatalf("what was told: %v", err)
	}
	return env, data, id
}

func keptIn(t *testing.T, data, query string) *sql.Row {
	t.Helper()
	raw, err := sql.Open("sqlite", "file:"+filepath.Join(data, "exchequer.db")+"?_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { raw.Close() })
	return raw.QueryRow(query)
}

// holds fails unless so many e-mails that came back are kept.
func holds(t *testing.T, data string, want int) {
	t.Helper()
	var n int
	if err := keptIn(t, data, `SELECT COUNT(*) FROM mail_returns`).Scan(&n); err != nil || n != want {
		t.Errorf("%d e-mails are kept, %v, not %d", n, err, want)
	}
}

func TestBouncesAreReadFromStandardInputOnce(t *testing.T) {
	env, data, id := invited(t)
	for _, run := range []struct{ stdin, said string }{
		{undelivered(id), "1 hard\n"},
		{undelivered(id), "1 taken before\n"},
		{written("I moved."), "1 unknown\n"},
		{undelivered("0199a2b5-631a-76b9-b0be-b4cb8745fe2e"), "1 unknown\n"}, // quotes nothing of ours: a clerk looks
		{"", ""},
	} {
		if said, code := bouncesRun(t, env, run.stdin, "-"); said != run.said || code != exitOK {
			t.Errorf("%q ended with %d and said %q, not %q", run.stdin, code, said, run.said)
		}
	}
	holds(t, data, 3)
}

func TestBouncesAreReadFromAMaildirAndMarkedAsSeen(t *testing.T) {
	env, data, id := invited(t)
	folder := t.TempDir()
	for _, part := range []string{"new", "cur", "tmp"} {
		if err := os.Mkdir(filepath.Join(folder, part), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for name, content := range map[string]string{
		"new/1700000001.M1.mx": undelivered(id), "new/1700000002.M2.mx": written("What is this?"), "new/1700000003.M3.mx": written("Stop."),
		"cur/1600000000.M9.mx:2,S": written("Read long ago."), "tmp/1700000004.M4.mx": "half an e-m",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("/etc/hostname", filepath.Join(folder, "new", "1700000005.M5.mx")); err != nil {
		t.Fatal(err)
	}
	if said, code := bouncesRun(t, env, "", folder); said != "2 unknown\n1 hard\n" || code != exitOK {
		t.Errorf("the maildir ended with %d and said %q", code, said)
	}
	seen, _ := filepath.Glob(filepath.Join(folder, "cur", "17*:2,S"))
	left, _ := filepath.Glob(filepath.Join(folder, "new", "*"))
	if len(seen) != 3 || len(left) != 1 || filepath.Base(left[0]) != "1700000005.M5.mx" {
		t.Errorf("seen are %q, and left %q", seen, left)
	}
	if said, code := bouncesRun(t, env, "", folder); said != "" || code != exitOK {
		t.Errorf("the second time ended with %d and said %q", code, said)
	}
	holds(t, data, 3)
}

func TestBouncesAreReadFromAMailboxFile(t *testing.T) {
	env, data, id := invited(t)
	var box strings.Builder
	for i, mail := range []string{undelivered(id), written("Hello\r\n\r\n>From here on it is a quotation.\r\nFrom the middle of a paragraph."), written("Another.")} {
		fmt.Fprintf(&box, "From sender@example.org Fri Nov 20 16:00:0%d 2026\n%s\n", i, strings.ReplaceAll(mail, "\r\n", "\n"))
	}
	file := filepath.Join(t.TempDir(), "mbox")
	if err := os.WriteFile(file, []byte(box.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"2 unknown\n1 hard\n", "3 taken before\n"} {
		if said, code := bouncesRun(t, env, "", file); said != want || code != exitOK {
			t.Errorf("the mailbox ended with %d and said %q, not %q", code, said, want)
		}
	}
	holds(t, data, 3)
	if after, err := os.ReadFile(file); err != nil || string(after) != box.String() {
		t.Errorf("the mailbox was changed: %v", err)
	}
}

func TestBouncesAreReadFromAFolderOfFiles(t *testing.T) {
	env, data, id := invited(t)
	folder := t.TempDir()
	for name, content := range map[string]string{"a.eml": undelivered(id), "b.eml": written("One."), ".hidden": written("Not this."), "empty.eml": " \n"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"1 unknown\n1 hard\n", "2 taken before\n"} {
		if said, code := bouncesRun(t, env, "", folder); said != want || code != exitOK {
			t.Errorf("the folder ended with %d and said %q, not %q", code, said, want)
		}
	}
	holds(t, data, 2)
	for place, says := range map[string]string{filepath.Join(folder, "nothing"): "read the mail"} {
		if said, code := bouncesRun(t, env, "", place); code != exitFail || !strings.Contains(said, says) {
			t.Errorf("%s ended with %d and said %q", place, code, said)
		}
	}
	if said, code := bouncesRun(t, env, "", ""); code == exitOK {
		t.Errorf("no place ended with %d and said %q", code, said)
	}
	if _, stderr, code := run(t, env, "bounces"); code != exitUsage || !strings.Contains(stderr, "exchequer bounces DIR") {
		t.Errorf("no place at all ended with %d and said %q", code, stderr)
	}
}
