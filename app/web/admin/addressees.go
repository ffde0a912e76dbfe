package admin

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"emailcampaigns/app/address"
	"emailcampaigns/app/campaign"
)

// mostShown is how many recipients a page lists. Of more it says how many there are,
// and leads to a table of them all.
const mostShown = 200

// addressees are the recipients of a draft or revision, for the partial of that
// name.
type addressees struct {
	First      []campaign.Recipient // with the names of their lists, and keys that are not made of the address
	Keys       bool                 // one of them has such a key
	Count      int
	Countries  []tally // of all, where not all are listed
	Languages  []tally
	CampaignID string // of the table of all, "" without one
	Number     int    // of the revision, 0 for the draft
}

// Rest is how many are not listed.
func (a addressees) Rest() int { return a.Count - len(a.First) }

// tally is how many recipients have a value in a column.
type tally struct {
	Value string // "" where it is not known
	Count int
}

func addresseesOf(to []campaign.Recipient) addressees {
	a := addressees{First: slices.Clone(to[:min(mostShown, len(to))]), Count: len(to)}
	for i, r := range a.First {
		if parsed, err := address.Parse(r.Address); err == nil && parsed.Normal() == r.Key {
			a.First[i].Key = ""
		}
		a.Keys = a.Keys || a.First[i].Key != ""
	}
	if a.Rest() > 0 {
		a.Countries = tallied(to, func(r campaign.Recipient) string { return r.Country })
		a.Languages = tallied(to, func(r campaign.Recipient) string { return r.Language })
	}
	return a
}

// tallied counts values, the most frequent first.
func tallied(to []campaign.Recipient, of func(campaign.Recipient) string) []tally {
	counts := map[string]int{}
	for _, r := range to {
		counts[of(r)]++
	}
	var all []tally
	for value, count := range counts {
		all = append(all, tally{value, count})
	}
	slices.SortFunc(all, func(a, b tally) int { return cmp.Or(b.Count-a.Count, strings.Compare(a.Value, b.Value)) })
	return all
}

// of says whose recipients they are, and what their lists are called.
func (c content) of(campaignID string, number int, called campaign.Names) content {
	c.Addressees.CampaignID, c.Addressees.Number = campaignID, number
	for i, r := range c.Addressees.First {
		c.Addressees.First[i].List = called.ListName(r.List)
	}
	return c
}

// diffNames returns what languages and lists are called.
func (h *Handler) diffNames(ctx context.Context) (campaign.Names, error) {
	all, err := h.Lists.All(ctx)
	if err != nil {
		return campaign.Names{}, err
	}
	names := map[string]string{}
	for _, l := range all {
		names[l.ID] = l.Name
	}
	return campaign.Names{Language: h.LanguageName, List: func(id string) string { return names[id] }}, nil
}

// bounded leaves out the parts of recipients beyond those that a page lists.
func bounded(parts []campaign.PartDiff) []campaign.PartDiff {
	seen := 0
	return slices.DeleteFunc(parts, func(p campaign.PartDiff) bool {
		if p.Place().Section == "recipients" {
			seen++
		}
		return seen > mostShown && p.Place().Section == "recipients"
	})
}

// manyRecipients stands in place of the changes of recipients when they are too many
// to be read one by one.
type manyRecipients struct {
	Added, Changed, Removed int
	CampaignID              string
	Before, Number          int // revisions whose recipients are compared
}

// foldRecipients puts a summary in place of the recipients that changed, if they are
// more than a page lists.
func foldRecipients(changes []difference, m manyRecipients) ([]difference, *manyRecipients) {
	var kept []difference
	for _, d := range changes {
		switch {
		case d.Place.Section != "recipients" || !d.Item():
			kept = append(kept, d)
		case d.Kind == campaign.BlockAdded:
			m.Added++
		case d.Kind == campaign.BlockRemoved:
			m.Removed++
		default:
			m.Changed++
		}
	}
	if m.Added+m.Changed+m.Removed <= mostShown {
		return changes, nil
	}
	return slices.DeleteFunc(kept, func(d difference) bool { return d.Place.Section == "recipients" }), &m
}
