package views

import (
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"time"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// Addresses of what the office says about messages, and of what supervisors look at.
const (
	QueuesAddress      = "/office/queues"
	TopicsAddress      = "/office/topics"
	ModulesAddress     = "/office/modules"
	ReportsAddress     = MessageQueueAddress + "/reports"
	SuspensionsAddress = MessageQueueAddress + "/suspensions"
	SamplesAddress     = MessageQueueAddress + "/samples"
	CaseFiguresAddress = MessageQueueAddress + "/figures"
)

func columns(texts ...string) []ui.Column {
	all := make([]ui.Column, len(texts))
	for i, t := range texts {
		all[i] = ui.Column{Text: t}
	}
	return all
}

func figureColumns(first string, texts ...string) []ui.Column {
	all := []ui.Column{{Text: first}}
	for _, t := range texts {
		all = append(all, ui.Column{Text: t, Numeric: true})
	}
	return all
}

func words(text string) Cell { return Cell{Text: text} }

// NewQueuesBoard is who works which queue, whose training stands, and the forms that change it. values and err are of a form
// that was refused.
func NewQueuesBoard(d Desk, queues []portal.MessageQueue, staff []portal.QueueMember, supervises bool, now time.Time, values url.Values, err error) Board {
	d.Page = mistaken(d.Page, err)
	form := formOf(d.Page, values, err)
	b := Board{Desk: d, Heading: "Queues and training", Refused: form,
		Lead: "Whoever works a queue sees its cases. Without the yearly confidentiality training no case opens."}
	people := []ui.Option{{Value: "", Label: "Choose someone"}}
	trainings := Block{Heading: "Training", Columns: columns("Name", "Role", "Training", "Until"), Empty: "Nobody works messages yet."}
	for _, m := range staff {
		people = append(people, ui.Option{Value: m.Account, Label: m.Name + ", " + string(m.Role)})
		status, until := ui.Status{Text: "Stands", Look: ui.Done}, d.ShortDate(m.TrainedUntil)
		switch {
		case m.TrainedUntil.IsZero():
			status, until = ui.Status{Text: "Never taken", Look: ui.Fresh}, ""
		case !m.Trained(now):
			status = ui.Status{Text: "Lapsed", Look: ui.Late}
		}
		trainings.Rows = append(trainings.Rows, []Cell{words(m.Name), words(m.Role.RoleName()), {Status: &status}, words(until)})
	}
	trainings.Forms = []BoardForm{{Address: QueuesAddress + "/trainings", Button: "Note the training", Form: form, Inputs: []ui.Input{
		{Kind: ui.Select, Name: "trained", Label: "Who took the training", Options: people},
		{Kind: ui.Date, Name: "completed", Label: "Completed on"},
	}}}
	var names []ui.Option
	members := Block{Heading: "Queues", Columns: columns("Queue", "Topics", "Who works it", "Take out"), Empty: "No topic leads to a queue yet."}
	for _, q := range queues {
		names = append(names, ui.Option{Value: q.Name, Label: q.Name})
		if len(q.Members) == 0 {
			members.Rows = append(members.Rows, []Cell{words(q.Name), words(strconv.Itoa(q.Topics)), words("Nobody"), words("")})
		}
		for _, m := range q.Members {
			members.Rows = append(members.Rows, []Cell{words(q.Name), words(strconv.Itoa(q.Topics)), words(m.Name), {Press: &BoardForm{
				Address: QueuesAddress + "/endings", Button: "Take " + m.Name + " out", Hidden: []ui.Option{{Value: "account", Label: m.Account}, {Value: "queue", Label: q.Name}},
			}}})
		}
	}
	members.Forms = []BoardForm{{Address: QueuesAddress + "/members", Button: "Add to the queue", Form: form, Inputs: []ui.Input{
		{Kind: ui.Select, Name: "account", Label: "Who", Options: people}, {Kind: ui.Select, Name: "queue", Label: "Queue", Options: names},
	}}}
	b.Blocks = []Block{members, trainings}
	if supervises {
		onto := append([]ui.Option{{Value: "none", Label: "Nobody: back to the queues"}}, people[1:]...)
		b.Blocks = append(b.Blocks, Block{Heading: "When someone is away", Text: "Hands everything that is open with one colleague to another, each case as far as they work its queue.", Forms: []BoardForm{{
			Address: QueuesAddress + "/handovers", Button: "Hand all of it on", Form: form, Inputs: []ui.Input{
				{Kind: ui.Select, Name: "from", Label: "From", Options: people}, {Kind: ui.Select, Name: "onto", Label: "To", Options: onto},
			},
		}}})
	}
	return b
}

// NewTopicsBoard lists what a matter can be about.
func NewTopicsBoard(d Desk, topics []portal.Topic) Board {
	list := Block{Columns: columns("Topic", "Queue", "Answer within", "Offered"), Empty: "No topics yet."}
	for _, t := range topics {
		list.Rows = append(list.Rows, []Cell{{Text: t.NameIn(portal.English), Address: TopicsAddress + "/" + t.ID}, words(t.Queue), words(plural(t.AnswerDays, "1 business day", "%d business days")), words(yesNo(t.Offered))})
	}
	list.Heading = "Topics"
	list.Forms = []BoardForm{{Address: TopicsAddress + "/new", Method: "get", Button: "Add a topic"}}
	return Board{Desk: d, Heading: "Topics of messages", Lead: "What people choose from when they write, the queue that it goes to, and until when we answer.", Blocks: []Block{list}}
}

func yesNo(yes bool) string {
	if yes {
		return "Yes"
	}
	return "No"
}

// NewTopicBoard is a topic's form; values and err are of one that was refused.
func NewTopicBoard(d Desk, t portal.Topic, values url.Values, err error) Board {
	if values == nil {
		values = url.Values{
			"name-en": {t.Name["en"]}, "name-es": {t.Name["es"]}, "hint-en": {t.Hint["en"]}, "hint-es": {t.Hint["es"]}, "queue": {t.Queue}, "tax": {t.TaxType},
			"days": {strconv.Itoa(t.AnswerDays)}, "place": {strconv.FormatInt(t.Place, 10)}, "general": {yesNo(t.General)}, "offered": {yesNo(t.Offered)},
		}
	}
	choice := []ui.Option{{Value: "Yes", Label: "Yes"}, {Value: "No", Label: "No"}}
	return formBoard(d, firstText(t.NameIn(portal.English), "New topic"), TopicsAddress, "Topics", TopicsAddress+"/"+firstText(t.ID, "new"), t.Version, values, err, []ui.Input{
		{Name: "name-en", Label: "Name in English", Width: ui.Medium}, {Name: "name-es", Label: "Name in Spanish", Width: ui.Medium},
		{Name: "hint-en", Label: "What belongs to it, in English", Optional: true}, {Name: "hint-es", Label: "What belongs to it, in Spanish", Optional: true},
		{Name: "queue", Label: "Queue that it goes to", Hint: "A new name makes a new queue.", Width: ui.Medium},
		{Name: "tax", Label: "Tax", Hint: "Where it is about one.", Width: ui.Medium, Optional: true},
		{Name: "days", Label: "Business days in which we answer", Width: ui.Tiny, Mode: "numeric"},
		{Name: "place", Label: "Place in the list", Hint: "Lower comes first.", Width: ui.Tiny, Mode: "numeric", Optional: true},
		{Kind: ui.Radios, Name: "general", Label: "May someone ask it who stands for no taxpayer?", Options: choice},
		{Kind: ui.Radios, Name: "offered", Label: "Can it be chosen?", Hint: "Cases that are about it stay where they are.", Options: choice},
	})
}

// NewModulesBoard lists the texts for replies.
func NewModulesBoard(d Desk, modules []portal.TextModule) Board {
	list := Block{Heading: "Texts", Columns: columns("Name", "Queue", "Version", "Offered"), Empty: "No texts yet.", Forms: []BoardForm{{Address: ModulesAddress + "/new", Method: "get", Button: "Write a text"}}}
	for _, m := range modules {
		list.Rows = append(list.Rows, []Cell{{Text: m.Name, Address: ModulesAddress + "/" + m.ID}, words(firstText(m.Queue, "Every queue")), words(strconv.FormatInt(m.Version, 10)), words(yesNo(m.Offered))})
	}
	return Board{Desk: d, Heading: "Texts for replies", Lead: "What clerks put into their replies, in the language of the case. Earlier versions stay.", Blocks: []Block{list}}
}

// NewModuleBoard is a text's form; values and err are of one that was refused.
func NewModuleBoard(d Desk, m portal.TextModule, queues []string, values url.Values, err error) Board {
	if values == nil {
		values = url.Values{"name": {m.Name}, "queue": {m.Queue}, "body-en": {m.Body["en"]}, "body-es": {m.Body["es"]}, "place": {strconv.FormatInt(m.Place, 10)}, "offered": {yesNo(m.Offered)}}
	}
	where := []ui.Option{{Value: "", Label: "Every queue"}}
	for _, q := range queues {
		where = append(where, ui.Option{Value: q, Label: q})
	}
	b := formBoard(d, firstText(m.Name, "New text"), ModulesAddress, "Texts for replies", ModulesAddress+"/"+firstText(m.ID, "new"), m.Version, values, err, []ui.Input{
		{Name: "name", Label: "Name by which colleagues find it", Width: ui.Medium},
		{Kind: ui.Select, Name: "queue", Label: "Queue", Options: where},
		{Kind: ui.Area, Name: "body-en", Label: "In English", Rows: 8, Limit: portal.LongestModule}, {Kind: ui.Area, Name: "body-es", Label: "In Spanish", Rows: 8, Limit: portal.LongestModule},
		{Name: "place", Label: "Place in the list", Hint: "Lower comes first.", Width: ui.Tiny, Mode: "numeric", Optional: true},
		{Kind: ui.Radios, Name: "offered", Label: "Can it be chosen?", Options: []ui.Option{{Value: "Yes", Label: "Yes"}, {Value: "No", Label: "No"}}},
	})
	fields := Block{Heading: "Fields", Columns: columns("Field", "Becomes")}
	for _, f := range portal.ModuleFields {
		fields.Rows = append(fields.Rows, []Cell{words(f.Field), words(f.Means)})
	}
	b.Blocks = append(b.Blocks, fields)
	return b
}

// formBoard is a board with one form that changes a version of something.
func formBoard(d Desk, heading, back, backText, address string, version int64, values url.Values, err error, inputs []ui.Input) Board {
	d.Page = mistaken(d.Page, err)
	form := formOf(d.Page, values, err)
	return Board{Desk: d, Heading: heading, Back: BenchLink{Text: backText, Address: back}, Refused: form, Blocks: []Block{{Forms: []BoardForm{{
		Address: address, Hidden: []ui.Option{{Value: "seen", Label: strconv.FormatInt(version, 10)}}, Inputs: inputs, Form: form, Button: "Save",
	}}}}}
}

// NewReportsBoard lists what was reported, threats first, and what was decided lately.
func NewReportsBoard(d Desk, open, decided []portal.MessageReport) Board {
	rows := func(reports []portal.MessageReport) (rows [][]Cell) {
		for _, r := range reports {
			status := ui.Status{Text: "Waits", Look: ui.Fresh}
			switch {
			case r.Open() && r.Urgent:
				status = ui.Status{Text: "Threat: decide now", Look: ui.Late}
			case !r.Open() && r.Upheld:
				status = ui.Status{Text: "Upheld", Look: ui.Serious}
			case !r.Open():
				status = ui.Status{Text: "Not upheld", Look: ui.Done}
			}
			rows = append(rows, []Cell{{Text: fmt.Sprintf("%s, message %d", r.Case, r.N), Address: ReportsAddress + "/" + r.ID}, words(r.Ground.Sentence().String()), words(r.AgainstName), words(joined(r.ByName, d.ShortDateTime(r.At))), {Status: &status}})
		}
		return rows
	}
	heads := columns("Message", "Ground", "Written by", "Reported by", "Where it stands")
	return Board{Desk: d, Heading: "Reported messages", Lead: "Threats come first. If someone is in danger, call 911.", Blocks: []Block{
		{Heading: "To decide", Columns: heads, Rows: rows(open), Empty: "Nothing is reported."},
		{Heading: "Decided lately", Columns: heads, Rows: rows(decided), Empty: "Nothing yet."},
	}}
}

// NewReportBoard is one report with its message and the form that decides.
func NewReportBoard(d Desk, actor portal.Actor, r portal.MessageReport, m portal.Message, values url.Values, err error) Board {
	d.Page = mistaken(d.Page, err)
	form := formOf(d.Page, values, err)
	b := Board{Desk: d, Heading: fmt.Sprintf("Report of message %d in %s", r.N, r.Case), Back: BenchLink{Text: "Reported messages", Address: ReportsAddress}, Refused: form}
	block := Block{Messages: []portal.Message{m}, Facts: []ui.Fact{
		{Key: "Ground", Value: r.Ground.Sentence().String()}, {Key: "Reported", Value: joined(r.ByName, d.ShortDateTime(r.At))}, {Key: "What they say", Value: firstText(r.Words, "nothing more")},
	}}
	reason := ui.Input{Kind: ui.Area, Name: "reason", Label: "Why do you decide so?", Hint: "One or two sentences. Others read them later.", Rows: 3, Limit: 500}
	switch {
	case !r.Open():
		block.Facts = append(block.Facts, ui.Fact{Key: "Decided", Value: joined(yesWords(r.Upheld), r.DecidedByName, d.ShortDateTime(r.DecidedAt), r.Reason)})
		if r.Upheld {
			block.Forms = []BoardForm{{Address: SuspensionsAddress, Hidden: []ui.Option{{Value: "report", Label: r.ID}}, Button: "Propose to suspend the organization", Danger: true, Form: form, Inputs: []ui.Input{reason}}}
		}
	case r.By == actor.Account || r.Against == actor.Account:
		block.Text = "You reported this, or wrote it. Another supervisor decides."
	default:
		block.Forms = []BoardForm{{Address: ReportsAddress + "/" + r.ID, Button: "Decide", Form: form, Inputs: []ui.Input{
			{Kind: ui.Radios, Name: "decision", Label: "What do you decide?", Options: []ui.Option{
				{Value: "dismiss", Label: "It keeps to the rules"}, {Value: "uphold", Label: "It breaks the rules; nothing more is done"}, {Value: "suspend", Label: "It breaks the rules, and its writer may write no messages for now"},
			}},
			reason,
		}}}
	}
	b.Blocks = []Block{block}
	return b
}

func yesWords(upheld bool) string {
	if upheld {
		return "Upheld"
	}
	return "Not upheld"
}

// NewSuspensionsBoard lists who may not write messages.
func NewSuspensionsBoard(d Desk, all []portal.MessagingSuspension) Board {
	list := Block{Heading: "Suspended from writing", Columns: columns("Who", "Because of", "Why", "Where it stands"), Empty: "Nobody is suspended from writing messages."}
	for _, s := range all {
		status := ui.Status{Text: "Stands", Look: ui.Stopped}
		if s.StandsAt.IsZero() {
			status = ui.Status{Text: "Waits for a second supervisor", Look: ui.Fresh}
		}
		list.Rows = append(list.Rows, []Cell{{Text: firstText(s.OrganizationName, s.AccountName), Address: SuspensionsAddress + "/" + s.ID}, words(s.AccountName), words(s.Reason), {Status: &status}})
	}
	return Board{Desk: d, Heading: "Suspended from writing", Lead: "They read everything, file and pay as before.", Blocks: []Block{list}}
}

// NewSuspensionBoard is one suspension with what can be decided about it.
func NewSuspensionBoard(d Desk, actor portal.Actor, s portal.MessagingSuspension, values url.Values, err error) Board {
	d.Page = mistaken(d.Page, err)
	form := formOf(d.Page, values, err)
	block := Block{Facts: []ui.Fact{
		{Key: "Who", Value: firstText(s.OrganizationName, s.AccountName)}, {Key: "Because of", Value: s.AccountName}, {Key: "Why", Value: s.Reason},
		{Key: "By", Value: joined(s.ByName, d.ShortDateTime(s.At))},
	}}
	if s.StandsAt.IsZero() && s.MayAgree(actor) == nil {
		block.Forms = append(block.Forms, BoardForm{Address: SuspensionsAddress + "/" + s.ID + "/agreement", Button: "I agree: suspend the organization"})
	}
	block.Forms = append(block.Forms, BoardForm{Address: SuspensionsAddress + "/" + s.ID + "/lifting", Button: "Lift it", Form: form, Inputs: []ui.Input{
		{Kind: ui.Area, Name: "reason", Label: "Why do you lift it?", Rows: 3, Limit: 500},
	}})
	return Board{Desk: d, Heading: "Suspension of " + firstText(s.OrganizationName, s.AccountName), Back: BenchLink{Text: "Suspended from writing", Address: SuspensionsAddress}, Refused: form, Blocks: []Block{block}}
}

// NewSamplesBoard lists what was drawn for a month.
func NewSamplesBoard(d Desk, month string, samples []portal.Sample) Board {
	list := Block{Heading: "Drawn", Columns: columns("Case", "Clerk", "Verdict", "Reviewed by"), Empty: "Nothing is drawn for this month yet.", Forms: []BoardForm{{
		Address: SamplesAddress, Hidden: []ui.Option{{Value: "month", Label: month}}, Button: "Draw " + strconv.Itoa(portal.SamplesEach) + " more of each clerk",
	}}}
	for _, s := range samples {
		status := ui.Status{Text: "To be read", Look: ui.Fresh}
		if !s.ReviewedAt.IsZero() {
			status = ui.Status{Text: s.Verdict.Name(), Look: ui.Done}
		}
		list.Rows = append(list.Rows, []Cell{{Text: s.Case.String(), Address: SamplesAddress + "/" + s.ID}, words(s.ClerkName), {Status: &status}, words(s.ReviewedByName)})
	}
	return Board{Desk: d, Heading: "Samples of " + month, Lead: "Answered cases of each clerk, drawn at random, for a supervisor to read again. Never one’s own.", Blocks: []Block{list}}
}

// NewSampleBoard is a sampled case with the form of its verdict.
func NewSampleBoard(d Desk, s portal.Sample, messages []portal.Message, values url.Values, err error) Board {
	d.Page = mistaken(d.Page, err)
	form := formOf(d.Page, values, err)
	block := Block{Text: "Answered by " + s.ClerkName + ".", Messages: messages}
	if s.ReviewedAt.IsZero() {
		var verdicts []ui.Option
		for _, v := range portal.SampleVerdicts {
			verdicts = append(verdicts, ui.Option{Value: string(v), Label: v.Name()})
		}
		block.Forms = []BoardForm{{Address: SamplesAddress + "/" + s.ID, Button: "Keep the verdict", Form: form, Inputs: []ui.Input{
			{Kind: ui.Radios, Name: "verdict", Label: "What did you find?", Options: verdicts},
			{Kind: ui.Area, Name: "comment", Label: "What your colleague can learn from it", Rows: 4, Limit: 1000, Optional: true},
		}}}
	} else {
		block.Facts = []ui.Fact{{Key: "Verdict", Value: joined(s.Verdict.Name(), s.ReviewedByName, s.Comment)}}
	}
	return Board{Desk: d, Heading: s.Case.String() + ", to be read again", Back: BenchLink{Text: "Samples of " + s.Month, Address: SamplesAddress + "?month=" + s.Month}, Refused: form, Blocks: []Block{block}}
}

// NewCaseFiguresBoard is what came of a month's cases, and the months beside one another.
func NewCaseFiguresBoard(d Desk, months []portal.MessageFigures, topics []portal.Topic, now time.Time) Board {
	month := months[len(months)-1]
	var offered []ui.Option
	for _, m := range OfferedMonths(now) {
		offered = append(offered, ui.Option{Value: monthName(m), Label: d.Month(m)})
	}
	heads := []string{"Opened", "Answered", "On time", "Late", "First answer, median", "First answer, 90%", "Resolved", "Resolution, median", "Resolution, 90%"}
	row := func(name string, f portal.CaseFigures) []Cell {
		cells := []Cell{words(name)}
		for _, text := range CaseFigureTexts(f) {
			cells = append(cells, words(text))
		}
		return cells
	}
	all := Block{Heading: "All cases opened in " + d.Month(month.From), Columns: figureColumns("Cases", heads...), Rows: [][]Cell{row("All", month.Total)}, Forms: []BoardForm{{
		Address: CaseFiguresAddress, Method: "get", Button: "Show", Form: ui.Form{Words: d.Words}, Inputs: []ui.Input{{Kind: ui.Select, Name: "month", Label: "Month", Options: offered, Value: monthName(month.From)}},
	}}}
	byTopic := Block{Heading: "By topic", Columns: figureColumns("Topic", heads...), Empty: "No cases in this month."}
	for _, t := range topics {
		if f, ok := month.ByTopic[t.ID]; ok {
			byTopic.Rows = append(byTopic.Rows, row(t.NameIn(portal.English), f))
		}
	}
	byQueue := Block{Heading: "By queue", Columns: figureColumns("Queue", heads...), Empty: "No cases in this month."}
	var queues []string
	for name := range month.ByQueue {
		queues = append(queues, name)
	}
	slices.Sort(queues)
	for _, name := range queues {
		byQueue.Rows = append(byQueue.Rows, row(name, month.ByQueue[name]))
	}
	var labels []string
	var opened, answered, median []float64
	for _, m := range months {
		labels = append(labels, m.From.Format("Jan"))
		opened, answered = append(opened, float64(m.Total.Opened)), append(answered, float64(m.Total.Answered))
		days := math.NaN()
		if first, ok := m.Total.FirstAnswer(50); ok {
			days = math.Round(first.Hours()/2.4) / 10
		}
		median = append(median, days)
	}
	span := d.Month(months[0].From) + " to " + d.Month(month.From)
	b := Board{Desk: d, Heading: "Messages in figures", Blocks: []Block{all, byTopic, byQueue,
		{Heading: "Twelve months", Chart: &ui.Chart{ID: "cases", Title: "Cases by the month in which they were opened", Column: "Month", Labels: labels,
			Summary: fmt.Sprintf("%s. Opened: %s. Answered: %s.", span, rangeOf(opened), rangeOf(answered)), Series: []ui.Series{{Name: "Opened", Values: opened}, {Name: "Answered", Values: answered}}}},
		{Chart: &ui.Chart{ID: "first-answer", Title: "Median days to the first answer", Column: "Month", Labels: labels, Summary: fmt.Sprintf("%s. The median was %s.", span, rangeOf(median)),
			Series: []ui.Series{{Name: "Median days", Values: median, Line: true}}, Format: func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }}},
	}}
	b.Lead = "Days are calendar days; on time is within the promise in business days. As a table: " + CaseFiguresAddress + ".csv"
	return b
}

