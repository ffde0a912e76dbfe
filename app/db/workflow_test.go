package db_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/db"
	"emailcampaigns/app/fault"
)

var errUndone = errors.New("undone")

// attempt carries out a statement through the program's own connection, takes it
// back, and returns what the database said and whether anything was different
// meanwhile: SQLite has statements that are refused in silence.
func (f *fixture) attempt(statement string) (refusal error, changed bool) {
	f.Helper()
	err := db.Update(f.Context(), f.db, func(ctx context.Context, tx bun.IDB) error {
		before := f.rows(ctx, tx)
		if _, refusal = tx.ExecContext(ctx, statement); refusal == nil {
			changed = !slices.Equal(before, f.rows(ctx, tx))
		}
		return errUndone
	})
	if !errors.Is(err, errUndone) {
		f.Fatal(err)
	}
	return refusal, changed
}

// rows returns everything that is kept of campaigns and revisions.
func (f *fixture) rows(ctx context.Context, tx bun.IDB) []string {
	f.Helper()
	var found []string
	err := tx.NewRaw(`SELECT 'campaign ' || id || ' ' || slug || ' ' || state || ' ' || revision_id AS line FROM campaigns UNION ALL
		SELECT 'revision ' || id || ' ' || campaign_id || ' ' || number || ' ' || content || ' ' || state || ' ' || rule || ' ' || author_id
		|| ' ' || submitter_id || ' ' || note || ' ' || reviewer_id || ' ' || reason || ' ' || created_at || ' ' || decided_at
		|| ' ' || published_at FROM revisions ORDER BY line`).Scan(ctx, &found)
	f.must(err)
	return found
}

// drafted returns a campaign that was never submitted.
func (f *fixture) drafted(slug string) string {
	f.Helper()
	d := campaign.NewDossier(newID(), slug, content("About "+slug), "author", noon)
	f.must(f.campaigns.Create(f.Context(), d, act(audit.CampaignCreated)))
	return d.Campaign.ID
}

func (f *fixture) submitted(id string) campaign.Revision {
	f.Helper()
	var r campaign.Revision
	f.change(id, func(d *campaign.Dossier) error {
		err := d.Submit(newID(), campaign.Two, "submitter", "Please look", noon)
		if err == nil {
			r = *d.Pending
		}
		return err
	})
	return r
}

func (f *fixture) approved(id string) campaign.Revision {
	f.Helper()
	r := f.submitted(id)
	f.change(id, func(d *campaign.Dossier) error {
		return d.Approve(r.Digest.String(), "reviewer", "", campaign.Two, noon)
	})
	return r
}

func (f *fixture) edited(id, subject string) {
	f.Helper()
	f.change(id, func(d *campaign.Dossier) error {
		_, err := d.Replace(content(subject), "author", noon)
		return err
	})
}

func (f *fixture) exec(statement string, args ...any) {
	f.Helper()
	f.must(db.Exec(f.Context(), f.db, fmt.Sprintf(statement, args...)))
}

// campaignIn returns a campaign in a state and an approved revision of it that
// may become the live one, if there can be any.
func (f *fixture) campaignIn(state campaign.State) (id, revision string) {
	f.Helper()
	id = f.drafted("in-" + strings.ReplaceAll(string(state), "_", "-"))
	switch state {
	case campaign.Draft: // nothing but the state itself is in the way of a move
		revision = f.approved(id).ID
		f.exec("UPDATE campaigns SET state = 'draft' WHERE id = '%s'", id)
	case campaign.InReview:
		f.edited(id, "First")
		revision = f.approved(id).ID
		f.exec("UPDATE campaigns SET state = 'draft' WHERE id = '%s'", id)
		f.exec("UPDATE campaigns SET state = 'in_review' WHERE id = '%s'", id)
	case campaign.Approved:
		revision = f.approved(id).ID
	case campaign.Live:
		revision = f.published(id).RevisionID
	case campaign.Paused:
		revision = f.published(id).RevisionID
		f.change(id, func(d *campaign.Dossier) error { return d.Pause(noon) })
	case campaign.Closed, campaign.Archived:
		f.published(id)
		f.change(id, func(d *campaign.Dossier) error { return d.Close(campaign.Ordinary, noon) })
		revision = f.approved(id).ID
		if state == campaign.Archived {
			f.exec("UPDATE campaigns SET state = 'archived' WHERE id = '%s'", id)
		}
	}
	if c, err := f.campaigns.Campaign(f.Context(), id); err != nil || c.State != state {
		f.Fatalf("%s: %+v, %v", state, c, err)
	}
	return id, revision
}

