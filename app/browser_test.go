package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/web/webtest"
)

// chromium is one browser process for all browser tests of the package.
var chromium = sync.OnceValues(func() (context.Context, error) {
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		return nil, exec.ErrNotFound
	}
	allocator, _ := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		// A page that comes back from that cache is another target, which the driver does not follow.
		chromedp.Flag("disable-features", "Translate,BackForwardCache"))...)
	browser, _ := chromedp.NewContext(allocator)
	started = browser
	return browser, chromedp.Do(browser)
})

// started is the browser, nil if no test asked for one.
var started context.Context

// closeBrowser ends it, with its directory.
func closeBrowser() {
	if started != nil {
		_ = chromedp.Cancel(started)
	}
}

// patience is how long a step of a browser may take before the test gives up.
const patience = 20 * time.Second

// window is a tab of a person of its own, with what went wrong in it.
type window struct {
	context.Context
	t      *testing.T
	mu     sync.Mutex
	wrong  []string // errors in the console, and requests to other places
	origin []string // places that may be asked
}

// openWindow opens a window. Scripts can be off.
func openWindow(t *testing.T, scripts bool, width int64, dark bool, origins ...string) *window {
	t.Helper()
	browser, err := chromium()
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("Chromium is not installed: apt-get install chromium: ", err)
		}
		t.Skip("Chromium is not installed: apt-get install chromium")
	}
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	w := &window{Context: ctx, t: t, origin: origins}
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	if err := chromedp.Listen(ctx, w.watch); err != nil {
		t.Fatal(err)
	}
	w.run(
		protocol(network.Enable, network.EnableParams{}), protocol(log.Enable, cdp.Empty{}),
		protocol(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !scripts}),
		protocol(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: 900, DeviceScaleFactor: 1, Mobile: width < 500}),
		protocol(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}),
	)
	t.Cleanup(func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		for _, wrong := range w.wrong {
			t.Error(wrong)
		}
	})
	return w
}

func (w *window) watch(event any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch e := event.(type) {
	case *log.EventEntryAdded:
		// A refused form is an answer with status 422, which Chromium calls an error.
		if e.Entry.Level == log.EntryLevelError && !strings.Contains(e.Entry.Text, "422") {
			w.wrong = append(w.wrong, "console: "+e.Entry.Text)
		}
	case *network.EventRequestWillBeSent:
		for _, origin := range append(w.origin, "data:", "about:") {
			if strings.HasPrefix(e.Request.URL, origin) {
				return
			}
		}
		w.wrong = append(w.wrong, "asked "+e.Request.URL)
	}
}

// protocol is an action that sends one command of the protocol.
func protocol[P, R any](c cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, c, params)
		return err
	})
}

func (w *window) run(actions ...chromedp.Action[chromedp.Void]) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w, patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		w.fail(err)
	}
}

// fail says where the window was when something did not happen.
func (w *window) fail(err error) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w, patience)
	defer cancel()
	place, _ := chromedp.Run(ctx, chromedp.Location())
	text, _ := chromedp.Run(ctx, chromedp.Text(chromedp.CSS("body")))
	w.t.Fatalf("at %s: %v\n%.600s", place, err, text)
}

// read runs an action that returns something.
func read[T any](w *window, action chromedp.Action[T]) T {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w, patience)
	defer cancel()
	value, err := chromedp.Run(ctx, action)
	if err != nil {
		w.fail(err)
	}
	return value
}

// press clicks and waits until the next page shows what the selector matches.
func (w *window) press(button, then string) {
	w.t.Helper()
	w.run(chromedp.Click(chromedp.CSS(button), chromedp.NodeVisible), chromedp.WaitVisible(chromedp.CSS(then)))
}

// text returns the text content of an element to the byte.
func (w *window) text(selector string) string {
	w.t.Helper()
	return read(w, chromedp.TextContent(chromedp.CSS(selector)))
}

