package campaign_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// pairs reads "from → to to, from → to" into the set of moves.
func pairs(drawn string) map[[2]string]bool {
	set := map[[2]string]bool{}
	for line := range strings.SplitSeq(drawn, ",") {
		from, to, _ := strings.Cut(line, "→")
		for next := range strings.FieldsSeq(to) {
			set[[2]string{strings.TrimSpace(from), next}] = true
		}
	}
	return set
}

func TestEveryMoveOfACampaignIsLegalOrIsNot(t *testing.T) {
	legal := pairs("draft → in_review archived, in_review → draft approved, approved → draft live archived, live → paused closed, paused → live closed, closed → live archived")
	for _, from := range campaign.States() {
		for _, to := range campaign.States() {
			if got, want := from.MayBecome(to), legal[[2]string{string(from), string(to)}]; got != want {
				t.Errorf("%s → %s: %v, want %v", from, to, got, want)
			}
		}
	}
	if len(campaign.States()) != 7 || campaign.State("").MayBecome(campaign.Live) || campaign.Draft.MayBecome("") {
		t.Error("a state that is none moves, or one is missing")
	}
}

func TestEveryMoveOfARevisionIsLegalOrIsNot(t *testing.T) {
	legal := pairs("in_review → approved rejected withdrawn, approved → voided")
	for _, from := range campaign.ReviewStates() {
		for _, to := range campaign.ReviewStates() {
			if got, want := from.MayBecome(to), legal[[2]string{string(from), string(to)}]; got != want {
				t.Errorf("%s → %s: %v, want %v", from, to, got, want)
			}
		}
	}
	if len(campaign.ReviewStates()) != 6 {
		t.Error("a state of a revision is missing")
	}
}

// dossier returns a campaign in a state, with a pending revision in a state or
// without one, whose draft is not what is live.
func dossier(state campaign.State, pending campaign.ReviewState) campaign.Dossier {
	d := campaign.NewDossier("campaign", "open-data", content(), "author", noon)
	d.Campaign.State, d.Last = state, 1
	if state.Published() || state == campaign.Archived {
		d.Campaign.RevisionID, d.Live = "live", campaign.Digest{1}
	}
	if pending != "" {
		digest := content().Digest()
		d.Last = 2
		d.Pending = &campaign.Revision{
			ID: "pending", CampaignID: "campaign", Number: 2, Content: content(), Digest: digest, Stored: digest,
			State: pending, Rule: campaign.Two, AuthorID: "author", Submitter: "submitter", CreatedAt: noon,
		}
		if pending != campaign.RevisionInReview {
			d.Pending.ReviewerID, d.Pending.DecidedAt = "reviewer", noon
		}
	}
	return d
}

// reachable are the states that a dossier can be in: of the campaign, and of the
// pending revision.
var reachable = []string{
	"draft", "in_review in_review", "approved approved",
	"live", "live in_review", "live approved",
	"paused", "paused in_review", "paused approved",
	"closed", "closed in_review", "closed approved",
	"archived",
}

