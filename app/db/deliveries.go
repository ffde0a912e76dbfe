package db

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/sending"
)

type deliveryRow struct {
	bun.BaseModel `bun:"table:deliveries"`

	ID         string `bun:"id,pk"`
	SessionID  string `bun:"session_id"`
	CampaignID string `bun:"campaign_id"`
	RevisionID string `bun:"revision_id"`
	Recipient  string `bun:"recipient"`
	State      string `bun:"state"`
	Reason     string `bun:"reason"`
	Attempt    int    `bun:"attempt"`
	ClaimedAt  int64  `bun:"claimed_at"`
	LeaseUntil int64  `bun:"lease_until"`
	SettledAt  int64  `bun:"settled_at"`
	HashUntil  int64  `bun:"hash_until"`
}

func (r deliveryRow) delivery() sending.Delivery {
	return sending.Delivery{
		ID: r.ID, SessionID: r.SessionID, CampaignID: r.CampaignID, RevisionID: r.RevisionID, Recipient: r.Recipient,
		State: sending.DeliveryState(r.State), Reason: sending.Reason(r.Reason), Attempt: r.Attempt,
		ClaimedAt: at(r.ClaimedAt), LeaseUntil: at(r.LeaseUntil), SettledAt: at(r.SettledAt), HashUntil: at(r.HashUntil),
	}
}

func rowOfDelivery(d sending.Delivery) deliveryRow {
	return deliveryRow{
		ID: d.ID, SessionID: d.SessionID, CampaignID: d.CampaignID, RevisionID: d.RevisionID, Recipient: d.Recipient,
		State: string(d.State), Reason: string(d.Reason), Attempt: d.Attempt,
		ClaimedAt: ms(d.ClaimedAt), LeaseUntil: ms(d.LeaseUntil), SettledAt: ms(d.SettledAt), HashUntil: ms(d.HashUntil),
	}
}

// Deliveries returns what the session sends, in order.
func (s *Sessions) Deliveries(ctx context.Context, sessionID string) ([]sending.Delivery, error) {
	return selectDeliveries(ctx, s.db.read, sessionID)
}

func selectDeliveries(ctx context.Context, db bun.IDB, sessionID string) ([]sending.Delivery, error) {
	var rows []deliveryRow
	if err := db.NewSelect().Model(&rows).Where("session_id = ?", sessionID).Order("id").Scan(ctx); err != nil {
		return nil, err
	}
	deliveries := make([]sending.Delivery, len(rows))
	for i, row := range rows {
		deliveries[i] = row.delivery()
	}
	return deliveries, nil
}

// Claim confirms and claims in one transaction. Saving the session comes first
// and locks its row, so that claims and settlements of a session wait for each
// other.
func (s *Sessions) Claim(ctx context.Context, claim sending.Claim) (sending.Claimed, error) {
	var claimed sending.Claimed
	err := s.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		closed := s.open(ctx, tx, claim) // first, because it locks: see StopSending
		if err := notHeld(ctx, tx, claim.Now); err != nil {
			return err
		}
		if closed != nil && !claim.Session.Test() {
			return closed
		}
		if err := saveSession(ctx, tx, claim.Session); err != nil {
			return err
		}
		row, err := s.existing(ctx, tx, claim)
		if err != nil {
			return err
		}
		claimed.Before = sending.DeliveryState(row.State)
		if claimed.Over, err = s.admit(ctx, tx, claim, row); err != nil {
			return err
		}
		claimed.Delivery, err = take(ctx, tx, claim, row)
		return err
	})
	return claimed, err
}

// admit refuses what may not be sent to its recipient, or not by this sender, and
// reports whether an uncertain attempt is taken over. A test goes to its operator,
// and nothing of it counts. Claims of one sender wait for each other: a message to
// all together and one to a single recipient have no row in common. The cap comes
// before the marks, so that a full recipient gives everybody the same answer.
func (s *Sessions) admit(ctx context.Context, tx bun.IDB, claim sending.Claim, row deliveryRow) (over bool, err error) {
	if claim.Session.Test() {
		return false, nil
	}
	if s.db.group == nil {
		if _, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock(hashtextextended(encode(?::bytea, 'hex'), 0))", claim.Sender); err != nil {
			return false, err
		}
	}
	if err := written(ctx, tx, claim.Mailboxes); err != nil {
		return false, err
	}
	if err := weigh(ctx, tx, claim, row.delivery()); err != nil {
		return false, err
	}
	return s.mark(ctx, tx, claim, row.ID)
}

