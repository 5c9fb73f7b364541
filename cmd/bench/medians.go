package main

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// What someone could ask of the site to learn whether an e-mail address has an account, and what it answers to both.
var askings = []struct {
	name, path string
	fields     func(email string) url.Values
	status     int
}{
	{"signing in, wrong password", "/sign-in", func(email string) url.Values {
		return url.Values{"email": {email}, "password": {"not the password of anyone"}}
	}, http.StatusUnprocessableEntity},
	{"signing up", "/sign-up", func(email string) url.Values { return url.Values{"email": {email}} }, http.StatusSeeOther},
	{"forgotten password", "/sign-in/password", func(email string) url.Values { return url.Values{"email": {email}} }, http.StatusSeeOther},
}

// medians asks about addresses that have an account and about addresses that have none, by turns and each from a network
// address of its own, and prints how the medians of their times compare. Which of a pair comes first is left to chance:
// what one leaves behind to be done would otherwise always fall to the other.
func (o *door) medians(tries int) error {
	fmt.Printf("\nKnown and unknown e-mail addresses, medians of %d tries each (aim 0.95 to 1.05)\n", tries)
	fmt.Printf("  %-28s %10s %10s %8s\n", "", "known", "unknown", "ratio")
	r := rand.New(rand.NewPCG(3, 5))
	client := browser(1)
	for _, asking := range askings {
		var took [2][]time.Duration // of the known, and of the unknown
		for i := range tries {
			emails := [2]string{o.known[i], stranger(r)}
			for _, which := range r.Perm(2) {
				began := time.Now()
				answer, err := o.send(client, asking.path, anyAddress(r), asking.fields(emails[which]))
				if err != nil {
					return err
				}
				took[which] = append(took[which], time.Since(began))
				if answer.StatusCode != asking.status {
					return fmt.Errorf("%s answered %s, not %d", asking.path, answer.Status, asking.status)
				}
			}
		}
		known, unknown := median(took[0]), median(took[1])
		fmt.Printf("  %-28s %10s %10s %8.3f\n", asking.name, round(known), round(unknown), float64(known)/float64(unknown))
	}
	return nil
}

func median(took []time.Duration) time.Duration {
	slices.Sort(took)
	return took[len(took)/2]
}
