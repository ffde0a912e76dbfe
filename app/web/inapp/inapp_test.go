package inapp

import (
	"os"
	"strings"
	"testing"
)

// rows reads a table of testdata: columns separated by "|", the last one being a
// User-Agent from public collections and test suites, or in the form that its
// maker documents.
func rows(t testing.TB, file string, columns int) [][]string {
	t.Helper()
	content, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var table [][]string
	for line := range strings.Lines(string(content)) {
		row := strings.SplitN(strings.TrimSuffix(line, "\n"), "|", columns)
		if len(row) != columns {
			t.Fatalf("%s: %q has not %d columns", file, line, columns)
		}
		table = append(table, row)
	}
	if len(table) < 30 {
		t.Fatalf("%s has %d rows, at least 30 are wanted", file, len(table))
	}
	return table
}

func TestBrowsersInsideAppsAreRecognised(t *testing.T) {
	for _, row := range rows(t, "inapp.txt", 3) {
		want, userAgent := Browser{App: row[0], System: row[1]}, row[2]
		if got, ok := Detect(userAgent); !ok || got != want {
			t.Errorf("got %+v, %v; want %+v for\n%s", got, ok, want, userAgent)
		}
	}
}

func TestOrdinaryBrowsersAndCrawlersAreNot(t *testing.T) {
	for _, row := range rows(t, "browsers.txt", 2) {
		if got, ok := Detect(row[1]); ok || got != (Browser{}) {
			t.Errorf("%s is taken for %+v:\n%s", row[0], got, row[1])
		}
	}
	if _, ok := Detect(""); ok {
		t.Error("a visitor without a User-Agent is taken for an app")
	}
}

func TestEveryAppIsInTheTable(t *testing.T) {
	seen := map[string]bool{}
	for _, row := range rows(t, "inapp.txt", 3) {
		seen[row[0]] = true
	}
	for _, s := range signs {
		if !seen[s.app] {
			t.Errorf("%s is recognised by %q but no User-Agent of it is tested", s.app, s.text)
		}
	}
}

// The package comment says why: neither can be told from the real browser.
func TestTelegramsOwnBrowserAndCustomTabsPassForChrome(t *testing.T) {
	const chrome = "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.6778.135 Mobile Safari/537.36"
	if got, ok := Detect(chrome); ok {
		t.Errorf("got %+v", got)
	}
}

func TestAWebViewThatDoesNotSayWhoseItIsHasNoName(t *testing.T) {
	for app, want := range map[string]bool{"Viber": true, Unnamed: false, "": false} {
		if got := (Browser{App: app}).Named(); got != want {
			t.Errorf("Named of %q is %v", app, got)
		}
	}
}

func FuzzDetect(f *testing.F) {
	for _, row := range rows(f, "inapp.txt", 3) {
		f.Add(row[2])
	}
	for _, row := range rows(f, "browsers.txt", 2) {
		f.Add(row[1])
	}
	apps := map[string]bool{Unnamed: true}
	for _, s := range signs {
		apps[s.app] = true
	}
	f.Fuzz(func(t *testing.T, userAgent string) {
		b, ok := Detect(userAgent)
		switch {
		case !ok && b != (Browser{}):
			t.Errorf("not detected, and still %+v", b)
		case ok && !apps[b.App]:
			t.Errorf("the visitor chose the app's name: %q", b.App)
		case ok && b.System != Android && b.System != IOS && b.System != "":
			t.Errorf("unknown system %q", b.System)
		}
	})
}
