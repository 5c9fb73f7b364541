package prose

import (
	"html"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"

	"exchequer/portal"
	"exchequer/static"
	"exchequer/templ/layout"
)

// deepest is how far blocks may stand in one another; deeper ones are left out, and told of.
const deepest = 12

// blocks writes what stands in a block.
func (w *writer) blocks(in ast.Node) {
	if w.depth++; w.depth > deepest {
		w.wrong(in, portal.Say("Lists and notes stand too deep in one another here."))
		w.depth--
		return
	}
	for n := in.FirstChild(); n != nil; n = n.NextSibling() {
		w.block(n)
	}
	w.depth--
}

func (w *writer) block(n ast.Node) {
	switch n := n.(type) {
	case *ast.Heading:
		h := w.headings[w.at]
		w.at++
		w.put("<h", strconv.Itoa(h.Level), ` id="`, h.ID, `">`)
		w.inlines(n)
		w.put("</h", strconv.Itoa(h.Level), ">\n")
	case *ast.Paragraph:
		if n.NextSibling() != nil && isTable(n.NextSibling()) && strings.HasPrefix(w.plainOf(n), captionMark) {
			return // it is the caption of the table
		}
		w.put("<p>")
		w.inlines(n)
		w.put("</p>\n")
	case *ast.TextBlock:
		w.inlines(n)
	case *ast.List:
		tag := "ul"
		if n.IsOrdered() {
			tag = "ol"
		}
		w.put("<", tag)
		if n.IsOrdered() && n.Start > 1 {
			w.put(` start="`, strconv.Itoa(n.Start), `"`)
		}
		w.put(">\n")
		w.blocks(n)
		w.put("</", tag, ">\n")
	case *ast.ListItem:
		w.put("<li>")
		w.blocks(n)
		w.put("</li>\n")
	case *ast.Blockquote:
		w.put(`<div class="kit-note">`)
		w.blocks(n)
		w.put("</div>\n")
	case *ast.FencedCodeBlock:
		w.put(`<pre class="kit-lines">`)
		for i := range n.Lines().Len() {
			line := n.Lines().At(i)
			w.text(string(line.Value(w.source)))
		}
		w.put("</pre>\n")
	case *ast.ThematicBreak:
		w.put("<hr>\n")
	case *east.Table:
		w.table(n)
	default:
		w.blocks(n)
	}
	w.plain.WriteByte(' ')
}

// captionMark begins the paragraph before a table that says what it shows.
const captionMark = "Table: "

// table writes a table: its caption is the paragraph before it, its first row and first column say what the rest is.
func (w *writer) table(t *east.Table) {
	caption := ""
	if before, ok := t.PreviousSibling().(*ast.Paragraph); ok {
		caption, _ = strings.CutPrefix(w.plainOf(before), captionMark)
		if caption == w.plainOf(before) {
			caption = ""
		}
	}
	if caption == "" {
		w.wrong(t, portal.Say("Say what this table shows: write “Table: ” and a few words in a paragraph before it."))
		caption = "…"
	}
	w.put(`<table class="usa-table kit-table"><caption>`)
	w.text(caption)
	w.put("</caption>\n")
	var columns []string
	for row := t.FirstChild(); row != nil; row = row.NextSibling() {
		_, heads := row.(*east.TableHeader)
		if !heads && w.nothingToSay(row) {
			continue
		}
		if heads {
			w.put("<thead>")
		}
		w.put("<tr>")
		for cell, at := row.FirstChild(), 0; cell != nil; cell, at = cell.NextSibling(), at+1 {
			switch {
			case heads:
				columns = append(columns, strings.TrimSpace(w.plainOf(cell)))
				w.put(`<th scope="col">`)
				if strings.TrimSpace(w.plainOf(cell)) == "" {
					w.wrong(cell, portal.Say("This column has no heading."))
				}
				w.inlines(cell)
				w.put("</th>")
			case at == 0:
				w.put(`<th scope="row">`)
				w.inlines(cell)
				w.put("</th>")
			default:
				w.put(`<td data-label="`, html.EscapeString(columns[min(at, len(columns)-1)]), `">`)
				w.inlines(cell)
				w.put("</td>")
			}
			w.plain.WriteByte(' ')
		}
		w.put("</tr>\n")
		if heads {
			w.put("</thead><tbody>\n")
		}
	}
	w.put("</tbody></table>\n")
}

// nothingToSay reports a row of a table with a cell that is a field alone, of which the profile says nothing: a department
// without a relay service needs no row for it.
func (w *writer) nothingToSay(row ast.Node) bool {
	for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
		if f, ok := cell.FirstChild().(*field); ok && cell.ChildCount() == 1 {
			if value, known := w.Fields[f.name]; known && value == "" {
				return true
			}
		}
	}
	return false
}

func (w *writer) inlines(in ast.Node) {
	for n := in.FirstChild(); n != nil; n = n.NextSibling() {
		w.inline(n)
	}
}

