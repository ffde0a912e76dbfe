package admin

import (
	"cmp"
	"strings"
	"time"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/insight"
	"emailcampaigns/app/operator"
	"emailcampaigns/app/sending"
)

var runNoon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func runFrame(section string, role operator.Role) Frame {
	return Frame{Section: section, ID: "0190", Email: "ana.novak@organisation.example", Role: role, Reviews: 1}
}

func runReasons() []stopReason {
	return []stopReason{
		{"en", "reason.en", "We look into a complaint about one of the letters. It will take until tomorrow morning."},
		{"sr-Latn", "reason.sr-Latn", "Proveravamo prigovor na jedno od pisama. Trajaće do sutra ujutru."},
		{"sr-Cyrl", "reason.sr-Cyrl", "Проверавамо приговор на једно од писама. Трајаће до сутра ујутру."},
	}
}

func blankReasons() []stopReason {
	reasons := runReasons()
	for i := range reasons {
		reasons[i].Text = ""
	}
	return reasons
}

func runAlert(id string, kind sending.AlertKind, times int) alertLine {
	return alertLine{
		Alert: insight.Alert{ID: id, Kind: kind, Subject: "vote-abroad", Times: times, FirstAt: runNoon.Add(-2 * time.Hour), LastAt: runNoon.Add(-3 * time.Minute)},
		Words: kind, CampaignID: "0193",
	}
}

func sampleHome(change func(*homePage)) homePage {
	p := homePage{
		Frame: runFrame("home", operator.Admin), Day: runNoon.Truncate(24 * time.Hour),
		Waiting: []waitingLine{
			{decide, "0193", "A polling place in every consulate", 3, runNoon.Add(-26 * time.Hour)},
			{publish, "0194", "Open data for Lipovgrad", 1, runNoon.Add(-time.Hour)},
			{resume, "0195", "Trains to the coast", 0, runNoon.Add(-time.Minute)},
		},
		Others: 2, Today: insight.Outcomes{Accepted: 1234, Rejected: 17, Uncertain: 2},
		Held:  insight.Held{Sessions: 41, Tokens: 6, Oldest: runNoon.Add(-14 * time.Minute)},
		Sweep: insight.Sweep{At: runNoon.Add(-20 * time.Second), Erased: 3}, TokenAge: 14 * time.Minute,
		Switch: switchPart{Reasons: blankReasons()},
	}
	for i, state := range campaign.States() {
		p.States = append(p.States, stateCount{state, i % 4})
	}
	if change != nil {
		change(&p)
	}
	return p
}

func sampleVersions() []version {
	return []version{{Name: pendingVersion, Number: 3}, {Name: draftVersion}, {Name: liveVersion, Number: 2}}
}

func sampleTest(change func(*testPage)) testPage {
	p := testPage{
		Frame: runFrame("campaigns", operator.Editor), CampaignID: "0193", Title: "A polling place in every consulate",
		Versions: sampleVersions(), Chosen: pendingVersion, Languages: []string{"en", "sr-Latn", "sr-Cyrl"}, Letter: "sr-Cyrl",
		Name: "Ana Novak", Address: "ana.novak@organisation.example",
		Fields: []testField{{"field.city", "City you live in", "City you live in", 60}, {"field.since", "Living abroad since", "Livi", 4}},
	}
	if change != nil {
		change(&p)
	}
	return p
}

func sampleEnds() []endingChoice {
	return []endingChoice{
		{campaign.Ordinary, "f-ordinary", []endText{
			{"en", "", []string{"The committee has decided. Thank you to everyone who wrote.", "What it decided is on our site."}, true},
			{"sr-Cyrl", "", []string{"Одбор је одлучио. Хвала свима који су писали."}, true},
		}},
		{campaign.Victory, "f-victory", []endText{
			{"en", "This campaign has reached its goal", []string{"It is over, and no more messages are sent. Thank you to everyone who took part."}, false},
			{"sr-Cyrl", "Ова кампања је постигла циљ", []string{"Завршена је и поруке се више не шаљу. Хвала свима који су учествовали."}, false},
		}},
	}
}

