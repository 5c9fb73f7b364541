package db

import (
	"context"
	"crypto/rand"
	"fmt"
	"strconv"
	"time"

	"exchequer/portal"
)

// AccessibilityReceipt is what someone gets for a request: the reference, and the code that goes with it.
type AccessibilityReceipt struct {
	Number portal.RequestNumber
	Code   string
}

// SubmitAccessibilityRequest takes a request in: numbered, sealed, audited, and an e-mail notice written when that is how
// the person wants to be reached. What nobody waits for, its words' index and its page's count, SettleAccessibility does. The key is the browser's, so that it, and nobody else, can
// show the code once more; nil keeps no code.
func (d *DB) SubmitAccessibilityRequest(ctx context.Context, actor portal.Actor, desk portal.AccessibilityDesk, form portal.AccessibilityForm, key FollowUpKey) (AccessibilityReceipt, error) {
	var receipt AccessibilityReceipt
	if form.Channel != portal.ChannelWeb {
		if err := actor.Permit(portal.WorkAccessibility); err != nil {
			return receipt, err
		}
	}
	if err := form.Check(d.Now()); err != nil {
		return receipt, err
	}
	code, err := portal.NewCode(rand.Reader, portal.FollowUpCodeLength)
	if err != nil {
		return receipt, err
	}
	err = d.Act(ctx, actor, func(tx *Tx) error {
		r := received(tx, desk, form)
		number, err := tx.NextNumber("AR-" + strconv.Itoa(tx.Now.In(desk.Zone).Year()))
		if err != nil {
			return err
		}
		r.Number = portal.NumberOf(tx.Now.In(desk.Zone).Year(), number)
		receipt = AccessibilityReceipt{r.Number, code}
		if err := insertAccessibilityRequest(tx, r, code, key); err != nil {
			return err
		}
		tx.Audit(portal.AccessibilityWasReceived, r.Number.Subject(), "channel", string(r.Form.Channel), "format", string(r.Form.Format))
		return notifyRequester(tx, r, portal.AccessibilityReceivedNotice, portal.Params{"acknowledge_by": desk.DateOf(r.Due.At)})
	})
	if err != nil {
		return AccessibilityReceipt{}, fmt.Errorf("submit an accessibility request: %w", err)
	}
	return receipt, nil
}

// received is a request as it begins. What staff log began when it reached us, not when they found the time.
func received(tx *Tx, desk portal.AccessibilityDesk, form portal.AccessibilityForm) portal.AccessibilityRequest {
	r := portal.AccessibilityRequest{
		Form:     form,
		PagePath: portal.PagePath(form.Page, desk.Origin),
		Received: tx.Now,
		Status:   portal.AccessibilityReceived,
		Since:    tx.Now,
		Version:  1,
	}
	if !form.Came.IsZero() {
		r.Received, r.Since = form.Came.UTC().Truncate(time.Millisecond), form.Came.UTC().Truncate(time.Millisecond)
	}
	if form.Channel != portal.ChannelWeb {
		r.LoggedBy, r.LoggedByName = tx.Actor.Account, tx.Actor.Name
	}
	r.ClockFrom = r.Received
	r.DeliverBy = desk.Promise.DeliverBy(desk.Calendar, r.Received)
	r.Due = desk.Deadline(r.Status, r.Since, r.ClockFrom)
	return r
}

func insertAccessibilityRequest(tx *Tx, r portal.AccessibilityRequest, code string, key FollowUpKey) error {
	id := strconv.FormatInt(int64(r.Number), 10)
	seal, err := tx.NewRecordKey("accessibility_requests", id)
	if err != nil {
		return err
	}
	receiptHash, receiptCode, err := key.seal(r.Number, code)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`
		INSERT INTO accessibility_requests (
			id, key_version, data_key, made_at, received_at, channel, language, concern, page, page_path, format, contact_by, contact, name,
			logged_by, logged_by_name, code_hash, receipt_hash, receipt_code, acknowledge_by, deliver_by,
			status, since, clock_from, due_at, place, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27)`,
		int64(r.Number), seal.Version, seal.Wrapped, Millis(tx.Now), Millis(r.Received), string(r.Form.Channel), string(r.Form.Language),
		r.Form.Concern, r.Form.Page, r.PagePath, string(r.Form.Format), string(r.Form.ContactBy),
		seal.Seal("contact", []byte(r.Form.Contact)), seal.Seal("name", []byte(r.Form.Name)),
		nullText(r.LoggedBy), r.LoggedByName, tx.db.codeHash(r.Number, code), receiptHash, receiptCode, Millis(r.Due.At), Millis(r.DeliverBy),
		string(r.Status), Millis(r.Since), Millis(r.ClockFrom), Millis(r.Due.At), place(r), r.Version)
	if err != nil {
		return fmt.Errorf("keep the request: %w", err)
	}
	return nil
}

func place(r portal.AccessibilityRequest) int64 { return placeAt(r.Due.At, r.Status.Closed(), r.Since) }

// notifyRequester writes an e-mail notice when e-mail is how the person wants to be reached. It tells their name, the
// reference and dates, never what was asked for.
func notifyRequester(tx *Tx, r portal.AccessibilityRequest, notice portal.Notice, params portal.Params) error {
	if r.Form.ContactBy != portal.ContactByEmail {
		return nil
	}
	params["reference"], params["name"] = r.Number.String(), r.Form.Name
	return tx.Notify(notice, r.Form.Contact, r.Form.Language, params)
}

// accessibilityColumns is a request as lists show it, the concern's beginning alone.
const accessibilityColumns = `id, received_at, channel, language, substr(concern, 1, 240), page, page_path, format, contact_by,
	logged_by, logged_by_name, deliver_by, status, since, clock_from, due_at, version, assignee, assignee_name`

func scanAccessibilityRequest(row scanner, more ...any) (r portal.AccessibilityRequest, err error) {
	err = row.Scan(append([]any{
		&r.Number, millis(&r.Received), &r.Form.Channel, &r.Form.Language, &r.Form.Concern, &r.Form.Page, &r.PagePath, &r.Form.Format, &r.Form.ContactBy,
		nullable(&r.LoggedBy), &r.LoggedByName, millis(&r.DeliverBy), &r.Status, millis(&r.Since), millis(&r.ClockFrom), millis(&r.Due.At), &r.Version,
		nullable(&r.Assignee), &r.AssigneeName}, more...)...)
	r.Due.Clock = r.Status.Clock()
	return r, err
}

// openAccessibilityRequest reads a whole request, its seals opened. Whoever calls it has asked for permission.
func (d *DB) openAccessibilityRequest(row scanner, more ...any) (portal.AccessibilityRequest, error) {
	var version uint32
	var wrapped, contact, name []byte
	var concern string
	r, err := scanAccessibilityRequest(row, append([]any{&concern, &version, &wrapped, &contact, &name}, more...)...)
	if err != nil {
		return r, found(err)
	}
	r.Form.Concern = concern
	seal, err := d.keys.recordKey("accessibility_requests", strconv.FormatInt(int64(r.Number), 10), version, wrapped)
	if err != nil {
		return r, err
	}
	if contact, err = seal.Open("contact", contact); err != nil {
		return r, err
	}
	if name, err = seal.Open("name", name); err != nil {
		return r, err
	}
	r.Form.Contact, r.Form.Name = string(contact), string(name)
	return r, nil
}

const wholeAccessibilityColumns = accessibilityColumns + `, concern, key_version, data_key, contact, name`

const wholeAccessibilityRequest = `
	SELECT ` + wholeAccessibilityColumns + `
	FROM accessibility_requests
	WHERE id = $1`
