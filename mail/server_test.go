package mail

import (
	"strings"
	"testing"
)

func TestMailServerAddressesAreRead(t *testing.T) {
	for raw, want := range map[string]string{
		"smtp://exchequer:p%40ss@mail.example.org":             "mail.example.org:587 (STARTTLS) exchequer p@ss",
		"smtp://exchequer:secret@mail.example.org:2525":        "mail.example.org:2525 (STARTTLS) exchequer secret",
		"smtps://exchequer:secret@mail.example.org":            "mail.example.org:465 (TLS) exchequer secret",
		"smtp://mail.example.org/":                             "mail.example.org:587 (STARTTLS)  ",
		"smtp://127.0.0.1:1025?tls=none":                       "127.0.0.1:1025 (none)  ",
		"smtp://[::1]:1025?tls=none":                           "[::1]:1025 (none)  ",
		"smtp://localhost?tls=none":                            "localhost:25 (none)  ",
		" smtps://exchequer%40example.org:x@mail.example.org ": "mail.example.org:465 (TLS) exchequer@example.org x",
	} {
		s, err := ParseURL(raw)
		if got := s.String() + " " + s.User + " " + s.Password; err != nil || got != want {
			t.Errorf("%s: %q %v, want %q", raw, got, err, want)
		}
	}
}

func TestMailServerAddressProblemsAreSentencesWithoutThePassword(t *testing.T) {
	for raw, wants := range map[string][]string{
		"":                                    {"must begin with smtp://", "names no server"},
		"mail.example.org":                    {"must begin with smtp://"},
		"http://u:hunter2@mail.example.org":   {"must begin with smtp://"},
		"smtp://u:hunter2@mail.example.org:0": {"port must be a number"},
		"smtp://u:hunter2@mail.example.org:99999": {"port must be a number"},
		"smtp://u:hunter2@mail.example.org:x":     {"cannot be read"},
		"smtp://u:hunter2%zz@mail.example.org":    {"cannot be read"},
		"smtp://u@mail.example.org":               {"both a user name and a password"},
		"smtp://:hunter2@mail.example.org":        {"both a user name and a password"},
		"smtp://u:hunter2%0d%0a@mail.example.org": {"line breaks"},
		"smtp://mail.example.org?tls=none":        {"only on this machine"},
		"smtp://127.0.0.1.example.org?tls=none":   {"only on this machine"},
		"smtp://localhost?tls=maybe":              {"can only be none"},
		"smtps://localhost?tls=none":              {"Choose one"},
		"smtp://localhost?starttls=no":            {"only one setting"},
		"smtp://localhost/inbox":                  {"ends after the port"},
		"ftp://u@:0/x?tls=none": {"must begin with smtp://", "names no server", "ends after the port",
			"only on this machine", "port must be a number", "both a user name and a password"},
	} {
		_, err := ParseURL(raw)
		if err == nil {
			t.Errorf("%s: accepted", raw)
			continue
		}
		for _, want := range wants {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %q does not say %q", raw, err, want)
			}
		}
		for line := range strings.SplitSeq(err.Error(), "\n") {
			if !strings.HasSuffix(line, ".") || strings.Contains(line, "hunter2") {
				t.Errorf("%s: %q is not a sentence to show", raw, line)
			}
		}
	}
}

func TestTheSenderIsOneBareAddress(t *testing.T) {
	for raw, want := range map[string]string{
		"no-reply@revenue.example.gov":                          "no-reply@revenue.example.gov",
		" Department of Revenue <no-reply@revenue.example.gov>": "no-reply@revenue.example.gov",
		"":                                 "",
		"revenue":                          "",
		"a@example.org, b@example.org":     "",
		"a@example.org\r\nBcc: b@evil.org": "",
	} {
		got, err := ParseSender(raw)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q %v", raw, got, err)
		}
	}
}

func FuzzParseURL(f *testing.F) {
	f.Add("smtp://exchequer:hunter2@mail.example.org:587")
	f.Add("smtps://u:p@[::1]:465?tls=none#x")
	f.Fuzz(func(t *testing.T, raw string) {
		s, err := ParseURL(raw)
		if err == nil && (s.Host == "" || s.Port < 1 || s.Port > 65535 || (s.Encryption == None && !loopback(s.Host))) {
			t.Errorf("%q was read as %v", raw, s)
		}
	})
}
