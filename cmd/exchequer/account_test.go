package main

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"exchequer/portal"
)

func TestTheOperatorClosesAnAccountAndOpensItAgain(t *testing.T) {
	env := []string{"EXCHEQUER_DATA=" + t.TempDir(), "EXCHEQUER_ORIGIN=https://tax.example.gov"}
	const email = "walt@tax.example.gov"
	out, stderr, code := run(t, env, "staff", "invite", "--email", email, "--role", "administrator")
	if code != exitOK {
		t.Fatal(stderr)
	}
	link := regexp.MustCompile(`/setup/links/([\w-]{43})`).FindStringSubmatch(out)[1]
	finishSetup(t, env, link)

	says := func(want int, sentence string, args ...string) string {
		t.Helper()
		out, stderr, code := run(t, env, args...)
		if code != want || !strings.Contains(out+stderr, sentence) {
			t.Errorf("%v: exit code %d, %s%s", args, code, out, stderr)
		}
		return out
	}
	shown := says(exitOK, "active", "account", "show", email)
	for _, part := range []string{"administrator", "10 codes left", "8 left", "What was decided:", "Walt"} {
		if !strings.Contains(shown, part) {
			t.Errorf("the account is shown without %q:\n%s", part, shown)
		}
	}
	says(exitUsage, "needs an e-mail address and --reason", "account", "hold", email)
	says(exitFail, "Say why, in a sentence", "account", "hold", email, "--reason", "so")
	says(exitOK, "1 sessions ended.", "account", "end-sessions", email, "--reason", "The laptop was stolen.")
	says(exitOK, "on hold.", "account", "hold", "--reason", "The laptop was stolen.", email)
	says(exitFail, "Someone changed this account", "account", "hold", email, "--reason", "The laptop was stolen.")
	says(exitFail, "This account is on hold", "staff", "recover", "--email", email)
	says(exitOK, "released.", "account", "release", email, "--reason", "The laptop is back.")

	// The last administrator lost every key: the box lets them in again, and the trail says so.
	says(exitOK, "can choose a new password", "staff", "recover", "--email", email)
	trail := events(t, env)
	for _, event := range []portal.Event{portal.AccountLookedAt, portal.SessionsEnded, portal.AccountHeld, portal.AccountReleased, portal.StaffNewPasswordLink, portal.StaffRecovered} {
		if trail[event] == "" {
			t.Errorf("%s is not in the trail: %v", event, trail)
		}
	}
	for _, args := range [][]string{{"account"}, {"account", "close", email}, {"account", "show"}, {"account", "show", email, "more"}} {
		says(exitUsage, "exchequer account show EMAIL", args...)
	}
	says(exitFail, "Nobody signs in with this e-mail address.", "account", "show", "nobody@tax.example.gov")
}

// finishSetup sets an account up behind its link.
func finishSetup(t *testing.T, env []string, link string) {
	t.Helper()
	o, ctx := openFor(t, env), context.Background()
	defer o.Close()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	token, _, err := o.OpenLink(ctx, portal.Actor{Address: "192.0.2.1"}, link, "Firefox")
	must(err)
	s, a, err := o.Session(ctx, token)
	must(err)
	actor := a.Actor(s, "192.0.2.1")
	must(o.ChoosePassword(ctx, actor, s, portal.SetupChoice{Password: "violet tractors hum at dawn"}))
	_, err = o.IssueCodes(ctx, actor, s, portal.CardCodes)
	must(err)
	saved, err := o.IssueCodes(ctx, actor, s, portal.RecoverySaved)
	must(err)
	_, err = o.SaveRecoveryCodes(ctx, actor, s, saved[0])
	must(err)
}

func openFor(t *testing.T, env []string) *office {
	t.Helper()
	m := &Main{Env: env}
	c, _, err := m.configure("account", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	o, err := m.prepare(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// events are the events of the operator in the trail, each with who did it.
func events(t *testing.T, env []string) map[portal.Event]string {
	t.Helper()
	o := openFor(t, env)
	defer o.Close()
	page, err := o.AuditTrail(context.Background(), operator, portal.AuditFilter{Actor: operator.Name})
	if err != nil {
		t.Fatal(err)
	}
	found := map[portal.Event]string{}
	for _, r := range page.Records {
		found[r.Event] = r.Name
	}
	return found
}
