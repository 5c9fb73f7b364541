package mail

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"strings"
	"time"

	"exchequer/portal"
)

// Outbox is where mail waits; the database has it. Each method is one short act: nothing is held while an
// e-mail is on its way, so a slow mail server never keeps anyone from writing.
type Outbox interface {
	// ClaimMail hands out the e-mail that is due longest and lends it for a time; when the courier dies, the
	// loan runs out and the e-mail is due again. With nothing due it returns nil and how long until something is.
	ClaimMail(ctx context.Context, lease time.Duration) (*portal.Mail, time.Duration, error)
	// MailDue is how long it is until something is due, 0 when something is.
	MailDue(ctx context.Context) (time.Duration, error)
	// MailServerBack makes all mail due that trouble with our mail server held up, in the order in which it was written.
	MailServerBack(ctx context.Context) error
	// SettleMail records how a try ended, and takes the loan back.
	SettleMail(ctx context.Context, try portal.MailTry) error
	// MailWaits receives when something was put into the outbox.
	MailWaits() <-chan struct{}
}

// Limits are the courier's clocks.
type Limits struct {
	Step     time.Duration // for each exchange with the server
	HandOver time.Duration // for the server to take a whole message over; it may look for viruses meanwhile
	Grace    time.Duration // for the e-mail on its way when the program stops
	Look     time.Duration // the longest sleep; another copy of the program may have left something
	Pause    time.Duration // after the database failed
}

// DefaultLimits: RFC 5321 allows minutes for each step; a mail server of one's own answers in seconds.
var DefaultLimits = Limits{
	Step:     30 * time.Second,
	HandOver: 2 * time.Minute,
	Grace:    5 * time.Second,
	Look:     time.Minute,
	Pause:    5 * time.Second,
}

// lease outlasts the slowest delivery: every step at its limit.
func (l Limits) lease() time.Duration { return 12*l.Step + l.HandOver + time.Minute }

// mailsPerConnection is modest: many servers hang up after a hundred.
const mailsPerConnection = 50

// Courier carries the outbox's mail to the server, one at a time, until it is told to stop. Several couriers
// may work on one outbox.
type Courier struct {
	Outbox Outbox
	Server Server
	Sender string                                      // EXCHEQUER_MAIL_FROM
	Words  func(portal.Mail) (portal.MailWords, error) // the templates
	Log    *slog.Logger
	Limits Limits

	Origin string // of the site, for the addresses in headers of elective mail
	Bounce string // EXCHEQUER_BOUNCE_ADDRESS: where mail comes back to, "" for the sender

	reached bool // the mail server could be reached in the last round
}

// NewCourier is a courier with the default limits.
func NewCourier(outbox Outbox, server Server, sender string, words func(portal.Mail) (portal.MailWords, error), log *slog.Logger) *Courier {
	return &Courier{Outbox: outbox, Server: server, Sender: sender, Words: words, Log: log, Limits: DefaultLimits}
}

// breath is the shortest sleep, for when another courier is just taking the only e-mail that is due.
const breath = 50 * time.Millisecond

// Run works until ctx ends, gives the e-mail that is on its way its grace, and returns.
func (c *Courier) Run(ctx context.Context) {
	work, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	unhook := context.AfterFunc(ctx, func() { time.AfterFunc(c.Limits.Grace, cut) })
	defer unhook()

	for ctx.Err() == nil {
		sleep := time.NewTimer(max(breath, min(c.round(ctx, work), c.Limits.Look)))
		select {
		case <-c.Outbox.MailWaits():
		case <-sleep.C:
		case <-ctx.Done():
		}
		sleep.Stop()
	}
}

// round sends all that is due and returns how long until something is due again.
func (c *Courier) round(ctx, work context.Context) time.Duration {
	r := round{Courier: c, ctx: work}
	defer r.hangUp()
	if !c.reached {
		// The server could not be reached before, or nobody knows. Once it can be, what it held up goes first and in
		// order; otherwise each e-mail would come when its own waiting ends.
		if due, err := c.Outbox.MailDue(work); err != nil || due > 0 {
			return c.later(due, err)
		}
		if r.reach(); r.closed == nil {
			if err := c.Outbox.MailServerBack(work); err != nil {
				return c.later(0, err)
			}
		}
	}
	for ctx.Err() == nil {
		m, due, err := c.Outbox.ClaimMail(work, c.Limits.lease())
		if err != nil || m == nil {
			return c.later(due, err)
		}
		if err := r.settle(*m, r.deliver(*m)); err != nil {
			c.Log.Error("a try to send could not be recorded; the mail waits until its loan runs out", "mail", m.ID, "error", err)
			return c.Limits.Pause
		}
	}
	return 0
}

