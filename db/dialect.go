package db

import (
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Engine is one of the two databases that Exchequer runs on. What differs between them stands in this file;
// everything else is written once.
type Engine string

const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// skipLocked ends a statement that claims work from a queue. PostgreSQL needs it (without it, eight workers
// claimed 1,870 of 2,000 rows twice); SQLite has one writer and needs nothing.
func (e Engine) skipLocked() string {
	if e == Postgres {
		return " FOR UPDATE SKIP LOCKED"
	}
	return ""
}

// forUpdate ends a statement that reads a row in order to change it in the same act.
func (e Engine) forUpdate() string {
	if e == Postgres {
		return " FOR UPDATE"
	}
	return ""
}

// boolean is a truth value as a statement writes it.
func (e Engine) boolean(b bool) string {
	switch {
	case e == Postgres:
		return strconv.FormatBool(b)
	case b:
		return "1"
	}
	return "0"
}

// placeholders stand for n values behind the first ones of a statement, in parentheses. SQLite's driver asks for the name of
// each that has one, and the names of some hundreds cost more than the rows: there they have none.
func (e Engine) placeholders(behind, n int) string {
	parts := make([]string, n)
	for i := range parts {
		if parts[i] = "?"; e == Postgres {
			parts[i] = fmt.Sprintf("$%d", behind+i+1)
		}
	}
	return "(" + strings.Join(parts, ",") + ")"
}

// newestWithWords selects the ids of a table's newest rows below $2 whose words match the query $1: on PostgreSQL by the
// table's own column "words", on SQLite by the full-text index beside it, which is read newest first and no further
// than the limit.
func (e Engine) newestWithWords(table, index string, limit int) string {
	if e == Postgres {
		return fmt.Sprintf(`SELECT id FROM %s WHERE words @@ to_tsquery('simple', $1) AND id < $2 ORDER BY id DESC LIMIT %d`, table, limit)
	}
	return fmt.Sprintf(`SELECT rowid FROM %s WHERE %s MATCH $1 AND rowid < $2 ORDER BY rowid DESC LIMIT %d`, index, index, limit)
}

// indexWords puts a row's words into the index beside its table. PostgreSQL has done so by itself.
func (tx *Tx) indexWords(index string, id int64, concern, page string) error {
	if tx.db.engine == Postgres {
		return nil
	}
	_, err := tx.Exec(`INSERT INTO `+index+` (rowid, concern, page) VALUES ($1, $2, $3)`, id, concern, page)
	return err
}

// searchQuery asks for all terms, as whole words: beginnings of words would have to be gathered from all over the index
// before the newest could be known. Terms are letters and digits only.
func (e Engine) searchQuery(terms []string) string {
	if e == Postgres {
		return withoutAccents.Replace(strings.Join(terms, " & "))
	}
	return `"` + strings.Join(terms, `" AND "`) + `"`
}

// SQLiteFile is the database's name in the data folder.
const SQLiteFile = "exchequer.db"

// withoutAccents does to a query what the function accessibility_words does to texts; SQLite's tokenizer does it too.
var withoutAccents = strings.NewReplacer(
	"á", "a", "é", "e", "í", "i", "ó", "o", "ú", "u", "ü", "u", "ñ", "n", "à", "a", "è", "e", "ì", "i", "ò", "o", "ù", "u",
	"â", "a", "ê", "e", "î", "i", "ô", "o", "û", "u", "ä", "a", "ë", "e", "ï", "i", "ö", "o", "ç", "c")

// sqliteDSN names the database file with the settings that were measured (security.md, Durability):
// synchronous=FULL lost nothing in 25 power cuts, NORMAL lost rows in 12.
// No memory map: each commit makes every reader unmap and map the file anew, so that beside writing it cost more than it
// saved at 10,000 and at 1,000,000 rows, and each reader counted the whole map as its memory.
func sqliteDSN(dataDir string, readOnly bool) string {
	q := url.Values{"_pragma": {
		"busy_timeout(5000)", // first: the others may have to wait too
		"journal_mode(WAL)",
		"synchronous(FULL)",
		"foreign_keys(1)",
		"temp_store(MEMORY)",
	}}
	if readOnly {
		// Each reader keeps what it read: with 4 MB the upper pages of a million taxpayers did not stay, and a look-up by number
		// took half as long again.
		q["_pragma"] = append(q["_pragma"], "query_only(1)", fmt.Sprintf("cache_size(-%d)", readersCache/readerCount()))
	} else {
		q["_pragma"] = append(q["_pragma"], "cache_size(-16000)", "wal_autocheckpoint(4000)")
		q.Set("_txlock", "immediate")
	}
	return "file:" + filepath.Join(dataDir, SQLiteFile) + "?" + q.Encode()
}

// readersCache is how much all readers of SQLite keep in memory together, in kilobytes.
const readersCache = 64_000

// readerCount is how many connections read SQLite at a time.
func readerCount() int { return max(4, 2*runtime.NumCPU()) }

// isUnique reports that a statement met a row that is already there.
func isUnique(err error) bool {
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return lite.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || lite.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY
	}
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "23505"
}

// isRetryable reports that a transaction lost a race and may simply be run again (PostgreSQL: serialization
// failure, deadlock). SQLite's one writer never races itself.
func isRetryable(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}

// isBroken reports that the disk can no longer be trusted. After that nothing may be written: a failed fsync
// may have dropped pages that a retry would wrongly report as safe.
func isBroken(err error) bool {
	var lite *sqlite.Error
	if !errors.As(err, &lite) {
		return false
	}
	switch lite.Code() & 0xff {
	case sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_READONLY:
		return true
	}
	return false
}
