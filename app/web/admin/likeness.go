package admin

import (
	"math"

	"emailcampaigns/app/campaign"
)

// likeness is how alike the letters of two senders are, in words and percent, for
// the partial of that name.
type likeness struct {
	Part     campaign.Section // of the letter
	Letter   string           // name of an other letter
	Language string
	Distinct int // 0: beyond counting
	Median   int // percent, as the target and the others
	Worst    int
	Target   int
	Met      bool
	Twins    int // of the simulated senders
	Senders  int
	Costly   []costly
}

// costly is a part of the letter that makes letters alike.
type costly struct {
	Block    int // from 1; 0: the opening
	Wordings int
	Share    int // percent
}

// mostCostly is how many parts are named.
const mostCostly = 3

// likenesses returns that of every letter that has words.
func likenesses(content campaign.Content) []likeness {
	var all []likeness
	for _, l := range content.Likenesses() {
		all = append(all, inPercent(l))
	}
	return all
}

// likenessOf returns that of one letter, nil when it has no words.
func likenessOf(content campaign.Content, s campaign.Section) *likeness {
	l, ok := content.Likeness(s.Letter(), s.Language())
	if !ok {
		return nil
	}
	p := inPercent(l)
	return &p
}

func inPercent(l campaign.Likeness) likeness {
	percent := func(share float64) int { return int(math.Round(100 * share)) }
	p := likeness{
		Part: campaign.OtherLetterSection(l.Letter, l.Language), Letter: l.Letter, Language: l.Language, Distinct: l.Distinct,
		Median: percent(l.Median), Worst: percent(l.Worst), Target: percent(l.Target), Met: l.Met(), Twins: l.Twins, Senders: campaign.Senders,
	}
	if p.Distinct == math.MaxInt {
		p.Distinct = 0
	}
	if !p.Met { // what is above the target is not rounded down to it
		p.Median = max(p.Median, p.Target+1)
	}
	for _, part := range l.Parts[:min(mostCostly, len(l.Parts))] {
		if share := percent(part.Share); share > 0 {
			p.Costly = append(p.Costly, costly{part.Block, part.Wordings, share})
		}
	}
	return p
}
