package db

import (
	"context"
	"encoding/json"
	"time"

	"github.com/uptrace/bun"

	"emailcampaigns/app/fault"
	"emailcampaigns/app/lists"
)

type uploadRow struct {
	bun.BaseModel `bun:"table:list_uploads"`

	ID         string `bun:"id,pk"`
	ListID     string `bun:"list_id"`
	OperatorID string `bun:"operator_id"`
	MadeAt     int64  `bun:"made_at"`
	Source     []byte `bun:"source"`
	Settings   string `bun:"settings"`
}

// AddUpload keeps a table until it is confirmed. Others of the same operator for
// the same list make way, and so does whatever was left for longer than
// lists.UploadKept.
func (l *Lists) AddUpload(ctx context.Context, u lists.Upload) error {
	settings, err := json.Marshal(u.Settings)
	if err != nil {
		return err
	}
	return l.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		if _, err := selectList(ctx, tx, unlocked, u.ListID); err != nil {
			return err
		}
		if _, err := forgetUploads(ctx, tx, u.MadeAt); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM list_uploads WHERE list_id = ? AND operator_id = ?", u.ListID, u.OperatorID); err != nil {
			return err
		}
		row := &uploadRow{ID: u.ID, ListID: u.ListID, OperatorID: u.OperatorID, MadeAt: ms(u.MadeAt), Source: u.Source, Settings: string(settings)}
		_, err := tx.NewInsert().Model(row).Exec(ctx)
		return err
	})
}

// Upload returns a table that waits to be confirmed by an operator for a list;
// fault.NotFound.
func (l *Lists) Upload(ctx context.Context, list, id, operator string) (lists.Upload, error) {
	var row uploadRow
	err := l.db.read.NewSelect().Model(&row).Where("id = ?", id).Where("list_id = ?", list).Where("operator_id = ?", operator).Scan(ctx)
	if err != nil {
		return lists.Upload{}, found(err, "fault.list.upload")
	}
	u := lists.Upload{ID: row.ID, ListID: row.ListID, OperatorID: row.OperatorID, MadeAt: at(row.MadeAt), Source: row.Source}
	return u, json.Unmarshal([]byte(row.Settings), &u.Settings)
}

// SetUpload changes what was said about a table; fault.NotFound.
func (l *Lists) SetUpload(ctx context.Context, u lists.Upload) error {
	settings, err := json.Marshal(u.Settings)
	if err != nil {
		return err
	}
	return l.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		changed, err := affected(tx.ExecContext(ctx, "UPDATE list_uploads SET settings = ? WHERE id = ? AND list_id = ? AND operator_id = ?",
			string(settings), u.ID, u.ListID, u.OperatorID))
		if err == nil && changed == 0 {
			err = fault.New(fault.NotFound, "fault.list.upload")
		}
		return err
	})
}

// ForgetUploads deletes the tables that nobody has confirmed for lists.UploadKept,
// and returns how many.
func (l *Lists) ForgetUploads(ctx context.Context, now time.Time) (int, error) {
	var forgotten int
	err := l.db.update(ctx, func(ctx context.Context, tx bun.IDB) (err error) {
		forgotten, err = forgetUploads(ctx, tx, now)
		return err
	})
	return forgotten, err
}

func forgetUploads(ctx context.Context, tx bun.IDB, now time.Time) (int, error) {
	return affected(tx.ExecContext(ctx, "DELETE FROM list_uploads WHERE made_at < ?", ms(now.Add(-lists.UploadKept))))
}
