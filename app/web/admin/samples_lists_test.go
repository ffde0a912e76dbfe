package admin

import (
	"fmt"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/lists"
	"emailcampaigns/app/operator"
)

func sampleEntries() []lists.Entry {
	return []lists.Entry{
		{Number: 1, Recipient: campaign.Recipient{
			Key: "ana@parliament.example", Name: "Dr. Ana Petrović", Address: "ana@parliament.example", Function: "Chair", Language: "sr-Latn", Country: "RS",
			Constituency: "Beograd", Group: "Zeleni", Salutation: map[string]string{"sr-Latn": "Poštovana"}, Extra: map[string]string{"seat": "12"},
		}},
		{Number: 2, Recipient: campaign.Recipient{Key: "office@parliament.example", Name: "Office", Address: "office@parliament.example"}, Retired: true},
	}
}

func sampleList(change func(*listPage)) listPage {
	entries := sampleEntries()
	p := listPage{
		Frame: sampleFrame("lists"), ID: "0194", Name: "National assembly", Shows: []listShow{showCurrent, "active", "paused", "stopped", "wrong", showRetired},
		Found: 2, Count: 120, Page: 2, Pages: 3, Uses: []listUse{{"0193", "A polling place in every consulate"}},
		Entries: []entryLine{
			{entries[0], campaign.Mailbox{Standing: campaign.Active}},
			{entries[1], campaign.Mailbox{Standing: campaign.AskedToStop, Since: noon, Source: campaign.ByOffice}},
		},
		Imports: []importLine{
			{Import: lists.Import{Number: 3, At: noon, Added: 4, Changed: 5, Retired: 6, Unchanged: 7, Standings: 8}, By: "Ana Petrović", Undoable: true},
			{Import: lists.Import{Number: 2, At: noon, UndoneAt: noon}, By: "Ana Petrović", UndoneBy: "Bojan Ilić"},
			{Import: lists.Import{Number: 1, At: noon}},
		},
	}
	if change != nil {
		change(&p)
	}
	return p
}

func sampleEntry(change func(*entryPage)) entryPage {
	p := entryPage{
		Frame: sampleFrame("lists"), ListID: "0194", ListName: "National assembly", Standing: campaign.Mailbox{Standing: campaign.Active},
		Offered: []string{"en", "sr-Latn"}, Language: text{Name: "language", Optional: true},
		Controls: []entryControl{
			{text{Name: "name"}, "Name", "As senders read it."}, {text{Name: "function", Optional: true}, "Function", ""},
			{text{Name: "salutation.en", Language: "en", Optional: true}, "Salutation (en)", ""}, {text{Name: "extra.seat", Optional: true}, "seat", ""},
		},
	}
	if change != nil {
		change(&p)
	}
	return p
}

func sampleColumns(change func(*columnsPage)) columnsPage {
	p := columnsPage{
		Frame: sampleFrame("lists"), ListID: "0194", ListName: "National assembly", Upload: "0195", Form: lists.Form{Encoding: lists.Windows1250, Delimiter: lists.Semicolon},
		Encodings: lists.Encodings(), Delimiters: lists.Delimiters(), Targets: lists.Targets(), Rows: 2,
		Columns: []columnChoice{
			{Number: 1, Control: "0", Header: "Ime", Example: "Ana", Column: lists.Column{To: lists.Name}},
			{Number: 2, Control: "1", Column: lists.Column{To: lists.Salutation, Detail: "de"}},
		},
		First: []lists.Row{{Line: 2, Cells: []string{"Ana", ""}}},
	}
	if change != nil {
		change(&p)
	}
	return p
}

// samplePlan is what importing a table would change, of which with many there is
// more than a report shows.
func samplePlan(many int) lists.Plan {
	e := sampleEntries()
	p := lists.Plan{
		Rows: 5, New: []lists.Line{{Line: 2, Entry: e[0]}}, Unchanged: []lists.Line{{Line: 4, Entry: e[0]}}, Missing: []lists.Entry{e[0]},
		Changed: []lists.Change{{Line: 3, Before: e[1], After: e[1], Parts: []lists.Part{
			{Column: lists.Column{To: lists.Group}, Before: "Green", After: "Liberal"}, {Column: lists.Column{To: lists.Salutation, Detail: "de"}, After: "Guten Tag"},
			{Column: lists.Column{To: lists.Free, Detail: "seat"}, Before: "4"}, {Column: lists.Column{To: lists.Retired}},
		}}},
		Standings: []lists.Restanding{{Line: 2, Name: "Ana", Mailbox: "ana@parliament.example", From: campaign.Active, To: campaign.Resting}},
		Stopped:   []lists.Line{{Line: 4, Entry: e[0]}},
	}
	for i := range many {
		p.New = append(p.New, lists.Line{Line: i + 9, Entry: e[0]})
	}
	return p
}

func sampleReport(change func(*reportPage)) reportPage {
	p := reportPage{Frame: sampleFrame("lists"), ListID: "0194", ListName: "National assembly", Upload: "0195", Plan: samplePlan(0), Digest: "ab12"}
	if change != nil {
		change(&p)
	}
	return p
}

// manyAddressees are more recipients than a page lists.
func manyAddressees() []campaign.Recipient {
	var to []campaign.Recipient
	for i := range mostShown + 5 {
		to = append(to, campaign.Recipient{Key: fmt.Sprint(i), Name: fmt.Sprintf("Member %d", i), Address: fmt.Sprintf("m%d@parliament.example", i), Country: []string{"RS", ""}[i%2], Language: []string{"", "de"}[i%2]})
	}
	return to
}

// samplesLists are the pages of lists, and what other pages have of them.
func samplesLists() []sample {
	viewer := Frame{Section: "lists", ID: "vera", Email: "vera@organisation.example", Role: operator.Viewer}
	refused := &fault.Message{Key: "table.empty"}
	many := reviewContent()
	many.Recipients = manyAddressees()
	return []sample{
		{"admin/lists", "filled", listsPage{Frame: sampleFrame("lists"), Lists: []listLine{
			{ID: "0194", Name: "National assembly", Entries: 250, Active: 248, Retired: 3, Uses: []listUse{{"0193", "Vote"}, {"0192", "Data"}}, EditedAt: noon},
			{ID: "0195", Name: "Council", EditedAt: noon},
		}}},
		{"admin/lists", "none", listsPage{Frame: viewer}},
		{"admin/list-name", "another one", listNamePage{Frame: sampleFrame("lists"), Name: text{Name: "name"}}},
		{"admin/list-name", "refused", listNamePage{Frame: sampleFrame("lists"), ID: "0194", Current: "Assembly", Name: text{Name: "name", Rejected: &fault.Message{Key: "problem.empty"}}}},
		{"admin/list-deletion", "free", listDeletionPage{Frame: sampleFrame("lists"), ID: "0194", Name: "Assembly", Entries: 250}},
		{"admin/list-deletion", "used", listDeletionPage{Frame: sampleFrame("lists"), ID: "0194", Name: "Assembly", Uses: []listUse{{"0193", "Vote"}}}},
		{"admin/list", "filled", sampleList(nil)},
		{"admin/list", "viewer", sampleList(func(p *listPage) { p.Frame = viewer })},
		{"admin/list", "an undo was refused", sampleList(func(p *listPage) {
			p.Notice = &fault.Message{Key: "fault.list.undo.later", Args: map[string]any{"Number": 1, "Later": 2}}
		})},
		{"admin/list", "saved, one page", sampleList(func(p *listPage) { p.Saved, p.Page, p.Pages = true, 1, 1 })},
		{"admin/list", "nobody found", sampleList(func(p *listPage) { p.Search, p.Entries, p.Found, p.Pages = "xyz", nil, 0, 0 })},
		{"admin/list", "bare", sampleList(func(p *listPage) { p.Entries, p.Imports, p.Uses, p.Found, p.Count, p.Pages = nil, nil, nil, 0, 0, 0 })},
		{"admin/entry", "another one", sampleEntry(nil)},
		{"admin/entry", "refused", sampleEntry(func(p *entryPage) {
			p.Controls[0].Rejected, p.Language.Rejected, p.Language.Value = &fault.Message{Key: "problem.empty"}, &fault.Message{Key: "problem.language_unknown", Args: map[string]any{"Tag": "x"}}, "x"
		})},
		{"admin/entry", "one that is there", sampleEntry(func(p *entryPage) { p.Number, p.Current = 4, "Ana" })},
		{"admin/entry", "retired, changed by another", sampleEntry(func(p *entryPage) {
			p.Number, p.Current, p.Retired, p.Again = 4, "Ana", true, true
			p.Standing = campaign.Mailbox{Standing: campaign.AddressWrong, Source: campaign.ByImport, Since: noon}
		})},
		{"admin/upload", "blank", uploadPage{Frame: sampleFrame("lists"), ListID: "0194", ListName: "Assembly", MaxRows: lists.MaxEntries, MaxSize: 5}},
		{"admin/upload", "refused", uploadPage{Frame: sampleFrame("lists"), ListID: "0194", ListName: "Assembly", Pasted: "a,b", Problem: refused}},
		{"admin/upload", "to be corrected", uploadPage{Frame: sampleFrame("lists"), ListID: "0194", ListName: "Assembly", Before: "0195", Pasted: "a,b\nc,d", MaxRows: lists.MaxEntries, MaxSize: 5}},
		{"admin/columns", "proposed", sampleColumns(nil)},
		{"admin/columns", "refused", sampleColumns(func(p *columnsPage) {
			p.Problem, p.Columns[1].Problem = &fault.Message{Key: "table.mapping.needed.name"}, &fault.Message{Key: "table.mapping.language"}
			p.Columns[1].Detail, p.Columns[0].Problem = true, &fault.Message{Key: "table.mapping.unknown"}
		})},
		{"admin/columns", "unreadable", sampleColumns(func(p *columnsPage) { p.Unreadable = refused })},
		{"admin/columns", "read anew", sampleColumns(func(p *columnsPage) {
			p.Again, p.Form = true, lists.Form{Encoding: lists.UTF16BE, Delimiter: lists.Tab}
		})},
		{"admin/report", "to confirm", sampleReport(nil)},
		{"admin/report", "much", sampleReport(func(p *reportPage) { p.Plan, p.Retire = samplePlan(300), true })},
		{"admin/report", "moved", sampleReport(func(p *reportPage) { p.Moved = true })},
		{"admin/report", "refused", sampleReport(func(p *reportPage) {
			p.Notice = &fault.Message{Key: "fault.list.full", Args: map[string]any{"Max": 10_000}}
		})},
		{"admin/report", "nothing to do", sampleReport(func(p *reportPage) { p.Plan = lists.Plan{Rows: 1} })},
		{"admin/report", "faulty", sampleReport(func(p *reportPage) {
			p.Plan.Faulty, p.Plan.Faults = 2, []lists.Fault{
				{Line: 7, Column: "E-mail", Value: "x", Message: fault.Message{Key: "problem.address", Args: map[string]any{"Address": "x"}}},
				{Line: 9, Message: fault.Message{Key: "table.row.quotes"}},
			}
		})},
		{"admin/recipients", "lists", sampleRecipients(sampleDraft(campaign.Addressees), func(p *recipientsPage) {
			p.Separate, p.Lists = true, []takenList{
				{ID: "0194", Name: "Assembly", Count: 250, Differs: lists.Difference{New: 3, Changed: 1, Gone: 2, Skipped: 4}}, {ID: "0195", Name: "Council", Count: 9}, {ID: "0196", Count: 1},
			}
			p.All, p.Took = 260, &tookOver{All: 254, Taken: 250, Here: 4}
			for i, r := range manyAddressees() {
				r.List = "0194"
				p.Taken = append(p.Taken, takenRow{r, []string{"Assembly", ""}[i%2]})
			}
			p.Offered, p.Wrong = []offeredList{{"0197", "Senate", 60}}, []recipientRow{{Number: 3, Recipient: sampleContent().Recipients[2], Findings: at(sampleContent().Findings(), "recipients.3.country")}}
		})},
		{"admin/recipients", "of lists alone", sampleRecipients(sampleDraft(campaign.Addressees), func(p *recipientsPage) {
			p.Rows, p.Lists = nil, []takenList{{ID: "0194", Name: "Assembly", Count: 1}}
			p.All, p.Taken = 1, []takenRow{{campaign.Recipient{Name: "Ana", Address: "ana@parliament.example", List: "0194", Language: "de", Country: "DE", Function: "Chair"}, "Assembly"}}
		})},
		{"admin/revision", "many recipients", sampleRevision(func(p *revisionPage) {
			p.Content, p.Many = contentOf(many).of("0193", 3, campaign.Names{}), &manyRecipients{Added: 300, Changed: 2, Removed: 1, CampaignID: "0193", Before: 2, Number: 3}
		})},
		{"admin/draft", "many recipients", sampleSubmission(many, func(p *submissionPage) { p.Content = contentOf(many).of("0193", 0, campaign.Names{}) })},
	}
}
