package main

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/operator"
	officepage "emailcampaigns/app/web/office"
	"emailcampaigns/app/web/webtest"
)

// The first recipient of the sample campaign, and a mailbox that nobody writes to.
const (
	firstOffice  = "office@assembly.example"
	nobodyWrites = "nobody@assembly.example"
)

// officeToken is the last part of the path of an office's page.
func (s *system) officeToken(mailbox string) string {
	s.t.Helper()
	token, err := officepage.Links{Vault: s.Flow.Vault}.Token(mailbox)
	if err != nil {
		s.t.Fatal(err)
	}
	return token
}

// officeOf opens the page of an office as somebody who has the link alone. No
// answer sets a cookie.
func (s *system) officeOf(mailbox, language string) *webtest.Page {
	s.t.Helper()
	return s.office().Get("/office/"+s.officeToken(mailbox)+"?lang="+language).Must(http.StatusOK, "h1")
}

// office is the browser of an office: whatever sets a cookie fails the test.
func (s *system) office() *webtest.Browser {
	b := s.visitor()
	b.Seen = func(r *http.Response) {
		if set := r.Header.Values("Set-Cookie"); len(set) > 0 {
			s.t.Errorf("%s sets %q", r.Request.URL.Path, set)
		}
	}
	return b
}

// request puts a request of an office into the queue and returns its id.
func (w *walkers) request(now time.Time) string {
	w.t.Helper()
	r, err := campaign.AskToStop(uuid.Must(uuid.NewV7()).String(), fmt.Sprintf("office%d@assembly.example", w.made), "", true, now)
	if err == nil {
		err = w.store.offices.Ask(w.t.Context(), r)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return r.ID
}

// publish makes a campaign public, whose content is changed before.
func (s *system) publish(slug string, change func(*campaign.Content)) string {
	s.t.Helper()
	id := s.drafted(slug, change)
	s.submit(id)
	s.approve(id)
	s.workflow(id, func(d *campaign.Dossier) error { return d.Publish(campaign.Two, s.Clock.now()) })
	return id
}

// toOffices makes the recipients of a content.
func toOffices(mode campaign.Mode, addresses ...string) func(*campaign.Content) {
	return func(c *campaign.Content) {
		c.Recipients, c.Selection.Mode = nil, mode
		for i, a := range addresses {
			c.Recipients = append(c.Recipients, campaign.Recipient{Key: fmt.Sprintf("office-%d", i), Name: "Office of " + a, Address: a, Language: "sr-Cyrl", Country: "RS"})
		}
		c.Reference = "Ref. TRAINS-1"
	}
}

func TestAnOfficeSeesItsOwnCampaignsAndNoOthers(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		s.publish("trains", func(c *campaign.Content) {
			toOffices(campaign.Everyone, "One@assembly.example", "two@assembly.example")(c)
			c.Title["en"] = "Trains to the coast"
		})
		s.drafted("secret", func(c *campaign.Content) {
			toOffices(campaign.Together, "one@assembly.example")(c)
			c.Title["en"] = "Nobody knows yet"
		})
		page := s.officeOf("one@assembly.example", "en")
		if got := page.Find(".addressed h3"); got.Length() != 1 || got.Text() != "Trains to the coast" {
			t.Errorf("it sees %q", got.Text())
		}
		text := page.Text("main")
		for _, want := range []string{"Office of One@assembly.example", "Ref. TRAINS-1", "the sender's name", s.words(t, "office.count.none"), s.Config.OperatedBy, s.Config.ContactEmail} {
			if !strings.Contains(text, want) {
				t.Errorf("the page lacks %q", want)
			}
		}
		for _, other := range []string{"two@assembly.example", "Nobody knows yet", "Open data for Lipovgrad"} {
			if strings.Contains(page.Body, other) {
				t.Errorf("it sees %q", other)
			}
		}
		if languages := page.Find(".sheet .said[lang]").First().AttrOr("lang", ""); page.Find(".sheet").Length() != 1 || languages != "sr-Cyrl" {
			t.Errorf("%d letters, in %s", page.Find(".sheet").Length(), languages)
		}
		for name, want := range map[string]string{"X-Robots-Tag": "noindex", "Referrer-Policy": "same-origin", "Cache-Control": "no-store"} {
			if got := page.Header.Get(name); got != want {
				t.Errorf("%s: %s", name, got)
			}
		}
		for _, language := range []string{"en", "sr-Cyrl", "sr-Latn"} {
			if spoken := s.officeOf("one@assembly.example", language); spoken.Find("html").AttrOr("lang", "") != language || spoken.Text("h1") != s.spoken(t, language, "office.title") {
				t.Errorf("in %s it is called %q", language, spoken.Text("h1"))
			}
		}
		if none := s.officeOf(nobodyWrites, "en"); none.Find("[data-is=none]").Length() != 1 || none.Find(".sheet").Length() != 0 {
			t.Errorf("nobody's page says %q", none.Text("main"))
		}
	})
}

