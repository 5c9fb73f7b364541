package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/textproto"
	"os"
	"regexp"
	"strconv"
	"strings"

	"exchequer/portal"
)

// troubleOf puts an error into the desk's words, with the codes that the server answered with.
func troubleOf(err error) (portal.MailTrouble, string) {
	at := step("")
	var f *failure
	if errors.As(err, &f) {
		at = f.at
	}
	if code := replyCode(err); code != 0 {
		reply := replyCodes(err)
		return answered(at, code, reply), reply
	}
	var certificate *tls.CertificateVerificationError
	var timeout net.Error
	switch {
	case errors.Is(err, errUnwritable):
		return portal.MailUnwritable, ""
	case errors.Is(err, errNoEncryption):
		return portal.MailUnencrypted, ""
	case errors.Is(err, errNoSignIn):
		return portal.MailCredentials, ""
	case errors.As(err, &certificate):
		return portal.MailCertificate, ""
	case at == dialling:
		return portal.MailUnreachable, ""
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded),
		errors.As(err, &timeout) && timeout.Timeout():
		return portal.MailStalled, ""
	case at == encrypting:
		return portal.MailUnencrypted, ""
	default:
		return portal.MailDropped, ""
	}
}

// answered tells what a refusal at a step is about: us, our sender, the recipient, or this one e-mail. Only the
// last two end the tries at once; what is wrong between us and our server is mended, and then the mail goes.
func answered(at step, code int, reply string) portal.MailTrouble {
	if code < 500 {
		return portal.MailDeferred
	}
	switch code {
	case 530, 534, 535, 538: // "sign in first", "not that way", "not with this password", "not without encryption"
		return portal.MailCredentials
	}
	switch at {
	case signingIn:
		return portal.MailCredentials
	case encrypting:
		return portal.MailUnencrypted
	case greeting, hello:
		return portal.MailTurnedAway
	case sender:
		if code == 552 { // this e-mail is too large
			return portal.MailRefused
		}
		return portal.MailSender
	case recipient:
		if aboutTheAddress(code, reply) {
			return portal.MailNoSuchPerson
		}
	}
	return portal.MailRefused
}

// aboutTheAddress: RFC 3463's 5.1.x (addressing) and 5.2.1 (mailbox disabled), or the bare codes of RFC 5321.
func aboutTheAddress(code int, reply string) bool {
	_, enhanced, found := strings.Cut(reply, " ")
	if found {
		return strings.HasPrefix(enhanced, "5.1.") || enhanced == "5.2.1"
	}
	return code == 550 || code == 551 || code == 553
}

func replyCode(err error) int {
	var reply *textproto.Error
	if errors.As(err, &reply) {
		return reply.Code
	}
	return 0
}

var enhancedCode = regexp.MustCompile(`^[245]\.\d{1,3}\.\d{1,3}\b`)

// replyCodes keeps the codes of an answer and drops its words, which often repeat the recipient's address.
func replyCodes(err error) string {
	var reply *textproto.Error
	if !errors.As(err, &reply) {
		return ""
	}
	return strings.TrimSpace(strconv.Itoa(reply.Code) + " " + enhancedCode.FindString(reply.Msg))
}
