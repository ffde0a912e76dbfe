package config

import "emailcampaigns/app/secret"

// Source is every setting of serve as it was written. The tags are kong's: a
// name is the flag, an env the environment variable. Nothing is parsed here, not
// even a duration, because the command line's parser stops at the first mistake
// and Read names them all.
type Source struct {
	Listen
	Database
	Official

	GoogleClientID         string      `name:"google-client-id" env:"GOOGLE_CLIENT_ID" placeholder:"ID" help:"OAuth client ID from the Google Cloud console."`
	GoogleClientSecret     secret.Text `name:"google-client-secret" env:"GOOGLE_CLIENT_SECRET" placeholder:"SECRET" help:"Its secret."`
	GoogleClientSecretFile string      `name:"google-client-secret-file" env:"GOOGLE_CLIENT_SECRET_FILE" placeholder:"FILE" help:"File holding GOOGLE_CLIENT_SECRET."`
	GoogleAccessType       string      `name:"google-access-type" env:"GOOGLE_ACCESS_TYPE" default:"offline" help:"offline: Google also issues a refresh token. online: it does not."`
	GmailUserID            string      `name:"gmail-user-id" env:"GMAIL_USER_ID" default:"typed" help:"typed: Gmail refuses to send when the account is not the typed address. me: any account sends."`
	GoogleAuthURL          string      `name:"google-auth-url" env:"GOOGLE_AUTH_URL" default:"https://accounts.google.com/o/oauth2/v2/auth" help:"Consent page."`
	GoogleTokenURL         string      `name:"google-token-url" env:"GOOGLE_TOKEN_URL" default:"https://oauth2.googleapis.com/token" help:"Token endpoint."`
	GoogleRevokeURL        string      `name:"google-revoke-url" env:"GOOGLE_REVOKE_URL" default:"https://oauth2.googleapis.com/revoke" help:"Revocation endpoint."`
	GmailEndpoint          string      `name:"gmail-endpoint" env:"GMAIL_ENDPOINT" default:"https://gmail.googleapis.com" help:"Origin of the Gmail API."`

	Keyset
	HashKey        secret.Text `name:"hash-key" env:"HASH_KEY" placeholder:"VERSION:KEY" help:"Key of the sender hashes; see keys new."`
	HashKeyFile    string      `name:"hash-key-file" env:"HASH_KEY_FILE" placeholder:"FILE" help:"File holding HASH_KEY."`
	HashKept       string      `name:"hash-kept" env:"HASH_KEPT" default:"2160h" help:"How long a sender hash is kept, 24h to 8784h."`
	AbandonedAfter string      `name:"abandoned-after" env:"ABANDONED_AFTER" default:"60m" help:"How long a sender may pause before everything is erased, 5m to 24h."`

	OperatedBy     string `name:"operated-by" env:"OPERATED_BY" placeholder:"NAME" help:"Organisation named on the public pages."`
	ContactEmail   string `name:"contact-email" env:"CONTACT_EMAIL" placeholder:"ADDRESS" help:"Contact address on the public pages."`
	TrustedProxies string `name:"trusted-proxies" env:"TRUSTED_PROXIES" placeholder:"LIST" help:"Proxies whose X-Forwarded-For counts, as IPs and CIDRs; or fly, for Fly-Client-IP."`
	Review
	TimeZone string `name:"time-zone" env:"TIME_ZONE" default:"UTC" placeholder:"AREA/CITY" help:"Time zone of the organisation, such as Europe/Belgrade; times are shown and schedules read in it."`
	LogLevel string `name:"log-level" env:"LOG_LEVEL" default:"info" help:"debug, info, warn or error."`

	// Not ours: Google's client library reads it by itself.
	GoogleLogging string `name:"google-sdk-go-logging-level" env:"GOOGLE_SDK_GO_LOGGING_LEVEL" hidden:""`
}

// Listen is where the program accepts connections.
type Listen struct {
	Addr string `name:"addr" env:"ADDR" placeholder:"HOST:PORT" help:"Where to listen; wins over PORT."`
	Port string `name:"port" env:"PORT" default:"8080" help:"Port to listen on."`
}

// Official is where the pages are found.
type Official struct {
	PublicURL string `name:"public-url" env:"PUBLIC_URL" placeholder:"https://…" help:"Origin of the official domain: https, no path."`
}

// Database is where the data is kept.
type Database struct {
	DatabaseURL     secret.Text `name:"database-url" env:"DATABASE_URL" default:"sqlite:data/ecm.db" placeholder:"URL" help:"sqlite:PATH or postgres://… (default: ${default})."`
	DatabaseURLFile string      `name:"database-url-file" env:"DATABASE_URL_FILE" placeholder:"FILE" help:"File holding DATABASE_URL."`
}

// Keyset is what seals tokens and typed fields.
type Keyset struct {
	VaultKeyset     secret.Text `name:"vault-keyset" env:"VAULT_KEYSET" placeholder:"KEYSET" help:"Keys that encrypt tokens and typed fields; see keys new."`
	VaultKeysetFile string      `name:"vault-keyset-file" env:"VAULT_KEYSET_FILE" placeholder:"FILE" help:"File holding VAULT_KEYSET."`
}

// Review is who may approve what operators prepare.
type Review struct {
	ReviewRule string `name:"review-rule" env:"REVIEW_RULE" default:"two" help:"two: another operator approves. single: for an organisation of one person."`
}

// Google's own addresses and the default database, as in the tags above.
const (
	authURL     = "https://accounts.google.com/o/oauth2/v2/auth"
	tokenURL    = "https://oauth2.googleapis.com/token" // #nosec G101 -- an address, no credential
	revokeURL   = "https://oauth2.googleapis.com/revoke"
	gmailURL    = "https://gmail.googleapis.com"
	databaseURL = "sqlite:data/ecm.db"
)