// CaseFigureTexts are the figures of some cases as a table has them.
func CaseFigureTexts(f portal.CaseFigures) []string {
	days := func(of func(int) (time.Duration, bool), share int) string {
		if took, ok := of(share); ok {
			return strconv.FormatFloat(math.Round(took.Hours()/2.4)/10, 'f', -1, 64)
		}
		return "–"
	}
	return []string{
		strconv.Itoa(f.Opened), strconv.Itoa(f.Answered), strconv.Itoa(f.OnTime), strconv.Itoa(f.Late), days(f.FirstAnswer, 50), days(f.FirstAnswer, 90),
		strconv.Itoa(f.Resolved), days(f.Resolution, 50), days(f.Resolution, 90),
	}
}

// CaseFiguresTable is the figures as a table for other programs, its first line the headings.
func CaseFiguresTable(months []portal.MessageFigures, topics []portal.Topic) [][]string {
	table := [][]string{{"Month", "Group", "Name", "Opened", "Answered", "On time", "Late", "First answer, median days", "First answer, 90% days", "Resolved", "Resolution, median days", "Resolution, 90% days"}}
	for i := len(months) - 1; i >= 0; i-- {
		m := months[i]
		table = append(table, append([]string{monthName(m.From), "All", "All cases"}, CaseFigureTexts(m.Total)...))
		for _, t := range topics {
			if f, ok := m.ByTopic[t.ID]; ok {
				table = append(table, append([]string{monthName(m.From), "Topic", t.NameIn(portal.English)}, CaseFigureTexts(f)...))
			}
		}
	}
	return table
}

// OfficeFlash says what was just done about queues, topics, texts, reports and samples.
func OfficeFlash(done string) *ui.Flash {
	text := map[string]string{
		"joined": "They work the queue now.", "left": "They do not work the queue any more.", "trained": "The training is noted. It stands for a year.", "saved": "It is saved. Earlier versions stay.",
		"decided": "Your decision is kept.", "proposed": "It is proposed. A second supervisor agrees, or does not.", "agreed": "The organization is suspended from writing.", "lifted": "They can write again.",
		"drawn": "Cases are drawn.", "reviewed": "The verdict is kept.",
	}[done]
	if text == "" {
		return nil
	}
	return &ui.Flash{Tone: ui.Success, Text: text}
}

// HandedOnFlash says how many cases went to a colleague.
func HandedOnFlash(went, stayed int) *ui.Flash {
	return &ui.Flash{Tone: ui.Success, Text: plural(went, "1 case went.", "%d cases went.") + " " + plural(stayed, "1 stayed: they do not work its queue.", "%d stayed: they do not work their queues.")}
}
