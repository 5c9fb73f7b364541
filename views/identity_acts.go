package views

import (
	"exchequer/portal"
	"exchequer/templ/ui"
)

// identityActs are what the actor can do with a case as it stands, each a form of its own.
func identityActs(actor portal.Actor, f portal.IdentityFile) []AccountAct {
	to := func(part string) string { return IdentityCaseAddress(f.Number) + "/" + part }
	reason := ui.Input{Kind: ui.Area, Name: "reason", Label: "Why do you decide so?", Hint: "One or two sentences. Others read them later. Never say who caused it.", Rows: 3, Limit: 500}
	if f.Status != portal.IdentityOpen {
		if f.Status == portal.IdentityClosed && f.Frozen && actor.Can(portal.DecideIdentity) {
			reason.Label = "Reason"
			return []AccountAct{{
				Name: "lift", Text: "Allow changes again", Address: to("freeze"), Button: "Allow changes again", Fields: []ui.Input{reason},
				Says: "This case stopped changes of money and addresses. Talk with the taxpayer first, at the address or number that we have on record.",
			}}
		}
		return nil
	}
	var acts []AccountAct
	decide := func(p portal.Pending, name, text, says, accept, refuse string) {
		if r, open := f.Reason(p); open && r.Step == portal.StepToDecide && f.MayDecide(actor, p) == nil {
			acts = append(acts, AccountAct{
				Name: name, Text: text, Says: says, Address: to("decisions"), Button: "Decide", Fields: []ui.Input{
					{Kind: ui.Radios, Name: "decision", Label: "What do you decide?", Options: []ui.Option{{Value: "accept", Label: accept}, {Value: "refuse", Label: refuse}}},
					reason,
				},
			})
		}
	}
	decide(portal.PendingFraud, "fraud", "Decide what is odd", "Nothing is granted until you decide. The owner and the taxpayer were told that we look at it.",
		"It is in order: the case goes on, and changes are allowed again", "It is not in order: the case is closed, and what was granted ends")
	decide(portal.PendingSupervisor, "supervisor", "Decide about the visit", "Whoever recorded the visit is bound to the person. Look at what they recorded; call the person if you need to.",
		"The visit counts", "The visit does not count: the case is closed")
	if len(f.Referees) > 0 {
		decide(portal.PendingReferee, "referee-decision", "Decide about the referee", "A colleague wrote down who vouches. Call the referee at a number that we know, not at one that came with the statement.",
			"The referee is enough", "The referee is not enough")
	}
	if !actor.Can(portal.WorkIdentity) {
		return acts
	}
	alone := f.Ties.MayProof(false) == nil
	if r, open := f.Reason(portal.PendingReview); open && r.Step.Ours() && alone && f.Capture().Open() && !f.Capture().By(actor.Account) {
		acts = append(acts, AccountAct{
			Name: "review", Text: "Look at the pictures", Address: to("reviews"), Button: "Keep my answers", Fields: reviewFields(f),
			Says: "Two clerks look, each on their own. What the other found is shown when both have answered.",
		})
	}
	if f.Ties.MayProof(true) == nil {
		acts = append(acts, AccountAct{
			Name: "visit", Text: "Record a visit", Address: to("visits"), Button: "Record the visit", Fields: visitFields(),
			Says: "While the person stands before you. Look at the original documents; make no copy and no picture of them.",
		})
	}
	if alone {
		acts = append(acts, AccountAct{
			Name: "referee", Text: "Write down who vouches", Address: to("referees"), Button: "Record the statement", Fields: refereeFields(),
			Says: "For someone who has no document, or cannot come. The referee is here, or you called them at a number that we know. Another colleague decides.",
		})
	}
	return acts
}

func reviewFields(f portal.IdentityFile) []ui.Input {
	yesNo := []ui.Option{{Value: "yes", Label: "Yes"}, {Value: "no", Label: "No"}}
	ask := func(name, label, hint string) ui.Input {
		return ui.Input{Kind: ui.Radios, Name: name, Label: label, Hint: hint, Options: yesNo}
	}
	return []ui.Input{
		ask("genuine", "Does the document look genuine, and is it still valid?", "Corners, print, picture, the day on which it expires."),
		ask("name", "Is it the taxpayer’s name?", "On record: "+f.Record.Name()+". A former name counts."),
		ask("face", "Is it the same face on both pictures?", ""),
		ask("code", "Does the paper show the code "+portal.WriteCode(f.Capture().Code)+"?", "It was the code of the day on which the pictures came."),
		{Kind: ui.Area, Name: "reason", Label: "What did not fit?", Hint: "Needed when you answer no. The person reads which question was not clear, not these words.", Rows: 3, Limit: 500, Optional: true},
	}
}

func visitFields() []ui.Input {
	first := documentFields()
	second := []ui.Option{{Value: "", Label: "None"}}
	for _, k := range portal.FairDocuments {
		second = append(second, ui.Option{Value: string(k), Label: capital(string(k))})
	}
	face := faceField()
	face.Options[0].Label = "I compared the face with the picture on the document."
	return []ui.Input{
		first[0],
		{Name: "issuer", Label: "Who issued it", Hint: "Like Montana, or United States.", Complete: "off", Width: ui.Medium},
		{Kind: ui.Date, Name: "expires", Label: "When it expires", Hint: "As it stands on the document. One that has expired proves nothing."},
		first[1],
		{Kind: ui.Select, Name: "second", Label: "A second document, without a picture", Hint: "With it, the proof meets what NIST asks of level 2.", Options: second, Optional: true},
		{Name: "second_issuer", Label: "Who issued the second one", Complete: "off", Width: ui.Medium, Optional: true},
		{Name: "second_last_four", Label: "Last four characters of its number", Complete: "off", Width: ui.Tiny, Optional: true},
		face,
		{Kind: ui.Radios, Name: "result", Label: "Is this the person?", Options: []ui.Option{
			{Value: "yes", Label: "Yes: the name is the taxpayer’s, and the face is on the document"}, {Value: "no", Label: "No, or I am not sure"},
		}},
		{Kind: ui.Area, Name: "reason", Label: "Why not", Hint: "Needed when it is not the person, or you are not sure.", Rows: 3, Limit: 500, Optional: true},
	}
}

func refereeFields() []ui.Input {
	return []ui.Input{
		{Name: "referee", Label: "Name of who vouches", Complete: "off", Width: ui.Medium},
		{Name: "known", Label: "How we know them", Hint: "Like: tax preparer registered with us since 2011.", Complete: "off"},
		{Name: "relation", Label: "What they are to the person", Complete: "off"},
		{Name: "since", Label: "How long they have known each other", Complete: "off", Width: ui.Medium},
		{Kind: ui.Area, Name: "evidence", Label: "What they showed, and what they said", Rows: 4, Limit: 500},
	}
}

// counterAct opens a case from an account's page.
func counterAct(base string) AccountAct {
	return AccountAct{
		Name: "identity", Text: "Prove identity at the counter", Address: base + "/identity", Button: "Open the case",
		Says: "For someone who stands at the counter with an ID, to be joined with their tax records. You hold a reviewer’s certificate. Copy number and name from the person’s papers.",
		Fields: []ui.Input{
			{Name: "number", Label: "Taxpayer number", Hint: "Nine digits. It is not kept with the case.", Complete: "off", Width: ui.Small, Mode: "numeric"},
			{Name: "name", Label: "Name on the document", Complete: "off", Width: ui.Medium},
		},
	}
}