func TestTheDatabaseKnowsEveryMoveOfACampaign(t *testing.T) {
	on(t, func(f *fixture) {
		for _, from := range campaign.States() {
			id, revision := f.campaignIn(from)
			for _, to := range campaign.States() {
				if from == to {
					continue
				}
				moved := false
				for _, with := range []string{"", ", revision_id = '" + revision + "'"} {
					refusal, changed := f.attempt(fmt.Sprintf("UPDATE campaigns SET state = '%s'%s WHERE id = '%s'", to, with, id))
					if refusal != nil && !db.Refused(refusal) {
						f.Errorf("%s → %s: %v", from, to, refusal)
					}
					moved = moved || changed
				}
				if moved != from.MayBecome(to) {
					f.Errorf("%s → %s: moved: %v, may become: %v", from, to, moved, from.MayBecome(to))
				}
			}
		}
	})
}

// revisionIn returns a revision in a state.
func (f *fixture) revisionIn(state campaign.ReviewState) (id string) {
	f.Helper()
	of := f.drafted("revision-" + strings.ReplaceAll(string(state), "_", "-"))
	switch state {
	case campaign.RevisionInReview:
		id = f.submitted(of).ID
	case campaign.RevisionApproved:
		id = f.approved(of).ID
	case campaign.RevisionRejected:
		r := f.submitted(of)
		id = r.ID
		f.change(of, func(d *campaign.Dossier) error {
			return d.Reject(r.Digest.String(), "reviewer", "No", campaign.Two, noon)
		})
	case campaign.RevisionWithdrawn:
		id = f.submitted(of).ID
		f.change(of, func(d *campaign.Dossier) error { return d.Withdraw(noon) })
	case campaign.RevisionVoided:
		id = f.approved(of).ID
		f.edited(of, "After the approval")
	case campaign.RevisionSnapshot:
		r, err := f.campaigns.AddSnapshot(f.Context(), of, newID(), "author", act(audit.CampaignPreviewed), noon)
		f.must(err)
		id = r.ID
	}
	if r, err := f.campaigns.Revision(f.Context(), id); err != nil || r.State != state {
		f.Fatalf("%s: %+v, %v", state, r, err)
	}
	return id
}

func TestTheDatabaseKnowsEveryMoveOfARevision(t *testing.T) {
	on(t, func(f *fixture) {
		for _, from := range campaign.ReviewStates() {
			id := f.revisionIn(from)
			for _, to := range campaign.ReviewStates() {
				if from == to {
					continue
				}
				moved := false
				for _, with := range []string{"", ", reviewer_id = 'reviewer', reason = 'Because', decided_at = 1"} {
					refusal, changed := f.attempt(fmt.Sprintf("UPDATE revisions SET state = '%s'%s WHERE id = '%s'", to, with, id))
					if refusal != nil && !db.Refused(refusal) {
						f.Errorf("%s → %s: %v", from, to, refusal)
					}
					moved = moved || changed
				}
				if moved != from.MayBecome(to) {
					f.Errorf("%s → %s: moved: %v, may become: %v", from, to, moved, from.MayBecome(to))
				}
			}
		}
	})
}

// columns of a revision, for statements that make one from another.
const columns = "id, campaign_id, number, content, digest, created_at, approved_at, state, rule, author_id, submitter_id, note, reviewer_id, reason, decided_at, published_at"

