package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"exchequer/db"
	"exchequer/portal"
)

// far is how far one of the made-up public came with their account.
type far int

const (
	asked    far = iota // for a link, and never opened it
	opened              // the link, and chose nothing
	halfway             // chose a password, and no second step
	withCard            // all of it, with a code card
	withKey             // all of it, with a passkey
	withBoth
)

// demoTaxpayer is one of the made-up public.
type demoTaxpayer struct {
	name, email string
	language    portal.Language
	far         far
	days        float64 // ago, when they opened the account
	shown       bool    // printed, for trying
	acts        bool    // for others: the list of people calls them a representative
}

// demoTaxpayers stand two by two: choosing passwords keeps every core busy, and a demo should not.
var demoTaxpayers = [][2]demoTaxpayer{
	{{"Beatriz Ortiz", "beatriz", portal.English, withCard, 93, true, true}, {"Nora Ibáñez", "nora", portal.Spanish, withKey, 93, false, false}},
	{{"Rosa Delgado", "rosa", portal.English, withCard, 92, true, false}, {"Rosalind Achebe", "rosalind", portal.English, withKey, 92, false, false}},
	{{"Marcus Whitfield", "marcus", portal.English, withBoth, 71, true, false}, {"Alma Reyes", "alma", portal.Spanish, withCard, 71, false, false}},
	{{"Gordon Pike", "gordon", portal.English, withCard, 40, false, false}, {"Hyun-woo Park", "hyunwoo", portal.English, withKey, 40, false, false}},
	{{"Carmen Ibarra", "carmen", portal.Spanish, withCard, 25, false, false}, {"Marta Whitfield", "marta", portal.English, withBoth, 25, false, false}},
	{{"Ruth Abara", "ruth", portal.English, halfway, 6, false, false}, {"", "nils", portal.English, opened, 6, false, false}},
	{{"", "delia", portal.English, asked, 0.4, false, false}, {"", "teo", portal.Spanish, asked, 0.4, false, false}},
}

// public are the made-up public, once their accounts are opened.
type public struct {
	mu      sync.Mutex
	byEmail map[string]string // account ids
	secrets map[string]string // passwords, while the past is made up
	people  []demoPerson      // those to be printed
}

// planPublic makes up what the public and the desk did about accounts.
func (p *past) planPublic() {
	p.public = &public{byEmail: map[string]string{}, secrets: map[string]string{}}
	for _, two := range demoTaxpayers {
		p.moments = append(p.moments, moment{p.ago(two[0].days), func(ctx context.Context) error { return p.enrolTwo(ctx, two) }})
	}
	const ines, tomas, sunita = "Ines Calloway", "Tomás Oyelaran", "Sunita Brandt"
	shown := portal.Documents{Kind: "passport", LastFour: "7K20"}
	at := func(days float64, by, email, why string, do func(ctx context.Context, a portal.Actor, id, seen string) error) {
		p.moments = append(p.moments, moment{p.ago(days), func(ctx context.Context) error { return p.atAccount(ctx, by, email, why, do) }})
	}
	var suspension string
	at(12, ines, "marta", "Came to the counter; lost her code card.", func(ctx context.Context, a portal.Actor, id, seen string) error {
		_, _, err := p.HandOutCardAtCounter(ctx, a, id, seen, shown)
		return err
	})
	at(9, ines, "carmen", "Her calls are in the telephone log of this week.", func(ctx context.Context, a portal.Actor, id, seen string) (err error) {
		suspension, err = p.ProposeSuspension(ctx, a, id, seen, "Uses the account of a former client after the authority ended.")
		return err
	})
	p.moments = append(p.moments, moment{p.ago(8), func(ctx context.Context) error {
		_, err := p.DecideCase(ctx, p.fresh(sunita), portal.SuspensionCase, suspension, portal.Decision{Approve: true, Reason: "Read the log and the authority; it ended in May."}, nil)
		return err
	}})
	at(0.5, ines, "hyunwoo", "Called: sign-ins from a browser that is not theirs.", func(ctx context.Context, a portal.Actor, id, seen string) error {
		return p.HoldAccount(ctx, a, id, seen, "The owner says that someone else signs in. To be called back tomorrow.")
	})
	p.planAlerts()
	p.moments = append(p.moments, moment{p.ago(1.2), func(ctx context.Context) error {
		rosa := portal.Actor{Account: p.public.byEmail["rosa"], Role: portal.Taxpayer, SignedInAt: p.clock.Now(), Address: "198.51.100.20"}
		return p.OrderPostedCard(ctx, rosa, portal.Recipient{Name: "Rosa Delgado", Line1: "118 Millrace Road", Line2: "Apt 4", City: "Fernwick", State: "TX", ZIP: "75001"}, "")
	}})
	at(0.3, tomas, "gordon", "Three messages to the front desk this week.", func(ctx context.Context, a portal.Actor, id, seen string) error {
		_, err := p.ProposeSuspension(ctx, a, id, seen, "Threatened a colleague in writing, twice, after a warning.")
		return err
	})
	at(0.2, ines, "carmen", "She wrote and disagrees with the suspension.", func(ctx context.Context, a portal.Actor, id, seen string) error {
		_, err := p.ProposeSuspension(ctx, a, id, seen, "A new authority came by mail today; the old matter is settled.")
		return err
	})
	at(0.1, tomas, "alma", "Stands at my counter; lost phone and card.", func(ctx context.Context, a portal.Actor, id, seen string) error {
		_, err := p.BeginRecovery(ctx, a, id, seen, portal.RecoveryStart{Documents: shown, Face: true})
		return err
	})
}

