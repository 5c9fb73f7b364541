package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"exchequer/handlers"
	"exchequer/mail"
	"exchequer/portal"
)

// Config is everything that an operator may set. It is read once, checked whole, and never changes.
type Config struct {
	Addr             string   // host:port
	Origin           *url.URL // scheme and host alone; its host is the passkeys' relying party
	Data             string   // folder
	DatabaseURL      string   // "" is SQLite in Data
	KeyFile          string
	SMTP             *mail.Server // nil: mail waits in the outbox
	MailFrom         string
	BounceAddress    string // where mail comes back to, "" for MailFrom
	TLS              TLS
	RedirectAddr     string // host:port, "" for none
	TrustedProxies   []netip.Prefix
	MetricsAddr      string                  // host:port, "" for none
	RequestLimit     int                     // requests of one address in 5 minutes, 0 for no limit
	SignInLimit      int                     // tries to sign in from one address in a minute, 0 for no limit
	RefusedPasswords portal.RefusedPasswords // nil: the built-in list stands alone
	Clamd            string                  // "unix:/path" or "tcp:host:port", "" for none
	OIDC             handlers.OpenID         // the agency's own sign-in for staff; Issuer "" for none
	IdentityOIDC     handlers.OpenID         // a provider that has proved who people are; Issuer "" for none

	// Warnings do not stop the program, but somebody should read them.
	Warnings []string

	sources map[string]string // variable → where its value came from, for `exchequer config`
	values  map[string]string // variable → its effective value, as written
}

// setting is one row of the table below: all that the program knows about one variable.
type setting struct {
	variable, flag, initial, meaning string
	secret                           bool // may come from a file named by VARIABLE_FILE; never printed whole
	set                              func(c *Config, value string) error
}

