package e2e

import (
	"strings"
	"testing"
	"time"
)

// taxpayers looks closely at how a taxpayer is found and opened.
func (i *inspection) taxpayers(b *browser) {
	b.t.Helper()
	b.visit("/desk/taxpayers")
	b.fill("Taxpayer number, or the beginning of a name", "Delgado, Rosa")
	b.fill("Why do you look?", "Called about a letter.")
	b.press("Find")
	b.sees("Taxpayers found, by name")
	b.sound("/desk/taxpayers, answered")
	id := evaluate[string](b, `document.querySelector("button[name=taxpayer]").value`)
	i.at(b, "/desk/taxpayers/"+id) // asks why
	b.sound("/desk/taxpayers/:id, asking why")
	b.fill("Why do you look?", "Called about a letter.")
	b.press("Open the records")
	b.sees("Letters issued", "SSN ending in")
	b.sound("/desk/taxpayers/:id, open")
	b.calm()
	i.at(b, "/desk/taxpayers/"+id+"/representatives")
}

// imports looks closely at an import on its way.
func (i *inspection) imports(b *browser) {
	b.t.Helper()
	b.importFile("number,died\n912-89-0001,2026-01-01\n912-89-0002,someday\n")
	i.here(b)
	b.visit("/office/imports")
	i.here(b)
}

// importFile uploads deaths and waits until they are counted.
func (b *browser) importFile(content string) {
	b.t.Helper()
	b.visit("/office/imports")
	b.choose("radio", "Deaths")
	b.attach(b.one(`input[type="file"]`), "deaths.csv", content)
	b.press("Upload and count")
	for range 40 {
		if strings.Contains(b.text(), "Waits for you") {
			return
		}
		time.Sleep(250 * time.Millisecond)
		b.follow("Look again")
	}
	b.t.Fatalf("the file is not counted: %s", b.text())
}

// TestAFileOfTheCoreSystemComesInAtTheOffice is an import by an administrator, with JavaScript and without.
func TestAFileOfTheCoreSystemComesInAtTheOffice(t *testing.T) {
	for name, scripts := range map[string]bool{"with JavaScript": true, "without JavaScript": false} {
		t.Run(name, func(t *testing.T) {
			d := demoIn(t, demoData(t))
			b := open(t, d.Origin)
			if !scripts {
				b.withoutScripts()
			}
			b.signIn(d, d.who("administrator"))
			b.importFile("died,number\n2026-01-01,912-89-0001\nsomeday,912-89-0002\n")
			b.sees("Nothing has come in yet.", "This is no day.")
			b.press("Import")
			for range 40 {
				if strings.Contains(b.text(), "What has changed\n") {
					break
				}
				time.Sleep(250 * time.Millisecond)
				b.visit(b.path())
			}
			b.sees("Done", "What has changed")
			b.calm()
		})
	}
}
