package e2e

import (
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// routePaths are the addresses of the site's one table, for GET.
func routePaths(t *testing.T) (paths []string) {
	t.Helper()
	table, err := os.ReadFile("../../../handlers/routes.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range regexp.MustCompile(`\{GET, "([^"]+)"`).FindAllStringSubmatch(string(table), -1) {
		paths = append(paths, row[1])
	}
	return paths
}

// patternOf is the row that an address belongs to, with its language.
func patternOf(paths []string, address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	language, path := "", u.Path
	if rest, ok := strings.CutPrefix(path, "/es"); ok && (rest == "" || rest[0] == '/') {
		language, path = "/es", "/"+strings.TrimPrefix(rest, "/")
	}
	if slices.Contains(paths, path) {
		return language + path
	}
	for _, pattern := range paths {
		want, have := strings.Split(pattern, "/"), strings.Split(path, "/")
		if len(want) == len(have) && matches(want, have) {
			return language + pattern
		}
	}
	return language + path
}

func matches(want, have []string) bool {
	for i := range want {
		if want[i] != have[i] && !strings.HasPrefix(want[i], ":") {
			return false
		}
	}
	return true
}
