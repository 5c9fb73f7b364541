package db

import (
	"database/sql"
	"fmt"

	"exchequer/portal"
)

func readDeathRow(h portal.ImportHeader, row []string) (any, string, portal.TaxpayerNumber, *portal.ImportReject) {
	d, problem := portal.ReadDeathRow(h, row)
	return d, "taxpayer " + d.Taxpayer + " number " + d.Number.Reveal(), d.Number, problem
}

func settleDeaths(a asking, rows []*importRow) error {
	known, err := taxpayersOf(a, rows, func(r *importRow) string { return r.said.(portal.DeathRow).Taxpayer })
	if err != nil {
		return err
	}
	hashes := make([][]byte, len(rows))
	for i, r := range rows {
		hashes[i] = r.hash
		if k := known[r.said.(portal.DeathRow).Taxpayer]; k != nil {
			if hashes[i] = k.hash; k.kind != portal.Person {
				r.refuse("taxpayer", "This taxpayer is an organization.")
			}
		}
	}
	type death struct {
		id   string
		died portal.Date
	}
	stands := map[string]death{}
	if err := lookUp(a, `
		SELECT id, number_hash, died_on
		FROM deaths
		WHERE superseded_at IS NULL AND number_hash IN`, hashes, func(rows *sql.Rows) error {
		var d death
		var hash []byte
		err := rows.Scan(&d.id, &hash, &d.died)
		stands[string(hash)] = d
		return err
	}); err != nil {
		return fmt.Errorf("look deaths up: %w", err)
	}
	inBatch := map[string]bool{}
	for i, r := range rows {
		if r.outcome == rowRejected {
			continue
		}
		d, there := stands[string(hashes[i])]
		r.stored = standing{id: d.id, hash: hashes[i]}
		switch {
		case inBatch[string(hashes[i])]: // once by number and once by taxpayer
			r.refuse("", "What this row is about stands in an earlier row of the file already.")
		case there && d.died == r.said.(portal.DeathRow).DiedOn:
			r.outcome = rowIsSame
		case there:
			r.outcome = rowChanged
		}
		inBatch[string(hashes[i])] = true
	}
	return nil
}

func writeDeaths(tx *Tx, number int64, rows []*importRow) error {
	return tx.keepRows("deaths", "id, number_hash, died_on, since, import", rows, func(r *importRow, s standing) ([]any, error) {
		return []any{newID(), s.hash, string(r.said.(portal.DeathRow).DiedOn), Millis(tx.Now), number}, nil
	})
}
