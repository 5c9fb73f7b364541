package portal

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// PageLongest is how long a page's text may be, in characters: about twenty printed pages.
const PageLongest = 40_000

// How long the short texts of a page may be, in characters: what lists and search engines show of them.
const (
	titleLongest   = 90
	summaryLongest = 220
	alsoLongest    = 400
)

// ReadPage reads a page as it is shipped: between two lines of three hyphens a name and a value on each line, then the
// text. updated is the day of this text. The problems are those of the front alone.
func ReadPage(raw string) (page SitePage, language Language, updated Date, problems []PageProblem) {
	wrong := func(line int, text string, args ...any) {
		problems = append(problems, PageProblem{line, 1, Say(text, args...)})
	}
	raw, problem := CleanText(raw, PageLongest+4000, true)
	if problem != nil {
		problems = append(problems, PageProblem{1, 1, *problem})
	}
	lines := strings.Split(raw, "\n")
	if lines[0] != "---" {
		wrong(1, "Begin with a line of three hyphens.")
		return page, language, updated, problems
	}
	var words PageWords
	end := 1
	for ; end < len(lines) && lines[end] != "---"; end++ {
		name, value, ok := strings.Cut(lines[end], ":")
		value = strings.TrimSpace(value)
		if !ok {
			wrong(end+1, "Write a name, a colon and a value.")
			continue
		}
		switch name {
		case "title":
			words.Title = value
		case "summary":
			words.Summary = value
		case "also":
			words.Also = value
		case "language":
			if language, ok = ReadLanguage(value); !ok {
				wrong(end+1, "There is no language “%s” here.", value)
			}
		case "slug":
			page.Slug = value
		case "kind":
			page.Kind = PageKind(value)
		case "group":
			page.Group = PageGroup(value)
		case "wanted":
			page.Wanted, _ = strconv.Atoi(value)
		case "updated":
			if updated, ok = ReadDate(value); !ok {
				wrong(end+1, "Enter the day like 2027-01-15.")
			}
		case "review_by":
			if page.ReviewBy, ok = ReadDate(value); !ok {
				wrong(end+1, "Enter the day like 2027-01-15.")
			}
		default:
			wrong(end+1, "We do not know “%s” here.", name)
		}
	}
	words.Body = strings.TrimSpace(strings.Join(lines[min(end+1, len(lines)):], "\n"))
	page.Words = map[Language]PageWords{language: words}
	return page, language, updated, problems
}

// PageFrontLines is how many lines of a shipped page stand before its text, so that a problem's line is that of the file.
func PageFrontLines(raw string) int {
	_, after, ok := strings.Cut(raw, "\n---\n")
	if !ok {
		return 0
	}
	before := raw[:len(raw)-len(strings.TrimLeft(after, "\n"))]
	return strings.Count(before, "\n")
}

// GoodSlug reports a part of an address that can be read out on the telephone: small letters, digits, single hyphens.
func GoodSlug(slug string) bool {
	if slug == "" || len(slug) > 60 || slug[0] == '-' || slug[len(slug)-1] == '-' || strings.Contains(slug, "--") {
		return false
	}
	for _, c := range slug {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}

// Slug is a heading as the id of its place: "What you need" is "what-you-need".
func Slug(text string) string {
	slug := strings.Join(foldedWords(text), "-")
	for len(slug) > 60 || !utf8.ValidString(slug) {
		slug = slug[:min(len(slug)-1, 60)]
	}
	if slug = strings.Trim(slug, "-"); slug == "" {
		return "part"
	}
	return slug
}
