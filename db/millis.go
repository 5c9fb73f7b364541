package db

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// Millis is a moment as both engines store it: milliseconds since 1970 in UTC, as BIGINT or INTEGER; the zero
// time is NULL. It scans and values, so that one set of statements serves both.
type Millis time.Time

// Value implements driver.Valuer.
func (m Millis) Value() (driver.Value, error) {
	if time.Time(m).IsZero() {
		return nil, nil
	}
	return time.Time(m).UnixMilli(), nil
}

// Scan implements sql.Scanner.
func (m *Millis) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*m = Millis{}
	case int64:
		*m = Millis(time.UnixMilli(v).UTC())
	default:
		return fmt.Errorf("scan a moment from %T", src)
	}
	return nil
}

// millis lets a scan fill a time.Time in place: Scan(&id, millis(&r.CreatedAt)).
func millis(t *time.Time) *Millis { return (*Millis)(t) }

// nullText is NULL for "" so that "nobody" and "nothing" have one form in the database.
func nullText(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// text scans a nullable column into a plain string: NULL is "".
type text string

// Scan implements sql.Scanner.
func (t *text) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*t = ""
	case string:
		*t = text(v)
	case []byte:
		*t = text(v)
	default:
		return fmt.Errorf("scan text from %T", src)
	}
	return nil
}

// nullable lets a scan fill a plain string from a nullable column: Scan(&id, nullable(&r.AssigneeID)).
func nullable(s *string) *text { return (*text)(s) }
