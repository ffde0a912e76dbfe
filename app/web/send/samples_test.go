package send

import (
	"fmt"
	"time"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/sending"
	"emailcampaigns/app/web/inapp"
	"emailcampaigns/app/web/render"
)

// sample is a page as a handler describes it.
type sample struct {
	Name string // of the page
	Is   string // what is special about it
	Page any
}

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func sampleLetter() letter {
	recipients := []campaign.Recipient{
		{Key: "a", Name: "Dr. Ana Petrović", Address: "ana.petrovic@parliament.example", Function: "Member of the committee for the diaspora"},
		{Key: "b", Name: "Committee office", Address: "office.of.the.committee.for.the.diaspora@parliament.example"},
	}
	return letter{
		Message: campaign.Message{
			To:      []string{recipients[0].Address, recipients[1].Address},
			Subject: "Voting from abroad: a polling place in every consulate",
			Body: "Dear members of the committee,\n\nI live abroad and want to vote where I live. Last time the nearest polling place was " +
				"430 kilometres away.\n\nPlease support a polling place in every consulate.\n\nYours sincerely,\nMilica Jovanović\n",
		},
		Recipients: recipients, Language: "en", Languages: []string{"en", "sr-Latn", "sr-Cyrl"}, RevisionName: "3f9a1c0be27d",
	}
}

// testLetter is what an operator sends to themselves, of a draft.
func testLetter() letter {
	l := sampleLetter()
	l.Message = l.Message.AsTest("ana.novak@organisation.example")
	l.Recipients, l.Unreviewed = []campaign.Recipient{{Name: l.Message.To[0], Address: l.Message.To[0]}}, true
	return l
}

func sampleForm() form {
	return form{
		Name: "Milica Jovanović", Address: "milica.jovanovic@gmail.com", Letter: "en",
		Fields: []formField{
			{Name: "field.city", Label: "City you live in", Hint: "It appears in the letter.", Required: true, MaxLength: 60, Value: "Stuttgart"},
			{Name: "field.since", Label: "Living abroad since", MaxLength: 4},
		},
	}
}

func rejectedForm() form {
	f := sampleForm()
	f.Name, f.Address = "", "milica"
	f.Problems = []fault.Field{
		{Name: "name", Message: fault.Message{Key: "fault.required"}},
		{Name: "address", Message: fault.Message{Key: "fault.address"}},
		{Name: "field.city", Message: fault.Message{Key: "fault.too_long", Args: map[string]any{"Max": 60}}},
	}
	return f
}

func sampleCampaign(change func(*campaignPage)) campaignPage {
	p := campaignPage{
		Slug: "vote-abroad", Language: "en", Availability: campaign.Open,
		Title: "A polling place in every consulate",
		Summary: []string{
			"Citizens abroad travel for hours to vote. The committee decides in December whether that changes.",
			"Write to its members from your own Gmail account. It takes three minutes.",
		},
		ClosesAt: noon.AddDate(0, 1, 0), Goal: 5000, Accepted: 1234, URL: "https://campaigns.example/c/vote-abroad?lang=en",
		Form: sampleForm(), Letter: sampleLetter(),
	}
	p.Form.Name, p.Form.Address, p.Form.Fields[0].Value = "", "", ""
	if change != nil {
		change(&p)
	}
	return p
}

func sampleConnect(change func(*connectPage)) connectPage {
	p := connectPage{
		ID: "0193", Language: "en", Title: "A polling place in every consulate", Address: "milica.jovanovic@gmail.com",
		PublicURL: "https://campaigns.example/c/vote-abroad?lang=en", OperatedBy: "IT Dijaspora", AbandonedAfter: time.Hour,
		HashKept: 365 * 24 * time.Hour, Refresh: true, VerifiesOwner: true,
	}
	if change != nil {
		change(&p)
	}
	return p
}

func sampleConfirm(change func(*confirmPage)) confirmPage {
	p := confirmPage{
		ID: "0193", Language: "en", Title: "A polling place in every consulate", Address: "milica.jovanovic@gmail.com",
		Letters: []letter{sampleLetter()}, Digest: "c0ffee", Halted: campaign.Open,
	}
	if change != nil {
		change(&p)
	}
	return p
}

