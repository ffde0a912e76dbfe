package campaign_test

import (
	"strings"
	"testing"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
)

func TestWhoWroteOrSubmittedDoesNotDecide(t *testing.T) {
	for _, row := range []struct {
		made, inForce campaign.Rule
		by            string
		may           bool
	}{
		{campaign.Two, campaign.Two, "reviewer", true},
		{campaign.Two, campaign.Two, "author", false},
		{campaign.Two, campaign.Two, "submitter", false},
		{campaign.Two, campaign.Two, "", false},
		{campaign.Single, campaign.Single, "author", true},
		{campaign.Single, campaign.Single, "submitter", true},
		{campaign.Single, campaign.Single, "", true},
		{campaign.Two, campaign.Single, "author", false}, // submitted under two: it stays so
		{campaign.Two, campaign.Single, "submitter", false},
		{campaign.Two, campaign.Single, "", false},
		{campaign.Two, campaign.Single, "reviewer", true},
		{campaign.Single, campaign.Two, "author", false}, // the organisation has become stricter
		{campaign.Single, campaign.Two, "submitter", false},
		{campaign.Single, campaign.Two, "", false},
		{campaign.Single, campaign.Two, "reviewer", true},
		{"", "", "author", false},
		{"", campaign.Single, "author", false},
	} {
		r := campaign.Revision{Rule: row.made, AuthorID: "author", Submitter: "submitter"}
		if got := r.MayDecide(row.by, row.inForce); got != row.may {
			t.Errorf("made under %q, %q in force: %q may decide: %v", row.made, row.inForce, row.by, got)
		}
		for name, decide := range map[string]func(d *campaign.Dossier, digest, by, reason string) error{
			"approve": func(d *campaign.Dossier, digest, by, reason string) error {
				return d.Approve(digest, by, reason, row.inForce, noon)
			},
			"reject": func(d *campaign.Dossier, digest, by, reason string) error {
				return d.Reject(digest, by, reason, row.inForce, noon)
			},
		} {
			d := dossier(campaign.InReview, campaign.RevisionInReview)
			d.Pending.Rule = row.made
			err := decide(&d, d.Pending.Digest.String(), row.by, "Because")
			if (err == nil) != row.may || !row.may && (!fault.Is(err, fault.Forbidden) || states(d) != "in_review in_review") {
				t.Errorf("made under %q, %q in force: %s by %q: %v, then %s", row.made, row.inForce, name, row.by, err, states(d))
			}
		}
	}
}

func TestADecisionIsAboutTheContentTheReviewerReadAndNoOther(t *testing.T) {
	other := campaign.Content{}.Digest().String()
	for _, digest := range []string{"", other, strings.ToUpper(content().Digest().String())} {
		d := dossier(campaign.InReview, campaign.RevisionInReview)
		for name, err := range map[string]error{
			"approve": d.Approve(digest, "reviewer", "", campaign.Two, noon),
			"reject":  d.Reject(digest, "reviewer", "No", campaign.Two, noon),
		} {
			if fault.MessageOf(err).Key != "fault.review.digest" || states(d) != "in_review in_review" {
				t.Errorf("%s of %q: %v, then %s", name, digest, err, states(d))
			}
		}
	}
}

func TestWhatIsNotWhatWasSubmittedIsNotApproved(t *testing.T) {
	for name, tamper := range map[string]func(r *campaign.Revision){
		"another content": func(r *campaign.Revision) { r.Content.Goal++ },
		"other bytes":     func(r *campaign.Revision) { r.Stored[0]++ },
		"nothing":         func(r *campaign.Revision) { r.Content = campaign.Content{} },
	} {
		d := dossier(campaign.InReview, campaign.RevisionInReview)
		tamper(d.Pending)
		if err := d.Approve(d.Pending.Digest.String(), "reviewer", "", campaign.Two, noon); !campaign.Changed(err) || states(d) != "in_review in_review" {
			t.Errorf("%s: approved: %v, then %s", name, err, states(d))
		}
		d = dossier(campaign.Approved, campaign.RevisionApproved)
		tamper(d.Pending)
		if err := d.Publish(campaign.Two, noon); !campaign.Changed(err) || states(d) != "approved approved" {
			t.Errorf("%s: published: %v, then %s", name, err, states(d))
		}
	}
}

