package db

import (
	"context"
	"fmt"

	"exchequer/portal"
)

// beginTerms gives an office that has none version 1.0 of both texts. They come with the program, as the schema does:
// nobody decided anything yet, so the trail begins with the first version that the office publishes itself.
func (d *DB) beginTerms(ctx context.Context) error {
	var n int
	if err := d.row(ctx, `SELECT COUNT(*) FROM terms_versions`).Scan(&n); err != nil || n >= len(portal.TermsTexts) {
		return err
	}
	return d.Act(ctx, portal.SystemActor("The program"), func(tx *Tx) error {
		tx.Bookkeeping()
		for _, text := range portal.TermsTexts {
			v := portal.TermsVersion{
				Text: text, Major: 1, EffectiveAt: tx.Now, ProposedName: tx.Actor.Name, PublishedName: tx.Actor.Name,
				Words: portal.FirstTerms(text), Changes: map[portal.Language]string{},
			}
			if err := tx.insertTermsVersion(&v, "", ""); err != nil {
				return err
			}
		}
		return nil
	})
}

// insertTermsVersion publishes a version. Another copy of the program that begins at the same moment is no mistake.
func (tx *Tx) insertTermsVersion(v *portal.TermsVersion, proposedBy, publishedBy string) error {
	v.ID, v.PublishedAt, v.Hashes = newID(), tx.Now, map[portal.Language][]byte{}
	for language, words := range v.Words {
		v.Hashes[language] = portal.TermsHash(words)
	}
	_, err := tx.Exec(`
		INSERT INTO terms_versions (id, text, major, minor, effective_at, published_at, proposed_by, proposed_name,
			published_by, published_name, words_en, words_es, hash_en, hash_es, changes_en, changes_es)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
		ON CONFLICT (text, major, minor) DO NOTHING`,
		v.ID, string(v.Text), v.Major, v.Minor, Millis(v.EffectiveAt), Millis(v.PublishedAt), nullText(proposedBy), v.ProposedName,
		nullText(publishedBy), v.PublishedName, v.Words[portal.English], v.Words[portal.Spanish],
		v.Hashes[portal.English], v.Hashes[portal.Spanish], v.Changes[portal.English], v.Changes[portal.Spanish])
	if err != nil {
		return fmt.Errorf("publish terms: %w", err)
	}
	return nil
}

const (
	termsColumns      = `v.id, v.text, v.major, v.minor, v.effective_at, v.published_at, v.proposed_name, v.published_name, v.hash_en, v.hash_es, v.changes_en, v.changes_es`
	termsWordsColumns = termsColumns + `, v.words_en, v.words_es`

	// termsInForce is the newest version of text $1 that is in force at $2.
	termsInForce = `
		SELECT ` + termsWordsColumns + `
		FROM terms_versions v
		WHERE v.text = $1 AND v.effective_at <= $2
		ORDER BY v.major DESC, v.minor DESC
		LIMIT 1`
)

// scanTerms reads termsColumns, or with words termsWordsColumns.
func scanTerms(row scanner, words bool) (v portal.TermsVersion, err error) {
	var hashes [2][]byte
	var changes, texts [2]string
	into := []any{
		&v.ID, &v.Text, &v.Major, &v.Minor, millis(&v.EffectiveAt), millis(&v.PublishedAt), &v.ProposedName, &v.PublishedName,
		&hashes[0], &hashes[1], &changes[0], &changes[1],
	}
	if words {
		into = append(into, &texts[0], &texts[1])
		v.Words = map[portal.Language]string{}
	}
	if err := found(row.Scan(into...)); err != nil {
		return v, err
	}
	v.Hashes, v.Changes = map[portal.Language][]byte{}, map[portal.Language]string{}
	for i, l := range []portal.Language{portal.English, portal.Spanish} {
		v.Hashes[l], v.Changes[l] = hashes[i], changes[i]
		if words {
			v.Words[l] = texts[i]
		}
	}
	return v, nil
}

// TermsInForce are both texts as they are in force now, with their words. Anyone may read them.
func (d *DB) TermsInForce(ctx context.Context) (pair portal.TermsPair, err error) {
	if pair.Service, err = scanTerms(d.row(ctx, termsInForce, string(portal.TermsOfService), Millis(d.Now())), true); err != nil {
		return pair, fmt.Errorf("terms in force: %w", err)
	}
	if pair.Conduct, err = scanTerms(d.row(ctx, termsInForce, string(portal.RulesOfConduct), Millis(d.Now())), true); err != nil {
		return pair, fmt.Errorf("terms in force: %w", err)
	}
	return pair, nil
}

// TermsVersion is one published version, with its words. Anyone may read it, whether it is in force, was, or will be.
func (d *DB) TermsVersion(ctx context.Context, text portal.TermsText, major, minor int) (portal.TermsVersion, error) {
	return scanTerms(d.row(ctx, `
		SELECT `+termsWordsColumns+`
		FROM terms_versions v
		WHERE v.text = $1 AND v.major = $2 AND v.minor = $3`, string(text), major, minor), true)
}

// termsVersionByID is one version with its words.
func (d *DB) termsVersionByID(ctx context.Context, id string) (portal.TermsVersion, error) {
	return scanTerms(d.row(ctx, `
		SELECT `+termsWordsColumns+`
		FROM terms_versions v
		WHERE v.id = $1`, id), true)
}

// TermsVersions are all versions of a text that were published, the newest first, without their words.
func (d *DB) TermsVersions(ctx context.Context, text portal.TermsText) ([]portal.TermsVersion, error) {
	rows, err := d.rows(ctx, `
		SELECT `+termsColumns+`
		FROM terms_versions v
		WHERE v.text = $1
		ORDER BY v.major DESC, v.minor DESC
		LIMIT 200`, string(text))
	if err != nil {
		return nil, fmt.Errorf("versions of the terms: %w", err)
	}
	defer rows.Close()
	var all []portal.TermsVersion
	for rows.Next() {
		v, err := scanTerms(rows, false)
		if err != nil {
			return nil, fmt.Errorf("versions of the terms: %w", err)
		}
		all = append(all, v)
	}
	return all, rows.Err()
}
