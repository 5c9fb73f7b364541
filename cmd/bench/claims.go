package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"exchequer/db"
	"exchequer/portal"
	"exchequer/samples"
)

// claimMedians claims taxpayers by numbers that are known and by numbers that nobody has, by turns, with a letter that is
// nobody's, and prints how the medians of their times compare. Each try is by an account and from a network address of its
// own, so that no limit is met.
func claimMedians(ctx context.Context, d *db.DB, size, tries int) error {
	r := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 11))
	zone, err := time.LoadLocation("America/Chicago")
	if err != nil {
		return err
	}
	office := portal.IdentityOffice{Calendar: portal.NewCalendar(zone)}
	var took [2][]time.Duration // of the known, and of the unknown
	const warming = 20          // the first tries read pages that those after them find in memory
	for i := range warming + tries {
		someone := samples.At(r.IntN(size))
		numbers := [2]string{someone.Number, nobodysNumber(r)}
		for _, which := range r.Perm(2) {
			actor := portal.Actor{Account: fmt.Sprintf("bench-%016x", r.Uint64()), Role: portal.Taxpayer, Address: anyAddress(r)}
			claim := portal.IdentityClaim{Number: numbers[which], Name: someone.Name(), By: "letter", Letter: "L-0000-000000"}
			began := time.Now()
			if _, err := d.ClaimTaxpayer(ctx, actor, office, claim); err != portal.ErrNoMatch {
				return fmt.Errorf("a claim with a wrong letter: %w", err)
			}
			if i >= warming {
				took[which] = append(took[which], time.Since(began))
			}
		}
	}
	known, unknown := median(took[0]), median(took[1])
	fmt.Printf("  %-28s among %s: known %s, unknown %s, ratio %.3f (medians of %d claims each with a wrong letter; aim 0.95 to 1.05)\n", "claims that do not fit", thousands(size), round(known), round(unknown), float64(known)/float64(unknown), tries)
	return nil
}
