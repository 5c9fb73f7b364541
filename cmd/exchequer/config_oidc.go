package main

import (
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"

	"exchequer/handlers"
	"exchequer/portal"
)

// The agency's own sign-in for staff is optional, and then all of it is needed.

// agency is that sign-in, nil when there is none.
func (c *Config) agency() *handlers.OpenID {
	if c.OIDC.Issuer == "" {
		return nil
	}
	return &c.OIDC
}

func setOIDCIssuer(c *Config, value string) error {
	if value == "" {
		return nil
	}
	if u, err := url.Parse(value); err != nil || u.RawQuery != "" || u.Fragment != "" || !handlers.OpenIDAddress(value) {
		return fmt.Errorf("%q is not where a provider can be: it must be an https address without a question mark, such as https://login.example.gov. Plain http works on this machine alone.", value)
	}
	c.OIDC.Issuer = value
	return nil
}

func setOIDCClientID(c *Config, value string) error {
	c.OIDC.ClientID = value
	return nil
}

func setOIDCClientSecret(c *Config, value string) error {
	c.OIDC.ClientSecret = value
	return nil
}

func setOIDCContexts(c *Config, value string) error {
	for context := range strings.SplitSeq(value, ",") {
		if context = strings.TrimSpace(context); strings.ContainsAny(context, " \t") {
			return fmt.Errorf("%q has a blank in it. Put commas between authentication contexts.", context)
		} else if context != "" {
			c.OIDC.Contexts = append(c.OIDC.Contexts, context)
		}
	}
	return nil
}

// longestOIDCName keeps the button on one line of a phone, or two.
const longestOIDCName = 40

func setOIDCName(c *Config, value string) error {
	if utf8.RuneCountInString(value) > longestOIDCName || portal.Visible(value) != value {
		return fmt.Errorf("%q does not fit on a button. Use at most %d characters, such as State ID.", portal.Visible(value), longestOIDCName)
	}
	c.OIDC.Name = value
	return nil
}

// compareOIDC wants all of it or nothing.
func compareOIDC(o handlers.OpenID) (problems []string) {
	for _, part := range []struct {
		variable, why string
		set           bool
	}{
		{"EXCHEQUER_OIDC_CLIENT_ID", "Say as whom the agency knows this site.", o.ClientID != ""},
		{"EXCHEQUER_OIDC_CLIENT_SECRET", "Give the secret that goes with the client id, best in a file (EXCHEQUER_OIDC_CLIENT_SECRET_FILE).", o.ClientSecret != ""},
		{"EXCHEQUER_OIDC_ACR", "Name the authentication contexts that count as two factors; what counts as fewer must not let staff in.", len(o.Contexts) > 0},
	} {
		switch {
		case o.Issuer != "" && !part.set:
			problems = append(problems, "EXCHEQUER_OIDC_ISSUER is set, but "+part.variable+" is not. "+part.why)
		case o.Issuer == "" && part.set:
			problems = append(problems, part.variable+" is set, but EXCHEQUER_OIDC_ISSUER is not. Name the agency's sign-in, or leave both out.")
		}
	}
	return problems
}
