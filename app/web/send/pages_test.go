package send

import (
	"bytes"
	"cmp"
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

const root = "../../.."

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
		Views: os.DirFS(filepath.Join(root, "views")), Folders: []string{"send", "errors"}, Words: words,
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
		"send/campaign": {"letter", "step"}, "send/review": {"letter", "step"}, "send/delivery": {"step"}, "errors/error": {"step"},
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
		if n := doc.Find("main .button:not(.quiet)").Length(); n > 1 {
			t.Errorf("%d primary buttons", n)
		}
		doc.Find("form").Each(func(_ int, s *goquery.Selection) {
			if s.AttrOr("method", "") != "post" || !strings.HasPrefix(s.AttrOr("action", ""), "/") {
				t.Error("a form that does not post to a route")
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

// TestWhatASenderTypesStaysText puts markup into every string of every page
// struct that is not one of a closed list.
func TestWhatASenderTypesStaysText(t *testing.T) {
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

// spoil writes text into every string, but not into those of a named type, map
// keys of the locale files, and the address to open elsewhere, which has a
// closed list of schemes.
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

func TestTheSheetShowsTheMessageByteForByte(t *testing.T) {
	views, _ := pageViews(t)
	page := sampleConfirm(nil)
	page.Letter.Language = "sr-Cyrl"
	page.Letter.Message.Subject = "Гласање & <поверење>"
	page.Letter.Message.Body = "\n  Поштовани,\n\n\ttab, \"quotes\", <b>no markup</b>, & — nbsp\u00a0and trailing space \n\nЋао\n"
	var b bytes.Buffer
	if err := views.Render(&b, "en", "send/confirm", "", page); err != nil {
		t.Fatal(err)
	}
	sheet := document(t, b.String()).Find(".sheet")
	if got := sheet.Find(".body").Text(); got != page.Letter.Message.Body {
		t.Errorf("the sheet shows %q, want %q", got, page.Letter.Message.Body)
	}
	if got := sheet.Find(".subject").Text(); got != page.Letter.Message.Subject {
		t.Errorf("subject %q", got)
	}
	if sheet.Find("[lang=sr-Cyrl]").Length() != 2 {
		t.Error("the language of the message is not marked")
	}
}

func TestASwitchOfLanguageKeepsWhatIsTyped(t *testing.T) {
	views, _ := pageViews(t)
	for name, row := range map[string]struct {
		page   any
		action string
	}{
		"send/campaign": {sampleCampaign(nil), "/campaign.letter/vote-abroad"},
		"send/review":   {reviewPage{ID: "0193", Form: sampleForm(), Letter: sampleLetter()}, "/send.letter/0193"},
	} {
		var b bytes.Buffer
		if err := views.Render(&b, "sr-Latn", name, "", row.page); err != nil {
			t.Fatal(err)
		}
		doc := document(t, b.String())
		switches := doc.Find("button[form=details][name=lang][formaction='" + row.action + "']")
		if switches.Length() != 2 {
			t.Errorf("%s: %d switches, want one for each other language", name, switches.Length())
		}
		// What the Enter key presses is the first button that belongs to the form.
		first := doc.Find("button[form=details], #details button").First()
		if first.AttrOr("name", "") != "" || first.AttrOr("formaction", "") != "" {
			t.Errorf("%s: Enter presses %q", name, first.Text())
		}
		// The pressed switch has to come before the page's own language.
		if hidden := doc.Find("#details input[name=lang]"); hidden.AttrOr("value", "") != "sr-Latn" ||
			strings.Index(b.String(), `value="en"`) > strings.Index(b.String(), `name="lang" value="sr-Latn"`) {
			t.Errorf("%s: the hidden language is missing or first", name)
		}
	}
}

func TestAConfirmationCarriesTheDigestOnlyWhileItCanBeSent(t *testing.T) {
	views, _ := pageViews(t)
	for _, s := range samples() {
		page, ok := s.page.(confirmPage)
		if !ok {
			continue
		}
		var b bytes.Buffer
		if err := views.Render(&b, "en", s.name, "", page); err != nil {
			t.Fatal(err)
		}
		form := document(t, b.String()).Find("form[action^='/send.delivery']")
		sendable := page.Halted == "open" && !page.Stopped
		if got := form.Find("button").Length() == 1 && form.Find("input[name=digest][value='"+page.Digest+"']").Length() == 1; got != sendable {
			t.Errorf("%s: can be sent: %v, want %v", s.is, got, sendable)
		}
		if got, want := form.Find("input[name=again][value=yes][required]").Length() == 1, page.Problem == "maybe_sent"; got != want {
			t.Errorf("%s: asks to look into Sent: %v, want %v", s.is, got, want)
		}
	}
}

func TestAReceiptSaysWhatIsKnownOfTheMessage(t *testing.T) {
	views, words := pageViews(t)
	for _, s := range samples() {
		page, ok := s.page.(receiptPage)
		if !ok || s.is == "empty" {
			continue
		}
		heading, message := "send.receipt.unsent.title", "send.receipt.message.unsent"
		switch {
		case page.Delivery == "accepted":
			heading, message = "send.receipt.accepted.title", "send.receipt.message.accepted"
		case page.Delivery == "uncertain":
			heading, message = "send.receipt.uncertain.title", "send.receipt.message.uncertain"
		case page.State == "cancelled", page.State == "expired":
			heading = "send.receipt." + string(page.State) + ".title"
		case page.Reason != "":
			heading = "reason." + string(page.Reason) + ".title"
		}
		if page.Reason == "already_sent" {
			message = "send.receipt.message.before"
		}
		var b bytes.Buffer
		if err := views.Render(&b, "en", s.name, "", page); err != nil {
			t.Fatal(err)
		}
		doc := document(t, b.String())
		if got, want := doc.Find("h1").Text(), words.Text("en", heading, nil); got != want {
			t.Errorf("%s: heading %q, want %q", s.is, got, want)
		}
		want := words.Text("en", message, map[string]any{"At": cmp.Or(page.SettledAt, noon)})
		if got := doc.Find(".receipt dd").First().Text(); got != want {
			t.Errorf("%s: message %q, want %q", s.is, got, want)
		}
	}
}

func TestACampaignThatCannotBeSentSaysWhyAndHasNoForm(t *testing.T) {
	views, words := pageViews(t)
	for is, says := range map[string]string{
		"waiting": "send.campaign.waiting", "halted": "send.campaign.halted", "ended": "send.campaign.ended", "victory": "send.campaign.victory",
		"ended, in the organisation's words": "", "victory, in the organisation's words": "",
		"stopped": "send.stopped.text", "stopped without a reason": "send.stopped.text", "preview": "send.preview.title", "preview in one language": "send.preview.title",
	} {
		i := slices.IndexFunc(samples(), func(s sample) bool { return s.name == "send/campaign" && s.is == is })
		page := samples()[i].page.(campaignPage)
		for _, l := range words.Languages() {
			var b bytes.Buffer
			if err := views.Render(&b, l.Tag, "send/campaign", "", page); err != nil {
				t.Fatal(err)
			}
			doc := document(t, b.String())
			text := strings.Join(strings.Fields(doc.Find(".intro").Text()), " ")
			if says != "" && !strings.Contains(text, words.Text(l.Tag, says, map[string]any{"At": noon})) {
				t.Errorf("%s in %s reads %q", is, l.Tag, text)
			}
			for _, own := range append(page.EndText, page.StopReason) {
				if !strings.Contains(text, own) {
					t.Errorf("%s in %s does not say %q", is, l.Tag, own)
				}
			}
			if got, want := strings.Contains(text, words.Text(l.Tag, "send.campaign.victory.title", nil)), page.Ending == "victory"; got != want {
				t.Errorf("%s in %s: a victory: %v", is, l.Tag, got)
			}
			if doc.Find("main form, main input, .progress").Length() > 0 || doc.Find(".sheet").Length() != 1 {
				t.Errorf("%s in %s: a form, or no letter", is, l.Tag)
			}
			if got, want := doc.Find(`meta[name=robots][content=noindex]`).Length() == 1, !page.PreviewUntil.IsZero(); got != want {
				t.Errorf("%s: kept from search engines: %v", is, got)
			}
		}
	}
}

func TestAPreviewShowsTheLetterInEachLanguage(t *testing.T) {
	views, _ := pageViews(t)
	page := sampleCampaign(func(p *campaignPage) { p.Availability, p.PreviewUntil = "hidden", noon })
	var b bytes.Buffer
	if err := views.Render(&b, "en", "send/campaign", "", page); err != nil {
		t.Fatal(err)
	}
	var others []string
	document(t, b.String()).Find(`.intro a[href*="letter="]`).Each(func(_ int, s *goquery.Selection) {
		link, err := url.Parse(s.AttrOr("href", ""))
		if err != nil || link.Path != "" || link.Query().Get("lang") != "en" {
			t.Errorf("leads to %v, %v", link, err)
		}
		others = append(others, link.Query().Get("letter"))
	})
	if !slices.Equal(others, []string{"sr-Latn", "sr-Cyrl"}) {
		t.Errorf("the letter can be seen in %q besides its own language", others)
	}
}

// TestATestSaysSoOnEveryScreen also wants nothing on its receipt that invites
// others, and no way into the wizard but a new test.
func TestATestSaysSoOnEveryScreen(t *testing.T) {
	views, words := pageViews(t)
	seen := map[string]bool{}
	for _, s := range samples() {
		if !reflect.ValueOf(s.page).IsValid() || !strings.HasPrefix(s.name, "send/") || s.name == "send/campaign" {
			continue
		}
		test := reflect.ValueOf(s.page).FieldByName("Test").Bool()
		var b bytes.Buffer
		if err := views.Render(&b, "en", s.name, "", s.page); err != nil {
			t.Fatal(err)
		}
		doc := document(t, b.String())
		if got := doc.Find("[data-is=test]").Length() == 1; got != test {
			t.Errorf("%s %s: says that it is a test: %v", s.name, s.is, got)
		}
		if !test {
			continue
		}
		seen[s.name] = true
		if page, ok := s.page.(receiptPage); ok {
			if doc.Find(`main a[href="/admin.campaign/`+page.CampaignID+`"]`).Length() != 1 || doc.Find(`.share, .goal, main a[href^="/campaign.show"], main a[href^="/send.reminder"]`).Length() > 0 {
				t.Errorf("%s: no way back to the operators' pages, or one to others", s.is)
			}
		}
		if s.name == "send/connect" && !strings.Contains(doc.Text(), words.Text("en", "send.connect.kept.test", nil)) {
			t.Error("the disclosure of a test says that a hash is kept")
		}
	}
	if len(seen) != 5 {
		t.Errorf("only %v have samples of tests", seen)
	}
}

func TestWhatNobodyHasApprovedIsNotCalledReviewed(t *testing.T) {
	views, words := pageViews(t)
	for unreviewed, key := range map[bool]string{true: "send.letter.unreviewed", false: "send.letter.reviewed"} {
		page := sampleConfirm(func(p *confirmPage) { p.Letter.Unreviewed = unreviewed })
		var b bytes.Buffer
		if err := views.Render(&b, "en", "send/confirm", "", page); err != nil {
			t.Fatal(err)
		}
		if got, want := document(t, b.String()).Find(".seal").Text(), words.Text("en", key, map[string]any{"Revision": page.Letter.RevisionName}); got != want {
			t.Errorf("the sheet says %q, want %q", got, want)
		}
	}
}
