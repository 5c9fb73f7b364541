package main

import (
	"regexp"
	"strings"
	"testing"
)

func TestStaffAreInvitedFromTheCommandLine(t *testing.T) {
	env := []string{"EXCHEQUER_DATA=" + t.TempDir(), "EXCHEQUER_ORIGIN=https://tax.example.gov"}
	out, stderr, code := run(t, env, "staff", "invite", "--email", "Walt.Emerson@tax.example.gov", "--role", "administrator")
	if code != exitOK {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	link := regexp.MustCompile(`(?m)^https://tax\.example\.gov/setup/links/[\w-]{43}$`)
	if !link.MatchString(out) || !strings.Contains(out, "Walt Emerson (administrator)") || !strings.Contains(out, "24 hours") {
		t.Errorf("said:\n%s", out)
	}
	if strings.Contains(stderr, "/setup/links/") {
		t.Errorf("the link is in the log:\n%s", stderr)
	}
	if _, stderr, code := run(t, env, "staff", "invite", "--email", "walt.emerson@tax.example.gov", "--role", "clerk"); code != exitFail || !strings.Contains(stderr, "has an account already") {
		t.Errorf("twice: exit code %d, %s", code, stderr)
	}
}

func TestStaffCommandSaysHowItIsWritten(t *testing.T) {
	env := []string{"EXCHEQUER_DATA=" + t.TempDir()}
	for _, args := range [][]string{
		{"staff"}, {"staff", "hire"}, {"staff", "invite"}, {"staff", "invite", "--email", "walt@tax.example.gov"}, {"staff", "recover"},
		{"staff", "invite", "--email", "walt@tax.example.gov", "--role", "clerk", "more"}, {"staff", "recover", "--email", "a@b.example", "more"},
	} {
		if _, stderr, code := run(t, env, args...); code != exitUsage || !strings.Contains(stderr, "exchequer staff invite --email E") {
			t.Errorf("%v: exit code %d, %s", args, code, stderr)
		}
	}
	for sentence, args := range map[string][]string{
		"Choose a role":           {"staff", "invite", "--email", "walt@tax.example.gov", "--role", "king"},
		"Enter an e-mail address": {"staff", "invite", "--email", "walt", "--role", "clerk"},
		"Nobody signs in with":    {"staff", "recover", "--email", "nobody@tax.example.gov"},
	} {
		if _, stderr, code := run(t, env, args...); code != exitFail || !strings.Contains(stderr, sentence) {
			t.Errorf("%v: exit code %d, %s", args, code, stderr)
		}
	}
}
