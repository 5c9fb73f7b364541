package db

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"exchequer/portal"
)

// A stored file lies sealed in the data folder as a row of chunks, so that it streams in and out and never lies whole
// in memory. Each chunk is bound to the file, its place and whether it is the last: chunks cannot be moved, swapped
// or cut off unnoticed.
const (
	chunkPlain  = 64 << 10        // bytes of content in a chunk
	chunkSealed = chunkPlain + 28 // and with its nonce (12) and tag (16)
)

// StoredFile is a file that is safe on the disk. It belongs to nothing until an act attaches it.
type StoredFile struct {
	ID     string
	Name   string // as its sender called it
	Kind   string // its media type
	Size   int64  // bytes
	SHA256 []byte // of the content
	key    RecordKey
}

// ErrFileTooLarge is answered when more than the limit comes in.
var ErrFileTooLarge = portal.Refuse(portal.Mend, "This file is too large. Send a smaller one, or split it.")

// StoreFile seals content into the data folder: temporary file, fsync, rename, fsync of the folder. When it returns,
// a power cut no longer loses the file; an act then attaches it with AttachFile. At most limit bytes are taken.
func (d *DB) StoreFile(ctx context.Context, name, kind string, content io.Reader, limit int64) (StoredFile, error) {
	f := StoredFile{ID: newID(), Name: name, Kind: kind}
	var err error
	if f.key, err = d.keys.newRecordKey("files", f.ID); err != nil {
		return f, err
	}
	path := d.filePath(f.ID)
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return f, fmt.Errorf("store a file: %w", err)
	}
	temporary, err := os.CreateTemp(folder, incomingPrefix+"*") // mode 0600
	if err != nil {
		return f, fmt.Errorf("store a file: %w", err)
	}
	defer os.Remove(temporary.Name()) // after the rename there is nothing to remove
	defer temporary.Close()
	if f.Size, f.SHA256, err = f.key.sealStream(ctx, temporary, content, limit); err != nil {
		return f, err
	}
	if err := temporary.Sync(); err != nil {
		return f, fmt.Errorf("store a file: %w", err)
	}
	if err := os.Rename(temporary.Name(), path); err != nil {
		return f, fmt.Errorf("store a file: %w", err)
	}
	for _, folder := range []string{folder, filepath.Dir(folder), d.dataDir} { // new folders have to last too
		if err := syncFolder(folder); err != nil {
			return f, fmt.Errorf("store a file: %w", err)
		}
	}
	return f, nil
}

