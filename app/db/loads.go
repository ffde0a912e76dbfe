package db

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"emailcampaigns/app/fault"
	"emailcampaigns/app/sending"
)

type loadRow struct {
	bun.BaseModel `bun:"table:loads,alias:loads"`

	CampaignID string `bun:"campaign_id"`
	Recipient  string `bun:"recipient"`
	Waiting    int    `bun:"waiting"`
	Written    int    `bun:"written"`
	Accepted   int    `bun:"accepted"`
}

// Loads returns how much the recipients of a campaign are written to, by
// Recipient.Key. The messages since a time are as many as a cap allows; without a
// cap, with the zero time, they are not counted, since there may be any number.
func (s *Sessions) Loads(ctx context.Context, campaignID string, since time.Time) (map[string]sending.Load, error) {
	var rows []loadRow
	if err := s.db.read.NewSelect().Model(&rows).Where("campaign_id = ?", campaignID).Scan(ctx); err != nil {
		return nil, err
	}
	loads := make(map[string]sending.Load, len(rows))
	for _, row := range rows {
		loads[row.Recipient] = sending.Load{Waiting: row.Waiting, Written: row.Written}
	}
	if since.IsZero() {
		return loads, nil
	}
	var hours []struct {
		Recipient string `bun:"recipient"`
		N         int    `bun:"n"`
	}
	err := s.db.read.NewRaw(`SELECT recipient, COUNT(*) AS n FROM deliveries
		WHERE campaign_id = ? AND claimed_at > ? AND state IN (?) GROUP BY recipient`, campaignID, ms(since), bun.List(handed)).Scan(ctx, &hours)
	for _, hour := range hours {
		load := loads[hour.Recipient]
		load.Hour = hour.N
		loads[hour.Recipient] = load
	}
	return loads, err
}

// handed are the states of deliveries that Gmail was handed and has not refused.
var handed = []sending.DeliveryState{sending.Sending, sending.Accepted, sending.Uncertain}

// Closed returns the mailboxes that are not written to, in their normal form.
func (s *Sessions) Closed(ctx context.Context) (map[string]bool, error) {
	var mailboxes []string
	if err := s.db.read.NewRaw("SELECT mailbox FROM standings").Scan(ctx, &mailboxes); err != nil {
		return nil, err
	}
	closed := make(map[string]bool, len(mailboxes))
	for _, mailbox := range mailboxes {
		closed[mailbox] = true
	}
	return closed, nil
}

// SaveChoice is SaveSession, and puts other deliveries in the place of those that
// wait.
func (s *Sessions) SaveChoice(ctx context.Context, session sending.Session, deliveries []sending.Delivery) error {
	return s.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		if err := saveSession(ctx, tx, session); err != nil {
			return err
		}
		before, err := selectDeliveries(ctx, tx, session.ID)
		if err != nil {
			return err
		}
		shifts := shifts{}
		var gone []string
		for _, d := range before {
			if d.Waits() {
				gone = append(gone, d.ID)
				shifts.wait(d, -1)
			}
		}
		if gone != nil {
			if _, err := tx.ExecContext(ctx, "DELETE FROM deliveries WHERE id IN (?)", bun.List(gone)); err != nil {
				return err
			}
		}
		added := slices.DeleteFunc(slices.Clone(deliveries), func(d sending.Delivery) bool { return sending.Written(before, d.Recipient) })
		if err := insertDeliveries(ctx, tx, added, shifts); err != nil {
			return err
		}
		return shifts.save(ctx, tx, session.CampaignID)
	})
}

// Refuse rejects a delivery that waits or asks, and saves the session. The session
// is locked first, as everywhere.
func (s *Sessions) Refuse(ctx context.Context, session sending.Session, deliveryID string, reason sending.Reason, now time.Time) error {
	return s.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		var version int
		err := tx.NewRaw("SELECT version FROM sessions WHERE id = ? ?", session.ID, s.db.locking("FOR UPDATE")).Scan(ctx, &version)
		if err != nil || version != session.Version {
			return fault.Wrap(fault.Conflict, "fault.session.conflict", err)
		}
		all, err := selectDeliveries(ctx, tx, session.ID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(d sending.Delivery) bool { return d.ID == deliveryID && (d.Waits() || d.Asks()) })
		if i < 0 {
			return fault.New(fault.Conflict, "fault.session.conflict")
		}
		shifts := shifts{}
		if err := reject(ctx, tx, all[i:i+1], reason, now, shifts); err != nil {
			return err
		}
		if err := putSession(ctx, tx, session, shifts); err != nil {
			return err
		}
		return shifts.save(ctx, tx, session.CampaignID)
	})
}

// addDeliveries inserts deliveries that wait.
func addDeliveries(ctx context.Context, tx bun.IDB, deliveries []sending.Delivery) error {
	shifts := shifts{}
	if len(deliveries) == 0 {
		return nil
	}
	if err := insertDeliveries(ctx, tx, deliveries, shifts); err != nil {
		return err
	}
	return shifts.save(ctx, tx, deliveries[0].CampaignID)
}

