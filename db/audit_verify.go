package db

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"exchequer/portal"
)

// verifyTogether is how many records one read of a walk holds: memory stays the same however long the trail is.
const verifyTogether = 1000

// VerifyAudit walks the whole chain and names the first link that does not hold. Records that are written meanwhile
// are left for the next walk. What it found is put on the trail.
func (d *DB) VerifyAudit(ctx context.Context, actor portal.Actor) (portal.ChainReport, error) {
	if err := actor.Permit(portal.ReadAudit); err != nil {
		return portal.ChainReport{}, err
	}
	report, err := d.walkAudit(ctx)
	if err != nil {
		return report, fmt.Errorf("verify the audit trail: %w", err)
	}
	err = d.Act(ctx, actor, func(tx *Tx) error {
		if report.Broken != nil {
			tx.Audit(portal.AuditFoundBroken, "audit", "record", fmt.Sprint(report.Broken.Seq), "why", report.Broken.Why)
		} else {
			tx.Audit(portal.AuditVerified, "audit", "records", fmt.Sprint(report.Checked), "hash", hex.EncodeToString(report.Hash))
		}
		return nil
	})
	if err != nil {
		return report, fmt.Errorf("verify the audit trail: record what was found: %w", err)
	}
	return report, nil
}

func (d *DB) walkAudit(ctx context.Context) (portal.ChainReport, error) {
	head, headHash, err := d.AuditHead(ctx)
	if err != nil {
		return portal.ChainReport{}, err
	}
	report := portal.ChainReport{Hash: make([]byte, 32)} // before the first record stand zeros
	for report.Checked < head && report.Broken == nil {
		if err := d.walkSome(ctx, &report, head); err != nil {
			return report, err
		}
	}
	if report.Broken == nil && !bytes.Equal(report.Hash, headHash) {
		report.Broken = &portal.ChainBreak{Seq: head, Why: fmt.Sprintf("Record %d is not the one that was written last: the chain's head names another.", head)}
	}
	return report, nil
}

// walkSome checks the next records, each against the one before.
func (d *DB) walkSome(ctx context.Context, report *portal.ChainReport, head int64) error {
	rows, err := d.rows(ctx, `
		SELECT `+auditColumns+`
		FROM audit
		WHERE seq > $1 AND seq <= $2
		ORDER BY seq
		LIMIT $3`, report.Checked, head, verifyTogether)
	if err != nil {
		return err
	}
	defer rows.Close()
	before := report.Checked
	for rows.Next() {
		e, err := scanAudit(rows)
		if err != nil {
			return err
		}
		if why := brokenLink(report, e); why != "" {
			report.Broken = &portal.ChainBreak{Seq: report.Checked + 1, Why: why}
			return nil
		}
		report.Checked, report.Hash = e.Seq, e.Hash
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if report.Checked == before {
		report.Broken = &portal.ChainBreak{Seq: before + 1, Why: fmt.Sprintf("Record %d and all after it are missing: the chain's head is record %d.", before+1, head)}
	}
	return nil
}

func brokenLink(report *portal.ChainReport, e entry) string {
	switch next := report.Checked + 1; {
	case e.Seq != next:
		return fmt.Sprintf("Record %d is missing: after record %d comes record %d.", next, report.Checked, e.Seq)
	case !bytes.Equal(e.Prev, report.Hash):
		return fmt.Sprintf("Record %d does not follow record %d: the hash that it names is another.", e.Seq, report.Checked)
	case !bytes.Equal(e.Hash, e.hash()):
		return fmt.Sprintf("Record %d was changed after it was written: its hash does not fit what it says.", e.Seq)
	}
	return ""
}

// AuditHead is the number and the hash of the last record. Written down elsewhere, day by day, it shows a trail whose
// end was cut off together with the head.
func (d *DB) AuditHead(ctx context.Context) (int64, []byte, error) {
	var seq int64
	var hash []byte
	err := d.row(ctx, `
		SELECT seq, hash
		FROM audit_head
		WHERE one = 1`).Scan(&seq, &hash)
	if err != nil {
		return 0, nil, fmt.Errorf("read the chain's head: %w", err)
	}
	return seq, hash, nil
}

// AuditHolds reports whether the trail still has the record with this number and hash: a head that was written down
// elsewhere earlier.
func (d *DB) AuditHolds(ctx context.Context, seq int64, hash []byte) (bool, error) {
	var here []byte
	err := d.row(ctx, `
		SELECT hash
		FROM audit
		WHERE seq = $1`, seq).Scan(&here)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read the audit trail: %w", err)
	}
	return bytes.Equal(here, hash), nil
}

// LastAuditCheck is the newest walk of the chain, nil when there was none.
func (d *DB) LastAuditCheck(ctx context.Context, actor portal.Actor) (*portal.ChainCheck, error) {
	if err := actor.Permit(portal.ReadAudit); err != nil {
		return nil, err
	}
	var last entry
	for _, event := range []portal.Event{portal.AuditVerified, portal.AuditFoundBroken} {
		e, err := scanAudit(d.row(ctx, `
			SELECT `+auditColumns+`
			FROM audit
			WHERE event = $1
			ORDER BY seq DESC
			LIMIT 1`, string(event)))
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return nil, fmt.Errorf("read the last check of the audit trail: %w", err)
		}
		if err == nil && e.Seq > last.Seq {
			last = e
		}
	}
	if last.Seq == 0 {
		return nil, nil
	}
	var said map[string]string
	if err := json.Unmarshal([]byte(last.Detail), &said); err != nil {
		return nil, fmt.Errorf("read the last check of the audit trail: %w", err)
	}
	return &portal.ChainCheck{At: last.At, Name: last.Name, Checked: said["records"],
		Whole: last.Event == portal.AuditVerified, Break: said["why"]}, nil
}
