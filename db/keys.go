package db

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// Keys are the sealing keys: each version wraps the data keys of the records that were made or re-wrapped under
// it, and one further key finds sealed values by keyed hash. They live in a file outside the database, mode 0600.
// Running copies of the program notice when another process has added a version.
type Keys struct {
	path string
	mu   sync.Mutex // one reload or rotation at a time
	ring atomic.Pointer[keyRing]
}

// keyRing is the key file as it was read. It never changes; a newer one takes its place.
type keyRing struct {
	file     keyFile
	stamp    fileStamp
	wrapping map[uint32]cipher.AEAD
}

// fileStamp tells one content of the key file from the next. The file is always replaced, never written into.
type fileStamp struct {
	modified time.Time
	size     int64
}

type keyFile struct {
	Note    string    `json:"note"`
	Current uint32    `json:"current"`
	Keys    []keyLine `json:"keys"`
	Finding []byte    `json:"finding"`
}

type keyLine struct {
	Version uint32    `json:"version"`
	MadeAt  time.Time `json:"made_at"`
	Key     []byte    `json:"key"` // 32 bytes
}

const keyNote = "Exchequer's sealing keys. Without this file, nothing sealed in the database can be read. Keep a copy apart from the backups."

// LoadKeys reads the key file, or makes it when there is none.
func LoadKeys(path string) (*Keys, error) {
	k := &Keys{path: path}
	err := k.load() // without the lock: the file may be a secret in a folder that is read-only
	if errors.Is(err, fs.ErrNotExist) {
		err = k.begin()
	}
	if err != nil {
		return nil, err
	}
	return k, nil
}

// begin makes the first key, unless another process was faster.
func (k *Keys) begin() error {
	unlock, err := lockBeside(k.path)
	if err != nil {
		return err
	}
	defer unlock()
	if err := k.load(); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return k.add(keyFile{Note: keyNote, Finding: randomBytes(32)})
}

// Rotate adds a key version and makes it the current one. The file is on the disk before this returns: nothing is
// ever sealed under a key that could be lost. Two rotations at once make two versions, and lose none.
func (k *Keys) Rotate() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	unlock, err := lockBeside(k.path)
	if err != nil {
		return err
	}
	defer unlock()
	if err := k.load(); err != nil {
		return err
	}
	return k.add(k.ring.Load().file)
}

// Current is the version that new records are sealed under.
func (k *Keys) Current() uint32 { return k.fresh().file.Current }

// Find is the keyed hash by which a sealed value can be looked up, 32 bytes. The purpose keeps the hashes of
// different columns apart.
func (k *Keys) Find(purpose, value string) []byte {
	mac := hmac.New(sha256.New, k.ring.Load().file.Finding)
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(len(purpose))))
	mac.Write([]byte(purpose))
	mac.Write([]byte(value))
	return mac.Sum(nil)
}

// fresh is the ring as the file has it now, so that a running copy seals under a new version as soon as another
// process has rotated. One stat costs about a microsecond. While the file cannot be read, the ring that is known
// goes on serving: every version in it stays right.
func (k *Keys) fresh() *keyRing {
	known := k.ring.Load()
	if stamp, err := stampOf(k.path); err != nil || stamp == known.stamp {
		return known
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.load() != nil {
		return known
	}
	return k.ring.Load()
}

// wrappingKey is the key of one version.
func (k *Keys) wrappingKey(version uint32) (cipher.AEAD, error) {
	if key, ok := k.ring.Load().wrapping[version]; ok {
		return key, nil
	}
	if key, ok := k.fresh().wrapping[version]; ok {
		return key, nil
	}
	return nil, fmt.Errorf("key version %d is not in the key file %s", version, k.path)
}

// load reads the file into a new ring.
func (k *Keys) load() error {
	stamp, err := stampOf(k.path) // before reading: a file replaced in between is read again next time
	if err != nil {
		return fmt.Errorf("read the key file: %w", err)
	}
	info, err := os.Stat(k.path)
	if err != nil {
		return fmt.Errorf("read the key file: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("the key file %s can be read by others (mode %04o): run chmod 600 on it, and then exchequer keys rotate", k.path, info.Mode().Perm())
	}
	raw, err := os.ReadFile(k.path)
	if err != nil {
		return fmt.Errorf("read the key file: %w", err)
	}
	ring := &keyRing{stamp: stamp, wrapping: map[uint32]cipher.AEAD{}}
	if err := json.Unmarshal(raw, &ring.file); err != nil {
		return fmt.Errorf("the key file %s is not what we wrote: %w", k.path, err)
	}
	for _, line := range ring.file.Keys {
		aead, err := newAEAD(line.Key)
		if err != nil {
			return fmt.Errorf("the key file %s, version %d: %w", k.path, line.Version, err)
		}
		ring.wrapping[line.Version] = aead
	}
	if ring.wrapping[ring.file.Current] == nil || len(ring.file.Finding) != 32 {
		return fmt.Errorf("the key file %s lacks its current key", k.path)
	}
	k.ring.Store(ring)
	return nil
}

// add writes the file with one more version, and reads it back: a key that cannot be read must not seal anything.
func (k *Keys) add(f keyFile) error {
	f.Current++
	f.Keys = append(slices.Clone(f.Keys), keyLine{Version: f.Current, MadeAt: time.Now().UTC().Truncate(time.Second), Key: randomBytes(32)})
	raw, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return fmt.Errorf("write the key file: %w", err)
	}
	if err := writeDurably(k.path, raw); err != nil {
		return fmt.Errorf("write the key file: %w", err)
	}
	return k.load()
}

func stampOf(path string) (fileStamp, error) {
	info, err := os.Stat(path)
	if err != nil {
		return fileStamp{}, err
	}
	return fileStamp{info.ModTime(), info.Size()}, nil
}

// lockBeside keeps two processes from making or adding keys at once: the later file would take the earlier one's
// place, and what was sealed under its key would be lost. The system lets go when the process dies.
func lockBeside(path string) (unlock func(), err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("lock the key file: %w", err)
	}
	f, err := os.OpenFile(path+".lock", os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock the key file: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		f.Close()
		return nil, fmt.Errorf("lock the key file: %w", err)
	}
	return func() { f.Close() }, nil
}

// newAEAD is AES-256-GCM that makes its own random nonce and puts it first.
func newAEAD(key []byte) (cipher.AEAD, error) {
	if len(key) != 32 {
		return nil, fmt.Errorf("a key of %d bytes, not 32", len(key))
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

func randomBytes(n int) []byte {
	b := make([]byte, n)
	rand.Read(b) // never fails: the runtime ends the program instead
	return b
}

// writeDurably replaces a file so that a power cut leaves the old or the new one, whole: temporary file, fsync,
// rename, fsync of the folder.
func writeDurably(path string, content []byte) error {
	folder := filepath.Dir(path)
	f, err := os.CreateTemp(folder, ".new-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // after the rename there is nothing to remove
	if _, err := f.Write(content); err != nil {
		f.Close()
		return err
	}
	if err := f.Sync(); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncFolder(folder)
}

func syncFolder(folder string) error {
	f, err := os.Open(folder)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}