func insertDeliveries(ctx context.Context, tx bun.IDB, deliveries []sending.Delivery, shifts shifts) error {
	if len(deliveries) == 0 {
		return nil
	}
	rows := make([]deliveryRow, len(deliveries))
	for i, d := range deliveries {
		rows[i] = rowOfDelivery(d)
		shifts.wait(d, 1)
	}
	_, err := tx.NewInsert().Model(&rows).Exec(ctx)
	return err
}

// dropDeliveries rejects what a session that ended has not sent.
func dropDeliveries(ctx context.Context, tx bun.IDB, session sending.Session, shifts shifts) error {
	all, err := selectDeliveries(ctx, tx, session.ID)
	if err != nil {
		return err
	}
	left := slices.DeleteFunc(all, func(d sending.Delivery) bool { return !d.Waits() })
	return reject(ctx, tx, left, sending.Dropped, time.Time{}, shifts)
}

// reject gives deliveries up. With a time it is an outcome of that time.
func reject(ctx context.Context, tx bun.IDB, deliveries []sending.Delivery, reason sending.Reason, now time.Time, shifts shifts) error {
	if len(deliveries) == 0 {
		return nil
	}
	ids := make([]string, len(deliveries))
	for i, d := range deliveries {
		ids[i] = d.ID
		switch {
		case d.Waits():
			shifts.wait(d, -1)
		case d.State == sending.Uncertain:
			shifts.add(d, shift{written: -1}, true)
		}
	}
	update := tx.NewUpdate().Table("deliveries").Set("state = ?", sending.Rejected).Set("reason = ?", reason).Where("id IN (?)", bun.List(ids))
	if !now.IsZero() {
		update.Set("settled_at = ?", ms(now))
	}
	_, err := update.Exec(ctx)
	return err
}

// weigh counts a claimed delivery as written, and refuses what is more than the
// caps allow. The row of the recipient's load is locked by then: of two claims that
// race for the last place one waits and finds it taken.
func weigh(ctx context.Context, tx bun.IDB, claim sending.Claim, d sending.Delivery) error {
	shift := loadRow{CampaignID: d.CampaignID, Recipient: d.Recipient}
	if d.State != sending.Uncertain { // that one counts already
		shift.Written = 1
	}
	if d.Individual() && d.Waits() {
		shift.Waiting = -1
	}
	var total int
	err := tx.NewRaw(`INSERT INTO loads (campaign_id, recipient, waiting, written) VALUES (?, ?, 0, ?)
		ON CONFLICT (campaign_id, recipient) DO UPDATE SET waiting = loads.waiting + ?, written = loads.written + ? RETURNING written`,
		shift.CampaignID, shift.Recipient, shift.Written, shift.Waiting, shift.Written).Scan(ctx, &total)
	if err != nil {
		return err
	}
	if claim.Caps.Total > 0 && shift.Written > 0 && total > claim.Caps.Total {
		return &sending.FullError{}
	}
	if claim.Caps.PerHour == 0 {
		return nil
	}
	var count int
	var first int64
	since := claim.Now.Add(-time.Hour)
	err = tx.NewRaw(`SELECT COUNT(*), COALESCE(MIN(claimed_at), 0) FROM deliveries
		WHERE campaign_id = ? AND recipient = ? AND claimed_at > ? AND state IN (?) AND id <> ?`,
		d.CampaignID, d.Recipient, ms(since), bun.List(handed), d.ID).Scan(ctx, &count, &first)
	if err == nil && count >= claim.Caps.PerHour {
		err = &sending.FullError{Until: at(first).Add(time.Hour)}
	}
	return err
}

// shift is a change of a load.
type shift struct{ waiting, written, accepted int }

// shifts are the changes of one transaction, by recipient.
type shifts map[string]shift

// add notes a change, unless nothing of the session counts.
func (s shifts) add(d sending.Delivery, by shift, counts bool) {
	if !counts {
		return
	}
	sum := s[d.Recipient]
	s[d.Recipient] = shift{sum.waiting + by.waiting, sum.written + by.written, sum.accepted + by.accepted}
}

// wait notes that one more, or one less, waits. Only those to one of several do.
func (s shifts) wait(d sending.Delivery, by int) { s.add(d, shift{waiting: by}, d.Individual()) }

// save writes the changes in the order of the recipients, so that two that touch
// the same ones wait for each other instead of for ever.
func (s shifts) save(ctx context.Context, tx bun.IDB, campaignID string) error {
	var rows []loadRow
	for _, recipient := range slices.SortedFunc(maps.Keys(s), cmp.Compare[string]) {
		if by := s[recipient]; by != (shift{}) {
			rows = append(rows, loadRow{CampaignID: campaignID, Recipient: recipient, Waiting: by.waiting, Written: by.written, Accepted: by.accepted})
		}
	}
	if rows == nil {
		return nil
	}
	_, err := tx.NewInsert().Model(&rows).On("CONFLICT (campaign_id, recipient) DO UPDATE").
		Set("waiting = loads.waiting + EXCLUDED.waiting, written = loads.written + EXCLUDED.written, accepted = loads.accepted + EXCLUDED.accepted").Exec(ctx)
	return err
}
