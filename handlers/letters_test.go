package handlers

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"exchequer/db/dbtest"
	"exchequer/portal"
)

// words are what pdftotext reads of a PDF.
func words(t *testing.T, pdf string) string {
	t.Helper()
	if _, err := exec.LookPath("pdftotext"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("pdftotext is not installed: apt-get install poppler-utils")
		}
		t.Skip("pdftotext is not installed")
	}
	file := filepath.Join(t.TempDir(), "letters.pdf")
	if err := os.WriteFile(file, []byte(pdf), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-layout", file, "-").CombinedOutput()
	if err != nil {
		t.Fatalf("pdftotext: %v: %s", err, out)
	}
	return strings.Join(strings.Fields(string(out)), " ")
}

var letterLink = regexp.MustCompile(`/desk/letters/\d+/letters/[0-9a-f-]+`)

func TestMessagesOnPaperFromTheOptOutToTheMail(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c := o.OpenCounter(t)
		rosa, ines := at(t, c, c.Rosa), at(t, c, c.Ines)
		rosa.get("/delivery").must(200, "Where our letters go", "12 Alder Street", "It is the address on your tax records.")
		rosa.get("/delivery/address").must(200, "How things reach you") // it is on record already
		rosa.post("/delivery/opt-out").must(200, "We write to you on paper.")
		n := c.Write(t, c.Rosa, 0, portal.DraftText{Topic: "income", Subject: "Refund of 2025", Body: "When?"})
		c.Write(t, c.Ines, n, portal.DraftText{Body: "It comes on Friday."})
		page := "/messages/" + n.String()
		rosa.get(page).must(200, "On paper, in words: not printed yet")
		rosa.get("/es"+page).must(200, "En papel, con el texto: todavía no impreso")

		ines.get("/desk/letters").must(200, "1 letter to print", "our messages to people who get them on paper")
		ines.post("/desk/letters/batches").must(200, "The batch is made.", "Our message in words", n.String())
		pdf := ines.post("/desk/letters/3/printings").must(200).body
		said := words(t, pdf)
		for _, text := range []string{"ROSA DELGADO", "12 ALDER STREET", "What we wrote to you", "Refund of 2025", "It comes on Friday.", "Ines Calloway, for the department", n.String(), "You know nothing of this?", "letters/not-mine"} {
			if !strings.Contains(said, text) {
				t.Errorf("the paper lacks %q: %s", text, said)
			}
		}
		rosa.get(page).must(200, "On paper, in words: printed Nov 20, 2026, not mailed yet")
		batch := ines.get("/desk/letters/3").must(200)
		link := letterLink.FindString(batch.body)
		screen := ines.get(link).must(200, "This is what the paper says, word for word.", "What we wrote to you", "It comes on Friday.", "•••••-•••••", "Is this letter from us?")
		if code := regexp.MustCompile(`and enter ([0-9A-Z]{5}-[0-9A-Z]{5})`).FindStringSubmatch(said); code == nil || strings.Contains(screen.body, code[1]) {
			t.Errorf("the reference on the paper is %v, and stands on the screen", code)
		}
		ines.get("/desk/letters/2/letters/" + filepath.Base(link)).must(404)
		ines.get("/desk/letters/3/letters/nobodys").must(404)
		rosa.get(link).must(http.StatusNotFound)
		ines.post("/desk/letters/3/mailing").must(200, "The batch is marked as mailed.", "Mailed Nov 20, 2026 by Ines Calloway")
		rosa.get(page).must(200, "On paper, in words: printed Nov 20, 2026, mailed Nov 20, 2026")
		ines.get("/desk/messages/"+n.String()).must(200, "On paper, in words: printed Nov 20, 2026, mailed Nov 20, 2026")
	})
}

func TestWhoIsOnNoRecordTellsUsWhereLettersGo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, o *dbtest.Office) {
		c := o.OpenCounter(t)
		pia := o.Enrol(t, portal.Actor{Account: "pia", Name: "Pia Holm", Email: "pia@mail.example", Role: portal.Taxpayer, Session: "pia-session", Address: "198.51.100.10"})
		v, ines := at(t, c, pia), at(t, c, c.Ines)
		v.post("/delivery/opt-out").must(200, "You told us no mailing address, so nothing can come on paper.")
		n := c.Write(t, pia, 0, portal.DraftText{Topic: "general", Subject: "Your hours", Body: "Are you open on Fridays?"})
		c.Write(t, c.Ines, n, portal.DraftText{Body: "Yes, until five."})
		v.get("/messages/"+n.String()).must(200, "we know no mailing address.")
		ines.get("/desk/letters").must(200, "No letter waits to be printed", "1 letter without an address", n.String())
		v.get("/delivery/address").must(200, "Where our letters go")
		v.get("/es/delivery/address").must(200, "Adónde van nuestras cartas")
		v.post("/delivery/address", "recipient", "Pia Holm", "line1", "", "city", "Harmon Falls", "state", "TX", "zip", "5600").must(422, "Enter the street and the number, or the P.O. box.", "Enter the ZIP code")
		v.post("/delivery/address", "recipient", "Pia Holm", "line1", "7 Birch Row", "city", "Harmon Falls", "state", "TX", "zip", "75001").must(200, "Our letters go there from now on.", "7 Birch Row", "Tell us another address")
		if page := ines.get("/desk/letters"); strings.Contains(page.body, "without an address") {
			t.Error("the desk still looks for an address")
		}
		ines.post("/desk/letters/batches").must(200, "Harmon Falls, TX 75001", "Our message in words")
		ines.get("/delivery/address").must(404)
		ines.post("/delivery/address", "recipient", "Ines").must(404)
	})
}
