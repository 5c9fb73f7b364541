// Package mail is the outbox's way out: it takes what waits there and hands it to the department's mail server.
package mail

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/mail"
	"net/url"
	"strconv"
	"strings"

	"exchequer/portal"
)

// Encryption is how the way to the mail server is kept private.
type Encryption string

const (
	StartTLS Encryption = "STARTTLS" // begun inside a plain connection, and required
	Implicit Encryption = "TLS"      // from the first byte
	None     Encryption = "none"     // for a mail server on this very machine alone
)

// Server is the department's mail server and how we sign in to it.
type Server struct {
	Host       string
	Port       int
	User       string // "" when it asks for no user name
	Password   string
	Encryption Encryption
	Roots      *x509.CertPool // whose certificates are trusted; nil means the system's
}

// String is the server as logs and `exchequer config` may show it: never with its password.
func (s Server) String() string {
	return net.JoinHostPort(s.Host, strconv.Itoa(s.Port)) + " (" + string(s.Encryption) + ")"
}

// sentence is an error that an operator reads as it stands.
type sentence string

func (s sentence) Error() string { return string(s) }

// ParseURL reads EXCHEQUER_SMTP_URL. Its error holds every problem, one sentence a line, and never the password.
func ParseURL(raw string) (Server, error) {
	const example = "as in smtp://user:password@mail.example.org:587"
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil { // url.Parse repeats the whole address, password included: say nothing of it
		return Server{}, sentence("The mail server's address cannot be read. Write it " + example +
			", with %40 for an @ inside the user name or password.")
	}
	var problems []error
	wrong := func(s string) { problems = append(problems, sentence(s)) }

	s := Server{Host: u.Hostname(), Encryption: StartTLS}
	if u.Scheme != "smtp" && u.Scheme != "smtps" {
		wrong("The mail server's address must begin with smtp:// or smtps://, " + example + ".")
	}
	if u.Scheme == "smtps" {
		s.Encryption = Implicit
	}
	if s.Host == "" {
		wrong("The mail server's address names no server. Write it " + example + ".")
	}
	if (u.Path != "" && u.Path != "/") || u.Fragment != "" {
		wrong("The mail server's address ends after the port: remove what follows it.")
	}
	s.readQuery(u.Query(), wrong)
	s.readPort(u.Port(), wrong)
	if u.User != nil {
		s.User = u.User.Username()
		s.Password, _ = u.User.Password()
		if s.User == "" || s.Password == "" {
			wrong("The mail server's address needs both a user name and a password, or neither.")
		}
		if strings.ContainsAny(s.User+s.Password, "\x00\r\n") {
			wrong("The mail server's user name and password may not hold line breaks.")
		}
	}
	if len(problems) > 0 {
		return Server{}, errors.Join(problems...)
	}
	return s, nil
}

// readQuery understands ?tls=none, for a server on this very machine alone, where nobody can listen in.
func (s *Server) readQuery(query url.Values, wrong func(string)) {
	for name, values := range query {
		if name != "tls" {
			wrong("The mail server's address knows only one setting after the question mark: tls=none.")
			continue
		}
		switch {
		case len(values) != 1 || values[0] != "none":
			wrong("The mail server's setting tls can only be none. Encryption is required without it.")
		case s.Encryption == Implicit:
			wrong("The mail server's address asks for encryption (smtps://) and for none (tls=none). Choose one.")
		case !loopback(s.Host):
			wrong("The mail server may go without encryption (tls=none) only on this machine: localhost, 127.0.0.1 or ::1.")
		default:
			s.Encryption = None
		}
	}
}

func (s *Server) readPort(port string, wrong func(string)) {
	if port == "" {
		s.Port = map[Encryption]int{StartTLS: 587, Implicit: 465, None: 25}[s.Encryption]
		return
	}
	n, err := strconv.Atoi(port)
	if err != nil || n < 1 || n > 65535 {
		wrong("The mail server's port must be a number from 1 to 65535.")
	}
	s.Port = n
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}

func (s Server) tlsConfig() *tls.Config {
	return &tls.Config{ServerName: s.Host, MinVersion: tls.VersionTLS12, RootCAs: s.Roots}
}

// ParseSender reads EXCHEQUER_MAIL_FROM: a bare address. Its name in an e-mail is the department's.
func ParseSender(raw string) (string, error) {
	address := strings.TrimSpace(raw)
	if parsed, err := mail.ParseAddress(address); err == nil {
		address = parsed.Address
	}
	if !portal.MailAddressable(address) {
		return "", sentence("The sender's address must be one e-mail address, as in no-reply@revenue.example.gov.")
	}
	return address, nil
}
