package db_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/db"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/sending"
)

// parliament is a campaign in which each recipient gets letters of their own.
func (f *fixture) parliament(members int, selection campaign.Selection) campaign.Revision {
	f.Helper()
	c := content("To each")
	c.Recipients = nil
	for i := range members {
		name := fmt.Sprintf("member-%03d", i)
		c.Recipients = append(c.Recipients, campaign.Recipient{Key: name, Name: name, Address: name + "@parliament.example"})
	}
	c.Selection, c.Reference = selection, "Ref. 1"
	f.campaign = f.imported("parliament", c)
	r, err := f.campaigns.Revision(f.Context(), f.campaign.RevisionID)
	f.must(err)
	return r
}

// begun stores a session that writes to recipients.
func (f *fixture) begun(recipients ...string) (sending.Session, []sending.Delivery) {
	f.Helper()
	s, waiting, err := f.begin(recipients...)
	f.must(err)
	return s, waiting
}

func (f *fixture) begin(recipients ...string) (sending.Session, []sending.Delivery, error) {
	s := sending.Session{
		ID: newID(), CampaignID: f.campaign.ID, RevisionID: f.campaign.RevisionID, State: sending.Connected, Language: "en", Letter: "en",
		SecretHash: []byte("secret hash"), StartedAt: noon, ExpiresAt: noon.Add(time.Hour), Version: 1,
	}
	var waiting []sending.Delivery
	for _, to := range recipients {
		waiting = append(waiting, waitingFor(s, newID(), to))
	}
	return s, waiting, f.sessions.CreateSession(f.Context(), s, waiting)
}

func claimFor(s sending.Session, d sending.Delivery, hash string, now time.Time) sending.Claim {
	s.State = sending.Confirmed
	d.ClaimedAt, d.LeaseUntil, d.HashUntil = now, now.Add(90*time.Second), now.Add(24*time.Hour)
	claim := sending.Claim{Session: s, Delivery: d, Sender: []byte(hash), KeyVersion: 1, Now: now}
	together, one := sending.Mark{Together: true, Hash: []byte(hash)}, func(recipient string) sending.Mark {
		return sending.Mark{Hash: []byte(hash + " to " + recipient)}
	}
	claim.Mark, claim.Others = one(d.Recipient), []sending.Mark{together}
	if d.Recipient == sending.Together {
		claim.Mark, claim.Others = together, []sending.Mark{one("member-000"), one("member-001")}
	}
	return claim
}

func (f *fixture) loads() map[string]sending.Load {
	f.Helper()
	loads, err := f.sessions.Loads(f.Context(), f.campaign.ID, noon.Add(-time.Hour))
	f.must(err)
	return loads
}

func (f *fixture) wantLoad(what, recipient string, want sending.Load) {
	f.Helper()
	if got := f.loads()[recipient]; got != want {
		f.Errorf("%s: %s has %+v, want %+v", what, recipient, got, want)
	}
}

func TestWhatARecipientGetsIsCountedFromTheChoiceToTheOutcome(t *testing.T) {
	on(t, func(f *fixture) {
		f.parliament(5, campaign.Selection{Mode: campaign.Some, Max: 5})
		s, waiting := f.begun("member-000", "member-001")
		f.wantLoad("chosen", "member-000", sending.Load{Waiting: 1})

		d, err := f.sessions.Claim(f.Context(), claimFor(s, waiting[0], "hash", noon))
		f.must(err)
		f.wantLoad("claimed", "member-000", sending.Load{Written: 1, Hour: 1})
		s = f.load(s)
		s.Settle(rejected, sending.Rest{Waiting: 1}, noon)
		f.must(f.sessions.Settle(f.Context(), sending.Settlement{Claimed: d, Outcome: rejected, Session: s, Now: noon}))
		f.wantLoad("to be tried again", "member-000", sending.Load{Waiting: 1})

		s = f.load(s)
		d, err = f.sessions.Claim(f.Context(), claimFor(s, waiting[0], "hash", noon))
		f.must(err)
		s = f.load(s)
		s.Settle(accepted, sending.Rest{Waiting: 1}, noon)
		f.must(f.sessions.Settle(f.Context(), sending.Settlement{Claimed: d, Outcome: accepted, Session: s, Now: noon}))
		f.wantLoad("accepted", "member-000", sending.Load{Written: 1, Hour: 1})

		s = f.load(s)
		other := []sending.Delivery{waitingFor(s, newID(), "member-000"), waitingFor(s, newID(), "member-002")}
		f.must(f.sessions.SaveChoice(f.Context(), s, other))
		f.wantLoad("given up for another", "member-001", sending.Load{})
		f.wantLoad("chosen instead", "member-002", sending.Load{Waiting: 1})
		f.wantLoad("written to already", "member-000", sending.Load{Written: 1, Hour: 1})

		s = f.load(s)
		f.must(f.sessions.Refuse(f.Context(), s, other[1].ID, sending.Withdrawn, noon))
		f.wantLoad("refused", "member-002", sending.Load{})
		if err := f.sessions.Refuse(f.Context(), f.load(s), other[1].ID, sending.Withdrawn, noon); !fault.Is(err, fault.Conflict) {
			f.Errorf("refused twice: %v", err)
		}

		s = f.load(s)
		f.must(f.sessions.SaveChoice(f.Context(), s, []sending.Delivery{waitingFor(s, newID(), "member-003")}))
		s = f.load(s)
		s.End(sending.Finished, noon)
		f.must(f.sessions.SaveSession(f.Context(), s))
		f.must(f.sessions.SaveSession(f.Context(), f.load(s))) // ended stays ended
		f.wantLoad("dropped", "member-003", sending.Load{})

		all, err := f.sessions.Deliveries(f.Context(), s.ID)
		f.must(err)
		var told []string
		for _, d := range all {
			told = append(told, d.Recipient+" "+string(d.State)+" "+string(d.Reason))
		}
		want := []string{"member-000 accepted ", "member-002 rejected withdrawn", "member-003 rejected dropped"}
		if !slices.Equal(told, want) {
			f.Errorf("the session tells %q, want %q", told, want)
		}
	})
}

