package mail

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"html"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"regexp"
	"strings"
	"unicode/utf8"

	"exchequer/portal"
)

// What comes back is written by anyone. Reading it is bounded in every direction.
const (
	LargestReturn = 1 << 20 // bytes that are read and kept of one e-mail
	mostParts     = 40      // of one e-mail, all levels together
	deepestPart   = 6
	longestText   = 20_000 // characters that a clerk is shown
	longestHeader = 500
)

// ReadReturned reads an e-mail that came to the address for bounces: reports of delivery (RFC 3464), complaints (RFC
// 5965), answers of programs (RFC 3834), and everything else, which a clerk reads. bounce is
// EXCHEQUER_BOUNCE_ADDRESS, "" for none. It never fails: what it cannot read is unknown.
func ReadReturned(from io.Reader, bounce string) (portal.ReturnedMail, error) {
	raw, err := io.ReadAll(io.LimitReader(from, LargestReturn+1))
	if err != nil {
		return portal.ReturnedMail{}, err
	}
	r := portal.ReturnedMail{Kind: portal.ReturnUnknown, Raw: raw}
	if len(raw) > LargestReturn {
		r.Raw, r.Cut = raw[:LargestReturn], true
	}
	msg, err := mail.ReadMessage(bytes.NewReader(r.Raw))
	if err != nil {
		r.Text = shown(string(r.Raw), longestText)
		return r, nil
	}
	reader := returnReader{r: &r, bounce: bounce}
	reader.head(textproto.MIMEHeader(msg.Header))
	reader.part(textproto.MIMEHeader(msg.Header), msg.Body, 0)
	reader.decide(textproto.MIMEHeader(msg.Header))
	return r, nil
}

// returnReader walks through one e-mail.
type returnReader struct {
	r      *portal.ReturnedMail
	bounce string
	parts  int

	reports   []portal.ReturnKind // of each recipient
	status    string
	complaint bool
}

var decoder = mime.WordDecoder{CharsetReader: func(_ string, input io.Reader) (io.Reader, error) { return input, nil }}

func (v *returnReader) head(h textproto.MIMEHeader) {
	decoded := func(name string) string {
		text, err := decoder.DecodeHeader(h.Get(name))
		if err != nil {
			text = h.Get(name)
		}
		return shown(strings.Join(strings.Fields(text), " "), longestHeader)
	}
	v.r.From, v.r.Subject = decoded("From"), decoded("Subject")
	for _, name := range []string{"Delivered-To", "X-Original-To", "Envelope-To", "To", "Original-Mail-From", "Return-Path"} {
		for _, value := range h[name] {
			v.token(value)
		}
	}
}

// token looks for the address for bounces with a token behind the plus. A valid one is told from a forged one by whoever
// has the keys.
func (v *returnReader) token(text string) {
	at := strings.LastIndexByte(v.bounce, '@')
	if at < 0 || v.r.Token != "" || len(text) > 4*longestHeader {
		return
	}
	lower := strings.ToLower(text)
	before, after := strings.ToLower(v.bounce[:at])+"+", strings.ToLower(v.bounce[at:])
	_, rest, found := strings.Cut(lower, before)
	if !found {
		return
	}
	if token, _, found := strings.Cut(rest, after); found && token != "" && len(token) <= 64 && !strings.ContainsAny(token, " \t<>@,") {
		v.r.Token = token
	}
}

// part reads one part and those inside it.
func (v *returnReader) part(h textproto.MIMEHeader, body io.Reader, depth int) {
	if v.parts++; v.parts > mostParts || depth > deepestPart {
		return
	}
	kind, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil || kind == "" {
		kind = "text/plain"
	}
	body = decoded(h, body)
	switch {
	case strings.HasPrefix(kind, "multipart/") && params["boundary"] != "":
		parts := multipart.NewReader(body, params["boundary"])
		for {
			p, err := parts.NextRawPart()
			if err != nil {
				return
			}
			v.part(p.Header, p, depth+1)
			if v.parts > mostParts {
				return
			}
		}
	case kind == "message/delivery-status" || kind == "message/global-delivery-status":
		v.deliveryStatus(body)
	case kind == "message/feedback-report":
		v.feedback(body)
	case kind == "message/rfc822" || kind == "text/rfc822-headers" || kind == "message/global" || kind == "message/rfc822-headers":
		v.quoted(body)
	case strings.HasPrefix(kind, "text/"):
		text, _ := io.ReadAll(io.LimitReader(body, 8*longestText))
		said := string(text)
		if kind == "text/html" {
			said = withoutTags(said)
		}
		if v.r.Text == "" || kind == "text/plain" && len(v.r.Text) < longestText/2 {
			v.r.Text = shown(strings.TrimSpace(v.r.Text+"\n\n"+strings.TrimSpace(said)), longestText)
		}
	}
}

