package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/sending"
)

// Stop returns the switch that stops all sending; zero while it is off.
func (s *Sessions) Stop(ctx context.Context) (sending.Stop, error) { return selectStop(ctx, s.db.read) }

func selectStop(ctx context.Context, db bun.IDB) (sending.Stop, error) {
	var since int64
	var by, reasons string
	err := db.NewRaw("SELECT since, stopped_by, reasons FROM stops WHERE id = 1").Scan(ctx, &since, &by, &reasons)
	if errors.Is(err, sql.ErrNoRows) {
		return sending.Stop{}, nil
	}
	if err != nil {
		return sending.Stop{}, err
	}
	stop := sending.Stop{Since: at(since), By: by}
	return stop, json.Unmarshal([]byte(reasons), &stop.Reasons)
}

// StopSending turns the switch on; a fault.Conflict when it is on already. Claims
// that have read the switch before and are not committed yet hold a lock on their
// campaign: waiting for them, and keeping others out until this is committed,
// makes sure that no claim follows the answer.
func (s *Sessions) StopSending(ctx context.Context, stop sending.Stop, act audit.Act) error {
	reasons, err := json.Marshal(stop.Reasons)
	if err != nil {
		return err
	}
	return s.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		if err := one(tx.ExecContext(ctx, "INSERT INTO stops (id, since, stopped_by, reasons) VALUES (1, ?, ?, ?) ON CONFLICT DO NOTHING",
			ms(stop.Since), stop.By, string(reasons))); err != nil {
			return switched(err)
		}
		var campaigns []string
		query := tx.NewSelect().Table("campaigns").Column("id").Order("id")
		if err := s.db.forUpdate(query).Scan(ctx, &campaigns); err != nil {
			return err
		}
		return record(ctx, tx, act, stop.Since)
	})
}

// ResumeSending turns the switch off; a fault.Conflict when it is off already.
func (s *Sessions) ResumeSending(ctx context.Context, act audit.Act, now time.Time) error {
	return s.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		if err := one(tx.ExecContext(ctx, "DELETE FROM stops WHERE id = 1")); err != nil {
			return switched(err)
		}
		return record(ctx, tx, act, now)
	})
}

func switched(err error) error {
	if fault.Is(err, fault.Conflict) {
		return fault.Wrap(fault.Conflict, "fault.stop.switched", err)
	}
	return err
}

// Alert tells the operators what they have to look at.
func (s *Sessions) Alert(ctx context.Context, a sending.Alert, now time.Time) error {
	return s.db.update(ctx, func(ctx context.Context, tx bun.IDB) error { return raise(ctx, tx, a, now) })
}

func raise(ctx context.Context, tx bun.IDB, a sending.Alert, now time.Time) error {
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO alerts (id, kind, subject, times, first_at, last_at, settled_at, settled_by)
		VALUES (?, ?, ?, 1, ?, ?, 0, '')
		ON CONFLICT (kind, subject) WHERE settled_at = 0 DO UPDATE SET times = alerts.times + 1, last_at = excluded.last_at`,
		id.String(), a.Kind, a.Subject, ms(now), ms(now))
	return err
}

// Tampered pauses the campaign of a revision that is not what it was made of, and
// raises an alert.
func (s *Sessions) Tampered(ctx context.Context, revisionID string, now time.Time) error {
	return s.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		var row campaignRow
		q := campaignsFrom(tx, &row).Where("id = (SELECT campaign_id FROM revisions WHERE id = ?)", revisionID)
		if err := s.db.forUpdate(q).Scan(ctx); err != nil {
			return found(err, "fault.campaign.unknown")
		}
		var number int
		if err := tx.NewRaw("SELECT number FROM revisions WHERE id = ?", revisionID).Scan(ctx, &number); err != nil {
			return err
		}
		if err := raise(ctx, tx, sending.Alert{Kind: sending.AlertTampered, Subject: row.Slug}, now); err != nil {
			return err
		}
		d := campaign.Dossier{Campaign: row.campaign()}
		if d.Campaign.State != campaign.Live {
			return nil
		}
		if err := d.Pause(now); err != nil {
			return err
		}
		if err := saveCampaign(ctx, tx, row.campaign(), d.Campaign); err != nil {
			return err
		}
		return record(ctx, tx, audit.Act{Actor: audit.Program(), Action: audit.CampaignTampered, Subject: row.Slug, Details: map[string]string{"revision": strconv.Itoa(number)}}, now)
	})
}

// SettleAlert notes that an operator has dealt with an alert; fault.NotFound when
// it is not open.
func (s *Sessions) SettleAlert(ctx context.Context, id string, act audit.Act, now time.Time) error {
	return s.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		settled, err := affected(tx.ExecContext(ctx, "UPDATE alerts SET settled_at = ?, settled_by = ? WHERE id = ? AND settled_at = 0",
			ms(now), act.Actor.ID, id))
		if err != nil {
			return err
		}
		if settled == 0 {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		return record(ctx, tx, act, now)
	})
}
