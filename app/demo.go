package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"

	"emailcampaigns/app/address"
	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/config"
	"emailcampaigns/app/demo"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/operator"
	"emailcampaigns/app/secret"
	"emailcampaigns/app/web"
)

// Run serves the sample campaign with a simulated Google until the shell's
// context ends.
func (c DemoCommand) Run(ctx context.Context, terminal Terminal) (err error) {
	dir, remove, err := c.directory()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, remove()) }()
	listener, err := c.listen(ctx)
	if err != nil {
		return err
	}
	log := newLog(terminal.Err, slog.LevelError)
	google, err := demo.StartGoogle(demo.Origin(listener), log)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer func() { err = errors.Join(err, google.Close()) }()
	cfg, err := c.config(dir, demo.Origin(listener), google)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	p, err := Open(ctx, cfg, Extras{Log: log, Demo: true, Authenticator: google.URL + "/authenticator"})
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	if err := p.prepareDemo(ctx, terminal.Out, google.URL); err != nil {
		return errors.Join(err, p.Close(), listener.Close())
	}
	return errors.Join(p.ServeOn(ctx, listener), p.Close())
}

// prepareDemo makes the sample operators and their campaign, and prints what to
// open.
func (p *Program) prepareDemo(ctx context.Context, out io.Writer, google string) error {
	editor, editorLink, err := p.sampleOperator(ctx, demo.Editor())
	if err != nil {
		return err
	}
	admin, adminLink, err := p.sampleOperator(ctx, demo.Admin())
	if err != nil {
		return err
	}
	slug, err := p.publishSample(ctx, editor.Actor(), admin.Actor())
	if err != nil {
		return err
	}
	series, err := p.publishFile(ctx, p.seriesFromList(ctx, editor.Actor()), editor.Actor(), admin.Actor())
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "campaign  %s/c/%s\nletters   %s/c/%s\noutbox    %s/outbox\neditor    %s\nadmin     %s\n",
		p.cfg.PublicURL, slug, p.cfg.PublicURL, series, google, editorLink, adminLink)
	return err
}

// sampleOperator returns a sample operator, made by an invitation like any other,
// and a link that gives the account to whoever opens it.
func (p *Program) sampleOperator(ctx context.Context, who demo.Person) (operator.Operator, string, error) {
	_, token, err := p.Accounts.Admit(ctx, who.Email, who.Role)
	if err != nil {
		return operator.Operator{}, "", err
	}
	parsed, err := address.Parse(who.Email)
	if err != nil {
		return operator.Operator{}, "", err
	}
	found, err := p.store.operators.ByEmail(ctx, parsed)
	if fault.Is(err, fault.NotFound) {
		if found, err = p.joinSample(ctx, token, who); err == nil {
			_, token, err = p.Accounts.Admit(ctx, who.Email, who.Role)
		}
	}
	if err != nil {
		return operator.Operator{}, "", err
	}
	path, err := web.NewPaths().Path("admin.enrolment", "", token.Reveal())
	return found, p.cfg.PublicURL + path, err
}

// joinSample uses an invitation up with a password and a second factor that
// nobody knows.
func (p *Program) joinSample(ctx context.Context, token secret.Text, who demo.Person) (operator.Operator, error) {
	factor := operator.GenerateFactor()
	code, err := demo.Code(factor, p.Accounts.Now())
	if err != nil {
		return operator.Operator{}, err
	}
	done, err := p.Accounts.Enrol(ctx, token, operator.Form{
		Name: who.Name, Language: "en", Password: secret.New(rand.Text()), Factor: factor, Code: code,
	})
	return done.Operator, err
}

// publishSample brings the sample campaign in as two operators would have, unless
// kept data has it.
func (p *Program) publishSample(ctx context.Context, author, reviewer audit.Actor) (slug string, err error) {
	return p.publishFile(ctx, demo.Sample, author, reviewer)
}

func (p *Program) publishFile(ctx context.Context, read func() (campaign.File, error), author, reviewer audit.Actor) (slug string, err error) {
	file, err := read()
	if err != nil {
		return "", err
	}
	made, err := p.store.campaigns.BySlug(ctx, file.Slug)
	if fault.Is(err, fault.NotFound) {
		made, err = p.store.importFile(ctx, file, author, now())
	}
	if err != nil || made.State != campaign.Draft {
		return file.Slug, err
	}
	_, err = p.store.publish(ctx, made.ID, campaign.Two, author, reviewer, now())
	return file.Slug, err
}

func (c DemoCommand) directory() (dir string, remove func() error, err error) {
	if c.Data != "" {
		return c.Data, func() error { return nil }, os.MkdirAll(c.Data, 0o700)
	}
	dir, err = os.MkdirTemp("", "ecm-demo-")
	return dir, func() error { return os.RemoveAll(dir) }, err
}

func (c DemoCommand) listen(ctx context.Context) (net.Listener, error) {
	addr, err := c.ListenAddr("127.0.0.1")
	if err != nil {
		return nil, err
	}
	return new(net.ListenConfig).Listen(ctx, "tcp", addr)
}

// config describes the demonstration as serve's settings would.
func (c DemoCommand) config(dir, origin string, google *demo.Google) (config.Config, error) {
	keyset, hash, err := keptKeys(filepath.Join(dir, "keys"))
	if err != nil {
		return config.Config{}, err
	}
	return config.Config{
		DatabaseURL: secret.New("sqlite:" + filepath.Join(dir, "ecm.db")), PublicURL: origin,
		GoogleClientID: demo.ClientID, GoogleClientSecret: secret.New(demo.ClientSecret), Offline: true, Typed: true,
		GoogleAuthURL: google.URL + "/o/oauth2/v2/auth", GoogleTokenURL: google.URL + "/token",
		GoogleRevokeURL: google.URL + "/revoke", GmailEndpoint: google.URL,
		VaultKeyset: keyset, HashKey: hash, HashKept: 90 * 24 * time.Hour, AbandonedAfter: time.Hour,
		ReviewRule: campaign.Two, TimeZone: time.UTC,
		OperatedBy: "IT Dijaspora", ContactEmail: "contact@dijaspora.example",
	}, nil
}

// keptKeys returns the keys beside the demonstration's data, made on the first
// start: data that is kept has to open again.
func keptKeys(file string) (keyset, hash secret.Text, err error) {
	content, err := os.ReadFile(file) // #nosec G304 -- inside the demonstration's own directory
	if err == nil {
		var first, second string
		if _, err := fmt.Sscan(string(content), &first, &second); err != nil {
			return keyset, hash, fmt.Errorf("%s does not hold the demonstration's keys: %w", file, err)
		}
		return secret.New(first), secret.New(second), nil
	}
	if !errors.Is(err, os.ErrNotExist) {
		return keyset, hash, err
	}
	if keyset, hash, err = newKeys(); err != nil {
		return keyset, hash, err
	}
	return keyset, hash, os.WriteFile(file, []byte(keyset.Reveal()+"\n"+hash.Reveal()+"\n"), 0o600)
}