func TestALinkOfAnOfficeCannotBeMadeOrChanged(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b, token := s.office(), s.officeToken(firstOffice)
	b.Get("/office/"+token).Must(http.StatusOK, ".addressed")
	unknown := func(wrong string) {
		t.Helper()
		page := b.Get("/office/"+wrong).Must(http.StatusNotFound, "h1")
		if page.Text("h1") != s.words(t, "office.unknown.title") || strings.Contains(page.Body, firstOffice) {
			t.Errorf("%s: the page says %q", wrong, page.Text("main"))
		}
		for _, form := range []string{"/address", "/stop"} {
			b.Post("/office/"+wrong+form, url.Values{"address": {"a@b.example"}, "sure": {"yes"}}).Must(http.StatusNotFound, "h1")
		}
	}
	for i := range len(token) {
		if i%20 != 0 && i < len(token)-2 { // as many as the rate of the forms allows
			continue
		}
		changed := []byte(token)
		if changed[i] = 'A'; token[i] == 'A' {
			changed[i] = 'B'
		}
		unknown(string(changed))
	}
	preview := strings.TrimPrefix(s.member("editor", operator.Editor).Get("/admin/campaigns/"+s.sampleID()+"/preview").Form(`form[action$="/preview"]`).Submit().Text("#copyable"), s.Base+"/preview/")
	for _, wrong := range []string{"x", token + "A", token + "=", token[1:], preview} {
		unknown(wrong)
	}
	b.Get("/preview/"+token).Must(http.StatusNotFound, "h1")
	if strings.Contains(s.Log.String(), token) || strings.Contains(s.Log.String(), firstOffice) {
		t.Error("the log holds a link or an address")
	}
}

func TestAnOfficesPageHoldsNothingOfSenders(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		found, err := s.store.campaigns.Dossier(t.Context(), s.sampleID(), s.Clock.now())
		if err != nil {
			t.Fatal(err)
		}
		mailbox := strings.ToLower(found.Draft.Content.Recipients[0].Address)
		under := s.confirmable(s.visitor(), "en") // one who is about to send
		press(s.confirmable(s.visitor(), "sr-Cyrl")).Must(http.StatusOK, "dl.receipt")
		for _, language := range []string{"en", "sr-Cyrl"} {
			page := s.officeOf(mailbox, language)
			if page.Find(".addressed").Length() != 1 || page.Text("[data-is=count]") != s.spoken(t, language, "office.count.few.together") {
				t.Errorf("the page counts %q", page.Text("[data-is=count]"))
			}
			search(t, "the page of an office", []byte(page.Body), map[string]string{"name": typed.name, "address": typed.address, "field": typed.place, "session": id(under)})
		}
		query(t, databaseURL, "UPDATE counters SET accepted = 12")
		if got := s.officeOf(mailbox, "en").Text("[data-is=count]"); !strings.HasPrefix(got, "12 messages.") {
			t.Errorf("the page counts %q", got)
		}
	})
}

