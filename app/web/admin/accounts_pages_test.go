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
	"emailcampaigns/app/operator"
	"emailcampaigns/app/web/render"
)

const accountsRoot = "../../.."

// accountsViews parses the product's own views. Routes come out as their name
// and arguments, and an asset has to exist.
func accountsViews(t *testing.T) (*render.Views, *render.Words) {
	t.Helper()
	words, err := render.NewWords(os.DirFS(filepath.Join(accountsRoot, "assets")))
	if err != nil {
		t.Fatal(err)
	}
	views, err := render.New(render.Options{
		Views: os.DirFS(filepath.Join(accountsRoot, "views")), Folders: []string{"admin"}, Words: words,
		Path: func(route, _ string, args ...any) (string, error) {
			link := "/" + route
			for _, arg := range args {
				link += "/" + url.PathEscape(fmt.Sprint(arg))
			}
			return link, nil
		},
		Asset: func(name string) (string, error) {
			_, err := os.Stat(filepath.Join(accountsRoot, "assets", name))
			return "/assets/" + name, err
		},
		OperatedBy: "IT Dijaspora", Contact: "contact@campaigns.example", Demo: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	return views, words
}

func accountsDocument(t *testing.T, page string) *goquery.Document {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// eachAccountsPage renders every sample in every language.
func eachAccountsPage(t *testing.T, check func(t *testing.T, s accountsSample, language, page string)) {
	views, words := accountsViews(t)
	for _, s := range accountsSamples() {
		for _, l := range words.Languages() {
			t.Run(strings.Join([]string{s.name, s.is, l.Tag}, "/"), func(t *testing.T) {
				var b bytes.Buffer
				if err := views.Render(&b, l.Tag, s.name, "", s.page); err != nil {
					t.Fatal(err)
				}
				check(t, s, l.Tag, b.String())
			})
		}
	}
}

func TestAccountsPagesAreWellFormed(t *testing.T) {
	eachAccountsPage(t, func(t *testing.T, s accountsSample, language, page string) {
		accountsBalanced(t, page)
		doc := accountsDocument(t, page)
		ids := map[string]bool{}
		doc.Find("[id]").Each(func(_ int, s *goquery.Selection) {
			id := s.AttrOr("id", "")
			if ids[id] || id == "" {
				t.Errorf("id %q stands twice or is empty", id)
			}
			ids[id] = true
		})
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
		doc.Find("a[href^='#']").Each(func(_ int, s *goquery.Selection) {
			if id := s.AttrOr("href", "")[1:]; !ids[id] {
				t.Errorf("leads to %q, which is not there", id)
			}
		})
		doc.Find("style, script:not([src]), iframe, object, base, [http-equiv], [style]").Each(func(_ int, s *goquery.Selection) {
			t.Errorf("%s, which the content security policy refuses", goquery.NodeName(s))
		})
		doc.Find("script, link, img").Each(func(_ int, s *goquery.Selection) {
			if from := s.AttrOr("src", s.AttrOr("href", "")); !strings.HasPrefix(from, "/assets/") {
				t.Errorf("loads %q", from)
			}
		})
		if n := doc.Find(`main .button:not(.quiet)`).Length(); n > 1 || n == 0 && s.name != "admin/account" {
			t.Errorf("%d primary buttons", n)
		}
	})
}

// accountsBalanced refuses start tags without an end tag and the other way
// about, which the lenient HTML parser repairs in silence.
func accountsBalanced(t *testing.T, page string) {
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

func TestEveryControlOfTheAccountsPagesIsNamed(t *testing.T) {
	eachAccountsPage(t, func(t *testing.T, s accountsSample, _, page string) {
		if s.is == "empty" {
			return
		}
		doc := accountsDocument(t, page)
		doc.Find("input:not([type=hidden], [hidden]), select, textarea").Each(func(_ int, s *goquery.Selection) {
			if strings.TrimSpace(doc.Find(fmt.Sprintf("label[for='%s']", s.AttrOr("id", "-"))).Text()) == "" {
				t.Errorf("control %q has no label", s.AttrOr("name", ""))
			}
		})
		doc.Find("a, button, h1, h2, dt, dd, summary, th").Each(func(_ int, s *goquery.Selection) {
			if strings.TrimSpace(s.Text()) == "" {
				markup, _ := goquery.OuterHtml(s)
				t.Errorf("without words: %s", markup)
			}
		})
		doc.Find("form").Each(func(_ int, s *goquery.Selection) {
			if s.AttrOr("method", "") != "post" || !strings.HasPrefix(s.AttrOr("action", ""), "/") {
				t.Error("a form that does not post to a route")
			}
		})
	})
}

// What proves an account is typed anew each time: no page carries it back.
func TestNoPageCarriesAPasswordOrCodeBack(t *testing.T) {
	eachAccountsPage(t, func(t *testing.T, _ accountsSample, _, page string) {
		doc := accountsDocument(t, page)
		doc.Find("input[type=password], input[name=code]").Each(func(_ int, s *goquery.Selection) {
			if s.AttrOr("value", "") != "" {
				t.Errorf("%s holds a value", s.AttrOr("name", ""))
			}
			want := map[string]string{"password": "new-password current-password", "current": "current-password", "code": "one-time-code"}[s.AttrOr("name", "")]
			if !slices.Contains(strings.Fields(want), s.AttrOr("autocomplete", "")) {
				t.Errorf("%s completes %q", s.AttrOr("name", ""), s.AttrOr("autocomplete", ""))
			}
		})
	})
}

// What is shown once is not lost by a switch of language.
func TestAPageThatCannotBeShownAgainHasNoSwitchOfLanguage(t *testing.T) {
	eachAccountsPage(t, func(t *testing.T, s accountsSample, _, page string) {
		once := s.name == "admin/recovery-codes"
		if p, ok := s.page.(operatorsPage); ok && p.Issued != nil {
			once = true
		}
		if switches := accountsDocument(t, page).Find(".languages").Length(); (switches == 0) != once {
			t.Errorf("%d switches", switches)
		}
	})
}

// TestWhatAnOperatorTypesStaysText puts markup into every string of every page
// struct that is not one of a closed list.
func TestWhatAnOperatorTypesStaysText(t *testing.T) {
	const markup = `"><script>alert(1)</script><img src=x onerror='x'>{{.}}`
	views, _ := accountsViews(t)
	for _, s := range accountsSamples() {
		hostile := reflect.New(reflect.TypeOf(s.page)).Elem()
		hostile.Set(reflect.ValueOf(s.page))
		accountsSpoil(hostile, markup)
		var clean, spoilt bytes.Buffer
		if err := views.Render(&clean, "en", s.name, "", s.page); err != nil {
			t.Fatal(err)
		}
		if err := views.Render(&spoilt, "en", s.name, "", hostile.Interface()); err != nil {
			t.Fatalf("%s %s: %v", s.name, s.is, err)
		}
		before, after := accountsDocument(t, clean.String()), accountsDocument(t, spoilt.String())
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

// accountsSpoil writes text into every string, but not into those of a named
// type, the frame's closed list of sections, rejected fields, which the domain
// names, and the address that opens an app, which has a closed list of schemes.
func accountsSpoil(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.String:
		if v.Type() == reflect.TypeFor[string]() {
			v.SetString(text)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			copied := reflect.New(v.Type().Elem())
			copied.Elem().Set(v.Elem())
			accountsSpoil(copied.Elem(), text)
			v.Set(copied)
		}
	case reflect.Slice:
		copied := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(copied, v)
		for i := range copied.Len() {
			accountsSpoil(copied.Index(i), text)
		}
		v.Set(copied)
	case reflect.Struct:
		switch v.Interface().(type) {
		case fault.Field, fault.Message:
			return
		case Frame:
			if v.IsZero() { // a stranger's page
				return
			}
		}
		for i := range v.NumField() {
			if name := v.Type().Field(i).Name; v.Field(i).CanSet() && name != "Section" && name != "AppURL" {
				accountsSpoil(v.Field(i), text)
			}
		}
	}
}

func TestALinkAsksForWhatItsKindNeeds(t *testing.T) {
	views, _ := accountsViews(t)
	for kind, want := range map[operator.Kind][]string{
		operator.Invitation: {"name", "password", "factor", "code"}, operator.NewFactor: {"current", "factor", "code"},
		operator.NewPassword: {"password", "code"}, operator.Renewal: {"password", "factor", "code"},
	} {
		var b bytes.Buffer
		if err := views.Render(&b, "en", "admin/enrolment", "", sampleEnrolment(kind, nil)); err != nil {
			t.Fatal(err)
		}
		doc := accountsDocument(t, b.String())
		var asked []string
		doc.Find("form[action='/admin.enrolment/q1w2'] input").Each(func(_ int, s *goquery.Selection) {
			if name := s.AttrOr("name", ""); name != "email" && name != "lang" {
				asked = append(asked, name)
			}
		})
		if !slices.Equal(asked, want) {
			t.Errorf("%s asks for %q, want %q", kind, asked, want)
		}
		if kind.SetsFactor() != (doc.Find("svg.qr path[d^='M4 4h7v1h-7z']").Length() == 1 && doc.Find("a[href^='otpauth://totp/campaigns.example:']").Length() == 1) {
			t.Errorf("%s: the app cannot take its key over", kind)
		}
	}
}

func TestBrowsersAreRecognisedAndNeverQuoted(t *testing.T) {
	for agent, want := range map[string]operator.Browser{
		"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0":                                                                     {Name: "Firefox", System: "Linux"},
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0":              {Name: "Edge", System: "Windows"},
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15":                      {Name: "Safari", System: "macOS"},
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0.0.0 Mobile/15E148 Safari/604.1": {Name: "Chrome", System: "iOS"},
		"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36":        {Name: "Samsung Internet", System: "Android"},
		"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36":                             {Name: "Chrome", System: "ChromeOS"},
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 OPR/120.0.0.0":              {Name: "Opera", System: "Windows"},
		"curl/8.5.0": {}, "": {}, "<script>": {},
	} {
		if got := browserOf(agent); got != want {
			t.Errorf("%q: %+v, want %+v", agent, got, want)
		}
	}
}
