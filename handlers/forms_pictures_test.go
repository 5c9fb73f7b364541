package handlers

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

// sendFiles sends a form of files, each in a field of its own.
func sendFiles(v *visitor, address string, files map[string]string) answer {
	v.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for field, content := range files {
		ending := ".jpg"
		if strings.HasPrefix(content, "\x89PNG") {
			ending = ".png"
		}
		part, err := form.CreateFormFile(field, field+ending)
		if err != nil {
			v.t.Fatal(err)
		}
		part.Write([]byte(content))
	}
	form.Close()
	r := httptest.NewRequest(POST, address, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return v.send(r)
}

// pictures are a small photograph and a small drawing, whole.
func pictures() (photograph, drawing string) {
	var a, b bytes.Buffer
	points := image.NewGray(image.Rect(0, 0, 32, 24))
	if err := errors.Join(jpeg.Encode(&a, points, nil), png.Encode(&b, points)); err != nil {
		panic(err)
	}
	return a.String(), b.String()
}

// The pictures of a proof of identity come as files, so the table of odd answers does not reach them.
func TestPicturesOfAnIDAreTakenOrRefusedInWords(t *testing.T) {
	o := newTryOffice(t, dbtest.Open(t, db.SQLite))
	v, _, at := o.proving()
	page := at + "/pictures"
	if a := v.get(page); !strings.HasSuffix(a.at, at) {
		t.Errorf("before that way is begun, the page leads to %s", a.at)
	}
	v.post(at+"/routes", "route", string(portal.ReviewRoute)).must(http.StatusOK)
	shown := v.get(page).must(http.StatusOK)
	if policy := shown.Header().Get("Permissions-Policy"); !strings.Contains(policy, "camera=(self)") {
		t.Errorf("the camera is closed here: %s", policy)
	}
	if policy := v.get(at).Header().Get("Permissions-Policy"); !strings.Contains(policy, "camera=()") {
		t.Errorf("the camera is open elsewhere: %s", policy)
	}
	jpeg, png := pictures()
	for name, c := range map[string]struct {
		files map[string]string
		says  string
	}{
		"none":                 {nil, "Choose or take the picture of your ID."},
		"one alone":            {map[string]string{"document": jpeg}, "Choose or take the picture of you with the paper."},
		"half a picture":       {map[string]string{"document": jpeg[:200], "person": png}, "document.jpg is damaged, or not complete."},
		"not pictures":         {map[string]string{"document": "%PDF-1.7", "person": png}, "document.jpg"},
		"someone else’s field": {map[string]string{"document": jpeg, "other": png}, "Choose or take the picture of you with the paper."},
	} {
		if a := sendFiles(v, page, c.files); a.Code != http.StatusUnprocessableEntity || !strings.Contains(text(a.body), c.says) {
			t.Errorf("%s: %d: %s", name, a.Code, text(a.body))
		}
	}
	if a := v.follow(sendFiles(v, page, map[string]string{"document": jpeg, "person": png})); a.Code != http.StatusOK || !strings.Contains(text(a.body), "We have your pictures.") {
		t.Errorf("two pictures: %d: %s", a.Code, text(a.body))
	}
	if a := v.get(page); !strings.HasSuffix(a.at, at) {
		t.Errorf("with the pictures here, the page leads to %s", a.at)
	}
	if a := sendFiles(v, page, map[string]string{"document": jpeg, "person": png}); a.Code != http.StatusConflict && a.Code != http.StatusSeeOther {
		t.Errorf("sent twice: %d", a.Code)
	}
	other := o.visitor().signedIn(o.taxpayer())
	if a := other.get(page); a.Code != http.StatusNotFound {
		t.Errorf("someone else's page: %d", a.Code)
	}
}
