package db

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"time"

	"exchequer/portal"
)

// TodaysPictureCode is what the owner of a case writes on the paper in their picture today. It is made from the case and
// the day under a key outside the database, so that nothing has to be kept to know it again.
func (d *DB) TodaysPictureCode(ctx context.Context, actor portal.Actor, n portal.IdentityNumber) (string, error) {
	c, err := scanIdentityCase(d.row(ctx, identityCaseQuery, int64(n)))
	if err != nil {
		return "", err
	}
	if actor.Role != portal.Taxpayer || c.Account != actor.Account {
		return "", portal.ErrNotFound
	}
	return d.pictureCode(n, d.Now())
}

// pictureDayBegins is when the code changes: in the States it is night then, from Maine to Hawaii.
const pictureDayBegins = 10 * time.Hour // UTC

func (d *DB) pictureCode(n portal.IdentityNumber, now time.Time) (string, error) {
	day := now.UTC().Add(-pictureDayBegins).Format(time.DateOnly)
	return portal.NewCode(&stretched{seed: d.keys.Find("picture code", n.String()+" "+day)}, portal.PictureCodeLength)
}

// stretched reads as many bytes as are wanted out of a keyed hash.
type stretched struct {
	seed  []byte
	block uint64
	rest  []byte
}

func (s *stretched) Read(p []byte) (int, error) {
	for len(s.rest) < len(p) {
		s.block++
		sum := sha256.Sum256(binary.BigEndian.AppendUint64(bytes.Clone(s.seed), s.block))
		s.rest = append(s.rest, sum[:]...)
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	return n, nil
}

// SubmitPictures takes the two pictures of a case's owner: the document, and themselves with the code of the day.
func (d *DB) SubmitPictures(ctx context.Context, actor portal.Actor, office portal.IdentityOffice, n portal.IdentityNumber, pictures [2]StoredFile) error {
	for _, f := range pictures {
		if !isPicture(f.Kind) || f.Size == 0 {
			return portal.ErrPictures
		}
	}
	code, err := d.TodaysPictureCode(ctx, actor, n)
	if err != nil {
		return err
	}
	if err := d.Spend(ctx, portal.ProofingTries, actor.Account); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		c, err := tx.ownIdentityCase(n)
		if err != nil {
			return err
		}
		r, open := c.Reason(portal.PendingReview)
		if !open || r.Step != portal.StepExpected {
			return portal.ErrIdentityMoved
		}
		id := newID()
		for _, f := range pictures {
			if err := tx.AttachFile(f, picturesOf(n, id)); err != nil {
				return err
			}
		}
		_, err = tx.Exec(`
			INSERT INTO identity_captures (id, case_id, at, code, document_file, person_file)
			VALUES ($1, $2, $3, $4, $5, $6)`, id, int64(n), Millis(tx.Now), code, pictures[0].ID, pictures[1].ID)
		if err != nil {
			return fmt.Errorf("keep pictures: %w", err)
		}
		if err := tx.noteIdentity(n, portal.IdentityPictures, "", false); err != nil {
			return err
		}
		if err := tx.takeStep(office, n, r, portal.StepToReview); err != nil {
			return err
		}
		return tx.weigh(office, n)
	})
}

func isPicture(kind string) bool { return slices.Contains([]string{"image/jpeg", "image/png"}, kind) }

// picturesOf is what stored files call a pair of pictures.
func picturesOf(n portal.IdentityNumber, capture string) string {
	return n.Subject() + "/pictures/" + capture
}

// OwnCaptures are the pictures that the owner of a case has sent, the newest first, without what clerks wrote about them.
func (d *DB) OwnCaptures(ctx context.Context, actor portal.Actor, n portal.IdentityNumber) ([]portal.Capture, error) {
	if _, _, err := d.OwnIdentityCase(ctx, actor, n); err != nil {
		return nil, err
	}
	captures, err := d.asking(ctx).captures(n)
	for i := range captures {
		for j := range captures[i].Reviews {
			r := &captures[i].Reviews[j]
			r.ByAccount, r.ByName, r.Reason = "", "", ""
		}
	}
	return captures, err
}

