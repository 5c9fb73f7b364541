package main

import (
	"context"
	_ "embed"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"exchequer/portal"
	"exchequer/samples"
)

//go:embed demo_dialogues.yaml
var demoDialoguesYAML []byte

// demoCases is how many cases the made-up department brought along from the system that it had before.
const demoCases = 5000

// dialogue is what taxpayer and clerks of a made-up case wrote, by turns.
type dialogue struct {
	Topic   string   `yaml:"topic"`
	Spanish bool     `yaml:"spanish"`
	Subject string   `yaml:"subject"`
	Turns   []string `yaml:"turns"`
}

// planMessages lets the earlier cases come in, gives the clerks their queues, and lets Rosa and the clerks write.
func (p *past) planMessages() error {
	var dialogues []dialogue
	if err := yaml.UnmarshalWithOptions(demoDialoguesYAML, &dialogues, yaml.Strict()); err != nil {
		return fmt.Errorf("the demo's dialogues: %w", err)
	}
	at := func(days float64, do func(ctx context.Context) error) {
		p.moments = append(p.moments, moment{p.ago(days), do})
	}
	at(demoDays-0.5, func(ctx context.Context) error { return p.BeginTopics(ctx) })
	at(demoDays-0.6, p.openQueues)
	at(0.3, func(ctx context.Context) error {
		return p.BringInCases(ctx, p.fresh("Walt Emerson"), portal.NewMessageOffice(p.profile), p.pastCases(dialogues))
	})
	var refund portal.CaseNumber
	at(3, func(ctx context.Context) (err error) {
		refund, err = p.rosaWrites(ctx, 0, portal.DraftText{Topic: "income", Period: "2025", Subject: "Refund of 2025", Body: "Good morning,\n\nI filed in February, and the state refund has not come yet. Is something missing?\n\nRosa Delgado"})
		return err
	})
	at(2, func(ctx context.Context) error {
		return p.clerkWrites(ctx, "Ines Calloway", refund, "Thank you for writing. Your return is complete. The refund went out this morning and should be in your account within ten business days.")
	})
	at(1.2, func(ctx context.Context) error {
		_, err := p.rosaWrites(ctx, 0, portal.DraftText{Topic: "payment", Subject: "Estimated payments of next year", Body: "My income will be lower next year. How do I change the estimated payments?"})
		return err
	})
	at(0.9, func(ctx context.Context) error {
		return p.reported(ctx, "gordon", "Gordon Pike Jr.", "You are all crooks and idiots, and I will write this every hour until someone with a brain reads it.", portal.GroundLanguage, true)
	})
	at(0.25, func(ctx context.Context) error {
		return p.reported(ctx, "marcus", "Marcus Whitfield", "I know which car is yours, and where you park it. Take the penalty off.", portal.GroundThreat, false)
	})
	at(0.22, func(ctx context.Context) error {
		_, err := p.DrawSamples(ctx, p.fresh("Sunita Brandt"), portal.NewMessageOffice(p.profile), p.now.AddDate(0, 0, -p.now.Day()).Format("2006-01"))
		return err
	})
	at(0.2, func(ctx context.Context) error {
		owner, err := p.acting(ctx, "rosa", "Rosa Delgado")
		if err != nil {
			return err
		}
		_, err = p.BeginDraft(ctx, owner.actor, owner.acting, 0, 0, portal.DraftText{Language: portal.English, Topic: "letter", Subject: "About the letter of September", Body: "I have a question about the second page of the letter. It says"})
		return err
	})
	return nil
}

// reported is a message of someone who minds no rules, and that a clerk reports it; where it is decided, its writer may write no
// more for a while.
func (p *past) reported(ctx context.Context, email, name, body string, ground portal.ConductGround, decided bool) error {
	o, err := p.acting(ctx, email, name)
	if err != nil {
		return err
	}
	n, err := p.writes(ctx, o.actor, o.acting, 0, portal.DraftText{Topic: "payment", Subject: "The penalty", Body: body})
	if err != nil {
		return err
	}
	if err := p.ReportMessage(ctx, p.fresh("Ines Calloway"), n, 1, portal.ReportForm{Ground: ground, Words: "See the message. It is the second one of this kind."}); err != nil || !decided {
		return err
	}
	sunita := p.fresh("Sunita Brandt")
	open, _, err := p.MessageReports(ctx, sunita)
	if err != nil {
		return err
	}
	for _, r := range open {
		if err := p.DecideReport(ctx, sunita, r.ID, true, true, "Insults, twice, after a call in which he was asked to stop."); err != nil {
			return err
		}
	}
	return nil
}

// openQueues gives the clerks their queues, and notes who took the yearly training. Nadia's has lapsed.
func (p *past) openQueues(ctx context.Context) error {
	topics, err := p.Topics(ctx)
	if err != nil {
		return err
	}
	for who, mine := range map[string][]string{
		"Ines Calloway":  {"Individual income tax", "Letters and notices", "Collections", "Help desk"},
		"Tomás Oyelaran": {"Business taxes", "Help desk"},
		"Nadia Petrov":   {"Letters and notices"},
		"Sunita Brandt":  {"Individual income tax", "Letters and notices", "Collections", "Help desk", "Business taxes"},
	} {
		for _, queue := range mine {
			if !slices.ContainsFunc(topics, func(t portal.Topic) bool { return t.Queue == queue }) {
				continue
			}
			if err := p.JoinQueue(ctx, p.fresh("Sunita Brandt"), p.staff[who].Account, queue); err != nil {
				return err
			}
		}
		taken, by := p.clock.Now().AddDate(0, -1, 0), p.fresh("Sunita Brandt")
		if who == "Nadia Petrov" {
			taken = p.now.Add(-portal.TrainingLasts - 5*24*time.Hour)
		}
		if who == "Sunita Brandt" {
			by = operator // who set the office up took her certificate
		}
		if err := p.NoteTraining(ctx, by, p.staff[who].Account, taken); err != nil {
			return fmt.Errorf("the training of %s: %w", who, err)
		}
	}
	return nil
}

