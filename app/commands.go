package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/config"
)

// commands is the command line.
type commands struct {
	Demo     demoCommand     `cmd:"" help:"Run everything on this machine with a simulated Google. Needs no settings."`
	Serve    serveCommand    `cmd:"" help:"Run the service."`
	Check    checkCommand    `cmd:"" help:"Say everything that is missing or wrong in the settings and connections."`
	Migrate  migrateCommand  `cmd:"" help:"Bring the database up to date."`
	Campaign campaignCommand `cmd:"" help:"Import, export, pause, resume or close a campaign."`
	Keys     keysCommand     `cmd:"" help:"Make keys."`
	Sweep    sweepCommand    `cmd:"" help:"Revoke and delete what is due, once."`
	Version  versionCommand  `cmd:"" help:"Print the version."`
}

type serveCommand struct {
	config.Source
}

// Run serves until the shell's context ends.
func (c *serveCommand) Run(sh *shell) error {
	cfg, err := settings(c.Source)
	if err != nil {
		return err
	}
	log := newLog(sh.err, cfg.LogLevel)
	for _, address := range cfg.Unusual() {
		log.Warn("not Google's own address: " + address)
	}
	p, err := Open(sh, cfg, Extras{Log: log})
	if err != nil {
		return err
	}
	log.Info("serving", "addr", cfg.Addr, "public_url", cfg.PublicURL)
	return errors.Join(p.Serve(sh), p.Close())
}

type checkCommand struct {
	config.Source
}

// Run reads the settings and tries the connections.
func (c *checkCommand) Run(sh *shell) error {
	cfg, problems := check(c.Source)
	problems = append(problems, connections(sh, cfg, problems)...)
	if err := problems.Err(); err != nil {
		return err
	}
	for _, address := range cfg.Unusual() {
		_, _ = fmt.Fprintln(sh.out, "not Google's own address: "+address)
	}
	_, err := fmt.Fprintln(sh.out, "Everything is in order.")
	return err
}

type migrateCommand struct{ config.Database }

// Run applies the migrations that are missing.
func (c *migrateCommand) Run(sh *shell) error {
	store, err := openDatabase(sh, c.Database)
	if err != nil {
		return err
	}
	return store.Close()
}

type campaignCommand struct {
	Import campaignImport `cmd:"" help:"Import a campaign from a YAML file. Its content counts as approved."`
	Export campaignExport `cmd:"" help:"Print a campaign as YAML."`
	Pause  campaignPause  `cmd:"" help:"Stop a campaign until it is resumed, also for senders about to confirm."`
	Resume campaignResume `cmd:"" help:"Resume a paused campaign."`
	Close  campaignClose  `cmd:"" help:"Close a campaign for good."`
}

type campaignImport struct {
	config.Database
	File string `arg:"" type:"existingfile" help:"The YAML file."`
}

// Run imports, or says every mistake in the file with its line.
func (c *campaignImport) Run(sh *shell) error {
	source, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	file, err := campaign.ParseYAML(source)
	if err != nil {
		return fmt.Errorf("%s is not imported:\n%w", c.File, err)
	}
	return withDatabase(sh, c.Database, func(ctx context.Context, s stores) error {
		imported, err := s.campaigns.Import(ctx, file.Slug, file.OpensAt, file.ClosesAt, file.Content, now())
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(sh.out, "%s is %s.\n", imported.Slug, imported.State)
		return err
	})
}

type campaignExport struct {
	config.Database
	Slug string `arg:"" help:"The campaign's slug."`
}

// Run prints the campaign's approved revision as a file that can be imported.
func (c *campaignExport) Run(sh *shell) error {
	return withDatabase(sh, c.Database, func(ctx context.Context, s stores) error {
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
		_, err = sh.out.Write(text)
		return err
	})
}

type campaignPause struct {
	config.Database
	Slug string `arg:"" help:"The campaign's slug."`
}

// Run pauses.
func (c *campaignPause) Run(sh *shell) error {
	return setState(sh, c.Database, c.Slug, campaign.Paused, campaign.Live)
}

type campaignResume struct {
	config.Database
	Slug string `arg:"" help:"The campaign's slug."`
}

// Run resumes.
func (c *campaignResume) Run(sh *shell) error {
	return setState(sh, c.Database, c.Slug, campaign.Live, campaign.Paused)
}

type campaignClose struct {
	config.Database
	Slug string `arg:"" help:"The campaign's slug."`
}

// Run closes.
func (c *campaignClose) Run(sh *shell) error {
	return setState(sh, c.Database, c.Slug, campaign.Closed, campaign.Live, campaign.Paused)
}

func setState(sh *shell, d config.Database, slug string, to campaign.State, from ...campaign.State) error {
	return withDatabase(sh, d, func(ctx context.Context, s stores) error {
		if err := s.campaigns.SetState(ctx, slug, from, to, now()); err != nil {
			return err
		}
		_, err := fmt.Fprintf(sh.out, "%s is %s.\n", slug, to)
		return err
	})
}

type keysCommand struct {
	New keysNew `cmd:"" help:"Print a fresh keyset and a fresh hash key, as settings."`
}

type keysNew struct{}

// Run prints two lines for an environment file.
func (keysNew) Run(sh *shell) error {
	keyset, hash, err := newKeys()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(sh.out, "VAULT_KEYSET=%s\nHASH_KEY=%s\n", keyset.Reveal(), hash.Reveal())
	return err
}

type versionCommand struct{}

// Run prints what this binary was built from.
func (versionCommand) Run(sh *shell) error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return errors.New("built without module information")
	}
	revision := "unknown revision"
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			revision = s.Value
		}
	}
	_, err := fmt.Fprintf(sh.out, "ecm %s (%s, %s)\n", info.Main.Version, revision, info.GoVersion)
	return err
}
