package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"crypto/sha256"

	"github.com/google/uuid"

	"exchequer/db"
	"exchequer/portal"
)

// messagesEach is how many messages a taxpayer of the bench has, each a case of its own: an inbox's first page is full.
const messagesEach = portal.InboxPage

// owner is one of the public: who reads and writes.
type owner struct {
	account  string
	taxpayer string
	session  string // the token of a session that is open
}

// fill makes the messages past the acts, since a million of them in a row would show nothing more: each with its case, its
// draft, an audit record, an e-mail that went, and its words in the index, so that everything is as large as it would be. The
// taxpayers come in by an import, as they would. Every second case is closed.
func (c *counter) fill(ctx context.Context, binary string, d *db.DB) error {
	mark := filepath.Join(c.folder, filled)
	if _, err := os.Stat(mark); err == nil {
		return nil
	}
	file := filepath.Join(c.folder, "taxpayers.csv")
	if err := writeTaxpayers(c.folder, file, c.messages/messagesEach); err != nil {
		return err
	}
	fmt.Printf("\n%s messages of %s taxpayers\n", thousands(c.messages), thousands(c.messages/messagesEach))
	if err := timeImport(ctx, binary, c.folder, file, "import of them", c.messages/messagesEach); err != nil {
		return err
	}
	if err := c.findOwners(ctx, d); err != nil {
		return err
	}
	if len(c.owners) == 0 {
		err := c.enrol(ctx, d)
		if err == nil {
			err = c.findOwners(ctx, d)
		}
		if err != nil {
			return err
		}
	}
	began := time.Now()
	const together = 500
	done := 0 // by a run that broke off
	err := d.Act(ctx, portal.SystemActor("bench"), func(tx *db.Tx) error {
		tx.Bookkeeping()
		return tx.Row(`SELECT COUNT(*) FROM message_cases`).Scan(&done)
	})
	if err != nil {
		return err
	}
	for from := done; from < c.messages; from += together {
		err := d.Act(ctx, portal.SystemActor("bench"), func(tx *db.Tx) error {
			for i := from; i < min(from+together, c.messages); i++ {
				if err := c.fillOne(tx, i); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	if _, err := d.SettleMessages(ctx); err != nil {
		return err
	}
	fmt.Printf("  %-28s %s\n", "filling the messages in", time.Since(began).Round(time.Second))
	return os.WriteFile(mark, nil, 0o600)
}

// enrol gives every taxpayer an account that was proved to be theirs and has agreed to the terms.
func (c *counter) enrol(ctx context.Context, d *db.DB) error {
	pair, err := d.TermsInForce(ctx)
	if err != nil {
		return err
	}
	return d.Act(ctx, portal.SystemActor("bench"), func(tx *db.Tx) error {
		tx.Bookkeeping()
		var taxpayers []string
		if err := eachText(tx, `SELECT id FROM taxpayers ORDER BY id`, func(id string) { taxpayers = append(taxpayers, id) }); err != nil {
			return err
		}
		for i, taxpayer := range taxpayers {
			account, identity := newID(), year*1_000_000_000+int64(i)+1
			name, address := fmt.Sprint("Taxpayer ", i), fmt.Sprintf("taxpayer%d@mail.example", i)
			handle := sha256.Sum256([]byte(account))
			for _, row := range []struct {
				query string
				args  []any
			}{
				{`INSERT INTO accounts (id, email, name, name_key, role, status, language, handle, created_at) VALUES ($1, $2, $3, $3, $4, 'active', 'en', $5, $6)`,
					[]any{account, address, name, string(portal.Taxpayer), handle[:], db.Millis(tx.Now)}},
				{`INSERT INTO identity_cases (id, account_id, taxpayer_id, opened_at, opened_by_name, name_typed, address, evidence, status, place, version) VALUES ($1, $2, $3, $4, $5, $5, '198.51.100.1', '', 'approved', $1, 1)`,
					[]any{identity, account, taxpayer, db.Millis(tx.Now), name}},
				{`INSERT INTO assurances (id, account_id, taxpayer_id, case_id, assurance, route, granted_at) VALUES ($1, $2, $3, $4, $5, 'letter', $6)`,
					[]any{newID(), account, taxpayer, identity, string(portal.AddressConfirmed), db.Millis(tx.Now)}},
				{`INSERT INTO terms_answers (account_id, id, at, answer, service_id, service_hash, conduct_id, conduct_hash, language, shown, by_account, by_name, session_id, address) VALUES ($1, $2, $3, 'agreed', $4, $5, $6, $7, 'en', '', $1, $8, '', '198.51.100.1')`,
					[]any{account, newID(), db.Millis(tx.Now), pair.Service.ID, pair.Service.Hashes[portal.English], pair.Conduct.ID, pair.Conduct.Hashes[portal.English], name}},
			} {
				if _, err := tx.Exec(row.query, row.args...); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// findOwners lists who there is, in an order that has nothing to do with where they lie, and signs all of them in.
func (c *counter) findOwners(ctx context.Context, d *db.DB) error {
	c.owners = nil
	return d.Act(ctx, portal.SystemActor("bench"), func(tx *db.Tx) error {
		tx.Bookkeeping()
		err := eachText(tx, `SELECT account_id || ' ' || taxpayer_id FROM assurances ORDER BY id`, func(both string) {
			account, taxpayer, _ := strings.Cut(both, " ")
			c.owners = append(c.owners, owner{account: account, taxpayer: taxpayer, session: "bench-" + account})
		})
		if err != nil {
			return err
		}
		rand.New(rand.NewPCG(4, 9)).Shuffle(len(c.owners), func(i, j int) { c.owners[i], c.owners[j] = c.owners[j], c.owners[i] })
		return c.signIn(tx)
	})
}

// signIn keeps everyone's session fresh, and forgets how much they have sent.
func (c *counter) signIn(tx *db.Tx) error {
	for _, o := range c.owners {
		hash := sha256.Sum256([]byte(o.session))
		if _, err := tx.Exec(`
			INSERT INTO sessions (id, token_hash, account_id, stage, method, started_at, signed_in_at, touched_at, address, device)
			VALUES ($1, $2, $3, $4, 'passkey', $5, $5, $5, '198.51.100.1', 'Firefox, Linux')
			ON CONFLICT (id) DO UPDATE SET started_at = $5, signed_in_at = $5, touched_at = $5`,
			"session-"+o.account, hash[:], o.account, string(portal.SignedIn), db.Millis(tx.Now)); err != nil {
			return err
		}
	}
	_, err := tx.Exec(`DELETE FROM limits`)
	return err
}

// caseNumber is that of the message in a place; ownerOf whose it is. Each owner's cases lie all over the others'.
func caseNumber(i int) portal.CaseNumber { return portal.CaseNumberOf(year, int64(i+1)) }

func (c *counter) ownerOf(i int) owner { return c.owners[i%len(c.owners)] }

func (c *counter) fillOne(tx *db.Tx, i int) error {
	n, o, draft := int64(caseNumber(i)), c.ownerOf(i), newID()
	r := rand.New(rand.NewPCG(uint64(i), 5))
	subject, body := words(r, 5), words(r, 45)
	at := db.Millis(tx.Now.Add(-time.Duration(c.messages-i) * (5 * 365 * 24 * time.Hour / time.Duration(c.messages))))
	status, due, place := string(portal.CaseNew), any(at), int64(time.Time(at).UnixMilli())
	if i%2 == 0 {
		status, due, place = string(portal.CaseClosed), nil, int64(1)<<51-place
	}
	for _, row := range []struct {
		query string
		args  []any
	}{
		{`INSERT INTO message_cases (id, owner, taxpayer_id, opened_by, opened_by_name, opened_at, topic, tax_type, period, letter, language, subject, answer_days, queue, status, since, due_at, place, version, last_n, last_at, last_side, ours_n)
			VALUES ($1, $2, $2, $3, 'Taxpayer', $4, 'income', 'Individual income tax', '2025', '', 'en', $5, 5, 'Individual income tax', $6, $4, $7, $8, 1, 1, $4, 'taxpayer', 0)`,
			[]any{n, o.taxpayer, o.account, at, subject, status, due, place}},
		{`INSERT INTO messages (case_id, n, id, at, side, account_id, name, language, body, files) VALUES ($1, 1, $2, $3, 'taxpayer', $4, 'Taxpayer', 'en', $5, 0)`,
			[]any{n, draft, at, o.account, body}},
		{`INSERT INTO message_events (case_id, version, at, account_id, name, role, step, status, to_name, words) VALUES ($1, 1, $2, $3, 'Taxpayer', 'taxpayer', $4, $5, '', '')`,
			[]any{n, at, o.account, string(portal.StepOpened), status}},
		{`INSERT INTO message_drafts (id, account_id, owner, taxpayer_id, side, begun_at, state, version, saved_at, language, topic, tax_type, period, letter, subject, body, seen, sender, sent_case, sent_n)
			VALUES ($1, $2, $3, $3, 'taxpayer', $4, 'sent', 1, $4, 'en', 'income', 'Individual income tax', '2025', '', $5, $6, 0, 'Taxpayer', $7, 1)`,
			[]any{draft, o.account, o.taxpayer, at, subject, body, n}},
		{`INSERT INTO message_draft_versions (draft_id, place, version, at, device, subject, body, aside) VALUES ($1, 0, 1, $2, 'Firefox, Linux', $3, $4, 0)`,
			[]any{draft, at, subject, body}},
		{`INSERT INTO messages_to_index (case_id, n) VALUES ($1, 1)`, []any{n}},
	} {
		if _, err := tx.Exec(row.query, row.args...); err != nil {
			return err
		}
	}
	tx.Audit(portal.MessageSent, portal.CaseNumber(n).Subject(), "message", "1", "side", "taxpayer")
	return tx.Notify(portal.NoticeMessageReceived, fmt.Sprintf("taxpayer%d@mail.example", i%len(c.owners)), portal.English, portal.Params{"name": "Taxpayer"})
}

// eachText reads a column of texts.
func eachText(tx *db.Tx, query string, each func(string)) error {
	rows, err := tx.Rows(query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return err
		}
		each(text)
	}
	return rows.Err()
}

// vocabulary is what made-up messages are written with. Searches look for one of the words: about every second message has it.
var vocabulary = strings.Fields(`about account address again amended amount appeal april bank before between business calendar check claim
	copy correct county credit date deduction deposit document due employer estimate extension federal filed form garnish
	household income installment interest itemized january letter license mailed missing month name notice number office
	owed paid partner payment penalty period please preparer property proof question quarter receipt record refund rent
	return sales second sent signed state statement student tax thank transfer trust twice under verify wage waiver week
	withheld withholding wrong year`)

func words(r *rand.Rand, n int) string {
	said := make([]string, n)
	for i := range said {
		said[i] = vocabulary[r.IntN(len(vocabulary))]
	}
	return strings.ToUpper(said[0][:1]) + strings.Join(said, " ")[1:] + "."
}

// aWord is one to search for.
func aWord(r *rand.Rand) string { return vocabulary[r.IntN(len(vocabulary))] }

func newID() string { return uuid.Must(uuid.NewV7()).String() }
