package main

import (
	"bytes"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"emailcampaigns/app/config"
	"emailcampaigns/app/demo"
	"emailcampaigns/app/operator"
)

// screens are the pictures of the README. -update takes them anew from the
// demonstration.
const screens = "docs/screens"

func TestThePicturesOfTheReadmeAreThere(t *testing.T) {
	if *update {
		takePictures(t)
	}
	for _, name := range []string{"campaign", "connect", "confirm", "receipt", "outbox", "choice", "series", "dashboard", "letter", "review", "log"} {
		content, err := os.ReadFile(filepath.Join(screens, name+".png"))
		if err != nil {
			t.Error(err)
			continue
		}
		picture, err := png.DecodeConfig(bytes.NewReader(content))
		if err != nil || picture.Width < 300 || picture.Height < 300 {
			t.Errorf("%s: %+v, %v", name, picture, err)
		}
	}
}

func takePictures(t *testing.T) {
	t.Helper()
	s := boot(t, sqliteURL(t), func(c *config.Config, _ *Extras) { c.OperatedBy = "IT Dijaspora" })
	w := openWindow(t, true, 1280, false, s.Base, s.Google.URL)
	take := func(name string) {
		t.Helper()
		w.run(protocol(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: 1280, Height: 900, DeviceScaleFactor: 1}))
		picture := read(w, chromedp.CaptureScreenshot())
		if err := os.WriteFile(filepath.Join(screens, name+".png"), picture, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.MkdirAll(screens, 0o750); err != nil {
		t.Fatal(err)
	}
	w.run(chromedp.Navigate(s.Base+"/c/open-data?lang=en"), chromedp.WaitVisible(chromedp.CSS("#details")))
	w.run(
		typeInto("#f-name", "Jelena Petrović"), typeInto("#f-address", "jelena.petrovic@gmail.example"),
		typeInto(`input[name="field.place"]`, "Lipovgrad"),
		chromedp.Poll[chromedp.Void](`document.querySelector("#letter .body").textContent.includes("Jelena")`),
		chromedp.Evaluate[chromedp.Void](`window.scrollTo(0, 0)`),
	)
	take("campaign")
	w.press(goOn, toGoogle)
	take("connect")
	w.press(toGoogle, firstOne)
	w.press(firstOne, allow)
	w.press(allow, sendIt)
	take("confirm")
	w.press(sendIt, theReceipt)
	take("receipt")
	w.run(chromedp.Navigate(s.Google.URL+"/outbox"), chromedp.WaitVisible(chromedp.CSS(".messages a")))
	w.press(".messages a", "pre")
	take("outbox")
	takeSeriesPictures(s, w, take)
	takeOperatorsPictures(s, w, take)
}

// takeSeriesPictures shows a letter of one's own for each of three recipients, of
// which two are accepted.
func takeSeriesPictures(s *system, w *window, take func(name string)) {
	s.t.Helper()
	if _, err := s.publishFile(s.t.Context(), demo.Series, author, reviewer); err != nil {
		s.t.Fatal(err)
	}
	w.run(chromedp.Navigate(s.Base+"/c/vote-abroad?lang=en"), chromedp.WaitVisible(chromedp.CSS("#details")),
		typeInto("#f-name", "Jelena Petrović"), typeInto("#f-address", "jelena.petrovic@gmail.example"), typeInto(`input[name="field.city"]`, "Vienna"))
	for _, i := range []int{1, 2, 4} {
		w.run(chromedp.Click(chromedp.CSS(fmt.Sprintf("#choices ul:nth-of-type(%d) input", i)), chromedp.NodeVisible))
	}
	w.run(chromedp.Poll[chromedp.Void](`document.querySelector("#letter .body").textContent.includes("Jelena")`),
		chromedp.Evaluate[chromedp.Void](`document.querySelector(".desk").scrollIntoView()`))
	take("choice")
	w.press(goOn, toGoogle)
	w.press(toGoogle, firstOne)
	w.press(firstOne, allow)
	w.press(allow, sendIt)
	w.run(chromedp.Evaluate[chromedp.Void](`Object.defineProperty(document, "hidden", {get: () => true}); 0`))
	w.press(sendMany, onSeries)
	w.run(chromedp.Click(chromedp.CSS(sendMany), chromedp.NodeVisible))
	w.run(chromedp.Poll[chromedp.Void](`document.querySelector("#series").value === 2`))
	take("series")
	w.run(chromedp.Click(chromedp.CSS("form[data-stop] .button"), chromedp.NodeVisible), chromedp.WaitVisible(chromedp.CSS(theReceipt)))
}

// takeOperatorsPictures shows a change of the sample campaign on its way: the
// letter as it is written, and the review of another operator.
func takeOperatorsPictures(s *system, w *window, take func(name string)) {
	s.t.Helper()
	editor, _ := s.joined(s.invited("jelena@dijaspora.example", operator.Editor), "Jelena Petrović", firstPassword)
	reviewer, _ := s.joined(s.invited("marko@dijaspora.example", operator.Admin), "Marko Ilić", secondPassword)
	campaign := "/admin/campaigns/" + s.sampleID()
	letter := editor.Get(campaign + "/letters/en").Form("#editor")
	body := strings.Replace(letter.Values.Get("blocks.1.texts.1"), "free of charge, in one place, and in an open, machine-readable form",
		"free of charge, on one page, and in an open format that machines can read", 1)
	letter.Set("blocks.1.texts.1", body).Press(".actions .button:not(.unscripted)")
	editor.Get(campaign+"/draft").Form(onSubmission).Set("note", "Shorter words in the first paragraph.").Submit()
	w.as(s, reviewer)
	w.open(s, "/admin?lang=en", "#switch")
	take("dashboard")
	w.open(s, campaign+"/revisions/2", onDecision)
	take("review")
	w.open(s, "/admin/log", "main table")
	take("log")
	editor.Get(campaign + "/revisions/2").Form(onTakingBack).Submit()
	w.as(s, editor)
	w.open(s, campaign+"/letters/en", "#editor")
	take("letter")
}
