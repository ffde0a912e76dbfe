package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/demo"
)

// environment is a complete set of settings for serve, with the simulated Google
// at an address.
func environment(t *testing.T, databaseURL, google string) map[string]string {
	t.Helper()
	_, out, _ := command(nil, "keys", "new")
	env := lines(t, out)
	for name, value := range map[string]string{
		"DATABASE_URL": databaseURL, "PUBLIC_URL": "http://127.0.0.1:8080", "ADDR": "127.0.0.1:0",
		"GOOGLE_CLIENT_ID": demo.ClientID, "GOOGLE_CLIENT_SECRET": "a-secret-of-the-simulated-google",
		"GOOGLE_AUTH_URL": google + "/o/oauth2/v2/auth", "GOOGLE_TOKEN_URL": google + "/token",
		"GOOGLE_REVOKE_URL": google + "/revoke", "GMAIL_ENDPOINT": google,
		"OPERATED_BY": "Test Organisation", "CONTACT_EMAIL": "contact@organisation.example",
	} {
		env[name] = value
	}
	return env
}

func TestCheckSaysEverythingThatIsWrongInOneList(t *testing.T) {
	code, _, errs := command(map[string]string{"VAULT_KEYSET": "nonsense-that-is-long-enough-to-be-a-key", "TRUSTED_PROXIES": "everybody"}, "check")
	if code != 1 {
		t.Errorf("exit code %d", code)
	}
	for _, setting := range []string{"PUBLIC_URL", "GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET", "VAULT_KEYSET", "HASH_KEY", "OPERATED_BY", "CONTACT_EMAIL", "TRUSTED_PROXIES"} {
		if strings.Count(errs, setting+" ") != 1 {
			t.Errorf("%s is not named once:\n%s", setting, errs)
		}
	}
	if strings.Contains(errs, "nonsense-that") {
		t.Error("a value is shown")
	}
	if serve, _, said := command(nil, "serve"); serve != 1 || !strings.Contains(said, "HASH_KEY") {
		t.Errorf("serve starts without settings: %d, %s", serve, said)
	}
}

func TestCheckTriesTheConnections(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, sqliteURL(t))
		env := environment(t, databaseURL, s.Google.URL)
		code, out, errs := command(env, "check")
		if code != 0 || !strings.Contains(out, "in order") || !strings.Contains(out, "GMAIL_ENDPOINT="+s.Google.URL) {
			t.Errorf("exit code %d: %s%s", code, out, errs)
		}
		env["GMAIL_ENDPOINT"], env["GOOGLE_TOKEN_URL"] = "http://127.0.0.1:1", "http://127.0.0.1:1/token"
		env["DATABASE_URL"] = "postgres://nobody:hunter2@127.0.0.1:1/x"
		code, _, errs = command(env, "check")
		for _, setting := range []string{"GMAIL_ENDPOINT", "GOOGLE_TOKEN_URL", "DATABASE_URL"} {
			if !strings.Contains(errs, setting) {
				t.Errorf("%s is not named:\n%s", setting, errs)
			}
		}
		if code != 1 || strings.Contains(errs, "hunter2") || strings.Contains(errs, "GOOGLE_REVOKE_URL") {
			t.Errorf("exit code %d:\n%s", code, errs)
		}
	})
}

func TestACampaignIsImportedExportedPausedAndClosed(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		env := map[string]string{"DATABASE_URL": databaseURL}
		file := "../assets/demo/open-data.yaml"
		must := func(want string, args ...string) string {
			t.Helper()
			code, out, errs := command(env, args...)
			if code != 0 || !strings.Contains(out, want) {
				t.Fatalf("ecm %v: exit code %d: %s%s", args, code, out, errs)
			}
			return out
		}
		must("up to date", "migrate")
		must("open-data is draft.", "campaign", "import", file)
		if code, _, errs := command(env, "campaign", "import", "--publish", file); code != 1 || !strings.Contains(errs, "REVIEW_RULE=single") {
			t.Fatalf("published by one person under the two-person rule: exit code %d: %s", code, errs)
		}
		env["REVIEW_RULE"] = "single"
		must("open-data is live.", "campaign", "import", "--publish", file)
		exported := must("slug: open-data", "campaign", "export", "open-data")
		original, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		want, err := campaign.ParseYAML(original)
		if err != nil {
			t.Fatal(err)
		}
		got, err := campaign.ParseYAML([]byte(exported))
		if err != nil || got.Content.Digest() != want.Content.Digest() {
			t.Errorf("what is exported is not what was imported: %v", err)
		}
		must("open-data is paused.", "campaign", "pause", "open-data")
		must("open-data is live.", "campaign", "resume", "open-data")
		must("open-data is closed.", "campaign", "close", "open-data")
		for _, args := range [][]string{{"campaign", "resume", "open-data"}, {"campaign", "pause", "open-data"}, {"campaign", "export", "nothing"}} {
			code, _, errs := command(env, args...)
			if code != 1 || strings.Contains(errs, "fault.") || len(strings.Fields(errs)) < 4 {
				t.Errorf("ecm %v: exit code %d: %s", args, code, errs)
			}
		}
	})
}

