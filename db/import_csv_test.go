package db_test

import (
	"bytes"
	"encoding/csv"
	"io"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"exchequer/db"
)

func TestFilesOfCommasAreReadAsTheyWereWritten(t *testing.T) {
	field := rapid.StringOf(rapid.RuneFrom([]rune("ab,\"\né ")))
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(1, 4).Draw(t, "width")
		var want [][]string
		var file bytes.Buffer
		if rapid.Bool().Draw(t, "mark") {
			file.WriteString("\ufeff")
		}
		out := csv.NewWriter(&file)
		out.UseCRLF = rapid.Bool().Draw(t, "crlf")
		for range rapid.IntRange(0, 8).Draw(t, "rows") {
			row := []string{"x"} // a row of nothing but spaces is no row
			for range width {
				f := field.Draw(t, "field")
				row = append(row, f)
			}
			want = append(want, row)
			out.Write(row)
		}
		out.Flush()
		var got [][]string
		err := db.ReadCSV(&file, func(row []string, line, end int64, problem error) {
			if problem != nil {
				t.Fatalf("line %d: %v", line, problem)
			}
			got = append(got, row)
		})
		if err != nil || len(got)+len(want) > 0 && !reflect.DeepEqual(got, want) {
			t.Fatalf("%q was read as %q, %v", want, got, err)
		}
	})
}

func TestABadRowSpoilsItselfAlone(t *testing.T) {
	long := strings.Repeat("x", 200_000)
	file := "a,b\n\"never closed,1\nc,d\n" + long + "\n\"e\"x,2\nf,\"g\nh\"\n\ni\"j,3\n\"k\"\"\",4"
	type seen struct {
		line int64
		row  string
	}
	want := []seen{{1, "a|b"}, {2, "?"}, {3, "c|d"}, {4, "?"}, {5, "?"}, {6, "f|g\nh"}, {9, "?"}, {10, `k"|4`}}
	var got []seen
	ends := int64(0)
	if err := db.ReadCSV(strings.NewReader(file), func(row []string, line, end int64, problem error) {
		s := seen{line, strings.Join(row, "|")}
		if problem != nil {
			s.row = "?"
		}
		if end < ends {
			t.Errorf("the file goes back to %d", end)
		}
		ends = end
		got = append(got, s)
	}); err != nil || !reflect.DeepEqual(got, want) || ends != int64(len(file)) {
		t.Fatalf("%v, %+v, up to %d of %d", err, got, ends, len(file))
	}
}

func TestNoFileBreaksTheReader(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		content := rapid.SliceOf(rapid.Byte()).Draw(t, "content")
		last := int64(0)
		if err := db.ReadCSV(bytes.NewReader(content), func(_ []string, line, _ int64, _ error) {
			if line <= last {
				t.Fatalf("line %d after %d", line, last)
			}
			last = line
		}); err != nil && err != io.EOF {
			t.Fatal(err)
		}
	})
}
