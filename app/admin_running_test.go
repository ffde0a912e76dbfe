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
		if _, err := s.Sweeper.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
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
			t.Error("a sweep of just before is late")
		}
		s.Clock.pass(6 * time.Minute)
		if page = admin.Get("/admin"); page.Find("[data-is=late]").Length() != 1 {
			t.Errorf("the last sweep: %q, and no warning", figure(page, "admin.home.sweep"))
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

// end is a form of the campaign's page whose action ends so.
func end(page *webtest.Page, action string) *webtest.Form {
	return page.Form(`main form[action$="` + action + `"]`)
}

func TestARunningCampaignIsPausedResumedClosedAndArchived(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		editor, id := s.member("editor", operator.Editor), s.sampleID()
		at := "/admin/campaigns/" + id
		visitor := func(language string) *webtest.Page { return s.visitor().Get("/c/open-data?lang=" + language) }
		sender := s.confirmable(s.visitor(), "en")

		stale := editor.Get(at).Must(http.StatusOK, `form[action$="/pause"]`)
		end(stale, "/pause").Submit().Must(http.StatusOK, `form[action$="/resumption"]`)
		for _, language := range []string{"en", "sr-Cyrl", "sr-Latn"} {
			if page := visitor(language).Must(http.StatusOK, ".sheet"); !strings.Contains(page.Text("main"), s.spoken(t, language, "send.campaign.halted")) || page.Find("#details").Length() != 0 {
				t.Errorf("a paused campaign in %s reads %q", language, page.Text("main"))
			}
		}
		if after := press(sender).Must(http.StatusOK, "#halted"); after.Find(onConfirm).Length() != 0 || s.Fake.Calls().Sends != 0 {
			t.Error("it can still be sent")
		}
		again := end(stale, "/pause").Submit().Must(http.StatusConflict, `main a[href="`+at+`"]`)
		if !strings.Contains(again.Text("main"), s.words(t, "fault.campaign.state")) {
			t.Errorf("a second press reads %q", again.Text("main"))
		}
		end(editor.Get(at), "/resumption").Submit().Must(http.StatusOK, `form[action$="/pause"]`)
		for action, want := range map[audit.Action]string{audit.CampaignPaused: "open-data", audit.CampaignResumed: "open-data"} {
			if e := s.noted(action); e.Subject != want || e.Actor.Name != "editor@assembly.example" {
				t.Errorf("noted: %+v", e)
			}
		}

		// Closed with a victory. The page shows beforehand what visitors will read.
		closing := editor.Get(at+"/closing").Must(http.StatusOK, "#f-victory")
		end(closing, "/closing").Submit().Must(http.StatusUnprocessableEntity, "#e-ending")
		told := closing.Text(".endings > div:nth-child(2) .reads:nth-of-type(1)")
		form := end(closing, "/closing")
		form.Values.Set("ending", "victory")
		closed := form.Submit().Must(http.StatusOK, ".state.closed")
		if closed.Find(`form[action$="/pause"], a[href$="/closing"]`).Length() != 0 {
			t.Error("a closed campaign can be paused or closed")
		}
		if page := visitor("en").Must(http.StatusOK, ".sheet"); !strings.HasSuffix(told, page.Text(".box h2")+" "+page.Text(".box p")) || page.Text(".box p") == "" {
			t.Errorf("visitors read %q, the operator was shown %q", page.Text(".box"), told)
		}
		sender.Browser.Get(sender.URL.Path).Must(http.StatusOK, "#halted")
		editor.Get(at+"/closing").Must(http.StatusConflict, `main a[href="`+at+`"]`)
		if e := s.noted(audit.CampaignClosed); e.Details["ending"] != "victory" {
			t.Errorf("noted: %+v", e)
		}

		// Archived, after it was said what that means.
		archive := editor.Get(at+"/archive").Must(http.StatusOK, `form[action$="/archive"]`)
		for _, key := range []string{"admin.archive.page", "admin.archive.final"} {
			if !strings.Contains(archive.Text("main"), s.words(t, key)) {
				t.Errorf("it is not said that: %s", s.words(t, key))
			}
		}
		end(archive, "/archive").Submit().Must(http.StatusOK, ".state.archived")
		visitor("en").Must(http.StatusNotFound, "h1")
		editor.Get(at+"/archive").Must(http.StatusConflict, "h1")
		editor.Post(at+"/resumption", nil).Must(http.StatusConflict, "h1")
		if e := s.noted(audit.CampaignArchived); e.Subject != "open-data" {
			t.Errorf("noted: %+v", e)
		}
		if len(s.Fake.Outbox()) != 0 {
			t.Error("something was sent")
		}
	})
}

