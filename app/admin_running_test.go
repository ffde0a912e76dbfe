package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/config"
	"emailcampaigns/app/demo"
	"emailcampaigns/app/operator"
	"emailcampaigns/app/sending"
	"emailcampaigns/app/web/webtest"
)

// Others who have a hand in the tests' campaigns.
var (
	author   = audit.Actor{ID: "author", Name: "author@assembly.example"}
	reviewer = audit.Actor{ID: "reviewer", Name: "reviewer@assembly.example"}
)

// member returns the browser of a new operator, who is signed in.
func (s *system) member(name string, role operator.Role) *webtest.Browser {
	s.t.Helper()
	b, _ := s.joined(s.invited(name+"@assembly.example", role), name, firstPassword)
	return b
}

// sampleID is the campaign that is live from the start.
func (s *system) sampleID() string {
	s.t.Helper()
	found, err := s.store.campaigns.BySlug(s.t.Context(), "open-data")
	if err != nil {
		s.t.Fatal(err)
	}
	return found.ID
}

// drafted makes a campaign that is a draft.
func (s *system) drafted(slug string, change func(*campaign.Content)) string {
	s.t.Helper()
	file, err := demo.Sample()
	if err != nil {
		s.t.Fatal(err)
	}
	if change != nil {
		change(&file.Content)
	}
	d := campaign.NewDossier(uuid.Must(uuid.NewV7()).String(), slug, file.Content, author.ID, s.Clock.now())
	if err := s.store.campaigns.Create(s.t.Context(), d, audit.Act{Actor: author, Action: audit.CampaignCreated, Subject: slug}); err != nil {
		s.t.Fatal(err)
	}
	return d.Campaign.ID
}

