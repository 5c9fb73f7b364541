package db

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"
)

const (
	// claimWithin is how old a file must be before it counts as belonging to nothing. An act attaches its files within
	// seconds; a day leaves room for clocks of copies and of a shared folder that differ.
	claimWithin = 24 * time.Hour

	// unclaimedLasts is how long a file that belongs to nothing is kept apart. The data folder may have been opened with
	// an older database, or with the wrong one: with the right one back, the files come back too.
	unclaimedLasts = 30 * 24 * time.Hour

	unclaimedFolder = "unclaimed" // in "files", so that moving a file there never copies it
	incomingPrefix  = ".incoming-"
)

// ReconcileFiles brings the data folder and the database together again after kills and power cuts. A file that no act
// attached is put away, and removed a month later: nobody was told that it was received. Halves of files are removed. A
// file that was put away and belongs to something after all is put back. Files that are missing or cut off are named.
// It only reads the database, and several copies of the program may do it at once on one folder.
func (d *DB) ReconcileFiles(ctx context.Context, now time.Time, found func(FileFault)) (FilesReport, error) {
	var report FilesReport
	err := d.eachFile(ctx, func(f fileRecord) error {
		why := d.faultOf(f)
		if why != "" && d.putBack(f.ID) {
			report.PutBack++
			why = d.faultOf(f)
		}
		report.note(f, why, found)
		return ctx.Err()
	})
	if err == nil {
		err = d.sweepFiles(ctx, now, &report)
	}
	if err != nil {
		return report, fmt.Errorf("reconcile files: %w", err)
	}
	return report, nil
}

// sweepFiles walks the folders rather than the database: what lies there and has no row is found by nobody else.
func (d *DB) sweepFiles(ctx context.Context, now time.Time, report *FilesReport) error {
	folders, err := os.ReadDir(filepath.Join(d.dataDir, "files")) // one for each of 256 endings of an id
	if errors.Is(err, fs.ErrNotExist) {
		return nil // nothing was ever stored
	}
	if err != nil {
		return err
	}
	for _, folder := range folders {
		if !folder.IsDir() {
			continue
		}
		before, drop, count := now.Add(-claimWithin), func(id string) error { return d.putAway(id, now) }, &report.PutAway
		if folder.Name() == unclaimedFolder {
			before, count = now.Add(-unclaimedLasts), &report.Removed
			drop = func(id string) error { return os.Remove(d.unclaimedPath(id)) }
		}
		err := eachOldFile(ctx, filepath.Join(d.dataDir, "files", folder.Name()), before, func(names []string) error {
			return d.sweepSome(ctx, folder.Name(), names, report, count, drop)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// sweepSome looks at some old files of one folder. Whatever has neither the name of a file of ours nor of half of one is
// the operator's, and stays.
func (d *DB) sweepSome(ctx context.Context, folder string, names []string, report *FilesReport, count *int, drop func(id string) error) error {
	var ids []string
	for _, name := range names {
		switch {
		case strings.HasPrefix(name, incomingPrefix):
			gone, err := unlessGone(os.Remove(filepath.Join(d.dataDir, "files", folder, name)))
			if err != nil {
				return err
			}
			report.Removed += gone
		case uuid.Validate(name) == nil && (d.filePath(name) == filepath.Join(d.dataDir, "files", folder, name) || folder == unclaimedFolder):
			ids = append(ids, name)
		}
	}
	claimed, err := d.filesClaimed(ctx, ids)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if claimed[id] {
			continue
		}
		gone, err := unlessGone(drop(id))
		if err != nil {
			return err
		}
		*count += gone
	}
	return nil
}

// filesClaimed says which of up to filesTogether files belong to something.
func (d *DB) filesClaimed(ctx context.Context, ids []string) (map[string]bool, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	places, args := make([]string, filesTogether), make([]any, filesTogether) // always as many: one prepared statement
	for i := range args {
		places[i], args[i] = fmt.Sprint("$", i+1), ""
		if i < len(ids) {
			args[i] = ids[i]
		}
	}
	rows, err := d.rows(ctx, `
		SELECT id
		FROM files
		WHERE id IN (`+strings.Join(places, ", ")+`)`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	claimed := map[string]bool{}
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		claimed[id] = true
	}
	return claimed, rows.Err()
}

// putAway moves a file to where nothing looks for it. Its time becomes that of the move, and does so first: killed
// between the two, the file is only met a day later.
func (d *DB) putAway(id string, now time.Time) error {
	if err := os.MkdirAll(filepath.Dir(d.unclaimedPath(id)), 0o700); err != nil {
		return err
	}
	if err := os.Chtimes(d.filePath(id), now, now); err != nil {
		return err
	}
	return os.Rename(d.filePath(id), d.unclaimedPath(id))
}

// putBack moves a file back to where it is looked for, and says whether it was there to be moved. A file that lies in its
// place, even cut off, is left for a person to judge.
func (d *DB) putBack(id string) bool {
	if _, err := os.Stat(d.filePath(id)); !errors.Is(err, fs.ErrNotExist) {
		return false
	}
	if _, err := os.Stat(d.unclaimedPath(id)); err != nil {
		return false // and where a shared folder is not there at all, nothing is made in its stead
	}
	if err := os.MkdirAll(filepath.Dir(d.filePath(id)), 0o700); err != nil {
		return false
	}
	return os.Rename(d.unclaimedPath(id), d.filePath(id)) == nil
}

func (d *DB) unclaimedPath(id string) string {
	return filepath.Join(d.dataDir, "files", unclaimedFolder, id)
}

// eachOldFile goes through a folder's plain files that were last changed before a moment, some at a time.
func eachOldFile(ctx context.Context, folder string, before time.Time, some func(names []string) error) error {
	open, err := os.Open(folder)
	if err != nil {
		return err
	}
	defer open.Close()
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		entries, err := open.ReadDir(filesTogether)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		var names []string
		for _, entry := range entries {
			info, err := entry.Info()
			if errors.Is(err, fs.ErrNotExist) {
				continue // another copy was faster, or an upload ended
			}
			if err != nil {
				return err
			}
			if info.Mode().IsRegular() && info.ModTime().Before(before) {
				names = append(names, entry.Name())
			}
		}
		if err := some(names); err != nil {
			return err
		}
	}
}

// unlessGone counts what was moved or removed: 1, or 0 when another copy of the program was faster.
func unlessGone(err error) (int, error) {
	switch {
	case err == nil:
		return 1, nil
	case errors.Is(err, fs.ErrNotExist):
		return 0, nil
	default:
		return 0, err
	}
}
