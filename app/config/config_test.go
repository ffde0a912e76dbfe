package config_test

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"emailcampaigns/app/config"
	"emailcampaigns/app/secret"
)

const (
	clientID     = "1234-abcd.apps.googleusercontent.com"
	clientSecret = "GOCSPX-kY3vN8wQ2rT6uB1x"
	keyset       = "eyJwcmltYXJ5S2V5SWQiOjQyfQk7Jm2Zx9Lw"
	hashKey      = "1:q8Zt5WmYc1RkXn4Vb7Hs2Jd9Lf3Gp6Tw0Ua-Ei_Oy"
)

// sound is a Source as the command line's parser makes it, with everything set
// that has no default.
func sound(t testing.TB) config.Source {
	t.Helper()
	var s config.Source
	parser, err := kong.New(&s)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(nil); err != nil {
		t.Fatal(err)
	}
	s.PublicURL = "https://campaigns.example.org"
	s.GoogleClientID = clientID
	s.GoogleClientSecret = secret.New(clientSecret)
	s.VaultKeyset = secret.New(keyset)
	s.HashKey = secret.New(hashKey)
	s.OperatedBy = "IT Dijaspora"
	s.ContactEmail = "contact@example.org"
	return s
}

func TestDefaultsAndRequiredSettingsAreEnough(t *testing.T) {
	c, problems := sound(t).Read()
	if problems.Err() != nil {
		t.Fatal(problems)
	}
	if c.Addr != ":8080" || c.DatabaseURL.Reveal() != "sqlite:data/ecm.db" || !c.Offline || !c.Typed ||
		c.HashKept != 90*24*time.Hour || c.AbandonedAfter != time.Hour || c.LogLevel != slog.LevelInfo || c.TrustedProxies != "" {
		t.Errorf("read as %+v", c)
	}
	if c.GoogleClientSecret.Reveal() != clientSecret || c.VaultKeyset.Reveal() != keyset || c.HashKey.Reveal() != hashKey {
		t.Error("a secret is not taken over")
	}
	if unusual := c.Unusual(); unusual != nil {
		t.Errorf("Google's own addresses are called unusual: %v", unusual)
	}
}

func TestSettingsMean(t *testing.T) {
	rows := map[string]struct {
		set   func(*config.Source)
		check func(config.Config) bool
	}{
		"PORT":                  {func(s *config.Source) { s.Port = "3000" }, func(c config.Config) bool { return c.Addr == ":3000" }},
		"ADDR wins over PORT":   {func(s *config.Source) { s.Port, s.Addr = "x", "127.0.0.1:0" }, func(c config.Config) bool { return c.Addr == "127.0.0.1:0" }},
		"ADDR on IPv6":          {func(s *config.Source) { s.Addr = "[::1]:8080" }, func(c config.Config) bool { return c.Addr == "[::1]:8080" }},
		"final slash":           {func(s *config.Source) { s.PublicURL += "/" }, func(c config.Config) bool { return c.PublicURL == "https://campaigns.example.org" }},
		"http on this machine":  {func(s *config.Source) { s.PublicURL = "http://localhost:8080" }, func(c config.Config) bool { return c.PublicURL == "http://localhost:8080" }},
		"http on loopback":      {func(s *config.Source) { s.PublicURL = "http://[::1]:8080" }, func(c config.Config) bool { return c.PublicURL == "http://[::1]:8080" }},
		"online":                {func(s *config.Source) { s.GoogleAccessType = "online" }, func(c config.Config) bool { return !c.Offline }},
		"me":                    {func(s *config.Source) { s.GmailUserID = "me" }, func(c config.Config) bool { return !c.Typed }},
		"debug":                 {func(s *config.Source) { s.LogLevel = "debug" }, func(c config.Config) bool { return c.LogLevel == slog.LevelDebug }},
		"shortest period":       {func(s *config.Source) { s.AbandonedAfter = "5m" }, func(c config.Config) bool { return c.AbandonedAfter == 5*time.Minute }},
		"longest period":        {func(s *config.Source) { s.AbandonedAfter = "24h" }, func(c config.Config) bool { return c.AbandonedAfter == 24*time.Hour }},
		"PostgreSQL":            {func(s *config.Source) { s.DatabaseURL = secret.New("postgres://e:p@h/d") }, func(c config.Config) bool { return c.DatabaseURL.Reveal() == "postgres://e:p@h/d" }},
		"Fly":                   {func(s *config.Source) { s.TrustedProxies = " fly" }, func(c config.Config) bool { return c.TrustedProxies == "fly" }},
		"proxies":               {func(s *config.Source) { s.TrustedProxies = "10.1.2.3/8, 192.0.2.7,fd00::1" }, func(c config.Config) bool { return c.TrustedProxies == "10.0.0.0/8,192.0.2.7,fd00::1" }},
		"space around a secret": {func(s *config.Source) { s.HashKey = secret.New(" " + hashKey + "\n") }, func(c config.Config) bool { return c.HashKey.Reveal() == hashKey }},
		"Google logs errors":    {func(s *config.Source) { s.GoogleLogging = "error" }, func(c config.Config) bool { return true }},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			s := sound(t)
			row.set(&s)
			c, problems := s.Read()
			if problems.Err() != nil {
				t.Fatal(problems)
			}
			if !row.check(c) {
				t.Errorf("read as %+v", c)
			}
		})
	}
}

