// Package address parses, normalises and hashes e-mail addresses.
package address

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/mail"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"

	"emailcampaigns/app/fault"
	"emailcampaigns/app/secret"
)

// MaxLength is the longest address accepted, in bytes (RFC 5321 4.5.3.1.3, the
// path limit of 256 less its brackets).
const MaxLength = 254

// Address is one addr-spec with an ASCII local part and a dotted ASCII domain.
// It carries no display name. The zero value is no address.
type Address struct{ local, domain string }

// Parse reads exactly one addr-spec. Display names, lists, comments, address
// literals, line breaks and non-ASCII local parts are refused; an
// internationalised domain is taken over in its ASCII form (RFC 5890). The error
// is a fault.Invalid.
func Parse(s string) (Address, error) {
	s = strings.TrimSpace(norm.NFC.String(s))
	refused := func(why error) (Address, error) {
		return Address{}, fault.Wrap(fault.Invalid, "fault.address", why)
	}
	if s == "" || len(s) > MaxLength || strings.ContainsAny(s, "\r\n<>(),;:\"[]\\ \t") {
		return refused(errors.New("not a plain address"))
	}
	at := strings.LastIndexByte(s, '@')
	if at < 1 {
		return refused(errors.New("no @"))
	}
	domain, err := idna.Lookup.ToASCII(strings.ToLower(s[at+1:]))
	if err != nil {
		return refused(errors.New("not a domain"))
	}
	plain := s[:at] + "@" + domain
	parsed, err := mail.ParseAddress(plain)
	if err != nil || parsed.Name != "" || parsed.Address != plain {
		return refused(errors.New("not one addr-spec"))
	}
	if len(plain) > MaxLength || at > 64 || !isASCII(s[:at]) || !isDotted(domain) {
		return refused(errors.New("local part or domain not usable"))
	}
	return Address{local: s[:at], domain: domain}, nil
}

// String returns the address as it is written into a message.
func (a Address) String() string {
	if a.domain == "" {
		return ""
	}
	return a.local + "@" + a.domain
}

// Domain returns the domain in ASCII.
func (a Address) Domain() string { return a.domain }

// Normal returns the form under which two spellings of one mailbox are equal:
// lower case, and for Gmail's own domains without dots and without what follows
// a plus sign.
func (a Address) Normal() string {
	local, domain := strings.ToLower(a.local), a.domain
	if domain == "gmail.com" || domain == "googlemail.com" {
		domain = "gmail.com"
		local, _, _ = strings.Cut(local, "+")
		local = strings.ReplaceAll(local, ".", "")
	}
	return local + "@" + domain
}

// Normal returns the normal form of what was typed, "" when it is no address.
func Normal(typed string) string {
	parsed, err := Parse(typed)
	if err != nil {
		return ""
	}
	return parsed.Normal()
}

// Hasher makes keyed one-way hashes of addresses (promise 7). Without its key a
// hash cannot be matched with an address by trying addresses.
type Hasher struct {
	Version int // stored beside each hash; changes with the key
	key     []byte
}

// ParseHasher reads "VERSION:KEY", KEY being 32 random bytes in unpadded
// base64url.
func ParseHasher(setting secret.Text) (Hasher, error) {
	version, encoded, found := strings.Cut(setting.Reveal(), ":")
	number, err := strconv.Atoi(version)
	if !found || err != nil || number < 1 {
		return Hasher{}, errors.New("must be VERSION:KEY, as printed by `ecm keys new`")
	}
	key, err := base64.RawURLEncoding.DecodeString(encoded)
	if err != nil || len(key) != sha256.Size {
		return Hasher{}, fmt.Errorf("the key must be %d bytes in base64url, as printed by `ecm keys new`", sha256.Size)
	}
	return Hasher{Version: number, key: key}, nil
}

// FormatHasher returns the setting that ParseHasher reads. key is 32 random
// bytes.
func FormatHasher(version int, key [sha256.Size]byte) secret.Text {
	return secret.New(strconv.Itoa(version) + ":" + base64.RawURLEncoding.EncodeToString(key[:]))
}

// Hash returns HMAC-SHA-256(key, purpose ‖ 0 ‖ scope ‖ 0 ‖ normal address), 32
// bytes. Hashes of one address under two purposes or scopes are unrelated.
func (h Hasher) Hash(purpose, scope string, a Address) []byte {
	mac := hmac.New(sha256.New, h.key)
	mac.Write([]byte(purpose + "\x00" + scope + "\x00" + a.Normal()))
	return mac.Sum(nil)
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// isDotted reports whether a domain has at least two labels, each within the 63
// bytes of RFC 1035 2.3.4, and is no bare number.
func isDotted(domain string) bool {
	labels := strings.Split(domain, ".")
	if len(labels) < 2 {
		return false
	}
	for _, label := range labels {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
	}
	last := labels[len(labels)-1]
	return strings.Trim(last, "0123456789") != ""
}
