package campaign_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"emailcampaigns/app/campaign"
)

func TestSamplesAreInventedAndDiffer(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range campaign.Samples() {
		v := content().SampleValues(s.ID)
		if s.ID == "" || seen[s.ID] || seen[s.Name] || v.Name != s.Name {
			t.Errorf("sample %+v has the values %+v", s, v)
		}
		if !strings.HasSuffix(v.Address, ".example") {
			t.Errorf("%s could be a real mailbox", v.Address)
		}
		if diff := cmp.Diff(v, v.Clean()); diff != "" {
			t.Errorf("%s: a sender cannot type this: %s", s.ID, diff)
		}
		seen[s.ID], seen[s.Name] = true, true
	}
	if len(seen) != 8 {
		t.Errorf("samples %v", campaign.Samples())
	}
	if diff := cmp.Diff(content().SampleValues(campaign.Samples()[0].ID), content().SampleValues("nobody")); diff != "" {
		t.Errorf("an unknown sample is not the first: %s", diff)
	}
}

func TestSampleValuesFillTheFields(t *testing.T) {
	for id, want := range map[string]map[string]string{
		"short":    {"place": "Place", "reason": "Reason"},
		"long":     {"place": "Место Место Место", "reason": "Разлог Разлог Разлог Разлог Разлог"},
		"cyrillic": {"place": "Место", "reason": "Разлог"},
		"sparing":  {"place": "Place", "reason": ""},
	} {
		if diff := cmp.Diff(want, content().SampleValues(id).Fields); diff != "" {
			t.Errorf("%s: %s", id, diff)
		}
	}
}

func TestSampleValuesAreAccepted(t *testing.T) {
	contents := map[string]campaign.Content{"content": content(), "sample": sample(t).Content}
	for _, label := range []string{
		"P", "Place of residence", "e\u0301e\u0301e\u0301", "\u0301\u0302", "a\u0316\u0317\u0318\u0319", "\u200bname", "\u200b", "\u00a0 x", "a\u202eb\nc\xff", "a     b", strings.Repeat("long ", 50),
	} {
		for _, limit := range []int{1, 2, 3, 7, 500} {
			c := content()
			for i := range c.Fields {
				c.Fields[i].Label, c.Fields[i].MaxLength = map[string]string{"en": label}, limit
			}
			contents[label+strings.Repeat("+", limit)] = c
		}
	}
	for name, c := range contents {
		for _, s := range campaign.Samples() {
			v := c.SampleValues(s.ID)
			if err := c.CheckValues(v); err != nil {
				t.Errorf("%s of %+q: %v", s.ID, name, err)
			}
			if diff := cmp.Diff(v, v.Clean()); diff != "" {
				t.Errorf("%s of %+q: %s", s.ID, name, diff)
			}
		}
	}
}

func TestTheLongSampleComesCloseToTheLimit(t *testing.T) {
	c := sample(t).Content
	for _, f := range c.Fields {
		if got := utf8.RuneCountInString(c.SampleValues("long").Fields[f.Name]); got > f.MaxLength || got < f.MaxLength/2 {
			t.Errorf("%s has %d characters of %d", f.Name, got, f.MaxLength)
		}
	}
}

func TestSampleValuesOfADraftThatBreaksTheRules(t *testing.T) {
	c := campaign.Content{Fields: []campaign.Field{
		{}, {Name: "x", MaxLength: -1000, Required: true}, {Name: "y", MaxLength: 1 << 60, Label: map[string]string{"": "z"}},
	}}
	for _, s := range campaign.Samples() {
		for name, value := range c.SampleValues(s.ID).Fields {
			if utf8.RuneCountInString(value) > campaign.MaxFieldLength {
				t.Errorf("%s of %s has %d bytes", name, s.ID, len(value))
			}
		}
	}
}
