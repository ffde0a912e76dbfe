package admin

import (
	"cmp"
	"slices"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
)

// findings are what keeps a draft from being submitted, for the partial of that
// name.
type findings struct {
	CampaignID string
	Linked     bool // each leads to the form that mends it
	List       []finding
}

// finding is one rule broken.
type finding struct {
	Place     place
	Line      int // from 1; 0: the text has one line
	Character int // from 1; 0: the text as a whole
	Message   fault.Message
	Section   campaign.Section // whose form mends it
	Language  string           // of that form's letter
}

// placeWord ends a locale key "problem.place.…".
type placeWord string

// place is a campaign.Place in words.
type place struct {
	Section, Part placeWord
	Item          int
	Language      string
}

func placeOf(path string) place {
	p := campaign.PlaceOf(path)
	return place{Section: placeWord(p.Section), Part: placeWord(p.Part), Item: p.Item, Language: p.Language}
}

func findingsOf(d campaign.Dossier, linked bool) findings {
	found := findings{CampaignID: d.Campaign.ID, Linked: linked}
	for _, f := range d.Draft.Content.Findings() {
		line := finding{Place: placeOf(f.Path), Message: fault.Message{Key: "problem." + f.Code, Args: f.Args}}
		line.Section, line.Language = mendedIn(d.Draft.Content, campaign.PlaceOf(f.Path))
		if f.At >= 0 {
			line.Character = f.At + 1
		}
		if f.At >= 0 && slices.Contains([]placeWord{"summary", "closing", "victory", "body"}, cmp.Or(line.Place.Part, line.Place.Section)) {
			line.Line = f.Line + 1
		}
		found.List = append(found.List, line)
	}
	return found
}

// mendedIn returns the section whose form holds a place, and its language when it
// is a letter's. What is wrong with the letters as a whole is a letter that is not
// there yet.
func mendedIn(c campaign.Content, p campaign.Place) (campaign.Section, string) {
	switch p.Section {
	case "closing", "victory":
		return campaign.Ends, ""
	case "fields":
		return campaign.Questions, ""
	case "recipients":
		return campaign.Addressees, ""
	case "letters":
		language := p.Language
		if language == "" {
			i := slices.IndexFunc(c.Languages, func(tag string) bool { _, ok := c.Letters[tag]; return !ok })
			if i >= 0 {
				language = c.Languages[i]
			}
		}
		if slices.Contains(c.Languages, language) {
			return campaign.LetterSection(language), language
		}
	}
	return campaign.Basics, ""
}
