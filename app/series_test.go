package main

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/google/fakegoogle"
	"emailcampaigns/app/operator"
	"emailcampaigns/app/sending"
	"emailcampaigns/app/web/webtest"
)

const onSeries = "#step[data-series]"

// parliament publishes a campaign to invented members of parliament. Members are
// from Germany and Serbia in turn, in two constituencies each; those from Serbia
// read Serbian.
func (s *system) parliament(members int, selection campaign.Selection, change ...func(*campaign.Content)) (id string) {
	s.t.Helper()
	return s.parliamentAs("parliament", members, selection, change...)
}

func (s *system) parliamentAs(slug string, members int, selection campaign.Selection, change ...func(*campaign.Content)) (id string) {
	s.t.Helper()
	id = s.drafted(slug, func(c *campaign.Content) {
		for tag, l := range c.Letters {
			l.Subject += " ({{recipient.name}})"
			c.Letters[tag] = l
		}
		c.Recipients = membersOf(members)
		c.Selection = selection
		for _, do := range change {
			do(c)
		}
	})
	if _, err := s.store.publish(s.t.Context(), id, campaign.Two, author, reviewer, s.Clock.now()); err != nil {
		s.t.Fatal(err)
	}
	return id
}

func membersOf(n int) []campaign.Recipient {
	var all []campaign.Recipient
	for i := range n {
		r := campaign.Recipient{
			Key: fmt.Sprintf("member-%02d", i), Name: fmt.Sprintf("Member %02d", i), Address: fmt.Sprintf("member.%02d@parliament.example", i),
			Country: "DE", Language: "de", Constituency: fmt.Sprintf("Constituency %d", i%4), Group: "Group",
			Salutation: map[string]string{"en": fmt.Sprintf("Dear Member %02d,", i)},
		}
		if i%2 == 1 {
			r.Country, r.Language = "RS", "sr-Latn"
			r.Salutation["sr-Latn"] = fmt.Sprintf("Poštovani članu %02d,", i)
		}
		all = append(all, r)
	}
	return all
}

// fillMe fills in what the form asks of a sender.
func fillMe(f *webtest.Form, address string) *webtest.Form {
	f.Set("name", typed.name).Set("address", address)
	for name := range f.Values {
		if strings.HasPrefix(name, "field.") {
			f.Set(name, typed.place)
		}
	}
	return f
}

// start fills screen 1 of the parliament's campaign in, and goes on.
func (s *system) choosing(b *webtest.Browser, address string, choose func(url.Values)) *webtest.Page {
	f := fillMe(b.Get("/c/parliament?lang=en").Must(http.StatusOK, "#details").Form("#details"), address)
	if choose != nil {
		choose(f.Values)
	}
	return f.Press("button.button:not(.unscripted)")
}

func (s *system) ready(b *webtest.Browser, choose func(url.Values)) *webtest.Page {
	s.t.Helper()
	return s.connect(s.choosing(b, typed.address, choose).Must(http.StatusOK, `form[action$="/connection"]`), typed.address).Must(http.StatusOK, "input[name=digest]")
}

// to returns what chooses recipients.
func to(members ...int) func(url.Values) {
	return func(v url.Values) {
		for _, i := range members {
			v.Add("to", fmt.Sprintf("member-%02d", i))
		}
	}
}

// next sends the next message of a series.
func next(p *webtest.Page) *webtest.Page { return p.Form("form[data-run]").Submit() }

// sentTo returns who has got messages, in order.
func (s *system) sentTo() []string {
	var all []string
	for _, m := range s.Fake.Outbox() {
		all = append(all, strings.Join(m.To, ", "))
	}
	return all
}

func (s *system) wantSent(t *testing.T, members ...int) {
	t.Helper()
	var want []string
	for _, i := range members {
		want = append(want, fmt.Sprintf("member.%02d@parliament.example", i))
	}
	if got := s.sentTo(); !slices.Equal(got, want) {
		t.Fatalf("sent to %q, want %q", got, want)
	}
}

