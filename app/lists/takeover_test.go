package lists_test

import (
	"slices"
	"testing"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/lists"
)

func keys(to []campaign.Recipient) []string {
	var found []string
	for _, r := range to {
		found = append(found, r.Key+" "+r.List)
	}
	return found
}

func TestAListIsTakenOverIntoADraftAndOutOfIt(t *testing.T) {
	own := campaign.Recipient{Key: "speaker", Name: "Speaker", Address: "ANA@x.example"}
	last := campaign.Recipient{Key: "z@x.example", Name: "Last", Address: "z@x.example"}
	retired := entry(3, "Vera", "vera@x.example")
	retired.Retired = true
	entries := []lists.Entry{entry(1, "Ana", "ana@x.example"), entry(2, "Bojan", "bojan@x.example"), retired, entry(4, "Ceca", "ceca@x.example")}

	c := campaign.Content{Recipients: []campaign.Recipient{own}}
	if d := lists.Differs(c, "l", entries); d != (lists.Difference{New: 2, Skipped: 1}) {
		t.Errorf("before: %+v", d)
	}
	to, skipped := lists.TakeOver(c, "l", entries)
	if want := []string{"speaker ", "bojan@x.example l", "ceca@x.example l"}; !slices.Equal(keys(to), want) || skipped != 1 {
		t.Fatalf("taken over: %q, %d skipped", keys(to), skipped)
	}
	c.Recipients = append(to, last)
	if d := lists.Differs(c, "l", entries); d.Any() {
		t.Errorf("just taken over: %+v", d)
	}

	entries[1].Group, entries[2].Retired, entries[3].Retired = "Green", false, true
	if d := lists.Differs(c, "l", entries); d != (lists.Difference{New: 1, Changed: 1, Gone: 1, Skipped: 1}) {
		t.Errorf("changed: %+v", d)
	}
	c.Recipients, _ = lists.TakeOver(c, "l", entries)
	if want := []string{"speaker ", "bojan@x.example l", "vera@x.example l", "z@x.example "}; !slices.Equal(keys(c.Recipients), want) || lists.Differs(c, "l", entries).Any() {
		t.Errorf("taken over again: %q", keys(c.Recipients))
	}

	other, skipped := lists.TakeOver(c, "m", entries)
	if skipped != 3 || len(other) != 4 {
		t.Errorf("a second list with the same mailboxes: %q, %d skipped", keys(other), skipped)
	}
	if ids, count := lists.Taken(c); !slices.Equal(ids, []string{"l"}) || count["l"] != 2 {
		t.Errorf("taken: %q %v", ids, count)
	}
	if left := keys(lists.Leave(c, "l")); !slices.Equal(left, []string{"speaker ", "z@x.example "}) {
		t.Errorf("left: %q", left)
	}
}