// OpenPicture gives one of the staff a picture of a case that they have opened. Each look is audited. Only what is still a
// picture by its content comes out.
func (d *DB) OpenPicture(ctx context.Context, actor portal.Actor, n portal.IdentityNumber, capture, file string) (StoredFile, *FileContent, error) {
	if _, err := d.IdentityAtDesk(ctx, actor, n); err != nil {
		return StoredFile{}, nil, err
	}
	f, content, err := d.openFile(ctx, picturesOf(n, capture), file)
	if err != nil {
		return f, nil, err
	}
	kind, err := pictureKind(content)
	if err != nil || kind != f.Kind {
		content.Close()
		return f, nil, portal.ErrNotFound
	}
	err = d.Act(ctx, actor, func(tx *Tx) error {
		tx.Audit(portal.IdentityPictureSeen, n.Subject(), "picture", file)
		return nil
	})
	if err != nil {
		content.Close()
		return f, nil, err
	}
	return f, content, nil
}

// pictureKind is what a content is by its first bytes, "" for what is no picture.
func pictureKind(content *FileContent) (string, error) {
	head := make([]byte, 8)
	if _, err := io.ReadFull(content, head); err != nil && err != io.ErrUnexpectedEOF {
		return "", err
	}
	if _, err := content.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xd8\xff")):
		return "image/jpeg", nil
	case bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")):
		return "image/png", nil
	}
	return "", nil
}

// ReviewPictures is what one clerk found in the latest pictures. Two look, each on their own; when both have, the pictures
// prove the document, or the person sends others.
func (d *DB) ReviewPictures(ctx context.Context, actor portal.Actor, office portal.IdentityOffice, n portal.IdentityNumber, seen int64, capture string, form portal.ReviewForm) error {
	if err := d.mayReview(ctx, actor, portal.WorkIdentity); err != nil {
		return err
	}
	answers, err := form.Check()
	if err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		f, err := tx.atIdentityCase(portal.WorkIdentity, n, seen)
		if err != nil {
			return err
		}
		if err := f.Ties.MayProof(false); err != nil {
			return err
		}
		r, open := f.Reason(portal.PendingReview)
		c := f.Capture()
		switch {
		case c.By(actor.Account):
			return portal.ErrReviewedTwice
		case !open || !c.Open() || c.ID != capture:
			return portal.ErrIdentityMoved
		}
		_, err = tx.Exec(`
			INSERT INTO identity_reviews (id, capture_id, at, by_account, by_name, genuine, name_fits, face_fits, code_fits, reason)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			newID(), c.ID, Millis(tx.Now), actor.Account, actor.Name, answers.Genuine, answers.Name, answers.Face, answers.Code, form.Reason)
		if err != nil {
			return fmt.Errorf("keep a review: %w", err)
		}
		if err := tx.noteIdentity(n, portal.IdentityReviewed, "", true); err != nil {
			return err
		}
		c.Reviews = append(c.Reviews, portal.Review{ByAccount: actor.Account, Answers: answers})
		if err := tx.weighReviews(office, f.IdentityCase, r, c); err != nil {
			return err
		}
		return tx.weigh(office, n)
	})
}

// weighReviews goes on to the second clerk, to the end, or back to the person.
func (tx *Tx) weighReviews(office portal.IdentityOffice, c portal.IdentityCase, r portal.Reason, pictures portal.Capture) error {
	switch {
	case pictures.Open():
		if err := tx.handOn(c); err != nil {
			return err
		}
		return tx.takeStep(office, c.Number, r, portal.StepToConfirm)
	case !pictures.Refused():
		return tx.settle(c, r, portal.Proved, "")
	}
	if err := tx.takeStep(office, c.Number, r, portal.StepExpected); err != nil {
		return err
	}
	account, err := tx.account(c.Account)
	if err != nil {
		return err
	}
	return tx.tell(account, portal.NoticePicturesAgain, portal.Params{"reference": c.Number.String()})
}
