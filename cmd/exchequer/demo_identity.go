package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"strconv"

	"exchequer/db"
	"exchequer/portal"
	"exchequer/samples"
)

// proving is someone of the made-up public whose proof of identity has come to some step.
type proving struct {
	*past
	email  string
	place  int // of the sample whose records they claim
	number portal.IdentityNumber
}

// planIdentity makes up who proves who they are, and how far they have come; and who of the staff may look at it. One
// clerk's certificate has lapsed.
func (p *past) planIdentity() {
	const ines, tomas, nadia, sunita, walt = "Ines Calloway", "Tomás Oyelaran", "Nadia Petrov", "Sunita Brandt", "Walt Emerson"
	at := func(days float64, do func(ctx context.Context) error) {
		p.moments = append(p.moments, moment{p.ago(days), do})
	}
	for i, who := range []string{ines, tomas, sunita, nadia} {
		days := float64(demoDays - 2)
		if who == nadia {
			days = portal.CertificateDays + 5
		}
		form := portal.CertificateForm{Training: "Documents, faces and pressure on the person: two days with the state police.", Home: portal.TaxpayerAddress{Line1: fmt.Sprint(100+i, " Larch Street"), PostalCode: "59999", Country: "US"}}
		at(days, func(ctx context.Context) error {
			return p.GiveCertificate(ctx, p.fresh(walt), p.staff[who].Account, form)
		})
	}
	begin := func(days float64, email string, place int, routes ...portal.Route) *proving {
		v := &proving{past: p, email: email, place: place}
		at(days, func(ctx context.Context) error { return v.claim(ctx, routes) })
		return v
	}
	rosa := begin(20, "rosa", 0, portal.LetterRoute)
	at(15, func(ctx context.Context) error { return rosa.visit(ctx, ines, "driver’s license", "utility bill") })
	begin(6, "marcus", 1, portal.LetterRoute)
	alma := begin(3, "alma", 2, portal.ReviewRoute)
	at(0.9, alma.pictures)
	park := begin(10, "hyunwoo", 5, portal.ReviewRoute)
	at(4, park.pictures)
	at(2, func(ctx context.Context) error { return park.review(ctx, ines) })
	begin(5, "gordon", 4, portal.VisitRoute)
	carmen := begin(13, "carmen", 3, portal.RefereeRoute)
	at(10, func(ctx context.Context) error { return carmen.vouch(ctx, tomas) })
	marta := &proving{past: p, email: "marta", place: 7}
	at(1.9, func(ctx context.Context) error { return marta.comes(ctx, ines) })
	at(1.8, func(ctx context.Context) error { return marta.visit(ctx, ines, "passport", "") })
	begin(1.4, "rosalind", 0, portal.LetterRoute)
	begin(1.1, "gordon", samples.SharedBank[0], portal.LetterRoute) // whose refunds go where three others' go
}

func (v *proving) owner() portal.Actor {
	return portal.Actor{Account: v.public.byEmail[v.email], Role: portal.Taxpayer, SignedInAt: v.clock.Now(), Address: fmt.Sprint("198.51.100.", 60+v.place+len(v.email))}
}

func (v *proving) office() portal.IdentityOffice { return portal.NewIdentityOffice(v.profile) }

// claim matches someone with their records, by a letter or a return, and begins ways to prove more.
func (v *proving) claim(ctx context.Context, routes []portal.Route) (err error) {
	t := samples.At(v.place)
	claim := portal.IdentityClaim{Number: t.Number, Name: t.First + " " + t.Last}
	if len(t.Letters) > 0 {
		claim.By, claim.Letter = "letter", t.Letters[0].Number
	} else {
		f := t.Returns[0]
		claim.By, claim.Figure, claim.Year, claim.Amount = "figure", string(portal.FederalAGI), string(f.PeriodEnds)[:4], strconv.FormatFloat(float64(*f.Figures.FederalAGI)/100, 'f', 2, 64)
	}
	if v.number, err = v.ClaimTaxpayer(ctx, v.owner(), v.office(), claim); err != nil {
		return fmt.Errorf("%s claims: %w", v.email, err)
	}
	for _, r := range routes {
		if err := v.BeginRoute(ctx, v.owner(), v.office(), v.number, r); err != nil {
			return fmt.Errorf("%s begins %s: %w", v.email, r, err)
		}
	}
	return nil
}