func TestARequestOfAnOfficeIsSettledByAnOperatorAndHolds(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		const mailbox = "one@assembly.example"
		campaignID := s.publish("trains", toOffices(campaign.Everyone, "One@assembly.example", "two@assembly.example"))
		editor := s.member("editor", operator.Editor)
		page := s.officeOf(mailbox, "sr-Latn")

		// What is missing is said, and nothing typed is lost.
		form := page.Form(`form[action$="/stop"]`).Set("remark", "Molimo <b>vas</b>.")
		again := form.Submit().Must(http.StatusUnprocessableEntity, `#e-stop-sure`)
		if got := again.Find("#f-stop-remark").Text(); strings.TrimSpace(got) != "Molimo <b>vas</b>." || again.Find("html").AttrOr("lang", "") != "sr-Latn" {
			t.Errorf("typed: %q", got)
		}
		wrong := page.Form(`form[action$="/address"]`).Set("address", "nowhere").Set("remark", strings.Repeat("x", 1001)).Submit().Must(http.StatusUnprocessableEntity, "#e-correction-address")
		if wrong.Find("#e-correction-remark").Length() != 1 || wrong.Find("#f-correction-address").AttrOr("value", "") != "nowhere" || wrong.Find("#problems li").Length() != 2 {
			t.Errorf("the form comes back as %q", wrong.Text("main"))
		}
		if s.asked() != 0 {
			t.Error("a refused form is in the queue")
		}

		form = again.Form(`form[action$="/stop"]`)
		form.Values.Set("sure", "yes")
		answered := form.Submit().Must(http.StatusOK, "[data-is=asked-stop]")
		if answered.URL.Query().Get("lang") != "sr-Latn" || strings.Contains(answered.URL.Path, "stop") {
			t.Errorf("led to %s", answered.URL)
		}
		form.Submit().Must(http.StatusOK, "[data-is=asked-stop]") // twice is once
		corrected := answered.Form(`form[action$="/address"]`).Set("address", "New@assembly.example").Submit().Must(http.StatusOK, "[data-is=asked-address]")
		if !strings.Contains(corrected.Text("[data-is=asked-address]"), "New@assembly.example") {
			t.Errorf("asked: %q", corrected.Text("main"))
		}
		if s.asked() != 2 {
			t.Errorf("%d requests are in the queue", s.asked())
		}

		// The operators see both, with where the mailbox stands.
		if home := editor.Get("/admin").Must(http.StatusOK, "[data-is=asked] a"); home.Find(".side .count").Length() != 1 {
			t.Error("the navigation does not count them")
		}
		queue := editor.Get("/admin/offices").Must(http.StatusOK, ".request")
		for _, want := range []string{mailbox, "Office of One@assembly.example", "New@assembly.example", "Molimo <b>vas</b>."} {
			if !strings.Contains(queue.Text("main"), want) {
				t.Errorf("the queue lacks %q", want)
			}
		}
		if n := queue.Find(`.request a[href="/admin/campaigns/` + campaignID + `"]`).Length(); n != 2 {
			t.Errorf("the queue names the campaign %d times: %s", n, queue.Text("main"))
		}
		settlement := func(kind campaign.RequestKind) string {
			all, err := s.store.offices.OpenRequests(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range all {
				if r.Kind == kind {
					return `form[action="/admin/offices/requests/` + r.ID + `/settlement"]`
				}
			}
			t.Fatalf("no request %s", kind)
			return ""
		}
		stop := queue.Form(settlement(campaign.StopWriting))
		if without := stop.Press("button[value=without]").Must(http.StatusUnprocessableEntity, "#e-note"); s.asked() != 2 {
			t.Errorf("settled without a word: %q", without.Text("main"))
		}
		form.Set("remark", "Molimo.").Submit() // the office says something else meanwhile
		if stale := stop.Press("button[value=set]").Must(http.StatusUnprocessableEntity, "#notice"); !strings.Contains(stale.Text("#notice"), s.words(t, "fault.request.again")) || s.asked() != 2 {
			t.Errorf("settled what was not read: %q", stale.Text("#notice"))
		}
		queue = editor.Get("/admin/offices")
		settled := queue.Form(settlement(campaign.StopWriting)).Set("note", "Called them.").Press("button[value=set]").Must(http.StatusOK, ".request")
		if got := settled.Text("[data-is=settled]"); !strings.Contains(got, mailbox+" has asked to stop") {
			t.Errorf("settled: %q", got)
		}
		if crafted := editor.Get("/admin/offices?settled=set&kind=address&mailbox=" + mailbox); crafted.Find("[data-is=settled]").Length() != 0 {
			t.Errorf("it says of what nobody did: %q", crafted.Text("[data-is=settled]"))
		}
		if e := s.noted(audit.RequestSettled); e.Subject != mailbox || e.Details["request"] != "stop" || e.Details["outcome"] != "set" || e.Details["note"] != "Called them." || e.Actor.Name != "editor@assembly.example" {
			t.Errorf("noted: %+v", e)
		}
		if e := s.noted(audit.StandingChanged); e.Subject != mailbox || e.Details["to"] != "stopped" || e.Details["source"] != "office" {
			t.Errorf("noted: %+v", e)
		}
		queue.Form(settlement(campaign.CorrectAddress)).Set("note", "It is a joke.").Press("button[value=without]").Must(http.StatusOK, "[data-is=settled]")
		list := editor.Get("/admin/offices/standings").Must(http.StatusOK, "tbody tr")
		if row := list.Text("tbody tr"); !strings.Contains(row, mailbox) || !strings.Contains(row, s.words(t, "admin.standing.stopped")) || !strings.Contains(row, "Called them.") {
			t.Errorf("the standings say %q", row)
		}
		after := s.officeOf(mailbox, "en")
		if after.Find("[data-is=stopped]").Length() != 1 || after.Find("[data-is=settled-address]").Length() != 1 || after.Find(`form[action$="/stop"]`).Length() != 0 {
			t.Errorf("the office reads %q", after.Text("main"))
		}
		if strings.Contains(after.Body, "Called them.") || strings.Contains(after.Body, "It is a joke.") {
			t.Error("the office reads the operators' notes")
		}
		stop.Press("button[value=set]").Must(http.StatusUnprocessableEntity, "#notice") // settled by then
		editor.Post("/admin/offices/requests/"+uuid.Must(uuid.NewV7()).String()+"/settlement", url.Values{"outcome": {"set"}}).Must(http.StatusNotFound, "h1")
	})
}

