package main

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/db/dbtest"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/google/fakegoogle"
	"emailcampaigns/app/sending"
	"emailcampaigns/app/web/webtest"
)

// shown returns subject and body as the sheet on a page shows them, to the byte.
func shown(p *webtest.Page) (subject, body string) {
	return p.Find(".sheet .subject").Text(), p.Find(".sheet .body").Text()
}

func TestASenderGoesFromTheCampaignToTheReceipt(t *testing.T) {
	for _, language := range []string{"en", "sr-Cyrl", "sr-Latn"} {
		for _, hx := range []bool{false, true} {
			t.Run(language+map[bool]string{true: " with htmx"}[hx], func(t *testing.T) {
				onBoth(t, func(t *testing.T, databaseURL string) {
					s := boot(t, databaseURL)
					b := s.visitor()
					b.HX = hx
					page := s.confirmable(b, language)
					subject, body := shown(page)
					if !strings.Contains(body, typed.name) {
						t.Errorf("the message lacks the sender's name:\n%s", body)
					}
					receipt := press(page).Must(http.StatusOK, "dl.receipt")
					if !strings.HasSuffix(receipt.URL.Path, "/receipt") {
						t.Errorf("ended at %s", receipt.URL.Path)
					}
					sent := s.Fake.Outbox()
					if len(sent) != 1 {
						t.Fatalf("%d messages were sent", len(sent))
					}
					if sent[0].Subject != subject || sent[0].Body != body {
						t.Errorf("shown:\n%q\n%q\nsent:\n%q\n%q", subject, body, sent[0].Subject, sent[0].Body)
					}
					if sent[0].Account != typed.address {
						t.Errorf("sent from %s", sent[0].Account)
					}
					if tokens, fields := s.held(); tokens != 0 || fields != 0 || s.Fake.LiveTokens() != 0 {
						t.Errorf("afterwards %d tokens, %d typed, %d live at Google", tokens, fields, s.Fake.LiveTokens())
					}
				})
			})
		}
	}
}

func TestTheLetterOfThePageIsTheLetterOfTheCampaign(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b := s.visitor()
	page := b.Get("/c/open-data?lang=en").Must(http.StatusOK, "#details")
	if len(b.Cookies()) != 0 {
		t.Errorf("the campaign page set %v", b.Cookies())
	}
	f := page.Form("#details").Set("name", "Ana {{recipient.name}} <b>")
	preview := f.Press(".unscripted").Must(http.StatusOK, ".sheet")
	if _, body := shown(preview); !strings.Contains(body, "Ana {{recipient.name}} <b>") {
		t.Errorf("the preview reads what was typed:\n%s", body)
	}
	if len(b.Cookies()) != 0 {
		t.Errorf("the preview set %v", b.Cookies())
	}
	rejected := preview.Form("#details").Press(".button:not(.unscripted)").Must(http.StatusUnprocessableEntity, "#problems")
	if got := rejected.Find(`input[name=name]`).AttrOr("value", ""); got != "Ana {{recipient.name}} <b>" {
		t.Errorf("what was typed is gone: %q", got)
	}
}

func TestALinkCannotFillTheFormIn(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b := s.visitor()
	for _, page := range []*webtest.Page{b.Get("/c/open-data?lang=en&name=Mallory&field.place=X"), b.Post("/c/open-data/letter?lang=en&name=Mallory", nil)} {
		if strings.Contains(page.Must(http.StatusOK, "#details").Body, "Mallory") {
			t.Errorf("%s fills the form in", page.URL)
		}
	}
}

func TestSwitchingTheLanguageKeepsWhatWasTyped(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b := s.visitor()
	page := b.Get("/c/open-data?lang=en")
	f := page.Form("#details").Set("name", typed.name).Set("address", "half@")
	f.Values.Set("lang", "sr-Cyrl")
	serbian := b.Post(page.Find("button[name=lang]").First().AttrOr("formaction", ""), f.Values).Must(http.StatusOK, `html[lang=sr-Cyrl]`)
	for name, want := range map[string]string{"name": typed.name, "address": "half@"} {
		if got := serbian.Find(`input[name="`+name+`"]`).AttrOr("value", ""); got != want {
			t.Errorf("%s is %q", name, got)
		}
	}
	connect := begin(b, "en")
	switched := connect.Form(`form[action$="/language"]`).Press("button[value=sr-Latn]").Must(http.StatusOK, `html[lang=sr-Latn]`)
	if !strings.Contains(switched.Text("body"), typed.address) {
		t.Error("the address is gone")
	}
}

