package views

import (
	"strconv"
	"time"

	"exchequer/portal"
	"exchequer/templ/paper"
)

// NewCaseCopy is a case as it is copied, for its reader.
func NewCaseCopy(w Words, f portal.CaseFile, topics []portal.Topic, reader string, at time.Time) CaseCopy {
	p := Page{Words: w}
	return CaseCopy{paper.CaseCopy{CaseFile: f, Topic: topicOf(p, topics, f.Topic, f.TaxType, f.Period), Reader: reader, At: at}, w}
}

// CaseCopy is a copy of a case, in a language.
type CaseCopy struct {
	paper.CaseCopy
	Words
}

// PDF is the copy as one file to print.
func (c CaseCopy) PDF(profile portal.Profile, site string) ([]byte, error) {
	return paper.PrintCase(paper.Office{Profile: profile, Site: site}, c.Words, c.CaseCopy)
}

// Language is that in which the case was written.
func (c CaseCopy) Language() portal.Language { return c.CaseFile.Language }

// from is who wrote a message, as its heading.
func (c CaseCopy) from(m portal.Message) string {
	from := m.Name
	if m.Side == portal.DepartmentSide {
		from = c.Say("%s, for the department", m.Name)
	} else if m.Authority != "" {
		from = c.Say("%s, as a representative", m.Name)
	}
	return strconv.FormatInt(m.N, 10) + ". " + from
}
