package db

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/operator"
)

type enrolmentRow struct {
	bun.BaseModel `bun:"table:enrolments,alias:e"`

	ID          string  `bun:"id,pk"`
	Kind        string  `bun:"kind"`
	TokenHash   []byte  `bun:"token_hash"`
	OperatorID  *string `bun:"operator_id"`
	Email       string  `bun:"email"`
	Mailbox     string  `bun:"mailbox"`
	Role        string  `bun:"role"`
	IssuedBy    string  `bun:"issued_by"`
	IssuedAt    int64   `bun:"issued_at"`
	ExpiresAt   int64   `bun:"expires_at"`
	UsedAt      int64   `bun:"used_at"`
	WithdrawnAt int64   `bun:"withdrawn_at"`
}

func (r enrolmentRow) enrolment() operator.Enrolment {
	e := operator.Enrolment{
		ID: r.ID, Kind: operator.Kind(r.Kind), TokenHash: r.TokenHash, Email: r.Email, Role: operator.Role(r.Role), IssuedBy: r.IssuedBy,
		IssuedAt: at(r.IssuedAt), ExpiresAt: at(r.ExpiresAt), UsedAt: at(r.UsedAt), WithdrawnAt: at(r.WithdrawnAt),
	}
	if r.OperatorID != nil {
		e.OperatorID = *r.OperatorID
	}
	return e
}

func rowOfEnrolment(e operator.Enrolment) (*enrolmentRow, error) {
	box, err := mailbox(e.Email)
	row := &enrolmentRow{
		ID: e.ID, Kind: string(e.Kind), TokenHash: e.TokenHash, Email: e.Email, Mailbox: box, Role: string(e.Role), IssuedBy: e.IssuedBy,
		IssuedAt: ms(e.IssuedAt), ExpiresAt: ms(e.ExpiresAt), UsedAt: ms(e.UsedAt), WithdrawnAt: ms(e.WithdrawnAt),
	}
	if e.OperatorID != "" {
		row.OperatorID = &e.OperatorID
	}
	return row, err
}

// Issue stores a link in place of the open ones for the same mailbox.
func (s *Operators) Issue(ctx context.Context, i operator.Issue) error {
	row, err := rowOfEnrolment(i.Enrolment)
	if err != nil {
		return err
	}
	err = s.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		if err := s.mayIssue(ctx, tx, i.Enrolment); err != nil {
			return err
		}
		if err := withdrawOpen(ctx, tx, i.Enrolment.Email, i.Now); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM enrolments WHERE id IN (SELECT id FROM enrolments WHERE expires_at <= ? ?)",
			ms(i.Now.Add(-operator.EnrolmentKept)), s.db.locking("FOR UPDATE SKIP LOCKED")); err != nil {
			return err
		}
		if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
			return err
		}
		if i.Reset {
			if err := void(ctx, tx, i.Enrolment); err != nil {
				return err
			}
			if err := withdrawIssued(ctx, tx, i.Enrolment.Email, i.Now); err != nil {
				return err
			}
		}
		return record(ctx, tx, i.Act, i.Now)
	})
	if taken(err) { // two links for one mailbox at the same moment
		return fault.Wrap(fault.Conflict, "fault.operator.changed", err)
	}
	return err
}

// mayIssue refuses a link that nobody could use.
func (s *Operators) mayIssue(ctx context.Context, tx bun.IDB, e operator.Enrolment) error {
	if e.Kind == operator.Invitation {
		box, err := mailbox(e.Email)
		if err != nil {
			return err
		}
		_, err = selectOperator(ctx, tx, "mailbox = ?", box)
		switch {
		case err == nil:
			return fault.New(fault.Conflict, "fault.operator.exists")
		case fault.Is(err, fault.NotFound):
			return nil
		}
		return err
	}
	o, err := s.lock(ctx, tx, e.OperatorID)
	switch {
	case err != nil:
		return err
	case o.Disabled():
		return fault.New(fault.Conflict, "fault.operator.disabled")
	case e.Kind == operator.NewFactor && o.PasswordHash.Empty(), e.Kind == operator.NewPassword && o.Factor == nil:
		return fault.New(fault.Conflict, "fault.operator.incomplete")
	}
	return nil
}

// lock returns an operator whose row stays locked until the transaction ends. It
// comes before any link is locked, everywhere, so that no two transactions wait
// for each other.
func (s *Operators) lock(ctx context.Context, tx bun.IDB, operatorID string) (operator.Operator, error) {
	var row operatorRow
	if err := tx.NewRaw("SELECT * FROM operators WHERE id = ? ?", operatorID, s.db.locking("FOR UPDATE")).Scan(ctx, &row); err != nil {
		return operator.Operator{}, found(err, unknownOperator)
	}
	return row.operator(), nil
}

// void takes away what a link is to replace, and whoever is signed in by it.
func void(ctx context.Context, tx bun.IDB, e operator.Enrolment) error {
	if e.Kind == operator.NewPassword {
		if _, err := tx.ExecContext(ctx, "UPDATE operators SET password_hash = '' WHERE id = ?", e.OperatorID); err != nil {
			return err
		}
	} else {
		if _, err := tx.ExecContext(ctx, "UPDATE operators SET factor = NULL WHERE id = ?", e.OperatorID); err != nil {
			return err
		}
		if err := replaceRecovery(ctx, tx, e.OperatorID, nil); err != nil {
			return err
		}
	}
	return endSignIns(ctx, tx, e.OperatorID, "")
}

