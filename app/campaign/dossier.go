package campaign

import (
	"maps"
	"time"

	"emailcampaigns/app/fault"
)

// WorkingCopy is what operators are working on. It may break every rule of a
// content; submitting it checks them.
type WorkingCopy struct {
	Content  Content
	EditedBy string // operator, "" for the shell
	EditedAt time.Time
	Edits    map[Section]Edit // the last edit of each section that was edited by itself
}

// Edit is who changed a section last, and when.
type Edit struct {
	By string    `json:"by"`
	At time.Time `json:"at"`
}

// whole stands among the edits for every section that was not edited by itself.
const whole Section = "*"

// LastEdit returns the last edit of a section.
func (w WorkingCopy) LastEdit(s Section) Edit {
	for _, key := range []Section{s, whole} {
		if edit, ok := w.Edits[key]; ok {
			return edit
		}
	}
	return Edit{By: w.EditedBy, At: w.EditedAt}
}

// Dossier is a campaign with what is prepared for it. Its methods are the rules
// of the editorial workflow; they are pure, so a store may carry one out again.
// Each returns a fault.Conflict when the dossier is not in a state for it, and
// leaves the dossier as it is then.
type Dossier struct {
	Campaign Campaign
	Draft    WorkingCopy
	Pending  *Revision // in review, or approved and not yet published; nil without one
	Last     int       // the highest number of a revision, 0 without any
	Live     Digest    // of the revision that new sessions start with, zero before the first publication

	changed []Revision
	aside   []Copy
}

// Aside returns the texts that the methods called so far have taken out of the
// draft without anybody's having changed them: those of languages that left. They
// are to be kept as copies, and have no id yet.
func (d *Dossier) Aside() []Copy { return d.aside }

// Changed returns the revisions that the methods called so far have made or
// moved, in order, each as it stands at the end.
func (d *Dossier) Changed() []Revision {
	changed := d.changed
	if d.Pending != nil {
		changed = append(changed[:len(changed):len(changed)], *d.Pending)
	}
	return changed
}

// NewDossier returns a campaign that is a draft. id is a UUIDv7.
func NewDossier(id, slug string, content Content, by string, now time.Time) Dossier {
	return Dossier{
		Campaign: Campaign{ID: id, Slug: slug, State: Draft, CreatedAt: now, UpdatedAt: now},
		Draft:    WorkingCopy{Content: content, EditedBy: by, EditedAt: now},
	}
}

func refuse(key string) error { return fault.New(fault.Conflict, key) }

// move changes the state of the campaign.
func (d *Dossier) move(next State, now time.Time) error {
	if !d.Campaign.State.MayBecome(next) {
		return refuse("fault.campaign.state")
	}
	d.Campaign.State, d.Campaign.UpdatedAt = next, now
	return nil
}

// release lets go of the pending revision in its last state.
func (d *Dossier) release(state ReviewState, now time.Time) {
	d.Pending.State = state
	if d.Pending.DecidedAt.IsZero() {
		d.Pending.DecidedAt = now
	}
	d.changed = append(d.changed, *d.Pending)
	d.Pending = nil
	if s := d.Campaign.State; s == InReview || s == Approved {
		d.Campaign.State, d.Campaign.UpdatedAt = Draft, now
	}
}

// EditConflict is the refusal of an edit because the section is not what the
// editor had before them. Its kind is fault.Conflict.
type EditConflict struct {
	Section  Section
	EditedBy string // whose text stands there
}

// Error describes the refusal for the log.
func (e *EditConflict) Error() string {
	return "the section " + string(e.Section) + " was changed meanwhile"
}

// Unwrap gives the refusal its kind.
func (e *EditConflict) Unwrap() error { return refuse("fault.draft.conflict") }

// Editable refuses edits of an archived campaign and of a draft that is in
// review.
func (d *Dossier) Editable() error {
	switch {
	case d.Campaign.State == Archived:
		return refuse("fault.campaign.archived")
	case d.Pending != nil && d.Pending.State == RevisionInReview:
		return refuse("fault.draft.in_review")
	}
	return nil
}

