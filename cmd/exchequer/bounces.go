package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"exchequer/mail"
	"exchequer/portal"
)

const bouncesUsage = `exchequer bounces -        reads one e-mail, as a mail server hands it over
exchequer bounces DIR      reads a maildir's new mail, or every file in a folder
exchequer bounces FILE     reads a mailbox file (mbox)`

// bounces takes in what came to the address for bounces. It may be run again over the same mail: what was taken once
// changes nothing. Nothing is ever thrown away: of a maildir, what was taken moves from new to cur, and everything else
// stays where it is.
func (m *Main) bounces(ctx context.Context, args []string) error {
	c, rest, err := m.configure("bounces", args, nil)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return usage("bounces is written so:\n%s", bouncesUsage)
	}
	o, err := m.prepare(ctx, c)
	if err != nil {
		return err
	}
	defer o.Close()
	b := bounceIntake{office: o, bounce: c.BounceAddress, counts: map[portal.ReturnKind]int{}}
	if err := b.from(ctx, m.Stdin, rest[0]); err != nil {
		return err
	}
	if b.again > 0 {
		fmt.Fprintf(m.Stdout, "%d taken before\n", b.again)
	}
	for _, kind := range portal.ReturnKinds {
		if n := b.counts[kind]; n > 0 {
			fmt.Fprintf(m.Stdout, "%d %s\n", n, kind)
		}
	}
	if b.failed > 0 {
		return fmt.Errorf("%d e-mails could not be read; they stay where they are", b.failed)
	}
	return nil
}

// bounceIntake is one run of the command.
type bounceIntake struct {
	*office
	bounce        string
	counts        map[portal.ReturnKind]int
	again, failed int
}

func (b *bounceIntake) from(ctx context.Context, stdin io.Reader, place string) error {
	if place == "-" {
		return b.take(ctx, stdin)
	}
	info, err := os.Stat(place)
	switch {
	case err != nil:
		return fmt.Errorf("read the mail: %w", err)
	case !info.IsDir():
		return b.mailbox(ctx, place)
	}
	if _, err := os.Stat(filepath.Join(place, "new")); err == nil {
		return b.maildir(ctx, place)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("read the mail: %w", err)
	}
	_, err = b.files(ctx, place)
	return err
}

// take reads one e-mail and does what it asks for.
func (b *bounceIntake) take(ctx context.Context, from io.Reader) error {
	r, err := mail.ReadReturned(from, b.bounce)
	if err != nil {
		return fmt.Errorf("read the mail: %w", err)
	}
	if len(bytes.TrimSpace(r.Raw)) == 0 {
		return nil
	}
	kind, taken, err := b.TakeReturn(ctx, portal.SystemActor("Bounces"), r)
	switch {
	case err != nil:
		return err
	case taken:
		b.counts[kind]++
	default:
		b.again++
	}
	return nil
}

// maildir takes the new mail of a maildir, and marks each as seen by moving it once it is kept.
func (b *bounceIntake) maildir(ctx context.Context, folder string) error {
	taken, err := b.files(ctx, filepath.Join(folder, "new"))
	for _, name := range taken {
		if err := os.Rename(filepath.Join(folder, "new", name), filepath.Join(folder, "cur", name+":2,S")); err != nil {
			return fmt.Errorf("mark mail as seen: %w", err)
		}
	}
	return err
}

// files takes every ordinary file of a folder, by name, and says which could be taken.
func (b *bounceIntake) files(ctx context.Context, folder string) (taken []string, err error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("read the mail: %w", err)
	}
	slices.SortFunc(entries, func(x, y fs.DirEntry) int { return strings.Compare(x.Name(), y.Name()) })
	for _, e := range entries {
		if err := ctx.Err(); err != nil {
			return taken, err
		}
		if !e.Type().IsRegular() || strings.HasPrefix(e.Name(), ".") { // no link leads out of the folder
			continue
		}
		err := func() error {
			f, err := os.Open(filepath.Join(folder, e.Name()))
			if err != nil {
				return err
			}
			defer f.Close()
			return b.take(ctx, f)
		}()
		var unreadable *fs.PathError
		switch {
		case errors.As(err, &unreadable):
			b.failed++
		case err != nil:
			return taken, err
		default:
			taken = append(taken, e.Name())
		}
	}
	return taken, nil
}

// mailbox takes a file in which e-mails stand one after another, each behind a line that begins with "From ".
func (b *bounceIntake) mailbox(ctx context.Context, file string) error {
	f, err := os.Open(file)
	if err != nil {
		return fmt.Errorf("read the mail: %w", err)
	}
	defer f.Close()
	in := bufio.NewReaderSize(f, 64<<10)
	var one bytes.Buffer
	begun, blank := false, true
	for {
		line, err := in.ReadSlice('\n')
		if blank && bytes.HasPrefix(line, []byte("From ")) {
			if begun {
				if err := b.take(ctx, bytes.NewReader(one.Bytes())); err != nil {
					return err
				}
			}
			one.Reset()
			begun, blank = true, false
		} else if len(line) > 0 {
			begun = true
			blank = len(bytes.TrimRight(line, "\r\n")) == 0
			if one.Len() <= mail.LargestReturn {
				if bytes.HasPrefix(bytes.TrimLeft(line, ">"), []byte("From ")) {
					line = bytes.TrimPrefix(line, []byte(">")) // mboxrd writes ">From " for "From "
				}
				one.Write(line)
			}
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return fmt.Errorf("read the mail: %w", err)
		}
	}
	if !begun {
		return nil
	}
	return b.take(ctx, bytes.NewReader(one.Bytes()))
}
