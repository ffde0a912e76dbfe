package admin

import (
	"bytes"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"emailcampaigns/app/web/render"
)

// sample is a page as a handler describes it.
type sample struct {
	name string // of the page
	is   string // what is special about it
	page any
}

const root = "../../.."

func pageViews(t *testing.T) (*render.Views, *render.Words) {
	t.Helper()
	assets := os.DirFS(filepath.Join(root, "assets"))
	words, err := render.NewWords(assets)
	if err != nil {
		t.Fatal(err)
	}
	views, err := render.New(render.Options{
		Views: os.DirFS(filepath.Join(root, "views")), Folders: []string{"admin"}, Words: words,
		Path: func(route, _ string, args ...any) (string, error) {
			link := "/" + route
			for _, arg := range args {
				link += "/" + url.PathEscape(fmt.Sprint(arg))
			}
			return link, nil
		},
		Asset: func(name string) (string, error) {
			_, err := os.Stat(filepath.Join(root, "assets", name))
			return "/assets/" + name, err
		},
		OperatedBy: "IT Dijaspora", Contact: "contact@campaigns.example", Demo: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	return views, words
}

func each(t *testing.T, check func(t *testing.T, s sample, language, block, page string)) {
	views, words := pageViews(t)
	for _, s := range slices.Concat(samplesRun(), samplesReview()) {
		for _, l := range words.Languages() {
			for _, block := range append([]string{""}, views.Blocks(s.name)...) {
				t.Run(strings.Join([]string{s.name, s.is, l.Tag, block}, "/"), func(t *testing.T) {
					var b bytes.Buffer
					if err := views.Render(&b, l.Tag, s.name, block, s.page); err != nil {
						t.Fatal(err)
					}
					check(t, s, l.Tag, block, b.String())
					if dir := os.Getenv("PAGES"); dir != "" && block == "" {
						name := strings.NewReplacer("/", "-", " ", "_", ",", "").Replace(s.name + "-" + s.is + "." + l.Tag + ".html")
						page := strings.ReplaceAll(b.String(), `"/assets/`, `"../assets/`)
						if err := os.WriteFile(filepath.Join(dir, name), []byte(page), 0o600); err != nil {
							t.Fatal(err)
						}
					}
				})
			}
		}
	}
}

func document(t *testing.T, page string) *goquery.Document {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestHarnessPages(t *testing.T) {
	each(t, func(t *testing.T, sa sample, language, block, page string) {
		balanced(t, page)
		doc := document(t, page)
		ids := map[string]bool{}
		doc.Find("[id]").Each(func(_ int, s *goquery.Selection) {
			id := s.AttrOr("id", "")
			if ids[id] || id == "" {
				t.Errorf("id %q stands twice or is empty", id)
			}
			ids[id] = true
		})
		if block != "" {
			return
		}
		if doc.Find("h1").Length() != 1 || doc.Find("main").Length() != 1 || doc.Find("head title").Length() != 1 {
			t.Error("not one h1, main and title")
		}
		for _, attribute := range []string{"aria-labelledby", "aria-describedby", "for", "form"} {
			doc.Find("[" + attribute + "]").Each(func(_ int, s *goquery.Selection) {
				for id := range strings.FieldsSeq(s.AttrOr(attribute, "")) {
					if !ids[id] {
						t.Errorf("%s names %q, which is not there", attribute, id)
					}
				}
			})
		}
		doc.Find("a[href^='#'], [hx-target^='#']").Each(func(_ int, s *goquery.Selection) {
			if id := s.AttrOr("href", s.AttrOr("hx-target", ""))[1:]; !ids[id] {
				t.Errorf("leads to %q, which is not there", id)
			}
		})
		if doc.Find("style, script:not([src]), iframe, object, base, [http-equiv]").Length() > 0 {
			t.Error("inline")
		}
		if sa.is == "empty" {
			return
		}
		doc.Find("input:not([type=hidden]), select, textarea, progress").Each(func(_ int, s *goquery.Selection) {
			label := doc.Find(fmt.Sprintf("label[for='%s']", s.AttrOr("id", "-")))
			if strings.TrimSpace(label.Text()) == "" {
				t.Errorf("control %q has no label", s.AttrOr("name", ""))
			}
		})
		doc.Find("a, button, h1, h2, dt, dd, summary").Each(func(_ int, s *goquery.Selection) {
			if strings.TrimSpace(s.Text()) == "" {
				markup, _ := goquery.OuterHtml(s)
				t.Errorf("without words: %s", markup)
			}
		})
		if n := doc.Find("main .button:not(.quiet):not(.danger)").Length(); n > 1 {
			t.Errorf("%d primary buttons", n)
		}
	})
}

func balanced(t *testing.T, page string) {
	t.Helper()
	void := []string{"meta", "link", "img", "input", "br", "hr"}
	var open []string
	tokens := html.NewTokenizer(strings.NewReader(page))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			if tokens.Err() != io.EOF || len(open) > 0 {
				t.Errorf("%v, open: %q", tokens.Err(), open)
			}
			return
		case html.StartTagToken:
			if name, _ := tokens.TagName(); !slices.Contains(void, string(name)) {
				open = append(open, string(name))
			}
		case html.EndTagToken:
			name, _ := tokens.TagName()
			if len(open) == 0 || open[len(open)-1] != string(name) {
				t.Fatalf("</%s> closes %q", name, open)
			}
			open = open[:len(open)-1]
		}
	}
}

func TestHarnessWhatIsTypedStaysText(t *testing.T) {
	const markup = `"><script>alert(1)</script><img src=x onerror='x'>{{.}}`
	views, _ := pageViews(t)
	for _, s := range slices.Concat(samplesRun(), samplesReview()) {
		hostile := reflect.New(reflect.TypeOf(s.page)).Elem()
		hostile.Set(reflect.ValueOf(s.page))
		spoil(hostile, markup)
		var clean, spoilt bytes.Buffer
		if err := views.Render(&clean, "en", s.name, "", s.page); err != nil {
			t.Fatal(err)
		}
		if err := views.Render(&spoilt, "en", s.name, "", hostile.Interface()); err != nil {
			t.Fatalf("%s %s: %v", s.name, s.is, err)
		}
		before, after := document(t, clean.String()), document(t, spoilt.String())
		for _, element := range []string{"script", "img"} {
			if got, want := after.Find(element).Length(), before.Find(element).Length(); got != want {
				t.Errorf("%s %s: %d elements %s, want %d", s.name, s.is, got, element, want)
			}
		}
		if after.Find("[onerror]").Length() > 0 {
			t.Errorf("%s %s: an attribute came in", s.name, s.is)
		}
	}
}

func spoil(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.String:
		if v.Type() == reflect.TypeFor[string]() {
			v.SetString(text)
		}
	case reflect.Slice:
		copied := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(copied, v)
		for i := range copied.Len() {
			spoil(copied.Index(i), text)
		}
		v.Set(copied)
	case reflect.Struct:
		for i := range v.NumField() {
			name := v.Type().Field(i).Name
			if v.Field(i).CanSet() && name != "Key" && name != "EscapeURL" {
				spoil(v.Field(i), text)
			}
		}
	}
}