// Edit replaces a section of the draft. base is Base of the part the editor
// started from; when another text stands there by now, the error is an
// *EditConflict and nothing is changed. An edit voids the approval of a revision
// that is not published. Texts of languages that leave are set aside. It reports
// whether anything changed.
func (d *Dossier) Edit(s Section, base, part, by string, now time.Time) (edited bool, err error) {
	current, err := d.Draft.Content.Part(s)
	if err != nil {
		return false, err
	}
	content, err := d.Draft.Content.With(s, part)
	if err != nil {
		return false, err
	}
	if part, err = content.Part(s); err != nil { // in the spelling of Part
		return false, err
	}
	if part == current {
		return false, nil
	}
	if err := d.Editable(); err != nil {
		return false, err
	}
	if base != Base(current) {
		return false, &EditConflict{Section: s, EditedBy: d.Draft.LastEdit(s).By}
	}
	if s == Basics || s == Variants {
		d.setAside(content, now)
	}
	edits := maps.Clone(d.Draft.Edits)
	if edits == nil {
		edits = map[Section]Edit{}
	}
	if _, begun := edits[whole]; !begun {
		edits[whole] = Edit{By: d.Draft.EditedBy, At: d.Draft.EditedAt}
	}
	edits[s] = Edit{By: by, At: now}
	d.replace(content, edits, by, now)
	return true, nil
}

// setAside keeps what the next content takes away from sections other than the one
// that is edited, and of that one the texts nobody can see in it any more.
func (d *Dossier) setAside(next Content, now time.Time) {
	for _, s := range d.Draft.Content.bereft(next) {
		part, err := d.Draft.Content.Part(s)
		if err != nil {
			continue
		}
		d.aside = append(d.aside, Copy{CampaignID: d.Campaign.ID, Section: s, Part: part, OperatorID: d.Draft.LastEdit(s).By, MadeAt: now})
	}
}

// Replace takes a whole content over, as an import brings it. It reports whether
// anything changed.
func (d *Dossier) Replace(content Content, by string, now time.Time) (bool, error) {
	if content.Digest() == d.Draft.Content.Digest() {
		return false, nil
	}
	if err := d.Editable(); err != nil {
		return false, err
	}
	d.replace(content, nil, by, now)
	return true, nil
}

func (d *Dossier) replace(content Content, edits map[Section]Edit, by string, now time.Time) {
	if d.Pending != nil {
		d.release(RevisionVoided, now)
	}
	d.Draft = WorkingCopy{Content: content, EditedBy: by, EditedAt: now, Edits: edits}
	d.Campaign.UpdatedAt = now
}

// Rename gives the campaign another slug. Links to a published campaign are out
// in the world, so it keeps its own. Errors: fault.Invalid with the field slug.
func (d *Dossier) Rename(slug string, now time.Time) error {
	if slug == d.Campaign.Slug {
		return nil
	}
	if err := CheckSlug(slug); err != nil {
		return err
	}
	switch {
	case d.Campaign.State.Published() || d.Campaign.State == Archived:
		return refuse("fault.campaign.slug_kept")
	case d.Pending != nil: // visitors would meet a name that nobody reviewed
		return refuse("fault.campaign.slug_pending")
	}
	d.Campaign.Slug, d.Campaign.UpdatedAt = slug, now
	return nil
}

// CheckSlug refuses what cannot name a campaign in URLs. The error is a
// fault.Invalid with the field slug.
func CheckSlug(slug string) error {
	var rejected fault.Fields
	switch {
	case slug == "":
		rejected.Reject("slug", "fault.required", nil)
	case len(slug) > MaxSlug:
		rejected.Reject("slug", "fault.too_long", map[string]any{"Max": MaxSlug})
	case !slugForm.MatchString(slug):
		rejected.Reject("slug", "fault.slug.form", nil)
	}
	return rejected.Err()
}
