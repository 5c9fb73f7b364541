package db

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"exchequer/portal"
)

// queue is how the desk reads one of its queues. The table has an id that is a number, the place in the order of what
// waits, a status, and the assignee; and an index for each way of listing. Its cost does not grow with the table: each
// list has an index in its order, and paging goes on where the last page ended.
type queue[T any] struct {
	what    string // for what goes wrong
	from    string // the table, with what is joined to it
	columns string // ends with the place
	scan    func(row scanner) (T, error)
	mark    func(T) *portal.QueueMark
	walks   []condition // each an index walk of its own, which lists merge; none is one walk through everything
}

// among narrows a queue to what one of these conditions holds for. No thing may fit two of them.
func (q queue[T]) among(walks ...condition) queue[T] {
	q.walks = walks
	return q
}

// condition holds back what a list does not show. Each ? stands for one value.
type condition struct {
	text   string
	values []any
}

func only(text string, values ...any) condition { return condition{text, values} }

// In the order of a queue comes first what is due from us, the earliest first; then what waits for the person, the one
// who has waited for the shortest time first; then what is closed, the latest first.
const (
	placeOfPersons = int64(1) << 50
	placeOfClosed  = int64(1) << 51
)

func placeAt(due time.Time, closed bool, since time.Time) int64 {
	switch {
	case closed:
		return placeOfClosed - since.UnixMilli()
	case !due.IsZero():
		return due.UnixMilli()
	default:
		return placeOfPersons - since.UnixMilli()
	}
}

// page is one page of a list: what waits for us first, the overdue on top. The second answer is where the page after it
// begins, or with f.Before the page before it, nil when there is none.
func (q queue[T]) page(ctx context.Context, d *DB, actor portal.Actor, f portal.QueueFilter, finer ...condition) ([]T, *portal.QueueMark, error) {
	query, args := q.query(d, actor, f, finer)
	things, next, err := q.list(ctx, d, query, args)
	if f.After != nil || f.Before == nil || err != nil {
		return things, next, err
	}
	if next == nil { // back at the beginning: a first page is whole, whatever came in since
		things, _, err = q.page(ctx, d, actor, f.First(), finer...)
		return things, nil, err
	}
	slices.Reverse(things)
	return things, next, nil
}

// query goes on behind a mark in two steps: through what shares the mark's place, and then through the places beyond. Much
// is due at the same moment, and SQLite does not use a row value that ends in a table's integer key: it would walk through
// all of it. Of several walks each gives a page at most, whatever lies behind it.
func (q queue[T]) query(d *DB, actor portal.Actor, f portal.QueueFilter, finer []condition) (query string, args []any) {
	mark, beyond, order := f.After, ">", "place, id"
	if mark == nil && f.Before != nil {
		mark, beyond, order = f.Before, "<", "place DESC, id DESC"
	}
	limit := `
		ORDER BY ` + order + `
		LIMIT ` + strconv.Itoa(portal.QueuePageSize+1)
	var steps []string
	for _, walk := range q.each() {
		var where []string
		where, args = d.queueWhere(actor, f, slices.Concat(walk, finer), args)
		rows := func(more ...string) string {
			return `
		SELECT ` + q.columns + `
		FROM ` + q.from + whereAll(slices.Concat(where, more))
		}
		if mark == nil {
			steps = append(steps, rows())
			continue
		}
		args = append(args, mark.Place, mark.ID)
		place, id := fmt.Sprintf("$%d", len(args)-1), fmt.Sprintf("$%d", len(args))
		steps = append(steps, rows("place = "+place, "id "+beyond+" "+id), rows("place "+beyond+" "+place))
	}
	if len(q.walks) > 1 {
		for i, step := range steps {
			steps[i] = `
		SELECT * FROM (` + step + limit + `) AS walk` + strconv.Itoa(i)
		}
	}
	return strings.Join(steps, `
		UNION ALL`) + limit, args
}

// each is the conditions of every walk, one walk without any where there are none.
func (q queue[T]) each() [][]condition {
	if len(q.walks) == 0 {
		return [][]condition{nil}
	}
	walks := make([][]condition, len(q.walks))
	for i, w := range q.walks {
		walks[i] = []condition{w}
	}
	return walks
}

// list reads a page and looks whether there is one more.
func (q queue[T]) list(ctx context.Context, d *DB, query string, args []any) ([]T, *portal.QueueMark, error) {
	rows, err := d.rows(ctx, query, args...)
	if err != nil {
		return nil, nil, fmt.Errorf("list %s: %w", q.what, err)
	}
	defer rows.Close()
	things := make([]T, 0, portal.QueuePageSize)
	for rows.Next() {
		if len(things) == portal.QueuePageSize {
			return things, q.mark(things[len(things)-1]), rows.Err()
		}
		thing, err := q.scan(rows)
		if err != nil {
			return nil, nil, fmt.Errorf("list %s: %w", q.what, err)
		}
		things = append(things, thing)
	}
	return things, nil, rows.Err()
}

// counted is a list to be counted.
type counted struct {
	portal.QueueFilter
	finer []condition
}

