package send

import (
	"cmp"
	"slices"
	"strings"

	"emailcampaigns/app/campaign"
)

// choiceOf describes to whom a sender may write, with what they have chosen.
func choiceOf(content campaign.Content, candidates []campaign.Candidate, w campaign.Wish) choice {
	c := choice{Selection: content.Selection, Offered: len(candidates), Nobody: len(candidates) == 0}
	switch c.Mode {
	case campaign.One, campaign.Some:
		c.Groups = choiceGroups(candidates, w.Keys)
	case campaign.Area:
		c.Areas = choiceAreas(content.Selection, candidates, w.Area)
	}
	return c
}

// choiceGroups orders candidates by country, else by constituency, else by group:
// the first of them that makes several headings, each of more than a name or two.
func choiceGroups(candidates []campaign.Candidate, chosen []string) []choiceGroup {
	if len(candidates) == 0 {
		return nil
	}
	by, country := grouping(candidates)
	same := sameFunction(candidates)
	names := []string{}
	groups := map[string]*choiceGroup{}
	for _, c := range candidates {
		name := by(c.Recipient)
		if groups[name] == nil {
			groups[name] = &choiceGroup{Name: name, Country: country}
			names = append(names, name)
		}
		groups[name].Items = append(groups[name].Items, choiceItem{
			Key: c.Key, Name: c.Name, Detail: detail(c.Recipient, name, same), Chosen: slices.Contains(chosen, c.Key), Full: c.Full,
		})
	}
	slices.SortStableFunc(names, cmp.Compare[string])
	ordered := make([]choiceGroup, len(names))
	for i, name := range names {
		ordered[i] = *groups[name]
	}
	return ordered
}

// grouping returns what candidates are grouped by, and whether that is their
// country.
func grouping(candidates []campaign.Candidate) (by func(campaign.Recipient) string, country bool) {
	for i, by := range []func(campaign.Recipient) string{
		func(r campaign.Recipient) string { return r.Country },
		func(r campaign.Recipient) string { return r.Constituency },
		func(r campaign.Recipient) string { return r.Group },
	} {
		seen := map[string]bool{}
		for _, c := range candidates {
			seen[by(c.Recipient)] = true
		}
		if len(seen) > 1 && len(seen) <= len(candidates)/2 {
			return by, i == 0
		}
	}
	return func(campaign.Recipient) string { return "" }, false
}

// sameFunction returns the function that all candidates have, which tells nobody
// apart; "" where they differ.
func sameFunction(candidates []campaign.Candidate) string {
	for _, c := range candidates {
		if c.Function != candidates[0].Function {
			return ""
		}
	}
	return candidates[0].Function
}

// detail is what is known of a recipient besides name, heading and what all have.
func detail(r campaign.Recipient, heading, same string) string {
	known := slices.DeleteFunc([]string{r.Function, r.Group, r.Constituency}, func(text string) bool {
		return text == "" || text == heading || text == same
	})
	return strings.Join(known, ", ")
}

// choiceAreas are the countries or constituencies of the candidates.
func choiceAreas(s campaign.Selection, candidates []campaign.Candidate, chosen string) []choiceArea {
	var values []string
	for _, c := range candidates {
		if v := s.AreaOf(c.Recipient); v != "" && !slices.Contains(values, v) {
			values = append(values, v)
		}
	}
	slices.Sort(values)
	areas := make([]choiceArea, len(values))
	for i, v := range values {
		areas[i] = choiceArea{Value: v, Chosen: v == chosen}
	}
	return areas
}
