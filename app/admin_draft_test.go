package main

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/google/go-cmp/cmp"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/operator"
	"emailcampaigns/app/web/webtest"
)

const (
	onNew        = `form[action="/admin/campaigns/new"]`
	onSlug       = `form[action$="/slug"], form[action$="/copy"]`
	onBasics     = `form[action$="/basics"]`
	onLetter     = `form#editor`
	onFields     = `form[action$="/fields"]`
	onRecipients = `form[action$="/recipients"]`
	onEndings    = `form[action$="/endings"]`
	onUse        = `form[action$="/use"]`
	onDiscard    = `form[action$="/discard"]`
)

// signedIn returns the browser of an operator who is signed in.
func (s *system) signedIn(name string, role operator.Role) *webtest.Browser {
	s.t.Helper()
	b, _ := s.joined(s.invited(strings.ToLower(name)+"@assembly.example", role), name, firstPassword)
	return b
}

// begun makes a campaign with the form and returns the address of its page.
func begun(b *webtest.Browser, title string, languages ...string) string {
	f := b.Get("/admin/campaigns/new").Must(http.StatusOK, onNew).Form(onNew).Set("title", title).Set("language", languages[0])
	f.Values["languages"] = languages[1:]
	page := f.Submit().Must(http.StatusOK, onBasics)
	return strings.TrimSuffix(page.URL.Path, "/basics")
}

// dossier reads a campaign past its pages.
func (s *system) dossier(at string) campaign.Dossier {
	s.t.Helper()
	d, err := s.store.campaigns.Dossier(s.t.Context(), at[strings.LastIndexByte(at, '/')+1:], s.Clock.now())
	if err != nil {
		s.t.Fatal(err)
	}
	return d
}

func (s *system) copies(at string) []campaign.Copy {
	s.t.Helper()
	copies, err := s.store.campaigns.Copies(s.t.Context(), at[strings.LastIndexByte(at, '/')+1:])
	if err != nil {
		s.t.Fatal(err)
	}
	return copies
}

// actsOn returns what the audit log has of a campaign, the oldest first.
func (s *system) actsOn(slug string) []string {
	s.t.Helper()
	entries, err := s.store.audit.Entries(s.t.Context(), audit.Filter{Subject: slug})
	if err != nil {
		s.t.Fatal(err)
	}
	var acts []string
	for _, e := range slices.Backward(entries) {
		acts = append(acts, strings.TrimSpace(fmt.Sprintf("%s %s", e.Action, strings.Join(slices.Sorted(maps.Values(e.Details)), " "))))
	}
	return acts
}

// autosave posts the letter's form as htmx does while it is typed.
func autosave(f *webtest.Form, page *webtest.Page) *webtest.Page {
	answer, err := page.Browser.Try(http.MethodPost, page.Find(onLetter).AttrOr("hx-post", ""), f.Values, http.Header{
		"Sec-Fetch-Site": {"same-origin"}, "Hx-Request": {"true"}, "Hx-Target": {"div#saved"},
	})
	if err != nil {
		panic(err)
	}
	return answer
}

func TestACampaignIsBegunDuplicatedAndRenamed(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		b := s.signedIn("Ana", operator.Editor)
		at := begun(b, "Отворени подаци за Љиг", "sr-Cyrl", "en")
		d := s.dossier(at)
		if d.Campaign.Slug != "otvoreni-podaci-za-ljig" || d.Campaign.State != campaign.Draft {
			t.Errorf("begun: %+v", d.Campaign)
		}
		if got := d.Draft.Content; !slices.Equal(got.Languages, []string{"sr-Cyrl", "en"}) || got.Title["sr-Cyrl"] != "Отворени подаци за Љиг" || len(got.Letters) != 2 {
			t.Errorf("content: %+v", got)
		}

		copying := b.Get(at+"/copy").Must(http.StatusOK, onSlug).Form(onSlug)
		if got := copying.Values.Get("slug"); got != "otvoreni-podaci-za-ljig-2" {
			t.Errorf("proposed for the copy is %q", got)
		}
		refused := copying.Set("slug", "otvoreni-podaci-za-ljig").Submit().Must(http.StatusUnprocessableEntity, "#slug-check .problem")
		made := refused.Form(onSlug).Set("slug", "ljig").Submit().Must(http.StatusOK, "h1")
		if got := s.dossier(made.URL.Path); got.Draft.Content.Digest() != d.Draft.Content.Digest() || got.Campaign.ID == d.Campaign.ID || got.Campaign.Slug != "ljig" {
			t.Errorf("the copy: %+v", got)
		}

		renaming := b.Get(at+"/slug").Must(http.StatusOK, onSlug).Form(onSlug)
		refused = renaming.Set("slug", "ljig").Submit().Must(http.StatusUnprocessableEntity, "#slug-check .problem")
		if got := refused.Find("#f-slug").AttrOr("value", ""); got != "ljig" {
			t.Errorf("the refused slug came back as %q", got)
		}
		refused.Form(onSlug).Set("slug", "open-ljig").Submit().Must(http.StatusOK, "h1")
		if got := s.dossier(at).Campaign.Slug; got != "open-ljig" {
			t.Errorf("renamed to %q", got)
		}
		for slug, want := range map[string][]string{
			"otvoreni-podaci-za-ljig": {"campaign.create", "campaign.rename open-ljig"}, "ljig": {"campaign.duplicate otvoreni-podaci-za-ljig"},
		} {
			if got := s.actsOn(slug); !slices.Equal(got, want) {
				t.Errorf("noted of %s: %q, want %q", slug, got, want)
			}
		}
	})
}

func TestASlugIsCheckedAsItIsTyped(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b := s.signedIn("Ana", operator.Editor)
	check := func(target string, values url.Values) *webtest.Page {
		page, err := b.Try(http.MethodPost, "/admin/campaigns/new/slug", values, http.Header{
			"Sec-Fetch-Site": {"same-origin"}, "Hx-Request": {"true"}, "Hx-Target": {target},
		})
		if err != nil {
			t.Fatal(err)
		}
		if page.Find("main").Length() != 0 {
			t.Errorf("%s: the whole page came", target)
		}
		return page
	}
	check("p#slug-check", url.Values{"slug": {"open-data"}}).Must(http.StatusOK, "#slug-check .problem")
	check("p#slug-check", url.Values{"slug": {"Open Data"}}).Must(http.StatusOK, "#slug-check .problem")
	check("p#slug-check", url.Values{"slug": {"open-data"}, "current": {"open-data"}}).Must(http.StatusOK, "#slug-check:not(:has(.problem))")
	check("p#slug-check", url.Values{"slug": {"free"}}).Must(http.StatusOK, "#slug-check .fine")
	for slug, want := range map[string]string{"": "dzez-za-sve", "dzez": "dzez-za-sve", "mine": "mine"} {
		page := check("div#slug", url.Values{"title": {"Džez za sve"}, "slug": {slug}, "proposed": {"dzez"}}).Must(http.StatusOK, "#slug .fine")
		if got := page.Find("#f-slug").AttrOr("value", ""); !cmp.Equal(got, want) {
			t.Errorf("for %q comes %q, want %q", slug, got, want)
		}
	}
	// The same without a script.
	page := b.Get("/admin/campaigns/new").Form(onNew).Set("title", "Džez").Press("button.unscripted").Must(http.StatusOK, onNew)
	if page.Find("#f-title").AttrOr("value", "") != "Džez" || page.Find("#f-slug").AttrOr("value", "") != "dzez" {
		t.Error("what was typed is gone, or nothing is proposed")
	}
}

func TestARefusedNewCampaignKeepsWhatWasTyped(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b := s.signedIn("Ana", operator.Editor)
	empty := b.Get("/admin/campaigns/new").Form(onNew).Submit().Must(http.StatusUnprocessableEntity, "#rejected a[href='#f-title']")
	silent(t, empty, "#rejected a[href='#f-slug'], #slug-check .problem") // which follows from the title
	f := b.Get("/admin/campaigns/new").Form(onNew).Set("slug", "open-data").Set("other", "klingon!").Set("language", "de")
	f.Values["languages"] = []string{"en", "fr"}
	page := f.Submit().Must(http.StatusUnprocessableEntity, "#rejected")
	if n := page.Find("#rejected a").Length(); n != 3 {
		t.Errorf("%d things are wrong: %s", n, page.Text("#rejected"))
	}
	again := page.Form(onNew)
	if v := again.Values; v.Get("slug") != "open-data" || v.Get("other") != "klingon!" || v.Get("language") != "de" || !slices.Equal(v["languages"], []string{"en", "fr"}) {
		t.Errorf("came back: %v", v)
	}
	again.Set("title", "Daten").Set("slug", "daten").Set("other", "pt-br").Submit().Must(http.StatusOK, onBasics)
	found, err := s.store.campaigns.BySlug(t.Context(), "daten")
	if err != nil {
		t.Fatal(err)
	}
	if got := s.dossier("/" + found.ID).Draft.Content.Languages; !slices.Equal(got, []string{"de", "en", "fr", "pt-BR"}) {
		t.Errorf("languages %v", got)
	}
}

func TestALetterIsSavedWhileItIsTypedAndByItsButton(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		b := s.signedIn("Ana", operator.Editor)
		at := begun(b, "Data", "en")
		page := b.Get(at+"/letters/en").Must(http.StatusOK, onLetter)
		f := page.Form(onLetter).Set("subject", "Open data ").Set("salutation", "Dear all,").Set("body", "{{recipient.salutation}}\r\n\r\nI am {{sender.nmae}}.  \r\n{{sender.name}}\r\n")
		saved := autosave(f, page).Must(http.StatusOK, "#saved .state-line")
		if saved.Find("main").Length() != 0 || saved.Find("#look .body mark").Length() == 0 || !strings.Contains(saved.Text("#problems"), "{{sender.nmae}}") {
			t.Errorf("the answer: %s", saved.Body)
		}
		if !strings.Contains(saved.Text("#problems"), "line 3, character 6") {
			t.Errorf("the place is not named: %s", saved.Text("#problems"))
		}
		want := campaign.Letter{Subject: "Open data", Salutation: "Dear all,", Body: "{{recipient.salutation}}\n\nI am {{sender.nmae}}.\n{{sender.name}}"}
		if got := s.dossier(at).Draft.Content.Letters["en"]; !cmp.Equal(got, want) {
			t.Errorf("the draft has %+v", got)
		}

		// The answer brings the base of the next save.
		base := saved.Find("#saved input[name=base]").AttrOr("value", "")
		f.Set("base", base).Set("body", "I am {{sender.name}}.")
		autosave(f, page).Must(http.StatusOK, "#saved .state-line")

		plain := b.Get(at+"/letters/en").Form(onLetter).Set("subject", "Opened data").Submit().Must(http.StatusOK, onLetter)
		if got := plain.Find("#f-subject").AttrOr("value", ""); got != "Opened data" || !strings.HasSuffix(plain.URL.Path, "/letters/en") {
			t.Errorf("%s shows %q", plain.URL, got)
		}
		if got := s.actsOn("data"); !slices.Equal(got, []string{"campaign.create", "campaign.edit letter.en"}) {
			t.Errorf("noted: %q", got)
		}
		if len(s.copies(at)) != 0 {
			t.Error("something was set aside")
		}
	})
}

func TestAPlainSaveIsConfirmed(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b := s.signedIn("Ana", operator.Editor)
	at := begun(b, "Data", "en")
	for _, part := range []string{"/basics", "/endings", "/fields"} {
		page := b.Get(at + part)
		silent(t, page, "[data-is=saved]")
		page.Form("main form[data-unsaved=no]").Submit().Must(http.StatusOK, "[data-is=saved]")
	}
	refused := b.Get(at+"/basics").Form(onBasics).Set("other", "klingon!").Submit()
	silent(t, refused.Must(http.StatusUnprocessableEntity, "form[data-unsaved=yes]"), "[data-is=saved]")
}

func TestALetterIsShownAsAnySenderSendsItWithoutAScript(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b := s.signedIn("Ana", operator.Editor)
	at := begun(b, "Data", "en")
	b.Get(at+"/recipients").Form(onRecipients).Set("name", "Office").Set("address", "office@assembly.example").Set("language", "de").Submit()
	page := b.Get(at+"/letters/en").Form(onLetter).Set("body", "I am {{sender.name}}.").Set("sample", "cyrillic").Set("to", "1").Set("width", "desk").
		Press("button.unscripted").Must(http.StatusOK, onLetter)
	if got := page.Text("#look .body"); got != "I am Ђорђе Живковић." {
		t.Errorf("it shows %q", got)
	}
	if page.Find("#width-desk[checked]").Length() != 1 || !strings.Contains(page.Text("#look dl"), "office@assembly.example") || !strings.Contains(page.Text("#look"), "Deutsch") {
		t.Error("the choices are lost")
	}
	if got := page.Text("#f-body"); got != "I am {{sender.name}}." {
		t.Errorf("the form has %q", got)
	}
	if page.Find(".palette code").Length() != 5 || page.Find(".palette button:not([hidden])").Length() != 0 {
		t.Error("the merge fields are not there to be copied")
	}
}

func TestALetterOfTenThousandCyrillicCharactersIsSavedAndALongerOneComesBack(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b := s.signedIn("Ana", operator.Editor)
	at := begun(b, "Data", "sr-Cyrl")
	for _, row := range []struct {
		letters string
		over    bool
	}{{strings.Repeat("ћ", 10_000), false}, {strings.Repeat("𝔸", 10_000), false}, {strings.Repeat("ж", 20_000), true}} {
		page := b.Get(at+"/letters/sr-Cyrl").Must(http.StatusOK, onLetter)
		saved := autosave(page.Form(onLetter).Set("body", row.letters), page).Must(http.StatusOK, "#saved .state-line")
		if got := saved.Find("#c-body.over").Length() == 1; got != row.over {
			t.Errorf("marked as too long: %v, want %v: %s", got, row.over, saved.Text("#c-body"))
		}
		again := b.Get(at + "/letters/sr-Cyrl").Form(onLetter)
		if again.Values.Get("body") != row.letters {
			t.Error("it does not come back as it was typed")
		}
		if got := again.Submit().Must(http.StatusOK, onLetter).Form(onLetter).Values.Get("body"); got != row.letters {
			t.Error("the plain form loses it")
		}
	}
	if _, err := b.Try(http.MethodPost, "/c/open-data/letter", url.Values{"name": {strings.Repeat("x", 70_000)}}, nil); err == nil {
		if page := b.Post("/c/open-data/letter", url.Values{"name": {strings.Repeat("x", 70_000)}}); page.Status != http.StatusRequestEntityTooLarge {
			t.Errorf("a large form of a sender: %d", page.Status)
		}
	}
}

func TestTwoEditorsOfTwoPartsDoNotDisturbEachOther(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		ana, bojan := s.signedIn("Ana", operator.Editor), s.signedIn("Bojan", operator.Editor)
		at := begun(ana, "Data", "en", "de")
		english, german := ana.Get(at+"/letters/en"), bojan.Get(at+"/letters/de")
		endings, people := ana.Get(at+"/endings"), bojan.Get(at+"/recipients")
		autosave(english.Form(onLetter).Set("subject", "Data"), english).Must(http.StatusOK, "#saved .state-line")
		autosave(german.Form(onLetter).Set("subject", "Daten"), german).Must(http.StatusOK, "#saved .state-line")
		endings.Form(onEndings).Set("closing.en", "Over").Submit().Must(http.StatusOK, onEndings)
		people.Form(onRecipients).Set("name", "Office").Set("address", "office@assembly.example").Submit().Must(http.StatusOK, "#list table")
		content := s.dossier(at).Draft.Content
		if content.Letters["en"].Subject != "Data" || content.Letters["de"].Subject != "Daten" || content.Closing["en"] != "Over" || len(content.Recipients) != 1 {
			t.Errorf("the draft has %+v", content)
		}
		if len(s.copies(at)) != 0 {
			t.Error("something was set aside")
		}
	})
}

func TestTwoEditorsOfOneLetterLoseNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		ana, bojan := s.signedIn("Ana", operator.Editor), s.signedIn("Bojan", operator.Admin)
		at := begun(ana, "Data", "en")
		hers, his := ana.Get(at+"/letters/en"), bojan.Get(at+"/letters/en")
		autosave(hers.Form(onLetter).Set("body", "Hers."), hers).Must(http.StatusOK, "#saved .state-line")

		typing := his.Form(onLetter).Set("body", "His.")
		told := autosave(typing, his).Must(http.StatusUnprocessableEntity, `#saved [data-is=conflict]`)
		if !strings.Contains(told.Text("#saved"), "Ana") {
			t.Errorf("it does not say who: %s", told.Text("#saved"))
		}
		for _, name := range []string{"base", "copy"} {
			typing.Set(name, told.Find("#saved input[name="+name+"]").AttrOr("value", ""))
		}
		autosave(typing.Set("body", "His, longer."), his).Must(http.StatusUnprocessableEntity, `#saved [data-is=conflict]`)
		copies := s.copies(at)
		if len(copies) != 1 || !strings.Contains(copies[0].Part, "His, longer.") || s.dossier(at).Draft.Content.Letters["en"].Body != "Hers." {
			t.Fatalf("set aside: %+v", copies)
		}

		page := bojan.Get(told.Find(`#saved a`).AttrOr("href", "")).Must(http.StatusOK, onUse)
		if page.Find("del").Text() == "" || page.Find("ins").Text() == "" || !strings.Contains(page.Text(".versions"), "Ana") {
			t.Errorf("the differences: %s", page.Text("main"))
		}

		// The draft moves on before he presses.
		again := ana.Get(at + "/letters/en")
		again.Form(onLetter).Set("body", "Hers, again.").Submit().Must(http.StatusOK, onLetter)
		moved := page.Form(onUse).Submit().Must(http.StatusUnprocessableEntity, "#moved")
		if got := s.dossier(at).Draft.Content.Letters["en"].Body; got != "Hers, again." {
			t.Errorf("the draft has %q", got)
		}
		moved.Form(onUse).Submit().Must(http.StatusOK, onLetter)
		copies = s.copies(at)
		if got := s.dossier(at).Draft.Content.Letters["en"].Body; got != "His, longer." || len(copies) != 1 || !strings.Contains(copies[0].Part, "Hers, again.") {
			t.Errorf("the draft has %q, set aside are %+v", got, copies)
		}
		if got := s.actsOn("data"); got[len(got)-1] != "campaign.edit letter.en" {
			t.Errorf("noted: %q", got)
		}

		beside := ana.Get(at+"/letters/en?beside="+copies[0].ID).Must(http.StatusOK, ".beside")
		if !strings.Contains(beside.Text(".beside"), "Hers, again.") {
			t.Error("the other text does not stand beside the form")
		}
		merged := beside.Form(onLetter).Set("body", "Both.").Submit().Must(http.StatusOK, ".beside")
		ana.Get(merged.Find(".beside a").AttrOr("href", "")).Form(onDiscard).Submit().Must(http.StatusOK, "h1")
		if copies := s.copies(at); len(copies) != 0 {
			t.Errorf("left are %+v", copies)
		}
	})
}

func TestAPlainSaveOfAnOlderTextLeadsToBoth(t *testing.T) {
	s := boot(t, sqliteURL(t))
	ana, bojan := s.signedIn("Ana", operator.Editor), s.signedIn("Bojan", operator.Editor)
	at := begun(ana, "Data", "en")
	ana.Get(at + "/fields").Form(onFields).Press(`[value=add]`)
	ana.Get(at+"/recipients").Form(onRecipients).Set("name", "Office").Set("address", "office@assembly.example").Submit()
	for _, row := range []struct{ page, form, control, hers, his string }{
		{"/letters/en", onLetter, "body", "Hers.", "His."}, {"/basics", onBasics, "summary.en", "Hers.", "His."},
		{"/endings", onEndings, "victory.en", "Hers.", "His."}, {"/fields", onFields, "fields.1.name", "hers", "his"},
		{"", onRecipients, "function", "Hers.", "His."},
	} {
		to := at + row.page
		if row.page == "" {
			to = ana.Get(at+"/recipients").Find("#list a").AttrOr("href", "")
		}
		older := bojan.Get(to).Form(row.form).Set(row.control, row.his)
		ana.Get(to).Form(row.form).Set(row.control, row.hers).Submit().Must(http.StatusOK, row.form)
		both := older.Submit().Must(http.StatusOK, onUse)
		if text := both.Text("main"); !strings.Contains(text, row.hers) || !strings.Contains(text, row.his) {
			t.Errorf("%s: the page says %s", row.page, text)
		}
		both.Form(onUse).Submit().Must(http.StatusOK, row.form)
		part, err := s.dossier(at).Draft.Content.Part(s.copies(at)[0].Section)
		if err != nil || !strings.Contains(part, row.his) || !strings.Contains(s.copies(at)[0].Part, row.hers) {
			t.Errorf("%s: the draft has %s, set aside is %+v (%v)", row.page, part, s.copies(at)[0], err)
		}
	}
}

// submitted puts a whole draft into review.
func (s *system) submitted(at string, by audit.Actor) {
	s.t.Helper()
	id := at[strings.LastIndexByte(at, '/')+1:]
	_, err := s.store.campaigns.Change(s.t.Context(), id, s.Clock.now(), func(d *campaign.Dossier) (audit.Act, error) {
		act := audit.Act{Actor: by, Action: audit.CampaignSubmitted, Subject: d.Campaign.Slug}
		return act, d.Submit(uuid.Must(uuid.NewV7()).String(), campaign.Two, by.ID, "", s.Clock.now())
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// whole makes a campaign that can be submitted.
func (s *system) whole(b *webtest.Browser, title string) string {
	at := begun(b, title, "en")
	b.Get(at+"/basics").Form(onBasics).Set("summary.en", "Why").Submit()
	b.Get(at+"/recipients").Form(onRecipients).Set("name", "Office").Set("address", "office@assembly.example").Submit()
	b.Get(at+"/letters/en").Form(onLetter).Set("subject", "Data").Set("body", "Please.\n{{sender.name}}").Submit()
	b.Get(at+"/sending").Form(onSending).Set("reference", "Ref. 1").Submit()
	if found := s.dossier(at).Draft.Content.Findings(); len(found) != 0 {
		s.t.Fatalf("still to do: %+v", found)
	}
	return at
}

func TestADraftInReviewCannotBeChangedAndLosesNothingThatIsTyped(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b := s.signedIn("Ana", operator.Editor)
	at := s.whole(b, "Data")
	open := b.Get(at + "/letters/en")
	people := b.Get(at + "/recipients")
	s.submitted(at, audit.Actor{ID: "bojan", Name: "bojan@assembly.example"})
	told := autosave(open.Form(onLetter).Set("body", "Too late."), open).Must(http.StatusUnprocessableEntity, "#saved [data-is=conflict]")
	if copies := s.copies(at); len(copies) != 1 || !strings.Contains(copies[0].Part, "Too late.") {
		t.Fatalf("set aside: %+v", copies)
	}
	if page := b.Get(told.Find("#saved a").AttrOr("href", "")).Must(http.StatusOK, "[data-is=locked]"); page.Find(onUse).Length() != 0 {
		t.Error("it can be used")
	}
	people.Form(onRecipients).Set("name", "Late").Set("address", "late@assembly.example").Submit().Must(http.StatusOK, "[data-is=locked]")
	if copies := s.copies(at); len(copies) != 2 {
		t.Errorf("set aside: %+v", copies)
	}
	for _, part := range []string{"basics", "letters/en", "fields", "recipients", "endings"} {
		page := b.Get(at+"/"+part).Must(http.StatusOK, `[data-is=locked] a[href$="/revisions/1"]`)
		if page.Find("main form textarea, main form input").Length() != 0 {
			t.Errorf("%s has a form", part)
		}
	}
}

func TestAnEditorIsToldBeforeAnApprovalIsVoided(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b := s.signedIn("Ana", operator.Editor)
	at := s.whole(b, "Data")
	s.submitted(at, audit.Actor{ID: "bojan", Name: "bojan@assembly.example"})
	id := at[strings.LastIndexByte(at, '/')+1:]
	_, err := s.store.campaigns.Change(t.Context(), id, s.Clock.now(), func(d *campaign.Dossier) (audit.Act, error) {
		act := audit.Act{Actor: audit.Actor{ID: "vera", Name: "vera@assembly.example"}, Action: audit.CampaignApproved, Subject: d.Campaign.Slug}
		return act, d.Approve(d.Pending.Digest.String(), "vera", "", campaign.Two, s.Clock.now())
	})
	if err != nil {
		t.Fatal(err)
	}
	page := b.Get(at+"/letters/en").Must(http.StatusOK, "[data-is=voids]")
	autosave(page.Form(onLetter), page).Must(http.StatusOK, "#saved .state-line")
	if got := s.dossier(at); got.Campaign.State != campaign.Approved {
		t.Errorf("an unchanged letter voids the approval: %s", got.Campaign.State)
	}
	autosave(page.Form(onLetter).Set("subject", "Other"), page).Must(http.StatusOK, "#saved .state-line")
	if got := s.dossier(at); got.Campaign.State != campaign.Draft || got.Pending != nil {
		t.Errorf("the approval stands: %+v", got.Campaign)
	}
	if got := s.actsOn("data"); !slices.Equal(got[len(got)-2:], []string{"campaign.edit letter.en", "campaign.void 1"}) {
		t.Errorf("noted: %q", got)
	}
	if b.Get(at+"/letters/en").Find("[data-is=voids]").Length() != 0 {
		t.Error("it is still said")
	}
}
