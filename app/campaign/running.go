package campaign

import (
	"maps"
	"time"

	"emailcampaigns/app/fault"
)

// Running is a campaign that can be sent now, as lists show it.
type Running struct {
	Campaign Campaign
	Content  Content // of the approved revision
	Accepted int     // messages that Gmail accepted
}

// EndOnTime closes a campaign whose closing time has passed. The store calls it
// before any other method, so that what the schedule closed is closed.
func (d *Dossier) EndOnTime(now time.Time) (ended bool) {
	if d.Campaign.At(now) != Ended {
		return false
	}
	return d.Close(Ordinary, now) == nil
}

// Publish makes the approved revision the one new sessions start with. A paused
// campaign stays paused; one that was closed is live again, which this is the
// only way to. Errors: fault.Conflict without an approved revision, with one that
// its author approved while the rule in force is another, or when the closing time
// has passed.
func (d *Dossier) Publish(inForce Rule, now time.Time) error {
	c := &d.Campaign
	switch {
	case d.Pending == nil || d.Pending.State != RevisionApproved:
		return refuse("fault.campaign.unapproved")
	case !d.Pending.MayDecide(d.Pending.ReviewerID, inForce):
		return refuse("fault.review.single")
	case !c.ClosesAt.IsZero() && !now.Before(c.ClosesAt):
		return refuse("fault.campaign.closing_past")
	}
	if err := d.Pending.Verify(); err != nil {
		return err
	}
	if c.State != Live && c.State != Paused {
		if err := d.move(Live, now); err != nil {
			return err
		}
	}
	c.RevisionID, c.Ending, c.UpdatedAt = d.Pending.ID, "", now
	d.Pending.PublishedAt = now
	d.changed = append(d.changed, *d.Pending)
	d.Pending = nil
	return nil
}

// Schedule sets when the campaign opens and closes; a zero time is none. Errors:
// fault.Invalid with the field closes, fault.Conflict when it is archived, or
// closed without a new approval.
func (d *Dossier) Schedule(opens, closes, now time.Time) error {
	switch {
	case d.Campaign.State == Archived:
		return refuse("fault.campaign.archived")
	case d.Campaign.State == Closed && (d.Pending == nil || d.Pending.State != RevisionApproved):
		return refuse("fault.campaign.reopen")
	}
	if err := checkSchedule(opens, closes, now); err != nil {
		return err
	}
	d.Campaign.OpensAt, d.Campaign.ClosesAt, d.Campaign.UpdatedAt = opens, closes, now
	return nil
}

// Pause stops a live campaign, also for senders who are about to confirm.
func (d *Dossier) Pause(now time.Time) error { return d.move(Paused, now) }

// Resume lets a paused campaign go on.
func (d *Dossier) Resume(now time.Time) error {
	if d.Campaign.State != Paused { // Closed → Live is for Publish
		return refuse("fault.campaign.state")
	}
	return d.move(Live, now)
}

// Close ends a live or paused campaign. An approval that was not used becomes
// void: what opens the campaign again is approved by somebody who knows that it
// was closed.
func (d *Dossier) Close(ending Ending, now time.Time) error {
	if ending != Ordinary && ending != Victory {
		return refuse("fault.campaign.state")
	}
	if err := d.move(Closed, now); err != nil {
		return err
	}
	d.Campaign.Ending = ending
	if d.Pending != nil && d.Pending.State == RevisionApproved {
		d.release(RevisionVoided, now)
	}
	return nil
}

// EndText is what the organisation says of an end to visitors who read a language,
// "" when it says nothing and the interface has words of its own.
func (c Content) EndText(ending Ending, language string) string {
	texts := c.Closing
	if ending == Victory {
		texts = c.Victory
	}
	given := maps.Clone(texts)
	maps.DeleteFunc(given, func(_, text string) bool { return blank(text) })
	return In(given, language, c.Languages)
}

// Archive takes the campaign out of everyone's sight but the operators'.
func (d *Dossier) Archive(now time.Time) error {
	if !d.Campaign.State.MayBecome(Archived) {
		return refuse("fault.campaign.state")
	}
	if d.Pending != nil {
		if d.Pending.State == RevisionInReview {
			return refuse("fault.draft.in_review")
		}
		d.release(RevisionVoided, now)
	}
	return d.move(Archived, now)
}

func checkSchedule(opens, closes, now time.Time) error {
	var rejected fault.Fields
	switch {
	case closes.IsZero():
	case !closes.After(now):
		rejected.Reject("closes", "fault.schedule.past", nil)
	case !closes.After(opens):
		rejected.Reject("closes", "fault.schedule.order", nil)
	}
	return rejected.Err()
}
