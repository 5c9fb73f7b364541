package db_test

import (
	"context"
	"testing"
	"time"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

func TestWantedLinkThatCannotBeOpenedKeepsNobodyWaiting(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ctx, visitor := context.Background(), portal.Actor{Address: "198.51.100.7"}
		want := func(email string) {
			t.Helper()
			if err := o.WantLink(ctx, visitor, portal.WantedLink{Purpose: portal.ToSignUp, Email: email, Language: portal.English}); err != nil {
				t.Fatal(err)
			}
		}
		count := func(table string) (n int) {
			t.Helper()
			if err := o.Raw(t).QueryRow(`SELECT COUNT(*) FROM ` + table).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		want("damaged@mail.example")
		if _, err := o.Raw(t).Exec(`UPDATE wanted_links SET email = data_key`); err != nil { // sealed for another column
			t.Fatal(err)
		}
		o.Clock.Add(time.Second)
		want("alma@mail.example")
		want("rosa@mail.example")
		if sent, err := o.SendWantedLinks(ctx, db.MailAddressesAt("http://localhost")); err != nil || sent != 2 {
			t.Errorf("%d were sent, %v", sent, err)
		}
		if n := count("wanted_links"); n != 1 {
			t.Errorf("%d rows wait", n)
		}
		o.Clock.Add(25 * time.Hour)
		if err := o.SweepSignIn(ctx); err != nil {
			t.Fatal(err)
		}
		if n := count("wanted_links"); n != 0 {
			t.Errorf("after a day %d rows wait", n)
		}
	})
}

func TestLinksInEmailsAreSweptWhenTheirTimeIsOver(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		ctx := context.Background()
		rosa := o.Enrol(t, dbtest.Rosa)
		if _, err := o.IssueCodes(ctx, rosa.Actor, sessionOf(t, o, rosa), portal.CardCodes); err != nil {
			t.Fatal(err)
		}
		links := func() (n int) {
			t.Helper()
			if err := o.Raw(t).QueryRow(`SELECT COUNT(*) FROM mail_links`).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		if links() == 0 {
			t.Fatal("a notice about a change carries no code")
		}
		if err := o.SweepSignIn(ctx); err != nil || links() == 0 {
			t.Errorf("what may still be used was swept, %v", err)
		}
		o.Clock.Add(portal.NotMeLasts + time.Hour)
		if err := o.SweepSignIn(ctx); err != nil || links() != 0 {
			t.Errorf("%d links are left, %v", links(), err)
		}
	})
}

func sessionOf(t *testing.T, o *dbtest.Office, p dbtest.Person) portal.Session {
	t.Helper()
	s, _, err := o.Session(context.Background(), p.Token)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
