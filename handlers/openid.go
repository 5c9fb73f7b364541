package handlers

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"exchequer/portal"
)

// OpenID is what the operator says of a provider of identities.
type OpenID struct {
	Issuer       string
	ClientID     string
	ClientSecret string
	Contexts     []string // the authentication contexts (acr) that we take
	Name         string   // as the button calls it, "" for the usual words
}

const (
	openIDPatience = 5 * time.Second  // for one answer of the provider
	openIDRest     = 10 * time.Second // before one that could not be reached is asked again
	openIDForgets  = 12 * time.Hour   // what it said of itself; its keys are asked for whenever a new one signs
	openIDAnswer   = 1 << 20          // bytes of one answer
)

// openIDAlgorithms are those that every provider has and that are approved under FIPS 140-3. "none" is not among them.
var openIDAlgorithms = []string{oidc.RS256, oidc.ES256}

// openIDClient is this site as a provider knows it. The provider is asked for what it is when somebody first wants to
// go there, and again when it could not be reached: one that is down stops nobody else.
type openIDClient struct {
	OpenID
	back   string // where the provider sends people back to
	person bool   // we ask who the person is, not only that it is the same one
	now    func() time.Time
	log    *slog.Logger
	web    *http.Client

	mu     sync.Mutex
	known  *openIDProvider
	learnt time.Time
	failed time.Time
}

// openIDProvider is what a provider says of itself.
type openIDProvider struct {
	oauth    oauth2.Config
	verifier *oidc.IDTokenVerifier
	namesIss bool           // it says in each answer who it is (RFC 9207)
	persons  *oidc.Provider // whom to ask of a person beside what the token says, nil when there is nobody to ask
}

func newOpenIDClient(o OpenID, back string, now func() time.Time, log *slog.Logger) *openIDClient {
	return &openIDClient{OpenID: o, back: back, now: now, log: log, web: &http.Client{
		Timeout:       openIDPatience,
		Transport:     boundedAnswers{http.DefaultTransport},
		CheckRedirect: func(*http.Request, []*http.Request) error { return errors.New("the provider sends us elsewhere") },
	}}
}

// boundedAnswers keeps a provider's answer from filling the memory.
type boundedAnswers struct{ http.RoundTripper }

func (b boundedAnswers) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := b.RoundTripper.RoundTrip(r)
	if err == nil {
		answer.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(answer.Body, openIDAnswer), answer.Body}
	}
	return answer, err
}

// provider is what the provider says of itself, or portal.OpenIDUnreachable. Of many who come at once one asks.
func (o *openIDClient) provider(ctx context.Context) (*openIDProvider, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.known != nil && o.now().Sub(o.learnt) < openIDForgets {
		return o.known, nil
	}
	if o.now().Sub(o.failed) >= openIDRest {
		found, err := o.discover(context.WithoutCancel(ctx)) // others wait for it, too
		if err == nil {
			o.known, o.learnt = found, o.now()
			return o.known, nil
		}
		o.failed = o.now()
		o.log.Warn("a provider of identities cannot be used", "issuer", o.Issuer, "why", portal.Excerpt(err.Error(), 300))
	}
	if o.known != nil { // better what it said some hours ago than nothing
		return o.known, nil
	}
	return nil, portal.OpenIDUnreachable
}

func (o *openIDClient) discover(ctx context.Context) (*openIDProvider, error) {
	ctx, cancel := context.WithTimeout(oidc.ClientContext(ctx, o.web), openIDPatience)
	defer cancel()
	found, err := oidc.NewProvider(ctx, o.Issuer)
	if err != nil {
		return nil, err
	}
	var says struct {
		Keys     string   `json:"jwks_uri"`
		Methods  []string `json:"token_endpoint_auth_methods_supported"`
		Scopes   []string `json:"scopes_supported"`
		NamesIss bool     `json:"authorization_response_iss_parameter_supported"`
	}
	if err := found.Claims(&says); err != nil {
		return nil, err
	}
	p := &openIDProvider{namesIss: says.NamesIss, oauth: oauth2.Config{
		ClientID: o.ClientID, ClientSecret: o.ClientSecret, Endpoint: found.Endpoint(), RedirectURL: o.back, Scopes: []string{oidc.ScopeOpenID},
	}}
	addresses := []string{p.oauth.Endpoint.AuthURL, p.oauth.Endpoint.TokenURL, says.Keys}
	if o.person {
		p.oauth.Scopes = append(p.oauth.Scopes, personScopes(says.Scopes)...)
		if found.UserInfoEndpoint() != "" {
			p.persons, addresses = found, append(addresses, found.UserInfoEndpoint())
		}
	}
	for _, address := range addresses {
		if !OpenIDAddress(address) {
			return nil, fmt.Errorf("%q is not encrypted, or no address", address)
		}
	}
	// Left to find out by itself, the library would show a code twice.
	p.oauth.Endpoint.AuthStyle = oauth2.AuthStyleInHeader
	if len(says.Methods) > 0 && !slices.Contains(says.Methods, "client_secret_basic") {
		p.oauth.Endpoint.AuthStyle = oauth2.AuthStyleInParams
	}
	p.verifier = found.Verifier(&oidc.Config{ClientID: o.ClientID, SupportedSigningAlgs: openIDAlgorithms, Now: o.now})
	return p, nil
}