const (
	goOn       = "#details .buttons .button:not(.unscripted)"
	toGoogle   = `form[action$="/connection"] .button`
	firstOne   = ".accounts button"
	allow      = `button[value=allow]`
	sendIt     = `form[action$="/delivery"] .button`
	theReceipt = "dl.receipt"
)

// typeInto types text as an input method does: key events know few letters.
func typeInto(selector, text string) chromedp.Action[chromedp.Void] {
	return chromedp.Steps(chromedp.Focus(chromedp.CSS(selector)), protocol(input.InsertText, input.InsertTextParams{Text: text}))
}

// fill types into screen 1.
func (w *window) fill() {
	w.t.Helper()
	w.run(
		typeInto("#f-name", typed.name),
		typeInto("#f-address", typed.address),
		typeInto(`input[name="field.place"]`, typed.place),
	)
}

func TestAPersonInABrowserGoesFromTheCampaignToTheReceipt(t *testing.T) {
	for _, scripts := range []bool{true, false} {
		t.Run(fmt.Sprintf("scripts %v", scripts), func(t *testing.T) {
			onBoth(t, func(t *testing.T, databaseURL string) {
				s := boot(t, databaseURL)
				w := openWindow(t, scripts, 360, false, s.Base, s.Google.URL)
				w.run(chromedp.Navigate(s.Base+"/c/open-data?lang=sr-Cyrl"), chromedp.WaitVisible(chromedp.CSS("#details")))
				w.fill()
				if scripts {
					w.run(chromedp.Poll[chromedp.Void](fmt.Sprintf("document.querySelector('#letter .body').textContent.includes(%q)", typed.name)))
				}
				w.press(goOn, toGoogle)
				w.press(toGoogle, firstOne)
				w.press(firstOne, allow)
				w.press(allow, sendIt)
				subject, body := w.text(".sheet .subject"), w.text(".sheet .body")
				w.press(sendIt, theReceipt)
				sent := s.Fake.Outbox()
				if len(sent) != 1 {
					t.Fatalf("%d messages were sent", len(sent))
				}
				if sent[0].Subject != subject || sent[0].Body != body {
					t.Errorf("shown:\n%q\n%q\nsent:\n%q\n%q", subject, body, sent[0].Subject, sent[0].Body)
				}
				// The back button leads to what is true now.
				w.run(chromedp.NavigateBack(), chromedp.WaitVisible(chromedp.CSS("main")))
				w.run(chromedp.Reload(), chromedp.WaitVisible(chromedp.CSS(theReceipt)))
				if n := len(s.Fake.Outbox()); n != 1 {
					t.Errorf("going back sent %d messages", n-1)
				}
			})
		})
	}
}

func TestADoubleClickSendsOneMessage(t *testing.T) {
	for _, scripts := range []bool{true, false} {
		t.Run(fmt.Sprintf("scripts %v", scripts), func(t *testing.T) {
			s := boot(t, sqliteURL(t))
			w := openWindow(t, scripts, 1280, false, s.Base, s.Google.URL)
			w.toConfirm(s)
			w.run(chromedp.DoubleClick(chromedp.CSS(sendIt), chromedp.NodeVisible), chromedp.WaitVisible(chromedp.CSS(theReceipt)))
			if n := len(s.Fake.Outbox()); n != 1 {
				t.Errorf("%d messages were sent", n)
			}
		})
	}
}

// toConfirm walks to screen 3.
func (w *window) toConfirm(s *system) {
	w.t.Helper()
	w.run(chromedp.Navigate(s.Base+"/c/open-data?lang=en"), chromedp.WaitVisible(chromedp.CSS("#details")))
	w.fill()
	w.press(goOn, toGoogle)
	w.press(toGoogle, firstOne)
	w.press(firstOne, allow)
	w.press(allow, sendIt)
}

