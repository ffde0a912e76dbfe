// Package pagetest holds what is true of every page: it renders the product's own
// views with samples of their page structs, in every language, and looks at what
// comes out.
package pagetest

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

const root = "../../.." // of the repository, from a package that has pages

// Sample is a page in one of the states it tells apart.
type Sample struct {
	Name string // of the view, such as send/campaign
	Is   string // what is special about it; one that is "empty" may lack words
	Page any    // its page struct
}

// Pages are all pages of a package.
type Pages struct {
	Folders []string // of views
	Samples []Sample
	Blocks  map[string][]string // the fragments of views that have some
	Closed  []string            // fields of page structs whose values the program itself chooses from a list
	Whole   func(v any) bool    // whether a part of a page struct keeps its values; nil: none does
}

// Views parses the product's own views. Routes come out as their name and
// arguments, and an asset has to exist.
func (p Pages) Views(t *testing.T) (*render.Views, *render.Words) {
	t.Helper()
	words, err := render.NewWords(os.DirFS(filepath.Join(root, "assets")))
	if err != nil {
		t.Fatal(err)
	}
	views, err := render.New(render.Options{
		Views: os.DirFS(filepath.Join(root, "views")), Folders: p.Folders, Words: words,
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

// Document parses a page.
func Document(t *testing.T, page string) *goquery.Document {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// Check wants of the pages that each has a sample; that every sample, whole and as
// each fragment, is well-formed, names its controls, and holds nothing inline or
// foreign; and that what is typed stays text.
func (p Pages) Check(t *testing.T) {
	views, words := p.Views(t)
	t.Run("samples", func(t *testing.T) { p.complete(t, views) })
	for _, s := range p.Samples {
		for _, l := range words.Languages() {
			for _, block := range append([]string{""}, views.Blocks(s.Name)...) {
				t.Run(strings.Join([]string{s.Name, s.Is, l.Tag, block}, "/"), func(t *testing.T) {
					var b bytes.Buffer
					if err := views.Render(&b, l.Tag, s.Name, block, s.Page); err != nil {
						t.Fatal(err)
					}
					page := b.String()
					doc := Document(t, page)
					balanced(t, page)
					wellFormed(t, doc, page, l.Tag, block)
					closedIn(t, doc)
					if block == "" && s.Is != "empty" {
						named(t, doc)
					}
				})
			}
		}
	}
	t.Run("what is typed stays text", func(t *testing.T) { p.typed(t, views) })
}

func (p Pages) complete(t *testing.T, views *render.Views) {
	for _, name := range views.Names() {
		if !slices.ContainsFunc(p.Samples, func(s Sample) bool { return s.Name == name }) {
			t.Errorf("%s has no sample", name)
		}
	}
	for name, want := range p.Blocks {
		if got := views.Blocks(name); !slices.Equal(got, want) {
			t.Errorf("%s has the fragments %q, want %q", name, got, want)
		}
	}
}

// balanced refuses start tags without an end tag and the other way about, which
// the lenient HTML parser repairs in silence.
func balanced(t *testing.T, page string) {
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

func wellFormed(t *testing.T, doc *goquery.Document, page, language, block string) {
	ids := map[string]bool{}
	doc.Find("[id]").Each(func(_ int, s *goquery.Selection) {
		id := s.AttrOr("id", "")
		if ids[id] || id == "" {
			t.Errorf("id %q stands twice or is empty", id)
		}
		ids[id] = true
	})
	if block != "" {
		if !strings.HasPrefix(page, "<title>") || doc.Find("#"+block).Length() != 1 {
			t.Errorf("the fragment lacks its title or its root")
		}
		return
	}
	if got := doc.Find("html").AttrOr("lang", ""); got != language {
		t.Errorf("lang %q", got)
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
}

func named(t *testing.T, doc *goquery.Document) {
	doc.Find("input:not([type=hidden]):not([hidden]), select, textarea, progress").Each(func(_ int, s *goquery.Selection) {
		label := doc.Find(fmt.Sprintf("label[for='%s']", s.AttrOr("id", "-")))
		if strings.TrimSpace(label.Text()) == "" {
			t.Errorf("control %q has no label", s.AttrOr("name", ""))
		}
	})
	doc.Find("a, button, h1, h2, h3, dt, dd, th, summary, legend").Each(func(_ int, s *goquery.Selection) {
		if strings.TrimSpace(s.Text()) == "" {
			markup, _ := goquery.OuterHtml(s)
			t.Errorf("without words: %s", markup)
		}
	})
	if n := doc.Find("main .button:not(.quiet):not(.danger)").Length(); n > 1 {
		t.Errorf("%d primary buttons", n)
	}
	doc.Find("form").Each(func(_ int, s *goquery.Selection) {
		if method := s.AttrOr("method", ""); method != "post" && method != "get" || !strings.HasPrefix(s.AttrOr("action", ""), "/") {
			t.Error("a form that does not say how and where it goes")
		}
		if _, ours := s.Attr("novalidate"); !ours && s.Find("input[type=email]").Length() > 0 {
			t.Error("the browser checks an address, in words and a language of its own")
		}
	})
}

func closedIn(t *testing.T, doc *goquery.Document) {
	if doc.Find("style, script:not([src]), iframe, object, base, [http-equiv]").Length() > 0 {
		t.Error("an element that the content security policy refuses")
	}
	doc.Find("script, link, img").Each(func(_ int, s *goquery.Selection) {
		if from := s.AttrOr("src", s.AttrOr("href", "")); !strings.HasPrefix(from, "/assets/") {
			t.Errorf("loads %q", from)
		}
	})
	doc.Find("*").Each(func(_ int, s *goquery.Selection) {
		for _, a := range s.Nodes[0].Attr {
			if strings.HasPrefix(a.Key, "on") || strings.HasPrefix(a.Key, "hx-on") || a.Key == "style" {
				t.Errorf("attribute %s", a.Key)
			}
		}
	})
}

// typed puts markup into every string of every page struct that is not one of a
// closed list.
func (p Pages) typed(t *testing.T, views *render.Views) {
	const markup = `"><script>alert(1)</script><img src=x onerror='x'>{{.}}`
	for _, s := range p.Samples {
		hostile := reflect.New(reflect.TypeOf(s.Page)).Elem()
		hostile.Set(reflect.ValueOf(s.Page))
		p.spoil(hostile, markup)
		var clean, spoilt bytes.Buffer
		if err := views.Render(&clean, "en", s.Name, "", s.Page); err != nil {
			t.Fatal(err)
		}
		if err := views.Render(&spoilt, "en", s.Name, "", hostile.Interface()); err != nil {
			t.Fatalf("%s %s: %v", s.Name, s.Is, err)
		}
		before, after := Document(t, clean.String()), Document(t, spoilt.String())
		for _, element := range []string{"script", "img"} {
			if got, want := after.Find(element).Length(), before.Find(element).Length(); got != want {
				t.Errorf("%s %s: %d elements %s, want %d", s.Name, s.Is, got, element, want)
			}
		}
		if after.Find("[onerror]").Length() > 0 {
			t.Errorf("%s %s: an attribute came in", s.Name, s.Is)
		}
	}
}

// spoil writes text into every string, but not into those of a named type, which
// have a closed list too. What it changes is a copy.
func (p Pages) spoil(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.String:
		if v.Type() == reflect.TypeFor[string]() {
			v.SetString(text)
		}
	case reflect.Slice:
		copied := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(copied, v)
		for i := range copied.Len() {
			p.spoil(copied.Index(i), text)
		}
		v.Set(copied)
	case reflect.Pointer:
		if !v.IsNil() {
			copied := reflect.New(v.Type().Elem())
			copied.Elem().Set(v.Elem())
			p.spoil(copied.Elem(), text)
			v.Set(copied)
		}
	case reflect.Struct:
		if p.Whole != nil && p.Whole(v.Interface()) {
			return
		}
		for i := range v.NumField() {
			if v.Field(i).CanSet() && !slices.Contains(p.Closed, v.Type().Field(i).Name) {
				p.spoil(v.Field(i), text)
			}
		}
	}
}