func TestEveryWayBackFromGoogleHasItsPageAndLosesNothing(t *testing.T) {
	tests := []struct {
		name   string
		back   func(t *testing.T, s *system, authorization string) string
		reason string
	}{
		{"declined", func(t *testing.T, s *system, a string) string { return callback(t, a, "error", "access_denied") }, "declined"},
		{"forbidden by the administrator", func(t *testing.T, s *system, a string) string {
			return callback(t, a, "error", "admin_policy_enforced")
		}, "admin_policy"},
		{"another organisation's client", func(t *testing.T, s *system, a string) string { return callback(t, a, "error", "org_internal") }, "org_internal"},
		{"an unknown error", func(t *testing.T, s *system, a string) string { return callback(t, a, "error", "server_error") }, "google_failed"},
		{"a code that Google does not know", func(t *testing.T, s *system, a string) string { return callback(t, a, "code", "4/unknown") }, "code_expired"},
		{"too late", func(t *testing.T, s *system, a string) string {
			back := consent(t, s, a)
			s.Clock.pass(11 * time.Minute)
			return back
		}, "state_expired"},
		{"half granted", func(t *testing.T, s *system, a string) string {
			s.Fake.Play(fakegoogle.TokenNoScope, 1)
			return consent(t, s, a)
		}, "not_granted"},
		{"a broken token endpoint", func(t *testing.T, s *system, a string) string {
			s.Fake.Play(fakegoogle.Token500, 1)
			return consent(t, s, a)
		}, "google_failed"},
		{"a token endpoint that hangs", func(t *testing.T, s *system, a string) string {
			s.Fake.Play(fakegoogle.TokenHang, 1)
			return consent(t, s, a)
		}, "google_failed"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := boot(t, sqliteURL(t))
			b := s.visitor()
			connect := begin(b, "en")
			page := b.Get(test.back(t, s, leave(connect))).Must(http.StatusOK, `form[action$="/connection"]`)
			if want := s.words(t, "reason."+test.reason+".title"); !strings.Contains(page.Text("body"), want) {
				t.Errorf("the page does not say %q:\n%s", want, page.Text("main"))
			}
			if page.URL.RawQuery != "" {
				t.Errorf("the address keeps the query %q", page.URL.RawQuery)
			}
			review := b.Get(strings.Replace(page.URL.Path, "/connection", "/review", 1)).Must(http.StatusOK, "#details")
			if got := review.Find("input[name=name]").AttrOr("value", ""); got != typed.name {
				t.Errorf("the name is %q", got)
			}
			if s.Fake.LiveTokens() != 0 {
				t.Errorf("%d tokens live at Google", s.Fake.LiveTokens())
			}
			if again := s.connect(page, typed.address); again.Find("input[name=digest]").Length() == 0 {
				t.Errorf("connecting again leads to %s", again.URL.Path)
			}
			again := b.Get(page.URL.Path)
			again.Form(`form[action$="/abandonment"]`).Submit().Must(http.StatusOK, "dl.receipt")
		})
	}
}

// words returns the English words of a key.
func (s *system) words(t *testing.T, key string) string {
	t.Helper()
	words, err := newWords()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(words.Text("en", key, nil)), " ")
}

// consent agrees at Google and returns the address it sends the browser to.
func consent(t *testing.T, s *system, authorization string) string {
	t.Helper()
	back, err := s.Fake.Consent(authorization, typed.address)
	if err != nil {
		t.Fatal(err)
	}
	return back
}

// callback is a return from Google with the right state and another parameter.
func callback(t *testing.T, authorization, name, value string) string {
	t.Helper()
	u, err := url.Parse(authorization)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	return q.Get("redirect_uri") + "?" + url.Values{"state": {q.Get("state")}, name: {value}}.Encode()
}

