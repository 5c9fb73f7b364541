package portal

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestFilesAreWhatTheirNamesSay(t *testing.T) {
	contents := map[string]string{
		".pdf": "%PDF-1.7\n%\xe2\xe3", ".jpg": "\xff\xd8\xff\xe0\x00\x10JFIF", ".jpeg": "\xff\xd8\xff\xe1\x00\x10Exif", ".png": "\x89PNG\r\n\x1a\n\x00\x00",
		".txt": "Guía de impuestos\r\n", ".csv": "\xff\xfea\x00,\x00", ".docx": "PK\x03\x04\x14\x00", ".xlsx": "PK\x03\x04\x0a\x00",
		".brf": "  ,! TABLE ( RATES\r\n\f", ".mp3": "\xff\xfb\x90\x64\x00",
	}
	for _, ending := range AnswerFileRules.Endings {
		kind, problem := AnswerFileRules.Kind("Tax guide"+strings.ToUpper(ending), []byte(contents[ending]))
		if problem != nil || kind.Ending != ending || kind.Type == "" {
			t.Errorf("%s: %+v, %v", ending, kind, problem)
		}
		for _, other := range []string{"MZ\x90\x00\x03", "\x7fELF\x02\x01\x01\x00", "GIF89a\x01\x00"} {
			if _, problem := AnswerFileRules.Kind("guide"+ending, []byte(other)); problem == nil {
				t.Errorf("%q passes as %s", other, ending)
			}
		}
	}
	if kind, problem := AnswerFileRules.Kind("talk.mp3", []byte("ID3\x04\x00")); problem != nil || kind.Type != "audio/mpeg" {
		t.Errorf("a tagged MP3: %+v, %v", kind, problem)
	}
}

func TestOtherFilesAreRefusedWithTheReason(t *testing.T) {
	for _, tt := range []struct{ name, head, says string }{
		{"virus.exe", "MZ\x90", "We do not take files like virus.exe"},
		{"page.html", "<!doctype html>", "We do not take"},
		{"drawing.svg", "<svg/>", "We do not take"},
		{"archive.zip", "PK\x03\x04", "We do not take"},
		{"noending", "text", "We do not take"},
		{"guide.pdf.exe", "%PDF-", "We do not take"},
		{"guide.pdf", "", "nothing in guide.pdf"},
		{"guide.pdf", "PK\x03\x04", "not what its name says"},
		{"guide.txt", "%PDF-1.7", "not what its name says"},
		{"guide.txt", "a\x00b", "not what its name says"},
	} {
		_, problem := AnswerFileRules.Kind(tt.name, []byte(tt.head))
		if problem == nil || !strings.Contains(problem.String(), tt.says) {
			t.Errorf("%s, %q: %v", tt.name, tt.head, problem)
		}
	}
	narrow := FileRules{Endings: []string{".pdf"}}
	if _, problem := narrow.Kind("song.mp3", []byte("ID3")); problem == nil {
		t.Error("a form that takes PDF alone took an MP3")
	}
}

func TestNamesThatMisleadAreRefused(t *testing.T) {
	for name, says := range map[string]string{
		"guía de ventas.pdf": "", `C:\Users\Ines\guide.pdf`: "", "../../etc/guide.pdf": "", "مرجع.pdf": "",
		"a\u202egpj.pdf": "The name of agpj.pdf has characters", "a\x00b.pdf": "The name of ab.pdf", "a\xff.pdf": "cannot be seen",
		strings.Repeat("ñ", 300) + ".pdf": "too long",
	} {
		problem := FileNameProblem(name)
		if says == "" && problem != nil || says != "" && (problem == nil || !strings.Contains(problem.String(), says)) {
			t.Errorf("%q: %v", name, problem)
		}
	}
}

func TestNamesOfFilesAreCleaned(t *testing.T) {
	for name, want := range map[string]string{
		`C:\Users\Ines\guía de ventas.brf`: "guía de ventas.brf", "../../etc/passwd": "passwd", "a\u202egpj.exe": "agpj.exe", "": "", "/": "", "..": "..",
		strings.Repeat("ñ", 300) + ".pdf": strings.Repeat("ñ", 196) + ".pdf",
	} {
		if got := CleanFileName(name); got != want {
			t.Errorf("%q is kept as %q, want %q", name, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		name := CleanFileName(rapid.String().Draw(t, "name"))
		if CleanFileName(name) != name || strings.ContainsAny(name, "/\n\x00") || len([]rune(name)) > LongestFileName {
			t.Fatalf("kept as %q", name)
		}
	})
}

func TestTheOfficesKindsAreAllKnown(t *testing.T) {
	for _, ending := range []string{".pdf", ".jpg", ".png", ".txt", ".csv", ".docx", ".xlsx"} { // numbers.md, accepted kinds
		if !slices.Contains(AnswerFileRules.Endings, ending) {
			t.Errorf("%s is not taken", ending)
		}
	}
	for ending, kind := range fileKinds {
		if kind.Ending != ending || kind.begins == nil {
			t.Errorf("%s is %+v", ending, kind)
		}
	}
}
