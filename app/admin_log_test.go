package main

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/config"
	"emailcampaigns/app/db/dbtest"
	"emailcampaigns/app/operator"
	"emailcampaigns/app/web/webtest"
)

// entries are the numbers of a page of the log.
func entries(page *webtest.Page) []string {
	var numbers []string
	for _, row := range page.Find("table.log tbody tr").EachIter() {
		numbers = append(numbers, strings.TrimPrefix(strings.Join(strings.Fields(row.Find("th").Text()), " "), "No. "))
	}
	return numbers
}

// note appends acts of somebody on a subject.
func (s *system) note(who, subject string, many int) {
	s.t.Helper()
	for range many {
		act := audit.Act{Actor: audit.Actor{ID: who, Name: who + "@assembly.example"}, Action: audit.CampaignPaused, Subject: subject, Details: map[string]string{"reason": "<b>" + who}}
		if err := s.store.audit.Append(s.t.Context(), act, s.Clock.now()); err != nil {
			s.t.Fatal(err)
		}
	}
}

func TestTheAuditLogIsReadFilteredAndPaged(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		reviewer := s.member("reviewer", operator.Reviewer)
		s.note("vera", "trains & ships", 60)
		s.note("olga", "open-data", 3)
		head, err := s.store.audit.Head(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		page := reviewer.Get("/admin/log").Must(http.StatusOK, "table.log")
		if got := entries(page); len(got) != 50 || got[0] != fmt.Sprint(head.Number) {
			t.Errorf("the first page has %d entries from %s on, want 50 from %d", len(got), got[0], head.Number)
		}
		row := page.Text("table.log tbody tr")
		for _, want := range []string{"olga@assembly.example", "paused the campaign open-data", "UTC", "Reason<b>olga"} {
			if !strings.Contains(row, want) {
				t.Errorf("an entry reads %q, without %q", row, want)
			}
		}
		if !strings.Contains(page.Text("section.panel"), head.String()) {
			t.Errorf("the head is told as %q", page.Text("section.panel"))
		}
		older := reviewer.Get(page.Find(`nav a[href*="before="]`).AttrOr("href", "")).Must(http.StatusOK, "table.log")
		if got := entries(older); len(got) == 0 || got[0] != fmt.Sprint(head.Number-50) || older.Find(`nav a[href*="before="]`).Length() != 0 {
			t.Errorf("the second page begins with %v", got)
		}

		// By what, who, and when; a page of a filter keeps the filter.
		filter := func(typed map[string]string) *webtest.Page {
			t.Helper()
			form := reviewer.Get("/admin/log").Form(`form[method=get]`)
			for name, value := range typed {
				form.Set(name, value)
			}
			return form.Submit()
		}
		paused := filter(map[string]string{"action": "campaign.pause", "subject": " trains & ships "}).Must(http.StatusOK, "table.log")
		older = reviewer.Get(paused.Find(`nav a[href*="before="]`).AttrOr("href", "")).Must(http.StatusOK, "table.log")
		if first, second := entries(paused), entries(older); len(first) != 50 || len(second) != 10 || slices.Contains(second, first[49]) {
			t.Errorf("the filter finds %d and %d entries", len(first), len(second))
		}
		if got := entries(filter(map[string]string{"actor": "olga@assembly.example"})); len(got) != 3 {
			t.Errorf("of olga: %v", got)
		}
		today := s.Clock.now().Format("2006-01-02")
		if got := entries(filter(map[string]string{"actor": "olga@assembly.example", "from": today, "to": today})); len(got) != 3 {
			t.Errorf("today: %v", got)
		}
		if got := filter(map[string]string{"to": "2020-01-01"}); len(entries(got)) != 0 || !strings.Contains(got.Text("main"), s.words(t, "admin.log.none")) {
			t.Errorf("long ago: %q", got.Text("main"))
		}
		wrong := reviewer.Get("/admin/log?from=soon&to=1.1.2026&action=nothing").Must(http.StatusUnprocessableEntity, "#e-from")
		if wrong.Find("#e-to").Length() != 1 || wrong.Find("input[name=from]").AttrOr("value", "") != "soon" || wrong.Find("#problems li").Length() != 3 {
			t.Errorf("a filter that cannot be read: %q", wrong.Text("main"))
		}
		for _, role := range []operator.Role{operator.Editor, operator.Viewer} {
			b := s.member(string(role), role)
			b.Get("/admin/log").Must(http.StatusNotFound, "h1")
			b.Post("/admin/log/export", nil).Must(http.StatusNotFound, "h1")
		}
	})
}

