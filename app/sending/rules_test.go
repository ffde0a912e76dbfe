package sending

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"emailcampaigns/app/fault"
)

var (
	began  = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	period = time.Hour
)

// inState returns a session as it is while in a state.
func inState(state State) Session {
	s := Session{ID: "s", State: Started, StartedAt: began, Version: 1}
	s.Sealed = Sealed{Name: []byte("n"), Address: []byte("a"), Fields: []byte("f")}
	s.touch(began, period)
	must := func(err error) {
		if err != nil {
			panic(err)
		}
	}
	if state == Started {
		return s
	}
	must(s.Connect([]byte("state"), []byte("verifier"), began))
	if state == Connecting {
		return s
	}
	must(s.TakeState(began))
	s.Hold([]byte("access"), []byte("refresh"), began.Add(time.Hour), []byte("rotated"), began)
	if state == Connected {
		return s
	}
	must(s.Confirm(false, began))
	if state == Confirmed {
		return s
	}
	s.End(state, began)
	s.Drop(began, began)
	return s
}

func TestTransitionsOutOfOrderAreRefused(t *testing.T) {
	const ok = fault.Kind(-1)
	soon, late := began.Add(time.Minute), began.Add(period)
	tests := []struct {
		name string
		at   time.Time
		do   func(*Session, time.Time) error
		want map[State]fault.Kind
	}{
		{
			"connect", soon,
			func(s *Session, now time.Time) error { return s.Connect([]byte("h"), []byte("v"), now) },
			map[State]fault.Kind{
				Started: ok, Connecting: ok, Connected: ok, Confirmed: fault.Conflict,
				Finished: fault.Expired, Cancelled: fault.Expired, Expired: fault.Expired,
			},
		},
		{
			"take the state", soon,
			func(s *Session, now time.Time) error { return s.TakeState(now) },
			map[State]fault.Kind{
				Started: fault.Conflict, Connecting: ok, Connected: fault.Conflict, Confirmed: fault.Conflict,
				Finished: fault.Expired, Cancelled: fault.Expired, Expired: fault.Expired,
			},
		},
		{
			"confirm", soon,
			func(s *Session, now time.Time) error { return s.Confirm(false, now) },
			map[State]fault.Kind{
				Started: fault.Conflict, Connecting: fault.Conflict, Connected: ok, Confirmed: fault.Conflict,
				Finished: fault.Expired, Cancelled: fault.Expired, Expired: fault.Expired,
			},
		},
		{
			"confirm again", soon,
			func(s *Session, now time.Time) error { return s.Confirm(true, now) },
			map[State]fault.Kind{
				Started: fault.Conflict, Connecting: fault.Conflict, Connected: ok, Confirmed: ok,
				Finished: fault.Expired, Cancelled: fault.Expired, Expired: fault.Expired,
			},
		},
		{
			"connect after the period", late,
			func(s *Session, now time.Time) error { return s.Connect([]byte("h"), []byte("v"), now) },
			map[State]fault.Kind{
				Started: fault.Expired, Connecting: fault.Expired, Connected: fault.Expired, Confirmed: fault.Expired,
			},
		},
		{
			"confirm after the period", late,
			func(s *Session, now time.Time) error { return s.Confirm(true, now) },
			map[State]fault.Kind{
				Started: fault.Expired, Connecting: fault.Expired, Connected: fault.Expired, Confirmed: fault.Expired,
			},
		},
	}
	for _, test := range tests {
		for state, want := range test.want {
			t.Run(test.name+" when "+string(state), func(t *testing.T) {
				s := inState(state)
				before := s
				err := test.do(&s, test.at)
				switch {
				case want == ok && err != nil:
					t.Fatalf("refused: %v", err)
				case want != ok && !fault.Is(err, want):
					t.Fatalf("got %v, want a fault of kind %v", err, want)
				case want != ok && !cmp.Equal(before, s):
					t.Errorf("a refused transition changed the session: %s", cmp.Diff(before, s))
				}
			})
		}
	}
}

func TestAStateIsTakenOnce(t *testing.T) {
	s := inState(Connecting)
	if err := s.TakeState(began); err != nil {
		t.Fatal(err)
	}
	if err := s.TakeState(began); !fault.Is(err, fault.Conflict) {
		t.Errorf("taken twice: %v", err)
	}
}

func TestEveryOutcomeLeadsToItsState(t *testing.T) {
	tests := []struct {
		outcome Outcome
		want    State
	}{
		{Outcome{State: Accepted}, Finished},
		{Outcome{State: Rejected, Reason: BadMessage}, Finished},
		{Outcome{State: Rejected, Reason: Refused}, Finished},
		{Outcome{State: Rejected, Reason: AlreadySent}, Finished},
		{Outcome{State: Rejected, Reason: NoMailbox}, Started},
		{Outcome{State: Rejected, Reason: Unauthorized}, Started},
		{Outcome{State: Rejected, Reason: NoScope}, Started},
		{Outcome{State: Rejected, Reason: OtherAccount}, Started},
		{Outcome{State: Rejected, Reason: DomainPolicy}, Started},
		{Outcome{State: Rejected, Reason: RateLimited}, Connected},
		{Outcome{State: Rejected, Reason: DailyLimit}, Connected},
		{Outcome{State: Rejected, Reason: Unreachable}, Connected},
		{Outcome{State: Rejected, Reason: MaybeSent}, Connected},
		{Outcome{State: Uncertain, Reason: ServerFailure}, Confirmed},
		{Outcome{State: Uncertain, Reason: NoAnswer}, Confirmed},
		{Outcome{State: Uncertain, Reason: Interrupted}, Confirmed},
	}
	for _, test := range tests {
		t.Run(string(test.outcome.State)+" "+string(test.outcome.Reason), func(t *testing.T) {
			s := inState(Confirmed)
			s.Settle(test.outcome, Rest{}, began)
			if s.State != test.want {
				t.Errorf("got %s, want %s", s.State, test.want)
			}
			if s.Problem != test.outcome.Reason {
				t.Errorf("problem %q, want %q", s.Problem, test.outcome.Reason)
			}
			typed := s.Sealed.Name != nil || s.Sealed.Address != nil || s.Sealed.Fields != nil
			if typed == s.State.Ended() {
				t.Errorf("typed fields held: %v in state %s", typed, s.State)
			}
		})
	}
}

func TestEveryExitErasesWhatWasTyped(t *testing.T) {
	for _, exit := range []State{Finished, Cancelled, Expired} {
		s := inState(Connecting)
		s.End(exit, began)
		if !cmp.Equal(s.Sealed, Sealed{}) || s.StateHash != nil {
			t.Errorf("%s keeps %v", exit, s.Sealed)
		}
		if !s.State.Ended() || s.EndedAt != began {
			t.Errorf("%s has not ended", exit)
		}
	}
}

func TestTokensStayUntilTheyAreDropped(t *testing.T) {
	s := inState(Connected)
	s.End(Cancelled, began)
	if !s.HoldsTokens() {
		t.Fatal("the tokens went before Google was asked to revoke them")
	}
	s.Drop(time.Time{}, began)
	if s.HoldsTokens() || !s.RevokedAt.IsZero() || s.ErasedAt != began {
		t.Errorf("after the drop: %+v", s)
	}
}
