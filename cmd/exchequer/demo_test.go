package main

import (
	"context"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"exchequer/portal"
)

func TestTheDemoHasEveryStateAndAnAuditTrailThatHolds(t *testing.T) {
	m := &Main{Env: []string{"EXCHEQUER_DATA=" + filepath.Join(t.TempDir(), "demo")}}
	c, _, err := m.configure("demo", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	o, people, err := makeDemo(context.Background(), c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	took := time.Since(began)
	t.Logf("the demo was made in %s", took.Round(time.Millisecond))
	if took > time.Minute {
		t.Error("nobody waits that long")
	}

	roles := map[portal.Role]int{}
	for _, p := range people.People {
		roles[p.Role]++
		if len(p.Password) < 12 || len(p.Codes) != 10 || !strings.Contains(p.Email, "@") {
			t.Errorf("nobody can sign in as %+v", p)
		}
	}
	if len(people.People) < 4 || len(roles) < 4 {
		t.Errorf("the staff are %v", roles)
	}
	if people.Receipt.Reference == "" || people.Receipt.Code == "" {
		t.Errorf("no request can be followed: %+v", people.Receipt)
	}

	if roles[portal.Taxpayer] < 1 {
		t.Error("nobody of the public can be signed in as")
	}
	everyStandingOfThePublic(t, o)

	clerk := portal.Actor{Account: "test", Role: portal.Clerk}
	total, overdue := 0, 0
	for _, status := range portal.AccessibilityStatuses {
		found := 0
		var after *portal.QueueMark
		for {
			page, next, err := o.AccessibilityQueue(context.Background(), clerk, portal.AccessibilityFilter{QueueFilter: portal.QueueFilter{State: string(status), After: after}})
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range page {
				if found++; r.Due.Overdue(time.Now()) {
					overdue++
				}
			}
			if after = next; next == nil {
				break
			}
		}
		if found == 0 {
			t.Errorf("no request is %s", status)
		}
		total += found
	}
	if total != 200 {
		t.Errorf("there are %d requests", total)
	}
	if overdue < 5 || overdue > 30 {
		t.Errorf("%d are overdue", overdue)
	}

	letters, _, _, err := o.LetterBatch(context.Background(), clerk, 1)
	if err != nil || letters.MailedAt.IsZero() {
		t.Errorf("no letter is in the mail: %+v, %v", letters, err)
	}
	if n, err := o.LettersToPrint(context.Background(), clerk); err != nil || n < 2 {
		t.Errorf("%d letters wait to be printed, %v", n, err)
	}

	report, err := o.VerifyAudit(context.Background(), operator)
	if err != nil || report.Broken != nil {
		t.Errorf("the audit trail: %+v, %v", report.Broken, err)
	}
	info, err := os.Stat(filepath.Join(c.Data, demoFile))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the passwords lie in %v, %v", info, err)
	}
}

// everyStandingOfThePublic wants accounts of the public in every state that the desk meets, and decisions that wait.
func everyStandingOfThePublic(t *testing.T, o *office) {
	t.Helper()
	ctx, clerk := context.Background(), portal.Actor{Account: "test", Role: portal.Clerk}
	standing := map[portal.AccountStatus]int{}
	for _, two := range demoTaxpayers {
		for _, who := range two {
			found, err := o.FindAccounts(ctx, clerk, portal.AccountSearch{Words: who.email + "@mail.example"})
			if err != nil || len(found) != 1 {
				t.Fatalf("%s: %d found, %v", who.email, len(found), err)
			}
			standing[found[0].Status]++
		}
	}
	for _, status := range []portal.AccountStatus{portal.PendingEmail, portal.PendingPassword, portal.PendingSecondFactor, portal.Active, portal.OnHold, portal.Suspended} {
		if standing[status] == 0 {
			t.Errorf("no account of the public is %s: %v", status, standing)
		}
	}
	supervisor := portal.Actor{Account: "test", Role: portal.Supervisor}
	if alerts, err := o.Alerts(ctx, supervisor, ""); err != nil || len(alerts) != 3 {
		t.Errorf("%d alerts wait, %v", len(alerts), err)
	}
	if cards, err := o.CountPostedCards(ctx, clerk); err != nil || cards != 1 {
		t.Errorf("%d code cards wait, %v", cards, err)
	}
	if recoveries, suspensions, err := o.CasesToDecide(ctx, supervisor); err != nil || recoveries != 1 || suspensions != 2 {
		t.Errorf("%d recoveries and %d suspensions wait, %v", recoveries, suspensions, err)
	}
}

func TestADemoThatIsStartedAgainHasTheSamePeople(t *testing.T) {
	env := []string{"EXCHEQUER_DATA=" + t.TempDir(), "EXCHEQUER_ADDR=127.0.0.1:0"}
	first, second := demoOnce(t, env), demoOnce(t, env)
	if len(first.People) < 4 || first.Mail == "" || first.Origin == "" {
		t.Fatalf("the demo says %+v", first)
	}
	for i, p := range first.People {
		if q := second.People[i]; p.Email != q.Email || p.Password != q.Password || strings.Join(p.Codes, " ") != strings.Join(q.Codes, " ") {
			t.Errorf("%s is %+v the second time", p.Email, q)
		}
	}
}

func TestTheDemoRefusesFoldersThatItDidNotMake(t *testing.T) {
	real := t.TempDir()
	if _, stderr, code := run(t, []string{"EXCHEQUER_DATA=" + real}, "keys", "rotate"); code != exitOK { // makes a department
		t.Fatal(stderr)
	}
	args := []string{"demo", "--json", "--mail-addr", "127.0.0.1:0", "--addr", "127.0.0.1:0", "--data"}
	if _, stderr, code := run(t, nil, append(args, real)...); code != exitFail || !strings.Contains(stderr, "holds a department that no demo made") {
		t.Errorf("a real department: exit code %d: %s", code, stderr)
	}
	half := t.TempDir()
	if err := os.WriteFile(filepath.Join(half, demoFile), []byte(`{"people": null}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, stderr, code := run(t, nil, append(args, half)...); code != exitFail || !strings.Contains(stderr, "was not finished") {
		t.Errorf("half a demo: exit code %d: %s", code, stderr)
	}
}

// said is what --json prints.
type said struct {
	Origin, Mail string
	People       []demoPerson
}

// demoOnce starts the demo, reads its line and stops it.
func demoOnce(t *testing.T, env []string) (answer said) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	var complaints strings.Builder
	m := &Main{Args: []string{"demo", "--json", "--mail-addr", "127.0.0.1:0"}, Env: env, Stdout: write, Stderr: &complaints}
	ended := make(chan int, 1)
	go func() { ended <- m.Run(ctx); write.Close() }()
	if err := json.NewDecoder(read).Decode(&answer); err != nil {
		t.Fatalf("the demo did not say where it is: %v %s", err, complaints.String())
	}
	stop()
	if code := <-ended; code != exitOK {
		t.Errorf("exit code %d: %s", code, complaints.String())
	}
	return answer
}