func TestNobodyIsWrittenToWhoAskedToStop(t *testing.T) {
	on(t, func(f *fixture) {
		f.parliament(2, campaign.Selection{Mode: campaign.One})
		s, waiting := f.begun("member-001")
		f.exec("INSERT INTO standings (mailbox, state, since, source, set_by, note) VALUES ('member-001@parliament.example', 'stopped', 1, 'office', '', '')")
		claim := claimFor(s, waiting[0], "hash", noon)
		claim.Mailboxes = []string{"member-001@parliament.example"}
		var withdrawn *sending.WithdrawnError
		if _, err := f.sessions.Claim(f.Context(), claim); !errors.As(err, &withdrawn) {
			f.Errorf("claimed: %v", err)
		}
		f.wantLoad("refused", "member-001", sending.Load{Waiting: 1})
		if closed, err := f.sessions.Closed(f.Context()); err != nil || !closed["member-001@parliament.example"] || len(closed) != 1 {
			f.Errorf("closed are %v, %v", closed, err)
		}
	})
}

func TestAMessageToAllAndOneToAnyOfThemAreNotBothSent(t *testing.T) {
	on(t, func(f *fixture) {
		f.parliament(2, campaign.Selection{Mode: campaign.One})
		s, waiting := f.begun("member-001")
		_, err := f.sessions.Claim(f.Context(), claimFor(s, waiting[0], "hash", noon))
		f.must(err)
		var taken *sending.TakenError
		all, together := f.begun(sending.Together)
		if _, err := f.sessions.Claim(f.Context(), claimFor(all, together[0], "hash", noon)); !errors.As(err, &taken) {
			f.Errorf("to all after one: %v", err)
		}
		_, err = f.sessions.Claim(f.Context(), claimFor(all, together[0], "other", noon))
		f.must(err)
		s, waiting = f.begun("member-000")
		if _, err := f.sessions.Claim(f.Context(), claimFor(s, waiting[0], "other", noon)); !errors.As(err, &taken) {
			f.Errorf("to one after all: %v", err)
		}
	})
}

// TestCapsHoldWithManySendersAtOnce lets eight senders at a time write to three
// recipients who may get five messages an hour and eight in all.
func TestCapsHoldWithManySendersAtOnce(t *testing.T) {
	on(t, func(f *fixture) {
		f.parliament(3, campaign.Selection{Mode: campaign.Random, Count: 1, PerHour: 5, Total: 8})
		caps := sending.Caps{PerHour: 5, Total: 8}
		for round, want := range []int{5, 8, 8} {
			now := noon.Add(time.Duration(round) * time.Hour)
			f.eight(60, func(i int) error {
				to := fmt.Sprintf("member-%03d", i%3)
				s, waiting, err := f.begin(to)
				if err != nil {
					return err
				}
				claim := claimFor(s, waiting[0], fmt.Sprint(round, i), now)
				claim.Caps = caps
				var full *sending.FullError
				_, err = f.sessions.Claim(f.Context(), claim)
				if errors.As(err, &full) {
					if inHour := full.Until.After(now); inHour != (round == 0) {
						return fmt.Errorf("round %d: full until %v", round, full.Until)
					}
					return nil
				}
				return err
			})
			for i := range 3 {
				to := fmt.Sprintf("member-%03d", i)
				if n, err := db.Count(f.Context(), f.db, "SELECT COUNT(*) FROM deliveries WHERE recipient = '"+to+"' AND state = 'sending'"); err != nil || n != want || f.loads()[to].Written != want {
					f.Errorf("round %d: %s was written to %d times, counted as %d, want %d", round, to, n, f.loads()[to].Written, want)
				}
			}
		}
	})
}

