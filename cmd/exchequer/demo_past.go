package main

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"exchequer/portal"
)

// past makes up what happened in the department until now. The same seed always makes the same department, as far
// back from now.
type past struct {
	*office
	clock   *demoClock
	now     time.Time
	desk    portal.AccessibilityDesk
	staff   map[string]portal.Actor
	texts   demoTexts
	origin  string
	public  *public
	shown   demoReceipt // for trying the page on which a request is followed
	random  *rand.Rand
	moments []moment

	returned int // e-mails that nobody took
}

// mailReturned is how many e-mails came back: enough to be seen, too few to look like trouble.
const mailReturned = 2

// demoReceipt is what a person got for a request.
type demoReceipt struct{ Reference, Code string }

// moment is something that happens at a time.
type moment struct {
	at time.Time
	do func(context.Context) error
}

// turn is one step of a request's life, and how long before the next one it was taken, in days.
type turn struct {
	step   portal.AccessibilityStep
	lo, hi float64
}

// fate is what becomes of some of the requests: their steps, and how long ago the last one was, in days.
type fate struct {
	requests int
	lo, hi   float64
	turns    []turn
}

// The steps, with the days that usually pass between the one before and them.
var (
	acknowledged = turn{portal.AcknowledgeStep, 0.1, 1}
	produced     = turn{portal.ProduceStep, 0.3, 2}
	delivered    = turn{portal.DeliverStep, 1, 7}
	slowly       = turn{portal.DeliverStep, 12, 20}
	confirmed    = turn{portal.ConfirmStep, 1, 6}
	declined     = turn{portal.DeclineStep, 2, 6}
	reopened     = turn{portal.ReopenStep, 1, 9}
	escalated    = turn{portal.EscalateStep, 1, 8}
	met          = turn{portal.MeetStep, 3, 12}
	answered     = turn{portal.AnswerStep, 4, 13}
	appealed     = turn{portal.AppealStep, 3, 12}
	closed       = turn{portal.CloseStep, 4, 12}
)

// fates is the whole department: 200 requests in every state, some of them overdue.
var fates = []fate{
	{9, 0.02, 0.9, nil}, // waiting since today
	{4, 3, 6, nil},      // overdue to acknowledge
	{13, 0.2, 6, []turn{acknowledged}},
	{3, 15, 19, []turn{acknowledged}}, // overdue to deliver
	{14, 0.2, 6, []turn{acknowledged, produced}},
	{3, 13, 17, []turn{acknowledged, produced}},
	{18, 0.3, 12, []turn{acknowledged, produced, delivered}},
	{5, 1, 20, []turn{acknowledged, delivered}},
	{4, 1, 15, []turn{acknowledged, declined}},
	{5, 0.2, 2, []turn{acknowledged, produced, delivered, reopened}},
	{68, 2, 88, []turn{acknowledged, produced, delivered, confirmed}},
	{21, 2, 90, []turn{acknowledged, delivered, confirmed}},
	{7, 3, 70, []turn{acknowledged, produced, slowly, confirmed}},
	{4, 3, 60, []turn{acknowledged, produced, delivered, reopened, produced, delivered, confirmed}},
	{3, 3, 60, []turn{acknowledged, declined, confirmed}},
	{4, 1, 10, []turn{acknowledged, declined, escalated}},
	{1, 18, 20, []turn{acknowledged, produced, delivered, escalated}}, // overdue to meet
	{3, 1, 10, []turn{acknowledged, produced, delivered, escalated, met}},
	{4, 1, 11, []turn{acknowledged, declined, escalated, met, answered}},
	{3, 1, 11, []turn{acknowledged, produced, delivered, escalated, met, answered, appealed}},
	{3, 2, 20, []turn{acknowledged, declined, escalated, met, answered, appealed, closed}},
	{1, 5, 30, []turn{acknowledged, produced, slowly, escalated, met, answered, confirmed}},
}

