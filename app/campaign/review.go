package campaign

import (
	"strings"
	"time"
	"unicode/utf8"

	"emailcampaigns/app/fault"
)

// MaxReason is the longest reason of a reviewer and note of a submitter, in
// characters.
const MaxReason = 2_000

// Submit freezes the draft as a revision for review. id is a UUIDv7. Errors:
// fault.Invalid when the content breaks a rule, or with the field note;
// fault.Conflict when a revision is pending, or when the draft is what is live
// already.
func (d *Dossier) Submit(id string, rule Rule, by, note string, now time.Time) error {
	note, rejected := remark("note", note)
	switch {
	case d.Campaign.State == Archived:
		return refuse("fault.campaign.archived")
	case d.Pending != nil:
		return refuse("fault.draft.pending")
	case d.Campaign.State != Closed && d.Draft.Content.Digest() == d.Live:
		return refuse("fault.draft.unchanged")
	case rejected != nil:
		return rejected
	}
	if err := d.Draft.Content.Check(); err != nil {
		return fault.Wrap(fault.Invalid, "fault.draft.problems", err)
	}
	if d.Campaign.State == Draft {
		if err := d.move(InReview, now); err != nil {
			return err
		}
	}
	d.Last++
	d.Pending = d.freeze(id, d.Last, RevisionInReview, rule, by, now)
	d.Pending.Note = note
	return nil
}

// remark returns what an operator wrote to another as it is kept: lines end in
// "\n", and there are no characters that a database could not keep. The error is a
// fault.Invalid with the field.
func remark(field, text string) (string, error) {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "\ufffd").Replace(strings.ToValidUTF8(text, "\ufffd"))
	text = strings.TrimSpace(text)
	var rejected fault.Fields
	if utf8.RuneCountInString(text) > MaxReason {
		rejected.Reject(field, "fault.too_long", map[string]any{"Max": MaxReason})
	}
	return text, rejected.Err()
}

func (d *Dossier) freeze(id string, number int, state ReviewState, rule Rule, by string, now time.Time) *Revision {
	digest := d.Draft.Content.Digest()
	return &Revision{
		ID: id, CampaignID: d.Campaign.ID, Number: number, Content: d.Draft.Content, Digest: digest, Stored: digest,
		State: state, Rule: rule, AuthorID: d.Draft.EditedBy, Submitter: by, CreatedAt: now,
	}
}

// Snapshot freezes the draft for a test or a preview link. first is the lowest
// number of a revision so far, 0 without any snapshot. id is a UUIDv7. The draft
// may break rules, but it has a language: without one no letter can be put
// together. The error is a fault.Conflict.
func (d *Dossier) Snapshot(id string, first int, by string, now time.Time) (Revision, error) {
	if len(d.Draft.Content.Languages) == 0 {
		return Revision{}, refuse("fault.draft.languages")
	}
	return *d.freeze(id, min(first, 0)-1, RevisionSnapshot, Two, by, now), nil
}

// Withdraw takes the pending revision back before a decision.
func (d *Dossier) Withdraw(now time.Time) error {
	if d.Pending == nil || d.Pending.State != RevisionInReview {
		return refuse("fault.review.none")
	}
	d.release(RevisionWithdrawn, now)
	return nil
}

// Under returns the rule under which a revision is decided: Single only when it
// was the rule at the submission and still is.
func (r Revision) Under(inForce Rule) Rule {
	if r.Rule == Single && inForce == Single {
		return Single
	}
	return Two
}

// By reports whether an operator changed the draft last or submitted it.
func (r Revision) By(operator string) bool { return operator == r.AuthorID || operator == r.Submitter }

// MayDecide reports whether an operator may approve a revision under its rule
// and the one in force. Who changed the draft last and who submitted it may not.
func (r Revision) MayDecide(by string, inForce Rule) bool {
	return r.Under(inForce) == Single || by != "" && !r.By(by)
}

// Approve approves the pending revision. digest is of the content the reviewer
// had before them. Errors: fault.Forbidden for an author, fault.Conflict when
// another revision is pending, or none, or when its content was changed (see
// Changed), fault.Invalid with the field reason.
func (d *Dossier) Approve(digest, by, reason string, inForce Rule, now time.Time) error {
	if err := d.decidable(digest, by, inForce); err != nil {
		return err
	}
	reason, err := remark("reason", reason)
	if err != nil {
		return err
	}
	if err := d.Pending.Intact(); err != nil {
		return err
	}
	if d.Campaign.State == InReview {
		if err := d.move(Approved, now); err != nil {
			return err
		}
	}
	d.decide(RevisionApproved, by, reason, now)
	return nil
}

// Reject rejects the pending revision with a reason. Errors as Approve, and
// fault.Invalid with the field reason without one.
func (d *Dossier) Reject(digest, by, reason string, inForce Rule, now time.Time) error {
	if err := d.decidable(digest, by, inForce); err != nil {
		return err
	}
	reason, err := remark("reason", reason)
	if err != nil {
		return err
	}
	if blank(reason) {
		var rejected fault.Fields
		rejected.Reject("reason", "fault.required", nil)
		return rejected.Err()
	}
	d.decide(RevisionRejected, by, reason, now)
	d.release(RevisionRejected, now)
	return nil
}

func (d *Dossier) decidable(digest, by string, inForce Rule) error {
	switch {
	case d.Pending == nil || d.Pending.State != RevisionInReview:
		return refuse("fault.review.none")
	case d.Pending.Digest.String() != digest:
		return refuse("fault.review.digest")
	case !d.Pending.MayDecide(by, inForce):
		return fault.New(fault.Forbidden, "fault.review.author")
	}
	return nil
}

func (d *Dossier) decide(state ReviewState, by, reason string, now time.Time) {
	d.Pending.State, d.Pending.ReviewerID, d.Pending.Reason, d.Pending.DecidedAt = state, by, reason, now
}
