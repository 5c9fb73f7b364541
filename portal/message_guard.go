package portal

import (
	"regexp"
	"strings"
	"unicode"
)

// What may never leave the house in a message of ours, and what we never ask for. A message that does either is refused
// before it is sent, with a sentence that says what to change; what was typed is kept.

// GuardOutgoing is nil when a clerk's text may go, or says at the field what to take out.
func GuardOutgoing(field, text string) error {
	var check Check
	switch {
	case holdsTaxpayerNumbers(text):
		check.Wrong(field, "This holds what looks like a Social Security number or another taxpayer number. Take it out, or write its last four digits alone.")
	case holdsCardNumber(text):
		check.Wrong(field, "This holds what looks like the number of a bank card. Take it out, or write its last four digits alone.")
	case holdsRoutingNumber(text):
		check.Wrong(field, "This holds what looks like a bank’s routing number or an account number. Take it out, or write its last four digits alone.")
	}
	switch asked := asksFor(text); asked {
	case "password":
		check.Wrong(field, "This asks for a password or a code. We never do: people could not tell us from a thief. Ask them to sign in, or to call us.")
	case "bank":
		check.Wrong(field, "This asks for bank account or card details. We never ask for them in a message. Point to “Refund and payment details” on the site instead.")
	case "ssn":
		check.Wrong(field, "This asks for a full Social Security number. We never do. Ask for its last four digits, or for the number on our letter.")
	}
	return check.Err()
}

// Nine digits together, or grouped as Social Security numbers, ITINs and EINs are written. Nine digits that belong to a
// longer number, a telephone number or a ZIP+4 code are none.
var outgoingNumber = regexp.MustCompile(`(?:^|[^\d.,/-])(\d{3}[-. –‑]\d{2}[-. –‑]\d{4}|\d{2}[-–‑]\d{7}|\d{9})(?:$|[^\d/-])`)

func holdsTaxpayerNumbers(text string) bool {
	for _, m := range append(outgoingNumber.FindAllStringSubmatch(text, -1), outgoingNumber.FindAllStringSubmatch(spaced(text), -1)...) {
		if plain := digits(m[1]); len(m[1]) > 9 || !routing(plain) {
			return true
		}
	}
	return false
}

// spaced doubles what stands between numbers, so that one that ends where the next begins is found too.
func spaced(text string) string { return separators.ReplaceAllString(text, "$0$0") }

var separators = regexp.MustCompile(`[\s;:()]`)

var cardNumber = regexp.MustCompile(`\d(?:[ -]?\d){12,18}`)

func holdsCardNumber(text string) bool {
	for _, m := range cardNumber.FindAllString(text, -1) {
		if luhn(digits(m)) {
			return true
		}
	}
	return false
}

// luhn is the checksum of card numbers (ISO/IEC 7812-1).
func luhn(number string) bool {
	sum, same := 0, true
	for i := range number {
		d := int(number[len(number)-1-i] - '0')
		same = same && number[i] == number[0]
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0 && !same
}

var nineDigits = regexp.MustCompile(`(?:^|\D)(\d{9})(?:$|\D)`)

// An account number that is called one.
var accountNumber = regexp.MustCompile(`(?i)\b(?:account|acct|cuenta|routing|ruta)\b[^\d\n]{0,30}\d(?:[ -]?\d){7,16}`)

func holdsRoutingNumber(text string) bool {
	for _, m := range nineDigits.FindAllStringSubmatch(spaced(text), -1) {
		if routing(m[1]) {
			return true
		}
	}
	return accountNumber.MatchString(text)
}

// routing is the checksum of routing numbers (ABA: weights 3, 7, 1), whose first two digits name a Federal Reserve district.
func routing(number string) bool {
	if len(number) != 9 || number == "000000000" {
		return false
	}
	sum := 0
	for i, weight := range []int{3, 7, 1, 3, 7, 1, 3, 7, 1} {
		sum += weight * int(number[i]-'0')
	}
	district := int(number[0]-'0')*10 + int(number[1]-'0')
	return sum%10 == 0 && (district <= 12 || district >= 21 && district <= 32 || district >= 61 && district <= 72 || district == 80)
}

func digits(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, text)
}