func TestDaysOfTheAuditLogAreTheOrganisations(t *testing.T) {
	belgrade, err := time.LoadLocation("Europe/Belgrade")
	if err != nil {
		t.Fatal(err)
	}
	s := boot(t, sqliteURL(t), func(c *config.Config, _ *Extras) { c.TimeZone = belgrade })
	now := s.Clock.now().In(belgrade)
	s.Clock.pass(time.Date(now.Year(), now.Month(), now.Day()+1, 0, 10, 0, 0, belgrade).Sub(now)) // ten past midnight, the day before in UTC
	s.note("vera", "trains", 1)
	reviewer := s.member("reviewer", operator.Reviewer)
	day := s.Clock.now().In(belgrade)
	for from, want := range map[string]int{day.Format("2006-01-02"): 1, day.AddDate(0, 0, 1).Format("2006-01-02"): 0} {
		if got := entries(reviewer.Get("/admin/log?subject=trains&from=" + from)); len(got) != want {
			t.Errorf("from %s on: %v", from, got)
		}
	}
	for to, want := range map[string]int{day.Format("2006-01-02"): 1, day.AddDate(0, 0, -1).Format("2006-01-02"): 0} {
		if got := entries(reviewer.Get("/admin/log?subject=trains&to=" + to)); len(got) != want {
			t.Errorf("up to %s: %v", to, got)
		}
	}
}

func TestAnExportOfTheAuditLogIsAnEntryItself(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		reviewer := s.member("reviewer", operator.Reviewer)
		s.note("=vera", "trains", 2)
		s.note("olga", "trains", 1)
		page := reviewer.Get("/admin/log?action=campaign.pause&subject=trains").Must(http.StatusOK, `form[action="/admin/log/export"]`)
		export := page.Form(`form[action="/admin/log/export"]`).Submit()
		if export.Status != http.StatusOK || export.Header.Get("Content-Type") != "text/csv; charset=utf-8" ||
			!strings.HasPrefix(export.Header.Get("Content-Disposition"), `attachment; filename="audit-log-`) || export.Header.Get("Cache-Control") != "no-store" {
			t.Fatalf("the export: %d, %v", export.Status, export.Header)
		}
		rows, err := csv.NewReader(strings.NewReader(export.Body)).ReadAll()
		if err != nil || len(rows) != 4 || rows[1][2] != "'=vera@assembly.example" || rows[3][2] != "olga@assembly.example" {
			t.Errorf("the file holds %v, %v", rows, err)
		}
		if e := s.noted(audit.AuditExported); e.Details["filter"] != "action=campaign.pause&subject=trains" || e.Actor.Name != "reviewer@assembly.example" {
			t.Errorf("noted: %+v", e)
		}
		all := reviewer.Get("/admin/log").Form(`form[action="/admin/log/export"]`).Submit()
		head, err := s.store.audit.Head(t.Context())
		if rows, failed := csv.NewReader(strings.NewReader(all.Body)).ReadAll(); err != nil || failed != nil || int64(len(rows)) != head.Number {
			t.Errorf("the whole log: %d rows, the head is %d, %v %v", len(rows), head.Number, err, failed)
		}
		reviewer.Post("/admin/log/export", url.Values{"from": {"soon"}}).Must(http.StatusUnprocessableEntity, "#e-from")
		reviewer.Get("/admin/log/export").Must(http.StatusOK, "table.log") // who reloads the answer to a form
	})
}

