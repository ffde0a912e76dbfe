package admin

import (
	"strings"
	"time"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/operator"
)

var reviewNoon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func reviewFrame(role operator.Role) Frame {
	return Frame{Section: "campaigns", ID: "0193", Email: "milica.jovanovic@assembly.example", Role: role, Reviews: 1}
}

// reviewContent is what a careful organisation writes, in two languages.
func reviewContent() campaign.Content {
	return campaign.Content{
		Languages: []string{"en", "sr-Cyrl"},
		Title:     map[string]string{"en": "A polling place in every consulate", "sr-Cyrl": "Бирачко место у сваком конзулату"},
		Summary: map[string]string{
			"en":      "Whoever lives abroad should be able to vote where they live.\n\nThe committee decides in December.",
			"sr-Cyrl": "Ко живи у иностранству треба да може да гласа тамо где живи.\n\nОдбор одлучује у децембру.",
		},
		Goal:    500,
		Closing: map[string]string{"en": "Thank you. The committee has decided.", "sr-Cyrl": "Хвала вам. Одбор је одлучио."},
		Fields: []campaign.Field{
			{
				Name: "city", Required: true, MaxLength: 60, Label: map[string]string{"en": "City you live in", "sr-Cyrl": "Град у ком живите"},
				Hint: map[string]string{"en": "It appears in the letter.", "sr-Cyrl": "Стоји у писму."},
			},
			{Name: "since", MaxLength: 4, Label: map[string]string{"en": "Living abroad since", "sr-Cyrl": "У иностранству од"}, Hint: map[string]string{}},
		},
		Letters: map[string]campaign.Letter{
			"en": {
				Subject: "Voting from abroad: {{campaign.title}}", Salutation: "Dear members of the committee",
				Body: "{{recipient.salutation}},\n\nI live in {{sender.city}} and want to vote where I live. Last time the nearest polling place was 430 kilometres away.\n\n" +
					"Please support a polling place in every consulate.\n\n{{sender.since}}\n\nYours sincerely,\n{{sender.name}}\n{{sender.address}}",
			},
			"sr-Cyrl": {
				Subject: "Гласање из иностранства: {{campaign.title}}", Salutation: "Поштовани чланови одбора",
				Body: "{{recipient.salutation}},\n\nживим у месту {{sender.city}} и желим да гласам тамо где живим. Прошли пут је најближе бирачко место било удаљено 430 километара.\n\n" +
					"Молим вас да подржите бирачко место у сваком конзулату.\n\nС поштовањем,\n{{sender.name}}\n{{sender.address}}",
			},
		},
		Recipients: []campaign.Recipient{
			{Key: "ana-petrovic", Name: "Dr. Ana Petrović", Address: "ana.petrovic@parliament.example", Function: "Member of the committee for the diaspora", Language: "sr-Cyrl", Country: "RS"},
			{Key: "office", Name: "Committee office", Address: "office.of.the.committee.for.the.diaspora@parliament.example", Language: "en", Country: "RS"},
		},
		Reference: "Ref. VOTE-ABROAD-2026",
	}
}

// revisedContent is the same after a revision of every kind.
func revisedContent() campaign.Content {
	c := reviewContent()
	c.Goal = 1000
	c.Closing = nil
	letter := c.Letters["en"]
	letter.Body = strings.Replace(letter.Body, "430 kilometres away", "more than 400 kilometres away, a day's journey", 1)
	letter.Body = strings.Replace(letter.Body, "{{sender.since}}\n\n", "Other states do so for every citizen who registers.\n\n", 1)
	c.Letters = map[string]campaign.Letter{"en": letter, "sr-Cyrl": c.Letters["sr-Cyrl"]}
	c.Fields = c.Fields[:1]
	c.Fields[0].Required = false
	c.Recipients = []campaign.Recipient{
		c.Recipients[1], {Key: "chair", Name: "Marko Ilić", Address: "marko.ilic@parliament.example", Function: "Chairman of the committee", Language: "sr-Latn", Country: "RS"},
	}
	return c
}

// brokenContent breaks rules in every section.
func brokenContent() campaign.Content {
	c := reviewContent()
	c.Title = map[string]string{"en": "A title with a \ttab", "sr-Cyrl": "Наслов"}
	c.Summary = map[string]string{"en": " ", "sr-Cyrl": "Резиме"}
	c.Goal = -1
	c.Victory = map[string]string{"en": "We have won."}
	c.Fields[0].MaxLength = 0
	c.Letters = map[string]campaign.Letter{"en": {Subject: "{{sender.name}}", Body: "Dear all,\n\n{{sender.nmae}} writes"}}
	c.Recipients = nil
	return c
}

