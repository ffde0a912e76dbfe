package main

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/config"
	"emailcampaigns/app/demo"
	"emailcampaigns/app/secret"
	"emailcampaigns/app/web/webtest"
)

// childSettings names the variable under which a test hands a program of its own
// the settings: a program that can be killed is another process.
const childSettings = "ECM_TEST_CHILD"

type childProgram struct {
	Database, Base, Google, Keyset, Hash string
	Pause                                string // the step at which it stops and waits to be killed
	After                                int    // how many messages it lets through before
	Marker                               string // a file it makes then
	Ahead                                time.Duration
}

// child is the program in a process of its own.
func child() {
	var c childProgram
	if err := json.Unmarshal([]byte(os.Getenv(childSettings)), &c); err != nil {
		panic(err)
	}
	listener, err := net.FileListener(os.NewFile(3, "listener")) // the first of ExtraFiles
	if err != nil {
		panic(err)
	}
	settled := 0 // read and written by one sender's requests, one after the other
	p, err := Open(context.Background(), c.config(), Extras{
		Log: slog.New(slog.NewJSONHandler(os.Stderr, nil)), Demo: true,
		Now: func() time.Time { return now().Add(c.Ahead) },
		Pause: func(step string) {
			if step == "settle" {
				settled++
			}
			if step != c.Pause || settled < c.After {
				return
			}
			if err := os.WriteFile(c.Marker, nil, 0o600); err != nil {
				panic(err)
			}
			select {}
		},
	})
	if err != nil {
		panic(err)
	}
	if err := p.ServeOn(context.Background(), listener); err != nil {
		panic(err)
	}
}

func (c childProgram) config() config.Config {
	return config.Config{
		DatabaseURL: secret.New(c.Database), PublicURL: c.Base,
		GoogleClientID: demo.ClientID, GoogleClientSecret: secret.New(demo.ClientSecret), Offline: true, Typed: true,
		GoogleAuthURL: c.Google + "/o/oauth2/v2/auth", GoogleTokenURL: c.Google + "/token", GoogleRevokeURL: c.Google + "/revoke",
		GmailEndpoint: c.Google, VaultKeyset: secret.New(c.Keyset), HashKey: secret.New(c.Hash),
		HashKept: 90 * 24 * time.Hour, AbandonedAfter: time.Hour,
		OperatedBy: "Test Organisation", ContactEmail: "contact@organisation.example",
	}
}

// process is a program that can be killed.
type process struct {
	*exec.Cmd
	said *bytes.Buffer
}

func (c childProgram) run(t *testing.T, listener *os.File) *process {
	t.Helper()
	settings, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	p := &process{Cmd: exec.Command(os.Args[0]), said: &bytes.Buffer{}} // #nosec G204 -- the test itself
	p.Env = append(os.Environ(), childSettings+"="+string(settings))
	p.Stderr = p.said
	p.ExtraFiles = []*os.File{listener}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	for range 600 {
		if response, err := http.Get(c.Base + "/readyz"); err == nil {
			_ = response.Body.Close()
			return p
		}
		time.Sleep(50 * time.Millisecond)
	}
	p.kill()
	t.Fatalf("the program does not start:\n%s", p.said)
	return nil
}

// kill ends the program as kill -9 does.
func (p *process) kill() {
	if p.ProcessState == nil {
		_ = p.Process.Kill()
		_ = p.Wait()
	}
}

// TestAKilledProgramSendsNothingAgain kills the program at each step of a send
// and looks at what the next one makes of it.
func TestAKilledProgramSendsNothingAgain(t *testing.T) {
	tests := []struct {
		step string
		sent int    // messages Gmail accepted before the kill
		then string // what the sender finds after the restart
	}{
		{"claim", 0, "input[name=digest]"}, // nothing was claimed: may be confirmed again
		{"send", 0, `form[action$="/delivery"] input[name=again]`},
		{"settle", 1, `form[action$="/delivery"] input[name=again]`},
		{"revoke", 1, "dl.receipt"},
		{"erase", 1, "dl.receipt"},
	}
	for _, test := range tests {
		t.Run(test.step, func(t *testing.T) {
			onBoth(t, func(t *testing.T, databaseURL string) {
				k := newKillable(t, databaseURL)
				k.Pause = test.step
				first := k.run(t)
				b := webtest.New(t, k.Base)
				page := k.system.connect(begin(b, "en"), typed.address).Must(http.StatusOK, "input[name=digest]")
				values := page.Form(`form[action$="/delivery"]`).Values
				go func() {
					_, _ = b.Clone().Try(http.MethodPost, page.URL.Path, values, http.Header{"Sec-Fetch-Site": {"same-origin"}})
				}()
				k.awaitMarker(t)
				first.kill()
				if n := len(k.system.Fake.Outbox()); n != test.sent {
					t.Fatalf("%d messages were sent before the kill, want %d", n, test.sent)
				}

				k.Pause, k.Ahead = "", 2*time.Minute // after the lease of what was claimed
				second := k.run(t)
				after := b.Get("/send/"+id(page)).Must(http.StatusOK, test.then)
				if n := len(k.system.Fake.Outbox()); n != test.sent {
					t.Errorf("the restart sent %d messages", n-test.sent)
				}
				if strings.HasSuffix(test.then, "[name=again]") {
					after.Browser.Get(after.URL.Path).Form(`form[action$="/abandonment"]`).Submit().Must(http.StatusOK, "dl.receipt")
				}
				if test.then != "input[name=digest]" {
					k.awaitErasure(t)
				}
				second.kill()
			})
		})
	}
}