func TestUnusableSettingIsNamed(t *testing.T) {
	text := func(field func(*config.Source) *string, values ...string) func(*config.Source) []func() {
		return func(s *config.Source) (sets []func()) {
			for _, v := range values {
				sets = append(sets, func() { *field(s) = v })
			}
			return sets
		}
	}
	hidden := func(field func(*config.Source) *secret.Text, values ...string) func(*config.Source) []func() {
		return func(s *config.Source) (sets []func()) {
			for _, v := range values {
				sets = append(sets, func() { *field(s) = secret.New(v) })
			}
			return sets
		}
	}
	urls := []string{"", "accounts.example.org", "http://accounts.example.org", "ftp://accounts.example.org", "https://", "https://u:p@accounts.example.org", "https://a.example/?x=1", "https://a.example/#x", "http://localhost.example.org", "://"}
	rows := []struct {
		setting string
		sets    func(*config.Source) []func()
	}{
		{"PORT", text(func(s *config.Source) *string { return &s.Port }, "", "http", "-1", "65536", "+80", "080")},
		{"ADDR", text(func(s *config.Source) *string { return &s.Addr }, "8080", "localhost", "localhost:", "::1:8080", "localhost:99999")},
		{"DATABASE_URL", hidden(func(s *config.Source) *secret.Text { return &s.DatabaseURL }, "", "sqlite:", "data/ecm.db", "mysql://h/d", "postgres:d", "postgres://e:100%@h/d")},
		{"PUBLIC_URL", text(func(s *config.Source) *string { return &s.PublicURL }, "", "campaigns.example.org", "http://campaigns.example.org", "https://campaigns.example.org/a", "https://campaigns.example.org?a", "https://campaigns.example.org#a", "https://u@campaigns.example.org", "https://Campaigns.example.org", "https://campaigns.example.org:443", "http://localhost:80", "https://кампање.example", "https://", "https://:8080")},
		{"GOOGLE_CLIENT_ID", text(func(s *config.Source) *string { return &s.GoogleClientID }, "", " ", "1234", clientSecret, "your-id.apps.googleusercontent.com")},
		{"GOOGLE_CLIENT_SECRET", hidden(func(s *config.Source) *secret.Text { return &s.GoogleClientSecret }, "", "secret", "<client secret>", "GOCSPX-…")},
		{"GOOGLE_ACCESS_TYPE", text(func(s *config.Source) *string { return &s.GoogleAccessType }, "", "Offline", "both")},
		{"GMAIL_USER_ID", text(func(s *config.Source) *string { return &s.GmailUserID }, "", "you")},
		{"GOOGLE_AUTH_URL", text(func(s *config.Source) *string { return &s.GoogleAuthURL }, urls...)},
		{"GOOGLE_TOKEN_URL", text(func(s *config.Source) *string { return &s.GoogleTokenURL }, urls...)},
		{"GOOGLE_REVOKE_URL", text(func(s *config.Source) *string { return &s.GoogleRevokeURL }, urls...)},
		{"GMAIL_ENDPOINT", text(func(s *config.Source) *string { return &s.GmailEndpoint }, urls...)},
		{"VAULT_KEYSET", hidden(func(s *config.Source) *secret.Text { return &s.VaultKeyset }, "", "changeme", "your-keyset", strings.Repeat("A", 200))},
		{"HASH_KEY", hidden(func(s *config.Source) *secret.Text { return &s.HashKey }, "", "1:<key>", "1:"+strings.Repeat("A", 43), "1:replace-me", "1:...")},
		{"HASH_KEPT", text(func(s *config.Source) *string { return &s.HashKept }, "", "90d", "90", "23h", "8785h", "-2160h")},
		{"ABANDONED_AFTER", text(func(s *config.Source) *string { return &s.AbandonedAfter }, "", "60", "4m59s", "24h1s")},
		{"OPERATED_BY", text(func(s *config.Source) *string { return &s.OperatedBy }, "", "  ")},
		{"CONTACT_EMAIL", text(func(s *config.Source) *string { return &s.ContactEmail }, "", "contact", "contact@localhost", "Us <contact@example.org>", "a@example.org, b@example.org")},
		{"TRUSTED_PROXIES", text(func(s *config.Source) *string { return &s.TrustedProxies }, "Fly", "cloud", "10.0.0.0/33", "10.0.0.1,", "fe80::1%eth0", "0.0.0.0/0", "10.0.0.1,::/0", "fly,10.0.0.1")},
		{"LOG_LEVEL", text(func(s *config.Source) *string { return &s.LogLevel }, "", "INFO", "trace", "info+1")},
		{"GOOGLE_SDK_GO_LOGGING_LEVEL", text(func(s *config.Source) *string { return &s.GoogleLogging }, "debug", "DEBUG")},
	}
	for _, row := range rows {
		t.Run(row.setting, func(t *testing.T) {
			s := sound(t)
			for i, set := range row.sets(&s) {
				set()
				_, problems := s.Read()
				if len(problems) != 1 || problems[0].Setting != row.setting {
					t.Errorf("value %d: %v", i, problems)
				}
			}
		})
	}
}

