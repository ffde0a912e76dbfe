package db

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"emailcampaigns/app/address"
	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
)

// Offices keeps what recipients' offices ask, and finds which campaigns write to
// them.
type Offices struct{ db *DB }

// NewOffices returns the offices in an open, migrated database.
func NewOffices(d *DB) *Offices { return &Offices{db: d} }

type requestRow struct {
	bun.BaseModel `bun:"table:requests"`

	ID         string `bun:"id,pk"`
	Mailbox    string `bun:"mailbox"`
	Kind       string `bun:"kind"`
	NewAddress string `bun:"new_address"`
	Remark     string `bun:"remark"`
	Times      int    `bun:"times"`
	MadeAt     int64  `bun:"made_at"`
	SettledAt  int64  `bun:"settled_at"`
	SettledBy  string `bun:"settled_by"`
	Outcome    string `bun:"outcome"`
	Note       string `bun:"note"`
}

func (r requestRow) request() campaign.Request {
	return campaign.Request{
		ID: r.ID, Mailbox: r.Mailbox, Kind: campaign.RequestKind(r.Kind), NewAddress: r.NewAddress, Remark: r.Remark,
		Times: r.Times, MadeAt: at(r.MadeAt), SettledAt: at(r.SettledAt), SettledBy: r.SettledBy,
		Outcome: campaign.RequestOutcome(r.Outcome), Note: r.Note,
	}
}

func requestsOf(rows []requestRow) []campaign.Request {
	requests := make([]campaign.Request, len(rows))
	for i, row := range rows {
		requests[i] = row.request()
	}
	return requests
}

// Ask puts a request into the queue. One of the same kind that is open for the
// mailbox takes the text over, and keeps its place.
func (o *Offices) Ask(ctx context.Context, r campaign.Request) error {
	row := &requestRow{
		ID: r.ID, Mailbox: r.Mailbox, Kind: string(r.Kind), NewAddress: r.NewAddress, Remark: r.Remark, Times: r.Times, MadeAt: ms(r.MadeAt),
	}
	return o.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		_, err := tx.NewInsert().Model(row).On("CONFLICT (mailbox, kind) WHERE settled_at = 0 DO UPDATE").
			Set("new_address = EXCLUDED.new_address, remark = EXCLUDED.remark, times = ?TableAlias.times + 1").Exec(ctx)
		return err
	})
}

// OpenRequests returns what waits for an operator, the oldest first.
func (o *Offices) OpenRequests(ctx context.Context) ([]campaign.Request, error) {
	var rows []requestRow
	err := o.db.read.NewSelect().Model(&rows).Where("settled_at = 0").Order("made_at", "id").Scan(ctx)
	return requestsOf(rows), err
}

// RequestsOf returns the latest request of each kind of a mailbox, the open one if
// there is one.
func (o *Offices) RequestsOf(ctx context.Context, mailbox string) ([]campaign.Request, error) {
	var rows []requestRow
	err := o.db.read.NewSelect().Model(&rows).Where("mailbox = ?", mailbox).OrderExpr("settled_at = 0 DESC, made_at DESC, id DESC").Scan(ctx)
	latest := map[string]bool{}
	rows = slices.DeleteFunc(rows, func(r requestRow) bool {
		seen := latest[r.Kind]
		latest[r.Kind] = true
		return seen
	})
	return requestsOf(rows), err
}

// SettleRequest closes a request as do says, gives its mailbox the standing that do
// returns, and notes both. A mailbox that has asked to stop keeps that. Errors:
// fault.NotFound, and those of do.
func (o *Offices) SettleRequest(ctx context.Context, id string, do func(campaign.Request) (campaign.Request, *campaign.Mailbox, audit.Act, error)) error {
	return o.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		var row requestRow
		if err := o.db.forUpdate(tx.NewSelect().Model(&row).Where("id = ?", id)).Scan(ctx); err != nil {
			return found(err, "fault.not_found")
		}
		r, mailbox, act, err := do(row.request())
		if err != nil {
			return err
		}
		if err := one(tx.ExecContext(ctx, "UPDATE requests SET settled_at = ?, settled_by = ?, outcome = ?, note = ? WHERE id = ?",
			ms(r.SettledAt), r.SettledBy, string(r.Outcome), r.Note, id)); err != nil {
			return err
		}
		changed, err := o.stand(ctx, tx, mailbox)
		if err != nil {
			return err
		}
		if err := record(ctx, tx, act, r.SettledAt); err != nil || !changed {
			return err
		}
		return record(ctx, tx, standingAct(act.Actor, *mailbox), r.SettledAt)
	})
}

