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
// in order, all in one transaction, so that two programs that start together do
// it once and one that dies leaves nothing half done. A statement ends with a
// semicolon at the end of a line. A file NNNN_name.sqlite.sql or
// NNNN_name.postgres.sql is for that database alone, NNNN_name.sql for both.
func (d *DB) Migrate(ctx context.Context, migrations fs.FS) error {
	files, err := fs.Glob(migrations, "db/migrations/*.sql")
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return fmt.Errorf("no migrations are embedded")
	}
	slices.Sort(files)
	return d.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		if d.group == nil {
			// A lock, because CREATE TABLE IF NOT EXISTS does not wait for another's.
			if _, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock(?)", migrationLock); err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, applied_at BIGINT NOT NULL)"); err != nil {
			return err
		}
		var applied []string
		if err := tx.NewRaw("SELECT name FROM migrations").Scan(ctx, &applied); err != nil {
			return err
		}
		for _, file := range files {
			if name := path.Base(file); d.concerns(name) && !slices.Contains(applied, name) {
				if err := apply(ctx, tx, migrations, file); err != nil {
					return fmt.Errorf("migration %s: %w", name, err)
				}
			}
		}
		return nil
	})
}

// concerns reports whether a file is for this database.
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
	for statement := range strings.SplitSeq(string(text)+"\n", ";\n") {
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
