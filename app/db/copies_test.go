package db_test

import (
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/db"
	"emailcampaigns/app/fault"
)

// written is a part as a page puts it together.
func (f *fixture) written(part any) string {
	f.Helper()
	text, err := json.Marshal(part)
	f.must(err)
	return string(text)
}

func (f *fixture) part(s campaign.Section) string {
	f.Helper()
	d, err := f.campaigns.Dossier(f.Context(), f.campaign.ID, noon)
	f.must(err)
	text, err := d.Draft.Content.Part(s)
	f.must(err)
	return text
}

// edit changes a section as the editor's page does.
func (f *fixture) edit(by string, s campaign.Section, base, part string, now time.Time) error {
	_, err := f.campaigns.Change(f.Context(), f.campaign.ID, now, func(d *campaign.Dossier) (audit.Act, error) {
		edited, err := d.Edit(s, base, part, by, now)
		if err != nil || !edited {
			return audit.Act{}, err
		}
		return editAct(by, s), nil
	})
	return err
}

func editAct(by string, s campaign.Section) audit.Act {
	return audit.Act{
		Actor: audit.Actor{ID: by, Name: by + "@organisation.example"}, Action: audit.CampaignEdited, Subject: "open-data",
		Details: map[string]string{"parts": string(s)},
	}
}

func TestTwoEditorsOfTwoSectionsAtOnceBothSucceed(t *testing.T) {
	on(t, func(f *fixture) {
		letter := campaign.LetterSection("en")
		baseL, baseR := campaign.Base(f.part(letter)), campaign.Base(f.part(campaign.Addressees))
		partL := f.written(campaign.Letter{Subject: "Ana's", Salutation: "Dear all", Body: "Please"})
		partR := f.written([]campaign.Recipient{{Key: "bo", Name: "Bo's", Address: "bo@assembly.example"}})
		failed := make([]error, 2)
		var wait sync.WaitGroup
		wait.Go(func() { failed[0] = f.edit("ana", letter, baseL, partL, noon) })
		wait.Go(func() { failed[1] = f.edit("bo", campaign.Addressees, baseR, partR, noon) })
		wait.Wait()
		f.must(errors.Join(failed...))
		if f.part(letter) != partL || f.part(campaign.Addressees) != partR {
			f.Errorf("the draft has %s and %s", f.part(letter), f.part(campaign.Addressees))
		}
	})
}

func TestTwoEditorsOfOneSectionLeaveBothTexts(t *testing.T) {
	on(t, func(f *fixture) {
		s := campaign.LetterSection("en")
		base := campaign.Base(f.part(s))
		texts := map[string]string{
			"ana": f.written(campaign.Letter{Subject: "Ana's", Body: "Please"}), "bo": f.written(campaign.Letter{Subject: "Bo's", Body: "Please"}),
		}
		var wait sync.WaitGroup
		for by, text := range texts {
			wait.Go(func() {
				err := f.edit(by, s, base, text, noon)
				var conflict *campaign.EditConflict
				if errors.As(err, &conflict) {
					err = f.campaigns.KeepCopy(f.Context(), campaign.Copy{
						ID: newID(), CampaignID: f.campaign.ID, Section: s, Part: text, OperatorID: by, MadeAt: noon,
					})
				}
				if err != nil {
					f.Error(err)
				}
			})
		}
		wait.Wait()
		copies, err := f.campaigns.Copies(f.Context(), f.campaign.ID)
		f.must(err)
		if len(copies) != 1 {
			f.Fatalf("%d copies", len(copies))
		}
		found := []string{f.part(s), copies[0].Part}
		for by, text := range texts {
			if !slices.Contains(found, text) {
				f.Errorf("the text of %s is lost: %q", by, found)
			}
		}

		// Whichever is used, the other is set aside in its turn.
		other := f.part(s)
		f.must(f.campaigns.UseCopy(f.Context(), f.campaign.ID, copies[0].ID, campaign.Base(other), newID(), editAct("ana", s), noon))
		after, err := f.campaigns.Copies(f.Context(), f.campaign.ID)
		f.must(err)
		if f.part(s) != copies[0].Part || len(after) != 1 || after[0].Part != other {
			f.Errorf("the draft has %s, aside are %+v", f.part(s), after)
		}
		err = f.campaigns.UseCopy(f.Context(), f.campaign.ID, after[0].ID, campaign.Base(other), newID(), editAct("ana", s), noon)
		if !fault.Is(err, fault.Conflict) {
			f.Errorf("used on another text than was seen: %v", err)
		}
	})
}

