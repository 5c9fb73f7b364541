package db

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"exchequer/portal"
)

// filesTogether is how many files one step of a walk looks at: memory stays the same however many there are, and no
// read stays open while the disk is asked.
const filesTogether = 250

// FileFault is a file that cannot be given out as it was received.
type FileFault struct {
	ID      string
	Subject string // what it belongs to
	Why     string // a sentence for the operator
}

// FilesReport counts what a walk over the files found and did.
type FilesReport struct {
	Files   int // that were received
	Faults  int // of those, files that cannot be given out as they were received
	PutBack int // files that had been put away, and belong to something after all
	PutAway int // files that belong to nothing
	Removed int // files that had been put away long ago, and halves of files
}

// VerifyFiles looks whether every file that was received lies on the disk, whole, and names each that does not. With
// contents it opens each and compares what is in it with what was received: that reads every byte.
func (d *DB) VerifyFiles(ctx context.Context, actor portal.Actor, contents bool, found func(FileFault)) (FilesReport, error) {
	if err := actor.Permit(portal.ReadAudit); err != nil {
		return FilesReport{}, err
	}
	var report FilesReport
	err := d.eachFile(ctx, func(f fileRecord) error {
		why := d.faultOf(f)
		if why == "" && contents {
			why = d.contentFault(f)
		}
		report.note(f, why, found)
		return ctx.Err()
	})
	if err != nil {
		return report, fmt.Errorf("verify files: %w", err)
	}
	return report, nil
}

// note counts a file, and tells of it when something is wrong with it.
func (r *FilesReport) note(f fileRecord, why string, found func(FileFault)) {
	r.Files++
	if why != "" {
		r.Faults++
		found(FileFault{ID: f.ID, Subject: f.subject, Why: why})
	}
}

// fileRecord is what the database says of a file. Its name stays sealed: nobody who checks files needs to read it.
type fileRecord struct {
	StoredFile
	subject string
	version uint32 // of the key that wraps its own
	wrapped []byte
}

// eachFile goes through all files in the order of their ids. Those that come meanwhile may be met or not.
func (d *DB) eachFile(ctx context.Context, look func(fileRecord) error) error {
	for last := ""; ; {
		batch, err := d.filesAfter(ctx, last)
		if err != nil || len(batch) == 0 {
			return err
		}
		for _, f := range batch {
			if err := look(f); err != nil {
				return err
			}
		}
		last = batch[len(batch)-1].ID
	}
}

func (d *DB) filesAfter(ctx context.Context, last string) (batch []fileRecord, err error) {
	rows, err := d.rows(ctx, `
		SELECT id, key_version, data_key, subject, size, sha256
		FROM files
		WHERE id > $1
		ORDER BY id
		LIMIT $2`, last, filesTogether)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var f fileRecord
		if err := rows.Scan(&f.ID, &f.version, &f.wrapped, &f.subject, &f.Size, &f.SHA256); err != nil {
			return nil, err
		}
		batch = append(batch, f)
	}
	return batch, rows.Err()
}

// faultOf says what is wrong with a file as it lies on the disk, without opening it; "" when nothing is.
func (d *DB) faultOf(f fileRecord) string {
	info, err := os.Stat(d.filePath(f.ID))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Stat(d.unclaimedPath(f.ID)); err == nil {
			return "It was put away into files/unclaimed as belonging to nothing. Start the counter: it puts the file back."
		}
		return "It is missing."
	case err != nil:
		return fmt.Sprintf("It cannot be read: %v.", err)
	case info.Size() != sealedSize(f.Size):
		return fmt.Sprintf("It has %d bytes on the disk and should have %d.", info.Size(), sealedSize(f.Size))
	}
	return ""
}

// contentFault opens a file as a download does, and compares what is in it with what was received.
func (d *DB) contentFault(f fileRecord) string {
	var err error
	if f.key, err = d.keys.recordKey("files", f.ID, f.version, f.wrapped); err != nil {
		return fmt.Sprintf("Its key cannot be opened with this key file: %v.", err)
	}
	disk, err := os.Open(d.filePath(f.ID))
	if err != nil {
		return fmt.Sprintf("It cannot be read: %v.", err)
	}
	content, sum := &FileContent{file: f.StoredFile, disk: disk, chunk: -1}, sha256.New()
	defer content.Close()
	if err = content.open(0); err == nil { // an empty file has a chunk too, which reading would not come to
		_, err = io.Copy(sum, content)
	}
	switch {
	case err != nil:
		return fmt.Sprintf("It was changed, or another file lies in its place: %v.", err)
	case !bytes.Equal(sum.Sum(nil), f.SHA256):
		return "It opens, but its SHA-256 is not that of what was received."
	}
	return ""
}

// sealedSize is how many bytes a file of that size has on the disk.
func sealedSize(size int64) int64 {
	chunks := max(1, (size+chunkPlain-1)/chunkPlain)
	return size + chunks*(chunkSealed-chunkPlain)
}
