package scan

import (
	"bytes"
	"compress/zlib"
	"errors"
	"io"
	"strconv"
)

// A PDF is looked through without believing what it says of itself. Readers find objects by a table of places, by searching,
// and inside compressed streams of objects; so every place where an object could begin is read as one, wherever it lies.
// What acts is known by its name, also where the name is written in hexadecimal.

// acts are names that no page needs which is only read or printed: programs, other files, films, forms that send themselves.
var acts = map[string]bool{
	"JavaScript": true, "JS": true, "Launch": true, "EmbeddedFile": true, "EmbeddedFiles": true, "EF": true, "RichMedia": true, "RichMediaContent": true, "XFA": true, "AA": true,
	"SubmitForm": true, "ImportData": true, "GoToE": true, "Rendition": true, "FileAttachment": true, "RichMediaExecute": true, "GoTo3DView": true,
}

// opens are further actions, harmless when a person clicks on them, that must not be taken when the document opens.
var opens = map[string]bool{"URI": true, "GoToR": true, "Thread": true, "Sound": true, "Movie": true, "Hide": true, "ResetForm": true, "SetOCGState": true, "Trans": true}

// pdf is what is known of a PDF while it is looked through.
type pdf struct {
	*examination
	source  *pages
	left    int64          // bytes that may still be read as objects
	inside  int64          // bytes that object streams may still unpack to
	objects int            // that were met
	opening map[int64]bool // objects that are an action taken at the opening
	actions map[int64]bool // objects that are an action of opens
	locked  bool
	broken  bool // an object stream could not be unpacked
}

func (x *examination) pdf() error {
	head := make([]byte, 64)
	n, err := x.content.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return err
	}
	if !bytes.HasPrefix(bytes.TrimLeft(head[:n], "\xef\xbb\xbf \t\r\n"), []byte("%PDF-")) {
		return x.otherKind() // another format may stand before it, for programs that look no further
	}
	p := &pdf{examination: x, source: &pages{content: x.content}, left: 4*x.size + 1<<20, inside: mostObjects, opening: map[int64]bool{}, actions: map[int64]bool{}}
	if err := p.eachObject(); err != nil {
		return err
	}
	if err := p.verdict(); err != nil {
		return err
	}
	tail, at, err := x.end(2048)
	if err != nil {
		return err
	}
	i := bytes.LastIndex(tail, []byte("%%EOF"))
	if i < 0 {
		return x.damaged()
	}
	if err := x.noArchiveAtEnd(0); err != nil {
		return err
	}
	return x.behind(at + int64(i) + 5)
}

func (p *pdf) verdict() error {
	if p.locked {
		return p.find(ReasonLocked, "%s is locked with a password. Print it to a new PDF, and choose that.", p.name)
	}
	for object := range p.opening {
		if p.actions[object] || p.actions[-1] {
			return p.active()
		}
	}
	if p.broken || p.objects == 0 {
		return p.damaged()
	}
	return p.source.err
}

func (p *pdf) active() *Finding {
	return p.find(ReasonActive, "%s holds programs or other files, as forms do that calculate. Print it to a new PDF, and choose that.", p.name)
}

// eachObject finds every place where an object or a trailer could begin, and reads what stands there.
func (p *pdf) eachObject() error {
	base, done := int64(0), int64(-1)
	return p.eachWindow(0, func(b []byte) error {
		for _, word := range []string{"obj", "trailer"} {
			for i := 0; ; {
				j := bytes.Index(b[i:], []byte(word))
				if j < 0 {
					break
				}
				i += j + len(word)
				at := base + int64(i)
				if word == "obj" && i > len(word) && isLetter(b[i-len(word)-1]) || at <= done && word == "obj" {
					continue // endobj; or it was in the window before
				}
				if err := p.objectAt(at, word); err != nil {
					return err
				}
				if word == "obj" {
					done = at
				}
			}
		}
		if base += int64(len(b)); base < p.size {
			base = max(base-overlap, base-int64(len(b))+1)
		}
		return nil
	})
}

func isLetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

