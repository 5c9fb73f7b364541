package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"exchequer/db"
	"exchequer/portal"
)

// madeRequest is one request that the demo makes up.
type madeRequest struct {
	*past
	clerk   string
	form    portal.AccessibilityForm
	actor   portal.Actor // who asks
	number  portal.RequestNumber
	code    string
	version int64
}

// made fills the form in.
func (r *madeRequest) made(at time.Time) {
	who := pick(r.past, r.texts.People)
	concern, language := pick(r.past, r.texts.Concerns), portal.English
	if who.Spanish {
		concern, language = pick(r.past, r.texts.ConcernsES), portal.Spanish
	}
	r.form = portal.AccessibilityForm{
		Concern: concern.Text, Page: concern.Page, Format: concern.Format, Name: who.Name, Channel: portal.ChannelWeb, Language: language,
	}
	switch n := r.random.IntN(10); {
	case n < 6:
		r.form.ContactBy, r.form.Contact = portal.ContactByEmail, who.Email
	case n < 8:
		r.form.ContactBy, r.form.Contact = portal.ContactByPhone, who.Phone
	default:
		r.form.ContactBy, r.form.Contact = portal.ContactByMail, who.Mail
	}
	r.actor = portal.Actor{Address: fmt.Sprintf("198.51.100.%d", 1+r.random.IntN(250))}
	if r.random.IntN(4) == 0 {
		r.form.Channel = pick(r.past, portal.DeskChannels)
		r.form.Came = at.Add(-r.days(0.01, 0.3))
	}
}

func (r *madeRequest) submit(ctx context.Context) error {
	actor := r.actor
	if r.form.Channel != portal.ChannelWeb {
		actor = r.staff[r.clerk]
	}
	receipt, err := r.SubmitAccessibilityRequest(ctx, actor, r.desk, r.form, nil)
	r.number, r.code, r.version = receipt.Number, receipt.Code, 1
	if r.form.Channel == portal.ChannelWeb {
		r.shown = demoReceipt{r.number.String(), r.code} // the newest is shown
	}
	return err
}

// take takes a step as whoever takes it: the person by their code, a clerk, or the supervisor who decides.
func (r *madeRequest) take(ctx context.Context, step portal.AccessibilityStep) error {
	actor, key := r.staff[r.clerk], db.FollowUpKey(nil)
	switch {
	case actor.MayTake(step) != nil:
		actor = r.staff["Sunita Brandt"]
	case r.actor.MayTake(step) == nil:
		actor, key = r.actor, db.NewFollowUpKey()
		if _, err := r.FollowAccessibilityRequest(ctx, actor, r.number.String(), r.code, key); err != nil {
			return fmt.Errorf("follow up on %s: %w", r.number, err)
		}
	}
	if actor.Role.Staff() {
		if err := r.LookAtAccessibilityRequest(ctx, actor, r.number); err != nil {
			return err
		}
	}
	act := db.AccessibilityAct{Number: r.number, Seen: r.version, Step: step, Words: r.words(step), Key: key}
	if step == portal.DeliverStep {
		var err error
		if act.Files, err = r.files(ctx); err != nil {
			return err
		}
	}
	if err := r.TakeAccessibilityStep(ctx, actor, r.desk, act); err != nil {
		return err
	}
	r.version++
	return nil
}

// files are what goes with a delivery that can be sent as a file.
func (r *madeRequest) files(ctx context.Context) ([]db.StoredFile, error) {
	name := map[portal.AccessibilityFormat]string{portal.FormatText: "plain-text.txt", portal.FormatBRF: "braille.brf"}[r.form.Format]
	if name == "" {
		return nil, nil
	}
	text := "What you asked for\n\nThis file was made up for a demonstration. In a real office it holds the text that you asked for.\n"
	file, err := r.StoreFile(ctx, name, "text/plain", strings.NewReader(text), 1<<20)
	return []db.StoredFile{file}, err
}

func (r *madeRequest) words(step portal.AccessibilityStep) portal.AccessibilityWords {
	words := portal.AccessibilityWords{}
	switch {
	case step == portal.DeliverStep:
		words.Text = r.texts.Deliveries[r.form.Format]
	case step.NeedsWords():
		words.Text = pick(r.past, r.texts.Says[step])
	}
	if step == portal.DeclineStep {
		words.Head, words.Alternative = "Margaret Ellsworth, Commissioner", pick(r.past, r.texts.Alternatives)
	}
	return words
}

func (r *madeRequest) note(ctx context.Context) error {
	return r.AddAccessibilityNote(ctx, r.staff[r.clerk], r.number, pick(r.past, r.texts.Notes))
}
