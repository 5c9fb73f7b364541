// Command pocketbase is PocketBase as someone who knows it well would set it up for secure messages: the same cases and messages
// as the department that is measured, rules of who may see them, indexes for what is asked, and a hook that writes a post, its
// case, its audit record and its e-mail in one transaction. The bench builds it and starts it as a process of its own. It is a
// module of its own, so that the product needs nothing of it.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
)

func main() {
	from := flag.String("from", "", "the department's database, from which cases and messages are taken over")
	data := flag.String("data", "", "PocketBase's own folder")
	full := flag.Bool("full", false, "synchronous FULL instead of PocketBase's default, NORMAL")
	flag.Parse()
	if err := run(*from, *data, *full); err != nil {
		log.Fatal(err)
	}
}

func run(from, data string, full bool) error {
	os.Args = os.Args[:1] // its own command line is not asked
	config := pocketbase.Config{HideStartBanner: true, DefaultDataDir: data}
	if full {
		config.DBConnect = connectFull
	}
	app := pocketbase.NewWithConfig(config)
	if err := app.Bootstrap(); err != nil {
		return err
	}
	if err := app.RunAllMigrations(); err != nil {
		return err
	}
	app.Settings().Logs.MaxDays = 0 // requests are not written into a second database: ours are not either
	if err := app.Save(app.Settings()); err != nil {
		return err
	}
	if err := fill(app, from); err != nil {
		return fmt.Errorf("fill PocketBase: %w", err)
	}
	bindHooks(app)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	app.OnServe().BindFunc(func(e *core.ServeEvent) error {
		e.Listener, e.InstallerFunc = listener, nil
		e.Router.POST("/bench/tokens", tokens).Bind(apis.BodyLimit(64 << 20))
		fmt.Printf("pocketbase at http://%s\n", listener.Addr())
		return e.Next()
	})
	return apis.Serve(app, apis.ServeConfig{HttpAddr: listener.Addr().String()})
}

// connectFull is core.DefaultDBConnect but for synchronous.
func connectFull(path string) (*dbx.DB, error) {
	return dbx.Open("sqlite", path+"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=journal_size_limit(200000000)&_pragma=synchronous(FULL)&_pragma=foreign_keys(ON)&_pragma=temp_store(MEMORY)&_pragma=cache_size(-32000)")
}

// tokens signs people in: a line of the body is a user's id, a line of the answer their token.
func tokens(e *core.RequestEvent) error {
	body, err := io.ReadAll(e.Request.Body)
	if err != nil {
		return err
	}
	var all []string
	for id := range strings.FieldsSeq(string(body)) {
		user, err := e.App.FindRecordById("users", id)
		if err != nil {
			return err
		}
		token, err := user.NewAuthToken()
		if err != nil {
			return err
		}
		all = append(all, token)
	}
	return e.String(http.StatusOK, strings.Join(all, "\n"))
}

// bindHooks writes beside a post what belongs to it, and beside a look that someone looked, each in one transaction.
func bindHooks(app core.App) {
	app.OnRecordCreateRequest("messages").BindFunc(func(e *core.RecordRequestEvent) error {
		outer := e.App
		defer func() { e.App = outer }()
		return outer.RunInTransaction(func(tx core.App) error {
			e.App = tx
			c, err := tx.FindRecordById("cases", e.Record.GetString("case"))
			if err != nil {
				return err
			}
			n := c.GetInt("last_n") + 1
			e.Record.Set("n", n)
			e.Record.Set("owner", e.Auth.Id)
			if err := e.Next(); err != nil { // the rule is asked here, and the message saved
				return err
			}
			c.Set("last_n", n)
			c.Set("status", "waiting_department")
			c.Set("last_at", e.Record.GetDateTime("created"))
			if err := tx.Save(c); err != nil {
				return err
			}
			if err := note(tx, "message.sent", e.Auth.Id, c.Id); err != nil {
				return err
			}
			return notify(tx, e.Auth.GetString("email"))
		})
	})
	app.OnRecordViewRequest("cases").BindFunc(func(e *core.RecordRequestEvent) error {
		var known int
		if err := e.App.DB().NewQuery(`SELECT COUNT(*) FROM reads WHERE account = {:a} AND [[case]] = {:c} AND n >= {:n}`).
			Bind(dbx.Params{"a": e.Auth.Id, "c": e.Record.Id, "n": e.Record.GetInt("last_n")}).Row(&known); err != nil {
			return err
		}
		if known == 0 {
			err := e.App.RunInTransaction(func(tx core.App) error {
				if err := save(tx, "reads", map[string]any{"account": e.Auth.Id, "case": e.Record.Id, "n": e.Record.GetInt("last_n")}); err != nil {
					return err
				}
				return note(tx, "case.read", e.Auth.Id, e.Record.Id)
			})
			if err != nil {
				return err
			}
		}
		return e.Next()
	})
}

func note(app core.App, event, account, subject string) error {
	return save(app, "audit", map[string]any{"event": event, "account": account, "subject": subject})
}

func notify(app core.App, email string) error {
	params, err := json.Marshal(map[string]string{"name": "Taxpayer"})
	if err != nil {
		return err
	}
	return save(app, "outbox", map[string]any{"recipient": email, "notice": "message received", "params": string(params)})
}

func save(app core.App, name string, values map[string]any) error {
	collection, err := app.FindCachedCollectionByNameOrId(name)
	if err != nil {
		return err
	}
	record := core.NewRecord(collection)
	record.Load(values)
	return app.Save(record)
}
