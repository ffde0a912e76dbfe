package main

import (
	"bytes"
	"context"
	"database/sql"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"emailcampaigns/app/config"
	"emailcampaigns/app/db/dbtest"
	"emailcampaigns/app/demo"
	"emailcampaigns/app/google/fakegoogle"
	"emailcampaigns/app/secret"
	"emailcampaigns/app/web/webtest"
)

// system is the real program on a port of its own, with a database of its own
// and a simulated Google.
type system struct {
	*Program
	Base   string // origin of the program
	Fake   *fakegoogle.Server
	Google *httptest.Server
	Config config.Config
	Log    *journal
	Clock  *clock

	t    *testing.T
	stop func()
}

// clock is what the program believes the time to be.
type clock struct {
	mu    sync.Mutex
	ahead time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return now().Add(c.ahead)
}

// pass lets time pass.
func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += d
}

// journal is a log that tests read.
type journal struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.String()
}

// onBoth runs a test on SQLite and on PostgreSQL.
func onBoth(t *testing.T, test func(t *testing.T, databaseURL string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, dbtest.SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, dbtest.Postgres(t)) })
}

// boot starts the program on a database. change may alter its settings and
// extras before it starts.
// sqliteURL is a new database for tests that are not about the database.
func sqliteURL(t *testing.T) string { return dbtest.SQLite(t) }

func boot(t *testing.T, databaseURL string, change ...func(*config.Config, *Extras)) *system {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &system{Base: demo.Origin(listener), Log: &journal{}, Clock: &clock{}, t: t}
	s.Fake = newFake(t, s.Base, s.Clock.now)
	s.Google = httptest.NewServer(s.Fake)
	t.Cleanup(s.Google.Close)
	s.Config = testConfig(t, databaseURL, s.Base, s.Google.URL)
	s.start(listener, change...)
	t.Cleanup(func() { s.stop() })
	s.importSampleCampaign()
	return s
}

func newFake(t *testing.T, base string, clock func() time.Time) *fakegoogle.Server {
	t.Helper()
	fake, err := demo.NewFake(base, clock, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return fake
}

func testConfig(t *testing.T, databaseURL, base, google string) config.Config {
	t.Helper()
	keyset, hash, err := newKeys()
	if err != nil {
		t.Fatal(err)
	}
	return config.Config{
		DatabaseURL: secret.New(databaseURL), PublicURL: base,
		GoogleClientID: demo.ClientID, GoogleClientSecret: secret.New(demo.ClientSecret), Offline: true, Typed: true,
		GoogleAuthURL: google + "/o/oauth2/v2/auth", GoogleTokenURL: google + "/token", GoogleRevokeURL: google + "/revoke",
		GmailEndpoint: google, VaultKeyset: keyset, HashKey: hash, HashKept: 90 * 24 * time.Hour, AbandonedAfter: time.Hour,
		OperatedBy: "Test Organisation", ContactEmail: "contact@organisation.example",
	}
}

// start runs the program on a listener until the test ends or stop is called.
func (s *system) start(listener net.Listener, change ...func(*config.Config, *Extras)) {
	s.t.Helper()
	cfg := s.Config
	x := Extras{
		Log: slog.New(slog.NewJSONHandler(s.Log, &slog.HandlerOptions{Level: slog.LevelDebug})), Demo: true, Now: s.Clock.now,
	}
	for _, c := range change {
		c(&cfg, &x)
	}
	s.Config = cfg
	ctx, cancel := context.WithCancel(context.Background())
	p, err := Open(ctx, cfg, x)
	if err != nil {
		cancel()
		s.t.Fatal(err)
	}
	s.Program = p
	done := make(chan error, 1)
	go func() { done <- p.ServeOn(ctx, listener) }()
	s.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			s.t.Errorf("serving ended with %v", err)
		}
		if err := p.Close(); err != nil {
			s.t.Errorf("closing: %v", err)
		}
	})
}

func (s *system) importSampleCampaign() {
	s.t.Helper()
	if _, err := s.importSample(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
}

// visitor returns a browser that has been nowhere.
func (s *system) visitor() *webtest.Browser { return webtest.New(s.t, s.Base) }

// typed is what the tests' sender fills in.
var typed = struct{ name, address, place string }{"Нађа Ђурић-Њежић", "nadja.djuric@gmail.example", "Љиг код Ваљева"}

// begin fills in screen 1 and stands on screen 2.
func begin(b *webtest.Browser, language string) *webtest.Page {
	p := b.Get("/c/open-data?lang="+language).Must(http.StatusOK, "#details")
	f := p.Form("#details").Set("name", typed.name).Set("address", typed.address).Set("letter", language)
	for name := range f.Values {
		if strings.HasPrefix(name, "field.") {
			f.Set(name, typed.place)
		}
	}
	return f.Press("button.button:not(.unscripted)").Must(http.StatusOK, `form[action$="/connection"]`)
}

// leave accepts the disclosure and stands before Google's consent.
func leave(p *webtest.Page) (authorization string) {
	answer := p.Browser.Stay().Post(p.Find(`form[action$="/connection"]`).AttrOr("action", ""), nil)
	return answer.Must(http.StatusSeeOther, "").Header.Get("Location")
}

// connect goes to Google and back with the account, and stands where the
// session leads.
func (s *system) connect(p *webtest.Page, account string) *webtest.Page {
	s.t.Helper()
	back, err := s.Fake.Consent(leave(p), account)
	if err != nil {
		s.t.Fatal(err)
	}
	return p.Browser.Get(back)
}

// confirmed walks from the campaign to screen 3.
func (s *system) confirmable(b *webtest.Browser, language string) *webtest.Page {
	s.t.Helper()
	return s.connect(begin(b, language), typed.address).Must(http.StatusOK, `input[name=digest]`)
}

// press presses "Send from my Gmail".
func press(p *webtest.Page) *webtest.Page {
	return p.Form(`form[action$="/delivery"]`).Submit()
}

// id returns the session in the page's address.
func id(p *webtest.Page) string { return strings.Split(p.URL.Path, "/")[2] }

// held returns how many sessions hold a sealed token, and how many something
// typed.
func (s *system) held() (tokens, typed int) {
	s.t.Helper()
	for _, row := range query(s.t, s.Config.DatabaseURL.Reveal(), `SELECT
		CASE WHEN access IS NULL AND refresh IS NULL AND verifier IS NULL THEN 0 ELSE 1 END,
		CASE WHEN name IS NULL AND address IS NULL AND fields IS NULL THEN 0 ELSE 1 END FROM sessions`) {
		if row[0] == "1" {
			tokens++
		}
		if row[1] == "1" {
			typed++
		}
	}
	return tokens, typed
}

// query reads the database past the program.
func query(t *testing.T, address, statement string) [][]string {
	t.Helper()
	driver, source := "pgx", address
	if path, ok := strings.CutPrefix(address, "sqlite:"); ok {
		driver, source = "sqlite", path
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	rows, err := db.QueryContext(t.Context(), statement)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var found [][]string
	for rows.Next() {
		texts := make([]sql.NullString, len(columns))
		targets := make([]any, len(columns))
		for i := range texts {
			targets[i] = &texts[i]
		}
		if err := rows.Scan(targets...); err != nil {
			t.Fatal(err)
		}
		row := make([]string, len(columns))
		for i, text := range texts {
			row[i] = text.String
		}
		found = append(found, row)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return found
}

func TestMain(m *testing.M) {
	if os.Getenv(childSettings) != "" {
		child()
		return
	}
	os.Exit(m.Run())
}