// AttachFile makes a stored file part of what the act does. The subject says what it belongs to.
func (tx *Tx) AttachFile(f StoredFile, subject string) error {
	_, err := tx.Exec(`
		INSERT INTO files (id, key_version, data_key, subject, name, kind, size, sha256, created_at, account_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		f.ID, f.key.Version, f.key.Wrapped, subject, f.key.Seal("name", []byte(f.Name)), f.Kind, f.Size, f.SHA256, Millis(tx.Now), nullText(tx.Actor.Account))
	if err != nil {
		return fmt.Errorf("attach a file: %w", err)
	}
	return tx.stateOfNew(f)
}

// filesOf lists what was attached to a subject, oldest first. Whoever calls it has checked that the subject may be
// read.
func (d *DB) filesOf(ctx context.Context, subject string) ([]StoredFile, error) {
	rows, err := d.rows(ctx, `
		SELECT id, key_version, data_key, name, kind, size, sha256
		FROM files
		WHERE subject = $1
		ORDER BY id`, subject)
	if err != nil {
		return nil, fmt.Errorf("files of %s: %w", subject, err)
	}
	defer rows.Close()
	var files []StoredFile
	for rows.Next() {
		f, err := d.scanFile(rows)
		if err != nil {
			return nil, fmt.Errorf("files of %s: %w", subject, err)
		}
		files = append(files, f)
	}
	return files, rows.Err()
}

// openFile gives a file of the subject and its content, to be given out; the caller closes it. A file of another subject is
// not found, and one that is not known to be clean is refused in words.
func (d *DB) openFile(ctx context.Context, subject, id string) (StoredFile, *FileContent, error) {
	f, content, err := d.openUnchecked(ctx, subject, id)
	if err != nil {
		return f, nil, err
	}
	if err := d.mayGiveOut(ctx, f.ID); err != nil {
		content.Close()
		return f, nil, err
	}
	return f, content, nil
}

// openUnchecked is openFile for what the program itself reads and gives to nobody.
func (d *DB) openUnchecked(ctx context.Context, subject, id string) (StoredFile, *FileContent, error) {
	f, err := d.scanFile(d.row(ctx, `
		SELECT id, key_version, data_key, name, kind, size, sha256
		FROM files
		WHERE id = $1 AND subject = $2`, id, subject))
	if err != nil {
		return f, nil, found(err)
	}
	content, err := d.StoredContent(f)
	return f, content, err
}

// StoredContent opens what a file that was just stored holds, to look at it before an act attaches it. The caller closes it.
func (d *DB) StoredContent(f StoredFile) (*FileContent, error) {
	disk, err := os.Open(d.filePath(f.ID))
	if err != nil {
		return nil, fmt.Errorf("open file %s: %w", f.ID, err)
	}
	return &FileContent{file: f, disk: disk, chunk: -1}, nil
}

func (d *DB) scanFile(row scanner) (StoredFile, error) {
	var f StoredFile
	var version uint32
	var wrapped, name []byte
	if err := row.Scan(&f.ID, &version, &wrapped, &name, &f.Kind, &f.Size, &f.SHA256); err != nil {
		return f, err
	}
	var err error
	if f.key, err = d.keys.recordKey("files", f.ID, version, wrapped); err != nil {
		return f, err
	}
	name, err = f.key.Open("name", name)
	f.Name = string(name)
	return f, err
}

// filePath spreads files over folders by the end of their id, which is random; its beginning is the time.
func (d *DB) filePath(id string) string {
	return filepath.Join(d.dataDir, "files", id[len(id)-2:], id)
}

// sealStream seals content chunk by chunk. Even an empty file has one chunk, so that its absence shows.
func (r RecordKey) sealStream(ctx context.Context, to io.Writer, content io.Reader, limit int64) (int64, []byte, error) {
	sum, size := sha256.New(), int64(0)
	plain, ahead, sealed := make([]byte, chunkPlain), make([]byte, chunkPlain), make([]byte, 0, chunkSealed)
	n, err := io.ReadFull(content, plain)
	for i := 0; ; i++ {
		if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
			return 0, nil, fmt.Errorf("receive a file: %w", err)
		}
		if err := ctx.Err(); err != nil {
			return 0, nil, err
		}
		if size += int64(n); size > limit {
			return 0, nil, ErrFileTooLarge
		}
		next, last := 0, n < chunkPlain
		if !last {
			if next, err = io.ReadFull(content, ahead); err == io.EOF {
				last = true
			}
		}
		sum.Write(plain[:n])
		sealed = r.aead.Seal(sealed[:0], nil, plain[:n], r.bindChunk(i, last))
		if _, err := to.Write(sealed); err != nil {
			return 0, nil, fmt.Errorf("store a file: %w", err)
		}
		if last {
			return size, sum.Sum(nil), nil
		}
		plain, ahead, n = ahead, plain, next
	}
}

func (r RecordKey) bindChunk(i int, last bool) []byte {
	b := binary.BigEndian.AppendUint64(bind(r.table, "content", r.id), uint64(i))
	if last {
		return append(b, 1)
	}
	return append(b, 0)
}

// FileContent reads a stored file's content, from any place in it.
type FileContent struct {
	file   StoredFile
	disk   *os.File
	at     int64  // where the next read begins
	chunk  int    // which chunk is open, -1 for none
	opened []byte // its content
	sealed []byte // where it is read to first
}

// Read implements io.Reader.
func (c *FileContent) Read(p []byte) (int, error) {
	if c.at >= c.file.Size {
		return 0, io.EOF
	}
	if err := c.open(int(c.at / chunkPlain)); err != nil {
		return 0, err
	}
	n := copy(p, c.opened[c.at%chunkPlain:])
	c.at += int64(n)
	return n, nil
}

// ReadAt implements io.ReaderAt, for one reader at a time: the chunk that was opened last is kept for the next read.
func (c *FileContent) ReadAt(p []byte, at int64) (read int, err error) {
	for read < len(p) {
		if at >= c.file.Size {
			return read, io.EOF
		}
		if err := c.open(int(at / chunkPlain)); err != nil {
			return read, err
		}
		n := copy(p[read:], c.opened[at%chunkPlain:])
		read, at = read+n, at+int64(n)
	}
	return read, nil
}

// Seek implements io.Seeker.
func (c *FileContent) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += c.at
	case io.SeekEnd:
		offset += c.file.Size
	}
	if offset < 0 {
		return 0, errors.New("seek before the beginning of a file")
	}
	c.at = offset
	return offset, nil
}

// Close implements io.Closer.
func (c *FileContent) Close() error { return c.disk.Close() }

func (c *FileContent) open(chunk int) error {
	if c.chunk == chunk {
		return nil
	}
	last := int(max(c.file.Size-1, 0) / chunkPlain)
	if c.sealed == nil {
		c.sealed = make([]byte, chunkSealed)
	}
	n, err := c.disk.ReadAt(c.sealed, int64(chunk)*chunkSealed)
	if err != nil && err != io.EOF {
		return fmt.Errorf("read file %s: %w", c.file.ID, err)
	}
	c.opened, err = c.file.key.aead.Open(c.opened[:0], nil, c.sealed[:n], c.file.key.bindChunk(chunk, chunk == last))
	if err != nil {
		c.chunk = -1
		return fmt.Errorf("read file %s, chunk %d: %w", c.file.ID, chunk, err)
	}
	c.chunk = chunk
	return nil
}

// DropFile forgets a file that no act attached: the act was refused, and what nobody can reach must not lie about.
func (d *DB) DropFile(f StoredFile) error {
	if err := os.Remove(d.filePath(f.ID)); err != nil {
		return fmt.Errorf("drop file %s: %w", f.ID, err)
	}
	return nil
}
