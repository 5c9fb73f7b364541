package db

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"

	"exchequer/portal"
)

// LargestImport is how large a file from the core system may be, in bytes: some forty million rows.
const LargestImport = 4 << 30

// RejectsHeader begins a list of rejected rows.
const RejectsHeader = "line,column,reason"

// WriteRejects writes a list of rejected rows as CSV, page by page, so that a million of them fit.
func WriteRejects(to io.Writer, page func(behind int64, most int) ([]portal.ImportReject, error)) error {
	const most = 1000
	out := csv.NewWriter(to)
	if _, err := io.WriteString(to, RejectsHeader+"\n"); err != nil {
		return err
	}
	for behind := int64(0); ; {
		rejects, err := page(behind, most)
		if err != nil {
			return err
		}
		for _, r := range rejects {
			out.Write([]string{fmt.Sprint(r.Line), r.Column, r.Reason}) // the first failure is kept and told by Error
			behind = r.Line
		}
		if out.Flush(); out.Error() != nil || len(rejects) < most {
			return out.Error()
		}
	}
}

// OpenStored opens a stored file that no act has attached yet, by whoever stored it.
func (d *DB) OpenStored(f StoredFile) (*FileContent, error) {
	if f.key.aead == nil {
		return nil, errors.New("open a stored file: it was not stored by this process")
	}
	disk, err := os.Open(d.filePath(f.ID))
	if err != nil {
		return nil, fmt.Errorf("open file %s: %w", f.ID, err)
	}
	return &FileContent{file: f, disk: disk, chunk: -1}, nil
}
