package portal

import "time"

// PictureCodeLength is how long the code of a day is that a person writes on the paper in their picture.
const PictureCodeLength = 6

// PictureRules are which pictures the review takes: one of the document, one of the person.
var PictureRules = FileRules{Endings: []string{".jpg", ".jpeg", ".png"}, Most: 2, Largest: 10 << 20, Together: 20 << 20}

// Capture is a pair of pictures that a person sent, with the code of the day on which they sent them.
type Capture struct {
	ID       string
	At       time.Time
	Code     string
	Document string // the stored file's id
	Person   string
	Reviews  []Review
}

// Review is what one clerk found in a pair of pictures.
type Review struct {
	At        time.Time
	ByAccount string
	ByName    string
	Answers   ReviewAnswers
	Reason    string
}

// ReviewAnswers are the four questions that each clerk answers on their own.
type ReviewAnswers struct {
	Genuine bool // the document looks genuine, and has not expired
	Name    bool // it is the taxpayer's name
	Face    bool // the same face is on both pictures
	Code    bool // the paper shows the code of that day
}

// Yes reports that all of it fits.
func (a ReviewAnswers) Yes() bool { return a.Genuine && a.Name && a.Face && a.Code }

// ReviewsEach is how many clerks look at each pair of pictures. All of them do, so that the last knows nothing of what the
// others found.
const ReviewsEach = 2

// Refused reports that all have looked, and someone said no.
func (c Capture) Refused() bool {
	no := false
	for _, r := range c.Reviews {
		no = no || !r.Answers.Yes()
	}
	return no && !c.Open()
}

// By reports that this account has looked at it.
func (c Capture) By(account string) bool {
	for _, r := range c.Reviews {
		if r.ByAccount == account {
			return true
		}
	}
	return false
}

// Open reports that someone still has to look.
func (c Capture) Open() bool { return c.ID != "" && len(c.Reviews) < ReviewsEach }

// Problems are what the person reads about pictures that were refused, so that they can do better. Which clerk saw what is
// not said.
func (c Capture) Problems() (problems []Sentence) {
	say := func(no bool, s Sentence) {
		if no {
			problems = append(problems, s)
		}
	}
	all := ReviewAnswers{true, true, true, true}
	for _, r := range c.Reviews {
		a := r.Answers
		all = ReviewAnswers{all.Genuine && a.Genuine, all.Name && a.Name, all.Face && a.Face, all.Code && a.Code}
	}
	say(!all.Genuine, Say("We could not see that the document is genuine and has not expired. Take its picture in good light, all four corners in it, without a flash."))
	say(!all.Name, Say("The name on the document is not the one on your records. Use a document with that name, or bring what shows the change to our counter."))
	say(!all.Face, Say("We could not see that both pictures show the same face. Look straight into the camera, without a hat or dark glasses."))
	say(!all.Code, Say("The code on the paper was not the code of that day. Write the code that the page shows when you take the picture."))
	return problems
}

// ReviewForm is a clerk's answers as they come from the form: "yes" or "no" each.
type ReviewForm struct {
	Genuine, Name, Face, Code string
	Reason                    string
}

// Check reads the answers, or says what is wrong with them.
func (f *ReviewForm) Check() (a ReviewAnswers, err error) {
	var check Check
	for _, q := range []struct {
		field, typed string
		answer       *bool
	}{{"genuine", f.Genuine, &a.Genuine}, {"name", f.Name, &a.Name}, {"face", f.Face, &a.Face}, {"code", f.Code, &a.Code}} {
		if q.typed != "yes" && q.typed != "no" {
			check.Wrong(q.field, "Answer yes or no.")
		}
		*q.answer = q.typed == "yes"
	}
	if f.Reason = check.Lines("reason", f.Reason, 500); !a.Yes() && check.Err() == nil {
		f.Reason = check.Reason("reason", f.Reason)
	}
	return a, check.Err()
}

var (
	ErrReviewedTwice = Refuse(Conflict, "You have looked at these pictures. The second look is another clerk’s.")
	ErrPictures      = Refuse(Mend, "Send two pictures, JPG or PNG: one of the document, one of you with the paper.")
)

// IdentityDecision is what a second person decided about a reason of a case.
type IdentityDecision struct {
	Pending   Pending
	At        time.Time
	ByAccount string
	ByName    string
	Accepted  bool
	Reason    string
}

// DecisionForm is a decision as it comes from the form.
type DecisionForm struct {
	Decision string // "accept" or "refuse"
	Reason   string
}

// Check cleans it, or says what is wrong with it.
func (f *DecisionForm) Check() error {
	var check Check
	if f.Decision != "accept" && f.Decision != "refuse" {
		check.Wrong("decision", "Choose what you decide.")
	}
	f.Reason = check.Reason("reason", f.Reason)
	if HoldsTaxpayerNumber(f.Reason) {
		check.Wrong("reason", "Leave the taxpayer number out of the reason: it is kept for others to read.")
	}
	return check.Err()
}

// ErrDecideOwn is the answer to whoever would decide about what they did themselves.
var ErrDecideOwn = Refuse(Conflict, "You took part in this proof yourself, so someone else decides about it.")
