package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/config"
	"emailcampaigns/app/operator"
)

// enrolled uses an invitation up in a window.
func (w *window) enrolled(s *system, email string, role operator.Role, name string) *person {
	w.t.Helper()
	p := &person{email: email, password: firstPassword}
	w.open(s, s.invited(email, role), onEnrol)
	p.key = w.value("input[name=factor]")
	w.run(typeInto("#f-name", name), typeInto("#f-password", p.password), typeInto("#f-code", s.code(p)))
	w.press(enrolButton, "ul.codes")
	return p
}

// write puts a text in the place of what a control holds.
func (w *window) write(name, text string) {
	w.t.Helper()
	control := fmt.Sprintf(`main [name=%q]`, name)
	w.run(
		chromedp.WaitVisible(chromedp.CSS(control)),
		chromedp.Evaluate[chromedp.Void](fmt.Sprintf("document.querySelector(%q).select()", control)),
		typeInto(control, text),
	)
}

// submit clicks and waits for the next document, which may look as this one.
func (w *window) submit(button string) {
	w.t.Helper()
	w.run(
		chromedp.Evaluate[chromedp.Void](`document.documentElement.dataset.before = "yes"`),
		chromedp.Click(chromedp.CSS(button), chromedp.NodeVisible),
		chromedp.WaitVisible(chromedp.CSS(`html:not([data-before]) main`)),
	)
}

const (
	saves    = "main form .button:not(.quiet):not(.danger):not(.unscripted)"
	toSubmit = `a[href$="/draft"]`
)

// TestTwoOperatorsTakeACampaignFromNothingToLiveAndASenderSendsIt is the whole of
// the editorial work, in browsers: an editor writes a campaign in two languages,
// another operator approves it, the editor publishes it, and a sender sends it.
func TestTwoOperatorsTakeACampaignFromNothingToLiveAndASenderSendsIt(t *testing.T) {
	for _, scripts := range []bool{true, false} {
		t.Run(fmt.Sprintf("scripts %v", scripts), func(t *testing.T) {
			onBoth(t, func(t *testing.T, databaseURL string) {
				s := boot(t, databaseURL)
				editor := openWindow(t, scripts, 1280, false, s.Base)
				reviewer := openWindow(t, scripts, 1280, false, s.Base)
				editor.enrolled(s, "jelena@assembly.example", operator.Editor, "Јелена Петровић")
				reviewer.enrolled(s, "marko@assembly.example", operator.Reviewer, "Marko Ilić")

				// Nothing but a title.
				editor.open(s, "/admin/campaigns", "main table")
				editor.press(`a[href="/admin/campaigns/new"]`, "#f-title")
				if scripts { // which a person would not outrun
					editor.run(chromedp.Poll[chromedp.Void](`window.htmx && document.readyState === "complete"`))
				}
				editor.write("title", "Trains for Đurđevgrad")
				editor.run(chromedp.Click(chromedp.CSS(`main input[name=languages][value=sr-Cyrl]`)))
				if scripts {
					editor.run(chromedp.Poll[chromedp.Void](`document.querySelector("[name=slug]").value === "trains-for-djurdjevgrad"`))
				}
				editor.press(saves, `main [name="summary.en"]`)
				home := strings.TrimSuffix(read(editor, chromedp.Location()), "/basics")
				path := strings.TrimPrefix(home, s.Base)

				editor.write("summary.en", "The last train left in 2019.\n\nAsk for the next one.")
				editor.write("title.sr-Cyrl", "Возови за Ђурђевград")
				editor.write("summary.sr-Cyrl", "Последњи воз је отишао 2019.")
				editor.submit(saves)
				for _, letter := range []struct{ language, subject, salutation, body string }{
					{"en", "A train a day", "Dear members of the board,", "{{recipient.salutation}}\n\nplease run one train a day.\n\n{{sender.name}}"},
					{"sr-Cyrl", "Један воз дневно", "Поштовани,", "{{recipient.salutation}}\n\nмолимо вас за један воз дневно.\n\n{{sender.name}}"},
				} {
					editor.open(s, path+"/letters/"+letter.language, "#editor")
					if scripts {
						editor.run(chromedp.Poll[chromedp.Void](`window.htmx && document.readyState === "complete"`))
					}
					editor.write("subject", letter.subject)
					editor.write("salutation", letter.salutation)
					editor.write("body", letter.body)
					if scripts {
						// It saves itself, and shows the letter as it would be sent.
						editor.run(chromedp.Poll[chromedp.Void](fmt.Sprintf(`document.querySelector("#look").textContent.includes(%q)`, letter.salutation)))
						editor.run(chromedp.Poll[chromedp.Void](`document.querySelector("#saved").textContent.trim() !== ""`))
						continue
					}
					editor.submit(saves)
				}
				editor.open(s, path+"/recipients", "#form")
				editor.write("name", "Railway board")
				editor.write("address", "board@railway.example")
				editor.submit("#form " + saves[len("main "):])
				editor.run(chromedp.WaitVisible(chromedp.CSS("#list table")))

				editor.open(s, path+"/sending", "#f-reference")
				editor.write("reference", "Ref. TRAINS-2026")
				editor.submit(saves)

				// Submitted by one, not to be approved by the same.
				editor.open(s, path, toSubmit)
				editor.press(toSubmit, onSubmission)
				editor.write("note", "Please look at the numbers.")
				editor.press(onSubmission+" .button", "dl.facts")
				if there := read(editor, chromedp.Evaluate[bool](`document.querySelector('form[action$="/approval"]') !== null`)); there {
					t.Error("the author is offered to approve")
				}

				// Found on the dashboard and approved by another.
				reviewer.open(s, "/admin", "#switch")
				reviewer.press(fmt.Sprintf(`main a[href^=%q]`, path+"/revisions/1"), onDecision)
				if text := reviewer.text("main"); !strings.Contains(text, "Please look at the numbers.") || !strings.Contains(text, "молимо вас за један воз дневно.") {
					t.Error("the reviewer does not see the note or a letter")
				}
				reviewer.submit(onDecision + " " + approves)

				editor.open(s, path, `form[action$="/publication"]`)
				editor.press(`form[action$="/publication"] .button`, `form[action$="/pause"]`)

				// And sent.
				sender := openWindow(t, scripts, 360, false, s.Base, s.Google.URL)
				sender.open(s, "/c/trains-for-djurdjevgrad?lang=sr-Cyrl", "#details")
				sender.run(typeInto("#f-name", typed.name), typeInto("#f-address", typed.address))
				sender.press(goOn, toGoogle)
				sender.press(toGoogle, firstOne)
				sender.press(firstOne, allow)
				sender.press(allow, sendIt)
				sender.press(sendIt, theReceipt)
				sent := s.Fake.Outbox()
				if len(sent) != 1 {
					t.Fatalf("%d messages were sent", len(sent))
				}
				want := "Поштовани,\n\nмолимо вас за један воз дневно.\n\n" + typed.name + "\n\nRef. TRAINS-2026\n"
				if sent[0].Subject != "Један воз дневно" || sent[0].Body != want || len(sent[0].To) != 1 || sent[0].To[0] != "board@railway.example" {
					t.Errorf("sent %q to %q:\n%s", sent[0].Subject, sent[0].To, sent[0].Body)
				}
				if code, _, errs := command(map[string]string{"DATABASE_URL": databaseURL}, "verify-audit"); code != exitOK {
					t.Errorf("verify-audit: %s", errs)
				}
			})
		})
	}
}

