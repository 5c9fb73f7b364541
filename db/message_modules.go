package db

import (
	"context"
	"fmt"

	"exchequer/portal"
)

const moduleColumns = `id, version, place, queue, name, body_en, body_es, offered`

func scanModule(row scanner) (m portal.TextModule, err error) {
	var en, es string
	err = row.Scan(&m.ID, &m.Version, &m.Place, &m.Queue, &m.Name, &en, &es, &m.Offered)
	m.Body = map[string]string{"en": en, "es": es}
	return m, err
}

// TextModules are all that the office ever wrote, each in its newest version, in their order.
func (d *DB) TextModules(ctx context.Context, actor portal.Actor) ([]portal.TextModule, error) {
	if !actor.Can(portal.WriteModules) && !actor.Can(portal.WorkMessages) {
		return nil, portal.ErrForbidden
	}
	return textModules(d.asking(ctx))
}

func textModules(a asking) ([]portal.TextModule, error) {
	all, err := listOf(a, `
		SELECT `+moduleColumns+`
		FROM text_modules t
		WHERE version = (SELECT MAX(n.version) FROM text_modules n WHERE n.id = t.id)
		ORDER BY place, name, id`, scanModule)
	if err != nil {
		return nil, fmt.Errorf("texts for replies: %w", err)
	}
	return all, nil
}

// TextModulesFor are those that a reply in a queue can use.
func (d *DB) TextModulesFor(ctx context.Context, actor portal.Actor, queue string) ([]portal.TextModule, error) {
	all, err := d.TextModules(ctx, actor)
	var offered []portal.TextModule
	for _, m := range all {
		if m.Offered && (m.Queue == "" || m.Queue == queue) {
			offered = append(offered, m)
		}
	}
	return offered, err
}

// WriteModule adds a text, or changes one: the version before stays. Its Version is the one that the page showed, 0 for a
// new text.
func (d *DB) WriteModule(ctx context.Context, actor portal.Actor, m portal.TextModule) error {
	if err := actor.Permit(portal.WriteModules); err != nil {
		return err
	}
	if err := m.Check(); err != nil {
		return err
	}
	return d.Act(ctx, actor, func(tx *Tx) error {
		if m.Queue != "" {
			known, err := tx.knownQueue(m.Queue)
			if err != nil {
				return err
			}
			if !known {
				var check portal.Check
				check.Note("queue", portal.ErrNoSuchQueue.Message)
				return check.Err()
			}
		}
		if m.ID != "" {
			var last int64
			if err := found(tx.Row(`SELECT COALESCE(MAX(version), 0) FROM text_modules WHERE id = $1`, m.ID).Scan(&last)); err != nil {
				return err
			}
			if last == 0 {
				return portal.ErrNotFound
			}
			if last != m.Version {
				return errModuleChanged
			}
		}
		return tx.insertModule(m)
	})
}

var errModuleChanged = portal.Refuse(portal.Conflict, "Someone else changed this text at the same time. Look at it again; nothing of yours was kept.")

func (tx *Tx) insertModule(m portal.TextModule) error {
	if m.ID == "" {
		m.ID = newID()
	}
	tx.Audit(portal.ModuleWritten, "text/"+m.ID, "name", m.Name)
	_, err := tx.Exec(`
		INSERT INTO text_modules (id, version, at, by_account, by_name, place, queue, name, body_en, body_es, offered)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		m.ID, m.Version+1, Millis(tx.Now), nullText(tx.Actor.Account), tx.Actor.Name, m.Place, m.Queue, m.Name, m.Body["en"], m.Body["es"], m.Offered)
	if isUnique(err) {
		return errModuleChanged
	}
	if err != nil {
		return fmt.Errorf("write a text: %w", err)
	}
	return nil
}

// BeginModules gives a new office the texts to begin with. An office that has some keeps them.
func (d *DB) BeginModules(ctx context.Context) error {
	return d.Act(ctx, portal.SystemActor("setup"), func(tx *Tx) error {
		all, err := textModules(tx.asking())
		if err != nil || len(all) > 0 {
			tx.Bookkeeping()
			return err
		}
		for _, m := range portal.DefaultModules() {
			if err := tx.insertModule(m); err != nil {
				return err
			}
		}
		return nil
	})
}