// likeness selects a revision's row with some columns of another value.
func likeness(of string, with map[string]string) string {
	var selected []string
	for column := range strings.SplitSeq(columns, ", ") {
		if value, ok := with[column]; ok {
			column = value
		}
		selected = append(selected, column)
	}
	return "SELECT " + strings.Join(selected, ", ") + " FROM revisions WHERE id = '" + of + "'"
}

func TestTheDatabaseRefusesWhatTheReviewForbids(t *testing.T) {
	on(t, func(f *fixture) {
		first := f.campaign.RevisionID
		f.revised("Second")
		second := f.published(f.campaign.ID).RevisionID
		f.revised("Third")
		snapshot, err := f.campaigns.AddSnapshot(f.Context(), f.campaign.ID, newID(), "author", act(audit.CampaignPreviewed), noon)
		f.must(err)
		waiting := f.submitted(f.campaign.ID).ID
		other := f.imported("other", content("Other"))
		rejected := f.revisionIn(campaign.RevisionRejected)
		draft := f.drafted("never-submitted")

		approve := "UPDATE revisions SET state = 'approved', decided_at = 1, reviewer_id = "
		at := func(id string) string { return " WHERE id = '" + id + "'" }
		insert := func(of string, with map[string]string) string {
			return "INSERT INTO revisions (" + columns + ") " + likeness(of, with)
		}
		with := func(pairs ...string) map[string]string {
			values := map[string]string{"id": "'" + newID() + "'", "number": "number + 100"}
			for pair := range slices.Chunk(pairs, 2) {
				values[pair[0]] = pair[1]
			}
			return values
		}
		statements := map[string]string{
			"its author approves":                         approve + "'author'" + at(waiting),
			"its submitter approves":                      approve + "'submitter'" + at(waiting),
			"nobody approves":                             approve + "''" + at(waiting),
			"its author approves, in another's name":      approve + "'author', author_id = 'somebody'" + at(waiting),
			"its submitter approves, in another's name":   approve + "'submitter', submitter_id = 'somebody'" + at(waiting),
			"its author approves under the other rule":    approve + "'author', rule = 'single'" + at(waiting),
			"its author rejects":                          "UPDATE revisions SET state = 'rejected', reason = 'No', reviewer_id = 'author'" + at(waiting),
			"nobody rejects":                              "UPDATE revisions SET state = 'rejected', reason = 'No'" + at(waiting),
			"a rejection without a reason":                "UPDATE revisions SET state = 'rejected', reviewer_id = 'reviewer'" + at(waiting),
			"the rule becomes the other":                  "UPDATE revisions SET rule = 'single'" + at(waiting),
			"another author":                              "UPDATE revisions SET author_id = 'somebody'" + at(waiting),
			"another submitter":                           "UPDATE revisions SET submitter_id = 'somebody'" + at(waiting),
			"another note":                                "UPDATE revisions SET note = 'Other'" + at(waiting),
			"another content":                             "UPDATE revisions SET content = REPLACE(content, 'Third', 'Fourth')" + at(waiting),
			"another digest":                              "UPDATE revisions SET digest = (SELECT digest FROM revisions" + at(first) + ")" + at(waiting),
			"another content with its digest":             "UPDATE revisions SET content = (SELECT content FROM revisions" + at(first) + "), digest = (SELECT digest FROM revisions" + at(first) + ")" + at(waiting),
			"another content as it is approved":           approve + "'reviewer', content = REPLACE(content, 'Third', 'Fourth')" + at(waiting),
			"another number":                              "UPDATE revisions SET number = 77" + at(waiting),
			"another id":                                  "UPDATE revisions SET id = 'other'" + at(waiting),
			"another campaign":                            "UPDATE revisions SET campaign_id = '" + other.ID + "'" + at(waiting),
			"another time of submission":                  "UPDATE revisions SET created_at = 1" + at(waiting),
			"published without an approval":               "UPDATE revisions SET published_at = 1" + at(waiting),
			"it is deleted":                               "DELETE FROM revisions" + at(waiting),
			"an approved content is changed":              "UPDATE revisions SET content = REPLACE(content, 'Second', 'Third')" + at(second),
			"an approval gets another reviewer":           "UPDATE revisions SET reviewer_id = 'somebody'" + at(second),
			"an approval gets another reason":             "UPDATE revisions SET reason = 'Other'" + at(second),
			"an approval gets another time":               "UPDATE revisions SET decided_at = 1" + at(second),
			"what is live is voided":                      "UPDATE revisions SET state = 'voided'" + at(second),
			"what was live is voided":                     "UPDATE revisions SET state = 'voided'" + at(first),
			"what was live waits for publication again":   "UPDATE revisions SET published_at = 0" + at(first),
			"what was live was published at another time": "UPDATE revisions SET published_at = 5" + at(first),
			"what was live is deleted":                    "DELETE FROM revisions" + at(first),
			"what was rejected is deleted":                "DELETE FROM revisions" + at(rejected),
			"a snapshot is approved":                      approve + "'reviewer'" + at(snapshot.ID),
			"a snapshot goes into review":                 "UPDATE revisions SET state = 'in_review'" + at(snapshot.ID),

			"one comes in approved":                 insert(second, with("published_at", "0")),
			"one comes in approved under single":    insert(second, with("rule", "'single'", "reviewer_id", "''")),
			"one comes in rejected":                 insert(rejected, with()),
			"one comes in voided":                   insert(second, with("state", "'voided'")),
			"one comes in withdrawn":                insert(waiting, with("state", "'withdrawn'")),
			"one comes in with a reviewer":          insert(first, with("state", "'in_review'", "campaign_id", "'"+draft+"'")),
			"a second one comes into review":        insert(waiting, with()),
			"a snapshot comes in as a revision":     insert(waiting, with("state", "'snapshot'")),
			"a revision comes in as a snapshot":     insert(waiting, with("number", "-100", "campaign_id", "'"+draft+"'")),
			"one comes in and is approved if there": insert(waiting, map[string]string{}) + " ON CONFLICT (id) DO UPDATE SET state = 'approved', reviewer_id = 'author'",

			"what waits goes live":        "UPDATE campaigns SET revision_id = '" + waiting + "'" + at(f.campaign.ID),
			"a snapshot goes live":        "UPDATE campaigns SET revision_id = '" + snapshot.ID + "'" + at(f.campaign.ID),
			"what is another's goes live": "UPDATE campaigns SET revision_id = '" + other.RevisionID + "'" + at(f.campaign.ID),
			"what was rejected goes live": "UPDATE campaigns SET revision_id = '" + rejected + "', state = 'live'" + at(draft),
			"nothing goes live":           "UPDATE campaigns SET revision_id = ''" + at(f.campaign.ID),
			"a draft goes live":           "UPDATE campaigns SET state = 'live'" + at(draft),
			"a campaign comes in live":    "INSERT INTO campaigns SELECT 'new', 'new', state, revision_id, opens_at, closes_at, created_at, updated_at, ending FROM campaigns" + at(other.ID),
			"a campaign is deleted":       "DELETE FROM campaigns" + at(f.campaign.ID),
		}
		if strings.HasPrefix(f.address, "postgres") {
			statements["all are taken away"] = "TRUNCATE revisions CASCADE"
			statements["all campaigns are taken away"] = "TRUNCATE campaigns CASCADE"
		} else {
			replace := func(of string, with map[string]string) string {
				return "REPLACE INTO revisions (" + columns + ") " + likeness(of, with)
			}
			atRow := "(SELECT rowid FROM revisions" + at(second) + ")"
			statements["it is replaced"] = replace(waiting, map[string]string{"author_id": "'somebody'"})
			statements["what is live is replaced"] = replace(second, map[string]string{"state": "'in_review'", "reviewer_id": "''"})
			statements["its number is taken"] = replace(waiting, map[string]string{"id": "'new'", "author_id": "'somebody'"})
			statements["its row is taken"] = "REPLACE INTO revisions (rowid, " + columns + ") SELECT rowid, " +
				strings.TrimPrefix(likeness(waiting, with("author_id", "'somebody'")), "SELECT ")
			statements["it is replaced as the one in review"] = replace(waiting, with("author_id", "'somebody'"))
			statements["another takes the row of what is live"] = "UPDATE OR REPLACE revisions SET rowid = " + atRow + at(waiting)
			statements["another takes its number"] = "UPDATE OR REPLACE revisions SET number = 2" + at(waiting)
			statements["its author approves, ignoring"] = "UPDATE OR IGNORE revisions SET state = 'approved', reviewer_id = 'author'" + at(waiting)
			statements["its author approves, failing"] = "UPDATE OR FAIL revisions SET state = 'approved', reviewer_id = 'author'" + at(waiting)
			statements["its content is changed, ignoring"] = "UPDATE OR IGNORE revisions SET content = '{}'" + at(waiting)
			statements["its content becomes bytes"] = "UPDATE revisions SET content = CAST(content AS BLOB)" + at(waiting)
			statements["one comes in approved, ignoring"] = strings.Replace(insert(second, with("published_at", "0")), "INSERT", "INSERT OR IGNORE", 1)
			statements["a campaign is replaced"] = "REPLACE INTO campaigns SELECT id, slug, 'draft', revision_id, opens_at, closes_at, created_at, updated_at, ending FROM campaigns" + at(other.ID)
			statements["a campaign's slug is taken"] = "REPLACE INTO campaigns SELECT 'new', slug, 'draft', revision_id, opens_at, closes_at, created_at, updated_at, ending FROM campaigns" + at(other.ID)
			statements["a campaign takes another's slug"] = "UPDATE OR REPLACE campaigns SET slug = 'other'" + at(draft)
			statements["a campaign takes another's row"] = "UPDATE OR REPLACE campaigns SET rowid = (SELECT rowid FROM campaigns" + at(other.ID) + ")" + at(draft)
		}
		for name, statement := range statements {
			if refusal, changed := f.attempt(statement); changed || refusal != nil && strings.Contains(refusal.Error(), "syntax") {
				f.Errorf("%s: %v, changed %v\n%s", name, refusal, changed, statement)
			}
		}
		if refusal, changed := f.attempt(approve + "'reviewer'" + at(waiting)); refusal != nil || !changed {
			f.Errorf("another operator approves: %v", refusal)
		}
	})
}

