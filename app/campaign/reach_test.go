package campaign_test

import (
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"

	"emailcampaigns/app/campaign"
)

// readers names who gets which letter.
func readers(of map[campaign.Section][]campaign.Recipient) map[campaign.Section][]string {
	called := map[campaign.Section][]string{}
	for s, to := range of {
		for _, r := range to {
			called[s] = append(called[s], r.Name)
		}
	}
	return called
}

// twoScripts is a campaign in English and in Serbian in Latin letters, with another
// letter for ministers and nobody in the press.
func twoScripts() campaign.Content {
	letter := func(body string) map[string]campaign.Letter {
		return map[string]campaign.Letter{"en": {Salutation: "Dear all,", Body: body}, "sr-Latn": {Salutation: "Poštovani,", Body: body}}
	}
	is := func(value string) []campaign.Condition {
		return []campaign.Condition{{Column: "function", Is: campaign.IsOneOf, Values: []string{value}}}
	}
	return campaign.Content{
		Languages: []string{"en", "sr-Latn"}, Letters: letter("{{recipient.salutation}} Hello"), Selection: campaign.Selection{Mode: campaign.One},
		Others: []campaign.OtherLetter{{Name: "office", Letters: letter("To the {{recipient.salutation}}")}},
		Routes: []campaign.Route{{When: is("press"), Exclude: true}, {When: is("minister"), Letter: "office"}},
		Recipients: []campaign.Recipient{
			{Name: "Ana", Language: "sr-Cyrl", Salutation: map[string]string{"sr-Cyrl": "Поштована Ана,"}},
			{Name: "Bojan", Language: "sr-Cyrl", Function: "minister", Salutation: map[string]string{"sr-Cyrl": "Поштовани,", "sr-Latn": " "}},
			{Name: "Cveta", Language: "sr-Latn", Salutation: map[string]string{"sr-Latn": "Poštovana,", "en": "Dear Cveta,"}},
			{Name: "Dan", Language: "fr", Salutation: map[string]string{"fr": "Monsieur,"}},
			{Name: "Eva", Salutation: map[string]string{"de": ""}},
			{Name: "Fran", Function: "press", Salutation: map[string]string{"fr": "Monsieur,"}},
		},
	}
}

func TestWhoGetsWhichLetter(t *testing.T) {
	c := twoScripts()
	want := map[campaign.Section][]string{"letter.sr-Latn": {"Ana", "Cveta"}, "letter.sr-Latn@office": {"Bojan"}, "letter.en": {"Dan", "Eva"}}
	if diff := cmp.Diff(want, readers(c.Readers())); diff != "" {
		t.Error(diff)
	}
	c.Selection = campaign.Selection{}
	all := []string{"Ana", "Bojan", "Cveta", "Dan", "Eva"}
	if diff := cmp.Diff(map[campaign.Section][]string{"letter.en": all, "letter.sr-Latn": all}, readers(c.Readers())); diff != "" {
		t.Errorf("together: %s", diff)
	}
	c.Languages = nil
	if got := c.Readers(); len(got) != 0 {
		t.Errorf("without languages: %v", got)
	}
}

// TestSalutationsInOtherLanguagesAreTold: of those who get the letter's instead.
func TestSalutationsInOtherLanguagesAreTold(t *testing.T) {
	elsewhere := func(c campaign.Content) map[campaign.Section][]string {
		told := map[campaign.Section][]campaign.Recipient{}
		for s, to := range c.Readers() {
			told[s] = c.Elsewhere(s, to)
		}
		called := readers(told)
		maps.DeleteFunc(called, func(_ campaign.Section, names []string) bool { return len(names) == 0 })
		return called
	}
	all := map[campaign.Section][]string{"letter.sr-Latn": {"Ana"}, "letter.sr-Latn@office": {"Bojan"}, "letter.en": {"Dan"}}
	but := func(s campaign.Section) map[campaign.Section][]string {
		left := maps.Clone(all)
		delete(left, s)
		return left
	}
	for name, row := range map[string]struct {
		change func(c *campaign.Content)
		want   map[campaign.Section][]string
	}{
		"as it is":                                {func(*campaign.Content) {}, all},
		"together nobody is addressed alone":      {func(c *campaign.Content) { c.Selection = campaign.Selection{} }, map[campaign.Section][]string{}},
		"a letter that has no place for one":      {func(c *campaign.Content) { c.Letters["en"] = campaign.Letter{Salutation: "Dear all,", Body: "Hello"} }, but("letter.en")},
		"without a general one it is a finding":   {func(c *campaign.Content) { c.Letters["en"] = campaign.Letter{Body: c.Letters["en"].Body} }, but("letter.en")},
		"a salutation in the letter's own script": {func(c *campaign.Content) { c.Recipients[1].Salutation["sr-Latn"] = "Poštovani Bojane," }, but("letter.sr-Latn@office")},
	} {
		c := twoScripts()
		row.change(&c)
		if diff := cmp.Diff(row.want, elsewhere(c)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
