// Package handlers is HTTP in and HTTP out: parse, one act or read, answer. Rules are in portal, what is durable in
// db, what a page shows in views.
package handlers

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/labstack/echo/v4"

	"exchequer/db"
	"exchequer/portal"
	"exchequer/views"
)

// Options is what the site needs to know of the world.
type Options struct {
	DB             *db.DB
	Profile        portal.Profile
	Logo           []byte         // the content of Profile.Logo, nil for the sample's mark
	Origin         *url.URL       // its public address; its host is the passkeys' relying party
	TrustedProxies []netip.Prefix // whose X-Forwarded-For counts
	Log            *slog.Logger

	RefusedPasswords portal.RefusedPasswords // beside those that nobody may choose anywhere

	MailConfigured    bool // without, mail waits in the outbox and the desk says so
	ScannerConfigured bool
	RequestLimit      int // requests of one address in 5 minutes (numbers.md: 300); 0 is no limit

	// Agency is the agency's own sign-in for staff; nil where there is none.
	Agency *OpenID

	// Federated is a provider that has proved who people are; nil where there is none.
	Federated *OpenID

	// Searched is told of each question to the search and how much was found, for the statistics; nil is fine. What may be a
	// number that is someone's alone never comes here.
	Searched func(l portal.Language, words string, found int)

	// Closing is closed when the program is about to end, so that streams end and nobody waits for them; nil is never.
	Closing <-chan struct{}

	// Observe is told of each answer, for the metrics; nil is fine. Route is the pattern, never the address.
	Observe func(method, route string, status int, took time.Duration)
}

// Handlers serve the site. They hold no state of their own that a restart would miss.
type Handlers struct {
	Options
	db         *db.DB
	log        *slog.Logger
	department *views.Department
	zone       *time.Location
	party      *webauthn.WebAuthn
	agency     *openIDClient // nil where there is none
	federated  *openIDClient // nil where there is none
	crowds     chan struct{} // places for requests with large forms
	visits     crowd         // requests per address
	painting   chan struct{} // the place for a picture that is painted small
	breathers  chan struct{} // places for those who wait to be told that they were too many
	site       site          // the public site's pages, drawn
	doors      map[string]audience
	watch      *watch                   // the open pages that are told of changes
	requests   portal.AccessibilityDesk // what the acts on accessibility requests need to know of the department
	identity   portal.IdentityOffice    // and those on proof of identity

	messageOffice portal.MessageOffice // and those on messages
}

// New puts the site together.
func New(o Options) (http.Handler, error) {
	h, err := newHandlers(o)
	if err != nil {
		return nil, err
	}
	return h.router()
}

func newHandlers(o Options) (*Handlers, error) {
	if o.DB == nil || o.Origin == nil {
		return nil, fmt.Errorf("the site needs a database and its public address")
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	party, err := newRelyingParty(o.Origin, o.Profile.Name)
	if err != nil {
		return nil, err
	}
	h := &Handlers{
		Options:    o,
		party:      party,
		db:         o.DB,
		log:        o.Log,
		zone:       o.Profile.Zone(),
		department: views.NewDepartment(o.Profile, o.Logo),
		crowds:     make(chan struct{}, largeForms),
		painting:   make(chan struct{}, 1),
		breathers:  make(chan struct{}, breathing),
		watch:      newWatch(),
		requests:   portal.NewAccessibilityDesk(o.Profile, o.Origin.Scheme+"://"+o.Origin.Host),
		identity:   portal.NewIdentityOffice(o.Profile),

		messageOffice: portal.NewMessageOffice(o.Profile),
	}
	if o.Agency != nil {
		h.agency = newOpenIDClient(*o.Agency, o.Origin.JoinPath(agencyBack).String(), o.DB.Now, o.Log)
	}
	if o.Federated != nil {
		h.federated = newOpenIDClient(*o.Federated, o.Origin.JoinPath(federatedBack).String(), o.DB.Now, o.Log)
		h.federated.person = true
	}
	h.doors = deskDoors(h.routes())
	if err := h.openSite(context.Background()); err != nil {
		return nil, err
	}
	return h, nil
}

// router registers the table. What happens to every request stands here, outermost first.
func (h *Handlers) router() (http.Handler, error) {
	e := echo.New()
	e.HideBanner = true
	e.HTTPErrorHandler = func(err error, c echo.Context) { h.fail(c, err) }
	crossOrigin := http.NewCrossOriginProtection()
	if err := crossOrigin.AddTrustedOrigin(h.Origin.Scheme + "://" + h.Origin.Host); err != nil {
		return nil, fmt.Errorf("the site's public address: %w", err)
	}
	e.Use(h.observe, h.headers, h.recover, h.sameOrigin(crossOrigin), h.limit)
	for _, r := range h.routes() {
		serve := h.admit(r)
		e.Add(r.method, r.path, serve, inLanguage(portal.English))
		if !r.audience.public {
			continue
		}
		for _, language := range portal.Languages {
			if prefix := language.Prefix(); prefix != "" {
				e.Add(r.method, translated(prefix, r.path), serve, inLanguage(language))
				if r.path == "/" {
					e.Add(r.method, prefix+"/", serve, inLanguage(language))
				}
			}
		}
	}
	return e, nil
}

// translated is a row's address in another language: "/" becomes "/es", "/accessibility" "/es/accessibility".
func translated(prefix, path string) string {
	if path == "/" && prefix != "" {
		return prefix
	}
	return prefix + path
}

// admit lets a row's audience in and turns everyone else away.
func (h *Handlers) admit(r route) echo.HandlerFunc {
	return func(c echo.Context) error {
		if r.audience.name == machine.name {
			return r.serve(c)
		}
		if err := h.meet(c); err != nil {
			return err
		}
		if err := r.audience.admits(actor(c)); err != nil {
			return err
		}
		if namesNothing(c) {
			return portal.ErrNotFound
		}
		if r.audience.terms {
			if ok, err := h.agreed(c); !ok {
				return err
			}
		}
		h.sentAgain(c)
		return r.serve(c)
	}
}