func TestAClosedCampaignOpensByANewApprovalAlone(t *testing.T) {
	on(t, func(f *fixture) {
		id := f.campaign.ID
		first := f.campaign.RevisionID
		f.revised("Second")
		second := f.published(id).RevisionID
		f.revised("Third")
		third := f.approved(id).ID
		closing := "UPDATE campaigns SET state = 'closed' WHERE id = '" + id + "'"
		if refusal, _ := f.attempt(closing); !db.Refused(refusal) {
			f.Errorf("closed over an approval that could open it again: %v", refusal)
		}
		f.change(id, func(d *campaign.Dossier) error { return d.Close(campaign.Ordinary, noon) })
		if r, err := f.campaigns.Revision(f.Context(), third); err != nil || r.State != campaign.RevisionVoided {
			f.Errorf("the approval from before the close is %s (%v)", r.State, err)
		}
		reopen := func(revision string) string {
			return fmt.Sprintf("UPDATE campaigns SET state = 'live', revision_id = '%s' WHERE id = '%s'", revision, id)
		}
		for name, revision := range map[string]string{"the first": first, "the last": second, "the voided": third} {
			if refusal, changed := f.attempt(reopen(revision)); changed || !db.Refused(refusal) {
				f.Errorf("opened again with %s revision: %v", name, refusal)
			}
		}
		waiting := f.submitted(id)
		if refusal, _ := f.attempt(reopen(waiting.ID)); !db.Refused(refusal) {
			f.Errorf("opened again with what waits: %v", refusal)
		}
		f.change(id, func(d *campaign.Dossier) error {
			return d.Approve(waiting.Digest.String(), "reviewer", "", campaign.Two, noon)
		})
		if c := f.change(id, func(d *campaign.Dossier) error { return d.Publish(campaign.Two, noon) }); c.State != campaign.Live || c.RevisionID != waiting.ID {
			f.Errorf("after a new approval: %+v", c)
		}
	})
}

