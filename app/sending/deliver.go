package sending

import (
	"context"
	"crypto/subtle"
	"slices"
	"time"

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

// Press is a press on a button that sends.
type Press struct {
	Digest   string // of the messages that the page showed
	Again    bool   // the sender has looked into Sent and wants a new attempt
	Delivery string // what is tried again where there are several, "" otherwise
}

// Deliver sends the next message of those the sender has seen: the digest is of
// the messages that the page showed, and the press is refused unless they are what
// would be sent now (promises 3 and 4).
//
// Gmail's answer, whichever, is recorded in the session and is not an error.
// Errors: fault.Conflict when the session has moved on (another tab, a double
// click), when a message is not the one shown, or when the campaign is not open;
// fault.Expired when the session has ended.
func (f *Flow) Deliver(ctx context.Context, s Session, p Press) (Session, error) {
	ctx = context.WithoutCancel(ctx) // a closed tab does not undo a press
	now := f.Now()
	parcels, revision, err := f.Parcels(ctx, s)
	if err != nil {
		return s, err
	}
	sender, err := f.Sender(s)
	if err != nil {
		return s, err
	}
	shown, err := confirmed(s, parcels, p)
	if err != nil {
		return s, err
	}
	if subtle.ConstantTimeCompare([]byte(DigestOf(revision, sender, shown)), []byte(p.Digest)) != 1 {
		return s, fault.New(fault.Conflict, "fault.sending.digest")
	}
	if err := s.Confirm(p.Again || len(parcels) > 1, now); err != nil {
		return s, err
	}
	send := dispatch{press: p, revision: revision, parcels: parcels, target: shown[0]}
	if !now.Before(s.TokenExpiresAt) {
		return f.giveUp(ctx, s, send, Outcome{Reason: Unauthorized})
	}
	s.touch(now, f.AbandonedAfter)
	claim, err := f.claim(s, send, now)
	if err != nil {
		return s, err
	}
	f.pause("claim")
	claimed, err := f.Store.Claim(ctx, claim)
	if err != nil {
		return f.unclaimed(ctx, s, send, err)
	}
	s.Version++
	f.pause("send")
	outcome := Outcome{State: Rejected, Reason: Unreachable}
	if f.Now().Before(claimed.LeaseUntil.Add(-callTime)) {
		outcome = f.post(ctx, s, send.target.Message)
	}
	f.pause("settle")
	return f.settle(ctx, s, send, Settlement{Claimed: claimed, Outcome: outcome})
}

// dispatch is what one press is about.
type dispatch struct {
	press    Press
	revision campaign.Revision
	parcels  []Parcel
	target   Parcel
}

// rest is what the session has to do besides the target.
func (d dispatch) rest() Rest {
	var others []Delivery
	for _, p := range d.parcels {
		if !p.Closed {
			others = append(others, p.Delivery)
		}
	}
	return RestOf(others, d.target.ID)
}

// confirmed returns what the page has shown, what is sent first. A new attempt is
// made of what asks for one, or after the sender was told of an earlier message, and
// of nothing else. The error is a fault.Conflict when nothing can be sent, or
// something is under way.
func confirmed(s Session, parcels []Parcel, p Press) ([]Parcel, error) {
	shown := Ready(parcels)
	if p.Again {
		i := slices.IndexFunc(parcels, func(one Parcel) bool {
			return one.Asks() && !one.Closed && (p.Delivery == "" || p.Delivery == one.ID)
		})
		switch {
		case i >= 0:
			shown = parcels[i : i+1]
		case s.Problem != MaybeSent:
			return nil, conflict()
		}
	}
	if len(shown) == 0 || slices.ContainsFunc(parcels, func(one Parcel) bool { return one.State == Sending }) {
		return nil, conflict()
	}
	return shown, nil
}

func (f *Flow) claim(s Session, send dispatch, now time.Time) (Claim, error) {
	sender, err := f.Sender(s)
	if err != nil {
		return Claim{}, err
	}
	from, err := address.Parse(sender.Address.Reveal())
	if err != nil {
		return Claim{}, err
	}
	claim := Claim{
		Session: s, Delivery: send.target.Delivery, KeyVersion: f.Hasher.Version,
		Sender: f.Hasher.Hash("sender", s.CampaignID, from),
		Again:  send.press.Again, Now: now,
	}
	claim.Delivery.ClaimedAt, claim.Delivery.LeaseUntil = now, now.Add(lease)
	if s.Test() {
		claim.Delivery.HashUntil = time.Time{}
		return claim, nil
	}
	claim.Delivery.HashUntil = f.hashUntil(now)
	selection := send.revision.Content.Selection
	claim.Caps = Caps{PerHour: selection.PerHour, Total: selection.Total}
	for _, r := range send.target.Envelope.To {
		claim.Mailboxes = append(claim.Mailboxes, mailbox(r))
	}
	claim.Mark, claim.Others = f.marks(claim, send, from)
	return claim, nil
}

// marks returns what is to remain of the sender, and what must not be there.
func (f *Flow) marks(claim Claim, send dispatch, from address.Address) (own Mark, others []Mark) {
	one := func(key string) Mark {
		return Mark{Hash: f.Hasher.Hash("sender and recipient", claim.Session.CampaignID+"\x00"+key, from)}
	}
	together := Mark{Together: true, Hash: claim.Sender}
	if send.target.Individual() {
		return one(send.target.Recipient), []Mark{together}
	}
	for _, r := range send.revision.Content.Recipients {
		others = append(others, one(r.Key))
	}
	return together, others
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
func (f *Flow) settle(ctx context.Context, s Session, send dispatch, settlement Settlement) (Session, error) {
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
		settlement.Session.Settle(settlement.Outcome, send.rest(), settlement.Now)
		if err = f.Store.Settle(ctx, settlement); err == nil {
			break
		}
		f.Log.ErrorContext(ctx, "recording an outcome failed", "session", s.ID, "err", err)
		if all, loadErr := f.Store.Deliveries(ctx, s.ID); loadErr == nil && !underWay(all, settlement.Claimed) {
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

// underWay reports whether this very attempt still has no outcome.
func underWay(deliveries []Delivery, c Claimed) bool {
	return slices.ContainsFunc(deliveries, func(d Delivery) bool {
		return d.ID == c.ID && d.Attempt == c.Attempt && d.State == Sending
	})
}
