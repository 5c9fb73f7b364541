package db

import (
	"context"
	"fmt"

	"exchequer/portal"
)

// IdentityLines are all cases for who reads their checklists, the newest first, before one of them when it is not 0: one
// more than a page when there are older ones. They name nobody.
func (d *DB) IdentityLines(ctx context.Context, actor portal.Actor, before portal.IdentityNumber) ([]portal.IdentityLine, error) {
	if err := actor.Permit(portal.ReadChecklists); err != nil {
		return nil, err
	}
	if before == 0 {
		before = 1 << 60
	}
	lines, err := listOf(d.asking(ctx), `
		SELECT id, opened_at, status, opened_by IS NOT NULL
		FROM identity_cases
		WHERE id < $1
		ORDER BY id DESC
		LIMIT $2`, func(row scanner) (l portal.IdentityLine, err error) {
		err = row.Scan(&l.Number, millis(&l.OpenedAt), &l.Status, &l.Counter)
		return l, err
	}, int64(before), portal.QueuePageSize+1)
	if err != nil {
		return nil, fmt.Errorf("cases to check: %w", err)
	}
	return lines, nil
}

// IdentityProof is the record of a case from which its checklist is computed, without names, addresses and notes. Who
// reads it is audited.
func (d *DB) IdentityProof(ctx context.Context, actor portal.Actor, n portal.IdentityNumber) (p portal.ProofRecord, err error) {
	if err := actor.Permit(portal.ReadChecklists); err != nil {
		return p, err
	}
	if p.IdentityFile, err = d.identityFile(ctx, n); err != nil {
		return p, err
	}
	p.HasName, p.HasNumber, p.HasPlace, p.DiedOn = p.Record.Name() != "", p.Record.Number.Last4 != "", !p.Record.Address().IsZero(), p.Record.DiedOn
	p.Record, p.Others, p.AccountName, p.NameTyped, p.Account, p.Taxpayer = portal.TaxpayerRecord{}, nil, "", "", "", ""
	for i := range p.Letters {
		l := &p.Letters[i]
		l.Name, l.Address, l.Owner, l.Account, l.Taxpayer = "", nil, "", "", ""
	}
	for i := range p.Referees {
		p.Referees[i].RefereeForm = portal.RefereeForm{}
	}
	p.Federated, err = listOf(d.asking(ctx), `
		SELECT at, context, checked_at, name_fit, number_fit, zip_fit
		FROM federated_proofs
		WHERE case_id = $1
		ORDER BY id DESC`, func(row scanner) (f portal.FederatedProof, err error) {
		err = row.Scan(millis(&f.At), &f.Context, millis(&f.CheckedAt), &f.Fit.Name, &f.Fit.Number, &f.Fit.ZIP)
		return f, err
	}, int64(n))
	if err != nil {
		return p, fmt.Errorf("federated proofs of a case: %w", err)
	}
	err = d.Act(ctx, actor, func(tx *Tx) error {
		tx.Audit(portal.IdentityChecklist, n.Subject())
		return nil
	})
	return p, err
}
