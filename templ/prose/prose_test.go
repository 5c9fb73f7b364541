package prose

import (
	"strings"
	"testing"
	"time"

	"exchequer/portal"
	"exchequer/templ/ui"
)

func render(body string) Document {
	return Render(body, Options{Words: ui.Words{Language: portal.English}, Prefix: "/es", Hosts: []string{"dor.example"},
		Fields: portal.PageFields{"phone": "(555) 010-4400", "address": "1 Elm\nTown", "email": "a@dor.example", "relay": ""}})
}

func TestMarkdownBecomesWhatPagesNeed(t *testing.T) {
	for body, want := range map[string]string{
		"## What you need\n\n### Ñandú":      `<h2 id="what-you-need">What you need</h2>` + "\n" + `<h3 id="nandu">Ñandú</h3>`,
		"## A\n\n## A":                       `<h2 id="a-2">A</h2>`,
		"## Main":                            `<h2 id="main-2">`,
		"Call {{phone}}.":                    `<a class="usa-link kit-nowrap" href="tel:5550104400">(555) 010-4400</a>`,
		"{{ address }}":                      "1 Elm<br>\nTown",
		"[x](/help/letter)":                  `<a class="usa-link" href="/es/help/letter">x</a>`,
		"[x](/)":                             `href="/es"`,
		"[x](https://www.irs.gov/a?b=1&c=2)": `<a class="usa-link kit-away" href="https://www.irs.gov/a?b=1&amp;c=2" rel="external">x<span class="usa-sr-only"> (another website)</span></a>`,
		"{es: Hable con nosotros}":           `<span lang="es">Hable con nosotros</span>`,
		"> Note":                             `<div class="kit-note"><p>Note</p>`,
		"3. a\n4. b":                         `<ol start="3">`,
		"**a** *b* `c`":                      `<strong>a</strong> <em>b</em> <code>c</code>`,
		"Table: Ways\n\n| A | B |\n|---|---|\n| 1 | 2 |\n| r | {{relay}} |": "<caption>Ways</caption>\n<thead><tr><th scope=\"col\">A</th><th scope=\"col\">B</th></tr>\n</thead><tbody>\n<tr><th scope=\"row\">1</th><td data-label=\"B\">2</td></tr>\n</tbody>",
		"![The mark](logo.svg)": `alt="The mark"`,
	} {
		if d := render(body); !strings.Contains(d.HTML, want) || len(d.Problems) > 0 {
			t.Errorf("%q:\n%s\n%v", body, d.HTML, d.Problems)
		}
	}
}

// What someone writes can do nothing: it is text, or it is a problem with its line and column.
func TestHostileTextDoesNothing(t *testing.T) {
	for _, body := range []string{
		"<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "a <b onclick=x>b</b>", "[x](javascript:alert(1))", "[x](data:text/html,x)", "[x](//evil.example)",
		"![x](https://evil.example/x.png)", "<javascript:alert(1)>", "{es\"onx: y}", "[x](/a\"onmouseover=\"y)", "## <svg onload=x>", "a\u202eb\u0000c", "[x](vbscript:x)", "[x]( javascript:x)",
		"&lt;script&gt;&#60;script&#62;", "\\<script>", "```<script>\n</pre><script>\n```",
	} {
		html := strings.ToLower(render(body).HTML)
		for _, bad := range []string{"<script", "<img src=x", "<b ", "<svg", `href="javascript`, `href="data`, `href="vbscript`, `href="//`, "evil.example/x.png\"", "\u202e", "\x00", `" onmouse`, `"onmouse`} {
			if strings.Contains(html, bad) {
				t.Errorf("%q gives %s", body, html)
			}
		}
	}
}

func TestMistakesAreToldWithLineAndColumn(t *testing.T) {
	for body, want := range map[string]string{
		"a\n\nb {{phnoe}}":                "Line 3, column 3: There is no field {{phnoe}}.",
		"# Title":                         "Line 1, column 1: Begin headings with ##.",
		"## A\n\n#### B":                  "Line 3, column 1: This heading is more than one level",
		"![](logo.svg)":                   "Line 1, column 1: Say in words what this picture shows",
		"![x](nothing.png)":               "There is no picture “nothing.png”",
		"ñ [x](javascript:y)":             "Line 1, column 3: A link begins with",
		"[](/help)":                       "This link has no words",
		"[x](#nowhere)":                   "No heading of this page is called “#nowhere”",
		"[x](https://dor.example/a)":      "Write addresses of this site from their first slash on: /a",
		"| A | B |\n|---|---|\n| 1 | 2 |": "Say what this table shows",
		"Table: x\n\n| A |  |\n|---|---|\n| 1 | 2 |": "This column has no heading",
		strings.Repeat("> ", 40) + "x":               "stand too deep",
	} {
		d := render(body)
		if len(d.Problems) == 0 || !strings.Contains(d.Problems[0].Said().String(), want) {
			t.Errorf("%q: %v", body, d.Problems)
		}
	}
}

// Whatever the text, drawing ends, and quickly.
func TestLongAndOddTextsAreDrawn(t *testing.T) {
	for _, body := range []string{
		strings.Repeat("[", 40_000), strings.Repeat("{{", 20_000), strings.Repeat("*a ", 13_000), strings.Repeat("| ", 20_000), strings.Repeat("- ", 20_000),
		strings.Repeat("> ", 20_000), "\xff\xfe", strings.Repeat("## A\n\n", 5_000), strings.Repeat("1. ", 13_000), strings.Repeat("![", 20_000), strings.Repeat("[a](", 10_000), strings.Repeat("`", 40_000),
	} {
		began := time.Now()
		render(body)
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("%q… took %s", body[:2], took)
		}
	}
}

func TestOnePageBesideAnotherHasIdsOfItsOwn(t *testing.T) {
	html := render("## A\n\n[x](#a)").Within("es")
	if html != `<h3 id="es-a">A</h3>`+"\n"+`<p><a class="usa-link" href="#es-a">x</a></p>`+"\n" {
		t.Error(html)
	}
}

func FuzzRender(f *testing.F) {
	f.Add("## A\n\n{{phone}} [x](/help) | a |\n|--|")
	f.Fuzz(func(t *testing.T, body string) {
		if strings.Contains(strings.ToLower(render(body).HTML), "<script") {
			t.Error(body)
		}
	})
}
