package db

import (
	"database/sql"
	"fmt"
	"strings"

	"exchequer/portal"
)

func readTaxpayerRow(h portal.ImportHeader, row []string) (any, string, portal.TaxpayerNumber, *portal.ImportReject) {
	t, problem := portal.ReadTaxpayerRow(h, row)
	return t, t.Key, t.Number, problem
}

// rowSource is a keyed hash over what a row says, by which an import that says the same again is known. It is keyed because
// the row holds the taxpayer number: there are few enough to try them all.
func (k *Keys) rowSource(r *importRow) []byte {
	var said []string
	switch v := r.said.(type) {
	case portal.TaxpayerRow:
		a := v.Address
		said = []string{string(v.Kind), string(v.Number.Type), string(r.hash), a.Line1, a.Line2, a.City, a.State, a.PostalCode, a.Country}
		for _, n := range v.Names {
			said = append(said, n.Name, n.Key)
		}
	case portal.ReturnRow:
		f := v.Return.Figures
		for _, cents := range []*int64{f.FederalAGI, f.TotalDue, f.Refund} {
			if cents == nil {
				said = append(said, "none")
			} else {
				said = append(said, fmt.Sprint(*cents))
			}
		}
		said = append(said, v.Taxpayer, v.Return.Type, string(v.Return.PeriodEnds))
		if !v.Return.RefundTo.IsZero() { // so that returns without one are known as they were before there were banks
			said = append(said, v.Return.RefundTo.Reveal())
		}
	default:
		return nil // compared column by column
	}
	return k.Find("row of an import", strings.Join(said, "\x1f"))[:16]
}

// knownTaxpayer is what settling a row found of its taxpayer.
type knownTaxpayer struct {
	id     string
	kind   portal.TaxpayerKind
	source []byte
	hash   []byte // of the current number
}

