package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"emailcampaigns/app/config"
	"emailcampaigns/app/google/fakegoogle"
	"emailcampaigns/app/web/webtest"
)

// The screens a press can lead to.
const (
	onConnect   = `form[action$="/connection"]`
	onConfirm   = `input[name=digest]`
	onUncertain = `form[action$="/delivery"] input[name=again]`
	onReceipt   = "dl.receipt"
)

// TestEveryAnswerOfGmailHasItsPageAndItsEnd plays every row of the table and
// every fault. After each, at most one message was accepted, the right page is
// shown, and no token is left but of a session that is still alive.
func TestEveryAnswerOfGmailHasItsPageAndItsEnd(t *testing.T) {
	tests := []struct {
		fault    fakegoogle.Fault
		reason   string
		screen   string
		accepted int
		tokens   bool // sealed ones are kept for the sender's next step
	}{
		{fakegoogle.BadRequest, "bad_message", onReceipt, 0, false},
		{fakegoogle.MailNotEnabled, "no_mailbox", onConnect, 0, false},
		{fakegoogle.AuthError, "unauthorized", onConnect, 0, false},
		{fakegoogle.InsufficientScope, "no_scope", onConnect, 0, false},
		{fakegoogle.DelegationDenied, "other_account", onConnect, 0, false},
		{fakegoogle.DomainPolicy, "domain_policy", onConnect, 0, false},
		{fakegoogle.RateLimited, "rate_limited", onConfirm, 0, true},
		{fakegoogle.UserRateLimited, "rate_limited", onConfirm, 0, true},
		{fakegoogle.TooMany, "rate_limited", onConfirm, 0, true},
		{fakegoogle.TooManyHeader, "rate_limited", onConfirm, 0, true},
		{fakegoogle.DailyLimit, "daily_limit", onConfirm, 0, true},
		{fakegoogle.OtherRefusal, "refused", onReceipt, 0, false},
		{fakegoogle.Error500, "server_failure", onUncertain, 0, true},
		{fakegoogle.Error502, "server_failure", onUncertain, 0, true},
		{fakegoogle.Error503, "server_failure", onUncertain, 0, true},
		{fakegoogle.Error504, "server_failure", onUncertain, 0, true},
		{fakegoogle.Hang, "no_answer", onUncertain, 0, true},
		{fakegoogle.ResetBefore, "no_answer", onUncertain, 0, true},
		{fakegoogle.ResetAfter, "no_answer", onUncertain, 0, true},
		{fakegoogle.Drop, "no_answer", onUncertain, 1, true},
		{fakegoogle.Garbage, "no_answer", onUncertain, 1, true},
		{fakegoogle.Slow, "", onReceipt, 1, false},
	}
	for _, test := range tests {
		t.Run(string(test.fault), func(t *testing.T) {
			onBoth(t, func(t *testing.T, databaseURL string) {
				s := boot(t, databaseURL, func(_ *config.Config, x *Extras) { x.SendDeadline = 5 * time.Second })
				page := s.confirmable(s.visitor(), "en")
				s.Fake.Play(test.fault, 1)
				after := press(page).Must(http.StatusOK, test.screen)
				if test.reason != "" {
					if want := s.words(t, "reason."+test.reason+".title"); !strings.Contains(after.Text("main"), want) {
						t.Errorf("the page does not say %q:\n%s", want, after.Text("main"))
					}
				}
				if n := len(s.Fake.Outbox()); n != test.accepted {
					t.Errorf("%d messages were accepted, want %d", n, test.accepted)
				}
				if n := s.Fake.Calls().Sends; n > 1 {
					t.Errorf("%d requests were made", n)
				}
				tokens, _ := s.held()
				if (tokens == 1) != test.tokens {
					t.Errorf("%d tokens are held", tokens)
				}
				s.finish(t, after, test.screen)
				if n := len(s.Fake.Outbox()); n != test.accepted {
					t.Errorf("giving up sent %d messages", n-test.accepted)
				}
			})
		})
	}
}

