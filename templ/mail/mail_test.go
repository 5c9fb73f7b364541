package mail

import (
	"go/ast"
	"go/parser"
	"go/token"
	"html"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"exchequer/portal"
	"exchequer/static"
)

var profile = portal.Profile{
	Name: "Department of Revenue", Names: map[string]string{"en": "Tamarack Department of Revenue", "es": "Departamento de Rentas Públicas de Tamarack"},
	Phone: "(555) 010-4400", Relay: "711", TimeZone: "America/Chicago", Colour: "#1c5b4a",
	Hours: map[string]string{"en": "Monday to Friday, 8 a.m. to 5 p.m.", "es": "De lunes a viernes, de 8 a. m. a 5 p. m."},
}

// params hold every name that any notice uses.
var params = portal.Params{
	"name": "Rosa Delgado", "reference": "AR-2026-000123", "acknowledge_by": "2026-11-23", "deliver_by": "2026-12-08",
	"meet_by": "2026-12-05", "answer_by": "2026-12-20", "appeal_by": "2027-01-04", "decide_by": "2027-01-19",
	"page": "/forms/w-4", "requests": "3", "by": "Walt Emerson", "passkey": "Blue key", "device": "Firefox on Linux",
	"authenticator": "passkey", "role": "supervisor", "person": "Tomás Oyelaran",
	"secret": "https://revenue.example.gov/invitation/c0ffee",
}

