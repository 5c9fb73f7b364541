package portal

import (
	"bytes"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// File is something that someone attached, as lists show it. Its content lies sealed in the data folder.
type File struct {
	ID     string
	Name   string
	Kind   string // media type
	Size   int64  // bytes
	SHA256 []byte
	Check  FileState // how far clamd is with it, where its list tells
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
	".pdf": {".pdf", "application/pdf", func(head []byte) bool {
		return bytes.HasPrefix(bytes.TrimLeft(head, "\xef\xbb\xbf \t\r\n"), []byte("%PDF-"))
	}},
	".jpg":  {".jpg", "image/jpeg", startsWith("\xff\xd8\xff")},
	".jpeg": {".jpeg", "image/jpeg", startsWith("\xff\xd8\xff")},
	".png":  {".png", "image/png", startsWith("\x89PNG\r\n\x1a\n")},
	".txt":  {".txt", "text/plain; charset=utf-8", isText},
	".csv":  {".csv", "text/csv; charset=utf-8", isText},
	".docx": {".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", isOffice},
	".xlsx": {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", isOffice},
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
	if problem := r.KindByName(name); problem != nil {
		return FileKind{}, problem
	}
	kind, problem := fileKinds[strings.ToLower(path.Ext(name))], Sentence{}
	switch {
	case len(head) == 0:
		problem = Say("There is nothing in %s. Open it, save it again, and choose it once more.", name)
	case !kind.begins(head):
		problem = Say("What is in %s is not what its name says. Open it, save it in the format that its name ends with, and choose it again.", name)
	default:
		return kind, nil
	}
	return FileKind{}, &problem
}

// KindByName is nil when files of that name are taken, or what to tell who chose it.
func (r FileRules) KindByName(name string) *Sentence {
	ending := strings.ToLower(path.Ext(name))
	if _, known := fileKinds[ending]; known && slices.Contains(r.Endings, ending) {
		return nil
	}
	problem := Say("We do not take files like %s. We take these kinds: %s.", name, r.Kinds())
	return &problem
}

// TypeOf is the media type of a name's ending, "" for one that nobody knows.
func TypeOf(name string) string { return fileKinds[strings.ToLower(path.Ext(name))].Type }

// Kinds are those that a form takes, as people know them: "PDF, JPG, PNG".
func (r FileRules) Kinds() string {
	var kinds []string
	for _, ending := range r.Endings {
		if fileKinds[ending].Ending != ".jpeg" { // people call it JPG
			kinds = append(kinds, strings.ToUpper(ending[1:]))
		}
	}
	return strings.Join(kinds, ", ")
}

// FileNameProblem is nil, or what to tell whoever chose a file of that name: it is longer than a name may be, or has
// characters that nobody sees and that make it read as something else. Folders before it are what some browsers send.
func FileNameProblem(name string) *Sentence {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	problem := Sentence{}
	switch {
	case !utf8.ValidString(name) || strings.ContainsFunc(name, misleading):
		problem = Say("The name of %s has characters that cannot be seen and can mislead. Rename the file, and choose it again.", CleanFileName(name))
	case utf8.RuneCountInString(name) > LongestFileName:
		problem = Say("The name of %s is too long. Rename the file so that its name has up to %d characters, and choose it again.", CleanFileName(name), LongestFileName)
	default:
		return nil
	}
	return &problem
}

func startsWith(mark string) func([]byte) bool {
	return func(head []byte) bool { return bytes.HasPrefix(head, []byte(mark)) }
}

// isOffice knows an office program's document, and the container of those that are locked or older: scan says more of both.
func isOffice(head []byte) bool {
	return bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0"))
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
