package e2e

import (
	"encoding/base64"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"exchequer/portal"
	"exchequer/samples"
)

var (
	caseReference = regexp.MustCompile(`ID-\d{4}-\d{6}`)
	codeOnPaper   = regexp.MustCompile(`\b[0-9A-Z]{5}-[0-9A-Z]{5}\b`)
)

// TestATaxpayerProvesWhoTheyAreByLetter goes from the account's home to the records: what someone knows, a letter that a
// clerk prints and mails, and its code; first with scripts in English, then without them in Spanish.
func TestATaxpayerProvesWhoTheyAreByLetter(t *testing.T) {
	if _, err := exec.LookPath("pdftotext"); err != nil {
		require(t, false, "pdftotext is not installed (poppler-utils)")
	}
	record := unclaimed()
	t.Run("in English", func(t *testing.T) {
		d := demoIn(t, demoData(t))
		b := open(t, d.Origin)
		b.signIn(d, d.who("taxpayer"))
		b.follow("Prove who you are, and see your records")
		b.heading("Prove who you are")
		b.follow("Add another taxpayer") // her own she has proved
		b.heading("Which taxpayer are you?")
		b.fill("Taxpayer number", record.Number)
		b.fill("Name on the tax return", record.Last+", "+record.First)
		b.choose("radio", "A letter from us")
		b.typeInto(b.named("letter"), "L9-999999")
		b.expect("status of 422")
		b.press("Compare with our records")
		b.sees("What you entered does not fit our records.")
		b.typeInto(b.named("letter"), record.Letters[0].Number)
		b.press("Compare with our records")
		b.heading("Prove that you are " + record.Last + ", " + record.First)
		reference := caseReference.FindString(b.text())
		if seen := b.text(); strings.Contains(seen, record.Number[len(record.Number)-4:]) || strings.Contains(seen, record.Address.Line1) {
			t.Errorf("matched alone, the page shows what is stored: %s", seen)
		}
		b.visit("/account/taxpayers/" + reference + "/records")
		b.sees("For “See your records” we need: Address confirmed.")
		b.press("Begin: A letter with a code")
		b.sees("We print your letter and hand it to the mail by")
		code := codeOf(t, d, reference)
		b.visit("/account/identity/" + reference + "?for=records")
		b.fill("Code from the letter", code)
		b.press("Confirm my address")
		b.sees("The code is right.")
		b.follow("Go on to: See your records")
		b.sees("ending in "+record.Number[len(record.Number)-4:], record.Address.Line1)
		b.visit("/account/taxpayers/" + reference + "/address")
		b.sees("For “Change your address” we need: Seen in person.")
		b.calm()
	})
	t.Run("in Spanish, without JavaScript", func(t *testing.T) {
		d := demoIn(t, demoData(t))
		b := open(t, d.Origin)
		b.withoutScripts()
		b.signIn(d, d.who("taxpayer"))
		b.visit("/es/account/identity/new")
		b.heading("¿Qué contribuyente es usted?")
		b.fill("Número de contribuyente", record.Number)
		b.fill("Nombre en la declaración de impuestos", record.First+" "+record.Last)
		b.choose("radio", "Una declaración de impuestos de un año anterior")
		b.typeInto(b.named("year"), string(record.Returns[0].PeriodEnds[:4]))
		b.on(b.named("figure"), `function() { this.value = "`+string(portal.FederalAGI)+`" }`)
		b.typeInto(b.named("amount"), portal.WriteMoney(*record.Returns[0].Figures.FederalAGI))
		b.press("Comparar con nuestros registros")
		b.heading("Pruebe que usted es " + record.First + " " + record.Last)
		b.press("Comenzar: Una visita a nuestro mostrador")
		b.sees("Le toca a usted", "Venga a nuestro mostrador con una identificación con foto")
		b.press("Comenzar: Una carta con un código")
		b.sees("Imprimimos su carta y la entregamos al correo a más tardar el")
		b.click(b.element(`document.querySelector("#reason-letter").closest("article").querySelector("form[action$='/departures'] button")`, "button that stops the letter"))
		b.sees("Esa vía se detuvo.", "Le toca a usted")
		b.calm()
	})
}

// unclaimed is a person of the demo whom no account stands for, with a letter and a return.
func unclaimed() samples.Taxpayer {
	for i := 700; ; i++ {
		t := samples.At(i)
		if t.Kind == portal.Person && t.NumberType == portal.SSN && len(t.Letters) > 0 && len(t.Returns) > 0 && t.Returns[0].Figures.FederalAGI != nil && t.DiedOn == "" && t.Address.Line1 != "" && t.Suffix == "" {
			return t
		}
	}
}

// codeOf lets a clerk print and mail what waits, and reads the code of a case's letter off the paper.
func codeOf(t *testing.T, d *demoSite, reference string) string {
	t.Helper()
	desk := open(t, d.Origin)
	desk.signIn(d, d.who("clerk"))
	desk.visit("/desk/letters")
	desk.click(desk.element(`[...document.querySelectorAll("button")].find(b => b.textContent.startsWith("Make a batch"))`, "button that makes a batch"))
	desk.sees("The batch is made.")
	pdf := evaluate[string](desk, `(async () => {
		const form = [...document.querySelectorAll("form")].find(f => f.action.endsWith("/printings"));
		const answer = await fetch(form.action, { method: "POST", headers: { "Content-Type": "application/x-www-form-urlencoded" }, body: "" });
		const bytes = new Uint8Array(await answer.arrayBuffer());
		let text = "";
		for (const b of bytes) text += String.fromCharCode(b);
		return btoa(text);
	})()`)
	written, err := base64.StdEncoding.DecodeString(pdf)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "letters.pdf")
	if err := os.WriteFile(file, written, 0o600); err != nil {
		t.Fatal(err)
	}
	text, err := exec.Command("pdftotext", "-layout", file, "-").Output()
	if err != nil {
		t.Fatalf("pdftotext: %v", err)
	}
	desk.visit(desk.path())
	desk.press("Mark as mailed")
	desk.sees("The batch is marked as mailed.")
	desk.calm()
	for _, page := range strings.Split(string(text), "\f") {
		if strings.Contains(page, reference) && strings.Contains(page, "Your code to confirm your address") {
			if code := codeOnPaper.FindString(page); code != "" {
				return code
			}
		}
	}
	t.Fatalf("no letter for %s:\n%s", reference, text)
	return ""
}

// proves begins the way with pictures for one more taxpayer, so that its pages are there.
func (i *inspection) proves(b *browser) {
	b.t.Helper()
	record := unclaimed()
	b.visit("/account/identity/new")
	b.fill("Taxpayer number", record.Number)
	b.fill("Name on the tax return", record.Last+", "+record.First)
	b.choose("radio", "A letter from us")
	b.typeInto(b.named("letter"), record.Letters[0].Number)
	b.press("Compare with our records")
	b.sees("Your details fit our records.")
	b.press("Begin: Pictures of your ID")
	b.sees("Send us a picture of your ID")
}
