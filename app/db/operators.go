package db

import (
	"context"
	"database/sql"
	"time"

	"github.com/uptrace/bun"

	"emailcampaigns/app/address"
	"emailcampaigns/app/audit"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/operator"
	"emailcampaigns/app/secret"
)

// Operators keeps operators, their sign-ins and the links that set accounts up.
type Operators struct{ db *DB }

var _ operator.Store = (*Operators)(nil)

// NewOperators returns the operators in an open, migrated database.
func NewOperators(d *DB) *Operators { return &Operators{db: d} }

type operatorRow struct {
	bun.BaseModel `bun:"table:operators,alias:o"`

	ID           string `bun:"id,pk"`
	Email        string `bun:"email"`
	Mailbox      string `bun:"mailbox"`
	Name         string `bun:"name"`
	Role         string `bun:"role"`
	Language     string `bun:"language"`
	PasswordHash string `bun:"password_hash"`
	Factor       []byte `bun:"factor"`
	FactorStep   int64  `bun:"factor_step"`
	CreatedAt    int64  `bun:"created_at"`
	SignedInAt   int64  `bun:"signed_in_at"`
	DisabledAt   int64  `bun:"disabled_at"`
}

func (r operatorRow) operator() operator.Operator {
	return operator.Operator{
		ID: r.ID, Email: r.Email, Name: r.Name, Role: operator.Role(r.Role), Language: r.Language,
		PasswordHash: secret.New(r.PasswordHash), Factor: r.Factor, FactorStep: r.FactorStep,
		CreatedAt: at(r.CreatedAt), SignedInAt: at(r.SignedInAt), DisabledAt: at(r.DisabledAt),
	}
}

func rowOfOperator(o operator.Operator) (*operatorRow, error) {
	box, err := mailbox(o.Email)
	return &operatorRow{
		ID: o.ID, Email: o.Email, Mailbox: box, Name: o.Name, Role: string(o.Role), Language: o.Language,
		PasswordHash: o.PasswordHash.Reveal(), Factor: o.Factor, FactorStep: o.FactorStep,
		CreatedAt: ms(o.CreatedAt), SignedInAt: ms(o.SignedInAt), DisabledAt: ms(o.DisabledAt),
	}, err
}

func mailbox(email string) (string, error) {
	parsed, err := address.Parse(email)
	return parsed.Normal(), err
}

const unknownOperator = "fault.operator.unknown"

// still is one for an account that has moved on since the caller looked.
func still(result sql.Result, err error) error { return only(result, err, "fault.operator.changed") }

// Operator returns an operator by id; fault.NotFound.
func (s *Operators) Operator(ctx context.Context, id string) (operator.Operator, error) {
	return selectOperator(ctx, s.db.read, "id = ?", id)
}

// ByEmail returns the operator with this mailbox; fault.NotFound.
func (s *Operators) ByEmail(ctx context.Context, email address.Address) (operator.Operator, error) {
	return selectOperator(ctx, s.db.read, "mailbox = ?", email.Normal())
}

func selectOperator(ctx context.Context, db bun.IDB, where string, value any) (operator.Operator, error) {
	var row operatorRow
	if err := db.NewSelect().Model(&row).Where(where, value).Scan(ctx); err != nil {
		return operator.Operator{}, found(err, unknownOperator)
	}
	return row.operator(), nil
}

// Operators returns all operators by e-mail address.
func (s *Operators) Operators(ctx context.Context) ([]operator.Operator, error) {
	var rows []operatorRow
	if err := s.db.read.NewSelect().Model(&rows).Order("mailbox").Scan(ctx); err != nil {
		return nil, err
	}
	all := make([]operator.Operator, len(rows))
	for i, row := range rows {
		all[i] = row.operator()
	}
	return all, nil
}

// Recovery returns the hashes of an operator's unused recovery codes.
func (s *Operators) Recovery(ctx context.Context, operatorID string) ([][]byte, error) {
	var rows []struct {
		Hash []byte `bun:"hash"`
	}
	if err := s.db.read.NewRaw("SELECT hash FROM recovery_codes WHERE operator_id = ?", operatorID).Scan(ctx, &rows); err != nil {
		return nil, err
	}
	hashes := make([][]byte, len(rows))
	for i, row := range rows {
		hashes[i] = row.Hash
	}
	return hashes, nil
}

// SetRole gives a role and ends the operator's sign-ins.
func (s *Operators) SetRole(ctx context.Context, operatorID string, role operator.Role, act audit.Act, now time.Time) error {
	return s.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		before, last, err := s.lockAdmins(ctx, tx, operatorID)
		switch {
		case err != nil || before.Role == role:
			return err
		case last:
			return errLastAdmin()
		}
		if err := still(tx.ExecContext(ctx, "UPDATE operators SET role = ? WHERE id = ? AND role = ?", role, operatorID, before.Role)); err != nil {
			return err
		}
		if err := endSignIns(ctx, tx, operatorID, ""); err != nil {
			return err
		}
		if err := withdrawIssued(ctx, tx, before.Email, now); err != nil {
			return err
		}
		act.Subject, act.Details = before.Email, map[string]string{"from": string(before.Role), "to": string(role)}
		return record(ctx, tx, act, now)
	})
}

