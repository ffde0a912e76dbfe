package db

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/operator"
)

type signInRow struct {
	bun.BaseModel `bun:"table:sign_ins,alias:s"`

	ID         string `bun:"id,pk"`
	OperatorID string `bun:"operator_id"`
	SecretHash []byte `bun:"secret_hash"`
	Browser    string `bun:"browser"`
	System     string `bun:"system"`
	CreatedAt  int64  `bun:"created_at"`
	SeenAt     int64  `bun:"seen_at"`
}

func (r signInRow) signIn() operator.SignIn {
	return operator.SignIn{
		ID: r.ID, OperatorID: r.OperatorID, SecretHash: r.SecretHash, Browser: operator.Browser{Name: r.Browser, System: r.System},
		CreatedAt: at(r.CreatedAt), SeenAt: at(r.SeenAt),
	}
}

// Enter begins a sign-in.
func (s *Operators) Enter(ctx context.Context, e operator.Entrance) error {
	return s.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		if err := useUp(ctx, tx, e.Operator, e.Proof); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE operators SET signed_in_at = ? WHERE id = ?", ms(e.Now), e.Operator.ID); err != nil {
			return err
		}
		if err := s.forgetSignIns(ctx, tx, e.Replaced, e.Now); err != nil {
			return err
		}
		if err := insertSignIn(ctx, tx, e.SignIn); err != nil {
			return err
		}
		return recordAll(ctx, tx, e.Acts, e.Now)
	})
}

// forgetSignIns deletes the sign-ins that are over, whosever they are, and one
// more. Those that another transaction is about to delete are left to it.
func (s *Operators) forgetSignIns(ctx context.Context, tx bun.IDB, replaced string, now time.Time) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM sign_ins WHERE id IN (SELECT id FROM sign_ins
		WHERE seen_at <= ? OR created_at <= ? OR id = ? ?)`,
		ms(now.Add(-operator.SignInIdle)), ms(now.Add(-operator.SignInAbsolute)), replaced, s.db.locking("FOR UPDATE SKIP LOCKED"))
	return err
}

func insertSignIn(ctx context.Context, tx bun.IDB, s operator.SignIn) error {
	_, err := tx.NewInsert().Model(&signInRow{
		ID: s.ID, OperatorID: s.OperatorID, SecretHash: s.SecretHash, Browser: s.Browser.Name, System: s.Browser.System,
		CreatedAt: ms(s.CreatedAt), SeenAt: ms(s.SeenAt),
	}).Exec(ctx)
	return err
}

// endSignIns ends all of an operator's sign-ins but one.
func endSignIns(ctx context.Context, tx bun.IDB, operatorID, keep string) error {
	_, err := tx.ExecContext(ctx, "DELETE FROM sign_ins WHERE operator_id = ? AND id <> ?", operatorID, keep)
	return err
}

// Refuse records a sign-in that was refused.
func (s *Operators) Refuse(ctx context.Context, act audit.Act, now time.Time) error {
	return s.db.update(ctx, func(ctx context.Context, tx bun.IDB) error { return record(ctx, tx, act, now) })
}

const unknownSignIn = "fault.sign_in.unknown"

// SignIn returns a sign-in and its operator; fault.NotFound.
func (s *Operators) SignIn(ctx context.Context, id string) (operator.SignIn, operator.Operator, error) {
	var row signInRow
	if err := s.db.read.NewSelect().Model(&row).Where("id = ?", id).Scan(ctx); err != nil {
		return operator.SignIn{}, operator.Operator{}, found(err, unknownSignIn)
	}
	o, err := s.Operator(ctx, row.OperatorID)
	return row.signIn(), o, err
}

// SignInsOf returns an operator's sign-ins, the one seen last first.
func (s *Operators) SignInsOf(ctx context.Context, operatorID string) ([]operator.SignIn, error) {
	var rows []signInRow
	err := s.db.read.NewSelect().Model(&rows).Where("operator_id = ?", operatorID).Order("seen_at DESC", "id DESC").Scan(ctx)
	if err != nil {
		return nil, err
	}
	all := make([]operator.SignIn, len(rows))
	for i, row := range rows {
		all[i] = row.signIn()
	}
	return all, nil
}

// Touch notes a request. A sign-in that has ended meanwhile stays ended.
func (s *Operators) Touch(ctx context.Context, id string, now time.Time) error {
	return s.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		_, err := tx.ExecContext(ctx, "UPDATE sign_ins SET seen_at = ? WHERE id = ? AND seen_at < ?", ms(now), id, ms(now))
		return err
	})
}

// Leave ends one of an operator's sign-ins.
func (s *Operators) Leave(ctx context.Context, operatorID, id string, act audit.Act, now time.Time) error {
	return s.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		ended, err := affected(tx.ExecContext(ctx, "DELETE FROM sign_ins WHERE id = ? AND operator_id = ?", id, operatorID))
		if err != nil {
			return err
		}
		if ended == 0 {
			return fault.New(fault.NotFound, unknownSignIn)
		}
		return record(ctx, tx, act, now)
	})
}

// LeaveOthers ends all of an operator's sign-ins but one.
func (s *Operators) LeaveOthers(ctx context.Context, operatorID, keep string, act audit.Act, now time.Time) error {
	return s.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		if err := endSignIns(ctx, tx, operatorID, keep); err != nil {
			return err
		}
		return record(ctx, tx, act, now)
	})
}
