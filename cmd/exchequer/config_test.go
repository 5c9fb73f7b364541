package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// run is one run of the program with the given environment.
func run(t *testing.T, env []string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, complaints bytes.Buffer
	m := &Main{Args: args, Env: env, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &complaints}
	code = m.Run(context.Background())
	return out.String(), complaints.String(), code
}

func TestAllProblemsOfTheConfigurationAreReportedAtOnce(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	env := []string{
		"EXCHEQUER_ADDR=8080",
		"EXCHEQUER_ORIGIN=https://tax.example.gov/portal",
		"EXCHEQUER_DATA=" + file,
		"EXCHEQUER_DATABASE_URL=mysql://root:hunter2@db/x",
		"EXCHEQUER_KEY_FILE=" + t.TempDir(),
		"EXCHEQUER_SMTP_URL=smtp://u:hunter2@mail.example.gov?tls=none",
		"EXCHEQUER_MAIL_FROM=nobody",
		"EXCHEQUER_TLS=" + file + "," + file,
		"EXCHEQUER_REDIRECT_ADDR=:http",
		"EXCHEQUER_TRUSTED_PROXIES=10.0.0.0/8, proxy",
		"EXCHEQUER_REQUEST_LIMIT=many",
		"EXCHEQUER_SIGN_IN_LIMIT=-1",
		"EXCHEQUER_REFUSED_PASSWORDS=" + file,
		"EXCHEQUER_METRICS_ADDR=localhost",
		"EXCHEQUER_CLAMD=/run/clamd",
		"EXCHEQUER_OIDC_ISSUER=http://login.example.gov",
		"EXCHEQUER_OIDC_ACR=one two",
		"EXCHEQUER_OIDC_NAME=" + strings.Repeat("long ", 20),
		"EXCHEQUER_IDENTITY_OIDC_ISSUER=http://login.example.gov",
		"EXCHEQUER_IDENTITY_OIDC_ACR=one two",
		"EXCHEQUER_IDENTITY_OIDC_NAME=" + strings.Repeat("long ", 20),
	}
	_, stderr, code := run(t, env, "config")
	if code != exitUsage {
		t.Errorf("exit code %d, want %d", code, exitUsage)
	}
	for _, line := range env {
		name, _, _ := strings.Cut(line, "=")
		if !strings.Contains(stderr, "- "+name+": ") {
			t.Errorf("nothing is said of %s in:\n%s", name, stderr)
		}
	}
	if !strings.Contains(stderr, "21 settings need mending") {
		t.Errorf("the problems are not counted:\n%s", stderr)
	}
	if strings.Contains(stderr, "hunter2") {
		t.Errorf("a password was repeated:\n%s", stderr)
	}
}

