package db

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/sending"
)

// Campaigns keeps campaigns, their drafts and their revisions.
type Campaigns struct{ db *DB }

var _ sending.Campaigns = (*Campaigns)(nil)

// NewCampaigns returns the campaigns in an open, migrated database.
func NewCampaigns(d *DB) *Campaigns { return &Campaigns{db: d} }

type campaignRow struct {
	bun.BaseModel `bun:"table:campaigns,alias:c"`

	ID         string `bun:"id,pk"`
	Slug       string `bun:"slug"`
	State      string `bun:"state"`
	RevisionID string `bun:"revision_id"`
	OpensAt    int64  `bun:"opens_at"`
	ClosesAt   int64  `bun:"closes_at"`
	Ending     string `bun:"ending,scanonly"` // in a table of its own
	CreatedAt  int64  `bun:"created_at"`
	UpdatedAt  int64  `bun:"updated_at"`
}

func (r campaignRow) campaign() campaign.Campaign {
	return campaign.Campaign{
		ID: r.ID, Slug: r.Slug, State: campaign.State(r.State), RevisionID: r.RevisionID,
		OpensAt: at(r.OpensAt), ClosesAt: at(r.ClosesAt), Ending: campaign.Ending(r.Ending),
		CreatedAt: at(r.CreatedAt), UpdatedAt: at(r.UpdatedAt),
	}
}

func rowOfCampaign(c campaign.Campaign) *campaignRow {
	return &campaignRow{
		ID: c.ID, Slug: c.Slug, State: string(c.State), RevisionID: c.RevisionID,
		OpensAt: ms(c.OpensAt), ClosesAt: ms(c.ClosesAt),
		CreatedAt: ms(c.CreatedAt), UpdatedAt: ms(c.UpdatedAt),
	}
}

type revisionRow struct {
	bun.BaseModel `bun:"table:revisions"`

	ID          string `bun:"id,pk"`
	CampaignID  string `bun:"campaign_id"`
	Number      int    `bun:"number"`
	Content     string `bun:"content"`
	Digest      []byte `bun:"digest"`
	State       string `bun:"state"`
	Rule        string `bun:"rule"`
	AuthorID    string `bun:"author_id"`
	SubmitterID string `bun:"submitter_id"`
	Note        string `bun:"note"`
	ReviewerID  string `bun:"reviewer_id"`
	Reason      string `bun:"reason"`
	CreatedAt   int64  `bun:"created_at"`
	ApprovedAt  int64  `bun:"approved_at"` // for a program of the release before
	DecidedAt   int64  `bun:"decided_at"`
	PublishedAt int64  `bun:"published_at"`
}

var errDigest = errors.New("the digest of a revision has the wrong length")

// revision reads the content as it is stored. Whether it is what was approved is
// for Revision.Verify to say; when it is no content at all, campaign.Changed tells
// of the error.
func (r revisionRow) revision() (campaign.Revision, error) {
	v := r.bare()
	return v, r.read(&v)
}

func (r revisionRow) read(v *campaign.Revision) error {
	if err := json.Unmarshal([]byte(r.Content), &v.Content); err != nil {
		return campaign.Unreadable(err)
	}
	return r.digest(v)
}

func (r revisionRow) digest(v *campaign.Revision) error {
	if len(r.Digest) != len(v.Digest) {
		return campaign.Unreadable(errDigest)
	}
	copy(v.Digest[:], r.Digest)
	return nil
}

// bare is all but the content.
func (r revisionRow) bare() campaign.Revision {
	return campaign.Revision{
		ID: r.ID, CampaignID: r.CampaignID, Number: r.Number, Stored: sha256.Sum256([]byte(r.Content)),
		State: campaign.ReviewState(r.State), Rule: campaign.Rule(r.Rule),
		AuthorID: r.AuthorID, Submitter: r.SubmitterID, Note: r.Note, ReviewerID: r.ReviewerID, Reason: r.Reason,
		CreatedAt: at(r.CreatedAt), DecidedAt: at(r.DecidedAt), PublishedAt: at(r.PublishedAt),
	}
}

func rowOfRevision(v campaign.Revision) *revisionRow {
	row := &revisionRow{
		ID: v.ID, CampaignID: v.CampaignID, Number: v.Number, Content: string(v.Content.Canonical()), Digest: v.Digest[:],
		State: string(v.State), Rule: string(v.Rule),
		AuthorID: v.AuthorID, SubmitterID: v.Submitter, Note: v.Note, ReviewerID: v.ReviewerID, Reason: v.Reason,
		CreatedAt: ms(v.CreatedAt), DecidedAt: ms(v.DecidedAt), PublishedAt: ms(v.PublishedAt),
	}
	if v.State == campaign.RevisionApproved {
		row.ApprovedAt = row.DecidedAt
	}
	return row
}

