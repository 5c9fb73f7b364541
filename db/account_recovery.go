package db

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"

	"exchequer/portal"
)

// Recovery at the counter: a link goes to the account's e-mail address, a code on paper into the person's hand. Neither
// alone is enough, and neither is ever seen by whoever handles the other.

// sendRecoveryLink sends the link of a recovery that was approved.
func (tx *Tx) sendRecoveryLink(c portal.AccountCase, address func(portal.Language, string) string) error {
	if err := portal.CheckAtCounter(tx.Actor, c.Account); err != nil {
		return err
	}
	_, err := tx.makeLink(c.Account, true, portal.RecoveryLasts, portal.NoticeRecoveryLink, func(token string) string { return address(c.Account.Language, token) })
	return err
}

// MakeRecoveryPaper makes the code on paper of a recovery that was approved, for whoever began it at the counter. It is
// told this once; made anew, the earlier one no longer counts.
func (d *DB) MakeRecoveryPaper(ctx context.Context, actor portal.Actor, id string) (c portal.AccountCase, code string, err error) {
	if err := actor.Permit(portal.FindAccounts); err != nil {
		return c, "", err
	}
	if code, err = portal.NewCode(rand.Reader, portal.RecoveryPaperLength); err != nil {
		return c, "", err
	}
	salt, work := randomBytes(saltLength), d.hashing.codeWork
	hash, err := d.hashCode(ctx, portal.PaperCode, code, salt, work)
	if err != nil {
		return c, "", err
	}
	err = d.Act(ctx, actor, func(tx *Tx) (err error) {
		if c, err = tx.accountCase(id, portal.RecoveryCase); err != nil {
			return err
		}
		if err := c.CheckPaper(actor, tx.Now); err != nil {
			return err
		}
		if err := tx.stepUpFresh(); err != nil {
			return err
		}
		tx.Audit(portal.RecoveryPaperMade, subjectOf(c.Account.ID), "case", c.ID)
		_, err = tx.Exec(`
			UPDATE account_case_states
			SET code_salt = $2, code_iterations = $3, code_hash = $4
			WHERE case_id = $1 AND state = 'approved'`, c.ID, salt, work, hash)
		return err
	})
	if err != nil {
		return c, "", err
	}
	return c, code, nil
}

// paper is the code that an account's owner may show, as it is kept.
type paper struct {
	caseID     string
	salt, hash []byte
	iterations int
}

// paperQuery names all open states beside its own: the index holds those, and the engine does not see that one is among
// them.
const paperQuery = `
	SELECT case_id, code_salt, code_iterations, code_hash
	FROM account_case_states
	WHERE account_id = $1 AND kind = 'recovery' AND state IN ('waiting', 'approved', 'proved') AND state = 'approved' AND ends_at > $2 AND code_hash IS NOT NULL`

func scanPaper(row scanner) (p paper, err error) {
	err = found(row.Scan(&p.caseID, &p.salt, &p.iterations, &p.hash))
	if errors.Is(err, portal.ErrNotFound) {
		return paper{}, nil
	}
	return p, err
}

// PaperAwaited reports that an account's owner may come with a code on paper.
func (d *DB) PaperAwaited(ctx context.Context, account string) (bool, error) {
	p, err := scanPaper(d.row(ctx, paperQuery, account, Millis(d.Now())))
	if err != nil {
		return false, fmt.Errorf("a code on paper: %w", err)
	}
	return p.caseID != "", nil
}

// errWrongPaper says nothing of why, as errWrongCode does.
var errWrongPaper = portal.Refuse(portal.Mend, "This code is not right, or was used already. Check each letter and digit on the sheet from our counter.")

