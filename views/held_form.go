package views

import (
	"net/url"
	"slices"
	"strings"
	"time"
)

// HeldFormPage shows a form that waited for its writer to sign in again.
type HeldFormPage struct {
	Page
	Action string // where it was going, marked so that it is forgotten once sent
	Fields []HeldField
	HeldAt time.Time
}

// HeldField is one answer: hidden in the form, and shown when a person typed it.
type HeldField struct{ Name, Label, Value string }

// NewHeldFormPage orders the fields and names them as well as their names allow.
func NewHeldFormPage(p Page, path string, fields url.Values, heldAt time.Time) HeldFormPage {
	page := HeldFormPage{Page: p, Action: path + "?held=1", HeldAt: heldAt}
	if strings.Contains(path, "?") {
		page.Action = path + "&held=1"
	}
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range fields[name] {
			page.Fields = append(page.Fields, HeldField{name, fieldLabel(name), value})
		}
	}
	return page
}

// Typed are the fields worth showing: those with something in them.
func (p HeldFormPage) Typed() []HeldField {
	return slices.DeleteFunc(slices.Clone(p.Fields), func(f HeldField) bool { return strings.TrimSpace(f.Value) == "" })
}

// fieldLabel makes "Contact by" of "contact_by".
func fieldLabel(name string) string {
	label := strings.NewReplacer("_", " ", "-", " ", ".", " ").Replace(name)
	if label == "" {
		return label
	}
	return strings.ToUpper(label[:1]) + label[1:]
}