func (w *writer) inline(n ast.Node) {
	switch n := n.(type) {
	case *ast.Text:
		value := n.Segment.Value(w.source)
		if !n.IsRaw() {
			value = util.UnescapePunctuations(util.ResolveEntityNames(util.ResolveNumericReferences(value)))
		}
		w.text(portal.Visible(string(value)))
		if n.HardLineBreak() {
			w.put("<br>\n")
		} else if n.SoftLineBreak() {
			w.put("\n")
			w.plain.WriteByte(' ')
		}
	case *ast.String:
		w.text(string(n.Value))
	case *ast.Emphasis:
		tag := "em"
		if n.Level == 2 {
			tag = "strong"
		}
		w.put("<", tag, ">")
		w.inlines(n)
		w.put("</", tag, ">")
	case *ast.CodeSpan:
		w.put("<code>")
		w.inlines(n)
		w.put("</code>")
	case *ast.Link:
		w.link(n, string(n.Destination), func() { w.inlines(n) })
	case *ast.AutoLink:
		address := string(n.URL(w.source))
		if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(address, "mailto:") {
			address = "mailto:" + address
		}
		w.link(n, address, func() { w.text(string(n.Label(w.source))) })
	case *ast.Image:
		w.image(n)
	case *field:
		w.field(n)
	case *spoken:
		w.put(`<span lang="`, n.lang, `">`)
		w.text(n.text)
		w.put("</span>")
	default:
		w.inlines(n)
	}
}

// field writes what the profile says; a telephone number and an e-mail address can be pressed.
func (w *writer) field(n *field) {
	value, known := w.Fields[n.name]
	if !known {
		w.wrong(n, portal.UnknownField(n.name))
		w.text("{{" + n.name + "}}")
		return
	}
	address := ""
	switch n.name {
	case "phone", "toll_free", "relay":
		address = layout.Dial(value)
	case "email":
		address = "mailto:" + value
	}
	if _, inLink := n.Parent().(*ast.Link); inLink || value == "" {
		address = ""
	}
	if address != "" {
		w.put(`<a class="usa-link kit-nowrap" href="`, html.EscapeString(address), `">`)
	}
	for i, line := range strings.Split(value, "\n") {
		if i > 0 {
			w.put("<br>\n")
			w.plain.WriteString(", ")
		}
		w.text(line)
	}
	if address != "" {
		w.put("</a>")
	}
}

// image writes a picture of this site. It must say in words what it shows.
func (w *writer) image(n *ast.Image) {
	says := strings.TrimSpace(w.plainOf(n))
	address := string(n.Destination)
	if says == "" {
		w.wrong(n, portal.Say("Say in words what this picture shows: write it between the square brackets. Who cannot see it hears that."))
	}
	if strings.ContainsAny(address, "/:") || static.Bytes(address) == nil {
		w.wrong(n, portal.Say("There is no picture “%s”. Pictures come from this site alone, by their plain name, such as logo.svg.", address))
		w.text(says)
		return
	}
	w.put(`<img class="kit-picture" src="`, html.EscapeString(static.Address(address)), `" alt="`, html.EscapeString(says), `">`)
	w.plain.WriteString(says)
}

// anchor is a link to a heading of the same page.
type anchor struct {
	node ast.Node
	id   string
}

// link writes a link. Our own addresses are written in the page's language; others are marked in words.
func (w *writer) link(n ast.Node, address string, words func()) {
	u, err := url.Parse(address)
	line, column := portal.PlaceIn(string(w.source), placeOf(n))
	href := portal.PageHref{Address: address, Line: line + w.Line, Column: column}
	switch {
	case err != nil || address == "" || strings.Contains(address, "{{"):
		w.wrong(n, portal.Say("“%s” is no address.", address))
		words()
		return
	case strings.TrimSpace(w.plainOf(n)) == "" && n.Kind() == ast.KindLink:
		w.wrong(n, portal.Say("This link has no words. Say where it leads."))
		return
	case u.Scheme == "" && u.Host == "" && strings.HasPrefix(address, "#"):
		w.anchors = append(w.anchors, anchor{n, u.Fragment})
		w.a(address, "usa-link", "", words)
	case u.Scheme == "" && u.Host == "" && strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "//"):
		w.links = append(w.links, href)
		w.a(w.local(address), "usa-link", "", words)
	case u.Scheme == "mailto" || u.Scheme == "tel":
		w.a(address, "usa-link", "", words)
	case (u.Scheme == "https" || u.Scheme == "http") && slices.Contains(w.Hosts, u.Host):
		w.wrong(n, portal.Say("Write addresses of this site from their first slash on: %s", u.RequestURI()))
		words()
	case u.Scheme == "https" || u.Scheme == "http":
		w.links, w.leaves = append(w.links, href), true
		w.a(address, "usa-link kit-away", "external", words)
	default:
		w.wrong(n, portal.Say("A link begins with /, #, https://, mailto: or tel:. “%s” does not.", address))
		words()
	}
}

// a writes the element. Who hears the page is told before they go that the link leaves it.
func (w *writer) a(address, class, rel string, words func()) {
	w.put(`<a class="`, class, `" href="`, html.EscapeString(address), `"`)
	if rel != "" {
		w.put(` rel="`, rel, `"`)
	}
	w.put(">")
	words()
	if rel == "external" {
		w.put(`<span class="usa-sr-only"> (`, html.EscapeString(w.Words.Say("another website")), `)</span>`)
	}
	w.put("</a>")
}

// local is an address of ours in the page's language. What no language has of its own keeps its address.
func (w *writer) local(address string) string {
	if w.Prefix == "" || strings.HasPrefix(address, "/static/") {
		return address
	}
	if address == "/" {
		return w.Prefix
	}
	return w.Prefix + address
}

// checkAnchors finds links to headings that there are not.
func (w *writer) checkAnchors() {
	for _, a := range w.anchors {
		if !slices.ContainsFunc(w.headings, func(h Heading) bool { return h.ID == a.id }) {
			w.wrong(a.node, portal.Say("No heading of this page is called “#%s”.", a.id))
		}
	}
}

func (w *writer) put(parts ...string) {
	for _, part := range parts {
		w.html.WriteString(part)
	}
}

func (w *writer) text(s string) {
	w.html.WriteString(html.EscapeString(s))
	w.plain.WriteString(s)
}
