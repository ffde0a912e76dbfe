package config

import (
	"errors"
	"strings"
	"time"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/secret"
)

// Bounds of the two periods. A sender needs minutes to read and to find the way
// back from Google; tokens are not held for more than a day (promise 6); a hash
// is not kept for ever (promise 7).
const (
	leastAbandoned, mostAbandoned = 5 * time.Minute, 24 * time.Hour
	leastKept, mostKept           = 24 * time.Hour, 366 * 24 * time.Hour
)

// Read says what the settings mean and everything that is wrong with them. With
// problems the Config holds what could be read, so that a caller can go on
// checking; it must not be used for anything else.
func (s Source) Read() (Config, Problems) {
	r := &reader{}
	c := Config{
		Addr:               r.addr(s.Listen, ""),
		DatabaseURL:        r.database(s.Database),
		PublicURL:          r.publicURL(s.PublicURL),
		GoogleClientID:     r.required("GOOGLE_CLIENT_ID", s.GoogleClientID),
		GoogleClientSecret: r.key("GOOGLE_CLIENT_SECRET", s.GoogleClientSecret, s.GoogleClientSecretFile),
		Offline:            r.choice("GOOGLE_ACCESS_TYPE", s.GoogleAccessType, "offline", "online") == "offline",
		Typed:              r.choice("GMAIL_USER_ID", s.GmailUserID, "typed", "me") == "typed",
		GoogleAuthURL:      r.endpoint("GOOGLE_AUTH_URL", s.GoogleAuthURL),
		GoogleTokenURL:     r.endpoint("GOOGLE_TOKEN_URL", s.GoogleTokenURL),
		GoogleRevokeURL:    r.endpoint("GOOGLE_REVOKE_URL", s.GoogleRevokeURL),
		GmailEndpoint:      strings.TrimSuffix(r.endpoint("GMAIL_ENDPOINT", s.GmailEndpoint), "/"),
		VaultKeyset:        r.key("VAULT_KEYSET", s.VaultKeyset, s.VaultKeysetFile),
		HashKey:            r.key("HASH_KEY", s.HashKey, s.HashKeyFile),
		HashKept:           r.period("HASH_KEPT", s.HashKept, leastKept, mostKept),
		AbandonedAfter:     r.period("ABANDONED_AFTER", s.AbandonedAfter, leastAbandoned, mostAbandoned),
		OperatedBy:         r.required("OPERATED_BY", s.OperatedBy),
		ContactEmail:       r.email("CONTACT_EMAIL", s.ContactEmail),
		TrustedProxies:     r.proxies(s.TrustedProxies),
		ReviewRule:         r.reviewRule(s.Review),
		TimeZone:           r.timeZone(s.TimeZone),
		LogLevel:           r.level(s.LogLevel),
	}
	r.clientID(c)
	r.googleLogging(s.GoogleLogging)
	return c, r.problems
}

// Read returns the database's address, for commands that need nothing else. The
// error is a Problems.
func (d Database) Read() (secret.Text, error) {
	r := &reader{}
	url := r.database(d)
	return url, r.problems.Err()
}

// Read returns the origin of the official domain, for commands that print links.
// The error is a Problems.
func (o Official) Read() (string, error) {
	r := &reader{}
	origin := r.publicURL(o.PublicURL)
	return origin, r.problems.Err()
}

// Read returns the keyset, for commands that need nothing else. The error is a
// Problems.
func (k Keyset) Read() (secret.Text, error) {
	r := &reader{}
	keyset := r.key("VAULT_KEYSET", k.VaultKeyset, k.VaultKeysetFile)
	return keyset, r.problems.Err()
}

// Read returns the rule of review, for commands that need nothing else. The error
// is a Problems.
func (v Review) Read() (campaign.Rule, error) {
	r := &reader{}
	rule := r.reviewRule(v)
	return rule, r.problems.Err()
}

func (r *reader) reviewRule(v Review) campaign.Rule {
	return campaign.Rule(r.choice("REVIEW_RULE", v.ReviewRule, string(campaign.Two), string(campaign.Single)))
}

// timeZone reads a name of the IANA time zone database. "Local" would be whatever
// the machine is set to.
func (r *reader) timeZone(value string) *time.Location {
	zone, err := time.LoadLocation(value)
	if err != nil || value == "" || value == "Local" {
		r.reject("TIME_ZONE", "must be a time zone's name such as Europe/Belgrade")
		return time.UTC
	}
	return zone
}

// ListenAddr returns the HOST:PORT to listen on, with host where only a port is
// set. The error is a Problems.
func (l Listen) ListenAddr(host string) (string, error) {
	r := &reader{}
	addr := r.addr(l, host)
	return addr, r.problems.Err()
}

// reader collects what is wrong while it reads.
type reader struct{ problems Problems }

func (r *reader) reject(setting, text string) {
	r.problems = r.problems.Add(setting, errors.New(text))
}

// required reads a setting without which the program cannot run.
func (r *reader) required(setting, value string) string {
	value = strings.TrimSpace(value)
	if value == "" {
		r.reject(setting, "is missing")
	}
	return value
}

// choice reads a setting with a closed list of values.
func (r *reader) choice(setting, value string, allowed ...string) string {
	for _, a := range allowed {
		if value == a {
			return value
		}
	}
	r.reject(setting, "must be "+strings.Join(allowed[:len(allowed)-1], ", ")+" or "+allowed[len(allowed)-1])
	return ""
}

// period reads a length of time in Go's notation.
func (r *reader) period(setting, value string, least, most time.Duration) time.Duration {
	d, err := time.ParseDuration(strings.TrimSpace(value))
	if err != nil || d < least || d > most {
		r.reject(setting, "must be a period from "+short(least)+" to "+short(most)+", written like 90m or 48h")
	}
	return d
}

// short writes a whole number of minutes or hours without the zeros that
// Duration.String adds.
func short(d time.Duration) string {
	text := strings.TrimSuffix(d.String(), "0s")
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}
