package db

import (
	"context"
	"crypto/subtle"
	"time"

	"github.com/uptrace/bun"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/sending"
)

// Sessions keeps sessions, deliveries and sender hashes.
type Sessions struct{ db *DB }

var _ sending.Store = (*Sessions)(nil)

// NewSessions returns the sessions in an open, migrated database.
func NewSessions(d *DB) *Sessions { return &Sessions{db: d} }

type sessionRow struct {
	bun.BaseModel `bun:"table:sessions,alias:s"`

	ID             string `bun:"id,pk"`
	CampaignID     string `bun:"campaign_id"`
	RevisionID     string `bun:"revision_id"`
	State          string `bun:"state"`
	Language       string `bun:"language"`
	Letter         string `bun:"letter"`
	Wording        int64  `bun:"wording"`
	SecretHash     []byte `bun:"secret_hash"`
	Name           []byte `bun:"name"`
	Address        []byte `bun:"address"`
	Fields         []byte `bun:"fields"`
	Paragraph      []byte `bun:"paragraph"`
	Area           []byte `bun:"area"`
	Access         []byte `bun:"access"`
	Refresh        []byte `bun:"refresh"`
	Verifier       []byte `bun:"verifier"`
	StateHash      []byte `bun:"state_hash"`
	StateExpiresAt int64  `bun:"state_expires_at"`
	TokenExpiresAt int64  `bun:"token_expires_at"`
	Problem        string `bun:"problem"`
	RetryAt        int64  `bun:"retry_at"`
	StartedAt      int64  `bun:"started_at"`
	DisclosedAt    int64  `bun:"disclosed_at"`
	ConnectedAt    int64  `bun:"connected_at"`
	ConfirmedAt    int64  `bun:"confirmed_at"`
	EndedAt        int64  `bun:"ended_at"`
	RevokedAt      int64  `bun:"revoked_at"`
	ErasedAt       int64  `bun:"erased_at"`
	ExpiresAt      int64  `bun:"expires_at"`
	Version        int    `bun:"version"`
	TestOf         string `bun:"test_of"`
	TestTo         []byte `bun:"test_to"`
}

func rowOfSession(s sending.Session) *sessionRow {
	return &sessionRow{
		ID: s.ID, CampaignID: s.CampaignID, RevisionID: s.RevisionID, State: string(s.State), Language: s.Language, Letter: s.Letter, Wording: int64(s.Wording),
		SecretHash: s.SecretHash,
		Name:       s.Sealed.Name, Address: s.Sealed.Address, Fields: s.Sealed.Fields, Paragraph: s.Sealed.Paragraph, Area: s.Sealed.Area,
		Access: s.Sealed.Access, Refresh: s.Sealed.Refresh, Verifier: s.Sealed.Verifier,
		StateHash: s.StateHash, StateExpiresAt: ms(s.StateExpiresAt), TokenExpiresAt: ms(s.TokenExpiresAt),
		Problem: string(s.Problem), RetryAt: ms(s.RetryAt),
		StartedAt: ms(s.StartedAt), DisclosedAt: ms(s.DisclosedAt), ConnectedAt: ms(s.ConnectedAt), ConfirmedAt: ms(s.ConfirmedAt),
		EndedAt: ms(s.EndedAt), RevokedAt: ms(s.RevokedAt), ErasedAt: ms(s.ErasedAt), ExpiresAt: ms(s.ExpiresAt), Version: s.Version,
		TestOf: s.TestOf, TestTo: s.Sealed.TestTo,
	}
}

func (r sessionRow) session() sending.Session {
	return sending.Session{
		ID: r.ID, CampaignID: r.CampaignID, RevisionID: r.RevisionID, State: sending.State(r.State), Language: r.Language, Letter: r.Letter,
		Wording:    campaign.Wording(r.Wording), // #nosec G115 -- was one when it was stored
		SecretHash: r.SecretHash,
		Sealed: sending.Sealed{
			Name: r.Name, Address: r.Address, Fields: r.Fields, Paragraph: r.Paragraph, Area: r.Area,
			Access: r.Access, Refresh: r.Refresh, Verifier: r.Verifier, TestTo: r.TestTo,
		},
		StateHash: r.StateHash, StateExpiresAt: at(r.StateExpiresAt), TokenExpiresAt: at(r.TokenExpiresAt),
		Problem: sending.Reason(r.Problem), RetryAt: at(r.RetryAt),
		StartedAt: at(r.StartedAt), DisclosedAt: at(r.DisclosedAt), ConnectedAt: at(r.ConnectedAt), ConfirmedAt: at(r.ConfirmedAt),
		EndedAt: at(r.EndedAt), RevokedAt: at(r.RevokedAt), ErasedAt: at(r.ErasedAt), ExpiresAt: at(r.ExpiresAt), Version: r.Version, TestOf: r.TestOf,
	}
}