// spoken returns the words of a key in a language.
func (s *system) spoken(t *testing.T, language, key string) string {
	t.Helper()
	words, err := newWords()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(words.Text(language, key, nil)), " ")
}

func TestVisitorsReadTheEndInTheOrganisationsWordsOrInOurs(t *testing.T) {
	s := boot(t, sqliteURL(t))
	editor := s.member("editor", operator.Editor)
	id := s.drafted("trains", func(c *campaign.Content) {
		c.Closing = map[string]string{"en": "Decided.\n\nThank you.", "sr-Latn": "Odlučeno.", "sr-Cyrl": "Одлучено."}
	})
	s.submit(id)
	s.approve(id)
	at := "/admin/campaigns/" + id
	end(editor.Get(at).Must(http.StatusOK, "main"), "/publication").Submit().Must(http.StatusOK, ".state.live")
	closing := editor.Get(at+"/closing").Must(http.StatusOK, ".endings")
	form := end(closing, "/closing")
	form.Values.Set("ending", "ordinary")
	for language, own := range map[string]string{"en": "Decided. Thank you.", "sr-Latn": "Odlučeno.", "sr-Cyrl": "Одлучено."} {
		if !strings.Contains(closing.Text(".endings > div:first-child"), own) || !strings.Contains(closing.Text(".endings > div:last-child"), s.spoken(t, language, "send.campaign.victory")) {
			t.Errorf("in %s the choice reads %q", language, closing.Text(".endings"))
		}
	}
	form.Submit().Must(http.StatusOK, ".state.closed")
	for language, own := range map[string]string{"en": "Decided.Thank you.", "sr-Latn": "Odlučeno.", "sr-Cyrl": "Одлучено."} {
		page := s.visitor().Get("/c/trains?lang="+language).Must(http.StatusOK, ".box")
		if got := page.Text(".box"); got != own || page.Find(`html[lang="`+language+`"]`).Length() != 1 {
			t.Errorf("in %s visitors read %q", language, got)
		}
	}
}

func TestAPublicationChangesWhatNewSendersGet(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		editor, reviewer, id := s.member("editor", operator.Editor), s.member("reviewer", operator.Reviewer), s.sampleID()
		at := "/admin/campaigns/" + id
		old := s.confirmable(s.visitor(), "en")
		none := editor.Post(at+"/publication", nil).Must(http.StatusConflict, `main a[href="`+at+`"]`)
		if !strings.Contains(none.Text("main"), s.words(t, "fault.campaign.unapproved")) {
			t.Errorf("without an approval it reads %q", none.Text("main"))
		}
		s.retitle(id, "Open data, the second time")
		s.submit(id)
		editor.Post(at+"/publication", nil).Must(http.StatusConflict, "h1")
		s.approve(id)
		reviewer.Post(at+"/publication", nil).Must(http.StatusNotFound, "h1")
		end(editor.Get(at).Must(http.StatusOK, "main"), "/publication").Submit().Must(http.StatusOK, ".state.live")
		if got := s.visitor().Get("/c/open-data?lang=en").Text("h1"); got != "Open data, the second time" {
			t.Errorf("visitors read %q", got)
		}
		if e := s.noted(audit.CampaignPublished); e.Details["revision"] != "2" || len(e.Details["digest"]) != 64 || e.Actor.Name != "editor@assembly.example" {
			t.Errorf("noted: %+v", e)
		}
		if got := old.Browser.Get(old.URL.Path).Must(http.StatusOK, onConfirm).Text(".campaign"); strings.Contains(got, "second") {
			t.Errorf("who had begun gets %q", got)
		}
	})
}