// methods are the actions of the workflow, with what each makes of a dossier in
// the states it is possible in.
var methods = map[string]struct {
	do   func(d *campaign.Dossier) error
	from map[string]string
}{
	"edit": {
		func(d *campaign.Dossier) error { return edit(d, "Another subject") },
		map[string]string{
			"draft": "draft", "approved approved": "draft", "live": "live", "live approved": "live", "paused": "paused",
			"paused approved": "paused", "closed": "closed", "closed approved": "closed",
		},
	},
	"replace": {
		func(d *campaign.Dossier) error {
			other := content()
			other.Goal = 7
			_, err := d.Replace(other, "editor", noon)
			return err
		},
		map[string]string{
			"draft": "draft", "approved approved": "draft", "live": "live", "live approved": "live", "paused": "paused",
			"paused approved": "paused", "closed": "closed", "closed approved": "closed",
		},
	},
	"submit": {
		func(d *campaign.Dossier) error { return d.Submit("new", campaign.Two, "submitter", "", noon) },
		map[string]string{"draft": "in_review in_review", "live": "live in_review", "paused": "paused in_review", "closed": "closed in_review"},
	},
	"withdraw": {
		func(d *campaign.Dossier) error { return d.Withdraw(noon) },
		map[string]string{"in_review in_review": "draft", "live in_review": "live", "paused in_review": "paused", "closed in_review": "closed"},
	},
	"approve": {
		func(d *campaign.Dossier) error {
			return d.Approve(content().Digest().String(), "reviewer", "", campaign.Two, noon)
		},
		map[string]string{
			"in_review in_review": "approved approved", "live in_review": "live approved", "paused in_review": "paused approved",
			"closed in_review": "closed approved",
		},
	},
	"reject": {
		func(d *campaign.Dossier) error {
			return d.Reject(content().Digest().String(), "reviewer", "No", campaign.Two, noon)
		},
		map[string]string{"in_review in_review": "draft", "live in_review": "live", "paused in_review": "paused", "closed in_review": "closed"},
	},
	"publish": {
		func(d *campaign.Dossier) error { return d.Publish(campaign.Two, noon) },
		map[string]string{"approved approved": "live", "live approved": "live", "paused approved": "paused", "closed approved": "live"},
	},
	"schedule": {
		func(d *campaign.Dossier) error { return d.Schedule(noon, noon.Add(time.Hour), noon) },
		map[string]string{
			"draft": "draft", "in_review in_review": "in_review in_review", "approved approved": "approved approved",
			"live": "live", "live in_review": "live in_review", "live approved": "live approved",
			"paused": "paused", "paused in_review": "paused in_review", "paused approved": "paused approved",
			"closed approved": "closed approved",
		},
	},
	"pause": {
		func(d *campaign.Dossier) error { return d.Pause(noon) },
		map[string]string{"live": "paused", "live in_review": "paused in_review", "live approved": "paused approved"},
	},
	"resume": {
		func(d *campaign.Dossier) error { return d.Resume(noon) },
		map[string]string{"paused": "live", "paused in_review": "live in_review", "paused approved": "live approved"},
	},
	"close": {
		func(d *campaign.Dossier) error { return d.Close(campaign.Victory, noon) },
		map[string]string{
			"live": "closed", "live in_review": "closed in_review", "live approved": "closed",
			"paused": "closed", "paused in_review": "closed in_review", "paused approved": "closed",
		},
	},
	"archive": {
		func(d *campaign.Dossier) error { return d.Archive(noon) },
		map[string]string{"draft": "archived", "approved approved": "archived", "closed": "archived", "closed approved": "archived"},
	},
	"rename": {
		func(d *campaign.Dossier) error { return d.Rename("another-slug", noon) },
		map[string]string{"draft": "draft"},
	},
}

// edit gives the letter another subject.
func edit(d *campaign.Dossier, subject string) error {
	section := campaign.LetterSection("en")
	part, err := d.Draft.Content.Part(section)
	if err != nil {
		return err
	}
	changed := content()
	changed.Letters = maps.Clone(changed.Letters)
	letter := changed.Letters["en"]
	letter.Subject = subject
	changed.Letters["en"] = letter
	other, err := changed.Part(section)
	if err != nil {
		return err
	}
	_, err = d.Edit(section, campaign.Base(part), other, "editor", noon)
	return err
}

// states says where a dossier is.
func states(d campaign.Dossier) string {
	if d.Pending == nil {
		return string(d.Campaign.State)
	}
	return string(d.Campaign.State) + " " + string(d.Pending.State)
}

