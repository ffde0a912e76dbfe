package address_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"emailcampaigns/app/address"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/secret"
)

func TestParse(t *testing.T) {
	longLocal := strings.Repeat("l", 64)
	longDomain := strings.Repeat(strings.Repeat("d", 61)+".", 3) // 186 bytes, a label still to come
	for _, c := range []struct{ given, want, domain string }{
		{"ana@example.org", "ana@example.org", "example.org"},
		{"  ana@example.org\t", "ana@example.org", "example.org"},
		{"Ana.Petrovic+news@Example.ORG", "Ana.Petrovic+news@example.org", "example.org"},
		{"o'neil_!#$%&*/=?^`{|}~-@example.org", "o'neil_!#$%&*/=?^`{|}~-@example.org", "example.org"},
		{"a@sub.example.org", "a@sub.example.org", "sub.example.org"},
		{"info@пример.срб", "info@xn--e1afmkfd.xn--90a3ac", "xn--e1afmkfd.xn--90a3ac"},
		{"info@ПРИМЕР.СРБ", "info@xn--e1afmkfd.xn--90a3ac", "xn--e1afmkfd.xn--90a3ac"},
		{"info@XN--E1AFMKFD.XN--90A3AC", "info@xn--e1afmkfd.xn--90a3ac", "xn--e1afmkfd.xn--90a3ac"},
		{"a@bu\u0308cher.example", "a@xn--bcher-kva.example", "xn--bcher-kva.example"}, // decomposed ü
		{longLocal + "@example.org", longLocal + "@example.org", "example.org"},
		{"a@" + strings.Repeat("d", 63) + ".example", "a@" + strings.Repeat("d", 63) + ".example", strings.Repeat("d", 63) + ".example"},
		{longLocal + "@" + longDomain + "abc", longLocal + "@" + longDomain + "abc", longDomain + "abc"}, // 254 bytes
	} {
		got, err := address.Parse(c.given)
		if err != nil {
			t.Errorf("Parse(%q): %v", c.given, err)
			continue
		}
		if got.String() != c.want || got.Domain() != c.domain {
			t.Errorf("Parse(%q) = %q at %q, want %q at %q", c.given, got, got.Domain(), c.want, c.domain)
		}
	}
}

func TestParseRefusesWhatIsNotOneAddrSpec(t *testing.T) {
	for name, given := range map[string]string{
		"empty":                        "",
		"blank":                        "  \t ",
		"no at sign":                   "ana.example.org",
		"no local part":                "@example.org",
		"no domain":                    "ana@",
		"two at signs":                 "ana@b@example.org",
		"display name":                 "Ana <ana@example.org>",
		"brackets alone":               "<ana@example.org>",
		"list by comma":                "ana@example.org,bo@example.org",
		"list by comma and space":      "ana@example.org, bo@example.org",
		"list by semicolon":            "ana@example.org;bo@example.org",
		"list by space":                "ana@example.org bo@example.org",
		"group":                        "all:ana@example.org;",
		"comment":                      "ana(home)@example.org",
		"quoted local part":            `"ana petrovic"@example.org`,
		"quoted plain local part":      `"ana"@example.org`,
		"escape":                       `ana\@b@example.org`,
		"IPv4 literal":                 "ana@[192.0.2.1]",
		"IPv6 literal":                 "ana@[IPv6:2001:db8::1]",
		"bare IPv4":                    "ana@192.0.2.1",
		"single label":                 "ana@localhost",
		"trailing dot":                 "ana@example.org.",
		"leading dot in domain":        "ana@.example.org",
		"empty label":                  "ana@example..org",
		"leading hyphen":               "ana@-example.org",
		"trailing hyphen":              "ana@example-.org",
		"underscore in domain":         "ana@ex_ample.org",
		"numeric top level":            "ana@example.123",
		"dot first":                    ".ana@example.org",
		"dot last":                     "ana.@example.org",
		"two dots":                     "ana..p@example.org",
		"Cyrillic local part":          "ана@example.org",
		"composed local part":          "jos\u00e9@example.org",
		"line feed inside":             "ana@example.org\nBcc: bo@example.org",
		"carriage return inside":       "ana@exam\rple.org",
		"NUL":                          "ana\x00@example.org",
		"delete":                       "ana\x7f@example.org",
		"no-break space":               "ana\u00a0p@example.org",
		"direction override":           "ana\u202e@example.org",
		"direction override in domain": "ana@exa\u202emple.org",
		"bad punycode":                 "ana@xn--\u00fc.example",
		"invalid UTF-8":                "ana\xff@example.org",
		"invalid UTF-8 in domain":      "ana@ex\xffample.org",
		"local part of 65":             strings.Repeat("l", 65) + "@example.org",
		"label of 64":                  "ana@" + strings.Repeat("d", 64) + ".example",
		"255 bytes":                    strings.Repeat("l", 64) + "@" + strings.Repeat(strings.Repeat("d", 61)+".", 3) + "abcd",
		"too long once in ASCII":       "a@" + strings.Repeat("ж.", 50) + "example",
	} {
		got, err := address.Parse(given)
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: Parse(%q) = %q, %v, want a fault.Invalid", name, given, got, err)
		}
		if got != (address.Address{}) || got.String() != "" {
			t.Errorf("%s: Parse(%q) returned %q beside its error", name, given, got)
		}
		if err != nil && given != "" && strings.Contains(err.Error(), "example") {
			t.Errorf("%s: the error repeats what was typed: %v", name, err)
		}
	}
}

