package office

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/web/pagetest"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func sampleContent() campaign.Content {
	letter := func(name string) campaign.Letter {
		return campaign.Letter{
			Subject: "A polling place in every consulate", Subjects: []string{"Voting from abroad", "{{sender.city}} votes"}, Salutation: "Dear members,",
			Body:    "{{recipient.salutation}}\n\nI live in {{sender.city}}.",
			Blocks:  []campaign.Block{{Texts: []string{"The nearest one is far away.", "We travel for hours,\nand queue."}}, {Texts: []string{"{{sender.paragraph}}"}}, {Texts: []string{"{{sender.why}}"}}},
			Closing: "Yours sincerely,\n{{sender.name}}\n{{sender.address}} " + name,
		}
	}
	return campaign.Content{
		Languages: []string{"en", "sr-Cyrl"}, Title: map[string]string{"en": "A polling place in every consulate", "sr-Cyrl": "Бирачко место у сваком конзулату"},
		Letters: map[string]campaign.Letter{"en": letter("en"), "sr-Cyrl": letter("sr")},
		Fields:  []campaign.Field{{Name: "city", Label: map[string]string{"en": "City", "sr-Cyrl": "Град"}, Required: true}, {Name: "why", Label: map[string]string{"en": "Why"}}},
		Recipients: []campaign.Recipient{
			{Key: "ana", Name: "Dr. Ana Petrović", Address: "Ana.Petrovic@parliament.example", Language: "sr-Cyrl", Salutation: map[string]string{"sr-Cyrl": "Поштована,"}},
			{Key: "b", Name: "B", Address: "b@parliament.example"}, {Key: "c", Name: "C", Address: "c@parliament.example"},
		},
		Paragraph: campaign.Paragraph{On: true, Max: 500}, Reference: "Ref. DIASPORA-7",
	}
}

func sampleAddressed(id string, state campaign.State, mode campaign.Mode, accepted int) campaign.Addressed {
	content := sampleContent()
	content.Selection.Mode = mode
	return campaign.Addressed{
		Campaign: campaign.Campaign{ID: id, Slug: "slug-" + id, State: state, RevisionID: "r"},
		Revision: campaign.Revision{ID: "r", Content: content}, Recipient: content.Recipients[0], Since: noon, Accepted: accepted,
	}
}

func samplePage(change func(*officePage)) officePage {
	p := officePage{Token: "token", Mailbox: "ana.petrovic@parliament.example", Names: []string{"Dr. Ana Petrović", "Ana Petrović"}, Standing: campaign.Active, References: true}
	left := sampleAddressed("4", campaign.Live, campaign.Everyone, 9)
	left.Campaign.RevisionID, left.Revision.Content.Reference = "another", ""
	later := sampleAddressed("5", campaign.Live, campaign.Everyone, 0)
	later.Campaign.OpensAt = noon.Add(48 * time.Hour)
	for _, a := range []campaign.Addressed{
		sampleAddressed("1", campaign.Live, campaign.Together, 1234), sampleAddressed("2", campaign.Paused, campaign.One, 21),
		sampleAddressed("3", campaign.Archived, campaign.Together, 3), left, later,
	} {
		p.Campaigns = append(p.Campaigns, described(a, "en", noon))
	}
	if change != nil {
		change(&p)
	}
	return p
}

func pages() pagetest.Pages {
	asked := func(kind campaign.RequestKind, outcome campaign.RequestOutcome) campaign.Request {
		r := campaign.Request{Kind: kind, NewAddress: "new@parliament.example", Times: 1, MadeAt: noon, Outcome: outcome}
		if outcome != "" {
			r.SettledAt = noon.Add(time.Hour)
		}
		return r
	}
	long := strings.Repeat("ђ ", 600)
	return pagetest.Pages{
		Folders: []string{"office"},
		Samples: []pagetest.Sample{
			{Name: "office/office", Is: "filled", Page: samplePage(nil)},
			{Name: "office/office", Is: "asked", Page: samplePage(func(p *officePage) {
				p.Requests = []campaign.Request{asked(campaign.StopWriting, ""), asked(campaign.CorrectAddress, "")}
			})},
			{Name: "office/office", Is: "settled without", Page: samplePage(func(p *officePage) {
				p.Requests = []campaign.Request{asked(campaign.StopWriting, campaign.RequestWithout), asked(campaign.CorrectAddress, campaign.RequestWithout)}
			})},
			{Name: "office/office", Is: "stopped", Page: samplePage(func(p *officePage) { p.Standing, p.Since = campaign.AskedToStop, noon })},
			{Name: "office/office", Is: "wrong", Page: samplePage(func(p *officePage) { p.Standing, p.Since = campaign.AddressWrong, noon })},
			{Name: "office/office", Is: "paused", Page: samplePage(func(p *officePage) { p.Standing, p.Since = campaign.Resting, noon })},
			{Name: "office/office", Is: "wrong address", Page: samplePage(func(p *officePage) {
				p.Correction = correction{Address: "ana", Remark: long, Problems: []fault.Field{
					{Name: "address", Message: fault.Message{Key: "fault.office.address"}}, {Name: "remark", Message: fault.Message{Key: "fault.characters"}},
				}}
			})},
			{Name: "office/office", Is: "not sure", Page: samplePage(func(p *officePage) {
				p.Stop = stop{Remark: long, Problems: []fault.Field{
					{Name: "sure", Message: fault.Message{Key: "fault.office.sure"}}, {Name: "remark", Message: fault.Message{Key: "fault.too_long", Args: map[string]any{"Max": 1000}}},
				}}
			})},
			{Name: "office/office", Is: "no campaign", Page: officePage{Token: "token", Mailbox: "a@b.example", Standing: campaign.Active}},
			{Name: "office/office", Is: "empty", Page: officePage{}},
		},
		Closed: []string{"Key"},
		Whole:  func(v any) bool { _, field := v.(fault.Field); return field },
	}
}

func TestPages(t *testing.T) { pages().Check(t) }

func TestTheLetterOfAnOfficeHasEveryAlternativeAndNamesWhatSendersFillIn(t *testing.T) {
	views, _ := pages().Views(t)
	for name, row := range map[string]struct {
		mode    campaign.Mode
		letters []string
		opening string
	}{
		"in its own language":        {campaign.Everyone, []string{"sr-Cyrl"}, "Поштована,\n\nI live in the sender's answer: City."},
		"in all, with all addressed": {campaign.Together, []string{"sr-Cyrl", "en"}, "Dear members,\n\nI live in the sender's answer: City."},
	} {
		page := officePage{Token: "t", Mailbox: "m", Campaigns: []addressed{described(sampleAddressed("1", campaign.Live, row.mode, 0), "en", noon)}}
		var b bytes.Buffer
		if err := views.Render(&b, "en", "office/office", "", page); err != nil {
			t.Fatal(err)
		}
		doc := pagetest.Document(t, b.String())
		var languages []string
		for _, sheet := range doc.Find(".sheet").EachIter() {
			languages = append(languages, sheet.Find(".said").First().AttrOr("lang", ""))
		}
		if diff := cmp.Diff(row.letters, languages); diff != "" {
			t.Errorf("%s: the languages: %s", name, diff)
		}
		var said []string
		for _, text := range doc.Find(".sheet").First().Find(".subject, .said").EachIter() {
			said = append(said, text.Text())
		}
		end := map[string]string{"sr-Cyrl": "sr"}[row.letters[0]]
		want := []string{
			"A polling place in every consulate", "Voting from abroad", "the sender's answer: City votes", row.opening,
			"The nearest one is far away.", "We travel for hours,\nand queue.", "the sender's own words go here", "the sender's answer, if they give one: Why",
			"Yours sincerely,\nthe sender's name\nthe sender's address " + end, "Ref. DIASPORA-7",
		}
		if diff := cmp.Diff(want, said); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if doc.Find(".gap:not([lang=en])").Length() > 0 {
			t.Errorf("%s: a gap is not marked with the language of the page", name)
		}
	}
}

func TestNumbersThatCouldPointToAPersonAreNotTold(t *testing.T) {
	for accepted, want := range map[int][3]any{0: {true, false, 0}, 1: {false, true, 0}, 9: {false, true, 0}, 10: {false, false, 10}, 1234: {false, false, 1234}} {
		one := described(sampleAddressed("1", campaign.Live, campaign.One, accepted), "en", noon)
		if got := [3]any{one.None, one.Few, one.Accepted}; got != want {
			t.Errorf("%d: %v, want %v", accepted, got, want)
		}
	}
}

func TestHowACampaignStandsForAnOffice(t *testing.T) {
	for name, row := range map[string]struct {
		campaign campaign.Campaign
		want     condition
	}{
		"live":             {campaign.Campaign{State: campaign.Live}, running},
		"live, not open":   {campaign.Campaign{State: campaign.Live, OpensAt: noon.Add(1)}, waiting},
		"live, over":       {campaign.Campaign{State: campaign.Live, ClosesAt: noon}, ended},
		"paused":           {campaign.Campaign{State: campaign.Paused}, paused},
		"closed":           {campaign.Campaign{State: campaign.Closed}, ended},
		"archived by then": {campaign.Campaign{State: campaign.Archived}, ended},
	} {
		if got := conditionOf(row.campaign, noon); got != row.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}
