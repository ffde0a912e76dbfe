package main

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net"
	"net/url"
	"sync"
	"time"

	"github.com/google/uuid"

	ecm "emailcampaigns"
	"emailcampaigns/app/address"
	"emailcampaigns/app/config"
	"emailcampaigns/app/db"
	"emailcampaigns/app/google"
	"emailcampaigns/app/limits"
	"emailcampaigns/app/operator"
	"emailcampaigns/app/sending"
	"emailcampaigns/app/sweeper"
	"emailcampaigns/app/vault"
	"emailcampaigns/app/web"
	"emailcampaigns/app/web/access"
	"emailcampaigns/app/web/admin"
	"emailcampaigns/app/web/clientip"
	officepage "emailcampaigns/app/web/office"
	"emailcampaigns/app/web/send"
)

// grace is how long a shutdown waits for requests in flight. A send may take 30 s
// and a few more to record.
const grace = 40 * time.Second

// refusalTakes is how long a refused sign-in takes: comparing a password takes
// 30 to 100 ms, and recording the refusal a few more.
const refusalTakes = 400 * time.Millisecond

// Extras are what demo and tests change about a program. The zero value, but for
// Log, is what serve runs.
type Extras struct {
	Log           *slog.Logger
	Demo          bool              // a banner says so on every page
	Authenticator string            // address of the demonstration's authenticator app
	Now           func() time.Time  // nil: the clock
	Dial          *net.Dialer       // nil: the network; for calls of Google
	Pause         func(step string) // see sending.Flow

	SendDeadline time.Duration // 0: Gmail's own
}

// Program is the whole service, made and joined. It is the only place where
// parts meet.
type Program struct {
	cfg      config.Config
	log      *slog.Logger
	store    stores
	Flow     *sending.Flow
	Accounts *operator.Accounts
	Sweeper  sweeper.Sweeper
	server   *web.Server
}

// Open makes the parts, brings the database up to date and joins everything. The
// error lists all that is wrong with the settings.
func Open(ctx context.Context, cfg config.Config, x Extras) (*Program, error) {
	if x.Now == nil {
		x.Now = now
	}
	keys, problems := readKeys(cfg)
	if err := problems.Err(); err != nil {
		return nil, err
	}
	store, err := openStores(ctx, cfg.DatabaseURL, x.Log)
	if err != nil {
		return nil, err
	}
	p := &Program{cfg: cfg, log: x.Log, store: store}
	if err := p.join(keys, x); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return p, nil
}

// join makes everything above the database.
func (p *Program) join(k keys, x Extras) error {
	client := google.Client(x.Dial)
	official, err := url.Parse(p.cfg.PublicURL)
	if err != nil {
		return err
	}
	p.Flow = &sending.Flow{
		Store: p.store.sessions, Campaigns: p.store.campaigns, Vault: k.vault, Hasher: k.hasher,
		Google: google.OAuth{
			ClientID: p.cfg.GoogleClientID, ClientSecret: p.cfg.GoogleClientSecret,
			RedirectURL: p.cfg.PublicURL + "/oauth/google",
			AuthURL:     p.cfg.GoogleAuthURL, TokenURL: p.cfg.GoogleTokenURL, RevokeURL: p.cfg.GoogleRevokeURL,
			Offline: p.cfg.Offline, HTTP: client, Now: x.Now,
		},
		Mailer: google.Gmail{
			Endpoint: p.cfg.GmailEndpoint, Typed: p.cfg.Typed, Domain: official.Hostname(),
			HTTP: client, Deadline: x.SendDeadline, Now: x.Now, Rand: rand.Reader,
		},
		AbandonedAfter: p.cfg.AbandonedAfter, HashKept: p.cfg.HashKept, Now: x.Now, Log: x.Log, Pause: x.Pause,
	}
	p.Sweeper = sweeper.Sweeper{
		Flow: p.Flow, Scrub: p.store.db.Scrub, Close: p.store.closeDue, Note: p.store.overview.Swept, Log: x.Log,
	}
	var key [32]byte
	_, _ = rand.Read(key[:])
	limit, err := limits.New(key)
	if err != nil {
		return err
	}
	p.Accounts = p.newAccounts(official, limit, x)
	p.server, err = p.newServer(official, limit, k.trust, x)
	return err
}

// newAccounts makes what operators' accounts are served with.
func (p *Program) newAccounts(official *url.URL, limit *limits.Limits, x Extras) *operator.Accounts {
	return &operator.Accounts{
		Store: p.store.operators, Vault: p.Flow.Vault, Passwords: operator.NewPasswords(), Issuer: official.Hostname(),
		Limit:        func(ctx context.Context, account string) error { return limit.Take(ctx, limits.Account, account) },
		RefusalTakes: refusalTakes, Now: x.Now, Log: x.Log,
	}
}

