package db

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/sending"
)

// Campaigns keeps campaigns and their revisions.
type Campaigns struct{ db *DB }

var _ sending.Campaigns = (*Campaigns)(nil)

// NewCampaigns returns the campaigns in an open, migrated database.
func NewCampaigns(d *DB) *Campaigns { return &Campaigns{db: d} }

type campaignRow struct {
	bun.BaseModel `bun:"table:campaigns"`

	ID         string `bun:"id,pk"`
	Slug       string `bun:"slug"`
	State      string `bun:"state"`
	RevisionID string `bun:"revision_id"`
	OpensAt    int64  `bun:"opens_at"`
	ClosesAt   int64  `bun:"closes_at"`
	CreatedAt  int64  `bun:"created_at"`
	UpdatedAt  int64  `bun:"updated_at"`
}

func (r campaignRow) campaign() campaign.Campaign {
	return campaign.Campaign{
		ID: r.ID, Slug: r.Slug, State: campaign.State(r.State), RevisionID: r.RevisionID,
		OpensAt: at(r.OpensAt), ClosesAt: at(r.ClosesAt), CreatedAt: at(r.CreatedAt), UpdatedAt: at(r.UpdatedAt),
	}
}

func rowOfCampaign(c campaign.Campaign) *campaignRow {
	return &campaignRow{
		ID: c.ID, Slug: c.Slug, State: string(c.State), RevisionID: c.RevisionID,
		OpensAt: ms(c.OpensAt), ClosesAt: ms(c.ClosesAt), CreatedAt: ms(c.CreatedAt), UpdatedAt: ms(c.UpdatedAt),
	}
}

type revisionRow struct {
	bun.BaseModel `bun:"table:revisions"`

	ID         string `bun:"id,pk"`
	CampaignID string `bun:"campaign_id"`
	Number     int    `bun:"number"`
	Content    string `bun:"content"`
	Digest     []byte `bun:"digest"`
	CreatedAt  int64  `bun:"created_at"`
	ApprovedAt int64  `bun:"approved_at"`
}

// revision reads the content as it is stored. Whether it is what was approved is
// for Revision.Verify to say.
func (r revisionRow) revision() (campaign.Revision, error) {
	v := campaign.Revision{ID: r.ID, CampaignID: r.CampaignID, Number: r.Number, CreatedAt: at(r.CreatedAt), ApprovedAt: at(r.ApprovedAt)}
	if err := json.Unmarshal([]byte(r.Content), &v.Content); err != nil {
		return campaign.Revision{}, fmt.Errorf("revision %s: its content cannot be read", r.ID)
	}
	if len(r.Digest) != len(v.Digest) {
		return campaign.Revision{}, fmt.Errorf("revision %s: its digest has %d bytes", r.ID, len(r.Digest))
	}
	copy(v.Digest[:], r.Digest)
	return v, nil
}

// Campaign returns a campaign by id; fault.NotFound.
func (c *Campaigns) Campaign(ctx context.Context, id string) (campaign.Campaign, error) {
	return selectCampaign(ctx, c.db.read, "id = ?", id)
}

// BySlug returns a campaign by slug; fault.NotFound.
func (c *Campaigns) BySlug(ctx context.Context, slug string) (campaign.Campaign, error) {
	return selectCampaign(ctx, c.db.read, "slug = ?", slug)
}

func selectCampaign(ctx context.Context, db bun.IDB, where string, value any) (campaign.Campaign, error) {
	var row campaignRow
	if err := db.NewSelect().Model(&row).Where(where, value).Scan(ctx); err != nil {
		return campaign.Campaign{}, found(err, "fault.campaign.unknown")
	}
	return row.campaign(), nil
}

// Revision returns a revision by id; fault.NotFound.
func (c *Campaigns) Revision(ctx context.Context, id string) (campaign.Revision, error) {
	return selectRevision(ctx, c.db.read, id)
}

func selectRevision(ctx context.Context, db bun.IDB, id string) (campaign.Revision, error) {
	var row revisionRow
	if err := db.NewSelect().Model(&row).Where("id = ?", id).Scan(ctx); err != nil {
		return campaign.Revision{}, found(err, "fault.campaign.unknown")
	}
	return row.revision()
}

// Running returns the campaigns that can be sent now, the newest first.
func (c *Campaigns) Running(ctx context.Context, now time.Time) ([]campaign.Running, error) {
	var rows []struct {
		campaignRow `bun:",extend"`
		Accepted    int `bun:"accepted"`
	}
	err := c.db.read.NewRaw(`SELECT c.id, c.slug, c.state, c.revision_id, c.opens_at, c.closes_at, c.created_at, c.updated_at,
		COALESCE(n.accepted, 0) AS accepted
		FROM campaigns c LEFT JOIN counters n ON n.campaign_id = c.id
		WHERE c.state = ? ORDER BY c.created_at DESC, c.id DESC`, campaign.Live).Scan(ctx, &rows)
	if err != nil {
		return nil, err
	}
	running := []campaign.Running{}
	for _, row := range rows {
		open := row.campaign()
		if open.At(now) != campaign.Open {
			continue
		}
		r, err := c.Revision(ctx, open.RevisionID)
		if err != nil {
			return nil, err
		}
		running = append(running, campaign.Running{Campaign: open, Content: r.Content, Accepted: row.Accepted})
	}
	return running, nil
}

