package db

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"exchequer/portal"
)

// A file that a script sends comes in parts. Each is sealed chunk by chunk into its place, made safe on the disk, and only
// then counted: after a lost connection, a reload or a kill the sender goes on from what was counted.

// BeginDraftFile makes a place for a file on a draft. The same file again, by its mark, is given the place that it has, with
// what was received of it.
func (d *DB) BeginDraftFile(ctx context.Context, actor portal.Actor, id, name string, size int64, mark string) (f portal.DraftFile, err error) {
	err = d.Act(ctx, actor, func(tx *Tx) error {
		tx.Bookkeeping()
		draft, there, err := tx.draftForFiles(id)
		if err != nil {
			return err
		}
		var known string
		err = found(tx.Row(`
			SELECT id
			FROM draft_files
			WHERE draft_id = $1 AND mark = $2 AND state = 'uploading'`, id, mark).Scan(&known))
		if err == nil {
			for _, t := range there {
				if t.ID == known {
					f = t
				}
			}
			return nil
		}
		if !errors.Is(err, portal.ErrNotFound) {
			return fmt.Errorf("begin a file: %w", err)
		}
		if problem := portal.MessageFileRules.CheckNewFile(there, name, size); problem != nil {
			return refuseFile(*problem)
		}
		f = portal.DraftFile{ID: newID(), Name: name, Size: size, State: portal.DraftFileUploading}
		key, err := tx.NewRecordKey("files", f.ID)
		if err != nil {
			return err
		}
		return tx.insertDraftFile(draft, draftFile{f, key}, mark)
	})
	return f, err
}

// PutDraftFilePart takes the part of a file that begins at a place, up to where it breaks off, and answers how far the file
// has come: also with portal.ErrUploadElsewhere, when it begins somewhere else than the file ends.
func (d *DB) PutDraftFilePart(ctx context.Context, actor portal.Actor, draft, id string, at int64, content io.Reader) (portal.DraftFile, error) {
	unlock, err := d.uploads.lock(ctx, id)
	if err != nil {
		return portal.DraftFile{}, err
	}
	defer unlock()
	f, err := d.ownDraftFile(ctx, actor, draft, id)
	if err != nil || f.State != portal.DraftFileUploading || f.Received == f.Size {
		return f.DraftFile, err
	}
	if at != f.Received {
		return f.DraftFile, portal.ErrUploadElsewhere
	}
	received, err := d.writePart(ctx, f, content)
	if err != nil {
		return f.DraftFile, err
	}
	err = d.Act(ctx, actor, func(tx *Tx) error {
		tx.Bookkeeping()
		_, err := tx.Exec(`
			UPDATE draft_files
			SET received = $3, touched_at = $4
			WHERE id = $1 AND received = $2 AND state = 'uploading'`, id, at, received, Millis(tx.Now))
		return err
	})
	if err != nil {
		return f.DraftFile, fmt.Errorf("count a part of a file: %w", err)
	}
	f.Received = received
	return f.DraftFile, nil
}

func (d *DB) ownDraftFile(ctx context.Context, actor portal.Actor, draft, id string) (draftFile, error) {
	if _, err := d.Draft(ctx, actor, draft); err != nil {
		return draftFile{}, err
	}
	return d.scanDraftFile(d.row(ctx, `
		SELECT `+draftFileColumns+`
		FROM `+draftFileTables+`
		WHERE u.id = $1 AND u.draft_id = $2`, id, draft))
}

// writePart seals what comes into its place, in whole chunks, and answers how far the file has come when they are safe.
func (d *DB) writePart(ctx context.Context, f draftFile, content io.Reader) (int64, error) {
	path := d.uploadPath(f.ID)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return 0, fmt.Errorf("receive a part: %w", err)
	}
	disk, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return 0, fmt.Errorf("receive a part: %w", err)
	}
	defer disk.Close()
	at, b, sealed := f.Received, make([]byte, chunkPlain), make([]byte, 0, chunkSealed)
	for at < f.Size && ctx.Err() == nil {
		n := min(chunkPlain, f.Size-at)
		if _, err := io.ReadFull(content, b[:n]); err != nil {
			break // cut off: what came before counts
		}
		chunk := at / chunkPlain
		sealed = f.key.aead.Seal(sealed[:0], nil, b[:n], f.key.bindChunk(int(chunk), at+n == f.Size))
		if _, err := disk.WriteAt(sealed, chunk*chunkSealed); err != nil {
			return 0, fmt.Errorf("receive a part: %w", err)
		}
		at += n
	}
	if at == f.Received {
		return at, nil
	}
	if err := disk.Sync(); err != nil {
		return 0, fmt.Errorf("receive a part: %w", err)
	}
	if f.Received == 0 {
		for _, folder := range []string{filepath.Dir(path), filepath.Join(d.dataDir, "files"), d.dataDir} {
			if err := syncFolder(folder); err != nil {
				return 0, fmt.Errorf("receive a part: %w", err)
			}
		}
	}
	return at, nil
}