// settings is the table of settings, in the order in which they are explained to people. A setter is called
// with what was given, or with the initial value, and never with "" unless that is the initial value.
func settings() []setting {
	return []setting{
		{variable: "EXCHEQUER_ADDR", flag: "addr", initial: "127.0.0.1:8080", meaning: "where it listens", set: setAddr},
		{variable: "EXCHEQUER_ORIGIN", flag: "origin", meaning: "its public address (http://localhost with the port of EXCHEQUER_ADDR)", set: setOrigin},
		{variable: "EXCHEQUER_DATA", flag: "data", initial: "data", meaning: "the folder of the database, sealed files, keys and profile", set: setData},
		{variable: "EXCHEQUER_DATABASE_URL", flag: "database-url", secret: true, meaning: "postgres://… instead of SQLite in the data folder", set: setDatabaseURL},
		{variable: "EXCHEQUER_KEY_FILE", flag: "key-file", meaning: "the sealing keys (keys.json in the data folder)", set: setKeyFile},
		{variable: "EXCHEQUER_SMTP_URL", flag: "smtp-url", secret: true, meaning: "smtp://user:password@host:587 or smtps://…; without it mail waits in the outbox", set: setSMTPURL},
		{variable: "EXCHEQUER_MAIL_FROM", flag: "mail-from", meaning: "the sender of all mail", set: setMailFrom},
		{variable: "EXCHEQUER_BOUNCE_ADDRESS", flag: "bounce-address", meaning: "where mail that cannot be delivered comes back to; +TOKEN is put before its @ (the sender)", set: setBounceAddress},
		{variable: "EXCHEQUER_TLS", flag: "tls", initial: "off", meaning: "off (behind a proxy), auto (ACME), or CERTIFICATE,KEY files", set: setTLS},
		{variable: "EXCHEQUER_REDIRECT_ADDR", flag: "redirect-addr", meaning: "with TLS, where plain HTTP is sent on from, such as :80", set: setRedirectAddr},
		{variable: "EXCHEQUER_TRUSTED_PROXIES", flag: "trusted-proxies", meaning: "addresses or networks whose X-Forwarded-For counts", set: setTrustedProxies},
		{variable: "EXCHEQUER_REQUEST_LIMIT", flag: "request-limit", initial: "300", meaning: "requests from one address in 5 minutes, 0 for no limit", set: setRequestLimit},
		{variable: "EXCHEQUER_SIGN_IN_LIMIT", flag: "sign-in-limit", initial: "20", meaning: "tries to sign in from one address in a minute, 0 for no limit", set: setSignInLimit},
		{variable: "EXCHEQUER_REFUSED_PASSWORDS", flag: "refused-passwords", meaning: "a file of passwords that nobody may choose, one a line, beside the built-in list", set: setRefusedPasswords},
		{variable: "EXCHEQUER_METRICS_ADDR", flag: "metrics-addr", meaning: "a separate listener for /metrics", set: setMetricsAddr},
		{variable: "EXCHEQUER_CLAMD", flag: "clamd", meaning: "unix:/path or tcp:host:port of clamd; without it the built-in checks stand alone", set: setClamd},
		{variable: "EXCHEQUER_OIDC_ISSUER", flag: "oidc-issuer", meaning: "the address of the agency's own sign-in for staff (OpenID Connect), exactly as it calls itself", set: agencyUse.setIssuer},
		{variable: "EXCHEQUER_OIDC_CLIENT_ID", flag: "oidc-client-id", meaning: "as whom the agency knows this site", set: agencyUse.setClientID},
		{variable: "EXCHEQUER_OIDC_CLIENT_SECRET", flag: "oidc-client-secret", secret: true, meaning: "the secret that the agency gave for it", set: agencyUse.setClientSecret},
		{variable: "EXCHEQUER_OIDC_ACR", flag: "oidc-acr", meaning: "the authentication contexts that count as two factors, with commas between", set: agencyUse.setContexts},
		{variable: "EXCHEQUER_OIDC_NAME", flag: "oidc-name", meaning: "what the button calls it: \"Sign in with …\" (your agency account)", set: agencyUse.setName},
		{variable: "EXCHEQUER_IDENTITY_OIDC_ISSUER", flag: "identity-oidc-issuer", meaning: "the address of a provider that has checked people's IDs (OpenID Connect), exactly as it calls itself", set: federatedUse.setIssuer},
		{variable: "EXCHEQUER_IDENTITY_OIDC_CLIENT_ID", flag: "identity-oidc-client-id", meaning: "as whom it knows this site", set: federatedUse.setClientID},
		{variable: "EXCHEQUER_IDENTITY_OIDC_CLIENT_SECRET", flag: "identity-oidc-client-secret", secret: true, meaning: "the secret that it gave for it", set: federatedUse.setClientSecret},
		{variable: "EXCHEQUER_IDENTITY_OIDC_ACR", flag: "identity-oidc-acr", meaning: "the authentication contexts that stand for an ID that was checked (IAL2), with commas between", set: federatedUse.setContexts},
		{variable: "EXCHEQUER_IDENTITY_OIDC_NAME", flag: "identity-oidc-name", meaning: "what the button calls it: \"Prove it with …\" (a sign-in service)", set: federatedUse.setName},
	}
}

