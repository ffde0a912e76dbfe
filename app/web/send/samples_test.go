package send

import (
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
		Letter: sampleLetter(), Digest: "c0ffee", Halted: campaign.Open,
	}
	if change != nil {
		change(&p)
	}
	return p
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
		{"send/confirm", "test", sampleConfirm(func(p *confirmPage) { p.Test, p.Letter = true, testLetter() })},
		{"send/confirm", "test while stopped", sampleConfirm(func(p *confirmPage) { p.Test, p.Letter, p.Stopped = true, testLetter(), true })},
		{"send/confirm", "noticed", sampleConfirm(func(p *confirmPage) { p.Notice = &fault.Message{Key: "fault.sending.digest"} })},
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
		{"send/receipt", "already sent", sampleReceipt(func(p *receiptPage) { p.Delivery, p.Reason = "", sending.AlreadySent })},
		{"send/receipt", "test", sampleReceipt(func(p *receiptPage) { p.Test, p.CampaignID, p.HashUntil = true, "0192", time.Time{} })},
		{"send/receipt", "test that was refused", sampleReceipt(func(p *receiptPage) {
			p.Test, p.CampaignID, p.HashUntil, p.Delivery, p.Reason = true, "0192", time.Time{}, sending.Rejected, sending.BadMessage
		})},
		{"send/receipt", "empty", receiptPage{}},
		{"errors/error", "500", render.Failure{Status: 500, Message: fault.Message{Key: "fault.internal"}, RequestID: "8f2c11d09ab34e57"}},
		{"errors/error", "an operator's", render.Failure{Status: 404, Message: fault.Message{Key: "fault.not_found"}, RequestID: "r", Operator: true}},
		{"errors/error", "about a campaign", render.Failure{Status: 409, Message: fault.Message{Key: "fault.campaign.state"}, RequestID: "r", Operator: true, Campaign: "0193"}},
		{"errors/error", "empty", render.Failure{}},
		{"errors/sign-in", "filled", render.Failure{Status: 401, Message: fault.Message{Key: "fault.sign_in.needed"}}},
		{"errors/office", "filled", render.Failure{Status: 404, Message: fault.Message{Key: "fault.office.unknown"}}},
		{"errors/other-browser", "filled", render.Failure{Status: 404, Message: fault.Message{Key: "fault.callback.other_browser"}}},
	}
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