// workflow carries out an action of somebody else.
func (s *system) workflow(id string, do func(*campaign.Dossier) error) {
	s.t.Helper()
	_, err := s.store.campaigns.Change(s.t.Context(), id, s.Clock.now(), func(d *campaign.Dossier) (audit.Act, error) {
		return audit.Act{}, do(d)
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *system) submit(id string) {
	s.t.Helper()
	s.workflow(id, func(d *campaign.Dossier) error {
		return d.Submit(uuid.Must(uuid.NewV7()).String(), campaign.Two, author.ID, "", s.Clock.now())
	})
}

func (s *system) approve(id string) {
	s.t.Helper()
	s.workflow(id, func(d *campaign.Dossier) error {
		return d.Approve(d.Pending.Digest.String(), reviewer.ID, "", campaign.Two, s.Clock.now())
	})
}

// retitle gives the draft another title in English.
func (s *system) retitle(id, title string) {
	s.t.Helper()
	s.workflow(id, func(d *campaign.Dossier) error {
		content := d.Draft.Content
		content.Title = map[string]string{"en": title, "sr-Latn": "Naslov", "sr-Cyrl": "Наслов"}
		_, err := d.Replace(content, author.ID, s.Clock.now())
		return err
	})
}

// noted returns the newest entry of an action.
func (s *system) noted(action audit.Action) audit.Entry {
	s.t.Helper()
	entries, err := s.store.audit.Entries(s.t.Context(), audit.Filter{Action: action, Limit: 1})
	if err != nil {
		s.t.Fatal(err)
	}
	if len(entries) == 0 {
		s.t.Fatalf("nothing was noted of %s", action)
	}
	return entries[0]
}

// counts are what a test must not change: the counter, the sender hashes and
// today's outcomes.
func (s *system) counts() string {
	s.t.Helper()
	v, err := s.store.overview.Overview(s.t.Context(), s.Clock.now().Truncate(24*time.Hour))
	if err != nil {
		s.t.Fatal(err)
	}
	return fmt.Sprint(query(s.t, s.Config.DatabaseURL.Reveal(), "SELECT campaign_id, accepted FROM counters ORDER BY campaign_id"),
		query(s.t, s.Config.DatabaseURL.Reveal(), "SELECT COUNT(*) FROM marks"), v.Today)
}

func TestTheDashboardShowsWhatNeedsTheOperatorFirst(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		admin, editor, viewer := s.member("admin", operator.Admin), s.member("editor", operator.Editor), s.member("viewer", operator.Viewer)
		first := admin.Get("/admin").Must(http.StatusOK, "#switch")
		if first.Find(".waiting").Length() != 0 || !strings.Contains(first.Text("main"), s.words(t, "admin.home.waiting.none")) || !strings.Contains(first.Text("main"), s.words(t, "admin.home.alerts.none")) {
			t.Errorf("an idle dashboard reads %q", first.Text("main"))
		}
		id := s.drafted("trains", func(c *campaign.Content) { c.Title["en"] = "Trains <b>" })
		s.submit(id)
		page := admin.Get("/admin")
		if page.Find(`.waiting a[href="/admin/campaigns/`+id+`/revisions/1"]`).Length() != 1 || !strings.Contains(page.Text(".waiting"), "Trains <b>") {
			t.Errorf("the review is not offered to who may decide: %q", page.Text("main"))
		}
		if others := editor.Get("/admin"); others.Find(".waiting").Length() != 0 || !strings.Contains(others.Text("main"), "1 revision is waiting for somebody else") {
			t.Errorf("an editor reads %q", others.Text("main"))
		}
		s.approve(id)
		for _, b := range []*webtest.Browser{admin, editor} {
			if b.Get("/admin").Find(`.waiting a[href="/admin/campaigns/`+id+`"]`).Length() != 1 {
				t.Error("the publication is not offered")
			}
		}
		if viewer.Get("/admin").Must(http.StatusOK, "h1").Find(".waiting, main form, main .button").Length() != 0 {
			t.Error("a viewer is offered something")
		}

		figure := func(p *webtest.Page, key string) string {
			for _, tile := range p.Find("dl.tiles > div").EachIter() {
				if strings.TrimSpace(tile.Find("dt").Text()) == s.words(t, key) {
					return strings.Join(strings.Fields(tile.Find("dd").Text()), " ")
				}
			}
			t.Errorf("no figure of %s", key)
			return ""
		}
		press(s.confirmable(s.visitor(), "en")).Must(http.StatusOK, onReceipt)
		s.Clock.pass(time.Minute)
		other := begin(s.visitor(), "en").Browser.Get("/c/open-data?lang=en").Form("#details").
			Set("name", "Other").Set("address", "other@gmail.example").Set("field.place", "Elsewhere")
		s.connect(other.Press("button.button:not(.unscripted)"), "other@gmail.example").Must(http.StatusOK, onConfirm)
		s.Clock.pass(3 * time.Minute)
		page = viewer.Get("/admin")
		for key, want := range map[string]string{
			"admin.home.accepted": "1", "admin.home.rejected": "0", "admin.home.uncertain": "0", "admin.state.live": "1", "admin.state.approved": "1",
			"admin.home.sessions": "2", "admin.home.tokens": "1", "admin.home.oldest": "3 minutes",
		} {
			if got := figure(page, key); got != want {
				t.Errorf("%s is %q, want %q", key, got, want)
			}
		}
		if page.Find("[data-is=late]").Length() != 0 {
			t.Error("a sweep of a few minutes ago is late")
		}
		s.Clock.pass(6 * time.Minute)
		if page = admin.Get("/admin"); page.Find("[data-is=late]").Length() != 1 {
			t.Errorf("the last sweep: %q, and no warning", figure(page, "admin.home.sweep"))
		}
		if _, err := s.Sweeper.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		s.Clock.pass(24 * time.Hour) // another day, and everybody else's time is over
		if _, err := s.Sweeper.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		v, err := s.store.overview.Overview(t.Context(), s.Clock.now().Truncate(24*time.Hour))
		if err != nil || v.Today.Accepted != 0 || v.Held.Sessions != 0 || !v.Sweep.At.After(s.Clock.now().Add(-time.Minute)) {
			t.Errorf("the next day: %+v, %v", v, err)
		}
	})
}

