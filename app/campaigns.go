package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/google/uuid"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
)

var errTwoPersons = errors.New("--publish needs REVIEW_RULE=single: under the two-person rule another operator approves it in the interface")

// Run takes a file over as the draft of its campaign, or says every mistake in it
// with its line.
func (c CampaignImportCommand) Run(ctx context.Context, terminal Terminal) error {
	rule, err := c.Review.Read()
	if err != nil {
		return err
	}
	if c.Publish && rule != campaign.Single {
		return errTwoPersons
	}
	source, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	file, err := campaign.ParseYAML(source)
	if err != nil {
		return fmt.Errorf("%s is not imported:\n%v", c.File, err)
	}
	return withDatabase(ctx, terminal, c.Database, func(s stores) error {
		imported, err := s.importFile(ctx, file, audit.Shell(), now())
		if err == nil && c.Publish {
			imported, err = s.publish(ctx, imported.ID, campaign.Single, audit.Shell(), audit.Shell(), now())
		}
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(terminal.Out, "%s is %s.\n", imported.Slug, imported.State)
		return err
	})
}

// importFile takes a file over as the draft of its campaign, which is made if
// there is none, with its schedule.
func (s stores) importFile(ctx context.Context, file campaign.File, by audit.Actor, now time.Time) (campaign.Campaign, error) {
	act := audit.Act{
		Actor: by, Action: audit.CampaignImported, Subject: file.Slug,
		Details: map[string]string{"digest": file.Content.Digest().String()},
	}
	existing, err := s.campaigns.BySlug(ctx, file.Slug)
	if fault.Is(err, fault.NotFound) {
		d := campaign.NewDossier(uuid.Must(uuid.NewV7()).String(), file.Slug, file.Content, by.ID, now)
		d.Campaign.OpensAt, d.Campaign.ClosesAt = file.OpensAt, file.ClosesAt
		return d.Campaign, s.campaigns.Create(ctx, d, act)
	}
	if err != nil {
		return existing, err
	}
	d, err := s.campaigns.Change(ctx, existing.ID, now, func(d *campaign.Dossier) (audit.Act, error) {
		if _, err := d.Replace(file.Content, by.ID, now); err != nil {
			return audit.Act{}, err
		}
		if d.Campaign.OpensAt.Equal(file.OpensAt) && d.Campaign.ClosesAt.Equal(file.ClosesAt) {
			return act, nil
		}
		return act, d.Schedule(file.OpensAt, file.ClosesAt, now)
	})
	return d.Campaign, err
}

// publish submits the draft of a campaign in one name, approves it in another and
// publishes it. What is done already is left as it is, so that it can be called
// again after it was interrupted.
func (s stores) publish(ctx context.Context, id string, rule campaign.Rule, author, reviewer audit.Actor, now time.Time) (campaign.Campaign, error) {
	revisionID := uuid.Must(uuid.NewV7()).String()
	steps := []func(*campaign.Dossier) (audit.Act, error){
		func(d *campaign.Dossier) (audit.Act, error) {
			if isLive(d) || d.Pending != nil && d.Pending.Digest == d.Draft.Content.Digest() {
				return audit.Act{}, nil
			}
			err := d.Submit(revisionID, rule, author.ID, "", now)
			return revisionAct(d, author, audit.CampaignSubmitted), err
		},
		func(d *campaign.Dossier) (audit.Act, error) {
			if isLive(d) || d.Pending != nil && d.Pending.State == campaign.RevisionApproved {
				return audit.Act{}, nil
			}
			err := d.Approve(d.Draft.Content.Digest().String(), reviewer.ID, "", rule, now)
			return revisionAct(d, reviewer, audit.CampaignApproved), err
		},
		func(d *campaign.Dossier) (audit.Act, error) {
			if isLive(d) {
				return audit.Act{}, nil
			}
			return revisionAct(d, author, audit.CampaignPublished), d.Publish(rule, now)
		},
	}
	var d campaign.Dossier
	for _, step := range steps {
		var err error
		if d, err = s.campaigns.Change(ctx, id, now, step); err != nil {
			return d.Campaign, err
		}
	}
	return d.Campaign, nil
}

// isLive reports whether new senders get what the draft says.
func isLive(d *campaign.Dossier) bool {
	return d.Campaign.State != campaign.Closed && d.Draft.Content.Digest() == d.Live
}

func revisionAct(d *campaign.Dossier, by audit.Actor, action audit.Action) audit.Act {
	return audit.Act{
		Actor: by, Action: action, Subject: d.Campaign.Slug,
		Details: map[string]string{"revision": strconv.Itoa(d.Last), "digest": d.Draft.Content.Digest().String()},
	}
}

// Run prints what is live, or the draft of a campaign that never was, as a file
// that can be imported.
func (c CampaignExportCommand) Run(ctx context.Context, terminal Terminal) error {
	return withDatabase(ctx, terminal, c.Database, func(s stores) error {
		found, err := s.campaigns.BySlug(ctx, c.Slug)
		if err != nil {
			return err
		}
		d, err := s.campaigns.Dossier(ctx, found.ID, now())
		if err != nil {
			return err
		}
		content := d.Draft.Content
		if found.RevisionID != "" {
			r, err := s.campaigns.Revision(ctx, found.RevisionID)
			if err != nil {
				return err
			}
			content = r.Content
		}
		text, err := campaign.WriteYAML(campaign.File{Slug: found.Slug, OpensAt: found.OpensAt, ClosesAt: found.ClosesAt, Content: content})
		if err != nil {
			return err
		}
		_, err = terminal.Out.Write(text)
		return err
	})
}

// Run pauses.
func (c CampaignPauseCommand) Run(ctx context.Context, terminal Terminal) error {
	return c.change(ctx, terminal, audit.CampaignPaused, (*campaign.Dossier).Pause)
}

// Run resumes.
func (c CampaignResumeCommand) Run(ctx context.Context, terminal Terminal) error {
	return c.change(ctx, terminal, audit.CampaignResumed, (*campaign.Dossier).Resume)
}

// Run closes.
func (c CampaignCloseCommand) Run(ctx context.Context, terminal Terminal) error {
	return c.change(ctx, terminal, audit.CampaignClosed, func(d *campaign.Dossier, now time.Time) error {
		return d.Close(campaign.Ordinary, now)
	})
}

func (c CampaignChoice) change(ctx context.Context, terminal Terminal, action audit.Action, do func(*campaign.Dossier, time.Time) error) error {
	return withDatabase(ctx, terminal, c.Database, func(s stores) error {
		found, err := s.campaigns.BySlug(ctx, c.Slug)
		if err != nil {
			return err
		}
		at := now()
		d, err := s.campaigns.Change(ctx, found.ID, at, func(d *campaign.Dossier) (audit.Act, error) {
			return audit.Act{Actor: audit.Shell(), Action: action, Subject: found.Slug}, do(d, at)
		})
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(terminal.Out, "%s is %s.\n", c.Slug, d.Campaign.State)
		return err
	})
}