func (p *past) ago(days float64) time.Time {
	return p.now.Add(-time.Duration(days * 24 * float64(time.Hour)))
}

// fresh is one of the staff who has shown the second step just now.
func (p *past) fresh(name string) portal.Actor {
	a := p.staff[name]
	a.SignedInAt = p.clock.Now()
	return a
}

// atAccount is what one of the staff does about an account, with the reason for which they open it.
func (p *past) atAccount(ctx context.Context, by, email, why string, do func(ctx context.Context, a portal.Actor, id, seen string) error) error {
	a, id := p.fresh(by), p.public.byEmail[email]
	if err := p.LookAtAccount(ctx, a, id, why); err != nil {
		return fmt.Errorf("look at %s: %w", email, err)
	}
	account, err := p.DeskAccount(ctx, a, id, "")
	if err == nil {
		err = do(ctx, a, id, account.Version)
	}
	if err != nil {
		return fmt.Errorf("act on %s: %w", email, err)
	}
	return nil
}

// enrolTwo opens two accounts at once.
func (p *past) enrolTwo(ctx context.Context, two [2]demoTaxpayer) error {
	var errs [2]error
	var links [2]string
	for i, t := range two {
		visitor := portal.Actor{Address: fmt.Sprintf("198.51.100.%d", 20+len(t.email)+i)}
		if err := p.WantLink(ctx, visitor, portal.WantedLink{Purpose: portal.ToSignUp, Email: t.email + "@mail.example", Language: t.language}); err != nil {
			return fmt.Errorf("enrol %s: %w", t.email, err)
		}
		addresses := db.MailAddressesAt(p.origin)
		setup := addresses.Setup
		addresses.Setup = func(language portal.Language, token string) string {
			links[i] = token
			return setup(language, token)
		}
		if _, err := p.SendWantedLinks(ctx, addresses); err != nil {
			return fmt.Errorf("enrol %s: %w", t.email, err)
		}
	}
	var wait sync.WaitGroup
	for i, t := range two {
		wait.Go(func() {
			if err := p.enrol(ctx, t, links[i]); err != nil {
				errs[i] = fmt.Errorf("enrol %s: %w", t.email, err)
			}
		})
	}
	wait.Wait()
	return errors.Join(errs[:]...)
}

// enrol sets an account up as its owner would, as far as they came.
func (p *past) enrol(ctx context.Context, t demoTaxpayer, link string) error {
	if t.far == asked {
		return nil
	}
	const address = "198.51.100.20" // of the made-up town
	who := demoPerson{Name: t.name, Email: t.email + "@mail.example", Role: portal.Taxpayer, Password: demoPassword()}
	token, _, err := p.OpenLink(ctx, portal.Actor{Address: address}, link, "Firefox, Windows")
	if err != nil || t.far == opened {
		return err
	}
	session, account, err := p.Session(ctx, token)
	if err != nil {
		return err
	}
	actor := account.Actor(session, address)
	if err := p.ChoosePassword(ctx, actor, session, portal.SetupChoice{Name: t.name, Password: who.Password, About: []string{p.profile.Name}}); err != nil || t.far == halfway {
		return err
	}
	if t.far != withCard {
		if err := p.BindPasskey(ctx, actor, session, demoPasskey(t.email)); err != nil {
			return err
		}
	}
	if t.far != withKey {
		if who.Codes, err = p.IssueCodes(ctx, actor, session, portal.CardCodes); err != nil {
			return err
		}
	}
	saved, err := p.IssueCodes(ctx, actor, session, portal.RecoverySaved)
	if err != nil {
		return err
	}
	if _, err := p.SaveRecoveryCodes(ctx, actor, session, saved[0]); err != nil {
		return err
	}
	p.public.mu.Lock()
	defer p.public.mu.Unlock()
	p.public.byEmail[t.email], p.public.secrets[t.email] = account.ID, who.Password
	if t.acts {
		who.Role = demoRepresentative
	}
	if t.shown {
		p.public.people = append(p.public.people, who)
	}
	return nil
}

// demoPasskey is a passkey that nobody has: it is there to be seen, and never signs in.
func demoPasskey(of string) portal.Passkey {
	return portal.Passkey{Name: "Phone", CredentialID: []byte("demo passkey of " + of), PublicKey: []byte("none"), Format: "none", BackupEligible: true, BackedUp: true, UserVerified: true, Discoverable: true}
}
