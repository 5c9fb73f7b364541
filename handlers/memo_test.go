package handlers

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestHomePageIsAskedForOnceAndThenOnlyAbout(t *testing.T) {
	site := testSite(t)
	ask := func(address, tag string) *httptest.ResponseRecorder {
		request := httptest.NewRequest(GET, address, nil)
		request.Header.Set("Accept-Encoding", "gzip, br")
		request.Header.Set("If-None-Match", tag)
		answer := httptest.NewRecorder()
		site.ServeHTTP(answer, request)
		return answer
	}
	english, spanish := ask("/", ""), ask("/es", "")
	for answer, lang := range map[*httptest.ResponseRecorder]string{english: `lang="en"`, spanish: `lang="es"`} {
		z, err := gzip.NewReader(answer.Body)
		if err != nil {
			t.Fatalf("%s: %v", lang, err)
		}
		page, err := io.ReadAll(z)
		if err != nil || !strings.Contains(string(page), lang) {
			t.Fatalf("the page is not %s, %v", lang, err)
		}
	}
	if again := ask("/", english.Header().Get("ETag")); again.Code != http.StatusNotModified || again.Body.Len() != 0 {
		t.Errorf("the second visit answered %d with %d bytes", again.Code, again.Body.Len())
	}
	if other := ask("/es", english.Header().Get("ETag")); other.Code != http.StatusOK {
		t.Errorf("the Spanish page was taken for the English one: %d", other.Code)
	}
}
