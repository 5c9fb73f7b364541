package dbtest

import (
	"testing"

	"exchequer/portal"
)

// SeenInPerson claims a taxpayer for someone and gives them what a visit to the counter gives, past the counter. It answers
// with the taxpayer.
func (o *Office) SeenInPerson(t testing.TB, p Person, claim portal.IdentityClaim) (taxpayer string) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("see %s in person: %v", p.Name, err)
		}
	}
	n, err := o.ClaimTaxpayer(t.Context(), p.Actor, portal.IdentityOffice{Calendar: portal.NewCalendar(Zone(t))}, claim)
	must(err)
	return o.raise(t, p, n)
}

// raise gives a claim what a visit to the counter gives.
func (o *Office) raise(t testing.TB, p Person, n portal.IdentityNumber) (taxpayer string) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("see %s in person: %v", p.Name, err)
		}
	}
	h, err := o.Holding(t.Context(), p.Actor, n)
	must(err)
	raw, now := o.Raw(t), o.Clock.Now().UnixMilli()
	_, err = raw.Exec(`UPDATE assurances SET ended_at = $2, ended_why = 'raised' WHERE id = $1`, h.ID, now)
	must(err)
	_, err = raw.Exec(`
		INSERT INTO assurances (id, account_id, taxpayer_id, case_id, assurance, route, granted_at)
		VALUES ($1, $2, $3, $4, 'in person', 'visit', $5)`, h.ID+"-seen", p.Account, h.Taxpayer, int64(n), now)
	must(err)
	must(raw.Close())
	return h.Taxpayer
}
