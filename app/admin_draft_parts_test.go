package main

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/operator"
)

func TestRecipientsAreAddedChangedAndRemoved(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		ana, bojan := s.signedIn("Ana", operator.Editor), s.signedIn("Bojan", operator.Editor)
		at := begun(ana, "Data", "en")
		page := ana.Get(at+"/recipients").Must(http.StatusOK, onRecipients)
		refused := page.Form(onRecipients).Set("address", "Dr. Ana <ana@>").Set("country", "zz").Submit().Must(http.StatusUnprocessableEntity, "#rejected")
		if n := refused.Find("#rejected a").Length(); n != 3 || refused.Find("#form .field.bad").Length() != 3 {
			t.Errorf("%d things are wrong: %s", n, refused.Text("#rejected"))
		}
		f := refused.Form(onRecipients)
		if f.Values.Get("address") != "Dr. Ana <ana@>" || f.Values.Get("country") != "zz" {
			t.Errorf("came back: %v", f.Values)
		}
		f.Set("name", " Ana  ").Set("address", "Ana.Petrović@skupština.example").Set("country", "rs")
		refused = f.Submit().Must(http.StatusUnprocessableEntity, "#rejected")
		refused.Form(onRecipients).Set("address", "Ana@Skupština.example").Submit().Must(http.StatusOK, "#list table")
		// The list that Bojan adds to is older.
		page.Browser = bojan
		page.Form(onRecipients).Set("name", "Office").Set("address", "office@assembly.example").Set("country", "Србија").Submit().Must(http.StatusOK, "#list table")
		to := s.dossier(at).Draft.Content.Recipients
		if len(to) != 2 || !cmp.Equal(to[0], campaign.Recipient{Key: "ana@xn--skuptina-8wb.example", Name: "Ana", Address: "Ana@xn--skuptina-8wb.example", Country: "RS"}) || to[1].Country != "RS" {
			t.Fatalf("recipients: %+v", to)
		}
		page.Form(onRecipients).Set("name", "Twice").Set("address", "OFFICE@assembly.example").Submit().Must(http.StatusUnprocessableEntity, "#f-address[aria-invalid]")

		links := ana.Get(at + "/recipients").Find("#list a")
		first, second := ana.Get(links.Eq(0).AttrOr("href", "")), bojan.Get(links.Eq(1).AttrOr("href", ""))
		stale := ana.Get(links.Eq(1).AttrOr("href", "")).Form(onRecipients)
		first.Form(onRecipients).Set("address", "office@assembly.example").Submit().Must(http.StatusUnprocessableEntity, "#f-address[aria-invalid]")
		first.Form(onRecipients).Set("address", "ana@assembly.example").Submit().Must(http.StatusOK, "#list table")
		second.Form(onRecipients).Set("function", "Secretary").Submit().Must(http.StatusOK, "#list table")
		to = s.dossier(at).Draft.Content.Recipients
		if to[0].Key != "ana@assembly.example" || to[1].Function != "Secretary" || len(s.copies(at)) != 0 {
			t.Errorf("recipients: %+v", to)
		}

		// Whom somebody else has changed meanwhile is looked at before it is removed.
		seen := stale.Press("[value=remove]").Must(http.StatusUnprocessableEntity, "#form [role=alert]")
		if got := seen.Find("#f-function").AttrOr("value", ""); got != "Secretary" {
			t.Errorf("it shows %q", got)
		}
		seen.Form(onRecipients).Press("[value=remove]").Must(http.StatusOK, "#list table")
		if to = s.dossier(at).Draft.Content.Recipients; len(to) != 1 || to[0].Name != "Ana" {
			t.Errorf("recipients: %+v", to)
		}
		stale.Press("[value=remove]").Must(http.StatusOK, "#list table")
	})
}

