package scan

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
)

// dimensions refuses a picture that would flood the memory of whoever opens it, by what its header says.
func (x *examination) dimensions(width, height int64) error {
	if width <= 0 || height <= 0 {
		return x.damaged()
	}
	if width > mostPixels || height > mostPixels || width*height > mostPixels {
		return x.find(ReasonPixels, "%s has more than %d million points. Make it smaller, for example by cutting off its edges, and choose it again.", x.name, mostPixels/1_000_000)
	}
	return nil
}

// png walks the chunks: each has a length, a name, and a checksum that must fit.
func (x *examination) png() error {
	mark := make([]byte, 8)
	if _, err := x.content.ReadAt(mark, 0); err != nil || !bytes.Equal(mark, []byte("\x89PNG\r\n\x1a\n")) {
		return x.otherKind()
	}
	at, pixels := int64(8), false
	for first := true; ; first = false {
		var head [8]byte
		if _, err := x.content.ReadAt(head[:], at); err != nil {
			return x.damaged()
		}
		length, name := int64(binary.BigEndian.Uint32(head[:])), string(head[4:])
		if length > x.size-at-12 || first != (name == "IHDR") || first && length != 13 {
			return x.damaged()
		}
		if first {
			var size [8]byte
			if _, err := x.content.ReadAt(size[:], at+8); err != nil {
				return err
			}
			if err := x.dimensions(int64(binary.BigEndian.Uint32(size[:])), int64(binary.BigEndian.Uint32(size[4:]))); err != nil {
				return err
			}
		}
		sum := crc32.NewIEEE()
		if _, err := io.Copy(sum, io.NewSectionReader(x.content, at+4, 4+length)); err != nil {
			return err
		}
		var said [4]byte
		if _, err := x.content.ReadAt(said[:], at+8+length); err != nil && err != io.EOF {
			return err
		}
		if sum.Sum32() != binary.BigEndian.Uint32(said[:]) {
			return x.damaged()
		}
		at += 12 + length
		switch name {
		case "IDAT":
			pixels = true
		case "IEND":
			if !pixels {
				return x.damaged()
			}
			return x.behind(at)
		}
	}
}

// jpeg walks the segments, and the picture's data between them, to the end of the picture. Cameras put further pictures
// behind it (previews, maps of brightness): each is walked too.
func (x *examination) jpeg() error {
	at := int64(0)
	for {
		end, err := x.oneJPEG(at)
		if err != nil {
			return err
		}
		var next [3]byte
		if n, err := x.content.ReadAt(next[:], end); n < len(next) || err != nil && err != io.EOF || next != [3]byte{0xff, 0xd8, 0xff} {
			return x.behind(end)
		}
		at = end
	}
}

// oneJPEG walks one picture and answers where it ends.
func (x *examination) oneJPEG(start int64) (end int64, err error) {
	r := &counted{r: bufio.NewReaderSize(x.from(start), window), at: start}
	if a, b := r.byte(), r.byte(); a != 0xff || b != 0xd8 {
		return 0, x.otherKind()
	}
	sized := false
	for r.err == nil {
		marker := r.marker()
		switch {
		case r.err != nil:
		case marker == 0xd9: // end of image
			if !sized {
				return 0, x.damaged()
			}
			return r.at, nil
		case marker == 0x00 || marker >= 0xd0 && marker <= 0xd7 || marker == 0x01: // data of the picture, and restarts in it
		case marker == 0xd8:
			return 0, x.damaged()
		default:
			length := int64(r.byte())<<8 | int64(r.byte())
			if length < 2 {
				return 0, x.damaged()
			}
			length -= 2
			if marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc && length >= 5 {
				r.byte()
				height, width := int64(r.byte())<<8|int64(r.byte()), int64(r.byte())<<8|int64(r.byte())
				if r.err == nil {
					if err := x.dimensions(width, height); err != nil {
						return 0, err
					}
				}
				sized, length = true, length-5
			}
			r.skip(length)
		}
	}
	if r.err == io.EOF || r.err == io.ErrUnexpectedEOF {
		return 0, x.damaged() // cut off before its end
	}
	return 0, r.err
}

// counted reads on and knows where it is.
type counted struct {
	r   *bufio.Reader
	at  int64
	err error
}

func (c *counted) byte() byte {
	if c.err != nil {
		return 0
	}
	var b byte
	if b, c.err = c.r.ReadByte(); c.err == nil {
		c.at++
	}
	return b
}

// marker reads on to the next 0xff and what follows it.
func (c *counted) marker() byte {
	for c.err == nil && c.byte() != 0xff {
	}
	b := byte(0xff)
	for c.err == nil && b == 0xff {
		b = c.byte()
	}
	return b
}

func (c *counted) skip(n int64) {
	if c.err != nil {
		return
	}
	var skipped int64
	skipped, c.err = io.CopyN(io.Discard, c.r, n)
	c.at += skipped
}
