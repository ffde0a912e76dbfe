package sending

import (
	"context"
	"errors"

	"emailcampaigns/app/fault"
)

var errUnreadable = errors.New("sealed fields do not hold what was sealed")

// Abandon is "Cancel and erase", and "Finish and erase" after an uncertain send.
// A session that has ended stays as it is. Errors: fault.Conflict while the
// message is being handed to Gmail.
func (f *Flow) Abandon(ctx context.Context, s Session) (Session, error) {
	exit := Cancelled
	if s.State == Confirmed {
		d, err := f.Store.Delivery(ctx, s.ID)
		if err != nil {
			return s, err
		}
		if d.State == Sending {
			return s, conflict()
		}
		exit = Finished
	}
	return f.end(ctx, s, exit)
}

// Expire ends a session whose time is over.
func (f *Flow) Expire(ctx context.Context, s Session) (Session, error) {
	exit := Expired
	if s.State == Confirmed {
		exit = Finished
	}
	return f.end(ctx, s, exit)
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
