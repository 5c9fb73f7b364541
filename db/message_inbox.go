package db

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"exchequer/portal"
)

// What an inbox shows of a case, with up to where its reader has read. $1 is the reader.
const caseLineColumns = `id, status, topic, tax_type, period, language, subject, last_n, last_at, last_side, ours_n, due_at, archived,
	COALESCE((SELECT MAX(r.n) FROM message_reads r WHERE r.account_id = $1 AND r.case_id = message_cases.id), 0)`

func scanCaseLine(row scanner) (l portal.CaseLine, err error) {
	err = row.Scan(&l.Number, &l.Status, &l.Topic, &l.TaxType, &l.Period, &l.Language, &l.Subject, &l.LastN, millis(&l.LastAt), &l.LastSide, &l.OursN, millis(&l.DueAt), &l.Archived, &l.ReadN)
	return l, err
}

// Inbox is one page of the cases of whom the actor acts for, the latest message first. The mark is where the next page
// begins, or with f.Before the page before, nil when there is none.
func (d *DB) Inbox(ctx context.Context, actor portal.Actor, acting portal.Acting, f portal.CaseFilter) ([]portal.CaseLine, *portal.QueueMark, error) {
	if terms := searchTerms(f.Words); len(terms) > 0 {
		return d.searchInbox(ctx, actor, acting, terms, f.After)
	}
	rule, args := mayUse(actor, toRead, d.Now()).placed([]any{actor.Account, acting.Owner})
	where := []string{"owner = $2", rule}
	where = append(where, "archived = "+d.engine.boolean(f.State == portal.InboxArchived))
	if f.State == portal.InboxWaiting {
		where = append(where, "status = '"+string(portal.CaseAwaitingTaxpayer)+"'")
	}
	mark, beyond, order := f.After, "<", "last_at DESC, id DESC"
	if mark == nil && f.Before != nil {
		mark, beyond, order = f.Before, ">", "last_at, id"
	}
	if mark != nil {
		args = append(args, mark.Place, mark.ID)
		where = append(where, fmt.Sprintf("(last_at, id) %s ($%d, $%d)", beyond, len(args)-1, len(args)))
	}
	lines, err := listOf(d.asking(ctx), `
		SELECT `+caseLineColumns+`
		FROM message_cases`+whereAll(where)+`
		ORDER BY `+order+`
		LIMIT `+strconv.Itoa(portal.InboxPage+1), scanCaseLine, args...)
	if err != nil {
		return nil, nil, fmt.Errorf("inbox: %w", err)
	}
	back := f.After == nil && f.Before != nil
	if len(lines) <= portal.InboxPage {
		if back { // at the beginning: a first page is whole, whatever came in since
			f.Before = nil
			lines, _, err = d.Inbox(ctx, actor, acting, f)
		}
		return lines, nil, err
	}
	lines = lines[:portal.InboxPage]
	if back {
		slices.Reverse(lines)
		return lines, lines[0].Mark(), nil
	}
	return lines, lines[len(lines)-1].Mark(), nil
}

// searchInbox finds cases by words of their subject and messages, the newest case first; every word must be in one message.
// Archived ones too.
func (d *DB) searchInbox(ctx context.Context, actor portal.Actor, acting portal.Acting, terms []string, after *portal.QueueMark) ([]portal.CaseLine, *portal.QueueMark, error) {
	before := int64(1) << 60
	if after != nil {
		before = after.ID
	}
	rule, args := mayUse(actor, toRead, d.Now()).placed([]any{actor.Account, acting.Owner, d.engine.wordsOf(acting.Owner, terms), before})
	lines, err := listOf(d.asking(ctx), `
		SELECT `+caseLineColumns+`
		FROM message_cases
		WHERE owner = $2 AND id < $4 AND id IN (`+d.engine.casesWithWords(true)+`) AND `+rule+`
		ORDER BY id DESC
		LIMIT `+strconv.Itoa(portal.InboxPage+1), scanCaseLine, args...)
	if err != nil {
		return nil, nil, fmt.Errorf("search messages: %w", err)
	}
	if len(lines) <= portal.InboxPage {
		return lines, nil, nil
	}
	lines = lines[:portal.InboxPage]
	return lines, &portal.QueueMark{ID: int64(lines[len(lines)-1].Number)}, nil
}

// InboxCounts are how many cases wait for the taxpayer, and how many hold something unread, each up to portal.CountedUpTo
// and one more.
func (d *DB) InboxCounts(ctx context.Context, actor portal.Actor, acting portal.Acting) (waiting, unread int, err error) {
	rule, args := mayUse(actor, toRead, d.Now()).placed([]any{actor.Account, acting.Owner})
	of := `
		SELECT 1 AS one
		FROM message_cases
		WHERE owner = $2 AND archived = ` + d.engine.boolean(false) + ` AND ` + rule
	err = d.row(ctx, `
		SELECT (SELECT COUNT(*) FROM (`+of+` AND status = '`+string(portal.CaseAwaitingTaxpayer)+`' LIMIT 100) AS waiting),
		       (SELECT COUNT(*) FROM (`+of+` AND ours_n > COALESCE((SELECT MAX(r.n) FROM message_reads r WHERE r.account_id = $1 AND r.case_id = message_cases.id), 0) LIMIT 100) AS unread)`,
		args...).Scan(&waiting, &unread)
	if err != nil {
		return 0, 0, fmt.Errorf("count an inbox: %w", err)
	}
	return waiting, unread, nil
}
