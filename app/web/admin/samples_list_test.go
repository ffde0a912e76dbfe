package admin

import (
	"time"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/operator"
)

// sample is a page as a handler describes it.
type sample struct {
	Name string // of the page
	Is   string // what is special about it
	Page any
}

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// sampleFrame is that of an administrator, who sees everything.
func sampleFrame(section string) Frame {
	return Frame{Section: section, ID: "ana", Email: "ana.petrovic@organisation.example", Role: operator.Admin, Reviews: 2}
}

func sampleListed(change func(*listedCampaign)) listedCampaign {
	l := listedCampaign{
		ID: "0193", Slug: "vote-abroad", Title: "A polling place in every consulate", State: campaign.Live, Accepted: 1234,
		OpensAt: noon, ClosesAt: noon.AddDate(0, 1, 0), EditedAt: noon,
	}
	if change != nil {
		change(&l)
	}
	return l
}

func sampleCampaign(change func(*campaignPage)) campaignPage {
	p := campaignPage{
		Frame: sampleFrame("campaigns"), ID: "0193", Slug: "vote-abroad", Title: "A polling place in every consulate",
		State: campaign.Draft, URL: "https://campaigns.example/c/vote-abroad", Editable: true, Changed: true, Problems: 3,
		Sections: []sectionLine{
			{Section: campaign.Basics, By: "Ana Petrović", At: noon}, {Section: "letter.en", Language: "en", By: "Ana Petrović", At: noon},
			{Section: campaign.Questions, At: noon}, {Section: campaign.Addressees, At: noon}, {Section: campaign.Ends, At: noon},
		},
	}
	if change != nil {
		change(&p)
	}
	return p
}

// samplesList are the list of campaigns and the page of one.
func samplesList() []sample {
	pending := &pendingLine{Number: 2, State: campaign.RevisionInReview, Author: "Ana Petrović", Submitter: "Bojan Ilić", At: noon}
	approved := &pendingLine{Number: 2, State: campaign.RevisionApproved, Author: "Ana Petrović", At: noon}
	all := []sample{
		{"admin/campaigns", "filled", campaignsPage{
			Frame: sampleFrame("campaigns"),
			Mine: []listedCampaign{sampleListed(func(l *listedCampaign) {
				l.State, l.Pending, l.OpensAt, l.ClosesAt = campaign.InReview, campaign.RevisionInReview, time.Time{}, time.Time{}
			})},
			Others: []listedCampaign{
				sampleListed(nil), sampleListed(func(l *listedCampaign) { l.Pending = campaign.RevisionInReview }),
				sampleListed(func(l *listedCampaign) { l.Pending = campaign.RevisionApproved }),
			},
			Archived: []listedCampaign{sampleListed(func(l *listedCampaign) { l.State = campaign.Archived })},
		}},
		{"admin/campaigns", "none", campaignsPage{Frame: sampleFrame("campaigns")}},
		{"admin/campaigns", "only mine, stopped, one person", campaignsPage{
			Frame: Frame{Section: "campaigns", ID: "ana", Email: "ana@organisation.example", Role: operator.Editor, Stopped: true, Single: true},
			Mine:  []listedCampaign{sampleListed(nil)},
		}},
		{"admin/campaigns", "viewer", campaignsPage{
			Frame:  Frame{Section: "campaigns", ID: "vera", Email: "vera@organisation.example", Role: operator.Viewer},
			Others: []listedCampaign{sampleListed(nil)},
		}},
		{"admin/campaigns", "empty", campaignsPage{}},
		{"admin/campaign", "draft", sampleCampaign(nil)},
		{"admin/campaign", "ready", sampleCampaign(func(p *campaignPage) { p.Problems = 0 })},
		{"admin/campaign", "copies", sampleCampaign(func(p *campaignPage) {
			p.Copies = []copyLine{{ID: "c1", Section: "letter.en", Language: "en", By: "Bojan Ilić", At: noon}, {ID: "c2", Section: campaign.Basics, At: noon}}
		})},
		{"admin/campaign", "came back", sampleCampaign(func(p *campaignPage) {
			facts := sampleFacts(2, campaign.RevisionRejected)
			p.Rejected, p.Revisions = &facts, 2
		})},
		{"admin/campaign", "in review", sampleCampaign(func(p *campaignPage) {
			p.State, p.Editable, p.Pending, p.Revisions = campaign.InReview, false, pending, 2
		})},
		{"admin/campaign", "to be decided", sampleCampaign(func(p *campaignPage) {
			p.State, p.Editable, p.Pending, p.MayDecide = campaign.InReview, false, pending, true
		})},
		{"admin/campaign", "approved", sampleCampaign(func(p *campaignPage) { p.State, p.Pending, p.Problems = campaign.Approved, approved, 0 })},
		{"admin/campaign", "approved, seen by a viewer", sampleCampaign(func(p *campaignPage) {
			p.State, p.Pending, p.Frame.Role = campaign.Approved, approved, operator.Viewer
		})},
		{"admin/campaign", "closed with a victory", sampleCampaign(func(p *campaignPage) {
			p.State, p.Ending, p.Public, p.Changed, p.OpensAt, p.ClosesAt = campaign.Closed, campaign.Victory, true, false, noon, noon
		})},
		{"admin/campaign", "empty", campaignPage{State: campaign.Draft}},
	}
	for _, state := range campaign.States() {
		all = append(all, sample{"admin/campaign", string(state), sampleCampaign(func(p *campaignPage) {
			p.State, p.Public, p.Editable = state, state.Published(), state != campaign.Archived
		})})
	}
	return all
}
