package main

import (
	"errors"
	"fmt"

	"emailcampaigns/app/config"
)

type sweepCommand struct {
	config.Source
	DryRun bool `name:"dry-run" help:"Say what is due and change nothing."`
}

// Run sweeps once, or says what a sweep would do.
func (c *sweepCommand) Run(sh *shell) error {
	cfg, err := settings(c.Source)
	if err != nil {
		return err
	}
	p, err := Open(sh, cfg, Extras{Log: newLog(sh.err, cfg.LogLevel)})
	if err != nil {
		return err
	}
	return errors.Join(c.sweep(sh, p), p.Close())
}

func (c *sweepCommand) sweep(sh *shell, p *Program) error {
	if c.DryRun {
		due, err := p.Sweeper.Outlook(sh)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(sh.out, "due: %d to erase, %d sends interrupted, %d ended sessions and %d hashes to delete\n",
			due.Erased, due.Orphaned, due.Forgotten, due.Hashes)
		return err
	}
	done, err := p.Sweeper.Sweep(sh)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(sh.out, "%d erased, %d sends became uncertain, %d ended sessions and %d hashes deleted, %d to be tried again\n",
		done.Erased, done.Orphaned, done.Forgotten, done.Hashes, done.Failed)
	return err
}
