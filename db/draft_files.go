package db

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"exchequer/portal"
)

// draftFile is a file of a draft with what only this package needs.
type draftFile struct {
	portal.DraftFile
	key RecordKey // of its content
}

const draftFileColumns = `u.id, u.key_version, u.data_key, u.name, u.size, u.state, u.received, u.file_key_version, u.file_data_key, f.sha256, COALESCE(s.state, '')`

const draftFileTables = `draft_files u
	LEFT JOIN files f ON f.id = u.id
	LEFT JOIN file_states s ON s.file_id = u.id`

func (d *DB) scanDraftFile(row scanner) (f draftFile, err error) {
	var version, fileVersion uint32
	var wrapped, fileWrapped, name []byte
	if err := row.Scan(&f.ID, &version, &wrapped, &name, &f.Size, &f.State, &f.Received, &fileVersion, &fileWrapped, &f.SHA256, &f.Check); err != nil {
		return f, found(err)
	}
	key, err := d.keys.recordKey("draft_files", f.ID, version, wrapped)
	if err != nil {
		return f, err
	}
	if name, err = key.Open("name", name); err != nil {
		return f, err
	}
	f.Name = string(name)
	f.key, err = d.keys.recordKey("files", f.ID, fileVersion, fileWrapped)
	return f, err
}

// DraftFiles are the files of a draft of the actor's own, in the order in which they were chosen, without those that were
// removed.
func (d *DB) DraftFiles(ctx context.Context, actor portal.Actor, draft string) ([]portal.DraftFile, error) {
	if _, err := d.Draft(ctx, actor, draft); err != nil {
		return nil, err
	}
	return d.draftFiles(d.asking(ctx), draft)
}

func (d *DB) draftFiles(a asking, draft string) ([]portal.DraftFile, error) {
	files, err := listOf(a, `
		SELECT `+draftFileColumns+`
		FROM `+draftFileTables+`
		WHERE u.draft_id = $1 AND u.state <> 'removed'
		ORDER BY u.id`, func(row scanner) (portal.DraftFile, error) {
		f, err := d.scanDraftFile(row)
		return f.DraftFile, err
	}, draft)
	if err != nil {
		return nil, fmt.Errorf("files of a draft: %w", err)
	}
	return files, nil
}

// draftForFiles is a draft of the actor's own that is still open, where they may still write, and its files.
func (tx *Tx) draftForFiles(id string) (draft portal.Draft, files []portal.DraftFile, err error) {
	if draft, err = tx.ownDraft(id); err != nil {
		return draft, nil, err
	}
	if draft.State != portal.DraftOpen {
		return draft, nil, portal.ErrDraftOver
	}
	if draft.Case == 0 {
		err = tx.mayStart(portal.Acting{Owner: draft.Owner, Taxpayer: draft.Taxpayer, Authority: draft.Authority})
	} else {
		_, err = tx.caseFor(draft.Case, toWrite)
	}
	if err == nil {
		files, err = tx.db.draftFiles(tx.asking(), id)
	}
	return draft, files, err
}

// AddDraftFiles hangs files on a draft that came in whole, with a form. They are safe on the disk, and were looked through.
func (d *DB) AddDraftFiles(ctx context.Context, actor portal.Actor, id string, files []StoredFile) error {
	return d.Act(ctx, actor, func(tx *Tx) error {
		draft, there, err := tx.draftForFiles(id)
		if err != nil {
			return err
		}
		if len(files) == 0 {
			tx.Bookkeeping()
		}
		for _, f := range files {
			if problem := portal.MessageFileRules.CheckNewFile(there, f.Name, f.Size); problem != nil {
				return refuseFile(*problem)
			}
			uploaded := draftFile{DraftFile: portal.DraftFile{ID: f.ID, Name: f.Name, Size: f.Size, State: portal.DraftFileReceived, Received: f.Size}, key: f.key}
			if err := tx.insertDraftFile(draft, uploaded, ""); err != nil {
				return err
			}
			if err := tx.receiveDraftFile(draft, f); err != nil {
				return err
			}
			there = append(there, uploaded.DraftFile)
		}
		return nil
	})
}

