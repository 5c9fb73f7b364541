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

func (s sheet) letter(l portal.PrintedLetter) {
	s.AddPage()
	s.letterhead()
	s.address(l)
	s.reference(l)
	s.SetXY(margin, bodyTop)
	switch l.Kind {
	case portal.CodeLetter:
		s.codeLetter(l)
	case portal.AddressLetter:
		s.addressLetter(l)
	default:
		s.alertLetter(l)
	}
	s.foot(l)
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
	for i, line := range []string{s.Date(l.PrintedAt), s.Say("Reference") + " " + l.Case.String()} {
		s.SetXY(pageWidth-margin-150, addressTop+float64(i)*14)
		s.CellFormat(150, 14, line, "", 0, "R", false, 0, "")
	}
}

func (s sheet) codeLetter(l portal.PrintedLetter) {
	s.heading(s.Say("Your code to confirm your address"))
	s.paragraph(s.Say("On %[1]s, someone asked with an account at %[2]s to see the tax records of %[3]s. If it was you, enter this code there:", s.Date(l.RequestedAt), s.office.Site, l.Name))
	s.box(portal.WriteCode(l.Code), s.Say("Use it until %s. It works once.", s.Date(l.UsableUntil)))
	s.points(
		s.Say("Type %s into your browser yourself, and sign in.", s.office.Site),
		s.Say("Open “Prove who you are” and enter the code."),
	)
	s.heading(s.Say("You did not ask for this?"))
	s.paragraph(s.Say("Then give the code to nobody. Someone may be trying to see your records, and without this letter they cannot. Tell us, so that we stop it:"))
	s.points(
		s.Say("Open %[1]s and enter %[2]s. You need no account.", s.office.Site+"/letters/not-mine", portal.WriteCode(l.Report)),
		s.Say("Or call %s and say this reference.", s.office.Profile.Phone),
	)
}

func (s sheet) alertLetter(l portal.PrintedLetter) {
	s.heading(s.Say("Someone says that they are you"))
	s.paragraph(s.Say("On %[1]s, someone with an account at %[2]s entered details of %[3]s. Something about it made us careful, so we look at it before anything is opened.", s.Date(l.RequestedAt), s.office.Site, l.Name))
	s.paragraph(s.Say("Until then nobody can change a bank account or an address under your name. Nothing was shown to them."))
	s.heading(s.Say("What you can do"))
	s.points(
		s.Say("If it was you: you need do nothing. Coming to our counter with an ID is the quickest way to go on."),
		s.Say("If it was not you: open %[1]s and enter %[2]s. You need no account.", s.office.Site+"/letters/not-mine", portal.WriteCode(l.Report)),
		s.Say("Or call %s and say the reference at the top.", s.office.Profile.Phone),
	)
}

// addressLetter tells whoever lives at the address before: a thief who moves someone's mail away cannot stop this one.
func (s sheet) addressLetter(l portal.PrintedLetter) {
	s.heading(s.Say("A new address was told to us"))
	s.paragraph(s.Say("On %[1]s, someone with an account at %[2]s that was proved to belong to %[3]s told us a new mailing address. Letters after this one go there.", s.Date(l.RequestedAt), s.office.Site, l.Name))
	s.heading(s.Say("What you can do"))
	s.points(
		s.Say("If it was you: you need do nothing."),
		s.Say("If it was not you: open %[1]s and enter %[2]s. You need no account.", s.office.Site+"/letters/not-mine", portal.WriteCode(l.Report)),
		s.Say("Or call %s and say the reference at the top.", s.office.Profile.Phone),
	)
}

// foot says how to check that the letter is genuine, and how to get it in another form.
func (s sheet) foot(l portal.PrintedLetter) {
	p := s.office.Profile
	s.SetXY(margin, pageHeight-112)
	s.SetDrawColor(0x71, 0x76, 0x7a)
	s.Line(margin, pageHeight-118, pageWidth-margin, pageHeight-118)
	s.small(s.Say("Is this letter from us? Call %[1]s (%[2]s). We will never ask you for your user ID or password, bank information or full Social Security number.", p.Phone, p.HoursIn(s.Language)))
	s.small(s.Say("You can have this letter in large print, Braille or audio, free of charge. Call us, or %s for the relay service.", p.Relay))
	s.small(otherLanguage(s.Words, p))
}

// otherLanguage says in the other language that help is there in it.
func otherLanguage(w ui.Words, p portal.Profile) string {
	other := portal.Spanish
	if w.Language == portal.Spanish {
		other = portal.English
	}
	return ui.Words{Language: other, Zone: w.Zone}.Say("Call %s and we read this letter to you in your language.", p.Phone)
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
