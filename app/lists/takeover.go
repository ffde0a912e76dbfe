package lists

import (
	"slices"

	"emailcampaigns/app/address"
	"emailcampaigns/app/campaign"
)

// Difference is what a list has otherwise than a campaign's draft.
type Difference struct {
	New, Changed, Gone int
	Skipped            int // entries whose mailbox another recipient has: TakeOver leaves them out
}

// Any reports whether taking the list over again would change the draft.
func (d Difference) Any() bool { return d.New+d.Changed+d.Gone > 0 }

// TakeOver returns the recipients of a content with those of a list as they stand in
// it today, in the place of those that were taken from it before, or at the end.
// Entries that are retired are left out, and so are those whose mailbox is another
// recipient's, which are counted.
func TakeOver(c campaign.Content, list string, entries []Entry) (to []campaign.Recipient, skipped int) {
	taken := mailboxes(c, list)
	var from []campaign.Recipient
	for _, e := range entries {
		switch {
		case e.Retired:
		case taken[e.Key]:
			skipped++
		default:
			from = append(from, e.recipient(list))
		}
	}
	first := slices.IndexFunc(c.Recipients, func(r campaign.Recipient) bool { return r.List == list })
	if first < 0 {
		first = len(c.Recipients)
	}
	to = slices.Concat(c.Recipients[:first], from, Leave(campaign.Content{Recipients: c.Recipients[first:]}, list))
	return to, skipped
}

// Leave returns the recipients of a content without those of a list, nil without
// any.
func Leave(c campaign.Content, list string) []campaign.Recipient {
	var left []campaign.Recipient
	for _, r := range c.Recipients {
		if r.List != list {
			left = append(left, r)
		}
	}
	return left
}

// Differs compares what a content has of a list with the list.
func Differs(c campaign.Content, list string, entries []Entry) Difference {
	has := map[string]campaign.Recipient{}
	for _, r := range c.Recipients {
		if r.List == list {
			has[r.Key] = r
		}
	}
	taken := mailboxes(c, list)
	var d Difference
	for _, e := range entries {
		if e.Retired {
			continue
		}
		if taken[e.Key] {
			d.Skipped++
			continue
		}
		r, is := has[e.Key]
		switch {
		case !is:
			d.New++
		case !same(r, e.recipient(list)):
			d.Changed++
		}
		delete(has, e.Key)
	}
	d.Gone = len(has)
	return d
}

// Taken returns the lists that a content has recipients of, in the order of their
// first, and how many of each.
func Taken(c campaign.Content) (ids []string, count map[string]int) {
	count = map[string]int{}
	for _, r := range c.Recipients {
		if r.List == "" {
			continue
		}
		if count[r.List]++; count[r.List] == 1 {
			ids = append(ids, r.List)
		}
	}
	return ids, count
}

// recipient returns the entry as a recipient of a campaign.
func (e Entry) recipient(list string) campaign.Recipient {
	r := e.Recipient
	r.List = list
	return r
}

// mailboxes returns those of the recipients that are not of a list.
func mailboxes(c campaign.Content, list string) map[string]bool {
	taken := map[string]bool{}
	for _, r := range c.Recipients {
		if r.List != list {
			taken[address.Normal(r.Address)] = true
		}
	}
	return taken
}
