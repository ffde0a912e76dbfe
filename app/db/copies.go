package db

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
)

type copyRow struct {
	bun.BaseModel `bun:"table:draft_copies,alias:kept"`

	ID         string `bun:"id,pk"`
	CampaignID string `bun:"campaign_id"`
	Section    string `bun:"section"`
	Content    string `bun:"content"`
	OperatorID string `bun:"operator_id"`
	MadeAt     int64  `bun:"made_at"`
}

func (r copyRow) copy() campaign.Copy {
	return campaign.Copy{
		ID: r.ID, CampaignID: r.CampaignID, Section: campaign.Section(r.Section), Part: r.Content, OperatorID: r.OperatorID, MadeAt: at(r.MadeAt),
	}
}

func rowOfCopy(v campaign.Copy) *copyRow {
	return &copyRow{
		ID: v.ID, CampaignID: v.CampaignID, Section: string(v.Section), Content: v.Part, OperatorID: v.OperatorID, MadeAt: ms(v.MadeAt),
	}
}

// KeepCopy sets a text aside that could not go into the draft. One of the same id
// and operator is replaced: a form that saves itself is still the same text.
func (c *Campaigns) KeepCopy(ctx context.Context, v campaign.Copy) error {
	return c.db.update(ctx, func(ctx context.Context, tx bun.IDB) error { return keepCopy(ctx, tx, v) })
}

func keepCopy(ctx context.Context, tx bun.IDB, v campaign.Copy) error {
	return one(tx.NewInsert().Model(rowOfCopy(v)).
		On("CONFLICT (id) DO UPDATE").Set("content = EXCLUDED.content").Set("made_at = EXCLUDED.made_at").
		Where("kept.campaign_id = EXCLUDED.campaign_id AND kept.operator_id = EXCLUDED.operator_id AND kept.section = EXCLUDED.section").
		Exec(ctx))
}

// Copies returns the texts set aside for a campaign, the latest first.
func (c *Campaigns) Copies(ctx context.Context, campaignID string) ([]campaign.Copy, error) {
	var rows []copyRow
	if err := c.db.read.NewSelect().Model(&rows).Where("campaign_id = ?", campaignID).Order("made_at DESC", "id DESC").Scan(ctx); err != nil {
		return nil, err
	}
	copies := make([]campaign.Copy, len(rows))
	for i, row := range rows {
		copies[i] = row.copy()
	}
	return copies, nil
}

// Copy returns one of them; fault.NotFound.
func (c *Campaigns) Copy(ctx context.Context, campaignID, id string) (campaign.Copy, error) {
	return selectCopy(ctx, c.db.read, unlocked, campaignID, id)
}

func selectCopy(ctx context.Context, tx bun.IDB, lock locker, campaignID, id string) (campaign.Copy, error) {
	var row copyRow
	if err := lock(tx.NewSelect().Model(&row).Where("id = ?", id).Where("campaign_id = ?", campaignID)).Scan(ctx); err != nil {
		return campaign.Copy{}, found(err, "fault.draft.copy")
	}
	return row.copy(), nil
}

// UseCopy puts a text that was set aside into the draft, and sets aside what stood
// there, under another id. Errors: fault.NotFound, and those of Dossier.Edit: the
// draft has to be what base names.
func (c *Campaigns) UseCopy(ctx context.Context, campaignID, id, base, otherID string, act audit.Act, now time.Time) error {
	return c.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		d, draft, err := loadDossier(ctx, tx, c.db.forUpdate, campaignID)
		if err != nil {
			return err
		}
		wanted, err := selectCopy(ctx, tx, c.db.forUpdate, campaignID, id)
		if err != nil {
			return err
		}
		before := kept(d)
		current, err := d.Draft.Content.Part(wanted.Section)
		if err != nil {
			return err
		}
		edited, err := d.Edit(wanted.Section, base, wanted.Part, act.Actor.ID, now)
		if err != nil {
			return err
		}
		if !edited { // the draft says the same already
			return dropCopy(ctx, tx, campaignID, id)
		}
		aside := campaign.Copy{ID: otherID, CampaignID: campaignID, Section: wanted.Section, Part: current, OperatorID: before.Draft.LastEdit(wanted.Section).By, MadeAt: now}
		if err := keepCopy(ctx, tx, aside); err != nil {
			return err
		}
		if err := dropCopy(ctx, tx, campaignID, id); err != nil {
			return err
		}
		if err := saveDossier(ctx, tx, before, d, draft); err != nil {
			return err
		}
		if err := record(ctx, tx, act, now); err != nil {
			return err
		}
		return noteVoided(ctx, tx, d, act, now)
	})
}

// DropCopy deletes a text that was set aside; fault.NotFound.
func (c *Campaigns) DropCopy(ctx context.Context, campaignID, id string, act audit.Act, now time.Time) error {
	return c.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		if err := dropCopy(ctx, tx, campaignID, id); err != nil {
			return err
		}
		return record(ctx, tx, act, now)
	})
}

func dropCopy(ctx context.Context, tx bun.IDB, campaignID, id string) error {
	dropped, err := affected(tx.ExecContext(ctx, "DELETE FROM draft_copies WHERE id = ? AND campaign_id = ?", id, campaignID))
	if err == nil && dropped == 0 {
		err = fault.New(fault.NotFound, "fault.draft.copy")
	}
	return err
}
