package portal

import (
	"regexp"
	"strings"
)

// TextModule is a text that clerks put into their replies. Fields in braces are filled in from the case.
type TextModule struct {
	ID      string
	Version int64
	Place   int64
	Queue   string // "" for every queue
	Name    string
	Body    map[string]string // language → text
	Offered bool
}

// ModuleFields are what a text can name, and what each becomes.
var ModuleFields = []struct{ Field, Means string }{
	{"{name}", "who wrote the case"},
	{"{case}", "the number of the case"},
	{"{subject}", "what the case is about, in its writer’s words"},
	{"{due}", "until when we have promised an answer"},
	{"{clerk}", "your name"},
	{"{office}", "the department’s name"},
	{"{phone}", "the department’s telephone number"},
}

var moduleField = regexp.MustCompile(`\{[^{}\n]{1,30}\}`)

// LongestModule leaves room in a message for more than the text itself.
const LongestModule = 3000

// Check cleans a text as the office typed it, or says what is wrong.
func (m *TextModule) Check() error {
	var check Check
	if m.Name = check.Line("name", m.Name, 60); m.Name == "" {
		check.Wrong("name", "Give it a name by which colleagues find it.")
	}
	for _, l := range Languages {
		field := "body-" + string(l)
		m.Body[string(l)] = check.Lines(field, m.Body[string(l)], LongestModule)
		text := m.Body[string(l)]
		if text == "" {
			check.Wrong(field, "Write this in each language: people read it in theirs.")
		}
		if check.Has(field) {
			continue // and no pattern is looked for in a text of ten megabytes
		}
		for _, named := range moduleField.FindAllString(text, -1) {
			if !knownField(named) {
				check.Wrong(field, "There is no field %s. Choose one of those that are listed.", named)
			}
		}
		if err := GuardOutgoing(field, text); err != nil {
			check.take(err)
		}
	}
	return check.Err()
}

// take adds what another check found.
func (c *Check) take(err error) {
	if refused, ok := err.(*Error); ok {
		for _, f := range refused.Fields {
			c.wrong(f)
		}
	}
}

func knownField(named string) bool {
	for _, f := range ModuleFields {
		if f.Field == named {
			return true
		}
	}
	return false
}

// Fill is the text in a language with its fields filled in.
func (m TextModule) Fill(l Language, values map[string]string) string {
	return moduleField.ReplaceAllStringFunc(In(l, m.Body), func(named string) string {
		if value, ok := values[strings.Trim(named, "{}")]; ok {
			return value
		}
		return named
	})
}

// ModuleWritten is that the office added or changed a text; the subject is the text.
const ModuleWritten Event = "text-module.written"

// DefaultModules are those that a new office begins with.
func DefaultModules() []TextModule {
	texts := []TextModule{
		{Name: "We received it, and look into it", Body: map[string]string{
			"en": "Hello {name},\n\nthank you for writing. We are looking into case {case} and will answer by {due}.\n\n{clerk}\n{office}",
			"es": "Hola, {name}:\n\nGracias por escribirnos. Estamos revisando el caso {case} y le responderemos a más tardar el {due}.\n\n{clerk}\n{office}",
		}},
		{Name: "We need one more document", Body: map[string]string{
			"en": "Hello {name},\n\nto go on with case {case} we need one more document from you:\n\n\n\nYou can attach it to your answer here. PDF, JPG and PNG work best.\n\n{clerk}\n{office}",
			"es": "Hola, {name}:\n\nPara continuar con el caso {case} necesitamos un documento más de usted:\n\n\n\nPuede adjuntarlo a su respuesta aquí. Los formatos PDF, JPG y PNG funcionan mejor.\n\n{clerk}\n{office}",
		}},
		{Name: "It is settled", Body: map[string]string{
			"en": "Hello {name},\n\nyour question about “{subject}” is settled. If something is still open, answer here: that opens the case again.\n\n{clerk}\n{office}, {phone}",
			"es": "Hola, {name}:\n\nSu consulta sobre «{subject}» está resuelta. Si queda algo pendiente, responda aquí: eso reabre el caso.\n\n{clerk}\n{office}, {phone}",
		}},
	}
	for i := range texts {
		texts[i].Place, texts[i].Offered = int64(i+1)*10, true
	}
	return texts
}