// make does everything in the order of time: numbers, the audit trail and the outbox then look as they would.
func (p *past) make(ctx context.Context) error {
	var err error
	if p.texts, err = readDemoTexts(); err != nil {
		return err
	}
	p.random = rand.New(rand.NewPCG(1867, 4))
	for _, f := range fates {
		for range f.requests {
			p.plan(f)
		}
	}
	p.planRepairs()
	p.planPublic()
	p.planTaxpayers()
	p.planIdentity()
	p.planRepresentatives()
	p.planTerms()
	p.planLetters()
	if err := p.planMessages(); err != nil {
		return err
	}
	slices.SortStableFunc(p.moments, func(a, b moment) int { return a.at.Compare(b.at) })
	for _, m := range p.moments {
		p.clock.set(m.at)
		if err := m.do(ctx); err != nil {
			return err
		}
		if p.now.Sub(m.at) > 8*time.Hour { // what was written since waits for the real mailer
			if err := p.carryMail(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *past) days(lo, hi float64) time.Duration {
	return time.Duration((lo + p.random.Float64()*(hi-lo)) * 24 * float64(time.Hour))
}

func pick[T any](p *past, from []T) T { return from[p.random.IntN(len(from))] }

// plan makes one request up, from its last step back to its first.
func (p *past) plan(f fate) {
	at := p.now.Add(-p.days(f.lo, f.hi))
	times := make([]time.Time, len(f.turns))
	for i := len(f.turns) - 1; i >= 0; i-- {
		at = p.inOffice(at)
		times[i] = at
		at = at.Add(-p.days(f.turns[i].lo, f.turns[i].hi))
	}
	r := &madeRequest{past: p, clerk: pick(p, []string{"Ines Calloway", "Tomás Oyelaran"})}
	r.made(at)
	p.moments = append(p.moments, moment{at, r.submit})
	for i, t := range f.turns {
		p.moments = append(p.moments, moment{times[i], func(ctx context.Context) error { return r.take(ctx, t.step) }})
	}
	if len(f.turns) > 0 && p.random.IntN(3) == 0 {
		p.moments = append(p.moments, moment{times[0].Add(20 * time.Minute), r.note})
	}
}

// inOffice moves a time back into the office's hours: staff do nothing at night.
func (p *past) inOffice(at time.Time) time.Time {
	local := at.In(p.desk.Zone)
	day := local
	if local.Hour() < 8 {
		day = local.AddDate(0, 0, -1)
	}
	for !p.desk.BusinessDay(day) {
		day = day.AddDate(0, 0, -1)
	}
	if day.Equal(local) && local.Hour() < 17 {
		return at
	}
	return time.Date(day.Year(), day.Month(), day.Day(), 8+p.random.IntN(9), p.random.IntN(60), p.random.IntN(60), 0, p.desk.Zone)
}

// planRepairs lets the owners of some pages mend them. Whoever asks about one of them later makes it a defect again.
func (p *past) planRepairs() {
	for path, done := range p.texts.Repairs {
		at := p.inOffice(p.now.AddDate(0, 0, -9))
		p.moments = append(p.moments, moment{at, func(ctx context.Context) error {
			page, _, err := p.PageDefect(ctx, p.staff["Sunita Brandt"], path)
			if portal.CodeOf(err) == portal.NotFound || page.State != portal.PageOpen {
				return nil // nobody had asked about it twice by then
			}
			if err != nil {
				return err
			}
			return p.FixPageDefect(ctx, p.staff["Sunita Brandt"], path, page.Version, done)
		}})
	}
}

// carryMail settles what is due, as the mail server did at the time: nearly all of it was taken.
func (p *past) carryMail(ctx context.Context) error {
	for {
		m, _, err := p.ClaimMail(ctx, time.Minute)
		if err != nil || m == nil {
			return err
		}
		try := portal.MailTry{Mail: m.ID, State: portal.MailSent}
		if strings.HasPrefix(m.To, "old.address@") && p.returned < mailReturned {
			p.returned++
			try = portal.MailTry{Mail: m.ID, State: portal.MailFailed, Trouble: portal.MailNoSuchPerson, Reply: "550 5.1.1"}
		}
		if err := p.SettleMail(ctx, try); err != nil {
			return err
		}
	}
}
