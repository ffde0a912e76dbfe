package db

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
)

type draftRow struct {
	bun.BaseModel `bun:"table:drafts"`

	CampaignID string `bun:"campaign_id,pk"`
	Content    string `bun:"content"`
	EditedBy   string `bun:"edited_by"`
	EditedAt   int64  `bun:"edited_at"`
	Edits      string `bun:"edits"`
	Noted      string `bun:"noted"`
	NotedAt    int64  `bun:"noted_at"`
}

func (r draftRow) draft() (campaign.WorkingCopy, error) {
	w := campaign.WorkingCopy{EditedBy: r.EditedBy, EditedAt: at(r.EditedAt)}
	err := json.Unmarshal([]byte(r.Content), &w.Content)
	return w, errors.Join(err, json.Unmarshal([]byte(r.Edits), &w.Edits))
}

// Create brings a new campaign in, as a draft. Errors: fault.Invalid with the
// field slug when it is taken.
func (c *Campaigns) Create(ctx context.Context, d campaign.Dossier, act audit.Act) error {
	err := c.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		if _, err := tx.NewInsert().Model(rowOfCampaign(d.Campaign)).Exec(ctx); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO counters (campaign_id, accepted) VALUES (?, 0)", d.Campaign.ID); err != nil {
			return err
		}
		row := &draftRow{
			CampaignID: d.Campaign.ID, Content: string(d.Draft.Content.Canonical()),
			EditedBy: d.Draft.EditedBy, EditedAt: ms(d.Draft.EditedAt), Edits: "{}",
		}
		if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
			return err
		}
		return record(ctx, tx, act, d.Campaign.CreatedAt)
	})
	return slugTaken(err)
}

func slugTaken(err error) error {
	if !taken(err) {
		return err
	}
	var rejected fault.Fields
	rejected.Reject("slug", "fault.slug.taken", nil)
	return rejected.Err()
}

// Dossier returns a campaign with its draft and its pending revision;
// fault.NotFound.
func (c *Campaigns) Dossier(ctx context.Context, id string, now time.Time) (campaign.Dossier, error) {
	d, _, err := loadDossier(ctx, c.db.read, unlocked, id)
	d.EndOnTime(now)
	return d, err
}

// Change carries out one action of the editorial workflow: it loads the dossier,
// lets do change it by its methods, and saves what became of it together with the
// act that do returned. An act without an action is not noted. do may be called
// more than once; it must not do anything but change the dossier. Errors:
// fault.NotFound, fault.Invalid with the field slug when a new one is taken,
// fault.Conflict when the database refuses, and those of do.
func (c *Campaigns) Change(ctx context.Context, id string, now time.Time, do func(*campaign.Dossier) (audit.Act, error)) (campaign.Dossier, error) {
	var d campaign.Dossier
	err := c.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		var draft draftRow
		var err error
		if d, draft, err = loadDossier(ctx, tx, c.db.forUpdate, id); err != nil {
			return err
		}
		if before := kept(d); d.EndOnTime(now) {
			if err := saveEnd(ctx, tx, before, d, draft, now); err != nil {
				return err
			}
			if d, draft, err = loadDossier(ctx, tx, c.db.forUpdate, id); err != nil {
				return err
			}
		}
		before := kept(d)
		act, err := do(&d)
		if err != nil {
			return err
		}
		if err := saveDossier(ctx, tx, before, d, draft); err != nil {
			return err
		}
		if err := noteAct(ctx, tx, d, act, draft, now); err != nil {
			return err
		}
		return noteVoided(ctx, tx, d, act, now)
	})
	if refused(err) {
		err = fault.Wrap(fault.Conflict, "fault.campaign.state", err)
	}
	return d, slugTaken(err)
}

// kept returns the dossier as it is now, whatever its methods do later.
func kept(d campaign.Dossier) campaign.Dossier {
	if d.Pending != nil {
		pending := *d.Pending
		d.Pending = &pending
	}
	return d
}

// locker adds a lock to a query, or none.
type locker func(*bun.SelectQuery) *bun.SelectQuery

func unlocked(q *bun.SelectQuery) *bun.SelectQuery { return q }

// forUpdate is the locker of rows that are about to be changed.
func (d *DB) forUpdate(q *bun.SelectQuery) *bun.SelectQuery { return d.lock(q, "UPDATE") }