// runEntries is an entry of every action with all its details, and one with what
// the program never writes.
func runEntries() []logLine {
	var lines []logLine
	for i, action := range audit.Actions() {
		details := map[string]string{}
		for _, key := range action.Keys() {
			details[key] = cmp.Or(map[string]string{
				"until": audit.Time(runNoon.AddDate(0, 0, 7)), "opens": audit.Time(runNoon), "closes": "", "revision": "3", "digest": strings.Repeat("c0ffee", 10),
				"reason": "The second paragraph names a person.", "note": "Recipient corrected.", "parts": "basics, letter.sr-Cyrl", "left": "7",
			}[key], "the "+key)
		}
		e := audit.Entry{
			Number: int64(1200 - i), At: runNoon.Add(-time.Duration(i) * 7 * time.Minute),
			Act: audit.Act{Actor: audit.Actor{ID: "0190", Name: "ana.novak@organisation.example"}, Action: action, Subject: "vote-abroad", Details: details},
		}
		lines = append(lines, logLine{Entry: e, Known: true, Facts: facts(e)})
	}
	strange := audit.Entry{Number: 1, At: runNoon, Act: audit.Act{Actor: audit.Program(), Action: "campaign.hack", Details: map[string]string{"who": "nobody"}}}
	return append(lines, logLine{Entry: strange, Facts: facts(strange)})
}

func sampleLog(change func(*logView)) logView {
	p := logView{Frame: runFrame("log", operator.Admin), Actors: []string{"ana.novak@organisation.example", "shell", "program"}, Entries: runEntries(), Next: 1}
	for _, a := range audit.Actions() {
		p.Actions = append(p.Actions, logAction{a, audit.Action(strings.ReplaceAll(string(a), ".", "_"))})
	}
	p.Head = audit.Head{Number: 1200, Hash: audit.Digest{0xc0, 0xff, 0xee}}
	if change != nil {
		change(&p)
	}
	return p
}