func TestEachModeOfSelectionGoesFromThePageToTheReceipt(t *testing.T) {
	tests := []struct {
		name      string
		members   int
		selection campaign.Selection
		choose    func(url.Values)
		want      []int // nil: any
		count     int
	}{
		{"everyone", 3, campaign.Selection{Mode: campaign.Everyone}, nil, []int{0, 1, 2}, 3},
		{"one", 5, campaign.Selection{Mode: campaign.One}, to(3), []int{3}, 1},
		{"some", 30, campaign.Selection{Mode: campaign.Some, Min: 2, Max: 4}, to(1, 28, 7), []int{1, 7, 28}, 3},
		{"country", 6, campaign.Selection{Mode: campaign.Area, By: campaign.ByCountry, Max: 20}, func(v url.Values) { v.Set("area", "RS") }, []int{1, 3, 5}, 3},
		{"constituency", 12, campaign.Selection{Mode: campaign.Area, By: campaign.ByConstituency, Max: 2}, func(v url.Values) { v.Set("area", "Constituency 2") }, nil, 2},
		{"random", 40, campaign.Selection{Mode: campaign.Random, Count: 4}, nil, nil, 4},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, databaseURL string) {
				s := boot(t, databaseURL)
				id := s.parliament(test.members, test.selection)
				page := s.ready(s.visitor(), test.choose)
				shown := map[string][2]string{}
				page.Find(".sheet:not(.reading)").Each(func(_ int, sheet *goquery.Selection) {
					shown[strings.TrimSpace(sheet.Find(".at").Text())] = [2]string{sheet.Find(".subject").Text(), sheet.Find(".body").Text()}
				})
				if len(shown) != test.count {
					t.Fatalf("%d messages are shown, want %d", len(shown), test.count)
				}
				for n := range test.count {
					if sent := len(s.Fake.Outbox()); sent != n {
						t.Fatalf("%d messages before press %d", sent, n+1)
					}
					page = press(page)
				}
				page.Must(http.StatusOK, "dl.receipt")
				if test.want != nil {
					s.wantSent(t, test.want...)
				}
				for _, m := range s.Fake.Outbox() {
					if was := shown[m.To[0]]; len(m.To) != 1 || was[0] != m.Subject || was[1] != m.Body {
						t.Errorf("to %q, shown:\n%q\nsent:\n%q\n%q", m.To, was, m.Subject, m.Body)
					}
					name := strings.Split(strings.TrimPrefix(m.To[0], "member."), "@")[0]
					salutation := "Dear Member " + name + ","
					if name[1]%2 == 1 {
						salutation = "Poštovani članu " + name + ","
					}
					if !strings.HasPrefix(m.Body, salutation) || !strings.Contains(m.Subject, "Member "+name) {
						t.Errorf("to %s: %q, %q", m.To[0], m.Subject, m.Body)
					}
				}
				if n := len(s.Fake.Outbox()); n != test.count || page.Find(".outcomes .accepted").Length() != test.count && test.count > 1 {
					t.Errorf("%d sent, the receipt says %q", n, page.Text(".outcomes"))
				}
				if n, err := s.store.sessions.Accepted(t.Context(), id); err != nil || n != test.count {
					t.Errorf("counted %d, %v", n, err)
				}
				if tokens, fields := s.held(); tokens != 0 || fields != 0 || s.Fake.LiveTokens() != 0 {
					t.Errorf("afterwards %d tokens, %d typed, %d live at Google", tokens, fields, s.Fake.LiveTokens())
				}
			})
		})
	}
}

func TestNothingIsSentThatACraftedFormAsksFor(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		s.parliament(30, campaign.Selection{Mode: campaign.Some, Max: 20})
		s.close(t, "member.05@parliament.example", campaign.AskedToStop)
		for name, choose := range map[string]func(url.Values){
			"nobody":                      nil,
			"somebody who asked to stop":  to(5),
			"one who did among others":    to(1, 5),
			"21 recipients":               to(0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21),
			"a recipient of another list": func(v url.Values) { v.Add("to", "office@assembly.example") },
			"an address":                  func(v url.Values) { v.Add("to", "mallory@evil.example") },
			"all together":                func(v url.Values) { v.Add("to", "*") },
		} {
			refused := s.choosing(s.visitor(), typed.address, choose)
			if refused.Status != http.StatusUnprocessableEntity || refused.Find(`#problems a[href="#f-recipients"]`).Length() != 1 {
				t.Errorf("%s: got %d", name, refused.Status)
			}
			if got := refused.Find("input[name=name]").AttrOr("value", ""); got != typed.name {
				t.Errorf("%s: what was typed is gone: %q", name, got)
			}
		}
		if refused := s.choosing(s.visitor(), typed.address, to(5)); refused.Find(`input[value="member-05"]`).Length() != 0 {
			t.Error("who asked to stop is offered")
		}

		// A message that is not the one shown.
		page := s.ready(s.visitor(), to(1, 2, 3))
		for name, change := range map[string]func(url.Values){
			"a changed text":          func(v url.Values) { v.Set("body", "Vote for Mallory") },
			"another digest":          func(v url.Values) { v.Set("digest", strings.Repeat("0", 64)) },
			"no digest":               func(v url.Values) { v.Del("digest") },
			"another delivery, again": func(v url.Values) { v.Set("delivery", "x"); v.Set("again", "yes"); v.Set("digest", "0") },
		} {
			values := page.Form("form[data-run]").Values
			change(values)
			answer := page.Browser.Post(page.URL.Path, values)
			if name == "a changed text" {
				continue // is not read at all: see what was sent
			}
			if name == "another delivery, again" { // nothing asks for a new attempt: the page shows how it stands
				answer.Must(http.StatusOK, "form[data-run]")
			} else if answer.Status != http.StatusUnprocessableEntity {
				t.Errorf("%s: got %d", name, answer.Status)
			}
		}
		if sent := s.Fake.Outbox(); len(sent) != 1 || strings.Contains(sent[0].Body, "Mallory") {
			t.Errorf("sent %v", s.sentTo())
		}
	})
}

