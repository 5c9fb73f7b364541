package db

import (
	"context"
	"fmt"

	"exchequer/portal"
)

// TermsFigures are how people answered each version of a text, the newest version first.
func (d *DB) TermsFigures(ctx context.Context, actor portal.Actor, text portal.TermsText) ([]portal.TermsFigures, error) {
	if err := actor.Permit(portal.ReadTerms); err != nil {
		return nil, err
	}
	return d.asking(ctx).termsFigures(text)
}

// ExportTermsFigures are the figures of both texts to take away; taking them is audited.
func (d *DB) ExportTermsFigures(ctx context.Context, actor portal.Actor) (all []portal.TermsFigures, err error) {
	if err := actor.Permit(portal.ReadTerms); err != nil {
		return nil, err
	}
	err = d.Act(ctx, actor, func(tx *Tx) error {
		tx.Audit(portal.TermsWereExported, "terms")
		all = nil
		for _, text := range portal.TermsTexts {
			some, err := tx.asking().termsFigures(text)
			if err != nil {
				return err
			}
			all = append(all, some...)
		}
		return nil
	})
	return all, err
}

func (a asking) termsFigures(text portal.TermsText) ([]portal.TermsFigures, error) {
	version := "service_id"
	if text == portal.RulesOfConduct {
		version = "conduct_id"
	}
	// An account's last agreement or refusal says where it stands; all its answers are counted.
	rows, err := a.rows(`
		SELECT `+termsColumns+`,
			COALESCE(n.agreed, 0), COALESCE(n.declined, 0), COALESCE(n.informed, 0), COALESCE(l.people, 0)
		FROM terms_versions v
		LEFT JOIN (
			SELECT
				`+version+` AS version,
				SUM(CASE WHEN answer = 'agreed' THEN 1 ELSE 0 END) AS agreed,
				SUM(CASE WHEN answer = 'declined' THEN 1 ELSE 0 END) AS declined,
				SUM(CASE WHEN answer = 'informed' THEN 1 ELSE 0 END) AS informed
			FROM terms_answers
			GROUP BY `+version+`) n ON n.version = v.id
		LEFT JOIN (
			SELECT a.`+version+` AS version, COUNT(*) AS people
			FROM (SELECT account_id, MAX(id) AS id FROM terms_answers WHERE answer <> 'informed' GROUP BY account_id) last
			JOIN terms_answers a ON a.account_id = last.account_id AND a.id = last.id AND a.answer = 'agreed'
			GROUP BY a.`+version+`) l ON l.version = v.id
		WHERE v.text = $1
		ORDER BY v.major DESC, v.minor DESC
		LIMIT 200`, string(text))
	if err != nil {
		return nil, fmt.Errorf("figures of the terms: %w", err)
	}
	defer rows.Close()
	var all []portal.TermsFigures
	for rows.Next() {
		var f portal.TermsFigures
		counts := scanWith{rows, []any{&f.Agreed, &f.Declined, &f.Informed, &f.People}}
		if f.TermsVersion, err = scanTerms(counts, false); err != nil {
			return nil, fmt.Errorf("figures of the terms: %w", err)
		}
		all = append(all, f)
	}
	return all, rows.Err()
}

// scanWith scans more columns behind those that a scan function knows.
type scanWith struct {
	row  scanner
	more []any
}

func (s scanWith) Scan(into ...any) error { return s.row.Scan(append(into, s.more...)...) }