// Disable takes an account out of use, ends its sign-ins and withdraws its links.
func (s *Operators) Disable(ctx context.Context, operatorID string, act audit.Act, now time.Time) error {
	return s.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		before, last, err := s.lockAdmins(ctx, tx, operatorID)
		switch {
		case err != nil:
			return err
		case last:
			return errLastAdmin()
		}
		if err := still(tx.ExecContext(ctx, "UPDATE operators SET disabled_at = ? WHERE id = ? AND disabled_at = 0", ms(now), operatorID)); err != nil {
			return err
		}
		if err := endSignIns(ctx, tx, operatorID, ""); err != nil {
			return err
		}
		if err := withdrawOpen(ctx, tx, before.Email, now); err != nil {
			return err
		}
		if err := withdrawIssued(ctx, tx, before.Email, now); err != nil {
			return err
		}
		act.Subject = before.Email
		return record(ctx, tx, act, now)
	})
}

func errLastAdmin() error { return fault.New(fault.Conflict, "fault.operator.last_admin") }

// lockAdmins returns an operator whose power is about to be taken, and whether
// nobody else could manage operators then. The admins' rows stay locked until
// the transaction ends: of two that would take the last two admins away, the
// second finds only one.
func (s *Operators) lockAdmins(ctx context.Context, tx bun.IDB, operatorID string) (o operator.Operator, last bool, err error) {
	var admins []string
	err = tx.NewRaw(`SELECT id FROM operators WHERE role = 'admin' AND disabled_at = 0 AND password_hash <> '' AND factor IS NOT NULL
		ORDER BY id ?`, s.db.locking("FOR UPDATE")).Scan(ctx, &admins)
	if err != nil {
		return operator.Operator{}, false, err
	}
	o, err = selectOperator(ctx, tx, "id = ?", operatorID)
	return o, len(admins) == 1 && admins[0] == operatorID, err
}

// Enable puts an account into use again.
func (s *Operators) Enable(ctx context.Context, operatorID string, act audit.Act, now time.Time) error {
	return s.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		o, err := selectOperator(ctx, tx, "id = ?", operatorID)
		if err != nil {
			return err
		}
		if err := still(tx.ExecContext(ctx, "UPDATE operators SET disabled_at = 0 WHERE id = ? AND disabled_at > 0", operatorID)); err != nil {
			return err
		}
		act.Subject = o.Email
		return record(ctx, tx, act, now)
	})
}

// SetLanguage changes the language of the operator's pages.
func (s *Operators) SetLanguage(ctx context.Context, operatorID, language string) error {
	return s.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		return still(tx.ExecContext(ctx, "UPDATE operators SET language = ? WHERE id = ?", language, operatorID))
	})
}

// ChangePassword replaces a password and ends the operator's other sign-ins.
func (s *Operators) ChangePassword(ctx context.Context, c operator.PasswordChange) error {
	return s.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		if err := still(tx.ExecContext(ctx, "UPDATE operators SET password_hash = ? WHERE id = ? AND password_hash = ? AND disabled_at = 0",
			c.Hash.Reveal(), c.Operator.ID, c.Operator.PasswordHash.Reveal())); err != nil {
			return err
		}
		if err := endSignIns(ctx, tx, c.Operator.ID, c.Keep); err != nil {
			return err
		}
		if err := withdrawIssued(ctx, tx, c.Operator.Email, c.Now); err != nil {
			return err
		}
		return record(ctx, tx, c.Act, c.Now)
	})
}

// RenewRecovery replaces the recovery codes of an operator.
func (s *Operators) RenewRecovery(ctx context.Context, r operator.RecoveryRenewal) error {
	return s.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		if err := useUp(ctx, tx, r.Operator, r.Proof); err != nil {
			return err
		}
		if err := replaceRecovery(ctx, tx, r.Operator.ID, r.Hashes); err != nil {
			return err
		}
		return recordAll(ctx, tx, r.Acts, r.Now)
	})
}

// useUp takes a code of the operator as the caller saw the account. Of two
// requests with one code, the second changes no row.
func useUp(ctx context.Context, tx bun.IDB, o operator.Operator, p operator.Proof) error {
	if p.Recovery == nil {
		return still(tx.ExecContext(ctx, `UPDATE operators SET factor_step = ?
			WHERE id = ? AND factor_step < ? AND factor = ? AND password_hash = ? AND disabled_at = 0`,
			p.Step, o.ID, p.Step, o.Factor, o.PasswordHash.Reveal()))
	}
	if err := still(tx.ExecContext(ctx, `UPDATE operators SET factor_step = factor_step
		WHERE id = ? AND factor = ? AND password_hash = ? AND disabled_at = 0`, o.ID, o.Factor, o.PasswordHash.Reveal())); err != nil {
		return err
	}
	return still(tx.ExecContext(ctx, "DELETE FROM recovery_codes WHERE operator_id = ? AND hash = ?", o.ID, p.Recovery))
}

func replaceRecovery(ctx context.Context, tx bun.IDB, operatorID string, hashes [][]byte) error {
	if _, err := tx.ExecContext(ctx, "DELETE FROM recovery_codes WHERE operator_id = ?", operatorID); err != nil {
		return err
	}
	for _, hash := range hashes {
		if _, err := tx.ExecContext(ctx, "INSERT INTO recovery_codes (operator_id, hash) VALUES (?, ?)", operatorID, hash); err != nil {
			return err
		}
	}
	return nil
}

func recordAll(ctx context.Context, tx bun.IDB, acts []audit.Act, now time.Time) error {
	for _, act := range acts {
		if err := record(ctx, tx, act, now); err != nil {
			return err
		}
	}
	return nil
}

// Reseal replaces a sealed factor by the same, sealed anew. One that was changed
// meanwhile is new anyway.
func (s *Operators) Reseal(ctx context.Context, operatorID string, before, after []byte) error {
	return s.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		_, err := tx.ExecContext(ctx, "UPDATE operators SET factor = ? WHERE id = ? AND factor = ?", after, operatorID, before)
		return err
	})
}