func TestTheQueueLeadsToTheEntryOfAList(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b := s.signedIn("Ana", operator.Editor)
	list := listed(b, "Assembly")
	imports(b, list, "name,address\nAna,First.Last@gmail.com\nBojan,bojan@x.example\n")
	const mailbox = "firstlast@gmail.com"
	r, err := campaign.AskToCorrect(uuid.Must(uuid.NewV7()).String(), mailbox, "ana@x.example", "", s.Clock.now())
	if err == nil {
		err = s.store.offices.Ask(t.Context(), r)
	}
	if err != nil {
		t.Fatal(err)
	}
	queue := b.Get("/admin/offices").Must(http.StatusOK, ".request")
	found := b.Get(queue.Find(`.request a[href^="`+list+`"]`).AttrOr("href", "")).Must(http.StatusOK, "#entries tbody tr")
	if got := found.Text("#entries tbody"); found.Find("#entries tbody tr").Length() != 1 || !strings.Contains(got, "First.Last@gmail.com") {
		t.Errorf("the link finds %q", got)
	}
	settled := queue.Form(`form[action$="/settlement"]`).Press("button[value=set]").Must(http.StatusOK, "[data-is=settled]")
	if got := settled.Text("[data-is=settled]"); !strings.Contains(got, "The office gets no letters until each campaign has the right address") {
		t.Errorf("settled: %q", got)
	}
}

