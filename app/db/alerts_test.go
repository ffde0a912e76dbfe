package db_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/db"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/insight"
	"emailcampaigns/app/sending"
)

func TestTheSwitchIsOnUntilItIsLifted(t *testing.T) {
	on(t, func(f *fixture) {
		stop := sending.Stop{Since: noon, By: "ana", Reasons: map[string]string{"en": "A complaint.", "sr-Cyrl": "Приговор."}}
		for range 2 {
			if err := f.sessions.ResumeSending(f.Context(), act(audit.SendingResumed), noon); !fault.Is(err, fault.Conflict) {
				f.Errorf("lifted while it is off: %v", err)
			}
			f.must(f.sessions.StopSending(f.Context(), stop, act(audit.SendingStopped)))
			got, err := f.sessions.Stop(f.Context())
			if diff := cmp.Diff(stop, got); err != nil || diff != "" {
				f.Errorf("%v\n%s", err, diff)
			}
			if err := f.sessions.StopSending(f.Context(), sending.Stop{Since: noon, By: "bob"}, act(audit.SendingStopped)); !fault.Is(err, fault.Conflict) {
				f.Errorf("stopped twice: %v", err)
			}
			var held *sending.HeldError
			if _, err := f.sessions.Claim(f.Context(), claimOf(f.started(), "hash")); !errors.As(err, &held) || held.Reason != sending.Stopped {
				f.Errorf("claimed: %v", err)
			}
			test := f.started()
			test.TestOf = "ana"
			if _, err := f.sessions.Claim(f.Context(), claimOf(test, "hash")); !errors.As(err, &held) {
				f.Errorf("a test was claimed: %v", err)
			}
			f.must(f.sessions.ResumeSending(f.Context(), act(audit.SendingResumed), noon))
		}
		f.claimed(claimOf(f.started(), "hash"))
		acts, err := db.Acts(f.Context(), f.db)
		f.must(err)
		want := []string{"sending.stop open-data", "sending.resume open-data", "sending.stop open-data", "sending.resume open-data"}
		if got := acts[len(acts)-4:]; !slices.Equal(got, want) {
			f.Errorf("noted: %v", got)
		}
	})
}

// holding carries do out and keeps its transaction open until the test calls
// release.
func (f *fixture) holding(do func(ctx context.Context, tx bun.IDB) error) (release func()) {
	f.Helper()
	held, free, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		done <- db.Update(f.Context(), f.db, func(ctx context.Context, tx bun.IDB) error {
			err := do(ctx, tx)
			close(held)
			<-free
			return err
		})
	}()
	<-held
	return func() {
		f.Helper()
		close(free)
		f.must(<-done)
	}
}

// locking is a query that locks the campaigns, where rows are locked.
func locking(tx bun.IDB, strength string) string {
	if tx.Dialect().Name() == dialect.PG {
		return "SELECT id FROM campaigns FOR " + strength
	}
	return "SELECT id FROM campaigns"
}

func TestAStopIsAnsweredOnlyWhenNoClaimIsUnderWay(t *testing.T) {
	on(t, func(f *fixture) {
		// A claim has read the switch, and is not committed.
		release := f.holding(func(ctx context.Context, tx bun.IDB) error {
			_, err := tx.ExecContext(ctx, locking(tx, "SHARE"))
			return err
		})
		answered := make(chan error, 1)
		go func() {
			answered <- f.sessions.StopSending(f.Context(), sending.Stop{Since: noon, By: "ana"}, act(audit.SendingStopped))
		}()
		select {
		case err := <-answered:
			f.Errorf("answered while a claim is under way: %v", err)
		case <-time.After(200 * time.Millisecond):
		}
		release()
		f.must(<-answered)
		f.must(f.sessions.ResumeSending(f.Context(), act(audit.SendingResumed), noon))

		// A stop is under way, and not committed: a claim waits, and is refused.
		claim := claimOf(f.started(), "hash")
		release = f.holding(func(ctx context.Context, tx bun.IDB) error {
			if _, err := tx.ExecContext(ctx, "INSERT INTO stops (id, since, stopped_by, reasons) VALUES (1, 1, 'ana', '{}')"); err != nil {
				return err
			}
			_, err := tx.ExecContext(ctx, locking(tx, "UPDATE"))
			return err
		})
		go func() {
			_, err := f.sessions.Claim(f.Context(), claim)
			answered <- err
		}()
		time.Sleep(200 * time.Millisecond)
		release()
		var held *sending.HeldError
		if err := <-answered; !errors.As(err, &held) {
			f.Errorf("claimed while a stop was under way: %v", err)
		}
	})
}

func TestAnAlertIsOneUntilItIsSettled(t *testing.T) {
	on(t, func(f *fixture) {
		raise := func(kind sending.AlertKind, subject string, at time.Time) {
			f.Helper()
			f.must(f.sessions.Alert(f.Context(), sending.Alert{Kind: kind, Subject: subject}, at))
		}
		raise(sending.AlertTokens, "open-data", noon)
		raise(sending.AlertTokens, "open-data", noon.Add(time.Minute))
		raise(sending.AlertTokens, "trains", noon)
		raise(sending.AlertBadMessage, "open-data", noon.Add(time.Second))
		numbers := db.NewOverview(f.db)
		open := func() []insight.Alert {
			f.Helper()
			v, err := numbers.Overview(f.Context(), noon)
			f.must(err)
			return v.Alerts
		}
		alerts := open()
		if len(alerts) != 3 || alerts[0].Kind != sending.AlertTokens || alerts[0].Subject != "open-data" || alerts[0].Times != 2 ||
			!alerts[0].FirstAt.Equal(noon) || !alerts[0].LastAt.Equal(noon.Add(time.Minute)) {
			f.Fatalf("open: %+v", alerts)
		}
		f.must(f.sessions.SettleAlert(f.Context(), alerts[0].ID, act(audit.AlertSettled), noon))
		if err := f.sessions.SettleAlert(f.Context(), alerts[0].ID, act(audit.AlertSettled), noon); !fault.Is(err, fault.NotFound) {
			f.Errorf("settled twice: %v", err)
		}
		if left := open(); len(left) != 2 {
			f.Errorf("open: %+v", left)
		}
		raise(sending.AlertTokens, "open-data", noon.Add(time.Hour)) // and met again
		if again := open(); len(again) != 3 || again[0].Times != 1 || again[0].ID == alerts[0].ID {
			f.Errorf("open: %+v", again)
		}
	})
}