func decoded(h textproto.MIMEHeader, body io.Reader) io.Reader {
	switch strings.ToLower(strings.TrimSpace(h.Get("Content-Transfer-Encoding"))) {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		return quotedprintable.NewReader(body)
	}
	return body
}

// deliveryStatus reads the fields of a report: a block about the message, then one for each recipient.
func (v *returnReader) deliveryStatus(body io.Reader) {
	text := textproto.NewReader(bufio.NewReader(io.LimitReader(body, 64<<10)))
	for range mostParts {
		h, err := text.ReadMIMEHeader()
		if action := h.Get("Action"); action != "" {
			status := firstWord(h.Get("Status"))
			kind := portal.BounceKind(strings.TrimSpace(action), status)
			if kind == portal.ReturnHard || v.status == "" {
				v.status = status
			}
			v.reports = append(v.reports, kind)
		}
		if err != nil {
			return
		}
	}
}

// feedback reads a complaint. "not-spam" takes one back, and other types are for a person.
func (v *returnReader) feedback(body io.Reader) {
	h, _ := textproto.NewReader(bufio.NewReader(io.LimitReader(body, 64<<10))).ReadMIMEHeader()
	switch strings.ToLower(strings.TrimSpace(h.Get("Feedback-Type"))) {
	case "abuse", "fraud", "virus", "opt-out":
		v.complaint = true
	}
	for _, name := range []string{"Original-Mail-From", "Original-Rcpt-To"} {
		v.token(h.Get(name))
	}
}

// quoted reads the head of our own e-mail, as it was returned.
func (v *returnReader) quoted(body io.Reader) {
	h, _ := textproto.NewReader(bufio.NewReader(io.LimitReader(body, 64<<10))).ReadMIMEHeader()
	if id := h.Get("Message-Id"); id != "" && len(v.r.MessageID) < 5 {
		left, _, _ := strings.Cut(strings.Trim(strings.TrimSpace(id), "<>"), "@")
		if len(left) == 36 {
			v.r.MessageID = append(v.r.MessageID, strings.ToLower(left))
		}
	}
	v.token(h.Get("Return-Path"))
}

// decide says what the whole is. A report is believed only as a report: multipart/report with its machine-readable part.
func (v *returnReader) decide(h textproto.MIMEHeader) {
	kind, params, _ := mime.ParseMediaType(h.Get("Content-Type"))
	isReport := func(of string) bool {
		return kind == "multipart/report" && strings.EqualFold(params["report-type"], of)
	}
	v.r.Status = shown(v.status, 20)
	switch {
	case isReport("feedback-report") && v.complaint:
		v.r.Kind = portal.ReturnComplaint
	case isReport("delivery-status") && len(v.reports) > 0:
		v.r.Kind = worst(v.reports)
	case autoReply(h):
		v.r.Kind = portal.ReturnAutoReply
	}
}

// worst is the kind of a report about several recipients. We write to one at a time.
func worst(reports []portal.ReturnKind) portal.ReturnKind {
	for _, kind := range []portal.ReturnKind{portal.ReturnHard, portal.ReturnSoft} {
		for _, r := range reports {
			if r == kind {
				return kind
			}
		}
	}
	return portal.ReturnUnknown
}

// autoReply reports that a program answered: by RFC 3834, or as older programs say it.
func autoReply(h textproto.MIMEHeader) bool {
	auto := strings.ToLower(strings.TrimSpace(h.Get("Auto-Submitted")))
	return strings.HasPrefix(auto, "auto-replied") || h.Get("X-Autoreply") != "" || h.Get("X-Autorespond") != "" ||
		strings.EqualFold(strings.TrimSpace(h.Get("Precedence")), "auto_reply")
}

func firstWord(text string) string {
	word, _, _ := strings.Cut(strings.TrimSpace(text), " ")
	return word
}

var tags = regexp.MustCompile(`(?s)<(?:style|script)[^>]*>.*?</(?:style|script)>|<[^>]*>`)

func withoutTags(markup string) string {
	return html.UnescapeString(tags.ReplaceAllString(markup, " "))
}

// shown is text that can be shown and kept: valid, visible, and no longer than most characters.
func shown(text string, most int) string {
	text = portal.Visible(strings.ReplaceAll(text, "\r\n", "\n"))
	if utf8.RuneCountInString(text) > most {
		text = string([]rune(text)[:most])
	}
	return text
}