func loadDossier(ctx context.Context, tx bun.IDB, lock locker, id string) (campaign.Dossier, draftRow, error) {
	var d campaign.Dossier
	var row campaignRow
	var draft draftRow
	if err := lock(campaignsFrom(tx, &row).Where("id = ?", id)).Scan(ctx); err != nil {
		return d, draft, found(err, "fault.campaign.unknown")
	}
	d.Campaign = row.campaign()
	err := tx.NewSelect().Model(&draft).Where("campaign_id = ?", id).Scan(ctx)
	if err != nil {
		return d, draft, found(err, "fault.campaign.unknown")
	}
	if d.Draft, err = draft.draft(); err != nil {
		return d, draft, err
	}
	if err := tx.NewRaw("SELECT COALESCE(MAX(number), 0) FROM revisions WHERE campaign_id = ? AND number > 0", id).Scan(ctx, &d.Last); err != nil {
		return d, draft, err
	}
	if d.Campaign.RevisionID != "" {
		var digest []byte
		if err := tx.NewRaw("SELECT digest FROM revisions WHERE id = ?", d.Campaign.RevisionID).Scan(ctx, &digest); err != nil {
			return d, draft, err
		}
		copy(d.Live[:], digest)
	}
	d.Pending, err = pending(ctx, tx, id)
	return d, draft, err
}

// pending returns the revision that waits for a decision or for its publication,
// nil without one.
func pending(ctx context.Context, tx bun.IDB, campaignID string) (*campaign.Revision, error) {
	var rows []revisionRow
	err := tx.NewSelect().Model(&rows).Where("campaign_id = ?", campaignID).
		Where("state = 'in_review' OR (state = 'approved' AND published_at = 0)").Order("number DESC").Limit(1).Scan(ctx)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	r, err := rows[0].revision()
	if err != nil && !campaign.Changed(err) {
		return nil, err
	}
	return &r, nil // what cannot be read is not Intact, and so cannot be approved or published
}

// saveEnd saves and notes that the schedule has closed a campaign.
func saveEnd(ctx context.Context, tx bun.IDB, before, d campaign.Dossier, draft draftRow, now time.Time) error {
	if err := saveDossier(ctx, tx, before, d, draft); err != nil {
		return err
	}
	act := audit.Act{
		Actor: audit.Program(), Action: audit.CampaignClosed, Subject: d.Campaign.Slug,
		Details: map[string]string{"ending": string(d.Campaign.Ending)},
	}
	if err := noteAct(ctx, tx, d, act, draft, now); err != nil {
		return err
	}
	return noteVoided(ctx, tx, d, act, now)
}

func saveDossier(ctx context.Context, tx bun.IDB, before, d campaign.Dossier, draft draftRow) error {
	for _, r := range d.Changed() {
		if err := saveRevision(ctx, tx, before.Pending, r); err != nil {
			return err
		}
	}
	for _, v := range d.Aside() {
		id, err := uuid.NewV7()
		if err != nil {
			return err
		}
		v.ID = id.String()
		if err := keepCopy(ctx, tx, v); err != nil {
			return err
		}
	}
	if d.Campaign != before.Campaign {
		if err := saveCampaign(ctx, tx, before.Campaign, d.Campaign); err != nil {
			return err
		}
	}
	content := string(d.Draft.Content.Canonical())
	if content == draft.Content {
		return nil
	}
	edits, err := json.Marshal(d.Draft.Edits)
	if err != nil {
		return err
	}
	return one(tx.ExecContext(ctx, "UPDATE drafts SET content = ?, edited_by = ?, edited_at = ?, edits = ? WHERE campaign_id = ?",
		content, d.Draft.EditedBy, ms(d.Draft.EditedAt), string(edits), d.Campaign.ID))
}

// saveRevision inserts a revision, or moves the one that was pending before. What
// a revision is made of is written once.
func saveRevision(ctx context.Context, tx bun.IDB, before *campaign.Revision, r campaign.Revision) error {
	switch {
	case before == nil || before.ID != r.ID:
		_, err := tx.NewInsert().Model(rowOfRevision(r)).Exec(ctx)
		return err
	case before.State == r.State && before.PublishedAt.Equal(r.PublishedAt):
		return nil
	}
	return one(tx.NewUpdate().Model(rowOfRevision(r)).
		Column("state", "reviewer_id", "reason", "decided_at", "approved_at", "published_at").WherePK().Exec(ctx))
}

