package scan

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"exchequer/portal"
)

// Clamd asks a clamd whether contents are clean, over its command INSTREAM (clamd(8)): the content goes in chunks, and one
// line comes back.
type Clamd struct {
	network, address string
	patience         time.Duration // for one content, from the first byte to the answer
}

// NewClamd is the clamd at "unix:/path" or "tcp:host:port", as EXCHEQUER_CLAMD names it.
func NewClamd(where string) *Clamd {
	network, address, _ := strings.Cut(where, ":")
	return &Clamd{network: network, address: address, patience: portal.ScanPatience}
}

// ErrUnreachable is in the chain when there was nobody to ask. Whoever meets it asks about no other file for a while.
var ErrUnreachable = errors.New("clamd does not answer at its address")

// longestAnswer of clamd that is read, in bytes: a virus has a short name.
const longestAnswer = 1024

// Scan asks about one content. It answers the name of what was found, "" for a clean one. An error means that it could not be
// checked, and never that it is clean.
func (c *Clamd) Scan(ctx context.Context, content io.Reader) (found string, err error) {
	ctx, done := context.WithTimeout(ctx, c.patience)
	defer done()
	conn, err := (&net.Dialer{}).DialContext(ctx, c.network, c.address)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	defer conn.Close()
	unhook := context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })
	defer unhook()
	readErr, writeErr := stream(conn, content)
	if readErr != nil {
		return "", readErr
	}
	answer, err := answerOf(conn)
	switch {
	case err != nil && ctx.Err() != nil:
		return "", fmt.Errorf("clamd gave no answer within %s", c.patience)
	case err != nil && writeErr != nil:
		return "", fmt.Errorf("clamd took only a part of the file: %w", writeErr)
	case err != nil:
		return "", fmt.Errorf("clamd hung up without an answer: %w", err)
	}
	return verdict(answer)
}

// stream sends the content. A clamd that has enough answers early and hangs up: what it said is read even then.
func stream(conn net.Conn, content io.Reader) (readErr, writeErr error) {
	w := bufio.NewWriterSize(conn, window)
	w.WriteString("zINSTREAM\x00")
	b := make([]byte, window/2)
	for {
		n, err := content.Read(b)
		if n > 0 {
			binary.Write(w, binary.BigEndian, uint32(n))
			if _, writeErr = w.Write(b[:n]); writeErr != nil {
				return nil, writeErr
			}
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return fmt.Errorf("read a file for clamd: %w", err), nil
		}
	}
	binary.Write(w, binary.BigEndian, uint32(0))
	return nil, w.Flush()
}

// answerOf reads clamd's line, which must be whole.
func answerOf(conn net.Conn) (string, error) {
	line, err := bufio.NewReader(io.LimitReader(conn, longestAnswer)).ReadString(0)
	if err != nil {
		return "", err
	}
	return strings.TrimSuffix(line, "\x00"), nil
}

// verdict reads "stream: OK", "stream: NAME FOUND" or "… ERROR". Everything else is no answer.
func verdict(answer string) (string, error) {
	said, ours := strings.CutPrefix(answer, "stream: ")
	if ours && said == "OK" {
		return "", nil
	}
	if name, found := strings.CutSuffix(said, " FOUND"); ours && found && name != "" {
		return name, nil
	}
	return "", fmt.Errorf("clamd says: %.200q", answer)
}