// Campaign returns a campaign by id; fault.NotFound.
func (c *Campaigns) Campaign(ctx context.Context, id string) (campaign.Campaign, error) {
	return selectCampaign(ctx, c.db.read, "id = ?", id)
}

// BySlug returns a campaign by slug; fault.NotFound.
func (c *Campaigns) BySlug(ctx context.Context, slug string) (campaign.Campaign, error) {
	return selectCampaign(ctx, c.db.read, "slug = ?", slug)
}

// ending is how a campaign c ended.
const ending = "COALESCE((SELECT e.ending FROM endings e WHERE e.campaign_id = c.id), '') AS ending"

// campaignsFrom begins a query of campaigns.
func campaignsFrom(db bun.IDB, model any) *bun.SelectQuery {
	return db.NewSelect().Model(model).ColumnExpr("?TableColumns").ColumnExpr(ending)
}

func selectCampaign(ctx context.Context, db bun.IDB, where string, args ...any) (campaign.Campaign, error) {
	var row campaignRow
	if err := campaignsFrom(db, &row).Where(where, args...).Scan(ctx); err != nil {
		return campaign.Campaign{}, found(err, "fault.campaign.unknown")
	}
	return row.campaign(), nil
}

// saveCampaign writes a campaign over what it was, with its ending.
func saveCampaign(ctx context.Context, tx bun.IDB, before, c campaign.Campaign) error {
	if err := one(tx.NewUpdate().Model(rowOfCampaign(c)).WherePK().Exec(ctx)); err != nil || c.Ending == before.Ending {
		return err
	}
	if _, err := tx.ExecContext(ctx, "DELETE FROM endings WHERE campaign_id = ?", c.ID); err != nil || c.Ending == "" {
		return err
	}
	_, err := tx.ExecContext(ctx, "INSERT INTO endings (campaign_id, ending) VALUES (?, ?)", c.ID, c.Ending)
	return err
}

// Revision returns a revision by id; fault.NotFound, and a fault of which
// campaign.Changed tells when its content cannot be read.
func (c *Campaigns) Revision(ctx context.Context, id string) (campaign.Revision, error) {
	return c.db.revision(ctx, id)
}

func (d *DB) revision(ctx context.Context, id string) (campaign.Revision, error) {
	var row revisionRow
	if err := d.read.NewSelect().Model(&row).Where("id = ?", id).Scan(ctx); err != nil {
		return campaign.Revision{}, found(err, "fault.campaign.unknown")
	}
	r := row.bare()
	if known, ok := d.contents.get(r.Stored); ok {
		r.Content, r.Read = known.content, known.digest
		return r, row.digest(&r)
	}
	err := row.read(&r)
	if err == nil {
		r.Read = r.Content.Digest()
		d.contents.put(r.Stored, reading{r.Content, r.Read, len(row.Content)})
	}
	return r, err
}

// Revisions returns the revisions of a campaign that were submitted, the newest
// first. One whose content cannot be read comes without it.
func (c *Campaigns) Revisions(ctx context.Context, campaignID string) ([]campaign.Revision, error) {
	var rows []revisionRow
	if err := c.db.read.NewSelect().Model(&rows).Where("campaign_id = ?", campaignID).Where("number > 0").Order("number DESC").Scan(ctx); err != nil {
		return nil, err
	}
	revisions := make([]campaign.Revision, len(rows))
	for i, row := range rows {
		r, err := row.revision()
		if err != nil && !campaign.Changed(err) {
			return nil, err
		}
		revisions[i] = r
	}
	return revisions, nil
}

// Approval is an approved revision as the database has it.
type Approval struct {
	Slug     string
	Revision campaign.Revision // without its content when that cannot be read
}

// Approvals calls do for every approved revision and ends with its first error.
func (c *Campaigns) Approvals(ctx context.Context, do func(Approval) error) error {
	var rows []struct {
		ID   string `bun:"id"`
		Slug string `bun:"slug"`
	}
	err := c.db.read.NewRaw("SELECT r.id, c.slug FROM revisions r JOIN campaigns c ON c.id = r.campaign_id WHERE r.state = ? ORDER BY r.id",
		campaign.RevisionApproved).Scan(ctx, &rows)
	if err != nil {
		return err
	}
	for _, row := range rows {
		r, err := c.Revision(ctx, row.ID)
		if err != nil && !campaign.Changed(err) {
			return err
		}
		if err := do(Approval{Slug: row.Slug, Revision: r}); err != nil {
			return err
		}
	}
	return nil
}

// Running returns the campaigns that can be sent now, the newest first. One whose
// revision is not what was approved is left out.
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
		if campaign.Changed(err) || (err == nil && r.Verify() != nil) {
			continue
		}
		if err != nil {
			return nil, err
		}
		running = append(running, campaign.Running{Campaign: open, Content: r.Content, Accepted: row.Accepted})
	}
	return running, nil
}