// What asks: a verb with what is asked for after it, in one sentence. "Send the refund to your bank account" and "you need a
// password to sign in" ask for nothing, and neither does a sentence that says never to send it.
var (
	asks = wordSet(`send give tell provide reply respond answer confirm verify share write email text include what whats
		envie envienos mande mandenos denos diga diganos digame proporcione proporcionenos escriba escribanos responda conteste confirme confirmenos
		verifique comparta incluya indique indiquenos facilite facilitenos necesitamos requerimos cual cuales`)
	between  = wordSet(`to into onto that if whether from until before after on in at when where how you where about a al en para que si desde sobre donde cuando como le les`)
	forbids  = regexp.MustCompile(`\b(?:never|do not|dont|don t|not to|without|nunca|jamas|no (?:nos )?(?:envie|mande|incluya|escriba|comparta|de|diga|proporcione|indique|facilite)|sin)\b`)
	politely = strings.NewReplacer("do not hesitate to ", "", "don t hesitate to ", "", "no dude en ", "", " to us ", " ", " to me ", " ", " in a message ", " ", " in your answer ", " ")
	weNeed   = regexp.MustCompile(`\bwe (?:still |also |now )?(?:need|require)\b`)
	lastFour = regexp.MustCompile(`\b(?:last (?:four|4)|(?:ultimos|ultimas) (?:cuatro|4))\b`)
	wanted   = map[string]*regexp.Regexp{
		"password": regexp.MustCompile(`\b(?:passwords?|passcodes?|pin|recovery codes?|security codes?|contrasenas?|clave de acceso|codigos? de (?:recuperacion|seguridad|acceso))\b`),
		"bank": regexp.MustCompile(`\b(?:(?:bank|checking|savings) (?:account|details|information)|account and routing|routing numbers?|(?:credit|debit|bank) cards?|card numbers?|` +
			`cuenta (?:bancaria|de banco|del banco|corriente|de ahorros)|datos bancarios|informacion bancaria|numeros? de (?:ruta|tarjeta)|tarjeta de (?:credito|debito))\b`),
		"ssn": regexp.MustCompile(`\b(?:social security numbers?|ssn|itin|taxpayer identification numbers?|numeros? de(?:l)? seguro social|seguro social completo)\b`),
	}
)

// asksFor is what a text asks the reader to send, "" for nothing that it may not.
func asksFor(text string) string {
	for _, sentence := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(".!?;\n", r) }) {
		plain := politely.Replace(weNeed.ReplaceAllString(plainWords(sentence), "send"))
		if forbids.MatchString(plain) {
			continue
		}
		for _, what := range []string{"password", "bank", "ssn"} {
			for _, at := range wanted[what].FindAllStringIndex(plain, -1) {
				if askedBefore(strings.Fields(plain[:at[0]])) && !(what == "ssn" && lastFour.MatchString(plain)) {
					return what
				}
			}
		}
	}
	return ""
}

// askedBefore reports that a verb asks for what comes after these words.
func askedBefore(words []string) bool {
	for i := len(words) - 1; i >= 0 && len(words)-i <= 10; i-- {
		switch {
		case asks[words[i]]:
			return true
		case between[words[i]]:
			return false
		}
	}
	return false
}

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// plainWords is a text in small letters without accents, with one space between words.
func plainWords(text string) string {
	text = unaccented(onOneLine.Replace(text))
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
}

// onOneLine parts words at line ends as at spaces.
var onOneLine = strings.NewReplacer("\n", " ", "\r", " ", "\t", " ")

// profanity is what is warned about before it is sent: a short list in both languages, whole words alone.
var profanity = regexp.MustCompile(`\b(?:fuck\w*|motherfuck\w*|shit(?:s|ty|head)?|bullshit|asshole\w*|bitch\w*|bastards?|cunts?|dickheads?|goddamn|piss(?:ed)? off|wankers?|` +
	`mierda|puta|putas|puto|putos|hijos? de puta|cabron\w*|pendej\w*|chinga\w*|joder|jodid\w*|gilipollas|carajo|culer\w*|verga)\b`)

// ErrHarshWords warns before a message is sent. Nothing is dropped: "Send anyway" sends it as it is.
var ErrHarshWords = Refuse(Mend, "Some words here may read as an insult. The rules of conduct ask us all to do without. Change them, or send the message as it is.")

// WarnOfProfanity is nil, or ErrHarshWords. Anyway is that the writer was warned, and sends it all the same.
func WarnOfProfanity(text string, anyway bool) error {
	if !anyway && profanity.MatchString(plainWords(text)) {
		return ErrHarshWords
	}
	return nil
}
