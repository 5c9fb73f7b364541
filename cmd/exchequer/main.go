// Command exchequer is the counter of a small revenue department: one binary, one folder of data.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // the image is FROM scratch: time zones come along inside the binary
)

// version is what was built; the Makefile sets it.
var version = "unversioned"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	m := &Main{Args: os.Args[1:], Env: os.Environ(), Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr}
	// A second signal ends the process at once: whoever sends it does not want to wait for the first.
	context.AfterFunc(ctx, stop)
	os.Exit(m.Run(ctx))
}

// Main is one run of the program with all that it takes from outside. main makes one of the process's own,
// end-to-end tests make theirs.
type Main struct {
	Args           []string // without the program's name
	Env            []string // "NAME=value", as os.Environ gives them
	Stdin          io.Reader
	Stdout, Stderr io.Writer
}

// command is one word of the command line. Each has a file of its own.
type command struct {
	name, meaning string
	run           func(m *Main, ctx context.Context, args []string) error
}

// commands is everything that exchequer can be told to do.
func commands() []command {
	return []command{
		{"serve", "open the counter", (*Main).serve},
		{"verify", "walk the audit trail and name the first record that does not fit; name each file that is missing or damaged", (*Main).verify},
		{"demo", "open the counter of a made-up department, to try it", (*Main).demo},
		{"staff", "staff invite: print a one-time link for someone new; staff recover: for someone who lost every key", (*Main).staff},
		{"account", "account show, hold, release, end-sessions: look at one account, close it off, open it again", (*Main).account},
		{"import", "import taxpayers, accounts, letters, returns, deaths: bring a file of the core system in", (*Main).imports},
		{"bounces", "bounces DIR, bounces FILE, bounces -: take in e-mail that came back", (*Main).bounces},
		{"keys", "keys rotate: make a new sealing key and wrap every record with it", (*Main).keys},
		{"config", "print the settings in force, secrets hidden", (*Main).config},
	}
}

// Exit codes, for scripts: what was asked failed, or it was asked wrongly.
const (
	exitOK    = 0
	exitFail  = 1
	exitUsage = 2
)

// Run does what the arguments say until it is done or ctx ends, and gives the process's exit code.
func (m *Main) Run(ctx context.Context) int {
	name, args := "help", []string(nil)
	if len(m.Args) > 0 {
		name, args = m.Args[0], m.Args[1:]
	}
	switch name {
	case "help", "-h", "-help", "--help":
		m.help(m.Stdout)
		return exitOK
	case "version", "-version", "--version":
		fmt.Fprintln(m.Stdout, "exchequer", version)
		return exitOK
	}
	for _, c := range commands() {
		if c.name == name {
			return m.exit(c.run(m, ctx, args))
		}
	}
	fmt.Fprintf(m.Stderr, "exchequer: there is no command %q.\n\n", name)
	m.help(m.Stderr)
	return exitUsage
}

// exit says what went wrong, as a sentence for the operator, and chooses the exit code.
func (m *Main) exit(err error) int {
	var usage *usageError
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, flag.ErrHelp): // the command has printed its flags
		return exitOK
	case errors.As(err, &usage):
		fmt.Fprintln(m.Stderr, err)
		return exitUsage
	default:
		fmt.Fprintln(m.Stderr, "exchequer:", err)
		return exitFail
	}
}

func (m *Main) help(w io.Writer) {
	fmt.Fprintf(w, "exchequer %s: the counter of a revenue department, in one binary.\n\n", version)
	fmt.Fprintln(w, "exchequer <command> [flags]")
	for _, c := range append(commands(), command{"version", "print the version", nil}, command{"help", "print this", nil}) {
		fmt.Fprintf(w, "  %-9s %s\n", c.name, c.meaning)
	}
	fmt.Fprintln(w, "\nSettings are environment variables or flags, the same for every command:")
	for _, s := range settings() {
		fmt.Fprintf(w, "  %-27s --%-16s %s\n", s.variable, s.flag, s.meaning)
	}
}

// usageError is a command line or a configuration that cannot be followed.
type usageError struct{ text string }

func (e *usageError) Error() string { return e.text }

// usage makes a usageError; use it where the operator should read how the command is written.
func usage(format string, args ...any) error {
	return &usageError{"exchequer: " + fmt.Sprintf(format, args...)}
}
