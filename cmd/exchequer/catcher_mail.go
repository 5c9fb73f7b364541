package main

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// caughtMail is one e-mail as /messages.json tells it.
type caughtMail struct {
	Number  int       `json:"-"`
	To      string    `json:"to"`
	From    string    `json:"from"`
	Subject string    `json:"subject"`
	Text    string    `json:"text"`
	HTML    string    `json:"html"`
	At      time.Time `json:"at"`

	Headers []caughtHeader `json:"-"`
	Source  []byte         `json:"-"`
}

type caughtHeader struct{ Name, Value string }

// readCaught takes an e-mail apart. One that cannot be read is kept all the same: its source says what is wrong.
func readCaught(from string, to []string, source []byte, at time.Time) caughtMail {
	m := caughtMail{To: strings.Join(to, ", "), From: from, Source: source, At: at}
	parsed, err := mail.ReadMessage(bytes.NewReader(source))
	if err != nil {
		m.Text = string(source)
		return m
	}
	m.Subject = decodeHeader(parsed.Header.Get("Subject"))
	if list, err := parsed.Header.AddressList("From"); err == nil && len(list) == 1 {
		m.From = list[0].Address
	}
	for _, name := range []string{"From", "Date", "Message-Id", "Auto-Submitted", "Content-Language"} {
		if value := parsed.Header.Get(name); value != "" {
			m.Headers = append(m.Headers, caughtHeader{name, decodeHeader(value)})
		}
	}
	m.readPart(textproto.MIMEHeader(parsed.Header), parsed.Body, 0)
	return m
}

// readPart keeps the first plain text and the first HTML that it meets, however deep they lie.
func (m *caughtMail) readPart(header textproto.MIMEHeader, body io.Reader, depth int) {
	kind, params, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil {
		kind = "text/plain"
	}
	if strings.HasPrefix(kind, "multipart/") && depth < 5 {
		parts := multipart.NewReader(body, params["boundary"])
		for {
			part, err := parts.NextRawPart()
			if err != nil {
				return
			}
			m.readPart(part.Header, part, depth+1)
		}
	}
	into := map[string]*string{"text/plain": &m.Text, "text/html": &m.HTML}[kind]
	if into == nil || *into != "" {
		return
	}
	switch strings.ToLower(header.Get("Content-Transfer-Encoding")) {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	content, _ := io.ReadAll(body) // what can be read of it is shown
	*into = strings.ReplaceAll(inUTF8(content, params["charset"]), "\r\n", "\n")
}

// inUTF8 understands what mail is written in nowadays, and the Latin-1 of older programs.
func inUTF8(content []byte, charset string) string {
	if strings.EqualFold(charset, "iso-8859-1") || (!utf8.Valid(content) && charset == "") {
		runes := make([]rune, len(content))
		for i, b := range content {
			runes[i] = rune(b)
		}
		return string(runes)
	}
	return strings.ToValidUTF8(string(content), "\uFFFD")
}

func decodeHeader(value string) string {
	decoded, err := new(mime.WordDecoder).DecodeHeader(value)
	if err != nil {
		return value
	}
	return decoded
}

var addressLike = regexp.MustCompile(`https?://[^\s<>"]+`)

// Links are the addresses that the text holds, so that the page can offer them: account mail is of no use without.
func (m caughtMail) Links() []string { return addressLike.FindAllString(m.Text, -1) }
