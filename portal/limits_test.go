package portal

import (
	"strings"
	"testing"
	"time"
)

func TestWrongPasswordsSlowDownAndThenCloseTheDay(t *testing.T) {
	zone, err := time.LoadLocation("America/Chicago")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 20, 16, 0, 0, 0, time.UTC) // 10:00 there
	for failures, want := range map[int]time.Duration{
		0: 0, 1: time.Second, 2: time.Second, 3: 3 * time.Second, 8: 3 * time.Second, 9: 5 * time.Second, 24: 5 * time.Second,
		25: 10 * time.Second, 99: 10 * time.Second, 100: 14 * time.Hour, 1000: 14 * time.Hour,
	} {
		if got := PasswordDelay(failures, now, zone); got != want {
			t.Errorf("after %d failures: %s, not %s", failures, got, want)
		}
	}
}

func TestWaitIsSaidInWholeUnitsRoundedUp(t *testing.T) {
	for wait, want := range map[time.Duration]string{
		-time.Second: "a second", 300 * time.Millisecond: "a second", 1500 * time.Millisecond: "2 seconds", 90 * time.Second: "90 seconds",
		91 * time.Second: "2 minutes", 10 * time.Minute: "10 minutes", 12*time.Hour - time.Minute: "12 hours",
	} {
		e := Wait(wait)
		if e.Code != TooMany || !strings.Contains(e.Message.String(), want) || e.RetryAfter < time.Second {
			t.Errorf("%s: %v, retry after %s", wait, e, e.RetryAfter)
		}
	}
}
