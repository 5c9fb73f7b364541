package paper

import (
	"bytes"
	"crypto/fips140"
	"encoding/hex"
	"fmt"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// CaseCopy is a whole case, to be kept on paper.
type CaseCopy struct {
	portal.CaseFile
	Topic  string // in the reader's language
	Reader string // for whom the copy is made
	At     time.Time
}

// PrintCase writes a case as one PDF: what it is about, every message in its order, and the files by name, size and checksum.
func PrintCase(o Office, w ui.Words, c CaseCopy) (written []byte, err error) {
	fips140.WithoutEnforcement(func() { written, err = layOutCase(o, w, c) }) // as for letters: SHA-1 only names fonts
	return written, err
}

func layOutCase(o Office, w ui.Words, c CaseCopy) ([]byte, error) {
	pdf, err := newPDF(c.Number.String()+" "+c.Subject, o)
	if err != nil {
		return nil, err
	}
	pdf.SetLang(w.Lang())
	pdf.SetAutoPageBreak(true, margin)
	s := sheet{Fpdf: pdf, office: o, Words: w}
	pdf.SetFooterFunc(func() {
		pdf.SetFont(font, "", 8.5)
		pdf.SetXY(margin, pageHeight-48)
		pdf.CellFormat(0, 12, w.Say("%[1]s, page %[2]d. Copied for %[3]s, %[4]s.", c.Number.String(), pdf.PageNo(), c.Reader, w.ShortDateTime(c.At)), "", 0, "L", false, 0, "")
	})
	pdf.AddPage()
	s.letterhead()
	s.SetXY(margin, 130)
	s.write("B", 16, 21, c.Subject)
	s.SetXY(margin, s.GetY()+6)
	for _, f := range []ui.Fact{
		{Key: w.Say("Case"), Value: c.Number.String()}, {Key: w.Say("About"), Value: c.Topic}, {Key: w.Say("Opened"), Value: w.DateTime(c.OpenedAt)},
		{Key: w.Say("Where it stands"), Value: w.Sentence(c.Status.Sentence())}, {Key: w.Say("Messages"), Value: fmt.Sprint(c.LastN)},
	} {
		if f.Value != "" {
			s.paragraph(f.Key + ": " + f.Value)
		}
	}
	for _, m := range c.Messages {
		s.caseMessage(m)
	}
	var out bytes.Buffer
	if err := pdf.Output(&out); err != nil {
		return nil, fmt.Errorf("write a case: %w", err)
	}
	return out.Bytes(), nil
}

func (s sheet) caseMessage(m portal.Message) {
	if s.GetY() > pageHeight-2*margin { // a heading never stands alone at the end of a sheet
		s.AddPage()
	}
	s.SetDrawColor(0x71, 0x76, 0x7a)
	s.Line(margin, s.GetY()+6, pageWidth-margin, s.GetY()+6)
	s.SetXY(margin, s.GetY()+6)
	from := m.Name
	if m.Side == portal.DepartmentSide {
		from = s.Say("%s, for the department", m.Name)
	} else if m.Authority != "" {
		from = s.Say("%s, as a representative", m.Name)
	}
	s.heading(fmt.Sprintf("%d. %s", m.N, from))
	s.small(s.DateTime(m.At))
	s.paragraph(m.Body)
	for _, f := range m.Files {
		s.small(fmt.Sprintf("%s, %s, SHA-256 %s", f.Name, ui.Size(f.Size), ui.InFours(hex.EncodeToString(f.SHA256))))
	}
}

// newPDF is an empty file in the department's fonts.
func newPDF(title string, o Office) (*fpdf.Fpdf, error) {
	regular, bold := fonts()
	if regular == nil || bold == nil {
		return nil, fmt.Errorf("the letters' fonts are not built: run \"make assets\", then build again")
	}
	pdf := fpdf.New("P", "pt", "Letter", "")
	pdf.AddUTF8FontFromBytes(font, "", regular)
	pdf.AddUTF8FontFromBytes(font, "B", bold)
	pdf.SetMargins(margin, margin, margin)
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetTitle(title, true)
	pdf.SetAuthor(o.Profile.Name, true)
	return pdf, nil
}