func TestEveryActionIsPossibleInItsStatesAlone(t *testing.T) {
	for name, method := range methods {
		for _, from := range reachable {
			state, pending, _ := strings.Cut(from, " ")
			d, before := dossier(campaign.State(state), campaign.ReviewState(pending)), dossier(campaign.State(state), campaign.ReviewState(pending))
			want, possible := method.from[from]
			err := method.do(&d)
			switch {
			case possible && (err != nil || states(d) != want):
				t.Errorf("%s: %s → %s (%v), want %s", name, from, states(d), err, want)
			case !possible && !fault.Is(err, fault.Conflict):
				t.Errorf("%s: %s → %s (%v), want a refusal", name, from, states(d), err)
			case !possible:
				if diff := cmp.Diff(before, d, cmp.AllowUnexported(campaign.Dossier{})); diff != "" {
					t.Errorf("%s: %s: refused, and yet: %s", name, from, diff)
				}
			}
		}
		for from := range method.from {
			if !slices.Contains(reachable, from) {
				t.Errorf("%s: %q cannot be", name, from)
			}
		}
	}
}

// TestNoActionMakesAnIllegalMove begins in states that cannot be as well: a
// database that somebody has changed by hand is no way around the table.
func TestNoActionMakesAnIllegalMove(t *testing.T) {
	for _, state := range campaign.States() {
		for _, pending := range []campaign.ReviewState{"", campaign.RevisionInReview, campaign.RevisionApproved} {
			for name, method := range methods {
				d := dossier(state, pending)
				err := method.do(&d)
				if next := d.Campaign.State; next != state && !state.MayBecome(next) && !steps(state, next) {
					t.Errorf("%s of %s with %q pending: it is %s (%v)", name, state, pending, next, err)
				}
				for _, r := range d.Changed() {
					if r.ID == "pending" && r.State != pending && !pending.MayBecome(r.State) {
						t.Errorf("%s of %s with %q pending: that is %s (%v)", name, state, pending, r.State, err)
					}
				}
				if d.Campaign.RevisionID == "pending" && (pending != campaign.RevisionApproved || !d.Campaign.State.Published()) {
					t.Errorf("%s of %s with %q pending: that is public, and the campaign %s", name, state, pending, d.Campaign.State)
				}
			}
		}
	}
}

// steps reports whether one action may take two moves: an approval that nobody
// used is void before its campaign is archived.
func steps(from, to campaign.State) bool { return from == campaign.Approved && to == campaign.Archived }

func TestAWholeLifeIsMadeOfLegalMoves(t *testing.T) {
	d := dossier(campaign.Draft, "")
	for _, step := range []string{
		"submit → in_review in_review", "withdraw → draft", "submit → in_review in_review", "reject → draft", "edit → draft",
		"submit → in_review in_review",
	} {
		take(t, &d, step)
	}
	if err := d.Approve(d.Pending.Digest.String(), "reviewer", "", campaign.Two, noon); err != nil {
		t.Fatal(err)
	}
	for _, step := range []string{"publish → live", "pause → paused", "resume → live", "close → closed", "archive → archived"} {
		take(t, &d, step)
	}
	var numbers []string
	for _, r := range d.Changed() {
		numbers = append(numbers, fmt.Sprintf("%d %s", r.Number, r.State))
	}
	if want := []string{"2 withdrawn", "3 rejected", "4 approved"}; !slices.Equal(numbers, want) {
		t.Errorf("revisions %q, want %q", numbers, want)
	}
}

func take(t *testing.T, d *campaign.Dossier, step string) {
	t.Helper()
	name, want, _ := strings.Cut(step, " → ")
	if err := methods[name].do(d); err != nil || states(*d) != want {
		t.Fatalf("%s: %s (%v)", step, states(*d), err)
	}
}