func TestARefusedFormKeepsWhatWasTypedAndShowsWhere(t *testing.T) {
	for _, scripts := range []bool{true, false} {
		t.Run(fmt.Sprintf("scripts %v", scripts), func(t *testing.T) {
			s := boot(t, sqliteURL(t))
			w := openWindow(t, scripts, 360, true, s.Base)
			w.run(chromedp.Navigate(s.Base+"/c/open-data?lang=en"), chromedp.WaitVisible(chromedp.CSS("#details")))
			w.run(typeInto("#f-name", typed.name), typeInto("#f-address", "half@"))
			w.press(goOn, "#problems")
			if name := read(w, chromedp.Value(chromedp.CSS("#f-name"))); name != typed.name {
				t.Errorf("the name is %q", name)
			}
			if scripts {
				w.run(chromedp.Poll[chromedp.Void](`document.activeElement.id === "problems"`))
			}
		})
	}
}

// TestEveryPageIsAccessible runs axe on every page a sender can meet, on a phone
// and a desktop, in light and dark.
func TestEveryPageIsAccessible(t *testing.T) {
	onEveryScreen(t, func(t *testing.T, width int64, dark bool) {
		s := boot(t, sqliteURL(t))
		w := openWindow(t, true, width, dark, s.Base, s.Google.URL)
		look := w.accessible
		for _, path := range []string{"/", "/privacy", "/terms", "/help/data"} {
			for _, language := range []string{"en", "sr-Cyrl", "sr-Latn"} {
				w.run(chromedp.Navigate(s.Base+path+"?lang="+language), chromedp.WaitVisible(chromedp.CSS("main")))
				look(path + " " + language)
			}
		}
		w.run(chromedp.Navigate(s.Base+"/c/open-data?lang=en"), chromedp.WaitVisible(chromedp.CSS("#details")))
		look("campaign")
		w.press(goOn, "#problems")
		look("campaign with problems")
		w.fill()
		w.press(goOn, toGoogle)
		look("connect")
		w.press(toGoogle, firstOne)
		look("account chooser")
		w.press(firstOne, allow)
		look("consent")
		w.press(`button[value=access_denied]`, toGoogle)
		look("declined")
		w.press(toGoogle, firstOne)
		w.press(firstOne, allow)
		w.press(allow, sendIt)
		look("confirm")
		w.press(`a[href$="/review"]`, "#details")
		look("review")
		w.press(goOn, sendIt)
		s.Fake.Play("rate_limited", 1)
		w.press(sendIt, ".until")
		look("confirm after a rate limit")
		s.set(t, campaign.Paused, campaign.Live)
		w.run(chromedp.Reload(), chromedp.WaitVisible(chromedp.CSS("#halted")))
		look("confirm of a paused campaign")
		s.set(t, campaign.Live, campaign.Paused)
		w.run(chromedp.Reload(), chromedp.WaitVisible(chromedp.CSS(sendIt)))
		s.Fake.Play("error_503", 1)
		w.press(sendIt, "#again")
		look("uncertain")
		far := time.Now().Add(time.Hour).UnixMilli()
		query(t, s.Config.DatabaseURL.Reveal(), fmt.Sprintf("UPDATE deliveries SET state = 'sending', lease_until = %d", far))
		w.run(chromedp.Reload(), chromedp.WaitVisible(chromedp.CSS("[hx-get]")))
		look("sending")
		query(t, s.Config.DatabaseURL.Reveal(), "UPDATE deliveries SET state = 'uncertain'")
		w.run(chromedp.Reload(), chromedp.WaitVisible(chromedp.CSS("#again")), chromedp.Click(chromedp.CSS("#again")))
		w.press(`form[action$="/delivery"] button`, theReceipt)
		look("receipt")
		w.toConfirm(s)
		w.press(`form[action$="/abandonment"] button`, theReceipt)
		look("receipt of a cancelled session")
		s.set(t, campaign.Paused, campaign.Live)
		w.run(chromedp.Navigate(s.Base+"/c/open-data?lang=sr-Cyrl"), chromedp.WaitVisible(chromedp.CSS(".sheet")))
		look("paused campaign")
		s.set(t, campaign.Closed, campaign.Paused)
		w.run(chromedp.Navigate(s.Base+"/c/open-data?lang=sr-Latn"), chromedp.WaitVisible(chromedp.CSS(".sheet")))
		look("closed campaign")
		w.run(chromedp.Navigate(s.Base+"/?lang=en"), chromedp.WaitVisible(chromedp.CSS("main")))
		look("home without campaigns")
		w.run(chromedp.Navigate(s.Google.URL+"/outbox"), chromedp.WaitVisible(chromedp.CSS("main")))
		look("outbox")
		w.press(".messages a", "pre")
		look("message")
		w.run(chromedp.Navigate(s.Google.URL+"/faults"), chromedp.WaitVisible(chromedp.CSS("main")))
		look("faults")
	})
}

