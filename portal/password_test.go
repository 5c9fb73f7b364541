package portal

import (
	"errors"
	"strings"
	"testing"
)

var rosasWords = []string{"rosa.delgado@dor.example", "Rosa Delgado", "Department of Revenue", "DOR"}

func wrongWith(t *testing.T, password string) string {
	t.Helper()
	var check Check
	CheckPassword(&check, "password", password, nil, rosasWords...)
	err := check.Err()
	if err == nil {
		return ""
	}
	var e *Error
	if !errors.As(err, &e) || len(e.Fields) != 1 || e.Fields[0].Field != "password" {
		t.Fatalf("%q: %v", password, err)
	}
	return e.Fields[0].String()
}

func TestPasswordsAreRefusedWithTheirReason(t *testing.T) {
	for reason, passwords := range map[string][]string{
		"Enter a password":     {""},
		"too short":            {"a", "elevencharz", "ñandú-ñandú"},
		"too long":             {strings.Repeat("long words are not wrong ", 6)},
		"type again":           {"tab\tin the middle", "null\x00in the middle", "not \xff\xfe text at all"},
		"repeats":              {"aaaaaaaaaaaa", "abcabcabcabc", "121212121212", "1111111122222222", "abcdabcdabcdabcd"},
		"follows the keyboard": {"qwertyuiop12", "123456789012", "abcdefghijkl", "asdfghjkl;'12", "1qaz2wsx3edc", "0987654321qw", "poiuytrewq99", "1q2w3e4r5t6y7u", "aaaaaaaaabcdz"},
		"attackers try first": {
			"Password2024!!", "P@ssw0rd2024!", "passwordpassword", "Welcome-123456", "sunshine1234!",
			"Contraseña2026!", "!!!Treasury2026", "January-2026-!", "DragonDragonDragon",
		},
		"too close to your name": {
			"rosa.delgado@dor.example", "RosaDelgado2026", "delgado-rosa-1", "Revenue.Department", "dor.example.dor", "Delgado123456789",
		},
	} {
		for _, password := range passwords {
			if said := wrongWith(t, password); !strings.Contains(said, reason) {
				t.Errorf("%q: said %q, and not %q", password, said, reason)
			}
		}
	}
}

func TestGoodPasswordsAreTaken(t *testing.T) {
	for _, password := range []string{
		"correct horse battery", "kettle-orbit-plaza", "Mi abuela baila salsa", "x9$Lq2!vT7pZ", "ñandú kiwi çelebi ø",
		"Delgado counts violet tractors", "我喜欢在雨中慢慢散步吃饭", strings.Repeat("k3#Wv9!z", 16),
		"velvet 2026 thunder", "twelve chars", "🌵 cactus 🌵 mirage",
	} {
		if said := wrongWith(t, password); said != "" {
			t.Errorf("%q was refused: %s", password, said)
		}
	}
}

func TestCommonPasswordListIsThere(t *testing.T) {
	if n := len(commonPasswords()); n < 12_000 {
		t.Errorf("only %d common passwords", n)
	}
}

func BenchmarkCheckPassword(b *testing.B) {
	for b.Loop() {
		var check Check
		CheckPassword(&check, "password", strings.Repeat("k3#Wv9!z", 16), nil, rosasWords...)
	}
}
