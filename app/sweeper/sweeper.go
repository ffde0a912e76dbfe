// Package sweeper is the only background job: it closes campaigns and ends
// sessions whose time is over, turns sends that a crash interrupted into uncertain ones, finishes
// erasures that were interrupted, and deletes what is kept no longer (promises
// 6 and 7). It never sends anything. Every step may be repeated or run by
// several instances at once.
package sweeper

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"emailcampaigns/app/fault"
	"emailcampaigns/app/insight"
	"emailcampaigns/app/sending"
)

// Every is the time between two sweeps.
const Every = time.Minute

const (
	batch      = 100 // sessions loaded at once
	concurrent = 8   // of them waiting for Google at once
)

// Sweeper deletes what is due. All fields are required.
type Sweeper struct {
	Flow  *sending.Flow
	Scrub func(context.Context) error                   // removes deleted bytes from the database's files
	Close func(context.Context, time.Time) (int, error) // closes the campaigns whose closing time has passed
	Note  func(context.Context, insight.Sweep) error    // keeps the last sweep for the operators
	Log   *slog.Logger
}

// Counts is what one sweep did.
type Counts struct {
	Orphaned  int // deliveries that became uncertain
	Erased    int // sessions ended or whose erasure was finished
	Failed    int // sessions to be tried again by the next sweep
	Forgotten int // rows of ended sessions deleted
	Hashes    int // sender hashes deleted
	Closed    int // campaigns closed by their schedule
}

// LogValue lists the counts.
func (c Counts) LogValue() slog.Value {
	return slog.GroupValue(slog.Int("orphaned", c.Orphaned), slog.Int("erased", c.Erased), slog.Int("failed", c.Failed),
		slog.Int("forgotten", c.Forgotten), slog.Int("hashes", c.Hashes), slog.Int("closed", c.Closed))
}

// Run sweeps at once and then once a minute until ctx ends. The sweep under way
// is finished first.
func (s Sweeper) Run(ctx context.Context) {
	ticker := time.NewTicker(Every)
	defer ticker.Stop()
	for {
		if _, err := s.Sweep(context.WithoutCancel(ctx)); err != nil {
			s.Log.ErrorContext(ctx, "sweep failed", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// Sweep does everything that is due now. It goes on after an error as far as it
// can and returns the first.
func (s Sweeper) Sweep(ctx context.Context) (Counts, error) {
	var counts Counts
	var first error
	note := func(err error) {
		if first == nil {
			first = err
		}
	}
	now := s.Flow.Now()
	orphaned, err := s.Flow.Store.MarkOrphans(ctx, now)
	counts.Orphaned = orphaned
	note(err)
	counts.Closed, err = s.Close(ctx, now)
	note(err)
	note(s.erase(ctx, now, &counts))
	counts.Forgotten, counts.Hashes, err = s.Flow.Store.Forget(ctx, now.Add(-sending.TombstoneKept), now)
	note(err)
	if counts != (Counts{}) {
		note(s.Scrub(ctx))
		s.Log.InfoContext(ctx, "swept", "counts", counts)
	}
	note(s.Note(ctx, insight.Sweep{At: now, Erased: counts.Erased, Failed: counts.Failed}))
	return counts, first
}

// erase ends and erases in batches, until none is due or one failed.
func (s Sweeper) erase(ctx context.Context, now time.Time, counts *Counts) error {
	for {
		due, err := s.Flow.Store.Due(ctx, now, batch)
		if err != nil {
			return err
		}
		var erased, failed atomic.Int64
		free := make(chan struct{}, concurrent)
		var wait sync.WaitGroup
		for _, session := range due {
			free <- struct{}{}
			wait.Go(func() {
				defer func() { <-free }()
				switch _, err := s.Flow.Expire(ctx, session); {
				case err == nil:
					erased.Add(1)
				case fault.Is(err, fault.Conflict): // another instance, or the sender, was there first
				default:
					failed.Add(1)
					s.Log.ErrorContext(ctx, "erasing a session failed", "session", session.ID, "err", err)
				}
			})
		}
		wait.Wait()
		counts.Erased += int(erased.Load())
		counts.Failed += int(failed.Load())
		if len(due) < batch || erased.Load() == 0 {
			return nil
		}
	}
}