func sampleSubmission(content campaign.Content, change func(*submissionPage)) submissionPage {
	d := campaign.NewDossier("0193", "vote-abroad", content, "0193", reviewNoon)
	p := submissionPage{
		Frame: reviewFrame(operator.Editor), CampaignID: "0193", Title: "A polling place in every consulate", State: campaign.Live,
		Findings: findingsOf(d, true), Content: contentOf(content), Digest: content.Digest().String(), Next: 4,
		Deciders: []string{"Dragan Nikolić", "Jelena Đorđević"},
	}
	if change != nil {
		change(&p)
	}
	return p
}

func sampleFacts(number int, state campaign.ReviewState) revisionFacts {
	f := revisionFacts{
		Number: number, State: state, Author: "Milica Jovanović", Submitter: "Petar Marković", Digest: reviewContent().Digest().String(),
		Note: "The distance is now that of the last election.\nThe office asked to be written to first.", SubmittedAt: reviewNoon, Intact: true,
	}
	if state != campaign.RevisionInReview {
		f.DecidedAt = reviewNoon.Add(26 * time.Hour)
	}
	if f.Judged() {
		f.Reviewer = "Dragan Nikolić"
	}
	if state == campaign.RevisionRejected {
		f.Reason = "The second paragraph promises what the committee cannot decide.\n\nPlease name the law."
	}
	return f
}

func sampleRevision(change func(*revisionPage)) revisionPage {
	p := revisionPage{
		Frame: reviewFrame(operator.Reviewer), revisionFacts: sampleFacts(3, campaign.RevisionInReview), CampaignID: "0193",
		Title: "A polling place in every consulate", Base: 2, BaseIntact: true, BaseAt: reviewNoon.AddDate(0, 0, -20),
		Changes: changesOf(campaign.Names{}, reviewContent(), revisedContent()), Content: contentOf(revisedContent()), Decides: true,
	}
	if change != nil {
		change(&p)
	}
	return p
}

func sampleHistory(states ...campaign.ReviewState) revisionsPage {
	p := revisionsPage{Frame: reviewFrame(operator.Viewer), CampaignID: "0193", Title: "A polling place in every consulate"}
	for i, state := range states {
		p.Revisions = append(p.Revisions, sampleFacts(len(states)-i, state))
	}
	return p
}

