package admin

import (
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
)

// sampleContent is a draft in two languages; its German letter is still to be
// written, and its English one has mistakes.
func sampleContent() campaign.Content {
	return campaign.Content{
		Languages: []string{"en", "de"},
		Title:     map[string]string{"en": "A polling place in every consulate", "de": "Ein Wahllokal in jedem Konsulat"},
		Summary:   map[string]string{"en": "Citizens abroad travel for hours to vote.\n\nWrite to the committee.", "de": ""},
		Goal:      5000,
		Closing:   map[string]string{"en": "Thank you.", "de": "Danke."},
		Fields: []campaign.Field{
			{Name: "city", Label: map[string]string{"en": "City you live in", "de": "Wohnort"}, Hint: map[string]string{"en": "It appears in the letter.", "de": "Er steht im Brief."}, Required: true, MaxLength: 60},
			{Name: "Reason", Label: map[string]string{"en": "Why", "de": ""}, MaxLength: 900},
		},
		Letters: map[string]campaign.Letter{
			"en": {
				Subject: "Voting from abroad, {{sender.nmae}}", Salutation: "Dear members of the committee,",
				Body: "{{recipient.salutation}}\n\nI live in {{sender.city}} and want to vote there. Last time the nearest polling place was 430 kilometres away.\n\nYours sincerely,\n{{sender.name}}",
			},
			"de": {},
		},
		Recipients: []campaign.Recipient{
			{Key: "ana@parliament.example", Name: "Dr. Ana Petrović", Address: "ana@parliament.example", Function: "Member of the committee for the diaspora", Language: "sr-Latn", Country: "RS"},
			{Key: "office@parliament.example", Name: "Committee office", Address: "office@parliament.example"},
			{Key: "c@parliament.example", Name: "Committee for foreign affairs", Address: "c@parliament.example", Country: "XX"},
			{Key: "d@parliament.example", Name: "Speaker", Address: "d@parliament.example", Language: "en"},
			{Key: "e@parliament.example", Name: "Press office", Address: "e@parliament.example"},
		},
	}
}

func sampleDraft(s campaign.Section) draftPage {
	content := sampleContent()
	part, err := content.Part(s)
	if err != nil {
		panic(err)
	}
	return draftPage{
		Frame: sampleFrame("campaigns"), ID: "0193", Slug: "vote-abroad", Title: "A polling place in every consulate", State: campaign.Draft,
		Part: s, Tabs: draftTabs(content, s), Base: campaign.Base(part), Spoken: "en de", By: person{Name: "Ana Petrović", You: true}, At: noon,
	}
}

func (p draftPage) inReview() draftPage {
	content := sampleContent()
	part, err := content.Part(p.Part)
	if err != nil {
		panic(err)
	}
	p.State, p.Lock = campaign.InReview, &lock{Revision: 2, Submitter: person{Name: "Bojan Ilić"}, At: noon}
	p.Said = texts(campaign.Names{}, content.Languages, p.Part, part)
	return p
}

func (p draftPage) approved() draftPage {
	p.State, p.Void = campaign.Approved, 2
	return p
}

func (p draftPage) besides(part any) draftPage {
	text, err := asPart(part)
	if err != nil {
		panic(err)
	}
	p.Beside = &asideText{ID: "c1", By: person{Name: "Bojan Ilić"}, At: noon, Texts: texts(campaign.Names{}, []string{"en", "de"}, p.Part, text)}
	return p
}

func sampleNew(change func(*newPage)) newPage {
	p := newPage{
		Frame: sampleFrame("campaigns"), Title: text{Name: "title"}, Language: "sr-Latn", Offered: common,
		Slug: slugControl{Prefix: "https://campaigns.example/c/"}, Choices: languageChoices(nil, []string{"en"}), Other: text{Name: "other", Optional: true},
	}
	if change != nil {
		change(&p)
	}
	return p
}

func sampleBasics(shared draftPage) basicsPage {
	content := sampleContent()
	p := basicsPage{
		draftPage: shared, First: "en", Renamable: true, Choices: languageChoices(content.Languages, nil), Other: text{Name: "other", Optional: true},
		Languages: []languageChoice{{"en", true}, {"de", true}}, Goal: text{Name: "goal", Value: "5000", Optional: true},
	}
	findings := content.Findings()
	for _, l := range content.Languages {
		p.Texts = append(p.Texts, basicTexts{
			Language: l, Title: text{Name: "title." + l, Value: content.Title[l], Language: l},
			Summary: text{Name: "summary." + l, Value: content.Summary[l], Language: l, Lines: 6, Findings: at(findings, "summary."+l)},
		})
	}
	return p
}

