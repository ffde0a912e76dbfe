// Package db keeps campaigns and sessions in SQLite or PostgreSQL. It is the
// only package that knows SQL. Each store method is one transaction; rows are
// private structs, converted at the edge; times are milliseconds in UTC and are
// passed in.
package db

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"
	"github.com/uptrace/bun/dialect/pgdialect"
)

// DB is an open database.
type DB struct {
	read  *bun.DB
	write *bun.DB // the same as read on PostgreSQL
	group *group  // SQLite only
	log   *slog.Logger

	contents contents
}

var errScheme = errors.New("a database is sqlite:PATH or postgres://…")

// Open connects to sqlite:PATH, whose directory is made if need be, or to
// postgres://…. It does not migrate.
func Open(ctx context.Context, address string, log *slog.Logger) (*DB, error) {
	var d *DB
	var err error
	switch scheme, rest, _ := strings.Cut(address, ":"); scheme {
	case "sqlite":
		d, err = openSQLite(ctx, rest, log)
	case "postgres", "postgresql":
		d, err = openPostgres(address, log)
	default:
		return nil, errScheme
	}
	if err != nil {
		return nil, err
	}
	if err := d.Ping(ctx); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

func openPostgres(address string, log *slog.Logger) (*DB, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, errors.New("the address of the database cannot be read") // the error quotes it, password and all
	}
	// bun writes arguments into the text: a statement cache would only grow.
	config.DefaultQueryExecMode = pgx.QueryExecModeExec
	config.RuntimeParams["timezone"] = "UTC"
	config.RuntimeParams["statement_timeout"] = "15000"
	config.RuntimeParams["idle_in_transaction_session_timeout"] = "30000"
	config.RuntimeParams["application_name"] = "ecm"
	pool := stdlib.OpenDB(*config)
	pool.SetMaxOpenConns(12)
	pool.SetMaxIdleConns(12)
	pool.SetConnMaxLifetime(30 * time.Minute)
	opened := bun.NewDB(pool, pgdialect.New())
	return &DB{read: opened, write: opened, log: log}, nil
}

// Ping asks whether the database answers.
func (d *DB) Ping(ctx context.Context) error {
	if err := d.read.PingContext(ctx); err != nil {
		return fmt.Errorf("the database does not answer: %w", err)
	}
	return nil
}

// Close finishes the writes that wait and closes every connection.
func (d *DB) Close() error {
	if d.group == nil {
		return d.write.Close()
	}
	d.group.close()
	return errors.Join(d.read.Close(), d.write.Close())
}

// work is what a store method does in its transaction. It may be carried out
// more than once before it counts.
type work func(ctx context.Context, tx bun.IDB) error

var errClosed = errors.New("the database is closed")

// update carries do out in one transaction.
func (d *DB) update(ctx context.Context, do work) error {
	if d.group != nil {
		return d.group.do(ctx, do)
	}
	return d.write.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error { return do(ctx, tx) })
}

// lock locks the rows of a query until the transaction ends: for UPDATE or SHARE.
// SQLite has one writer at a time and needs no lock.
func (d *DB) lock(q *bun.SelectQuery, strength string) *bun.SelectQuery {
	if d.group != nil {
		return q
	}
	return q.For(strength)
}

// locking returns the clause that locks the rows of a SELECT until the
// transaction ends. SQLite has one writer at a time and needs none.
func (d *DB) locking(clause string) bun.Safe { return locking(d.write, clause) }

// locking is the same for who holds a transaction alone.
func locking(db bun.IDB, clause string) bun.Safe {
	if db.Dialect().Name() == dialect.PG {
		return bun.Safe(clause)
	}
	return ""
}

// ms and at convert times; 0 is no time.
func ms(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func at(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
