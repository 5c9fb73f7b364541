package scan

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
)

// Files that the tests look at are made here, small and whole.

// onePDF is a PDF of one page, with what is put into its catalog and further objects behind it.
func onePDF(catalog string, objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	fmt.Fprintf(&b, "1 0 obj\n<< /Type /Catalog /Pages 2 0 R %s >>\nendobj\n", catalog)
	b.WriteString("2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 9 0 R>>>>>>\nendobj\n")
	page := packed("BT /F1 12 Tf (Form 80-105, line 3: /JS is no program here) Tj ET")
	fmt.Fprintf(&b, "4 0 obj\n<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream\nendobj\n", len(page), page)
	for _, o := range objects {
		b.WriteString(o + "\n")
	}
	at := b.Len()
	fmt.Fprintf(&b, "xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 10 /Root 1 0 R /Info << /Title (A JavaScript \\(book\\)) >> >>\nstartxref\n%d\n%%%%EOF\n", at)
	return b.Bytes()
}

// streamOfObjects is an object stream with one object in it.
func streamOfObjects(head, object string) string {
	content := packed("20 0 " + object)
	return fmt.Sprintf("10 0 obj\n<< %s /N 1 /First 5 /Length %d /Filter /FlateDecode >>\nstream\r\n%s\nendstream\nendobj", head, len(content), content)
}

func packed(text string) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	w.Write([]byte(text))
	w.Close()
	return b.String()
}

func onePNG(width, height int) []byte {
	var b bytes.Buffer
	png.Encode(&b, picture(width, height))
	return b.Bytes()
}

func oneJPEG(width, height int) []byte {
	var b bytes.Buffer
	jpeg.Encode(&b, picture(width, height), nil)
	return b.Bytes()
}

func picture(width, height int) image.Image {
	m := image.NewGray(image.Rect(0, 0, width, height))
	for i := range width * height {
		m.Set(i%width, i/width, color.Gray{uint8(i * 31)})
	}
	return m
}

// part is a file inside a document.
type part struct {
	name, content string
	method        uint16
}

const (
	wordTypes = `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="` + wordMain + `"/>%s</Types>`
	relations = `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>`
	officeURI = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
)

// oneDocx is a document with more kinds, relations and parts than it needs.
func oneDocx(kinds, refersTo string, parts ...part) []byte {
	return archiveOf(append([]part{
		{typesPart, fmt.Sprintf(wordTypes, kinds), zip.Deflate},
		{"_rels/.rels", fmt.Sprintf(relations, `<Relationship Id="r1" Type="`+officeURI+`officeDocument" Target="word/document.xml"/>`), zip.Deflate},
		{"word/document.xml", `<?xml version="1.0"?><w:document xmlns:w="w"><w:body><w:p>` + strings.Repeat("<w:r><w:t>Ventas y uso</w:t></w:r>", 50) + `</w:p></w:body></w:document>`, zip.Deflate},
		{"word/_rels/document.xml.rels", fmt.Sprintf(relations, refersTo), zip.Deflate},
	}, parts...)...)
}

func oneXlsx() []byte {
	return archiveOf(
		part{typesPart, `<Types><Override PartName="/xl/workbook.xml" ContentType="` + sheetMain + `"/></Types>`, zip.Deflate},
		part{"xl/workbook.xml", "<workbook/>", zip.Store},
		part{"xl/printerSettings/printerSettings1.bin", "\\\\printer\x00\x00", zip.Deflate},
	)
}

func archiveOf(parts ...part) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, p := range parts {
		f, err := w.CreateHeader(&zip.FileHeader{Name: p.name, Method: p.method})
		if err != nil {
			panic(err)
		}
		f.Write([]byte(p.content))
	}
	w.Close()
	return b.Bytes()
}

// oneMP3 is silence: a tag, and frames of MPEG-1 layer III at 128 kbit/s.
func oneMP3(frames int) []byte {
	frame := append([]byte{0xff, 0xfb, 0x90, 0x64}, make([]byte, 413)...)
	return append([]byte("ID3\x04\x00\x00\x00\x00\x00\x0aTIT2 words"), bytes.Repeat(frame, frames)...)
}
