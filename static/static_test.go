package static

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

func built(files map[string]string) fstest.MapFS {
	fs := fstest.MapFS{}
	for name, content := range files {
		fs[name] = &fstest.MapFile{Data: []byte(content)}
	}
	return fs
}

var small = built(map[string]string{
	"dist/manifest.json":        `{"site.css": "site.3fa9c1d2.css", "mark.png": "mark.0a0a0a0a.png"}`,
	"dist/site.3fa9c1d2.css":    "body{margin:0}",
	"dist/site.3fa9c1d2.css.br": "brotli",
	"dist/site.3fa9c1d2.css.gz": "gzip",
	"dist/mark.0a0a0a0a.png":    "png",
	"dist/secret.js":            "not in the list",
})

func TestTheBinarySaysWhichCommandBuildsItsAssets(t *testing.T) {
	for name, files := range map[string]fstest.MapFS{
		"nothing built":  built(map[string]string{"dist/.gitkeep": ""}),
		"a file missing": built(map[string]string{"dist/manifest.json": `{"site.css": "site.3fa9c1d2.css"}`}),
	} {
		if err := read(files).err; err == nil || !strings.Contains(err.Error(), "make assets") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := read(built(map[string]string{"dist/manifest.json": `{`})).err; err == nil {
		t.Error("a broken list was read")
	}
	if err := read(small).err; err != nil {
		t.Error(err)
	}
}

func TestAFileComesAsTheBrowserCanReadIt(t *testing.T) {
	for accept, want := range map[string]struct{ coding, body string }{
		"":                            {"", "body{margin:0}"},
		"gzip, deflate, br, zstd":     {"br", "brotli"},
		"gzip":                        {"gzip", "gzip"},
		"br;q=0, gzip":                {"gzip", "gzip"},
		"br; q=0.000, gzip;q=0":       {"", "body{margin:0}"},
		"*":                           {"br", "brotli"},
		"*;q=0":                       {"", "body{margin:0}"},
		"BR":                          {"br", "brotli"},
		"identity, broken;q=x":        {"", "body{margin:0}"},
		"br;q=nonsense, gzip;q=0.001": {"gzip", "gzip"},
	} {
		answer := ask(t, http.MethodGet, "/static/site.3fa9c1d2.css", accept)
		body, _ := io.ReadAll(answer.Body)
		if coding := answer.Header.Get("Content-Encoding"); coding != want.coding || string(body) != want.body {
			t.Errorf("Accept-Encoding %q: %q %q", accept, coding, body)
		}
		for header, value := range map[string]string{
			"Content-Type": "text/css; charset=utf-8", "Cache-Control": "public, max-age=31536000, immutable",
			"X-Content-Type-Options": "nosniff", "Vary": "Accept-Encoding",
		} {
			if got := answer.Header.Get(header); got != value {
				t.Errorf("%s: %q", header, got)
			}
		}
	}
	if answer := ask(t, http.MethodGet, "/static/mark.0a0a0a0a.png", "br"); answer.Header.Get("Vary") != "" || answer.Header.Get("Content-Type") != "image/png" {
		t.Errorf("a picture: %v", answer.Header)
	}
}

func TestOnlyBuiltFilesAreServed(t *testing.T) {
	for _, address := range []string{
		"/static/", "/static/manifest.json", "/static/secret.js", "/static/site.css", "/static/site.3fa9c1d2.css.br",
		"/static/../static.go", "/static/.gitkeep", "/site.3fa9c1d2.css",
	} {
		if answer := ask(t, http.MethodGet, address, "br"); answer.StatusCode != http.StatusNotFound {
			t.Errorf("%s answers %d", address, answer.StatusCode)
		}
	}
	if answer := ask(t, http.MethodPost, "/static/site.3fa9c1d2.css", ""); answer.StatusCode != http.StatusMethodNotAllowed || answer.Header.Get("Allow") != "GET, HEAD" {
		t.Errorf("a POST answers %d", answer.StatusCode)
	}
	answer := ask(t, http.MethodHead, "/static/site.3fa9c1d2.css", "")
	if body, _ := io.ReadAll(answer.Body); len(body) != 0 || answer.Header.Get("Content-Length") != "14" {
		t.Errorf("HEAD: %v %q", answer.Header, body)
	}
}

func TestTwoTranslationsOfOneSentenceAreAMistake(t *testing.T) {
	same := built(map[string]string{
		"texts/es/a.json": `{"Home": "Inicio", "Day": "Día"}`, "texts/es/b.json": `{"Home": "Inicio"}`, "texts/fr/a.json": `{"Home": "Accueil"}`,
	})
	merged, err := merge(same)
	if err != nil || merged["es"]["Home"] != "Inicio" || merged["es"]["Day"] != "Día" || merged["fr"]["Home"] != "Accueil" {
		t.Errorf("%v %v", merged, err)
	}
	for _, other := range []string{`{"Home": "Casa"}`, `{"Home": `, `["Home"]`} {
		same["texts/es/b.json"] = &fstest.MapFile{Data: []byte(other)}
		if _, err := merge(same); err == nil {
			t.Errorf("%s was merged", other)
		}
	}
}

func TestTheShippedCatalogueIsRead(t *testing.T) {
	if err := catalogue().err; err != nil {
		t.Fatal(err)
	}
	if translated, ok := Translate("es", "Home"); !ok || translated != "Inicio" {
		t.Errorf("%q %t", translated, ok)
	}
	if _, ok := Translate("es", "No page says this."); ok {
		t.Error("a sentence that nobody wrote has a translation")
	}
}

// TestAssetsKeepTheirBudget: what a first visit loads beside the page itself, compressed, stays under 85 kB (100 kB with
// the page); and no built style sheet or script has anything of another host in it.
func TestAssetsKeepTheirBudget(t *testing.T) {
	if err := Check(); err != nil {
		if os.Getenv("EXCHEQUER_TEST_ALL") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	total := 0
	for _, name := range []string{"site.css", "site.js", "public-sans.woff2", "public-sans-bold.woff2", "logo.svg", "favicon.svg"} {
		f, ok := shelf().files[shelf().names[name]]
		if !ok {
			t.Fatalf("%s is not built", name)
		}
		if f.br != nil {
			total += len(f.br)
		} else {
			total += len(f.raw)
		}
	}
	t.Logf("a first visit loads %d bytes beside the page", total)
	if total > 85_000 {
		t.Errorf("a first visit loads %d bytes beside the page", total)
	}
	for name, f := range shelf().files {
		for _, foreign := range []string{"url(http", "url(//", "@import", "sourceMappingURL", "data:"} {
			if strings.HasSuffix(name, ".css") && strings.Contains(string(f.raw), foreign) {
				t.Errorf("%s has %s in it", name, foreign)
			}
		}
		if f.contentType == "" {
			t.Errorf("%s has no type", name)
		}
	}
	if got := Address("site.css"); !strings.HasPrefix(got, "/static/site.") || got == "/static/site.css" {
		t.Errorf("Address: %s", got)
	}
	if Address("nothing.css") != "/static/nothing.css" || Bytes("nothing.css") != nil || len(Bytes("logo.svg")) == 0 {
		t.Error("a name that was never built")
	}
}

func ask(t *testing.T, method, address, accept string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, address, nil)
	if accept != "" {
		r.Header.Set("Accept-Encoding", accept)
	}
	w := httptest.NewRecorder()
	read(small).ServeHTTP(w, r)
	return w.Result()
}