// written refuses mailboxes that are not written to.
func written(ctx context.Context, tx bun.IDB, mailboxes []string) error {
	if len(mailboxes) == 0 {
		return nil
	}
	closed, err := tx.NewSelect().Table("standings").Where("mailbox IN (?)", bun.List(mailboxes)).Exists(ctx)
	if err == nil && closed {
		err = &sending.WithdrawnError{}
	}
	return err
}

func notHeld(ctx context.Context, tx bun.IDB, now time.Time) error {
	stop, err := selectStop(ctx, tx)
	if err != nil {
		return err
	}
	if stop.On() {
		return &sending.HeldError{Reason: sending.Stopped}
	}
	var until int64
	var reason string
	err = tx.NewRaw("SELECT until, reason FROM holds WHERE id = 1 AND until > ?", ms(now)).Scan(ctx, &until, &reason)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return err
	}
	return &sending.HeldError{Until: at(until), Reason: sending.Reason(reason)}
}

// open locks the campaign's state until the claim is committed: a pause that is
// answered before cannot be followed by a send.
func (s *Sessions) open(ctx context.Context, tx bun.IDB, claim sending.Claim) error {
	var row campaignRow
	err := s.db.lock(tx.NewSelect().Model(&row).Where("id = ?", claim.Delivery.CampaignID), "SHARE").Scan(ctx)
	if err != nil {
		return found(err, "fault.campaign.unknown")
	}
	if row.campaign().At(claim.Now) != campaign.Open {
		return fault.New(fault.Conflict, "fault.campaign.not_open")
	}
	return nil
}

// existing returns the delivery as it stands. A session that a program of the
// release before has begun gets it here.
func (s *Sessions) existing(ctx context.Context, tx bun.IDB, claim sending.Claim) (deliveryRow, error) {
	d := claim.Delivery
	var row deliveryRow
	err := tx.NewSelect().Model(&row).Where("session_id = ?", claim.Session.ID).Where("recipient = ?", d.Recipient).Scan(ctx)
	if !errors.Is(err, sql.ErrNoRows) {
		return row, err
	}
	row = deliveryRow{
		ID: d.ID, SessionID: claim.Session.ID, CampaignID: d.CampaignID, RevisionID: d.RevisionID, Recipient: d.Recipient,
		State: string(sending.Pending),
	}
	_, err = tx.NewInsert().Model(&row).Exec(ctx)
	return row, err
}

// label stands where a mark names its recipient: all of them together. For one of
// several the hash alone tells, and only who knows the sender.
func label(m sending.Mark) string {
	if m.Together {
		return sending.Together
	}
	return ""
}

