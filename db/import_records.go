package db

import (
	"database/sql"
	"encoding/json"
	"fmt"

	"exchequer/portal"
)

// Letters, returns and deaths (import_deaths.go) come in alike: a row is about one thing, of which one row stands; another one that says
// something else closes it.

// taxpayersOf looks the taxpayers of rows up, and refuses rows whose taxpayer is not known.
func taxpayersOf(a asking, rows []*importRow, key func(*importRow) string) (map[string]*knownTaxpayer, error) {
	var keys []string
	for _, r := range rows {
		if k := key(r); k != "" {
			keys = append(keys, k)
		}
	}
	known, err := knownTaxpayers(a, keys)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		if k := key(r); k != "" && known[k] == nil {
			r.refuse("taxpayer", "No taxpayer has this key. Import the taxpayers first.")
		}
	}
	return known, numbersOf(a, known)
}

// numbersOf adds the keyed hashes of the taxpayers' numbers.
func numbersOf(a asking, known map[string]*knownTaxpayer) error {
	byID, ids := map[string]*knownTaxpayer{}, []string(nil)
	for _, k := range known {
		byID[k.id] = k
		ids = append(ids, k.id)
	}
	err := lookUp(a, `
		SELECT taxpayer_id, number_hash
		FROM taxpayer_numbers
		WHERE superseded_at IS NULL AND taxpayer_id IN`, ids, func(rows *sql.Rows) error {
		var id string
		var hash []byte
		err := rows.Scan(&id, &hash)
		byID[id].hash = hash
		return err
	})
	if err != nil {
		return fmt.Errorf("look taxpayer numbers up: %w", err)
	}
	return nil
}

// refuseNumberIn refuses a row whose plain column holds the taxpayer's own number: some core systems make account numbers
// of it. Only the sealed column may hold it.
func (r *importRow) refuseNumberIn(a asking, column, text string, hash []byte) {
	for _, nine := range portal.NinesIn(text) {
		for _, t := range portal.NumberTypes {
			if n, can := portal.ReadTaxpayerNumber(nine, t); can && string(a.keys.numberHash(n)) == string(hash) {
				r.refuse(column, "This holds the taxpayer’s number, which may lie nowhere unsealed. Let the core system send another one.")
			}
		}
	}
}

// close ends rows of a table by their ids.
func (tx *Tx) supersede(table string, ids []string) error {
	for _, id := range ids {
		if _, err := tx.Exec(`
			UPDATE `+table+`
			SET superseded_at = $1
			WHERE id = $2 AND superseded_at IS NULL`, Millis(tx.Now), id); err != nil {
			return fmt.Errorf("close a row of %s: %w", table, err)
		}
	}
	return nil
}

// standing is a row that stands, of whichever table, with the taxpayer whom the new row names.
type standing struct {
	id       string // of the row that stands, "" for none
	taxpayer string
	hash     []byte // deaths: of the number
}

// keepRows closes what rows replace and writes the rows that each new and each changed one makes.
func (tx *Tx) keepRows(table, columns string, rows []*importRow, make func(r *importRow, s standing) ([]any, error)) error {
	var closed []string
	var fresh [][]any
	for _, r := range rows {
		if r.outcome != rowIsNew && r.outcome != rowChanged {
			continue
		}
		s, _ := r.stored.(standing)
		if s.id != "" {
			closed = append(closed, s.id)
		}
		row, err := make(r, s)
		if err != nil {
			return err
		}
		fresh = append(fresh, row)
	}
	if err := tx.supersede(table, closed); err != nil {
		return err
	}
	return tx.insertRows(table, columns, fresh)
}

func readLetterRow(h portal.ImportHeader, row []string) (any, string, portal.TaxpayerNumber, *portal.ImportReject) {
	l, problem := portal.ReadLetterRow(h, row)
	return l, portal.LetterKey(l.Letter.Number), portal.TaxpayerNumber{}, problem
}

func settleLetters(a asking, rows []*importRow) error {
	known, err := taxpayersOf(a, rows, func(r *importRow) string { return r.said.(portal.LetterRow).Taxpayer })
	if err != nil {
		return err
	}
	type letter struct {
		standing
		said portal.IssuedLetter
	}
	stands, keys := map[string]letter{}, make([]string, len(rows))
	for i, r := range rows {
		keys[i] = r.key
	}
	if err := lookUp(a, `
		SELECT id, taxpayer_id, number, number_key, kind, issued_on, account
		FROM taxpayer_letters
		WHERE superseded_at IS NULL AND number_key IN`, keys, func(rows *sql.Rows) error {
		var l letter
		var key string
		err := rows.Scan(&l.id, &l.taxpayer, &l.said.Number, &key, &l.said.Kind, &l.said.IssuedOn, &l.said.Account)
		stands[key] = l
		return err
	}); err != nil {
		return fmt.Errorf("look letters up: %w", err)
	}
	for _, r := range rows {
		if r.outcome == rowRejected {
			continue
		}
		said, s := r.said.(portal.LetterRow), stands[r.key]
		k := known[said.Taxpayer]
		r.refuseNumberIn(a, "letter", said.Letter.Number, k.hash)
		r.refuseNumberIn(a, "account", said.Letter.Account, k.hash)
		switch {
		case r.outcome == rowRejected:
		case s.id == "":
			r.stored = standing{taxpayer: k.id}
		case s.taxpayer != k.id:
			r.refuse("letter", "Another taxpayer was sent the letter of this number.")
		case s.said == said.Letter:
			r.outcome = rowIsSame
		default:
			r.outcome, r.stored = rowChanged, s.standing
		}
	}
	return nil
}