// finish gives up from wherever the session stands, and nothing may be left.
func (s *system) finish(t *testing.T, page *webtest.Page, screen string) {
	t.Helper()
	if screen != onReceipt {
		page.Form(`form[action$="/abandonment"]`).Submit().Must(http.StatusOK, onReceipt)
	}
	if tokens, fields := s.held(); tokens != 0 || fields != 0 || s.Fake.LiveTokens() != 0 {
		t.Errorf("afterwards %d tokens, %d typed, %d live at Google", tokens, fields, s.Fake.LiveTokens())
	}
}

func TestAnUncertainMessageIsSentAgainOnlyOnTheSendersWord(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		page := s.confirmable(s.visitor(), "en")
		values := page.Form(`form[action$="/delivery"]`).Values
		s.Fake.Play(fakegoogle.Error503, 1)
		uncertain := press(page).Must(http.StatusOK, onUncertain)
		uncertain.Browser.Post(page.URL.Path, values).Must(http.StatusOK, onUncertain) // without the word
		if n := s.Fake.Calls().Sends; n != 1 {
			t.Fatalf("%d requests were made", n)
		}
		again := uncertain.Form(`form[action$="/delivery"]`).Set("again", "yes")
		s.Fake.Play(fakegoogle.RateLimited, 1)
		refused := again.Submit().Must(http.StatusOK, onConfirm)
		receipt := refused.Browser.Get(refused.URL.Path)
		if want := s.words(t, "reason.rate_limited.title"); !strings.Contains(receipt.Text("main"), want) {
			t.Errorf("the page says %q", receipt.Text("main"))
		}
		asked := press(refused).Must(http.StatusOK, "input[name=digest] ~ .check input[name=again][required]") // the first attempt may have arrived
		if n := s.Fake.Calls().Sends; n != 2 {
			t.Fatalf("%d requests were made", n)
		}
		asked.Form(`form[action$="/delivery"]`).Set("again", "yes").Submit().Must(http.StatusOK, onReceipt)
		if n := len(s.Fake.Outbox()); n != 1 {
			t.Errorf("%d messages were sent", n)
		}
		s.finish(t, receipt, onReceipt)
	})
}

func TestGooglesDailyLimitHoldsEverybody(t *testing.T) {
	s := boot(t, sqliteURL(t))
	first := s.confirmable(s.visitor(), "en")
	b := s.visitor()
	other := b.Get("/c/open-data?lang=en").Form("#details").Set("name", "Other").Set("address", "other@gmail.example").Set("field.place", "Elsewhere")
	second := s.connect(other.Press("button.button:not(.unscripted)"), "other@gmail.example").Must(http.StatusOK, onConfirm)
	s.Fake.Play(fakegoogle.DailyLimit, 1)
	press(first).Must(http.StatusOK, onConfirm)
	held := press(second).Must(http.StatusOK, onConfirm)
	if want := s.words(t, "reason.daily_limit.title"); !strings.Contains(held.Text("main"), want) {
		t.Errorf("the page says %q", held.Text("main"))
	}
	if n := s.Fake.Calls().Sends; n != 1 {
		t.Errorf("%d requests were made", n)
	}
	if !strings.Contains(s.Log.String(), "alert") {
		t.Error("nobody is alerted")
	}
	s.Clock.pass(59 * time.Minute)
	press(b.Get("/send/"+id(second)+"/delivery")).Must(http.StatusOK, onConfirm)
	s.Clock.pass(2 * time.Minute)
	again := b.Get("/send/"+id(second)).Must(http.StatusOK, onConfirm)
	if after := press(again); len(s.Fake.Outbox()) == 0 && after.Find(onConnect).Length() == 0 {
		t.Errorf("after the hold the press leads to %s", after.URL.Path)
	}
}

