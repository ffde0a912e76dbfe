package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/google/fakegoogle"
)

// TestAForgedNewAttemptLeavesNoTraceOfItsVictim types somebody's address, connects
// another account, and claims to have looked into Sent.
func TestAForgedNewAttemptLeavesNoTraceOfItsVictim(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		s.parliament(2, campaign.Selection{Mode: campaign.One, Total: 1})
		page := s.connect(s.choosing(s.visitor(), typed.address, to(0)), "sam.weaver@gmail.example").Must(http.StatusOK, onConfirm)
		forged := page.Form(`form[action$="/delivery"]`).Values
		forged.Set("again", "yes")
		page.Browser.Post(page.URL.Path, forged)
		press(page.Browser.Get(page.URL.Path)) // and without it: another account
		for what, want := range map[string]string{
			"SELECT COUNT(*) FROM marks": "0", "SELECT COUNT(*) FROM deliveries WHERE state = 'uncertain'": "0",
			"SELECT COUNT(*) FROM loads WHERE written <> 0": "0",
		} {
			if rows := query(t, databaseURL, what); rows[0][0] != want {
				t.Errorf("%s: %s", what, rows[0][0])
			}
		}
		if len(s.Fake.Outbox()) != 0 {
			t.Error("something was sent")
		}
		s.choosing(s.visitor(), "other@gmail.example", to(0)).Must(http.StatusOK, `form[action$="/connection"]`)
	})
}

func TestThePressNamesTheAccountItLeavesFrom(t *testing.T) {
	s := boot(t, sqliteURL(t))
	s.parliament(2, campaign.Selection{Mode: campaign.Everyone})
	page := s.ready(s.visitor(), nil)
	old := page.Form("form[data-run]").Values
	review := page.Browser.Get(strings.Replace(page.URL.Path, "delivery", "review", 1))
	s.connect(review.Form("#details").Set("address", "sam.weaver@gmail.example").Press("button.button:not(.unscripted)"), "sam.weaver@gmail.example")
	page.Browser.Post(page.URL.Path, old).Must(http.StatusUnprocessableEntity, onConfirm)
	if n := len(s.Fake.Outbox()); n != 0 {
		t.Errorf("%d messages left from an account that was not shown", n)
	}
}

func TestAnotherAreaIsAnotherChoice(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		s.parliament(6, campaign.Selection{Mode: campaign.Area, By: campaign.ByCountry})
		page := s.ready(s.visitor(), func(v url.Values) { v.Set("area", "RS") })
		review := page.Browser.Get(strings.Replace(page.URL.Path, "delivery", "review", 1))
		for _, area := range []string{"", "XX"} {
			f := review.Form("#details")
			f.Values.Set("area", area)
			f.Press("button.button:not(.unscripted)").Must(http.StatusUnprocessableEntity, "#f-area[aria-invalid]")
		}
		confirm := review.Form("#details").Set("area", "DE").Press("button.button:not(.unscripted)").Must(http.StatusOK, ".letters")
		next(next(next(confirm))).Must(http.StatusOK, onReceipt)
		s.wantSent(t, 0, 2, 4)
	})
}

func TestWhoHasWrittenToSomeChoosesSoManyFewer(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		s.parliament(9, campaign.Selection{Mode: campaign.Some, Min: 3, Max: 3})
		page := next(s.ready(s.visitor(), to(0, 1, 2)))
		s.Fake.Play(fakegoogle.RateLimited, 1)
		limited := next(page).Must(http.StatusOK, ".letters")
		review := limited.Browser.Get(strings.Replace(limited.URL.Path, "delivery", "review", 1))
		if review.Find(`input[value="member-00"]`).Length() != 0 || !strings.Contains(review.Text(".box"), "Member 00") {
			t.Errorf("who was written to is offered, or not named: %q", review.Text("#details"))
		}
		f := review.Form("#details")
		f.Values["to"] = []string{"member-03", "member-04", "member-05"}
		f.Press("button.button:not(.unscripted)").Must(http.StatusUnprocessableEntity, "#problems")
		f = review.Form("#details").Set("name", "Corrected Name")
		confirm := f.Press("button.button:not(.unscripted)").Must(http.StatusOK, ".letters") // the two that remain stay chosen
		next(next(confirm)).Must(http.StatusOK, onReceipt)
		s.wantSent(t, 0, 1, 2)
	})
}

