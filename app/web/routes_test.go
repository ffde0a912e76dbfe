package web

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"emailcampaigns/app/limits"
	"emailcampaigns/app/web/access"
)

var update = flag.Bool("update", false, "rewrite golden files")

func golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name) // #nosec G304 -- in tests
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs; go test -update rewrites it:\n%s", name, diff)
	}
}

func TestRoutesAreTheGoldenOnes(t *testing.T) {
	var b strings.Builder
	for _, r := range routes(nil, nil, nil, nil, nil, nil, nil) {
		_, _ = fmt.Fprintf(&b, "%-4s %-32s %-18s %-8s %-9s %s\n", r.method, r.path, r.name, r.who, r.limit, r.headers)
	}
	golden(t, "testdata/routes.golden", b.String())
}

func TestEveryRouteSaysWhoMayCallIt(t *testing.T) {
	gate := access.Gate{}
	for _, r := range routes(nil, nil, nil, nil, nil, nil, nil) {
		if _, ok := gate.Admit(r.who); !ok {
			t.Errorf("%s %s: nobody may call it", r.method, r.path)
		}
		if strings.HasPrefix(r.path, "/send/") && r.who != access.Visitor {
			t.Errorf("%s %s is open to %s", r.method, r.path, r.who)
		}
		if strings.HasPrefix(r.path, "/send/") && r.headers != private && r.headers != leaving {
			t.Errorf("%s %s may be kept by caches", r.method, r.path)
		}
	}
}

func TestANameStandsForOnePath(t *testing.T) {
	paths := map[string]string{}
	for _, r := range routes(nil, nil, nil, nil, nil, nil, nil) {
		if before, known := paths[r.name]; known && before != r.path {
			t.Errorf("%s is both %s and %s", r.name, before, r.path)
		}
		paths[r.name] = r.path
	}
}

func TestARouteThatDoesNotSayIsRefused(t *testing.T) {
	for name, r := range map[string]route{
		"nobody may call":     {get, "/x", "x", "", limits.Page, public, nil},
		"no rate":             {get, "/x", "x", access.Anyone, "", public, nil},
		"an unknown rate":     {get, "/x", "x", access.Anyone, "often", public, nil},
		"no group of headers": {get, "/x", "x", access.Anyone, limits.Page, "", nil},
	} {
		if err := new(Server).register(r); err == nil {
			t.Errorf("%s: registered", name)
		}
	}
}

func TestPathsAreSpelledFromTheTable(t *testing.T) {
	paths := NewPaths()
	tests := []struct {
		route, language, want string
		args                  []any
	}{
		{"site.home", "en", "/?lang=en", nil},
		{"campaign.show", "sr-Cyrl", "/c/open-data?lang=sr-Cyrl", []any{"open-data"}},
		{"campaign.show", "", "/c/open-data", []any{"open-data"}},
		{"send.review", "en", "/send/abc/review", []any{"abc"}},
		{"send.reminder", "en", "/send/a%2Fb/reminder.ics", []any{"a/b"}},
	}
	for _, test := range tests {
		got, err := paths.Path(test.route, test.language, test.args...)
		if err != nil || got != test.want {
			t.Errorf("%s: got %q, %v; want %q", test.route, got, err, test.want)
		}
	}
	for route, args := range map[string][]any{"nothing": nil, "send.review": nil, "site.home": {"x"}} {
		if got, err := paths.Path(route, "en", args...); err == nil {
			t.Errorf("%s with %v: got %q", route, args, got)
		}
	}
}

func TestAllMethodsAreGetOrPost(t *testing.T) {
	for _, r := range routes(nil, nil, nil, nil, nil, nil, nil) {
		if !slices.Contains([]string{get, post}, r.method) {
			t.Errorf("%s %s", r.method, r.path)
		}
	}
}