func TestAScheduleIsReadInTheOrganisationsTimeZone(t *testing.T) {
	belgrade, err := time.LoadLocation("Europe/Belgrade")
	if err != nil {
		t.Fatal(err)
	}
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL, func(c *config.Config, _ *Extras) { c.TimeZone = belgrade })
		editor, id := s.member("editor", operator.Editor), s.sampleID()
		at := "/admin/campaigns/" + id + "/schedule"
		page := editor.Get(at).Must(http.StatusOK, "input[type=datetime-local]")
		if !strings.Contains(page.Text("#h-zone"), "Europe/Belgrade") || !strings.Contains(page.Text("#h-zone"), s.Clock.now().In(belgrade).Format("MST, UTC-07:00")) {
			t.Errorf("the zone is %q", page.Text("#h-zone"))
		}
		form := end(page, "/schedule")
		if form.Values.Get("opens") != "" || form.Values.Get("closes") != "" {
			t.Errorf("without a schedule the form holds %v", form.Values)
		}
		year := s.Clock.now().Year() + 1
		gap := lastSunday(year, time.March).Format("2006-01-02") + "T02:30"
		rejected := form.Set("opens", gap).Set("closes", "soon").Submit().Must(http.StatusUnprocessableEntity, "#e-opens")
		if !strings.Contains(rejected.Text("#e-opens"), s.words(t, "fault.schedule.gap")) || !strings.Contains(rejected.Text("#e-closes"), s.words(t, "fault.schedule.form")) {
			t.Errorf("it reads %q and %q", rejected.Text("#e-opens"), rejected.Text("#e-closes"))
		}
		form = end(rejected, "/schedule")
		if form.Values.Get("opens") != gap || form.Values.Get("closes") != "soon" {
			t.Errorf("what was typed is gone: %v", form.Values)
		}
		past := s.Clock.now().Add(-time.Hour).In(belgrade).Format("2006-01-02T15:04")
		end(rejected, "/schedule").Set("opens", "").Set("closes", past).Submit().Must(http.StatusUnprocessableEntity, "#e-closes")
		order := end(rejected, "/schedule").Set("opens", fmt.Sprint(year, "-06-01T12:00")).Set("closes", fmt.Sprint(year, "-06-01T12:00")).Submit()
		if order.Must(http.StatusUnprocessableEntity, "#e-closes"); !strings.Contains(order.Text("#e-closes"), s.words(t, "fault.schedule.order")) {
			t.Errorf("it reads %q", order.Text("#e-closes"))
		}

		// The clock goes back in October: of two half past two the first is meant.
		twice := lastSunday(year, time.October)
		opens, closes := fmt.Sprint(year, "-06-01T12:00"), twice.Format("2006-01-02")+"T02:30"
		saved := form.Set("opens", opens).Set("closes", closes).Submit().Must(http.StatusOK, `a[href$="/schedule"]`)
		if !strings.Contains(saved.Text("main"), fmt.Sprint("1 June ", year, ", 12:00 CEST")) || !strings.Contains(saved.Text("main"), twice.Format("2 January 2006")+", 02:30 CEST") {
			t.Errorf("the campaign's page reads %q", saved.Text("section[aria-labelledby=run]"))
		}
		if e := s.noted(audit.CampaignScheduled); e.Details["opens"] != fmt.Sprint(year, "-06-01T10:00:00.000Z") || e.Details["closes"] != twice.Format("2006-01-02")+"T00:30:00.000Z" {
			t.Errorf("noted: %v", e.Details)
		}
		waiting := s.visitor().Get("/c/open-data?lang=en").Must(http.StatusOK, ".sheet")
		if !strings.Contains(waiting.Text("main"), fmt.Sprint("opens on 1 June ", year, ", 12:00 CEST")) || waiting.Find("#details").Length() != 0 {
			t.Errorf("visitors read %q", waiting.Text(".intro"))
		}
		form = end(editor.Get(at), "/schedule")
		if form.Values.Get("opens") != opens || form.Values.Get("closes") != closes {
			t.Errorf("the form holds %v", form.Values)
		}

		// Without an opening it is open; an untouched control keeps its seconds.
		exact := twice.Add(90 * time.Minute).Add(7 * time.Second) // the second half past two
		s.workflow(id, func(d *campaign.Dossier) error { return d.Schedule(time.Time{}, exact, s.Clock.now()) })
		end(editor.Get(at), "/schedule").Submit().Must(http.StatusOK, "main")
		if found, err := s.store.campaigns.Campaign(t.Context(), id); err != nil || !found.ClosesAt.Equal(exact) || !found.OpensAt.IsZero() {
			t.Errorf("closes %v, want %v, %v", found.ClosesAt, exact, err)
		}
		s.visitor().Get("/c/open-data?lang=en").Must(http.StatusOK, "#details")

		// At its closing time it is closed, whether or not a sweep has run.
		s.workflow(id, func(d *campaign.Dossier) error {
			return d.Schedule(time.Time{}, s.Clock.now().Add(time.Minute), s.Clock.now())
		})
		s.Clock.pass(2 * time.Minute)
		if ended := s.visitor().Get("/c/open-data?lang=en").Must(http.StatusOK, ".box"); !strings.Contains(ended.Text(".box"), s.words(t, "send.campaign.ended")) {
			t.Errorf("visitors read %q", ended.Text(".box"))
		}
		refused := editor.Get(at).Must(http.StatusOK, ".box")
		if refused.Find("main form").Length() != 0 || !strings.Contains(refused.Text(".box"), s.words(t, "fault.campaign.reopen")) {
			t.Errorf("a closed campaign's schedule reads %q", refused.Text("main"))
		}
		editor.Post(at, url.Values{"opens": {""}, "closes": {""}}).Must(http.StatusConflict, "h1")
	})
}

