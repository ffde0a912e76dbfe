package admin

import "emailcampaigns/app/campaign"

// settledContent is a draft with settings of every kind; some of them break rules.
func settledContent() campaign.Content {
	c := sampleContent()
	c.Recipients[0].Constituency, c.Recipients[0].Group, c.Recipients[0].Extra = "Novi Sad", "Greens", map[string]string{"room": "12"}
	c.Recipients[0].Salutation = map[string]string{"en": "Dear Dr. Petrović,", "fr": "Chère Madame,"}
	c.Others = []campaign.OtherLetter{{Name: "members", Letters: c.Letters}}
	c.Reference = "Ref. VOTE-ABROAD-2026"
	c.Selection = campaign.Selection{Mode: campaign.Some, Min: 2, Max: 4, PerHour: 20, Total: 10}
	c.Paragraph = campaign.Paragraph{On: true, Min: 40, Max: 600}
	c.Similarity = 95
	c.Routes = []campaign.Route{
		{Exclude: true, When: []campaign.Condition{{Column: "country", Is: campaign.IsOneOf, Values: []string{"XX", "ch"}}, {Column: "group", Is: campaign.IsEmpty}}},
		{Letter: "members", When: []campaign.Condition{{Column: "room", Is: campaign.IsFilled}}},
		{When: []campaign.Condition{{Column: "party", Is: campaign.IsOneOf}}},
		{Exclude: true},
	}
	return c
}

func sampleSending(s campaign.SettingsPart, wrong []rejection, change func(*sendingPage)) sendingPage {
	shared := sampleDraft(campaign.Settings)
	shared.Rejected = wrong
	page := sendingForm(shared, settledContent(), s)
	if change != nil {
		change(&page)
	}
	return page
}

// samplesSending are the page about who is written to, and what a reviewer reads.
func samplesSending() []sample {
	settings := campaign.SettingsOf(settledContent())
	in := func(selection campaign.Selection) campaign.SettingsPart {
		return campaign.SettingsPart{Reference: "Ref. 1", Selection: selection}
	}
	reviewed := func(is string, change func(*campaign.Content)) sample {
		c := settledContent()
		change(&c)
		return sample{"admin/draft", is, sampleSubmission(c, nil)}
	}
	changed := sampleRevision(func(p *revisionPage) {
		before := settledContent()
		before.Selection, before.Paragraph, before.Routes = campaign.Selection{Mode: campaign.Area, By: "country"}, campaign.Paragraph{}, before.Routes[:2]
		before.Recipients[0].Extra, before.Recipients[0].Salutation, before.Recipients[0].Group = map[string]string{"floor": "1"}, nil, ""
		p.Changes, p.Content = changesOf(campaign.Names{}, before, settledContent()), contentOf(settledContent())
	})
	approved := sendingForm(sampleDraft(campaign.Settings).approved().besides(in(campaign.Selection{Mode: campaign.Random, Count: 3})), settledContent(), settings)
	locked := sampleDraft(campaign.Settings).inReview()
	locked.Said = texts(campaign.Names{}, []string{"en"}, campaign.Settings, `{"reference":"Ref. 1","selection":{"mode":"area","by":"country"},"paragraph":{"on":true,"max":5}}`)
	return []sample{
		{"admin/sending", "with problems", sampleSending(settings, nil, nil)},
		{"admin/sending", "as it begins", sampleSending(campaign.SettingsPart{}, nil, nil)},
		{"admin/sending", "one each", sampleSending(in(campaign.Selection{Mode: campaign.One}), nil, nil)},
		{"admin/sending", "without other letters", sampleSending(in(campaign.Selection{Mode: campaign.One}), nil, func(p *sendingPage) { p.Others = false })},
		{"admin/sending", "by area", sampleSending(in(campaign.Selection{Mode: campaign.Area, By: campaign.ByConstituency, Max: 30}), nil, nil)},
		{"admin/sending", "at random, too many", sampleSending(in(campaign.Selection{Mode: campaign.Random, Count: 19}), nil, nil)},
		{"admin/sending", "rejected", sampleSending(settings, []rejection{
			refuse("some.min", "selection.min", "admin.number"), refuse("mode", "selection.mode", "admin.sending.mode.none"),
		}, func(p *sendingPage) { p.Chosen.SomeMin.Value = "two" })},
		{"admin/sending", "full", sampleSending(settings, nil, func(p *sendingPage) {
			p.Room, p.Rules[0].Room, p.Rules[0].Conditions[0].More = false, false, 12
		})},
		{"admin/sending", "approved, merged by hand", approved},
		{"admin/sending", "in review", sendingPage{draftPage: locked}},
		{"admin/sending", "empty", sendingForm(draftPage{Part: campaign.Settings, At: noon}, campaign.Content{}, campaign.SettingsPart{})},
		{"admin/copy", "settings", sampleCopy(campaign.Settings, settings, nil)},

		{"admin/recipients", "with columns", sampleRecipients(sampleDraft(campaign.Addressees), func(p *recipientsPage) {
			p.Form.Number, p.Form.columnsForm = 1, newColumnsForm(settledContent())
			p.Form.fill(settledContent().Recipients[0])
		})},
		{"admin/recipients", "columns rejected", sampleRecipients(sampleDraft(campaign.Addressees), func(p *recipientsPage) {
			p.Form.columnsForm = newColumnsForm(settledContent())
			p.Rejected = []rejection{refuse("extra", "recipients.1.extra.A b", "admin.recipients.extra.nameless"), refuse("group", "recipients.1.group", "problem.tab")}
			p.Form.FreeWrong, p.Form.Group.Rejected = append(p.Form.FreeWrong, p.Rejected[0].Message), rejected(p.Rejected, "group")
		})},

		{"admin/revision", "settings changed", changed},
		reviewed("some, by rules", func(*campaign.Content) {}),
		reviewed("exactly two", func(c *campaign.Content) { c.Selection = campaign.Selection{Mode: campaign.Some, Min: 2, Max: 2} }),
		reviewed("everyone", func(c *campaign.Content) { c.Selection = campaign.Selection{Mode: campaign.Everyone, Total: 5} }),
		reviewed("one", func(c *campaign.Content) { c.Selection = campaign.Selection{Mode: campaign.One} }),
		reviewed("of a country", func(c *campaign.Content) { c.Selection = campaign.Selection{Mode: campaign.Area, By: "country"} }),
		reviewed("of a constituency", func(c *campaign.Content) { c.Selection = campaign.Selection{Mode: campaign.Area, By: "constituency"} }),
		reviewed("of nothing", func(c *campaign.Content) { c.Selection = campaign.Selection{Mode: campaign.Area} }),
		reviewed("at random", func(c *campaign.Content) { c.Selection = campaign.Selection{Mode: campaign.Random, Count: 1} }),
		reviewed("together, capped", func(c *campaign.Content) { c.Selection = campaign.Selection{PerHour: 1, Total: 1} }),
	}
}
