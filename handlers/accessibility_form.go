package handlers

import (
	"net/url"

	"exchequer/portal"
)

// readRequest is a request's form as it was posted, on the public site or at the desk. Its Check says what is wrong.
func readRequest(values url.Values) portal.AccessibilityForm {
	return portal.AccessibilityForm{
		Concern:   values.Get("concern"),
		Page:      values.Get("page"),
		Format:    portal.AccessibilityFormat(values.Get("format")),
		ContactBy: portal.ContactBy(values.Get("contact_by")),
		Contact:   values.Get("contact"),
		Name:      values.Get("name"),
	}
}
