package send

import (
	"fmt"
	"testing"

	"emailcampaigns/app/campaign"
)

func TestChoicesAreGroupedByWhatTellsThemApart(t *testing.T) {
	members := func(change func(i int, r *campaign.Recipient)) []campaign.Candidate {
		var all []campaign.Candidate
		for i := range 6 {
			r := campaign.Recipient{Key: fmt.Sprint(i), Name: fmt.Sprint("Member ", i), Country: "RS", Function: "Member", Group: "Greens"}
			change(i, &r)
			all = append(all, campaign.Candidate{Recipient: r, Full: i == 5})
		}
		return all
	}
	tests := map[string]struct {
		change func(i int, r *campaign.Recipient)
		want   string
	}{
		"nothing":         {func(int, *campaign.Recipient) {}, " false: 0 Greens, 1 Greens, 2 Greens, 3 Greens, 4 Greens, 5 Greens; "},
		"country":         {func(i int, r *campaign.Recipient) { r.Country = []string{"RS", "DE"}[i%2] }, "DE true: 1 Greens, 3 Greens, 5 Greens; RS true: 0 Greens, 2 Greens, 4 Greens; "},
		"one of each":     {func(i int, r *campaign.Recipient) { r.Constituency = fmt.Sprint("C", i) }, " false: 0 Greens, C0, 1 Greens, C1, 2 Greens, C2, 3 Greens, C3, 4 Greens, C4, 5 Greens, C5; "},
		"group, function": {func(i int, r *campaign.Recipient) { r.Group, r.Function = []string{"A", "B"}[i/3], fmt.Sprint("F", i) }, "A false: 0 F0, 1 F1, 2 F2; B false: 3 F3, 4 F4, 5 F5; "},
	}
	for name, test := range tests {
		got := ""
		for _, g := range choiceGroups(members(test.change), []string{"2"}) {
			got += fmt.Sprintf("%s %v: ", g.Name, g.Country)
			for i, item := range g.Items {
				if i > 0 {
					got += ", "
				}
				got += item.Key + " " + item.Detail
				if item.Chosen != (item.Key == "2") || item.Full != (item.Key == "5") {
					t.Errorf("%s: %+v", name, item)
				}
			}
			got += "; "
		}
		if got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
	if groups := choiceGroups(nil, nil); groups != nil {
		t.Errorf("of nobody: %+v", groups)
	}
}
