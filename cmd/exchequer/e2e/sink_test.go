package e2e

import (
	"io"
	"log"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

// sink is a department's mail server that takes everything and counts how often each e-mail came.
type sink struct {
	URL string // EXCHEQUER_SMTP_URL

	mu   sync.Mutex
	came map[string]int // Message-ID → how often
}

func startSink(t testing.TB) *sink {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &sink{URL: "smtp://" + l.Addr().String() + "?tls=none", came: map[string]int{}}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &sinkSession{s}, nil }))
	server.Domain = "localhost"
	server.ErrorLog = log.New(io.Discard, "", 0) // the connections that the kills cut off
	server.ReadTimeout, server.WriteTimeout = 10*time.Second, 10*time.Second
	go server.Serve(l)
	t.Cleanup(func() { server.Close() })
	return s
}

type sinkSession struct{ *sink }

func (s *sinkSession) Mail(string, *smtp.MailOptions) error { return nil }
func (s *sinkSession) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (s *sinkSession) Reset()                               {}
func (s *sinkSession) Logout() error                        { return nil }

func (s *sinkSession) Data(r io.Reader) error {
	message, err := mail.ReadMessage(r)
	if err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, message.Body); err != nil {
		return err // cut off: the sender has no answer, and tries again
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	id, _, _ := strings.Cut(strings.Trim(message.Header.Get("Message-ID"), "<>"), "@")
	s.came[id]++
	return nil
}

// times is how often an outbox row's e-mail came.
func (s *sink) times(id string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.came[id]
}