func TestAllProblemsAreListedTogether(t *testing.T) {
	s := sound(t)
	s.Port, s.PublicURL, s.GoogleClientID, s.LogLevel = "x", "", "1234", "loud"
	s.AbandonedAfter, s.HashKept, s.GoogleLogging = "soon", "later", "debug"
	s.VaultKeyset, s.HashKey, s.HashKeyFile = secret.Text{}, secret.Text{}, filepath.Join(t.TempDir(), "missing")
	_, problems := s.Read()
	problems = problems.Add("VAULT_KEYSET", errors.New("a second remark on one setting")).
		Add("HASH_KEY", errors.New("a remark on what its file did not hold")).
		Add("TRUSTED_PROXIES", nil).
		Add("OPERATED_BY", errors.New("a remark from elsewhere"))
	want := []string{"PORT", "PUBLIC_URL", "VAULT_KEYSET", "HASH_KEY_FILE", "HASH_KEPT", "ABANDONED_AFTER", "LOG_LEVEL", "GOOGLE_CLIENT_ID", "GOOGLE_SDK_GO_LOGGING_LEVEL", "OPERATED_BY"}
	var got []string
	for _, p := range problems {
		got = append(got, p.Setting)
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("listed %v, want %v", got, want)
	}
	if lines := strings.Split(problems.Error(), "\n"); len(lines) != 1+len(want) {
		t.Errorf("not one line each:\n%v", problems)
	}
}

func TestProblemsNeverShowAValue(t *testing.T) {
	const leak = "hunter2-correct-horse"
	s := sound(t)
	fields := []*string{&s.Addr, &s.Port, &s.PublicURL, &s.GoogleClientID, &s.GoogleAccessType, &s.GmailUserID, &s.GoogleAuthURL, &s.GoogleTokenURL, &s.GoogleRevokeURL, &s.GmailEndpoint, &s.HashKept, &s.AbandonedAfter, &s.ContactEmail, &s.TrustedProxies, &s.LogLevel, &s.GoogleLogging}
	for _, spelling := range []string{leak, "https://u:" + leak + "@h/\x7f", "<" + leak} {
		for _, f := range fields {
			*f = spelling
		}
		for _, f := range []*secret.Text{&s.GoogleClientSecret, &s.VaultKeyset, &s.HashKey} {
			*f = secret.New("<" + spelling)
		}
		s.DatabaseURL = secret.New("postgres://ecm:" + leak + "%@db/ecm")
		c, problems := s.Read()
		if len(problems) < 15 {
			t.Fatalf("only %d problems: %v", len(problems), problems)
		}
		if shown := problems.Error() + fmt.Sprintf("%+v", problems); strings.Contains(shown, leak) {
			t.Errorf("a value shows in %s", shown)
		}
		if shown := fmt.Sprintf("%+v %#v", c.VaultKeyset, c.DatabaseURL); strings.Contains(shown, leak) {
			t.Errorf("a secret prints as %s", shown)
		}
	}
}