// OpenIDAddress reports whether a provider may be at an address: an encrypted one, or one on this machine, where people
// try things.
func OpenIDAddress(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil {
		return false
	}
	ip, err := netip.ParseAddr(u.Hostname())
	here := u.Hostname() == "localhost" || err == nil && ip.IsLoopback()
	return u.Scheme == "https" || u.Scheme == "http" && here
}

// address is where the browser goes: with what the answer will be checked against, and how well and how lately the
// person must have been checked.
func (o *openIDClient) address(p *openIDProvider, state, browser string, d portal.OpenIDDemand, l portal.Language) string {
	options := []oauth2.AuthCodeOption{
		oidc.Nonce(madeOf(browser, state, "nonce")),
		oauth2.S256ChallengeOption(madeOf(browser, state, "verifier")),
		oauth2.SetAuthURLParam("acr_values", strings.Join(d.Contexts, " ")),
		oauth2.SetAuthURLParam("max_age", strconv.Itoa(int(d.MaxAge.Seconds()))),
		oauth2.SetAuthURLParam("ui_locales", string(l)),
	}
	if d.MaxAge == 0 {
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"))
	}
	return p.oauth.AuthCodeURL(state, options...)
}

// madeOf is the nonce or the PKCE verifier of a ceremony. Both are made of what the browser holds and of the state, so
// that neither stands in the database, and each is as random as they are.
func madeOf(browser, state, what string) string {
	h := hmac.New(sha256.New, []byte(browser))
	h.Write([]byte(what + " of " + state))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

// vouched is whom a provider vouches for, and who that is where we ask for it.
type vouched struct {
	portal.OpenIDIdentity
	Person portal.FederatedPerson
}

// vouchedFor reads the provider's answer, which a browser brings.
func (o *openIDClient) vouchedFor(ctx context.Context, answer url.Values, state, browser string) (v vouched, err error) {
	provider, err := o.provider(ctx)
	if err != nil {
		return v, err
	}
	if issuer := answer.Get("iss"); issuer != o.Issuer && (issuer != "" || provider.namesIss) {
		return v, portal.OpenIDWrong
	}
	if fault := answer.Get("error"); fault != "" {
		return v, portal.OpenIDFault(fault)
	}
	// The code is used up by now: a browser that goes away must not undo what it began.
	return o.redeem(context.WithoutCancel(ctx), provider, answer.Get("code"), state, browser)
}

// redeem turns the code into the identity that the provider vouches for. Its second answer says inside why not; people
// hear only that it could not be checked.
func (o *openIDClient) redeem(ctx context.Context, p *openIDProvider, code, state, browser string) (id vouched, err error) {
	ctx, cancel := context.WithTimeout(oidc.ClientContext(ctx, o.web), 2*openIDPatience)
	defer cancel()
	tokens, err := p.oauth.Exchange(ctx, code, oauth2.VerifierOption(madeOf(browser, state, "verifier")))
	if err != nil {
		return id, notRedeemed(err)
	}
	raw, ok := tokens.Extra("id_token").(string)
	if !ok {
		return id, fmt.Errorf("%w: no ID token came", portal.OpenIDWrong)
	}
	token, err := p.verifier.Verify(ctx, raw)
	if err != nil {
		return id, fmt.Errorf("%w: %w", portal.OpenIDWrong, err)
	}
	var says struct {
		Context string   `json:"acr"`
		Methods []string `json:"amr"`
		At      int64    `json:"auth_time"`
		MadeFor string   `json:"azp"`
	}
	if err := token.Claims(&says); err != nil {
		return id, fmt.Errorf("%w: %w", portal.OpenIDWrong, err)
	}
	switch {
	case !hmac.Equal([]byte(token.Nonce), []byte(madeOf(browser, state, "nonce"))):
		return id, fmt.Errorf("%w: the nonce is another", portal.OpenIDWrong)
	case says.MadeFor != "" && says.MadeFor != o.ClientID, len(token.Audience) > 1 && says.MadeFor == "":
		return id, fmt.Errorf("%w: the token was made for someone else", portal.OpenIDWrong)
	case token.IssuedAt.After(o.now().Add(portal.OpenIDSkew)):
		return id, fmt.Errorf("%w: the token is of the future", portal.OpenIDWrong)
	}
	id.OpenIDIdentity = portal.OpenIDIdentity{Issuer: token.Issuer, Subject: token.Subject, Context: says.Context, Methods: says.Methods}
	if says.At > 0 {
		id.VerifiedAt = time.Unix(says.At, 0).UTC()
	}
	if o.person {
		id.Person, err = p.whoIs(ctx, token, tokens)
	}
	return id, err
}

// notRedeemed tells a provider that said no from one that did not answer, and keeps its answer's body out of the log.
func notRedeemed(err error) error {
	var refused *oauth2.RetrieveError
	if !errors.As(err, &refused) {
		return fmt.Errorf("%w: %w", portal.OpenIDUnreachable, err)
	}
	if refused.Response != nil && refused.Response.StatusCode >= 500 {
		return fmt.Errorf("%w: it answered %d", portal.OpenIDBusy, refused.Response.StatusCode)
	}
	return fmt.Errorf("%w: it would not redeem the code: %s", portal.OpenIDWrong, portal.Excerpt(portal.Visible(refused.ErrorCode), 60))
}
