// Package config reads the settings of serve. Source is what was written in
// flags, environment and files; Config is what it means. Read goes from one to
// the other and finds everything that is missing, malformed or unsafe at once.
//
// No message repeats a value: a secret pasted into the wrong variable must not
// end up in a log. Whether the keys are usable is for the packages that use them
// to say; Problems.Add puts their verdict on the same list.
package config

import (
	"log/slog"
	"time"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/secret"
)

// Config is the settings, read and checked.
type Config struct {
	Addr        string // HOST:PORT to listen on; an empty host is every interface
	DatabaseURL secret.Text
	PublicURL   string // origin of the official domain, without a final slash

	GoogleClientID     string
	GoogleClientSecret secret.Text
	Offline            bool // Google issues a refresh token as well
	Typed              bool // the Gmail user is the typed address, not "me"
	GoogleAuthURL      string
	GoogleTokenURL     string
	GoogleRevokeURL    string
	GmailEndpoint      string // without a final slash

	VaultKeyset    secret.Text
	HashKey        secret.Text
	HashKept       time.Duration // life of a sender hash
	AbandonedAfter time.Duration // life of a session without a step

	OperatedBy     string
	ContactEmail   string
	ReviewRule     campaign.Rule  // who may approve a revision
	TimeZone       *time.Location // of the organisation
	TrustedProxies string         // "", "fly", or IPs and CIDRs separated by commas
	LogLevel       slog.Level
}

// Unusual lists, as NAME=URL, the settings that lead elsewhere than to Google.
// They are named at the start so that nobody runs against a simulation, or an
// impostor, unawares.
func (c Config) Unusual() []string {
	var unusual []string
	for _, at := range []struct{ setting, value, standard string }{
		{"GOOGLE_AUTH_URL", c.GoogleAuthURL, authURL},
		{"GOOGLE_TOKEN_URL", c.GoogleTokenURL, tokenURL},
		{"GOOGLE_REVOKE_URL", c.GoogleRevokeURL, revokeURL},
		{"GMAIL_ENDPOINT", c.GmailEndpoint, gmailURL},
	} {
		if at.value != at.standard {
			unusual = append(unusual, at.setting+"="+at.value)
		}
	}
	return unusual
}