func samplesReview() []sample {
	notice := func(key string) *fault.Message { return &fault.Message{Key: key} }
	tooLong := func(name string) []fault.Field {
		return []fault.Field{{Name: name, Message: fault.Message{Key: "fault.too_long", Args: map[string]any{"Max": campaign.MaxReason}}}}
	}
	history := sampleHistory(campaign.RevisionInReview, campaign.RevisionApproved, campaign.RevisionVoided, campaign.RevisionWithdrawn, campaign.RevisionRejected)
	history.Revisions[1].Public, history.Revisions[1].PublishedAt = true, reviewNoon.AddDate(0, 0, 3)
	history.Revisions[3].Author, history.Revisions[3].Intact, history.Revisions[3].Found = "", false, campaign.Digest{1}.String()
	return []sample{
		{"admin/draft", "ready", sampleSubmission(reviewContent(), nil)},
		{"admin/draft", "note rejected", sampleSubmission(reviewContent(), func(p *submissionPage) { p.Note, p.Problems = "Please look", tooLong("note") })},
		{"admin/draft", "moved", sampleSubmission(reviewContent(), func(p *submissionPage) { p.Note, p.Notice = "Please look", notice("fault.draft.moved") })},
		{"admin/draft", "nobody may decide, closed", sampleSubmission(reviewContent(), func(p *submissionPage) { p.Deciders, p.State = nil, campaign.Closed })},
		{"admin/draft", "texts set aside", sampleSubmission(reviewContent(), func(p *submissionPage) { p.Aside = 2 })},
		{"admin/draft", "one person", sampleSubmission(reviewContent(), func(p *submissionPage) { p.Single = true })},
		{"admin/draft", "viewer", sampleSubmission(reviewContent(), func(p *submissionPage) { p.Frame = reviewFrame(operator.Viewer) })},
		{"admin/draft", "broken", sampleSubmission(brokenContent(), func(p *submissionPage) { p.Note, p.Notice = "Please look", notice("fault.draft.problems") })},
		{"admin/draft", "broken, viewer", sampleSubmission(brokenContent(), func(p *submissionPage) { p.Frame, p.Findings.Linked = reviewFrame(operator.Viewer), false })},
		{"admin/draft", "nothing in it", sampleSubmission(campaign.Content{Languages: []string{"en", "en", "x"}}, nil)},
		{"admin/draft", "public", sampleSubmission(reviewContent(), func(p *submissionPage) { p.Public = true })},
		{"admin/draft", "in review", sampleSubmission(reviewContent(), func(p *submissionPage) { p.Pending = &pendingLine{Number: 3, State: campaign.RevisionInReview} })},
		{"admin/draft", "approved", sampleSubmission(reviewContent(), func(p *submissionPage) { p.Pending = &pendingLine{Number: 3, State: campaign.RevisionApproved} })},
		{"admin/draft", "archived", sampleSubmission(reviewContent(), func(p *submissionPage) { p.State = campaign.Archived })},

		{"admin/revision", "to decide", sampleRevision(nil)},
		{"admin/revision", "to decide, by an admin", sampleRevision(func(p *revisionPage) { p.Frame = reviewFrame(operator.Admin) })},
		{"admin/revision", "reason missing", sampleRevision(func(p *revisionPage) {
			p.Problems = []fault.Field{{Name: "reason", Message: fault.Message{Key: "fault.required"}}}
		})},
		{"admin/revision", "reason too long", sampleRevision(func(p *revisionPage) { p.Typed, p.Problems = "No", tooLong("reason") })},
		{"admin/revision", "another one waits", sampleRevision(func(p *revisionPage) { p.Typed, p.Notice = "No", notice("fault.review.digest") })},
		{"admin/revision", "decided meanwhile", sampleRevision(func(p *revisionPage) {
			p.revisionFacts, p.Decides, p.Typed, p.Notice = sampleFacts(3, campaign.RevisionRejected), false, "It is well written", notice("fault.review.none")
		})},
		{"admin/revision", "mine", sampleRevision(func(p *revisionPage) { p.Frame, p.Decides, p.Mine = reviewFrame(operator.Admin), false, true })},
		{"admin/revision", "an editor's", sampleRevision(func(p *revisionPage) { p.Frame, p.Decides, p.Mine = reviewFrame(operator.Editor), false, true })},
		{"admin/revision", "one person", sampleRevision(func(p *revisionPage) { p.Frame = reviewFrame(operator.Admin); p.Single, p.Mine = true, true })},
		{"admin/revision", "first", sampleRevision(func(p *revisionPage) { p.Base, p.Changes = 0, nil })},
		{"admin/revision", "nothing changed", sampleRevision(func(p *revisionPage) { p.Changes = nil })},
		{"admin/revision", "base tampered with", sampleRevision(func(p *revisionPage) { p.BaseIntact, p.Changes = false, nil })},
		{"admin/revision", "tampered with", sampleRevision(func(p *revisionPage) {
			p.Intact, p.Decides, p.Changes, p.Found = false, false, nil, campaign.Digest{1}.String()
		})},
		{"admin/revision", "unreadable", sampleRevision(func(p *revisionPage) {
			p.Intact, p.Decides, p.Changes, p.Found, p.Content = false, false, nil, campaign.Digest{1}.String(), content{}
		})},
		{"admin/revision", "approved", sampleRevision(func(p *revisionPage) {
			p.revisionFacts, p.Decides = sampleFacts(3, campaign.RevisionApproved), false
		})},
		{"admin/revision", "public", sampleRevision(func(p *revisionPage) {
			p.revisionFacts, p.Decides = history.Revisions[1], false
		})},
		{"admin/revision", "voided", sampleRevision(func(p *revisionPage) { p.revisionFacts, p.Decides = sampleFacts(3, campaign.RevisionVoided), false })},
		{"admin/revision", "withdrawn", sampleRevision(func(p *revisionPage) { p.revisionFacts, p.Decides = sampleFacts(3, campaign.RevisionWithdrawn), false })},

		{"admin/revisions", "all kinds", history},
		{"admin/revisions", "none", sampleHistory()},
	}
}