// lastSunday is when the clocks of the European Union change, at midnight in UTC.
func lastSunday(year int, month time.Month) time.Time {
	day := time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC)
	return day.AddDate(0, 0, -int(day.Weekday()))
}

func TestATestGoesToTheOperatorAloneAndIsNeverCounted(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		reviewer, live := s.member("reviewer", operator.Reviewer), s.sampleID()
		id := s.drafted("trains", func(c *campaign.Content) { c.Title["en"] = "Trains to the coast" })
		before := s.counts()

		// walk goes from the form to the receipt, and wants every screen to say so.
		walk := func(id, version, language string) {
			t.Helper()
			at := "/admin/campaigns/" + id
			page := reviewer.Get(at+"/test").Must(http.StatusOK, `form[action$="/test"]`)
			if !strings.Contains(page.Text("main"), "reviewer@assembly.example") || page.Find("input[name='field.place']").AttrOr("value", "") == "" {
				t.Errorf("the form reads %q", page.Text("main"))
			}
			form := end(page, "/test").Set("address", typed.address).Set("name", typed.name).Set("letter", language).Set("version", version)
			connect := form.Submit().Must(http.StatusOK, "[data-is=test]").Must(http.StatusOK, onConnect)
			confirm := s.connect(connect, typed.address).Must(http.StatusOK, onConfirm).Must(http.StatusOK, "[data-is=test]")
			if got := confirm.Text(".sheet .recipients"); !strings.Contains(got, "reviewer@assembly.example") || confirm.Find(".sheet .recipients li").Length() != 1 {
				t.Errorf("the sheet names %q", got)
			}
			subject, body := shown(confirm)
			receipt := press(confirm).Must(http.StatusOK, onReceipt).Must(http.StatusOK, `main a[href="`+at+`"]`)
			if !strings.Contains(receipt.Text(onReceipt), s.words(t, "send.receipt.remains.none")) || receipt.Find(".share").Length() != 0 {
				t.Errorf("the receipt reads %q", receipt.Text(onReceipt))
			}
			sent := s.Fake.Outbox()
			last := sent[len(sent)-1]
			if fmt.Sprint(last.To) != "[reviewer@assembly.example]" || !strings.HasPrefix(last.Subject, "[TEST] ") || last.Subject != subject || last.Body != body {
				t.Errorf("shown %q, sent to %v: %q", subject, last.To, last.Subject)
			}
			if e := s.noted(audit.CampaignTested); e.Actor.Name != "reviewer@assembly.example" || e.Details["language"] != language || len(e.Details["digest"]) != 64 {
				t.Errorf("noted: %+v", e)
			}
		}

		walk(id, "draft", "en")
		walk(id, "draft", "sr-Cyrl") // and again
		s.submit(id)
		walk(id, "pending", "en")
		s.set(t, campaign.Paused, campaign.Live)
		walk(live, "live", "sr-Latn")
		if n := len(s.Fake.Outbox()); n != 4 {
			t.Errorf("%d messages were sent", n)
		}
		if after := s.counts(); after != before {
			t.Errorf("tests are counted: %s, before %s", after, before)
		}
		if rows := query(t, databaseURL, "SELECT COUNT(*) FROM sessions WHERE test_of <> '' AND test_to IS NULL AND name IS NULL AND address IS NULL AND access IS NULL"); rows[0][0] != "4" {
			t.Errorf("%s sessions of tests are empty", rows[0][0])
		}
		if rows := query(t, databaseURL, "SELECT COUNT(*) FROM deliveries WHERE hash_until <> 0"); rows[0][0] != "0" {
			t.Error("a hash is said to remain")
		}
		if s.Fake.LiveTokens() != 0 {
			t.Error("tokens are left at Google")
		}

		// A test of the same account does not keep it from sending in earnest.
		s.set(t, campaign.Live, campaign.Paused)
		press(s.confirmable(s.visitor(), "en")).Must(http.StatusOK, onReceipt)

		// Not while all sending is stopped, not even one under way.
		form := end(reviewer.Get("/admin/campaigns/"+id+"/test"), "/test").Set("address", typed.address)
		confirm := s.connect(form.Submit(), typed.address).Must(http.StatusOK, onConfirm)
		stop := end(reviewer.Get("/admin"), "/stop").Set("reason.en", "A complaint.")
		stop.Submit().Must(http.StatusOK, "[data-is=stopped]")
		sends := s.Fake.Calls().Sends
		if after := press(confirm).Must(http.StatusOK, "#stopped"); after.Find(onConfirm).Length() != 0 || s.Fake.Calls().Sends != sends {
			t.Error("a test can be sent while all sending is stopped")
		}
		if page := reviewer.Get("/admin/campaigns/"+id+"/test").Must(http.StatusOK, "[data-is=no-test]"); page.Find("main form button").Length() != 0 {
			t.Error("a test is offered while all sending is stopped")
		}
		form.Submit().Must(http.StatusUnprocessableEntity, "[data-is=no-test]")
		s.member("viewer", operator.Viewer).Get("/admin/campaigns/"+id+"/test").Must(http.StatusNotFound, "h1")
	})
}

