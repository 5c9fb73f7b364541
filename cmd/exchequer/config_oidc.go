package main

import (
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"

	"exchequer/handlers"
	"exchequer/portal"
)

// Two providers of OpenID Connect can be named, each by five settings that only count together: the agency's own sign-in for
// staff, and one that has proved who people are.

// oidcUse is what a provider is there for, in the words of whoever sets it up.
type oidcUse struct {
	prefix, who, contexts string
	of                    func(*Config) *handlers.OpenID
}

var (
	agencyUse = oidcUse{
		"EXCHEQUER_OIDC_", "the agency's sign-in", "Name the authentication contexts that count as two factors; what counts as fewer must not let staff in.",
		func(c *Config) *handlers.OpenID { return &c.OIDC },
	}
	federatedUse = oidcUse{
		"EXCHEQUER_IDENTITY_OIDC_", "the provider that has checked people's IDs", "Name the authentication contexts that stand for an ID that was checked (IAL2), such as http://idmanagement.gov/ns/assurance/ial/2.",
		func(c *Config) *handlers.OpenID { return &c.IdentityOIDC },
	}
)

// named is a provider that was named, nil when there is none.
func named(o *handlers.OpenID) *handlers.OpenID {
	if o.Issuer == "" {
		return nil
	}
	return o
}

func (u oidcUse) setIssuer(c *Config, value string) error {
	if value == "" {
		return nil
	}
	if a, err := url.Parse(value); err != nil || a.RawQuery != "" || a.Fragment != "" || !handlers.OpenIDAddress(value) {
		return fmt.Errorf("%q is not where a provider can be: it must be an https address without a question mark, such as https://login.example.gov. Plain http works on this machine alone.", value)
	}
	u.of(c).Issuer = value
	return nil
}

func (u oidcUse) setClientID(c *Config, value string) error {
	u.of(c).ClientID = value
	return nil
}

func (u oidcUse) setClientSecret(c *Config, value string) error {
	u.of(c).ClientSecret = value
	return nil
}

func (u oidcUse) setContexts(c *Config, value string) error {
	o := u.of(c)
	for context := range strings.SplitSeq(value, ",") {
		if context = strings.TrimSpace(context); strings.ContainsAny(context, " \t") {
			return fmt.Errorf("%q has a blank in it. Put commas between authentication contexts.", context)
		} else if context != "" {
			o.Contexts = append(o.Contexts, context)
		}
	}
	return nil
}

// longestOIDCName keeps the button on one line of a phone, or two.
const longestOIDCName = 40

func (u oidcUse) setName(c *Config, value string) error {
	if utf8.RuneCountInString(value) > longestOIDCName || portal.Visible(value) != value {
		return fmt.Errorf("%q does not fit on a button. Use at most %d characters, such as State ID.", portal.Visible(value), longestOIDCName)
	}
	u.of(c).Name = value
	return nil
}

// compare wants all of it or nothing.
func (u oidcUse) compare(c *Config) (problems []string) {
	o := u.of(c)
	for _, part := range []struct {
		variable, why string
		set           bool
	}{
		{"CLIENT_ID", "Say as whom it knows this site.", o.ClientID != ""},
		{"CLIENT_SECRET", "Give the secret that goes with the client id, best in a file (" + u.prefix + "CLIENT_SECRET_FILE).", o.ClientSecret != ""},
		{"ACR", u.contexts, len(o.Contexts) > 0},
	} {
		switch {
		case o.Issuer != "" && !part.set:
			problems = append(problems, u.prefix+"ISSUER is set, but "+u.prefix+part.variable+" is not. "+part.why)
		case o.Issuer == "" && part.set:
			problems = append(problems, u.prefix+part.variable+" is set, but "+u.prefix+"ISSUER is not. Name "+u.who+", or leave both out.")
		}
	}
	return problems
}
