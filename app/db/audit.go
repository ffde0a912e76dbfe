package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/uptrace/bun"

	"emailcampaigns/app/audit"
)

// Audit keeps the audit log.
type Audit struct{ db *DB }

// NewAudit returns the log in an open, migrated database.
func NewAudit(d *DB) *Audit { return &Audit{db: d} }

type auditRow struct {
	bun.BaseModel `bun:"table:audit"`

	Number   int64  `bun:"number,pk"`
	At       int64  `bun:"at"`
	ActorID  string `bun:"actor_id"`
	Actor    string `bun:"actor"`
	Action   string `bun:"action"`
	Subject  string `bun:"subject"`
	Details  string `bun:"details"`
	Previous []byte `bun:"previous"`
	Hash     []byte `bun:"hash"`
}

// entry reads the row as it is stored. Whether it is what was recorded is for
// audit.Verify to say.
func (r auditRow) entry() (audit.Entry, error) {
	e := audit.Entry{Number: r.Number, At: time.UnixMilli(r.At).UTC(), Act: audit.Act{
		Actor: audit.Actor{ID: r.ActorID, Name: r.Actor}, Action: audit.Action(r.Action), Subject: r.Subject,
	}}
	if len(r.Previous) != len(e.Previous) || len(r.Hash) != len(e.Hash) || json.Unmarshal([]byte(r.Details), &e.Details) != nil {
		return audit.Entry{}, &audit.Problem{Number: r.Number, Flaw: audit.Unreadable}
	}
	if len(e.Details) == 0 {
		e.Details = nil
	}
	e.Previous, e.Hash = audit.Digest(r.Previous), audit.Digest(r.Hash)
	return e, nil
}

func rowOfEntry(e audit.Entry) *auditRow {
	return &auditRow{
		Number: e.Number, At: e.At.UnixMilli(), ActorID: e.Actor.ID, Actor: e.Actor.Name, Action: string(e.Action),
		Subject: e.Subject, Details: e.DetailsJSON(), Previous: e.Previous[:], Hash: e.Hash[:],
	}
}

// record appends what was done to the log, in the transaction that does it:
// neither exists without the other. From here on until the transaction ends,
// whoever else appends waits, so this is its last step; a transaction that locks
// other rows afterwards could wait for one that waits for it.
func record(ctx context.Context, tx bun.IDB, act audit.Act, now time.Time) error {
	head, err := selectHead(ctx, tx, locking(tx, "FOR UPDATE"))
	if err != nil {
		return err
	}
	entry, err := head.Next(act, now)
	if err != nil {
		return err
	}
	if _, err := tx.NewInsert().Model(rowOfEntry(entry)).Exec(ctx); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "UPDATE audit_head SET number = ?, hash = ? WHERE id = 1", entry.Number, entry.Hash[:])
	return err
}

func selectHead(ctx context.Context, db bun.IDB, clause bun.Safe) (audit.Head, error) {
	var head audit.Head
	var hash []byte
	err := db.NewRaw("SELECT number, hash FROM audit_head WHERE id = 1 ?", clause).Scan(ctx, &head.Number, &hash)
	if err != nil || len(hash) != len(head.Hash) {
		return audit.Head{}, errors.Join(errors.New("the head of the audit log cannot be read"), err)
	}
	head.Hash = audit.Digest(hash)
	return head, nil
}

// Append records an act that changes nothing else.
func (a *Audit) Append(ctx context.Context, act audit.Act, now time.Time) error {
	return a.db.update(ctx, func(ctx context.Context, tx bun.IDB) error { return record(ctx, tx, act, now) })
}

// Head returns the newest entry's number and hash.
func (a *Audit) Head(ctx context.Context) (audit.Head, error) { return selectHead(ctx, a.db.read, "") }

const (
	auditPage  = 100 // entries of a list that asks for no number
	auditBatch = 500 // entries read at once
)

// Entries returns a page of the entries that f chooses, the newest first.
func (a *Audit) Entries(ctx context.Context, f audit.Filter) ([]audit.Entry, error) {
	if f.Limit <= 0 {
		f.Limit = auditPage
	}
	rows, err := scanAudit(ctx, filtered(a.db.read, f).OrderExpr("number DESC").Limit(int64(f.Limit)))
	if err != nil {
		return nil, err
	}
	entries := make([]audit.Entry, len(rows))
	for i, row := range rows {
		if entries[i], err = row.entry(); err != nil {
			return nil, err
		}
	}
	return entries, nil
}