// knownTaxpayers looks taxpayers up by the core system's keys.
func knownTaxpayers(a asking, keys []string) (map[string]*knownTaxpayer, error) {
	known := map[string]*knownTaxpayer{}
	err := lookUp(a, `
		SELECT t.id, t.core_key, t.kind, t.source
		FROM taxpayers t
		WHERE t.core_key IN`, keys, func(rows *sql.Rows) error {
		k, key := &knownTaxpayer{}, ""
		err := rows.Scan(&k.id, &key, &k.kind, &k.source)
		known[key] = k
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("look taxpayers up: %w", err)
	}
	return known, nil
}

// settleTaxpayers finds out which rows are new, which change something, and refuses numbers that someone else has.
func settleTaxpayers(a asking, rows []*importRow) error {
	keys := make([]string, len(rows))
	for i, r := range rows {
		keys[i] = r.key
	}
	known, err := knownTaxpayers(a, keys)
	if err != nil {
		return err
	}
	var hashes [][]byte
	for _, r := range rows {
		k := known[r.key]
		switch {
		case k == nil:
			r.outcome = rowIsNew
		case string(k.source) == string(r.source):
			r.outcome = rowIsSame
		case k.kind != r.said.(portal.TaxpayerRow).Kind:
			r.refuse("kind", "This taxpayer is of the other kind. Give an organization and a person a key each.")
		default:
			r.outcome, r.stored = rowChanged, k
		}
		if r.outcome == rowIsNew || r.outcome == rowChanged {
			hashes = append(hashes, r.hash)
		}
	}
	owners := map[string]string{}
	if err := lookUp(a, `
		SELECT number_hash, taxpayer_id
		FROM taxpayer_numbers
		WHERE superseded_at IS NULL AND number_hash IN`, hashes, func(rows *sql.Rows) error {
		var hash []byte
		var owner string
		err := rows.Scan(&hash, &owner)
		owners[string(hash)] = owner
		return err
	}); err != nil {
		return fmt.Errorf("look taxpayer numbers up: %w", err)
	}
	for _, r := range rows {
		if r.outcome != rowIsNew && r.outcome != rowChanged {
			continue
		}
		owner, taken := owners[string(r.hash)]
		if k := known[r.key]; taken && (k == nil || k.id != owner) {
			r.refuse("number", "Another taxpayer has this number. The core system joins or corrects the two first.")
		}
	}
	return nil
}

const (
	taxpayerColumns = "id, core_key, kind, source, added_at, import"
	numberColumns   = "id, key_version, data_key, taxpayer_id, type, number_hash, number, last_four, since, import"
	nameColumns     = "taxpayer_id, place, former, name, name_key, since, import"
	addressColumns  = "taxpayer_id, place, line_1, line_2, city, state, postal_code, country, since, import"
)

// writeTaxpayers keeps new taxpayers together and changed ones one by one.
func writeTaxpayers(tx *Tx, number int64, rows []*importRow) error {
	var taxpayers, numbers, names, addresses [][]any
	now := Millis(tx.Now)
	for _, r := range rows {
		t, _ := r.said.(portal.TaxpayerRow)
		switch r.outcome {
		case rowChanged:
			if err := tx.changeTaxpayer(number, r, t); err != nil {
				return fmt.Errorf("change a taxpayer: %w", err)
			}
		case rowIsNew:
			id := newID()
			taxpayers = append(taxpayers, []any{id, t.Key, string(t.Kind), r.source, now, number})
			sealed, err := tx.sealNumber(id, number, r.hash, t.Number)
			if err != nil {
				return err
			}
			numbers = append(numbers, sealed)
			for place, n := range placed(t.Names) {
				names = append(names, []any{id, place, n.Former, n.Name, n.Key, now, number})
			}
			if !t.Address.IsZero() {
				addresses = append(addresses, addressRow(id, 0, number, now, t.Address))
			}
		}
	}
	for _, table := range []struct {
		name, columns string
		rows          [][]any
	}{{"taxpayers", taxpayerColumns, taxpayers}, {"taxpayer_numbers", numberColumns, numbers}, {"taxpayer_names", nameColumns, names}, {"taxpayer_addresses", addressColumns, addresses}} {
		if err := tx.insertRows(table.name, table.columns, table.rows); err != nil {
			return err
		}
	}
	return nil
}

// placed puts former names before the current one, so that the highest place is always the latest that we heard.
func placed(names []portal.TaxpayerName) []portal.TaxpayerName {
	return append(append([]portal.TaxpayerName(nil), names[1:]...), names[0])
}

func addressRow(id string, place int, number int64, now Millis, a portal.TaxpayerAddress) []any {
	return []any{id, place, a.Line1, a.Line2, a.City, a.State, a.PostalCode, a.Country, now, number}
}

// sealNumber is a row of taxpayer_numbers with a data key of its own.
func (tx *Tx) sealNumber(taxpayer string, number int64, hash []byte, n portal.TaxpayerNumber) ([]any, error) {
	id := newID()
	key, err := tx.NewRecordKey("taxpayer_numbers", id)
	if err != nil {
		return nil, err
	}
	return []any{id, key.Version, key.Wrapped, taxpayer, string(n.Type), hash, key.Seal("number", []byte(n.Reveal())), key.Seal("last_four", []byte(n.Last4())), Millis(tx.Now), number}, nil
}

// changeTaxpayer closes what is no longer so and adds what is.
func (tx *Tx) changeTaxpayer(number int64, r *importRow, t portal.TaxpayerRow) error {
	id := r.stored.(*knownTaxpayer).id
	if _, err := tx.Exec(`
		UPDATE taxpayers
		SET source = $1
		WHERE id = $2`, r.source, id); err != nil {
		return err
	}
	if err := tx.changeNumber(id, number, r.hash, t.Number); err != nil {
		return err
	}
	stored := portal.TaxpayerRecord{ID: id}
	if err := tx.asking().fill(&stored); err != nil {
		return err
	}
	if err := tx.changeNames(id, number, stored.Names, t.Names); err != nil {
		return err
	}
	return tx.changeAddress(id, number, stored, t.Address)
}

func (tx *Tx) changeNumber(id string, number int64, hash []byte, n portal.TaxpayerNumber) error {
	closed, err := tx.Exec(`
		UPDATE taxpayer_numbers
		SET superseded_at = $1
		WHERE taxpayer_id = $2 AND superseded_at IS NULL AND (number_hash <> $3 OR type <> $4)`, Millis(tx.Now), id, hash, string(n.Type))
	if err != nil || closed == 0 {
		return err
	}
	row, err := tx.sealNumber(id, number, hash, n)
	if err != nil {
		return err
	}
	return tx.insertRows("taxpayer_numbers", numberColumns, [][]any{row})
}

// changeNames adds names that are not known yet. A former name that the core system no longer sends stays: it was true.
func (tx *Tx) changeNames(id string, number int64, stored, said []portal.TaxpayerName) error {
	place := len(stored)
	known := map[string]bool{}
	for _, n := range stored {
		known[n.Name] = true
	}
	var rows [][]any
	for _, n := range said[1:] {
		if !known[n.Name] {
			rows = append(rows, []any{id, place, true, n.Name, n.Key, Millis(tx.Now), number})
			place++
		}
	}
	if current := said[0]; len(stored) == 0 || !stored[0].Current() || stored[0].Name != current.Name {
		if _, err := tx.Exec(`
			UPDATE taxpayer_names
			SET superseded_at = $1
			WHERE taxpayer_id = $2 AND superseded_at IS NULL AND NOT former`, Millis(tx.Now), id); err != nil {
			return err
		}
		rows = append(rows, []any{id, place, false, current.Name, current.Key, Millis(tx.Now), number})
	}
	return tx.insertRows("taxpayer_names", nameColumns, rows)
}

func (tx *Tx) changeAddress(id string, number int64, stored portal.TaxpayerRecord, said portal.TaxpayerAddress) error {
	now := stored.Address()
	said.Since = now.Since
	if said == now {
		return nil
	}
	if _, err := tx.Exec(`
		UPDATE taxpayer_addresses
		SET superseded_at = $1
		WHERE taxpayer_id = $2 AND superseded_at IS NULL`, Millis(tx.Now), id); err != nil {
		return err
	}
	if said.IsZero() {
		return nil
	}
	return tx.insertRows("taxpayer_addresses", addressColumns, [][]any{addressRow(id, len(stored.Addresses), number, Millis(tx.Now), said)})
}
