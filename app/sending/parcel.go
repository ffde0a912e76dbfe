package sending

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
)

// Parcel is a delivery with the message that it hands to Gmail.
type Parcel struct {
	Delivery
	Envelope campaign.Envelope
	Message  campaign.Message
	Closed   bool // the recipient is not written to any more; there is no message
}

// Ready reports whether the message waits and may be sent.
func (p Parcel) Ready() bool { return p.Waits() && !p.Closed }

// Ready returns the parcels that may be sent, in order: what one confirmation is
// about.
func Ready(parcels []Parcel) []Parcel {
	return slices.DeleteFunc(slices.Clone(parcels), func(p Parcel) bool { return !p.Ready() })
}

// DigestOf names the messages of parcels and the account they leave from. The form
// that confirms them carries it.
func DigestOf(r campaign.Revision, from Sender, parcels []Parcel) string {
	messages := make([]campaign.Message, len(parcels))
	for i, p := range parcels {
		messages[i] = p.Message
	}
	sum := sha256.Sum256([]byte(campaign.DigestOf(r.Digest, messages...).String() + " " + from.Address.Reveal()))
	return hex.EncodeToString(sum[:])
}

// Parcels assembles what the session sends as it would be sent now, from the
// revision it started with; a test goes to its operator and says so. Errors:
// fault.Conflict when that revision is not what was approved, fault.Expired when
// the session has ended.
func (f *Flow) Parcels(ctx context.Context, s Session) ([]Parcel, campaign.Revision, error) {
	if s.State.Ended() {
		return nil, campaign.Revision{}, fault.New(fault.Expired, "fault.session.ended")
	}
	revision, err := f.Pinned(ctx, s)
	if err != nil {
		return nil, campaign.Revision{}, err
	}
	sender, err := f.Sender(s)
	if err != nil {
		return nil, campaign.Revision{}, err
	}
	deliveries, err := f.Store.Deliveries(ctx, s.ID)
	if err != nil {
		return nil, campaign.Revision{}, err
	}
	if len(deliveries) == 0 { // begun by a program of the release before
		if deliveries, err = f.deliveries(s, map[bool]string{false: Together, true: ToTester}[s.Test()]); err != nil {
			return nil, campaign.Revision{}, err
		}
	}
	closed, err := f.Store.Closed(ctx)
	if err != nil {
		return nil, campaign.Revision{}, err
	}
	parcels := make([]Parcel, len(deliveries))
	for i, d := range deliveries {
		if parcels[i], err = f.parcel(s, revision.Content, sender, d, closed); err != nil {
			return nil, campaign.Revision{}, err
		}
	}
	return parcels, revision, nil
}

// parcel puts the message of a delivery together.
func (f *Flow) parcel(s Session, c campaign.Content, sender Sender, d Delivery, closed map[string]bool) (Parcel, error) {
	p := Parcel{Delivery: d, Envelope: envelope(s, c, d)}
	if !s.Test() {
		p.Envelope.To = slices.DeleteFunc(slices.Clone(p.Envelope.To), func(r campaign.Recipient) bool { return shut(closed, r) })
	}
	if p.Closed = len(p.Envelope.To) == 0; p.Closed {
		return p, nil
	}
	var err error
	if p.Message, err = c.Assemble(p.Envelope, sender.Values()); err != nil || !s.Test() {
		return p, err
	}
	to, err := f.Vault.Open(s.Sealed.TestTo, place(s, "test_to"))
	p.Message = p.Message.AsTest(to.Reveal())
	return p, err
}

// envelope returns to whom a delivery goes; to nobody when the recipient is not, or
// must not be, among those of the content.
func envelope(s Session, c campaign.Content, d Delivery) campaign.Envelope {
	key := d.Recipient
	switch of, test := strings.CutPrefix(key, ToTester+":"); {
	case test:
		key = of
	case key == ToTester:
		return c.Envelope(s.Letter, s.Wording)
	case key == Together:
		return c.EnvelopeToAll(c.Included(), s.Letter, s.Wording)
	}
	i := slices.IndexFunc(c.Recipients, func(r campaign.Recipient) bool { return r.Key == key })
	if i < 0 || c.Excluded(c.Recipients[i]) {
		return campaign.Envelope{}
	}
	return c.EnvelopeTo(c.Recipients[i], s.Wording)
}
