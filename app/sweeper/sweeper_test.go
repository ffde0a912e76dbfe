package sweeper

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"emailcampaigns/app/fault"
	"emailcampaigns/app/insight"
	"emailcampaigns/app/secret"
	"emailcampaigns/app/sending"
)

var errBroken = errors.New("broken")

// store is a sending.Store of sessions that are due. What a sweep does not use
// is left out and would panic.
type store struct {
	sending.Store
	mu     sync.Mutex
	due    map[string]sending.Session
	broken map[string]error // by session: what saving it answers
	sweeps int
	last   insight.Sweep
}

func newStore(n int) *store {
	s := &store{due: map[string]sending.Session{}, broken: map[string]error{}}
	for i := range n {
		id := fmt.Sprintf("%03d", i)
		s.due[id] = sending.Session{
			ID: id, State: sending.Connected, Version: 1,
			Sealed: sending.Sealed{Name: []byte("n"), Address: []byte("a"), Fields: []byte("f"), Access: []byte("t")},
		}
	}
	return s
}

func (s *store) MarkOrphans(context.Context, time.Time) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sweeps++
	return 0, nil
}

func (s *store) note(_ context.Context, last insight.Sweep) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last = last
	return nil
}

func (s *store) swept() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sweeps
}

func (s *store) Due(_ context.Context, _ time.Time, limit int) ([]sending.Session, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var due []sending.Session
	for _, session := range s.due {
		due = append(due, session)
	}
	slices.SortFunc(due, func(a, b sending.Session) int { return slices.Compare([]byte(a.ID), []byte(b.ID)) })
	return due[:min(limit, len(due))], nil
}

func (s *store) SaveSession(_ context.Context, session sending.Session) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.broken[session.ID]; err != nil {
		return err
	}
	session.Version++
	s.due[session.ID] = session
	if session.State.Ended() && !session.HoldsTokens() {
		delete(s.due, session.ID)
	}
	return nil
}

func (s *store) Deliveries(context.Context, string) ([]sending.Delivery, error) { return nil, nil }

func (s *store) Forget(context.Context, time.Time, time.Time) (int, int, error) { return 2, 3, nil }

// parts are a vault that does not seal and a Google that counts.
type parts struct {
	mu      sync.Mutex
	revoked int
	failing bool
}

func (p *parts) Seal(plain secret.Text, _ string) ([]byte, error) { return []byte(plain.Reveal()), nil }

func (p *parts) Open(sealed []byte, _ string) (secret.Text, error) {
	return secret.New(string(sealed)), nil
}

func (p *parts) AuthorizationURL(string, secret.Text, secret.Text) secret.Text { panic("not asked") }

func (p *parts) Exchange(context.Context, secret.Text, secret.Text) (sending.Grant, error) {
	panic("not asked")
}

func (p *parts) Revoke(context.Context, secret.Text) error {
	time.Sleep(time.Second) // Google takes its time
	p.mu.Lock()
	defer p.mu.Unlock()
	p.revoked++
	if p.failing {
		return errBroken
	}
	return nil
}

func sweeper(s *store, p *parts) Sweeper {
	log := slog.New(slog.DiscardHandler)
	return Sweeper{
		Flow:  &sending.Flow{Store: s, Vault: p, Google: p, Now: time.Now, Log: log},
		Scrub: func(context.Context) error { return nil }, Log: log,
		Close: func(context.Context, time.Time) (int, error) { return 0, nil },
		Note:  s.note,
	}
}

func TestASweepErasesEverySessionThatIsDue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, p := newStore(250), &parts{}
		began := time.Now()
		counts, err := sweeper(s, p).Sweep(t.Context())
		if want := (Counts{Erased: 250, Forgotten: 2, Hashes: 3}); err != nil || counts != want {
			t.Errorf("got %+v, %v; want %+v", counts, err, want)
		}
		if s.last.Erased != 250 || s.last.At.IsZero() {
			t.Errorf("noted %+v", s.last)
		}
		if len(s.due) != 0 || p.revoked != 250 {
			t.Errorf("%d left, %d revoked", len(s.due), p.revoked)
		}
		if took := time.Since(began); took > 250*time.Second/concurrent+10*time.Second {
			t.Errorf("one after the other: %v", took)
		}
	})
}

func TestASessionThatCannotBeErasedDoesNotStopTheOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, p := newStore(150), &parts{}
		s.broken["007"] = errBroken
		s.broken["008"] = fault.New(fault.Conflict, "fault.session.conflict")
		counts, err := sweeper(s, p).Sweep(t.Context())
		if err != nil || counts.Erased != 148 || counts.Failed == 0 {
			t.Errorf("got %+v, %v", counts, err)
		}
		if len(s.due) != 2 {
			t.Errorf("%d left", len(s.due))
		}
	})
}

func TestTokensGoEvenIfGoogleDoesNotConfirm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, p := newStore(3), &parts{failing: true}
		if counts, err := sweeper(s, p).Sweep(t.Context()); err != nil || counts.Erased != 3 || len(s.due) != 0 {
			t.Errorf("got %+v, %v; %d left", counts, err, len(s.due))
		}
	})
}

func TestItSweepsAtTheStartAndOnceAMinuteUntilItIsStopped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStore(0)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { sweeper(s, &parts{}).Run(ctx); close(done) }()
		synctest.Wait()
		if n := s.swept(); n != 1 {
			t.Errorf("%d sweeps at the start", n)
		}
		time.Sleep(5*Every + time.Second)
		synctest.Wait()
		if n := s.swept(); n != 6 {
			t.Errorf("%d sweeps after five minutes", n)
		}
		cancel()
		<-done
		time.Sleep(5 * Every)
		if n := s.swept(); n != 6 {
			t.Errorf("%d sweeps after it was stopped", n)
		}
	})
}
