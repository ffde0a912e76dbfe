package db

import (
	"database/sql"
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"emailcampaigns/app/fault"
)

// found gives the kind NotFound to the driver's way of saying that there is no
// such row.
func found(err error, key string) error {
	if errors.Is(err, sql.ErrNoRows) {
		return fault.Wrap(fault.NotFound, key, err)
	}
	return err
}

// taken reports whether a unique constraint refused.
func taken(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "23505" // unique_violation
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return lite.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || lite.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY
	}
	return false
}

// refused reports whether a CHECK or a trigger refused.
func refused(err error) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "23514" // check_violation, which our triggers raise too
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return lite.Code() == sqlite3.SQLITE_CONSTRAINT_CHECK || lite.Code() == sqlite3.SQLITE_CONSTRAINT_TRIGGER
	}
	return false
}

// one turns "no row was changed" into a fault.Conflict.
func one(result sql.Result, err error) error { return only(result, err, "fault.session.conflict") }

// only is one with words of its own.
func only(result sql.Result, err error, key string) error {
	if err != nil {
		return err
	}
	changed, err := result.RowsAffected()
	if err != nil {
		return err
	}
	if changed != 1 {
		return fault.New(fault.Conflict, key)
	}
	return nil
}