// set moves the campaign to another state.
func (s *system) set(t *testing.T, to campaign.State, from ...campaign.State) {
	t.Helper()
	found, err := s.store.campaigns.BySlug(t.Context(), "open-data")
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(from, found.State) {
		t.Fatalf("the campaign is %s", found.State)
	}
	_, err = s.store.campaigns.Change(t.Context(), found.ID, s.Clock.now(), func(d *campaign.Dossier) (audit.Act, error) {
		switch to {
		case campaign.Paused:
			return audit.Act{}, d.Pause(s.Clock.now())
		case campaign.Live:
			return audit.Act{}, d.Resume(s.Clock.now())
		}
		return audit.Act{}, d.Close(campaign.Ordinary, s.Clock.now())
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestErrorPagesAreAccessible(t *testing.T) {
	s := boot(t, sqliteURL(t))
	w := openWindow(t, true, 320, true, s.Base)
	for _, path := range []string{"/nothing", "/c/nothing", "/send/0190b5a0-0000-7000-8000-000000000000", "/oauth/google?state=x", "/office/x"} {
		w.run(chromedp.Navigate(s.Base+path), chromedp.WaitVisible(chromedp.CSS("main")))
		w.accessible(path)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	kept := w.wrong[:0]
	for _, wrong := range w.wrong {
		if !strings.Contains(wrong, fmt.Sprint(http.StatusNotFound)) { // which Chromium calls an error
			kept = append(kept, wrong)
		}
	}
	w.wrong = kept
}

var readAxe = sync.OnceValues(func() ([]byte, error) { return os.ReadFile("testdata/axe/axe-4.14.1.min.js") })

// onEveryScreen runs a check on a phone and a desktop, in light and dark.
func onEveryScreen(t *testing.T, check func(t *testing.T, width int64, dark bool)) {
	for _, width := range []int64{320, 1280} {
		for _, dark := range []bool{false, true} {
			t.Run(fmt.Sprintf("%d dark %v", width, dark), func(t *testing.T) { check(t, width, dark) })
		}
	}
}

// accessible runs axe on the page and wants nothing found, and no page that is
// wider than the window.
func (w *window) accessible(name string) {
	w.t.Helper()
	axe, err := readAxe()
	if err != nil {
		w.t.Fatal(err)
	}
	w.run(chromedp.Evaluate[chromedp.Void](string(axe) + ";0"))
	violations := read(w, chromedp.Evaluate[[]string](`axe.run(document, {resultTypes: ["violations"]})
		.then(r => r.violations.map(v => v.id + ": " + v.nodes.map(n => n.html).join(" | ")))`, chromedp.EvalAwaitPromise))
	wide := read(w, chromedp.Evaluate[bool](`document.documentElement.scrollWidth > window.innerWidth`))
	for _, v := range violations {
		w.t.Errorf("%s: %s", name, v)
	}
	if wide {
		w.t.Errorf("%s is wider than the window", name)
	}
}

// as gives the window the cookies of somebody who is signed in elsewhere.
func (w *window) as(s *system, b *webtest.Browser) {
	w.t.Helper()
	for _, cookie := range b.Cookies() {
		w.run(protocol(network.SetCookie, network.SetCookieParams{Name: cookie.Name, Value: cookie.Value, URL: s.Base}))
	}
}