func TestSecretsComeFromFiles(t *testing.T) {
	file := func(content string) string {
		name := filepath.Join(t.TempDir(), "secret")
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	s := sound(t)
	s.GoogleClientSecret, s.GoogleClientSecretFile = secret.Text{}, file(clientSecret+"\n")
	s.VaultKeyset, s.VaultKeysetFile = secret.Text{}, file("\r\n "+keyset+"\r\n")
	s.HashKey, s.HashKeyFile = secret.Text{}, file(hashKey)
	s.DatabaseURLFile = file("postgres://ecm@db/ecm\n") // beside the default of DATABASE_URL
	c, problems := s.Read()
	if problems.Err() != nil {
		t.Fatal(problems)
	}
	if c.GoogleClientSecret.Reveal() != clientSecret || c.VaultKeyset.Reveal() != keyset ||
		c.HashKey.Reveal() != hashKey || c.DatabaseURL.Reveal() != "postgres://ecm@db/ecm" {
		t.Error("a file's content is not what was read")
	}

	rows := map[string]struct {
		value, file, setting string
	}{
		"both":      {hashKey, file(hashKey), "HASH_KEY"},
		"missing":   {"", filepath.Join(t.TempDir(), "none"), "HASH_KEY_FILE"},
		"directory": {"", t.TempDir(), "HASH_KEY_FILE"},
		"empty":     {"", file(" \n"), "HASH_KEY_FILE"},
		"too large": {"", file(strings.Repeat(hashKey, 2000)), "HASH_KEY_FILE"},
		"a sample":  {"", file("<your key>"), "HASH_KEY"},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			s := sound(t)
			s.HashKey, s.HashKeyFile = secret.New(row.value), row.file
			if _, problems := s.Read(); len(problems) != 1 || problems[0].Setting != row.setting {
				t.Errorf("%v, want one on %s", problems, row.setting)
			}
		})
	}

	s = sound(t)
	s.DatabaseURL, s.DatabaseURLFile = secret.New("postgres://ecm@db/ecm"), file("sqlite:other.db")
	if _, err := s.Database.Read(); err == nil {
		t.Error("two different databases were set and one was taken")
	}
}

func TestUnusualAddressesAreNamed(t *testing.T) {
	s := sound(t)
	s.GoogleTokenURL, s.GmailEndpoint = "http://127.0.0.1:9090/token", "https://mail.example.org/"
	c, problems := s.Read()
	if problems.Err() != nil {
		t.Fatal(problems)
	}
	want := "GOOGLE_TOKEN_URL=http://127.0.0.1:9090/token GMAIL_ENDPOINT=https://mail.example.org"
	if got := strings.Join(c.Unusual(), " "); got != want {
		t.Errorf("Unusual() = %s, want %s", got, want)
	}
}

func TestAnotherServerNamesItsClientsAsItLikes(t *testing.T) {
	s := sound(t)
	s.GoogleAuthURL, s.GoogleClientID = "http://localhost:9090/auth", "simulated-client"
	if _, problems := s.Read(); problems.Err() != nil {
		t.Error(problems)
	}
}

func TestListenAddrTakesTheHostOfTheCommand(t *testing.T) {
	rows := []struct {
		listen config.Listen
		want   string
	}{
		{config.Listen{Port: "8080"}, "127.0.0.1:8080"},
		{config.Listen{Port: "8080", Addr: ":3000"}, ":3000"},
		{config.Listen{Port: "8080", Addr: "0.0.0.0:3000"}, "0.0.0.0:3000"},
	}
	for _, row := range rows {
		if got, err := row.listen.ListenAddr("127.0.0.1"); err != nil || got != row.want {
			t.Errorf("%+v listens on %q, %v; want %q", row.listen, got, err, row.want)
		}
	}
	if _, err := (config.Listen{Port: "http"}).ListenAddr("127.0.0.1"); err == nil {
		t.Error("a port that is no number was taken")
	}
}
