package scan

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"path"
	"slices"
	"strings"
)

// Documents and tables of office programs (ECMA-376): what their parts are is said in one list, and what each part refers
// to in another beside it. Both are read; the texts are only searched.

const (
	wordMain  = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
	sheetMain = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
	mostXML   = 2 << 20 // bytes of one such list
	typesPart = "[Content_Types].xml"
)

func (x *examination) docx() error { return x.office(wordMain) }
func (x *examination) xlsx() error { return x.office(sheetMain) }

func (x *examination) office(main string) error {
	archive, err := x.archive()
	if err != nil {
		return err
	}
	if err := x.contentTypes(archive, main); err != nil {
		return err
	}
	for _, f := range archive.File {
		if strings.EqualFold(path.Ext(f.Name), ".rels") {
			if err := x.relations(f); err != nil {
				return err
			}
		}
		if strings.EqualFold(path.Base(f.Name), "vbaProject.bin") {
			return x.macros()
		}
	}
	return x.unpack(archive, x.partOfOffice)
}

func (x *examination) macros() *Finding {
	return x.find(ReasonMacros, "%s holds macros. Save it without them, or as a PDF, and choose that.", x.name)
}

// partOfOffice searches a part: XML that defines names of its own can be made to grow without end, and a field of this kind
// starts a program.
func (x *examination) partOfOffice(name string, b []byte) error {
	switch strings.ToLower(path.Ext(name)) {
	case ".xml", ".rels", ".vml":
		switch {
		case bytes.Contains(b, []byte("<!DOCTYPE")), bytes.Contains(b, []byte("<!ENTITY")):
			return x.damaged()
		case bytes.Contains(b, []byte("DDEAUTO")), bytes.Contains(b, []byte("ddeLink")):
			return x.holdsFiles()
		}
	case ".exe", ".dll", ".scr", ".js", ".vbs", ".bat", ".cmd", ".ps1", ".hta", ".html", ".htm", ".mht", ".lnk":
		return x.holdsFiles()
	}
	return nil
}

// contentTypes reads what the parts are. One of them must be what the name says, and none may be a program.
func (x *examination) contentTypes(archive *zip.Reader, main string) error {
	i := slices.IndexFunc(archive.File, func(f *zip.File) bool { return f.Name == typesPart })
	if i < 0 {
		return x.otherKind()
	}
	found := false
	err := x.elements(archive.File[i], func(e xml.StartElement) error {
		kind := strings.ToLower(attribute(e, "ContentType"))
		switch {
		case kind == main:
			found = true
		case strings.Contains(kind, "macroenabled"), strings.Contains(kind, "vbaproject"), strings.Contains(kind, "macrosheet"), strings.Contains(kind, "vbadata"):
			return x.macros()
		case strings.Contains(kind, "oleobject"), strings.Contains(kind, "activex"), strings.Contains(kind, "msdownload"):
			return x.holdsFiles()
		}
		return nil
	})
	if err == nil && !found {
		return x.otherKind()
	}
	return err
}

// within are the kinds of relation that bring another file in.
var within = []string{"oleobject", "package", "control", "activexcontrolbinary", "vbaproject", "attachedtoolbars", "afchunk", "externallink", "externallinkpath", "xlexternallinkpath", "subdocument", "frame", "mailmergesource", "wordvbadata", "keymapcustomizations"}

// relations reads what a part refers to: parts beside it, and addresses that a reader may click on. Nothing else may be
// fetched from elsewhere, such as a template with macros.
func (x *examination) relations(f *zip.File) error {
	return x.elements(f, func(e xml.StartElement) error {
		if e.Name.Local != "Relationship" {
			return nil
		}
		kind := strings.ToLower(path.Base(attribute(e, "Type")))
		switch {
		case kind == "vbaproject", kind == "wordvbadata":
			return x.macros()
		case slices.Contains(within, kind):
			return x.holdsFiles()
		case !strings.EqualFold(attribute(e, "TargetMode"), "External"):
			if strings.Contains(attribute(e, "Target"), "://") || strings.Contains(attribute(e, "Target"), `\\`) {
				return x.holdsFiles()
			}
			return nil
		case kind != "hyperlink":
			return x.holdsFiles()
		}
		if !mayClick(attribute(e, "Target")) {
			return x.holdsFiles()
		}
		return nil
	})
}

// mayClick reports that an address leads to a page or an address for mail, and not to a program or a file of the reader's.
func mayClick(target string) bool {
	scheme, _, has := strings.Cut(strings.TrimSpace(target), ":")
	if strings.Contains(target, `\`) || strings.HasPrefix(strings.TrimSpace(target), "//") {
		return false
	}
	return !has || strings.ContainsAny(scheme, "/#?") || slices.Contains([]string{"http", "https", "mailto", "tel"}, strings.ToLower(scheme))
}

// elements goes through the elements of a small part.
func (x *examination) elements(f *zip.File, each func(xml.StartElement) error) error {
	if f.UncompressedSize64 > mostXML {
		return x.bomb()
	}
	part, err := f.Open()
	if err != nil {
		return err
	}
	defer part.Close()
	d := xml.NewDecoder(io.LimitReader(part, mostXML))
	for {
		token, err := d.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.Directive: // a document type: nothing of ours has one
			return x.damaged()
		case xml.StartElement:
			if err := each(t); err != nil {
				return err
			}
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
