package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"os"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

// step is one exchange with the mail server. Each has a time-out of its own, so a server that stalls anywhere,
// or answers a letter a minute, holds up one mail for that long and no page at all.
type step string

const (
	dialling     step = "dial"
	greeting     step = "greeting"
	hello        step = "hello"
	encrypting   step = "encrypt"
	signingIn    step = "sign in"
	sender       step = "sender"
	recipient    step = "recipient"
	data         step = "data"
	handingOver  step = "hand over"
	startingOver step = "start over"
	leaving      step = "leave"
)

// failure says at which step it went wrong.
type failure struct {
	at  step
	err error
}

func (f *failure) Error() string { return string(f.at) + ": " + f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

var (
	errNoEncryption = errors.New("the server offers no STARTTLS")
	errNoSignIn     = errors.New("the server offers no way to sign in that we accept")
	errBabble       = errors.New("the server says more than a mail server has to say")
)

// session is one connection to the mail server, over which several e-mails go.
type session struct {
	conn   *meteredConn
	client *smtp.Client
	limits Limits
	unhook func() bool // stops watching the context
	sent   int
	broken bool // nothing more can be said over it
}

// open connects, encrypts and signs in. When ctx ends the connection is cut, whatever step it is in.
func open(ctx context.Context, server Server, name string, limits Limits) (*session, error) {
	dialer := net.Dialer{Timeout: limits.Step}
	raw, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(server.Host, strconv.Itoa(server.Port)))
	if err != nil {
		return nil, &failure{dialling, err}
	}
	s := &session{conn: &meteredConn{Conn: raw}, limits: limits}
	s.unhook = context.AfterFunc(ctx, func() { raw.Close() })
	if err := s.introduce(server, name); err != nil {
		s.drop()
		return nil, err
	}
	return s, nil
}

func (s *session) introduce(server Server, name string) error {
	var conn net.Conn = s.conn
	if server.Encryption == Implicit {
		wrapped := tls.Client(s.conn, server.tlsConfig())
		if err := s.do(encrypting, wrapped.Handshake); err != nil {
			return err
		}
		conn = wrapped
	}
	err := s.do(greeting, func() (err error) {
		s.client, err = smtp.NewClient(conn, server.Host)
		return err
	})
	if err != nil {
		return err
	}
	if err := s.do(hello, func() error { return s.client.Hello(name) }); err != nil {
		return err
	}
	if server.Encryption == StartTLS {
		if offered, _ := s.client.Extension("STARTTLS"); !offered {
			return &failure{encrypting, errNoEncryption}
		}
		if err := s.do(encrypting, func() error { return s.client.StartTLS(server.tlsConfig()) }); err != nil {
			return err
		}
	}
	if server.User == "" {
		return nil
	}
	if offered, _ := s.client.Extension("AUTH"); !offered {
		return &failure{signingIn, errNoSignIn}
	}
	return s.do(signingIn, func() error { return s.client.Auth(&signIn{server: server}) })
}

// send hands one e-mail over. It returns nil as soon as the server said that it has it: whatever happens
// to the connection afterwards, this e-mail is sent.
func (s *session) send(from, to string, msg *gomail.Msg) error {
	err := s.do(sender, func() error { return s.client.Mail("<" + from + ">") })
	if err == nil {
		err = s.do(recipient, func() error { return s.client.Rcpt("<" + to + ">") })
	}
	if err == nil {
		err = s.handOver(msg)
	}
	s.sent++
	if err != nil && !s.broken {
		if s.do(startingOver, s.client.Reset) != nil {
			s.broken = true
		}
	}
	return err
}

func (s *session) handOver(msg *gomail.Msg) error {
	var body interface {
		Write([]byte) (int, error)
		Close() error
	}
	err := s.do(data, func() (err error) {
		body, err = s.client.Data()
		return err
	})
	if err != nil {
		return err
	}
	return s.do(handingOver, func() error {
		if _, err := msg.WriteTo(body); err != nil {
			s.broken = true // half a message is on its way: the connection can say nothing else now
			return err
		}
		return body.Close()
	})
}

// do runs one step under its own time-out and names it in the error.
func (s *session) do(at step, run func() error) error {
	within := s.limits.Step
	if at == handingOver {
		within = s.limits.HandOver
	}
	s.conn.left = babble
	deadline := time.Now().Add(within)
	if err := s.conn.SetDeadline(deadline); err != nil {
		s.broken = true
		return &failure{at, err}
	}
	err := run()
	if err == nil {
		return nil
	}
	if code := replyCode(err); code == 0 || code == 421 { // 421: the server is about to hang up
		s.broken = true
		if !time.Now().Before(deadline) { // half a line in time reads as a malformed answer; it is a stalled one
			err = errors.Join(os.ErrDeadlineExceeded, err)
		}
	}
	return &failure{at, err}
}

// close says goodbye, when there is still someone to say it to.
func (s *session) close() {
	if !s.broken {
		_ = s.do(leaving, s.client.Quit) // a lost goodbye loses nothing
	}
	s.drop()
}

func (s *session) drop() {
	s.unhook()
	s.conn.Close()
}

// babble is how many bytes a server may say in one step, certificates included; a greeting without an end
// would otherwise be read into memory.
const babble = 256 << 10

type meteredConn struct {
	net.Conn
	left int
}

func (c *meteredConn) Read(p []byte) (int, error) {
	if c.left <= 0 {
		return 0, errBabble
	}
	n, err := c.Conn.Read(p[:min(len(p), c.left)])
	c.left -= n
	return n, err
}
