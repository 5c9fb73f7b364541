package views

import (
	"slices"
	"strings"

	"exchequer/portal"
	"exchequer/templ/ui"
)

// mayDo is what the actor may do about the account as it stands, each a form of its own.
func (p AccountPage) mayDo(actor portal.Actor) []AccountAct {
	reason := []ui.Input{{Kind: ui.Area, Name: "reason", Label: "Reason", Hint: "One sentence. It stands in the audit trail.", Rows: 3, Limit: 500}}
	var acts []AccountAct
	if p.Status == portal.Active {
		acts = []AccountAct{
			{
				Name: "card", Text: "Hand out a code card", Address: p.Base + "/code-card", Button: "Make the code card", Fields: documentFields(),
				Says: "For someone at the counter with an ID who lost their card or has no phone. You print it and hand it over; codes of an earlier card no longer work.",
			},
			counterAct(p.Base),
			{
				Name: "recovery", Text: "Begin a recovery", Address: p.Base + "/recoveries", Button: "Begin the recovery", Fields: append(documentFields(), faceField()),
				Says: "For someone at the counter with an ID who lost every key. A supervisor approves it. Then a link goes to the account’s e-mail address, and you print a code: only both together open the account.",
			},
			{
				Name: "sessions", Text: "End their sessions", Address: p.Base + "/sessions/ending", Button: "End the sessions", Fields: reason,
				Says: "They are signed out everywhere and can sign in again at once.",
			},
			{
				Name: "hold", Text: "Put it on hold", Address: p.Base + "/hold", Button: "Put it on hold", Danger: true, Fields: reason,
				Says: "At once, when someone else may be using it: sessions end, and nobody can sign in until a supervisor has talked with the owner.",
			},
		}
	}
	if p.Status == portal.OnHold && actor.Can(portal.ReleaseHolds) {
		acts = append(acts, AccountAct{
			Name: "release", Text: "Release it", Address: p.Base + "/release", Button: "Release it", Fields: reason,
			Says: "The owner can sign in again. Talk with them first.",
		})
	}
	if p.Status == portal.Closed && actor.Can(portal.ReleaseHolds) {
		acts = append(acts, AccountAct{
			Name: "reopening", Text: "Open it again", Address: p.Base + "/reopening", Button: "Open it again", Fields: reason,
			Says: "The owner closed it and asked for it back. They sign in with what they had. Be sure that it is them: ask for an ID, or call the number that we know.",
		})
	}
	switch p.Status.NextSuspension() {
	case portal.SuspensionCase:
		acts = append(acts, AccountAct{
			Name: "suspension", Text: "Propose to suspend it", Address: p.Base + "/suspensions", Button: "Propose it", Danger: true, Fields: reason,
			Says: "A supervisor or an administrator other than you decides. The owner is told how to have it looked at again.",
		})
	case portal.RestorationCase:
		acts = append(acts, AccountAct{
			Name: "suspension", Text: "Propose to lift the suspension", Address: p.Base + "/suspensions", Button: "Propose it", Fields: reason,
			Says: "A supervisor or an administrator other than you decides. Then the owner can sign in with what they had.",
		})
	}
	switch p.Status.NextDeath() {
	case portal.DeceasedCase:
		acts = append(acts, AccountAct{
			Name: "death", Text: "Propose to note that the owner has died", Address: p.Base + "/deaths", Button: "Propose it", Danger: true, Fields: reason,
			Says: "Write what you saw, such as a death certificate and its number. A supervisor or an administrator other than you decides. Then nobody signs in any more; everything is kept.",
		})
	case portal.LivingCase:
		acts = append(acts, AccountAct{
			Name: "death", Text: "Propose to put right that the owner lives", Address: p.Base + "/deaths", Button: "Propose it", Fields: reason,
			Says: "Mistakes happen. A supervisor or an administrator other than you decides. Then the account is again what it was before, and its owner is told.",
		})
	}
	return slices.DeleteFunc(acts, p.waitsAlready)
}

// waitsAlready leaves out what a colleague was asked for and has not decided yet.
func (p AccountPage) waitsAlready(act AccountAct) bool {
	return slices.ContainsFunc(p.Cases, func(c portal.AccountCase) bool {
		if c.State != portal.CaseWaiting {
			return false
		}
		switch c.Kind {
		case portal.RecoveryCase:
			return act.Name == "recovery"
		case portal.DeceasedCase, portal.LivingCase:
			return act.Name == "death"
		}
		return act.Name == "suspension"
	})
}

func documentFields() []ui.Input {
	var kinds []ui.Option
	for _, k := range portal.DocumentKinds {
		kinds = append(kinds, ui.Option{Value: string(k), Label: strings.ToUpper(string(k[:1])) + string(k[1:])})
	}
	return []ui.Input{
		{Kind: ui.Radios, Name: "document", Label: "Which document did they show?", Hint: "Look at the original. Make no copy and no picture of it.", Options: kinds},
		{Name: "last_four", Label: "Last four characters of its number", Hint: "Letters or digits, like 4F17.", Complete: "off", Width: ui.Tiny},
	}
}

func faceField() ui.Input {
	return ui.Input{Kind: ui.Checkboxes, Name: "face", Label: "The person before you", Options: []ui.Option{
		{Value: "compared", Label: "I compared the face with the picture on the document: it is the same person, and the name is the account’s."},
	}}
}