func TestACopyThatStandsInTheDraftAlreadyIsLetGoOf(t *testing.T) {
	on(t, func(f *fixture) {
		s := campaign.LetterSection("en")
		v := campaign.Copy{ID: newID(), CampaignID: f.campaign.ID, Section: s, Part: f.part(s), OperatorID: "ana", MadeAt: noon}
		f.must(f.campaigns.KeepCopy(f.Context(), v))
		f.must(f.campaigns.UseCopy(f.Context(), f.campaign.ID, v.ID, "any", newID(), editAct("ana", s), noon))
		if copies, err := f.campaigns.Copies(f.Context(), f.campaign.ID); err != nil || len(copies) != 0 {
			f.Errorf("copies: %+v, %v", copies, err)
		}
	})
}

func TestACopyIsReplacedByItsOwnWriterOnly(t *testing.T) {
	on(t, func(f *fixture) {
		v := campaign.Copy{ID: newID(), CampaignID: f.campaign.ID, Section: campaign.Basics, Part: "{}", OperatorID: "ana", MadeAt: noon}
		f.must(f.campaigns.KeepCopy(f.Context(), v))
		v.Part = `{"goal":1}`
		f.must(f.campaigns.KeepCopy(f.Context(), v))
		theirs := v
		theirs.OperatorID, theirs.Part = "bo", `{"goal":2}`
		if err := f.campaigns.KeepCopy(f.Context(), theirs); !fault.Is(err, fault.Conflict) {
			f.Errorf("somebody else's: %v", err)
		}
		kept, err := f.campaigns.Copy(f.Context(), f.campaign.ID, v.ID)
		f.must(err)
		if kept.Part != `{"goal":1}` {
			f.Errorf("the copy reads %s", kept.Part)
		}
		if _, err := f.campaigns.Copy(f.Context(), newID(), v.ID); !fault.Is(err, fault.NotFound) {
			f.Errorf("of another campaign: %v", err)
		}
		f.must(f.campaigns.DropCopy(f.Context(), f.campaign.ID, v.ID, act(audit.CopyDiscarded), noon))
		if err := f.campaigns.DropCopy(f.Context(), f.campaign.ID, v.ID, act(audit.CopyDiscarded), noon); !fault.Is(err, fault.NotFound) {
			f.Errorf("dropped twice: %v", err)
		}
	})
}

func TestTheTextsOfALanguageThatLeftAreKeptAsCopies(t *testing.T) {
	on(t, func(f *fixture) {
		letter := f.part(campaign.LetterSection("en"))
		basics := f.written(campaign.BasicsPart{Languages: []string{"de"}, Title: map[string]string{"de": "Daten"}})
		f.must(f.edit("bo", campaign.Basics, campaign.Base(f.part(campaign.Basics)), basics, noon))
		copies, err := f.campaigns.Copies(f.Context(), f.campaign.ID)
		f.must(err)
		if !slices.ContainsFunc(copies, func(v campaign.Copy) bool {
			return v.Section == campaign.LetterSection("en") && v.Part == letter && v.OperatorID == "author" && v.ID != ""
		}) {
			f.Errorf("the letter is not among %+v", copies)
		}
	})
}

func TestAnEditThatVoidsAnApprovalIsNotedAsTwoActs(t *testing.T) {
	on(t, func(f *fixture) {
		s := campaign.LetterSection("en")
		f.revised("Other")
		f.change(f.campaign.ID, func(d *campaign.Dossier) error { return d.Submit(newID(), campaign.Two, "author", "", noon) })
		f.change(f.campaign.ID, func(d *campaign.Dossier) error {
			return d.Approve(d.Pending.Digest.String(), "reviewer", "", campaign.Two, noon)
		})
		f.must(f.edit("ana", s, campaign.Base(f.part(s)), f.written(campaign.Letter{Subject: "Later"}), noon))
		// What saves itself while it is typed is noted once.
		f.must(f.edit("ana", s, campaign.Base(f.part(s)), f.written(campaign.Letter{Subject: "Later on"}), noon.Add(time.Minute)))
		entries, err := db.NewAudit(f.db).Entries(f.Context(), audit.Filter{Limit: 10})
		f.must(err)
		var last []audit.Action
		for _, e := range entries {
			if e.Actor.ID == "ana" {
				last = append(last, e.Action)
			}
		}
		if want := []audit.Action{audit.CampaignVoided, audit.CampaignEdited}; !slices.Equal(last, want) {
			f.Errorf("noted are %v, the newest first, want %v", last, want)
		}
	})
}
