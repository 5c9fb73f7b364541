package static

import (
	"net/http"
	"strconv"
	"strings"
)

// Handler serves the built files under Prefix, precompressed, to be kept for a year. Anything else is 404.
func Handler() http.Handler { return shelf() }

func (l library) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	name, under := strings.CutPrefix(r.URL.Path, Prefix)
	f, ok := l.files[name]
	if !under || !ok {
		http.NotFound(w, r)
		return
	}
	body, coding := f.raw, ""
	accepted := r.Header.Get("Accept-Encoding")
	switch {
	case f.br != nil && accepts(accepted, "br"):
		body, coding = f.br, "br"
	case f.gz != nil && accepts(accepted, "gzip"):
		body, coding = f.gz, "gzip"
	}
	Forever(w.Header(), f.contentType)
	if f.br != nil || f.gz != nil {
		w.Header().Set("Vary", "Accept-Encoding")
	}
	if coding != "" {
		w.Header().Set("Content-Encoding", coding)
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodHead {
		return
	}
	_, _ = w.Write(body) // the reader went away; there is nobody left to tell
}

// Forever sets the headers of a file whose address has its checksum: it may be kept for a year and never asked for
// again, and is never taken for another type than its own.
func Forever(h http.Header, contentType string) {
	h.Set("Content-Type", contentType)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("X-Content-Type-Options", "nosniff")
}

// accepts reports whether an Accept-Encoding header allows a coding: named (or "*") and not with q=0.
func accepts(header, coding string) bool {
	star := false
	for part := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		name = strings.ToLower(strings.TrimSpace(name))
		if name != coding && name != "*" {
			continue
		}
		q := strings.TrimPrefix(strings.ReplaceAll(strings.ToLower(params), " ", ""), "q=")
		weight, err := strconv.ParseFloat(q, 64)
		allowed := q == "" || (err == nil && weight > 0)
		if name == coding {
			return allowed
		}
		star = allowed
	}
	return star
}
