package ui

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

// Part is a part of a page that htmx can ask for alone; otherwise it is drawn where it stands. Use it and not the
// library's Fragment: that one leaves its children behind in the context, where the next component that takes children
// and was given none would draw them a second time.
func Part(name string) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		inside := templ.GetChildren(ctx)
		alone := templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
			return inside.Render(templ.ClearChildren(ctx), w)
		})
		defer templ.ClearChildren(ctx)
		return templ.Fragment(name).Render(templ.WithChildren(ctx, alone), w)
	})
}
