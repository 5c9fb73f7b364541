package handlers

import (
	"context"
	"fmt"
	"slices"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"exchequer/portal"
)

// personScopes are what is asked of a provider about a person: the name always, and a taxpayer number and an address where
// it says that it knows of such a thing. One that does not would refuse the whole.
func personScopes(supported []string) []string {
	scopes := []string{"profile"}
	for _, wanted := range []string{"social_security_number", "address"} {
		if slices.Contains(supported, wanted) {
			scopes = append(scopes, wanted)
		}
	}
	return scopes
}

// personClaims are what providers call it (OpenID Connect Core, 5.1; the number as Login.gov does).
type personClaims struct {
	Given   string `json:"given_name"`
	Family  string `json:"family_name"`
	Name    string `json:"name"`
	Number  string `json:"social_security_number"`
	Address struct {
		ZIP     string `json:"postal_code"`
		Country string `json:"country"`
	} `json:"address"`
}

// whoIs reads who someone is from the token, and what that does not say from where the provider tells it to us alone.
func (p *openIDProvider) whoIs(ctx context.Context, token *oidc.IDToken, tokens *oauth2.Token) (person portal.FederatedPerson, err error) {
	var says personClaims
	if err := token.Claims(&says); err != nil {
		return person, fmt.Errorf("%w: %w", portal.OpenIDWrong, err)
	}
	if p.persons != nil {
		more, err := p.persons.UserInfo(ctx, oauth2.StaticTokenSource(tokens))
		if err != nil { // what it answered may hold a name or a number: it is not repeated
			return person, fmt.Errorf("%w: it would not say who the person is", portal.OpenIDWrong)
		}
		if more.Subject != token.Subject { // OpenID Connect Core, 5.3.2
			return person, fmt.Errorf("%w: it speaks of another person than the token", portal.OpenIDWrong)
		}
		var also personClaims
		if err := more.Claims(&also); err != nil {
			return person, fmt.Errorf("%w: what it says of the person cannot be read", portal.OpenIDWrong)
		}
		says.fillFrom(also)
	}
	words := portal.FederatedWords{Given: says.Given, Family: says.Family, Whole: says.Name, Number: says.Number, ZIP: says.Address.ZIP, Country: says.Address.Country}
	return words.Person(), nil
}

// fillFrom takes over what is not said yet. The token is signed, so it comes first.
func (c *personClaims) fillFrom(also personClaims) {
	if c.Given+c.Family+c.Name == "" {
		c.Given, c.Family, c.Name = also.Given, also.Family, also.Name
	}
	if c.Number == "" {
		c.Number = also.Number
	}
	if c.Address.ZIP == "" {
		c.Address = also.Address
	}
}
