package main

import (
	"context"
	"fmt"
	"os"

	"emailcampaigns/app/campaign"
)

// Run imports a file, or says every mistake in it with its line.
func (c CampaignImportCommand) Run(ctx context.Context, terminal Terminal) error {
	source, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	file, err := campaign.ParseYAML(source)
	if err != nil {
		return fmt.Errorf("%s is not imported:\n%v", c.File, err)
	}
	return withDatabase(ctx, terminal, c.Database, func(s stores) error {
		imported, err := s.campaigns.Import(ctx, file.Slug, file.OpensAt, file.ClosesAt, file.Content, now())
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(terminal.Out, "%s is %s.\n", imported.Slug, imported.State)
		return err
	})
}

// Run prints the approved revision as a file that can be imported.
func (c CampaignExportCommand) Run(ctx context.Context, terminal Terminal) error {
	return withDatabase(ctx, terminal, c.Database, func(s stores) error {
		found, err := s.campaigns.BySlug(ctx, c.Slug)
		if err != nil {
			return err
		}
		r, err := s.campaigns.Revision(ctx, found.RevisionID)
		if err != nil {
			return err
		}
		text, err := campaign.WriteYAML(campaign.File{Slug: found.Slug, OpensAt: found.OpensAt, ClosesAt: found.ClosesAt, Content: r.Content})
		if err != nil {
			return err
		}
		_, err = terminal.Out.Write(text)
		return err
	})
}

// Run pauses.
func (c CampaignPauseCommand) Run(ctx context.Context, terminal Terminal) error {
	return c.set(ctx, terminal, campaign.Paused, campaign.Live)
}

// Run resumes.
func (c CampaignResumeCommand) Run(ctx context.Context, terminal Terminal) error {
	return c.set(ctx, terminal, campaign.Live, campaign.Paused)
}

// Run closes.
func (c CampaignCloseCommand) Run(ctx context.Context, terminal Terminal) error {
	return c.set(ctx, terminal, campaign.Closed, campaign.Live, campaign.Paused)
}

func (c CampaignChoice) set(ctx context.Context, terminal Terminal, to campaign.State, from ...campaign.State) error {
	return withDatabase(ctx, terminal, c.Database, func(s stores) error {
		if err := s.campaigns.SetState(ctx, c.Slug, from, to, now()); err != nil {
			return err
		}
		_, err := fmt.Fprintf(terminal.Out, "%s is %s.\n", c.Slug, to)
		return err
	})
}