func TestEveryRefusalOfASettingSaysWhatToDo(t *testing.T) {
	passwords := filepath.Join(t.TempDir(), "refused")
	if err := os.WriteFile(passwords, []byte("a fine one\nhunter2\thunter2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for setting, sentence := range map[string]string{
		"EXCHEQUER_ADDR=localhost":                          "Write it like 127.0.0.1:8080",
		"EXCHEQUER_ADDR=localhost:70000":                    "no port number between 0 and 65535",
		"EXCHEQUER_ORIGIN=tax.example.gov":                  "Write it like https://tax.example.gov",
		"EXCHEQUER_ORIGIN=ftp://tax.example.gov":            "is not a web address",
		"EXCHEQUER_ORIGIN=http://tax.example.gov":           "is not encrypted",
		"EXCHEQUER_ORIGIN=http://127.0.0.1:8080":            "passkeys are bound to a name",
		"EXCHEQUER_ORIGIN=https://[2001:db8::1]":            "passkeys are bound to a name",
		"EXCHEQUER_ORIGIN=https://u:p@tax.example.gov":      "more than a scheme, a host and a port",
		"EXCHEQUER_DATABASE_URL=data.db":                    "leave it out for SQLite",
		"EXCHEQUER_SMTP_URL=mail.example.gov:587":           "must begin with smtp:// or smtps://",
		"EXCHEQUER_SMTP_URL=smtp://localhost?tls=off":       "can only be none",
		"EXCHEQUER_SMTP_URL=smtp://localhost?x=1":           "tls=none",
		"EXCHEQUER_SMTP_URL=smtp://localhost":               "EXCHEQUER_MAIL_FROM is not",
		"EXCHEQUER_TLS=yes":                                 "none of off, auto",
		"EXCHEQUER_TLS=auto":                                "Set it to the https address",
		"EXCHEQUER_REDIRECT_ADDR=:80":                       "EXCHEQUER_TLS is off",
		"EXCHEQUER_CLAMD=tcp:localhost":                     "no host and port",
		"EXCHEQUER_OIDC_ISSUER=login.example.gov":           "must be an https address",
		"EXCHEQUER_OIDC_ISSUER=https://login.example.gov?x": "without a question mark",
		"EXCHEQUER_OIDC_ISSUER=https://login.example.gov":   "EXCHEQUER_OIDC_ACR is not",
		"EXCHEQUER_OIDC_CLIENT_ID=exchequer":                "EXCHEQUER_OIDC_ISSUER is not",
		"EXCHEQUER_OIDC_CLIENT_SECRET=hunter2":              "EXCHEQUER_OIDC_ISSUER is not",
		"EXCHEQUER_IDENTITY_OIDC_ISSUER=https://x.example":  "stand for an ID that was checked (IAL2)",
		"EXCHEQUER_IDENTITY_OIDC_CLIENT_SECRET=hunter2":     "EXCHEQUER_IDENTITY_OIDC_ISSUER is not",
		"EXCHEQUER_OIDC_CLIENT_SECRET_FILE=/does/not/exist": "EXCHEQUER_OIDC_CLIENT_SECRET_FILE cannot be read",
		"EXCHEQUER_DATABASE_URL_FILE=/does/not/exist":       "EXCHEQUER_DATABASE_URL_FILE cannot be read",
		"EXCHEQUER_REFUSED_PASSWORDS=/does/not/exist":       "the file cannot be read",
		"EXCHEQUER_REFUSED_PASSWORDS=" + passwords:          "refused: line 2: there is a character that nobody can type",
	} {
		_, stderr, code := run(t, []string{setting}, "config")
		if code != exitUsage || !strings.Contains(stderr, sentence) {
			t.Errorf("%s: exit code %d and %q, want %q", setting, code, stderr, sentence)
		}
		if strings.Contains(stderr, "hunter2") {
			t.Errorf("%s: a password was repeated: %s", setting, stderr)
		}
	}
}

func TestDefaultsWorkWithNothingSet(t *testing.T) {
	stdout, stderr, code := run(t, nil, "config")
	if code != exitOK || stderr != "" {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	for _, want := range []string{"127.0.0.1:8080", "http://localhost:8080"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("%q is not printed:\n%s", want, stdout)
		}
	}
}

func TestSecretsComeFromFilesAndAreNeverPrinted(t *testing.T) {
	file := filepath.Join(t.TempDir(), "smtp")
	if err := os.WriteFile(file, []byte("smtps://sender:hunter2@mail.example.gov\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	env := []string{
		"EXCHEQUER_SMTP_URL_FILE=" + file,
		"EXCHEQUER_MAIL_FROM=notices@example.gov",
		"EXCHEQUER_DATABASE_URL=postgres://app:hunter2@db/exchequer?password=hunter2",
		"EXCHEQUER_OIDC_ISSUER=https://login.example.gov", "EXCHEQUER_OIDC_CLIENT_ID=exchequer", "EXCHEQUER_OIDC_CLIENT_SECRET=hunter2",
		"EXCHEQUER_OIDC_ACR=urn:example:mfa",
		"EXCHEQUER_IDENTITY_OIDC_ISSUER=https://ids.example.gov", "EXCHEQUER_IDENTITY_OIDC_CLIENT_ID=exchequer", "EXCHEQUER_IDENTITY_OIDC_CLIENT_SECRET=hunter2",
		"EXCHEQUER_IDENTITY_OIDC_ACR=http://idmanagement.gov/ns/assurance/ial/2",
	}
	stdout, stderr, code := run(t, env, "config")
	if code != exitOK {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	if strings.Contains(stdout+stderr, "hunter2") || !strings.Contains(stdout, "smtps://mail.example.gov") {
		t.Errorf("printed:\n%s", stdout)
	}
	env = append(env, "EXCHEQUER_SMTP_URL=smtp://mail.example.gov")
	if _, stderr, code = run(t, env, "config"); code != exitUsage || !strings.Contains(stderr, "are both set") {
		t.Errorf("a secret given twice: exit code %d: %s", code, stderr)
	}
}

func TestFlagsWinOverTheEnvironment(t *testing.T) {
	stdout, _, code := run(t, []string{"EXCHEQUER_ADDR=:1111"}, "config", "--addr", ":2222")
	if code != exitOK || !strings.Contains(stdout, ":2222") || !strings.Contains(stdout, "http://localhost:2222") {
		t.Errorf("exit code %d:\n%s", code, stdout)
	}
	if _, stderr, code := run(t, nil, "config", "--adr", ":2222"); code != exitUsage || !strings.Contains(stderr, "-adr") {
		t.Errorf("an unknown flag: exit code %d: %s", code, stderr)
	}
}

func TestUnknownVariablesAreWarnedAbout(t *testing.T) {
	_, stderr, code := run(t, []string{"EXCHEQUER_ADRR=:1", "EXCHEQUER_KEY_FILE_FILE=x", "OTHER=1"}, "config")
	if code != exitOK || !strings.Contains(stderr, "EXCHEQUER_ADRR is set") || !strings.Contains(stderr, "EXCHEQUER_KEY_FILE_FILE") {
		t.Errorf("exit code %d: %s", code, stderr)
	}
	if strings.Contains(stderr, "OTHER") {
		t.Errorf("other programs' variables are no business of ours: %s", stderr)
	}
}

func TestOriginIsWrittenAsBrowsersWriteIt(t *testing.T) {
	for given, want := range map[string]string{
		"https://Tax.Example.gov/":         "https://tax.example.gov",
		"https://tax.example.gov:443":      "https://tax.example.gov",
		"https://tax.example.gov:8443":     "https://tax.example.gov:8443",
		"http://localhost:80":              "http://localhost",
		"http://counter.localhost:8080":    "http://counter.localhost:8080",
		"HTTPS://revenue.state.example.us": "https://revenue.state.example.us",
	} {
		c := &Config{}
		if err := setOrigin(c, given); err != nil || c.Origin.String() != want {
			t.Errorf("%s became %v (%v), want %s", given, c.Origin, err, want)
		}
	}
}

func TestHelpAndUnknownCommands(t *testing.T) {
	stdout, _, code := run(t, nil, "help")
	for _, c := range commands() {
		if !strings.Contains(stdout, "\n  "+c.name+" ") {
			t.Errorf("help does not list %s", c.name)
		}
	}
	if code != exitOK {
		t.Errorf("help: exit code %d", code)
	}
	if bare, _, _ := run(t, nil); bare != stdout {
		t.Error("exchequer alone is not exchequer help")
	}
	if _, stderr, code := run(t, nil, "sreve"); code != exitUsage || !strings.Contains(stderr, `no command "sreve"`) {
		t.Errorf("an unknown command: exit code %d: %s", code, stderr)
	}
	if stdout, _, code := run(t, nil, "config", "--help"); code != exitOK || !strings.Contains(stdout, "-addr") {
		t.Errorf("config --help: exit code %d: %s", code, stdout)
	}
}

func TestTheReadmeExplainsEverySetting(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range settings() {
		if row := "| `" + s.variable + "` | `--" + s.flag + "` |"; !strings.Contains(string(readme), row) {
			t.Errorf("the README has no row %s", row)
		}
	}
}
