package ui_test

import (
	"context"
	"io"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"exchequer/templ/ui"
)

func TestPartIsDrawnOnceAndAloneWhenAskedFor(t *testing.T) {
	text := func(s string) templ.Component {
		return templ.ComponentFunc(func(_ context.Context, w io.Writer) error { _, err := io.WriteString(w, s); return err })
	}
	// A component that takes children, called without any after a part.
	childless := templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return templ.GetChildren(ctx).Render(templ.ClearChildren(ctx), w)
	})
	page := templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		if err := text("before ").Render(ctx, w); err != nil {
			return err
		}
		if err := ui.Part("rows").Render(templ.WithChildren(ctx, text("rows")), w); err != nil {
			return err
		}
		return childless.Render(ctx, w)
	})
	ctx := templ.InitializeContext(t.Context())
	var whole, part strings.Builder
	if err := page.Render(ctx, &whole); err != nil || whole.String() != "before rows" {
		t.Errorf("the page is %q, %v", whole.String(), err)
	}
	if err := templ.RenderFragments(templ.InitializeContext(t.Context()), &part, page, "rows"); err != nil || part.String() != "rows" {
		t.Errorf("the part alone is %q, %v", part.String(), err)
	}
}
