package db

import (
	"crypto/cipher"
	"fmt"
)

// RecordKey seals the columns of one record. Its data key is stored beside them, wrapped by the key version that
// the row names; so rotation re-wraps 60 bytes a record and touches nothing else.
type RecordKey struct {
	Version uint32 // column key_version
	Wrapped []byte // column data_key

	table, id string
	aead      cipher.AEAD
}

// NewRecordKey makes a data key for a row that is about to be written.
func (tx *Tx) NewRecordKey(table, id string) (RecordKey, error) {
	return tx.db.keys.newRecordKey(table, id)
}

func (k *Keys) newRecordKey(table, id string) (RecordKey, error) {
	data := randomBytes(32)
	aead, err := newAEAD(data)
	if err != nil {
		return RecordKey{}, fmt.Errorf("seal %s: %w", table, err)
	}
	ring := k.fresh()
	return RecordKey{
		Version: ring.file.Current,
		Wrapped: ring.wrapping[ring.file.Current].Seal(nil, nil, data, bind(table, "data_key", id)),
		table:   table, id: id, aead: aead,
	}, nil
}

// recordKey unwraps a row's data key.
func (k *Keys) recordKey(table, id string, version uint32, wrapped []byte) (RecordKey, error) {
	wrapping, err := k.wrappingKey(version)
	if err != nil {
		return RecordKey{}, fmt.Errorf("open %s %s: %w", table, id, err)
	}
	data, err := wrapping.Open(nil, nil, wrapped, bind(table, "data_key", id))
	if err != nil {
		return RecordKey{}, fmt.Errorf("open %s %s: its data key does not fit: %w", table, id, err)
	}
	aead, err := newAEAD(data)
	if err != nil {
		return RecordKey{}, fmt.Errorf("open %s %s: %w", table, id, err)
	}
	return RecordKey{Version: version, Wrapped: wrapped, table: table, id: id, aead: aead}, nil
}

// Seal encrypts one column's value, bound to its table, column and row: moved elsewhere, it no longer opens.
func (r RecordKey) Seal(column string, plain []byte) []byte {
	return r.aead.Seal(nil, nil, plain, bind(r.table, column, r.id))
}

// Open decrypts one column's value. NULL opens as nothing.
func (r RecordKey) Open(column string, sealed []byte) ([]byte, error) {
	if len(sealed) == 0 {
		return nil, nil
	}
	plain, err := r.aead.Open(nil, nil, sealed, bind(r.table, column, r.id))
	if err != nil {
		return nil, fmt.Errorf("open %s.%s of %s: %w", r.table, column, r.id, err)
	}
	return plain, nil
}

func bind(table, column, id string) []byte { return []byte(table + "|" + column + "|" + id) }
