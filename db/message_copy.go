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
		return tx.didInCase(f.Case, portal.DidPrint)
	})
}

// NoteCaseLook writes down that someone looked at a part of a case again, such as a receipt, where the taxpayer is to read of
// it: what a representative looks at. For anyone else it writes nothing.
func (d *DB) NoteCaseLook(ctx context.Context, actor portal.Actor, acting portal.Acting, c portal.Case, what portal.RepresentativeDid) error {
	if acting.Authority == "" && acting.Owner == c.Owner {
		return nil
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		tx.Audit(portal.CaseRead, c.Number.Subject(), "what", string(what))
		return tx.didInCase(c, what)
	})
}
