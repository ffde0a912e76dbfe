package site

import (
	"strings"
	"testing"
	"time"
)

// limitedUse is written out here a second time: a slip in the constant is a
// broken promise to Google.
const limitedUse = "The use of information received from Google Workspace APIs will adhere to the Google User Data Policy, including the Limited Use requirements."

func TestGooglesSentenceStandsInEnglishWithATranslationBesideIt(t *testing.T) {
	if got := words(t).Text("en", "site.limited_use", nil); got != limitedUse {
		t.Errorf("translators read %q", got)
	}
	app := server(t, facts, list{})
	for _, page := range []string{"home", "privacy"} {
		for language := range periods {
			doc := open(t, app, page, language)
			if got := doc.Find("[data-says='limited-use'][lang=en]").Text(); got != limitedUse {
				t.Errorf("%s in %s: %q", page, language, got)
			}
			translated := doc.Find("[data-says='limited-use-translated']")
			if (translated.Length() == 1) != (language != "en") || translated.Text() == limitedUse {
				t.Errorf("%s in %s: the translation is %q", page, language, translated.Text())
			}
		}
	}
}

// TestHomeMakesEveryStatement holds the home page to PRODUCT's list of what the
// public pages must say: in every language, and in English by its words.
func TestHomeMakesEveryStatement(t *testing.T) {
	app := server(t, facts, list{})
	for language := range periods {
		doc := open(t, app, "home", language)
		for subject, want := range map[string][]string{
			"operator":       {facts.OperatedBy, "European Union"},
			"what":           {"reviews a message", "your own account"},
			"steps":          {"Review the message", "Connect Gmail", "Confirm", "It is sent from your account"},
			"confirmation":   {"only after you have explicitly confirmed", "never automatically", "never in the background"},
			"scope":          {"one permission only", "https://www.googleapis.com/auth/gmail.send"},
			"purpose":        {"to send the message you have read and confirmed"},
			"never":          {"inbox is not read", "Stored mail is not accessed", "contacts are not accessed", "activity is not monitored", "Nothing is sent without your confirmation"},
			"revoke":         {"withdraw the permission at any time", "Google Account"},
			"internal":       {"internal interface", "authorised operators only", "closed to end users"},
			"public":         {"public component"},
			"embedding":      {"may embed", "official domain only", facts.PublicURL},
			"nothing-stored": {"No Gmail content, no inbox data and no contacts are stored"},
			"tokens":         {"Access and refresh tokens", "stored encrypted", "only as long as they are needed", "After the send", "deleted"},
			"abandoned":      {"the tokens and everything you entered are erased", "47 minutes"},
			"hash":           {"one-way hash", "secret key", "123 days", "rate limits", "prevent abuse"},
			"no-sale":        {"sold, shared or distributed"},
			"contact":        {facts.Contact},
			"legal":          {"Privacy policy", "Terms of use", "Manage and delete your data"},
		} {
			got := said(t, doc, subject)
			for _, phrase := range want {
				if language == "en" && !strings.Contains(got, phrase) {
					t.Errorf("%s: %q does not say %q", subject, got, phrase)
				}
			}
		}
		if n := doc.Find("[data-says=never] li").Length(); n != 5 {
			t.Errorf("%s: %d things are not done, want five", language, n)
		}
		if n := doc.Find("[data-says=steps] > li").Length(); n != 4 {
			t.Errorf("%s: %d steps, want four", language, n)
		}
	}
}

func TestPrivacyMakesEveryStatement(t *testing.T) {
	doc := open(t, server(t, facts, list{}), "privacy", "en")
	for subject, want := range map[string][]string{
		"controller":    {"controller", "GDPR", facts.OperatedBy, "European Union", facts.Contact},
		"scope":         {"https://www.googleapis.com/auth/gmail.send"},
		"entered":       {"stored encrypted", "Art. 6(1)(b)", "47 minutes", "Continue"},
		"tokens":        {"stored encrypted", "revoke the permission", "delete", "47 minutes", "uncertain", "until you decide"},
		"message":       {"not stored with you"},
		"hash":          {"HMAC-SHA-256", "legitimate interest (Art. 6(1)(f) GDPR)", "123 days", "outside the database"},
		"pseudonymised": {"pseudonymised, not anonymous", "personal data"},
		"receipt":       {"without your name, your address", "7 days"},
		"log":           {"Never an IP address, an email address"},
		"ip":            {"secret key", "in memory"},
		"receivers":     {"see your address and the name", "Google, as your own email provider", "Nobody else"},
		"cookie":        {"no cookie is set", "When you start"},
		"rights":        {"Art. 15", "Art. 16", "Art. 17", "Art. 18", "Art. 20", "Art. 21"},
		"complaint":     {"supervisory authority", "Art. 77"},
	} {
		got := said(t, doc, subject)
		for _, phrase := range want {
			if !strings.Contains(got, phrase) {
				t.Errorf("%s: %q does not say %q", subject, got, phrase)
			}
		}
	}
}