func TestADecisionIsKeptWithItsReason(t *testing.T) {
	d := dossier(campaign.InReview, campaign.RevisionInReview)
	later := noon.AddDate(0, 0, 1)
	if err := d.Approve(d.Pending.Digest.String(), "reviewer", "  Well\r\ndone ", campaign.Two, later); err != nil {
		t.Fatal(err)
	}
	if r := d.Pending; r.ReviewerID != "reviewer" || r.Reason != "Well\ndone" || !r.DecidedAt.Equal(later) || !r.PublishedAt.IsZero() {
		t.Errorf("approved: %+v", r)
	}
	if d.Campaign.RevisionID != "" {
		t.Error("an approval publishes")
	}
	if err := edit(&d, "After the approval"); err != nil {
		t.Fatal(err)
	}
	if r := d.Changed()[0]; r.State != campaign.RevisionVoided || r.ReviewerID != "reviewer" || !r.DecidedAt.Equal(later) {
		t.Errorf("voided, it has lost who approved it: %+v", r)
	}
}

func TestARejectionSaysWhy(t *testing.T) {
	for reason, key := range map[string]string{
		"": "fault.required", " \n\t ": "fault.required", "\u200b": "fault.required", strings.Repeat("ш", campaign.MaxReason+1): "fault.too_long",
	} {
		d := dossier(campaign.InReview, campaign.RevisionInReview)
		err := d.Reject(d.Pending.Digest.String(), "reviewer", reason, campaign.Two, noon)
		if fields := fault.FieldsOf(err); len(fields) != 1 || fields[0].Name != "reason" || fields[0].Message.Key != key || states(d) != "in_review in_review" {
			t.Errorf("%.10q: %v, then %s", reason, err, states(d))
		}
	}
	d := dossier(campaign.InReview, campaign.RevisionInReview)
	if err := d.Reject(d.Pending.Digest.String(), "reviewer", strings.Repeat("ш", campaign.MaxReason), campaign.Two, noon); err != nil {
		t.Error(err)
	}
	if r := d.Changed()[0]; r.State != campaign.RevisionRejected || r.ReviewerID != "reviewer" || r.Reason == "" || !r.DecidedAt.Equal(noon) {
		t.Errorf("rejected: %+v", r)
	}
}

func TestOnlyAContentThatKeepsTheRulesIsSubmitted(t *testing.T) {
	d := dossier(campaign.Draft, "")
	d.Draft.Content.Recipients = nil
	if err := d.Submit("new", campaign.Two, "submitter", "", noon); fault.MessageOf(err).Key != "fault.draft.problems" || d.Pending != nil {
		t.Errorf("without recipients: %v", err)
	}
	d = dossier(campaign.Draft, "")
	err := d.Submit("new", campaign.Two, "submitter", strings.Repeat("ш", campaign.MaxReason+1), noon)
	if fields := fault.FieldsOf(err); len(fields) != 1 || fields[0].Name != "note" || d.Pending != nil {
		t.Errorf("a note that is too long: %v", err)
	}
	d = dossier(campaign.Live, "")
	d.Live = d.Draft.Content.Digest()
	if err := d.Submit("new", campaign.Two, "submitter", "", noon); fault.MessageOf(err).Key != "fault.draft.unchanged" {
		t.Errorf("what is public already: %v", err)
	}
}

