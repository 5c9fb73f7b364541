package scan

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"io"
	"path"
	"slices"
	"strings"
)

// A document of an office program is an archive. It is looked at as such before anything in it is read: its directory must
// fill its end, its parts must lie one behind the other from the first byte on, and their names must stay inside.

// mostDirectory is how large an archive's directory may be, in bytes: it is read into memory.
const mostDirectory = 2 << 20

// archive opens a document's archive, or says why not.
func (x *examination) archive() (*zip.Reader, error) {
	var mark [4]byte
	if _, err := x.content.ReadAt(mark[:], 0); err != nil && err != io.EOF {
		return nil, err
	}
	switch string(mark[:]) {
	case "PK\x03\x04":
	case "\xd0\xcf\x11\xe0": // the container of locked documents, and of those before 2007
		return nil, x.find(ReasonLocked, "%s is locked with a password, or in an older format than its name says. Save it without a password, or as a PDF, and choose that.", x.name)
	default:
		return nil, x.otherKind()
	}
	const endLength, locatorLength = 22, 20
	tail, _, err := x.end(endLength + locatorLength)
	if err != nil {
		return nil, err
	}
	if len(tail) < endLength+locatorLength || bytes.HasPrefix(tail, []byte("PK\x06\x07")) { // the directory of a giant archive
		return nil, x.damaged()
	}
	end := tail[locatorLength:]
	entries, length, start := int64(binary.LittleEndian.Uint16(end[10:])), int64(binary.LittleEndian.Uint32(end[12:])), int64(binary.LittleEndian.Uint32(end[16:]))
	switch {
	case !bytes.HasPrefix(end, []byte("PK\x05\x06")), start+length != x.size-endLength: // cut off, or with something before, between or behind
		return nil, x.damaged()
	case entries > mostEntries, length > mostDirectory:
		return nil, x.bomb()
	}
	archive, err := zip.NewReader(x.content, x.size)
	if err != nil {
		return nil, err
	}
	if err := x.parts(archive, start); err != nil {
		return nil, err
	}
	return archive, nil
}

// parts checks where the parts of an archive lie and what they are called, without unpacking one.
func (x *examination) parts(archive *zip.Reader, directory int64) error {
	type place struct{ from, to int64 }
	var places []place
	names, total := map[string]bool{}, uint64(0)
	for _, f := range archive.File {
		name := strings.ToLower(f.Name)
		switch {
		case f.Flags&0x2041 != 0: // one of the ways to lock a part
			return x.find(ReasonLocked, "%s is locked with a password, or in an older format than its name says. Save it without a password, or as a PDF, and choose that.", x.name)
		case !inside(f.Name), names[name]:
			return x.damaged()
		case f.Method != zip.Store && f.Method != zip.Deflate:
			return x.damaged()
		}
		names[name] = true
		if total += f.UncompressedSize64; f.UncompressedSize64 > mostInside || total > mostInside || tooDense(f.UncompressedSize64, f.CompressedSize64) {
			return x.bomb()
		}
		data, err := f.DataOffset()
		if err != nil {
			return err
		}
		from, err := x.localHeader(f.Name, data)
		if err != nil {
			return err
		}
		places = append(places, place{from, data + int64(f.CompressedSize64)})
	}
	slices.SortFunc(places, func(a, b place) int { return int(a.from - b.from) })
	at := int64(0)
	for _, p := range append(places, place{directory, directory}) {
		if p.from < at || p.from-at > descriptor { // one part lies in another, or something lies between them
			return x.damaged()
		}
		at = p.to
	}
	return nil
}

// descriptor is how much may lie behind a part: its size and checksum, where they were not known before.
const descriptor = 32

// tooDense reports that a part unpacks to far more than it has packed, which only makes sense to flood someone.
func tooDense(unpacked, packed uint64) bool {
	return unpacked > 4<<20 && unpacked > mostPerByte*max(1, packed)
}

// localHeader finds the header before a part's data, which must carry the same name: programs differ in which they believe.
func (x *examination) localHeader(name string, data int64) (int64, error) {
	most := int64(30 + len(name) + mostExtra)
	begin := max(0, data-most)
	b := make([]byte, data-begin)
	if _, err := x.content.ReadAt(b, begin); err != nil && err != io.EOF {
		return 0, err
	}
	for extra := 0; extra <= mostExtra; extra++ {
		from := len(b) - extra - len(name) - 30
		if from < 0 {
			break
		}
		head := b[from:]
		if string(head[:4]) == "PK\x03\x04" && int(binary.LittleEndian.Uint16(head[28:])) == extra &&
			int(binary.LittleEndian.Uint16(head[26:])) == len(name) && string(head[30:30+len(name)]) == name {
			return begin + int64(from), nil
		}
	}
	return 0, x.damaged()
}

// mostExtra is how many bytes a program may put between a part's name and its data; some fill up to a page.
const mostExtra = 4096

// inside reports that a part's name leads nowhere else.
func inside(name string) bool {
	return name != "" && len(name) <= 255 && !strings.ContainsAny(name, "\\\x00:") && !strings.HasPrefix(name, "/") &&
		path.Clean(name) == strings.TrimSuffix(name, "/") && !strings.HasPrefix(name, "..")
}

// programsInside are the beginnings of what no part of a document is. Pictures, fonts and settings are.
var programsInside = [][]byte{
	[]byte("PK\x03\x04"), []byte("PK\x05\x06"), []byte("MZ"), []byte("\x7fELF"), []byte("Rar!"), []byte("7z\xbc\xaf\x27\x1c"), []byte("\x1f\x8b\x08"), []byte("\xd0\xcf\x11\xe0"),
	[]byte("%PDF-"), []byte("#!"), []byte("BZh"), []byte("\xfd7zXZ"), []byte("L\x00\x00\x00\x01\x14\x02"), []byte("\xca\xfe\xba\xbe"), []byte("ITSF"), []byte("{\\rtf"),
}

// unpack reads every part to its end, which checks its size and checksum, and lets look see it window by window.
func (x *examination) unpack(archive *zip.Reader, look func(name string, b []byte) error) error {
	total, b := int64(0), make([]byte, window)
	for _, f := range archive.File {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		part, err := f.Open()
		if err != nil {
			return err
		}
		unpacked, kept := int64(0), 0
		for {
			n, err := io.ReadFull(part, b[kept:])
			if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
				return err
			}
			if err := x.ctx.Err(); err != nil {
				return err
			}
			seen := b[:kept+n]
			if unpacked == 0 && slices.ContainsFunc(programsInside, func(p []byte) bool { return bytes.HasPrefix(seen, p) }) {
				return x.holdsFiles()
			}
			unpacked, total = unpacked+int64(n), total+int64(n)
			if total > mostInside || tooDense(uint64(unpacked), f.CompressedSize64) {
				return x.bomb()
			}
			if err := look(f.Name, seen); err != nil {
				return err
			}
			if err != nil {
				break // the end
			}
			kept = copy(b, seen[len(seen)-overlap:])
		}
		if err := part.Close(); err != nil {
			return err
		}
	}
	return nil
}
