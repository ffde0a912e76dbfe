// Package dbtest gives tests real databases: SQLite files, and databases in a
// temporary PostgreSQL cluster that it starts from the installed programs. The
// conformance suite in package db runs on both.
package dbtest

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	ecm "emailcampaigns"
	"emailcampaigns/app/db"
)

// SQLite returns the address of a new SQLite database.
func SQLite(t testing.TB) string {
	t.Helper()
	return "sqlite:" + filepath.Join(t.TempDir(), "ecm.db")
}

// Open returns a migrated database, closed when the test ends.
func Open(t testing.TB, address string) *db.DB {
	t.Helper()
	opened, err := db.Open(context.Background(), address, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := opened.Close(); err != nil {
			t.Errorf("closing the database: %v", err)
		}
	})
	if err := opened.Migrate(context.Background(), ecm.Migrations); err != nil {
		t.Fatal(err)
	}
	return opened
}

// Each runs a test on a new database of each kind.
func Each(t *testing.T, test func(t *testing.T, address string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, Postgres(t)) })
}

// missing skips the test on a laptop and fails it in CI, naming the package that
// brings the program.
func missing(t testing.TB, program, debian string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is not installed: apt-get install %s", program, debian)
	}
	t.Skipf("%s is not installed: apt-get install %s", program, debian)
}

// Unguard takes away the triggers that refuse changes, as someone with the rights
// of the database's owner could.
func Unguard(t testing.TB, address string) {
	t.Helper()
	path, isSQLite := strings.CutPrefix(address, "sqlite:")
	if !isSQLite {
		for _, table := range []string{"campaigns", "revisions", "audit"} {
			if err := execute(address, "ALTER TABLE "+table+" DISABLE TRIGGER USER"); err != nil {
				t.Fatal(err)
			}
		}
		return
	}
	opened, err := sql.Open("sqlite", path+"?_pragma=busy_timeout(10000)")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = opened.Close() }()
	rows, err := opened.QueryContext(t.Context(), "SELECT name FROM sqlite_schema WHERE type = 'trigger'")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if _, err := opened.ExecContext(t.Context(), "DROP TRIGGER "+name); err != nil {
			t.Fatal(err)
		}
	}
}