func TestAClosedCampaignTakesANewApprovalToOpen(t *testing.T) {
	d := dossier(campaign.Live, campaign.RevisionApproved)
	take(t, &d, "close → closed")
	if changed := d.Changed(); len(changed) != 1 || changed[0].State != campaign.RevisionVoided {
		t.Errorf("an approval from before the close: %+v", changed)
	}
	if err := d.Publish(campaign.Two, noon); fault.MessageOf(err).Key != "fault.campaign.unapproved" {
		t.Errorf("published with the approval from before: %v", err)
	}
	// The same text may be submitted again, because opening is what is decided.
	d.Live = d.Draft.Content.Digest()
	take(t, &d, "submit → closed in_review")
	if err := d.Publish(campaign.Two, noon); fault.MessageOf(err).Key != "fault.campaign.unapproved" {
		t.Errorf("published before the decision: %v", err)
	}
	take(t, &d, "approve → closed approved")
	take(t, &d, "publish → live")
	if d.Campaign.Ending != "" || d.Campaign.RevisionID != "new" {
		t.Errorf("open again, it has the ending %q and the revision %s", d.Campaign.Ending, d.Campaign.RevisionID)
	}
}

func TestTheScheduleClosesByItselfAndForGood(t *testing.T) {
	closes := noon.Add(time.Hour)
	for _, from := range reachable {
		state, pending, _ := strings.Cut(from, " ")
		d := dossier(campaign.State(state), campaign.ReviewState(pending))
		d.Campaign.ClosesAt = closes
		if d.EndOnTime(closes.Add(-time.Nanosecond)) {
			t.Errorf("%s: ended before its time", from)
		}
		runs := state == "live" || state == "paused"
		if ended := d.EndOnTime(closes); ended != runs {
			t.Errorf("%s: ended: %v", from, ended)
		}
		if !runs {
			continue
		}
		if d.Campaign.State != campaign.Closed || d.Campaign.Ending != campaign.Ordinary || d.EndOnTime(closes) {
			t.Errorf("%s: %s with the ending %q", from, d.Campaign.State, d.Campaign.Ending)
		}
		if d.Pending != nil && d.Pending.State != campaign.RevisionInReview {
			t.Errorf("%s: the approval from before the end stands", from)
		}
		if err := d.Schedule(noon, closes.Add(time.Hour), closes); !fault.Is(err, fault.Conflict) {
			t.Errorf("%s: another schedule: %v", from, err)
		}
	}
	d := dossier(campaign.Closed, campaign.RevisionApproved)
	d.Campaign.ClosesAt = closes
	if err := d.Publish(campaign.Two, closes); fault.MessageOf(err).Key != "fault.campaign.closing_past" {
		t.Errorf("published after the closing time: %v", err)
	}
	if err := d.Schedule(time.Time{}, closes.Add(time.Hour), closes); err != nil {
		t.Errorf("another schedule with a new approval: %v", err)
	}
	take(t, &d, "publish → live")
}

func TestScheduledTimesAreInOrderAndAhead(t *testing.T) {
	for name, row := range map[string]struct {
		opens, closes time.Time
		key           string
	}{
		"none":                 {time.Time{}, time.Time{}, ""},
		"opens in the past":    {noon.Add(-time.Hour), time.Time{}, ""},
		"both":                 {noon.Add(time.Hour), noon.Add(2 * time.Hour), ""},
		"closes now":           {time.Time{}, noon, "fault.schedule.past"},
		"closes in the past":   {noon.Add(-2 * time.Hour), noon.Add(-time.Hour), "fault.schedule.past"},
		"closes as it opens":   {noon.Add(time.Hour), noon.Add(time.Hour), "fault.schedule.order"},
		"closes before it did": {noon.Add(2 * time.Hour), noon.Add(time.Hour), "fault.schedule.order"},
	} {
		d := dossier(campaign.Live, "")
		err := d.Schedule(row.opens, row.closes, noon)
		key := ""
		if fields := fault.FieldsOf(err); len(fields) > 0 {
			key = fields[0].Message.Key
		}
		if key != row.key || (err == nil) != d.Campaign.ClosesAt.Equal(row.closes) && !row.closes.IsZero() {
			t.Errorf("%s: %v, stored %v", name, err, d.Campaign.ClosesAt)
		}
	}
}
