package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// find waits for the one thing of that role and name in the accessibility tree: what a screen reader would say.
func (b *browser) find(role, name string) cdp.BackendNodeID {
	b.t.Helper()
	var found []cdp.BackendNodeID
	b.until(func() bool {
		found = b.all(role, name)
		return len(found) > 0
	}, func() string { return fmt.Sprintf("there is no %s %q; the page says: %s", role, name, b.text()) })
	if len(found) > 1 {
		b.t.Fatalf("at %s: there are %d of %s %q", b.path(), len(found), role, name)
	}
	return found[0]
}

// has reports whether such a thing is there now.
func (b *browser) has(role, name string) bool { return len(b.all(role, name)) > 0 }

func (b *browser) all(role, name string) (found []cdp.BackendNodeID) {
	if b.loading.Load() {
		return nil
	}
	document, err := try(b, dom.GetDocument, dom.GetDocumentParams{})
	if err != nil {
		return nil // between two pages
	}
	result, err := try(b, accessibility.QueryAXTree, accessibility.QueryAXTreeParams{BackendNodeID: document.Root.BackendNodeID, AccessibleName: name, Role: role})
	if err != nil {
		return nil
	}
	for _, node := range result.Nodes {
		if !node.Ignored {
			found = append(found, node.BackendDOMNodeID)
		}
	}
	return found
}

// press clicks a button with the mouse, where it is.
func (b *browser) press(name string) { b.t.Helper(); b.click(b.find("button", name)) }

// follow clicks a link.
func (b *browser) follow(name string) { b.t.Helper(); b.click(b.find("link", name)) }

// choose picks a radio button or ticks a checkbox by clicking its label, which is what people see.
func (b *browser) choose(role, name string) {
	b.t.Helper()
	b.on(b.find(role, name), `function() { (this.labels[0] || this).click() }`)
}

// fill types into a field, over what was there.
func (b *browser) fill(label, text string) { b.t.Helper(); b.typeInto(b.find("textbox", label), text) }

// fillSecret types into a password field. Those have no role, so the label's words find them.
func (b *browser) fillSecret(label, text string) {
	b.t.Helper()
	b.typeInto(b.labelled(label), text)
}

// labelled waits for the input whose label begins with these words.
func (b *browser) labelled(label string) cdp.BackendNodeID {
	b.t.Helper()
	return b.element(fmt.Sprintf(`[...document.querySelectorAll("label")].find(l => l.innerText.trim().startsWith(%q))?.control`, label), "field "+label)
}

// named waits for the input of a name, for walks that do not speak the page's language.
func (b *browser) named(name string) cdp.BackendNodeID {
	b.t.Helper()
	return b.one(fmt.Sprintf(`[name=%q]`, name))
}

// one waits for the first element that a selector finds.
func (b *browser) one(selector string) cdp.BackendNodeID {
	b.t.Helper()
	return b.element(fmt.Sprintf(`document.querySelector(%q)`, selector), selector)
}

func (b *browser) element(expression, what string) cdp.BackendNodeID {
	b.t.Helper()
	var id cdp.BackendNodeID
	b.until(func() bool {
		found, err := try(b, runtime.Evaluate, runtime.EvaluateParams{Expression: expression})
		if err != nil || found.Result == nil || found.Result.ObjectID == "" {
			return false
		}
		node, err := try(b, dom.DescribeNode, dom.DescribeNodeParams{ObjectID: found.Result.ObjectID})
		if err != nil {
			return false
		}
		id = node.Node.BackendNodeID
		return true
	}, func() string { return fmt.Sprintf("there is no %s; the page says: %s", what, b.text()) })
	return id
}

// gone waits until such a thing is no longer there.
func (b *browser) gone(role, name string) {
	b.t.Helper()
	b.until(func() bool { return b.text() != "" && !b.has(role, name) && !b.loading.Load() }, func() string { return fmt.Sprintf("the %s %q stayed; the page says: %s", role, name, b.text()) })
}

// attach chooses a file that is made up for it.
func (b *browser) attach(field cdp.BackendNodeID, name, content string) {
	b.t.Helper()
	path := filepath.Join(b.t.(*testing.T).TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		b.t.Fatal(err)
	}
	ask(b, dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: []string{path}, BackendNodeID: field})
}

// typeInto selects what is in a field and types over it.
func (b *browser) typeInto(id cdp.BackendNodeID, text string) {
	b.t.Helper()
	ask(b, dom.Focus, dom.FocusParams{BackendNodeID: id})
	b.on(id, `function() { this.select && this.select() }`)
	ask(b, input.InsertText, input.InsertTextParams{Text: text})
}

// click moves the mouse to the middle of an element and presses: what covers it would be pressed instead. It waits, as
// an eye does, until the element no longer moves: a hint that appears above pushes it down.
func (b *browser) click(id cdp.BackendNodeID) {
	b.t.Helper()
	var at dom.Quad
	b.until(func() bool {
		try(b, dom.ScrollIntoViewIfNeeded, dom.ScrollIntoViewIfNeededParams{BackendNodeID: id})
		place, err := try(b, dom.GetContentQuads, dom.GetContentQuadsParams{BackendNodeID: id})
		if err != nil || len(place.Quads) == 0 {
			return false // not laid out yet
		}
		still := slices.Equal(at, place.Quads[0])
		at = place.Quads[0]
		return still
	}, func() string { return "what should be pressed has no place on the page" })
	run(b, chromedp.MouseClickXY((at[0]+at[2]+at[4]+at[6])/4, (at[1]+at[3]+at[5]+at[7])/4))
	b.settle()
}

// on calls a function with an element as its this.
func (b *browser) on(id cdp.BackendNodeID, function string, args ...string) {
	b.t.Helper()
	object := ask(b, dom.ResolveNode, dom.ResolveNodeParams{BackendNodeID: id}).Object
	var values []*runtime.CallArgument
	for _, arg := range args {
		value, _ := json.Marshal(arg)
		values = append(values, &runtime.CallArgument{Value: value})
	}
	result := ask(b, runtime.CallFunctionOn, runtime.CallFunctionOnParams{FunctionDeclaration: function, ObjectID: object.ObjectID, Arguments: values})
	if result.ExceptionDetails != nil {
		b.t.Fatalf("at %s: %s", b.path(), result.ExceptionDetails.Exception.Description)
	}
}