// objectAt reads the object behind its mark. What only looks like a mark, inside a picture's data, is read a little way.
func (p *pdf) objectAt(at int64, word string) error {
	number, certain := p.numberBefore(at - int64(len(word)))
	end := p.size
	if !certain && word == "obj" {
		end = min(end, at+window)
	}
	l := &lexer{source: p.source, pos: at, end: end}
	o := object{pdf: p, lexer: l, number: number}
	err := o.read()
	if p.left -= l.pos - at; p.left < 0 {
		return p.damaged() // objects inside objects inside objects
	}
	var found *Finding
	if errors.As(err, &found) && found.Reason == ReasonDamaged && !certain {
		return nil // it was none
	}
	if err != nil {
		return err
	}
	if certain {
		p.objects++
	}
	if l.next().text == "stream" && o.ofObjects() {
		return p.objectStream(o, l.pos)
	}
	return p.ctx.Err()
}

// numberBefore reads "12 0 " backwards. Where there is something else, such as a remark, there may be an object all the same.
func (p *pdf) numberBefore(at int64) (number int64, certain bool) {
	at--
	skip := func(is func(byte) bool) (text []byte) {
		for at >= 0 && len(text) < 20 {
			b, ok := p.source.at(at)
			if !ok || !is(b) {
				break
			}
			text = append([]byte{b}, text...)
			at--
		}
		return text
	}
	begin := at
	skip(isSpace)
	if generation := skip(isDigit); len(generation) > 0 && len(skip(isSpace)) > 0 {
		if n, err := strconv.ParseInt(string(skip(isDigit)), 10, 64); err == nil {
			return n, true
		}
	}
	for at = begin; at > begin-128; at-- {
		b, ok := p.source.at(at)
		switch {
		case !ok || b > '~':
			return -1, false
		case b == '%' || isDigit(b):
			return -1, true
		}
	}
	return -1, false
}

// objectStream unpacks a stream of objects and reads each of them.
func (p *pdf) objectStream(o object, at int64) error {
	if b, ok := p.source.at(at); ok && b == '\r' {
		at++
	}
	if b, ok := p.source.at(at); ok && b == '\n' {
		at++
	}
	packed := io.Reader(p.from(at))
	switch {
	case o.predicted || len(o.filters) > 1 || len(o.filters) == 1 && o.filters[0] != "FlateDecode" && o.filters[0] != "Fl":
		p.broken = true // nobody packs objects so, except to hide them
		return nil
	case len(o.filters) == 1:
		unpacked, err := zlib.NewReader(packed)
		if err != nil {
			p.broken = true
			return nil
		}
		packed = unpacked
	default:
		packed = io.LimitReader(packed, mostObjectStream)
	}
	content, err := io.ReadAll(io.LimitReader(packed, mostObjectStream+1))
	if p.inside -= int64(len(content)); p.inside < 0 || len(content) > mostObjectStream {
		return p.bomb()
	}
	p.broken = p.broken || err != nil
	return p.objectsIn(content, o.first)
}

// mostObjectStream is how much one stream of objects may unpack to, in bytes: it lies in memory while it is read.
const mostObjectStream = 8 << 20

// objectsIn reads the objects of a stream, each from where the stream's head says that it begins.
func (p *pdf) objectsIn(content []byte, first int64) error {
	head := &lexer{source: memory(content), end: int64(len(content))}
	budget := 4*int64(len(content)) + 1<<20
	for head.pos < first {
		number, err1 := strconv.ParseInt(head.next().text, 10, 64)
		place, err2 := strconv.ParseInt(head.next().text, 10, 64)
		if err1 != nil || err2 != nil {
			break
		}
		if place < 0 || first+place > int64(len(content)) {
			continue
		}
		l := &lexer{source: memory(content), pos: first + place, end: int64(len(content))}
		o := object{pdf: p, lexer: l, number: number}
		if err := o.read(); err != nil {
			return err
		}
		if budget -= l.pos - first - place; budget < 0 {
			return p.damaged()
		}
	}
	// And once from the beginning on, for readers that count differently.
	for l := (&lexer{source: memory(content), end: int64(len(content))}); l.pos < l.end; {
		if err := p.ctx.Err(); err != nil {
			return err
		}
		at := l.pos
		if err := (&object{pdf: p, lexer: l, number: -2}).read(); err != nil {
			return err
		}
		if l.pos == at {
			l.next()
		}
	}
	return nil
}
