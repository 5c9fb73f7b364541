package main

import (
	"bytes"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"exchequer/db"
	"exchequer/db/dbtest"
	"exchequer/handlers"
	"exchequer/portal"
)

// canaryNumber is a taxpayer number that is imported, sought, found and refused, in every way there is.
const canaryNumber = "912-89-4711"

// spellings are how a number is usually written: whoever greps for it greps for these.
func spellings(number string) []string {
	digits := strings.ReplaceAll(number, "-", "")
	return []string{number, digits, strings.ReplaceAll(number, "-", " "), strings.ReplaceAll(number, "-", "."), url.QueryEscape(strings.ReplaceAll(number, "-", " "))}
}

func TestATaxpayerNumberLiesNowhereInTheClear(t *testing.T) {
	folders, temporary := map[string]string{"sqlite": t.TempDir(), "postgres": t.TempDir()}, t.TempDir()
	t.Setenv("TMPDIR", temporary)
	for engine, folder := range folders {
		t.Run(engine, func(t *testing.T) {
			data := filepath.Join(folder, "data")
			env := []string{"EXCHEQUER_DATA=" + data}
			o := &dbtest.Office{Dir: data}
			if engine == "postgres" {
				o = dbtest.Open(t, db.Postgres)
				o.Close()
				env = append(env, "EXCHEQUER_DATABASE_URL="+o.URL, "EXCHEQUER_KEY_FILE="+filepath.Join(o.Dir, "keys.json"))
			}
			said := importsCanary(t, env, folder)
			o.Clock = dbtest.NewClock()
			o.Reopen(t)
			log, pages := seeksCanary(t, o)
			if !strings.Contains(log, "msg") {
				t.Fatalf("the log says nothing: %s", log)
			}
			everywhere := map[string]string{"what the commands said": said, "the log": log, "pages and addresses": pages, "temporary files": contents(t, temporary), "the data folder": contents(t, data)}
			if !strings.Contains(everywhere["pages and addresses"], "ending in 4711") {
				t.Fatal("the taxpayer was not found")
			}
			for where, text := range everywhere {
				for _, spelt := range spellings(canaryNumber) {
					if strings.Contains(text, spelt) {
						t.Errorf("%q lies open in %s", spelt, where)
					}
				}
			}
			dbtest.Absent(t, o, spellings(canaryNumber)...)
		})
	}
}

// importsCanary imports the number from a file and from standard input, rightly and in places where it may not stand, and
// gives all that the commands said and wrote beside the file.
func importsCanary(t *testing.T, env []string, folder string) (said string) {
	t.Helper()
	digits := strings.ReplaceAll(canaryNumber, "-", "")
	const header = "taxpayer,kind,number,first_name,last_name,address_1,city,state,zip\n"
	for kind, rows := range map[string]string{
		"taxpayers": header + "TP-1,person," + canaryNumber + ",Canaria,Quillfeather,1 Main St,Fernwick,TK,56010\n" +
			"TP-2,person," + canaryNumber + ",Canaria,Twice,1 Main St,Fernwick,TK,56010\n" + digits + ",person," + digits + ",Canaria,Key,1 Main St,Fernwick,TK,56010\n" +
			"TP-3,person,912-89-4712,Canaria," + canaryNumber + ",1 Main St,Fernwick,TK,56010\nTP-4,cat," + digits + ",\"Unclosed," + canaryNumber + "\n",
		"accounts": "taxpayer,account,type\nTP-1,IIT-" + digits + ",Income tax\nTP-1,I-1,Income tax " + canaryNumber + "\n" + canaryNumber + ",I-1,Income tax\n",
		"letters":  "taxpayer,letter,kind,issued\nTP-1," + digits + ",Notice,2026-01-01\nTP-1,L-1,Notice of " + canaryNumber + ",2026-01-01\n",
		"deaths":   "number,died\n" + canaryNumber + ",2026-01-01\n" + digits + ",someday\n",
		"returns":  canaryNumber + ",2026-01-01\n", // no header
	} {
		file := filepath.Join(folder, kind+".csv")
		if err := os.WriteFile(file, []byte(rows), 0o600); err != nil {
			t.Fatal(err)
		}
		out, stderr, _ := run(t, env, "import", kind, file)
		list, _ := os.ReadFile(file + ".rejects.csv")
		said += out + stderr + string(list)
		var again, problems bytes.Buffer
		m := &Main{Args: []string{"import", kind, "-"}, Env: append(env, "EXCHEQUER_ORIGIN=http://localhost"), Stdin: strings.NewReader(rows), Stdout: &again, Stderr: &problems}
		t.Chdir(folder) // where the list of rejected rows goes
		m.Run(t.Context())
		list, _ = os.ReadFile(filepath.Join(folder, kind+".rejects.csv"))
		said += again.String() + problems.String() + string(list)
	}
	if !strings.Contains(said, "1 new") || !strings.Contains(said, "line,column,reason") {
		t.Fatalf("nothing was imported, or nothing rejected: %s", said)
	}
	return said
}

// seeksCanary looks the number up at the desk, over the real site, and gives the log and all pages with their addresses.
func seeksCanary(t *testing.T, o *dbtest.Office) (logged, pages string) {
	t.Helper()
	log := &lockedBuffer{}
	logger := slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	origin, _ := url.Parse("http://localhost")
	built, err := handlers.New(handlers.Options{DB: o.DB, Profile: demoProfile(t), Origin: origin, Log: logger})
	if err != nil {
		t.Fatal(err)
	}
	site := httptest.NewServer(built)
	defer site.Close()
	ines := o.Hire(t, dbtest.Ines)
	jar, _ := cookiejar.New(nil)
	clerk := &http.Client{Jar: jar}
	at, _ := url.Parse(site.URL)
	jar.SetCookies(at, []*http.Cookie{{Name: "session", Value: ines.Token}})
	var seen strings.Builder
	ask := func(answer *http.Response, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		seen.WriteString(answer.Request.URL.String() + "\n")
	}
	for _, spelt := range spellings(canaryNumber) {
		answer, err := clerk.PostForm(site.URL+"/desk/taxpayers", url.Values{"search": {spelt}, "reason": {"Called about a letter."}})
		if err == nil {
			var body bytes.Buffer
			body.ReadFrom(answer.Body)
			if strings.HasPrefix(answer.Request.URL.Path, "/desk/taxpayers/") { // the question repeats what its writer typed, to them alone
				seen.WriteString(body.String())
			}
		}
		ask(answer, err)
		ask(clerk.PostForm(site.URL+"/desk/taxpayers", url.Values{"search": {spelt}, "reason": {"It is " + spelt}}))
		ask(clerk.PostForm(site.URL+"/desk/taxpayers/looks", url.Values{"taxpayer": {spelt}, "reason": {"Called about a letter."}}))
	}
	if _, err := o.FindTaxpayers(t.Context(), ines.Actor, portal.TaxpayerSearch{Words: canaryNumber, Reason: "Called about a letter."}); err != nil {
		t.Fatal(err)
	}
	logger.Info("the end")
	return log.String(), seen.String()
}

// contents are all files of a folder.
func contents(t *testing.T, folder string) string {
	t.Helper()
	var all strings.Builder
	filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			content, _ := os.ReadFile(path)
			all.WriteString(path + "\n" + string(content))
		}
		return nil
	})
	return all.String()
}
