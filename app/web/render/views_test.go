package render

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/fault"
)

var small = map[string]string{
	"layouts/public.html": `{{define "layout"}}<html lang="{{language}}"><title>{{template "title" .}}</title><main>{{template "main" .}}</main></html>{{end}}
{{define "fragment-title"}}<title>{{template "title" .}}</title>{{end}}`,
	"layouts/frame.html": `{{define "layout"}}framed {{template "main" .}}{{end}}{{define "fragment-title"}}{{end}}`,
	"partials/note.html": `{{define "note"}}<p id="note">{{.}}</p>{{end}}`,
	"send/one.html": `{{define "title"}}One {{.Name}}{{end}}{{define "main"}}{{template "step" .}}{{end}}
{{define "step"}}<div id="step" class="x">{{template "note" .Name}}{{template "inner" .}}</div>{{end}}
{{define "inner"}}<p>{{t "layout.wait"}}</p>{{end}}`,
	"send/two.html":    `{{define "title"}}Two{{end}}{{define "main"}}two {{.Missing}}{{end}}`,
	"frame/three.html": `{{define "title"}}{{end}}{{define "main"}}three{{end}}`,
	"errors/error.html": `{{define "title"}}Error{{end}}{{define "main"}}{{template "step" .}}{{end}}
{{define "step"}}<div id="step">{{tm .Message}} {{.RequestID}}</div>{{end}}`,
}

