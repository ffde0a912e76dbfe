package admin

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"emailcampaigns/app/operator"
	"emailcampaigns/app/web/pagetest"
)

// eachAccountsPage renders every sample of these pages in every language.
func eachAccountsPage(t *testing.T, check func(t *testing.T, s sample, page string)) {
	views, words := pages().Views(t)
	for _, s := range samplesAccounts() {
		for _, l := range words.Languages() {
			t.Run(strings.Join([]string{s.Name, s.Is, l.Tag}, "/"), func(t *testing.T) {
				var b bytes.Buffer
				if err := views.Render(&b, l.Tag, s.Name, "", s.Page); err != nil {
					t.Fatal(err)
				}
				check(t, s, b.String())
			})
		}
	}
}

// What proves an account is typed anew each time: no page carries it back.
func TestNoPageCarriesAPasswordOrCodeBack(t *testing.T) {
	eachAccountsPage(t, func(t *testing.T, _ sample, page string) {
		doc := pagetest.Document(t, page)
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
	eachAccountsPage(t, func(t *testing.T, s sample, page string) {
		once := s.Name == "admin/recovery-codes"
		if p, ok := s.Page.(operatorsPage); ok && p.Issued != nil {
			once = true
		}
		if switches := pagetest.Document(t, page).Find(".languages").Length(); (switches == 0) != once {
			t.Errorf("%d switches", switches)
		}
	})
}

func TestALinkAsksForWhatItsKindNeeds(t *testing.T) {
	views, _ := pages().Views(t)
	for kind, want := range map[operator.Kind][]string{
		operator.Invitation: {"name", "password", "factor", "code"}, operator.NewFactor: {"current", "factor", "code"},
		operator.NewPassword: {"password", "code"}, operator.Renewal: {"password", "factor", "code"},
	} {
		var b bytes.Buffer
		if err := views.Render(&b, "en", "admin/enrolment", "", sampleEnrolment(kind, nil)); err != nil {
			t.Fatal(err)
		}
		doc := pagetest.Document(t, b.String())
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