func TestOneOfTwoPersonsIsNotEnoughInTheStore(t *testing.T) {
	on(t, func(f *fixture) {
		for _, row := range []struct {
			made, inForce campaign.Rule
			by            string
			kind          fault.Kind // of the refusal; Internal for none
		}{
			{campaign.Two, campaign.Two, "author", fault.Forbidden},
			{campaign.Two, campaign.Two, "submitter", fault.Forbidden},
			{campaign.Two, campaign.Two, "", fault.Forbidden},
			{campaign.Two, campaign.Single, "author", fault.Forbidden},
			{campaign.Two, campaign.Single, "submitter", fault.Forbidden},
			{campaign.Single, campaign.Two, "author", fault.Forbidden},
			{campaign.Single, campaign.Two, "submitter", fault.Forbidden},
			{campaign.Two, campaign.Two, "reviewer", fault.Internal},
			{campaign.Single, campaign.Two, "reviewer", fault.Internal},
			{campaign.Single, campaign.Single, "author", fault.Internal},
			{campaign.Single, campaign.Single, "submitter", fault.Internal},
		} {
			id := f.drafted(newID())
			var digest string
			f.change(id, func(d *campaign.Dossier) error {
				digest = d.Draft.Content.Digest().String()
				return d.Submit(newID(), row.made, "submitter", "", noon)
			})
			d, err := f.try(id, func(d *campaign.Dossier) error { return d.Approve(digest, row.by, "", row.inForce, noon) })
			stored, _ := f.campaigns.Dossier(f.Context(), id, noon)
			want, state := row.kind == fault.Internal, campaign.InReview
			if want {
				state = campaign.Approved
			}
			if (err == nil) != want || !want && !fault.Is(err, row.kind) || stored.Campaign.State != state {
				f.Errorf("%+v: %v, stored as %s, %s", row, err, stored.Campaign.State, d.Campaign.State)
			}
		}
	})
}

