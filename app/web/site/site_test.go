package site

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/web/render"
)

const root = "../../.."

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// facts are unlike any default, so that a page cannot show them by chance.
var facts = Facts{
	OperatedBy: "Organisation of the Test", Contact: "write@campaigns.example", PublicURL: "https://campaigns.example",
	AbandonedAfter: 47 * time.Minute, HashKept: 123 * 24 * time.Hour, TombstoneKept: 7 * 24 * time.Hour,
	Offline: true, VerifiesOwner: true,
}

// periods are how the languages tell the facts' durations.
var periods = map[string]struct{ abandoned, hash, tombstone string }{
	"en":      {"47 minutes", "123 days", "7 days"},
	"sr-Cyrl": {"47 минута", "123 дана", "7 дана"},
	"sr-Latn": {"47 minuta", "123 dana", "7 dana"},
}

var pages = map[string]string{"home": "/", "privacy": "/privacy", "terms": "/terms", "help": "/help/data"}

// list stands in for the database.
type list struct {
	running []campaign.Running
	at      *time.Time // what was asked for
	err     error
}

func (l list) Running(_ context.Context, now time.Time) ([]campaign.Running, error) {
	if l.at != nil {
		*l.at = now
	}
	return l.running, l.err
}

func words(t *testing.T) *render.Words {
	t.Helper()
	w, err := render.NewWords(os.DirFS(filepath.Join(root, "assets")))
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// server answers the pages from the product's own views and words.
func server(t *testing.T, f Facts, campaigns Campaigns) *fiber.App {
	t.Helper()
	views, err := render.New(render.Options{
		Views: os.DirFS(filepath.Join(root, "views")), Folders: []string{"site"}, Words: words(t),
		Path: func(route, language string, args ...any) (string, error) {
			return "/" + route + strings.TrimSuffix("/"+fmt.Sprint(args...), "/") + "?lang=" + language, nil
		},
		Asset: func(name string) (string, error) {
			_, err := os.Stat(filepath.Join(root, "assets", name))
			return "/assets/" + name, err
		},
		OperatedBy: f.OperatedBy, Contact: f.Contact, Demo: f.Demo,
	})
	if err != nil {
		t.Fatal(err)
	}
	h := &Handler{Views: views, Campaigns: campaigns, Facts: f, Now: func() time.Time { return noon }}
	app := fiber.New()
	app.Use(func(c *fiber.Ctx) error {
		render.SetLanguage(c, c.Query("lang"))
		return c.Next()
	})
	app.Get(pages["home"], h.Home)
	app.Get(pages["privacy"], h.Privacy)
	app.Get(pages["terms"], h.Terms)
	app.Get(pages["help"], h.Help)
	return app
}

// open returns a page as a reader of the language gets it.
func open(t *testing.T, app *fiber.App, page, language string) *goquery.Document {
	t.Helper()
	response, err := app.Test(httptest.NewRequest("GET", pages[page]+"?lang="+language, nil), -1)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != fiber.StatusOK {
		t.Fatalf("%s in %s: %d %s", page, language, response.StatusCode, doc.Text())
	}
	return doc
}

// said returns what a page says about a subject.
func said(t *testing.T, doc *goquery.Document, subject string) string {
	t.Helper()
	found := doc.Find("main [data-says='" + subject + "']")
	if found.Length() != 1 {
		t.Fatalf("%q is said %d times", subject, found.Length())
	}
	return strings.Join(strings.Fields(found.Text()), " ")
}

func each(t *testing.T, check func(t *testing.T, page, language string, doc *goquery.Document)) {
	t.Helper()
	app := server(t, facts, list{running: []campaign.Running{running("vote-abroad", nil)}})
	for page := range pages {
		for language := range periods {
			t.Run(page+"/"+language, func(t *testing.T) { check(t, page, language, open(t, app, page, language)) })
		}
	}
}

func TestEveryLanguageIsTested(t *testing.T) {
	for _, l := range words(t).Languages() {
		if _, ok := periods[l.Tag]; !ok {
			t.Errorf("no test reads %s", l.Tag)
		}
	}
}

func TestPagesAreWellFormed(t *testing.T) {
	key := regexp.MustCompile(`\b(site|send|layout)\.[a-z_]+\.[a-z_.]+|<no value>|%!|\{\{`)
	each(t, func(t *testing.T, _, language string, doc *goquery.Document) {
		if doc.Find("html").AttrOr("lang", "") != language || doc.Find("h1").Length() != 1 || doc.Find("main").Length() != 1 {
			t.Error("not one h1 and main in the page's language")
		}
		if found := key.FindString(doc.Text()); found != "" {
			t.Errorf("shows %q", found)
		}
		doc.Find("a, h1, h2, h3, p, li, dt, dd").Each(func(_ int, s *goquery.Selection) {
			if strings.TrimSpace(s.Text()) == "" {
				markup, _ := goquery.OuterHtml(s)
				t.Errorf("without words: %s", markup)
			}
		})
		doc.Find("[aria-labelledby]").Each(func(_ int, s *goquery.Selection) {
			if doc.Find("#"+s.AttrOr("aria-labelledby", "-")).Length() != 1 {
				t.Errorf("no heading %q", s.AttrOr("aria-labelledby", ""))
			}
		})
		level := 1
		doc.Find("h1, h2, h3").Each(func(_ int, s *goquery.Selection) {
			next := int(goquery.NodeName(s)[1] - '0')
			if next > level+1 {
				t.Errorf("heading %q skips a level", s.Text())
			}
			level = next
		})
	})
}

func TestPagesLoadNothingForeignAndHoldNothingInline(t *testing.T) {
	each(t, func(t *testing.T, _, _ string, doc *goquery.Document) {
		doc.Find("script, link, img").Each(func(_ int, s *goquery.Selection) {
			if from := s.AttrOr("src", s.AttrOr("href", "")); !strings.HasPrefix(from, "/assets/") {
				t.Errorf("loads %q", from)
			}
		})
		if n := doc.Find("style, iframe, object, [style], script:not([src]), form").Length(); n > 0 {
			t.Errorf("%d elements that do not belong here", n)
		}
		foreign := map[string]bool{
			"https://myaccount.google.com/permissions":                          true,
			"https://developers.google.com/terms/api-services-user-data-policy": true,
		}
		doc.Find("a").Each(func(_ int, s *goquery.Selection) {
			link := s.AttrOr("href", "")
			if strings.HasPrefix(link, "http") && (!foreign[link] || s.AttrOr("rel", "") != "noreferrer") {
				t.Errorf("leads to %q", link)
			}
		})
	})
}

func TestEveryPageNamesTheOperatorItsContactAndTheLegalPages(t *testing.T) {
	each(t, func(t *testing.T, _, language string, doc *goquery.Document) {
		if !strings.Contains(doc.Find("main").Text(), facts.OperatedBy) {
			t.Error("the operator is not named")
		}
		if doc.Find("main a[href='mailto:"+facts.Contact+"']").Length() == 0 {
			t.Error("no way to write to the operator")
		}
		for _, route := range []string{"site.privacy", "site.terms", "site.help"} {
			if doc.Find("a[href='/"+route+"?lang="+language+"']").Length() == 0 {
				t.Errorf("no link to %s", route)
			}
		}
	})
}

func TestMarkupInFactsAndCampaignsStaysText(t *testing.T) {
	const markup = `"><script>alert(1)</script><img src=x onerror='x'>`
	hostile := facts
	hostile.OperatedBy, hostile.Contact, hostile.PublicURL = markup, markup, markup
	shown := running("vote-abroad", func(r *campaign.Running) {
		r.Campaign.Slug = markup
		r.Content.Title["en"], r.Content.Summary["en"] = markup, markup
	})
	campaigns := list{running: []campaign.Running{shown}}
	clean, spoilt := server(t, facts, campaigns), server(t, hostile, campaigns)
	for page := range pages {
		before, after := open(t, clean, page, "en"), open(t, spoilt, page, "en")
		for _, element := range []string{"script", "img", "[onerror]"} {
			if got, want := after.Find(element).Length(), before.Find(element).Length(); got != want || (element == "[onerror]" && got > 0) {
				t.Errorf("%s: %d of %s, want %d", page, got, element, want)
			}
		}
		if !strings.Contains(after.Find("main").Text(), markup) {
			t.Errorf("%s: the text itself is lost", page)
		}
		if before.Find("head script").Length() != 1 {
			t.Errorf("%s: a script came in with the campaign", page)
		}
	}
}

func TestAFailingDatabaseIsAnErrorAndNotAnEmptyList(t *testing.T) {
	app := server(t, facts, list{err: errors.New("no database")})
	response, err := app.Test(httptest.NewRequest("GET", "/?lang=en", nil), -1)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != fiber.StatusInternalServerError || string(body) != "no database" {
		t.Errorf("%d %s (%v)", response.StatusCode, body, err)
	}
}
