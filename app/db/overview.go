package db

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/insight"
	"emailcampaigns/app/sending"
)

// Overview answers what the operators' dashboard and lists ask.
type Overview struct{ db *DB }

// NewOverview returns the numbers of an open, migrated database.
func NewOverview(d *DB) *Overview { return &Overview{db: d} }

// Overview returns the dashboard. day is the beginning of the organisation's day.
func (o *Overview) Overview(ctx context.Context, day time.Time) (insight.Overview, error) {
	v := insight.Overview{Campaigns: map[campaign.State]int{}}
	var err error
	if v.Stop, err = selectStop(ctx, o.db.read); err != nil {
		return v, err
	}
	for _, ask := range []func(context.Context, *insight.Overview) error{o.campaigns, o.waiting, o.held, o.sweep, o.alerts} {
		if err := ask(ctx, &v); err != nil {
			return v, err
		}
	}
	v.Today, err = o.outcomes(ctx, day)
	return v, err
}

// Notices returns what stands on every page of an operator.
func (o *Overview) Notices(ctx context.Context) (insight.Notices, error) {
	var v insight.Overview
	stop, err := selectStop(ctx, o.db.read)
	if err != nil {
		return insight.Notices{}, err
	}
	if err := o.waiting(ctx, &v); err != nil {
		return insight.Notices{}, err
	}
	requests, err := o.countRequests(ctx)
	return insight.Notices{Stop: stop, Reviews: v.Reviews, Requests: requests}, err
}

func (o *Overview) campaigns(ctx context.Context, v *insight.Overview) error {
	var rows []struct {
		State string `bun:"state"`
		N     int    `bun:"n"`
	}
	if err := o.db.read.NewRaw("SELECT state, COUNT(*) AS n FROM campaigns GROUP BY state").Scan(ctx, &rows); err != nil {
		return err
	}
	for _, row := range rows {
		v.Campaigns[campaign.State(row.State)] = row.N
	}
	return nil
}

func (o *Overview) waiting(ctx context.Context, v *insight.Overview) error {
	var rows []struct {
		CampaignID  string `bun:"campaign_id"`
		Slug        string `bun:"slug"`
		Number      int    `bun:"number"`
		Rule        string `bun:"rule"`
		State       string `bun:"state"`
		AuthorID    string `bun:"author_id"`
		SubmitterID string `bun:"submitter_id"`
		CreatedAt   int64  `bun:"created_at"`
		DecidedAt   int64  `bun:"decided_at"`
	}
	err := o.db.read.NewRaw(`SELECT r.campaign_id, c.slug, r.number, r.rule, r.state, r.author_id, r.submitter_id, r.created_at, r.decided_at
		FROM revisions r JOIN campaigns c ON c.id = r.campaign_id
		WHERE (r.state = 'in_review' OR (r.state = 'approved' AND r.published_at = 0)) AND c.state <> 'archived'
		ORDER BY r.created_at, r.id`).Scan(ctx, &rows)
	for _, row := range rows {
		if row.State == string(campaign.RevisionInReview) {
			v.Reviews = append(v.Reviews, insight.Review{
				CampaignID: row.CampaignID, Slug: row.Slug, Number: row.Number, Rule: campaign.Rule(row.Rule),
				AuthorID: row.AuthorID, SubmitterID: row.SubmitterID, SubmittedAt: at(row.CreatedAt),
			})
			continue
		}
		v.Ready = append(v.Ready, insight.Ready{CampaignID: row.CampaignID, Slug: row.Slug, Number: row.Number, ApprovedAt: at(row.DecidedAt)})
	}
	return err
}

func (o *Overview) outcomes(ctx context.Context, since time.Time) (insight.Outcomes, error) {
	var rows []struct {
		State string `bun:"state"`
		N     int    `bun:"n"`
	}
	err := o.db.read.NewRaw(`SELECT state, COUNT(*) AS n FROM deliveries
		WHERE settled_at > 0 AND settled_at >= ? AND attempt > 0 AND recipient NOT LIKE ? GROUP BY state`, ms(since), sending.ToTester+"%").Scan(ctx, &rows)
	var n insight.Outcomes
	for _, row := range rows {
		switch sending.DeliveryState(row.State) {
		case sending.Accepted:
			n.Accepted = row.N
		case sending.Rejected:
			n.Rejected = row.N
		case sending.Uncertain:
			n.Uncertain = row.N
		}
	}
	return n, err
}