func TestTodayIsTheOrganisationsDay(t *testing.T) {
	belgrade, err := time.LoadLocation("Europe/Belgrade")
	if err != nil {
		t.Fatal(err)
	}
	s := boot(t, sqliteURL(t), func(c *config.Config, _ *Extras) { c.TimeZone = belgrade })
	// Half past midnight in Belgrade is the day before in UTC.
	now := s.Clock.now().In(belgrade)
	s.Clock.pass(time.Date(now.Year(), now.Month(), now.Day()+1, 0, 30, 0, 0, belgrade).Sub(now))
	press(s.confirmable(s.visitor(), "en")).Must(http.StatusOK, onReceipt)
	page := s.member("viewer", operator.Viewer).Get("/admin").Must(http.StatusOK, "#today")
	if want := s.Clock.now().In(belgrade).Format("2 January 2006"); !strings.HasSuffix(page.Text("#today"), want) {
		t.Errorf("today is %q, want %s", page.Text("#today"), want)
	}
	if got := page.Text(`section[aria-labelledby=today] .figure`); got != "1" {
		t.Errorf("%s messages today", got)
	}
}

func TestTheSwitchIsPressedWithAReasonAndLiftedByAnAdministrator(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		admin, editor, reviewer, viewer := s.member("admin", operator.Admin), s.member("editor", operator.Editor), s.member("reviewer", operator.Reviewer), s.member("viewer", operator.Viewer)
		sender := s.confirmable(s.visitor(), "en")
		if viewer.Get("/admin").Find(`form[action="/admin/stop"]`).Length() != 0 {
			t.Error("a viewer is offered the switch")
		}
		viewer.Post("/admin/stop", url.Values{"reason.en": {"x"}}).Must(http.StatusNotFound, "h1")
		form := editor.Get("/admin").Must(http.StatusOK, `form[action="/admin/stop"]`).Form(`form[action="/admin/stop"]`)
		rejected := form.Set("reason.en", " ").Submit().Must(http.StatusUnprocessableEntity, "#e-reason")
		if rejected.Find("details.panel[open]").Length() != 1 || rejected.Find("#problems a[href='#f-reason']").Length() != 1 {
			t.Error("the form is closed, or what is wrong with it leads nowhere")
		}
		long := strings.Repeat("x", sending.MaxStopReason+1)
		rejected = rejected.Form(`form[action="/admin/stop"]`).Set("reason.en", long).Set("reason.sr-Cyrl", "Разлог").Submit().Must(http.StatusUnprocessableEntity, `[id="e-reason.en"]`)
		if form = rejected.Form(`form[action="/admin/stop"]`); form.Values.Get("reason.en") != long || form.Values.Get("reason.sr-Cyrl") != "Разлог" {
			t.Error("what was typed is gone")
		}
		late := reviewer.Get("/admin").Form(`form[action="/admin/stop"]`).Set("reason.en", "Me too.")
		stopped := form.Set("reason.en", "").Set("reason.sr-Cyrl", "Проверавамо <приговор>.").Submit().Must(http.StatusOK, "[data-is=stopped]")
		if !strings.Contains(stopped.Text("#switch"), "editor") || stopped.Find(`form[action="/admin/stop/lifting"]`).Length() != 0 {
			t.Errorf("the editor reads %q", stopped.Text("#switch"))
		}

		// Everybody else meets it.
		if again := late.Submit().Must(http.StatusUnprocessableEntity, "[data-is=notice]"); !strings.Contains(again.Text("#switch"), "Проверавамо <приговор>.") {
			t.Errorf("who pressed later reads %q", again.Text("#switch"))
		}
		after := press(sender).Must(http.StatusOK, "#stopped")
		if after.Find("input[name=digest]").Length() != 0 || s.Fake.Calls().Sends != 0 {
			t.Error("it can still be sent")
		}
		for _, language := range []string{"en", "sr-Cyrl", "sr-Latn"} {
			if shown := s.visitor().Get("/c/open-data?lang="+language).Must(http.StatusOK, "#stopped"); !strings.Contains(shown.Text("main"), "Проверавамо <приговор>.") || shown.Find("#details").Length() != 0 {
				t.Errorf("a visitor in %s reads %q", language, shown.Text("main"))
			}
		}
		if e := s.noted(audit.SendingStopped); e.Actor.Name != "editor@assembly.example" || e.Details["reason"] != "sr-Cyrl: Проверавамо <приговор>." {
			t.Errorf("noted: %+v", e)
		}

		// Only an administrator lifts it.
		for _, b := range []*webtest.Browser{editor, reviewer, viewer} {
			b.Post("/admin/stop/lifting", nil).Must(http.StatusNotFound, "h1")
		}
		lifting := admin.Get("/admin").Form(`form[action="/admin/stop/lifting"]`)
		twice := admin.Clone().Get("/admin").Form(`form[action="/admin/stop/lifting"]`)
		if page := lifting.Submit().Must(http.StatusOK, "#switch"); page.Find("[data-is=stopped]").Length() != 0 {
			t.Error("it is still stopped")
		}
		twice.Submit().Must(http.StatusUnprocessableEntity, "[data-is=notice]")
		if e := s.noted(audit.SendingResumed); e.Actor.Name != "admin@assembly.example" {
			t.Errorf("noted: %+v", e)
		}
		was := after.Browser.Get(sender.URL.Path).Must(http.StatusOK, onConfirm)
		if !strings.Contains(was.Text("main"), s.words(t, "reason.stopped.title")) {
			t.Errorf("the sender reads %q", was.Text("main"))
		}
		if len(s.Fake.Outbox()) != 0 {
			t.Error("lifting the stop has sent something")
		}
		press(was).Must(http.StatusOK, onReceipt)
		admin.Get("/admin/stop").Must(http.StatusOK, "#switch") // who reloads the answer to a form
	})
}