// TestTheListAndACampaignAreAccessibleInEveryState runs axe on the list of
// campaigns and on a campaign's page in each of its states.
func TestTheListAndACampaignAreAccessibleInEveryState(t *testing.T) {
	onEveryScreen(t, func(t *testing.T, width int64, dark bool) {
		o := newOffice(t, sqliteURL(t), func(c *config.Config, _ *Extras) { c.ReviewRule = campaign.Single })
		w := openWindow(t, true, width, dark, o.Base)
		w.as(o.system, o.admin)
		look := func(name string) {
			t.Helper()
			for _, path := range []string{"/admin/campaigns", o.path("")} {
				w.open(o.system, path, "main h1")
				w.run(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("details").forEach(d => d.open = true)`))
				w.accessible(name + " " + path)
			}
		}
		look("draft")
		o.submitted("Please look.")
		look("in review")
		o.change(func(d *campaign.Dossier) error {
			return d.Approve(d.Pending.Digest.String(), o.ids["reviewer@assembly.example"], "", campaign.Single, o.Clock.now())
		})
		look("approved")
		o.change(func(d *campaign.Dossier) error { return d.Publish(campaign.Single, o.Clock.now()) })
		aside := campaign.Copy{ID: "0193a000-0000-7000-8000-000000000001", CampaignID: o.campaign, Section: campaign.Ends, Part: "{}", OperatorID: "x", MadeAt: o.Clock.now()}
		if err := o.store.campaigns.KeepCopy(t.Context(), aside); err != nil {
			t.Fatal(err)
		}
		look("live")
		o.change(func(d *campaign.Dossier) error { return d.Pause(o.Clock.now()) })
		look("paused")
		o.change(func(d *campaign.Dossier) error { return d.Close(campaign.Victory, o.Clock.now()) })
		look("closed")
		o.change(func(d *campaign.Dossier) error { return d.Archive(o.Clock.now()) })
		look("archived")
	})
}
