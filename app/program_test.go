package main

import (
	"bytes"
	"context"
	"database/sql"
	"flag"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
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
		ReviewRule: campaign.Two, TimeZone: time.UTC,
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
	if _, err := s.publishSample(s.t.Context(), audit.Actor{ID: "author", Name: "author"}, audit.Actor{ID: "reviewer", Name: "reviewer"}); err != nil {
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
		CASE WHEN name IS NULL AND address IS NULL AND fields IS NULL AND paragraph IS NULL AND area IS NULL THEN 0 ELSE 1 END FROM sessions`) {
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
	code := m.Run()
	closeBrowser()
	os.Exit(code)
}

var update = flag.Bool("update", false, "rewrite golden files")

func TestShutdownFinishesASendInFlight(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		reached, goOn := make(chan struct{}), make(chan struct{})
		s := boot(t, databaseURL, func(_ *config.Config, x *Extras) {
			x.Pause = func(step string) {
				if step == "send" {
					close(reached)
					<-goOn
				}
			}
		})
		page := s.confirmable(s.visitor(), "en")
		values := page.Form(`form[action$="/delivery"]`).Values
		answered := make(chan int, 1)
		go func() {
			answer, err := page.Browser.Stay().Try(http.MethodPost, page.URL.Path, values, http.Header{"Sec-Fetch-Site": {"same-origin"}})
			if err != nil {
				answered <- 0
				return
			}
			answered <- answer.Status
		}()
		<-reached
		stopped := make(chan struct{})
		go func() { s.stop(); close(stopped) }()
		for { // until nobody is let in any more
			conn, err := net.DialTimeout("tcp", strings.TrimPrefix(s.Base, "http://"), time.Second)
			if err != nil {
				break
			}
			_ = conn.Close()
			time.Sleep(10 * time.Millisecond)
		}
		close(goOn)
		<-stopped
		if status := <-answered; status != http.StatusSeeOther {
			t.Errorf("the press was answered with %d", status)
		}
		if n := len(s.Fake.Outbox()); n != 1 {
			t.Errorf("%d messages were sent", n)
		}
		if rows := query(t, databaseURL, "SELECT state FROM deliveries"); len(rows) != 1 || rows[0][0] != "accepted" {
			t.Errorf("deliveries: %v", rows)
		}
		if tokens, fields := s.held(); tokens != 0 || fields != 0 {
			t.Errorf("%d tokens, %d typed", tokens, fields)
		}
	})
}

func TestTwoInstancesShareOneDatabase(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		other, err := Open(t.Context(), s.Config, Extras{Log: slog.New(slog.DiscardHandler), Now: s.Clock.now})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = other.Close() }()
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- other.ServeOn(ctx, listener) }()
		page := s.confirmable(s.visitor(), "en")
		values := page.Form(`form[action$="/delivery"]`).Values
		host := strings.TrimPrefix(s.Base, "http://")
		var wait sync.WaitGroup
		for i := range 8 {
			base := s.Base
			if i%2 == 1 {
				base = "http://" + listener.Addr().String()
			}
			wait.Go(func() {
				request, err := http.NewRequest(http.MethodPost, base+page.URL.Path, strings.NewReader(values.Encode()))
				if err != nil {
					t.Error(err)
					return
				}
				request.Host = host
				request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				for _, cookie := range page.Browser.Cookies() {
					request.AddCookie(cookie)
				}
				response, err := http.DefaultTransport.RoundTrip(request)
				if err != nil {
					t.Error(err)
					return
				}
				_ = response.Body.Close()
				if response.StatusCode != http.StatusSeeOther {
					t.Errorf("answered %d", response.StatusCode)
				}
			})
		}
		wait.Wait()
		if n, calls := len(s.Fake.Outbox()), s.Fake.Calls().Sends; n != 1 || calls != 1 {
			t.Errorf("%d messages, %d requests", n, calls)
		}
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

func TestOnlyTheOfficialHostAnswers(t *testing.T) {
	s := boot(t, sqliteURL(t))
	ask := func(method, path string) *http.Response {
		request, err := http.NewRequest(method, s.Base+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Host = "evil.example"
		response, err := http.DefaultTransport.RoundTrip(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		return response
	}
	if r := ask(http.MethodGet, "/c/open-data?lang=en"); r.StatusCode != http.StatusPermanentRedirect || r.Header.Get("Location") != s.Base+"/c/open-data?lang=en" {
		t.Errorf("GET: %d to %q", r.StatusCode, r.Header.Get("Location"))
	}
	if r := ask(http.MethodGet, "//evil.example/x"); r.Header.Get("Location") != "" && !strings.HasPrefix(r.Header.Get("Location"), s.Base+"/") {
		t.Errorf("an open redirect to %q", r.Header.Get("Location"))
	}
	if r := ask(http.MethodPost, "/c/open-data/start"); r.StatusCode != http.StatusForbidden {
		t.Errorf("POST: %d", r.StatusCode)
	}
	for _, path := range []string{"/healthz", "/readyz"} {
		if r := ask(http.MethodGet, path); r.StatusCode != http.StatusOK {
			t.Errorf("%s: %d", path, r.StatusCode)
		}
	}
}

func TestWhoAsksTooMuchIsToldWhenToComeBack(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b := s.visitor()
	for range 100 {
		if p := b.Post("/c/open-data/start", nil); p.Status == http.StatusTooManyRequests {
			if p.Header.Get("Retry-After") == "" || p.Find("h1").Length() == 0 {
				t.Error("no time, or no page")
			}
			return
		}
	}
	t.Error("nobody is slowed down")
}
