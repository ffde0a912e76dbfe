package main

import (
	"fmt"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestHeadersAreTheGoldenOnes holds one answer of each group of routes to
// testdata/headers.golden.
func TestHeadersAreTheGoldenOnes(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b := s.visitor()
	campaign := b.Get("/c/open-data?lang=en")
	connect := begin(b, "en")
	asset := campaign.Find(`link[rel=stylesheet]`).First().AttrOr("href", "")
	pages := []struct {
		name string
		of   http.Header
	}{
		{"home", b.Get("/").Header},
		{"campaign", campaign.Header},
		{"connect", connect.Header},
		{"confirm", s.connect(connect, typed.address).Header},
		{"not found", b.Get("/nothing").Header},
		{"another session", s.visitor().Get(connect.URL.Path).Header},
		{"asset", b.Get(asset).Header},
		{"health", b.Get("/healthz").Header},
	}
	var text strings.Builder
	for _, page := range pages {
		_, _ = fmt.Fprintf(&text, "%s\n", page.name)
		for _, name := range slices.Sorted(maps.Keys(page.of)) {
			if slices.Contains([]string{"Date", "Content-Length", "X-Request-Id"}, name) {
				continue
			}
			value := strings.Join(page.of[name], " | ")
			value = strings.NewReplacer(s.Google.URL, "GOOGLE", s.Base, "BASE").Replace(value)
			_, _ = fmt.Fprintf(&text, "  %s: %s\n", name, value)
		}
	}
	file := "testdata/headers.golden"
	if *update {
		if err := os.WriteFile(file, []byte(text.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), text.String()); diff != "" {
		t.Errorf("%s differs; go test -update rewrites it:\n%s", file, diff)
	}
}
