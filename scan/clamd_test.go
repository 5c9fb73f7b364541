package scan

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// fake is a clamd that behaves as it is told.
func fake(t *testing.T, behave func(net.Conn)) *Clamd {
	t.Helper()
	socket := filepath.Join(t.TempDir(), "clamd.sock")
	listener, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				behave(conn)
			}()
		}
	}()
	c := NewClamd("unix:" + socket)
	c.patience = 300 * time.Millisecond
	return c
}

// takes reads what INSTREAM sends, up to most bytes of content.
func takes(conn net.Conn, most int) (content []byte) {
	command := make([]byte, len("zINSTREAM\x00"))
	if _, err := io.ReadFull(conn, command); err != nil || string(command) != "zINSTREAM\x00" {
		return nil
	}
	for {
		var n uint32
		if binary.Read(conn, binary.BigEndian, &n) != nil || n == 0 || len(content) > most {
			return content
		}
		b := make([]byte, n)
		if _, err := io.ReadFull(conn, b); err != nil {
			return content
		}
		content = append(content, b...)
	}
}

func TestWhatClamdSaysIsUnderstood(t *testing.T) {
	content := strings.Repeat("words ", 100_000)
	for _, tt := range []struct{ what, answer, found, problem string }{
		{"clean", "stream: OK\x00", "", ""},
		{"found", "stream: Eicar-Test-Signature FOUND\x00", "Eicar-Test-Signature", ""},
		{"too large", "INSTREAM size limit exceeded. ERROR\x00", "", "size limit exceeded"},
		{"an error", "stream: Can't allocate memory ERROR\x00", "", "ERROR"},
		{"nothing found", "stream:  FOUND\x00", "", "clamd says"},
		{"half an answer", "stream: OK", "", "without an answer"},
		{"no answer", "", "", "without an answer"},
		{"another program", "HTTP/1.1 400 Bad Request\r\n\x00", "", "clamd says"},
		{"clean of something else", "/tmp/a: OK\x00", "", "clamd says"},
		{"too much", strings.Repeat("stream: OK", 1000), "", "without an answer"},
	} {
		got := make(chan string, 1)
		c := fake(t, func(conn net.Conn) {
			got <- string(takes(conn, 1<<30))
			io.WriteString(conn, tt.answer)
		})
		c.patience = 10 * time.Second
		found, err := c.Scan(context.Background(), strings.NewReader(content))
		if found != tt.found || (err == nil) != (tt.problem == "") || err != nil && !strings.Contains(err.Error(), tt.problem) {
			t.Errorf("%s: %q, %v", tt.what, found, err)
		}
		if <-got != content {
			t.Errorf("%s: the content did not arrive as it is", tt.what)
		}
	}
}

func TestAClamdThatBreaksIsNeverClean(t *testing.T) {
	large := func() io.Reader { return io.LimitReader(zeros{}, 24<<20) }
	for what, tt := range map[string]struct {
		behave  func(net.Conn)
		problem string
	}{
		"silence":                {func(conn net.Conn) { takes(conn, 1<<30); time.Sleep(time.Second) }, "no answer within"},
		"silence from the start": {func(conn net.Conn) { time.Sleep(time.Second) }, "no answer within"},
		"hangs up at once":       {func(conn net.Conn) {}, ""},
		"hangs up in the middle": {func(conn net.Conn) { takes(conn, 1<<20) }, ""},
		"resets":                 {func(conn net.Conn) { takes(conn, 1<<20); conn.(*net.UnixConn).SetReadBuffer(1) }, ""},
		"has enough and says so": {func(conn net.Conn) {
			takes(conn, 1<<20)
			io.WriteString(conn, "INSTREAM size limit exceeded. ERROR\x00")
		}, "size limit exceeded"},
		"drips one letter a time": {func(conn net.Conn) { takes(conn, 1<<30); drip(conn, "stream: OK\x00") }, "no answer within"},
	} {
		began := time.Now()
		found, err := fake(t, tt.behave).Scan(context.Background(), large())
		if err == nil || found != "" || !strings.Contains(err.Error(), tt.problem) {
			t.Errorf("%s: %q, %v", what, found, err)
		}
		if time.Since(began) > 5*time.Second {
			t.Errorf("%s: took %s", what, time.Since(began))
		}
	}
	if _, err := NewClamd("unix:/nowhere/at/all").Scan(context.Background(), large()); !errors.Is(err, ErrUnreachable) {
		t.Errorf("nobody there: %v", err)
	}
	c := fake(t, func(conn net.Conn) { takes(conn, 1<<30); io.WriteString(conn, "stream: OK\x00") })
	if _, err := c.Scan(context.Background(), io.MultiReader(strings.NewReader("words"), broken{})); err == nil || !strings.Contains(err.Error(), "read a file") {
		t.Errorf("a file that cannot be read to its end: %v", err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("input/output error") }

func drip(conn net.Conn, text string) {
	for i := range len(text) {
		io.WriteString(conn, text[i:i+1])
		time.Sleep(100 * time.Millisecond)
	}
}
