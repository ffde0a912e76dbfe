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

	"emailcampaigns/app/fault"
	"emailcampaigns/app/web/render"
)

const root = "../../.."

// samples are all pages of the operators: filled, empty, and in each state they
// tell apart.
func samples() []sample {
	return slices.Concat(samplesList(), samplesDraft(), samplesReview(), samplesRun(), samplesAccounts())
}

// pageViews parses the product's own views. Routes come out as their name and
// arguments, and an asset has to exist.
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

// each renders every sample in every language, whole ("") and each fragment.
func each(t *testing.T, check func(t *testing.T, s sample, language, block, page string)) {
	views, words := pageViews(t)
	for _, s := range samples() {
		for _, l := range words.Languages() {
			for _, block := range append([]string{""}, views.Blocks(s.name)...) {
				t.Run(strings.Join([]string{s.name, s.is, l.Tag, block}, "/"), func(t *testing.T) {
					var b bytes.Buffer
					if err := views.Render(&b, l.Tag, s.name, block, s.page); err != nil {
						t.Fatal(err)
					}
					check(t, s, l.Tag, block, b.String())
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

func TestEveryPageHasSamples(t *testing.T) {
	views, _ := pageViews(t)
	for _, name := range views.Names() {
		if !slices.ContainsFunc(samples(), func(s sample) bool { return s.name == name }) {
			t.Errorf("%s has no sample", name)
		}
	}
	for name, want := range map[string][]string{
		"admin/new": {"slug", "slug-check"}, "admin/slug": {"slug-check"}, "admin/letter": {"saved"},
	} {
		if got := views.Blocks(name); !slices.Equal(got, want) {
			t.Errorf("%s has the fragments %q, want %q", name, got, want)
		}
	}
}

func TestPagesAreWellFormed(t *testing.T) {
	each(t, func(t *testing.T, _ sample, language, block, page string) {
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
	})
}

// balanced refuses start tags without an end tag and the other way about, which
// the lenient HTML parser repairs in silence.
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

func TestEveryControlIsNamed(t *testing.T) {
	each(t, func(t *testing.T, s sample, _, block, page string) {
		if block != "" || s.is == "empty" {
			return
		}
		doc := document(t, page)
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
		})
	})
}

func TestPagesHoldNothingInlineAndLoadNothingForeign(t *testing.T) {
	each(t, func(t *testing.T, _ sample, _, _, page string) {
		doc := document(t, page)
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
	})
}

// TestWhatIsTypedStaysText puts markup into every string of every page struct that
// is not one of a closed list.
func TestWhatIsTypedStaysText(t *testing.T) {
	const markup = `"><script>alert(1)</script><img src=x onerror='x'>{{.}}`
	views, _ := pageViews(t)
	for _, s := range samples() {
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

// closed are the fields whose values the program itself chooses from a list: keys
// of the locale files and what is part of one.
var closed = []string{"Key", "Path", "Code", "Section", "Sample", "Samples", "AppURL"}

// spoil writes text into every string, but not into those of a named type and of
// a closed list, nor makes it somebody who is not signed in.
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
	case reflect.Pointer:
		if !v.IsNil() {
			copied := reflect.New(v.Type().Elem())
			copied.Elem().Set(v.Elem())
			spoil(copied.Elem(), text)
			v.Set(copied)
		}
	case reflect.Struct:
		switch x := v.Interface().(type) {
		case Frame:
			if !x.SignedIn() {
				return
			}
		case fault.Field:
			return
		}
		for i := range v.NumField() {
			if v.Field(i).CanSet() && !slices.Contains(closed, v.Type().Field(i).Name) {
				spoil(v.Field(i), text)
			}
		}
	}
}

func TestTheLookOfALetterIsTheMessageByteForByte(t *testing.T) {
	views, _ := pageViews(t)
	content := sampleContent()
	letter := content.Letters["en"]
	letter.Body = "Dear all,\n\n\ttab, \"quotes\", <b>no markup</b>, & — nbsp\u00a0\n{{sender.name}}\n\n\nЋао {{sender.city}}"
	content.Letters["en"] = letter
	page := sampleLetter(sampleDraft("letter.en"), func(p *letterPage) { p.Look = looked(content, "en", look{Sample: "cyrillic"}) })
	var b bytes.Buffer
	if err := views.Render(&b, "en", "admin/letter", "", page); err != nil {
		t.Fatal(err)
	}
	want := content.Preview("en", content.SampleValues("cyrillic"), nil)
	doc := document(t, b.String())
	if got := doc.Find("#look .body").Text(); got != want.Body {
		t.Errorf("the page shows %q, want %q", got, want.Body)
	}
	if got := doc.Find("#look .subject").Text(); got != want.Subject {
		t.Errorf("subject %q, want %q", got, want.Subject)
	}
	if got := doc.Find("#look .body mark").First().Text(); got != "Ђорђе Живковић" {
		t.Errorf("the sender fills in %q", got)
	}
}
