package site

import (
	"strings"
	"testing"
	"time"

	"emailcampaigns/app/campaign"
)

// running is a campaign in English and in Serbian in Latin script.
func running(slug string, change func(*campaign.Running)) campaign.Running {
	r := campaign.Running{
		Campaign: campaign.Campaign{Slug: slug, State: campaign.Live},
		Content: campaign.Content{
			Languages: []string{"sr-Latn", "en"},
			Title:     map[string]string{"en": "A polling place in every consulate", "sr-Latn": "Biračko mesto u svakom konzulatu"},
			Summary: map[string]string{
				"en":      "Citizens abroad travel for hours to vote.\n\nWrite to the committee.",
				"sr-Latn": "Građani u inostranstvu satima putuju da bi glasali.\n\nPišite odboru.",
			},
			Goal: 5000,
		},
		Accepted: 1234,
	}
	if change != nil {
		change(&r)
	}
	return r
}

func TestHomeListsRunningCampaigns(t *testing.T) {
	var asked time.Time
	app := server(t, facts, list{at: &asked, running: []campaign.Running{running("vote-abroad", nil), running("second", nil)}})
	doc := open(t, app, "home", "en")
	if !asked.Equal(noon) {
		t.Errorf("asked for campaigns of %s", asked)
	}
	items := doc.Find(".campaigns > li")
	if items.Length() != 2 || doc.Find("[data-says=no-campaigns]").Length() > 0 {
		t.Fatalf("%d campaigns", items.Length())
	}
	first := items.First()
	if link := first.Find("h3 a"); link.Text() != "A polling place in every consulate" || link.AttrOr("href", "") != "/campaign.show/vote-abroad?lang=en" {
		t.Errorf("title %q leads to %q", link.Text(), link.AttrOr("href", ""))
	}
	text := first.Text()
	if !strings.Contains(text, "Citizens abroad travel for hours to vote.") || strings.Contains(text, "Write to the committee") {
		t.Errorf("not the summary's first paragraph: %q", text)
	}
	if !strings.Contains(text, "1,234 messages of 5,000 were accepted by Gmail") {
		t.Errorf("no counter: %q", text)
	}
}

func TestHomeShowsACampaignInALanguageItHas(t *testing.T) {
	app := server(t, facts, list{running: []campaign.Running{running("vote-abroad", nil)}})
	for page, want := range map[string]string{"en": "en", "sr-Latn": "sr-Latn", "sr-Cyrl": "sr-Latn"} {
		item := open(t, app, "home", page).Find(".campaigns > li")
		title := map[string]string{"en": "A polling place in every consulate", "sr-Latn": "Biračko mesto u svakom konzulatu"}[want]
		if item.Find("h3").Text() != title || item.Find("h3[lang="+want+"]").Length() != 1 || item.Find("p[lang="+want+"]").Length() != 1 {
			markup, _ := item.Html()
			t.Errorf("%s: %s", page, markup)
		}
	}
}

func TestHomeCounts(t *testing.T) {
	for name, row := range map[string]struct {
		goal, accepted int
		want           string
	}{
		"without a goal": {0, 1, "1 message was accepted by Gmail"},
		"with a goal":    {100, 0, "0 messages of 100 were accepted by Gmail"},
		"with nothing":   {0, 0, ""},
	} {
		app := server(t, facts, list{running: []campaign.Running{running("c", func(r *campaign.Running) {
			r.Content.Goal, r.Accepted = row.goal, row.accepted
		})}})
		if got := strings.TrimSpace(open(t, app, "home", "en").Find(".campaigns .hint").Text()); got != row.want {
			t.Errorf("%s: %q, want %q", name, got, row.want)
		}
	}
}

func TestHomeWithoutCampaignsSaysWhatToDo(t *testing.T) {
	app := server(t, facts, list{})
	for language := range periods {
		doc := open(t, app, "home", language)
		if !strings.Contains(said(t, doc, "no-campaigns"), facts.Contact) || doc.Find(".campaigns").Length() > 0 {
			t.Errorf("%s: nothing is offered to a visitor who finds no campaign", language)
		}
	}
}
