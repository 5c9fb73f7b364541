package db

import (
	"context"

	"exchequer/portal"
)

// CopyCase is a whole case with all its messages, for who may see it. That a copy was made stands in the audit trail. As is what
// it is made as: "pdf" or "zip".
func (d *DB) CopyCase(ctx context.Context, actor portal.Actor, n portal.CaseNumber, as string) (f portal.CaseFile, err error) {
	if f, err = d.Case(ctx, actor, n, 0); err != nil {
		return f, err
	}
	for len(f.Messages) > 0 && f.Messages[0].N > 1 {
		earlier, err := d.Case(ctx, actor, n, f.Messages[0].N)
		if err != nil {
			return f, err
		}
		f.Messages = append(earlier.Messages, f.Messages...)
	}
	return f, d.Act(ctx, actor, func(tx *Tx) error {
		tx.Audit(portal.CaseExported, n.Subject(), "as", as)
		return nil
	})
}
