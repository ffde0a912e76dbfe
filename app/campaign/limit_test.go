package campaign_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"emailcampaigns/app/campaign"
)

func TestLimitsCountCharactersOfEveryLanguage(t *testing.T) {
	c := unreferenced()
	c.Languages = append(c.Languages, "de")
	c.Closing = map[string]string{"en": "Thank you."}
	want := []campaign.Limit{
		{Path: "title.en", Used: 9, Max: 150},
		{Path: "summary.en", Used: 15, Max: 5000},
		{Path: "closing.en", Used: 10, Max: 5000},
		{Path: "victory.en", Max: 5000},
		{Path: "letters.en.subject", Used: 51, Max: 150},
		{Path: "letters.en.body", Used: 105, Max: 10_000},
		{Path: "title.sr-Cyrl", Used: 15, Max: 150},
		{Path: "summary.sr-Cyrl", Used: 15, Max: 5000},
		{Path: "closing.sr-Cyrl", Max: 5000},
		{Path: "victory.sr-Cyrl", Max: 5000},
		{Path: "letters.sr-Cyrl.subject", Used: 25, Max: 150},
		{Path: "letters.sr-Cyrl.body", Used: 101, Max: 10_000},
		{Path: "title.de", Max: 150},
		{Path: "summary.de", Max: 5000},
		{Path: "closing.de", Max: 5000},
		{Path: "victory.de", Max: 5000},
		{Path: "letters.de.subject", Max: 150},
		{Path: "letters.de.body", Max: 10_000},
	}
	if diff := cmp.Diff(want, c.Limits()); diff != "" {
		t.Error(diff)
	}
}

func TestLimitsAreThoseOfTheRules(t *testing.T) {
	for _, limit := range content().Limits() {
		c := content()
		c.Closing, c.Victory = maps.Clone(c.Summary), maps.Clone(c.Summary)
		long := strings.Repeat("ж", limit.Max+1)
		switch place := campaign.PlaceOf(limit.Path); {
		case place.Section == "title":
			c.Title[place.Language] = long
		case place.Section == "summary":
			c.Summary[place.Language] = long
		case place.Section == "closing":
			c.Closing[place.Language] = long
		case place.Section == "victory":
			c.Victory[place.Language] = long
		default:
			letter := c.Letters[place.Language]
			if place.Part == "subject" {
				letter.Subject = long
			} else {
				letter.Body = long
			}
			c.Letters[place.Language] = letter
		}
		want := []campaign.Finding{at(limit.Path, "too_long", args{"Count": limit.Max + 1, "Max": limit.Max})}
		if diff := cmp.Diff(want, c.Findings()); diff != "" {
			t.Error(diff)
		}
	}
}
