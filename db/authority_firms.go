package db

import (
	"fmt"

	"exchequer/portal"
)

// actAs notes as part of which organization of theirs someone represents a taxpayer.
func (tx *Tx) actAs(a *portal.Authority, firm string) error {
	if firm == "" || a.Kind == portal.MemberKind {
		return nil
	}
	firms, err := tx.asking().firmsOf(a.Representative)
	if err != nil {
		return err
	}
	for _, f := range firms {
		if f.ID != firm {
			continue
		}
		a.Firm, a.FirmName = f.ID, f.Name
		n, err := tx.Exec(`
			UPDATE authorities
			SET firm_id = $3, firm_name = $4, version = version + 1
			WHERE id = $1 AND version = $2`, a.ID, a.Version, f.ID, f.Name)
		if err != nil {
			return fmt.Errorf("act as part of a firm: %w", err)
		}
		if n == 0 {
			return portal.ErrAuthorityMoved
		}
		a.Version++
		return nil
	}
	var check portal.Check
	check.Wrong("firm", "Choose one of your organizations, or none.")
	return check.Err()
}

// Firm is an organization that someone belongs to.
type Firm struct{ ID, Name string }

// firmsOf are the organizations to which an account belongs: as a principal, who was proved to be it, or as a member.
func (a asking) firmsOf(account string) ([]Firm, error) {
	firms, err := list(a, `
		SELECT t.id, n.name
		FROM taxpayers t
		JOIN taxpayer_names n ON n.taxpayer_id = t.id AND n.superseded_at IS NULL AND NOT n.former
		WHERE t.kind = 'organization' AND t.id IN (
			SELECT s.taxpayer_id FROM assurances s WHERE s.account_id = $1 AND s.ended_at IS NULL AND s.assurance <> 'matched'
			UNION
			SELECT m.taxpayer_id FROM authorities m WHERE m.representative = $1 AND m.kind = 'member' AND m.status = 'active'
		)
		ORDER BY n.name, t.id
		LIMIT 20`, account, func(row scanner) (f Firm, err error) {
		err = row.Scan(&f.ID, &f.Name)
		return f, err
	})
	if err != nil {
		return nil, fmt.Errorf("organizations of an account: %w", err)
	}
	return firms, nil
}
