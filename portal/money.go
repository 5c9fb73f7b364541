package portal

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// mostMoney bounds what a figure may be, in cents: ten trillion dollars. It keeps sums from overflowing.
const mostMoney = 1_000_000_000_000_000

// ReadMoney reads an amount as people type it: 1234, $1,234.50, $1234.5, -12.00, (12.00), 1 234.50. The answer is in cents;
// it is false for what is no amount, or has more than two places behind the point.
func ReadMoney(typed string) (cents int64, ok bool) {
	s := strings.TrimSpace(typed)
	negative := false
	if strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") {
		negative, s = true, strings.TrimSpace(s[1:len(s)-1])
	}
	for _, minus := range []string{"-", "−", "–"} {
		if rest, found := strings.CutPrefix(s, minus); found {
			if negative {
				return 0, false
			}
			negative, s = true, strings.TrimSpace(rest)
			break
		}
	}
	s = strings.TrimSpace(strings.TrimPrefix(s, "$"))
	whole, part, point := strings.Cut(s, ".")
	if whole, ok = withoutThousands(whole); !ok || whole == "" && part == "" || point && len(part) > 2 {
		return 0, false
	}
	for len(part) < 2 {
		part += "0"
	}
	for _, r := range whole + part {
		if r < '0' || r > '9' {
			return 0, false
		}
		if cents = cents*10 + int64(r-'0'); cents > mostMoney {
			return 0, false
		}
	}
	if negative {
		cents = -cents
	}
	return cents, true
}

// withoutThousands takes the marks between thousands out, when they stand where thousands end: "1,234" is an amount,
// "12,34" is a slip.
func withoutThousands(whole string) (string, bool) {
	groups := strings.FieldsFunc(whole, func(r rune) bool { return r == ',' || r == ' ' || r == '\u00a0' || r == '\u202f' || r == '\'' })
	if marks := utf8.RuneCountInString(whole) - utf8.RuneCountInString(strings.Join(groups, "")); len(groups) > 1 && marks != len(groups)-1 {
		return "", false
	}
	if len(groups) < 2 {
		return strings.Join(groups, ""), len(groups) == 1 && groups[0] == whole || whole == ""
	}
	for i, g := range groups {
		if len(g) != 3 && (i > 0 || len(g) > 3) {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

// WriteMoney writes cents as $1,234.50.
func WriteMoney(cents int64) string {
	sign := ""
	if cents < 0 {
		sign, cents = "-", -cents
	}
	whole := fmt.Sprint(cents / 100)
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	return fmt.Sprintf("%s$%s.%02d", sign, whole, cents%100)
}