// noteEvery is how often edits of one section by one operator are noted in the
// log: a draft saves itself while it is typed.
const noteEvery = 10 * time.Minute

func noteAct(ctx context.Context, tx bun.IDB, d campaign.Dossier, act audit.Act, draft draftRow, now time.Time) error {
	if act.Action == "" {
		return nil
	}
	if act.Action != audit.CampaignEdited {
		if draft.Noted != "" {
			if _, err := tx.ExecContext(ctx, "UPDATE drafts SET noted = '' WHERE campaign_id = ?", d.Campaign.ID); err != nil {
				return err
			}
		}
		return record(ctx, tx, act, now)
	}
	edit := act.Actor.ID + " " + act.Details["parts"]
	if edit == draft.Noted && now.Before(at(draft.NotedAt).Add(noteEvery)) {
		return nil
	}
	if _, err := tx.ExecContext(ctx, "UPDATE drafts SET noted = ?, noted_at = ? WHERE campaign_id = ?", edit, ms(now), d.Campaign.ID); err != nil {
		return err
	}
	return record(ctx, tx, act, now)
}

// noteVoided says of an act that it has voided an approval.
func noteVoided(ctx context.Context, tx bun.IDB, d campaign.Dossier, act audit.Act, now time.Time) error {
	for _, r := range d.Changed() {
		if r.State != campaign.RevisionVoided {
			continue
		}
		act.Action, act.Subject, act.Details = audit.CampaignVoided, d.Campaign.Slug, map[string]string{"revision": strconv.Itoa(r.Number)}
		if err := record(ctx, tx, act, now); err != nil {
			return err
		}
	}
	return nil
}

// AddSnapshot freezes the draft as it stands and returns the revision. The act is
// noted with the digest of what was frozen. An unchanged draft keeps the snapshot
// it has.
func (c *Campaigns) AddSnapshot(ctx context.Context, campaignID, id string, by string, act audit.Act, now time.Time) (campaign.Revision, error) {
	var r campaign.Revision
	err := c.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		d, _, err := loadDossier(ctx, tx, c.db.forUpdate, campaignID)
		if err != nil {
			return err
		}
		digest := d.Draft.Content.Digest()
		act.Details = maps.Clone(act.Details)
		if act.Details == nil {
			act.Details = map[string]string{}
		}
		act.Details["digest"] = digest.String()
		var rows []revisionRow
		if err := tx.NewSelect().Model(&rows).Where("campaign_id = ?", campaignID).Where("number < 0").Order("number").Limit(1).Scan(ctx); err != nil {
			return err
		}
		first := 0
		if len(rows) > 0 {
			first = rows[0].Number
			if r, err = rows[0].revision(); err == nil && r.Digest == digest && r.Intact() == nil {
				return record(ctx, tx, act, now)
			}
		}
		if r, err = d.Snapshot(id, first, by, now); err != nil {
			return err
		}
		if err := saveRevision(ctx, tx, nil, r); err != nil {
			return err
		}
		return record(ctx, tx, act, now)
	})
	return r, err
}

// EndOnTime closes the campaigns whose closing time has passed, each by itself, and
// returns how many.
func (c *Campaigns) EndOnTime(ctx context.Context, now time.Time) (int, error) {
	var ids []string
	err := c.db.read.NewSelect().Model((*campaignRow)(nil)).Column("id").Where("state IN ('live', 'paused')").
		Where("closes_at > 0 AND closes_at <= ?", ms(now)).Scan(ctx, &ids)
	count := 0
	for _, id := range ids {
		ended := false
		failed := c.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
			d, draft, err := loadDossier(ctx, tx, c.db.forUpdate, id)
			if err != nil {
				return err
			}
			before := kept(d)
			if ended = d.EndOnTime(now); !ended {
				return nil
			}
			return saveEnd(ctx, tx, before, d, draft, now)
		})
		if failed == nil && ended {
			count++
		}
		err = errors.Join(err, failed)
	}
	return count, err
}