func sampleLetter(shared draftPage, change func(*letterPage)) letterPage {
	content := sampleContent()
	p := letterPage{
		draftPage: shared, Language: "en", Letters: []letterTab{{"letter.en", "en", 1}, {"letter.de", "de", 2}}, Merges: merges(content, "en"), Today: "14:05 CET",
		letterForm: formOf(content, "letter.en", content.Findings()), Likeness: likenessOf(content, "letter.en"),
		Look: looked(content, "en", look{Samples: campaign.Samples(), Sample: "short"}),
	}
	p.Body.Limit = campaign.Limit{Used: 10_021, Max: 10_000}
	for _, f := range content.Findings() {
		if f.Place().Language == "en" && f.Place().Section == "letters" {
			p.Findings = append(p.Findings, f)
		}
	}
	if change != nil {
		change(&p)
	}
	return p
}

func sampleRecipients(shared draftPage, change func(*recipientsPage)) recipientsPage {
	content := sampleContent()
	p := recipientsPage{draftPage: shared, Room: true, Form: newRecipientForm(content.Languages)}
	for i, r := range content.Recipients {
		p.Rows = append(p.Rows, recipientRow{Number: i + 1, Row: rowOf(r), Recipient: r})
	}
	p.Rows[2].Findings = at(content.Findings(), "recipients.3.country")
	if change != nil {
		change(&p)
	}
	return p
}

func sampleEndings(shared draftPage) endingsPage {
	content := sampleContent()
	p := endingsPage{draftPage: shared}
	for _, l := range content.Languages {
		p.Endings = append(p.Endings, endingTexts{
			Language: l, Closing: text{Name: "closing." + l, Value: content.Closing[l], Language: l, Lines: 5, Optional: true},
			Victory: text{Name: "victory." + l, Language: l, Lines: 5, Optional: true},
		})
	}
	return p
}

func sampleCopy(s campaign.Section, mine any, change func(*copyPage)) copyPage {
	content := sampleContent()
	part, err := asPart(mine)
	if err != nil {
		panic(err)
	}
	current, err := content.Part(s)
	if err != nil {
		panic(err)
	}
	other, err := content.With(s, part)
	if err != nil {
		panic(err)
	}
	p := copyPage{
		Frame: sampleFrame("campaigns"), ID: "0193", Title: "A polling place in every consulate", Part: s, Copy: "c1",
		By: person{Name: "Ana Petrović", You: true}, At: noon, Texts: texts(campaign.Names{}, content.Languages, s, part),
		Base: campaign.Base(current), DraftBy: person{Name: "Bojan Ilić"}, DraftAt: noon, DraftTexts: texts(campaign.Names{}, content.Languages, s, current),
		Diff: differences(campaign.Names{}, content, other),
	}
	if change != nil {
		change(&p)
	}
	return p
}