func (o *Overview) held(ctx context.Context, v *insight.Overview) error {
	var oldest int64
	err := o.db.read.NewRaw(`SELECT
		(SELECT COUNT(*) FROM sessions WHERE ended_at = 0),
		(SELECT COUNT(*) FROM sessions WHERE access IS NOT NULL OR refresh IS NOT NULL),
		(SELECT COALESCE(MIN(connected_at), 0) FROM sessions WHERE access IS NOT NULL OR refresh IS NOT NULL)`).
		Scan(ctx, &v.Held.Sessions, &v.Held.Tokens, &oldest)
	v.Held.Oldest = at(oldest)
	return err
}

func (o *Overview) sweep(ctx context.Context, v *insight.Overview) error {
	var swept int64
	err := o.db.read.NewRaw("SELECT at, erased, failed FROM sweeps WHERE id = 1").Scan(ctx, &swept, &v.Sweep.Erased, &v.Sweep.Failed)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	v.Sweep.At = at(swept)
	return err
}

func (o *Overview) alerts(ctx context.Context, v *insight.Overview) error {
	var rows []struct {
		ID      string `bun:"id"`
		Kind    string `bun:"kind"`
		Subject string `bun:"subject"`
		Times   int    `bun:"times"`
		FirstAt int64  `bun:"first_at"`
		LastAt  int64  `bun:"last_at"`
	}
	err := o.db.read.NewRaw("SELECT id, kind, subject, times, first_at, last_at FROM alerts WHERE settled_at = 0 ORDER BY last_at DESC, id DESC").Scan(ctx, &rows)
	for _, row := range rows {
		v.Alerts = append(v.Alerts, insight.Alert{
			ID: row.ID, Kind: sending.AlertKind(row.Kind), Subject: row.Subject, Times: row.Times, FirstAt: at(row.FirstAt), LastAt: at(row.LastAt),
		})
	}
	return err
}

// Summaries returns every campaign, archived ones too, the latest edited first.
func (o *Overview) Summaries(ctx context.Context, now time.Time) ([]insight.Summary, error) {
	var rows []struct {
		campaignRow `bun:",extend"`
		Draft       string         `bun:"draft"`
		EditedBy    string         `bun:"edited_by"`
		EditedAt    int64          `bun:"edited_at"`
		Accepted    int            `bun:"accepted"`
		Pending     sql.NullString `bun:"pending"`
		Author      sql.NullString `bun:"author"`
		Submitter   sql.NullString `bun:"submitter"`
	}
	err := o.db.read.NewRaw(`SELECT c.id, c.slug, c.state, c.revision_id, c.opens_at, c.closes_at, c.created_at, c.updated_at,
		d.content AS draft, d.edited_by, d.edited_at, COALESCE(n.accepted, 0) AS accepted,
		r.state AS pending, r.author_id AS author, r.submitter_id AS submitter
		FROM campaigns c JOIN drafts d ON d.campaign_id = c.id LEFT JOIN counters n ON n.campaign_id = c.id
		LEFT JOIN revisions r ON r.campaign_id = c.id AND (r.state = 'in_review' OR (r.state = 'approved' AND r.published_at = 0))
		ORDER BY d.edited_at DESC, c.id DESC`).Scan(ctx, &rows)
	if err != nil {
		return nil, err
	}
	summaries := make([]insight.Summary, len(rows))
	for i, row := range rows {
		var titled struct {
			Title map[string]string `json:"title"`
		}
		if err := json.Unmarshal([]byte(row.Draft), &titled); err != nil {
			return nil, err
		}
		d := campaign.Dossier{Campaign: row.campaign()}
		d.EndOnTime(now)
		summaries[i] = insight.Summary{
			Campaign: d.Campaign, Titles: titled.Title, Accepted: row.Accepted, EditedBy: row.EditedBy, EditedAt: at(row.EditedAt),
			Pending: campaign.ReviewState(row.Pending.String), Author: row.Author.String, Submitter: row.Submitter.String,
		}
	}
	return summaries, nil
}

// Swept notes the last sweep.
func (o *Overview) Swept(ctx context.Context, s insight.Sweep) error {
	return o.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO sweeps (id, at, erased, failed) VALUES (1, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET at = excluded.at, erased = excluded.erased, failed = excluded.failed WHERE sweeps.at < excluded.at`,
			ms(s.At), s.Erased, s.Failed)
		return err
	})
}