// later is when to look again: when something is due, or in a while when the outbox could not be read.
func (c *Courier) later(due time.Duration, err error) time.Duration {
	if err != nil {
		c.Log.Error("the outbox could not be read", "error", err)
		return c.Limits.Pause
	}
	return due
}

// round keeps what one round knows: the open connection, or why there can be none.
type round struct {
	*Courier
	ctx     context.Context
	session *session
	closed  error // why the server could not be reached: it answers for all that is due in this round
}

func (r *round) deliver(m portal.Mail) error {
	words, err := r.words(m)
	if err != nil {
		return err
	}
	msg, err := write(m, r.Sender, r.Origin, words)
	if err != nil {
		return err
	}
	if r.session != nil && (r.session.broken || r.session.sent >= mailsPerConnection) {
		r.hangUp()
	}
	if r.session == nil && r.closed == nil {
		r.reach()
	}
	if r.closed != nil {
		return r.closed
	}
	return r.session.send(returnPath(r.Bounce, r.Sender, m.Return), m.To, msg)
}

// reach opens a connection, or notes that there can be none.
func (r *round) reach() {
	r.session, r.closed = open(r.ctx, r.Server, domain(r.Sender), r.Limits)
	r.reached = r.closed == nil
}

// returnPath is the sender on the envelope, to which mail servers return what they cannot deliver: with a bounce address
// it names the e-mail by its token (VERP), so that what comes back is known even when it quotes nothing.
func returnPath(bounce, sender, token string) string {
	at := strings.LastIndexByte(bounce, '@')
	if at < 0 || token == "" {
		return sender
	}
	return bounce[:at] + "+" + token + bounce[at:]
}

// words guards against a template that panics: the mail it cannot write must not end the program, again and
// again after every start.
func (r *round) words(m portal.Mail) (words portal.MailWords, err error) {
	defer func() {
		if p := recover(); p != nil {
			r.Log.Error("a mail template panicked", "notice", m.Notice, "mail", m.ID)
			err = errUnwritable
		}
	}()
	words, err = r.Words(m)
	if err != nil {
		r.Log.Error("an e-mail could not be put into words", "notice", m.Notice, "mail", m.ID, "error", err)
		return words, errUnwritable
	}
	return words, nil
}

// settle records the try even while the program stops: the grace is for the network, not for the database.
func (r *round) settle(m portal.Mail, err error) error {
	ctx, done := context.WithTimeout(context.WithoutCancel(r.ctx), 30*time.Second)
	defer done()
	return r.Outbox.SettleMail(ctx, r.outcome(m, err))
}

func (r *round) outcome(m portal.Mail, err error) portal.MailTry {
	log := r.Log.With("mail", m.ID, "notice", string(m.Notice), "try", m.Tries+1)
	if err == nil {
		log.Info("mail sent")
		return portal.MailTry{Mail: m.ID, State: portal.MailSent}
	}
	trouble, reply := troubleOf(err)
	stopping := r.ctx.Err() != nil
	if stopping {
		trouble, reply = portal.MailInterrupted, ""
	}
	try := portal.MailTry{Mail: m.ID, State: portal.MailFailed, Trouble: trouble, Reply: reply}
	switch {
	case stopping, !trouble.Permanent() && m.Tries+1 < portal.MailRetries:
		try.State, try.Again = portal.MailWaiting, jitter(portal.MailRetryEvery)
	case trouble == portal.MailUnreachable && m.ClaimedAt.Sub(m.CreatedAt) < portal.MailHeldUpTo:
		try.State, try.Again = portal.MailWaiting, jitter(portal.MailHeldUpEvery)
	}
	// Never the error itself: the server's words, and ours, may repeat the address.
	log.Warn("mail not sent", "trouble", string(trouble), "reply", reply, "state", string(try.State))
	return try
}

func (r *round) hangUp() {
	if r.session != nil {
		r.session.close()
		r.session = nil
	}
}

// jitter spreads tries a fifth around d, so that all that failed together does not come back together.
func jitter(d time.Duration) time.Duration {
	return d - d/5 + rand.N(2*d/5)
}