// close gives a mailbox a standing.
func (s *system) close(t *testing.T, mailbox string, standing campaign.Standing) {
	t.Helper()
	m := campaign.Mailbox{Address: mailbox, Standing: standing, Since: s.Clock.now(), Source: campaign.ByOffice}
	if err := s.store.standings.Set(t.Context(), m, audit.Act{Actor: author, Action: audit.StandingChanged, Subject: mailbox}); err != nil {
		t.Fatal(err)
	}
}

func TestWhoAsksToStopIsLeftOutFromTheNextConfirmationOn(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		s.parliament(5, campaign.Selection{Mode: campaign.Some, Max: 5})
		page := s.ready(s.visitor(), to(0, 1, 2))
		s.close(t, "member.01@parliament.example", campaign.AskedToStop)
		again := press(page).Must(http.StatusUnprocessableEntity, "input[name=digest]") // what was shown is not what would be sent
		if !strings.Contains(again.Text("main"), "Member 01") || again.Find(".letters > li").Length() != 2 {
			t.Errorf("the page says %q", again.Text("main"))
		}
		s.wantSent(t)
		s.close(t, "member.02@parliament.example", campaign.Resting)
		once := press(again).Must(http.StatusUnprocessableEntity, "input[name=digest]")
		s.wantSent(t)
		receipt := press(once).Must(http.StatusOK, "dl.receipt")
		s.wantSent(t, 0)
		if receipt.Find(".outcomes .dropped").Length() != 2 {
			t.Errorf("the receipt says %q", receipt.Text(".outcomes"))
		}

		// The message to all together goes to those who are left.
		open := s.confirmable(s.visitor(), "en")
		s.close(t, "budget@assembly.example", campaign.AddressWrong)
		fewer := press(open).Must(http.StatusUnprocessableEntity, "input[name=digest]")
		press(fewer).Must(http.StatusOK, "dl.receipt")
		last := s.Fake.Outbox()[1]
		if len(last.To) != 3 || slices.Contains(last.To, "budget@assembly.example") {
			t.Errorf("sent to %q", last.To)
		}
	})
}

func TestARateLimitKeepsTheRestPending(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		s.parliament(5, campaign.Selection{Mode: campaign.Everyone})
		page := next(next(s.ready(s.visitor(), nil)))
		s.wantSent(t, 0, 1)
		s.Fake.Play(fakegoogle.RateLimited, 1)
		limited := next(page).Must(http.StatusOK, ".letters")
		if limited.Find(".letters > li").Length() != 3 || !strings.Contains(limited.Text("main"), s.words(t, "reason.rate_limited.title")) {
			t.Errorf("the page says %q", limited.Text("main"))
		}
		s.Clock.pass(16 * time.Minute)
		page = press(limited)
		for page.Find("dl.receipt").Length() == 0 {
			page = next(page.Must(http.StatusOK, onSeries))
		}
		s.wantSent(t, 0, 1, 2, 3, 4)
	})
}

