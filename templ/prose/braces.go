package prose

import (
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// field is {{phone}}: what the profile says.
type field struct {
	ast.BaseInline
	name string
}

// spoken is {es: Hable con nosotros}: a few words in another language than the page's.
type spoken struct {
	ast.BaseInline
	lang, text string
}

var (
	fieldKind  = ast.NewNodeKind("Field")
	spokenKind = ast.NewNodeKind("Spoken")
)

func (*field) Kind() ast.NodeKind  { return fieldKind }
func (*spoken) Kind() ast.NodeKind { return spokenKind }

func (n *field) Dump(source []byte, level int)  { ast.DumpHelper(n, source, level, nil, nil) }
func (n *spoken) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

// braces reads both.
type braces struct{}

func (braces) Trigger() []byte { return []byte{'{'} }

var (
	fieldText  = regexp.MustCompile(`^\{\{ *([^{}\n]*?) *\}\}`)
	spokenText = regexp.MustCompile(`^\{([a-z]{2,3}): ([^{}\n]+)\}`)
)

func (braces) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, segment := block.PeekLine()
	if m := fieldText.FindSubmatch(line); m != nil {
		n := &field{name: string(m[1])}
		n.SetPos(segment.Start)
		block.Advance(len(m[0]))
		return n
	}
	if m := spokenText.FindSubmatch(line); m != nil {
		n := &spoken{lang: string(m[1]), text: strings.TrimSpace(string(m[2]))}
		n.SetPos(segment.Start)
		block.Advance(len(m[0]))
		return n
	}
	return nil
}