// counts says how much is in each list, up to portal.CountedUpTo and one more: beyond it nobody needs the number, and
// counting would cost more the more there is. All lists are counted at one moment, in one question; one that is asked for
// twice is counted once.
func (q queue[T]) counts(ctx context.Context, d *DB, actor portal.Actor, lists []counted) ([]int, error) {
	var questions []string
	var args, into []any
	asked, counts := map[string]int{}, make([]int, len(lists))
	tallied := make([]int, len(lists))
	for i, l := range lists {
		key := fmt.Sprint(l.State, "|", l.Whose, "|", l.finer)
		if _, again := asked[key]; !again {
			var walks []string
			for _, walk := range q.each() {
				var where []string
				where, args = d.queueWhere(actor, l.QueueFilter, slices.Concat(walk, l.finer), args)
				walks = append(walks, `(
			SELECT COUNT(*)
			FROM (SELECT 1 AS one FROM `+q.from+whereAll(where)+` LIMIT `+strconv.Itoa(portal.CountedUpTo+1)+`) AS counted)`)
			}
			asked[key] = len(questions)
			into = append(into, &tallied[len(questions)])
			questions = append(questions, strings.Join(walks, " + "))
		}
		counts[i] = asked[key]
	}
	if err := d.row(ctx, `SELECT `+strings.Join(questions, ", "), args...).Scan(into...); err != nil {
		return nil, fmt.Errorf("count %s: %w", q.what, err)
	}
	for i := range counts {
		counts[i] = min(tallied[counts[i]], portal.CountedUpTo+1)
	}
	return counts, nil
}

// next is the oldest due thing that waits for us: the actor's own first, then nobody's. ErrNotFound means that nothing
// waits.
func (q queue[T]) next(ctx context.Context, d *DB, actor portal.Actor, finer ...condition) (id int64, err error) {
	for _, whose := range []portal.Whose{portal.WhoseMine, portal.WhoseNobodys} {
		if id, err = q.nextOf(ctx, d, actor, whose, finer); portal.CodeOf(err) != portal.NotFound {
			return id, err
		}
	}
	return 0, portal.ErrNotFound
}

func (q queue[T]) nextOf(ctx context.Context, d *DB, actor portal.Actor, whose portal.Whose, finer []condition) (id int64, err error) {
	var walks []string
	var args []any
	for i, walk := range q.each() {
		var where []string
		where, args = d.queueWhere(actor, portal.QueueFilter{Whose: whose}, slices.Concat(walk, finer), args)
		walks = append(walks, `
			SELECT * FROM (SELECT id, place
			FROM `+q.from+whereAll(where)+`
			ORDER BY place, id
			LIMIT 1) AS walk`+strconv.Itoa(i))
	}
	var place int64
	err = found(d.row(ctx, strings.Join(walks, " UNION ALL ")+`
			ORDER BY place, id
			LIMIT 1`, args...).Scan(&id, &place))
	if err != nil && portal.CodeOf(err) != portal.NotFound {
		err = fmt.Errorf("next of %s: %w", q.what, err)
	}
	return id, err
}

// queueWhere turns a filter into conditions, whose values follow those that a statement has already. Each one names the
// columns of an index.
func (d *DB) queueWhere(actor portal.Actor, f portal.QueueFilter, finer []condition, before []any) (where []string, args []any) {
	args = before
	add := func(text string, values ...any) {
		for _, v := range values {
			args = append(args, v)
			text = strings.Replace(text, "?", "$"+strconv.Itoa(len(args)), 1)
		}
		where = append(where, text)
	}
	switch f.State {
	case portal.ListToDo, "":
		add("place < ?", placeOfPersons/2)
	case portal.ListOverdue:
		add("place < ?", Millis(d.Now()))
	case portal.ListWaiting:
		add("place > ?", placeOfPersons/2)
		add("place < ?", placeOfPersons)
	case portal.ListClosed:
		add("place > ?", placeOfPersons)
	case portal.ListAll:
	default:
		add("status = ?", f.State)
	}
	switch f.Whose {
	case portal.WhoseMine:
		add("assignee = ?", actor.Account)
	case portal.WhoseNobodys:
		add("assignee IS NULL")
	}
	for _, c := range finer {
		add(c.text, c.values...)
	}
	return where, args
}

func whereAll(conditions []string) string {
	if len(conditions) == 0 {
		return ""
	}
	return "\n\t\tWHERE " + strings.Join(conditions, " AND ")
}

// colleagues are those to whom the actor could hand work over that asks for a permission, by name.
func (d *DB) colleagues(ctx context.Context, actor portal.Actor, p portal.Permission, finer ...condition) ([]portal.Actor, error) {
	args := []any{string(portal.Active), actor.Account}
	place := func(v any) string {
		args = append(args, v)
		return "$" + strconv.Itoa(len(args))
	}
	var roles []string
	for _, role := range portal.RolesWho(p) {
		roles = append(roles, place(string(role)))
	}
	query := `
		SELECT id, name, role
		FROM accounts
		WHERE status = $1 AND id <> $2 AND role IN (` + strings.Join(roles, ", ") + `)`
	for _, c := range finer {
		text := c.text
		for _, v := range c.values {
			text = strings.Replace(text, "?", place(v), 1)
		}
		query += ` AND ` + text
	}
	rows, err := d.rows(ctx, query+`
		ORDER BY name, id`, args...)
	if err != nil {
		return nil, fmt.Errorf("colleagues: %w", err)
	}
	defer rows.Close()
	var colleagues []portal.Actor
	for rows.Next() {
		var a portal.Actor
		if err := rows.Scan(&a.Account, &a.Name, &a.Role); err != nil {
			return nil, fmt.Errorf("colleagues: %w", err)
		}
		colleagues = append(colleagues, a)
	}
	return colleagues, rows.Err()
}
