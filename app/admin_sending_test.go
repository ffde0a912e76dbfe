package main

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/operator"
)

const onSending = `form[action$="/sending"]`

// TestRulesSayWhyNoLetterCanBeChosen: because all get one message, or because there
// is no other letter yet, which can be written.
func TestRulesSayWhyNoLetterCanBeChosen(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b := s.signedIn("Ana", operator.Editor)
	at := begun(b, "Data", "en")
	page := b.Get(at+"/sending").Must(http.StatusOK, `#rules [data-is=letters]`)
	silent(t, page, `#rules [data-is=letters] a`)
	page.Form(onSending).Set("mode", "one").Submit().Must(http.StatusOK, `#rules [data-is=letters] a[href="`+at+`/others"]`)
	b.Get(at+"/others").Must(http.StatusOK, onOthers).Form(onOthers).Set("another", "office").Press(`[value="add"]`)
	page = b.Get(at+"/sending").Must(http.StatusOK, onSending)
	silent(t, page, `#rules [data-is=letters]`)
	page.Form(onSending).Press(`[value="rule.add"]`).Must(http.StatusOK, `#rules option[value="letter.office"]`)
}

func TestWhoIsWrittenToIsSettled(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b := s.signedIn("Ana", operator.Editor)
	at := begun(b, "Data", "en")
	page := b.Get(at+"/sending").Must(http.StatusOK, `#mode-together[checked]`)
	if page.Find(".field.todo #f-reference").Length() != 1 || page.Find(`.tabs [aria-current]`).Length() != 1 {
		t.Error("a reference that is still to be written is not marked, or the page is in no tab")
	}
	f := page.Form(onSending).Set("reference", "  Ref. 1 ").Set("mode", "random").Set("random.count", "two").Set("some.max", "7").Set("per_hour", "5").
		Set("paragraph", "yes").Set("paragraph.min", "20").Set("similarity", "40")
	refused := f.Submit().Must(http.StatusUnprocessableEntity, `#rejected a[href="#f-random.count"]`)
	typed := refused.Form(onSending).Values
	for name, want := range map[string]string{
		"reference": "Ref. 1", "mode": "random", "random.count": "two", "some.max": "7", "per_hour": "5", "paragraph": "yes", "paragraph.min": "20", "paragraph.max": "600", "similarity": "40",
	} {
		if got := typed.Get(name); got != want {
			t.Errorf("%s came back as %q, want %q", name, got, want)
		}
	}
	if refused.Find(`[id="f-random.count"][aria-invalid]`).Length() != 1 {
		t.Error("the number is not marked")
	}
	saved := refused.Form(onSending).Set("random.count", "2").Submit().Must(http.StatusOK, `[data-is=saved]`)
	want := campaign.SettingsPart{
		Reference: "Ref. 1", Selection: campaign.Selection{Mode: campaign.Random, Count: 2, PerHour: 5},
		Paragraph: campaign.Paragraph{On: true, Min: 20, Max: 600}, Similarity: 40,
	}
	if diff := cmp.Diff(want, campaign.SettingsOf(s.dossier(at).Draft.Content)); diff != "" {
		t.Error(diff)
	}

	// A form that nothing was done to is no change.
	edited := s.dossier(at).Draft.EditedAt
	s.Clock.pass(1)
	saved.Form(onSending).Submit().Must(http.StatusOK, onSending)
	if again := s.dossier(at).Draft; !again.EditedAt.Equal(edited) {
		t.Error("a form that was sent as it was has changed the draft")
	}
	none := saved.Form(onSending)
	none.Values.Del("mode")
	none.Submit().Must(http.StatusUnprocessableEntity, `#f-mode #e-mode`)
	saved.Form(onSending).Set("mode", "nobody").Submit().Must(http.StatusUnprocessableEntity, `#f-mode #e-mode`)
	saved.Form(onSending).Set("mode", "together").Set("paragraph", "").Submit().Must(http.StatusOK, `#mode-together[checked]`)
	if got := s.dossier(at).Draft.Content; got.Selection != (campaign.Selection{PerHour: 5}) || got.Paragraph != (campaign.Paragraph{}) {
		t.Errorf("the draft has %+v, %+v", got.Selection, got.Paragraph)
	}
}