func TestWhatIsAskedOfGoogle(t *testing.T) {
	s := boot(t, sqliteURL(t))
	u, err := url.Parse(leave(begin(s.visitor(), "en")))
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	for name, want := range map[string]string{
		"scope": "https://www.googleapis.com/auth/gmail.send", "access_type": "offline", "prompt": "select_account consent",
		"login_hint": typed.address, "code_challenge_method": "S256", "response_type": "code",
		"redirect_uri": s.Base + "/oauth/google", "include_granted_scopes": "",
	} {
		if got := q.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if len(q.Get("state")) < 43 || len(q.Get("code_challenge")) != 43 {
		t.Errorf("state %d, challenge %d characters", len(q.Get("state")), len(q.Get("code_challenge")))
	}
}

func TestAStateOfAnotherBrowserConnectsNothing(t *testing.T) {
	s := boot(t, sqliteURL(t))
	back := consent(t, s, leave(begin(s.visitor(), "en")))
	stranger := s.visitor()
	begin(stranger, "en")
	page := stranger.Get(back).Must(http.StatusNotFound, "main")
	if want := s.words(t, "layout.other_browser.title"); !strings.Contains(page.Text("h1"), want) {
		t.Errorf("the page says %q", page.Text("main"))
	}
	if calls := s.Fake.Calls(); calls.Exchanges != 0 {
		t.Errorf("%d codes were redeemed", calls.Exchanges)
	}
}

func TestAReloadedReturnFromGoogleLeadsToWhereTheSessionStands(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b := s.visitor()
	back := consent(t, s, leave(begin(b, "en")))
	b.Get(back).Must(http.StatusOK, "input[name=digest]")
	b.Get(back).Must(http.StatusOK, "input[name=digest]")
	if calls := s.Fake.Calls(); calls.Exchanges != 1 {
		t.Errorf("%d codes were redeemed", calls.Exchanges)
	}
	b.Get(s.Base+"/oauth/google?state=nonsense&code=x").Must(http.StatusNotFound, "main")
	b.Get(s.Base+"/oauth/google").Must(http.StatusNotFound, "main")
}

func TestTheSecretIsRotatedOnTheReturnFromGoogle(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b := s.visitor()
	connect := begin(b, "en")
	before := b.Cookies()
	thief := s.visitor()
	thief.SetCookies(before)
	thief.Get(connect.URL.Path).Must(http.StatusOK, `form[action$="/connection"]`)
	confirm := s.connect(connect, typed.address)
	thief.Get(confirm.URL.Path).Must(http.StatusNotFound, "main")
	confirm.Browser.Get(confirm.URL.Path).Must(http.StatusOK, "input[name=digest]")
}

func TestAnotherAccountSendsNothing(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b := s.visitor()
	page := s.connect(begin(b, "en"), "sam.weaver@gmail.example").Must(http.StatusOK, "input[name=digest]")
	after := press(page).Must(http.StatusOK, `form[action$="/connection"]`)
	if want := s.words(t, "reason.other_account.title"); !strings.Contains(after.Text("body"), want) {
		t.Errorf("the page says %q", after.Text("main"))
	}
	if n := len(s.Fake.Outbox()); n != 0 {
		t.Errorf("%d messages were sent", n)
	}
	if tokens, fields := s.held(); tokens != 0 || fields != 1 || s.Fake.LiveTokens() != 0 {
		t.Errorf("%d tokens, %d typed, %d live at Google", tokens, fields, s.Fake.LiveTokens())
	}
	press(s.connect(after, typed.address)).Must(http.StatusOK, "dl.receipt")
}

func TestNobodyLearnsWhetherAnAddressTookPart(t *testing.T) {
	s := boot(t, sqliteURL(t))
	press(s.confirmable(s.visitor(), "en")).Must(http.StatusOK, "dl.receipt")
	// Somebody else types the address and connects an account of their own.
	after := press(s.connect(begin(s.visitor(), "en"), "sam.weaver@gmail.example")).Must(http.StatusOK, `form[action$="/connection"]`)
	if want := s.words(t, "reason.other_account.title"); !strings.Contains(after.Text("body"), want) {
		t.Errorf("a stranger reads %q", after.Text("main"))
	}
	// The owner is told.
	owner := press(s.confirmable(s.visitor(), "en")).Must(http.StatusOK, "dl.receipt")
	if want := s.words(t, "reason.already_sent.title"); !strings.Contains(owner.Text("body"), want) {
		t.Errorf("the owner reads %q", owner.Text("main"))
	}
	if n := len(s.Fake.Outbox()); n != 1 {
		t.Errorf("%d messages were sent", n)
	}
	if tokens, _ := s.held(); tokens != 0 || s.Fake.LiveTokens() != 0 {
		t.Errorf("%d tokens held, %d live", tokens, s.Fake.LiveTokens())
	}
}

func TestOnePressOfManySendsOneMessage(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		b := s.visitor()
		page := s.confirmable(b, "en")
		action := page.Find(`form[action$="/delivery"]`).AttrOr("action", "")
		values := page.Form(`form[action$="/delivery"]`).Values
		header := http.Header{"Sec-Fetch-Site": {"same-origin"}}
		var wait sync.WaitGroup
		answers := make(chan *webtest.Page, 12) // a double click, two tabs, and a script
		for range cap(answers) {
			tab := b.Clone()
			wait.Go(func() {
				answer, err := tab.Try(http.MethodPost, action, values, header)
				if err != nil {
					t.Error(err)
					return
				}
				answers <- answer
			})
		}
		wait.Wait()
		close(answers)
		for answer := range answers {
			if answer.Status != http.StatusOK {
				t.Errorf("a press was answered with %d", answer.Status)
			}
		}
		// The back button, a reload, and a replayed POST.
		b.Get(page.URL.Path).Must(http.StatusOK, "dl.receipt")
		b.Post(action, values).Must(http.StatusOK, "dl.receipt")
		if n, calls := len(s.Fake.Outbox()), s.Fake.Calls(); n != 1 || calls.Sends != 1 {
			t.Errorf("%d messages, %d requests", n, calls.Sends)
		}
	})
}

