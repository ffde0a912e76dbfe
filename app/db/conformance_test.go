package db_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	ecm "emailcampaigns"
	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/db"
	"emailcampaigns/app/db/dbtest"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/sending"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// fixture is a database with one live campaign.
type fixture struct {
	*testing.T
	address   string
	db        *db.DB
	campaigns *db.Campaigns
	sessions  *db.Sessions
	campaign  campaign.Campaign
}

// on runs a test on a database of each kind.
func on(t *testing.T, test func(f *fixture)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, address string) {
		opened := dbtest.Open(t, address)
		f := &fixture{T: t, address: address, db: opened, campaigns: db.NewCampaigns(opened), sessions: db.NewSessions(opened)}
		f.campaign = f.imported("open-data", content("Open the data"))
		test(f)
	})
}

func content(subject string) campaign.Content {
	return campaign.Content{
		Languages: []string{"en"}, Title: map[string]string{"en": "Open data"}, Summary: map[string]string{"en": "Why"},
		Letters:    map[string]campaign.Letter{"en": {Subject: subject, Salutation: "Dear all", Body: "Please ну?"}},
		Recipients: []campaign.Recipient{{Key: "office", Name: "Office", Address: "office@assembly.example"}},
		Reference:  "Ref. OPEN-DATA",
	}
}