// uploadPath is where a file lies until all of it has come in.
func (d *DB) uploadPath(id string) string { return filepath.Join(d.dataDir, "files", "uploading", id) }

// WholeDraftFile opens a file of which all parts have come in, to be looked through before it is taken. The caller closes it.
// Another state than uploading means that this was done before.
func (d *DB) WholeDraftFile(ctx context.Context, actor portal.Actor, draft, id string) (portal.DraftFile, *FileContent, error) {
	f, err := d.ownDraftFile(ctx, actor, draft, id)
	if err != nil || f.State != portal.DraftFileUploading {
		return f.DraftFile, nil, err
	}
	disk, err := os.Open(d.uploadPath(id))
	if errors.Is(err, fs.ErrNotExist) { // killed between the move and its record
		disk, err = os.Open(d.filePath(id))
	}
	if err != nil {
		return f.DraftFile, nil, fmt.Errorf("open an upload: %w", err)
	}
	return f.DraftFile, &FileContent{file: StoredFile{ID: id, Size: f.Size, key: f.key}, disk: disk, chunk: -1}, nil
}

// FinishDraftFile takes a file of which all parts have come in. What is hashed for the receipt is what lies on the disk. With
// a reason it is not taken: it was looked through, and the reason is kept.
func (d *DB) FinishDraftFile(ctx context.Context, actor portal.Actor, draft, id, rejected string) (portal.DraftFile, error) {
	unlock, err := d.uploads.lock(ctx, id)
	if err != nil {
		return portal.DraftFile{}, err
	}
	defer unlock()
	f, content, err := d.WholeDraftFile(ctx, actor, draft, id)
	if content == nil || err != nil {
		return f, err
	}
	defer content.Close()
	stored := content.file
	stored.Name, stored.Kind = f.Name, portal.TypeOf(f.Name)
	if rejected == "" {
		sum := sha256.New()
		if _, err := io.Copy(sum, content); err != nil {
			return f, fmt.Errorf("read an upload back: %w", err)
		}
		stored.SHA256 = sum.Sum(nil)
		if err := d.settleUpload(id); err != nil {
			return f, err
		}
	}
	err = d.Act(ctx, actor, func(tx *Tx) error {
		of, _, err := tx.draftForFiles(draft)
		if err != nil {
			return err
		}
		if rejected != "" {
			tx.Audit(portal.DraftFileWasRejected, of.AuditSubject(), "file", id, "reason", rejected)
			return tx.moveDraftFile(id, portal.DraftFileRejected, rejected)
		}
		if err := tx.receiveDraftFile(of, stored); err != nil {
			return err
		}
		return tx.moveDraftFile(id, portal.DraftFileReceived, "")
	})
	if err != nil {
		return f, err
	}
	if rejected != "" { // nobody was told that it was received
		if err := os.Remove(d.uploadPath(id)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return f, fmt.Errorf("put a rejected upload away: %w", err)
		}
	}
	done, err := d.ownDraftFile(ctx, actor, draft, id)
	return done.DraftFile, err
}

// settleUpload moves a whole file among the others.
func (d *DB) settleUpload(id string) error {
	path := d.filePath(id)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("settle an upload: %w", err)
	}
	if err := os.Rename(d.uploadPath(id), path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("settle an upload: %w", err)
	}
	for _, folder := range []string{filepath.Dir(path), filepath.Join(d.dataDir, "files"), filepath.Dir(d.uploadPath(id))} {
		if err := syncFolder(folder); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("settle an upload: %w", err)
		}
	}
	return nil
}

// SweepUploads gives up halves of files that nobody has gone on with for a week, and says how many.
func (d *DB) SweepUploads(ctx context.Context) (int, error) {
	var old []string
	err := d.Act(ctx, portal.SystemActor("uploads"), func(tx *Tx) (err error) {
		tx.Bookkeeping()
		old, err = listOf(tx.asking(), `
			SELECT id
			FROM draft_files
			WHERE state = 'uploading' AND touched_at < $1
			ORDER BY touched_at, id
			LIMIT 250`, func(row scanner) (id string, err error) {
			err = row.Scan(&id)
			return id, err
		}, Millis(tx.Now.Add(-portal.UploadLasts)))
		if err != nil {
			return err
		}
		for _, id := range old {
			if err := tx.moveDraftFile(id, portal.DraftFileRemoved, "left half"); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("sweep uploads: %w", err)
	}
	for _, id := range old {
		if err := os.Remove(d.uploadPath(id)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return len(old), fmt.Errorf("sweep uploads: %w", err)
		}
	}
	return len(old), nil
}

// uploadWait is how long a part waits for another one of the same file to end.
const uploadWait = 5 * time.Second
