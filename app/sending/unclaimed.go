package sending

import (
	"context"
	"errors"
	"slices"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
)

// unclaimed follows a claim the store refused. Nothing was sent.
func (f *Flow) unclaimed(ctx context.Context, s Session, send dispatch, refusal error) (Session, error) {
	var held *HeldError
	var taken *TakenError
	var full *FullError
	var withdrawn *WithdrawnError
	switch {
	case errors.As(refusal, &held) && send.press.Again:
		return s, refusal // what an earlier press led to is still the question
	case errors.As(refusal, &held):
		return f.giveUp(ctx, s, send, Outcome{Reason: held.Reason, RetryAt: held.Until})
	case errors.As(refusal, &taken):
		return f.taken(ctx, s, send, taken)
	case errors.As(refusal, &full):
		return f.full(ctx, s, send, full)
	case errors.As(refusal, &withdrawn) && send.target.Individual() && send.target.Waits():
		return f.giveUp(ctx, s, send, Outcome{Reason: Withdrawn})
	}
	return s, refusal
}

// taken tells the sender that a message exists already, but only after Gmail
// said that the connected account is the address: otherwise anyone could type an
// address and learn whether its owner took part.
func (f *Flow) taken(ctx context.Context, s Session, send dispatch, taken *TakenError) (Session, error) {
	grant, err := f.grant(s)
	if err != nil {
		return s, err
	}
	sender, err := f.Sender(s)
	if err != nil {
		return s, err
	}
	owns, err := f.Mailer.Owns(ctx, grant.Access, sender.Address)
	switch {
	case fault.Is(err, fault.SignIn): // another session of theirs ended the grant
		return f.giveUp(ctx, s, send, Outcome{Reason: Unauthorized})
	case err != nil:
		return s, err
	case !owns:
		return f.giveUp(ctx, s, send, Outcome{Reason: OtherAccount})
	case taken.Uncertain:
		return f.giveUp(ctx, s, send, Outcome{Reason: MaybeSent})
	}
	return f.giveUp(ctx, s, send, Outcome{Reason: AlreadySent})
}

// full offers others in the place of a recipient who has got as many messages as
// the campaign allows. They are read and confirmed anew (promise 3). When there is
// nobody else the other messages go on, or the sender may come back when there is
// room.
func (f *Flow) full(ctx context.Context, s Session, send dispatch, full *FullError) (Session, error) {
	if send.target.Individual() && send.target.Waits() {
		other, found, err := f.another(ctx, s, send)
		if err != nil {
			return s, err
		}
		if found {
			return f.replace(ctx, s, send, other)
		}
	}
	if send.target.Waits() && send.rest().Waiting > 0 || full.Until.IsZero() {
		return f.giveUp(ctx, s, send, Outcome{Reason: Full})
	}
	return f.giveUp(ctx, s, send, Outcome{Reason: FullForNow, RetryAt: full.Until})
}

// another returns a recipient the session does not write to, chosen as the
// campaign chooses, and whether there is one.
func (f *Flow) another(ctx context.Context, s Session, send dispatch) (other campaign.Recipient, found bool, err error) {
	candidates, err := f.Candidates(ctx, send.revision)
	if err != nil {
		return other, false, err
	}
	sender, err := f.Sender(s)
	if err != nil {
		return other, false, err
	}
	selection := send.revision.Content.Selection
	candidates = slices.DeleteFunc(candidates, func(c campaign.Candidate) bool {
		return slices.ContainsFunc(send.parcels, func(p Parcel) bool { return p.Recipient == c.Key }) ||
			selection.Mode == campaign.Area && selection.AreaOf(c.Recipient) != sender.Area.Reveal()
	})
	one, err := campaign.Selection{Mode: campaign.Random, Count: 1}.Choose(candidates, campaign.Wish{}, draw())
	switch {
	case fault.Is(err, fault.Invalid): // everybody is full
		return other, false, nil
	case err != nil:
		return other, false, err
	}
	return one[0], true, nil
}

// replace puts a recipient in the place of the target, and asks for a new
// confirmation.
func (f *Flow) replace(ctx context.Context, s Session, send dispatch, other campaign.Recipient) (Session, error) {
	var to []string
	for _, p := range send.parcels {
		switch {
		case p.ID == send.target.ID:
			to = append(to, other.Key)
		case p.Ready():
			to = append(to, p.Recipient)
		}
	}
	chosen, err := f.deliveries(s, to...)
	if err != nil {
		return s, err
	}
	s.Settle(Outcome{State: Rejected, Reason: Replaced}, send.rest(), f.Now())
	return s, f.saveChoice(ctx, &s, chosen)
}

// giveUp records why a press led to no call of Gmail. What ends the target alone is
// recorded with it, and the others go on.
func (f *Flow) giveUp(ctx context.Context, s Session, send dispatch, o Outcome) (Session, error) {
	o.State = Rejected
	rest, now := send.rest(), f.Now()
	final := o.Reason.Course() == End || o.Reason == MaybeSent && len(send.parcels) > 1 && send.target.Waits()
	if final && o.Reason == MaybeSent {
		rest.Asking++
		s.proceed(rest, now)
	} else {
		s.Settle(o, rest, now)
	}
	var err error
	if final {
		err = f.Store.Refuse(ctx, s, send.target.ID, o.Reason, now)
		s.Version++
	} else {
		err = f.save(ctx, &s)
	}
	if err != nil {
		return s, err
	}
	if s.State == Started || s.State.Ended() {
		return f.dropTokens(ctx, s)
	}
	return s, nil
}
