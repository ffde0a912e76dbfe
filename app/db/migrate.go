package db

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"
)

// migrationLock names the advisory lock under which PostgreSQL is migrated.
const migrationLock = 7_215_001

// Migrate applies the numbered files of db/migrations that were not applied yet,
// in order, each in a transaction, so that two programs that start together do it
// once and one that dies leaves no file half done. A file holds the locks of all
// its statements until its end: what a program of the release before locks in
// another order belongs into another file. NAME.sqlite.sql and NAME.postgres.sql
// are for that database alone. A statement ends with a semicolon before an empty
// line.
func (d *DB) Migrate(ctx context.Context, migrations fs.FS) error {
	files, err := fs.Glob(migrations, "db/migrations/*.sql")
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return fmt.Errorf("no migrations are embedded")
	}
	slices.Sort(files)
	for _, file := range files {
		if !d.concerns(file) {
			continue
		}
		err := d.update(ctx, func(ctx context.Context, tx bun.IDB) error { return d.migrate(ctx, tx, migrations, file) })
		if err != nil {
			return fmt.Errorf("migration %s: %w", path.Base(file), err)
		}
	}
	return nil
}

func (d *DB) migrate(ctx context.Context, tx bun.IDB, migrations fs.FS, file string) error {
	if d.group == nil {
		// A lock, because CREATE TABLE IF NOT EXISTS does not wait for another's.
		if _, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock(?)", migrationLock); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, applied_at BIGINT NOT NULL)"); err != nil {
		return err
	}
	applied, err := tx.NewSelect().Table("migrations").Where("name = ?", path.Base(file)).Exists(ctx)
	if err != nil || applied {
		return err
	}
	return apply(ctx, tx, migrations, file)
}

// concerns reports whether a migration is for this database.
func (d *DB) concerns(name string) bool {
	other := ".postgres.sql"
	if d.group == nil {
		other = ".sqlite.sql"
	}
	return !strings.HasSuffix(name, other)
}

func apply(ctx context.Context, tx bun.IDB, migrations fs.FS, file string) error {
	text, err := fs.ReadFile(migrations, file)
	if err != nil {
		return err
	}
	for statement := range strings.SplitSeq(string(text)+"\n", ";\n\n") {
		if strings.TrimSpace(statement) == "" {
			continue
		}
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO migrations (name, applied_at) VALUES (?, ?)", path.Base(file), time.Now().UnixMilli())
	return err
}