func TestAnUncertainMessageDoesNotStopTheOthers(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		s.parliament(4, campaign.Selection{Mode: campaign.Everyone})
		page := next(s.ready(s.visitor(), nil))
		s.Fake.Play(fakegoogle.Error503, 1)
		page = next(page).Must(http.StatusOK, onSeries+" .outcomes .uncertain")
		page = next(next(page)).Must(http.StatusOK, onSeries)
		s.wantSent(t, 0, 2, 3)
		if page.Find("form[data-run]").Length() != 0 {
			t.Error("there is more to send")
		}
		if tokens, _ := s.held(); tokens != 1 {
			t.Error("the permission is gone before the sender has told")
		}
		s.Clock.pass(time.Minute)
		receipt := page.Form(".outcomes form").Set("again", "yes").Submit().Must(http.StatusOK, "dl.receipt")
		s.wantSent(t, 0, 2, 3, 1)
		s.finish(t, receipt, onReceipt)
	})
}

func TestAnEndedConnectionKeepsTheRestForANewOne(t *testing.T) {
	s := boot(t, sqliteURL(t))
	s.parliament(4, campaign.Selection{Mode: campaign.Everyone})
	page := next(s.ready(s.visitor(), nil))
	s.Fake.Play(fakegoogle.AuthError, 1)
	ended := next(page).Must(http.StatusOK, `form[action$="/connection"]`)
	page = s.connect(ended, typed.address).Must(http.StatusOK, ".letters")
	if page.Find(".letters > li").Length() != 3 {
		t.Errorf("%d messages remain", page.Find(".letters > li").Length())
	}
	next(next(next(page))).Must(http.StatusOK, "dl.receipt")
	s.wantSent(t, 0, 1, 2, 3)
}

func TestAPauseAndAStopEndASeriesWhereItStands(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		id := s.parliament(4, campaign.Selection{Mode: campaign.Everyone})
		page := next(s.ready(s.visitor(), nil))
		s.workflow(id, func(d *campaign.Dossier) error { return d.Pause(s.Clock.now()) })
		halted := next(page).Must(http.StatusOK, onSeries)
		if halted.Find("form[data-run]").Length() != 0 || halted.Find("#halted").Length() != 1 {
			t.Errorf("the page says %q", halted.Text("main"))
		}
		s.wantSent(t, 0)
		s.workflow(id, func(d *campaign.Dossier) error { return d.Resume(s.Clock.now()) })
		page = next(page.Browser.Get(page.URL.Path))
		s.wantSent(t, 0, 1)
		receipt := page.Form("form[data-stop]").Submit().Must(http.StatusOK, "dl.receipt")
		if receipt.Find(".outcomes .accepted").Length() != 2 || receipt.Find(".outcomes .dropped").Length() != 2 {
			t.Errorf("the receipt says %q", receipt.Text(".outcomes"))
		}
		s.finish(t, receipt, onReceipt)
		for _, row := range query(t, databaseURL, "SELECT recipient, waiting, written FROM loads WHERE recipient LIKE 'member-%' ORDER BY recipient") {
			if want := map[bool]string{true: "1", false: "0"}[row[0] < "member-02"]; row[1] != "0" || row[2] != want {
				t.Errorf("load %v", row)
			}
		}
	})
}

func TestASenderWritesToARecipientOnceAcrossSessions(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		s.parliament(5, campaign.Selection{Mode: campaign.Some, Max: 5})
		first, second := s.ready(s.visitor(), to(0, 1, 2)), s.ready(s.visitor(), to(1, 2, 3))
		next(next(next(first))).Must(http.StatusOK, "dl.receipt")
		ended := next(second).Must(http.StatusOK, `form[action$="/connection"]`) // the first has ended the grant for both
		s.wantSent(t, 0, 1, 2)
		page := s.connect(ended, typed.address)
		for page.Find("dl.receipt").Length() == 0 {
			page = next(page.Must(http.StatusOK, "form[data-run]"))
		}
		s.wantSent(t, 0, 1, 2, 3)
		if want := s.words(t, "send.outcome.reason.already_sent"); strings.Count(page.Text(".outcomes"), want) != 2 {
			t.Errorf("the receipt says %q", page.Text(".outcomes"))
		}
	})
}

