package admin

import "emailcampaigns/app/campaign"

// findings are what keeps a draft from being submitted, for the partial of that
// name.
type findings struct {
	CampaignID string
	Linked     bool // each leads to the form that mends it
	List       []campaign.Finding
}

func findingsOf(d campaign.Dossier, linked bool) findings {
	return findings{CampaignID: d.Campaign.ID, Linked: linked, List: d.Draft.Content.Findings()}
}

// placeWord ends a locale key "problem.place.…".
type placeWord string

// place is a campaign.Place in words.
type place struct {
	Section, Part placeWord
	Item          int
	Language      string
	Name          string // of a free column
	Letter        string
	Block         int
	Alternative   int
}

func placeOf(path string) place {
	p := campaign.PlaceOf(path)
	return place{
		Section: placeWord(p.Section), Part: placeWord(p.Part), Item: p.Item, Language: p.Language, Name: p.Name,
		Letter: p.Letter, Block: p.Block, Alternative: p.Alternative,
	}
}
