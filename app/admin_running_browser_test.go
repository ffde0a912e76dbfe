package main

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"emailcampaigns/app/config"
	"emailcampaigns/app/operator"
	"emailcampaigns/app/sending"
)

// TestTheRunningPagesAreAccessible runs axe on every page of running campaigns,
// the dashboard and the log, in what an operator meets there.
func TestTheRunningPagesAreAccessible(t *testing.T) {
	belgrade, err := time.LoadLocation("Europe/Belgrade")
	if err != nil {
		t.Fatal(err)
	}
	onEveryScreen(t, func(t *testing.T, width int64, dark bool) {
		s := boot(t, sqliteURL(t), func(c *config.Config, _ *Extras) { c.TimeZone = belgrade })
		w := openWindow(t, true, width, dark, s.Base, s.Google.URL)
		w.as(s, s.member("admin", operator.Admin))
		look := w.accessible
		open := func(path, then string) {
			t.Helper()
			w.open(s, path, then)
		}
		campaign := "/admin/campaigns/" + s.sampleID()

		open("/admin?lang=en", "#switch")
		look("idle dashboard")
		s.submit(s.drafted("trains", nil))
		for _, kind := range []sending.AlertKind{sending.AlertTampered, sending.AlertBadMessage, sending.AlertDailyLimit, sending.AlertTokens} {
			if err := s.store.sessions.Alert(t.Context(), sending.Alert{Kind: kind, Subject: "open-data"}, s.Clock.now()); err != nil {
				t.Fatal(err)
			}
		}
		s.Clock.pass(10 * time.Minute)
		open("/admin?lang=sr-Cyrl", ".alert")
		w.press("#switch summary", "#switch textarea")
		look("dashboard")
		w.press("#switch .danger", "#problems")
		look("stop without a reason")
		w.run(typeInto(`#switch textarea`, "We look into a complaint."))
		w.press("#switch .danger", "[data-is=stopped]")
		look("stopped dashboard")
		open(campaign+"/test?lang=en", "[data-is=no-test]")
		look("no test while stopped")
		open("/c/open-data?lang=sr-Latn", "#stopped")
		look("stopped campaign")
		open("/admin?lang=en", `form[action="/admin/stop/lifting"]`)
		w.press(`form[action="/admin/stop/lifting"] button`, "#switch summary")

		open(campaign+"?lang=en", "h1")
		look("campaign")
		open(campaign+"/schedule?lang=sr-Latn", "form")
		look("schedule")
		w.run(chromedp.Evaluate[chromedp.Void](`document.querySelector("#f-closes").value = "2020-01-01T00:00"`))
		w.press("main form .button", "#problems")
		look("rejected schedule")
		open(campaign+"/preview?lang=en", "main form")
		look("preview")
		w.press("main form .button", "#made")
		look("preview link")
		link := w.text("#copyable")
		open(link[len(s.Base):], "[data-is=preview]")
		look("preview page")
		open(campaign+"/test?lang=en", "main form")
		look("test")
		w.run(chromedp.Evaluate[chromedp.Void](`document.querySelector("#f-name").value = ""`))
		w.press("main form .button", "#problems")
		look("rejected test")
		w.run(typeInto("#f-name", "Ana"))
		w.press("main form .button", "[data-is=test]")
		look("disclosure of a test")
		open(campaign+"/closing?lang=sr-Cyrl", "#f-victory")
		look("closing")
		w.run(chromedp.Click(chromedp.CSS("#f-victory")))
		w.press("main form .button", ".state.closed")
		open("/c/open-data?lang=en", ".box")
		look("victory")
		open(campaign+"/schedule?lang=en", ".box")
		look("schedule of a closed campaign")
		open(campaign+"/archive?lang=en", "main form")
		look("archive")
		open("/admin/log?lang=en", "table.log")
		w.press("main details summary", "#f-action")
		w.press("table.log details summary", "table.log dl")
		look("log")
		open("/admin/log?lang=sr-Cyrl&actor=nobody", "#f-action")
		look("nothing in the log")
	})
}