func TestAlertsAreSettledWithANote(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		editor := s.member("editor", operator.Editor)
		for _, kind := range []sending.AlertKind{sending.AlertTampered, sending.AlertBadMessage, sending.AlertDailyLimit, sending.AlertTokens, "of_a_newer_program"} {
			for range 2 {
				if err := s.store.sessions.Alert(t.Context(), sending.Alert{Kind: kind, Subject: "open-data"}, s.Clock.now()); err != nil {
					t.Fatal(err)
				}
			}
		}
		page := editor.Get("/admin").Must(http.StatusOK, ".alert:nth-of-type(5)")
		for _, kind := range []string{"tampered", "bad_message", "daily_limit", "tokens", "other"} {
			for _, part := range []string{"", ".happened", ".not", ".do"} {
				if want := s.words(t, "admin.alert."+kind+part); !strings.Contains(page.Text("section[aria-labelledby=alerts]"), want) {
					t.Errorf("the dashboard does not say %q", want)
				}
			}
		}
		if !strings.Contains(page.Text(".alert"), "Met 2 times") || page.Find(`.alert a[href="/admin/campaigns/`+s.sampleID()+`"]`).Length() != 5 {
			t.Errorf("an alert reads %q", page.Text(".alert"))
		}
		first := page.Form(`.alert form`)
		action := page.Find(".alert form").AttrOr("action", "")
		long := strings.Repeat("x", campaign.MaxReason+1)
		rejected := first.Set("note", long).Submit().Must(http.StatusUnprocessableEntity, ".alert .problem")
		if rejected.Find(".alert input[name=note]").AttrOr("value", "") != long {
			t.Error("the note is gone")
		}
		after := rejected.Form(".alert form").Set("note", "Corrected.").Submit().Must(http.StatusOK, ".alert")
		if after.Find(".alert").Length() != 4 {
			t.Errorf("%d alerts are left", after.Find(".alert").Length())
		}
		e := s.noted(audit.AlertSettled)
		if e.Details["note"] != "Corrected." || e.Details["alert"] != "of_a_newer_program" || action != "/admin/alerts/"+e.Subject+"/settlement" {
			t.Errorf("noted: %+v", e)
		}
		editor.Post(action, nil).Must(http.StatusOK, ".alert") // settled already
		s.member("viewer", operator.Viewer).Post(action, nil).Must(http.StatusNotFound, "h1")
	})
}
