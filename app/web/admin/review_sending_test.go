package admin

import (
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"emailcampaigns/app/campaign"
)

func TestAReviewerReadsWhoIsWrittenTo(t *testing.T) {
	for want, change := range map[string]func(*campaign.Content){
		"Each sender writes to all 5 recipients together, in one message; each sees the others' addresses.": func(*campaign.Content) {},
		"Each sender writes to 4 of the 5 recipients, chosen at random, those least written to first, a message each.": func(c *campaign.Content) {
			c.Selection = campaign.Selection{Mode: campaign.Random, Count: 4}
		},
		"Each sender writes to 1 to 20 of the 5 recipients, of the sender's choice, a message each.": func(c *campaign.Content) {
			c.Selection = campaign.Selection{Mode: campaign.Some}
		},
		"Each sender names their country, and writes to those of the 5 recipients who are of it, a message each, at most 20, those least written to first.": func(c *campaign.Content) {
			c.Selection = campaign.Selection{Mode: campaign.Area, By: campaign.ByCountry}
		},
		"At most 9 messages an hour are sent. At most 1 message is sent altogether.": func(c *campaign.Content) {
			c.Selection = campaign.Selection{PerHour: 9, Total: 1}
		},
		"A recipient gets at most 9 messages an hour.": func(c *campaign.Content) {
			c.Selection = campaign.Selection{Mode: campaign.One, PerHour: 9}
		},
		"Left out is who meets all of this: Country is one of RS, xx Function is not empty This is about 1 recipient: Dr. Ana Petrović": func(c *campaign.Content) {
			c.Routes = []campaign.Route{{Exclude: true, When: []campaign.Condition{
				{Column: "country", Is: campaign.IsOneOf, Values: []string{"RS", "xx"}}, {Column: "function", Is: campaign.IsFilled},
			}}}
		},
		"The letter “members” goes to who meets all of this: Party or group is empty This is about 5 recipients: Dr. Ana Petrović, Committee office, Committee for foreign affairs and 2 more": func(c *campaign.Content) {
			c.Routes = []campaign.Route{{Letter: "members", When: []campaign.Condition{{Column: "group", Is: campaign.IsEmpty}}}}
		},
		"from 20 to 600 characters. In the letter: the sender’s own words go here": func(c *campaign.Content) {
			c.Paragraph = campaign.Paragraph{On: true, Min: 20, Max: 600}
		},
		"should be at most 40 percent alike": func(c *campaign.Content) { c.Similarity = 40 },
		"should be at most 50 percent alike": func(*campaign.Content) {},
	} {
		c := sampleContent()
		change(&c)
		doc := rendered(t, "admin/draft", sampleSubmission(c, nil))
		if got := words(doc.Find("#sending").Parent()); !strings.Contains(got, want) {
			t.Errorf("%q is not in %q", want, got)
		}
	}
}

func TestChangesOfSettingsAreInWords(t *testing.T) {
	before, after := sampleContent(), sampleContent()
	before.Selection = campaign.Selection{Mode: campaign.Area, By: campaign.ByConstituency}
	after.Selection, after.Paragraph = campaign.Selection{Mode: campaign.Random, Count: 2}, campaign.Paragraph{On: true, Max: 500}
	after.Routes = []campaign.Route{{Exclude: true, When: []campaign.Condition{{Column: "country", Is: campaign.IsOneOf, Values: []string{"RS"}}}}}
	after.Recipients[0].Extra = map[string]string{"room": "12"}
	doc := rendered(t, "admin/revision", sampleRevision(func(p *revisionPage) { p.Changes = changesOf(campaign.Names{}, before, after) }))
	var got []string
	doc.Find(".part").Each(func(_ int, s *goquery.Selection) { got = append(got, words(s)) })
	want := []string{
		"The sender's own words, whether senders may add them Changed Senders may add words of their own.",
		"The sender's own words, at most New added: 500",
		"Recipient 1 Changed further column room added: 12",
		"Who is written to, way of choosing Changed removed: Those of the sender's country or constituency added: A number of them, at random",
		"Who is written to, how many New added: 2",
		"Who is written to, place Removed removed: Constituency",
		"Rules NewA rule is a line. “=” stands for one of, “≠” for none of, “–” for nothing. Behind the arrow is the letter, or “–” where recipients are left out. added: country = \"RS\" → –",
	}
	if !slices.Equal(got, want) {
		t.Errorf("changes:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
