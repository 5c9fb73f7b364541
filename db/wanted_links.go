package db

import (
	"context"
	"errors"
	"fmt"

	"exchequer/portal"
)

// WantLink writes down that someone wants a link by e-mail, and no more: whether the address has an account is found
// out afterwards, by SendWantedLinks, so that nobody can tell from the answer or from its time.
func (d *DB) WantLink(ctx context.Context, visitor portal.Actor, w portal.WantedLink) error {
	if err := w.Check(); err != nil {
		return err
	}
	if err := d.SpendSignIn(ctx, visitor.Address); err != nil {
		return err
	}
	if err := d.Spend(ctx, portal.LinksWanted, w.Email); err != nil {
		return err
	}
	err := d.Act(ctx, visitor, func(tx *Tx) error {
		tx.Bookkeeping() // what it leads to is audited
		id := newID()
		key, err := tx.NewRecordKey("wanted_links", id)
		if err != nil {
			return err
		}
		_, err = tx.Exec(`
			INSERT INTO wanted_links (id, key_version, data_key, purpose, email, language, address, wanted_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			id, key.Version, key.Wrapped, string(w.Purpose), key.Seal("email", []byte(w.Email)), string(w.Language), visitor.Address, Millis(tx.Now))
		return err
	})
	if err != nil {
		return fmt.Errorf("want a link: %w", err)
	}
	select {
	case d.linksWait <- struct{}{}:
	default: // they are being sent already
	}
	return nil
}

// LinksWait receives after someone wanted a link.
func (d *DB) LinksWait() <-chan struct{} { return d.linksWait }

// SendWantedLinks does what the waiting rows ask for, one act each, and says how many. Killed at any moment, the next call
// goes on where this one was. A row that cannot be opened stays and is passed by, so that those behind it get theirs: with
// the right key file it may open. A day later nobody waits for it, and it is swept.
func (d *DB) SendWantedLinks(ctx context.Context, addresses MailAddresses) (sent int, err error) {
	for last := ""; ; {
		id, done := "", false
		err := d.Act(ctx, portal.SystemActor("sign-up"), func(tx *Tx) (err error) {
			id, done, err = tx.sendWantedLink(last, addresses.Setup)
			return err
		})
		if err != nil {
			return sent, fmt.Errorf("send a link: %w", err)
		}
		if id == "" {
			return sent, nil
		}
		last = id
		if done {
			sent++
		}
	}
}

// sendWantedLink does what the next row behind last asks for. It answers with no id when there is none.
func (tx *Tx) sendWantedLink(last string, address func(portal.Language, string) string) (id string, done bool, err error) {
	var version uint32
	var wrapped, sealed []byte
	var w portal.WantedLink
	err = tx.Row(`
		SELECT id, key_version, data_key, purpose, email, language, address
		FROM wanted_links
		WHERE id > $1
		ORDER BY id
		LIMIT 1`+tx.db.engine.skipLocked(), last).Scan(&id, &version, &wrapped, &w.Purpose, &sealed, &w.Language, &tx.Actor.Address)
	if found(err) == portal.ErrNotFound {
		tx.Bookkeeping()
		return "", false, nil
	}
	if err != nil {
		return "", false, err
	}
	if w.Email, err = tx.db.wantedBy(id, version, wrapped, sealed); err != nil {
		tx.Bookkeeping()
		tx.db.log.Error("a link that someone wanted cannot be sent", "row", id, "error", err)
		return id, false, nil
	}
	if _, err := tx.Exec(`
		DELETE FROM wanted_links
		WHERE id = $1`, id); err != nil {
		return "", false, err
	}
	a, err := tx.accountByEmail(w.Email)
	if err != nil && !errors.Is(err, portal.ErrNotFound) {
		return "", false, err
	}
	if w.Purpose == portal.ToSignUp {
		return id, true, tx.signUp(w, a, address)
	}
	return id, true, tx.newPasswordLink(w, a, address)
}

// wantedBy opens the address of a row.
func (d *DB) wantedBy(id string, version uint32, wrapped, sealed []byte) (string, error) {
	key, err := d.keys.recordKey("wanted_links", id, version, wrapped)
	if err != nil {
		return "", err
	}
	email, err := key.Open("email", sealed)
	return string(email), err
}

// signUp makes an account that waits for its link to be opened. Who has one already is told so; who never came to the
// end of setting it up gets a new link, and the earlier one no longer opens.
func (tx *Tx) signUp(w portal.WantedLink, a portal.Account, address func(portal.Language, string) string) error {
	switch {
	case a.ID == "":
		a = portal.Account{Email: w.Email, Role: portal.Taxpayer, Language: w.Language}
		if err := tx.insertAccount(&a); err != nil {
			return err
		}
	case !a.Status.Pending() || a.Role != portal.Taxpayer:
		tx.Audit(portal.SignUpRepeated, subjectOf(a.ID))
		return tx.tell(a, portal.NoticeAccountExists, nil)
	case a.Status == portal.PendingEmail:
		if err := tx.speak(&a, w.Language); err != nil {
			return err
		}
	}
	tx.Audit(portal.SignUpBegun, subjectOf(a.ID))
	_, err := tx.sendLink(a, false, func(token string) string { return address(a.Language, token) })
	return err
}

// speak makes a language the one in which an account is written to.
func (tx *Tx) speak(a *portal.Account, language portal.Language) error {
	a.Language = language
	_, err := tx.Exec(`
		UPDATE accounts
		SET language = $2
		WHERE id = $1`, a.ID, string(language))
	if err != nil {
		return fmt.Errorf("change the language of an account: %w", err)
	}
	return nil
}

// newPasswordLink sends the link to whoever may choose a new password. The second factor stays: it, or a saved recovery
// code, is asked for before the password is changed.
func (tx *Tx) newPasswordLink(w portal.WantedLink, a portal.Account, address func(portal.Language, string) string) error {
	switch {
	case a.ID == "":
		tx.Audit(portal.NewPasswordVain, subjectOf(""))
		return tx.Notify(portal.NoticeNoAccount, w.Email, w.Language, portal.Params{})
	case a.Status.Pending() && a.Role == portal.Taxpayer:
		return tx.signUp(w, a, address)
	}
	mine, err := tx.heldByOwner(a)
	if err != nil {
		return err
	}
	if a.Status != portal.Active && !mine {
		tx.Audit(portal.NewPasswordVain, subjectOf(a.ID), "why", string(a.Status))
		return tx.tell(a, portal.NoticeAccountExists, nil)
	}
	tx.Audit(portal.NewPasswordAsked, subjectOf(a.ID))
	_, err = tx.sendLink(a, true, func(token string) string { return address(a.Language, token) })
	return err
}
