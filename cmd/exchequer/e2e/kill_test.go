package e2e

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// kills is how often the process is killed, at moments that nobody chose.
const kills = 25

// TestNothingPromisedIsLostWhenTheProcessIsKilled runs the real binary under load, kills it as a power cut would,
// looks at what it left, and starts it again on the same data. Visitors ask, and clerks answer with files.
func TestNothingPromisedIsLostWhenTheProcessIsKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("no kills in short tests")
	}
	data, mailServer := filepath.Join(t.TempDir(), "data"), startSink(t)
	env := []string{"EXCHEQUER_SMTP_URL=" + mailServer.URL, "EXCHEQUER_MAIL_FROM=notices@dor.example", "EXCHEQUER_TRUSTED_PROXIES=127.0.0.1"}
	seed := uint64(time.Now().UnixNano())
	random := rand.New(rand.NewPCG(seed, 0))
	t.Logf("seed %d", seed)

	receipts := &promises{clerk: hire(t, data), answers: map[string]answered{}}
	for round := range kills {
		p := serve(t, data, env...)
		var load sync.WaitGroup
		over := make(chan struct{})
		for worker := range 6 {
			load.Go(func() { receipts.collect(p.Origin, fmt.Sprintf("%d.%d", round, worker), over) })
		}
		time.Sleep(time.Duration(30+random.IntN(500)) * time.Millisecond)
		p.kill()
		close(over)
		load.Wait()

		if stdout, stderr, err := command(t, []string{"EXCHEQUER_DATA=" + data}, "verify", "--files"); err != nil {
			t.Fatalf("round %d: verify ended with %v:\n%s%s", round, err, stdout, stderr)
		}
	}
	for _, unexpected := range receipts.wrong {
		t.Error(unexpected)
	}
	raw, err := sql.Open("sqlite", filepath.Join(data, "exchequer.db")+"?_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	unclaimed, halves := leftovers(t, raw, data)
	p := serve(t, data, env...) // once more, so that what was begun is recovered as it would be
	for deadline := time.Now().Add(patience); !strings.Contains(p.log.String(), "files compared with their records") && time.Now().Before(deadline); {
		time.Sleep(20 * time.Millisecond)
	}
	for _, path := range append(unclaimed, halves...) {
		if _, err := os.Stat(path); err == nil {
			t.Errorf("%s belongs to nothing, and stays", path)
		}
	}
	receipts.keptFiles(t, raw, p.Origin)
	p.stop()

	kept := column(t, raw, `SELECT 'AR-' || (id / 1000000000) || '-' || substr('000000' || (id % 1000000000), -6) FROM accessibility_requests`)
	for _, reference := range receipts.references {
		if !kept[reference] {
			t.Errorf("%s got its receipt, and is not there", reference)
		}
	}
	states := column(t, raw, `SELECT DISTINCT state FROM outbox`)
	for state := range states {
		if state != "sent" && state != "waiting" {
			t.Errorf("there is mail that is %s", state)
		}
	}
	sent, twice := column(t, raw, `SELECT id FROM outbox WHERE state = 'sent'`), 0
	for id := range sent {
		if n := mailServer.times(id); n == 0 {
			t.Errorf("mail %s was noted as sent, and never came", id)
		} else if n > 1 {
			twice++
		}
	}
	if mails := column(t, raw, `SELECT id FROM outbox`); len(mails) < len(receipts.references) {
		t.Errorf("%d receipts were given, and %d e-mails written", len(receipts.references), len(mails))
	}
	t.Logf("%d kills: %d receipts, %d requests kept, %d e-mails sent (%d came twice), %d answers with files, %d files that belong to nothing, %d halves of files",
		kills, len(receipts.references), len(kept), len(sent), twice, len(receipts.answers), len(unclaimed), len(halves))
	if len(receipts.references) < kills || len(receipts.answers) < kills {
		t.Errorf("only %d receipts and %d answers: the load was too light to say anything", len(receipts.references), len(receipts.answers))
	}
}

// promises are the receipts that were given, and the answers that were kept.
type promises struct {
	clerk      string // the cookie of their session
	mu         sync.Mutex
	references []string
	answers    map[string]answered // by the request's reference
	wrong      []string            // answers that are neither a receipt nor a connection cut off
}

// collect sends forms until the process is gone. Where there is a clerk, they answer every second one.
func (p *promises) collect(origin, worker string, over <-chan struct{}) {
	client := &http.Client{Timeout: 5 * time.Second, CheckRedirect: quick.CheckRedirect, Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	for n := 0; ; n++ {
		select {
		case <-over:
			return
		default:
		}
		form := askForFormat(fmt.Sprintf("Request %s.%d", worker, n), "rosa@mail.example")
		request, _ := http.NewRequest(http.MethodPost, origin+"/accessibility/requests", strings.NewReader(form.Encode()))
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.Header.Set("X-Forwarded-For", fmt.Sprintf("198.51.%d.%d", rand.IntN(256), rand.IntN(256))) // limits are per address
		response, err := client.Do(request)
		if err != nil {
			continue // cut off: no promise was made
		}
		response.Body.Close()
		reference := references.FindString(response.Header.Get("Location"))
		p.mu.Lock()
		if response.StatusCode == http.StatusSeeOther && reference != "" {
			p.references = append(p.references, reference)
		} else if len(p.wrong) < 5 {
			p.wrong = append(p.wrong, fmt.Sprintf("a form was answered %s, Location %q", response.Status, response.Header.Get("Location")))
		}
		p.mu.Unlock()
		if p.clerk != "" && n%2 == 0 && reference != "" {
			p.answer(client, origin, reference)
		}
	}
}

func column(t *testing.T, raw *sql.DB, query string) map[string]bool {
	t.Helper()
	rows, err := raw.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	found := map[string]bool{}
	for rows.Next() {
		var value string
		if err := rows.Scan(&value); err != nil {
			t.Fatal(err)
		}
		found[value] = true
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return found
}
