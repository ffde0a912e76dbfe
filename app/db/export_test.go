package db

import (
	"context"

	"github.com/uptrace/bun"
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
