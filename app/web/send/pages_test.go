package send

import (
	"bytes"
	"cmp"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"emailcampaigns/app/sending"
	"emailcampaigns/app/web/pagetest"
)

// pages are what is tested of all pages of senders.
func pages() pagetest.Pages {
	var all []pagetest.Sample
	for _, s := range samples() {
		all = append(all, pagetest.Sample(s))
	}
	return pagetest.Pages{
		Folders: []string{"send", "errors"},
		Samples: all,
		Blocks: map[string][]string{
			"send/campaign": {"letter", "step"}, "send/review": {"letter", "step"}, "send/delivery": {"step"}, "errors/error": {"step"},
		},
		// Keys of the locale files, and the address to open elsewhere, which has a
		// closed list of schemes.
		Closed: []string{"Key", "EscapeURL"},
	}
}

func TestPages(t *testing.T) { pages().Check(t) }

func TestTheSheetShowsTheMessageByteForByte(t *testing.T) {
	views, _ := pages().Views(t)
	page := sampleConfirm(nil)
	page.Letters[0].Language = "sr-Cyrl"
	page.Letters[0].Message.Subject = "Гласање & <поверење>"
	page.Letters[0].Message.Body = "\n  Поштовани,\n\n\ttab, \"quotes\", <b>no markup</b>, & — nbsp\u00a0and trailing space \n\nЋао\n"
	var b bytes.Buffer
	if err := views.Render(&b, "en", "send/confirm", "", page); err != nil {
		t.Fatal(err)
	}
	sheet := pagetest.Document(t, b.String()).Find(".sheet")
	if got := sheet.Find(".body").Text(); got != page.Letters[0].Message.Body {
		t.Errorf("the sheet shows %q, want %q", got, page.Letters[0].Message.Body)
	}
	if got := sheet.Find(".subject").Text(); got != page.Letters[0].Message.Subject {
		t.Errorf("subject %q", got)
	}
	if sheet.Find("[lang=sr-Cyrl]").Length() != 2 {
		t.Error("the language of the message is not marked")
	}
}

func TestASwitchOfLanguageKeepsWhatIsTyped(t *testing.T) {
	views, _ := pages().Views(t)
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
		doc := pagetest.Document(t, b.String())
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
	views, _ := pages().Views(t)
	for _, s := range samples() {
		page, ok := s.Page.(confirmPage)
		if !ok {
			continue
		}
		var b bytes.Buffer
		if err := views.Render(&b, "en", s.Name, "", page); err != nil {
			t.Fatal(err)
		}
		form := pagetest.Document(t, b.String()).Find("form[action^='/send.delivery']")
		sendable := page.Halted == "open" && !page.Stopped && len(page.Letters) > 0
		if got := form.Find("button").Length() == 1 && form.Find("input[name=digest][value='"+page.Digest+"']").Length() == 1; got != sendable {
			t.Errorf("%s: can be sent: %v, want %v", s.Is, got, sendable)
		}
		if got, want := form.Find("input[name=again][value=yes][required]").Length() == 1, page.Problem == "maybe_sent"; got != want {
			t.Errorf("%s: asks to look into Sent: %v, want %v", s.Is, got, want)
		}
	}
}

