package admin

import (
	"fmt"
	"strings"
	"time"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/operator"
)

func sampleRequests() []requestLine {
	where := whereabouts{
		Names: []string{"Dr. Ana Petrović", "Ana Petrović"},
		Uses:  []useLine{{"0193", "A polling place in every consulate", true, true}, {"0194", "Open data for Lipovgrad", true, false}, {"0195", "Trains", false, true}},
		Lists: []ListUse{{"01", "Members of the parliament"}, {"02", "Committees"}},
	}
	stop := campaign.Request{ID: "r1", Mailbox: "ana.petrovic@parliament.example", Kind: campaign.StopWriting, Remark: "We read them.\n\nThank you.", Times: 3, MadeAt: runNoon.Add(-26 * time.Hour)}
	other := campaign.Request{
		ID: "r2", Mailbox: "office.of.the.committee.for.the.diaspora@parliament.example", Kind: campaign.CorrectAddress,
		NewAddress: "diaspora@parliament.example", Times: 1, MadeAt: runNoon,
	}
	return []requestLine{{Request: stop, whereabouts: where, Standing: campaign.Active}, {Request: other, Standing: campaign.AskedToStop}}
}

func sampleMailboxes(n int) []mailboxLine {
	var lines []mailboxLine
	for i := range n {
		lines = append(lines, mailboxLine{
			Address: fmt.Sprintf("office%d@parliament.example", i), Standing: campaign.Standings()[1+i%3], Since: runNoon, Source: []campaign.Source{campaign.ByOffice, campaign.ByOperator, campaign.ByImport}[i%3],
			By: []string{"Ana Novak", ""}[i%2], Note: []string{"", "Called them on Monday."}[i%2],
		})
	}
	return lines
}

func sampleStandings(change func(*standingsPage)) standingsPage {
	p := standingsPage{
		Frame: runFrame("offices", operator.Editor), Rows: sampleMailboxes(4), Count: 104, Page: 1, Next: 2,
		Form: standingForm{Choices: campaign.Standings()},
	}
	if change != nil {
		change(&p)
	}
	return p
}

func knownMailbox(p *standingsPage) {
	p.Known = &mailboxLine{Address: "office@parliament.example", Standing: campaign.AskedToStop, Since: runNoon, Source: campaign.ByOffice, By: "Ana Novak", Note: "Asked on its page."}
	p.Form.Mailbox, p.Form.Standing = "office@parliament.example", campaign.AskedToStop
	p.Place, p.Link = sampleRequests()[0].whereabouts, "https://campaigns.example/office/"+strings.Repeat("Ab0-_", 20)
}

// samplesOffices are the pages about recipients' offices.
func samplesOffices() []sample {
	frame := runFrame("offices", operator.Editor)
	frame.Asked = 2
	viewer := runFrame("offices", operator.Viewer)
	nobody := Frame{Role: operator.Viewer}
	wrong := sampleRequests()
	wrong[0].Problem, wrong[0].Typed = &fault.Message{Key: "fault.request.note"}, " "
	links := officeLinksPage{Frame: runFrame("campaigns", operator.Editor), ID: "0193", Title: "A polling place in every consulate", Count: 250, Page: 2, Next: 3}
	for i := range 3 {
		links.Rows = append(links.Rows, linkLine{101 + i, "Dr. Ana Petrović", "ana.petrovic@parliament.example", "https://campaigns.example/office/" + strings.Repeat("Ab0-_", 20)})
	}
	return []sample{
		{"admin/home", "requests of offices", sampleHome(func(p *homePage) { p.Asked, p.Waiting = 2, nil })},
		{"admin/offices", "filled", officesPage{Frame: frame, Requests: sampleRequests()}},
		{"admin/offices", "for a viewer", officesPage{Frame: viewer, Requests: sampleRequests()}},
		{"admin/offices", "without a note", officesPage{Frame: frame, Requests: wrong}},
		{"admin/offices", "settled by another", officesPage{Frame: frame, Notice: &fault.Message{Key: "fault.request.settled"}}},
		{"admin/offices", "settled, to stop", officesPage{Frame: frame, Requests: sampleRequests(), Settled: &settledLine{"a@parliament.example", campaign.StopWriting, campaign.RequestSet}}},
		{"admin/offices", "settled, another address", officesPage{Frame: frame, Settled: &settledLine{"a@parliament.example", campaign.CorrectAddress, campaign.RequestSet}}},
		{"admin/offices", "settled without", officesPage{Frame: frame, Settled: &settledLine{"a@parliament.example", campaign.StopWriting, campaign.RequestWithout}}},
		{"admin/offices", "empty", officesPage{Frame: nobody}},
		{"admin/standings", "filled", sampleStandings(nil)},
		{"admin/standings", "of a mailbox that asked to stop", sampleStandings(func(p *standingsPage) { knownMailbox(p); p.Saved, p.Page, p.Next = true, 2, 0 })},
		{"admin/standings", "rejected", sampleStandings(func(p *standingsPage) {
			knownMailbox(p)
			for _, name := range []string{"standing", "note", "sure"} {
				p.Problems = append(p.Problems, fault.Field{Name: name, Message: fault.Message{Key: "fault.required"}})
			}
		})},
		{"admin/standings", "no address", sampleStandings(func(p *standingsPage) {
			p.Form.Mailbox, p.Problems = "office", []fault.Field{{Name: "mailbox", Message: fault.Message{Key: "fault.address"}}}
		})},
		{"admin/standings", "of an active mailbox, for a viewer", sampleStandings(func(p *standingsPage) {
			p.Frame, p.Rows, p.Count, p.Next = viewer, nil, 0, 0
			p.Known = &mailboxLine{Address: "office@parliament.example", Standing: campaign.Active}
		})},
		{"admin/standings", "empty", standingsPage{Frame: nobody}},
		{"admin/office-links", "filled", links},
		{"admin/office-links", "empty", officeLinksPage{Frame: nobody}},
	}
}
