package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"emailcampaigns/app/config"
	"emailcampaigns/app/google"
)

// Run serves until ctx ends.
func (c ServeCommand) Run(ctx context.Context, terminal Terminal) error {
	cfg, problems := check(c.Source)
	if err := problems.Err(); err != nil {
		return err
	}
	log := newLog(terminal.Err, cfg.LogLevel)
	for _, address := range cfg.Unusual() {
		log.WarnContext(ctx, "not Google's own address: "+address)
	}
	p, err := Open(ctx, cfg, Extras{Log: log})
	if err != nil {
		return err
	}
	log.InfoContext(ctx, "serving", "addr", cfg.Addr, "public_url", cfg.PublicURL)
	return errors.Join(p.Serve(ctx), p.Close())
}

// Run reads the settings, tries the connections, and lists everything that is
// wrong.
func (c CheckCommand) Run(ctx context.Context, terminal Terminal) error {
	cfg, problems := check(c.Source)
	for _, p := range connections(ctx, cfg, problems) {
		problems = problems.Add(p.Setting, errors.New(p.Text))
	}
	if err := problems.Err(); err != nil {
		return err
	}
	for _, address := range cfg.Unusual() {
		_, _ = fmt.Fprintln(terminal.Out, "Not Google's own address: "+address)
	}
	_, err := fmt.Fprintln(terminal.Out, "Settings and connections are in order.")
	return err
}

// Run applies the migrations that are missing.
func (c MigrateCommand) Run(ctx context.Context, terminal Terminal) error {
	return withDatabase(ctx, terminal, c.Database, func(stores) error {
		_, err := fmt.Fprintln(terminal.Out, "The database is up to date.")
		return err
	})
}

// Run sweeps once, or says what a sweep would do.
func (c SweepCommand) Run(ctx context.Context, terminal Terminal) error {
	cfg, problems := check(c.Source)
	if err := problems.Err(); err != nil {
		return err
	}
	p, err := Open(ctx, cfg, Extras{Log: newLog(terminal.Err, cfg.LogLevel)})
	if err != nil {
		return err
	}
	return errors.Join(c.sweep(ctx, terminal, p), p.Close())
}

func (c SweepCommand) sweep(ctx context.Context, terminal Terminal, p *Program) error {
	if c.DryRun {
		due, err := p.Outlook(ctx)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(terminal.Out, "due: %d sessions to erase, %d interrupted sends, %d ended sessions and %d hashes to delete\n",
			due.Due, due.Orphaned, due.Forgotten, due.Hashes)
		return err
	}
	done, err := p.Sweeper.Sweep(ctx)
	_, printErr := fmt.Fprintf(terminal.Out, "%d sessions erased, %d to be tried again, %d interrupted sends became uncertain, %d ended sessions and %d hashes deleted\n",
		done.Erased, done.Failed, done.Orphaned, done.Forgotten, done.Hashes)
	return errors.Join(err, printErr)
}

// check finds what is wrong with the settings without connecting to anything.
func check(source config.Source) (config.Config, config.Problems) {
	cfg, problems := source.Read()
	_, further := readKeys(cfg)
	for _, p := range further {
		problems = problems.Add(p.Setting, errors.New(p.Text))
	}
	return cfg, problems
}

// connections tries what the settings lead to, as far as they are usable. Any
// answer of Google's addresses is an answer.
func connections(ctx context.Context, cfg config.Config, found config.Problems) config.Problems {
	wrong := map[string]bool{}
	for _, p := range found {
		wrong[p.Setting] = true
	}
	var problems config.Problems
	if !wrong["DATABASE_URL"] && !wrong["DATABASE_URL_FILE"] {
		store, err := openStores(ctx, cfg.DatabaseURL, slog.New(slog.DiscardHandler))
		if err == nil {
			err = store.Close()
		}
		problems = problems.Add("DATABASE_URL", describe("does not work", err))
	}
	client := google.Client(nil)
	client.Timeout = 10 * time.Second
	for _, s := range []struct{ setting, url string }{
		{"GOOGLE_AUTH_URL", cfg.GoogleAuthURL}, {"GOOGLE_TOKEN_URL", cfg.GoogleTokenURL},
		{"GOOGLE_REVOKE_URL", cfg.GoogleRevokeURL}, {"GMAIL_ENDPOINT", cfg.GmailEndpoint},
	} {
		if !wrong[s.setting] {
			problems = problems.Add(s.setting, describe("does not answer", answers(ctx, client, s.url)))
		}
	}
	return problems
}

func describe(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}

func answers(ctx context.Context, client *http.Client, url string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodHead, url, nil)
	if err != nil {
		return err
	}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	return response.Body.Close()
}

// newLog writes one JSON object a line. It is clean by construction: what must
// not be read travels in secret.Text.
func newLog(w io.Writer, level slog.Level) *slog.Logger {
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level}))
}