// samplesDraft are the pages that make and change drafts.
func samplesDraft() []sample {
	const english = campaign.Section("letter.en")
	content := sampleContent()
	taken := &fault.Message{Key: "fault.slug.taken"}
	mine := campaign.Letter{
		Subject: "Voting from abroad", Salutation: "Dear members,",
		Body: "{{recipient.salutation}}\n\nI live in {{sender.city}} and wish to vote there. The nearest polling place was 430 kilometres away.\n\nPlease change that.\n\nYours sincerely,\n{{sender.name}}",
	}
	return []sample{
		{"admin/new", "first", sampleNew(nil)},
		{"admin/new", "free", sampleNew(func(p *newPage) {
			p.Title.Value, p.Slug.Value, p.Slug.Proposed, p.Slug.Free = "Vote abroad", "vote-abroad", "vote-abroad", true
		})},
		{"admin/new", "rejected, one person", sampleNew(func(p *newPage) {
			p.Single, p.Rejected = true, []rejection{
				refuse("title", "title", "fault.required"), {"slug", "slug", *taken}, {"other", "languages", fault.Message{Key: "problem.language_unknown", Args: map[string]any{"Tag": "klingon!"}}},
			}
			p.Title.Rejected, p.Slug.Rejected, p.Slug.Value = rejected(p.Rejected, "title"), taken, "vote-abroad"
			p.Other.Value, p.Other.Rejected = "klingon!", rejected(p.Rejected, "other")
		})},
		{"admin/new", "empty", newPage{Title: text{Name: "title"}, Other: text{Name: "other"}}},
		{"admin/slug", "copy", slugPage{Frame: sampleFrame("campaigns"), ID: "0193", Title: "A polling place", Copy: true, Slug: slugControl{Value: "vote-abroad-2", Prefix: "https://campaigns.example/c/"}}},
		{"admin/slug", "rename, taken", slugPage{Frame: sampleFrame("campaigns"), ID: "0193", Title: "A polling place", Slug: slugControl{Value: "vote-abroad", Rejected: taken, Prefix: "https://campaigns.example/c/"}}},
		{"admin/slug", "empty", slugPage{}},

		{"admin/basics", "draft", sampleBasics(sampleDraft(campaign.Basics))},
		{"admin/basics", "saved", func() basicsPage {
			p := sampleBasics(sampleDraft(campaign.Basics))
			p.Saved = true
			return p
		}()},
		{"admin/basics", "rejected", func() basicsPage {
			p := sampleBasics(sampleDraft(campaign.Basics))
			p.Rejected = []rejection{refuse("goal", "goal", "admin.number")}
			p.Goal.Value, p.Goal.Rejected = "many", rejected(p.Rejected, "goal")
			p.Choices[1].Ticked = true
			return p
		}()},
		{"admin/basics", "approved, merged by hand", sampleBasics(sampleDraft(campaign.Basics).approved().besides(campaign.BasicsPart{
			Languages: []string{"en"}, Title: map[string]string{"en": "Another"}, Summary: map[string]string{"en": "Why"}, Goal: 12,
		}))},
		{"admin/basics", "in review", basicsPage{draftPage: sampleDraft(campaign.Basics).inReview()}},
		{"admin/basics", "empty", basicsPage{draftPage: draftPage{Part: campaign.Basics, At: noon}, Other: text{Name: "other"}, Goal: text{Name: "goal"}}},

		{"admin/letter", "with problems", sampleLetter(sampleDraft(english), nil)},
		{"admin/letter", "fine, one language", sampleLetter(sampleDraft(english), func(p *letterPage) {
			p.Letters, p.Findings, p.Body.Limit.Used, p.Today = p.Letters[:1], nil, 1000, ""
		})},
		{"admin/letter", "for a recipient, on a desk", sampleLetter(sampleDraft(english), func(p *letterPage) {
			p.Look = looked(content, "en", look{Samples: campaign.Samples(), Sample: "long", To: 1, Wide: true})
		})},
		{"admin/letter", "for nobody yet", sampleLetter(sampleDraft(english), func(p *letterPage) {
			p.Look = looked(campaign.Content{Languages: []string{"en"}}, "en", look{Samples: campaign.Samples(), Sample: "short"})
		})},
		{"admin/letter", "conflict", sampleLetter(sampleDraft(english), func(p *letterPage) {
			p.Copy, p.Refusal = "c1", &letterRefusal{Other: &person{Name: "Bojan Ilić"}}
		})},
		{"admin/letter", "conflict with oneself", sampleLetter(sampleDraft(english), func(p *letterPage) {
			p.Copy, p.Refusal = "c1", &letterRefusal{Other: &person{Name: "Ana Petrović", You: true}}
		})},
		{"admin/letter", "submitted meanwhile", sampleLetter(sampleDraft(english), func(p *letterPage) {
			p.Copy, p.Refusal = "c1", &letterRefusal{Why: fault.Message{Key: "fault.draft.in_review"}}
		})},
		{"admin/letter", "approved, merged by hand", sampleLetter(sampleDraft(english).approved().besides(mine), nil)},
		{"admin/letter", "in review", sampleLetter(sampleDraft(english).inReview(), nil)},
		{"admin/letter", "archived", sampleLetter(draftPage{Frame: sampleFrame("campaigns"), ID: "0193", Title: "Old", Part: english, At: noon, Lock: &lock{Archived: true}}, nil)},
		{"admin/letter", "empty", letterPage{
			draftPage: draftPage{Part: english, At: noon}, letterForm: letterForm{
				Subject: text{Name: "subject"}, Salutation: text{Name: "salutation"}, Body: text{Name: "body", Lines: 1, Limit: campaign.Limit{Max: 1}},
			},
		}},

		{"admin/fields", "two", questions(sampleDraft(campaign.Questions), content, content.Fields)},
		{"admin/fields", "none", questions(sampleDraft(campaign.Questions), content, nil)},
		{"admin/fields", "rejected, merged by hand", func() fieldsPage {
			shared := sampleDraft(campaign.Questions).besides(content.Fields)
			shared.Rejected = []rejection{refuse("fields.1.max_length", "fields.1.max_length", "admin.number")}
			return questions(shared, content, content.Fields)
		}()},
		{"admin/fields", "too many", questions(sampleDraft(campaign.Questions), content, make([]campaign.Field, 21))},
		{"admin/fields", "in review", fieldsPage{draftPage: sampleDraft(campaign.Questions).inReview()}},
		{"admin/fields", "empty", fieldsPage{draftPage: draftPage{Part: campaign.Questions, At: noon}}},

		{"admin/recipients", "some", sampleRecipients(sampleDraft(campaign.Addressees), nil)},
		{"admin/recipients", "none", recipientsPage{draftPage: sampleDraft(campaign.Addressees), Room: true, Form: newRecipientForm(nil)}},
		{"admin/recipients", "changing one", sampleRecipients(sampleDraft(campaign.Addressees), func(p *recipientsPage) {
			p.Form.Number, p.Form.Row = 1, p.Rows[0].Row
			p.Form.fill(content.Recipients[0])
		})},
		{"admin/recipients", "changed by somebody else", sampleRecipients(sampleDraft(campaign.Addressees), func(p *recipientsPage) {
			p.Form.Number, p.Form.Row, p.Form.Again = 2, p.Rows[1].Row, true
			p.Form.fill(content.Recipients[1])
		})},
		{"admin/recipients", "rejected", sampleRecipients(sampleDraft(campaign.Addressees).approved(), func(p *recipientsPage) {
			p.Rejected = wrongRecipient(content, -1, campaign.Recipient{Address: "ana@", Country: "ZZ"})
			p.Form.Address.Value, p.Form.Country.Value = "ana@", "ZZ"
			for _, control := range []*text{&p.Form.Name, &p.Form.Address, &p.Form.Country} {
				control.Rejected = rejected(p.Rejected, control.Name)
			}
		})},
		{"admin/recipients", "full, merged by hand", sampleRecipients(sampleDraft(campaign.Addressees).besides(content.Recipients[:1]), func(p *recipientsPage) { p.Room = false })},
		{"admin/recipients", "in review", recipientsPage{draftPage: sampleDraft(campaign.Addressees).inReview()}},
		{"admin/recipients", "empty", recipientsPage{draftPage: draftPage{Part: campaign.Addressees, At: noon}}},

		{"admin/endings", "filled", sampleEndings(sampleDraft(campaign.Ends))},
		{"admin/endings", "approved, merged by hand", sampleEndings(sampleDraft(campaign.Ends).approved().besides(campaign.EndsPart{Closing: map[string]string{"en": "Over"}}))},
		{"admin/endings", "in review", endingsPage{draftPage: sampleDraft(campaign.Ends).inReview()}},
		{"admin/endings", "empty", endingsPage{draftPage: draftPage{Part: campaign.Ends, At: noon}}},

		{"admin/copy", "letter", sampleCopy(english, mine, nil)},
		{"admin/copy", "basics", sampleCopy(campaign.Basics, campaign.BasicsPart{Languages: []string{"en"}, Title: map[string]string{"en": "Other"}}, nil)},
		{"admin/copy", "questions", sampleCopy(campaign.Questions, []campaign.Field{{Name: "city", MaxLength: 40}}, nil)},
		{"admin/copy", "recipients, moved", sampleCopy(campaign.Addressees, content.Recipients[1:], func(p *copyPage) { p.Moved, p.Void = true, 2 })},
		{"admin/copy", "the same", sampleCopy(english, content.Letters["en"], nil)},
		{"admin/copy", "gone", sampleCopy(english, mine, func(p *copyPage) { p.Gone, p.DraftTexts = true, nil })},
		{"admin/copy", "in review", sampleCopy(english, mine, func(p *copyPage) {
			p.Lock = &lock{Revision: 3, Submitter: person{Name: "Bojan Ilić"}, At: noon}
		})},
		{"admin/copy", "archived", sampleCopy(english, mine, func(p *copyPage) { p.Lock = &lock{Archived: true} })},
		{"admin/copy", "empty", copyPage{Part: campaign.Basics, At: noon, DraftAt: noon}},
	}
}
