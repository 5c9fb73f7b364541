package main

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
)

// caller asks over connections that it keeps, and remembers what it was answered last.
type caller struct {
	client   *http.Client
	lastPage atomic.Pointer[[]byte]
}

func newCaller() *caller {
	return &caller{client: &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// get reads a page, signed in when there is a session.
func (c *caller) get(address, session string) error {
	request, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	_, err = c.doAs(session, request, http.StatusOK)
	return err
}

// post sends a form, signed in when there is a session.
func (c *caller) post(address, session string, fields url.Values) (http.Header, error) {
	request, err := http.NewRequest(http.MethodPost, address, strings.NewReader(fields.Encode()))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return c.doAs(session, request, http.StatusSeeOther)
}

func (c *caller) doAs(session string, request *http.Request, want int) (http.Header, error) {
	if session != "" {
		request.AddCookie(&http.Cookie{Name: "session", Value: session})
	}
	return c.do(request, want)
}

// do reads an answer to its end. Another status than the one that is wanted is an error.
func (c *caller) do(request *http.Request, want int) (http.Header, error) {
	answer, err := c.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != want {
		return nil, fmt.Errorf("%s %s answered %d: %.300s", request.Method, request.URL.Path, answer.StatusCode, body)
	}
	c.lastPage.Store(&body)
	return answer.Header, nil
}
