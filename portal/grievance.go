package portal

import "slices"

// LongestAnswer is the longest text that either side writes about a request, in code points.
const LongestAnswer = 4000

// AccessibilityWords are what someone wrote when they took a step: what was delivered, what is missing, why a decision
// was made. The person who asked may read all of them.
type AccessibilityWords struct {
	Text        string `json:"text,omitempty"`
	Head        string `json:"head,omitempty"`        // of an undue burden: the head who decided
	Alternative string `json:"alternative,omitempty"` // and what is offered instead
}

// asked is what to say to someone who took a step without the words that it needs.
var asked = map[AccessibilityStep]Sentence{
	DeliverStep:  Say("Write what you are sending, and how to use it."),
	DeclineStep:  Say("Write the head's reason why this would be an undue burden."),
	ReopenStep:   Say("Tell us what is missing, or what does not work."),
	EscalateStep: Say("Tell us what you are not satisfied with, and what you want us to do."),
	MeetStep:     Say("Write when you met, who was there and what was said."),
	AnswerStep:   Say("Write the answer to the grievance, with its reasons."),
	AppealStep:   Say("Tell us why the answer does not settle it."),
	CloseStep:    Say("Write the final decision, with its reasons."),
}

// NeedsWords reports whether a step cannot be taken in silence.
func (s AccessibilityStep) NeedsWords() bool { _, ok := asked[s]; return ok }

// Check cleans the words in place and says what is to be mended before the step can be taken.
func (w *AccessibilityWords) Check(step AccessibilityStep) error {
	var c Check
	w.Text = c.Lines("text", w.Text, LongestAnswer)
	if sentence, needed := asked[step]; needed && w.Text == "" {
		c.wrong(FieldError{"text", sentence})
	}
	if step == DeclineStep {
		// An undue burden is decided by the head of the office, in writing, and never without another way.
		if w.Head = c.Line("head", w.Head, LongestName); w.Head == "" {
			c.Wrong("head", "Enter the name and title of the head who decided.")
		}
		if w.Alternative = c.Lines("alternative", w.Alternative, LongestAnswer); w.Alternative == "" {
			c.Wrong("alternative", "Write what we offer instead.")
		}
	} else {
		w.Head, w.Alternative = "", ""
	}
	return c.Err()
}

// Files reports whether a step may carry files to the person.
func (s AccessibilityStep) Files() bool {
	return slices.Contains([]AccessibilityStep{DeliverStep, DeclineStep, AnswerStep, CloseStep}, s)
}

// Files of one answer: as many and as large as those of a message (VA secure messaging).
const (
	MostAnswerFiles    = 10
	LargestAnswerFile  = 25 << 20 // bytes
	LargestAnswerFiles = 25 << 20 // bytes, together
)
