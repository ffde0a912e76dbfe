// Package secret holds a string that will not print, log or marshal. Tokens,
// keys and everything a sender types travel in it, so that a careless log line
// or a struct dump shows "[secret]" and nothing else.
package secret

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"log/slog"
)

const masked = "[secret]"

// Text is a string that must not be seen by accident. The zero value is empty.
type Text struct{ value string }

// New returns s as a secret.
func New(s string) Text { return Text{value: s} }

// Reveal returns the string itself. Every call is a place to review.
func (t Text) Reveal() string { return t.value }

// Empty reports whether nothing is held.
func (t Text) Empty() bool { return t.value == "" }

// Equal compares in constant time for strings of one length.
func (t Text) Equal(other Text) bool {
	return subtle.ConstantTimeCompare([]byte(t.value), []byte(other.value)) == 1
}

// NewToken returns 256 random bits as 43 characters of base64url, and the hash that
// is stored instead of them.
func NewToken() (token Text, hash []byte) {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw) // never fails: crypto/rand ends the program instead
	token = New(base64.RawURLEncoding.EncodeToString(raw))
	return token, token.Hash()
}

// Hash returns the SHA-256 of a token. What people choose, such as a password, is
// too easily guessed for it.
func (t Text) Hash() []byte {
	sum := sha256.Sum256([]byte(t.value))
	return sum[:]
}

// SameHash compares two hashes in constant time.
func SameHash(a, b []byte) bool { return subtle.ConstantTimeCompare(a, b) == 1 }

// String masks the value.
func (t Text) String() string { return masked }

// GoString masks the value for %#v.
func (t Text) GoString() string { return masked }

// Format masks the value for every verb, %x and %q included.
func (t Text) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(masked)) }

// LogValue masks the value in slog.
func (t Text) LogValue() slog.Value { return slog.StringValue(masked) }

// MarshalText masks the value in JSON, XML and YAML.
func (t Text) MarshalText() ([]byte, error) { return []byte(masked), nil }

// UnmarshalText takes the value over, so that settings can be decoded into it.
func (t *Text) UnmarshalText(text []byte) error {
	t.value = string(text)
	return nil
}