type demoOwner struct {
	actor  portal.Actor
	acting portal.Acting
}

// acting is one of the made-up public at their keyboard.
func (p *past) acting(ctx context.Context, email, name string) (o demoOwner, err error) {
	o.actor = (&proving{past: p, email: email}).owner()
	o.actor.Name = name
	o.acting, err = p.Acting(ctx, o.actor)
	return o, err
}

func (p *past) rosaWrites(ctx context.Context, n portal.CaseNumber, text portal.DraftText) (portal.CaseNumber, error) {
	o, err := p.acting(ctx, "rosa", "Rosa Delgado")
	if err != nil {
		return 0, err
	}
	return p.writes(ctx, o.actor, o.acting, n, text)
}

func (p *past) clerkWrites(ctx context.Context, who string, n portal.CaseNumber, body string) error {
	_, err := p.writes(ctx, p.fresh(who), portal.Acting{}, n, portal.DraftText{Body: body})
	return err
}

// writes sends a message and lets the seconds pass.
func (p *past) writes(ctx context.Context, actor portal.Actor, acting portal.Acting, n portal.CaseNumber, text portal.DraftText) (portal.CaseNumber, error) {
	draft, err := p.BeginDraft(ctx, actor, acting, n, 0, portal.DraftText{Language: portal.English})
	if err != nil {
		return 0, fmt.Errorf("%s writes: %w", actor.Name, err)
	}
	if draft, err = p.SendDraft(ctx, actor, draft.ID, draft.Version, draft.Seen, text, "Firefox, Linux"); err != nil {
		return 0, fmt.Errorf("%s sends: %w", actor.Name, err)
	}
	p.clock.set(p.clock.Now().Add(portal.UndoSend))
	if _, err := p.SendDue(ctx, portal.NewMessageOffice(p.profile)); err != nil {
		return 0, err
	}
	draft, err = p.Draft(ctx, actor, draft.ID)
	return draft.SentCase, err
}

// pastCases are the cases of the system before: most of them are closed, some wait for the taxpayer, and some for us, a few
// of them too long.
func (p *past) pastCases(dialogues []dialogue) []portal.PastCase {
	r := rand.New(rand.NewPCG(6, 28))
	clerks := map[string][]string{
		"income": {"Ines Calloway", "Sunita Brandt"}, "letter": {"Ines Calloway", "Nadia Petrov"}, "payment": {"Ines Calloway"}, "sales": {"Tomás Oyelaran"}, "withholding": {"Tomás Oyelaran"},
	}
	cases := make([]portal.PastCase, 0, demoCases)
	for i := range demoCases {
		t := samples.At(10 + r.IntN(demoTaxpayerCount-10)) // the first have accounts, and write themselves
		said := dialogues[r.IntN(len(dialogues))]
		year := fmt.Sprint(2023 + r.IntN(3))
		fill := strings.NewReplacer("{year}", year, "{amount}", fmt.Sprintf("%d.%02d", 40+r.IntN(2400), r.IntN(100)), "{letter}", letterOf(t), "{name}", t.Name()).Replace
		c := portal.PastCase{Key: t.Key, Topic: said.Topic, Period: year, Language: portal.English, Subject: fill(said.Subject)}
		if said.Spanish {
			c.Language = portal.Spanish
		}
		if strings.Contains(said.Subject, "{letter}") {
			c.Letter = letterOf(t)
		}
		who := clerks[said.Topic][r.IntN(len(clerks[said.Topic]))]
		turns := len(said.Turns)
		age := 20 + r.Float64()*700 // days since the last message
		switch {
		case i < 60: // waits for us, some of them too long
			turns, age = 1+2*r.IntN((len(said.Turns)+1)/2), 0.4+r.Float64()*13
		case i < 140: // waits for the taxpayer
			turns, age = 2, 1+r.Float64()*18
		default:
			c.Closed, c.Resolved = i > 400, i <= 400
		}
		at := p.now.Add(-time.Duration(age * 24 * float64(time.Hour)))
		moments := make([]time.Time, turns)
		for j := turns - 1; j >= 0; j-- {
			moments[j] = at
			at = at.Add(-time.Duration((0.4 + r.Float64()*6) * 24 * float64(time.Hour)))
		}
		for j := range turns {
			m := portal.PastMessage{At: moments[j], Side: portal.TaxpayerSide, Name: t.Name(), Body: fill(said.Turns[j])}
			if j%2 == 1 {
				m.Side, m.Name, m.Account = portal.DepartmentSide, who, p.staff[who].Account
			}
			c.Messages = append(c.Messages, m)
		}
		if turns > 1 || r.IntN(3) > 0 {
			c.Assignee, c.AssigneeName = p.staff[who].Account, who
		}
		cases = append(cases, c)
	}
	slices.SortFunc(cases, func(a, b portal.PastCase) int { return a.Messages[0].At.Compare(b.Messages[0].At) })
	return cases
}

func letterOf(t samples.Taxpayer) string {
	if len(t.Letters) == 0 {
		return "L1-0000000"
	}
	return t.Letters[0].Number
}
