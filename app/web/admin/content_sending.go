package admin

import (
	"cmp"

	"emailcampaigns/app/campaign"
)

// sendingView is who is written to, and how, in words, for the partial
// "whole-sending".
type sendingView struct {
	Reference  string
	Mode       string // campaign.Mode, or togetherMode
	By         string
	Min, Max   int // of recipients that a sender may choose, or gets at most
	Count      int // of recipients that a sender gets
	Included   int
	PerHour    int
	Total      int
	Paragraph  campaign.Paragraph
	Similarity int // percent
	Rules      []ruleView
}

// Exact reports whether a sender chooses a number that is given.
func (v sendingView) Exact() bool { return v.Min == v.Max }

// Together reports whether all get one message.
func (v sendingView) Together() bool { return v.Mode == togetherMode }

// ruleView is a campaign.Route with whom it concerns.
type ruleView struct {
	Number int
	campaign.Route
	reach
}

func sendingOf(c campaign.Content) sendingView {
	s := c.Selection
	view := sendingView{
		Reference: seen(c.Reference), Mode: cmp.Or(string(s.Mode), togetherMode), By: s.By, Count: s.Count, Included: len(c.Included()),
		PerHour: s.PerHour, Total: s.Total, Paragraph: c.Paragraph, Similarity: cmp.Or(c.Similarity, campaign.DefaultSimilarity),
	}
	view.Min, view.Max = s.Bounds()
	for i, t := range c.Routes {
		view.Rules = append(view.Rules, ruleView{Number: i + 1, Route: t, reach: reachOf(c.Concerned(i))})
	}
	return view
}
