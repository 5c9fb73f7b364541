package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"exchequer/db"
	"exchequer/portal"
)

// demoFile stands in the data folder of a demo, and in no other. It holds the made-up people's passwords, so that a
// demo that is started again can tell them again.
const demoFile = "demo.json"

// demoPeople is what demoFile holds, and what --json prints with the addresses.
type demoPeople struct {
	People  []demoPerson `json:"people"`
	Receipt demoReceipt  `json:"receipt"` // of the newest request, for trying the page on which it is followed
}

// demoPerson is one of the made-up staff or public, with everything that is needed to sign in as them.
type demoPerson struct {
	Name     string      `json:"name"`
	Email    string      `json:"email"`
	Role     portal.Role `json:"role"`
	Password string      `json:"password"`
	Codes    []string    `json:"codes"` // of the code card, each good once
}

// demo opens the counter of a made-up department, with a mail catcher, for whoever wants to try it.
func (m *Main) demo(ctx context.Context, args []string) error {
	var asJSON *bool
	var mailAddr, sampleFolder *string
	// These stand before the real settings, which win.
	m.Env = append([]string{"EXCHEQUER_MAIL_FROM=notices@revenue.tamarack.example", "EXCHEQUER_REQUEST_LIMIT=0", "EXCHEQUER_SIGN_IN_LIMIT=0"}, m.Env...)
	c, rest, err := m.configure("demo", args, func(f *flag.FlagSet) {
		asJSON = f.Bool("json", false, "print one JSON object instead of the table, when ready to serve")
		sampleFolder = f.String("samples", "", "write the files with which the demo's taxpayers come in into this folder, and do nothing else")
		mailAddr = f.String("mail-addr", "127.0.0.1:8025", "where the mail catcher shows what it caught")
	})
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return usage("demo takes no arguments, only flags.")
	}
	if *sampleFolder != "" {
		return m.writeSamples(*sampleFolder)
	}
	if c.sources["EXCHEQUER_DATA"] == "" {
		remove, err := c.throwAway()
		if err != nil {
			return err
		}
		defer remove()
	}
	log := m.logger(slog.LevelWarn)
	for _, warning := range c.Warnings {
		log.Warn(warning)
	}
	listener, err := bind(c)
	if err != nil {
		return err
	}
	defer listener.Close()
	mailPage := ""
	if c.SMTP == nil {
		catcher, err := startCatcher(*mailAddr, log)
		if err != nil {
			return err
		}
		defer catcher.Close()
		server := catcher.Server()
		c.SMTP, mailPage = &server, catcher.Origin()
	}
	o, people, err := m.openDemo(ctx, c, log, *asJSON)
	if err != nil {
		return err
	}
	defer o.Close()
	s, err := newSite(c, o, listener, log)
	if err != nil {
		return err
	}
	return s.open(ctx, func() {
		if *asJSON {
			m.tellScripts(c.Origin.String(), mailPage, people)
		} else {
			m.tellPeople(c.Origin.String(), mailPage, people)
		}
	})
}

// throwAway puts the data, and with it the keys, into a folder that goes with the demo.
func (c *Config) throwAway() (remove func(), err error) {
	folder, err := os.MkdirTemp("", "exchequer-demo-")
	if err != nil {
		return nil, fmt.Errorf("make a throw-away folder: %w. Name one with --data.", err)
	}
	if c.sources["EXCHEQUER_KEY_FILE"] == "" {
		c.KeyFile = ""
	}
	c.Data = folder
	if c.KeyFile == "" {
		c.KeyFile = c.inData("keys.json")
	}
	return func() { os.RemoveAll(folder) }, nil
}

// openDemo opens the made-up department, and makes it first where there is none.
func (m *Main) openDemo(ctx context.Context, c *Config, log *slog.Logger, quiet bool) (*office, demoPeople, error) {
	var people demoPeople
	raw, err := os.ReadFile(c.inData(demoFile))
	switch {
	case err == nil:
		if err := json.Unmarshal(raw, &people); err != nil || len(people.People) == 0 {
			return nil, people, fmt.Errorf("the demo in %s was not finished. Remove the folder, or choose another with --data.", c.Data)
		}
		o, err := openOffice(ctx, c, log, time.Now)
		return o, people, err
	case !errors.Is(err, fs.ErrNotExist):
		return nil, people, fmt.Errorf("read the demo's people: %w", err)
	}
	if _, err := os.Stat(c.inData(db.SQLiteFile)); err == nil {
		return nil, people, fmt.Errorf("%s holds a department that no demo made. Choose another folder with --data.", c.Data)
	}
	if !quiet {
		fmt.Fprintln(m.Stdout, "Making up a department: people, 2,000 taxpayers, and 200 requests of the last months …")
	}
	o, people, err := makeDemo(ctx, c, log)
	if err != nil {
		return nil, people, fmt.Errorf("make up a department: %w", err)
	}
	return o, people, nil
}

// tellScripts prints the one object that scripts wait for, on one line.
func (m *Main) tellScripts(origin, mailPage string, people demoPeople) {
	line, _ := json.Marshal(struct { // strings always marshal
		Origin string       `json:"origin"`
		Mail   string       `json:"mail"`
		People []demoPerson `json:"people"`
	}{origin, mailPage, people.People})
	fmt.Fprintf(m.Stdout, "%s\n", line)
}

// tellPeople prints who can sign in, and how.
func (m *Main) tellPeople(origin, mailPage string, people demoPeople) {
	fmt.Fprintf(m.Stdout, "\nThe counter is open: %s\n", origin)
	if mailPage != "" {
		fmt.Fprintf(m.Stdout, "Every e-mail it sends:  %s\n", mailPage)
	}
	fmt.Fprintf(m.Stdout, "\nSign in at %s/sign-in with a password and one code of the person's card.\nEach code works once. A passkey can be added afterwards.\n\n", origin)
	table := tabwriter.NewWriter(m.Stdout, 0, 0, 3, ' ', 0)
	fmt.Fprintln(table, "Who\tRole\tE-mail\tPassword\tCodes")
	for _, p := range people.People {
		for i := range p.Codes {
			if i%5 > 0 {
				continue // five to a line
			}
			line := strings.Join(p.Codes[i:min(i+5, len(p.Codes))], " ")
			if i == 0 {
				fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", p.Name, p.Role, p.Email, p.Password, line)
			} else {
				fmt.Fprintf(table, "\t\t\t\t%s\n", line)
			}
		}
	}
	table.Flush()
	fmt.Fprintf(m.Stdout, "\nFollow a request as the person who sent it: %s/accessibility, with reference %s and code %s.\n", origin, people.Receipt.Reference, people.Receipt.Code)
	m.tellTaxpayer(origin)
	fmt.Fprintln(m.Stdout, "\nPress Ctrl+C to close it.")
}
