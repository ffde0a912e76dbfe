package secret_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"emailcampaigns/app/secret"
)

func TestTextShowsItselfNowhere(t *testing.T) {
	type holder struct{ Token secret.Text }
	const plain = "ya29.top-secret"
	held := holder{Token: secret.New(plain)}

	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "token", held.Token, "holder", held)
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "token", held.Token, "holder", held)
	marshalled, err := json.Marshal(held)
	if err != nil {
		t.Fatal(err)
	}
	seen := []string{log.String(), string(marshalled), errors.Join(fmt.Errorf("failed: %v", held)).Error()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
		seen = append(seen, fmt.Sprintf(verb, held), fmt.Sprintf(verb, held.Token), fmt.Sprintf(verb, &held.Token))
	}
	for _, s := range seen {
		if strings.Contains(s, plain) || strings.Contains(strings.ToLower(s), fmt.Sprintf("%x", plain)) {
			t.Errorf("secret shows in %q", s)
		}
	}
}

func TestTextRevealsOnRequest(t *testing.T) {
	var text secret.Text
	if !text.Empty() {
		t.Error("zero value is not empty")
	}
	if err := text.UnmarshalText([]byte("value")); err != nil {
		t.Fatal(err)
	}
	if text.Reveal() != "value" || !text.Equal(secret.New("value")) || text.Equal(secret.New("valuf")) {
		t.Errorf("Reveal() = %q", text.Reveal())
	}
}

func TestATokenIsRandomAndStoredAsItsHash(t *testing.T) {
	token, hash := secret.NewToken()
	other, otherHash := secret.NewToken()
	if len(token.Reveal()) != 43 || token.Equal(other) || secret.SameHash(hash, otherHash) {
		t.Errorf("two tokens: %q, %q", token.Reveal(), other.Reveal())
	}
	if sum := sha256.Sum256([]byte(token.Reveal())); !secret.SameHash(hash, sum[:]) || !secret.SameHash(hash, secret.New(token.Reveal()).Hash()) {
		t.Error("the hash is not that of the token")
	}
}
