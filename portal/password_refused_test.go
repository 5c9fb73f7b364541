package portal

import (
	"strings"
	"testing"
)

func TestPasswordsOfTheOperatorAreRefusedLikeCommonOnes(t *testing.T) {
	refused, err := ReadRefusedPasswords([]byte("\ufeffTamarackers\r\n\r\nñandú on the larch\n# go lumberjacks\n"))
	if err != nil {
		t.Fatal(err)
	}
	const reason = "Our office keeps a list"
	for password, want := range map[string]string{
		"Tamarackers!!2026":             reason,
		"T4m@rackers-0123":              reason,
		"tamarackerstamarackers":        reason,
		"Ñandu on the Larch":            reason,
		"# go lumberjacks":              reason,
		"# GO lumberjacks":              reason,
		"Password2024!!":                "attackers try first", // the built-in list stands
		"four tamarackers in a canoe":   "",
		"violet tractors hum at dawn":   "",
		"lumberjacks go home for lunch": "",
	} {
		var check Check
		CheckPassword(&check, "password", password, refused, rosasWords...)
		said := ""
		if err := check.Err(); err != nil {
			said = err.(*Error).Fields[0].String()
		}
		if !strings.Contains(said, want) || want == "" && said != "" {
			t.Errorf("%q: said %q, want %q", password, said, want)
		}
	}
}

func TestFileOfRefusedPasswordsIsToldWithItsLine(t *testing.T) {
	for content, want := range map[string]string{
		"":                                   "holds no password",
		"\n \n\r\n":                          "holds no password",
		"one of them\nhunter2\x00hunter2\n":  "line 2: there is a character that nobody can type",
		"one of them\n\nhunter2 \xff\xfe":    "line 3: this is not text in UTF-8",
		strings.Repeat("hunter2", 20):        "line 1: this is longer than any password",
		strings.Repeat("hunter2\n", 200_001): "line 200001: there are more than 200000 lines",
		strings.Repeat("hunter2\n", 1<<20):   "larger than 4 MiB",
	} {
		_, err := ReadRefusedPasswords([]byte(content))
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%.40q: %v, want %q", content, err, want)
		}
	}
}