func TestTwoSessionsOfOneSenderSendOneMessage(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		var pages []*webtest.Page
		for range 4 {
			pages = append(pages, s.confirmable(s.visitor(), "en"))
		}
		var wait sync.WaitGroup
		for _, page := range pages {
			values := page.Form(`form[action$="/delivery"]`).Values
			wait.Go(func() {
				if _, err := page.Browser.Try(http.MethodPost, page.URL.Path, values, http.Header{"Sec-Fetch-Site": {"same-origin"}}); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if n := len(s.Fake.Outbox()); n != 1 {
			t.Errorf("%d messages were sent", n)
		}
	})
}

func TestThePressCarriesTheMessageThatWasShown(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b := s.visitor()
	old := s.confirmable(b, "en")
	// In another tab the sender changes the name.
	review := b.Get("/send/"+id(old)+"/review").Form("#details").Set("name", "Another Name")
	review.Press("button.button:not(.unscripted)").Must(http.StatusOK, "input[name=digest]")
	after := press(old).Must(http.StatusUnprocessableEntity, "input[name=digest]")
	if want := s.words(t, "fault.sending.digest"); !strings.Contains(after.Text("main"), want) {
		t.Errorf("the page says %q", after.Text("main"))
	}
	if n := len(s.Fake.Outbox()); n != 0 {
		t.Fatalf("%d messages were sent", n)
	}
	press(after).Must(http.StatusOK, "dl.receipt")
	if sent := s.Fake.Outbox(); len(sent) != 1 || !strings.Contains(sent[0].Body, "Another Name") {
		t.Errorf("sent: %+v", sent)
	}
	b.Post(old.URL.Path, url.Values{"digest": {""}}).Must(http.StatusOK, "dl.receipt")
}

func TestPausedCampaignStopsASenderOnTheConfirmPage(t *testing.T) {
	s := boot(t, sqliteURL(t))
	page := s.confirmable(s.visitor(), "en")
	s.set(t, campaign.Paused, campaign.Live)
	after := press(page).Must(http.StatusOK, "main")
	if after.Find("input[name=digest]").Length() != 0 {
		t.Error("the page still offers to send")
	}
	if want := s.words(t, "send.confirm.halted.title"); !strings.Contains(after.Text("main"), want) {
		t.Errorf("the page says %q", after.Text("main"))
	}
	if n := len(s.Fake.Outbox()); n != 0 {
		t.Errorf("%d messages were sent", n)
	}
	s.visitor().Get("/c/open-data").Must(http.StatusOK, ".sheet").Must(http.StatusOK, "main")
	s.set(t, campaign.Live, campaign.Paused)
	press(after.Browser.Get(page.URL.Path)).Must(http.StatusOK, "dl.receipt")
}

func TestAChangedRevisionIsNotSentAndPausesItsCampaign(t *testing.T) {
	for name, flip := range map[string]string{
		"another letter":    "UPDATE revisions SET content = REPLACE(content, 'data', 'dato')",
		"another spelling":  "UPDATE revisions SET content = REPLACE(content, '\"languages\"', '\"Languages\"')",
		"no content at all": "UPDATE revisions SET content = '[' || content",
	} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, databaseURL string) {
				s := boot(t, databaseURL)
				page := s.confirmable(s.visitor(), "en")
				dbtest.Unguard(t, databaseURL)
				query(t, databaseURL, flip)
				page.Browser.Get("/send/"+id(page)+"/review").Must(http.StatusConflict, "main")
				press(page).Must(http.StatusConflict, "main")
				if n := s.Fake.Calls().Sends; n != 0 {
					t.Errorf("Gmail was called %d times", n)
				}
				s.visitor().Get("/c/open-data").Must(http.StatusConflict, "main")
				found, err := s.store.campaigns.BySlug(t.Context(), "open-data")
				if err != nil || found.State != campaign.Paused {
					t.Errorf("the campaign is %s, %v", found.State, err)
				}
				v, err := s.store.overview.Overview(t.Context(), s.Clock.now())
				if err != nil || len(v.Alerts) != 1 || v.Alerts[0].Kind != sending.AlertTampered || v.Alerts[0].Subject != "open-data" {
					t.Errorf("alerts: %+v, %v", v.Alerts, err)
				}
				if rows := query(t, databaseURL, "SELECT actor, subject FROM audit WHERE action = 'campaign.tampered'"); len(rows) != 1 {
					t.Errorf("entries: %v", rows)
				}
			})
		})
	}
}

