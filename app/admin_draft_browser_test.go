package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/google/uuid"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/operator"
)

// until waits for a condition in the page. It asks again and again: the driver's own
// way of waiting loses the answer of a page that is busy.
func (w *window) until(condition string) {
	w.t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if read(w, chromedp.Evaluate[bool]("!!("+condition+")")) {
			return
		}
	}
	w.t.Fatalf("never: %s\n%s", condition, read(w, chromedp.Evaluate[string](`document.querySelector("main").innerText`)))
}

const (
	isSaved   = `document.querySelector("#saved .state-line")?.textContent.startsWith("Saved")`
	isUnsaved = `document.querySelector("#saved .state-line")?.textContent.startsWith("Not saved")`
)

func TestALetterSavesItselfInABrowser(t *testing.T) {
	s := boot(t, sqliteURL(t))
	ana, bojan := s.signedIn("Ana", operator.Editor), s.signedIn("Bojan", operator.Editor)
	at := begun(ana, "Data", "en")
	w := openWindow(t, true, 1280, false, s.Base)
	w.as(s, ana)
	w.open(s, at+"/letters/en", onLetter)
	body := func() string { return s.dossier(at).Draft.Content.Letters["en"].Body }

	w.run(typeInto("#f-body", "I am "), chromedp.Click(chromedp.CSS(`[data-insert="{{sender.name}}"]`)))
	w.until(isUnsaved)
	w.until(isSaved)
	if got := body(); got != "I am {{sender.name}}" {
		t.Errorf("the draft has %q", got)
	}
	w.until(`document.querySelector("#look .body mark")?.textContent === "Ana Novak"`)
	w.run(chromedp.Evaluate[chromedp.Void](`{
		const to = document.querySelector("#f-sample");
		to.value = "cyrillic";
		to.dispatchEvent(new Event("change", {bubbles: true}));
	}`))
	w.until(`document.querySelector("#look .body mark")?.textContent === "Ђорђе Живковић"`)

	// What is typed while a slow save is on its way goes out with the base that this
	// one brings.
	w.run(chromedp.Evaluate[chromedp.Void](`{
		const real = window.fetch;
		window.fetch = async (...args) => { await new Promise(go => setTimeout(go, 1500)); return real(...args); };
	}`))
	for _, more := range []string{". One", ", two", ", three"} {
		w.run(typeInto("#f-body", more), chromedp.Sleep(1200*time.Millisecond))
	}
	w.press(onLetter+" .actions .button", onLetter) // while one is on its way
	w.until(isSaved)
	if got := body(); got != "I am {{sender.name}}. One, two, three" || len(s.copies(at)) != 0 {
		t.Errorf("the draft has %q, set aside are %+v", got, s.copies(at))
	}
	w.until(`!document.querySelector(".button[aria-disabled]")`)

	// Somebody else changes the letter.
	bojan.Get(at+"/letters/en").Form(onLetter).Set("subject", "His").Submit().Must(http.StatusOK, onLetter)
	w.run(typeInto("#f-body", "."))
	w.until(`document.querySelector("#saved [role=alert]")?.textContent.includes("Bojan")`)
	w.run(typeInto("#f-body", ".."))
	w.until(`document.querySelector("#f-body").value.endsWith("three...")`)
	for range 50 {
		if copies := s.copies(at); len(copies) == 1 && strings.Contains(copies[0].Part, "three...") {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if copies := s.copies(at); len(copies) != 1 || !strings.Contains(copies[0].Part, "three...") {
		t.Errorf("set aside are %+v", copies)
	}
}

func TestALetterThatCannotBeSavedSaysSo(t *testing.T) {
	s := boot(t, sqliteURL(t))
	ana := s.signedIn("Ana", operator.Editor)
	at := begun(ana, "Data", "en")
	w := openWindow(t, true, 1280, false, s.Base)
	w.as(s, ana)
	w.open(s, at+"/letters/en", onLetter)
	w.run(chromedp.Evaluate[chromedp.Void](`{
		const real = window.fetch;
		let asked = 0;
		window.fetch = (...args) => {
			asked++;
			if (asked === 1) return Promise.resolve(new Response("<p>signed out</p>", {status: 401, headers: {"HX-Retarget": "body", "HX-Reswap": "outerHTML"}}));
			if (asked === 2) return Promise.reject(new TypeError("no network"));
			return real(...args);
		};
	}`))
	for range 2 {
		w.run(typeInto("#f-subject", "Data "))
		w.until(isUnsaved)
		w.until(`document.querySelector("#saved .failed")?.textContent.includes("could not be saved")`)
	}
	w.press(onLetter+" .actions .button", onLetter)
	w.until(isSaved)
	if got := s.dossier(at).Draft.Content.Letters["en"].Subject; got != "Data Data" {
		t.Errorf("the draft has %q", got)
	}
}

func TestTheSlugFollowsTheTitleUntilItIsTyped(t *testing.T) {
	s := boot(t, sqliteURL(t))
	ana := s.signedIn("Ana", operator.Editor)
	w := openWindow(t, true, 1280, false, s.Base)
	w.as(s, ana)
	w.open(s, "/admin/campaigns/new", onNew)
	w.run(typeInto("#f-title", "Отворени"))
	w.until(`document.querySelector("#f-slug").value === "otvoreni"`)
	w.run(typeInto("#f-title", " подаци"))
	w.until(`document.querySelector("#f-slug").value === "otvoreni-podaci"`)
	w.until(`document.querySelector("#slug-check .fine")`)
	w.run(chromedp.Evaluate[chromedp.Void](`document.querySelector("#f-slug").value = ""`), typeInto("#f-slug", "open-data"))
	w.until(`document.querySelector("#slug-check .problem")`)
	w.run(typeInto("#f-slug", "-lj"))
	w.until(`document.querySelector("#slug-check .fine")`)
	w.run(typeInto("#f-title", " сада"), chromedp.Sleep(800*time.Millisecond))
	if got := w.value("#f-slug"); got != "open-data-lj" {
		t.Errorf("the slug is %q", got)
	}
	w.press(onNew+" .button", onBasics)
}

func TestWhoLeavesAnUnsavedFormIsAsked(t *testing.T) {
	s := boot(t, sqliteURL(t))
	ana := s.signedIn("Ana", operator.Editor)
	at := begun(ana, "Data", "en")
	w := openWindow(t, true, 1280, false, s.Base)
	w.as(s, ana)
	asked := func() bool {
		return read(w, chromedp.Evaluate[bool](`!dispatchEvent(new Event("beforeunload", {cancelable: true}))`))
	}
	for path, field := range map[string]string{"/basics": `[name="title.en"]`, "/endings": "textarea", "/recipients": "#f-name"} {
		w.open(s, at+path, "form[data-unsaved]")
		if asked() {
			t.Errorf("%s asks though nothing was typed", path)
		}
		w.run(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("details").forEach((d) => { d.open = true; })`), typeInto(field, "x"))
		if !asked() {
			t.Errorf("%s does not ask", path)
		}
		w.run(chromedp.Evaluate[chromedp.Void](`document.querySelector("form[data-unsaved]").addEventListener("submit", (event) => event.preventDefault())`),
			chromedp.Evaluate[chromedp.Void](`document.querySelector("form[data-unsaved]").requestSubmit()`))
		if asked() {
			t.Errorf("%s asks who saves", path)
		}
	}
}

func TestEveryPageOfADraftIsAccessible(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b := s.signedIn("Ana", operator.Editor)
	at := begun(b, "Open data for everyone in every town", "en", "sr-Cyrl", "de")
	b.Get(at+"/recipients").Form(onRecipients).Set("name", "Office").Set("address", strings.Repeat("office", 8)+"@assembly.example").Submit()
	b.Get(at + "/fields").Form(onFields).Press("[value=add]")
	b.Get(at+"/fields").Form(onFields).Set("fields.1.name", "Bad name").Press("[value=add]")
	b.Get(at+"/letters/en").Form(onLetter).Set("subject", "{{sender.nobody}}").Set("body", "Please.\n\n{{sender.name}}").Submit()
	b.Get(at+"/sending").Form(onSending).Set("similarity", "95").Press(`[value="rule.add"]`)
	b.Get(at+"/sending").Form(onSending).Set("routes.1.then", "exclude").Press(`[value="when.add.1"]`)
	blocks := b.Get(at+"/letters/de").Form(onLetter).Set("body", "Guten Tag,").Press(`[value="add-block"]`)
	blocks = blocks.Form(onLetter).Set("blocks.1.texts.1", "Bitte.").Press(`[value="add-text.1"]`)
	blocks.Form(onLetter).Set("blocks.1.texts.2", "Bitte {sehr}.").Press(`[value="add-subject"]`)
	b.Get(at+"/others").Form(onOthers).Set("another", "office").Press(`[value=add]`)
	aside := campaign.Copy{
		ID: uuid.Must(uuid.NewV7()).String(), CampaignID: at[strings.LastIndexByte(at, '/')+1:], Section: "letter.en",
		Part: `{"subject":"Other","salutation":"Dear all,","body":"Please do.\n\n{{sender.name}}"}`, OperatorID: "x", MadeAt: s.Clock.now(),
	}
	if err := s.store.campaigns.KeepCopy(t.Context(), aside); err != nil {
		t.Fatal(err)
	}
	row := b.Get(at+"/recipients").Find("#list a").AttrOr("href", "")
	onEveryScreen(t, func(t *testing.T, width int64, dark bool) {
		w := openWindow(t, true, width, dark, s.Base)
		w.as(s, b)
		for _, path := range []string{
			"/admin/campaigns/new", at + "/copy", at + "/slug", at + "/basics", at + "/letters/en", at + "/letters/de", at + "/letters/en?beside=" + aside.ID,
			at + "/letters/en@office", at + "/others", at + "/draft", at + "/fields", at + "/recipients", row, at + "/sending", at + "/endings", at + "/copies/" + aside.ID,
		} {
			w.open(s, path, "main h1")
			w.run(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("details").forEach(d => d.open = true)`))
			w.accessible(path)
		}
		w.open(s, "/admin/campaigns/new", onNew)
		w.press(onNew+" .button", "#rejected")
		w.accessible("new with problems")
		w.open(s, at+"/recipients", onRecipients)
		w.press(onRecipients+" .button", "#rejected")
		w.accessible("recipients with problems")
	})
}
