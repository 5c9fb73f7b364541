package scan

import (
	"io"
	"strings"
)

// source is bytes at places. ok is false behind the end.
type source interface {
	at(i int64) (b byte, ok bool)
}

// pages reads a file in pages and keeps two: what is looked at, and what stands before it.
type pages struct {
	content io.ReaderAt
	page    [2][]byte
	number  [2]int64
	err     error
}

func (p *pages) at(i int64) (byte, bool) {
	if i < 0 {
		return 0, false
	}
	n := i / window
	if n != p.number[0] || p.page[0] == nil {
		p.page[0], p.page[1], p.number[0], p.number[1] = p.page[1], p.page[0], p.number[1], p.number[0]
		if n != p.number[0] || p.page[0] == nil {
			b := p.page[0]
			if b == nil {
				b = make([]byte, window)
			}
			read, err := p.content.ReadAt(b[:window], n*window)
			if err != nil && err != io.EOF {
				p.err = err
				return 0, false
			}
			p.page[0], p.number[0] = b[:read], n
		}
	}
	if i %= window; i < int64(len(p.page[0])) {
		return p.page[0][i], true
	}
	return 0, false
}

// memory is what an object stream unpacked to.
type memory []byte

func (m memory) at(i int64) (byte, bool) {
	if i < int64(len(m)) {
		return m[i], true
	}
	return 0, false
}

// token is one word of a PDF (ISO 32000-2, 7.2): its kind is 'n' for a name, '0' for a number, 'k' for a keyword, 's' for a
// string, '<' and '>' for the ends of a dictionary, '[' and ']' for those of an array, and 0 at the end.
type token struct {
	kind byte
	text string
}

// lexer reads tokens on from a place, and stops at its end.
type lexer struct {
	source
	pos, end int64
}

func (l *lexer) byte() (byte, bool) {
	if l.pos >= l.end {
		return 0, false
	}
	b, ok := l.at(l.pos)
	if ok {
		l.pos++
	}
	return b, ok
}

func isSpace(b byte) bool {
	return b == 0 || b == '\t' || b == '\n' || b == '\f' || b == '\r' || b == ' '
}
func isDigit(b byte) bool { return b >= '0' && b <= '9' }
func isDelimiter(b byte) bool {
	return strings.IndexByte("()<>[]{}/%", b) >= 0
}

func (l *lexer) next() token {
	b, ok := l.byte()
	for ok && (isSpace(b) || b == '%') {
		if b == '%' {
			for ok && b != '\n' && b != '\r' {
				b, ok = l.byte()
			}
			continue
		}
		b, ok = l.byte()
	}
	switch {
	case !ok:
		return token{}
	case b == '/':
		return token{'n', l.name()}
	case b == '(':
		l.literal()
		return token{kind: 's'}
	case b == '[', b == ']':
		return token{kind: b}
	case b == '<':
		if l.follows('<') {
			return token{kind: '<'}
		}
		for ok && b != '>' {
			b, ok = l.byte()
		}
		return token{kind: 's'}
	case b == '>':
		if l.follows('>') {
			return token{kind: '>'}
		}
		return token{kind: 'k'}
	case isDelimiter(b):
		return token{kind: 'k'}
	}
	word := l.word(b)
	if strings.Trim(word, "0123456789+-.") == "" {
		return token{'0', word}
	}
	return token{'k', word}
}

func (l *lexer) follows(want byte) bool {
	if b, ok := l.byte(); ok && b == want {
		return true
	} else if ok {
		l.pos--
	}
	return false
}

// longestWord is how much of a word is kept: every name that means something is shorter.
const longestWord = 128

// word reads to the next white space or delimiter.
func (l *lexer) word(first byte) string {
	var kept [longestWord]byte
	kept[0] = first
	n := 1
	for {
		b, ok := l.byte()
		if !ok {
			return string(kept[:n])
		}
		if isSpace(b) || isDelimiter(b) {
			l.pos--
			return string(kept[:n])
		}
		if n < len(kept) {
			kept[n] = b
			n++
		}
	}
}

// name reads a name as readers do: #4a is another way to write J.
func (l *lexer) name() string {
	var kept [longestWord]byte
	n := 0
	for {
		b, ok := l.byte()
		if !ok {
			return string(kept[:n])
		}
		if isSpace(b) || isDelimiter(b) {
			l.pos--
			return string(kept[:n])
		}
		if b == '#' {
			high, ok1 := l.at(l.pos)
			low, ok2 := l.at(l.pos + 1)
			if ok1 && ok2 && hex(high) >= 0 && hex(low) >= 0 {
				b, l.pos = byte(hex(high)<<4|hex(low)), l.pos+2
			}
		}
		if n < len(kept) {
			kept[n] = b
			n++
		}
	}
}

func hex(b byte) int {
	switch {
	case isDigit(b):
		return int(b - '0')
	case b >= 'a' && b <= 'f':
		return int(b-'a') + 10
	case b >= 'A' && b <= 'F':
		return int(b-'A') + 10
	}
	return -1
}

// literal reads over a string in parentheses, with those inside it.
func (l *lexer) literal() {
	for depth := 1; depth > 0; {
		b, ok := l.byte()
		switch {
		case !ok:
			return
		case b == '\\':
			l.byte()
		case b == '(':
			depth++
		case b == ')':
			depth--
		}
	}
}