func TestTheSwitchStopsASenderOnTheConfirmPageOfAnyInstance(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		page := s.confirmable(s.visitor(), "en")
		by := audit.Act{Actor: audit.Actor{ID: "admin", Name: "admin"}, Action: audit.SendingStopped}
		stop := sending.Stop{Since: s.Clock.now(), By: "admin", Reasons: map[string]string{"en": "We check a <complaint>."}}
		// Another instance's own connection.
		other, err := openStores(t.Context(), s.Config.DatabaseURL, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = other.Close() }()
		if err := other.sessions.StopSending(t.Context(), stop, by); err != nil {
			t.Fatal(err)
		}
		after := press(page).Must(http.StatusOK, "#stopped")
		if !strings.Contains(after.Text("main"), "We check a <complaint>.") || after.Find("input[name=digest]").Length() != 0 {
			t.Errorf("the page says %q", after.Text("main"))
		}
		shown := s.visitor().Get("/c/open-data?lang=sr-Cyrl").Must(http.StatusOK, "#stopped")
		if shown.Find("#details").Length() != 0 || !strings.Contains(shown.Text("main"), "We check a <complaint>.") {
			t.Error("the campaign's page offers to begin, or keeps the reason back")
		}
		if n := s.Fake.Calls().Sends; n != 0 {
			t.Errorf("Gmail was called %d times", n)
		}
		if err := other.sessions.StopSending(t.Context(), stop, by); !fault.Is(err, fault.Conflict) {
			t.Errorf("pressed twice: %v", err)
		}
		by.Action = audit.SendingResumed
		if err := other.sessions.ResumeSending(t.Context(), by, s.Clock.now()); err != nil {
			t.Fatal(err)
		}
		press(after.Browser.Get(page.URL.Path)).Must(http.StatusOK, "dl.receipt")
	})
}

