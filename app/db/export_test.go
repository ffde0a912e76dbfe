package db

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"emailcampaigns/app/audit"
)

// Marks returns each mark's state and delivery.
func Marks(ctx context.Context, d *DB) ([]string, error) {
	var found []string
	err := d.read.NewRaw("SELECT state || ' ' || COALESCE(delivery_id, '') FROM marks ORDER BY 1").Scan(ctx, &found)
	return found, err
}

// Exec runs a statement that no store method would.
func Exec(ctx context.Context, d *DB, statement string) error {
	return d.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		_, err := tx.ExecContext(ctx, statement)
		return err
	})
}

// Update runs a write.
func Update(ctx context.Context, d *DB, do func(context.Context, bun.IDB) error) error {
	return d.update(ctx, do)
}

// Recorded records an act whose transaction then ends with failed.
func Recorded(ctx context.Context, d *DB, act audit.Act, now time.Time, failed error) error {
	return d.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		if err := record(ctx, tx, act, now); err != nil {
			return err
		}
		return failed
	})
}

// InsertEntry writes an entry as it is, without asking the head.
func InsertEntry(ctx context.Context, d *DB, e audit.Entry) error {
	return d.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		_, err := tx.NewInsert().Model(rowOfEntry(e)).Exec(ctx)
		return err
	})
}

// Refused reports whether a CHECK or a trigger refused.
func Refused(err error) bool { return refused(err) }

// Acts returns what the log holds, each with its subject, in order.
func Acts(ctx context.Context, d *DB) ([]string, error) {
	var found []string
	err := d.read.NewRaw("SELECT action || ' ' || subject FROM audit ORDER BY number").Scan(ctx, &found)
	return found, err
}

// Count runs a query of one number.
func Count(ctx context.Context, d *DB, query string) (int, error) {
	var n int
	err := d.read.NewRaw(query).Scan(ctx, &n)
	return n, err
}
