package db_test

import (
	"io/fs"
	"log/slog"
	"strings"
	"testing"
	"testing/fstest"

	ecm "emailcampaigns"
	"emailcampaigns/app/db"
	"emailcampaigns/app/db/dbtest"
)

// earlier are the migrations up to one.
func earlier(t *testing.T, last string) fs.FS {
	t.Helper()
	files, err := fs.Glob(ecm.Migrations, "db/migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	some := fstest.MapFS{}
	for _, file := range files {
		if text, err := fs.ReadFile(ecm.Migrations, file); err != nil {
			t.Fatal(err)
		} else if file <= "db/migrations/"+last {
			some[file] = &fstest.MapFile{Data: text}
		}
	}
	return some
}

func TestADatabaseFromBeforeTheLogGetsOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, address string) {
		opened, err := db.Open(t.Context(), address, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = opened.Close() })
		for _, migrations := range []fs.FS{earlier(t, "0001_z"), ecm.Migrations, ecm.Migrations} {
			if err := opened.Migrate(t.Context(), migrations); err != nil {
				t.Fatal(err)
			}
		}
		log := db.NewAudit(opened)
		if err := log.Append(t.Context(), rejection(ana, "open-data", "why"), noon); err != nil {
			t.Fatal(err)
		}
		if head, err := log.Verify(t.Context()); err != nil || head.Number != 1 {
			t.Errorf("%v, %v", head, err)
		}
	})
}

func TestAMigrationForOneDatabaseLeavesTheOtherAlone(t *testing.T) {
	migrations := fstest.MapFS{
		"db/migrations/0001_both.sql":          {Data: []byte("CREATE TABLE both_of_them (n INTEGER);\n")},
		"db/migrations/0002_name.sqlite.sql":   {Data: []byte("CREATE TABLE own (sqlite INTEGER);\n")},
		"db/migrations/0002_name.postgres.sql": {Data: []byte("CREATE TABLE own (postgres INTEGER);\n")},
	}
	dbtest.Each(t, func(t *testing.T, address string) {
		opened, err := db.Open(t.Context(), address, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = opened.Close() })
		if err := opened.Migrate(t.Context(), migrations); err != nil {
			t.Fatal(err)
		}
		name, _, _ := strings.Cut(address, ":")
		for _, statement := range []string{"INSERT INTO both_of_them (n) VALUES (1)", "INSERT INTO own (" + name + ") VALUES (1)"} {
			if err := db.Exec(t.Context(), opened, statement); err != nil {
				t.Errorf("%s: %v", statement, err)
			}
		}
	})
}