func withdrawOpen(ctx context.Context, tx bun.IDB, email string, now time.Time) error {
	box, err := mailbox(email)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "UPDATE enrolments SET withdrawn_at = ? WHERE mailbox = ? AND used_at = 0 AND withdrawn_at = 0", ms(now), box)
	return err
}

// withdrawIssued ends the open links that an operator has issued: who loses power,
// or may have lost control of the account, leaves no way in behind.
func withdrawIssued(ctx context.Context, tx bun.IDB, email string, now time.Time) error {
	_, err := tx.ExecContext(ctx, "UPDATE enrolments SET withdrawn_at = ? WHERE issued_by = ? AND used_at = 0 AND withdrawn_at = 0", ms(now), email)
	return err
}

const unknownEnrolment = "fault.enrolment.unknown"

// Enrolment returns the link whose token has this hash; fault.NotFound.
func (s *Operators) Enrolment(ctx context.Context, tokenHash []byte) (operator.Enrolment, error) {
	var row enrolmentRow
	if err := s.db.read.NewSelect().Model(&row).Where("token_hash = ?", tokenHash).Scan(ctx); err != nil {
		return operator.Enrolment{}, found(err, unknownEnrolment)
	}
	return row.enrolment(), nil
}

// OpenEnrolments returns the links that can still be used, the newest first.
func (s *Operators) OpenEnrolments(ctx context.Context, now time.Time) ([]operator.Enrolment, error) {
	var rows []enrolmentRow
	err := s.db.read.NewSelect().Model(&rows).Where("used_at = 0 AND withdrawn_at = 0 AND expires_at > ?", ms(now)).Order("id DESC").Scan(ctx)
	if err != nil {
		return nil, err
	}
	all := make([]operator.Enrolment, len(rows))
	for i, row := range rows {
		all[i] = row.enrolment()
	}
	return all, nil
}

// Withdraw ends an open link.
func (s *Operators) Withdraw(ctx context.Context, id string, act audit.Act, now time.Time) error {
	return s.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		var email, role string
		err := tx.NewRaw("UPDATE enrolments SET withdrawn_at = ? WHERE id = ? AND used_at = 0 AND withdrawn_at = 0 RETURNING email, role",
			ms(now), id).Scan(ctx, &email, &role)
		if err != nil {
			return found(err, unknownEnrolment)
		}
		act.Subject, act.Details = email, map[string]string{"role": role}
		return record(ctx, tx, act, now)
	})
}

// Complete uses a link up.
func (s *Operators) Complete(ctx context.Context, c operator.Completion) error {
	err := s.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		if c.Enrolment.Kind != operator.Invitation {
			if _, err := s.lock(ctx, tx, c.Operator.ID); err != nil {
				return err
			}
		}
		if err := use(ctx, tx, c); err != nil {
			return err
		}
		if err := setUp(ctx, tx, c); err != nil {
			return err
		}
		if c.Recovery != nil {
			if err := replaceRecovery(ctx, tx, c.Operator.ID, c.Recovery); err != nil {
				return err
			}
		}
		if err := endSignIns(ctx, tx, c.Operator.ID, ""); err != nil {
			return err
		}
		if err := insertSignIn(ctx, tx, c.SignIn); err != nil {
			return err
		}
		return recordAll(ctx, tx, c.Acts, c.Now)
	})
	if taken(err) {
		return fault.Wrap(fault.Conflict, "fault.operator.exists", err)
	}
	return err
}

// use takes the link. Of two requests with one link, the second changes no row.
func use(ctx context.Context, tx bun.IDB, c operator.Completion) error {
	used, err := affected(tx.ExecContext(ctx, `UPDATE enrolments SET used_at = ?
		WHERE id = ? AND used_at = 0 AND withdrawn_at = 0 AND expires_at > ?`, ms(c.Now), c.Enrolment.ID, ms(c.Now)))
	if err == nil && used != 1 {
		err = fault.New(fault.Expired, "fault.enrolment.used")
	}
	return err
}

// setUp makes the account, or changes the one the caller saw in what the link is
// for and in nothing else.
func setUp(ctx context.Context, tx bun.IDB, c operator.Completion) error {
	row, err := rowOfOperator(c.Operator)
	if err != nil {
		return err
	}
	kind := c.Enrolment.Kind
	if kind == operator.Invitation {
		_, err := tx.NewInsert().Model(row).Exec(ctx)
		return err
	}
	if kind == operator.NewPassword {
		if err := useUp(ctx, tx, c.Before, c.Proof); err != nil {
			return err
		}
	}
	columns := []string{"signed_in_at"}
	if kind.SetsPassword() {
		columns = append(columns, "password_hash")
	}
	if kind.SetsFactor() {
		columns = append(columns, "factor", "factor_step")
	}
	return still(tx.NewUpdate().Model(row).Column(columns...).WherePK().
		Where("password_hash = ?", c.Before.PasswordHash.Reveal()).Where("disabled_at = 0").Exec(ctx))
}
