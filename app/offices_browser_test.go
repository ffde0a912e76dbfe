package main

import (
	"testing"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/operator"
)

// TestThePagesAboutOfficesAreAccessible runs axe on the page of an office, and on
// the operators' pages about offices, in what both meet there.
func TestThePagesAboutOfficesAreAccessible(t *testing.T) {
	onEveryScreen(t, func(t *testing.T, width int64, dark bool) {
		s := boot(t, sqliteURL(t))
		s.publish("trains", func(c *campaign.Content) {
			toOffices(campaign.Together, firstOffice)(c)
			for language, letter := range c.Letters {
				letter.Subjects = []string{"Another subject {{sender.name}}"}
				letter.Blocks = []campaign.Block{{Texts: []string{"One.", "Two:\n{{sender.name}}", "Three."}}}
				c.Letters[language] = letter
			}
		})
		w := openWindow(t, true, width, dark, s.Base)
		page := "/office/" + s.officeToken(firstOffice)
		w.open(s, page+"?lang=en", ".addressed")
		w.accessible("office")
		w.press("details.whole summary", "details[open] .sheet")
		w.accessible("office with all letters")
		w.press(`form[action$="/stop"] .button`, "#problems")
		w.accessible("office, not sure")
		w.open(s, page+"?lang=sr-Cyrl", ".addressed")
		w.run(typeInto("#f-correction-address", "new@assembly.example"))
		w.press(`form[action$="/address"] .button`, "[data-is=asked-address]")
		w.accessible("office that has asked")

		w.as(s, s.member("admin", operator.Admin))
		w.open(s, "/admin?lang=en", "[data-is=asked]")
		w.accessible("dashboard with a request")
		w.open(s, "/admin/offices?lang=sr-Latn", ".request")
		w.accessible("queue")
		w.press(".request button[value=without]", "#e-note")
		w.accessible("queue without a note")
		w.run(typeInto(`.request input[name=note]`, "Taken over."))
		w.press(".request button[value=set]", "main > .box")
		w.accessible("empty queue")
		w.open(s, "/admin/offices/standings?lang=en&mailbox="+firstOffice, "#known")
		w.accessible("standing")
		w.press("#f-standing-stopped", "#known")
		w.press("#known form .button", "[data-is=saved]")
		w.press("#f-standing-active", "#known")
		w.press("#known form .button", "#e-sure")
		w.accessible("promise")
		w.open(s, "/admin/campaigns/"+s.sampleID()+"/offices?lang=sr-Cyrl", "table")
		w.accessible("links")
	})
}
