package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	ecm "emailcampaigns"
	"emailcampaigns/app/config"
	"emailcampaigns/app/db"
	"emailcampaigns/app/secret"
)

// stores is a database that is up to date.
type stores struct {
	db        *db.DB
	campaigns *db.Campaigns
	sessions  *db.Sessions
	overview  *db.Overview
	audit     *db.Audit
	operators *db.Operators
	standings *db.Standings
	lists     *db.Lists
	offices   *db.Offices
}

// openStores opens the database and applies the migrations that are missing.
func openStores(ctx context.Context, url secret.Text, log *slog.Logger) (stores, error) {
	opened, err := db.Open(ctx, url.Reveal(), log)
	if err != nil {
		return stores{}, err
	}
	if err := opened.Migrate(ctx, ecm.Migrations); err != nil {
		return stores{}, errors.Join(err, opened.Close())
	}
	return stores{
		db: opened, campaigns: db.NewCampaigns(opened), sessions: db.NewSessions(opened),
		overview: db.NewOverview(opened), audit: db.NewAudit(opened), operators: db.NewOperators(opened),
		standings: db.NewStandings(opened), lists: db.NewLists(opened), offices: db.NewOffices(opened),
	}, nil
}

// closeDue closes the campaigns whose closing time has passed, and forgets the tables
// that nobody has imported and the requests of offices that were settled long ago.
func (s stores) closeDue(ctx context.Context, now time.Time) (int, error) {
	closed, err := s.campaigns.EndOnTime(ctx, now)
	_, forgetting := s.lists.ForgetUploads(ctx, now)
	_, ending := s.offices.ForgetSettled(ctx, now)
	return closed, errors.Join(err, forgetting, ending)
}

// Close closes the database.
func (s stores) Close() error { return s.db.Close() }

// withDatabase runs a command that needs the data alone.
func withDatabase(ctx context.Context, terminal Terminal, d config.Database, do func(stores) error) error {
	url, err := d.Read()
	if err != nil {
		return err
	}
	store, err := openStores(ctx, url, newLog(terminal.Err, slog.LevelWarn))
	if err != nil {
		return err
	}
	return errors.Join(do(store), store.Close())
}