// stand gives a mailbox the standing of a settled request.
func (o *Offices) stand(ctx context.Context, tx bun.IDB, m *campaign.Mailbox) (changed bool, err error) {
	if m == nil {
		return false, nil
	}
	before, err := selectStanding(ctx, tx, o.db.forUpdate, m.Address)
	if err != nil || before.Standing == campaign.AskedToStop {
		return false, err
	}
	return true, setStanding(ctx, tx, *m)
}

func standingAct(by audit.Actor, m campaign.Mailbox) audit.Act {
	return audit.Act{
		Actor: by, Action: audit.StandingChanged, Subject: m.Address,
		Details: map[string]string{"to": string(m.Standing), "source": string(m.Source), "note": m.Note},
	}
}

// Change gives a mailbox the standing that do makes of the one it has, and notes
// the act. It ends with the error of do.
func (s *Standings) Change(ctx context.Context, mailbox string, by audit.Actor, do func(campaign.Mailbox) (campaign.Mailbox, error)) error {
	return s.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		before, err := selectStanding(ctx, tx, s.db.forUpdate, mailbox)
		if err != nil {
			return err
		}
		m, err := do(before)
		if err != nil {
			return err
		}
		if err := setStanding(ctx, tx, m); err != nil {
			return err
		}
		return record(ctx, tx, standingAct(by, m), m.Since)
	})
}

func selectStanding(ctx context.Context, db bun.IDB, lock locker, mailbox string) (campaign.Mailbox, error) {
	var row standingRow
	err := lock(db.NewSelect().Model(&row).Where("mailbox = ?", mailbox)).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return campaign.Mailbox{Address: mailbox, Standing: campaign.Active}, nil
	}
	return row.mailbox(), err
}

func (r standingRow) mailbox() campaign.Mailbox {
	return campaign.Mailbox{
		Address: r.Mailbox, Standing: campaign.Standing(r.State), Since: at(r.Since), Source: campaign.Source(r.Source), SetBy: r.SetBy, Note: r.Note,
	}
}

// Standing returns how a mailbox stands: Active for one of which nothing is known.
func (s *Standings) Standing(ctx context.Context, mailbox string) (campaign.Mailbox, error) {
	return selectStanding(ctx, s.db.read, unlocked, mailbox)
}

