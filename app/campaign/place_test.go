package campaign_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"emailcampaigns/app/campaign"
)

func TestPlacesOfPaths(t *testing.T) {
	for path, want := range map[string]campaign.Place{
		"":                        {},
		"slug":                    {Section: "slug"},
		"goal":                    {Section: "goal"},
		"schedule.closes_at":      {Section: "schedule", Part: "closes_at"},
		"languages":               {Section: "languages"},
		"languages.2":             {Section: "languages", Item: 2},
		"title":                   {Section: "title"},
		"title.en":                {Section: "title", Language: "en"},
		"summary.sr-Cyrl":         {Section: "summary", Language: "sr-Cyrl"},
		"summary.no.language":     {Section: "summary", Language: "no.language"},
		"letters":                 {Section: "letters"},
		"letters.de":              {Section: "letters", Language: "de"},
		"letters.body":            {Section: "letters", Language: "body"},
		"letters.en.body":         {Section: "letters", Language: "en", Part: "body"},
		"letters.sr-Latn.subject": {Section: "letters", Language: "sr-Latn", Part: "subject"},
		"letters.a.b.salutation":  {Section: "letters", Language: "a.b", Part: "salutation"},
		"fields":                  {Section: "fields"},
		"fields.2.max_length":     {Section: "fields", Item: 2, Part: "max_length"},
		"fields.2.label":          {Section: "fields", Item: 2, Part: "label"},
		"fields.2.label.sr-Cyrl":  {Section: "fields", Item: 2, Part: "label", Language: "sr-Cyrl"},
		"recipients":              {Section: "recipients"},
		"recipients.3":            {Section: "recipients", Item: 3},
		"recipients.3.address":    {Section: "recipients", Item: 3, Part: "address"},
		"recipients.3.language":   {Section: "recipients", Item: 3, Part: "language"},
	} {
		if diff := cmp.Diff(want, campaign.PlaceOf(path)); diff != "" {
			t.Errorf("%q: %s", path, diff)
		}
	}
}