func (f *fixture) imported(slug string, c campaign.Content) campaign.Campaign {
	f.Helper()
	d := campaign.NewDossier(newID(), slug, c, "author", noon)
	f.must(f.campaigns.Create(f.Context(), d, act(audit.CampaignCreated)))
	return f.published(d.Campaign.ID)
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// act is an act of the test's operator.
func act(action audit.Action) audit.Act {
	return audit.Act{Actor: audit.Actor{ID: "operator", Name: "operator@organisation.example"}, Action: action, Subject: "open-data"}
}

// change carries out an action of the workflow and wants it to succeed.
func (f *fixture) change(id string, do func(*campaign.Dossier) error) campaign.Campaign {
	f.Helper()
	d, err := f.try(id, do)
	f.must(err)
	return d.Campaign
}

func (f *fixture) try(id string, do func(*campaign.Dossier) error) (campaign.Dossier, error) {
	return f.campaigns.Change(f.Context(), id, noon, func(d *campaign.Dossier) (audit.Act, error) {
		return act(audit.CampaignSubmitted), do(d)
	})
}

// published takes the draft of a campaign through the review.
func (f *fixture) published(id string) campaign.Campaign {
	f.Helper()
	f.change(id, func(d *campaign.Dossier) error { return d.Submit(newID(), campaign.Two, "author", "", noon) })
	f.change(id, func(d *campaign.Dossier) error {
		return d.Approve(d.Pending.Digest.String(), "reviewer", "", campaign.Two, noon)
	})
	return f.change(id, func(d *campaign.Dossier) error { return d.Publish(campaign.Two, noon) })
}

func (f *fixture) must(err error) {
	f.Helper()
	if err != nil {
		f.Fatal(err)
	}
}

// started returns a stored session that is connected.
func (f *fixture) started() sending.Session {
	f.Helper()
	s := sending.Session{
		ID: uuid.Must(uuid.NewV7()).String(), CampaignID: f.campaign.ID, RevisionID: f.campaign.RevisionID,
		State: sending.Connected, Language: "sr-Cyrl", Letter: "en", SecretHash: []byte("secret hash"),
		Sealed: sending.Sealed{
			Name: []byte{0, 1, 255}, Address: []byte("address"), Fields: []byte("fields"),
			Access: []byte("access"), Refresh: []byte("refresh"), Verifier: []byte("verifier"),
		},
		StateHash: []byte("state hash"), StateExpiresAt: noon.Add(time.Minute), TokenExpiresAt: noon.Add(time.Hour),
		Problem: sending.RateLimited, RetryAt: noon.Add(time.Millisecond),
		StartedAt: noon, DisclosedAt: noon.Add(1 * time.Second), ConnectedAt: noon.Add(2 * time.Second),
		ExpiresAt: noon.Add(time.Hour), Version: 1,
	}
	f.must(f.sessions.CreateSession(f.Context(), s, []sending.Delivery{waitingFor(s, s.ID, sending.Together)}))
	return s
}

func waitingFor(s sending.Session, id, recipient string) sending.Delivery {
	return sending.Delivery{
		ID: id, SessionID: s.ID, CampaignID: s.CampaignID, RevisionID: s.RevisionID, Recipient: recipient, State: sending.Pending,
	}
}

func (f *fixture) delivery(s sending.Session) sending.Delivery {
	f.Helper()
	all, err := f.sessions.Deliveries(f.Context(), s.ID)
	f.must(err)
	if len(all) != 1 {
		f.Fatalf("%d deliveries", len(all))
	}
	return all[0]
}

func (f *fixture) load(s sending.Session) sending.Session {
	f.Helper()
	loaded, err := f.sessions.Session(f.Context(), s.ID, s.SecretHash)
	f.must(err)
	return loaded
}

func claimOf(s sending.Session, hash string) sending.Claim {
	s.State = sending.Confirmed
	return sending.Claim{
		Session: s,
		Delivery: sending.Delivery{
			ID: s.ID, SessionID: s.ID, CampaignID: s.CampaignID, RevisionID: s.RevisionID,
			Recipient: sending.Together, ClaimedAt: noon, LeaseUntil: noon.Add(90 * time.Second), HashUntil: noon.Add(24 * time.Hour),
		},
		Sender: []byte(hash), Mark: sending.Mark{Together: true, Hash: []byte(hash)}, KeyVersion: 1, Now: noon,
	}
}

// claimed claims and returns the session as it is stored then.
func (f *fixture) claimed(c sending.Claim) (sending.Session, sending.Claimed) {
	f.Helper()
	d, err := f.sessions.Claim(f.Context(), c)
	f.must(err)
	return f.load(c.Session), d
}

func (f *fixture) settle(s sending.Session, d sending.Claimed, o sending.Outcome) sending.Session {
	f.Helper()
	s.Settle(o, sending.Rest{}, noon)
	f.must(f.sessions.Settle(f.Context(), sending.Settlement{Claimed: d, Outcome: o, Session: s, Now: noon}))
	return f.load(s)
}

var (
	accepted  = sending.Outcome{State: sending.Accepted}
	rejected  = sending.Outcome{State: sending.Rejected, Reason: sending.RateLimited}
	uncertain = sending.Outcome{State: sending.Uncertain, Reason: sending.NoAnswer}
)

func (f *fixture) deliveryState(s sending.Session) sending.DeliveryState {
	f.Helper()
	return f.delivery(s).State
}

func TestASessionComesBackAsItWasSaved(t *testing.T) {
	on(t, func(f *fixture) {
		s := f.started()
		if diff := cmp.Diff(s, f.load(s)); diff != "" {
			f.Errorf("created and loaded differ: %s", diff)
		}
		s.End(sending.Cancelled, noon)
		s.Drop(noon.Add(time.Second), noon.Add(2*time.Second))
		f.must(f.sessions.SaveSession(f.Context(), s))
		s.Version = 2
		if diff := cmp.Diff(s, f.load(s)); diff != "" {
			f.Errorf("saved and loaded differ: %s", diff)
		}
	})
}

func TestAnotherSecretDoesNotFindASession(t *testing.T) {
	on(t, func(f *fixture) {
		s := f.started()
		for _, hash := range [][]byte{nil, {}, []byte("secret hasH"), []byte("secret hash ")} {
			if _, err := f.sessions.Session(f.Context(), s.ID, hash); !fault.Is(err, fault.NotFound) {
				f.Errorf("hash %q: got %v", hash, err)
			}
		}
		if _, err := f.sessions.Session(f.Context(), "00000000-0000-7000-8000-000000000000", s.SecretHash); !fault.Is(err, fault.NotFound) {
			f.Errorf("another id: got %v", err)
		}
	})
}

func TestOfTwoSavesOfOneVersionOneWins(t *testing.T) {
	on(t, func(f *fixture) {
		s := f.started()
		results := make(chan error, 20)
		var wait sync.WaitGroup
		for range cap(results) {
			wait.Go(func() { results <- f.sessions.SaveSession(context.Background(), s) })
		}
		wait.Wait()
		close(results)
		won := 0
		for err := range results {
			switch {
			case err == nil:
				won++
			case !fault.Is(err, fault.Conflict):
				f.Errorf("got %v", err)
			}
		}
		if won != 1 {
			f.Errorf("%d saves won", won)
		}
	})
}

func TestTheDatabaseRefusesAnEndedSessionThatKeepsTypedFields(t *testing.T) {
	on(t, func(f *fixture) {
		s := f.started()
		s.State, s.EndedAt = sending.Finished, noon
		if err := f.sessions.SaveSession(f.Context(), s); err == nil {
			f.Error("saved")
		}
	})
}

func TestOfManyClaimsOfASessionOneSends(t *testing.T) {
	on(t, func(f *fixture) {
		s := f.started()
		f.race(50, func(int) sending.Claim { return claimOf(s, "hash") })
	})
}

func TestOfManySessionsOfOneSenderOneSends(t *testing.T) {
	on(t, func(f *fixture) {
		var sessions []sending.Session
		for range 20 {
			sessions = append(sessions, f.started())
		}
		f.race(20, func(i int) sending.Claim { return claimOf(sessions[i], "hash") })
	})
}

// race claims n times at once and wants one to win.
func (f *fixture) race(n int, claim func(int) sending.Claim) {
	f.Helper()
	results := make(chan error, n)
	var wait sync.WaitGroup
	for i := range n {
		wait.Go(func() {
			_, err := f.sessions.Claim(context.Background(), claim(i))
			results <- err
		})
	}
	wait.Wait()
	close(results)
	won := 0
	for err := range results {
		switch {
		case err == nil:
			won++
		case !fault.Is(err, fault.Conflict):
			f.Errorf("got %v", err)
		}
	}
	if won != 1 {
		f.Errorf("%d claims won", won)
	}
}

func TestAClaimWhileSendingIsHeldIsRefused(t *testing.T) {
	on(t, func(f *fixture) {
		s := f.started()
		f.must(f.sessions.HoldSending(f.Context(), noon.Add(time.Second), sending.DailyLimit))
		f.must(f.sessions.HoldSending(f.Context(), noon.Add(time.Hour), sending.DailyLimit))
		f.must(f.sessions.HoldSending(f.Context(), noon.Add(time.Minute), sending.DailyLimit)) // does not shorten it
		_, err := f.sessions.Claim(f.Context(), claimOf(s, "hash"))
		var held *sending.HeldError
		if !errors.As(err, &held) || !held.Until.Equal(noon.Add(time.Hour)) || held.Reason != sending.DailyLimit {
			f.Fatalf("got %v", err)
		}
		if f.load(s).State != sending.Connected {
			f.Error("the refused claim changed the session")
		}
		c := claimOf(s, "hash")
		c.Now = noon.Add(time.Hour)
		if _, err := f.sessions.Claim(f.Context(), c); err != nil {
			f.Errorf("after the hold: %v", err)
		}
	})
}

func TestAPauseBetweenThePageAndThePressStopsTheSend(t *testing.T) {
	on(t, func(f *fixture) {
		s := f.started()
		f.change(f.campaign.ID, func(d *campaign.Dossier) error { return d.Pause(noon) })
		if _, err := f.sessions.Claim(f.Context(), claimOf(s, "hash")); !fault.Is(err, fault.Conflict) {
			f.Fatalf("got %v", err)
		}
		if d := f.delivery(s); d.State != sending.Pending || d.Attempt != 0 {
			f.Errorf("the delivery is %+v", d)
		}
	})
}

func TestAnAcceptedMessageIsCountedAndItsHashLeadsNowhere(t *testing.T) {
	on(t, func(f *fixture) {
		s, d := f.claimed(claimOf(f.started(), "hash"))
		if d.State != sending.Sending || d.Attempt != 1 || !d.LeaseUntil.Equal(noon.Add(90*time.Second)) {
			f.Errorf("claimed: %+v", d)
		}
		s = f.settle(s, d, accepted)
		settled := f.delivery(s)
		if settled.State != sending.Accepted || !settled.SettledAt.Equal(noon) || settled.HashUntil.IsZero() {
			f.Errorf("settled: %+v", settled)
		}
		if n, err := f.sessions.Accepted(f.Context(), f.campaign.ID); err != nil || n != 1 {
			f.Errorf("counted %d, %v", n, err)
		}
		if marks := f.marks(); !slices.Equal(marks, []string{"accepted "}) {
			f.Errorf("marks: %q", marks)
		}
		_, err := f.sessions.Claim(f.Context(), claimOf(f.started(), "hash"))
		var taken *sending.TakenError
		if !errors.As(err, &taken) || taken.Uncertain {
			f.Errorf("the same sender again: %v", err)
		}
		if _, err := f.sessions.Claim(f.Context(), claimOf(f.started(), "another")); err != nil {
			f.Errorf("another sender: %v", err)
		}
	})
}

// marks returns each mark's state and delivery.
func (f *fixture) marks() []string {
	f.Helper()
	found, err := db.Marks(f.Context(), f.db)
	f.must(err)
	return found
}

func TestASettledDeliveryIsNotSettledAgain(t *testing.T) {
	on(t, func(f *fixture) {
		s, d := f.claimed(claimOf(f.started(), "hash"))
		s = f.settle(s, d, accepted)
		err := f.sessions.Settle(f.Context(), sending.Settlement{Claimed: d, Outcome: accepted, Session: s, Now: noon})
		if !fault.Is(err, fault.Conflict) {
			f.Errorf("got %v", err)
		}
		if n, _ := f.sessions.Accepted(f.Context(), f.campaign.ID); n != 1 {
			f.Errorf("counted %d", n)
		}
	})
}

func TestARejectedMessageLeavesNoHashAndMayBeSentAgain(t *testing.T) {
	on(t, func(f *fixture) {
		s, d := f.claimed(claimOf(f.started(), "hash"))
		s = f.settle(s, d, rejected)
		if marks := f.marks(); len(marks) != 0 {
			f.Errorf("marks: %q", marks)
		}
		settled := f.delivery(s)
		if settled.State != sending.Rejected || settled.Reason != sending.RateLimited || !settled.HashUntil.IsZero() {
			f.Errorf("settled: %+v", settled)
		}
		_, second := f.claimed(claimOf(s, "hash"))
		if second.ID != d.ID || second.Attempt != 2 {
			f.Errorf("second attempt: %+v", second)
		}
	})
}

func TestAnUncertainMessageNeedsTheSendersWord(t *testing.T) {
	on(t, func(f *fixture) {
		s, d := f.claimed(claimOf(f.started(), "hash"))
		s = f.settle(s, d, uncertain)
		if marks := f.marks(); !slices.Equal(marks, []string{"uncertain " + d.ID}) {
			f.Errorf("marks: %q", marks)
		}
		_, err := f.sessions.Claim(f.Context(), claimOf(s, "hash"))
		var taken *sending.TakenError
		if !errors.As(err, &taken) || !taken.Uncertain {
			f.Fatalf("without a word: %v", err)
		}
		again := claimOf(s, "hash")
		again.Again = true
		s, d = f.claimed(again)
		s = f.settle(s, d, rejected)
		if marks := f.marks(); !slices.Equal(marks, []string{"uncertain " + d.ID}) {
			f.Errorf("after a rejected second attempt: %q", marks)
		}
		if state := f.deliveryState(s); state != sending.Uncertain {
			f.Errorf("a rejected second attempt makes the first %s", state)
		}
		again = claimOf(s, "hash")
		again.Again = true
		s, d = f.claimed(again)
		s = f.settle(s, d, accepted)
		if marks := f.marks(); !slices.Equal(marks, []string{"accepted "}) || f.deliveryState(s) != sending.Accepted {
			f.Errorf("after an accepted second attempt: %q, %s", marks, f.deliveryState(s))
		}
	})
}

func TestAnotherSessionOfTheSenderMayTakeAnUncertainMessageOver(t *testing.T) {
	on(t, func(f *fixture) {
		first, d := f.claimed(claimOf(f.started(), "hash"))
		f.settle(first, d, uncertain)
		again := claimOf(f.started(), "hash")
		again.Again = true
		second, taken := f.claimed(again)
		f.settle(second, taken, accepted)
		retry := claimOf(f.load(first), "hash")
		retry.Again = true
		if _, err := f.sessions.Claim(f.Context(), retry); !fault.Is(err, fault.Conflict) {
			f.Errorf("the first session sends as well: %v", err)
		}
	})
}

func TestAnEndedSessionsUncertainHashLeadsNowhere(t *testing.T) {
	on(t, func(f *fixture) {
		s, d := f.claimed(claimOf(f.started(), "hash"))
		s = f.settle(s, d, uncertain)
		s.End(sending.Finished, noon)
		f.must(f.sessions.SaveSession(f.Context(), s))
		if marks := f.marks(); !slices.Equal(marks, []string{"uncertain "}) {
			f.Errorf("marks: %q", marks)
		}
	})
}

func TestAHashWhoseTimeHasComeDoesNotCount(t *testing.T) {
	on(t, func(f *fixture) {
		s, d := f.claimed(claimOf(f.started(), "hash"))
		f.settle(s, d, accepted)
		later := claimOf(f.started(), "hash")
		later.Now = noon.Add(24 * time.Hour)
		if _, err := f.sessions.Claim(f.Context(), later); err != nil {
			f.Errorf("got %v", err)
		}
	})
}

func TestAnInterruptedSendBecomesUncertainAfterItsLease(t *testing.T) {
	on(t, func(f *fixture) {
		s, d := f.claimed(claimOf(f.started(), "hash"))
		if n, err := f.sessions.MarkOrphans(f.Context(), d.LeaseUntil.Add(-time.Millisecond)); err != nil || n != 0 {
			f.Errorf("before the lease ends: %d, %v", n, err)
		}
		if n, err := f.sessions.MarkOrphans(f.Context(), d.LeaseUntil); err != nil || n != 1 {
			f.Errorf("after it: %d, %v", n, err)
		}
		orphan := f.delivery(s)
		if orphan.State != sending.Uncertain || orphan.Reason != sending.Interrupted {
			f.Errorf("orphan: %+v", orphan)
		}
		if marks := f.marks(); !slices.Equal(marks, []string{"uncertain " + d.ID}) {
			f.Errorf("marks: %q", marks)
		}
		if err := f.sessions.Settle(f.Context(), sending.Settlement{Claimed: d, Outcome: accepted, Session: s, Now: noon}); !fault.Is(err, fault.Conflict) {
			f.Errorf("a late settlement: %v", err)
		}
	})
}

func TestDueIsWhatHasSomethingToErase(t *testing.T) {
	on(t, func(f *fixture) {
		late := noon.Add(2 * time.Hour)
		fresh := f.started()
		fresh.ExpiresAt = late.Add(time.Hour)
		f.must(f.sessions.SaveSession(f.Context(), fresh))
		overdue := f.started()
		halfway := f.started()
		halfway.End(sending.Cancelled, noon)
		f.must(f.sessions.SaveSession(f.Context(), halfway))
		erased := f.started()
		erased.End(sending.Cancelled, noon)
		erased.Drop(noon, noon)
		f.must(f.sessions.SaveSession(f.Context(), erased))
		sendingNow, _ := f.claimed(claimOf(f.started(), "hash"))

		found, err := f.sessions.Due(f.Context(), late, 10)
		f.must(err)
		var ids []string
		for _, s := range found {
			ids = append(ids, s.ID)
		}
		want := []string{overdue.ID, halfway.ID}
		slices.Sort(ids)
		slices.Sort(want)
		if !slices.Equal(ids, want) {
			f.Errorf("due: %v, want %v (not %s, which is sending)", ids, want, sendingNow.ID)
		}
		if found, err := f.sessions.Due(f.Context(), late, 1); err != nil || len(found) != 1 {
			f.Errorf("limited to one: %d, %v", len(found), err)
		}
		o, err := f.sessions.Outlook(f.Context(), noon.Add(time.Millisecond), late)
		f.must(err)
		if want := (db.Outlook{Orphaned: 1, Due: 2, Forgotten: 1}); o != want {
			f.Errorf("outlook %+v, want %+v", o, want)
		}
	})
}

func TestForgetDeletesEndedSessionsAndDeadHashesOnly(t *testing.T) {
	on(t, func(f *fixture) {
		running := f.started()
		holding := f.started()
		holding.End(sending.Cancelled, noon)
		f.must(f.sessions.SaveSession(f.Context(), holding))
		s, d := f.claimed(claimOf(f.started(), "hash"))
		s = f.settle(s, d, accepted)
		s.Drop(noon, noon)
		f.must(f.sessions.SaveSession(f.Context(), s))

		sessions, marks, err := f.sessions.Forget(f.Context(), noon, noon)
		f.must(err)
		if sessions != 0 || marks != 0 {
			f.Errorf("too early: %d sessions, %d marks", sessions, marks)
		}
		sessions, marks, err = f.sessions.Forget(f.Context(), noon.Add(time.Millisecond), noon.Add(24*time.Hour))
		f.must(err)
		if sessions != 1 || marks != 1 {
			f.Errorf("in time: %d sessions, %d marks", sessions, marks)
		}
		if all, err := f.sessions.Deliveries(f.Context(), s.ID); err != nil || len(all) != 0 {
			f.Errorf("the delivery stays: %+v, %v", all, err)
		}
		f.load(running)
		f.load(holding)
		if n, _ := f.sessions.Accepted(f.Context(), f.campaign.ID); n != 1 {
			f.Errorf("the counter forgot: %d", n)
		}
	})
}

func TestAnotherRevisionIsPublishedBesideTheFirst(t *testing.T) {
	on(t, func(f *fixture) {
		_, err := f.try(f.campaign.ID, func(d *campaign.Dossier) error { return d.Submit(newID(), campaign.Two, "author", "", noon) })
		if !fault.Is(err, fault.Conflict) {
			f.Errorf("what is live already is submitted: %v", err)
		}
		first, err := f.campaigns.Revision(f.Context(), f.campaign.RevisionID)
		f.must(err)
		f.must(first.Verify())
		if diff := cmp.Diff(content("Open the data"), first.Content); diff != "" {
			f.Errorf("content differs: %s", diff)
		}
		f.revised("Open all data")
		second, err := f.campaigns.Revision(f.Context(), f.published(f.campaign.ID).RevisionID)
		f.must(err)
		if second.Number != 2 {
			f.Errorf("revision %d", second.Number)
		}
		running, err := f.campaigns.Running(f.Context(), noon)
		f.must(err)
		if len(running) != 1 || running[0].Content.Letters["en"].Subject != "Open all data" {
			f.Errorf("running: %+v", running)
		}
	})
}

// revised gives the draft another subject.
func (f *fixture) revised(subject string) {
	f.Helper()
	f.change(f.campaign.ID, func(d *campaign.Dossier) error {
		_, err := d.Replace(content(subject), "author", noon)
		return err
	})
}

func TestAPausedCampaignStaysPausedAndAClosedOneOpensByANewApproval(t *testing.T) {
	on(t, func(f *fixture) {
		f.change(f.campaign.ID, func(d *campaign.Dossier) error { return d.Pause(noon) })
		f.revised("Other")
		if c := f.published(f.campaign.ID); c.State != campaign.Paused {
			f.Errorf("after another publication it is %s", c.State)
		}
		f.change(f.campaign.ID, func(d *campaign.Dossier) error { return d.Close(campaign.Victory, noon) })
		for name, do := range map[string]func(*campaign.Dossier) error{
			"resumed":   func(d *campaign.Dossier) error { return d.Resume(noon) },
			"published": func(d *campaign.Dossier) error { return d.Publish(campaign.Two, noon) },
			"scheduled": func(d *campaign.Dossier) error { return d.Schedule(time.Time{}, noon.Add(time.Hour), noon) },
		} {
			if _, err := f.try(f.campaign.ID, do); !fault.Is(err, fault.Conflict) {
				f.Errorf("closed and %s: %v", name, err)
			}
		}
		if running, err := f.campaigns.Running(f.Context(), noon); err != nil || len(running) != 0 {
			f.Errorf("running: %v, %v", running, err)
		}
		if c := f.published(f.campaign.ID); c.State != campaign.Live || c.Ending != "" {
			f.Errorf("after a new approval of the same text: %+v", c)
		}
		if _, err := f.campaigns.BySlug(f.Context(), "nothing"); !fault.Is(err, fault.NotFound) {
			f.Errorf("an unknown slug: %v", err)
		}
	})
}

func TestOneFlippedByteOfARevisionIsNoticed(t *testing.T) {
	on(t, func(f *fixture) {
		flip := "UPDATE revisions SET content = REPLACE(content, 'Please', 'Plaese')"
		if err := db.Exec(f.Context(), f.db, flip); err == nil {
			f.Error("the database lets a revision be changed")
		}
		dbtest.Unguard(f.T, f.address)
		for _, change := range []string{
			flip, "UPDATE revisions SET content = REPLACE(content, 'languages', 'Languages')", "UPDATE revisions SET content = '{' || content",
		} {
			f.must(db.Exec(f.Context(), f.db, change))
			r, err := f.campaigns.Revision(f.Context(), f.campaign.RevisionID)
			if err == nil {
				err = r.Verify()
			}
			if !campaign.Changed(err) {
				f.Errorf("%s: got %v", change, err)
			}
			undo := fmt.Sprintf("UPDATE revisions SET content = '%s'", content("Open the data").Canonical())
			f.must(db.Exec(f.Context(), f.db, undo))
		}
	})
}

func TestProgramsThatStartTogetherMigrateOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, address string) {
		var wait sync.WaitGroup
		for range 4 {
			wait.Go(func() {
				opened, err := db.Open(context.Background(), address, slog.New(slog.DiscardHandler))
				if err != nil {
					t.Error(err)
					return
				}
				for range 2 {
					if err := opened.Migrate(context.Background(), ecm.Migrations); err != nil {
						t.Error(err)
					}
				}
				if err := opened.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
	})
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	for _, address := range []string{"", "mysql://x", "sqlite:", "postgres://user:hunter2@127.0.0.1:1/x", "postgres://user:hunter2@[bad"} {
		opened, err := db.Open(t.Context(), address, slog.New(slog.DiscardHandler))
		if err == nil {
			t.Errorf("%q opens", address)
			_ = opened.Close()
			continue
		}
		if text := fmt.Sprint(err); text == "" || strings.Contains(text, "hunter2") {
			t.Errorf("%q: %s", address, text)
		}
	}
}