func write(t *testing.T, notice portal.Notice, language portal.Language, p portal.Params) portal.MailWords {
	t.Helper()
	w, err := NewComposer(profile).Write(portal.Mail{ID: "1", To: "rosa@example.org", Language: language, Notice: notice,
		Params: p, CreatedAt: time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// notices finds every Notice constant of portal in its source, so that none can be forgotten here.
func notices(t *testing.T) map[portal.Notice]string {
	t.Helper()
	files, err := filepath.Glob("../../portal/*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := map[portal.Notice]string{}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(node ast.Node) bool {
			spec, ok := node.(*ast.ValueSpec)
			if !ok || len(spec.Values) == 0 {
				return true
			}
			if kind, ok := spec.Type.(*ast.Ident); !ok || kind.Name != "Notice" {
				return true
			}
			value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			found[portal.Notice(value)] = spec.Names[0].Name
			return true
		})
	}
	if len(found) < 20 {
		t.Fatalf("only %d notices found: has portal moved?", len(found))
	}
	return found
}

func TestEveryNoticeHasATemplateAndANameOfItsOwn(t *testing.T) {
	declared := notices(t)
	names := map[string]bool{}
	for notice, constant := range declared {
		if _, ok := templates[notice]; !ok {
			t.Errorf("portal.%s has no mail template", constant)
		}
		if name := NameOf(notice); names[name] || name == string(notice) {
			t.Errorf("portal.%s has no name of its own: %q", constant, name)
		} else {
			names[name] = true
		}
	}
	for notice := range templates {
		if declared[notice] == "" {
			t.Errorf("the template for %q belongs to no notice", notice)
		}
	}
	if _, err := NewComposer(profile).Write(portal.Mail{Notice: "unknown"}); err == nil || NameOf("unknown") != "unknown" {
		t.Error("an unknown notice was written")
	}
}

// accountMail may carry a link. Nothing else may.
var accountMail = []portal.Notice{portal.NoticeInvited, portal.NoticeConfirmEmail, portal.NoticeNewPasswordLink, portal.NoticeRecoveryBegun, portal.NoticeRecoveryReady, portal.NoticeConfirmAddress, portal.NoticeRecoveryLink}

var (
	linkLike = regexp.MustCompile(`(?i)https?:|www\.|mailto:|tel:|href=|src=|url\(`)
	// What would tell a reader over someone's shoulder more than that something waits.
	confidential = regexp.MustCompile(`(?i)\$|\bUSD\b|\bSSN\b|\bITIN\b|\bEIN\b|refund|balance|owed?\b|amount|income|penalt|audit(ed)?\b|disab(led|ility)|blind|deaf|medical|account number|reembolso|saldo|deuda|importe|ingresos|multa|discapaci|cieg|sord|médic`)
	numberLike   = regexp.MustCompile(`\b\d{3}-?\d{2}-?\d{4}\b|\b\d{8,}\b`)
)

func TestNoNoticeHoldsALinkOrAConfidentialWord(t *testing.T) {
	for notice := range templates {
		for _, language := range portal.Languages {
			w := write(t, notice, language, params)
			markup := w.HTML
			if slices.Contains(accountMail, notice) {
				if strings.Count(w.Text, params["secret"]) != 1 || strings.Count(markup, `href="`+params["secret"]+`"`) != 1 {
					t.Errorf("%s in %s does not carry its link once", notice, language)
				}
				w.Text = strings.ReplaceAll(w.Text, params["secret"], "")
				markup = strings.ReplaceAll(markup, `href="`+params["secret"]+`"`, "")
			}
			all := w.Subject + "\n" + w.Text + "\n" + markup
			if found := linkLike.FindString(all); found != "" {
				t.Errorf("%s in %s holds a link: %s", notice, language, found)
			}
			if strings.Contains(all, "c0ffee") {
				t.Errorf("%s in %s shows the secret outside its link", notice, language)
			}
			if found := confidential.FindString(all); found != "" {
				t.Errorf("%s in %s says %q", notice, language, found)
			}
			if found := numberLike.FindString(w.Text); found != "" {
				t.Errorf("%s in %s holds a number like %q", notice, language, found)
			}
			if strings.Contains(markup, "<img") || strings.Contains(markup, "<script") || strings.Contains(markup, "@import") {
				t.Errorf("%s in %s loads something", notice, language)
			}
		}
	}
}

// A subject stands in lists that others see.
func TestSubjectsTellNothing(t *testing.T) {
	for notice := range templates {
		for _, language := range portal.Languages {
			s := write(t, notice, language, params).Subject
			for _, word := range []string{"Rosa", "accessib", "accesib", "Tomás", "Braille"} {
				if strings.Contains(s, word) {
					t.Errorf("%s in %s: the subject %q says %q", notice, language, s, word)
				}
			}
			if s == "" || len(s) > 90 {
				t.Errorf("%s in %s: the subject is %q", notice, language, s)
			}
		}
	}
}

func TestEveryNoticeSaysWhoItIsForHowToCheckItAndWhoSentIt(t *testing.T) {
	for notice := range templates {
		for language, says := range map[portal.Language][]string{
			portal.English: {"Hello, Rosa Delgado:", "How to check that this e-mail is genuine", "We will never ask you for your user ID or password, banking information or full Social Security number.",
				"Tamarack Department of Revenue", "Telephone (555) 010-4400", "711", "Nobody reads replies"},
			portal.Spanish: {"Hola, Rosa Delgado:", "Cómo comprobar", "Nunca le pediremos", "Departamento de Rentas Públicas", "Teléfono (555) 010-4400", "De lunes a viernes", "Nadie lee"},
		} {
			w := write(t, notice, language, params)
			flat := strings.Join(strings.Fields(w.Text), " ")
			readable := html.UnescapeString(w.HTML)
			for _, want := range says {
				if !strings.Contains(flat, want) {
					t.Errorf("%s in %s: the text does not say %q", notice, language, want)
				}
				if !strings.Contains(readable, want) {
					t.Errorf("%s in %s: the page does not say %q", notice, language, want)
				}
			}
			if !strings.Contains(w.HTML, `<html lang="`+string(language)+`">`) {
				t.Errorf("%s: the page does not name its language", notice)
			}
			for line := range strings.Lines(w.Text) {
				if len([]rune(strings.TrimRight(line, "\n"))) > 76 {
					t.Errorf("%s in %s: a line is too long: %q", notice, language, line)
				}
			}
		}
	}
}

func TestTextAndPageSayTheSame(t *testing.T) {
	tags := regexp.MustCompile(`(?s)<head>.*</head>|<[^>]*>`)
	words := func(s string) map[string]bool {
		set := map[string]bool{}
		for _, word := range regexp.MustCompile(`[\p{L}\p{N}]+`).FindAllString(s, -1) {
			set[word] = true
		}
		return set
	}
	for notice := range templates {
		w := write(t, notice, portal.Spanish, params)
		text, page := words(w.Subject+" "+strings.ReplaceAll(w.Text, params["secret"], "")), words(html.UnescapeString(tags.ReplaceAllString(w.HTML, " ")))
		if !maps.Equal(text, page) {
			t.Errorf("%s: the text and the page differ:\n%v\n%v", notice, text, page)
		}
	}
}

func TestEveryNoticeIsSpanishInSpanish(t *testing.T) {
	english := regexp.MustCompile(`\b(the|your|you|and|was|with|from)\b`)
	for notice := range templates {
		w := write(t, notice, portal.Spanish, params)
		if found := english.FindString(w.Text); found != "" {
			t.Errorf("%s in Spanish says %q:\n%s", notice, found, w.Text)
		}
	}
	if len(static.Catalogue("es")) == 0 {
		t.Fatal("there is no Spanish at all")
	}
}

func TestNoticesTellTheirFacts(t *testing.T) {
	for _, c := range []struct {
		notice   portal.Notice
		language portal.Language
		want     []string
	}{
		{portal.AccessibilityReceivedNotice, portal.English, []string{"Reference: AR-2026-000123", "by: Monday, November 23, 2026"}},
		{portal.AccessibilityAcknowledgedNotice, portal.Spanish, []string{"Referencia: AR-2026-000123", "Fecha límite de nuestra respuesta: martes, 8 de diciembre de 2026"}},
		{portal.GrievanceAnsweredNotice, portal.English, []string{"You can appeal until: Monday, January 4, 2027"}},
		{portal.PageDefectNotice, portal.English, []string{"Page: /forms/w-4", "Reports so far: 3"}},
		{portal.NoticePasskeyBound, portal.English, []string{"Passkey: Blue key", "When: Friday, November 20, 2026, at 10:00 a.m. CST"}},
		{portal.NoticeNewDevice, portal.English, []string{"Device: Firefox on Linux"}},
		{portal.NoticeRoleChanged, portal.Spanish, []string{"Función nueva: Supervisor"}},
		{portal.NoticeInvited, portal.English, []string{"Invited by: Walt Emerson", "within 24 hours"}},
		{portal.NoticeStaffHeld, portal.English, []string{"Account: Tomás Oyelaran"}},
	} {
		flat := strings.Join(strings.Fields(write(t, c.notice, c.language, params).Text), " ")
		for _, want := range c.want {
			if !strings.Contains(flat, want) {
				t.Errorf("%s in %s does not say %q:\n%s", c.notice, c.language, want, flat)
			}
		}
	}
}

// Anyone can fill in a public form with someone else's address: what they typed must not turn our mail into theirs.
func TestWhatStrangersTypeCarriesNoAddress(t *testing.T) {
	for name, want := range map[string]string{
		"Rosa Delgado":                   "Rosa Delgado",
		"  Rosa   M. Delgado, Jr. ":      "Rosa M. Delgado, Jr.",
		"María-José O’Neill":             "María-José O’Neill",
		"李小龍":                            "李小龍",
		"visit evil.example":             "",
		"http://evil":                    "",
		"call 5550100":                   "",
		"rosa@evil.example":              "",
		"<b>Rosa</b>":                    "",
		"Rosa\r\nBcc: x":                 "",
		strings.Repeat("Rosa ", 20):      "",
		"Rosa\u202e":                     "",
		"Win a prize: evil。example/x":    "",
		"":                               "",
		"Rosa & co. (www.evil.example) ": "",
	} {
		if got := printable(name); got != want {
			t.Errorf("%q is greeted as %q, want %q", name, got, want)
		}
	}
	p := maps.Clone(params)
	p["page"] = "https://evil.example/forms"
	if w := write(t, portal.PageDefectNotice, portal.English, p); strings.Contains(w.Text+w.HTML, "evil") {
		t.Error("a stranger's address stands in an e-mail to a page's owner")
	}
	p["secret"] = "javascript:alert(1)"
	if w := write(t, portal.NoticeInvited, portal.English, p); strings.Contains(w.HTML, "javascript:") {
		t.Error("a script stands in a link")
	}
}

func TestAnEmptyNoteIsStillALetter(t *testing.T) {
	for notice := range templates {
		w := write(t, notice, portal.English, nil)
		if !strings.HasPrefix(w.Text, "Hello:\n") || strings.Contains(w.Text, "%!") || strings.Contains(w.Text, ": \n") {
			t.Errorf("%s without params:\n%s", notice, w.Text)
		}
	}
}

// Whatever stands in the params, the letter stays one letter: nothing of it becomes markup, and nothing is cut off.
func TestNothingInANoteBecomesMarkup(t *testing.T) {
	tags := regexp.MustCompile(`<[a-zA-Z!/][^>]*>`)
	all := slices.Sorted(maps.Keys(templates))
	plain := map[portal.Notice]int{}
	for _, notice := range all {
		plain[notice] = len(tags.FindAllString(write(t, notice, portal.English, params).HTML, -1))
	}
	rapid.Check(t, func(r *rapid.T) {
		notice := rapid.SampledFrom(all).Draw(r, "notice")
		p := maps.Clone(params)
		field := rapid.SampledFrom([]string{"name", "passkey", "device", "by", "person", "requests"}).Draw(r, "field")
		p[field] = "x" + rapid.OneOf(rapid.String(), rapid.Just(`"><script>alert(1)</script>`), rapid.Just("</p><a href=https://evil.example>"), rapid.Just("\r\n.\r\nRCPT TO:<x@evil.example>")).Draw(r, "value")
		w, err := NewComposer(profile).Write(portal.Mail{Notice: notice, Language: portal.English, Params: p})
		if err != nil {
			r.Fatal(err)
		}
		if n := len(tags.FindAllString(w.HTML, -1)); n > plain[notice] {
			r.Fatalf("%s with %s %q has %d tags, %d without", notice, field, p[field], n, plain[notice])
		}
		if !strings.HasSuffix(w.Text, "Nobody reads replies to this e-mail.\n") || !strings.HasSuffix(w.HTML, "</html>") {
			r.Fatalf("%s with %s %q is cut off", notice, field, p[field])
		}
		if strings.ContainsAny(w.Subject, "\r\n") {
			r.Fatalf("the subject is %q", w.Subject)
		}
	})
}