func TestATestThatCannotBePutTogetherIsRefusedBeforeItIsNoted(t *testing.T) {
	s := boot(t, sqliteURL(t))
	editor := s.member("editor", operator.Editor)
	bare := s.drafted("bare", func(c *campaign.Content) { *c = campaign.Content{} })
	if page := editor.Get("/admin/campaigns/"+bare+"/test").Must(http.StatusOK, ".box"); !strings.Contains(page.Text("main"), s.words(t, "admin.version.none")) {
		t.Errorf("a draft without a language reads %q", page.Text("main"))
	}
	editor.Post("/admin/campaigns/"+bare+"/test", nil).Must(http.StatusUnprocessableEntity, ".box")
	id := s.drafted("trains", func(c *campaign.Content) { delete(c.Letters, "sr-Latn"); c.Title = nil })
	page := editor.Get("/admin/campaigns/"+id+"/test").Must(http.StatusOK, `form[action$="/test"]`)
	form := end(page, "/test").Set("letter", "sr-Latn")
	rejected := form.Submit().Must(http.StatusUnprocessableEntity, "#e-letter")
	form = end(rejected, "/test").Set("letter", "en").Set("name", "<Ana>").Set("address", "ana").Set("field.place", "")
	rejected = form.Submit().Must(http.StatusUnprocessableEntity, "#e-name")
	for _, control := range []string{"#e-address", `[id="e-field.place"]`} {
		if rejected.Find(control).Length() != 1 {
			t.Errorf("%s is not there", control)
		}
	}
	if form = end(rejected, "/test"); form.Values.Get("name") != "<Ana>" || form.Values.Get("address") != "ana" || form.Values.Get("letter") != "en" {
		t.Errorf("what was typed is gone: %v", form.Values)
	}
	entries, err := s.store.audit.Entries(t.Context(), audit.Filter{Action: audit.CampaignTested})
	if err != nil || len(entries) != 0 {
		t.Errorf("noted: %v, %v", entries, err)
	}
	// A draft without a title can be tested: its pages are called by its address.
	done := form.Set("name", typed.name).Set("address", typed.address).Set("field.place", typed.place).Submit().Must(http.StatusOK, onConnect)
	if got := done.Text(".campaign"); got != "trains" {
		t.Errorf("the campaign is called %q", got)
	}
}

