package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"time"

	"emailcampaigns/app/address"
	"emailcampaigns/app/config"
	"emailcampaigns/app/google"
	"emailcampaigns/app/secret"
	"emailcampaigns/app/vault"
)

// settings reads what serve needs, or returns everything that is wrong.
func settings(source config.Source) (config.Config, error) {
	cfg, problems := check(source)
	return cfg, problems.Err()
}

// check finds what is wrong without connecting to anything.
func check(source config.Source) (config.Config, config.Problems) {
	cfg, problems := source.Read()
	known := map[string]bool{}
	for _, p := range problems {
		known[p.Setting] = true
	}
	_, further := readKeys(cfg)
	for _, p := range further {
		if !known[p.Setting] {
			problems = append(problems, p)
		}
	}
	if err := google.CheckEnvironment(os.Getenv); err != nil {
		problems = append(problems, config.Problem{Setting: "GOOGLE_SDK_GO_LOGGING_LEVEL", Text: err.Error()})
	}
	return cfg, problems
}

// connections tries what the settings lead to. Any answer of Google's addresses
// is an answer.
func connections(ctx context.Context, cfg config.Config, found config.Problems) config.Problems {
	wrong := map[string]bool{}
	for _, p := range found {
		wrong[p.Setting] = true
	}
	var problems config.Problems
	if !wrong["DATABASE_URL"] && !wrong["DATABASE_URL_FILE"] {
		store, err := openStores(ctx, cfg.DatabaseURL, slog.New(slog.DiscardHandler))
		if err == nil {
			err = store.Close()
		}
		if err != nil {
			problems = append(problems, config.Problem{Setting: "DATABASE_URL", Text: "does not work: " + err.Error()})
		}
	}
	client := google.Client(nil)
	client.Timeout = 10 * time.Second
	for _, s := range []struct{ setting, url string }{
		{"GOOGLE_AUTH_URL", cfg.GoogleAuthURL}, {"GOOGLE_TOKEN_URL", cfg.GoogleTokenURL},
		{"GOOGLE_REVOKE_URL", cfg.GoogleRevokeURL}, {"GMAIL_ENDPOINT", cfg.GmailEndpoint},
	} {
		if wrong[s.setting] {
			continue
		}
		if err := answers(ctx, client, s.url); err != nil {
			problems = append(problems, config.Problem{Setting: s.setting, Text: "does not answer: " + err.Error()})
		}
	}
	return problems
}

func answers(ctx context.Context, client *http.Client, url string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodHead, url, nil)
	if err != nil {
		return err
	}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	return response.Body.Close()
}

// newKeys returns fresh settings for VAULT_KEYSET and HASH_KEY.
func newKeys() (keyset, hash secret.Text, err error) {
	if keyset, err = vault.NewKeyset(); err != nil {
		return keyset, hash, err
	}
	var key [32]byte
	_, _ = rand.Read(key[:])
	return keyset, address.FormatHasher(1, key), nil
}

// newLog writes one JSON object a line. It is clean by construction: what must
// not be read travels in secret.Text.
func newLog(w io.Writer, level string) *slog.Logger {
	var least slog.Level
	if err := least.UnmarshalText([]byte(level)); err != nil {
		panic(fmt.Sprintf("log level %q was not checked", level))
	}
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: least}))
}