// sampleOwn is a letter to one recipient of several, in a language that the sender
// does not read.
func sampleOwn(i int) letter {
	l := sampleLetter()
	to := campaign.Recipient{Key: fmt.Sprint("r", i), Name: fmt.Sprint("Member ", i), Address: fmt.Sprintf("member%d@parliament.example", i), Language: "sr-Latn", Country: "RS"}
	own := l.Message
	l.Message = campaign.Message{To: []string{to.Address}, Subject: "Glasanje iz inostranstva", Body: "Poštovani,\n\npodržite biračko mesto u svakom konzulatu.\n\nMilica Jovanović\n"}
	l.Recipients, l.Language, l.Languages, l.Individual = []campaign.Recipient{to}, "sr-Latn", nil, true
	l.Beside, l.Wordings, l.Wording = &reading{"en", own}, 48, 7
	return l
}

func sampleSeries(change func(*seriesPage)) seriesPage {
	p := seriesPage{
		ID: "0193", Language: "en", Title: "A polling place in every consulate", Address: "milica.jovanovic@gmail.com", Digest: "c0ffee", Halted: campaign.Open,
	}
	for i, o := range []outcome{
		{"Member 0", sending.Accepted, ""}, {"Member 1", sending.Uncertain, sending.NoAnswer}, {"Member 2", sending.Rejected, sending.AlreadySent},
		{"Member 3", sending.Rejected, sending.MaybeSent}, {"Member 4", sending.Rejected, sending.RateLimited}, {"Member 5", sending.Pending, ""},
	} {
		p.Items = append(p.Items, seriesItem{outcome: o, ID: fmt.Sprint("d", i), Ready: i > 3, Asks: i == 1 || i == 3, At: noon, Letter: sampleOwn(i), Digest: "beef"})
	}
	if change != nil {
		change(&p)
	}
	return p
}

// sampleChoices are forms of campaigns in which each recipient gets a letter.
func sampleChoices() map[string]choice {
	items := func(n int) []choiceItem {
		var all []choiceItem
		for i := range n {
			all = append(all, choiceItem{Key: fmt.Sprint("k", i), Name: fmt.Sprint("Member ", i), Detail: "Greens", Chosen: i == 1, Full: i == 2})
		}
		return all
	}
	some := campaign.Selection{Mode: campaign.Some, Min: 2, Max: 5}
	return map[string]choice{
		"everyone": {Selection: campaign.Selection{Mode: campaign.Everyone}, Offered: 8},
		"random":   {Selection: campaign.Selection{Mode: campaign.Random, Count: 4}, Offered: 700},
		"one":      {Selection: campaign.Selection{Mode: campaign.One}, Offered: 5, Groups: []choiceGroup{{Items: items(5)}}},
		"some":     {Selection: some, Offered: 30, Groups: []choiceGroup{{Name: "DE", Country: true, Items: items(15)}, {Name: "RS", Country: true, Items: items(15)}}},
		"area":     {Selection: campaign.Selection{Mode: campaign.Area, By: campaign.ByCountry}, Offered: 30, Areas: []choiceArea{{"DE", false}, {"RS", true}}},
		"constituency": {
			Selection: campaign.Selection{Mode: campaign.Area, By: campaign.ByConstituency, Max: 3}, Offered: 30, Areas: []choiceArea{{"Novi Sad", true}},
		},
		"nobody": {Selection: some, Nobody: true},
	}
}

func sampleReceipt(change func(*receiptPage)) receiptPage {
	p := receiptPage{
		ID: "0193", Language: "en", Slug: "vote-abroad", Title: "A polling place in every consulate",
		State: sending.Finished, Delivery: sending.Accepted, SettledAt: noon, ConnectedAt: noon.Add(-time.Minute),
		RevokedAt: noon.Add(time.Second), ErasedAt: noon.Add(time.Second), EndedAt: noon, HashUntil: noon.AddDate(1, 0, 0),
		GoneAt: noon.AddDate(0, 0, 7), URL: "https://campaigns.example/c/vote-abroad?lang=en",
		ShareText: "A polling place in every consulate", Accepted: 1235, Goal: 5000,
	}
	if change != nil {
		change(&p)
	}
	return p
}

