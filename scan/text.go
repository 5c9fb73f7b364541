package scan

import (
	"bufio"
	"bytes"
	"io"
	"slices"
	"unicode/utf16"
)

// Plain text may say anything, a recipe for a web page too: it is given out as a file to save and never shown. What begins
// as a web page, a drawing or a script is one, whatever its name ends with, and is not taken.

var scripts = [][]byte{
	[]byte("<!doctype"), []byte("<html"), []byte("<head"), []byte("<body"), []byte("<script"), []byte("<svg"), []byte("<iframe"), []byte("<?xml"), []byte("<?php"), []byte("<%"), []byte("<!--"),
	[]byte("#!"), []byte("@echo"), []byte("{\\rtf"), []byte("%pdf-"), []byte("%!ps"), []byte("mime-version:"),
}

func (x *examination) text() error { return x.characters(func(rune) error { return nil }) }

// csv is text in whose cells no formula starts a program: a spreadsheet would ask whoever opens it, and people say yes.
func (x *examination) csv() error {
	f := formula{x: x, fresh: true}
	return x.characters(f.next)
}

// characters goes through a text, one after another, and refuses what is none.
func (x *examination) characters(each func(rune) error) error {
	r := bufio.NewReaderSize(x.from(0), window)
	head, err := r.Peek(int(min(1024, x.size)))
	if err != nil && err != io.EOF {
		return err
	}
	next, head := x.encoding(r, bytes.Clone(head))
	start := bytes.ToLower(bytes.TrimLeft(head, " \t\r\n\f\v"))
	if slices.ContainsFunc(scripts, func(s []byte) bool { return bytes.HasPrefix(start, s) }) {
		return x.find(ReasonMarkup, "%s is a web page or a program, not plain text. Save it as a PDF, and choose that.", x.name)
	}
	for n := 0; ; n++ {
		c, err := next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if c < ' ' && !slices.Contains([]rune("\t\n\r\f\x1a\x1b"), c) {
			return x.otherKind()
		}
		if err := each(c); err != nil {
			return err
		}
	}
}

// encoding says how to read the next character, and how the text begins in plain letters. Bytes that are no UTF-8 are the
// letters of an older code page; none of those hides a control character.
func (x *examination) encoding(r *bufio.Reader, head []byte) (func() (rune, error), []byte) {
	little, big := bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff"))
	if !little && !big {
		plain := bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
		r.Discard(len(head) - len(plain))
		return func() (rune, error) {
			b, err := r.ReadByte()
			return rune(b), err
		}, plain
	}
	r.Discard(2)
	next := func() (rune, error) {
		var b [2]byte
		if _, err := io.ReadFull(r, b[:]); err == io.ErrUnexpectedEOF {
			return 0, x.damaged()
		} else if err != nil {
			return 0, err
		}
		if little {
			return rune(b[0]) | rune(b[1])<<8, nil
		}
		return rune(b[1]) | rune(b[0])<<8, nil
	}
	var units []uint16
	for i := 2; i+1 < len(head); i += 2 {
		low, high := head[i], head[i+1]
		if big {
			low, high = high, low
		}
		units = append(units, uint16(low)|uint16(high)<<8)
	}
	return next, []byte(string(utf16.Decode(units)))
}

// formula follows a table's cells: =program|'what it shall do'!A0 is how a spreadsheet starts another program.
type formula struct {
	x           *examination
	fresh, bars bool // at the beginning of a cell; behind a bar of a formula
	within      bool
}

func (f *formula) next(c rune) error {
	switch {
	case c == ',' || c == ';' || c == '\t' || c == '\n' || c == '\r':
		f.fresh, f.within, f.bars = true, false, false
	case f.fresh && (c == '"' || c == ' ' || c == '\''):
	case f.fresh:
		f.fresh, f.within = false, c == '=' || c == '+' || c == '-' || c == '@'
	case f.within && c == '|':
		f.bars = true
	case f.bars && c == '!':
		return f.x.find(ReasonFormulas, "%s has formulas that start programs. Take them out, or save it as a PDF, and choose that.", f.x.name)
	}
	return nil
}
