// Package paper puts the department's letters on paper: PDF of US Letter size, one letter a page, to be folded in three
// into a number 10 envelope with one window. Nothing but the name and the address stands where the window is.
package paper

import (
	"bytes"
	"cmp"
	"crypto/fips140"
	"fmt"
	"strings"

	"codeberg.org/go-pdf/fpdf"

	"exchequer/portal"
	"exchequer/static"
	"exchequer/templ/ui"
)

// Measures in points of a sheet of 612 × 792 (US Letter). The window of a number 10 envelope shows what is between 0.75
// and 5.5 inches from the left and 1.9 and 3.4 inches from the top of a letter folded in three, as far as it may slide.
const (
	pageWidth, pageHeight  = 612.0, 792.0
	margin                 = 72.0
	WindowLeft, WindowTop  = 54.0, 137.0
	WindowWide, WindowTall = 342.0, 108.0

	addressLeft, addressTop = 76.0, 152.0
	addressLine             = 14.0
	bodyTop                 = 268.0
	bodyBottom              = 736.0
	footTop                 = pageHeight - 118
	lineHeight              = 15.0
	textSize                = 10.5
	font                    = "Public Sans"
)

// Office is what a letter says of the department.
type Office struct {
	Profile portal.Profile
	Site    string // as people type it: "revenue.tamarack.example"
}

// Print writes letters as one PDF.
func Print(o Office, letters []portal.PrintedLetter) (written []byte, err error) {
	// The library names fonts within the file by their SHA-1: nothing is protected by it, so that mode may be left for it.
	fips140.WithoutEnforcement(func() { written, err = layOut(o, letters) })
	return written, err
}

func layOut(o Office, letters []portal.PrintedLetter) ([]byte, error) {
	pdf, err := newPDF(fmt.Sprintf("Letters, %d", len(letters)), o)
	if err != nil {
		return nil, err
	}
	for _, l := range letters {
		pdf.SetLang(string(l.Language))
		s := sheet{Fpdf: pdf, office: o, Words: ui.Words{Language: l.Language, Zone: o.Profile.Zone()}}
		s.letter(l)
	}
	var out bytes.Buffer
	if err := pdf.Output(&out); err != nil {
		return nil, fmt.Errorf("write letters: %w", err)
	}
	return out.Bytes(), nil
}

func fonts() (regular, bold []byte) { return static.Bytes("paper.ttf"), static.Bytes("paper-bold.ttf") }

// sheet is one page that is being written, in one language.
type sheet struct {
	*fpdf.Fpdf
	ui.Words
	office Office
}

// letter is one letter. What is longer than its first sheet goes on behind; what says whether it is genuine ends the last one.
func (s sheet) letter(l portal.PrintedLetter) {
	first := s.PageNo() + 1
	s.SetHeaderFunc(func() {
		if s.PageNo() == first {
			return
		}
		s.SetFont(font, "", 9)
		s.SetXY(margin, 40)
		s.CellFormat(0, 12, joined(l.Reference(), s.Date(l.PrintedAt), s.Say("page %d", s.PageNo()-first+1)), "", 0, "R", false, 0, "")
		s.SetXY(margin, margin)
		s.SetFont(font, "", textSize)
	})
	s.SetAutoPageBreak(true, pageHeight-bodyBottom)
	s.AddPage()
	s.letterhead()
	s.address(l)
	s.reference(l)
	s.SetXY(margin, bodyTop)
	body, foot := LetterWords(s.office, s.Words, l)
	for _, p := range body {
		s.part(p)
	}
	if s.GetY() > footTop {
		s.AddPage()
	}
	s.SetAutoPageBreak(false, 0)
	s.SetXY(margin, footTop+6)
	s.SetDrawColor(0x71, 0x76, 0x7a)
	s.Line(margin, footTop, pageWidth-margin, footTop)
	for _, p := range foot {
		s.part(p)
	}
}

// part writes one part of a letter. A heading, and what people copy, never stand apart from what they belong to.
func (s sheet) part(p Part) {
	switch {
	case p.Heading != "":
		s.keepTogether(64)
		s.heading(p.Heading)
	case len(p.Points) > 0:
		s.points(p.Points...)
	case p.Code != "":
		s.keepTogether(84)
		s.box(p.Code, p.Below)
	case p.Small != "":
		s.small(p.Small)
	default:
		s.paragraph(p.Text)
	}
}