func TestCancelAndEraseIsOnEveryScreenAfterTheFirst(t *testing.T) {
	s := boot(t, sqliteURL(t))
	for name, walk := range map[string]func(*webtest.Browser) *webtest.Page{
		"connect": func(b *webtest.Browser) *webtest.Page { return begin(b, "en") },
		"confirm": func(b *webtest.Browser) *webtest.Page { return s.confirmable(b, "en") },
		"review": func(b *webtest.Browser) *webtest.Page {
			return b.Get("/send/" + id(s.confirmable(b, "en")) + "/review")
		},
	} {
		t.Run(name, func(t *testing.T) {
			page := walk(s.visitor())
			receipt := page.Form(`form[action$="/abandonment"]`).Submit().Must(http.StatusOK, "dl.receipt")
			if tokens, fields := s.held(); tokens != 0 || fields != 0 || s.Fake.LiveTokens() != 0 {
				t.Errorf("%d tokens, %d typed, %d live at Google", tokens, fields, s.Fake.LiveTokens())
			}
			for _, path := range []string{"", "/review", "/connection", "/delivery"} {
				receipt.Browser.Get("/send/"+id(receipt)+path).Must(http.StatusOK, "dl.receipt")
			}
		})
	}
	if n := len(s.Fake.Outbox()); n != 0 {
		t.Errorf("%d messages were sent", n)
	}
}

func TestAnExpiredSessionIsUnusableWithoutASweep(t *testing.T) {
	s := boot(t, sqliteURL(t))
	page := s.confirmable(s.visitor(), "en")
	s.Clock.pass(s.Config.AbandonedAfter)
	press(page).Must(http.StatusOK, "dl.receipt")
	if n := len(s.Fake.Outbox()); n != 0 {
		t.Errorf("%d messages were sent", n)
	}
	if tokens, fields := s.held(); tokens != 0 || fields != 0 || s.Fake.LiveTokens() != 0 {
		t.Errorf("%d tokens, %d typed, %d live at Google", tokens, fields, s.Fake.LiveTokens())
	}
}

func TestTheSweepErasesAbandonedSessions(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		begin(s.visitor(), "en")
		s.confirmable(s.visitor(), "en")
		s.Clock.pass(s.Config.AbandonedAfter)
		counts, err := s.Sweeper.Sweep(t.Context())
		if err != nil || counts.Erased != 2 || counts.Failed != 0 {
			t.Errorf("swept %+v, %v", counts, err)
		}
		if tokens, fields := s.held(); tokens != 0 || fields != 0 || s.Fake.LiveTokens() != 0 {
			t.Errorf("%d tokens, %d typed, %d live at Google", tokens, fields, s.Fake.LiveTokens())
		}
		s.Clock.pass(8 * 24 * time.Hour)
		if counts, err = s.Sweeper.Sweep(t.Context()); err != nil || counts.Forgotten != 2 {
			t.Errorf("a week later: %+v, %v", counts, err)
		}
		if rows := query(t, databaseURL, "SELECT id FROM sessions"); len(rows) != 0 {
			t.Errorf("%d rows remain", len(rows))
		}
	})
}

func TestAnotherPersonsSessionIsNotFound(t *testing.T) {
	s := boot(t, sqliteURL(t))
	page := s.confirmable(s.visitor(), "en")
	stranger := s.visitor()
	begin(stranger, "en")
	base := "/send/" + id(page)
	for _, path := range []string{"", "/review", "/connection", "/delivery", "/receipt", "/reminder.ics", "/letter", "/language", "/abandonment"} {
		stranger.Get(base+path).Must(http.StatusNotFound, "main")
	}
	for _, path := range []string{"/review", "/connection", "/delivery", "/letter", "/language", "/abandonment"} {
		stranger.Post(base+path, page.Form(`form[action$="/delivery"]`).Values).Must(http.StatusNotFound, "main")
	}
	if n := len(s.Fake.Outbox()); n != 0 {
		t.Errorf("%d messages were sent", n)
	}
}

