package portal

import (
	"net/url"
	"path"
	"strings"
)

// PagePath is the normal form of a page's address, by which repeated requests about one page are found together:
// no origin of ours, no language, query, fragment, capitals or doubled slashes. A page of another site keeps its host.
// What is no address ("the yellow form from 2024") has none.
func PagePath(page, origin string) string {
	page = strings.TrimSpace(page)
	if rest, ours := cutOrigin(page, origin); ours {
		page = rest
	}
	if strings.ContainsAny(page, " \t\n") || page == "" {
		return ""
	}
	u, err := url.Parse(page)
	if err != nil || u.Opaque != "" || u.User != nil {
		return ""
	}
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	switch {
	case u.Scheme == "" && host == "" && strings.HasPrefix(u.Path, "/"): // a page of ours
	case (u.Scheme == "https" || u.Scheme == "http") && strings.Contains(host, "."):
	case u.Scheme == "" && host == "" && looksLikeHost(u.Path): // "www.example.com/forms", as people copy it
		first, rest, _ := strings.Cut(u.Path, "/")
		host, u.Path = strings.TrimPrefix(strings.ToLower(first), "www."), "/"+rest
	default:
		return ""
	}
	clean := strings.ToLower(path.Clean("/" + u.Path))
	for _, l := range Languages {
		if p := l.Prefix(); host == "" && p != "" && under(clean, p) {
			clean = "/" + strings.TrimPrefix(strings.TrimPrefix(clean, p), "/")
		}
	}
	if text, problem := CleanText(host+clean, 300, false); problem == nil {
		return text
	}
	return ""
}

func cutOrigin(page, origin string) (string, bool) {
	if origin == "" {
		return "", false
	}
	rest, ok := strings.CutPrefix(page, origin)
	if !ok || rest != "" && rest[0] != '/' && rest[0] != '?' && rest[0] != '#' {
		return "", false
	}
	return "/" + strings.TrimPrefix(rest, "/"), true
}

func looksLikeHost(text string) bool {
	first, _, _ := strings.Cut(text, "/")
	return mailHost.MatchString(first) && strings.Count(first, ".") > 0 && !strings.HasSuffix(first, ".pdf")
}
