package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"emailcampaigns/app/operator"
)

// The buttons of the operators' pages.
const (
	enrolButton  = onEnrol + ` .button:not(.quiet)`
	signInButton = onSignIn + ` .button`
	inviteButton = onPeople + ` .button`
)

// open goes to a page of the program.
func (w *window) open(s *system, path, wanted string) {
	w.t.Helper()
	w.run(chromedp.Navigate(s.Base+path), chromedp.WaitVisible(chromedp.CSS(wanted)))
}

// value reads an input that may be hidden.
func (w *window) value(selector string) string {
	w.t.Helper()
	return read(w, chromedp.Evaluate[string](fmt.Sprintf("document.querySelector(%q).value", selector)))
}

func TestEveryPageAboutAccountsIsAccessible(t *testing.T) {
	onEveryScreen(t, func(t *testing.T, width int64, dark bool) {
		s := boot(t, sqliteURL(t))
		w := openWindow(t, true, width, dark, s.Base)
		look := w.accessible
		p := &person{email: "ana@assembly.example", password: firstPassword}
		w.open(s, s.invited(p.email, operator.Admin), onEnrol)
		look("invitation")
		w.press(enrolButton, "#problems")
		look("invitation with problems")
		p.key = w.value("input[name=factor]")
		w.run(typeInto("#f-name", "Ana Petrović"), typeInto("#f-password", p.password), typeInto("#f-code", s.code(p)))
		w.press(enrolButton, "ul.codes")
		look("recovery codes")
		w.press("main .button", "#switch")
		w.open(s, "/admin/account", onAccount)
		look("account")
		w.press(onAccount+" button", "#problems")
		look("account with problems")
		w.open(s, "/admin/account?done=password", "[role=status]")
		look("account with a changed password")

		w.open(s, "/admin/operators", onPeople)
		w.press(inviteButton, "#problems")
		look("operators with problems")
		w.run(typeInto("#f-email", "boban@assembly.example"))
		w.press(inviteButton, "#issued")
		look("an issued link")
		w.run(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("details").forEach(d => d.open = true)`))
		look("operators with everything open")
		w.press(`form[action$="/disablement"] button`, "#notice")
		look("the last admin")

		w.press(`form[action="/admin/sign-out"] button`, onSignIn)
		look("sign-in")
		w.run(typeInto("#f-email", "nobody@assembly.example"))
		w.press(signInButton, theProblem)
		look("a refused sign-in")
		for _, language := range []string{"sr-Cyrl", "sr-Latn"} {
			w.open(s, "/admin/sign-in?lang="+language, onSignIn)
			look("sign-in " + language)
			w.open(s, s.invited("boban@assembly.example", operator.Viewer)+"?lang="+language, onEnrol)
			look("invitation " + language)
		}
	})
}

// TestAFormOfWhoIsNotSignedInAnyMoreIsSentAgainByReloading: htmx would put the
// answer into the page in which everything was typed.
func TestAFormOfWhoIsNotSignedInAnyMoreIsSentAgainByReloading(t *testing.T) {
	s := boot(t, sqliteURL(t))
	w := openWindow(t, true, 1280, false, s.Base)
	w.open(s, "/c/open-data?lang=en", "#details")
	w.fill()
	w.run(chromedp.Evaluate[chromedp.Void](`{
		const real = window.fetch;
		window.fetch = () => { window.fetch = real; return Promise.resolve(new Response("", {status: 401})); };
	}`))
	w.press(goOn, toGoogle) // by the second request, which is the browser's own

	// The same with a form that is not htmx's, and its end after a sign-in.
	b, p := s.joined(s.invited("ana@assembly.example", operator.Admin), "Ana Petrović", firstPassword)
	w.open(s, "/admin/sign-in", onSignIn)
	w.run(typeInto("#f-email", p.email), typeInto("#f-password", p.password), typeInto("#f-code", s.code(p)))
	w.press(signInButton, "nav.side")
	w.open(s, "/admin/operators", onPeople)
	w.run(typeInto("#f-email", "boban@assembly.example"))
	b.Post("/admin/account/sign-ins/others/revocation", nil)
	w.press(inviteButton, `main a[target=_blank]`)
	signedIn := s.visitor()
	signIn(signedIn, p.email, p.password, s.code(p)).Must(http.StatusOK, "nav.side")
	w.run(protocol(network.SetCookie, network.SetCookieParams{Name: signedIn.Cookies()[0].Name, Value: signedIn.Cookies()[0].Value, URL: s.Base}))
	w.run(chromedp.Reload(), chromedp.WaitVisible(chromedp.CSS("#issued")))
	if text := w.text("#issued h2"); !strings.Contains(text, "boban@assembly.example") {
		t.Errorf("after reloading: %q", text)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	kept := w.wrong[:0]
	for _, wrong := range w.wrong {
		if !strings.Contains(wrong, fmt.Sprint(http.StatusUnauthorized)) { // which Chromium calls an error
			kept = append(kept, wrong)
		}
	}
	w.wrong = kept
}