func TestNormal(t *testing.T) {
	for _, c := range []struct{ given, want string }{
		{"ana@example.org", "ana@example.org"},
		{"Ana.P+x@Example.org", "ana.p+x@example.org"}, // only Gmail is known to ignore dots and plus
		{"ana.petrovic@gmail.com", "anapetrovic@gmail.com"},
		{"A.N.A+news+more@GMail.com", "ana@gmail.com"},
		{"ana.p+x@googlemail.com", "anap@gmail.com"},
		{"ana.p@sub.gmail.com", "ana.p@sub.gmail.com"},
		{"ana.p@gmail.com.example", "ana.p@gmail.com.example"},
		{"Info@ПРИМЕР.срб", "info@xn--e1afmkfd.xn--90a3ac"},
	} {
		if got := parse(t, c.given).Normal(); got != c.want {
			t.Errorf("Normal of %q = %q, want %q", c.given, got, c.want)
		}
	}
}

func TestHashTellsNothingAcrossPurposesScopesAndKeys(t *testing.T) {
	a := parse(t, "ana.petrovic@gmail.com")
	h := hasher(t, 1, 7)
	base := h.Hash("sender", "campaign-1", a)
	if len(base) != 32 {
		t.Fatalf("hash of %d bytes, want 32", len(base))
	}
	if same := hasher(t, 2, 7).Hash("sender", "campaign-1", parse(t, "AnaPetrovic+x@googlemail.com")); !bytes.Equal(base, same) {
		t.Error("two spellings of one mailbox hash differently")
	}
	for name, other := range map[string][]byte{
		"purpose":  h.Hash("limit", "campaign-1", a),
		"scope":    h.Hash("sender", "campaign-2", a),
		"address":  h.Hash("sender", "campaign-1", parse(t, "bo@gmail.com")),
		"key":      hasher(t, 1, 8).Hash("sender", "campaign-1", a),
		"boundary": h.Hash("senderc", "ampaign-1", a),
		"swapped":  h.Hash("campaign-1", "sender", a),
	} {
		if bytes.Equal(base, other) {
			t.Errorf("another %s gives the same hash", name)
		}
	}
}

// A changed hash would forget every rate limit and let everyone send again.
func TestHashStaysWhatItIs(t *testing.T) {
	const want = "12d9a1c4bcc287ab842a2871d8ce0c1a26ce26bac0bec96a59e21515d17e3e98"
	if got := fmt.Sprintf("%x", hasher(t, 1, 7).Hash("sender", "campaign-1", parse(t, "ana@example.org"))); got != want {
		t.Errorf("hash = %s, want %s", got, want)
	}
}

func TestParseHasherReadsWhatFormatHasherWrites(t *testing.T) {
	key := [32]byte{31: 200, 0: 7}
	setting := address.FormatHasher(12, key)
	h, err := address.ParseHasher(setting)
	if err != nil {
		t.Fatal(err)
	}
	if h.Version != 12 {
		t.Errorf("version %d, want 12", h.Version)
	}
	a := parse(t, "ana@example.org")
	again, err := address.ParseHasher(address.FormatHasher(13, key))
	if err != nil || !bytes.Equal(h.Hash("p", "s", a), again.Hash("p", "s", a)) {
		t.Errorf("the same key hashes differently: %v", err)
	}
}

func TestParseHasherErrorsNeverShowTheKey(t *testing.T) {
	key := base64.RawURLEncoding.EncodeToString(bytes.Repeat([]byte{0xa7}, 32))
	for name, setting := range map[string]string{
		"empty":             "",
		"no version":        key,
		"empty version":     ":" + key,
		"version zero":      "0:" + key,
		"negative version":  "-1:" + key,
		"key as version":    key + ":" + key,
		"key too short":     "1:" + key[:40],
		"key too long":      "1:" + key + "AAAA",
		"padded":            "1:" + key + "=",
		"standard alphabet": "1:" + strings.Repeat("+/", 21) + "A",
		"no key":            "1:",
		"two colons":        "1:2:" + key,
	} {
		h, err := address.ParseHasher(secret.New(setting))
		if err == nil {
			t.Errorf("%s: accepted", name)
			continue
		}
		if shown := err.Error() + fmt.Sprintf("%v %+v %#v", err, err, err); strings.Contains(shown, key[:8]) || strings.Contains(shown, "+/+/") {
			t.Errorf("%s: the error shows the key: %v", name, err)
		}
		if h.Version != 0 {
			t.Errorf("%s: returned a hasher beside its error", name)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"ana@example.org", "Ana <ana@example.org>", "info@пример.срб", "a@b@c.d", `"a"@b.c`, "a@[::1]", "a\r\n@b.c", "a@xn--.x", "a@ß.example"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := address.Parse(s)
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Fatalf("Parse(%q): %v is not a fault.Invalid", s, err)
			}
			return
		}
		again, err := address.Parse(a.String())
		if err != nil || again != a {
			t.Fatalf("Parse(%q) = %q, which parses to %q, %v", s, a, again, err)
		}
		if len(a.String()) > address.MaxLength || strings.ContainsFunc(a.String(), func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune("<>,;\"", r) }) {
			t.Fatalf("Parse(%q) = %q", s, a)
		}
		if _, err := address.Parse(a.Normal()); err != nil && !strings.HasPrefix(a.Normal(), "@") {
			t.Fatalf("Normal of %q = %q: %v", a, a.Normal(), err)
		}
	})
}

func parse(t *testing.T, s string) address.Address {
	t.Helper()
	a, err := address.Parse(s)
	if err != nil {
		t.Fatalf("Parse(%q): %v", s, err)
	}
	return a
}

// hasher returns a hasher whose key is 32 times the given byte.
func hasher(t *testing.T, version int, fill byte) address.Hasher {
	t.Helper()
	h, err := address.ParseHasher(address.FormatHasher(version, [32]byte(bytes.Repeat([]byte{fill}, 32))))
	if err != nil {
		t.Fatal(err)
	}
	return h
}