func TestABadFileGetsEveryErrorWithItsLine(t *testing.T) {
	file := filepath.Join(t.TempDir(), "bad.yaml")
	text := "slug: Not A Slug\nlanguages: [en]\ntitle: {en: T}\nsummary: {en: S}\ncolour: red\nletters:\n  en:\n    subject: \"Hi {{sender.nme}}\"\n    body: |\n      Dear {{recipient.who}},\n      text\nrecipients:\n  - name: A\n    address: nobody\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	code, _, errs := command(map[string]string{"DATABASE_URL": sqliteURL(t)}, "campaign", "import", file)
	if code != 1 {
		t.Errorf("exit code %d", code)
	}
	for _, line := range []int{1, 5, 8, 10, 14} {
		if !strings.Contains(errs, fmt.Sprintf("line %d", line)) {
			t.Errorf("line %d is not named:\n%s", line, errs)
		}
	}
}

func TestSweepDoesWhatItsDryRunSays(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		s.confirmable(s.visitor(), "en")
		env := environment(t, databaseURL, s.Google.URL)
		env["VAULT_KEYSET"], env["HASH_KEY"] = s.Config.VaultKeyset.Reveal(), s.Config.HashKey.Reveal()
		if code, out, errs := command(env, "sweep"); code != 0 || !strings.HasPrefix(out, "0 sessions erased") {
			t.Errorf("before it is due: %d, %s%s", code, out, errs)
		}
		past := fmt.Sprintf("UPDATE sessions SET expires_at = %d", time.Now().Add(-time.Second).UnixMilli())
		query(t, databaseURL, past)
		if code, out, errs := command(env, "sweep", "--dry-run"); code != 0 || !strings.HasPrefix(out, "due: 1 sessions") {
			t.Errorf("dry run: %d, %s%s", code, out, errs)
		}
		if tokens, _ := s.held(); tokens != 1 {
			t.Error("the dry run erased")
		}
		if code, out, errs := command(env, "sweep"); code != 0 || !strings.HasPrefix(out, "1 sessions erased") {
			t.Errorf("sweep: %d, %s%s", code, out, errs)
		}
		if tokens, fields := s.held(); tokens != 0 || fields != 0 || s.Fake.LiveTokens() != 0 {
			t.Errorf("%d tokens, %d typed, %d live", tokens, fields, s.Fake.LiveTokens())
		}
	})
}

// output is what a command prints while it runs.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

func TestDemoPrintsWhatToOpenAndKeepsItsData(t *testing.T) {
	dir := t.TempDir()
	for range 2 { // the second time on the data of the first
		var out, errs output
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan int, 1)
		go func() {
			done <- run(ctx, []string{"demo", "--data", dir}, func(name string) string { return map[string]string{"ADDR": "127.0.0.1:0"}[name] }, &out, &errs)
		}()
		for range 200 {
			if strings.Count(out.String(), "\n") == 5 {
				break
			}
			time.Sleep(50 * time.Millisecond)
		}
		printed := strings.Split(strings.TrimSpace(out.String()), "\n")
		if len(printed) != 5 {
			t.Fatalf("printed %q, %q", out.String(), errs.String())
		}
		for i, word := range []string{"campaign", "letters", "outbox", "editor", "admin"} {
			fields := strings.Fields(printed[i])
			if len(fields) != 2 || fields[0] != word {
				t.Errorf("line %d: %q", i, printed[i])
				continue
			}
			response, err := http.Get(fields[1])
			if err != nil {
				t.Fatal(err)
			}
			_ = response.Body.Close()
			if response.StatusCode != http.StatusOK {
				t.Errorf("%s: %d", fields[1], response.StatusCode)
			}
		}
		stop()
		if code := <-done; code != 0 || errs.String() != "" {
			t.Errorf("exit code %d: %s", code, errs.String())
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "ecm.db")); err != nil {
		t.Error(err)
	}
}

func TestDemoSaysThatItsPortIsTaken(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	code, _, errs := command(map[string]string{"ADDR": listener.Addr().String()}, "demo")
	if code != 1 || !strings.Contains(errs, "in use") {
		t.Errorf("exit code %d: %s", code, errs)
	}
}

func TestServeNamesAddressesThatAreNotGooglesAndStopsWhenTold(t *testing.T) {
	s := boot(t, sqliteURL(t))
	env := environment(t, sqliteURL(t), s.Google.URL)
	var out, errs output
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan int, 1)
	go func() {
		done <- run(ctx, []string{"serve"}, func(name string) string { return env[name] }, &out, &errs)
	}()
	for range 200 {
		if strings.Contains(errs.String(), `"serving"`) {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	stop()
	if code := <-done; code != 0 {
		t.Errorf("exit code %d", code)
	}
	for _, want := range []string{"not Google's own address: GMAIL_ENDPOINT=" + s.Google.URL, "serving", "stopping"} {
		if !strings.Contains(errs.String(), want) {
			t.Errorf("the log does not say %q:\n%s", want, errs.String())
		}
	}
}
