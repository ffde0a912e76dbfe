package db

import (
	"context"

	"github.com/uptrace/bun"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
)

// Standings keeps which mailboxes are not written to.
type Standings struct{ db *DB }

// NewStandings returns the standings in an open, migrated database.
func NewStandings(d *DB) *Standings { return &Standings{db: d} }

type standingRow struct {
	bun.BaseModel `bun:"table:standings"`

	Mailbox string `bun:"mailbox,pk"`
	State   string `bun:"state"`
	Since   int64  `bun:"since"`
	Source  string `bun:"source"`
	SetBy   string `bun:"set_by"`
	Note    string `bun:"note"`
}

// All returns the mailboxes that are not written to, by address in normal form.
func (s *Standings) All(ctx context.Context) (map[string]campaign.Mailbox, error) {
	return allStandings(ctx, s.db.read)
}

func allStandings(ctx context.Context, db bun.IDB) (map[string]campaign.Mailbox, error) {
	var rows []standingRow
	if err := db.NewSelect().Model(&rows).Scan(ctx); err != nil {
		return nil, err
	}
	all := make(map[string]campaign.Mailbox, len(rows))
	for _, r := range rows {
		all[r.Mailbox] = r.mailbox()
	}
	return all, nil
}

// Set gives a mailbox a standing from its Since on, in whatever campaign and list
// it is, and notes the act.
func (s *Standings) Set(ctx context.Context, m campaign.Mailbox, act audit.Act) error {
	return s.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		if err := setStanding(ctx, tx, m); err != nil {
			return err
		}
		return record(ctx, tx, act, m.Since)
	})
}

func setStanding(ctx context.Context, tx bun.IDB, m campaign.Mailbox) error {
	if m.Standing == campaign.Active {
		_, err := tx.ExecContext(ctx, "DELETE FROM standings WHERE mailbox = ?", m.Address)
		return err
	}
	row := &standingRow{Mailbox: m.Address, State: string(m.Standing), Since: ms(m.Since), Source: string(m.Source), SetBy: m.SetBy, Note: m.Note}
	_, err := tx.NewInsert().Model(row).On("CONFLICT (mailbox) DO UPDATE").
		Set("state = EXCLUDED.state, since = EXCLUDED.since, source = EXCLUDED.source, set_by = EXCLUDED.set_by, note = EXCLUDED.note").Exec(ctx)
	return err
}