func TestQuestionsAreAddedMovedAndRemoved(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b := s.signedIn("Ana", operator.Editor)
	at := begun(b, "Data", "en", "de")
	page := b.Get(at+"/fields").Must(http.StatusOK, onFields).Form(onFields).Press("[value=add]").Must(http.StatusOK, "#question-1")
	f := page.Form(onFields).Set("fields.1.name", "city").Set("fields.1.label.en", "City").Set("fields.1.hint.de", "Wo?")
	page = f.Press("[value=add]").Must(http.StatusOK, "#question-2")
	f = page.Form(onFields).Set("fields.2.name", "Since when").Set("fields.2.max_length", "four")
	refused := f.Press("button.button").Must(http.StatusUnprocessableEntity, "#rejected")
	if got := refused.Form(onFields).Values; got.Get("fields.2.max_length") != "four" || got.Get("fields.2.name") != "Since when" {
		t.Errorf("came back: %v", got)
	}
	page = refused.Form(onFields).Set("fields.2.max_length", "4").Press(`[value="up.2"]`).Must(http.StatusOK, "#question-2")
	fields := s.dossier(at).Draft.Content.Fields
	if len(fields) != 2 || fields[0].Name != "Since when" || fields[0].MaxLength != 4 || fields[1].Name != "city" || fields[1].Label["en"] != "City" || fields[1].Hint["de"] != "Wo?" {
		t.Fatalf("fields: %+v", fields)
	}
	if page.Find("#question-1 .problem").Length() == 0 {
		t.Error("a name with a space is not marked")
	}
	page.Form(onFields).Press(`[value="remove.1"]`).Must(http.StatusOK, "#question-1").Form(onFields).Press(`[value="remove.1"]`).Must(http.StatusOK, onFields)
	if got := s.dossier(at).Draft.Content; got.Fields != nil {
		t.Errorf("fields: %+v", got.Fields)
	}
}

func TestALanguageThatLeavesTakesItsTextsToTheSide(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		b := s.signedIn("Ana", operator.Editor)
		at := begun(b, "Data", "en", "de")
		letter := b.Get(at + "/letters/de")
		letter.Form(onLetter).Set("subject", "Daten").Set("body", "Bitte.").Submit().Must(http.StatusOK, onLetter)
		page := b.Get(at+"/basics").Must(http.StatusOK, "#languages-take")
		f := page.Form(onBasics).Set("summary.de", "Warum")
		f.Submit()
		f = b.Get(at+"/basics").Form(onBasics).Set("goal", "many").Set("summary.en", "Why")
		f.Values["languages"] = []string{"en", "fr"}
		refused := f.Submit().Must(http.StatusUnprocessableEntity, "#rejected").Form(onBasics)
		if got := refused.Values; got.Get("goal") != "many" || got.Get("summary.en") != "Why" || got.Get("summary.de") != "Warum" || !slices.Equal(got["languages"], []string{"en", "fr"}) {
			t.Errorf("came back: %v", got)
		}
		refused.Set("goal", "500").Submit().Must(http.StatusOK, `#f-title\.fr`)
		content := s.dossier(at).Draft.Content
		if !slices.Equal(content.Languages, []string{"en", "fr"}) || content.Goal != 500 || content.Letters["de"].Subject != "" || content.Summary["en"] != "Why" {
			t.Errorf("content: %+v", content)
		}
		var kept campaign.Copy
		for _, v := range s.copies(at) {
			if v.Section == "letter.de" {
				kept = v
			}
		}
		aside := b.Get(at+"/copies/"+kept.ID).Must(http.StatusOK, onDiscard)
		if !strings.Contains(aside.Text("main"), "Bitte.") || aside.Find(onUse).Length() != 0 {
			t.Errorf("the page says %s", aside.Text("main"))
		}
		// Whoever still writes the letter is told, and loses nothing either.
		told := autosave(letter.Form(onLetter).Set("body", "Bitte sehr."), letter).Must(http.StatusUnprocessableEntity, "#saved [data-is=conflict]")
		b.Get(told.Find("#saved a").AttrOr("href", "")).Must(http.StatusOK, onDiscard)

		f = b.Get(at + "/basics").Form(onBasics)
		f.Values["languages"] = []string{"en", "fr", "de"}
		f.Submit().Must(http.StatusOK, `#f-title\.de`)
		b.Get(at+"/copies/"+kept.ID).Must(http.StatusOK, onUse).Form(onUse).Submit().Must(http.StatusOK, onLetter)
		if got := s.dossier(at).Draft.Content.Letters["de"].Body; got != "Bitte." {
			t.Errorf("the letter is back with %q", got)
		}
	})
}