// keepTogether begins a new sheet where less room than this is left.
func (s sheet) keepTogether(room float64) {
	if on, _ := s.GetAutoPageBreak(); on && s.GetY() > bodyBottom-room {
		s.AddPage()
	}
}

func joined(texts ...string) string {
	var said []string
	for _, t := range texts {
		if t != "" {
			said = append(said, t)
		}
	}
	return strings.Join(said, ", ")
}

// letterhead is who writes, above the window.
func (s sheet) letterhead() {
	p := s.office.Profile
	s.SetFillColor(0x1b, 0x1b, 0x1b)
	s.Rect(margin, 46, 28, 3, "F")
	s.SetXY(margin, 56)
	s.write("B", 13, 16, p.NameIn(s.Language))
	s.SetX(margin)
	s.write("", 9, 12, cmp.Or(p.States[string(s.Language)], p.State))
	mail := p.MailAddress
	if len(mail) == 0 {
		mail = p.Address
	}
	s.SetFont(font, "", 9)
	for i, line := range append(append([]string{}, mail...), p.Phone) {
		s.SetXY(pageWidth-margin-200, 56+float64(i)*12)
		s.CellFormat(200, 12, line, "", 0, "R", false, 0, "")
	}
}

// address is all that the window shows.
func (s sheet) address(l portal.PrintedLetter) {
	s.SetFont(font, "", 11)
	var lines []string
	for _, line := range append([]string{l.Name}, l.Address...) {
		lines = append(lines, s.SplitText(strings.ToUpper(line), WindowWide-40)...) // a long name goes on below
	}
	for i, line := range lines {
		s.SetXY(addressLeft, addressTop+float64(i)*addressLine)
		s.CellFormat(WindowWide-30, addressLine, line, "", 0, "L", false, 0, "")
	}
}

// reference stands beside the window, where it cannot slide into it.
func (s sheet) reference(l portal.PrintedLetter) {
	s.SetFont(font, "", 9)
	for i, line := range []string{s.Date(l.PrintedAt), s.Say("Reference") + " " + l.Reference()} {
		s.SetXY(pageWidth-margin-150, addressTop+float64(i)*14)
		s.CellFormat(150, 14, line, "", 0, "R", false, 0, "")
	}
}

func (s sheet) write(style string, size, height float64, text string) {
	s.SetFont(font, style, size)
	s.MultiCell(pageWidth-2*margin, height, text, "", "L", false)
}

func (s sheet) heading(text string) {
	s.SetXY(margin, s.GetY()+8)
	s.write("B", 13, 18, text)
	s.SetXY(margin, s.GetY()+3)
}

func (s sheet) paragraph(text string) {
	s.SetX(margin)
	s.write("", textSize, lineHeight, text)
	s.SetXY(margin, s.GetY()+6)
}

func (s sheet) small(text string) {
	s.SetX(margin)
	s.write("", 8.5, 11.5, text)
	s.SetXY(margin, s.GetY()+3)
}

func (s sheet) points(texts ...string) {
	s.SetFont(font, "", textSize)
	for _, text := range texts {
		s.keepTogether(lineHeight)
		y := s.GetY()
		s.SetXY(margin, y)
		s.CellFormat(16, lineHeight, "•", "", 0, "L", false, 0, "")
		s.SetXY(margin+16, y)
		s.MultiCell(pageWidth-2*margin-16, lineHeight, text, "", "L", false)
	}
	s.SetXY(margin, s.GetY()+6)
}

// box holds the one thing that people copy from the letter, large and in groups.
func (s sheet) box(code, below string) {
	const tall = 62.0
	y := s.GetY() + 2
	s.SetDrawColor(0x1b, 0x1b, 0x1b)
	s.SetLineWidth(1)
	s.Rect(margin, y, pageWidth-2*margin, tall, "D")
	s.SetFont(font, "B", 24)
	s.SetXY(margin, y+8)
	s.CellFormat(pageWidth-2*margin, 28, code, "", 0, "C", false, 0, "")
	s.SetFont(font, "", textSize)
	s.SetXY(margin, y+38)
	s.CellFormat(pageWidth-2*margin, 16, below, "", 0, "C", false, 0, "")
	s.SetXY(margin, y+tall+10)
}
