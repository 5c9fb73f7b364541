package mail

import (
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"unicode"

	gomail "github.com/wneessen/go-mail"

	"exchequer/portal"
)

// errUnwritable is an e-mail that no try can send: it has no address or no words.
var errUnwritable = errors.New("mail cannot be written")

// write puts the words onto an envelope. The same mail always gets the same Message-ID and date, so that a
// mail server or a reader recognises the one possible duplicate: a crash after the server took it over.
func write(m portal.Mail, sender, origin string, words portal.MailWords) (*gomail.Msg, error) {
	if !portal.MailAddressable(m.To) || m.ID == "" || words.Subject == "" || words.Text == "" {
		return nil, errUnwritable
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent(), gomail.WithEncoding(gomail.EncodingQP))
	msg.FromMailAddress(&mail.Address{Name: strings.ReplaceAll(oneLine(words.Sender), `\`, ""), Address: sender})
	msg.ToMailAddress(&mail.Address{Address: m.To})
	msg.Subject(oneLine(words.Subject))
	msg.SetMessageIDWithValue(m.ID + "@" + domain(sender))
	msg.SetDateWithValue(m.CreatedAt)
	// RFC 3834: no vacation reply may answer us, and Exchange listens to its own header alone.
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader("X-Auto-Response-Suppress", "All")
	msg.SetGenHeader("Content-Language", string(m.Language))
	if token := m.Params[portal.UnsubscribeParam]; token != "" && origin != "" {
		// RFC 8058: a mail program ends elective mail with one POST to this address, without asking anything.
		msg.SetGenHeader("List-Unsubscribe", "<"+origin+m.Language.Prefix()+"/unsubscribe/"+token+">")
		msg.SetGenHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
	msg.SetBodyString(gomail.TypeTextPlain, words.Text)
	if words.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, words.HTML)
	}
	if len(msg.GetTo()) != 1 || len(msg.GetFrom()) != 1 {
		return nil, fmt.Errorf("%w: the envelope did not take its addresses", errUnwritable)
	}
	return msg, nil
}

// oneLine keeps what people typed from beginning a header of its own, from turning a line's direction, and from
// passing as an encoded word ("=?utf-8?q?…?="), which a reader would decode into anything.
func oneLine(text string) string {
	line := strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == unicode.ReplacementChar
	}), " ")
	return strings.ReplaceAll(line, "=?", "= ?")
}

func domain(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }
