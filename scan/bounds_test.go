package scan

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// large are files of nearly 25 MB, or ones that work hard.
func large() map[string][]byte {
	noise := make([]byte, 20<<20)
	random := rand.NewChaCha8([32]byte{1})
	random.Read(noise)
	var table strings.Builder
	for i := range 400_000 {
		fmt.Fprintf(&table, "<row r=\"%d\"><c><v>%d</v></c></row>", i, i*7)
	}
	objects := make([]string, 60_000)
	for i := range objects {
		objects[i] = fmt.Sprintf("%d 0 obj << /Type /Annot /Rect [0 0 %d 1] /Contents (%s) >> endobj", i+20, i, strings.Repeat("words ", 40))
	}
	return map[string][]byte{
		"scanned.pdf":    onePDF("", "5 0 obj << /Length 1 >> stream\n"+string(noise)+"\nendstream endobj"),
		"objects.pdf":    onePDF("", objects...),
		"claims.pdf":     onePDF("", strings.Repeat("1 0 obj(", 3<<20)),
		"words.csv":      bytes.Repeat([]byte("2026-01-31,4.50,\"=SUM(B2:B2)\"\n"), 25<<20/32),
		"photograph.jpg": append(append(bytes.TrimSuffix(oneJPEG(8, 8), []byte("\xff\xd9")), bytes.ReplaceAll(noise, []byte{0xff}, []byte{0xff, 0})...), 0xff, 0xd9),
		"table.docx":     oneDocx("", "", part{"word/a.xml", table.String(), zip.Deflate}, part{"word/media/a.png", string(noise), zip.Store}),
		"talk.mp3":       oneMP3(55_000),
	}
}

func TestMemoryAndTimeOfAnExaminationAreBounded(t *testing.T) {
	for name, content := range large() {
		before, most := heap(), atomic.Uint64{}
		stop, done := make(chan bool), make(chan bool)
		go func() {
			defer close(done)
			for {
				most.Store(max(most.Load(), heap()))
				select {
				case <-stop:
					return
				case <-time.After(5 * time.Millisecond):
				}
			}
		}()
		began := time.Now()
		found, err := Examine(context.Background(), name, bytes.NewReader(content), int64(len(content)))
		took := time.Since(began)
		close(stop)
		<-done
		grown := int64(most.Load()) - int64(before)
		t.Logf("%-15s %5.1f MB in %8v, %5.1f MB of memory, found %v, %v", name, float64(len(content))/1e6, took.Round(time.Millisecond), float64(grown)/1e6, found, err)
		if grown > 24<<20 {
			t.Errorf("%s: %d MB of memory", name, grown>>20)
		}
		if took > patience+time.Second {
			t.Errorf("%s: %v", name, took)
		}
	}
}

// heap is what lies in memory now, without what is only waiting to be collected.
func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// torn is a disk that fails.
type torn struct{}

func (torn) ReadAt([]byte, int64) (int, error) { return 0, errors.New("input/output error") }

func TestADiskThatFailsIsNoFinding(t *testing.T) {
	for ending := range looks {
		if found, err := Examine(context.Background(), "a"+ending, torn{}, 1000); found != nil || err == nil {
			t.Errorf("%s: %v, %v", ending, found, err)
		}
	}
}

func TestAnEndedRequestIsNoFinding(t *testing.T) {
	ended, end := context.WithCancel(context.Background())
	end()
	content := onePDF("")
	if found, err := Examine(ended, "a.pdf", bytes.NewReader(content), int64(len(content))); found != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("%v, %v", found, err)
	}
}

func FuzzExamine(f *testing.F) {
	for name, content := range map[string][]byte{
		".pdf": onePDF("", streamOfObjects("/Type /ObjStm", "<< /S /GoTo >>")), ".docx": oneDocx("", ""), ".xlsx": oneXlsx(), ".png": onePNG(4, 4), ".jpg": oneJPEG(8, 8), ".mp3": oneMP3(3),
		".txt": []byte("\xff\xfea\x00"), ".csv": []byte("=a|b!c"), ".brf": []byte(",A"),
	} {
		f.Add(name, content)
	}
	f.Fuzz(func(t *testing.T, ending string, content []byte) {
		found, err := Examine(context.Background(), "a"+ending, bytes.NewReader(content), int64(len(content)))
		if err != nil {
			t.Fatal(err)
		}
		if found != nil && (found.Reason == "" || found.Reason == ReasonSlow || found.Sentence.Text == "") {
			t.Fatalf("%+v", found)
		}
	})
}