func TestRulesAreAddedMovedAndRemoved(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b := s.signedIn("Ana", operator.Editor)
	at := begun(b, "Data", "en")
	for _, r := range [][3]string{{"Ana", "ana@assembly.example", "rs"}, {"Bo", "bo@assembly.example", "de"}, {"Cy", "cy@assembly.example", "at"}} {
		b.Get(at+"/recipients").Form(onRecipients).Set("name", r[0]).Set("address", r[1]).Set("country", r[2]).Submit().Must(http.StatusOK, "#list table")
	}
	page := b.Get(at+"/sending").Form(onSending).Set("reference", "Ref. 1").Press(`[value="rule.add"]`).Must(http.StatusOK, "#rule-1")
	if page.URL.Fragment != "" && page.URL.Fragment != "rule-1" || !strings.Contains(page.Text("#rule-1 .missing"), s.words(t, "problem.values_needed")) {
		t.Errorf("a rule without values reads %q", page.Text("#rule-1"))
	}
	f := page.Form(onSending).Set("routes.1.when.1.values", "jp\r\n\r\n fr \r\njp")
	f.Values.Add("routes.1.when.1.known", "DE")
	page = f.Press(`[value="when.add.1"]`).Must(http.StatusOK, `[id="routes.1.when.2"]`)
	reach := page.Text("#rule-1 .reach")
	if !strings.Contains(reach, "no recipient") {
		t.Errorf("with a condition that is not finished: %q", reach)
	}
	page = page.Form(onSending).Press(`[value="when.remove.1.2"]`).Must(http.StatusOK, "#rule-1")
	if reach = page.Text("#rule-1 .reach"); !strings.Contains(reach, "1 recipient: Bo") || !strings.Contains(page.Text("#who-title ~ p"), "leave 2") {
		t.Errorf("a rule about one recipient: %q, %q", reach, page.Text("#who-title ~ p"))
	}
	offered := page.Find(`#rule-1 input[name="routes.1.when.1.known"]`)
	if got := []string{offered.Eq(0).AttrOr("value", ""), offered.Eq(1).AttrOr("value", "")}; !slices.Equal(got, []string{"AT", "RS"}) {
		t.Errorf("offered: %v", got)
	}

	// What was ticked of another column does not count.
	f = page.Form(onSending).Set("routes.1.when.1.column", "group").Set("routes.1.when.1.is", "none_of")
	f.Values.Add("routes.1.when.1.known", "AT")
	page = f.Press(`[value="rule.add"]`).Must(http.StatusOK, "#rule-2")
	f = page.Form(onSending).Set("routes.2.when.1.is", "filled").Set("routes.2.then", "letter.members")
	page = f.Press(`[value="rule.up.2"]`).Must(http.StatusOK, "#rule-2")
	want := []campaign.Route{
		{When: []campaign.Condition{{Column: "country", Is: campaign.IsFilled}}, Letter: "members"},
		{When: []campaign.Condition{{Column: "group", Is: campaign.IsNoneOf, Values: []string{"jp", "fr", "DE"}}}, Exclude: true},
	}
	if diff := cmp.Diff(want, s.dossier(at).Draft.Content.Routes); diff != "" {
		t.Error(diff)
	}
	if text := page.Text(`#rule-1 [id="e-routes.1.then"]`); !strings.Contains(text, "members") {
		t.Errorf("a letter that is not there: %q", text)
	}
	if text := page.Text("#rules"); !strings.Contains(text, s.words(t, "problem.nobody_included")) {
		t.Errorf("rules that leave nobody: %q", text)
	}
	page = page.Form(onSending).Press(`[value="rule.down.1"]`).Form(onSending).Press(`[value="rule.remove.1"]`).Must(http.StatusOK, "#rule-1")
	page.Form(onSending).Press(`[value="rule.remove.1"]`).Must(http.StatusOK, "#rules")
	if left := s.dossier(at).Draft.Content; left.Routes != nil || left.Reference != "Ref. 1" {
		t.Errorf("left: %+v", left.Routes)
	}
	for _, button := range []string{"rule.up.9", "rule.remove.0", "when.add.x", "when.remove.1.1", "rule", ".", "rule.add.1.2.3.4"} {
		f := b.Get(at + "/sending").Form(onSending)
		f.Values.Set("do", button)
		f.Submit().Must(http.StatusOK, onSending)
	}
	f = b.Get(at + "/sending").Form(onSending)
	f.Values.Set("rules", "100000000")
	f.Values.Set("routes.1.conditions", "100000000")
	f.Submit().Must(http.StatusOK, onSending)
}

