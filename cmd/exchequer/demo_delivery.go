package main

import (
	"context"
	"fmt"

	"exchequer/portal"
)

// planDelivery makes up an address that e-mail does not reach, and what came back that no program understood.
func (p *past) planDelivery() {
	p.moments = append(p.moments, moment{p.ago(2.2), p.martaBounces}, moment{p.ago(0.8), func(ctx context.Context) error {
		for i, r := range []portal.ReturnedMail{
			{Kind: portal.ReturnUnknown, From: "Carmen Ibarra <carmen@mail.example>", Subject: "Re: A letter or message from us waits for you", Text: "I do not find the letter. Can you call me after four?"},
			{Kind: portal.ReturnUnknown, From: "postmaster@mx.example", Subject: "Message status", Text: "Your message met a rule of ours and is held. No further report will be sent."},
			{Kind: portal.ReturnAutoReply, From: "Alma Reyes <alma@mail.example>", Subject: "Fuera de la oficina", Text: "Vuelvo el lunes."},
		} {
			r.Raw = fmt.Appendf(nil, "From: %s\r\nSubject: %s\r\nX-Demo: %d\r\n\r\n%s\r\n", r.From, r.Subject, i, r.Text)
			if _, _, err := p.TakeReturn(ctx, portal.SystemActor("Bounces"), r); err != nil {
				return err
			}
		}
		return nil
	}})
}

// martaBounces lets the newest e-mail to Marta come back for good.
func (p *past) martaBounces(ctx context.Context) error {
	if err := p.ChooseDelivery(ctx, p.ownerOf("marta"), map[portal.DeliveryKind]portal.DeliveryWay{
		portal.DeliverLetters: portal.OnPaper, portal.DeliverMessages: portal.Electronic, portal.DeliverReminders: portal.Electronic,
	}); err != nil {
		return fmt.Errorf("marta chooses: %w", err)
	}
	page, err := p.Outbox(ctx, p.fresh("Walt Emerson"), portal.OutboxFilter{})
	if err != nil || len(page.Mails) == 0 {
		return err
	}
	_, _, err = p.TakeReturn(ctx, portal.SystemActor("Bounces"), portal.ReturnedMail{
		Kind: portal.ReturnHard, MessageID: []string{page.Mails[0].ID}, Status: "5.1.1", From: "MAILER-DAEMON@mx.example", Subject: "Undelivered mail",
		Text: "No such mailbox.", Raw: []byte("From: MAILER-DAEMON@mx.example\r\n\r\nNo such mailbox.\r\n"),
	})
	return err
}