// TestAKilledSeriesIsResumedByHand kills the program after the third of eight
// messages: between two presses, and while the fourth is handed to Gmail.
func TestAKilledSeriesIsResumedByHand(t *testing.T) {
	for _, under := range []bool{false, true} {
		t.Run(map[bool]string{false: "between two presses", true: "in the fourth"}[under], func(t *testing.T) {
			onBoth(t, func(t *testing.T, databaseURL string) {
				k := newKillable(t, databaseURL)
				k.open(t, func(s *system) { s.parliament(8, campaign.Selection{Mode: campaign.Everyone}) })
				if under {
					k.Pause, k.After = "send", 3
				}
				first := k.run(t)
				page := next(next(next(k.system.ready(webtest.New(t, k.Base), nil)))).Must(http.StatusOK, onSeries)
				if under {
					go func() {
						_, _ = page.Clone().Try(http.MethodPost, page.URL.Path, page.Form("form[data-run]").Values, http.Header{"Sec-Fetch-Site": {"same-origin"}})
					}()
					k.awaitMarker(t)
				}
				first.kill()
				k.system.wantSent(t, 0, 1, 2)

				k.Pause, k.Ahead = "", 2*time.Minute // after the lease of what was claimed
				second := k.run(t)
				page = page.Browser.Get("/send/"+id(page)).Must(http.StatusOK, onSeries)
				k.system.wantSent(t, 0, 1, 2) // nothing is sent by itself
				uncertain, pending := page.Find(".outcomes .uncertain").Length(), page.Find(".outcomes .pending").Length()
				if accepted := page.Find(".outcomes .accepted").Length(); accepted != 3 || uncertain+pending != 5 || (uncertain == 1) != under {
					t.Errorf("%d accepted, %d uncertain, %d pending", accepted, uncertain, pending)
				}
				for page.Find("form[data-run]").Length() > 0 {
					page = next(page)
				}
				if under { // it is not in Sent
					k.system.wantSent(t, 0, 1, 2, 4, 5, 6, 7)
					page = page.Form(".outcomes form").Set("again", "yes").Submit()
				}
				page.Must(http.StatusOK, "dl.receipt")
				sent := k.system.sentTo()
				slices.Sort(sent)
				if len(sent) != 8 || len(slices.Compact(sent)) != 8 {
					t.Errorf("sent to %q", sent)
				}
				second.kill()
			})
		})
	}
}

// open hands the database to a test before a program runs on it.
func (k *killable) open(t *testing.T, do func(s *system)) {
	t.Helper()
	store, err := openStores(t.Context(), k.system.Config.DatabaseURL, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	k.system.Program = &Program{store: store}
	do(k.system)
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
}

// killable is what outlives the programs that are killed: a simulated Google, and
// the port they listen on, one after the other.
type killable struct {
	childProgram
	system   *system
	listener *os.File
}

func newKillable(t *testing.T, databaseURL string) *killable {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	file, err := listener.(*net.TCPListener).File()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	base := demo.Origin(listener)
	s := &system{Base: base, Clock: &clock{}, t: t}
	s.Fake = newFake(t, base, s.Clock.now)
	s.Google = httptest.NewServer(s.Fake)
	t.Cleanup(s.Google.Close)
	s.Config = testConfig(t, databaseURL, base, s.Google.URL)
	store, err := openStores(t.Context(), s.Config.DatabaseURL, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	p := &Program{store: store}
	if _, err := p.publishSample(t.Context(), audit.Shell(), audit.Actor{ID: "reviewer", Name: "reviewer"}); err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	return &killable{system: s, listener: file, childProgram: childProgram{
		Database: databaseURL, Base: base, Google: s.Google.URL,
		Keyset: s.Config.VaultKeyset.Reveal(), Hash: s.Config.HashKey.Reveal(),
		Marker: filepath.Join(t.TempDir(), "marker"),
	}}
}

func (k *killable) run(t *testing.T) *process {
	t.Helper()
	return k.childProgram.run(t, k.listener)
}

func (k *killable) awaitMarker(t *testing.T) {
	t.Helper()
	for range 600 {
		if _, err := os.Stat(k.Marker); err == nil {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("the program never came to the step %q", k.Pause)
}

// awaitErasure waits until the sweep has given the tokens up.
func (k *killable) awaitErasure(t *testing.T) {
	t.Helper()
	for range 100 {
		if tokens, fields := k.system.held(); tokens == 0 && fields == 0 && k.system.Fake.LiveTokens() == 0 {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	tokens, fields := k.system.held()
	t.Errorf("%d tokens, %d typed, %d live at Google", tokens, fields, k.system.Fake.LiveTokens())
}
