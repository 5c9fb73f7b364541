package db

import (
	"context"

	"exchequer/portal"
)

// answerFiles are the files that went with one answer.
func (d *DB) answerFiles(ctx context.Context, n portal.RequestNumber, version int64) ([]portal.File, error) {
	stored, err := d.filesOf(ctx, answerSubject(n, version))
	if err != nil {
		return nil, err
	}
	files := make([]portal.File, len(stored))
	for i, f := range stored {
		files[i] = portal.File{ID: f.ID, Name: f.Name, Kind: f.Kind, Size: f.Size, SHA256: f.SHA256}
	}
	return files, nil
}

// OpenAnswerFile opens a file of an answer, for staff who read requests or for the person whose browser was let in, and
// writes down who took it. The caller closes the content.
func (d *DB) OpenAnswerFile(ctx context.Context, actor portal.Actor, n portal.RequestNumber, version int64, id string, key FollowUpKey) (StoredFile, *FileContent, error) {
	if !actor.Can(portal.ReadAccessibility) {
		if _, err := d.OwnAccessibilityRequest(ctx, n, key); err != nil {
			return StoredFile{}, nil, err
		}
	}
	f, content, err := d.openFile(ctx, answerSubject(n, version), id)
	if err != nil {
		return f, nil, err
	}
	err = d.Act(ctx, actor, func(tx *Tx) error {
		tx.Audit(portal.AccessibilityFileTaken, n.Subject(), "file", f.ID)
		return nil
	})
	if err != nil {
		content.Close()
		return f, nil, err
	}
	return f, content, nil
}