func options(t *testing.T, files map[string]string) Options {
	t.Helper()
	views := fstest.MapFS{}
	for name, text := range files {
		views[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return Options{
		Views: views, Folders: []string{"send", "frame", "errors"}, Words: words(t),
		Path:  func(route, language string, _ ...any) (string, error) { return "/" + route + "?lang=" + language, nil },
		Asset: func(name string) (string, error) { return "/assets/" + name, nil },
	}
}

func parsed(t *testing.T, files map[string]string) *Views {
	t.Helper()
	v, err := New(options(t, files))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

type person struct{ Name string }

func TestOnlyABlockWithItsNameAsIDIsAFragment(t *testing.T) {
	v := parsed(t, small)
	if got, want := v.Names(), []string{"errors/error", "frame/three", "send/one", "send/two"}; !slices.Equal(got, want) {
		t.Errorf("pages %q, want %q", got, want)
	}
	if got := v.Blocks("send/one"); !slices.Equal(got, []string{"step"}) {
		t.Errorf("fragments %q, want step alone", got)
	}
	var b bytes.Buffer
	for _, block := range []string{"inner", "note", "main", "nowhere"} {
		if err := v.Render(&b, "en", "send/one", block, person{}); !errors.Is(err, errNoBlock) {
			t.Errorf("block %s: %v", block, err)
		}
	}
	if b.Len() > 0 {
		t.Errorf("wrote %q", b.String())
	}
}

func TestAFolderMayHaveALayoutOfItsOwn(t *testing.T) {
	var b bytes.Buffer
	if err := parsed(t, small).Render(&b, "en", "frame/three", "", nil); err != nil || b.String() != "framed three" {
		t.Errorf("%q, %v", b.String(), err)
	}
}

func TestNewRefusesAKeyWithoutWords(t *testing.T) {
	for _, action := range []string{
		`{{t "no.words"}}`, `{{if true}}{{else}}{{t "no.words" "A" 1}}{{end}}`, `{{range .}}{{template "note" (t "no.words")}}{{end}}`,
		`{{with $x := t "no.words"}}{{$x}}{{end}}`,
	} {
		_, err := New(options(t, map[string]string{
			"layouts/public.html": small["layouts/public.html"], "partials/note.html": small["partials/note.html"],
			"send/bad.html": `{{define "title"}}{{end}}{{define "main"}}` + action + `{{end}}`,
		}))
		if err == nil || !strings.Contains(err.Error(), `send/bad.html`) || !strings.Contains(err.Error(), `no.words`) {
			t.Errorf("%s: %v", action, err)
		}
	}
}

func TestPageOrFragment(t *testing.T) {
	v := parsed(t, small)
	const fragment, whole = `<title>One &lt;b&gt;</title><div id="step"`, `<html lang="sr-Latn">`
	for name, row := range map[string]struct {
		headers map[string]string
		want    string
		nested  bool // htmx has to be kept from nesting a page in a page
	}{
		"a browser":             {nil, whole, false},
		"htmx, its fragment":    {map[string]string{"HX-Request": "true", "HX-Target": "div#step"}, fragment, false},
		"htmx, encoded id":      {map[string]string{"HX-Request": "true", "HX-Target": "div#st%65p"}, fragment, false},
		"htmx, another target":  {map[string]string{"HX-Request": "true", "HX-Target": "p#inner"}, whole, true},
		"htmx, reserved block":  {map[string]string{"HX-Request": "true", "HX-Target": "main#main"}, whole, true},
		"htmx, no id":           {map[string]string{"HX-Request": "true", "HX-Target": "body"}, whole, true},
		"htmx, broken encoding": {map[string]string{"HX-Request": "true", "HX-Target": "div#%zz"}, whole, true},
		"htmx, history":         {map[string]string{"HX-Request": "true", "HX-Target": "div#step", "HX-History-Restore-Request": "true"}, whole, true},
		"a target alone":        {map[string]string{"HX-Target": "div#step"}, whole, false},
	} {
		app := fiber.New()
		app.Get("/", func(c *fiber.Ctx) error {
			SetLanguage(c, "sr-Latn")
			return v.Page(c, "send/one", person{"<b>"})
		})
		request := httptest.NewRequest("GET", "/", nil)
		for header, value := range row.headers {
			request.Header.Set(header, value)
		}
		response, err := app.Test(request)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(response.Body)
		if !strings.HasPrefix(string(body), row.want) {
			t.Errorf("%s: %s", name, body)
		}
		if vary := response.Header.Get("Vary"); vary != "HX-Request, HX-Target" {
			t.Errorf("%s: Vary %q", name, vary)
		}
		if got := response.Header.Get("Content-Type"); got != "text/html; charset=utf-8" {
			t.Errorf("%s: Content-Type %q", name, got)
		}
		if got := response.Header.Get("HX-Retarget") == "body"; got != row.nested {
			t.Errorf("%s: retargeted %v, want %v", name, got, row.nested)
		}
	}
}

func TestAnswers(t *testing.T) {
	v := parsed(t, small)
	failure := Failure{Status: 404, Message: fault.Message{Key: "fault.not_found"}, RequestID: "r-1"}
	for name, row := range map[string]struct {
		answer func(c *fiber.Ctx) error
		status int
		want   string
	}{
		"rejected":         {func(c *fiber.Ctx) error { return v.Rejected(c, "send/one", person{"x"}) }, 422, "<html"},
		"an error page":    {func(c *fiber.Ctx) error { v.ErrorPage(c, 404, "errors/error", failure); return nil }, 404, "nothing at this address"},
		"a failing one":    {func(c *fiber.Ctx) error { v.ErrorPage(c, 404, "errors/error", 1); return nil }, 500, v.Text("en", "fault.internal", nil) + "\n"},
		"a failing page":   {func(c *fiber.Ctx) error { return v.Page(c, "send/two", person{}) }, 500, "Missing"},
		"a page not there": {func(c *fiber.Ctx) error { return v.Page(c, "send/none", nil) }, 500, "no such page"},
		"a redirect":       {func(c *fiber.Ctx) error { return v.Redirect(c, "send.show", "1") }, 303, ""},
	} {
		app := fiber.New()
		app.Get("/", row.answer)
		response, err := app.Test(httptest.NewRequest("GET", "/", nil))
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(response.Body)
		if response.StatusCode != row.status || !strings.Contains(string(body), row.want) {
			t.Errorf("%s: %d %s", name, response.StatusCode, body)
		}
		if strings.Contains(string(body), "two ") {
			t.Errorf("%s: half a page was sent", name)
		}
		if name == "a redirect" && response.Header.Get("Location") != "/send.show?lang=en" {
			t.Errorf("leads to %q", response.Header.Get("Location"))
		}
	}
}

func TestLinksToOpenElsewhereHaveAKnownScheme(t *testing.T) {
	for _, link := range []string{"javascript:alert(1)", "data:text/html,x", "vbscript:x", "", "//elsewhere", "%zz"} {
		if _, err := appURL(link); err == nil {
			t.Errorf("%q is let through", link)
		}
	}
	for _, link := range []string{"intent://campaigns.example/c/x#Intent;scheme=https;end", "x-safari-https://campaigns.example/c/x"} {
		if got, err := appURL(link); err != nil || string(got) != link {
			t.Errorf("%q: %q, %v", link, got, err)
		}
	}
}

func TestNamedArgumentsArePairs(t *testing.T) {
	for _, pairs := range [][]any{{"A"}, {1, "A"}, {"A", 1, "B"}} {
		if _, err := named(pairs); err == nil {
			t.Errorf("%v is taken", pairs)
		}
	}
}

// TestPublicStylesAreLight holds UI.md's limit for the styles of public pages.
func TestPublicStylesAreLight(t *testing.T) {
	var zipped bytes.Buffer
	for _, name := range []string{"base.css", "public.css"} {
		text, err := os.ReadFile(filepath.Join(root, "assets/css", name))
		if err != nil {
			t.Fatal(err)
		}
		w := gzip.NewWriter(&zipped)
		_, _ = w.Write(text)
		_ = w.Close()
	}
	if zipped.Len() >= 10<<10 {
		t.Errorf("%d bytes compressed", zipped.Len())
	}
}