func writeLetters(tx *Tx, number int64, rows []*importRow) error {
	return tx.keepRows("taxpayer_letters", "id, taxpayer_id, number, number_key, kind, issued_on, account, since, import", rows,
		func(r *importRow, s standing) ([]any, error) {
			l := r.said.(portal.LetterRow).Letter
			return []any{newID(), s.taxpayer, l.Number, r.key, l.Kind, string(l.IssuedOn), l.Account, Millis(tx.Now), number}, nil
		})
}

func readReturnRow(h portal.ImportHeader, row []string) (any, string, portal.TaxpayerNumber, *portal.ImportReject) {
	r, problem := portal.ReadReturnRow(h, row)
	return r, returnKey(r.Taxpayer, r.Return.Type, r.Return.PeriodEnds), portal.TaxpayerNumber{}, problem
}

func returnKey(taxpayer, kind string, ends portal.Date) string {
	return taxpayer + "\x1f" + kind + "\x1f" + string(ends)
}

func settleReturns(a asking, rows []*importRow) error {
	known, err := taxpayersOf(a, rows, func(r *importRow) string { return r.said.(portal.ReturnRow).Taxpayer })
	if err != nil {
		return err
	}
	var ids []string
	for _, k := range known {
		ids = append(ids, k.id)
	}
	stands := map[string]filedReturn{}
	if err := lookUp(a, `
		SELECT id, taxpayer_id, type, period_ends, source, key_version, data_key, figures, bank_hash
		FROM taxpayer_returns
		WHERE superseded_at IS NULL AND taxpayer_id IN`, ids, func(rows *sql.Rows) error {
		var f filedReturn
		var taxpayer, kind string
		var ends portal.Date
		err := rows.Scan(&f.id, &taxpayer, &kind, &ends, &f.source, &f.version, &f.wrapped, &f.sealed, &f.bankHash)
		stands[returnKey(taxpayer, kind, ends)] = f
		return err
	}); err != nil {
		return fmt.Errorf("look returns up: %w", err)
	}
	for _, r := range rows {
		if r.outcome == rowRejected {
			continue
		}
		said := r.said.(portal.ReturnRow)
		k := known[said.Taxpayer]
		f, there := stands[returnKey(k.id, said.Return.Type, said.Return.PeriodEnds)]
		r.stored = standing{id: f.id, taxpayer: k.id}
		switch {
		case !there:
		case string(f.source) == string(r.source):
			r.outcome = rowIsSame
		default:
			if err := f.compare(a, r); err != nil {
				return err
			}
		}
	}
	return nil
}

// filedReturn is a return as it stands before a file comes in.
type filedReturn struct {
	id       string
	source   []byte
	version  uint32
	wrapped  []byte
	sealed   []byte // its figures
	bankHash []byte
}

// compare says whether a row changes a return. A file without columns for banks says nothing about them: the bank account that
// is known stays, and is no difference.
func (f filedReturn) compare(a asking, r *importRow) error {
	key, err := a.keys.recordKey("taxpayer_returns", f.id, f.version, f.wrapped)
	if err != nil {
		return err
	}
	plain, err := key.Open("figures", f.sealed)
	if err != nil {
		return err
	}
	said, bank := r.said.(portal.ReturnRow), []byte(nil)
	if h, ok := a.keys.bankHash(said.Return.RefundTo).([]byte); ok {
		bank = h
	}
	if said.NoBank {
		var known portal.ReturnFigures
		if err := json.Unmarshal(plain, &known); err != nil {
			return fmt.Errorf("figures of a return: %w", err)
		}
		said.Return.Figures.BankLast4, bank = known.BankLast4, f.bankHash
		r.said, r.keeps = said, f.bankHash
	}
	now, err := json.Marshal(said.Return.Figures)
	if err != nil {
		return err
	}
	r.outcome = rowChanged
	if string(now) == string(plain) && string(bank) == string(f.bankHash) {
		r.outcome = rowIsSame
	}
	return nil
}

func writeReturns(tx *Tx, number int64, rows []*importRow) error {
	return tx.keepRows("taxpayer_returns", "id, key_version, data_key, taxpayer_id, type, period_ends, figures, bank_hash, source, since, import", rows,
		func(r *importRow, s standing) ([]any, error) {
			said, id := r.said.(portal.ReturnRow).Return, newID()
			key, err := tx.NewRecordKey("taxpayer_returns", id)
			if err != nil {
				return nil, err
			}
			figures, err := json.Marshal(said.Figures)
			if err != nil {
				return nil, err
			}
			bank := tx.db.keys.bankHash(said.RefundTo)
			if r.keeps != nil {
				bank = r.keeps
			}
			return []any{id, key.Version, key.Wrapped, s.taxpayer, said.Type, string(said.PeriodEnds), key.Seal("figures", figures), bank, r.source, Millis(tx.Now), number}, nil
		})
}