func TestAPostFromAnotherSiteIsRefused(t *testing.T) {
	s := boot(t, sqliteURL(t))
	page := s.confirmable(s.visitor(), "en")
	values := page.Form(`form[action$="/delivery"]`).Values
	for name, header := range map[string]http.Header{
		"another site":      {"Sec-Fetch-Site": {"cross-site"}, "Origin": {"https://evil.example"}},
		"a sibling domain":  {"Sec-Fetch-Site": {"same-site"}, "Origin": {"https://other.example"}},
		"an old browser":    {"Origin": {"https://evil.example"}},
		"a sandboxed frame": {"Origin": {"null"}},
	} {
		answer, err := page.Browser.Try(http.MethodPost, page.URL.Path, values, header)
		if err != nil {
			t.Fatal(err)
		}
		if answer.Status != http.StatusForbidden {
			t.Errorf("%s: answered %d", name, answer.Status)
		}
	}
	if n := len(s.Fake.Outbox()); n != 0 {
		t.Errorf("%d messages were sent", n)
	}
}

func TestTheReceiptTellsWhatTheDatabaseKnows(t *testing.T) {
	s := boot(t, sqliteURL(t))
	receipt := press(s.confirmable(s.visitor(), "en")).Must(http.StatusOK, "dl.receipt")
	if receipt.Find(`a[href="https://myaccount.google.com/permissions"]`).Length() == 0 {
		t.Error("no link to Google's permissions page")
	}
	if strings.Contains(receipt.Body, typed.address) || strings.Contains(receipt.Body, typed.name) {
		t.Error("the receipt still knows the sender")
	}
	calendar := receipt.Browser.Get(receipt.Find(`a[href$="/reminder.ics"]`).AttrOr("href", ""))
	if calendar.Status != http.StatusOK || !strings.HasPrefix(calendar.Header.Get("Content-Type"), "text/calendar") {
		t.Errorf("the reminder: %d, %s", calendar.Status, calendar.Header.Get("Content-Type"))
	}
	for line := range strings.SplitSeq(strings.TrimSuffix(calendar.Body, "\r\n"), "\r\n") {
		if len(line) > 75 || strings.ContainsAny(line, "\r\n") {
			t.Errorf("the line %q is not folded", line)
		}
	}
	s.Fake.Play(fakegoogle.Revoke500, 1)
	other := s.visitor()
	begun := begin(other, "en").Browser.Get("/c/open-data?lang=en").Form("#details").
		Set("name", "Other").Set("address", "other@gmail.example").Set("field.place", "Elsewhere")
	unconfirmed := press(s.connect(begun.Press("button.button:not(.unscripted)"), "other@gmail.example")).Must(http.StatusOK, "dl.receipt")
	if unconfirmed.Text("dl.receipt") == receipt.Text("dl.receipt") || slices.Contains([]string{""}, unconfirmed.Text("dl.receipt")) {
		t.Error("a revocation that Google did not confirm is told as one that it did")
	}
	if tokens, _ := s.held(); tokens != 0 {
		t.Errorf("%d tokens are kept because revoking failed", tokens)
	}
}

func TestWhoNeverReturnsFromGoogleMayTryAgain(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b := s.visitor()
	connect := begin(b, "en")
	first := leave(connect)
	away := b.Get(connect.URL.Path).Must(http.StatusOK, onConnect)
	if want := s.words(t, "send.connect.away.title"); !strings.Contains(away.Text("main"), want) {
		t.Errorf("the page says %q", away.Text("main"))
	}
	second := leave(away)
	// The first trip's return is not awaited any more, and loses nothing.
	b.Get(consent(t, s, first)).Must(http.StatusOK, onConnect)
	b.Get(consent(t, s, second)).Must(http.StatusOK, onConfirm)
}

