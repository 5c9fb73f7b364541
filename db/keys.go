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
	"time"
)

// Keys are the sealing keys: each version wraps the data keys of the records that were made or re-wrapped under
// it, and one further key finds sealed values by keyed hash. They live in a file outside the database, mode 0600.
type Keys struct {
	path     string
	current  uint32
	wrapping map[uint32]cipher.AEAD
	finding  []byte
	file     keyFile
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
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		k := &Keys{path: path, file: keyFile{Note: keyNote, Finding: randomBytes(32)}}
		k.file.add()
		if err := k.save(); err != nil {
			return nil, err
		}
		return k, k.prepare()
	}
	if err != nil {
		return nil, fmt.Errorf("read the key file: %w", err)
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("read the key file: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("the key file %s can be read by others (mode %04o): run chmod 600 on it, and then exchequer keys rotate", path, info.Mode().Perm())
	}
	k := &Keys{path: path}
	if err := json.Unmarshal(raw, &k.file); err != nil {
		return nil, fmt.Errorf("the key file %s is not what we wrote: %w", path, err)
	}
	return k, k.prepare()
}

// Rotate adds a key version and makes it the current one. The file is on the disk before this returns: nothing is
// ever sealed under a key that could be lost.
func (k *Keys) Rotate() error {
	k.file.add()
	if err := k.save(); err != nil {
		return err
	}
	return k.prepare()
}

// Current is the version that new records are sealed under.
func (k *Keys) Current() uint32 { return k.current }

// Find is the keyed hash by which a sealed value can be looked up, 32 bytes. The purpose keeps the hashes of
// different columns apart.
func (k *Keys) Find(purpose, value string) []byte {
	mac := hmac.New(sha256.New, k.finding)
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(len(purpose))))
	mac.Write([]byte(purpose))
	mac.Write([]byte(value))
	return mac.Sum(nil)
}

func (f *keyFile) add() {
	f.Current++
	f.Keys = append(f.Keys, keyLine{Version: f.Current, MadeAt: time.Now().UTC().Truncate(time.Second), Key: randomBytes(32)})
}

func (k *Keys) prepare() error {
	k.current, k.finding, k.wrapping = k.file.Current, k.file.Finding, map[uint32]cipher.AEAD{}
	for _, line := range k.file.Keys {
		aead, err := newAEAD(line.Key)
		if err != nil {
			return fmt.Errorf("the key file %s, version %d: %w", k.path, line.Version, err)
		}
		k.wrapping[line.Version] = aead
	}
	if k.wrapping[k.current] == nil || len(k.finding) != 32 {
		return fmt.Errorf("the key file %s lacks its current key", k.path)
	}
	return nil
}

// save writes the file beside itself, flushes it, and only then takes the old one's place.
func (k *Keys) save() error {
	raw, err := json.MarshalIndent(k.file, "", "  ")
	if err != nil {
		return fmt.Errorf("write the key file: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(k.path), 0o700); err != nil {
		return fmt.Errorf("write the key file: %w", err)
	}
	if err := writeDurably(k.path, raw); err != nil {
		return fmt.Errorf("write the key file: %w", err)
	}
	return nil
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
