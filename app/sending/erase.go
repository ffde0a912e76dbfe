package sending

import (
	"context"
	"errors"
	"slices"

	"emailcampaigns/app/fault"
)

var errUnreadable = errors.New("sealed fields do not hold what was sealed")

// Abandon is "Cancel and erase", and "Finish and erase" after an uncertain send.
// A session that has ended stays as it is. Errors: fault.Conflict while the
// message is being handed to Gmail.
func (f *Flow) Abandon(ctx context.Context, s Session) (Session, error) {
	deliveries, err := f.Store.Deliveries(ctx, s.ID)
	if err != nil {
		return s, err
	}
	if UnderWay(deliveries) {
		return s, conflict()
	}
	return f.end(ctx, s, exit(Cancelled, s, deliveries))
}

// exit is Finished once anything may have been sent.
func exit(otherwise State, s Session, deliveries []Delivery) State {
	if s.State == Confirmed || slices.ContainsFunc(deliveries, func(d Delivery) bool { return d.State == Accepted || d.State == Uncertain }) {
		return Finished
	}
	return otherwise
}

// Expire ends a session whose time is over.
func (f *Flow) Expire(ctx context.Context, s Session) (Session, error) {
	deliveries, err := f.Store.Deliveries(ctx, s.ID)
	if err != nil {
		return s, err
	}
	return f.end(ctx, s, exit(Expired, s, deliveries))
}

// end erases what was typed, then revokes and deletes the tokens.
func (f *Flow) end(ctx context.Context, s Session, exit State) (Session, error) {
	if !s.State.Ended() {
		s.End(exit, f.Now())
		if err := f.save(ctx, &s); err != nil {
			return s, err
		}
	}
	return f.dropTokens(ctx, s)
}

// dropTokens revokes at Google, then deletes (promise 6), whatever Google says.
// Tokens that no longer open are deleted as well.
func (f *Flow) dropTokens(ctx context.Context, s Session) (Session, error) {
	if !s.HoldsTokens() {
		return s, nil
	}
	ctx = context.WithoutCancel(ctx) // a closed tab must not leave a token behind
	f.pause("revoke")
	grant, err := f.grant(s)
	if err != nil {
		f.alert(ctx, AlertTokens, s) // they are deleted unrevoked
	}
	revoked := f.revoke(ctx, s, grant)
	f.pause("erase")
	s.Drop(revoked, f.Now())
	err = f.save(ctx, &s)
	if fault.Is(err, fault.Conflict) {
		// Another request or the sweep is erasing the same session.
		return s, nil
	}
	return s, err
}
