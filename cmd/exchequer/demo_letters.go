package main

import (
	"context"
	"fmt"

	"exchequer/portal"
)

// planLetters makes up what comes on paper: Marta, whom e-mail does not reach, is told of two answers, by a letter that is in
// the mail and by one that waits to be printed; and Alma, who is not sure enough to read hers here, gets it in words.
func (p *past) planLetters() {
	const ines = "Ines Calloway"
	var marta portal.CaseNumber
	at := func(days float64, do func(ctx context.Context) error) {
		p.moments = append(p.moments, moment{p.ago(days), do})
	}
	at(1.7, func(ctx context.Context) error {
		o, err := p.acting(ctx, "marta", "Marta Whitfield")
		if err == nil {
			marta, err = p.writes(ctx, o.actor, o.acting, 0, portal.DraftText{Topic: "income", Period: "2025", Subject: "Which form after I moved", Body: "I moved here in July. Which form do I file for 2025?"})
		}
		return err
	})
	at(1.6, func(ctx context.Context) error {
		return p.clerkWrites(ctx, ines, marta, "Form 80-205, the one for part of a year. Add a copy of the return of the other state.")
	})
	at(1.5, p.mailLetters)
	at(0.7, func(ctx context.Context) error {
		return p.clerkWrites(ctx, ines, marta, "We forgot to say: the form is due on April 15 like the other one.")
	})
	at(0.65, func(ctx context.Context) error {
		o, err := p.acting(ctx, "alma", "Alma Reyes")
		if err != nil {
			return err
		}
		n, err := p.writes(ctx, o.actor, o.acting, 0, portal.DraftText{Topic: "income", Language: portal.Spanish, Subject: "Mi declaración de 2024", Body: "¿Recibieron mi declaración corregida de 2024?"})
		if err != nil {
			return err
		}
		return p.clerkWrites(ctx, ines, n, "Sí, la recibimos el 3 de noviembre. Terminamos de revisarla antes de fin de mes y le escribimos.")
	})
}

// mailLetters prints and mails what waits.
func (p *past) mailLetters(ctx context.Context) error {
	clerk, office := p.fresh("Tomás Oyelaran"), portal.NewIdentityOffice(p.profile)
	batch, err := p.MakeLetterBatch(ctx, clerk)
	if err != nil {
		return fmt.Errorf("make a batch: %w", err)
	}
	if _, err := p.PrintLetters(ctx, clerk, office, batch, ""); err != nil {
		return fmt.Errorf("print letters: %w", err)
	}
	return p.MailLetters(ctx, clerk, office, batch)
}
