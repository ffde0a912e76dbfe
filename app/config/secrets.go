package config

import (
	"net/url"
	"os"
	"strings"

	"emailcampaigns/app/secret"
)

// maxSecretFile is more than any keyset needs, in bytes. A larger file was named
// by mistake.
const maxSecretFile = 64 << 10

// key reads a required secret and refuses what was never meant to be one.
func (r *reader) key(setting string, value secret.Text, file string) secret.Text {
	value = r.secret(setting, value, file)
	if r.problems.names(setting) {
		return value
	}
	text := value.Reveal()
	switch {
	case text == "":
		r.reject(setting, "is missing: set it or "+setting+"_FILE")
	case isPlaceholder(text), setting != "GOOGLE_CLIENT_SECRET" && isMonotonous(text):
		r.reject(setting, "holds a sample, not a secret")
	}
	return value
}

// secret reads a value, or the file that holds it, without surrounding space.
func (r *reader) secret(setting string, value secret.Text, file string) secret.Text {
	value = secret.New(strings.TrimSpace(value.Reveal()))
	if file == "" {
		return value
	}
	if !value.Empty() {
		r.reject(setting, "is set twice, by itself and by "+setting+"_FILE: keep one")
		return value
	}
	content, err := os.ReadFile(file) // #nosec G304 -- the operator names this file
	text := strings.TrimSpace(string(content))
	switch {
	case err != nil:
		r.reject(setting+"_FILE", "names a file that cannot be read")
	case len(content) > maxSecretFile:
		r.reject(setting+"_FILE", "names a file that is too large for a secret")
	case text == "":
		r.reject(setting+"_FILE", "names an empty file")
	}
	return secret.New(text)
}

// database reads the address of the database, which can hold a password. Its
// default gives way to a file.
func (r *reader) database(d Database) secret.Text {
	value := d.DatabaseURL
	if d.DatabaseURLFile != "" && value.Reveal() == databaseURL {
		value = secret.Text{}
	}
	value = r.secret("DATABASE_URL", value, d.DatabaseURLFile)
	if r.problems.names("DATABASE_URL") {
		return value
	}
	scheme, rest, _ := strings.Cut(value.Reveal(), ":")
	switch {
	case value.Empty():
		r.reject("DATABASE_URL", "is missing: set it or DATABASE_URL_FILE")
	case scheme == "sqlite" && rest != "":
	case (scheme == "postgres" || scheme == "postgresql") && strings.HasPrefix(rest, "//"):
		// url.Parse quotes the address, password included, in its error.
		if _, err := url.Parse(value.Reveal()); err != nil {
			r.reject("DATABASE_URL", "is no valid address: special characters in the password must be percent-encoded")
		}
	default:
		r.reject("DATABASE_URL", "must be sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME")
	}
	return value
}

// isPlaceholder recognises what documentation puts where a value belongs. The
// words are long enough, or stand where a key cannot have them, for no random
// key to hold one.
func isPlaceholder(value string) bool {
	lower := strings.ToLower(value)
	for _, start := range []string{"<", "your-", "your_", "example", "sample", "secret", "password"} {
		if strings.HasPrefix(lower, start) {
			return true
		}
	}
	for _, word := range []string{"…", "...", "changeme", "change-me", "change_me", "placeholder", "replace-me", "replace_me"} {
		if strings.Contains(lower, word) {
			return true
		}
	}
	return false
}

// isMonotonous recognises keys such as 1:AAAA…: a random key of this product has
// at least 43 characters, and fewer than 10 different ones among them do not
// happen.
func isMonotonous(value string) bool {
	seen := map[rune]bool{}
	for _, c := range value {
		seen[c] = true
	}
	return len(seen) < 10
}
