package admin

import (
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
)

// blocksContent is a campaign whose letters have blocks with wordings, mistakes
// among them, which goes to each recipient alone, to some with another letter.
func blocksContent() campaign.Content {
	c := sampleContent()
	c.Recipients[0].Extra = map[string]string{"room": "12"}
	c.Recipients[0].Salutation = map[string]string{"sr-Cyrl": "Поштована др Петровић,"}
	c.Selection, c.Paragraph, c.Reference = campaign.Selection{Mode: campaign.Everyone}, campaign.Paragraph{On: true, Max: 500}, "Polling places 2027"
	c.Letters["en"] = campaign.Letter{
		Subject: "Voting from abroad", Subjects: []string{"A vote for every citizen", ""}, Salutation: "Dear members of the committee,",
		Body: "{{recipient.salutation}}\n\nI live in {{sender.city}} and want to vote there.",
		Blocks: []campaign.Block{
			{Texts: []string{"Last time the nearest polling place was 430 kilometres away.", "Who lives abroad travels for hours to vote.", "{sender.name}"}},
			{Texts: []string{"{{sender.paragraph}}"}},
			{Texts: []string{"As {{recipient.function}} you can change that.", ""}},
		},
		Closing: "Yours sincerely,\n{{sender.name}}",
	}
	c.Others = []campaign.OtherLetter{{Name: "office", Letters: map[string]campaign.Letter{
		"en": {Subject: "To the office", Body: "Dear {{recipient.name}},\n\nplease pass this on.\n\n{{sender.paragraph}}\n\n{{sender.name}}"},
	}}, {Name: "unused"}}
	c.Routes = []campaign.Route{
		{When: []campaign.Condition{{Column: "country", Is: campaign.IsOneOf, Values: []string{"XX"}}}, Exclude: true},
		{When: []campaign.Condition{{Column: "function", Is: campaign.IsEmpty}}, Letter: "office"},
	}
	return c
}

// blocksLetter is the editor of one of its letters.
func blocksLetter(s campaign.Section, l look, change func(*letterPage)) letterPage {
	content := blocksContent()
	shared := sampleDraft("letter.en")
	shared.Part, shared.Tabs = s, draftTabs(content, s)
	l.Letter, l.Samples = s.Letter(), campaign.Samples()
	p := letterPage{
		draftPage: shared, Language: s.Language(), letterForm: formOf(content, s, content.Findings()), Merges: merges(content, "en"),
		Elsewhere: reachOf(content.Elsewhere(s, content.Readers()[s])), Likeness: likenessOf(content, s), Look: looked(content, s.Language(), l), Today: "14:05 CET",
	}
	p.tabs(content, s, content.Findings())
	if change != nil {
		change(&p)
	}
	return p
}

func sampleOthers(change func(*draftPage), names []string, another string) othersPage {
	shared := sampleDraft(campaign.Basics)
	shared.Part, shared.Tabs = campaign.Variants, draftTabs(blocksContent(), campaign.Variants)
	if change != nil {
		change(&shared)
	}
	return others(shared, blocksContent(), names, another)
}

func samplesLetters() []sample {
	many := blocksContent()
	for len(many.Others) <= campaign.MaxOthers {
		many.Others = append(many.Others, campaign.OtherLetter{Name: "a", Letters: map[string]campaign.Letter{}})
	}
	review := sampleRevision(func(p *revisionPage) {
		p.Content, p.Changes = contentOf(blocksContent()), changesOf(campaign.Names{}, sampleContent(), blocksContent())
	})
	return []sample{
		{"admin/letter", "blocks", blocksLetter("letter.en", look{}, nil)},
		{"admin/letter", "blocks, a wording more", blocksLetter("letter.en", look{lookChoice: lookChoice{Wording: 7}}, func(p *letterPage) { p.Focus = "blocks.3.texts.2" })},
		{"admin/letter", "blocks, one moved", blocksLetter("letter.en", look{To: 1}, func(p *letterPage) { p.Focus = "blocks.2" })},
		{"admin/letter", "blocks, as one gets another letter", blocksLetter("letter.en", look{To: 2}, nil)},
		{"admin/letter", "blocks, for one who is left out", blocksLetter("letter.en", look{To: 3}, nil)},
		{"admin/letter", "blocks, not written yet", blocksLetter("letter.de", look{}, nil)},
		{"admin/letter", "other letter", blocksLetter("letter.en@office", look{}, nil)},
		{"admin/letter", "other letter that nobody gets", blocksLetter("letter.de@unused", look{}, nil)},
		{"admin/others", "some", sampleOthers(nil, []string{"office", "unused"}, "")},
		{"admin/others", "none", sampleOthers(nil, nil, "")},
		{"admin/others", "rejected", sampleOthers(func(p *draftPage) {
			p.Rejected = []rejection{
				{"names.2", "others", fault.Message{Key: "problem.letter_name", Args: map[string]any{"Name": "The office"}}},
				{"another", "others", fault.Message{Key: "fault.required"}},
			}
		}, []string{"office", "The office"}, " ")},
		{"admin/others", "in review", sampleOthers(func(p *draftPage) { p.Lock = &lock{Revision: 2, Submitter: person{Name: "Bojan Ilić"}, At: noon} }, nil, "")},
		{"admin/others", "empty", othersPage{draftPage: draftPage{Part: campaign.Variants, At: noon}, Another: text{Name: "another"}}},
		{"admin/draft", "blocks", sampleSubmission(blocksContent(), nil)},
		{"admin/draft", "too many letters", sampleSubmission(many, nil)},
		{"admin/revision", "blocks", review},
		{"admin/revision", "blocks, as one gets it", sampleRevision(func(p *revisionPage) {
			l := looked(blocksContent(), "en", look{Samples: campaign.Samples(), Sample: "short", To: 2, Single: true})
			p.Content, p.Changes, p.Lens = contentOf(blocksContent()), nil, &l
		})},
	}
}
