package config

import (
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"emailcampaigns/app/secret"
)

// reader collects problems while it reads.
type reader struct{ problems Problems }

func (r *reader) reject(setting, text string) {
	r.problems = append(r.problems, Problem{Setting: setting, Text: text})
}

// Read checks every setting. The problems found come with the Config as far as
// it could be read, so that the caller can check what needs its own parts.
func (s Source) Read() (Config, Problems) {
	r := &reader{}
	c := Config{
		DatabaseURL:        r.database(s.Database),
		Addr:               r.addr(s.Listen),
		PublicURL:          r.origin("PUBLIC_URL", s.PublicURL),
		GoogleClientID:     r.required("GOOGLE_CLIENT_ID", s.GoogleClientID),
		GoogleClientSecret: r.requiredSecret("GOOGLE_CLIENT_SECRET", r.secret("GOOGLE_CLIENT_SECRET", s.GoogleClientSecret, s.GoogleClientSecretFile)),
		Offline:            r.choice("GOOGLE_ACCESS_TYPE", s.GoogleAccessType, "offline", "online"),
		Typed:              r.choice("GMAIL_USER_ID", s.GmailUserID, "typed", "me"),
		GoogleAuthURL:      r.safeURL("GOOGLE_AUTH_URL", s.GoogleAuthURL),
		GoogleTokenURL:     r.safeURL("GOOGLE_TOKEN_URL", s.GoogleTokenURL),
		GoogleRevokeURL:    r.safeURL("GOOGLE_REVOKE_URL", s.GoogleRevokeURL),
		GmailEndpoint:      strings.TrimSuffix(r.safeURL("GMAIL_ENDPOINT", s.GmailEndpoint), "/"),
		VaultKeyset:        r.requiredSecret("VAULT_KEYSET", r.secret("VAULT_KEYSET", s.VaultKeyset, s.VaultKeysetFile)),
		HashKey:            r.requiredSecret("HASH_KEY", r.secret("HASH_KEY", s.HashKey, s.HashKeyFile)),
		HashKept:           r.duration("HASH_KEPT", s.HashKept, 24*time.Hour, 2*365*24*time.Hour),
		AbandonedAfter:     r.duration("ABANDONED_AFTER", s.AbandonedAfter, 5*time.Minute, 24*time.Hour),
		OperatedBy:         r.required("OPERATED_BY", s.OperatedBy),
		ContactEmail:       r.email("CONTACT_EMAIL", s.ContactEmail),
		TrustedProxies:     s.TrustedProxies,
		LogLevel:           s.LogLevel,
	}
	switch s.LogLevel {
	case "debug", "info", "warn", "error":
	default:
		r.reject("LOG_LEVEL", "must be debug, info, warn or error")
	}
	return c, r.problems
}

// ListenAddr returns where to listen, for demo as well.
func (l Listen) ListenAddr(host string) (string, error) {
	r := &reader{}
	if l.Addr == "" && host != "" {
		l.Addr = net.JoinHostPort(host, l.Port)
	}
	addr := r.addr(l)
	return addr, r.problems.Err()
}

// secret takes a value, or the content of its file without the line end.
func (r *reader) secret(setting string, value secret.Text, file string) secret.Text {
	if file == "" {
		return secret.New(strings.TrimSpace(value.Reveal()))
	}
	if !value.Empty() {
		r.reject(setting, "is set twice: as "+setting+" and as "+setting+"_FILE")
		return value
	}
	content, err := os.ReadFile(file) // #nosec G304 -- the operator names the file
	if err != nil {
		r.reject(setting+"_FILE", "cannot be read")
		return secret.Text{}
	}
	return secret.New(strings.TrimSpace(string(content)))
}

func (r *reader) requiredSecret(setting string, value secret.Text) secret.Text {
	for _, p := range r.problems {
		if p.Setting == setting || p.Setting == setting+"_FILE" {
			return value
		}
	}
	if value.Empty() {
		r.reject(setting, "is missing")
	}
	return value
}

func (r *reader) required(setting, value string) string {
	value = strings.TrimSpace(value)
	if value == "" {
		r.reject(setting, "is missing")
	}
	return value
}

func (r *reader) choice(setting, value, yes, no string) bool {
	if value != yes && value != no {
		r.reject(setting, "must be "+yes+" or "+no)
	}
	return value == yes
}

// Read returns the database's address, for commands that need nothing else.
func (d Database) Read() (secret.Text, error) {
	r := &reader{}
	value := r.database(d)
	return value, r.problems.Err()
}

func (r *reader) database(d Database) secret.Text {
	value := r.secret("DATABASE_URL", d.DatabaseURL, d.DatabaseURLFile)
	if value.Empty() {
		return secret.New("sqlite:data/ecm.db")
	}
	for _, scheme := range []string{"sqlite:", "postgres://", "postgresql://"} {
		if rest, ok := strings.CutPrefix(value.Reveal(), scheme); ok && rest != "" {
			return value
		}
	}
	r.reject("DATABASE_URL", "must be sqlite:PATH or postgres://USER@HOST/NAME")
	return value
}

func (r *reader) addr(l Listen) string {
	if l.Addr == "" {
		l.Addr = ":" + l.Port
	}
	host, port, err := net.SplitHostPort(l.Addr)
	if number, convErr := strconv.Atoi(port); err != nil || convErr != nil || number < 0 || number > 65535 {
		r.reject("ADDR", "must be HOST:PORT, and PORT a number up to 65535")
		return ""
	}
	return net.JoinHostPort(host, port)
}

// origin reads a public address: https, or http on this machine.
func (r *reader) origin(setting, value string) string {
	value = strings.TrimSuffix(r.required(setting, value), "/")
	if value == "" {
		return ""
	}
	u, err := url.Parse(value)
	if err != nil || u.Host == "" || u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil || u.Scheme+"://"+u.Host != value {
		r.reject(setting, "must be an origin such as https://campaigns.example.org, in lower case and without a path")
		return ""
	}
	return r.safeURL(setting, value)
}

// safeURL refuses an address that secrets would travel to unencrypted.
func (r *reader) safeURL(setting, value string) string {
	u, err := url.Parse(value)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
		r.reject(setting, "must be a plain URL")
	case u.Scheme == "https", u.Scheme == "http" && loopback(u.Hostname()):
		return value
	default:
		r.reject(setting, "must be https; http is accepted on this machine only")
	}
	return ""
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

func (r *reader) duration(setting, value string, least, most time.Duration) time.Duration {
	d, err := time.ParseDuration(value)
	if err != nil || d < least || d > most {
		r.reject(setting, "must be a time such as 90m or 2160h, from "+short(least)+" to "+short(most))
	}
	return d
}

func short(d time.Duration) string {
	if d%time.Hour == 0 {
		return fmt.Sprintf("%dh", d/time.Hour)
	}
	return fmt.Sprintf("%dm", d/time.Minute)
}

func (r *reader) email(setting, value string) string {
	value = r.required(setting, value)
	if value == "" {
		return ""
	}
	parsed, err := mail.ParseAddress(value)
	if err != nil || parsed.Address != value {
		r.reject(setting, "must be one plain e-mail address")
	}
	return value
}
