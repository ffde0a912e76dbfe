package sending

import (
	"context"
	"crypto/subtle"
	"errors"
	"time"

	"github.com/google/uuid"

	"emailcampaigns/app/address"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
)

// lease is how long a claimed delivery may stay Sending before it counts as
// orphaned: the mailer's deadline of 30 s, and time to record the outcome.
const lease = 90 * time.Second

// callTime is the part of the lease that is kept for the call and its record. A
// program that was asleep for the rest does not call any more: the sender may
// have been told that the send was interrupted, and have confirmed anew.
const callTime = 45 * time.Second

// holdAfterDailyLimit is how long sending rests for everybody after Google said
// that the service's daily limit is reached.
const holdAfterDailyLimit = time.Hour

// Deliver sends the message the sender has seen: digest is of the message as the
// page showed it, and the press is refused unless that is what would be sent now
// (promises 3 and 4). again says that the sender has looked into Sent and wants
// a new attempt after an uncertain one.
//
// Gmail's answer, whichever, is recorded in the session and is not an error.
// Errors: fault.Conflict when the session has moved on (another tab, a double
// click), when the message is not the one shown, or when the campaign is not
// open; fault.Expired when the session has ended.
func (f *Flow) Deliver(ctx context.Context, s Session, digest string, again bool) (Session, error) {
	ctx = context.WithoutCancel(ctx) // a closed tab does not undo a press
	now := f.Now()
	message, revision, err := f.Message(ctx, s)
	if err != nil {
		return s, err
	}
	if subtle.ConstantTimeCompare([]byte(campaign.DigestOf(revision.Digest, message).String()), []byte(digest)) != 1 {
		return s, fault.New(fault.Conflict, "fault.sending.digest")
	}
	if err := s.Confirm(again, now); err != nil {
		return s, err
	}
	if !now.Before(s.TokenExpiresAt) {
		return f.giveUp(ctx, s, Unauthorized)
	}
	s.touch(now, f.AbandonedAfter)
	claim, err := f.claim(s, again, now)
	if err != nil {
		return s, err
	}
	f.pause("claim")
	delivery, err := f.Store.Claim(ctx, claim)
	if err != nil {
		return f.unclaimed(ctx, s, again, err)
	}
	s.Version++
	f.pause("send")
	outcome := Outcome{State: Rejected, Reason: Unreachable}
	if f.Now().Before(delivery.LeaseUntil.Add(-callTime)) {
		outcome = f.post(ctx, s, message)
	}
	f.pause("settle")
	return f.settle(ctx, s, Settlement{DeliveryID: delivery.ID, Outcome: outcome, Again: again})
}

func (f *Flow) claim(s Session, again bool, now time.Time) (Claim, error) {
	sender, err := f.Sender(s)
	if err != nil {
		return Claim{}, err
	}
	from, err := address.Parse(sender.Address.Reveal())
	if err != nil {
		return Claim{}, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return Claim{}, err
	}
	recipient, hashUntil := Together, f.hashUntil(now)
	if s.Test() {
		recipient, hashUntil = ToTester, time.Time{}
	}
	return Claim{
		Session: s,
		Delivery: Delivery{
			ID: id.String(), SessionID: s.ID, CampaignID: s.CampaignID, RevisionID: s.RevisionID,
			Recipient: recipient, ClaimedAt: now, LeaseUntil: now.Add(lease), HashUntil: hashUntil,
		},
		SenderHash: f.Hasher.Hash("sender", s.CampaignID, from),
		KeyVersion: f.Hasher.Version,
		Again:      again,
		Now:        now,
	}, nil
}

// hashUntil is the sender hash's date of death: a whole day, the same for all who
// send that day, so that the time of a delivery does not lead to its hash.
func (f *Flow) hashUntil(now time.Time) time.Time {
	return now.Add(f.HashKept).UTC().Truncate(24 * time.Hour)
}

