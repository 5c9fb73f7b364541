package db

import (
	"context"
	"fmt"
	"slices"

	"exchequer/portal"
)

const topicColumns = `id, version, place, queue, name_en, name_es, hint_en, hint_es, tax_type, general, answer_days, offered`

// Each topic in its newest version. There are a few dozen at most.
const topicsQuery = `
	SELECT ` + topicColumns + `
	FROM message_topics t
	WHERE version = (SELECT MAX(n.version) FROM message_topics n WHERE n.id = t.id)
	ORDER BY place, id`

func scanTopic(row scanner) (t portal.Topic, err error) {
	var nameEN, nameES, hintEN, hintES string
	err = row.Scan(&t.ID, &t.Version, &t.Place, &t.Queue, &nameEN, &nameES, &hintEN, &hintES, &t.TaxType, &t.General, &t.AnswerDays, &t.Offered)
	t.Name = map[string]string{"en": nameEN, "es": nameES}
	t.Hint = map[string]string{"en": hintEN, "es": hintES}
	return t, found(err)
}

// Topics are all that the office ever declared, in their order; those that are not offered any more too, since cases are
// about them.
func (d *DB) Topics(ctx context.Context) ([]portal.Topic, error) { return topics(d.asking(ctx)) }

func topics(a asking) ([]portal.Topic, error) {
	all, err := listOf(a, topicsQuery, scanTopic)
	if err != nil {
		return nil, fmt.Errorf("topics: %w", err)
	}
	return all, nil
}

// TopicsFor are those that someone can choose from who acts so.
func (d *DB) TopicsFor(ctx context.Context, acting portal.Acting) ([]portal.Topic, error) {
	all, err := d.Topics(ctx)
	return offeredTo(all, acting.Alone()), err
}

func offeredTo(all []portal.Topic, alone bool) []portal.Topic {
	return slices.DeleteFunc(all, func(t portal.Topic) bool { return !t.Offered || alone && !t.General })
}

// DeclareTopic adds a topic, or says anew what it is: cases that are about it stay where they are. Seen is the version that
// the page showed, 0 for a new one.
func (d *DB) DeclareTopic(ctx context.Context, actor portal.Actor, t portal.Topic) error {
	if err := actor.Permit(portal.DeclareTopics); err != nil {
		return err
	}
	if err := t.Check(); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		if t.ID == "" {
			t.ID = newID()
		}
		tx.Audit(portal.TopicDeclared, "topic/"+t.ID, "name", t.Name["en"], "queue", t.Queue)
		err := tx.insertTopic(t)
		if isUnique(err) {
			return portal.Refuse(portal.Conflict, "Someone else changed this topic at the same time. Look at it again; nothing of yours was kept.")
		}
		return err
	})
}

func (tx *Tx) insertTopic(t portal.Topic) error {
	_, err := tx.Exec(`
		INSERT INTO message_topics (id, version, at, by_account, by_name, place, queue, name_en, name_es, hint_en, hint_es, tax_type, general, answer_days, offered)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		t.ID, t.Version+1, Millis(tx.Now), nullText(tx.Actor.Account), tx.Actor.Name, t.Place, t.Queue, t.Name["en"], t.Name["es"], t.Hint["en"], t.Hint["es"],
		t.TaxType, t.General, t.AnswerDays, t.Offered)
	if err != nil {
		return fmt.Errorf("declare a topic: %w", err)
	}
	return nil
}

// BeginTopics gives a new office the topics to begin with. An office that has some keeps them.
func (d *DB) BeginTopics(ctx context.Context) error {
	return d.Act(ctx, portal.SystemActor("setup"), func(tx *Tx) error {
		all, err := topics(tx.asking())
		if err != nil || len(all) > 0 {
			tx.Bookkeeping()
			return err
		}
		for _, t := range portal.DefaultTopics() {
			tx.Audit(portal.TopicDeclared, "topic/"+t.ID, "name", t.Name["en"], "queue", t.Queue)
			if err := tx.insertTopic(t); err != nil {
				return err
			}
		}
		return nil
	})
}