func TestAnEditVoidsAnApprovalAndTheLogSaysSo(t *testing.T) {
	on(t, func(f *fixture) {
		id := f.drafted("voided")
		r := f.approved(id)
		f.edited(id, "After the approval")
		d, err := f.campaigns.Dossier(f.Context(), id, noon)
		f.must(err)
		if d.Campaign.State != campaign.Draft || d.Pending != nil {
			f.Errorf("after the edit it is %s with %+v pending", d.Campaign.State, d.Pending)
		}
		voided, err := f.campaigns.Revision(f.Context(), r.ID)
		f.must(err)
		want := r
		want.State, want.ReviewerID, want.DecidedAt, want.Read = campaign.RevisionVoided, "reviewer", noon, r.Digest
		if diff := cmp.Diff(want, voided); diff != "" {
			f.Errorf("the voided revision differs: %s", diff)
		}
		entries, err := db.NewAudit(f.db).Entries(f.Context(), audit.Filter{Action: audit.CampaignVoided})
		f.must(err)
		if len(entries) != 1 || entries[0].Subject != "voided" || entries[0].Details["revision"] != "1" || entries[0].Actor.ID != "operator" {
			f.Errorf("the log says %+v", entries)
		}
		// What is live stays live and approved, whatever is edited.
		f.revised("Another draft")
		live, err := f.campaigns.Revision(f.Context(), f.campaign.RevisionID)
		f.must(err)
		if err := live.Verify(); err != nil {
			f.Errorf("an edit of a live campaign's draft: %v", err)
		}
	})
}