func TestTwoEditorsOfTheSettingsLoseNothing(t *testing.T) {
	s := boot(t, sqliteURL(t))
	ana, bojan := s.signedIn("Ana", operator.Editor), s.signedIn("Bojan", operator.Editor)
	at := s.whole(ana, "Data")
	hers, his := ana.Get(at+"/sending").Form(onSending), bojan.Get(at+"/sending").Form(onSending)
	hers.Set("reference", "Hers").Submit().Must(http.StatusOK, onSending)
	both := his.Set("reference", "His").Set("mode", "one").Submit().Must(http.StatusOK, onUse)
	if text := both.Text("main"); !strings.Contains(text, "Hers") || !strings.Contains(text, "His") || !strings.Contains(text, s.words(t, "admin.sending.mode.one")) {
		t.Errorf("the page of both reads %q", text)
	}
	both.Form(onUse).Submit().Must(http.StatusOK, onSending)
	if got := s.dossier(at).Draft.Content; got.Reference != "His" || got.Selection.Mode != campaign.One || len(s.copies(at)) != 1 {
		t.Errorf("the draft has %q, %+v", got.Reference, got.Selection)
	}
	reviewer := s.signedIn("Mia", operator.Reviewer)
	text := reviewer.Get(at+"/draft").Must(http.StatusOK, "#sending").Text("main")
	if !strings.Contains(text, "His") || !strings.Contains(text, "Each sender writes to one of 1 recipient") {
		t.Errorf("a reviewer reads %q", text)
	}
}

func TestARecipientHasColumnsOfTheCampaignsOwn(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b := s.signedIn("Ana", operator.Editor)
	at := begun(b, "Data", "en", "de")
	page := b.Get(at+"/recipients").Must(http.StatusOK, `[id="f-salutation.de"]`)
	f := page.Form(onRecipients).Set("name", "Ana").Set("address", "ana@assembly.example").Set("salutation.de", " Sehr geehrte Frau ").Set("constituency", "Niš").
		Set("group", "{Greens}").Set("extra.1.name", "room").Set("extra.1.value", "12").Set("extra.2.value", "x")
	refused := f.Submit().Must(http.StatusUnprocessableEntity, "#f-group[aria-invalid]")
	if refused.Find(`#rejected a[href="#f-extra"]`).Length() != 1 || refused.Find("#e-extra").Length() != 1 {
		t.Errorf("a value without a name: %q", refused.Text("#rejected"))
	}
	if got := refused.Form(onRecipients).Values; got.Get("extra.2.value") != "x" || got.Get("salutation.de") != " Sehr geehrte Frau " || got.Get("extra.1.name") != "room" {
		t.Errorf("came back: %v", got)
	}
	f = refused.Form(onRecipients).Set("group", "Greens").Set("extra.2.name", "room")
	refused = f.Submit().Must(http.StatusUnprocessableEntity, "#e-extra")
	f = refused.Form(onRecipients).Set("extra.2.name", "Room 2")
	refused = f.Submit().Must(http.StatusUnprocessableEntity, "#e-extra")
	if !strings.Contains(refused.Text("#e-extra"), "Room 2") || !strings.Contains(refused.Text("#rejected"), "Room 2") {
		t.Errorf("a name that cannot be one: %q", refused.Text("#e-extra"))
	}
	f = refused.Form(onRecipients).Set("extra.2.name", "floor")
	f.Values.Set("salutation.fr", "Madame")
	f.Submit().Must(http.StatusOK, "#list table")
	want := campaign.Recipient{
		Key: "ana@assembly.example", Name: "Ana", Address: "ana@assembly.example", Constituency: "Niš", Group: "Greens",
		Salutation: map[string]string{"de": "Sehr geehrte Frau", "fr": "Madame"}, Extra: map[string]string{"room": "12", "floor": "x"},
	}
	got := s.dossier(at).Draft.Content.Recipients[0]
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}

	// The form of another one has the same columns; what is emptied goes.
	list := b.Get(at + "/recipients")
	if names := list.Form(onRecipients).Values; names.Get("extra.1.name") != "floor" || names.Get("extra.2.name") != "room" || names.Get("extra.1.value") != "" {
		t.Errorf("the form to add one has %v", names)
	}
	link, err := url.Parse(list.Find("#list a").AttrOr("href", ""))
	if err != nil {
		t.Fatal(err)
	}
	one := b.Get(link.Path + "?" + link.RawQuery).Form(onRecipients)
	if one.Values.Get("salutation.fr") != "Madame" || one.Values.Get("extra.2.value") != "12" {
		t.Errorf("the form to change one has %v", one.Values)
	}
	one.Set("salutation.fr", "").Set("salutation.de", "").Set("extra.1.value", "").Set("extra.2.value", "").Set("constituency", "").Submit().Must(http.StatusOK, "#list table")
	want.Salutation, want.Extra, want.Constituency = nil, nil, ""
	if diff := cmp.Diff(want, s.dossier(at).Draft.Content.Recipients[0]); diff != "" {
		t.Error(diff)
	}
}