func TestAPreviewLinkShowsARevisionAndCanDoNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		editor := s.member("editor", operator.Editor)
		id := s.drafted("trains", func(c *campaign.Content) { c.Title["en"] = "Trains to the coast" })
		made := func(id, version string) string {
			t.Helper()
			form := end(editor.Get("/admin/campaigns/"+id+"/preview").Must(http.StatusOK, "main form"), "/preview").Set("version", version)
			page := form.Submit().Must(http.StatusOK, "#made [data-copy=copyable]")
			link := page.Text("#copyable")
			if page.Find(`#made a[href="`+link+`"]`).Length() != 1 || !strings.HasPrefix(link, s.Base+"/preview/") {
				t.Errorf("the link is %q", link)
			}
			return strings.TrimPrefix(link, s.Base)
		}
		open := func(link string) *webtest.Page {
			b := s.visitor()
			page := b.Get(link)
			if len(b.Cookies()) != 0 {
				t.Errorf("a preview sets %v", b.Cookies())
			}
			return page
		}

		draft := made(id, "draft")
		s.retitle(id, "Another title")
		page := open(draft).Must(http.StatusOK, "[data-is=preview]")
		if page.Text("h1") != "Trains to the coast" {
			t.Errorf("the frozen draft is called %q", page.Text("h1"))
		}
		if page.Find("main form, main input, main button, script[src*=htmx]").Length() != 0 || page.Find("meta[name=robots][content=noindex]").Length() != 1 ||
			!strings.Contains(page.Header.Get("X-Robots-Tag"), "noindex") || page.Header.Get("Cache-Control") != "no-store" {
			t.Error("it can do something, or may be kept or found")
		}
		if !strings.Contains(page.Text(".seal"), "Not reviewed") {
			t.Errorf("a draft is sealed with %q", page.Text(".seal"))
		}
		for _, language := range []string{"en", "sr-Latn", "sr-Cyrl"} {
			if spoken := open(draft+"?lang="+language).Must(http.StatusOK, `html[lang="`+language+`"]`); spoken.Find(`.sheet .body[lang="`+language+`"]`).Length() != 1 {
				t.Errorf("no letter in %s", language)
			}
		}
		if letter := open(draft + "?lang=en&letter=sr-Cyrl"); letter.Find(`html[lang="en"] .sheet .body[lang="sr-Cyrl"]`).Length() != 1 {
			t.Error("the letter cannot be read in another language than the page")
		}
		if e := s.noted(audit.CampaignPreviewed); e.Subject != "trains" || len(e.Details["digest"]) != 64 || e.Details["until"] == "" {
			t.Errorf("noted: %+v", e)
		}

		// What waits for a decision, and what is public, paused or not.
		s.submit(id)
		if waiting := open(made(id, "pending")).Must(http.StatusOK, "[data-is=preview]"); waiting.Text("h1") != "Another title" {
			t.Errorf("the revision is called %q", waiting.Text("h1"))
		}
		public := made(s.sampleID(), "live")
		s.set(t, campaign.Paused, campaign.Live)
		if live := open(public).Must(http.StatusOK, "[data-is=preview]"); live.Find("main form").Length() != 0 || !strings.Contains(live.Text(".seal"), "Reviewed") || strings.Contains(live.Text("main"), s.words(t, "send.campaign.halted")) {
			t.Errorf("the preview of what is public reads %q", live.Text("main"))
		}

		// Nobody can make or change one, post to it, or take it for a session.
		token := strings.TrimPrefix(draft, "/preview/")
		for i := range len(token) {
			changed := []byte(token)
			if changed[i] = 'A'; token[i] == 'A' {
				changed[i] = 'B'
			}
			if i%7 != 0 && i < len(token)-4 {
				continue
			}
			open("/preview/"+string(changed)).Must(http.StatusNotFound, "h1")
		}
		for _, wrong := range []string{"x", token + "A", token[1:], token + "%0A", strings.TrimPrefix(public, "/preview/") + token, "%00"} {
			open("/preview/"+wrong).Must(http.StatusNotFound, "h1")
		}
		s.visitor().Post(draft, url.Values{"name": {"x"}}).Must(http.StatusNotFound, "h1")
		s.visitor().Get("/send/"+token).Must(http.StatusNotFound, "h1")

		s.Clock.pass(7*24*time.Hour - time.Minute)
		open(draft).Must(http.StatusOK, "[data-is=preview]")
		s.Clock.pass(time.Minute)
		gone := open(draft).Must(http.StatusGone, "h1")
		if !strings.Contains(gone.Text("main"), s.words(t, "fault.preview.expired")) {
			t.Errorf("afterwards it reads %q", gone.Text("main"))
		}
		if strings.Contains(s.Log.String(), token) {
			t.Error("the log holds a link")
		}
		if strings.Contains(string(stored(t, databaseURL)), token) {
			t.Error("the database holds a link")
		}
	})
}
