package db

import (
	"context"
	"strings"
	"unicode"

	"exchequer/portal"
)

// SearchAccessibilityRequests finds requests by words of their concern and page, the newest first; every word must be
// there. What is sealed is not searched. Beyond the marked number older ones follow.
func (d *DB) SearchAccessibilityRequests(ctx context.Context, actor portal.Actor, words string, after *portal.QueueMark) ([]portal.AccessibilityRequest, *portal.QueueMark, error) {
	if err := actor.Permit(portal.ReadAccessibility); err != nil {
		return nil, nil, err
	}
	terms := searchTerms(words)
	if len(terms) == 0 {
		return nil, nil, nil
	}
	before := int64(1) << 60
	if after != nil {
		before = after.ID
	}
	return accessibilityQueue.list(ctx, d, `
		SELECT `+accessibilityColumns+`, 0
		FROM accessibility_requests
		WHERE id IN (`+d.engine.newestWithWords("accessibility_requests", "accessibility_words", portal.QueuePageSize+1)+`)
		ORDER BY id DESC`, []any{d.engine.searchQuery(terms), before})
}

// searchTerms are the words that someone typed, without signs that mean something to an engine, at most eight.
func searchTerms(typed string) []string {
	terms := strings.FieldsFunc(strings.ToLower(typed), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
	return terms[:min(len(terms), 8)]
}