// Matching goes through all entries that f chooses, the oldest first, and reads
// them in batches, so that it keeps no connection while its caller writes to a
// slow reader. f.Limit does not count.
func (a *Audit) Matching(ctx context.Context, f audit.Filter) iter.Seq2[audit.Entry, error] {
	return inOrder(ctx, func() *bun.SelectQuery { return filtered(a.db.read, f) })
}

// Walk calls do for every entry from a number on, the oldest first, and ends
// with its first error.
func (a *Audit) Walk(ctx context.Context, from int64, do func(audit.Entry) error) error {
	entries := inOrder(ctx, func() *bun.SelectQuery { return filtered(a.db.read, audit.Filter{}).Where("number >= ?", from) })
	for entry, err := range entries {
		if err == nil {
			err = do(entry)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Verify checks the whole log as it is at one moment, see audit.Verify, and
// returns its head.
func (a *Audit) Verify(ctx context.Context, noted ...audit.Head) (audit.Head, error) {
	var head audit.Head
	snapshot := &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	err := a.db.read.RunInTx(ctx, snapshot, func(ctx context.Context, tx bun.Tx) (err error) {
		if head, err = selectHead(ctx, tx, ""); err != nil {
			return err
		}
		entries := inOrder(ctx, func() *bun.SelectQuery { return filtered(tx, audit.Filter{}) })
		if err := audit.Verify(entries, head, noted...); err != nil {
			return err
		}
		// Batches begin after a number: a second row with the same one could hide.
		count, err := tx.NewSelect().Table("audit").Count(ctx)
		if err == nil && int64(count) != head.Number {
			err = fmt.Errorf("the audit log holds %d entries in %d places: a number was given twice", count, head.Number)
		}
		return err
	})
	return head, err
}

func filtered(db bun.IDB, f audit.Filter) *bun.SelectQuery {
	q := db.NewSelect().Model((*auditRow)(nil))
	for _, equal := range []struct{ where, value string }{
		{"action = ?", string(f.Action)}, {"actor = ?", f.Actor}, {"subject = ?", f.Subject},
	} {
		if equal.value != "" {
			q = q.Where(equal.where, equal.value)
		}
	}
	if !f.From.IsZero() {
		q = q.Where("at >= ?", ms(f.From))
	}
	if !f.To.IsZero() {
		q = q.Where("at < ?", ms(f.To))
	}
	if f.Before > 0 {
		q = q.Where("number < ?", f.Before)
	}
	return q
}

// inOrder reads what the query chooses, in batches.
func inOrder(ctx context.Context, query func() *bun.SelectQuery) iter.Seq2[audit.Entry, error] {
	return func(yield func(audit.Entry, error) bool) {
		q := query()
		for {
			rows, err := scanAudit(ctx, q.OrderExpr("number").Limit(auditBatch))
			var last int64
			for _, row := range rows {
				entry, err := row.entry()
				if !yield(entry, err) || err != nil {
					return
				}
				last = row.Number
			}
			if err != nil {
				yield(audit.Entry{}, err)
				return
			}
			if len(rows) < auditBatch {
				return
			}
			q = query().Where("number > ?", last)
		}
	}
}

// scanAudit returns the rows up to the first that holds a value of another kind
// than its column, which SQLite lets somebody write, and the *audit.Problem then.
func scanAudit(ctx context.Context, q *bun.SelectQuery) (found []auditRow, err error) {
	rows, err := q.Rows(ctx)
	if err != nil {
		return nil, err
	}
	defer func() {
		if closed := rows.Close(); err == nil {
			err = closed
		}
	}()
	for rows.Next() {
		var row auditRow
		if err := rows.Scan(&row.Number, &row.At, &row.ActorID, &row.Actor, &row.Action, &row.Subject, &row.Details, &row.Previous, &row.Hash); err != nil {
			if ctx.Err() != nil {
				return found, context.Cause(ctx)
			}
			return found, &audit.Problem{Number: row.Number, Flaw: audit.Unreadable}
		}
		found = append(found, row)
	}
	return found, rows.Err()
}