func TestAReceiptSaysWhatIsKnownOfTheMessage(t *testing.T) {
	views, words := pages().Views(t)
	for _, s := range samples() {
		page, ok := s.Page.(receiptPage)
		if !ok || s.Is == "empty" || page.Outcomes != nil {
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
		if err := views.Render(&b, "en", s.Name, "", page); err != nil {
			t.Fatal(err)
		}
		doc := pagetest.Document(t, b.String())
		if got, want := doc.Find("h1").Text(), words.Text("en", heading, nil); got != want {
			t.Errorf("%s: heading %q, want %q", s.Is, got, want)
		}
		want := words.Text("en", message, map[string]any{"At": cmp.Or(page.SettledAt, noon)})
		if got := doc.Find(".receipt dd").First().Text(); got != want {
			t.Errorf("%s: message %q, want %q", s.Is, got, want)
		}
	}
}

func TestAReceiptOfSeveralMessagesTellsEach(t *testing.T) {
	views, words := pages().Views(t)
	page := sampleReceipt(func(p *receiptPage) {
		p.Outcomes = append(sampleSeries(nil).outcomes(), outcome{"Member 6", sending.Rejected, sending.Dropped})
	})
	var b bytes.Buffer
	if err := views.Render(&b, "en", "send/receipt", "", page); err != nil {
		t.Fatal(err)
	}
	doc := pagetest.Document(t, b.String())
	if got, want := doc.Find("h1").Text(), words.Text("en", "send.receipt.series.title", map[string]any{"Done": 1, "Of": 7}); got != want {
		t.Errorf("heading %q, want %q", got, want)
	}
	for i, key := range []string{"accepted", "uncertain", "reason.already_sent", "reason.maybe_sent", "reason.rate_limited", "pending", "dropped"} {
		if got, want := doc.Find(".outcomes li").Eq(i).Text(), words.Text("en", "send.outcome."+key, nil); !strings.Contains(got, want) {
			t.Errorf("message %d: %q, want %q", i, got, want)
		}
	}
}

func TestACampaignThatCannotBeSentSaysWhyAndHasNoForm(t *testing.T) {
	views, words := pages().Views(t)
	for is, says := range map[string]string{
		"waiting": "send.campaign.waiting", "halted": "send.campaign.halted", "ended": "send.campaign.ended", "victory": "send.campaign.victory",
		"ended, in the organisation's words": "", "victory, in the organisation's words": "",
		"stopped": "send.stopped.text", "stopped without a reason": "send.stopped.text", "preview": "send.preview.title", "preview in one language": "send.preview.title",
	} {
		i := slices.IndexFunc(samples(), func(s sample) bool { return s.Name == "send/campaign" && s.Is == is })
		page := samples()[i].Page.(campaignPage)
		for _, l := range words.Languages() {
			var b bytes.Buffer
			if err := views.Render(&b, l.Tag, "send/campaign", "", page); err != nil {
				t.Fatal(err)
			}
			doc := pagetest.Document(t, b.String())
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
	views, _ := pages().Views(t)
	page := sampleCampaign(func(p *campaignPage) { p.Availability, p.PreviewUntil = "hidden", noon })
	var b bytes.Buffer
	if err := views.Render(&b, "en", "send/campaign", "", page); err != nil {
		t.Fatal(err)
	}
	var others []string
	pagetest.Document(t, b.String()).Find(`.intro a[href*="letter="]`).Each(func(_ int, s *goquery.Selection) {
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
	views, words := pages().Views(t)
	seen := map[string]bool{}
	for _, s := range samples() {
		if !reflect.ValueOf(s.Page).IsValid() || !strings.HasPrefix(s.Name, "send/") || s.Name == "send/campaign" || s.Name == "send/series" {
			continue
		}
		test := reflect.ValueOf(s.Page).FieldByName("Test").Bool()
		var b bytes.Buffer
		if err := views.Render(&b, "en", s.Name, "", s.Page); err != nil {
			t.Fatal(err)
		}
		doc := pagetest.Document(t, b.String())
		if got := doc.Find("[data-is=test]").Length() == 1; got != test {
			t.Errorf("%s %s: says that it is a test: %v", s.Name, s.Is, got)
		}
		if !test {
			continue
		}
		seen[s.Name] = true
		if page, ok := s.Page.(receiptPage); ok {
			if doc.Find(`main a[href="/admin.campaign/`+page.CampaignID+`"]`).Length() != 1 || doc.Find(`.share, .goal, main a[href^="/campaign.show"], main a[href^="/send.reminder"]`).Length() > 0 {
				t.Errorf("%s: no way back to the operators' pages, or one to others", s.Is)
			}
		}
		if s.Name == "send/connect" && !strings.Contains(doc.Text(), words.Text("en", "send.connect.kept.test", nil)) {
			t.Error("the disclosure of a test says that a hash is kept")
		}
	}
	if len(seen) != 5 {
		t.Errorf("only %v have samples of tests", seen)
	}
}

func TestWhatNobodyHasApprovedIsNotCalledReviewed(t *testing.T) {
	views, words := pages().Views(t)
	for unreviewed, key := range map[bool]string{true: "send.letter.unreviewed", false: "send.letter.reviewed"} {
		page := sampleConfirm(func(p *confirmPage) { p.Letters[0].Unreviewed = unreviewed })
		var b bytes.Buffer
		if err := views.Render(&b, "en", "send/confirm", "", page); err != nil {
			t.Fatal(err)
		}
		if got, want := pagetest.Document(t, b.String()).Find(".seal").Text(), words.Text("en", key, map[string]any{"Revision": page.Letters[0].RevisionName}); got != want {
			t.Errorf("the sheet says %q, want %q", got, want)
		}
	}
}