// configure reads the settings and the command's own flags, which define adds. Flags win over the environment.
// All problems come back at once, in one usageError.
func (m *Main) configure(command string, args []string, define func(*flag.FlagSet)) (*Config, []string, error) {
	flags := flag.NewFlagSet("exchequer "+command, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	given := map[string]*string{}
	for _, s := range settings() {
		given[s.variable] = flags.String(s.flag, "", s.meaning)
	}
	if define != nil {
		define(flags)
	}
	if err := flags.Parse(args); err != nil {
		if err == flag.ErrHelp {
			fmt.Fprintf(m.Stdout, "exchequer %s [flags]\n", command)
			flags.SetOutput(m.Stdout)
			flags.PrintDefaults()
			return nil, nil, err
		}
		return nil, nil, usage("%s: %v. `exchequer %s --help` lists the flags.", command, err, command)
	}

	c := &Config{sources: map[string]string{}, values: map[string]string{}}
	var problems []string
	for _, s := range settings() {
		value, source, err := m.value(s, flags, *given[s.variable])
		if err != nil {
			problems = append(problems, err.Error())
			continue
		}
		if err := s.set(c, value); err != nil {
			problems = append(problems, s.variable+": "+err.Error())
			continue
		}
		c.values[s.variable], c.sources[s.variable] = value, source
	}
	if len(problems) == 0 { // what follows compares settings that were each understood
		problems = c.compare()
	}
	if len(problems) > 0 {
		return nil, nil, &usageError{complain(problems)}
	}
	c.Warnings = append(c.Warnings, m.unknownVariables()...)
	return c, flags.Args(), nil
}

// value finds a setting's value and says where it came from.
func (m *Main) value(s setting, flags *flag.FlagSet, flagged string) (value, source string, err error) {
	isSet := false
	flags.Visit(func(f *flag.Flag) { isSet = isSet || f.Name == s.flag })
	if isSet && flagged != "" {
		return flagged, "--" + s.flag, nil
	}
	value, file := m.getenv(s.variable), ""
	if s.secret {
		file = m.getenv(s.variable + "_FILE")
	}
	switch {
	case value != "" && file != "":
		return "", "", fmt.Errorf("%s and %s_FILE are both set. Keep one of them.", s.variable, s.variable)
	case file != "":
		content, err := os.ReadFile(file)
		if err != nil {
			return "", "", fmt.Errorf("%s_FILE cannot be read: %v.", s.variable, err)
		}
		return strings.TrimSpace(string(content)), s.variable + "_FILE", nil
	case value != "":
		return value, s.variable, nil
	}
	return s.initial, "", nil
}

// getenv is the last value of a variable, without the blanks that files of settings leave around it.
func (m *Main) getenv(name string) (value string) {
	for _, line := range m.Env {
		if k, v, _ := strings.Cut(line, "="); k == name {
			value = strings.TrimSpace(v)
		}
	}
	return value
}

// unknownVariables warns of EXCHEQUER_ names that nothing reads: most often a slip of the pen.
func (m *Main) unknownVariables() (warnings []string) {
	var known []string
	for _, s := range settings() {
		known = append(known, s.variable)
		if s.secret {
			known = append(known, s.variable+"_FILE")
		}
	}
	for _, line := range m.Env {
		name, _, _ := strings.Cut(line, "=")
		if strings.HasPrefix(name, "EXCHEQUER_") && !slices.Contains(known, name) {
			warnings = append(warnings, name+" is set, but there is no such setting. `exchequer help` lists them.")
		}
	}
	slices.Sort(warnings)
	return slices.Compact(warnings)
}

// complain puts all problems into one message.
func complain(problems []string) string {
	noun := "1 setting needs"
	if len(problems) > 1 {
		noun = fmt.Sprintf("%d settings need", len(problems))
	}
	return "exchequer did not start: " + noun + " mending.\n  - " + strings.Join(problems, "\n  - ")
}

// config prints the effective settings.
func (m *Main) config(_ context.Context, args []string) error {
	c, rest, err := m.configure("config", args, nil)
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return usage("config takes no arguments, only flags.")
	}
	table := tabwriter.NewWriter(m.Stdout, 0, 0, 2, ' ', 0)
	for _, s := range settings() {
		value, source := c.values[s.variable], c.sources[s.variable]
		if s.secret {
			value = hideSecret(value)
		}
		if value == "" {
			value = "none"
		}
		if source == "" {
			source = "default"
		}
		fmt.Fprintf(table, "%s\t%s\t(%s)\n", s.variable, value, source)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	for _, warning := range c.Warnings {
		fmt.Fprintln(m.Stderr, "warning:", warning)
	}
	return nil
}

// hideSecret leaves of a URL what helps to recognise it. A password may stand in its user part or its query.
func hideSecret(value string) string {
	if value == "" {
		return ""
	}
	u, err := url.Parse(value)
	if err != nil || u.Host == "" {
		return "hidden"
	}
	hidden := ""
	if u.User != nil {
		hidden += ", sign-in hidden"
	}
	if u.RawQuery != "" {
		hidden += ", options hidden"
	}
	return u.Scheme + "://" + u.Host + u.Path + hidden
}

// inData is a path inside the data folder.
func (c *Config) inData(name string) string { return filepath.Join(c.Data, name) }
