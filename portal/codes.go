package portal

import (
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
)

// Codes are written in Crockford's base 32: digits and capitals without I, L, O and U, so that a code that
// was copied by hand or read over the telephone can be read in one way only.
const codeAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// How long codes are, in characters.
const (
	FollowUpCodeLength = 10 // 50 bits, tried within limits only (Login.gov; NIST 63A-4 CONFIRM)
	RecoveryCodeLength = 13 // 65 bits, of which the refused ones cost less than one: ≥ 64 (NIST 63B-4 SRC)
	CardCodeLength     = 8  // digits: a code card's code is typed on a number pad (NIST 63B-4 LSA asks ≥ 20 bits)
)

// How many codes are issued together, and the work of hashing one: since they are shorter than 112 bits, NIST
// SP 800-63B-4 (3.1.2.2) asks for a salted password hash; ours is also keyed from outside the database.
const (
	CodesOnCard    = 10
	RecoveryCodes  = 8
	CodeIterations = 10_000 // PBKDF2-HMAC-SHA-256
)

// CodeKind is what a code is for.
type CodeKind string

const (
	CardCodes     CodeKind = "card"     // a second factor
	RecoverySaved CodeKind = "recovery" // proves who someone is when an authenticator is lost
	AppCodes      CodeKind = "app"      // a second factor; they are computed, and never lie in a set
)

// Name is what the audit trail and e-mail notices call what such codes come from.
func (k CodeKind) Name() string {
	switch k {
	case CardCodes:
		return "code card"
	case AppCodes:
		return "authenticator app"
	}
	return "recovery codes"
}

// KindOfCode tells by its length what was typed into the one field that takes them all. What is none of them counts as
// a wrong code of the card.
func KindOfCode(typed string) CodeKind {
	if _, ok := ReadAppCode(typed); ok {
		return AppCodes
	}
	if _, ok := ReadCode(typed, RecoveryCodeLength); ok {
		return RecoverySaved
	}
	return CardCodes
}