// CreateSession inserts s with Version 1, and what it is to send.
func (s *Sessions) CreateSession(ctx context.Context, session sending.Session, deliveries []sending.Delivery) error {
	session.Version = 1
	return s.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		if _, err := tx.NewInsert().Model(rowOfSession(session)).Exec(ctx); err != nil {
			return err
		}
		return addDeliveries(ctx, tx, deliveries)
	})
}

// Session returns the session with this id whose secret has this hash.
func (s *Sessions) Session(ctx context.Context, id string, secretHash []byte) (sending.Session, error) {
	var row sessionRow
	if err := s.db.read.NewSelect().Model(&row).Where("id = ?", id).Scan(ctx); err != nil {
		return sending.Session{}, found(err, "fault.session.unknown")
	}
	if subtle.ConstantTimeCompare(row.SecretHash, secretHash) != 1 {
		return sending.Session{}, fault.New(fault.NotFound, "fault.session.unknown")
	}
	return row.session(), nil
}

// SaveSession writes s if the stored version is still s.Version.
func (s *Sessions) SaveSession(ctx context.Context, session sending.Session) error {
	return s.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		return saveSession(ctx, tx, session)
	})
}

// saveSession is the compare-and-set of a session. When it ends, what was still to
// be sent is dropped, and the way from an uncertain sender hash to its delivery is
// cut.
func saveSession(ctx context.Context, tx bun.IDB, session sending.Session) error {
	shifts := shifts{}
	if err := putSession(ctx, tx, session, shifts); err != nil {
		return err
	}
	return shifts.save(ctx, tx, session.CampaignID)
}

// putSession is saveSession but for what it means for the loads of recipients.
func putSession(ctx context.Context, tx bun.IDB, session sending.Session, shifts shifts) error {
	row := rowOfSession(session)
	row.Version++
	if err := one(tx.NewUpdate().Model(row).WherePK().Where("version = ?", session.Version).Exec(ctx)); err != nil {
		return err
	}
	if !session.State.Ended() {
		return nil
	}
	if err := dropDeliveries(ctx, tx, session, shifts); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `UPDATE marks SET delivery_id = NULL
		WHERE state <> 'claimed' AND delivery_id IN (SELECT id FROM deliveries WHERE session_id = ?)`, session.ID)
	return err
}

const due = `((ended_at = 0 AND expires_at <= ?
		AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.session_id = s.id AND d.state = 'sending'))
	OR (ended_at > 0 AND (access IS NOT NULL OR refresh IS NOT NULL)))`

// Due returns up to limit sessions with something to erase, the oldest first.
func (s *Sessions) Due(ctx context.Context, now time.Time, limit int) ([]sending.Session, error) {
	var rows []sessionRow
	err := s.db.read.NewSelect().Model(&rows).Where(due, ms(now)).
		Order("expires_at", "id").Limit(int64(limit)).Scan(ctx)
	if err != nil {
		return nil, err
	}
	sessions := make([]sending.Session, len(rows))
	for i, row := range rows {
		sessions[i] = row.session()
	}
	return sessions, nil
}

// Forget deletes the rows of sessions that ended before a time, and the sender
// hashes whose time has come.
func (s *Sessions) Forget(ctx context.Context, endedBefore, now time.Time) (sessions, marks int, err error) {
	err = s.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		var err error
		if sessions, err = affected(tx.ExecContext(ctx, `DELETE FROM sessions
			WHERE ended_at > 0 AND ended_at < ? AND access IS NULL AND refresh IS NULL`, ms(endedBefore))); err != nil {
			return err
		}
		marks, err = affected(tx.ExecContext(ctx, "DELETE FROM marks WHERE expires_at <= ? AND state <> 'claimed'", ms(now)))
		return err
	})
	return sessions, marks, err
}

// Outlook counts what a sweep would find.
type Outlook struct{ Orphaned, Due, Forgotten, Hashes int }

// Outlook returns what is due and changes nothing.
func (s *Sessions) Outlook(ctx context.Context, endedBefore, now time.Time) (Outlook, error) {
	var o Outlook
	err := s.db.read.NewRaw(`SELECT
		(SELECT COUNT(*) FROM deliveries WHERE state = 'sending' AND lease_until <= ?),
		(SELECT COUNT(*) FROM sessions AS s WHERE ?),
		(SELECT COUNT(*) FROM sessions WHERE ended_at > 0 AND ended_at < ? AND access IS NULL AND refresh IS NULL),
		(SELECT COUNT(*) FROM marks WHERE expires_at <= ? AND state <> 'claimed')`,
		ms(now), bun.SafeQuery(due, ms(now)), ms(endedBefore), ms(now)).Scan(ctx, &o.Orphaned, &o.Due, &o.Forgotten, &o.Hashes)
	return o, err
}