// mark inserts the sender hash, or takes over an uncertain one for a new attempt.
func (s *Sessions) mark(ctx context.Context, tx bun.IDB, claim sending.Claim, deliveryID string) (over bool, err error) {
	if err := apart(ctx, tx, claim); err != nil {
		return false, err
	}
	campaignID, recipient, hash := claim.Delivery.CampaignID, label(claim.Mark), claim.Mark.Hash
	if _, err := tx.ExecContext(ctx, `DELETE FROM marks
		WHERE campaign_id = ? AND recipient = ? AND hash = ? AND expires_at <= ? AND state <> 'claimed'`,
		campaignID, recipient, hash, ms(claim.Now)); err != nil {
		return false, err
	}
	inserted, err := affected(tx.ExecContext(ctx, `INSERT INTO marks (campaign_id, recipient, hash, key_version, state, delivery_id, expires_at)
		VALUES (?, ?, ?, ?, 'claimed', ?, ?) ON CONFLICT DO NOTHING`,
		campaignID, recipient, hash, claim.KeyVersion, deliveryID, ms(claim.Delivery.HashUntil)))
	if err != nil || inserted == 1 {
		return false, err
	}
	var state string
	err = tx.NewRaw("SELECT state FROM marks WHERE campaign_id = ? AND recipient = ? AND hash = ? ?",
		campaignID, recipient, hash, s.db.locking("FOR UPDATE")).Scan(ctx, &state)
	if err != nil {
		return false, err
	}
	if state != string(sending.Uncertain) || !claim.Again {
		return false, &sending.TakenError{Uncertain: state != string(sending.Accepted)}
	}
	_, err = tx.ExecContext(ctx, `UPDATE marks SET state = 'claimed', delivery_id = ?, expires_at = ?, key_version = ?
		WHERE campaign_id = ? AND recipient = ? AND hash = ?`,
		deliveryID, ms(claim.Delivery.HashUntil), claim.KeyVersion, campaignID, recipient, hash)
	return true, err
}

// apart refuses a message to all together after one to any of them, and one to any
// after one to all. Who has looked into Sent for an uncertain one may go on.
func apart(ctx context.Context, tx bun.IDB, claim sending.Claim) error {
	if len(claim.Others) == 0 {
		return nil
	}
	hashes := make([][]byte, len(claim.Others))
	for i, m := range claim.Others {
		hashes[i] = m.Hash
	}
	var states []string
	err := tx.NewSelect().Table("marks").Column("state").Where("campaign_id = ?", claim.Delivery.CampaignID).
		Where("recipient = ?", label(claim.Others[0])).Where("hash IN (?)", bun.List(hashes)).
		Where("expires_at > ? OR state = 'claimed'", ms(claim.Now)).Scan(ctx, &states)
	for _, state := range states {
		if state != string(sending.Uncertain) || !claim.Again {
			return &sending.TakenError{Uncertain: state != string(sending.Accepted)}
		}
	}
	return err
}

// take moves the delivery to sending. The reason of an earlier uncertain attempt
// stays until the new one is settled.
func take(ctx context.Context, tx bun.IDB, claim sending.Claim, row deliveryRow) (sending.Delivery, error) {
	before := row.State
	switch {
	case before == string(sending.Pending), before == string(sending.Rejected):
	case before == string(sending.Uncertain) && claim.Again:
	default:
		return sending.Delivery{}, fault.New(fault.Conflict, "fault.session.conflict")
	}
	row.State, row.Attempt = string(sending.Sending), row.Attempt+1
	row.ClaimedAt, row.LeaseUntil, row.SettledAt = ms(claim.Delivery.ClaimedAt), ms(claim.Delivery.LeaseUntil), 0
	row.HashUntil = ms(claim.Delivery.HashUntil)
	return row.delivery(), one(tx.NewUpdate().Model(&row).WherePK().Where("state = ?", before).Exec(ctx))
}

// Settle records an outcome in one transaction.
func (s *Sessions) Settle(ctx context.Context, settlement sending.Settlement) error {
	return s.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		shifts := shifts{}
		if err := putSession(ctx, tx, settlement.Session, shifts); err != nil {
			return err
		}
		if err := settleDelivery(ctx, tx, settlement, shifts); err != nil {
			return err
		}
		if err := shifts.save(ctx, tx, settlement.Session.CampaignID); err != nil { // before marks, as in a claim
			return err
		}
		if err := settleMark(ctx, tx, settlement); err != nil {
			return err
		}
		if settlement.Outcome.State != sending.Accepted || settlement.Session.Test() {
			return nil
		}
		return one(tx.ExecContext(ctx, "UPDATE counters SET accepted = accepted + 1 WHERE campaign_id = ?", settlement.Session.CampaignID))
	})
}

