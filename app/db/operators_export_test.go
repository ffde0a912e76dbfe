package db

import "context"

// Acts returns what was recorded, with its subject, in order.
func Acts(ctx context.Context, d *DB) ([]string, error) {
	var found []string
	err := d.read.NewRaw("SELECT action || ' ' || subject FROM audit ORDER BY number").Scan(ctx, &found)
	return found, err
}