func TestInsideAnAppThereIsAWayOutBeforeGoogleRefuses(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b := s.visitor()
	b.Header.Set("User-Agent", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Instagram 355.0.0.30.103 (iPhone15,2; iOS 18_1; en_US; en; scale=3.00; 1179x2556)")
	page := begin(b, "en")
	if !strings.Contains(page.Text("main"), "Instagram") {
		t.Error("the app is not named")
	}
	if link := page.Find(`a[href^="x-safari-"]`); link.Length() != 1 || !strings.Contains(link.AttrOr("href", ""), "/c/open-data") {
		t.Errorf("the way out leads to %q", link.AttrOr("href", ""))
	}
	if page.Find(`input[value*="/c/open-data"], [data-copy]`).Length() == 0 {
		t.Error("no link to copy")
	}
	page.Must(http.StatusOK, onConnect)
}

func TestThePageSpeaksTheVisitorsLanguage(t *testing.T) {
	s := boot(t, sqliteURL(t))
	for accept, want := range map[string]string{
		"": "en", "de-CH, fr;q=0.5": "en", "sr": "sr-Cyrl", "sr-Latn-RS, en;q=0.5": "sr-Latn", "hr": "sr-Latn", "en-GB": "en", "nonsense;;;": "en",
	} {
		b := s.visitor()
		b.Header.Set("Accept-Language", accept)
		for path, language := range map[string]string{"/": want, "/?lang=sr-Latn": "sr-Latn", "/c/open-data?lang=x": want, "/nothing": want} {
			if got := b.Get(path).Find("html").AttrOr("lang", ""); got != language {
				t.Errorf("%q at %s: %s, want %s", accept, path, got, language)
			}
		}
	}
}

func TestCookiesAreWhatTheyShouldBe(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b := s.visitor()
	var set []string
	b.Seen = func(r *http.Response) { set = append(set, r.Header.Values("Set-Cookie")...) }
	s.confirmable(b, "en")
	if len(set) != 2 { // at the start, and rotated on the return from Google
		t.Fatalf("%d cookies were set: %v", len(set), set)
	}
	for _, cookie := range set {
		for _, want := range []string{"HttpOnly", "SameSite=Lax", "path=/", "max-age="} {
			if !strings.Contains(cookie, want) {
				t.Errorf("%s is missing", want)
			}
		}
	}
	for range 10 {
		begin(b, "en")
	}
	if n := len(b.Cookies()); n > 6 {
		t.Errorf("the browser carries %d cookies", n)
	}
}

// TestManySendersAtOnceKeepTheirOwnWords would mix them up if a handler kept
// memory that the HTTP library uses again for the next request.
func TestManySendersAtOnceKeepTheirOwnWords(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		const senders = 20
		t.Run("all", func(t *testing.T) {
			for i := range senders {
				t.Run(fmt.Sprint(i), func(t *testing.T) {
					t.Parallel()
					name, address := fmt.Sprintf("Sender Number%dEnd", i), fmt.Sprintf("sender%d@gmail.example", i)
					b := webtest.New(t, s.Base)
					form := b.Get("/c/open-data?lang=en").Form("#details").Set("name", name).Set("address", address).Set("field.place", "Lipovgrad")
					connect := form.Press("button.button:not(.unscripted)").Must(http.StatusOK, onConnect)
					back, err := s.Fake.Consent(leave(connect), address)
					if err != nil {
						t.Fatal(err)
					}
					page := b.Get(back).Must(http.StatusOK, onConfirm)
					if _, body := shown(page); !strings.Contains(body, name) {
						t.Errorf("%s reads another's message", name)
					}
					press(page).Must(http.StatusOK, onReceipt)
				})
			}
		})
		sent := s.Fake.Outbox()
		if len(sent) != senders {
			t.Errorf("%d messages were sent", len(sent))
		}
		for _, m := range sent {
			number := strings.TrimSuffix(strings.TrimPrefix(m.Account, "sender"), "@gmail.example")
			if strings.Count(m.Body, "Sender Number") != 1 || !strings.Contains(m.Body, "Number"+number+"End") {
				t.Errorf("%s sent another's words", m.Account)
			}
		}
		accepted, err := s.store.sessions.Accepted(t.Context(), query(t, databaseURL, "SELECT id FROM campaigns")[0][0])
		if err != nil || accepted != senders {
			t.Errorf("%d are counted, %v", accepted, err)
		}
	})
}