func TestBeginningToSendClosesNobody(t *testing.T) {
	s := boot(t, sqliteURL(t))
	s.parliament(2, campaign.Selection{Mode: campaign.One, Total: 1})
	for i := range 5 {
		s.choosing(s.visitor(), fmt.Sprintf("sender%d@gmail.example", i), to(0)).Must(http.StatusOK, `form[action$="/connection"]`)
	}
}

func TestANewAttemptAtAFullRecipientAddsNobody(t *testing.T) {
	s := boot(t, sqliteURL(t))
	s.parliament(3, campaign.Selection{Mode: campaign.One, PerHour: 1})
	page := s.ready(s.visitor(), to(0))
	s.Fake.Play(fakegoogle.Error503, 1)
	uncertain := press(page).Must(http.StatusOK, onUncertain)
	query(t, s.Config.DatabaseURL.Reveal(), "UPDATE deliveries SET claimed_at = claimed_at - 7200000")
	press(s.connect(s.choosing(s.visitor(), "sam.weaver@gmail.example", to(0)), "sam.weaver@gmail.example")).Must(http.StatusOK, onReceipt)
	for range 3 {
		told := uncertain.Form(`form[action$="/delivery"]`).Set("again", "yes").Submit()
		if !strings.Contains(told.Text("main"), s.words(t, "reason.full_for_now.title")) {
			t.Errorf("the page says %q", told.Text("main"))
		}
	}
	if rows := query(t, s.Config.DatabaseURL.Reveal(), "SELECT COUNT(*) FROM deliveries WHERE session_id = '"+id(page)+"'"); rows[0][0] != "1" {
		t.Errorf("the session has %s deliveries", rows[0][0])
	}
	s.wantSent(t, 0)
}

func TestANewAttemptAfterAnotherSessionsMessageSaysSo(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		s.parliament(3, campaign.Selection{Mode: campaign.One})
		s.Fake.Play(fakegoogle.Error503, 1)
		first := press(s.ready(s.visitor(), to(0))).Must(http.StatusOK, onUncertain)
		asked := press(s.ready(s.visitor(), to(0))).Must(http.StatusOK, onConfirm)
		s.Fake.Play(fakegoogle.Revoke500, 1) // so that the first keeps its grant
		asked.Form(`form[action$="/delivery"]`).Set("again", "yes").Submit().Must(http.StatusOK, onReceipt)
		s.wantSent(t, 0)
		told := first.Form(`form[action$="/delivery"]`).Set("again", "yes").Submit().Must(http.StatusOK, onReceipt)
		if !strings.Contains(told.Text("main"), s.words(t, "reason.already_sent.title")) {
			t.Errorf("the page says %q", told.Text("main"))
		}
		s.wantSent(t, 0)
		s.finish(t, told, onReceipt)
	})
}

// TestManyPressesOnAFullRecipientAreAnswered presses at once, as two tabs and an
// impatient finger do.
func TestManyPressesOnAFullRecipientAreAnswered(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		s.parliament(2, campaign.Selection{Mode: campaign.Everyone, Total: 1})
		page := s.ready(s.visitor(), nil)
		other := s.connect(s.choosing(s.visitor(), "sam.weaver@gmail.example", nil), "sam.weaver@gmail.example")
		next(next(other)).Must(http.StatusOK, onReceipt)
		values := page.Form("form[data-run]").Values
		var wait sync.WaitGroup
		for range 6 {
			wait.Go(func() {
				answer, err := page.Clone().Try(http.MethodPost, page.URL.Path, values, http.Header{"Sec-Fetch-Site": {"same-origin"}, "Origin": {s.Base}})
				if err != nil || answer.Status >= 500 {
					t.Errorf("answered %v, %v", answer, err)
				}
			})
		}
		wait.Wait()
		s.wantSent(t, 0, 1)
	})
}