// samples are all pages of the wizard and of views/errors: filled, empty, and in
// each state they tell apart.
func samples() []sample {
	all := []sample{
		{"send/campaign", "open", sampleCampaign(nil)},
		{"send/campaign", "rejected", sampleCampaign(func(p *campaignPage) { p.Form = rejectedForm() })},
		{"send/campaign", "waiting", sampleCampaign(func(p *campaignPage) { p.Availability, p.OpensAt = campaign.Waiting, noon })},
		{"send/campaign", "halted", sampleCampaign(func(p *campaignPage) { p.Availability = campaign.Halted })},
		{"send/campaign", "ended", sampleCampaign(func(p *campaignPage) { p.Availability, p.Goal = campaign.Ended, 0 })},
		{"send/campaign", "ended, in the organisation's words", sampleCampaign(func(p *campaignPage) {
			p.Availability, p.Ending, p.EndText = campaign.Ended, campaign.Ordinary, []string{"The committee has decided.", "Thank you to everyone who wrote."}
		})},
		{"send/campaign", "victory", sampleCampaign(func(p *campaignPage) { p.Availability, p.Ending = campaign.Ended, campaign.Victory })},
		{"send/campaign", "victory, in the organisation's words", sampleCampaign(func(p *campaignPage) {
			p.Availability, p.Ending, p.EndText = campaign.Ended, campaign.Victory, []string{"The committee has agreed.", "There will be a polling place in every consulate."}
		})},
		{"send/campaign", "stopped", sampleCampaign(func(p *campaignPage) { p.Stopped, p.StopReason = true, "We look into a complaint." })},
		{"send/campaign", "stopped without a reason", sampleCampaign(func(p *campaignPage) { p.Stopped = true })},
		{"send/campaign", "preview", sampleCampaign(func(p *campaignPage) {
			p.Availability, p.PreviewUntil, p.Letter.Unreviewed = campaign.Hidden, noon.AddDate(0, 0, 7), true
		})},
		{"send/campaign", "preview in one language", sampleCampaign(func(p *campaignPage) {
			p.Availability, p.PreviewUntil, p.Letter.Languages = campaign.Hidden, noon.AddDate(0, 0, 7), []string{"en"}
		})},
		{"send/campaign", "one language", sampleCampaign(func(p *campaignPage) { p.Letter.Languages, p.Form.Fields = []string{"en"}, nil })},
		{"send/campaign", "empty", campaignPage{}},
		{"send/review", "filled", reviewPage{ID: "0193", Language: "en", Title: "A polling place in every consulate", Form: sampleForm(), Letter: sampleLetter()}},
		{"send/review", "rejected", reviewPage{ID: "0193", Language: "en", Title: "A polling place in every consulate", Form: rejectedForm(), Letter: sampleLetter()}},
		{"send/review", "test", reviewPage{ID: "0193", Test: true, Language: "en", Title: "A polling place in every consulate", Form: sampleForm(), Letter: testLetter()}},
		{"send/review", "empty", reviewPage{}},
		{"send/connect", "first", sampleConnect(nil)},
		{"send/connect", "away", sampleConnect(func(p *connectPage) { p.Away = true })},
		{"send/connect", "in an app", sampleConnect(func(p *connectPage) {
			p.InApp, p.EscapeURL = &inapp.Browser{App: "Viber", System: "Android"}, "intent://campaigns.example/c/vote-abroad#Intent;scheme=https;end"
		})},
		{"send/connect", "in an app without a way out", sampleConnect(func(p *connectPage) { p.InApp = &inapp.Browser{App: "Viber", System: "iOS"} })},
		{"send/connect", "access token only, address declared", sampleConnect(func(p *connectPage) { p.Refresh, p.VerifiesOwner = false, false })},
		{"send/connect", "several messages", sampleConnect(func(p *connectPage) { p.Messages, p.Done, p.Problem = 5, 2, sending.Unauthorized })},
		{"send/connect", "test", sampleConnect(func(p *connectPage) { p.Test = true })},
		{"send/connect", "empty", connectPage{}},
		{"send/confirm", "first", sampleConfirm(nil)},
		{"send/confirm", "maybe sent", sampleConfirm(func(p *confirmPage) { p.Problem = sending.MaybeSent })},
		{"send/confirm", "rate limited", sampleConfirm(func(p *confirmPage) { p.Problem, p.RetryAt = sending.RateLimited, noon })},
		{"send/confirm", "daily limit", sampleConfirm(func(p *confirmPage) { p.Problem, p.RetryAt = sending.DailyLimit, noon })},
		{"send/confirm", "unreachable", sampleConfirm(func(p *confirmPage) { p.Problem = "unreachable" })},
		{"send/confirm", "halted", sampleConfirm(func(p *confirmPage) { p.Halted = campaign.Halted })},
		{"send/confirm", "ended", sampleConfirm(func(p *confirmPage) { p.Halted = campaign.Ended })},
		{"send/confirm", "stopped", sampleConfirm(func(p *confirmPage) { p.Stopped, p.Reason = true, "We look into a complaint." })},
		{"send/confirm", "stopped without a reason", sampleConfirm(func(p *confirmPage) { p.Stopped, p.Problem = true, sending.Stopped })},
		{"send/confirm", "was stopped", sampleConfirm(func(p *confirmPage) { p.Problem = sending.Stopped })},
		{"send/confirm", "test", sampleConfirm(func(p *confirmPage) { p.Test, p.Letters = true, []letter{testLetter()} })},
		{"send/confirm", "test while stopped", sampleConfirm(func(p *confirmPage) { p.Test, p.Letters, p.Stopped = true, []letter{testLetter()}, true })},
		{"send/confirm", "noticed", sampleConfirm(func(p *confirmPage) { p.Notice = &fault.Message{Key: "fault.sending.digest"} })},
		{"send/confirm", "several", sampleConfirm(func(p *confirmPage) {
			p.Letters, p.Done, p.Choosing, p.Closed = []letter{sampleOwn(1), sampleOwn(2), sampleOwn(3)}, 2, true, []string{"Member 4"}
		})},
		{"send/confirm", "another is proposed", sampleConfirm(func(p *confirmPage) { p.Letters, p.Problem = []letter{sampleOwn(1)}, sending.Replaced })},
		{"send/confirm", "full", sampleConfirm(func(p *confirmPage) {
			p.Letters, p.Problem, p.RetryAt = []letter{sampleOwn(1)}, sending.FullForNow, noon
		})},
		{"send/confirm", "nobody left", sampleConfirm(func(p *confirmPage) { p.Letters, p.Closed, p.Choosing = nil, []string{"Member 4"}, true })},
		{"send/confirm", "empty", confirmPage{}},
		{"send/delivery", "sending", deliveryPage{ID: "0193", Language: "en", Title: "A polling place in every consulate", State: sending.Sending, Letter: sampleLetter(), At: noon}},
		{"send/delivery", "test", deliveryPage{ID: "0193", Test: true, Language: "en", Title: "A polling place in every consulate", State: sending.Sending, Letter: testLetter(), At: noon}},
		{"send/delivery", "empty", deliveryPage{}},
		{"send/receipt", "accepted", sampleReceipt(nil)},
		{"send/receipt", "accepted, no goal", sampleReceipt(func(p *receiptPage) { p.Goal = 0 })},
		{"send/receipt", "not confirmed by Google", sampleReceipt(func(p *receiptPage) { p.RevokedAt = time.Time{} })},
		{"send/receipt", "tokens not yet erased", sampleReceipt(func(p *receiptPage) { p.RevokedAt, p.ErasedAt = time.Time{}, time.Time{} })},
		{"send/receipt", "uncertain", sampleReceipt(func(p *receiptPage) { p.Delivery, p.Reason = sending.Uncertain, sending.NoAnswer })},
		{"send/receipt", "cancelled, never connected", sampleReceipt(func(p *receiptPage) {
			p.State, p.Delivery, p.SettledAt, p.ConnectedAt, p.RevokedAt, p.ErasedAt, p.HashUntil = sending.Cancelled, "", time.Time{}, time.Time{}, time.Time{}, time.Time{}, time.Time{}
		})},
		{"send/receipt", "expired", sampleReceipt(func(p *receiptPage) { p.State, p.Delivery, p.HashUntil = sending.Expired, "", time.Time{} })},
		{"send/receipt", "refused", sampleReceipt(func(p *receiptPage) { p.Delivery, p.Reason = sending.Rejected, sending.Refused })},
		{"send/receipt", "bad message", sampleReceipt(func(p *receiptPage) { p.Delivery, p.Reason = sending.Rejected, sending.BadMessage })},
		{"send/receipt", "already sent", sampleReceipt(func(p *receiptPage) {
			p.Delivery, p.Reason, p.HashUntil = sending.Rejected, sending.AlreadySent, time.Time{}
		})},
		{"send/receipt", "test", sampleReceipt(func(p *receiptPage) { p.Test, p.CampaignID, p.HashUntil = true, "0192", time.Time{} })},
		{"send/receipt", "test that was refused", sampleReceipt(func(p *receiptPage) {
			p.Test, p.CampaignID, p.HashUntil, p.Delivery, p.Reason = true, "0192", time.Time{}, sending.Rejected, sending.BadMessage
		})},
		{"send/receipt", "several", sampleReceipt(func(p *receiptPage) {
			p.Outcomes = append(sampleSeries(nil).outcomes(), outcome{"Member 6", sending.Rejected, sending.Dropped})
		})},
		{"send/receipt", "full", sampleReceipt(func(p *receiptPage) { p.Delivery, p.Reason = sending.Rejected, sending.Full })},
		{"send/receipt", "empty", receiptPage{}},
		{"errors/error", "500", render.Failure{Status: 500, Message: fault.Message{Key: "fault.internal"}, RequestID: "8f2c11d09ab34e57"}},
		{"errors/error", "an operator's", render.Failure{Status: 404, Message: fault.Message{Key: "fault.not_found"}, RequestID: "r", Operator: true}},
		{"errors/error", "about a campaign", render.Failure{Status: 409, Message: fault.Message{Key: "fault.campaign.state"}, RequestID: "r", Operator: true, Campaign: "0193"}},
		{"errors/error", "empty", render.Failure{}},
		{"errors/sign-in", "filled", render.Failure{Status: 401, Message: fault.Message{Key: "fault.sign_in.needed"}}},
		{"errors/office", "filled", render.Failure{Status: 404, Message: fault.Message{Key: "fault.office.unknown"}}},
		{"errors/other-browser", "filled", render.Failure{Status: 404, Message: fault.Message{Key: "fault.callback.other_browser"}}},
	}
	for name, c := range sampleChoices() {
		control := "recipients"
		if c.Mode == campaign.Area {
			control = "area"
		}
		for _, problems := range [][]fault.Field{nil, {{Name: control, Message: fault.Message{Key: "fault.recipients.unknown"}}}} {
			all = append(all, sample{"send/campaign", name, sampleCampaign(func(p *campaignPage) {
				p.Form.Choice, p.Form.Problems, p.Letter = c, problems, sampleOwn(1)
				p.Form.Paragraph = &paragraph{Min: 20, Max: 600}
			})})
		}
	}
	series := func(is string, change func(*seriesPage)) {
		all = append(all, sample{"send/series", is, sampleSeries(change)})
	}
	series("under way", nil)
	series("asking only", func(p *seriesPage) { p.Items = p.Items[:4] })
	series("being handed over", func(p *seriesPage) { p.Items[4].State, p.Items[4].Ready = sending.Sending, false })
	series("paused", func(p *seriesPage) { p.Halted = campaign.Halted })
	series("stopped", func(p *seriesPage) { p.Stopped, p.Reason = true, "We look into a complaint." })
	series("noticed", func(p *seriesPage) { p.Notice = &fault.Message{Key: "fault.sending.digest"} })
	series("empty", func(p *seriesPage) { *p = seriesPage{} })
	for _, status := range []int{401, 403, 404, 409, 410, 422, 429, 502} {
		all = append(all, sample{"errors/error", "status", render.Failure{Status: status, Message: fault.Message{Key: "fault.not_found"}, RequestID: "r"}})
	}
	for _, reason := range []sending.Reason{
		sending.Declined, sending.NotGranted, sending.AdminPolicy, sending.OrgInternal, sending.StateExpired, sending.CodeExpired,
		sending.GoogleFailed, sending.NoMailbox, sending.Unauthorized, sending.NoScope, sending.OtherAccount, sending.DomainPolicy,
	} {
		all = append(all, sample{"send/connect", string(reason), sampleConnect(func(p *connectPage) { p.Problem = reason })})
	}
	for _, reason := range []sending.Reason{sending.ServerFailure, sending.NoAnswer, sending.Interrupted} {
		all = append(all, sample{"send/delivery", string(reason), deliveryPage{
			ID: "0193", Language: "en", Title: "A polling place in every consulate", State: sending.Uncertain, Reason: reason,
			Address: "milica.jovanovic+list@gmail.com", Letter: sampleLetter(), Digest: "c0ffee", At: noon,
		}})
	}
	return all
}
