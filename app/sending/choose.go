package sending

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/google/uuid"

	"emailcampaigns/app/address"
	"emailcampaigns/app/campaign"
)

// Candidates returns the recipients of a revision that may be written to, with how
// much they are. Those whose mailbox is closed are not among them.
func (f *Flow) Candidates(ctx context.Context, r campaign.Revision) ([]campaign.Candidate, error) {
	open, err := f.open(ctx, r.Content)
	if err != nil {
		return nil, err
	}
	selection := r.Content.Selection
	if !selection.Individual() && !selection.Capped() {
		return candidatesOf(open), nil
	}
	var since time.Time
	if selection.PerHour > 0 {
		since = f.Now().Add(-capWindow)
	}
	loads, err := f.Store.Loads(ctx, r.CampaignID, since)
	if err != nil {
		return nil, err
	}
	candidates := candidatesOf(open)
	for i, to := range open {
		load := loads[to.Key]
		candidates[i].Load, candidates[i].Full = load.Waiting+load.Written, full(selection, load)
	}
	return candidates, nil
}

func candidatesOf(recipients []campaign.Recipient) []campaign.Candidate {
	candidates := make([]campaign.Candidate, len(recipients))
	for i, r := range recipients {
		candidates[i].Recipient = r
	}
	return candidates
}

// capWindow is what Selection.PerHour is about: any sixty minutes, not those of a
// clock.
const capWindow = time.Hour

// full reports whether a cap leaves no room. Messages that are about to be sent do
// not count: beginning to send takes nothing but a form, and must not close a
// recipient to everybody. The claim is what holds the caps.
func full(s campaign.Selection, load Load) bool {
	return s.PerHour > 0 && load.Hour >= s.PerHour || s.Total > 0 && load.Written >= s.Total
}

// open returns the included recipients whose mailbox is written to.
func (f *Flow) open(ctx context.Context, c campaign.Content) ([]campaign.Recipient, error) {
	closed, err := f.Store.Closed(ctx)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(c.Included(), func(r campaign.Recipient) bool { return shut(closed, r) }), nil
}

// shut reports whether a recipient's mailbox is among those that are not written
// to.
func shut(closed map[string]bool, r campaign.Recipient) bool {
	return len(closed) > 0 && closed[mailbox(r)]
}

// mailbox returns the normal form of a recipient's address.
func mailbox(r campaign.Recipient) string { return cmp.Or(address.Normal(r.Address), r.Address) }

// choose returns what a new session sends.
func (f *Flow) choose(ctx context.Context, s Session, r campaign.Revision, w campaign.Wish) ([]Delivery, error) {
	switch {
	case s.Test():
		return f.deliveries(s, tested(r.Content, w))
	case !r.Content.Selection.Individual():
		return f.deliveries(s, Together)
	}
	candidates, err := f.Candidates(ctx, r)
	if err != nil {
		return nil, err
	}
	chosen, err := r.Content.Selection.Choose(candidates, w, draw())
	if err != nil {
		return nil, err
	}
	return f.deliveries(s, keys(chosen)...)
}

// rechoose returns what a session sends after a review, nil where the sender does
// not choose or has chosen the same.
func (f *Flow) rechoose(ctx context.Context, s Session, r campaign.Revision, w campaign.Wish) ([]Delivery, error) {
	mode := r.Content.Selection.Mode
	if s.Test() || mode != campaign.One && mode != campaign.Some && mode != campaign.Area {
		return nil, nil
	}
	before, err := f.Store.Deliveries(ctx, s.ID)
	if err != nil {
		return nil, err
	}
	if mode == campaign.Area {
		sender, err := f.Sender(s)
		if err != nil || sender.Area.Reveal() == w.Area && len(before) > 0 {
			return nil, err
		}
	}
	candidates, left, err := f.Left(ctx, r, before)
	if err != nil {
		return nil, err
	}
	w.Keys = slices.DeleteFunc(slices.Clone(w.Keys), func(key string) bool { return Written(before, key) })
	if least, _ := left.Bounds(); len(w.Keys) == 0 && least == 0 && left.Chosen() { // enough was sent before
		return []Delivery{}, nil
	}
	chosen, err := left.Choose(candidates, w, draw())
	if err != nil {
		return nil, err
	}
	return f.deliveries(s, keys(chosen)...)
}

// Left returns whom a session may still write to besides those it has written to,
// and how many. Who has a place in it keeps it.
func (f *Flow) Left(ctx context.Context, r campaign.Revision, deliveries []Delivery) ([]campaign.Candidate, campaign.Selection, error) {
	candidates, err := f.Candidates(ctx, r)
	if err != nil {
		return nil, campaign.Selection{}, err
	}
	candidates = slices.DeleteFunc(candidates, func(c campaign.Candidate) bool { return Written(deliveries, c.Key) })
	for i, c := range candidates {
		if slices.ContainsFunc(deliveries, func(d Delivery) bool { return d.Recipient == c.Key }) {
			candidates[i].Full = false
		}
	}
	written := 0
	for _, d := range deliveries {
		if d.Individual() && !d.Waits() {
			written++
		}
	}
	return candidates, r.Content.Selection.Less(written), nil
}

// Written reports whether one of the deliveries to a recipient does not wait.
func Written(deliveries []Delivery, key string) bool {
	return slices.ContainsFunc(deliveries, func(d Delivery) bool { return d.Recipient == key && !d.Waits() })
}

// tested names the letter that a test is about: that to the recipient wished for
// where each gets one of their own, else the one that a sender meets first.
func tested(c campaign.Content, w campaign.Wish) string {
	if c.Selection.Individual() && len(w.Keys) > 0 {
		return ToTester + ":" + w.Keys[0]
	}
	return ToTester
}

// draw returns what decides among recipients that are written to equally often.
func draw() *rand.Rand {
	return rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64())) // #nosec G404 -- spreads a load, keeps no secret
}

func keys(recipients []campaign.Recipient) []string {
	all := make([]string, len(recipients))
	for i, r := range recipients {
		all[i] = r.Key
	}
	return all
}

// deliveries returns deliveries that wait, in the order of their recipients.
func (f *Flow) deliveries(s Session, recipients ...string) ([]Delivery, error) {
	waiting := make([]Delivery, len(recipients))
	for i, key := range recipients {
		id, err := uuid.NewV7() // each is above the one before
		if err != nil {
			return nil, err
		}
		waiting[i] = Delivery{
			ID: id.String(), SessionID: s.ID, CampaignID: s.CampaignID, RevisionID: s.RevisionID, Recipient: key, State: Pending,
		}
	}
	return waiting, nil
}
