package portal

import "time"

// TermsDraft is what the office writes until it is published or withdrawn.
type TermsDraft struct {
	ID           string
	Text         TermsText
	State        TextState
	Version      int // of the draft: each saving counts one
	Change       TermsChange
	EffectiveOn  Date
	Words        map[Language]string
	Changes      map[Language]string
	BegunAt      time.Time
	EditedAt     time.Time
	EditedBy     string
	EditedName   string
	ProposedAt   time.Time
	ProposedBy   string
	ProposedName string
	EndedAt      time.Time
	EndedName    string
	EndedWhy     string
}

// Check cleans what someone saves. A draft may be unfinished, but not too long.
func (d *TermsDraft) Check() error {
	var check Check
	words, changes := map[Language]string{}, map[Language]string{}
	for _, l := range Languages {
		words[l] = check.Lines("words_"+string(l), d.Words[l], TermsLongest)
		changes[l] = check.Line("changes_"+string(l), d.Changes[l], 500)
	}
	if d.Change != MajorChange && d.Change != MinorChange {
		check.Wrong("change", "Choose how much changes.")
	}
	if text := check.Line("effective_on", string(d.EffectiveOn), 20); text != "" {
		day, ok := ReadDate(text)
		if !ok {
			check.Wrong("effective_on", "Enter the day like 2027-01-15.")
		}
		d.EffectiveOn = day
	}
	d.Words, d.Changes = words, changes
	return check.Err()
}

// Whole says what a draft lacks before it can be proposed: both languages, the same parts in each, what changes in both,
// and a day that is not over.
func (d TermsDraft) Whole(inForce TermsVersion, today Date) error {
	var check Check
	for _, l := range Languages {
		checkTermsWords(&check, "words_"+string(l), d.Words[l])
		if d.Changes[l] == "" {
			check.Wrong("changes_"+string(l), "Say in a sentence what is new.")
		}
	}
	first := TermsBlocks(d.Words[Languages[0]])
	for _, l := range Languages[1:] {
		if !sameShape(first, TermsBlocks(d.Words[l])) {
			check.Wrong("words_"+string(l), "The two languages do not have the same headings, paragraphs and lists. Bring them into step, so that neither lacks what the other says.")
		}
	}
	if check.Err() == nil && !d.differs(inForce) {
		check.Wrong("words_"+string(Languages[0]), "Nothing differs from the version in force.")
	}
	switch {
	case d.EffectiveOn == "":
		check.Wrong("effective_on", "Enter the day from which it is in force.")
	case d.EffectiveOn < today:
		check.Wrong("effective_on", "This day is over. Enter today or a later day.")
	}
	return check.Err()
}

func (d TermsDraft) differs(inForce TermsVersion) bool {
	for _, l := range Languages {
		if d.Words[l] != inForce.Words[l] {
			return true
		}
	}
	return false
}

// ErrTermsMoved is the answer to who acts on a draft that someone else has changed meanwhile.
var ErrTermsMoved = Refuse(Conflict, "Someone else changed this draft just now. Look at it again; what you typed stands below.")

// TermsFigures is how people answered one version of a text.
type TermsFigures struct {
	TermsVersion
	Agreed, Declined, Informed int // answers
	People                     int // whose last answer is an agreement to it
}
