package portal

import _ "embed" // the first version of the terms

var (
	//go:embed terms/service.en.md
	firstServiceEnglish string
	//go:embed terms/service.es.md
	firstServiceSpanish string
	//go:embed terms/conduct.en.md
	firstConductEnglish string
	//go:embed terms/conduct.es.md
	firstConductSpanish string
)

// FirstTerms are the words of version 1.0, with which every office begins. They come with the program, and stand for
// what the source texts ask and what 15 U.S.C. 7001(c) wants said before someone agrees to electronic records: the right
// to paper, taking the agreement back and what follows, what it covers, how to get paper copies and what they cost, what
// one needs to read and keep the records, and how to change one's contact details.
func FirstTerms(t TermsText) map[Language]string {
	english, spanish := firstServiceEnglish, firstServiceSpanish
	if t == RulesOfConduct {
		english, spanish = firstConductEnglish, firstConductSpanish
	}
	first := map[Language]string{}
	for language, words := range map[Language]string{English: english, Spanish: spanish} {
		first[language], _ = CleanText(words, TermsLongest, true)
	}
	return first
}