// Addressed returns every campaign with a published revision that names the
// mailbox, archived ones too, the latest begun first. One whose revision is not
// what was approved is left out.
func (o *Offices) Addressed(ctx context.Context, mailbox string) ([]campaign.Addressed, error) {
	var rows []struct {
		ID         string `bun:"id"`
		CampaignID string `bun:"campaign_id"`
	}
	where, patterns := holdsDomain(mailbox)
	err := o.db.read.NewRaw("SELECT r.id, r.campaign_id FROM revisions r JOIN campaigns c ON c.id = r.campaign_id WHERE r.published_at > 0 AND ("+where+
		") ORDER BY c.created_at DESC, c.id DESC, r.published_at DESC, r.number DESC", patterns...).Scan(ctx, &rows)
	if err != nil {
		return nil, err
	}
	var all []campaign.Addressed
	done := ""
	for _, row := range rows {
		if row.CampaignID == done {
			continue
		}
		r, err := o.db.revision(ctx, row.ID)
		if campaign.Changed(err) || err == nil && r.Intact() != nil {
			continue
		}
		if err != nil {
			return nil, err
		}
		to, ok := r.Content.Naming(mailbox)
		if !ok {
			continue
		}
		done = row.CampaignID
		a, err := o.addressed(ctx, r, to)
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, nil
}

// holdsDomain chooses the contents that hold an address of the mailbox's domain:
// what is looked into is there in many spellings of its local part, but domains are
// kept in one.
func holdsDomain(mailbox string) (where string, patterns []any) {
	domain := mailbox[strings.LastIndexByte(mailbox, '@')+1:]
	patterns = []any{"%@" + domain + `"%`}
	where = "r.content LIKE ?"
	if domain == "gmail.com" { // see address.Address.Normal
		where, patterns = where+" OR r.content LIKE ?", append(patterns, `%@googlemail.com"%`)
	}
	return where, patterns
}

func (o *Offices) addressed(ctx context.Context, r campaign.Revision, to campaign.Recipient) (campaign.Addressed, error) {
	a := campaign.Addressed{Revision: r, Recipient: to}
	var err error
	if a.Campaign, err = selectCampaign(ctx, o.db.read, "id = ?", r.CampaignID); err != nil {
		return a, err
	}
	var since int64
	if err := o.db.read.NewRaw("SELECT MIN(published_at) FROM revisions WHERE campaign_id = ? AND published_at > 0", r.CampaignID).Scan(ctx, &since); err != nil {
		return a, err
	}
	a.Since = at(since)
	if !r.Content.Selection.Individual() {
		err = o.db.read.NewRaw("SELECT accepted FROM counters WHERE campaign_id = ?", r.CampaignID).Scan(ctx, &a.Accepted)
		return a, err
	}
	err = o.db.read.NewRaw("SELECT accepted FROM loads WHERE campaign_id = ? AND recipient = ?", r.CampaignID, to.Key).Scan(ctx, &a.Accepted)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return a, err
}

// Uses returns the campaigns that name each of some mailboxes in what is public or
// in the draft, archived ones left out.
func (o *Offices) Uses(ctx context.Context, mailboxes []string) (map[string][]campaign.Use, error) {
	uses := map[string][]campaign.Use{}
	if len(mailboxes) == 0 {
		return uses, nil
	}
	var rows []struct {
		ID    string         `bun:"id"`
		Slug  string         `bun:"slug"`
		State string         `bun:"state"`
		Draft string         `bun:"draft"`
		Live  sql.NullString `bun:"live"`
	}
	err := o.db.read.NewRaw(`SELECT c.id, c.slug, c.state, d.content AS draft, r.content AS live
		FROM campaigns c JOIN drafts d ON d.campaign_id = c.id LEFT JOIN revisions r ON r.id = c.revision_id
		WHERE c.state <> 'archived' ORDER BY c.created_at DESC, c.id DESC`).Scan(ctx, &rows)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		titles, inDraft, err := named(row.Draft, mailboxes)
		if err != nil {
			return nil, err
		}
		var inLive map[string]string
		if state := campaign.State(row.State); state == campaign.Live || state == campaign.Paused {
			if _, inLive, err = named(row.Live.String, mailboxes); err != nil {
				inLive = nil // no content any more, which whoever opens it is told
			}
		}
		for _, mailbox := range mailboxes {
			drafted, draft := inDraft[mailbox]
			public, live := inLive[mailbox]
			if draft || live {
				use := campaign.Use{CampaignID: row.ID, Slug: row.Slug, Titles: titles, Name: cmp.Or(public, drafted), Live: live, Draft: draft}
				uses[mailbox] = append(uses[mailbox], use)
			}
		}
	}
	return uses, nil
}

// named returns what the mailboxes are called that a content names, and its titles.
func named(content string, mailboxes []string) (titles, names map[string]string, err error) {
	if content == "" {
		return nil, nil, nil
	}
	var c struct {
		Title      map[string]string `json:"title"`
		Recipients []struct {
			Name    string `json:"name"`
			Address string `json:"address"`
		} `json:"recipients"`
	}
	if err := json.Unmarshal([]byte(content), &c); err != nil {
		return nil, nil, err
	}
	names = map[string]string{}
	for _, r := range c.Recipients {
		parsed, err := address.Parse(r.Address)
		if err == nil && slices.Contains(mailboxes, parsed.Normal()) {
			names[parsed.Normal()] = r.Name
		}
	}
	return c.Title, names, nil
}

// countRequests counts what waits in the operators' queue.
func (o *Overview) countRequests(ctx context.Context) (int, error) {
	n, err := o.db.read.NewSelect().Model((*requestRow)(nil)).Where("settled_at = 0").Count(ctx)
	return int(n), err
}

// ForgetSettled deletes the requests whose time is over, and returns how many.
func (o *Offices) ForgetSettled(ctx context.Context, now time.Time) (int, error) {
	gone := 0
	err := o.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		var err error
		gone, err = affected(tx.ExecContext(ctx, "DELETE FROM requests WHERE settled_at > 0 AND settled_at <= ?", ms(now.Add(-campaign.RequestKept))))
		return err
	})
	return gone, err
}
