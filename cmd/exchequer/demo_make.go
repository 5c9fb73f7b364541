package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"exchequer/portal"
)

// demoDays is how long the made-up department has been open.
const demoDays = 118

// demoClock shows the past while a demo's past is made, and then the present.
type demoClock struct {
	mu   sync.Mutex
	past time.Time // zero once the present has come
}

func (c *demoClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.past.IsZero() {
		return time.Now()
	}
	return c.past
}

func (c *demoClock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.past = t
}

// demoStaff are one of each role, and three clerks: two can meet on one request, and the third one's certificate has lapsed. Their addresses get the
// department's domain.
var demoStaff = []demoPerson{
	{Name: "Ines Calloway", Email: "ines", Role: portal.Clerk},
	{Name: "Tomás Oyelaran", Email: "tomas", Role: portal.Clerk},
	{Name: "Nadia Petrov", Email: "nadia", Role: portal.Clerk},
	{Name: "Sunita Brandt", Email: "sunita", Role: portal.Supervisor},
	{Name: "Walt Emerson", Email: "walt", Role: portal.Administrator},
	{Name: "Petra Lindqvist", Email: "petra", Role: portal.Auditor},
}

// makeDemo makes a department up by the same acts that real people do, at the times at which they would do them.
func makeDemo(ctx context.Context, c *Config, log *slog.Logger) (*office, demoPeople, error) {
	var people demoPeople
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return nil, people, err
	}
	// An empty list says that the rest is missing, should this be killed halfway.
	if err := writeDemoFile(c, people); err != nil {
		return nil, people, err
	}
	now := time.Now()
	clock := &demoClock{past: now.AddDate(0, 0, -demoDays)}
	o, err := openOffice(ctx, c, log, clock.Now)
	if err != nil {
		return nil, people, err
	}
	people.People = slices.Clone(demoStaff)
	staff, err := hireAll(ctx, o, people.People)
	if err != nil {
		return nil, people, err
	}
	p := &past{office: o, clock: clock, now: now, origin: c.Origin.String(), desk: portal.NewAccessibilityDesk(o.profile, c.Origin.String()), staff: staff}
	if err := p.make(ctx); err != nil {
		return nil, people, err
	}
	clock.set(time.Time{})
	people.People = append(people.People, p.public.people...)
	people.Receipt = p.shown
	return o, people, writeDemoFile(c, people)
}

func writeDemoFile(c *Config, people demoPeople) error {
	raw, err := json.MarshalIndent(people, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(c.inData(demoFile), append(raw, '\n'), 0o600)
}

// hireAll hires all at once: choosing passwords and codes keeps every core busy for a second or two.
func hireAll(ctx context.Context, o *office, people []demoPerson) (map[string]portal.Actor, error) {
	actors, errs := make([]portal.Actor, len(people)), make([]error, len(people))
	var wait sync.WaitGroup
	for i := range people {
		wait.Go(func() {
			if actors[i], errs[i] = hire(ctx, o, &people[i]); errs[i] != nil {
				errs[i] = fmt.Errorf("hire %s: %w", people[i].Name, errs[i])
			}
		})
	}
	wait.Wait()
	staff := map[string]portal.Actor{}
	for _, a := range actors {
		staff[a.Name] = a
	}
	return staff, errors.Join(errs...)
}

// hire sets an account up as its owner would: the link, a password, a code card, recovery codes.
func hire(ctx context.Context, o *office, who *demoPerson) (portal.Actor, error) {
	who.Email += o.profile.Email[strings.LastIndexByte(o.profile.Email, '@'):]
	who.Password = demoPassword()
	const address = "192.0.2.10" // of the made-up office's network
	_, link, err := o.InviteStaff(ctx, operator, portal.Invitation{Email: who.Email, Name: who.Name, Role: who.Role}, nil)
	if err != nil {
		return portal.Actor{}, err
	}
	token, _, err := o.OpenLink(ctx, portal.Actor{Address: address}, link, "The demo")
	if err != nil {
		return portal.Actor{}, err
	}
	session, account, err := o.Session(ctx, token)
	if err != nil {
		return portal.Actor{}, err
	}
	actor := account.Actor(session, address)
	if err := o.ChoosePassword(ctx, actor, session, portal.SetupChoice{Password: who.Password, About: []string{o.profile.Name}}); err != nil {
		return actor, err
	}
	if who.Codes, err = o.IssueCodes(ctx, actor, session, portal.CardCodes); err != nil {
		return actor, err
	}
	saved, err := o.IssueCodes(ctx, actor, session, portal.RecoverySaved)
	if err != nil {
		return actor, err
	}
	if token, err = o.SaveRecoveryCodes(ctx, actor, session, saved[0]); err != nil {
		return actor, err
	}
	session, account, err = o.Session(ctx, token)
	return account.Actor(session, address), err
}

// demoWords make passwords that can be typed from a screen.
var demoWords = strings.Fields(`acorn amber anchor apple arrow aspen badge bamboo barn basil beacon birch bridge brook
	canoe canvas cedar chalk cherry cliff clover coast copper coral cotton cricket dawn delta ember falcon fern field
	fiddle flint forest garden ginger granite grove harbor hazel heron honey island ivory jade juniper kettle lantern
	larch lemon linen maple marble meadow mint mist mosaic orchard otter paper pebble pepper pine plum pond prairie
	quartz quilt raven reed ribbon river robin saddle sage sail sand shell silver slate sparrow spruce stone summit
	sunset thicket thistle timber trail tulip valley velvet violet walnut willow window winter wren`)

// demoPassword is four words and a number.
func demoPassword() string {
	pick := func(n int) int {
		i, _ := rand.Int(rand.Reader, big.NewInt(int64(n))) // the reader never fails
		return int(i.Int64())
	}
	var words []string
	for range 4 {
		words = append(words, demoWords[pick(len(demoWords))])
	}
	return strings.Join(words, " ") + " " + fmt.Sprint(10+pick(90))
}
