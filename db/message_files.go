package db

import (
	"context"
	"errors"
	"fmt"

	"exchequer/portal"
)

// filesToSend counts the files that go with a draft.
func (tx *Tx) filesToSend(draft portal.Draft) (n int, err error) {
	if err := tx.Row(`SELECT COUNT(*) FROM draft_files WHERE draft_id = $1 AND state = 'received'`, draft.ID).Scan(&n); err != nil {
		return 0, fmt.Errorf("files of a draft: %w", err)
	}
	return n, nil
}

// filesReady is nil when a draft's files can go with it: all of them have come in, and nothing was found in one.
func (tx *Tx) filesReady(draft portal.Draft) (refused, err error) {
	files, err := tx.db.draftFiles(tx.asking(), draft.ID)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		switch {
		case f.State == portal.DraftFileUploading:
			return portal.ErrFilesUnderWay, nil
		case f.Check == portal.FileQuarantined:
			return portal.ErrFileInfected, nil
		}
	}
	return nil, nil
}

// addFiles gives the messages of a case their files.
func (d *DB) addFiles(ctx context.Context, f *portal.CaseFile) error {
	if len(f.Messages) == 0 {
		return nil
	}
	rows, err := d.rows(ctx, `
		SELECT m.n, f.id, f.key_version, f.data_key, f.name, f.kind, f.size, f.sha256, s.state
		FROM messages m
		JOIN draft_files u ON u.draft_id = m.id
		JOIN files f ON f.id = u.id
		JOIN file_states s ON s.file_id = u.id
		WHERE m.case_id = $1 AND m.n BETWEEN $2 AND $3 AND u.state = 'received'
		ORDER BY m.n, u.id`, int64(f.Number), f.Messages[0].N, f.Messages[len(f.Messages)-1].N)
	if err != nil {
		return fmt.Errorf("files of a case: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var n int64
		var state portal.FileState
		file, err := d.scanFile(scanBefore{rows, []any{&n}, []any{&state}})
		if err != nil {
			return fmt.Errorf("files of a case: %w", err)
		}
		for i := range f.Messages {
			if m := &f.Messages[i]; m.N == n {
				m.Files = append(m.Files, portal.File{ID: file.ID, Name: file.Name, Kind: file.Kind, Size: file.Size, SHA256: file.SHA256, Check: state})
			}
		}
	}
	return rows.Err()
}

// scanBefore scans a row that has more columns before and behind those of what it is given to.
type scanBefore struct {
	scanner
	before, behind []any
}

func (s scanBefore) Scan(into ...any) error {
	all := append(append([]any{}, s.before...), into...)
	return s.scanner.Scan(append(all, s.behind...)...)
}

// OpenMessageFile opens a file of a message, for whoever may see its case at this moment, and writes down who took it. The
// caller closes the content.
func (d *DB) OpenMessageFile(ctx context.Context, actor portal.Actor, n portal.CaseNumber, message int64, id string) (StoredFile, *FileContent, error) {
	rule, args := mayUse(actor, toRead, d.Now()).placed([]any{int64(n)})
	c, err := scanMessageCase(d.row(ctx, `
		SELECT `+messageCaseColumns+`
		FROM message_cases
		WHERE id = $1 AND `+rule, args...))
	if errors.Is(err, portal.ErrNotFound) {
		return StoredFile{}, nil, d.caseRefused(ctx, actor, n)
	}
	if err != nil {
		return StoredFile{}, nil, fmt.Errorf("read a case: %w", err)
	}
	var draft portal.Draft
	err = found(d.row(ctx, `
		SELECT m.id
		FROM messages m
		JOIN draft_files u ON u.draft_id = m.id
		WHERE m.case_id = $1 AND m.n = $2 AND u.id = $3 AND u.state = 'received'`, int64(n), message, id).Scan(&draft.ID))
	if err != nil {
		return StoredFile{}, nil, err
	}
	f, content, err := d.openFile(ctx, draft.FilesSubject(), id)
	if err != nil {
		return f, nil, err
	}
	err = d.Act(ctx, actor, func(tx *Tx) error {
		tx.Audit(portal.MessageFileTaken, n.Subject(), "message", fmt.Sprint(message), "file", id)
		return tx.didInCase(c, portal.DidTakeFile)
	})
	if err != nil {
		content.Close()
		return f, nil, err
	}
	return f, content, nil
}