// refuseFile says what is wrong with a file beside the question for files.
func refuseFile(problem portal.Sentence) error {
	var check portal.Check
	check.Note("files", problem)
	return check.Err()
}

func (tx *Tx) insertDraftFile(draft portal.Draft, f draftFile, mark string) error {
	key, err := tx.NewRecordKey("draft_files", f.ID)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`
		INSERT INTO draft_files (id, key_version, data_key, draft_id, account_id, mark, name, size, begun_at, file_key_version, file_data_key, state, received, touched_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $9)`,
		f.ID, key.Version, key.Wrapped, draft.ID, tx.Actor.Account, mark, key.Seal("name", []byte(f.Name)), f.Size, Millis(tx.Now),
		f.key.Version, f.key.Wrapped, string(f.State), f.Received)
	if err != nil {
		return fmt.Errorf("hang a file on a draft: %w", err)
	}
	return tx.noteDraftFile(f.ID, f.State, "")
}

// receiveDraftFile makes a file that came in whole one of the office's, under the draft.
func (tx *Tx) receiveDraftFile(draft portal.Draft, f StoredFile) error {
	tx.Audit(portal.DraftFileWasReceived, draft.AuditSubject(), "file", f.ID, "size", fmt.Sprint(f.Size), "sha256", fmt.Sprintf("%x", f.SHA256))
	if err := tx.didWithDraft(draft, portal.DidAttach); err != nil {
		return err
	}
	return tx.AttachFile(f, draft.FilesSubject())
}

func (tx *Tx) noteDraftFile(id string, state portal.DraftFileState, reason string) error {
	_, err := tx.Exec(`
		INSERT INTO draft_file_events (id, file_id, at, account_id, state, reason)
		VALUES ($1, $2, $3, $4, $5, $6)`, newID(), id, Millis(tx.Now), nullText(tx.Actor.Account), string(state), reason)
	if err != nil {
		return fmt.Errorf("note what happened to a file: %w", err)
	}
	return nil
}

// moveDraftFile notes how far a file has come.
func (tx *Tx) moveDraftFile(id string, state portal.DraftFileState, reason string) error {
	_, err := tx.Exec(`
		UPDATE draft_files
		SET state = $2, touched_at = $3, reason = $4
		WHERE id = $1`, id, string(state), Millis(tx.Now), reason)
	if err != nil {
		return fmt.Errorf("move a file of a draft: %w", err)
	}
	return tx.noteDraftFile(id, state, reason)
}

// RemoveDraftFile takes a file off a draft before it is sent. What was received stays where it lies: nothing is deleted.
func (d *DB) RemoveDraftFile(ctx context.Context, actor portal.Actor, draft, id string) error {
	half := false
	err := d.Act(ctx, actor, func(tx *Tx) error {
		of, err := tx.ownDraft(draft)
		if err != nil {
			return err
		}
		f, err := tx.draftFile(draft, id)
		if err != nil {
			return err
		}
		switch {
		case of.State != portal.DraftOpen:
			return portal.ErrDraftOver
		case f.State == portal.DraftFileRemoved:
			tx.Bookkeeping()
			return nil
		}
		half = f.State == portal.DraftFileUploading
		tx.Audit(portal.DraftFileWasRemoved, of.AuditSubject(), "file", id)
		return tx.moveDraftFile(id, portal.DraftFileRemoved, "")
	})
	if err != nil || !half {
		return err
	}
	if err := os.Remove(d.uploadPath(id)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("put half a file away: %w", err)
	}
	return nil
}

// draftFile is one file of a draft that was found to be the actor's.
func (tx *Tx) draftFile(draft, id string) (draftFile, error) {
	return tx.db.scanDraftFile(tx.Row(`
		SELECT `+draftFileColumns+`
		FROM `+draftFileTables+`
		WHERE u.id = $1 AND u.draft_id = $2`, id, draft))
}

// OpenDraftFile opens a file of a draft of the actor's own, before it is sent. The caller closes the content.
func (d *DB) OpenDraftFile(ctx context.Context, actor portal.Actor, draft, id string) (StoredFile, *FileContent, error) {
	of, err := d.Draft(ctx, actor, draft)
	if err != nil {
		return StoredFile{}, nil, err
	}
	return d.openFile(ctx, of.FilesSubject(), id)
}
