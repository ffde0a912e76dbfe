package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/db/dbtest"
)

func TestEveryPageOfTheReviewIsAccessible(t *testing.T) {
	onEveryScreen(t, func(t *testing.T, width int64, dark bool) {
		o := newOffice(t, sqliteURL(t))
		w := openWindow(t, true, width, dark, o.Base)
		look := w.accessible
		w.as(o.system, o.editor)
		w.open(o.system, o.path("/draft"), onSubmission)
		look("draft")
		w.run(chromedp.Evaluate[chromedp.Void](fmt.Sprintf("document.querySelector('#f-note').value = 'ш'.repeat(%d)", campaign.MaxReason+1)))
		w.press(onSubmission+" .button", "#e-note")
		look("draft with a note that is too long")
		w.run(chromedp.Evaluate[chromedp.Void]("document.querySelector('#f-note').value = 'Please look.'"))
		w.press(onSubmission+" .button", "dl.facts")
		look("first revision, submitted by oneself")
		w.open(o.system, o.path("/draft"), "main .box")
		look("draft in review")
		o.change(func(d *campaign.Dossier) error {
			return d.Approve(d.Pending.Digest.String(), o.ids["reviewer@assembly.example"], "Well done.", campaign.Two, o.Clock.now())
		})
		o.change(func(d *campaign.Dossier) error { return d.Publish(campaign.Two, o.Clock.now()) })
		o.edit("Another subject")
		o.submitted("Another subject")

		w.as(o.system, o.reviewer)
		w.open(o.system, o.path("/revisions/2"), onDecision)
		look("revision to decide")
		w.press(rejects, "#e-reason")
		look("rejection without a reason")
		w.run(typeInto("#f-reason", "It was better before."))
		w.press(rejects, ".state.rejected")
		look("rejected revision")
		w.open(o.system, o.path("/revisions"), ".history")
		look("history")
		for _, language := range []string{"sr-Cyrl", "sr-Latn"} {
			w.open(o.system, o.path("/revisions/2?lang="+language), ".part")
			look("revision " + language)
		}
		dbtest.Unguard(t, o.Config.DatabaseURL.Reveal())
		query(t, o.Config.DatabaseURL.Reveal(), "UPDATE revisions SET content = REPLACE(content, 'data', 'dada') WHERE number = 2")
		w.open(o.system, o.path("/revisions/2"), ".tampered")
		look("revision that somebody has tampered with")
	})
}

// TestAReviewNeedsNoScripts: everything is there to be read, and both decisions
// can be made.
func TestAReviewNeedsNoScripts(t *testing.T) {
	o := newOffice(t, sqliteURL(t))
	o.submitted("")
	w := openWindow(t, false, 360, false, o.Base)
	w.as(o.system, o.reviewer)
	w.open(o.system, o.path("/revisions/1"), onDecision)
	if text := w.text("main"); !strings.Contains(text, "First revision") || !strings.Contains(text, "Otvoreni podaci") {
		t.Errorf("the page says %.300q", text)
	}
	w.run(typeInto("#f-reason", "Not yet."))
	w.press(rejects, ".state.rejected")
	o.stands("draft rejected")
}