// eight calls do for each number below n, eight at a time.
func (f *fixture) eight(n int, do func(i int) error) {
	f.Helper()
	var wait sync.WaitGroup
	numbers := make(chan int)
	for range 8 {
		wait.Go(func() {
			for i := range numbers {
				if err := do(i); err != nil {
					f.Errorf("%d: %v", i, err)
				}
			}
		})
	}
	for i := range n {
		numbers <- i
	}
	close(numbers)
	wait.Wait()
}

// TestTenThousandSendersSpreadEvenly has 10,000 senders write to 2 of 40, eight at
// a time; a tenth as many where the race detector makes each ten times as slow. One
// in ten leaves without sending.
func TestTenThousandSendersSpreadEvenly(t *testing.T) {
	on(t, func(f *fixture) {
		const members, each = manySenders / 250, 2
		const senders = manySenders
		r := f.parliament(members, campaign.Selection{Mode: campaign.Random, Count: each, Total: senders * each / members})
		flow := &sending.Flow{Store: f.sessions, Campaigns: f.campaigns, Now: func() time.Time { return noon }}
		ctx := context.WithoutCancel(f.Context())
		caps := sending.Caps{Total: r.Content.Selection.Total}
		f.eight(senders, func(i int) error {
			source := rand.New(rand.NewPCG(uint64(i), 1))
			candidates, err := flow.Candidates(ctx, r)
			if err != nil {
				return err
			}
			chosen, err := r.Content.Selection.Choose(candidates, campaign.Wish{}, source)
			if fault.Is(err, fault.Invalid) {
				return nil // full, at the very end
			}
			if err != nil {
				return err
			}
			var keys []string
			for _, to := range chosen {
				keys = append(keys, to.Key)
			}
			s, waiting, err := f.begin(keys...)
			if err != nil {
				return err
			}
			if source.IntN(10) == 0 {
				s.End(sending.Cancelled, noon)
				return f.sessions.SaveSession(ctx, s)
			}
			for _, d := range waiting {
				claim := claimFor(s, d, fmt.Sprint("sender ", i), noon)
				claim.Caps = caps
				var full *sending.FullError
				if _, err := f.sessions.Claim(ctx, claim); errors.As(err, &full) {
					continue
				} else if err != nil {
					return err
				}
				s.Version++
			}
			return nil
		})
		heaviest, sum := 0, 0
		for recipient, load := range f.loads() {
			if load.Waiting != 0 {
				f.Errorf("%s still waits for %d", recipient, load.Waiting)
			}
			if load.Written > caps.Total {
				f.Errorf("%s has got %d, over the cap of %d", recipient, load.Written, caps.Total)
			}
			heaviest, sum = max(heaviest, load.Written), sum+load.Written
		}
		mean := float64(sum) / members
		f.Logf("mean %.1f, heaviest %d, ratio %.4f", mean, heaviest, float64(heaviest)/mean)
		if float64(heaviest) > 1.05*mean || sum < senders*each*8/10 {
			f.Errorf("heaviest %d, mean %.1f of %d messages", heaviest, mean, sum)
		}
	})
}

func TestAStaleAttemptSettlesNothing(t *testing.T) {
	on(t, func(f *fixture) {
		f.parliament(2, campaign.Selection{Mode: campaign.One})
		s, waiting := f.begun("member-000")
		first, err := f.sessions.Claim(f.Context(), claimFor(s, waiting[0], "hash", noon))
		f.must(err)
		_, err = f.sessions.MarkOrphans(f.Context(), noon.Add(2*time.Minute))
		f.must(err)
		s = f.load(s)
		again := claimFor(s, waiting[0], "hash", noon.Add(3*time.Minute))
		again.Again = true
		second, err := f.sessions.Claim(f.Context(), again)
		f.must(err)
		if !second.Over || second.Before != sending.Uncertain || second.Attempt != 2 {
			f.Errorf("the new attempt is %+v", second)
		}

		late := f.load(s)
		late.Settle(rejected, sending.Rest{}, noon)
		if err := f.sessions.Settle(f.Context(), sending.Settlement{Claimed: first, Outcome: rejected, Session: late, Now: noon}); !fault.Is(err, fault.Conflict) {
			f.Errorf("the first attempt was settled: %v", err)
		}
		if d := f.delivery(s); d.State != sending.Sending || d.Attempt != 2 {
			f.Errorf("the delivery is %+v", d)
		}
		s = f.settle(f.load(s), second, accepted)
		if loads := f.loads(); loads["member-000"].Written != 1 || !s.State.Ended() {
			f.Errorf("written %+v, session %s", loads, s.State)
		}
	})
}

