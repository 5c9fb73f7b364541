package main

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

const own = `owner = @request.auth.id`

// fill makes the collections and takes over what the department has, word for word. A folder that was filled is left as it is.
func fill(app core.App, from string) error {
	mark := filepath.Join(app.DataDir(), "filled")
	if _, err := os.Stat(mark); err == nil {
		return nil
	}
	users, err := app.FindCollectionByNameOrId("users")
	if err != nil {
		return err
	}
	user := func(name string) core.Field {
		return &core.RelationField{Name: name, CollectionId: users.Id, MaxSelect: 1}
	}
	text := func(name string) core.Field { return &core.TextField{Name: name} }
	number := func(name string) core.Field { return &core.NumberField{Name: name, OnlyInt: true} }
	made := &core.AutodateField{Name: "created", OnCreate: true}

	cases := core.NewBaseCollection("cases")
	cases.ListRule, cases.ViewRule = types.Pointer(own), types.Pointer(own)
	cases.Fields.Add(user("owner"), text("subject"), text("topic"), text("tax_type"), text("period"), text("language"), text("status"),
		number("last_n"), number("ours_n"), &core.DateField{Name: "last_at"}, text("last_side"), &core.DateField{Name: "due_at"}, &core.BoolField{Name: "archived"})
	cases.AddIndex("cases_of_owner", false, "owner, archived, last_at", "")
	if err := app.Save(cases); err != nil {
		return err
	}
	of := &core.RelationField{Name: "case", CollectionId: cases.Id, MaxSelect: 1, Required: true}

	messages := core.NewBaseCollection("messages")
	messages.ListRule, messages.ViewRule = types.Pointer(own), types.Pointer(own)
	messages.CreateRule = types.Pointer(`@request.auth.id != "" && case.owner = @request.auth.id`)
	messages.Fields.Add(of, user("owner"), number("n"), text("side"), text("name"), text("language"), &core.TextField{Name: "body", Max: 4000}, made)
	messages.AddIndex("messages_of_case", true, "`case`, n", "")
	messages.AddIndex("messages_of_owner", false, "owner, created", "")

	files := core.NewBaseCollection("files")
	files.ListRule, files.ViewRule, files.CreateRule = types.Pointer(own), types.Pointer(own), types.Pointer(own)
	files.Fields.Add(user("owner"), &core.FileField{Name: "content", MaxSelect: 1, MaxSize: 25 << 20, MimeTypes: []string{"application/pdf"}, Protected: true}, made)

	reads := core.NewBaseCollection("reads")
	reads.Fields.Add(user("account"), of, number("n"), made)
	reads.AddIndex("reads_once", true, "account, `case`, n", "")

	audit := core.NewBaseCollection("audit")
	audit.Fields.Add(text("event"), text("account"), text("subject"), made)

	outbox := core.NewBaseCollection("outbox")
	outbox.Fields.Add(text("recipient"), text("notice"), text("params"), made)
	for _, collection := range []*core.Collection{messages, files, reads, audit, outbox} {
		if err := app.Save(collection); err != nil {
			return fmt.Errorf("%s: %w", collection.Name, err)
		}
	}
	if err := takeOver(filepath.Join(app.DataDir(), "data.db"), from); err != nil {
		return err
	}
	return os.WriteFile(mark, nil, 0o600)
}

// What a person and a case are called here is made of what they are called there, in the 15 letters and digits of an id.
const (
	person = `'u' || SUBSTR(REPLACE(%s, '-', ''), -14)`
	matter = `'c' || PRINTF('%%014d', %s)`
	moment = `STRFTIME('%%Y-%%m-%%d %%H:%%M:%%fZ', %s / 1000.0, 'unixepoch')`
)

func takeOver(into, from string) error {
	raw, err := sql.Open("sqlite", "file:"+into+"?_pragma=busy_timeout(10000)")
	if err != nil {
		return err
	}
	defer raw.Close()
	raw.SetMaxOpenConns(1)
	p := func(column string) string { return fmt.Sprintf(person, column) }
	c := func(column string) string { return fmt.Sprintf(matter, column) }
	at := func(column string) string { return fmt.Sprintf(moment, column) }
	for _, statement := range []string{
		`ATTACH DATABASE 'file:` + from + `?mode=ro' AS department`,
		`INSERT INTO users (id, password, tokenKey, email, verified, name, created, updated)
			SELECT ` + p("a.id") + `, '-', a.id || a.id, a.email, TRUE, a.name, ` + at("a.created_at") + `, ` + at("a.created_at") + `
			FROM department.accounts a WHERE a.role = 'taxpayer'`,
		`INSERT INTO cases (id, owner, subject, topic, tax_type, period, language, status, last_n, ours_n, last_at, last_side, due_at, archived)
			SELECT ` + c("m.id") + `, ` + p("m.opened_by") + `, m.subject, m.topic, m.tax_type, m.period, m.language, m.status, 1, m.ours_n, ` + at("m.opened_at") + `, 'taxpayer', '', FALSE
			FROM department.message_cases m ORDER BY m.id`,
		`INSERT INTO messages (id, "case", owner, n, side, name, language, body, created)
			SELECT 'm' || PRINTF('%014d', m.case_id), ` + c("m.case_id") + `, ` + p("m.account_id") + `, 1, m.side, m.name, m.language, m.body, ` + at("m.at") + `
			FROM department.messages m WHERE m.n = 1 ORDER BY m.case_id`,
		`INSERT INTO audit (id, event, account, subject, created)
			SELECT 'a' || PRINTF('%014d', m.case_id), 'message.sent', ` + p("m.account_id") + `, ` + c("m.case_id") + `, ` + at("m.at") + `
			FROM department.messages m WHERE m.n = 1 ORDER BY m.case_id`,
		`INSERT INTO outbox (id, recipient, notice, params, created)
			SELECT 'o' || PRINTF('%014d', m.case_id), 'taxpayer@mail.example', 'message received', '{"name":"Taxpayer"}', ` + at("m.at") + `
			FROM department.messages m WHERE m.n = 1 ORDER BY m.case_id`,
		`DETACH DATABASE department`,
		`PRAGMA optimize`,
	} {
		if _, err := raw.Exec(statement); err != nil {
			return fmt.Errorf("%.40s: %w", statement, err)
		}
	}
	return nil
}