func TestATestSendsTheLetterOfTheRecipientWishedFor(t *testing.T) {
	s := boot(t, sqliteURL(t))
	id := s.parliament(4, campaign.Selection{Mode: campaign.Everyone})
	live, err := s.store.campaigns.Campaign(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.store.campaigns.Revision(t.Context(), live.RevisionID)
	if err != nil {
		t.Fatal(err)
	}
	v := campaign.Values{Name: "Ana", Address: "ana@gmail.example", Fields: map[string]string{"place": "Lipovgrad"}}
	for key, want := range map[string]string{"member-03": "Poštovani članu 03,", "member-02": "Dear Member 02,", "": "Dear Member 00,"} {
		typedFor := sending.Typed{Values: v, Letter: "en"}
		if key != "" {
			typedFor.Wish.Keys = []string{key}
		}
		session, _, err := s.Flow.StartTest(t.Context(), r, sending.Tester{ID: "ana", Address: "ana@assembly.example"}, "en", typedFor)
		if err != nil {
			t.Fatal(err)
		}
		parcels, _, err := s.Flow.Parcels(t.Context(), session)
		if err != nil || len(parcels) != 1 || !strings.HasPrefix(parcels[0].Message.Body, want) || parcels[0].Message.To[0] != "ana@assembly.example" {
			t.Errorf("%q: %+v, %v", key, parcels, err)
		}
	}
}

func TestAnOperatorTestsTheLetterOfARecipient(t *testing.T) {
	s := boot(t, sqliteURL(t))
	id := s.parliament(4, campaign.Selection{Mode: campaign.Random, Count: 2})
	tester := s.member("tester", operator.Reviewer)
	f := end(tester.Get("/admin/campaigns/"+id+"/test"), "/test").Set("to", "member-03").Set("name", typed.name).Set("address", typed.address)
	page := s.connect(f.Set("field.place", typed.place).Submit(), typed.address).Must(http.StatusOK, onConfirm)
	press(page).Must(http.StatusOK, onReceipt)
	sent := s.Fake.Outbox()
	if len(sent) != 1 || !strings.HasPrefix(sent[0].Body, "Poštovani članu 03,") || sent[0].To[0] != "tester@assembly.example" {
		t.Errorf("sent %+v", sent)
	}
	if rows := query(t, s.Config.DatabaseURL.Reveal(), "SELECT (SELECT COUNT(*) FROM loads) + (SELECT COUNT(*) FROM marks)"); rows[0][0] != "0" {
		t.Errorf("a test counts: %v", rows)
	}
}

func TestAFullRecipientIsReplacedByAnotherWhoIsConfirmedAnew(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		s.parliament(3, campaign.Selection{Mode: campaign.One, PerHour: 1})
		waiting := s.ready(s.visitor(), to(0))
		other := s.choosing(s.visitor(), "sam.weaver@gmail.example", to(0))
		press(s.connect(other, "sam.weaver@gmail.example")).Must(http.StatusOK, "dl.receipt")
		s.wantSent(t, 0)

		proposed := press(waiting).Must(http.StatusOK, "input[name=digest]")
		if !strings.Contains(proposed.Text("main"), s.words(t, "reason.replaced.title")) || strings.Contains(proposed.Text(".sheet .recipients"), "Member 00") {
			t.Errorf("the page says %q", proposed.Text("main"))
		}
		s.wantSent(t, 0)
		press(proposed).Must(http.StatusOK, "dl.receipt")
		if sent := s.sentTo(); len(sent) != 2 || sent[1] == sent[0] {
			t.Errorf("sent to %q", sent)
		}

		// Whoever is full cannot be chosen, and there is room again after the hour.
		page := s.visitor().Get("/c/parliament?lang=en")
		if page.Find("input[name=to]").Length() != 3 || page.Find("input[name=to][disabled]").Length() != 2 {
			t.Errorf("%d can be chosen", page.Find("input[name=to]:not([disabled])").Length())
		}
		if refused := s.choosing(s.visitor(), typed.address, to(0)); refused.Status != http.StatusUnprocessableEntity {
			t.Errorf("a full one was taken: %d", refused.Status)
		}
		s.Clock.pass(61 * time.Minute)
		s.choosing(s.visitor(), typed.address, to(0)).Must(http.StatusOK, `form[action$="/connection"]`)
	})
}

func TestWhenEverybodyIsFullTheSenderMayComeBack(t *testing.T) {
	s := boot(t, sqliteURL(t))
	s.parliament(1, campaign.Selection{Mode: campaign.One, PerHour: 1})
	mine := s.ready(s.visitor(), to(0))
	press(s.connect(s.choosing(s.visitor(), "sam.weaver@gmail.example", to(0)), "sam.weaver@gmail.example")).Must(http.StatusOK, "dl.receipt")
	page := press(mine).Must(http.StatusOK, "input[name=digest]")
	if !strings.Contains(page.Text("main"), s.words(t, "reason.full_for_now.title")) || len(s.Fake.Outbox()) != 1 {
		t.Errorf("the page says %q", page.Text("main"))
	}
	s.Clock.pass(59 * time.Minute)
	page = press(page) // still full; but a step, so that the session lives on
	s.Clock.pass(2 * time.Minute)
	again := s.connect(press(page).Must(http.StatusOK, `form[action$="/connection"]`), typed.address) // the token has lived its hour
	press(again).Must(http.StatusOK, "dl.receipt")
	s.wantSent(t, 0, 0)
}

