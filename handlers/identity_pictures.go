package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"exchequer/db"
	"exchequer/portal"
	"exchequer/views"
)

// Pictures of a document and of its owner, for the two clerks who look at them. The camera is allowed on this page alone.

// cameraHere lets a page of ours use the device's camera, and nothing else that the policy closes.
const cameraHere = "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), publickey-credentials-get=(self), publickey-credentials-create=(self)"

func (h *Handlers) picturesPage(c echo.Context) error {
	return h.showPictures(c, http.StatusOK, nil)
}

func (h *Handlers) showPictures(c echo.Context, status int, refused error) error {
	n, err := identityNumber(c)
	if err != nil {
		return err
	}
	found, _, err := h.db.OwnIdentityCase(ctx(c), actor(c), n)
	if err != nil {
		return err
	}
	r, open := found.Reason(portal.PendingReview)
	if !open || r.Step != portal.StepExpected {
		return h.see(c, views.IdentityAddress(n)) // they are with us, or were never asked for
	}
	code, err := h.db.TodaysPictureCode(ctx(c), actor(c), n)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Permissions-Policy", cameraHere)
	return h.render(c, status, views.PicturesPage(h.page(c, portal.Say("Pictures of your ID")), views.Pictures{Number: n, Code: code, Err: refused}))
}

// sendPictures takes the two pictures, each from its own field.
func (h *Handlers) sendPictures(c echo.Context) error {
	n, err := identityNumber(c)
	if err != nil {
		return err
	}
	u, err := h.upload(c, portal.PictureRules, views.DocumentField, views.PersonField)
	if err != nil {
		return err
	}
	pictures, err := twoPictures(u)
	if err == nil {
		err = h.db.SubmitPictures(ctx(c), actor(c), h.identity, n, pictures)
	}
	if err != nil {
		u.dropRefused(h, err)
		return h.refuseForm(c, err, func(status int, err error) error { return h.showPictures(c, status, err) })
	}
	return h.see(c, views.IdentityAddress(n)+"?done=pictures")
}

func twoPictures(u *upload) (pictures [2]db.StoredFile, err error) {
	var check portal.Check
	for i, field := range []string{views.DocumentField, views.PersonField} {
		found := false
		for j, f := range u.files {
			if u.fields[j] == field {
				pictures[i], found = f, true
			}
		}
		switch {
		case found:
		case i == 0:
			check.Wrong(field, "Choose or take the picture of your ID.")
		default:
			check.Wrong(field, "Choose or take the picture of you with the paper.")
		}
	}
	return pictures, portal.Together(u.wrong.Err(), check.Err())
}
