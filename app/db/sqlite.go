package db

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// readers is how many connections read. More cost 4 MB each and are slower.
const readers = 4

// busy is how long one program waits while another writes to the same file.
const busy = 10 * time.Second

// openSQLite opens a pool of readers and one writer. Two pools that write would
// meet each other as "database is locked".
func openSQLite(ctx context.Context, path string, log *slog.Logger) (*DB, error) {
	if path == "" {
		return nil, errScheme
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if err := createPrivate(path); err != nil {
		return nil, err
	}
	// The writer's first connection makes the write-ahead log, which readers need.
	// Recursive triggers are those that refuse a deletion also when it is REPLACE
	// that deletes.
	write, err := connect(ctx, path, 1, "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "recursive_triggers(1)")
	if err != nil {
		return nil, err
	}
	read, err := connect(ctx, path, readers, "query_only(1)")
	if err != nil {
		return nil, errors.Join(err, write.Close())
	}
	d := &DB{read: read, write: write, log: log}
	d.group = newGroup(d.write)
	return d, nil
}

// createPrivate creates the file, and its directory, for its owner alone. The
// files that SQLite puts beside it take its permissions over.
func createPrivate(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) // #nosec G304 -- the operator names the file
	if err != nil {
		return err
	}
	return file.Close()
}

// connect opens a pool. secure_delete overwrites what is deleted with zeros, and
// nothing spills into temporary files. Two programs that change a new file to
// WAL at the same moment do not wait for each other, so being busy is tried
// again.
func connect(ctx context.Context, path string, connections int, pragmas ...string) (*bun.DB, error) {
	common := []string{"busy_timeout(10000)", "secure_delete(1)", "temp_store(memory)", "trusted_schema(0)"}
	address := url.URL{Scheme: "file", Path: path, RawQuery: url.Values{"_pragma": append(common, pragmas...)}.Encode()}
	pool, err := sql.Open("sqlite", address.String())
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	deadline := time.Now().Add(busy)
	for {
		err := pool.PingContext(ctx)
		if err == nil {
			return bun.NewDB(pool, sqlitedialect.New()), nil
		}
		var refused *sqlite.Error
		if !errors.As(err, &refused) || refused.Code()&0xff != sqlite3.SQLITE_BUSY || time.Now().After(deadline) {
			return nil, errors.Join(err, pool.Close())
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// Scrub moves SQLite's write-ahead log, in which overwritten bytes survive, into
// the file and cuts it to nothing. It waits a second at most for readers,
// because writers wait meanwhile; what they hold back goes with the next one. It
// does nothing on PostgreSQL.
func (d *DB) Scrub(ctx context.Context) (err error) {
	if d.group == nil {
		return nil
	}
	conn, err := d.write.Conn(ctx) // the only one: between two groups
	if err != nil {
		return err
	}
	defer func() {
		_, restored := conn.ExecContext(context.WithoutCancel(ctx), "PRAGMA busy_timeout = 10000")
		err = errors.Join(err, restored, conn.Close())
	}()
	if _, err := conn.ExecContext(ctx, "PRAGMA busy_timeout = 1000"); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	return err
}
