// Package config reads the settings of serve: each is a flag and an environment
// variable, and each secret can be a file. Reading them lists everything that is
// missing, wrong or unsafe at once.
package config

import (
	"fmt"
	"strings"
	"time"

	"emailcampaigns/app/secret"
)

// Source is what flags and environment say, as text. The tags are kong's.
type Source struct {
	Database
	Listen
	PublicURL              string      `name:"public-url" env:"PUBLIC_URL" placeholder:"https://…" help:"Origin of the official domain, where visitors and Google's redirect arrive."`
	GoogleClientID         string      `name:"google-client-id" env:"GOOGLE_CLIENT_ID" placeholder:"ID" help:"OAuth client, from the Google Cloud console."`
	GoogleClientSecret     secret.Text `name:"google-client-secret" env:"GOOGLE_CLIENT_SECRET" placeholder:"SECRET" help:"Its secret."`
	GoogleClientSecretFile string      `name:"google-client-secret-file" env:"GOOGLE_CLIENT_SECRET_FILE" placeholder:"FILE" help:"File that holds GOOGLE_CLIENT_SECRET."`
	GoogleAccessType       string      `name:"google-access-type" env:"GOOGLE_ACCESS_TYPE" default:"offline" help:"offline asks for a refresh token as well, online never does."`
	GmailUserID            string      `name:"gmail-user-id" env:"GMAIL_USER_ID" default:"typed" help:"typed lets Gmail compare the account with the typed address; me does not."`
	GoogleAuthURL          string      `name:"google-auth-url" env:"GOOGLE_AUTH_URL" default:"https://accounts.google.com/o/oauth2/v2/auth" help:"Google's consent page."`
	GoogleTokenURL         string      `name:"google-token-url" env:"GOOGLE_TOKEN_URL" default:"https://oauth2.googleapis.com/token" help:"Google's token endpoint."`
	GoogleRevokeURL        string      `name:"google-revoke-url" env:"GOOGLE_REVOKE_URL" default:"https://oauth2.googleapis.com/revoke" help:"Google's revocation endpoint."`
	GmailEndpoint          string      `name:"gmail-endpoint" env:"GMAIL_ENDPOINT" default:"https://gmail.googleapis.com" help:"Origin of the Gmail API."`
	VaultKeyset            secret.Text `name:"vault-keyset" env:"VAULT_KEYSET" placeholder:"KEYSET" help:"Keys that seal tokens and typed fields, from keys new."`
	VaultKeysetFile        string      `name:"vault-keyset-file" env:"VAULT_KEYSET_FILE" placeholder:"FILE" help:"File that holds VAULT_KEYSET."`
	HashKey                secret.Text `name:"hash-key" env:"HASH_KEY" placeholder:"VERSION:KEY" help:"Key of the sender hashes, from keys new."`
	HashKeyFile            string      `name:"hash-key-file" env:"HASH_KEY_FILE" placeholder:"FILE" help:"File that holds HASH_KEY."`
	HashKept               string      `name:"hash-kept" env:"HASH_KEPT" default:"2160h" help:"How long a sender hash is kept after a send."`
	AbandonedAfter         string      `name:"abandoned-after" env:"ABANDONED_AFTER" default:"60m" help:"A session without a step for this long is ended and erased."`
	OperatedBy             string      `name:"operated-by" env:"OPERATED_BY" placeholder:"NAME" help:"The organisation, as the public pages name it."`
	ContactEmail           string      `name:"contact-email" env:"CONTACT_EMAIL" placeholder:"ADDRESS" help:"Its address, as the public pages give it."`
	TrustedProxies         string      `name:"trusted-proxies" env:"TRUSTED_PROXIES" placeholder:"CIDR,…" help:"Proxies whose word on a visitor's address counts, or fly."`
	LogLevel               string      `name:"log-level" env:"LOG_LEVEL" default:"info" help:"debug, info, warn or error."`
}

// Database is where the data is.
type Database struct {
	DatabaseURL     secret.Text `name:"database-url" env:"DATABASE_URL" placeholder:"sqlite:data/ecm.db" help:"Where the data is: sqlite:PATH or postgres://…"`
	DatabaseURLFile string      `name:"database-url-file" env:"DATABASE_URL_FILE" placeholder:"FILE" help:"File that holds DATABASE_URL."`
}

// Listen is where the program listens.
type Listen struct {
	Addr string `name:"addr" env:"ADDR" placeholder:"HOST:PORT" help:"Where to listen; wins over PORT."`
	Port string `name:"port" env:"PORT" default:"8080" help:"Port to listen on."`
}

// Config is a Source that was read and found sound.
type Config struct {
	DatabaseURL        secret.Text
	Addr               string
	PublicURL          string // origin, without a final slash
	GoogleClientID     string
	GoogleClientSecret secret.Text
	Offline            bool // a refresh token is asked for
	Typed              bool // Gmail compares the account with the typed address
	GoogleAuthURL      string
	GoogleTokenURL     string
	GoogleRevokeURL    string
	GmailEndpoint      string
	VaultKeyset        secret.Text
	HashKey            secret.Text
	HashKept           time.Duration
	AbandonedAfter     time.Duration
	OperatedBy         string
	ContactEmail       string
	TrustedProxies     string
	LogLevel           string
}

// Problem is one setting that cannot be used.
type Problem struct {
	Setting string // name of the environment variable
	Text    string // what is wrong, and what is expected
}

// Problems is everything that is wrong with the settings.
type Problems []Problem

// Error lists the problems, one a line.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, problem := range p {
		lines[i] = fmt.Sprintf("  %-22s %s", problem.Setting, problem.Text)
	}
	return "the settings cannot be used:\n" + strings.Join(lines, "\n")
}

// Err returns the problems as an error, nil without any.
func (p Problems) Err() error {
	if len(p) == 0 {
		return nil
	}
	return p
}

// Google's own addresses.
var standard = map[string]string{
	"GOOGLE_AUTH_URL":   "https://accounts.google.com/o/oauth2/v2/auth",
	"GOOGLE_TOKEN_URL":  "https://oauth2.googleapis.com/token",
	"GOOGLE_REVOKE_URL": "https://oauth2.googleapis.com/revoke",
	"GMAIL_ENDPOINT":    "https://gmail.googleapis.com",
}

// Unusual lists the settings that lead elsewhere than to Google, as
// "NAME=value". The start names them.
func (c Config) Unusual() []string {
	var found []string
	for _, s := range []struct{ name, value string }{
		{"GOOGLE_AUTH_URL", c.GoogleAuthURL}, {"GOOGLE_TOKEN_URL", c.GoogleTokenURL},
		{"GOOGLE_REVOKE_URL", c.GoogleRevokeURL}, {"GMAIL_ENDPOINT", c.GmailEndpoint},
	} {
		if s.value != standard[s.name] {
			found = append(found, s.name+"="+s.value)
		}
	}
	return found
}