// ProveByPaper lets someone who came by a link show the code on paper from our counter, before they choose a new password.
func (d *DB) ProveByPaper(ctx context.Context, actor portal.Actor, s portal.Session, typed string) error {
	if err := d.secondFactorOpen(ctx, actor.Account); err != nil {
		return err
	}
	known, err := scanPaper(d.row(ctx, paperQuery, actor.Account, Millis(d.Now())))
	if err != nil {
		return fmt.Errorf("a code on paper: %w", err)
	}
	var hash []byte
	if code, ok := portal.ReadCode(typed, portal.RecoveryPaperLength); ok && known.caseID != "" {
		if hash, err = d.hashCode(ctx, portal.PaperCode, code, known.salt, known.iterations); err != nil {
			return err
		}
	}
	var refused error
	err = d.Act(ctx, actor, func(tx *Tx) error {
		refused = nil
		open, a, err := tx.stillOpen(s.ID, portal.SettingUp)
		if err != nil {
			return err
		}
		if refused, err = tx.secondFactorClosed(a.ID); refused != nil || err != nil {
			return err
		}
		now, err := scanPaper(tx.Row(paperQuery+tx.db.engine.forUpdate(), a.ID, Millis(tx.Now)))
		if err != nil {
			return err
		}
		if hash == nil || now.caseID == "" || subtle.ConstantTimeCompare(hash, now.hash) != 1 {
			refused = errWrongPaper
			tx.Audit(portal.SecondFactorRefused, subjectOf(a.ID), "with", "code on paper")
			return cmp.Or(tx.secondFactorWrong(a.ID), tx.noteSignIn(a.ID, portal.OutcomeCodeWrong, "", "", open.Device))
		}
		return tx.usePaper(open, a, now.caseID)
	})
	return cmp.Or(err, refused)
}

// usePaper uses the code up. From here on the recovery belongs to this session.
func (tx *Tx) usePaper(s portal.Session, a portal.Account, id string) error {
	c, err := tx.accountCase(id, portal.RecoveryCase)
	if err != nil {
		return err
	}
	if err := tx.moveCase(&c, portal.CaseProved, ""); err != nil {
		return err
	}
	if _, err := tx.Exec(`
		UPDATE account_case_states
		SET code_hash = NULL, session_id = $2
		WHERE case_id = $1`, c.ID, s.ID); err != nil {
		return fmt.Errorf("use a code on paper: %w", err)
	}
	if err := tx.secondFactorRight(a.ID); err != nil {
		return err
	}
	return tx.prove(s)
}

// finishRecovery takes the old keys away when the person of a recovery chooses a new password: whoever has found or stolen
// them must not keep them. Those who came with a key of their own keep it, and a recovery of theirs is over: its code on
// paper must not lie around.
func (tx *Tx) finishRecovery(s portal.Session, a portal.Account) error {
	var id string
	err := found(tx.Row(`
		SELECT case_id
		FROM account_case_states
		WHERE account_id = $1 AND kind = 'recovery' AND state IN ('waiting', 'approved', 'proved') AND state = 'proved' AND session_id = $2`, a.ID, s.ID).Scan(&id))
	if errors.Is(err, portal.ErrNotFound) {
		return tx.endCases(a.ID, portal.RecoveryCase, "A new password was chosen another way.")
	}
	if err != nil {
		return fmt.Errorf("finish a recovery: %w", err)
	}
	c, err := tx.accountCase(id, portal.RecoveryCase)
	if err != nil {
		return err
	}
	if err := tx.moveCase(&c, portal.CaseDone, ""); err != nil {
		return err
	}
	n, err := tx.removePasskeys(a.ID, "recovered at the counter")
	if err != nil {
		return err
	}
	tx.Audit(portal.PasskeyRemoved, subjectOf(a.ID), "passkeys", fmt.Sprint(n), "why", "recovered at the counter")
	if _, err := tx.dropApp(a.ID, "recovered at the counter"); err != nil {
		return err
	}
	for _, kind := range []portal.CodeKind{portal.CardCodes, portal.RecoverySaved} {
		if err := tx.dropCodes(a.ID, kind); err != nil {
			return err
		}
	}
	if err := tx.voidPostedCard(a.ID, "Recovered at the counter."); err != nil {
		return err
	}
	if err := tx.loseAssurance(a, "recovered at the counter"); err != nil {
		return err
	}
	return tx.tell(a, portal.NoticeRecoveryDone, nil)
}