func TestARefusedTakeoverLeavesTheQuestionAndNoLoad(t *testing.T) {
	on(t, func(f *fixture) {
		f.parliament(2, campaign.Selection{Mode: campaign.One})
		earlier, waiting := f.begun("member-000")
		d, err := f.sessions.Claim(f.Context(), claimFor(earlier, waiting[0], "hash", noon))
		f.must(err)
		f.settle(f.load(earlier), d, uncertain)
		s, waiting := f.begun("member-000")
		claim := claimFor(s, waiting[0], "hash", noon)
		var taken *sending.TakenError
		if _, err := f.sessions.Claim(f.Context(), claim); !errors.As(err, &taken) || !taken.Uncertain {
			f.Fatalf("claimed: %v", err)
		}
		claim.Again = true
		over, err := f.sessions.Claim(f.Context(), claim)
		f.must(err)
		s = f.settle(f.load(s), over, rejected)
		if d := f.delivery(s); !d.Asks() || d.Waits() || d.Reason != sending.MaybeSent {
			f.Errorf("the delivery is %+v", d)
		}
		f.wantLoad("after a refusal", "member-000", sending.Load{Written: 1, Hour: 1}) // the earlier one
	})
}

func TestAFullRecipientAnswersEverybodyAlike(t *testing.T) {
	on(t, func(f *fixture) {
		f.parliament(2, campaign.Selection{Mode: campaign.One, Total: 1})
		s, waiting := f.begun("member-000")
		d, err := f.sessions.Claim(f.Context(), claimFor(s, waiting[0], "took part", noon))
		f.must(err)
		f.settle(f.load(s), d, accepted)
		for _, hash := range []string{"took part", "did not"} {
			s, waiting := f.begun("member-000")
			claim := claimFor(s, waiting[0], hash, noon)
			claim.Caps = sending.Caps{Total: 1}
			var full *sending.FullError
			if _, err := f.sessions.Claim(f.Context(), claim); !errors.As(err, &full) {
				f.Errorf("%s: %v", hash, err)
			}
		}
	})
}

func TestMarksOfOneSenderHaveNothingInCommon(t *testing.T) {
	on(t, func(f *fixture) {
		f.parliament(3, campaign.Selection{Mode: campaign.Everyone})
		s, waiting := f.begun("member-000", "member-001", "member-002")
		for i, d := range waiting {
			claimed, err := f.sessions.Claim(f.Context(), claimFor(f.load(s), d, "hash", noon))
			f.must(err)
			s = f.load(s)
			s.Settle(accepted, sending.Rest{Waiting: 2 - i}, noon)
			f.must(f.sessions.Settle(f.Context(), sending.Settlement{Claimed: claimed, Outcome: accepted, Session: s, Now: noon}))
		}
		n, err := db.Count(f.Context(), f.db, "SELECT COUNT(DISTINCT hash) FROM marks WHERE recipient = '' AND delivery_id IS NULL")
		f.must(err)
		if n != 3 {
			f.Errorf("%d hashes without a recipient", n)
		}
	})
}

func TestAnUncertainMessageToAllMayBeFollowedByOneToEachOnTheSendersWord(t *testing.T) {
	on(t, func(f *fixture) {
		f.parliament(2, campaign.Selection{Mode: campaign.One})
		all, together := f.begun(sending.Together)
		d, err := f.sessions.Claim(f.Context(), claimFor(all, together[0], "hash", noon))
		f.must(err)
		f.settle(f.load(all), d, uncertain)
		s, waiting := f.begun("member-001")
		claim := claimFor(s, waiting[0], "hash", noon)
		claim.Again = true
		_, err = f.sessions.Claim(f.Context(), claim)
		f.must(err)
	})
}

// TestRefusalsAndClaimsOfOneSessionDoNotWaitForEachOther lets several requests of one
// session refuse and claim at once, as a double click on a full recipient does.
func TestRefusalsAndClaimsOfOneSessionDoNotWaitForEachOther(t *testing.T) {
	on(t, func(f *fixture) {
		f.parliament(4, campaign.Selection{Mode: campaign.Everyone})
		for round := range 20 {
			s, waiting := f.begun("member-000", "member-001")
			f.eight(8, func(i int) error {
				var err error
				if i%2 == 0 {
					_, err = f.sessions.Claim(f.Context(), claimFor(s, waiting[0], fmt.Sprint(round), noon))
				} else {
					err = f.sessions.Refuse(f.Context(), s, waiting[0].ID, sending.Full, noon)
				}
				if fault.Is(err, fault.Conflict) {
					return nil
				}
				return err
			})
		}
	})
}