// asked is how many requests are open.
func (s *system) asked() int {
	s.t.Helper()
	all, err := s.store.offices.OpenRequests(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	return len(all)
}

func TestAStandingIsSetByHandAndAPromiseKept(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		editor := s.member("editor", operator.Editor)
		find := func(address string) *webtest.Page {
			return editor.Get("/admin/offices/standings?mailbox=" + url.QueryEscape(address))
		}
		find("nowhere").Must(http.StatusUnprocessableEntity, "#e-mailbox")
		const set = `form[method=post][action="/admin/offices/standings"]`
		page := find(" Ana+x@gmail.com").Must(http.StatusOK, "#known")
		if page.Find("#known form").Length() != 1 || page.Text("#known h2") == "Ana+x@gmail.com" {
			t.Errorf("the mailbox is %q", page.Text("#known h2"))
		}
		link := strings.TrimPrefix(page.Text("#copyable"), s.Base)
		s.office().Get(link).Must(http.StatusOK, "[data-is=none]")
		page = page.Form(set).Set("standing", "stopped").Set("note", "They wrote to us.").Submit().Must(http.StatusOK, "[data-is=saved]")
		if got := page.Text("#known .facts"); !strings.Contains(got, "They wrote to us.") || !strings.Contains(got, "editor") {
			t.Errorf("it stands as %q", got)
		}
		for _, to := range []string{"active", "paused"} {
			refused := page.Form(set).Set("standing", to).Set("note", "").Submit().Must(http.StatusUnprocessableEntity, "#e-sure")
			if refused.Find("#e-note").Length() != 1 || refused.Find("input[name=standing][checked]").AttrOr("value", "") != to {
				t.Errorf("%s: refused as %q", to, refused.Text("#problems"))
			}
		}
		editor.Post("/admin/offices/standings", url.Values{"mailbox": {"ana@gmail.com"}, "standing": {"active"}}).Must(http.StatusUnprocessableEntity, "#e-sure")
		editor.Post("/admin/offices/standings", url.Values{"standing": {"active"}}).Must(http.StatusUnprocessableEntity, "#e-mailbox")
		form := page.Form(set).Set("standing", "active").Set("note", "Ms Ilić agreed on the phone.")
		form.Values.Set("sure", "yes")
		if back := form.Submit().Must(http.StatusOK, "[data-is=saved]"); back.Find("tbody tr").Length() != 0 {
			t.Errorf("it is still listed: %q", back.Text("table"))
		}
		if e := s.noted(audit.StandingChanged); e.Subject != "ana@gmail.com" || e.Details["to"] != "active" || e.Details["note"] != "Ms Ilić agreed on the phone." {
			t.Errorf("noted: %+v", e)
		}
		viewer := s.member("viewer", operator.Viewer)
		if seen := viewer.Get("/admin/offices/standings?mailbox=a@b.example").Must(http.StatusOK, "#known"); seen.Find("#known form, #copyable").Length() != 0 {
			t.Error("a viewer gets a link or a form")
		}
	})
}

func TestLinksForOfficesArePagedAndExported(t *testing.T) {
	s := boot(t, sqliteURL(t))
	var addresses []string
	for i := range 230 {
		addresses = append(addresses, fmt.Sprintf("office%d@assembly.example", i))
	}
	id := s.drafted("trains", toOffices(campaign.Everyone, append(addresses, "=cmd@assembly.example")...))
	editor := s.member("editor", operator.Editor)
	editor.Get("/admin/campaigns/"+id).Must(http.StatusOK, `a[href="/admin/campaigns/`+id+`/offices"]`)
	page := editor.Get("/admin/campaigns/"+id+"/offices").Must(http.StatusOK, "table")
	last := editor.Get("/admin/campaigns/"+id+"/offices?page=3").Must(http.StatusOK, "table")
	if page.Find("tbody tr").Length() != 100 || last.Find("tbody tr").Length() != 31 || last.Find(`a[href*="page="]`).Length() != 0 || page.Find(`a[href$="?page=2"]`).Length() != 1 {
		t.Errorf("pages of %d and %d", page.Find("tbody tr").Length(), last.Find("tbody tr").Length())
	}
	file := page.Form(`form[action$="/export"]`).Submit()
	rows, err := csv.NewReader(strings.NewReader(file.Body)).ReadAll()
	if err != nil || len(rows) != 232 || file.Header.Get("Content-Type") != "text/csv; charset=utf-8" {
		t.Fatalf("%d rows, %v, %v", len(rows), err, file.Header)
	}
	if rows[231][1] != "'=cmd@assembly.example" {
		t.Errorf("a formula: %q", rows[231])
	}
	for _, row := range [][]string{rows[1], rows[230], {"", "", last.Text("tbody tr .link")}} {
		if opened := s.office().Get(strings.TrimPrefix(row[2], s.Base)).Must(http.StatusOK, "[data-is=none]"); row[1] != "" && !strings.Contains(opened.Text(".intro"), row[1]) {
			t.Errorf("the link of %s opens %q", row[1], opened.Text(".intro"))
		}
	}
	public := editor.Get("/admin/campaigns/"+s.sampleID()+"/offices").Must(http.StatusOK, "tbody .link")
	s.office().Get(strings.TrimPrefix(public.Text("tbody .link"), s.Base)).Must(http.StatusOK, ".addressed")
	if e := s.noted(audit.OfficesExported); e.Subject != "trains" {
		t.Errorf("noted: %+v", e)
	}
}
