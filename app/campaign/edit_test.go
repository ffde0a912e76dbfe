package campaign

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"emailcampaigns/app/fault"
)

var (
	morning = time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	later   = morning.Add(time.Hour)
)

func drafted() Dossier {
	return NewDossier("0193", "open-data", Content{
		Languages: []string{"en", "de"},
		Title:     map[string]string{"en": "Open data", "de": "Offene Daten"},
		Summary:   map[string]string{"en": "Why", "de": "Warum"},
		Closing:   map[string]string{"en": "Over", "de": "Vorbei"},
		Fields:    []Field{{Name: "city", Label: map[string]string{"en": "City", "de": "Stadt"}, MaxLength: 40}},
		Letters:   map[string]Letter{"en": {Subject: "Data", Body: "Please"}, "de": {Subject: "Daten", Body: "Bitte"}},
	}, "ana", morning)
}

func part(t *testing.T, d Dossier, s Section) string {
	t.Helper()
	text, err := d.Draft.Content.Part(s)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func written(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestEditorsOfTwoSectionsDoNotDisturbEachOther(t *testing.T) {
	d := drafted()
	begun := Edit{By: d.Draft.EditedBy, At: d.Draft.EditedAt}
	english, german := LetterSection("en"), LetterSection("de")
	baseE, baseG := Base(part(t, d, english)), Base(part(t, d, german))
	for _, edit := range []struct {
		s        Section
		base, by string
		text     Letter
	}{{english, baseE, "ana", Letter{Subject: "Data!"}}, {german, baseG, "bo", Letter{Subject: "Daten!"}}} {
		if edited, err := d.Edit(edit.s, edit.base, written(t, edit.text), edit.by, later); err != nil || !edited {
			t.Fatalf("%s: %v, %v", edit.s, edited, err)
		}
	}
	if e, g := d.Draft.Content.Letters["en"].Subject, d.Draft.Content.Letters["de"].Subject; e != "Data!" || g != "Daten!" {
		t.Errorf("the draft has %q and %q", e, g)
	}
	if d.Draft.LastEdit(english).By != "ana" || d.Draft.LastEdit(german).By != "bo" || d.Draft.LastEdit(Basics) != begun {
		t.Errorf("edits: %+v", d.Draft.Edits)
	}
}

func TestAnEditOfAnOlderTextIsRefusedAndChangesNothing(t *testing.T) {
	d := drafted()
	s := LetterSection("en")
	base := Base(part(t, d, s))
	if _, err := d.Edit(s, base, written(t, Letter{Subject: "Ana's"}), "ana", later); err != nil {
		t.Fatal(err)
	}
	_, err := d.Edit(s, base, written(t, Letter{Subject: "Bo's"}), "bo", later)
	var conflict *EditConflict
	if !errors.As(err, &conflict) || conflict.EditedBy != "ana" || !fault.Is(err, fault.Conflict) {
		t.Errorf("error: %v", err)
	}
	if got := d.Draft.Content.Letters["en"].Subject; got != "Ana's" {
		t.Errorf("the draft has %q", got)
	}
	if edited, err := d.Edit(s, base, written(t, Letter{Subject: "Ana's"}), "bo", later); edited || err != nil {
		t.Errorf("the same text: %v, %v", edited, err)
	}
}

func TestTheTextsOfALanguageThatLeavesAreSetAside(t *testing.T) {
	d := drafted()
	german := part(t, d, LetterSection("de"))
	basics := written(t, BasicsPart{Languages: []string{"en", "fr"}, Title: map[string]string{"en": "Open data"}, Summary: map[string]string{"en": "Why"}})
	if _, err := d.Edit(Basics, Base(part(t, d, Basics)), basics, "bo", later); err != nil {
		t.Fatal(err)
	}
	var sections []Section
	for _, v := range d.Aside() {
		sections = append(sections, v.Section)
		if v.OperatorID != "ana" || v.CampaignID != "0193" || !v.MadeAt.Equal(later) {
			t.Errorf("set aside: %+v", v)
		}
		if v.Section == LetterSection("de") && v.Part != german {
			t.Errorf("the letter reads %s", v.Part)
		}
	}
	if want := []Section{Basics, LetterSection("de"), Questions, Ends}; !slices.Equal(sections, want) {
		t.Errorf("set aside are %v, want %v", sections, want)
	}
	if letter, ok := d.Draft.Content.Letters["fr"]; !ok || !letter.Empty() {
		t.Errorf("the new language begins with %+v, %v", letter, ok)
	}
	if _, kept := d.Draft.Content.Letters["de"]; kept {
		t.Error("the letter is still in the draft")
	}
}

func TestNothingIsSetAsideWhereNothingIsLost(t *testing.T) {
	d := drafted()
	part := func(languages ...string) string {
		return written(t, BasicsPart{Languages: languages, Title: map[string]string{"en": "Other"}, Summary: map[string]string{"en": "Why"}})
	}
	for _, languages := range [][]string{{"de", "en"}, {"en", "de", "fr"}, {"en", "de"}} {
		current, err := d.Draft.Content.Part(Basics)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.Edit(Basics, Base(current), part(languages...), "bo", later); err != nil {
			t.Fatal(err)
		}
	}
	if len(d.Aside()) != 0 {
		t.Errorf("set aside: %+v", d.Aside())
	}
}