func TestARevisionIsWhatTheDraftWasAndNamesItsAuthors(t *testing.T) {
	d := dossier(campaign.Live, "")
	if err := edit(&d, "By an editor"); err != nil {
		t.Fatal(err)
	}
	if err := d.Submit("new", campaign.Single, "submitter", " Please look ", noon); err != nil {
		t.Fatal(err)
	}
	r := *d.Pending
	if r.AuthorID != "editor" || r.Submitter != "submitter" || r.Note != "Please look" || r.Rule != campaign.Single || r.Number != 2 || r.Intact() != nil {
		t.Errorf("submitted: %+v", r)
	}
	if r.Digest != d.Draft.Content.Digest() || r.Content.Letters["en"].Subject != "By an editor" {
		t.Error("the revision is not the draft")
	}
}

func TestASnapshotIsNeitherReviewedNorPublic(t *testing.T) {
	d := dossier(campaign.Draft, "")
	first, err := d.Snapshot("one", 0, "editor", noon)
	if err != nil {
		t.Fatal(err)
	}
	second, err := d.Snapshot("two", first.Number, "editor", noon)
	if err != nil {
		t.Fatal(err)
	}
	mute := dossier(campaign.Draft, "")
	mute.Draft.Content.Languages = nil
	if _, err := mute.Snapshot("three", 0, "editor", noon); fault.MessageOf(err).Key != "fault.draft.languages" {
		t.Errorf("a draft without a language is frozen: %v", err)
	}
	if first.Number != -1 || second.Number != -2 || second.State != campaign.RevisionSnapshot || second.Intact() != nil {
		t.Errorf("snapshots %+v, %+v", first, second)
	}
	if err := first.Verify(); fault.MessageOf(err).Key != "fault.revision.unapproved" {
		t.Errorf("a snapshot counts as approved: %v", err)
	}
	if d.Pending != nil || d.Last != 1 || len(d.Changed()) != 0 {
		t.Error("a snapshot takes part in the review")
	}
	for _, next := range campaign.ReviewStates() {
		if campaign.RevisionSnapshot.MayBecome(next) {
			t.Errorf("a snapshot may become %s", next)
		}
	}
	// Put in a revision's place by hand, it goes no further.
	d = dossier(campaign.InReview, campaign.RevisionSnapshot)
	for name, err := range map[string]error{
		"approve":  d.Approve(d.Pending.Digest.String(), "reviewer", "", campaign.Two, noon),
		"reject":   d.Reject(d.Pending.Digest.String(), "reviewer", "No", campaign.Two, noon),
		"publish":  d.Publish(campaign.Two, noon),
		"withdraw": d.Withdraw(noon),
	} {
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("%s of a snapshot: %v", name, err)
		}
	}
}

func TestAnEditOfAnotherTextIsRefusedAndNothingChanges(t *testing.T) {
	d := dossier(campaign.Draft, "")
	section := campaign.LetterSection("en")
	part, err := d.Draft.Content.Part(section)
	if err != nil {
		t.Fatal(err)
	}
	if err := edit(&d, "First"); err != nil {
		t.Fatal(err)
	}
	_, err = d.Edit(section, campaign.Base(part), `{"subject":"Second","salutation":"","body":"b"}`, "other", noon)
	if !fault.Is(err, fault.Conflict) || d.Draft.Content.Letters["en"].Subject != "First" || d.Draft.EditedBy != "editor" {
		t.Errorf("an edit of what stood there before: %v, then %q by %s", err, d.Draft.Content.Letters["en"].Subject, d.Draft.EditedBy)
	}
	d = dossier(campaign.Archived, "")
	if err := edit(&d, "Too late"); fault.MessageOf(err).Key != "fault.campaign.archived" {
		t.Errorf("an edit of an archived campaign: %v", err)
	}
	d = dossier(campaign.Live, campaign.RevisionInReview)
	if err := edit(&d, "Meanwhile"); fault.MessageOf(err).Key != "fault.draft.in_review" {
		t.Errorf("an edit during the review: %v", err)
	}
}
