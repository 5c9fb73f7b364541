package views

import "exchequer/portal"

// The fields of the two pictures.
const (
	DocumentField = "document"
	PersonField   = "person"
)

// Pictures is the page on which someone takes the two pictures.
type Pictures struct {
	Number portal.IdentityNumber
	Code   string // of today, to be written on paper
	Err    error
}