func TestTheScheduleEndsACampaignAndTheLogSaysWho(t *testing.T) {
	on(t, func(f *fixture) {
		closes := noon.Add(time.Hour)
		log := db.NewAudit(f.db)
		byHand := f.drafted("by-hand") // touched after its end before any sweep
		f.published(byHand)
		for _, id := range []string{f.campaign.ID, byHand} {
			f.change(id, func(d *campaign.Dossier) error { return d.Schedule(noon, closes, noon) })
		}
		f.revised("Second")
		approved := f.approved(f.campaign.ID)

		if n, err := f.campaigns.EndOnTime(f.Context(), closes.Add(-time.Millisecond)); n != 0 || err != nil {
			f.Errorf("before the time %d were ended (%v)", n, err)
		}
		late := closes.Add(time.Minute)
		_, err := f.campaigns.Change(f.Context(), byHand, late, func(d *campaign.Dossier) (audit.Act, error) {
			_, err := d.Replace(content("Edited afterwards"), "author", late)
			return act(audit.CampaignEdited), err
		})
		f.must(err)
		if n, err := f.campaigns.EndOnTime(f.Context(), late); n != 1 || err != nil {
			f.Errorf("after the time %d were ended (%v), want the one that nobody touched", n, err)
		}
		if n, err := f.campaigns.EndOnTime(f.Context(), late); n != 0 || err != nil {
			f.Errorf("ended again: %d (%v)", n, err)
		}
		for _, id := range []string{f.campaign.ID, byHand} {
			c, err := f.campaigns.Campaign(f.Context(), id)
			f.must(err)
			if c.State != campaign.Closed || c.Ending != campaign.Ordinary {
				f.Errorf("%s is %s with the ending %q", c.Slug, c.State, c.Ending)
			}
			_, err = f.campaigns.Change(f.Context(), id, late, func(d *campaign.Dossier) (audit.Act, error) {
				return act(audit.CampaignScheduled), d.Schedule(noon, late.Add(time.Hour), late)
			})
			if !fault.Is(err, fault.Conflict) {
				f.Errorf("%s was given another schedule: %v", c.Slug, err)
			}
		}
		entries, err := log.Entries(f.Context(), audit.Filter{Action: audit.CampaignClosed})
		f.must(err)
		if len(entries) != 2 {
			f.Fatalf("the log has %d entries of the end", len(entries))
		}
		for _, e := range entries {
			if e.Actor != audit.Program() || e.Details["ending"] != "ordinary" || !e.At.Equal(late) {
				f.Errorf("the log says %+v", e)
			}
		}
		if r, err := f.campaigns.Revision(f.Context(), approved.ID); err != nil || r.State != campaign.RevisionVoided {
			f.Errorf("an approval from before the end is %s (%v)", r.State, err)
		}
		voided, err := log.Entries(f.Context(), audit.Filter{Action: audit.CampaignVoided})
		f.must(err)
		if len(voided) != 1 || voided[0].Actor != audit.Program() {
			f.Errorf("the log says of the approval: %+v", voided)
		}
	})
}

func TestANoteOfAnyCharactersIsKept(t *testing.T) {
	on(t, func(f *fixture) {
		id := f.drafted("characters")
		var digest string
		f.change(id, func(d *campaign.Dossier) error {
			digest = d.Draft.Content.Digest().String()
			return d.Submit(newID(), campaign.Two, "author", "Молим,\r\nпогледајте\x00 \xff", noon)
		})
		f.change(id, func(d *campaign.Dossier) error { return d.Reject(digest, "reviewer", "Не\x00", campaign.Two, noon) })
		all, err := f.campaigns.Revisions(f.Context(), id)
		f.must(err)
		if all[0].Note != "Молим,\nпогледајте\ufffd \ufffd" || all[0].Reason != "Не\ufffd" {
			f.Errorf("note %q, reason %q", all[0].Note, all[0].Reason)
		}
	})
}
