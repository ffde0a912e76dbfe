package main

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/google/fakegoogle"
)

const (
	sendMany = "form[data-run] .button:not([data-pause])"
	filter   = "#f-filter"
)

// selections are every mode, and how a person chooses in it.
var selections = []struct {
	name      string
	members   int
	selection campaign.Selection
	choose    []string // controls to click
	area      string
	count     int
}{
	{"everyone", 3, campaign.Selection{Mode: campaign.Everyone}, nil, "", 3},
	{"one", 5, campaign.Selection{Mode: campaign.One}, []string{`input[value="member-03"]`}, "", 1},
	{"some", 30, campaign.Selection{Mode: campaign.Some, Min: 2, Max: 4}, []string{`input[value="member-00"]`, `input[value="member-02"]`}, "", 2},
	{"area", 6, campaign.Selection{Mode: campaign.Area, By: campaign.ByCountry, Max: 20}, nil, "RS", 3},
	{"random", 40, campaign.Selection{Mode: campaign.Random, Count: 3}, nil, "", 3},
}

// toSeries walks to screen 3 of the parliament's campaign.
func (w *window) toSeries(s *system, choose []string, area string) {
	w.t.Helper()
	w.run(chromedp.Navigate(s.Base+"/c/parliament?lang=en"), chromedp.WaitVisible(chromedp.CSS("#details")))
	for _, control := range choose {
		w.run(chromedp.Click(chromedp.CSS(control), chromedp.NodeVisible))
	}
	if area != "" {
		w.run(chromedp.SetValue(chromedp.CSS("#f-area"), area))
	}
	w.fill()
	w.press(goOn, toGoogle)
	w.press(toGoogle, firstOne)
	w.press(firstOne, allow)
	w.press(allow, sendIt)
}

func TestEachModeOfSelectionInABrowser(t *testing.T) {
	for _, scripts := range []bool{true, false} {
		for _, test := range selections {
			t.Run(fmt.Sprintf("%s scripts %v", test.name, scripts), func(t *testing.T) {
				s := boot(t, sqliteURL(t))
				s.parliament(test.members, test.selection)
				w := openWindow(t, scripts, 360, false, s.Base, s.Google.URL)
				w.toSeries(s, test.choose, test.area)
				presses := test.count
				if scripts {
					presses = 1
				}
				for n := range presses - 1 {
					w.press(sendIt, fmt.Sprintf("#series[value=%q]", fmt.Sprint(n+1)))
				}
				w.press(sendIt, theReceipt)
				if n := len(s.Fake.Outbox()); n != test.count {
					t.Errorf("%d messages were sent, want %d", n, test.count)
				}
			})
		}
	}
}

func TestASeriesGoesOnOnlyWhileThePageIsInFront(t *testing.T) {
	s := boot(t, sqliteURL(t))
	s.parliament(6, campaign.Selection{Mode: campaign.Everyone})
	w := openWindow(t, true, 360, false, s.Base, s.Google.URL)
	w.toSeries(s, nil, "")
	w.run(chromedp.Evaluate[chromedp.Void](`Object.defineProperty(document, "hidden", {get: () => window.away, configurable: true}); window.away = true; 0`))
	w.press(sendMany, onSeries)
	s.wantSent(t, 0)

	// In front again, and paused: the message that is under way is the last.
	w.run(chromedp.Evaluate[chromedp.Void](`window.away = false; document.querySelector("form[data-run] .button").click(); document.querySelector("[data-pause]").click(); 0`),
		chromedp.Poll[chromedp.Void](`document.querySelector("#series").value === 2`))
	s.wantSent(t, 0, 1)

	// Reloading the page sends nothing; a press goes on, and a stop waits for its turn.
	w.run(chromedp.Reload(), chromedp.WaitVisible(chromedp.CSS(onSeries)))
	s.wantSent(t, 0, 1)
	w.run(chromedp.Evaluate[chromedp.Void](`document.querySelector("form[data-run] .button").click(); document.querySelector("form[data-stop] button").click(); 0`),
		chromedp.WaitVisible(chromedp.CSS(theReceipt)))
	s.wantSent(t, 0, 1, 2)
	if got := read(w, chromedp.Evaluate[int](`document.querySelectorAll(".outcomes .dropped").length`)); got != 3 {
		t.Errorf("%d messages were dropped", got)
	}
}

func TestANameIsFoundWhateverItsMarks(t *testing.T) {
	s := boot(t, sqliteURL(t))
	s.parliament(20, campaign.Selection{Mode: campaign.Some, Max: 4}, func(c *campaign.Content) { c.Recipients[7].Name = "Željka Šćepanović-Đurić" })
	w := openWindow(t, true, 1280, false, s.Base)
	w.run(chromedp.Navigate(s.Base+"/c/parliament?lang=en"), chromedp.WaitVisible(chromedp.CSS(filter)), typeInto(filter, "scepa ZELJ"),
		chromedp.Poll[chromedp.Void](`document.querySelectorAll(".choices li:not([hidden])").length === 1`),
		chromedp.Click(chromedp.CSS(`input[value="member-07"]`), chromedp.NodeVisible),
		chromedp.Poll[chromedp.Void](`document.querySelector("#letter .recipients").textContent.includes("Željka")`))
}

// TestEveryPageOfASeriesIsAccessible runs axe on what a sender meets in each mode.
func TestEveryPageOfASeriesIsAccessible(t *testing.T) {
	onEveryScreen(t, func(t *testing.T, width int64, dark bool) {
		s := boot(t, sqliteURL(t))
		w := openWindow(t, true, width, dark, s.Base, s.Google.URL)
		for _, test := range selections {
			slug := "parliament"
			if test.name != "everyone" {
				slug += "-" + test.name
			}
			s.parliamentAs(slug, test.members, test.selection, func(c *campaign.Content) {
				c.Paragraph = campaign.Paragraph{On: true, Max: 300}
				for tag, l := range c.Letters {
					l.Subjects, l.Body = []string{l.Subject + "?"}, l.Body+"\n\n{{sender.paragraph}}"
					c.Letters[tag] = l
				}
			})
			w.run(chromedp.Navigate(s.Base+"/c/"+slug+"?lang=sr-Latn"), chromedp.WaitVisible(chromedp.CSS("#details")))
			w.accessible(test.name)
			w.press(goOn, "#problems")
			w.accessible(test.name + " with problems")
			if test.name != "everyone" {
				continue
			}
			w.toSeries(s, test.choose, test.area)
			w.accessible("confirm")
			s.Fake.Play(fakegoogle.Error503, 1)
			w.run(chromedp.Evaluate[chromedp.Void](`Object.defineProperty(document, "hidden", {get: () => true}); 0`))
			w.press(sendMany, onSeries+" .uncertain")
			w.accessible("series")
			w.run(chromedp.Reload(), chromedp.WaitVisible(chromedp.CSS(onSeries)))
			w.press(sendMany, onSeries+" form[data-stop] .button:not(.quiet)")
			w.accessible("series that asks")
			w.press("form[data-stop] .button", theReceipt)
			w.accessible("receipt of a series")
		}
	})
}