// Import brings a campaign in, live, or gives an existing one another approved
// revision and schedule. Content that is the current revision's already makes no
// new one. A paused campaign stays paused; one that has ended is a
// fault.Conflict.
func (c *Campaigns) Import(ctx context.Context, slug string, opens, closes time.Time, content campaign.Content, now time.Time) (campaign.Campaign, error) {
	var imported campaign.Campaign
	err := c.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		existing, err := selectCampaign(ctx, tx, "slug = ?", slug)
		switch {
		case fault.Is(err, fault.NotFound):
			imported, err = create(ctx, tx, slug, opens, closes, content, now)
		case err == nil:
			imported, err = revise(ctx, tx, existing, opens, closes, content, now)
		}
		return err
	})
	if taken(err) {
		return campaign.Campaign{}, fault.Wrap(fault.Conflict, "fault.campaign.exists", err)
	}
	return imported, err
}

func create(ctx context.Context, tx bun.IDB, slug string, opens, closes time.Time, content campaign.Content, now time.Time) (campaign.Campaign, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return campaign.Campaign{}, err
	}
	c := campaign.Campaign{ID: id.String(), Slug: slug, State: campaign.Live, OpensAt: opens, ClosesAt: closes, CreatedAt: now, UpdatedAt: now}
	if _, err := tx.NewInsert().Model(rowOfCampaign(c)).Exec(ctx); err != nil {
		return campaign.Campaign{}, err
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO counters (campaign_id, accepted) VALUES (?, 0)", c.ID); err != nil {
		return campaign.Campaign{}, err
	}
	return addRevision(ctx, tx, c, 1, content, now)
}

func revise(ctx context.Context, tx bun.IDB, c campaign.Campaign, opens, closes time.Time, content campaign.Content, now time.Time) (campaign.Campaign, error) {
	if c.State != campaign.Live && c.State != campaign.Paused {
		return c, fault.New(fault.Conflict, "fault.campaign.ended")
	}
	c.OpensAt, c.ClosesAt, c.UpdatedAt = opens, closes, now
	current, err := selectRevision(ctx, tx, c.RevisionID)
	if err != nil {
		return c, err
	}
	if current.Digest == content.Digest() {
		return c, saveCampaign(ctx, tx, c)
	}
	var last int
	if err := tx.NewRaw("SELECT MAX(number) FROM revisions WHERE campaign_id = ?", c.ID).Scan(ctx, &last); err != nil {
		return c, err
	}
	return addRevision(ctx, tx, c, last+1, content, now)
}

// addRevision stores content as the approved revision new sessions start with.
func addRevision(ctx context.Context, tx bun.IDB, c campaign.Campaign, number int, content campaign.Content, now time.Time) (campaign.Campaign, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return c, err
	}
	text, err := json.Marshal(content)
	if err != nil {
		return c, err
	}
	digest := content.Digest()
	row := &revisionRow{
		ID: id.String(), CampaignID: c.ID, Number: number, Content: string(text), Digest: digest[:],
		CreatedAt: ms(now), ApprovedAt: ms(now),
	}
	if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
		return c, err
	}
	c.RevisionID = row.ID
	return c, saveCampaign(ctx, tx, c)
}

func saveCampaign(ctx context.Context, tx bun.IDB, c campaign.Campaign) error {
	_, err := tx.NewUpdate().Model(rowOfCampaign(c)).WherePK().Exec(ctx)
	return err
}

var errState = errors.New("the campaign is in another state")

// SetState moves a campaign from one of the states to another; fault.NotFound,
// and fault.Conflict when it is in none of them.
func (c *Campaigns) SetState(ctx context.Context, slug string, from []campaign.State, to campaign.State, now time.Time) error {
	return c.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		found, err := selectCampaign(ctx, tx, "slug = ?", slug)
		if err != nil {
			return err
		}
		if !slices.Contains(from, found.State) {
			return fault.Wrap(fault.Conflict, "fault.campaign.state", fmt.Errorf("%w: %s is %s", errState, slug, found.State))
		}
		return one(tx.ExecContext(ctx, "UPDATE campaigns SET state = ?, updated_at = ? WHERE id = ? AND state = ?", to, ms(now), found.ID, found.State))
	})
}