func (p *Program) newServer(official *url.URL, limit *limits.Limits, trust clientip.Trust, x Extras) (*web.Server, error) {
	words, err := newWords()
	if err != nil {
		return nil, err
	}
	words.Zone = p.cfg.TimeZone
	assets, err := web.NewAssets(ecm.Assets)
	if err != nil {
		return nil, err
	}
	paths := web.NewPaths()
	views, err := newViews(words, assets, paths, p.cfg, x)
	if err != nil {
		return nil, err
	}
	consent, err := url.Parse(p.cfg.GoogleAuthURL)
	if err != nil {
		return nil, err
	}
	cookies := access.Cookies{Secure: official.Scheme == "https"}
	signIn, err := paths.Path("admin.signin", "")
	if err != nil {
		return nil, err
	}
	newID := func() string { return uuid.Must(uuid.NewV7()).String() }
	operators := admin.Office{Numbers: p.store.overview, Views: views, Rule: p.cfg.ReviewRule}
	return web.New(web.Options{
		PublicURL:           p.cfg.PublicURL,
		AuthorizationOrigin: consent.Scheme + "://" + consent.Host,
		Site:                p.site(views, x),
		Send: &send.Handler{
			Flow: p.Flow, Campaigns: p.store.campaigns, Views: views, Cookies: cookies,
			Previews: send.Previews{Vault: p.Flow.Vault},
			Path:     paths.Path, Text: words.Text, Refusal: google.CallbackReason,
			PublicURL: p.cfg.PublicURL, OperatedBy: p.cfg.OperatedBy, Refresh: p.cfg.Offline, VerifiesOwner: p.cfg.Typed,
		},
		Admin: &admin.Handler{
			Office:    operators,
			Campaigns: p.store.campaigns, Switch: p.store.sessions, Names: p.store.operators, Log: p.store.audit, Flow: p.Flow, Cookies: cookies,
			Lists:   p.store.lists,
			Preview: send.Previews{Vault: p.Flow.Vault}.Token, Path: paths.Path, Text: words.Text, LanguageName: words.LanguageName,
			PublicURL: p.cfg.PublicURL, PreviewKept: send.PreviewKept, Languages: words.Languages(), Zone: p.cfg.TimeZone, Now: x.Now,
			NewID: newID, Offices: p.store.offices, Standings: p.store.standings, OfficeLink: officepage.Links{Vault: p.Flow.Vault}.Token,
		},
		Offices: &officepage.Handler{
			Offices: p.store.offices, Standings: p.store.standings, Switch: p.store.sessions, Links: officepage.Links{Vault: p.Flow.Vault}, Views: views, Now: x.Now, NewID: newID,
		},
		Accounts: &admin.Accounts{Office: operators, Operators: p.Accounts, Cookies: cookies, Path: paths.Path, PublicURL: p.cfg.PublicURL},
		Gate:     access.Gate{Flow: p.Flow, Accounts: p.Accounts, Cookies: cookies, SignIn: signIn},
		Views:    views,
		Words:    words,
		Assets:   assets,
		Limits:   limit,
		Trust:    trust,
		Ready:    p.store.db.Ping,
		Now:      x.Now,
		Log:      x.Log,
	})
}

// Serve listens on the configured address until ctx ends, then finishes the
// requests in flight.
func (p *Program) Serve(ctx context.Context) error {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", p.cfg.Addr)
	if err != nil {
		return err
	}
	return p.ServeOn(ctx, listener)
}

// ServeOn serves and sweeps until ctx ends.
func (p *Program) ServeOn(ctx context.Context, listener net.Listener) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	if err := p.Accounts.Reseal(ctx); err != nil { // the next start will do it
		p.log.ErrorContext(ctx, "sealing second factors anew failed", "err", err)
	}
	var wait sync.WaitGroup
	wait.Go(func() { p.Sweeper.Run(ctx) })
	failed := make(chan error, 1)
	go func() { failed <- p.server.Serve(listener) }()
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
		p.log.Info("stopping")
		graceful, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
		err = p.server.Shutdown(graceful)
		cancel()
	}
	stop()
	wait.Wait()
	return err
}

// Outlook says what a sweep would find.
func (p *Program) Outlook(ctx context.Context) (db.Outlook, error) {
	now := p.Flow.Now()
	return p.store.sessions.Outlook(ctx, now.Add(-sending.TombstoneKept), now)
}

// Close closes the database.
func (p *Program) Close() error { return p.store.Close() }

// keys are the settings that need more than reading.
type keys struct {
	vault  *vault.Vault
	hasher address.Hasher
	trust  clientip.Trust
}

// readKeys makes what the key settings describe, and says everything that is
// wrong with them.
func readKeys(cfg config.Config) (keys, config.Problems) {
	var k keys
	var problems config.Problems
	var err error
	k.vault, err = vault.New(cfg.VaultKeyset)
	problems = problems.Add("VAULT_KEYSET", err)
	k.hasher, err = address.ParseHasher(cfg.HashKey)
	problems = problems.Add("HASH_KEY", err)
	k.trust, err = clientip.Parse(cfg.TrustedProxies)
	problems = problems.Add("TRUSTED_PROXIES", err)
	return k, problems
}

// now is the clock, as precise as the database.
func now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }
