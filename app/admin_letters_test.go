package main

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/google/go-cmp/cmp"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/operator"
	"emailcampaigns/app/web/webtest"
)

const onOthers = `form[action$="/others"]`

// pressed posts a button of the letter's form as htmx does.
func pressed(f *webtest.Form, page *webtest.Page, button string) *webtest.Page {
	f.Values.Set("do", button)
	return autosave(f, page)
}

func TestALetterIsBuiltOfBlocksAndNothingTypedIsLost(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		b := s.signedIn("Ana", operator.Editor)
		at := begun(b, "Data", "en", "de")
		english := func() campaign.Letter { return s.dossier(at).Draft.Content.Letters["en"] }

		page := b.Get(at+"/letters/en").Must(http.StatusOK, onLetter)
		silent(t, page, "#f-closing, #f-blocks > *, [name^='subjects.']") // a plain letter has no more than it needs
		page = page.Form(onLetter).Set("subject", "Open data").Set("body", "Dear all,").Press(`[value="add-block"]`).Must(http.StatusOK, `[id="f-blocks.1.texts.1"]`)
		if got := page.URL.Fragment; got != "f-blocks.1.texts.1" {
			t.Errorf("the page goes on at %q", got)
		}
		page = page.Form(onLetter).Set("blocks.1.texts.1", "Please publish.").Set("closing", "Yours,").Press(`[value="add-text.1"]`).Must(http.StatusOK, `[id="f-blocks.1.texts.2"]`)
		page = page.Form(onLetter).Set("blocks.1.texts.2", "Publish, please.").Press(`[value="add-block"]`)
		page = page.Form(onLetter).Set("blocks.2.texts.1", "It is ours.").Press(`[value="add-subject"]`)
		page = page.Form(onLetter).Set("subjects.1", "Our data").Press(`[value="up.2"]`)
		want := campaign.Letter{
			Subject: "Open data", Subjects: []string{"Our data"}, Body: "Dear all,",
			Blocks: []campaign.Block{{Texts: []string{"It is ours."}}, {Texts: []string{"Please publish.", "Publish, please."}}}, Closing: "Yours,",
		}
		if diff := cmp.Diff(want, english()); diff != "" {
			t.Error(diff)
		}

		f := page.Form(onLetter).Set("blocks.2.texts.1", "Please, publish.").Set("subject", "Data ")
		f.Values.Set("do", "remove-text.2.2")
		answer := pressed(f, page, "remove-text.2.2").Must(http.StatusOK, `#parts [id="f-blocks.2.texts.1"][autofocus]`)
		if answer.Find("main").Length() != 0 || answer.Header.Get("HX-Retarget") != "#parts" || answer.Find("#look .body").Length() != 1 || answer.Find("#saved input[name=base]").Length() != 1 {
			t.Errorf("the answer to a press: %s", answer.Body)
		}
		want.Subject, want.Blocks[1].Texts = "Data", []string{"Please, publish."}
		if diff := cmp.Diff(want, english()); diff != "" {
			t.Error(diff)
		}

		page = b.Get(at + "/letters/en")
		page = page.Form(onLetter).Press(`[value="remove-block.1"]`)
		page.Form(onLetter).Press(`[value="remove-subject.2"]`)
		want.Subjects, want.Blocks = nil, want.Blocks[1:]
		if diff := cmp.Diff(want, english()); diff != "" || len(s.copies(at)) != 0 {
			t.Errorf("%s, set aside: %v", diff, s.copies(at))
		}
		if got := s.actsOn("data"); !slices.Equal(got, []string{"campaign.create", "campaign.edit letter.en"}) {
			t.Errorf("noted: %q", got)
		}
	})
}

func TestWhoPressesAButtonOnAnOlderTextLosesNothing(t *testing.T) {
	s := boot(t, sqliteURL(t))
	ana, bojan := s.signedIn("Ana", operator.Editor), s.signedIn("Bojan", operator.Editor)
	at := begun(ana, "Data", "en")
	hers, his := ana.Get(at+"/letters/en"), bojan.Get(at+"/letters/en")
	autosave(hers.Form(onLetter).Set("body", "Hers."), hers)
	answer := pressed(his.Form(onLetter).Set("body", "His."), his, "add-block").Must(http.StatusUnprocessableEntity, "#saved [data-is=conflict]")
	if answer.Text("#f-body") != "His." || answer.Find(`[id="f-blocks.1.texts.1"]`).Length() != 1 {
		t.Errorf("the answer: %s", answer.Body)
	}
	copies := s.copies(at)
	if len(copies) != 1 || !strings.Contains(copies[0].Part, "His.") || !strings.Contains(copies[0].Part, `"blocks"`) {
		t.Errorf("set aside are %+v", copies)
	}
}

func TestAWordingIsLookedAtAndAnotherOne(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b := s.signedIn("Ana", operator.Editor)
	at := begun(b, "Data", "en")
	page := b.Get(at + "/letters/en")
	silent(t, page, `[value="another"]`)
	page = page.Form(onLetter).Set("subject", "S").Set("body", "Dear all,").Press(`[value="add-block"]`)
	page = page.Form(onLetter).Set("blocks.1.texts.1", "First.").Press(`[value="add-text.1"]`)
	page = page.Form(onLetter).Set("blocks.1.texts.2", "Second.").Press(".actions .button")
	seen := map[string]string{}
	for range 3 {
		seen[page.Text("#look .body")] = page.Text("#look .inline span")
		page = page.Form(onLetter).Press(`[value="another"]`).Must(http.StatusOK, "#look")
	}
	if len(seen) != 2 || seen["Dear all, First."] == seen["Dear all, Second."] || !strings.Contains(seen["Dear all, First."], "of 2") {
		t.Errorf("looked at: %q", seen)
	}
	if got := page.Text("#likeness"); !strings.Contains(got, "alike") {
		t.Errorf("how alike the letters are: %q", got)
	}
	if got := b.Get(at + "/draft").Text(`[data-likeness=en]`); !strings.Contains(got, "2 different versions") {
		t.Errorf("how alike the letters are: %q", got)
	}
}

func TestOtherLettersAreAddedRenamedWrittenAndRemoved(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		b := s.signedIn("Ana", operator.Editor)
		at := begun(b, "Data", "en", "de")
		page := b.Get(at+"/others").Must(http.StatusOK, onOthers)
		refused := page.Form(onOthers).Set("another", "The office").Press(`[value=add]`).Must(http.StatusUnprocessableEntity, "#rejected")
		if refused.Find("#f-another").AttrOr("value", "") != "The office" {
			t.Error("what was typed is lost")
		}
		refused.Form(onOthers).Set("another", "office").Press(`[value=add]`).Must(http.StatusOK, "[data-is=saved]")
		letter := b.Get(at+"/letters/en@office").Must(http.StatusOK, onLetter)
		autosave(letter.Form(onLetter).Set("body", "To the office."), letter).Must(http.StatusOK, "#saved .state-line")
		if got := s.dossier(at).Draft.Content.Others; len(got) != 1 || got[0].Letters["en"].Body != "To the office." || len(got[0].Letters) != 2 {
			t.Errorf("other letters: %+v", got)
		}
		b.Get(at+"/letters/en@nobody").Must(http.StatusNotFound, "main")
		b.Get(at+"/letters/en@No").Must(http.StatusNotFound, "main")

		page = b.Get(at+"/others").Form(onOthers).Set("names.1", "chamber").Press(".actions .button").Must(http.StatusOK, "[data-is=saved]")
		if got := s.dossier(at).Draft.Content.Others; len(got) != 1 || got[0].Name != "chamber" || got[0].Letters["en"].Body != "To the office." || len(s.copies(at)) != 0 {
			t.Errorf("renamed: %+v", got)
		}
		// Whoever still writes under the old name is told, and loses nothing.
		told := autosave(letter.Form(onLetter).Set("body", "Too late."), letter).Must(http.StatusUnprocessableEntity, "#saved [data-is=conflict]")
		copies := s.copies(at)
		if len(copies) != 1 || copies[0].Section != "letter.en@office" {
			t.Fatalf("set aside are %+v, told: %s", copies, told.Body)
		}
		b.Get(at+"/copies/"+copies[0].ID).Must(http.StatusOK, "main")

		page.Form(onOthers).Press(`[value="remove.1"]`).Must(http.StatusOK, "[data-is=saved]")
		var sections []campaign.Section
		for _, v := range s.copies(at) {
			sections = append(sections, v.Section)
		}
		slices.Sort(sections)
		if s.dossier(at).Draft.Content.Others != nil || !slices.Equal(sections, []campaign.Section{"letter.en@chamber", "letter.en@office"}) {
			t.Errorf("removed: %+v, set aside are %v", s.dossier(at).Draft.Content.Others, sections)
		}
	})
}

func TestALetterIsBuiltOfBlocksInABrowser(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b := s.signedIn("Ana", operator.Editor)
	at := begun(b, "Data", "en")
	w := openWindow(t, true, 1280, false, s.Base)
	w.as(s, b)
	w.open(s, at+"/letters/en", onLetter)
	letter := func() campaign.Letter { return s.dossier(at).Draft.Content.Letters["en"] }
	focused := func(id string) string {
		return `document.activeElement?.id === "` + id + `" && !document.querySelector("#parts").inert`
	}

	// What is typed just before a press goes with it, and the page stays.
	w.run(typeInto("#f-subject", "Data"), typeInto("#f-body", "Dear all,"), chromedp.Click(chromedp.CSS(`[value="add-block"]`)))
	w.until(focused("f-blocks.1.texts.1"))
	w.run(typeInto(`[id="f-blocks.1.texts.1"]`, "Please publish."), chromedp.Click(chromedp.CSS(`[value="add-text.1"]`)))
	w.until(focused("f-blocks.1.texts.2"))
	w.run(typeInto(`[id="f-blocks.1.texts.2"]`, "I am "), chromedp.Click(chromedp.CSS(`[data-insert="{{sender.name}}"]`)))
	w.until(isSaved)
	want := campaign.Letter{Subject: "Data", Body: "Dear all,", Blocks: []campaign.Block{{Texts: []string{"Please publish.", "I am {{sender.name}}"}}}}
	if diff := cmp.Diff(want, letter()); diff != "" || len(s.copies(at)) != 0 {
		t.Errorf("%s, set aside: %v", diff, s.copies(at))
	}
	before := read(w, chromedp.Evaluate[string](`document.querySelector("#look .body").textContent`))
	w.run(chromedp.Click(chromedp.CSS(`[value="another"]`)))
	w.until(`document.querySelector("#look .body").textContent !== ` + "`" + before + "`")
}

// TestTheLettersOfRecipientsWithFreeColumnsAreEdited: each language and each other
// letter, with every field that a letter to one recipient may have on offer.
func TestTheLettersOfRecipientsWithFreeColumnsAreEdited(t *testing.T) {
	o := newOffice(t, sqliteURL(t))
	o.individual(func(c *campaign.Content) {
		c.Selection = campaign.Selection{Mode: campaign.Random, Count: 1}
		c.Recipients[0].Extra = map[string]string{"room": "12", "column": "x"}
		c.Others = []campaign.OtherLetter{{Name: "office", Letters: map[string]campaign.Letter{}}}
	})
	d := o.dossier(o.path(""))
	for _, tag := range d.Draft.Content.Languages {
		for _, name := range []string{"", "office"} {
			page := o.admin.Get(o.path("/letters/"+campaign.OtherLetterSection(name, tag).Key())).Must(http.StatusOK, onLetter)
			shown := page.Text(".palette")
			for _, field := range d.Draft.Content.MergeFields() {
				if !strings.Contains(shown, "{{"+field+"}}") {
					t.Errorf("%s %s does not offer %s", name, tag, field)
				}
			}
			if tag == "en" && name == "" && !strings.Contains(shown, "the recipient's “room”") {
				t.Errorf("the palette: %q", shown)
			}
			autosave(page.Form(onLetter), page).Must(http.StatusOK, "#saved")
		}
	}
	o.admin.Get(o.path("/draft")).Must(http.StatusOK, ".sheet")
}

// individual changes what the draft has, past its pages.
func (o *office) individual(change func(c *campaign.Content)) {
	o.t.Helper()
	o.change(func(d *campaign.Dossier) error {
		change(&d.Draft.Content)
		return nil
	})
}

// TestTheEditorTellsOfSalutationsInOtherLanguages, also while the letter is typed.
func TestTheEditorTellsOfSalutationsInOtherLanguages(t *testing.T) {
	o := newOffice(t, sqliteURL(t))
	o.individual(func(c *campaign.Content) {
		c.Selection = campaign.Selection{Mode: campaign.Random, Count: 1}
		c.Recipients[0].Language, c.Recipients[0].Salutation = "fr", map[string]string{"fr": "Madame,"}
	})
	content := o.dossier(o.path("")).Draft.Content
	first := content.LetterLanguage("fr")
	page := o.admin.Get(o.path("/letters/"+first)).Must(http.StatusOK, "#problems [data-is=elsewhere]")
	if got := page.Text("#problems [data-is=elsewhere]"); !strings.HasSuffix(got, content.Recipients[0].Name) {
		t.Errorf("told is %q", got)
	}
	f := page.Form(onLetter)
	silent(t, autosave(f.Set("body", strings.ReplaceAll(f.Values.Get("body"), "{{recipient.salutation}}", "Hello")), page).Must(http.StatusOK, "#problems"), "[data-is=elsewhere]")
	o.admin.Get(o.path("/draft")).Must(http.StatusOK, ".sheet")
}

// TestAReviewerReadsNamesOfListsAndLanguages, and the id of a list that is gone.
func TestAReviewerReadsNamesOfListsAndLanguages(t *testing.T) {
	o := newOffice(t, sqliteURL(t))
	list := listed(o.editor, "Assembly")
	id := list[strings.LastIndexByte(list, '/')+1:]
	o.individual(func(c *campaign.Content) { c.Recipients[0].Language, c.Recipients[0].List = "", "" })
	page := o.submitted("")
	o.reviewer.Get(page.URL.Path).Must(http.StatusOK, onDecision).Form(onDecision).Press(approves)
	const onPublication = `form[action$="/publication"]`
	o.admin.Get(o.path("")).Must(http.StatusOK, onPublication).Form(onPublication).Submit().Must(http.StatusOK, ".state.live")
	o.individual(func(c *campaign.Content) {
		c.Recipients[0].Language, c.Recipients[0].List = "sr-Latn", id
		c.Recipients = append(c.Recipients, campaign.Recipient{Key: "b@board.example", Name: "Board", Address: "b@board.example", Language: "de", List: "gone-list"})
		d := c.Recipients[len(c.Recipients)-1]
		d.Key, d.Address, d.List = "c@board.example", "c@board.example", id
		c.Recipients = append(c.Recipients, d)
	})
	if got := o.viewer.Get(o.path("/draft")).Must(http.StatusOK, "#to").Text("section[aria-labelledby=to]"); strings.Contains(got, id) || !strings.Contains(got, "Assembly") || !strings.Contains(got, "gone-list") {
		t.Errorf("the draft: %s", got)
	}
	got := o.viewer.Get(o.submitted("").URL.Path).Must(http.StatusOK, ".part").Text("section[aria-labelledby=compared]")
	for _, want := range []string{"Srpski", "Assembly", "Deutsch", "gone-list"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in %s", want, got)
		}
	}
	if strings.Contains(got, id) || strings.Contains(got, "sr-Latn") {
		t.Errorf("raw: %s", got)
	}
}

// TestAReviewerReadsTheLetterOfAnyRecipient: byte for byte what they would get of a
// sample sender, in every wording, by links alone.
func TestAReviewerReadsTheLetterOfAnyRecipient(t *testing.T) {
	o := newOffice(t, sqliteURL(t))
	const onLens = `#lens form[method="get"]`
	silent(t, o.reviewer.Get(o.submitted("").URL.Path).Must(http.StatusOK, onDecision), "#lens") // all get one message
	o.reviewer.Get(o.path("/revisions/1")).Form(onDecision).Set("reason", "No").Press(rejects)
	o.individual(func(c *campaign.Content) {
		c.Selection = campaign.Selection{Mode: campaign.Random, Count: 1}
		for tag, letter := range c.Letters {
			letter.Blocks = append(letter.Blocks, campaign.Block{Texts: []string{"One way of saying it.", "Another way of putting it."}})
			c.Letters[tag] = letter
		}
		c.Recipients[1].Language, c.Recipients[1].Salutation = "sr-Cyrl", map[string]string{"sr-Cyrl": "Поштована,"}
		c.Routes = []campaign.Route{{Exclude: true, When: []campaign.Condition{{Column: "constituency", Is: campaign.IsOneOf, Values: []string{"out"}}}}}
		c.Recipients[0].Constituency = "out"
	})
	content := o.dossier(o.path("")).Draft.Content
	page := o.viewer.Get(o.submitted("").URL.Path).Must(http.StatusOK, onLens)
	if got := page.Find("#f-to option[selected]").AttrOr("value", ""); got != "2" || page.Find(`#f-to option[value="0"]`).Length() != 0 {
		t.Errorf("shown is the letter of %q", got)
	}
	at := page.URL.Path
	for to := 2; to <= len(content.Recipients); to++ {
		for wording := range campaign.Wording(4) {
			page := o.viewer.Get(fmt.Sprintf("%s?sample=long&to=%d&wording=%d", at, to, wording)).Must(http.StatusOK, onLens)
			want := content.Preview(content.EnvelopeTo(content.Recipients[to-1], wording), content.SampleValues("long"), nil)
			if got := page.Find("#look .body").Text(); got != want.Body {
				t.Errorf("recipient %d, wording %d:\n%s\nwant\n%s", to, wording, got, want.Body)
			}
		}
	}
	o.viewer.Get(at+"?to=1").Must(http.StatusOK, "#look .box.warning")
	for _, odd := range []string{"?to=0", "?to=-1", "?to=9999", "?to=x&wording=-1&sample=none&width=none"} {
		o.viewer.Get(at+odd).Must(http.StatusOK, `#f-to option[value="2"][selected]`)
	}
	f := page.Form(onLens)
	f.Values.Set("do", "another")
	other := o.viewer.Get(at+"?"+f.Values.Encode()).Must(http.StatusOK, onLens)
	if other.Find("#look .body").Text() == page.Find("#look .body").Text() {
		t.Error("another wording reads the same")
	}
}
