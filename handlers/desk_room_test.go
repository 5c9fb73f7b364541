package handlers

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/portal"
)

// room is the desk with people at it and requests on it.
type room struct {
	*dbtest.Office
	t                   testing.TB
	h                   *Handlers
	visitor             *visitor
	ines, tomas, sunita *visitor
	people              map[string]dbtest.Person
}

// openRoom hires two clerks and a supervisor.
func openRoom(t testing.TB) *room {
	t.Helper()
	return openRoomOf(t, dbtest.Open(t, db.SQLite))
}

func openRoomOf(t testing.TB, o *dbtest.Office) *room {
	t.Helper()
	v := visitorOf(t, o)
	r := &room{Office: o, t: t, h: testHandlersOf(t, o), visitor: v, people: map[string]dbtest.Person{}}
	hire := func(who portal.Actor) *visitor {
		p := o.Hire(t, who)
		r.people[who.Name] = p
		return v.signedIn(p)
	}
	r.ines, r.tomas, r.sunita = hire(dbtest.Ines), hire(dbtest.Tomas), hire(dbtest.Sunita)
	return r
}

// asks sends a request in as Rosa would, and gives its desk address.
func (r *room) asks(spoil ...func(*portal.AccessibilityForm)) string {
	r.t.Helper()
	form := portal.AccessibilityForm{
		Concern: "The table of rates cannot be read with my screen reader.", Page: "/forms/sales-guide", Format: portal.FormatBRF,
		ContactBy: portal.ContactByEmail, Contact: "rosa.delgado@mail.example", Name: "Rosa Delgado", Channel: portal.ChannelWeb, Language: portal.English,
	}
	for _, s := range spoil {
		s(&form)
	}
	receipt, err := r.SubmitAccessibilityRequest(context.Background(), dbtest.Nobody, r.h.requests, form, db.NewFollowUpKey())
	if err != nil {
		r.t.Fatal(err)
	}
	return "/desk/accessibility/" + receipt.Number.String()
}

// file is the whole record of the request at a desk address.
func (r *room) file(at string) portal.AccessibilityFile {
	r.t.Helper()
	n, _ := portal.ReadReference(strings.TrimPrefix(at, "/desk/accessibility/"))
	f, err := r.AccessibilityFile(context.Background(), dbtest.Sunita, n)
	if err != nil {
		r.t.Fatal(err)
	}
	return f
}

// seen is the version of a request as its page carries it now.
func (r *room) seen(at string) string { return strconv.FormatInt(r.file(at).Version, 10) }

// take takes a step on the request as it stands.
func (r *room) take(who *visitor, at string, step portal.AccessibilityStep, fields ...string) answer {
	r.t.Helper()
	return who.post(at+"/steps", append([]string{"seen", r.seen(at), "step", string(step)}, fields...)...)
}

// upload is a form with files: fields in pairs, then files in pairs of name and content.
func (r *room) upload(who *visitor, address string, fields, files []string) answer {
	r.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for i := 0; i < len(fields); i += 2 {
		if err := w.WriteField(fields[i], fields[i+1]); err != nil {
			r.t.Fatal(err)
		}
	}
	for i := 0; i < len(files); i += 2 {
		part, err := w.CreateFormFile("files", files[i])
		if err != nil {
			r.t.Fatal(err)
		}
		part.Write([]byte(files[i+1]))
	}
	w.Close()
	request := httptest.NewRequest(POST, address, &body)
	request.Header.Set("Content-Type", w.FormDataContentType())
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	return who.follow(who.send(request))
}

// events counts what the audit trail says of a request.
func (r *room) events(at string, event portal.Event) int {
	r.t.Helper()
	page, err := r.AuditTrail(context.Background(), dbtest.Petra, portal.AuditFilter{Event: event, Subject: "accessibility/" + strings.TrimPrefix(at, "/desk/accessibility/")})
	if err != nil {
		r.t.Fatal(err)
	}
	return len(page.Records)
}

// again signs someone in anew, as after a weekend.
func (r *room) again(who portal.Actor) *visitor {
	r.t.Helper()
	v := r.visitor.another()
	v.post("/sign-in", "email", who.Email, "password", dbtest.Password)
	v.post("/sign-in/second-factor", "code", r.people[who.Name].Codes[0]).must(200)
	return v
}

// multipart is a form as a broken connection may leave it.
func (r *room) multipart(address, contentType, body string) *http.Request {
	request := httptest.NewRequest(POST, address, strings.NewReader(body))
	request.Header.Set("Content-Type", contentType)
	return request
}
