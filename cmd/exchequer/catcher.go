package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/emersion/go-smtp"

	"exchequer/mail"
)

// catcher is the demo's mail server: it takes every e-mail over real SMTP, delivers none, and shows them on a page.
// It has two listeners. The page's address is the one that people choose; mail comes in at a port of the loopback
// that the system chooses, and that only this program needs to know.
type catcher struct {
	page, smtp net.Listener
	servers    struct {
		page *http.Server
		smtp *smtp.Server
	}

	mu      sync.RWMutex
	caught  []caughtMail // oldest first
	dropped int          // how many older ones were let go
}

// caughtMost is how many e-mails the catcher keeps: a demo that runs for weeks must not fill the memory.
const caughtMost = 2000

// largestCaught is the largest e-mail it takes; ours are a few kilobytes.
const largestCaught = 1 << 20

// startCatcher begins to catch mail and to show it at address ("127.0.0.1:8025").
func startCatcher(address string, log *slog.Logger) (*catcher, error) {
	c := &catcher{}
	var err error
	if c.page, err = listen("--mail-addr", address); err != nil {
		return nil, err
	}
	if c.smtp, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		c.page.Close()
		return nil, fmt.Errorf("listen for mail: %w", err)
	}
	c.servers.page = newServer(c.handler(), log)
	s := smtp.NewServer(c)
	s.Domain = "localhost"
	s.MaxMessageBytes = largestCaught
	s.MaxRecipients = 50
	s.ReadTimeout, s.WriteTimeout = time.Minute, time.Minute
	s.EnableSMTPUTF8 = true
	s.ErrorLog = slog.NewLogLogger(log.Handler(), slog.LevelDebug)
	c.servers.smtp = s
	go c.serve(log, "page", func() error { return c.servers.page.Serve(c.page) })
	go c.serve(log, "mail", func() error { return c.servers.smtp.Serve(c.smtp) })
	return c, nil
}

func (c *catcher) serve(log *slog.Logger, what string, run func() error) {
	err := run()
	if err != nil && !errors.Is(err, http.ErrServerClosed) && !errors.Is(err, smtp.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
		log.Error("the mail catcher ended", "part", what, "error", err)
	}
}

// Server is where the courier sends to.
func (c *catcher) Server() mail.Server {
	return mail.Server{Host: "127.0.0.1", Port: c.smtp.Addr().(*net.TCPAddr).Port, Encryption: mail.None}
}

// Origin is the address of the page.
func (c *catcher) Origin() string {
	address := c.page.Addr().(*net.TCPAddr)
	host := "localhost"
	if !address.IP.IsLoopback() && !address.IP.IsUnspecified() {
		host = address.IP.String()
	}
	return "http://" + net.JoinHostPort(host, strconv.Itoa(address.Port))
}

// Close stops both listeners. What was caught is forgotten.
func (c *catcher) Close() error {
	return errors.Join(c.servers.page.Close(), c.servers.smtp.Close())
}

// NewSession begins a connection of the SMTP server.
func (c *catcher) NewSession(*smtp.Conn) (smtp.Session, error) { return &catch{catcher: c}, nil }

// catch is one connection, over which several e-mails may come.
type catch struct {
	catcher *catcher
	from    string
	to      []string
}

func (s *catch) Mail(from string, _ *smtp.MailOptions) error { s.from, s.to = from, nil; return nil }
func (s *catch) Rcpt(to string, _ *smtp.RcptOptions) error   { s.to = append(s.to, to); return nil }
func (s *catch) Reset()                                      { s.from, s.to = "", nil }
func (s *catch) Logout() error                               { return nil }

func (s *catch) Data(r io.Reader) error {
	source, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.catcher.keep(readCaught(s.from, s.to, source, time.Now()))
	return nil
}

func (c *catcher) keep(m caughtMail) {
	c.mu.Lock()
	defer c.mu.Unlock()
	m.Number = c.dropped + len(c.caught) + 1
	c.caught = append(c.caught, m)
	if over := len(c.caught) - caughtMost; over > 0 {
		c.caught = append([]caughtMail(nil), c.caught[over:]...)
		c.dropped += over
	}
}

// newest is everything that is kept, newest first.
func (c *catcher) newest() []caughtMail {
	c.mu.RLock()
	defer c.mu.RUnlock()
	mails := make([]caughtMail, 0, len(c.caught))
	for i := len(c.caught) - 1; i >= 0; i-- {
		mails = append(mails, c.caught[i])
	}
	return mails
}

// find is the e-mail with this number.
func (c *catcher) find(number int) (caughtMail, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if i := number - c.dropped - 1; i >= 0 && i < len(c.caught) {
		return c.caught[i], true
	}
	return caughtMail{}, false
}