func TestTermsAndHelpMakeEveryStatement(t *testing.T) {
	app := server(t, facts, list{})
	for page, subjects := range map[string]map[string][]string{
		"terms": {
			"operator":   {facts.OperatedBy, facts.PublicURL, facts.Contact},
			"yours":      {"read the message", "cannot be called back"},
			"misuse":     {"not your own", "false identity"},
			"unpromised": {"answers it", "accepted", "always available"},
			"law":        {"operator named above", "European Union"},
		},
		"help": {
			"kept":          {"access and refresh tokens", "7 days", "123 days", "Never: the message"},
			"revoke":        {"Permissions of your Google Account", "remove its access"},
			"erase":         {"Cancel and erase"},
			"abandoned":     {"47 minutes"},
			"hash":          {"123 days"},
			"pseudonymised": {"not anonymous"},
			"contact":       {facts.OperatedBy, facts.Contact},
		},
	} {
		doc := open(t, app, page, "en")
		for subject, want := range subjects {
			got := said(t, doc, subject)
			for _, phrase := range want {
				if !strings.Contains(got, phrase) {
					t.Errorf("%s, %s: %q does not say %q", page, subject, got, phrase)
				}
			}
		}
	}
}

func TestPeriodsAreThoseTheProgramUses(t *testing.T) {
	app := server(t, facts, list{})
	for language, period := range periods {
		for page, subjects := range map[string]map[string]string{
			"home":    {"abandoned": period.abandoned, "hash": period.hash},
			"privacy": {"entered": period.abandoned, "tokens": period.abandoned, "hash": period.hash, "receipt": period.tombstone},
			"help":    {"abandoned": period.abandoned, "hash": period.hash, "kept": period.tombstone},
		} {
			doc := open(t, app, page, language)
			for subject, want := range subjects {
				if got := said(t, doc, subject); !strings.Contains(got, want) {
					t.Errorf("%s in %s: %q does not name %q", page, language, got, want)
				}
			}
		}
	}
	other := facts
	other.AbandonedAfter = 90 * time.Minute
	if got := said(t, open(t, server(t, other, list{}), "privacy", "en"), "entered"); !strings.Contains(got, "90 minutes") || strings.Contains(got, "47") {
		t.Errorf("another period: %q", got)
	}
}

// TestPagesTellOnlyWhatTheSettingsMakeTrue reads each statement that depends on a
// setting under both values, in every language.
func TestPagesTellOnlyWhatTheSettingsMakeTrue(t *testing.T) {
	online, declared := facts, facts
	online.Offline, declared.VerifiesOwner = false, false
	usual := server(t, facts, list{})
	for _, row := range []struct {
		page, subject string
		changed       Facts
		before, after string // what the English page says
	}{
		{"home", "tokens", online, "Access and refresh tokens", "A refresh token is never asked for"},
		{"privacy", "received", online, "an access token and a refresh token", "We do not ask for a refresh token"},
		{"privacy", "tokens", online, "The access token and the refresh token", "A refresh token is not asked for"},
		{"help", "kept", online, "access and refresh tokens", "Google's access token,"},
		{"home", "hash", declared, "Of your address", "is not checked"},
		{"privacy", "owner", declared, "Gmail itself verifies", "as you declare it"},
		{"privacy", "hash", declared, "hash of your address is made", "the address you declared"},
	} {
		changed := server(t, row.changed, list{})
		for language := range periods {
			before := said(t, open(t, usual, row.page, language), row.subject)
			after := said(t, open(t, changed, row.page, language), row.subject)
			if before == after {
				t.Errorf("%s, %s in %s does not follow the settings: %q", row.page, row.subject, language, after)
			}
			if language != "en" {
				continue
			}
			if !strings.Contains(before, row.before) || strings.Contains(after, row.before) || !strings.Contains(after, row.after) {
				t.Errorf("%s, %s: %q, then %q", row.page, row.subject, before, after)
			}
		}
	}
	if doc := open(t, usual, "help", "en"); doc.Find("[data-says=declared]").Length() != 0 {
		t.Error("help calls a verified address a declared one")
	}
	said(t, open(t, server(t, declared, list{}), "help", "en"), "declared")
}

func TestADemonstrationSaysSo(t *testing.T) {
	demo := facts
	demo.Demo = true
	for language := range periods {
		said(t, open(t, server(t, demo, list{}), "privacy", language), "demo")
		if open(t, server(t, facts, list{}), "privacy", language).Find("[data-says=demo]").Length() > 0 {
			t.Errorf("%s: real operation is called a demonstration", language)
		}
	}
}
