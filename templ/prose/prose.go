// Package prose turns the Markdown of the public site's pages into HTML that cannot do anything: no raw HTML, headings
// below the page's own, links that say when they leave the site, pictures that say what they show.
package prose

import (
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// Options is what a text is read with.
type Options struct {
	Words  ui.Words          // the language of the page, and the kit's own words in it
	Fields portal.PageFields // what {{…}} stands for
	Prefix string            // before addresses of our own: "/es"
	Hosts  []string          // ours: links to them do not leave the site
	Line   int               // lines before the text in its file
}

// Heading is a heading of the text, for a list of what is on the page.
type Heading struct {
	Level    int
	ID, Text string
}

// Document is a text made ready for a page. HTML is safe whatever the text was; with problems it is not to be published.
type Document struct {
	HTML     string
	Plain    string // what it says, for searching
	Headings []Heading
	Links    []portal.PageHref
	Leaves   bool // some link leads to another website
	Problems []portal.PageProblem
}

// reader reads Markdown as we understand it: what CommonMark takes for HTML is text.
var reader = parser.NewParser(
	parser.WithBlockParsers(
		util.Prioritized(parser.NewThematicBreakParser(), 200),
		util.Prioritized(parser.NewListParser(), 300),
		util.Prioritized(parser.NewListItemParser(), 400),
		util.Prioritized(parser.NewATXHeadingParser(), 600),
		util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
		util.Prioritized(parser.NewBlockquoteParser(), 800),
		util.Prioritized(parser.NewParagraphParser(), 1000),
	),
	parser.WithInlineParsers(
		util.Prioritized(parser.NewCodeSpanParser(), 100),
		util.Prioritized(braces{}, 150),
		util.Prioritized(parser.NewLinkParser(), 200),
		util.Prioritized(parser.NewAutoLinkParser(), 300),
		util.Prioritized(parser.NewEmphasisParser(), 500),
	),
	parser.WithParagraphTransformers(
		util.Prioritized(extension.NewTableParagraphTransformer(), 200),
	),
	parser.WithASTTransformers(
		util.Prioritized(extension.NewTableASTTransformer(), 0),
	),
)

// Render reads a text.
func Render(body string, o Options) Document {
	source := []byte(body)
	w := &writer{Options: o, source: source, ids: map[string]int{}}
	for _, taken := range []string{"main", "contact-us", "timeout", "sign-out", "top", "about"} { // ids of the page around it
		w.ids[taken] = 1
	}
	root := reader.Parse(text.NewReader(source))
	w.findHeadings(root)
	w.blocks(root)
	w.checkAnchors()
	return Document{
		HTML: w.html.String(), Plain: strings.Join(strings.Fields(w.plain.String()), " "),
		Headings: w.headings, Links: w.links, Leaves: w.leaves, Problems: w.problems,
	}
}

// writer writes one text.
type writer struct {
	Options
	source   []byte
	html     strings.Builder
	plain    strings.Builder
	ids      map[string]int // how often each was wanted
	headings []Heading
	at       int // which heading comes next
	links    []portal.PageHref
	anchors  []anchor
	leaves   bool
	depth    int
	problems []portal.PageProblem
}

// wrong notes a problem at a node.
func (w *writer) wrong(n ast.Node, s portal.Sentence) {
	line, column := portal.PlaceIn(string(w.source), placeOf(n))
	w.problems = append(w.problems, portal.PageProblem{Line: line + w.Line, Column: column, Sentence: s})
}

// placeOf is where a node begins: its own place, or that of the first thing in or around it that has one.
func placeOf(n ast.Node) int {
	if p := n.Pos(); p >= 0 {
		return p
	}
	if n.Type() == ast.TypeBlock && n.Lines().Len() > 0 {
		return n.Lines().At(0).Start
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			return t.Segment.Start
		}
	}
	if n.PreviousSibling() != nil {
		return placeOf(n.PreviousSibling())
	}
	if n.Parent() != nil {
		return placeOf(n.Parent())
	}
	return 0
}

// plainOf is what a node says, its fields filled in.
func (w *writer) plainOf(n ast.Node) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Text:
			b.Write(util.UnescapePunctuations(util.ResolveEntityNames(util.ResolveNumericReferences(n.Segment.Value(w.source)))))
			if n.SoftLineBreak() || n.HardLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.String:
			b.Write(n.Value)
		case *field:
			b.WriteString(strings.ReplaceAll(w.Fields[n.name], "\n", ", "))
		case *spoken:
			b.WriteString(n.text)
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

// findHeadings gives every heading its id before anything is written, so that links to it can be checked.
func (w *writer) findHeadings(root ast.Node) {
	level := 1
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		h, ok := n.(*ast.Heading)
		if !entering || !ok {
			return ast.WalkContinue, nil
		}
		said := strings.TrimSpace(w.plainOf(h))
		switch {
		case said == "":
			w.wrong(h, portal.Say("This heading has no words."))
		case h.Level == 1:
			w.wrong(h, portal.Say("Begin headings with ##. The title of the page is its only heading of the first level."))
		case h.Level > level+1:
			w.wrong(h, portal.Say("This heading is more than one level below the one before it. Take one # away."))
		}
		level = h.Level
		id := portal.Slug(said)
		for base := id; w.ids[id] > 0; id = base + "-" + strconv.Itoa(w.ids[base]) {
			w.ids[base]++
		}
		w.ids[id]++
		w.headings = append(w.headings, Heading{min(max(h.Level, 2), 6), id, said})
		return ast.WalkSkipChildren, nil
	})
}

// isTable reports that a node is a table.
func isTable(n ast.Node) bool { _, ok := n.(*east.Table); return ok }

// Within is the text for a page that has others beside it, headings with the same words among them: its ids begin with a
// word of their own, and its headings stand one level lower, under that of the part.
func (d Document) Within(name string) string {
	replace := make([]string, 0, 8*len(d.Headings))
	for _, h := range d.Headings {
		replace = append(replace, `id="`+h.ID+`"`, `id="`+name+"-"+h.ID+`"`, `href="#`+h.ID+`"`, `href="#`+name+"-"+h.ID+`"`)
	}
	for level := 2; level < 6; level++ {
		from, to := string(rune('0'+level)), string(rune('1'+level))
		replace = append(replace, "<h"+from+" ", "<h"+to+" ", "</h"+from+">", "</h"+to+">")
	}
	return strings.NewReplacer(replace...).Replace(d.HTML)
}
