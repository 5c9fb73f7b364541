package scan

import (
	"bytes"
	"io"
)

// mostNoise is how many bytes of an MP3 may belong to no frame and no tag: players tell each other things between them.
const mostNoise = 64 << 10

// mp3 walks from frame to frame: sound is hardly anything else.
func (x *examination) mp3() error {
	at, frames, noise := int64(0), 0, int64(0)
	buffer, begins := make([]byte, 0, window), int64(0)
	look := func(n int64) ([]byte, error) { // the next n bytes, fewer at the end
		if at < begins || at+n > begins+int64(len(buffer)) {
			buffer, begins = buffer[:min(window, x.size-at)], at
			if _, err := x.content.ReadAt(buffer, at); err != nil && err != io.EOF {
				return nil, err
			}
		}
		return buffer[at-begins : min(int64(len(buffer)), at-begins+n)], nil
	}
	for at < x.size {
		b, err := look(10)
		if err != nil {
			return err
		}
		switch {
		case len(b) == 10 && bytes.HasPrefix(b, []byte("ID3")):
			at += 10 + int64(b[6]&0x7f)<<21 + int64(b[7]&0x7f)<<14 + int64(b[8]&0x7f)<<7 + int64(b[9]&0x7f)
		case bytes.HasPrefix(b, []byte("TAG")) && x.size-at == 128, bytes.HasPrefix(b, []byte("APETAGEX")):
			at = x.size
		default:
			if length := frameLength(b); length > 0 && (frames > 0 || at+length <= x.size) {
				frames, at = frames+1, at+length
				continue
			}
			if at++; frames == 0 && noise > 4096 {
				return x.otherKind()
			}
			if noise++; noise > mostNoise {
				return x.otherKind()
			}
		}
	}
	if frames < 2 && x.size > 4096 || frames == 0 {
		return x.otherKind()
	}
	return x.noArchiveAtEnd(0)
}

// kbps by version and layer, as ISO 11172-3 and 13818-3 list them.
var kbps = map[[2]byte][16]int64{
	{1, 1}: {0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},
	{1, 2}: {0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},
	{1, 3}: {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},
	{2, 1}: {0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},
	{2, 2}: {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
	{2, 3}: {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
}

// frameLength reads the header of a frame of sound; 0 when there is none.
func frameLength(b []byte) int64 {
	if len(b) < 4 || b[0] != 0xff || b[1]&0xe0 != 0xe0 {
		return 0
	}
	version, layer := byte(2), 4-b[1]>>1&3
	rate := [4]int64{11025, 12000, 8000, 0}[b[2]>>2&3]
	switch b[1] >> 3 & 3 {
	case 3: // MPEG-1
		version, rate = 1, rate*4
	case 2: // MPEG-2
		rate *= 2
	case 1: // reserved
		return 0
	}
	bits := kbps[[2]byte{version, layer}][b[2]>>4] * 1000
	if bits == 0 || rate == 0 {
		return 0
	}
	padding := int64(b[2] >> 1 & 1)
	switch {
	case layer == 1:
		return (12*bits/rate + padding) * 4
	case layer == 3 && version == 2:
		return 72*bits/rate + padding
	default:
		return 144*bits/rate + padding
	}
}