// samplesRun are the pages of running campaigns, the dashboard and the audit log.
func samplesRun() []sample {
	title := "A polling place in every consulate"
	schedule := schedulePage{
		Frame: runFrame("campaigns", operator.Editor), ID: "0193", Title: title, Live: true, Zone: "Europe/Belgrade",
		Now:   runNoon.In(time.FixedZone("CET", 3600)),
		Opens: "2026-11-24T09:00", Closes: "2026-12-24T18:00", OpensAt: runNoon.Add(-4 * time.Hour), ClosesAt: runNoon.AddDate(0, 1, 0),
	}
	rejected := schedule
	rejected.OpensAt, rejected.Opens, rejected.Closes = time.Time{}, "2027-03-28T02:30", "yesterday"
	rejected.Problems = []fault.Field{
		{Name: "opens", Message: fault.Message{Key: "fault.schedule.gap"}}, {Name: "closes", Message: fault.Message{Key: "fault.schedule.form"}},
	}
	refused := schedulePage{Frame: schedule.Frame, ID: "0193", Title: title, Refused: &fault.Message{Key: "fault.campaign.reopen"}}
	utc := schedulePage{Frame: schedule.Frame, ID: "0193", Title: title, Zone: "UTC", Now: runNoon}
	closing := closingPage{Frame: schedule.Frame, ID: "0193", Title: title, Approved: true, Endings: sampleEnds()}
	unchosen := closing
	unchosen.Problem = &fault.Message{Key: "fault.campaign.ending"}
	preview := previewPage{Frame: schedule.Frame, ID: "0193", Title: title, Versions: sampleVersions(), Chosen: draftVersion, Kept: 7 * 24 * time.Hour}
	made := preview
	made.Link, made.Until = "https://campaigns.example/preview/"+strings.Repeat("Ab0-_", 40), runNoon.AddDate(0, 0, 7)
	nobody := Frame{Role: operator.Viewer}
	long := strings.Repeat("ђ", sending.MaxStopReason+1)
	return []sample{
		{"admin/home", "filled", sampleHome(nil)},
		{"admin/home", "alerts", sampleHome(func(p *homePage) {
			p.Alerts = []alertLine{
				runAlert("1", sending.AlertTampered, 1), runAlert("2", sending.AlertBadMessage, 3),
				runAlert("3", sending.AlertDailyLimit, 22), runAlert("4", sending.AlertTokens, 1), runAlert("5", "new_kind", 1),
			}
			p.Alerts[4].Words, p.Alerts[4].Subject, p.Alerts[4].CampaignID = "other", "", ""
			p.Alerts[1].Note, p.Alerts[1].Problem = strings.Repeat("x", 90), &fault.Message{Key: "fault.too_long", Args: map[string]any{"Max": campaign.MaxReason}}
		})},
		{"admin/home", "quiet, for a viewer", sampleHome(func(p *homePage) {
			p.Role, p.Waiting, p.Others, p.Today, p.Held, p.TokenAge = operator.Viewer, nil, 0, insight.Outcomes{}, insight.Held{}, 0
			p.Alerts = []alertLine{runAlert("1", sending.AlertTampered, 1)}
		})},
		{"admin/home", "stopped", sampleHome(func(p *homePage) {
			p.Stopped, p.Switch = true, switchPart{Since: runNoon, By: "Bojan Ilić", Reasons: runReasons()}
			p.Notice = &fault.Message{Key: "fault.stop.switched"}
		})},
		{"admin/home", "stopped, for an editor", sampleHome(func(p *homePage) {
			p.Role, p.Stopped, p.Switch = operator.Editor, true, switchPart{Since: runNoon, Reasons: runReasons()}
		})},
		{"admin/home", "late sweep", sampleHome(func(p *homePage) { p.Late, p.Sweep.At, p.TokenAge = true, runNoon.Add(-time.Hour), 0 })},
		{"admin/home", "stop without a reason", sampleHome(func(p *homePage) {
			p.Switch.Problems = []fault.Field{{Name: "reason", Message: fault.Message{Key: "fault.stop.reason"}}}
		})},
		{"admin/home", "stop with too long a reason", sampleHome(func(p *homePage) {
			p.Switch.Reasons[2].Text = long
			p.Switch.Problems = []fault.Field{{Name: "reason.sr-Cyrl", Message: fault.Message{Key: "fault.too_long", Args: map[string]any{"Max": sending.MaxStopReason}}}}
		})},
		{"admin/home", "empty", homePage{Frame: nobody, Late: true}},

		{"admin/schedule", "filled", schedule},
		{"admin/schedule", "rejected", rejected},
		{"admin/schedule", "refused", refused},
		{"admin/schedule", "in UTC", utc},
		{"admin/schedule", "empty", schedulePage{Frame: nobody}},
		{"admin/closing", "filled", closing},
		{"admin/closing", "nothing chosen", unchosen},
		{"admin/closing", "empty", closingPage{Frame: nobody}},
		{"admin/archive", "closed", archivePage{Frame: schedule.Frame, ID: "0193", Title: title, Slug: "vote-abroad", Published: true, Approved: true}},
		{"admin/archive", "draft", archivePage{Frame: schedule.Frame, ID: "0193", Title: title, Slug: "vote-abroad"}},
		{"admin/archive", "empty", archivePage{Frame: nobody}},
		{"admin/preview", "choice", preview},
		{"admin/preview", "made", made},
		{"admin/preview", "nothing to show", previewPage{Frame: schedule.Frame, ID: "0193", Title: title}},
		{"admin/preview", "empty", previewPage{Frame: nobody}},

		{"admin/test", "filled", sampleTest(nil)},
		{"admin/test", "of a recipient's letter", sampleTest(func(p *testPage) {
			p.Recipients, p.To = []testRecipient{{"a", "Ana Petrović"}, {"b", "Committee office"}}, "b"
		})},
		{"admin/test", "rejected", sampleTest(func(p *testPage) {
			p.Name, p.Address = "", "ana"
			p.Problems = []fault.Field{
				{Name: "letter", Message: fault.Message{Key: "fault.letter.language"}}, {Name: "name", Message: fault.Message{Key: "fault.required"}},
				{Name: "address", Message: fault.Message{Key: "fault.address"}}, {Name: "field.city", Message: fault.Message{Key: "fault.required"}},
			}
		})},
		{"admin/test", "stopped", sampleTest(func(p *testPage) { p.Stopped = true })},
		{"admin/test", "nothing to show", sampleTest(func(p *testPage) { p.Versions = nil })},
		{"admin/test", "empty", testPage{Frame: nobody}},

		{"admin/log", "filled", sampleLog(nil)},
		{"admin/log", "filtered, second page", sampleLog(func(p *logView) {
			p.Filter = logFilter{Action: "campaign.approve", Actor: "shell", Subject: "a b&c", From: "2026-11-01", To: "2026-11-24", Before: 900}
		})},
		{"admin/log", "nothing found", sampleLog(func(p *logView) { p.Entries, p.Next, p.Filter = nil, 0, logFilter{Actor: "nobody"} })},
		{"admin/log", "rejected", sampleLog(func(p *logView) {
			p.Entries, p.Next, p.Filter = nil, 0, logFilter{From: "soon", To: "24.11.2026"}
			p.Problems = []fault.Field{{Name: "from", Message: fault.Message{Key: "fault.day"}}, {Name: "to", Message: fault.Message{Key: "fault.day"}}}
		})},
		{"admin/log", "an entry that cannot be read", sampleLog(func(p *logView) {
			p.Entries, p.Next, p.Broken = nil, 0, &audit.Problem{Number: 812, Flaw: audit.Unreadable}
		})},
		{"admin/log", "too many to export", sampleLog(func(p *logView) { p.TooMany = mostExported })},
		{"admin/log", "empty", logView{Frame: nobody}},
	}
}
