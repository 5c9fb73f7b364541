package portal

// Language is a language that the public reads; it is the first part of an address ("/es/…"), English having none.
type Language string

const (
	English Language = "en"
	Spanish Language = "es"
)

// Languages in the order in which the switch shows them.
var Languages = []Language{English, Spanish}

// Prefix is what stands before an address in this language: "" or "/es".
func (l Language) Prefix() string {
	if l == English || l == "" {
		return ""
	}
	return "/" + string(l)
}

// Name is the language's name in itself.
func (l Language) Name() string {
	switch l {
	case Spanish:
		return "Español"
	default:
		return "English"
	}
}