// NewCodeSet draws the codes of a card or of a recovery sheet, all different.
func NewCodeSet(random io.Reader, kind CodeKind) ([]string, error) {
	draw, count := NewCardCode, CodesOnCard
	if kind == RecoverySaved {
		draw, count = func(random io.Reader) (string, error) { return NewCode(random, RecoveryCodeLength) }, RecoveryCodes
	}
	var codes []string
	for len(codes) < count {
		code, err := draw(random)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	return codes, nil
}

// ReadCodeOf reads a code of a kind as a person typed it.
func ReadCodeOf(kind CodeKind, typed string) (string, bool) {
	if kind == CardCodes {
		return ReadCardCode(typed)
	}
	return ReadCode(typed, RecoveryCodeLength)
}

// NewCode draws a code of length characters from random. Rude and hard-to-copy codes are drawn again.
func NewCode(random io.Reader, length int) (string, error) {
	drawn := make([]byte, length)
	for {
		if _, err := io.ReadFull(random, drawn); err != nil {
			return "", fmt.Errorf("draw a code: %w", err)
		}
		for i, b := range drawn {
			drawn[i] = codeAlphabet[b&31] // 256 is a multiple of 32: every character is equally likely
		}
		if code := string(drawn); easyToCopy(code) && !rude(code) {
			return code, nil
		}
	}
}

// NewCardCode draws one code of a code card: CardCodeLength digits.
func NewCardCode(random io.Reader) (string, error) {
	const codes, fair = 100_000_000, 4_200_000_000 // numbers from fair up would make small codes likelier
	var drawn [4]byte
	for {
		if _, err := io.ReadFull(random, drawn[:]); err != nil {
			return "", fmt.Errorf("draw a card code: %w", err)
		}
		n := binary.BigEndian.Uint32(drawn[:])
		if n >= fair {
			continue
		}
		if code := fmt.Sprintf("%0*d", CardCodeLength, n%codes); easyToCopy(code) {
			return code, nil
		}
	}
}

// ReadCode reads a code as a person typed it: in small letters, in groups, with O for 0 and I or L for 1.
// It answers false when that cannot be a code of length characters.
func ReadCode(typed string, length int) (string, bool) {
	code, ok := readCharacters(typed, func(r rune) (rune, bool) {
		switch r = unicode.ToUpper(r); r {
		case 'O':
			r = '0'
		case 'I', 'L':
			r = '1'
		}
		return r, strings.ContainsRune(codeAlphabet, r)
	})
	return code, ok && len(code) == length
}

// ReadCardCode reads a code card's code as a person typed it.
func ReadCardCode(typed string) (string, bool) {
	code, ok := readCharacters(typed, func(r rune) (rune, bool) { return r, '0' <= r && r <= '9' })
	return code, ok && len(code) == CardCodeLength
}

// WriteCode writes a code in groups that a person can hold in mind while copying it.
func WriteCode(code string) string {
	switch len(code) {
	case FollowUpCodeLength:
		return code[:5] + "-" + code[5:]
	case RecoveryCodeLength:
		return code[:4] + "-" + code[4:8] + "-" + code[8:]
	case CardCodeLength:
		return code[:4] + " " + code[4:]
	default:
		return code
	}
}

// readCharacters drops what people put between groups, and translates the rest character by character.
func readCharacters(typed string, read func(rune) (rune, bool)) (string, bool) {
	const longest = 64 // nobody's code is longer; a megabyte of spaces is not worth reading
	if len(typed) > longest*4 {
		return "", false
	}
	var code strings.Builder
	for _, r := range typed {
		if '！' <= r && r <= '～' { // full-width forms, as some keyboards write them
			r -= '！' - '!'
		}
		if unicode.In(r, unicode.Z, unicode.Pd, unicode.Cf) || unicode.IsSpace(r) || r == '.' || r == '_' {
			continue
		}
		r, ok := read(r)
		if !ok {
			return "", false
		}
		code.WriteRune(r)
	}
	return code.String(), true
}

// easyToCopy refuses three of the same character in a row: people lose count of them.
func easyToCopy(code string) bool {
	for i := 2; i < len(code); i++ {
		if code[i] == code[i-1] && code[i] == code[i-2] {
			return false
		}
	}
	return true
}

// rude reports whether someone could read an offensive word into the code.
func rude(code string) bool {
	read := asLetters.Replace(code)
	for _, word := range rudeWords {
		if strings.Contains(read, word) {
			return true
		}
	}
	return false
}

// asLetters reads digits, and V, which stands for the missing U, as the letters that they resemble.
var asLetters = strings.NewReplacer(
	"0", "O", "1", "I", "2", "Z", "3", "E", "4", "A", "5", "S", "6", "G", "7", "T", "8", "B", "V", "U")

// rudeWords in English and Spanish, spelt as asLetters spells them: I also stands for L, and U for V.
var rudeWords = strings.Fields(`
	ANAI ANUS ARSE ASS BAIS BITCH BOOB BUTT CABRON CACA CAGA CHINGA COCK COJON COK CONO COON CRAP CUIO CUM CUNT
	DAMN DEATH DEUII DICK DIE DIKE DYKE FAG FART FOIIA FUC FUK FUQ GOOK GRINGO HATE HEII HITIER HOE HOMO IDIOT
	IESBO IOSER JEUJO JIZZ JODA JODE KIII KIKE KKK KUNT KYS MARICA MATA MEAR MIERDA MUERE NAZI NEGRO NIGA NIGG
	ORGY ORTO PAKI PEDO PENDEJ PENE PENIS PERRA PIG PINCHE PISS POIIA POOP PORN PORRA PUSSY PUTA PUTO QUEER RAPE
	RETARD SATAN SCUM SEX SHIT SIAUE SIUT SPIC SUCK SUK TARD TEAT TETA TIT TURD TWAT UAGIN UERGA UUIUA WANK WEED
	WHORE WTF XXX ZORRA`)
