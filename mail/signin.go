package mail

import (
	"slices"

	"github.com/wneessen/go-mail/smtp"
)

// signIn shows the password by PLAIN, or by LOGIN where a server knows no better: the connection is encrypted
// or does not leave this machine. The challenge methods (CRAM-MD5, SCRAM-SHA-1) do not exist in FIPS mode.
type signIn struct {
	server Server
	method smtp.Auth
}

func (a *signIn) Start(info *smtp.ServerInfo) (string, []byte, error) {
	plainText := a.server.Encryption == None
	switch {
	case slices.Contains(info.Auth, "PLAIN"):
		a.method = smtp.PlainAuth("", a.server.User, a.server.Password, a.server.Host, plainText)
	case slices.Contains(info.Auth, "LOGIN"):
		a.method = smtp.LoginAuth(a.server.User, a.server.Password, a.server.Host, plainText)
	default:
		return "", nil, errNoSignIn
	}
	return a.method.Start(info)
}

func (a *signIn) Next(challenge []byte, more bool) ([]byte, error) {
	return a.method.Next(challenge, more)
}