// settleMark cuts the way from the hash to the delivery as soon as the outcome
// is known, or nobody can ask for it any more.
func settleMark(ctx context.Context, tx bun.IDB, settlement sending.Settlement) error {
	var err error
	switch id, state := settlement.Claimed.ID, settlement.Outcome.State; {
	case state == sending.Accepted:
		_, err = tx.ExecContext(ctx, "UPDATE marks SET state = 'accepted', delivery_id = NULL WHERE delivery_id = ?", id)
	case state == sending.Rejected && !settlement.Claimed.Over:
		_, err = tx.ExecContext(ctx, "DELETE FROM marks WHERE delivery_id = ?", id)
	case settlement.Session.State.Ended():
		_, err = tx.ExecContext(ctx, "UPDATE marks SET state = 'uncertain', delivery_id = NULL WHERE delivery_id = ?", id)
	default:
		_, err = tx.ExecContext(ctx, "UPDATE marks SET state = 'uncertain' WHERE delivery_id = ?", id)
	}
	return err
}

// settleDelivery records the outcome of this very attempt, and what it means for the
// load of its recipient. A refused new attempt leaves the question about the one
// before, of this session or of another.
func settleDelivery(ctx context.Context, tx bun.IDB, settlement sending.Settlement, shifts shifts) error {
	o, d := settlement.Outcome, settlement.Claimed.Delivery
	update := tx.NewUpdate().Table("deliveries").Set("settled_at = ?", ms(settlement.Now)).
		Where("id = ?", d.ID).Where("state = ?", sending.Sending).Where("attempt = ?", d.Attempt)
	counts := !settlement.Session.Test()
	switch d.State, d.Reason = o.State, o.Reason; {
	case o.State == sending.Rejected && settlement.Claimed.Before == sending.Uncertain:
		update.Set("state = ?", sending.Uncertain) // for the reason it had
	case o.State == sending.Rejected && settlement.Claimed.Over:
		update.Set("state = ?", o.State).Set("reason = ?", sending.MaybeSent)
		shifts.add(d, shift{written: -1}, counts)
	case o.State == sending.Rejected:
		update.Set("state = ?", o.State).Set("reason = ?", o.Reason).Set("hash_until = 0")
		shifts.add(d, shift{written: -1}, counts)
		if d.Waits() {
			shifts.wait(d, 1)
		}
	default:
		update.Set("state = ?", o.State).Set("reason = ?", o.Reason)
		if o.State == sending.Accepted {
			shifts.add(d, shift{accepted: 1}, counts)
		}
	}
	return one(update.Exec(ctx))
}

// MarkOrphans turns deliveries still Sending at their LeaseUntil into Uncertain.
func (s *Sessions) MarkOrphans(ctx context.Context, now time.Time) (int, error) {
	var ids []string
	err := s.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		ids = nil
		err := tx.NewRaw(`UPDATE deliveries SET state = 'uncertain', reason = ?, settled_at = ?
			WHERE state = 'sending' AND lease_until <= ? RETURNING id`, sending.Interrupted, ms(now), ms(now)).Scan(ctx, &ids)
		if err != nil || len(ids) == 0 {
			return err
		}
		_, err = tx.ExecContext(ctx, "UPDATE marks SET state = 'uncertain' WHERE state = 'claimed' AND delivery_id IN (?)", bun.List(ids))
		return err
	})
	return len(ids), err
}

// HoldSending refuses every claim until the given time.
func (s *Sessions) HoldSending(ctx context.Context, until time.Time, reason sending.Reason) error {
	return s.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO holds (id, until, reason) VALUES (1, ?, ?)
			ON CONFLICT (id) DO UPDATE SET until = excluded.until, reason = excluded.reason WHERE holds.until < excluded.until`, ms(until), reason)
		return err
	})
}

// Accepted returns how many messages of a campaign Gmail accepted.
func (s *Sessions) Accepted(ctx context.Context, campaignID string) (int, error) {
	var accepted int
	err := s.db.read.NewRaw("SELECT accepted FROM counters WHERE campaign_id = ?", campaignID).Scan(ctx, &accepted)
	return accepted, found(err, "fault.campaign.unknown")
}

func affected(result sql.Result, err error) (int, error) {
	if err != nil {
		return 0, err
	}
	changed, err := result.RowsAffected()
	return int(changed), err
}