func TestAPersonalParagraphStandsInTheLetterAndNowhereElse(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		s.parliament(2, campaign.Selection{Mode: campaign.Everyone}, func(c *campaign.Content) {
			c.Paragraph = campaign.Paragraph{On: true, Min: 10, Max: 200}
			for tag, l := range c.Letters {
				l.Body += "\n\n{{sender.paragraph}}"
				c.Letters[tag] = l
			}
		})
		words := "My own words ну {{sender.name}} <b>,\r\n\r\n\r\n\r\nin two paragraphs."
		short := s.choosing(s.visitor(), typed.address, func(v url.Values) { v.Set("paragraph", "Too short") })
		short.Must(http.StatusUnprocessableEntity, "#f-paragraph[aria-invalid]")
		page := s.ready(s.visitor(), func(v url.Values) { v.Set("paragraph", words) })
		next(next(page)).Must(http.StatusOK, "dl.receipt")
		for _, m := range s.Fake.Outbox() {
			if !strings.Contains(m.Body, "My own words ну {{sender.name}} <b>,\n\nin two paragraphs.") {
				t.Errorf("the letter is %q", m.Body)
			}
		}
		if rows := query(t, databaseURL, "SELECT COUNT(*) FROM sessions WHERE paragraph IS NOT NULL"); rows[0][0] != "0" {
			t.Error("the paragraph is still held")
		}
		empty := s.choosing(s.visitor(), typed.address, nil)
		empty.Must(http.StatusOK, `form[action$="/connection"]`)
	})
}

func TestAWordingStaysWithItsSender(t *testing.T) {
	s := boot(t, sqliteURL(t))
	s.parliament(2, campaign.Selection{Mode: campaign.Everyone}, func(c *campaign.Content) {
		for tag, l := range c.Letters {
			l.Blocks = nil
			for i := range 4 {
				var b campaign.Block
				for j := range 5 {
					b.Texts = append(b.Texts, fmt.Sprintf("Block %d, wording %d.", i, j))
				}
				l.Blocks = append(l.Blocks, b)
			}
			c.Letters[tag] = l
		}
	})
	b := s.visitor()
	page := b.Get("/c/parliament?lang=en").Must(http.StatusOK, "[data-another]")
	_, first := shown(page)
	f := fillMe(page.Form("#details"), typed.address)
	f.Values.Set("wording", page.Find("input[name=wording][form=details]").AttrOr("value", ""))
	button := page.Find("button[data-another][form=details]")
	f.Values.Set(button.AttrOr("name", ""), button.AttrOr("value", ""))
	other := b.Post(button.AttrOr("formaction", ""), f.Values).Must(http.StatusOK, "[data-another]")
	_, second := shown(other)
	if first == second || !strings.Contains(second, typed.name) {
		t.Errorf("another version is %q after %q", second, first)
	}
	chosen := other.Form("#details")
	chosen.Values.Set("wording", other.Find("input[name=wording]").AttrOr("value", ""))
	confirm := s.connect(chosen.Press("button.button:not(.unscripted)"), typed.address).Must(http.StatusOK, ".letters")
	for range 2 {
		if _, body := shown(confirm); !strings.Contains(body, blocksOf(second)) {
			t.Errorf("the page shows %q, want the wording %q", body, blocksOf(second))
		}
		confirm = confirm.Browser.Get(confirm.URL.Path)
	}
	review := confirm.Browser.Get(strings.Replace(confirm.URL.Path, "delivery", "review", 1))
	if _, body := shown(review); !strings.Contains(body, blocksOf(second)) {
		t.Errorf("the review shows %q", body)
	}
	next(next(confirm)).Must(http.StatusOK, "dl.receipt")
	if body := s.Fake.Outbox()[0].Body; !strings.Contains(body, blocksOf(second)) {
		t.Errorf("sent was %q", body)
	}
}

// blocksOf returns the blocks of a letter of TestAWordingStaysWithItsSender.
func blocksOf(body string) string {
	var blocks []string
	for line := range strings.SplitSeq(body, "\n") {
		if strings.HasPrefix(line, "Block ") {
			blocks = append(blocks, line)
		}
	}
	return strings.Join(blocks, "\n\n")
}
