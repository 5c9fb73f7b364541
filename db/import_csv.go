package db

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
)

// csvRows reads a file of commas (RFC 4180) row by row: line ends of either kind, a byte order mark, quoted fields with
// commas and line ends in them. Whatever is wrong with a row spoils that row alone and is told with its line; the reader
// goes on behind it, and never holds more than a row. The standard library's reader would take everything behind a quote
// that was never closed for one field, up to the end of the file.
type csvRows struct {
	in     *bufio.Reader
	line   int64 // of the last line that was read
	offset int64 // bytes that were read
	ahead  []csvLine
}

type csvLine struct {
	text []byte
	line int64
	end  int64 // where the next line begins
	err  error
}

const (
	longestCSVLine = 64 << 10 // bytes
	mostCSVLines   = 20       // that one row may stretch over
)

var (
	errCSVLong  = errors.New("This line is too long to be a row.")
	errCSVQuote = errors.New("A quote is opened and never closed, or something stands behind a closed one.")
)

func newCSVRows(content io.Reader) *csvRows {
	in := bufio.NewReaderSize(content, longestCSVLine)
	c := &csvRows{in: in}
	if mark, err := in.Peek(3); err == nil && bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		in.Discard(3)
		c.offset = 3
	}
	return c
}

// next gives the next row that is not empty, the line where it begins, and where the file goes on behind it. A problem spoils
// the row; err is io.EOF at the end, or that reading failed.
func (c *csvRows) next() (row []string, line, end int64, problem, err error) {
	for {
		first, err := c.pull()
		if err != nil {
			return nil, 0, 0, nil, err
		}
		if first.err != nil {
			return nil, first.line, first.end, first.err, nil
		}
		if len(bytes.TrimSpace(first.text)) == 0 {
			continue
		}
		text, taken := string(first.text), []csvLine(nil)
		for {
			row, whole := splitCSV(text)
			if whole {
				if row == nil {
					c.ahead = append(taken, c.ahead...)
					return nil, first.line, first.end, errCSVQuote, nil
				}
				if n := len(taken); n > 0 {
					return row, first.line, taken[n-1].end, nil, nil
				}
				return row, first.line, first.end, nil, nil
			}
			more, err := c.pull()
			if err != nil && err != io.EOF {
				return nil, 0, 0, nil, err
			}
			if err == nil {
				taken = append(taken, more)
			}
			if err == io.EOF || more.err != nil || len(taken) == mostCSVLines || len(text)+len(more.text) > longestCSVLine {
				c.ahead = append(taken, c.ahead...) // those lines may be rows of their own
				return nil, first.line, first.end, errCSVQuote, nil
			}
			text += "\n" + string(more.text)
		}
	}
}

// pull gives the next line without its end.
func (c *csvRows) pull() (csvLine, error) {
	if len(c.ahead) > 0 {
		l := c.ahead[0]
		c.ahead = c.ahead[1:]
		return l, nil
	}
	text, err := c.in.ReadSlice('\n')
	c.line++
	c.offset += int64(len(text))
	l := csvLine{line: c.line}
	for errors.Is(err, bufio.ErrBufferFull) {
		l.err = errCSVLong
		text, err = c.in.ReadSlice('\n')
		c.offset += int64(len(text))
	}
	l.end = c.offset
	if err == io.EOF && len(text) == 0 && l.err == nil {
		return l, io.EOF
	}
	if err != nil && err != io.EOF {
		return l, err
	}
	if l.err == nil {
		l.text = bytes.Clone(bytes.TrimSuffix(bytes.TrimSuffix(text, []byte("\n")), []byte("\r")))
	}
	return l, nil
}

// splitCSV takes a row apart. Whole is false when a quoted field goes on behind the text; a nil row is one whose quotes are
// wrong.
func splitCSV(text string) (row []string, whole bool) {
	for {
		if !strings.HasPrefix(text, `"`) {
			field, rest, more := strings.Cut(text, ",")
			if strings.Contains(field, `"`) {
				return nil, true
			}
			row = append(row, field)
			if !more {
				return row, true
			}
			text = rest
			continue
		}
		var field strings.Builder
		text = text[1:]
		for {
			i := strings.IndexByte(text, '"')
			if i < 0 {
				return nil, false
			}
			field.WriteString(text[:i])
			text = text[i+1:]
			if !strings.HasPrefix(text, `"`) {
				break
			}
			field.WriteByte('"')
			text = text[1:]
		}
		row = append(row, field.String())
		switch {
		case text == "":
			return row, true
		case text[0] != ',':
			return nil, true
		}
		text = text[1:]
	}
}
