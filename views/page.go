// Package views is what someone sees at an address. Each page is a struct that a pure function fills from records,
// and a template that only lays it out.
package views

import (
	"exchequer/portal"
	"exchequer/templ/layout"
	"exchequer/templ/ui"
)

// What handlers need of the layouts and the kit, so that they import views alone.
type (
	Words      = ui.Words
	Page       = layout.Page
	Account    = layout.Account
	Session    = layout.Session
	Department = layout.Department
	Form       = ui.Form
)

// CheckAddress is where someone with a reference and a follow-up code sees where their request stands.
const CheckAddress = layout.CheckRequest

// NewDepartment prepares the profile for pages, once, at start.
func NewDepartment(profile portal.Profile, logo []byte) *Department {
	return layout.NewDepartment(profile, logo)
}
