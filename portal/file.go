package portal

import (
	"bytes"
	"path"
	"slices"
	"strings"
)

// File is something that someone attached, as lists show it. Its content lies sealed in the data folder.
type File struct {
	ID     string
	Name   string
	Kind   string // media type
	Size   int64  // bytes
	SHA256 []byte
}

// FileKind is a kind of file that we take, and how we know one: by its name's ending, and by how its content begins.
type FileKind struct {
	Ending string // ".pdf"
	Type   string // its media type
	begins func(head []byte) bool
}

// FileHead is how much of a file's beginning shows what it is, in bytes.
const FileHead = 4096

// LongestFileName that is kept, in code points.
const LongestFileName = 200

var fileKinds = map[string]FileKind{
	".pdf":  {".pdf", "application/pdf", func(head []byte) bool { return bytes.Contains(head[:min(len(head), 1024)], []byte("%PDF-")) }},
	".jpg":  {".jpg", "image/jpeg", startsWith("\xff\xd8\xff")},
	".jpeg": {".jpeg", "image/jpeg", startsWith("\xff\xd8\xff")},
	".png":  {".png", "image/png", startsWith("\x89PNG\r\n\x1a\n")},
	".txt":  {".txt", "text/plain; charset=utf-8", isText},
	".csv":  {".csv", "text/csv; charset=utf-8", isText},
	".docx": {".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", startsWith("PK\x03\x04")},
	".xlsx": {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", startsWith("PK\x03\x04")},
	".brf":  {".brf", "text/plain; charset=us-ascii", isText},
	".mp3":  {".mp3", "audio/mpeg", isMP3},
}

// FileRules are which files a form takes, how many, and how large.
type FileRules struct {
	Endings  []string // in the order in which people are told
	Most     int      // how many
	Largest  int64    // bytes of one
	Together int64    // bytes of all
}

// AnswerFileRules are those of an answer to an accessibility request: what the office takes everywhere (numbers.md), and
// the formats that people ask for, electronic Braille and audio.
var AnswerFileRules = FileRules{
	Endings: []string{".pdf", ".jpg", ".jpeg", ".png", ".txt", ".csv", ".docx", ".xlsx", ".brf", ".mp3"},
	Most:    MostAnswerFiles, Largest: LargestAnswerFile, Together: LargestAnswerFiles,
}

// CleanFileName is a file's name without the folders that some browsers send before it.
func CleanFileName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	clean, _ := CleanText(name, LongestFileName, false)
	if runes := []rune(clean); len(runes) > LongestFileName {
		ending := path.Ext(clean)
		clean = string(runes[:LongestFileName-len([]rune(ending))]) + ending
	}
	if clean == "." || clean == "/" {
		return ""
	}
	return clean
}

// Kind is what sort of file this is, by its name and by how its content begins. The problem is nil, or what to tell who
// chose it: a sort that we do not take, nothing in it, or a content that is not what the name says.
func (r FileRules) Kind(name string, head []byte) (FileKind, *Sentence) {
	ending := strings.ToLower(path.Ext(name))
	kind, known := fileKinds[ending]
	problem := Sentence{}
	switch {
	case !slices.Contains(r.Endings, ending) && !slices.Contains(r.Endings, ".pdf"):
		problem = Say("We do not take files like %s here. Choose a CSV file.", name)
	case !known || !slices.Contains(r.Endings, ending):
		problem = Say("We do not take files like %s. Choose PDF, JPG, PNG, TXT, CSV, DOCX, XLSX, BRF or MP3.", name)
	case len(head) == 0:
		problem = Say("There is nothing in %s. Open it, save it again, and choose it once more.", name)
	case !kind.begins(head):
		problem = Say("What is in %s is not what its name says. Open it, save it in the format that its name ends with, and choose it again.", name)
	default:
		return kind, nil
	}
	return FileKind{}, &problem
}

func startsWith(mark string) func([]byte) bool {
	return func(head []byte) bool { return bytes.HasPrefix(head, []byte(mark)) }
}

// isText holds for every encoding of text that offices still meet, and for no program, picture or archive: those have
// bytes that no text has.
func isText(head []byte) bool {
	if bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) {
		return true // UTF-16, as spreadsheets save it
	}
	for _, b := range head {
		if b < ' ' && !bytes.ContainsRune([]byte("\t\n\r\f\x1a\x1b"), rune(b)) {
			return false
		}
	}
	return !bytes.HasPrefix(head, []byte("%PDF-"))
}

// isMP3 knows a tag before the sound, or the sound's first frame.
func isMP3(head []byte) bool {
	return bytes.HasPrefix(head, []byte("ID3")) || len(head) > 2 && head[0] == 0xff && head[1]&0xe0 == 0xe0 && head[1]&0x06 != 0
}
