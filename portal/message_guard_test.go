package portal

import "testing"

func TestWhatNeverLeavesTheHouse(t *testing.T) {
	for _, text := range []string{
		"Your number is 123-45-6789.", "El número es 123 45 6789", "987-65-4321", "987654329", "EIN 12-3456789", "(123-45-6789)", "a;123456780;b", "123.45.6789",
		"Card 4111 1111 1111 1111", "4111-1111-1111-1111.", "378282246310005",
		"Routing 021000021", "account 12345678901", "Cuenta número 0012 3456 789", "first 1234 then\n021000021",
		"Send us your password.", "Please tell us your user ID and password", "What is your password?", "Reply with your security code", "Envíenos su contraseña.", "¿Cuál es su contraseña?",
		"We need your bank account number.", "Please give us your name, your address and your bank account.", "Confirm your credit card number", "Necesitamos su número de cuenta bancaria y el número de ruta.",
		"Please do not hesitate to send us your password", "Send us your full Social Security number", "What’s your SSN?", "Escriba su número de Seguro Social completo aquí", "we still need your Social Security number",
		"Envienos su numero de ruta", "Please write your PIN in your answer",
	} {
		if GuardOutgoing("body", text) == nil {
			t.Errorf("%q goes out", text)
		}
	}
}

func TestWhatClerksWriteEveryDayGoesOut(t *testing.T) {
	for _, text := range []string{
		"", "Your refund of $1,234.56 comes next week.", "Case MC-2026-000123, letter L-2026-000418", "Call us at 555-010-0142 or 1-800-555-0199.", "ZIP 56001-1234",
		"Your return of 2025-04-15 came.", "The last four digits are 6789.", "Confirmation 1234-5678", "Order 12345678", "Send us the last four digits of your Social Security number.",
		"We send the refund to your bank account within 10 days.", "We never ask for your password.", "Do not send us your Social Security number.", "You need a password to sign in.",
		"Enter your password on the sign-in page.", "Please confirm that your bank account received it.", "No envíe su contraseña.", "Nunca le pediremos su contraseña ni su número de Seguro Social.",
		"Enviamos el reembolso a su cuenta bancaria.", "Change your password under “Security”.", "Si no puede iniciar sesión, cambie su contraseña.", "2026-11-22 10:42", "Tell us when the bank account was opened",
		"Write to us at 12 Alder Street, Mankato 56001", "You can tell us whether your password works.", "Period 2025-Q1, form 1040-ES", "IRS notice CP2000 dated 11/22/2026",
	} {
		if err := GuardOutgoing("body", text); err != nil {
			t.Errorf("%q is refused: %v", text, err)
		}
	}
}

func TestHarshWordsAreWarnedAboutOnce(t *testing.T) {
	for _, text := range []string{"This is bullshit.", "Fuck you", "¡Qué mierda!", "hijo de puta", "PENDEJOS", "Qué mierda\nEspero."} {
		if WarnOfProfanity(text, false) != ErrHarshWords {
			t.Errorf("%q is not warned about", text)
		}
		if WarnOfProfanity(text, true) != nil {
			t.Errorf("%q is kept back from who was warned", text)
		}
	}
	for _, text := range []string{"I disputed it.", "The computer class in Scunthorpe", "Reputation", "Shitake", "un cono de papel", "Cockburn & Dick, attorneys", "assess the assets"} {
		if err := WarnOfProfanity(text, false); err != nil {
			t.Errorf("%q is warned about", text)
		}
	}
}

func TestTheFieldsOfATextAreThoseThatAreListed(t *testing.T) {
	for _, m := range DefaultModules() {
		if err := m.Check(); err != nil {
			t.Errorf("%s: %v", m.Name, err)
		}
	}
	m := TextModule{Name: "x", Body: map[string]string{"en": "Hello {nam}", "es": "Envíenos su contraseña."}}
	refused, ok := m.Check().(*Error)
	if !ok || len(refused.Fields) != 2 {
		t.Errorf("%v", refused)
	}
	m.Body["en"] = "Hello {name}, {case} {other}"
	if got := m.Fill(English, map[string]string{"name": "Rosa", "case": "MC-1"}); got != "Hello Rosa, MC-1 {other}" {
		t.Errorf("filled in: %s", got)
	}
}