// TestAnEntryThatCannotBeReadIsNamed: somebody has changed it past the program.
func TestAnEntryThatCannotBeReadIsNamed(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		reviewer := s.member("reviewer", operator.Reviewer)
		s.note("vera", "trains", 3)
		head, err := s.store.audit.Head(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		broken := head.Number - 1
		dbtest.Unguard(t, databaseURL)
		query(t, databaseURL, fmt.Sprintf("UPDATE audit SET details = 'no JSON' WHERE number = %d", broken))
		page := reviewer.Get("/admin/log").Must(http.StatusOK, "[data-is=broken]")
		if got := page.Text("[data-is=broken]"); !strings.Contains(got, fmt.Sprintf("Entry %d cannot be read", broken)) || !strings.Contains(got, "ecm verify-audit") {
			t.Errorf("the page says %q", got)
		}
		older := reviewer.Get(page.Find(`[data-is=broken] a`).AttrOr("href", "")).Must(http.StatusOK, "table.log")
		if got := entries(older); len(got) == 0 || got[0] != fmt.Sprint(broken-1) {
			t.Errorf("before it: %v", got)
		}
		failed := reviewer.Post("/admin/log/export", url.Values{"subject": {"trains"}}).Must(http.StatusUnprocessableEntity, "[data-is=broken]")
		if strings.Contains(failed.Header.Get("Content-Type"), "csv") {
			t.Error("half a file is sent")
		}
		if entries, err := s.store.audit.Entries(t.Context(), audit.Filter{Action: audit.AuditExported}); err != nil || len(entries) != 0 {
			t.Errorf("noted: %v, %v", entries, err)
		}

		// What the program has no words for is shown as it stands.
		query(t, databaseURL, fmt.Sprintf(`UPDATE audit SET action = 'campaign.hack', details = '{"how":"<b>"}' WHERE number = %d`, broken))
		if got := reviewer.Get("/admin/log").Must(http.StatusOK, "table.log").Text("table.log tbody tr:nth-child(2)"); !strings.Contains(got, "campaign.hack trains") || !strings.Contains(got, "how<b>") {
			t.Errorf("an unknown act reads %q", got)
		}
	})
}

// TestTheLogSaysValuesOfClosedListsInWords, in the language of its reader; a file has
// them as they are stored.
func TestTheLogSaysValuesOfClosedListsInWords(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b := s.member("admin", operator.Admin)
	act := audit.Act{
		Actor: audit.Shell(), Action: audit.RequestSettled, Subject: "office@assembly.example",
		Details: map[string]string{"request": "stop", "outcome": "without", "note": "stop"},
	}
	if err := s.store.audit.Append(t.Context(), act, s.Clock.now()); err != nil {
		t.Fatal(err)
	}
	page := b.Get("/admin/log?action=request.settle&lang=sr-Cyrl").Must(http.StatusOK, "table.log")
	entry := page.Find("table.log tbody tr").First()
	for selector, want := range map[string]string{
		"td:last-child": "(захтев: да се престане; исход: решен без промене)", ".facts": "решен без промене",
	} {
		if got := strings.Join(strings.Fields(entry.Find(selector).Text()), " "); !strings.Contains(got, want) || strings.Contains(got, "without") {
			t.Errorf("%s: %q is not in %q", selector, want, got)
		}
	}
	if got := entry.Find(".facts").Text(); !strings.Contains(got, "stop") { // what somebody wrote stays
		t.Errorf("the note: %q", got)
	}
	file := b.Post("/admin/log/export", url.Values{"action": {"request.settle"}})
	if !strings.Contains(string(file.Body), "without") {
		t.Errorf("the file: %s", file.Body)
	}
}
