package admin

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"emailcampaigns/app/campaign"
)

// crowd are n recipients, each with the function.
func crowd(n int, function string) []campaign.Recipient {
	to := make([]campaign.Recipient, n)
	for i := range to {
		address := fmt.Sprintf("m%d@parliament.example", i)
		to[i] = campaign.Recipient{Key: address, Name: fmt.Sprintf("Member %d", i), Address: address, Function: function, Country: []string{"RS", "ME"}[i%2]}
	}
	return to
}

func TestOfManyRecipientsTheFirstAreListedAndAllAreCounted(t *testing.T) {
	c := reviewContent()
	for n, listed := range map[int]int{mostShown: mostShown, mostShown + 1: mostShown, 10_000: mostShown} {
		c.Recipients = crowd(n, "")
		doc := rendered(t, "admin/revision", sampleRevision(func(p *revisionPage) { p.Content = contentOf(c).of("0193", 3, campaign.Names{}) }))
		rows := doc.Find("section[aria-labelledby=to] tbody tr").Length()
		link := doc.Find(`section[aria-labelledby=to] a[href="/admin.revision.recipients/0193/3"]`).Length()
		if rows != listed || (link == 1) != (n > mostShown) {
			t.Errorf("of %d, %d are listed, %d links to all", n, rows, link)
		}
	}
	if got := addresseesOf(crowd(1001, "")).Countries; len(got) != 2 || got[0] != (tally{"RS", 501}) || got[1] != (tally{"ME", 500}) {
		t.Errorf("counted: %+v", got)
	}
}

func TestManyChangedRecipientsAreSummarised(t *testing.T) {
	before, after := reviewContent(), reviewContent()
	after.Title = map[string]string{"en": "Another title"}
	before.Recipients, after.Recipients = crowd(9_000, ""), crowd(10_000, "Member of parliament")[10:]
	began := time.Now()
	changes, many := foldRecipients(changesOf(campaign.Names{}, before, after), manyRecipients{CampaignID: "0193", Before: 2, Number: 3})
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("took %s", took)
	}
	if many == nil || many.Added != 1_000 || many.Removed != 10 || many.Changed != 8_990 {
		t.Fatalf("summary: %+v", many)
	}
	for _, d := range changes {
		if d.Place.Section == "recipients" {
			t.Errorf("still listed: %+v", d.Place)
		}
	}
	if len(changes) == 0 {
		t.Error("the title is left out")
	}
	doc := rendered(t, "admin/revision", sampleRevision(func(p *revisionPage) { p.Changes, p.Many = changes, many }))
	if text := doc.Find(`[data-is="many"]`).Text(); !strings.Contains(text, "1,000") && !strings.Contains(text, "1000") {
		t.Errorf("the page says %q", text)
	}

	after.Recipients = crowd(9_000, "")
	after.Recipients[5].Function = "Chair"
	if changes, many := foldRecipients(changesOf(campaign.Names{}, before, after), manyRecipients{}); many != nil || len(changes) < 2 {
		t.Errorf("one change is summarised: %+v of %d", many, len(changes))
	}
}

// TestAKeyIsShownWhereItIsNotMadeOfTheAddress, and its column where there is one.
func TestAKeyIsShownWhereItIsNotMadeOfTheAddress(t *testing.T) {
	c := reviewContent()
	c.Recipients = crowd(3, "")
	shown := func() (head int, keys []string) {
		table := rendered(t, "admin/draft", sampleSubmission(c, nil)).Find("section[aria-labelledby=to] table")
		return table.Find("thead th").Length(), table.Find("td.key").Map(func(_ int, s *goquery.Selection) string { return s.Text() })
	}
	if head, keys := shown(); head != 5 || len(keys) != 0 {
		t.Errorf("%d columns, keys %q", head, keys)
	}
	c.Recipients[1].Key = "chair"
	if head, keys := shown(); head != 6 || !slices.Equal(keys, []string{"", "chair", ""}) {
		t.Errorf("%d columns, keys %q", head, keys)
	}
	if c.Recipients[0].Key == "" {
		t.Error("the content itself was changed")
	}
}
