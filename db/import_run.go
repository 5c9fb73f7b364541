package db

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"time"

	"exchequer/portal"
)

// outcome is what became of a row.
type outcome int

const (
	rowIsNew outcome = iota
	rowChanged
	rowIsSame
	rowRejected
)

// importRow is one row of a file on its way in.
type importRow struct {
	line    int64
	end     int64  // where in the file the next row begins
	said    any    // portal.TaxpayerRow, portal.AccountRow, …; nil for a row that was refused unread
	key     string // what the row is about: it may stand in a file once
	hash    []byte // of the taxpayer number, where the row has one
	source  []byte // keyed hash over all that the row says
	outcome outcome
	reject  portal.ImportReject
	stored  any    // what settle found of it
	keeps   []byte // hash of the bank account that a return keeps, where the file says nothing of banks
}

func (r *importRow) refuse(column, reason string) {
	r.outcome, r.reject = rowRejected, portal.ImportReject{Line: r.line, Column: column, Reason: reason}
}

// importing is how one kind of file comes in. read is pure; settle finds out what a row changes and refuses what cannot be;
// write keeps it. A preview settles and does not write.
type importing struct {
	read   func(h portal.ImportHeader, row []string) (said any, key string, number portal.TaxpayerNumber, problem *portal.ImportReject)
	settle func(a asking, rows []*importRow) error
	write  func(tx *Tx, number int64, rows []*importRow) error
}

var importers = map[portal.ImportKind]importing{
	portal.ImportOfTaxpayers: {readTaxpayerRow, settleTaxpayers, writeTaxpayers},
	portal.ImportOfAccounts:  {readAccountRow, settleAccounts, writeAccounts},
	portal.ImportOfLetters:   {readLetterRow, settleLetters, writeLetters},
	portal.ImportOfReturns:   {readReturnRow, settleReturns, writeReturns},
	portal.ImportOfDeaths:    {readDeathRow, settleDeaths, writeDeaths},
}

// A batch is one transaction: whole rows, and the count of those that are done. It grows and shrinks so that it keeps the
// writer for about this long, since people's acts wait behind it.
const (
	batchTakes    = 60 * time.Millisecond
	smallestBatch = 2 * rowsTogether
	largestBatch  = 20 * rowsTogether
)

// importFile is a file that is read from its beginning to its end.
type importFile struct {
	d      *DB
	kind   importing
	header portal.ImportHeader
	rows   *csvRows
	seen   map[uint64]struct{} // what rows were about; 14 bytes or so a row
	seed   maphash.Seed
}

func (d *DB) openImportFile(kind portal.ImportKind, content io.Reader) (*importFile, error) {
	f := &importFile{d: d, kind: importers[kind], rows: newCSVRows(content), seen: map[uint64]struct{}{}, seed: maphash.MakeSeed()}
	first, _, _, problem, err := f.rows.next()
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("read the file: %w", err)
	}
	if err == io.EOF || problem != nil {
		first = nil
	}
	f.header, err = portal.ReadImportHeader(kind, first)
	return f, err
}

// next reads one row, io.EOF at the end. A row that cannot be right is refused already.
func (f *importFile) next() (*importRow, error) {
	row, line, end, problem, err := f.rows.next()
	if err != nil {
		return nil, err
	}
	r := &importRow{line: line, end: end}
	switch {
	case problem != nil:
		r.refuse("", problem.Error())
	case len(row) != f.header.Count:
		r.refuse("", fmt.Sprintf("This row has %d fields and the header has %d. Put quotes around a field with a comma in it.", len(row), f.header.Count))
	default:
		f.read(r, row)
	}
	return r, nil
}

func (f *importFile) read(r *importRow, row []string) {
	said, key, number, wrong := f.kind.read(f.header, row)
	if wrong != nil {
		r.refuse(wrong.Column, wrong.Reason)
		return
	}
	r.said, r.key = said, key
	if !number.IsZero() {
		r.hash = f.d.keys.numberHash(number)
	}
	r.source = f.d.keys.rowSource(r)
	if f.again("key " + key) {
		r.said = nil
		r.refuse("", "What this row is about stands in an earlier row of the file already.")
	} else if _, taxpayer := said.(portal.TaxpayerRow); taxpayer && f.again("number "+string(r.hash)) {
		r.said = nil
		r.refuse("number", "This number stands in an earlier row of the file, at another taxpayer.")
	}
}

// again notes that something stood in the file and reports whether it had before. Hashes of 64 bits are kept instead of
// texts: among a million rows, two are mistaken for one with a chance of one in thirty million.
func (f *importFile) again(what string) bool {
	h := maphash.String(f.seed, what)
	_, there := f.seen[h]
	f.seen[h] = struct{}{}
	return there
}

// batches reads the file ahead of whoever keeps its rows, so that reading and writing use a core each. Size is asked anew
// for each batch. The channel is closed at the end; a failure comes as the last batch's err.
func (f *importFile) batches(ctx context.Context, skip int64, size func() int) <-chan importBatch {
	out := make(chan importBatch, 1)
	go func() {
		defer close(out)
		send := func(b importBatch) bool {
			select {
			case out <- b:
				return true
			case <-ctx.Done():
				return false
			}
		}
		for {
			var b importBatch
			for n := size(); len(b.rows) < n; {
				r, err := f.next()
				if err == io.EOF {
					if len(b.rows) > 0 {
						send(b)
					}
					return
				}
				if err != nil {
					send(importBatch{err: fmt.Errorf("read the file: %w", err)})
					return
				}
				if skip > 0 { // done before the import was cut off
					if skip--; skip%(64*largestBatch) == 0 && !send(importBatch{}) {
						return
					}
					continue
				}
				b.rows = append(b.rows, r)
			}
			if !send(b) {
				return
			}
		}
	}()
	return out
}

// importBatch without rows is a sign of life.
type importBatch struct {
	rows []*importRow
	err  error
}

func (b importBatch) tally() (c portal.ImportCounts, rejects []portal.ImportReject) {
	for _, r := range b.rows {
		switch r.outcome {
		case rowIsNew:
			c.New++
		case rowChanged:
			c.Changed++
		case rowIsSame:
			c.Same++
		case rowRejected:
			c.Rejected++
			rejects = append(rejects, r.reject)
		}
	}
	return c, rejects
}

// good are the rows that could be read, as if nobody had settled them yet: an act may run twice.
func (b importBatch) good() []*importRow {
	var rows []*importRow
	for _, r := range b.rows {
		if r.said != nil {
			r.outcome, r.stored = rowIsNew, nil
			rows = append(rows, r)
		}
	}
	return rows
}

// fileHash is a file's SHA-256 and its size in bytes.
func fileHash(ctx context.Context, content io.Reader) (sum []byte, size int64, err error) {
	h := sha256.New()
	for {
		n, err := io.CopyN(h, content, 1<<20)
		size += n
		if errors.Is(err, io.EOF) {
			return h.Sum(nil), size, ctx.Err()
		}
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, 0, fmt.Errorf("read the file: %w", err)
		}
	}
}
