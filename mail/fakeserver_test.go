package mail

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"fmt"
	"math/big"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// fakeServer speaks SMTP by hand, so that it can misbehave at any step: stall, hang up, or answer anything.
type fakeServer struct {
	Server
	listener net.Listener
	tls      *tls.Config
	features []string // what EHLO offers beyond STARTTLS

	mu          sync.Mutex
	envelopes   []string          // their senders
	misbehave   map[string]string // verb → "stall", "drop", "drip", "babble" or a reply; "greeting", "body" and "accepted" count as verbs
	received    []string
	connections int
}

func startFake(t *testing.T, encryption Encryption, misbehave map[string]string) *fakeServer {
	t.Helper()
	certificate, roots := selfSigned(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := listener.Addr().(*net.TCPAddr).Port
	f := &fakeServer{
		Server:    Server{Host: "127.0.0.1", Port: port, Encryption: encryption, Roots: roots},
		listener:  listener,
		tls:       &tls.Config{Certificates: []tls.Certificate{certificate}},
		features:  []string{"AUTH PLAIN LOGIN", "8BITMIME", "ENHANCEDSTATUSCODES"},
		misbehave: misbehave,
	}
	t.Cleanup(func() { listener.Close() })
	go f.serve()
	return f
}

func (f *fakeServer) serve() {
	for {
		conn, err := f.listener.Accept()
		if err != nil {
			return
		}
		f.mu.Lock()
		f.connections++
		f.mu.Unlock()
		go f.talk(conn)
	}
}

func (f *fakeServer) trick(verb string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.misbehave[verb]
}

func (f *fakeServer) mails() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string(nil), f.received...)
}

// behave ends the misbehaviour.
// senders are those on the envelopes.
func (f *fakeServer) senders() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.envelopes)
}

func (f *fakeServer) behave() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.misbehave = nil
}

func (f *fakeServer) talk(conn net.Conn) {
	defer func() { conn.Close() }()
	if f.Encryption == Implicit {
		conn = tls.Server(conn, f.tls)
	}
	in := bufio.NewReader(conn)
	// say answers a verb, unless the trick for it is another; false ends the connection.
	say := func(verb, reply string) bool {
		switch trick := f.trick(verb); trick {
		case "":
		case "stall":
			time.Sleep(time.Minute)
			return false
		case "drop":
			return false
		case "drip": // a letter at a time, for ever: each read succeeds, the step does not
			for range 1000 {
				if _, err := fmt.Fprint(conn, "2"); err != nil {
					return false
				}
				time.Sleep(20 * time.Millisecond)
			}
			return false
		case "babble":
			for {
				if _, err := fmt.Fprint(conn, strings.Repeat("2", 64<<10)); err != nil {
					return false
				}
			}
		default:
			reply = trick
		}
		_, err := fmt.Fprintf(conn, "%s\r\n", strings.ReplaceAll(reply, "\n", "\r\n"))
		return err == nil
	}
	if !say("greeting", "220 mail.example.org ready") {
		return
	}
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		verb := strings.ToUpper(strings.Fields(line + " .")[0])
		switch verb {
		case "EHLO", "HELO":
			features := "250-mail.example.org"
			if f.Encryption == StartTLS && f.trick("STARTTLS") != "missing" {
				features += "\n250-STARTTLS"
			}
			if !say("EHLO", features+"\n250-"+strings.Join(f.features, "\n250-")+"\n250 HELP") {
				return
			}
		case "STARTTLS":
			if !say(verb, "220 go") {
				return
			}
			if f.trick(verb) == "" {
				conn = tls.Server(conn, f.tls)
				in = bufio.NewReader(conn)
			}
		case "AUTH":
			if !f.authenticate(line, in, say) {
				return
			}
		case "DATA":
			if !say(verb, "354 go on") {
				return
			}
			if strings.HasPrefix(f.trick(verb), "4") || strings.HasPrefix(f.trick(verb), "5") {
				continue
			}
			var body strings.Builder
			for {
				line, err := in.ReadString('\n')
				if err != nil {
					return
				}
				if line == ".\r\n" {
					break
				}
				body.WriteString(strings.TrimPrefix(line, "."))
			}
			if f.trick("body") == "" {
				f.mu.Lock()
				f.received = append(f.received, body.String())
				f.mu.Unlock()
			}
			if f.trick("taken") == "drop" {
				return
			}
			if !say("body", "250 2.0.0 taken over") || f.trick("accepted") == "drop" {
				return
			}
		case "QUIT":
			say(verb, "221 bye")
			return
		default:
			if _, from, found := strings.Cut(line, "FROM:<"); found && verb == "MAIL" {
				f.mu.Lock()
				f.envelopes = append(f.envelopes, from[:strings.IndexByte(from, '>')])
				f.mu.Unlock()
			}
			if !say(verb, "250 2.0.0 fine") {
				return
			}
		}
	}
}

func (f *fakeServer) authenticate(line string, in *bufio.Reader, say func(verb, reply string) bool) bool {
	decode := func(s string) string {
		b, _ := base64.StdEncoding.DecodeString(strings.TrimSpace(s))
		return string(b)
	}
	answer := ""
	if words := strings.Fields(line); words[1] == "PLAIN" {
		answer = decode(words[2])
	} else {
		for range 2 {
			say("challenge", "334 "+base64.StdEncoding.EncodeToString([]byte("?")))
			line, err := in.ReadString('\n')
			if err != nil {
				return false
			}
			answer += "\x00" + decode(line)
		}
	}
	if answer == "\x00exchequer\x00right horse" {
		return say("AUTH", "235 2.7.0 welcome")
	}
	return say("AUTH", "535 5.7.8 no")
}

func selfSigned(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "127.0.0.1"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.ParseIP("127.0.0.1")}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots
}
