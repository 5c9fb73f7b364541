package dbtest

import (
	"context"
	"testing"
	"time"

	"exchequer/db"
	"exchequer/portal"
)

// Post takes every e-mail that waits, the earliest first, as the courier would, and calls each sent.
func (o *Office) Post(t testing.TB) (all []portal.Mail) {
	t.Helper()
	for {
		m, _, err := o.ClaimMail(context.Background(), time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		if m == nil {
			return all
		}
		if err := o.SettleMail(context.Background(), portal.MailTry{Mail: m.ID, State: portal.MailSent}); err != nil {
			t.Fatal(err)
		}
		all = append(all, *m)
	}
}

// Bare makes links that are their token alone.
var Bare = db.MailAddresses{Setup: bare, Link: bare}

func bare(_ portal.Language, token string) string { return token }

// Links sends the links that people want and those of recoveries that are ready, and answers with all e-mails that this made. A link is its bare token.
func (o *Office) Links(t testing.TB) []portal.Mail {
	t.Helper()
	if _, err := o.SendWantedLinks(context.Background(), Bare); err != nil {
		t.Fatal(err)
	}
	if _, err := o.TellRecoveriesReady(context.Background(), Bare); err != nil {
		t.Fatal(err)
	}
	return o.Post(t)
}