func TestGmailCannotBeReached(t *testing.T) {
	s := boot(t, sqliteURL(t), func(c *config.Config, _ *Extras) { c.GmailEndpoint = "http://127.0.0.1:1" })
	page := s.confirmable(s.visitor(), "en")
	after := press(page).Must(http.StatusOK, onConfirm)
	if want := s.words(t, "reason.unreachable.title"); !strings.Contains(after.Text("main"), want) {
		t.Errorf("the page says %q", after.Text("main"))
	}
	if rows := query(t, s.Config.DatabaseURL.Reveal(), "SELECT state FROM marks"); len(rows) != 0 {
		t.Errorf("%d hashes remain of a message that was never sent", len(rows))
	}
}

func TestARevocationThatHangsOrFailsStillDeletesTheTokens(t *testing.T) {
	for _, fault := range []fakegoogle.Fault{fakegoogle.Revoke500, fakegoogle.RevokeReset, fakegoogle.RevokeHang} {
		t.Run(string(fault), func(t *testing.T) {
			t.Parallel()
			s := boot(t, sqliteURL(t))
			page := s.confirmable(s.visitor(), "en")
			s.Fake.Play(fault, 1)
			receipt := press(page).Must(http.StatusOK, onReceipt)
			if tokens, fields := s.held(); tokens != 0 || fields != 0 {
				t.Errorf("%d tokens, %d typed", tokens, fields)
			}
			if !strings.Contains(receipt.Text(onReceipt), "myaccount") && receipt.Find(`a[href*="myaccount.google.com"]`).Length() == 0 {
				t.Error("the sender is not told how to revoke")
			}
		})
	}
}

func TestAConnectionEndedAtGoogleMeansConnectingAgain(t *testing.T) {
	s := boot(t, sqliteURL(t))
	page := s.confirmable(s.visitor(), "en")
	// A second session of the same person cancels: Google withdraws the whole grant.
	s.confirmable(s.visitor(), "en").Form(`form[action$="/abandonment"]`).Submit().Must(http.StatusOK, onReceipt)
	after := press(page).Must(http.StatusOK, onConnect)
	if want := s.words(t, "reason.unauthorized.title"); !strings.Contains(after.Text("main"), want) {
		t.Errorf("the page says %q", after.Text("main"))
	}
	press(s.connect(after, typed.address)).Must(http.StatusOK, onReceipt)
	if n := len(s.Fake.Outbox()); n != 1 {
		t.Errorf("%d messages were sent", n)
	}
}

func TestAnExpiredTokenIsNotTried(t *testing.T) {
	s := boot(t, sqliteURL(t), func(c *config.Config, _ *Extras) { c.AbandonedAfter = 3 * time.Hour })
	page := s.confirmable(s.visitor(), "en")
	s.Clock.pass(time.Hour) // the life of an access token
	after := press(page).Must(http.StatusOK, onConnect)
	if want := s.words(t, "reason.unauthorized.title"); !strings.Contains(after.Text("main"), want) {
		t.Errorf("the page says %q", after.Text("main"))
	}
	if n := s.Fake.Calls().Sends; n != 0 {
		t.Errorf("%d requests were made", n)
	}
	press(s.connect(after, typed.address)).Must(http.StatusOK, onReceipt)
	s.finish(t, after, onReceipt)
}

func TestAProgramThatSleptThroughItsLeaseDoesNotSend(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		var s *system
		sleep := 2 * time.Minute
		s = boot(t, databaseURL, func(_ *config.Config, x *Extras) {
			x.Pause = func(step string) {
				if step == "send" {
					s.Clock.pass(sleep)
					if _, err := s.Sweeper.Sweep(t.Context()); err != nil { // another instance's
						t.Error(err)
					}
				}
			}
		})
		page := s.confirmable(s.visitor(), "en")
		press(page)
		after := page.Browser.Get(page.URL.Path).Must(http.StatusOK, onUncertain)
		if n := s.Fake.Calls().Sends; n != 0 {
			t.Errorf("%d requests were made after the lease", n)
		}
		sleep = 0
		after.Form(`form[action$="/delivery"]`).Set("again", "yes").Submit().Must(http.StatusOK, onReceipt)
		if n := len(s.Fake.Outbox()); n != 1 {
			t.Errorf("%d messages were sent", n)
		}
	})
}
