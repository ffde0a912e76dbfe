package campaign_test

import (
	"testing"
	"time"

	"emailcampaigns/app/campaign"
)

func TestWhatAVisitorMeets(t *testing.T) {
	opens := time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)
	closes := opens.AddDate(0, 1, 0)
	before, during := opens.Add(-time.Nanosecond), opens.Add(time.Hour)
	never := time.Time{}
	for name, c := range map[string]struct {
		state         campaign.State
		opens, closes time.Time
		now           time.Time
		want          campaign.Availability
	}{
		"draft":                       {campaign.Draft, opens, closes, during, campaign.Hidden},
		"in review":                   {campaign.InReview, opens, closes, during, campaign.Hidden},
		"approved":                    {campaign.Approved, opens, closes, during, campaign.Hidden},
		"archived":                    {campaign.Archived, opens, closes, during, campaign.Hidden},
		"no state":                    {"", never, never, during, campaign.Hidden},
		"live without schedule":       {campaign.Live, never, never, during, campaign.Open},
		"live before opening":         {campaign.Live, opens, closes, before, campaign.Waiting},
		"live at opening":             {campaign.Live, opens, closes, opens, campaign.Open},
		"live in between":             {campaign.Live, opens, closes, during, campaign.Open},
		"live just before closing":    {campaign.Live, opens, closes, closes.Add(-time.Nanosecond), campaign.Open},
		"live at closing":             {campaign.Live, opens, closes, closes, campaign.Ended},
		"live, closing only":          {campaign.Live, never, closes, before, campaign.Open},
		"live, opening only, later":   {campaign.Live, opens, never, closes, campaign.Open},
		"paused before opening":       {campaign.Paused, opens, closes, before, campaign.Halted},
		"paused in between":           {campaign.Paused, opens, closes, during, campaign.Halted},
		"paused after closing":        {campaign.Paused, opens, closes, closes, campaign.Ended},
		"closed by hand":              {campaign.Closed, opens, closes, during, campaign.Ended},
		"closed by hand before opens": {campaign.Closed, opens, closes, before, campaign.Ended},
	} {
		c1 := campaign.Campaign{State: c.state, OpensAt: c.opens, ClosesAt: c.closes}
		if got := c1.At(c.now); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestIn(t *testing.T) {
	texts := map[string]string{"en": "data", "sr-Latn": "podaci"}
	for _, c := range []struct {
		texts     map[string]string
		wanted    string
		fallbacks []string
		want      string
	}{
		{texts, "sr-Latn", []string{"en"}, "podaci"},
		{texts, "de", []string{"fr", "sr-Latn", "en"}, "podaci"},
		{texts, "sr-Cyrl", []string{"en"}, "podaci"}, // the same language in another script
		{texts, "de", nil, "data"},                   // any, and always the same
		{texts, "de", []string{"fr"}, "data"},
		{nil, "de", []string{"fr"}, ""},
	} {
		if got := campaign.In(c.texts, c.wanted, c.fallbacks); got != c.want {
			t.Errorf("In(%v, %s, %v) = %q, want %q", c.texts, c.wanted, c.fallbacks, got, c.want)
		}
	}
}

func TestLetterLanguage(t *testing.T) {
	for wanted, want := range map[string]string{"sr-Cyrl": "sr-Cyrl", "sr-Latn": "sr-Cyrl", "en": "en", "de": "en", "": "en"} {
		if got := content().LetterLanguage(wanted); got != want {
			t.Errorf("LetterLanguage(%q) = %q, want %q", wanted, got, want)
		}
	}
}
