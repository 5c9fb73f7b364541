package db

import (
	"fmt"

	"exchequer/portal"
)

// filesToSend counts the files that go with a draft.
func (tx *Tx) filesToSend(draft portal.Draft) (n int, err error) {
	if err := tx.Row(`SELECT COUNT(*) FROM files WHERE subject = $1`, draft.FilesSubject()).Scan(&n); err != nil {
		return 0, fmt.Errorf("files of a draft: %w", err)
	}
	return n, nil
}