// post calls Gmail, once.
func (f *Flow) post(ctx context.Context, s Session, m campaign.Message) Outcome {
	grant, err := f.grant(s)
	if err != nil {
		return Outcome{State: Rejected, Reason: Unauthorized}
	}
	sender, err := f.Sender(s)
	if err != nil {
		return Outcome{State: Rejected, Reason: Refused}
	}
	o := f.Mailer.Send(ctx, grant.Access, sender.Address, m)
	f.Log.InfoContext(ctx, "gmail answered", "session", s.ID, "outcome", o.State, "reason", o.Reason, "status", o.Status)
	switch o.Reason {
	case BadMessage:
		f.alert(ctx, AlertBadMessage, s)
	case DailyLimit:
		f.alert(ctx, AlertDailyLimit, s)
	}
	return o
}

// settle records the outcome, then gives up the tokens unless the sender may
// still need them. The record is tried for several seconds: without it an
// accepted message would count as uncertain.
func (f *Flow) settle(ctx context.Context, s Session, settlement Settlement) (Session, error) {
	if settlement.Outcome.Reason == DailyLimit {
		settlement.Outcome.RetryAt = f.Now().Add(holdAfterDailyLimit)
		if err := f.Store.HoldSending(ctx, settlement.Outcome.RetryAt, DailyLimit); err != nil {
			f.Log.ErrorContext(ctx, "alert: sending could not be held", "err", err)
		}
	}
	var err error
	for _, wait := range []time.Duration{0, 100 * time.Millisecond, time.Second, 5 * time.Second} {
		time.Sleep(wait)
		settlement.Now = f.Now()
		settlement.Session = s
		settlement.Session.Settle(settlement.Outcome, settlement.Now)
		if err = f.Store.Settle(ctx, settlement); err == nil {
			break
		}
		f.Log.ErrorContext(ctx, "recording an outcome failed", "session", s.ID, "err", err)
		if d, loadErr := f.Store.Delivery(ctx, s.ID); loadErr == nil && d.State != Sending {
			break // it was recorded, or became uncertain after its lease
		}
		// The language may have been switched meanwhile, which counts the
		// session's version up.
		if current, loadErr := f.Store.Session(ctx, s.ID, s.SecretHash); loadErr == nil {
			s = current
		}
	}
	if err != nil {
		return s, err
	}
	s = settlement.Session
	s.Version++
	if s.State == Started || s.State.Ended() {
		return f.dropTokens(ctx, s)
	}
	return s, nil
}

// unclaimed follows a claim the store refused. Nothing was sent.
func (f *Flow) unclaimed(ctx context.Context, s Session, again bool, refusal error) (Session, error) {
	var held *HeldError
	var taken *TakenError
	switch {
	case errors.As(refusal, &held) && again:
		return s, refusal // what an earlier press led to is still the question
	case errors.As(refusal, &held):
		s.Settle(Outcome{State: Rejected, Reason: held.Reason, RetryAt: held.Until}, f.Now())
		return s, f.save(ctx, &s)
	case errors.As(refusal, &taken):
		return f.taken(ctx, s, taken)
	}
	return s, refusal
}

// taken tells the sender that a message exists already, but only after Gmail
// said that the connected account is the address: otherwise anyone could type an
// address and learn whether its owner took part.
func (f *Flow) taken(ctx context.Context, s Session, taken *TakenError) (Session, error) {
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
	case err != nil:
		return s, err
	case !owns:
		return f.giveUp(ctx, s, OtherAccount)
	case taken.Uncertain:
		return f.giveUp(ctx, s, MaybeSent)
	}
	return f.giveUp(ctx, s, AlreadySent)
}

// giveUp records why a press led to no call of Gmail.
func (f *Flow) giveUp(ctx context.Context, s Session, reason Reason) (Session, error) {
	s.Settle(Outcome{State: Rejected, Reason: reason}, f.Now())
	if err := f.save(ctx, &s); err != nil {
		return s, err
	}
	if s.State == Started || s.State.Ended() {
		return f.dropTokens(ctx, s)
	}
	return s, nil
}
