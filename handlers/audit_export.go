package handlers

import (
	"bufio"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"exchequer/portal"
)

var errExportFormat = portal.Refuse(portal.Mend, "Choose CSV or JSON lines.")

// exportAudit streams every record that fits a search, so that a trail of any length takes no memory.
func (h *Handlers) exportAudit(c echo.Context) error {
	values, err := h.form(c)
	if err != nil {
		return err
	}
	f, err := h.auditFilter(auditQuery(values))
	if err != nil {
		return err
	}
	format := values.Get("format")
	begin := map[string]func(*bufio.Writer) recordWriter{"csv": newCSVRecords, "jsonl": newJSONRecords}[format]
	if begin == nil {
		return errExportFormat
	}
	header := c.Response().Header()
	out := bufio.NewWriterSize(c.Response(), 64<<10)
	records := begin(out)
	header.Set(echo.HeaderContentType, map[string]string{"csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl; charset=utf-8"}[format])
	header.Set(echo.HeaderContentDisposition, `attachment; filename="audit-`+h.db.Now().In(h.zone).Format(time.DateOnly)+`.`+format+`"`)
	err = h.db.ExportAudit(ctx(c), actor(c), f, format, records.write)
	if err == nil {
		err = records.end()
	}
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		if c.Response().Committed {
			// The browser has half a file. Ended properly it would look whole; so the connection is broken off,
			// and the browser says that the download failed.
			h.log.Error("an export of the audit trail was cut off", "incident", incident(c), "error", err.Error())
			panic(http.ErrAbortHandler)
		}
		header.Del(echo.HeaderContentDisposition)
	}
	return err
}

// recordWriter writes records in one format.
type recordWriter interface {
	write(portal.AuditRecord) error
	end() error
}

type csvRecords struct{ *csv.Writer }

func newCSVRecords(out *bufio.Writer) recordWriter {
	w := csvRecords{csv.NewWriter(out)}
	_ = w.Write([]string{"record", "at", "account", "name", "role", "session", "address", "event", "subject", "detail", "hash_before", "hash"}) // end tells
	return w
}

func (w csvRecords) write(r portal.AuditRecord) error {
	row := []string{strconv.FormatInt(r.Seq, 10), r.At.UTC().Format(time.RFC3339Nano), r.Account, r.Name, string(r.Role), r.Session, r.Address,
		string(r.Event), r.Subject, r.Detail, hex.EncodeToString(r.Prev), hex.EncodeToString(r.Hash)}
	for i := range row {
		row[i] = harmlessCell(row[i])
	}
	return w.Write(row)
}

func (w csvRecords) end() error { w.Flush(); return w.Error() }

// harmlessCell keeps a spreadsheet from running what someone typed as a formula (OWASP, CSV injection).
func harmlessCell(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}

type jsonRecords struct{ *json.Encoder }

func newJSONRecords(out *bufio.Writer) recordWriter { return jsonRecords{json.NewEncoder(out)} }

func (w jsonRecords) write(r portal.AuditRecord) error {
	line := struct {
		Record     int64           `json:"record"`
		At         time.Time       `json:"at"`
		Account    string          `json:"account,omitempty"`
		Name       string          `json:"name"`
		Role       portal.Role     `json:"role"`
		Session    string          `json:"session,omitempty"`
		Address    string          `json:"address,omitempty"`
		Event      portal.Event    `json:"event"`
		Subject    string          `json:"subject"`
		Detail     json.RawMessage `json:"detail,omitempty"`
		HashBefore string          `json:"hash_before"`
		Hash       string          `json:"hash"`
	}{r.Seq, r.At.UTC(), r.Account, r.Name, r.Role, r.Session, r.Address, r.Event, r.Subject, nil, hex.EncodeToString(r.Prev), hex.EncodeToString(r.Hash)}
	if json.Valid([]byte(r.Detail)) {
		line.Detail = json.RawMessage(r.Detail)
	}
	return w.Encode(line)
}

func (w jsonRecords) end() error { return nil }