// opened is the case as one of the staff has it before them.
func (v *proving) opened(ctx context.Context, by string) (portal.Actor, portal.IdentityFile, error) {
	a := v.fresh(by)
	if err := v.LookAtIdentityCase(ctx, a, v.number, ""); err != nil {
		return a, portal.IdentityFile{}, fmt.Errorf("look at the case of %s: %w", v.email, err)
	}
	f, err := v.IdentityAtDesk(ctx, a, v.number)
	return a, f, err
}

// comes opens a case for someone at the counter.
func (v *proving) comes(ctx context.Context, by string) error {
	t := samples.At(v.place)
	return v.atAccount(ctx, by, v.email, "Stands at my counter with her passport.", func(ctx context.Context, a portal.Actor, id, seen string) (err error) {
		v.number, err = v.OpenCaseAtCounter(ctx, a, v.office(), id, seen, portal.CounterStart{Number: t.Number, Name: t.First + " " + t.Last})
		return err
	})
}

func (v *proving) visit(ctx context.Context, by string, shown, second portal.DocumentKind) error {
	a, f, err := v.opened(ctx, by)
	if err != nil {
		return err
	}
	form := portal.VisitForm{
		Document: portal.SeenDocument{Kind: shown, Issuer: "United States", LastFour: "7K20"}, Expires: [3]string{"6", "30", strconv.Itoa(v.now.Year() + 4)}, Face: true, Passed: "yes",
	}
	if second != "" {
		form.Second = &portal.SeenDocument{Kind: second, Issuer: "Municipal Power", LastFour: "0042"}
	}
	return v.RecordVisit(ctx, a, v.office(), v.number, f.Version, form)
}

func (v *proving) vouch(ctx context.Context, by string) error {
	a, f, err := v.opened(ctx, by)
	if err != nil {
		return err
	}
	return v.RecordReferee(ctx, a, v.office(), v.number, f.Version, portal.RefereeForm{
		Name: "Beatriz Ortiz", Known: "Tax preparer, registered with us since 2011", Relation: "Prepares her returns", Since: "Nine years",
		Evidence: "Came to the counter with her license and three years of returns; knows her from their parish.",
	})
}

func (v *proving) review(ctx context.Context, by string) error {
	a, f, err := v.opened(ctx, by)
	if err != nil {
		return err
	}
	return v.ReviewPictures(ctx, a, v.office(), v.number, f.Version, f.Capture().ID, portal.ReviewForm{Genuine: "yes", Name: "yes", Face: "yes", Code: "yes"})
}

// pictures sends two drawings that nobody could take for pictures of someone.
func (v *proving) pictures(ctx context.Context) error {
	var files [2]db.StoredFile
	for i, drawing := range []image.Image{drawnCard(), drawnPerson()} {
		var content bytes.Buffer
		if err := png.Encode(&content, drawing); err != nil {
			return err
		}
		var err error
		if files[i], err = v.StoreFile(ctx, "picture.png", "image/png", &content, portal.PictureRules.Largest); err != nil {
			return err
		}
	}
	return v.SubmitPictures(ctx, v.owner(), v.office(), v.number, files)
}

var (
	paper = color.RGBA{238, 234, 224, 255}
	ink   = color.RGBA{70, 92, 110, 255}
	skin  = color.RGBA{196, 150, 118, 255}
)

// drawnCard is a card with a face and lines, as a child would draw it.
func drawnCard() image.Image {
	m := filled(480, 300, ink)
	fill(m, image.Rect(16, 16, 464, 284), paper)
	disc(m, 110, 130, 52, skin)
	fill(m, image.Rect(58, 190, 162, 250), ink)
	for i := range 5 {
		fill(m, image.Rect(200, 60+i*40, 420-i*24, 72+i*40), ink)
	}
	return m
}

// drawnPerson is someone who holds a paper.
func drawnPerson() image.Image {
	m := filled(360, 420, color.RGBA{206, 219, 226, 255})
	disc(m, 180, 130, 84, skin)
	fill(m, image.Rect(80, 230, 280, 420), ink)
	fill(m, image.Rect(110, 270, 250, 360), paper)
	fill(m, image.Rect(130, 308, 230, 322), ink)
	return m
}

func filled(w, h int, c color.Color) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	fill(m, m.Bounds(), c)
	return m
}

func fill(m draw.Image, r image.Rectangle, c color.Color) {
	draw.Draw(m, r, image.NewUniform(c), image.Point{}, draw.Src)
}

func disc(m draw.Image, x, y, r int, c color.Color) {
	for dy := -r; dy <= r; dy++ {
		for dx := -r; dx <= r; dx++ {
			if dx*dx+dy*dy <= r*r {
				m.Set(x+dx, y+dy, c)
			}
		}
	}
}
