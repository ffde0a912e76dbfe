package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/db/dbtest"
	"emailcampaigns/app/google/fakegoogle"
	"emailcampaigns/app/operator"
	"emailcampaigns/app/web/webtest"
)

// secrets are what must not be found anywhere after a session ended.
func (s *system) secrets(messages []fakegoogle.Sent, tokens []string) map[string]string {
	found := map[string]string{"name": typed.name, "address": typed.address, "field": typed.place}
	for i, m := range messages {
		for _, line := range strings.Split(m.Body, "\n") {
			if strings.Contains(line, typed.name) || strings.Contains(line, typed.place) {
				found[fmt.Sprintf("line of message %d: %s", i, line)] = line
			}
		}
		found[fmt.Sprintf("body of message %d", i)] = m.Body
	}
	for i, token := range tokens {
		found[fmt.Sprintf("token %d", i)] = token
	}
	return found
}

// spellings are the ways in which a secret could be written down.
func spellings(secret string) [][]byte {
	raw := []byte(secret)
	// Of base64 the part that does not depend on what stands before it.
	var found [][]byte
	for shift := range 3 {
		encoded := base64.StdEncoding.EncodeToString(append(make([]byte, shift), raw...))
		if len(encoded) > 16 {
			found = append(found, []byte(encoded[4:len(encoded)-4]), []byte(strings.NewReplacer("+", "-", "/", "_").Replace(encoded[4:len(encoded)-4])))
		}
	}
	escaped := fmt.Sprintf("%+q", secret)
	return append(found, raw, []byte(hex.EncodeToString(raw)), []byte(strings.ToUpper(hex.EncodeToString(raw))),
		[]byte(url.QueryEscape(secret)), []byte(url.PathEscape(secret)), []byte(escaped[1:len(escaped)-1]))
}

// search wants none of the secrets in content.
func search(t *testing.T, where string, content []byte, secrets map[string]string) {
	t.Helper()
	if len(content) == 0 {
		t.Errorf("%s is empty", where)
	}
	for name, secret := range secrets {
		for _, spelling := range spellings(secret) {
			if bytes.Contains(content, spelling) {
				t.Errorf("%s holds the %s as %.60q", where, name, spelling)
				break
			}
		}
	}
}

// stored returns every byte the database keeps.
func stored(t *testing.T, address string) []byte {
	t.Helper()
	path, isSQLite := strings.CutPrefix(address, "sqlite:")
	if !isSQLite {
		return dbtest.Dump(t, address)
	}
	files, err := filepath.Glob(path + "*") // the log and the index beside it
	if err != nil {
		t.Fatal(err)
	}
	var all []byte
	for _, file := range files {
		content, err := os.ReadFile(file) // #nosec G304 -- in tests
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, content...)
	}
	return all
}

// TestNothingOfASenderIsWrittenDown walks several ways with known secrets at the
// most verbose level, and searches database and log while sessions live, and
// after they ended.
func TestNothingOfASenderIsWrittenDown(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		var urls bytes.Buffer
		visitor := func() *webtest.Browser {
			b := s.visitor()
			b.Seen = func(r *http.Response) {
				// What the program answers with, and where it sends people, except to Google.
				if strings.HasPrefix(r.Request.URL.String(), s.Base) && !strings.HasPrefix(r.Header.Get("Location"), s.Google.URL) {
					urls.WriteString(fmt.Sprint(r.Header) + "\n")
					if r.Request.URL.Path != "/oauth/google" {
						urls.WriteString(r.Request.URL.String() + "\n")
					}
				}
			}
			return b
		}

		// An abandoned session, a declined one, one with errors, an uncertain one.
		abandoned := s.confirmable(visitor(), "en")
		declined := begin(visitor(), "sr-Cyrl")
		declined.Browser.Get(callback(t, leave(declined), "error", "access_denied")).Must(http.StatusOK, onConnect)
		wrong := visitor().Get("/c/open-data?lang=en").Form("#details").Set("name", typed.name).Set("address", typed.address+" x")
		wrong.Press("button.button:not(.unscripted)").Must(http.StatusUnprocessableEntity, "#problems")
		for _, fault := range []fakegoogle.Fault{fakegoogle.DelegationDenied, fakegoogle.Token500, fakegoogle.Garbage, fakegoogle.Revoke500} {
			page := begin(visitor(), "en")
			s.Fake.Play(fault, 1)
			if page = s.connect(page, typed.address); page.Find(onConfirm).Length() > 0 {
				press(page)
			}
		}
		tokens := s.Fake.Tokens()
		if len(tokens) == 0 {
			t.Fatal("no tokens to search for")
		}
		alive := s.secrets(s.Fake.Outbox(), tokens)
		search(t, "the database of living sessions", stored(t, databaseURL), alive)

		// An operator's test of the letter, abandoned, and one that is finished.
		tester := s.member("tester", operator.Reviewer)
		tested := func() *webtest.Page {
			form := end(tester.Get("/admin/campaigns/"+s.sampleID()+"/test"), "/test").Set("name", typed.name).Set("address", typed.address)
			return s.connect(form.Set("field.place", typed.place).Submit(), typed.address).Must(http.StatusOK, onConfirm)
		}
		tested()
		press(tested()).Must(http.StatusOK, onReceipt)
		tokens = append(tokens, s.Fake.Tokens()...)
		search(t, "the database of living tests", stored(t, databaseURL), s.secrets(s.Fake.Outbox(), tokens))

		// All of them end.
		s.Clock.pass(s.Config.AbandonedAfter)
		if _, err := s.Sweeper.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		if abandoned.Browser.Get(abandoned.URL.Path).Find(onReceipt).Length() == 0 {
			t.Error("the abandoned session has not ended")
		}

		// A finished run.
		other := visitor()
		page := s.confirmable(other, "sr-Cyrl")
		finished := s.Fake.Tokens()
		// The garbled answer before left it open whether a message was sent.
		press(page).Must(http.StatusOK, onUncertain).Form(`form[action$="/delivery"]`).Set("again", "yes").Submit().Must(http.StatusOK, onReceipt)
		secrets := s.secrets(s.Fake.Outbox(), append(tokens, finished...))
		if len(s.Fake.Outbox()) == 0 {
			t.Fatal("no message to search for")
		}
		search(t, "the database", stored(t, databaseURL), secrets)
		search(t, "the log", []byte(s.Log.String()), secrets)
		search(t, "an address or a header", urls.Bytes(), secrets)
		if tokens, fields := s.held(); tokens != 0 || fields != 0 {
			t.Errorf("%d tokens, %d typed", tokens, fields)
		}
		if rows := query(t, databaseURL, "SELECT COUNT(*) FROM sessions WHERE test_of <> '' AND test_to IS NULL"); rows[0][0] != "2" {
			t.Errorf("%s of 2 tests have forgotten where they went", rows[0][0])
		}
	})
}

// TestNothingOfASeriesIsWrittenDown sends several messages with words of the sender's
// own, stops one series in the middle, and leaves another.
func TestNothingOfASeriesIsWrittenDown(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		s.parliament(4, campaign.Selection{Mode: campaign.Area, By: campaign.ByCountry}, func(c *campaign.Content) {
			c.Paragraph = campaign.Paragraph{On: true, Max: 300}
			for tag, l := range c.Letters {
				l.Body += "\n\n{{sender.paragraph}}"
				c.Letters[tag] = l
			}
		})
		const words = "Моје сопствене речи о Љигу, nobody else's."
		mine := func(v url.Values) { v.Set("area", "RS"); v.Set("paragraph", words) }
		abandoned := next(s.ready(s.visitor(), mine)) // one of two is sent
		tokens := s.Fake.Tokens()
		alive := s.secrets(s.Fake.Outbox(), tokens)
		alive["own words"] = words
		search(t, "the database of a series under way", stored(t, databaseURL), alive)
		s.Clock.pass(s.Config.AbandonedAfter)
		if _, err := s.Sweeper.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		abandoned.Browser.Get("/send/"+id(abandoned)).Must(http.StatusOK, onReceipt)

		other := s.choosing(s.visitor(), "sam.weaver@gmail.example", mine)
		stopped := next(s.connect(other, "sam.weaver@gmail.example"))
		stopped.Form("form[data-stop]").Submit().Must(http.StatusOK, onReceipt)
		finished := s.connect(s.choosing(s.visitor(), "ana@gmail.example", mine), "ana@gmail.example")
		next(next(finished)).Must(http.StatusOK, onReceipt)

		secrets := s.secrets(s.Fake.Outbox(), append(tokens, s.Fake.Tokens()...))
		secrets["own words"] = words
		if len(s.Fake.Outbox()) != 4 {
			t.Fatalf("sent to %q", s.sentTo())
		}
		search(t, "the database", stored(t, databaseURL), secrets)
		search(t, "the log", []byte(s.Log.String()), secrets)
		if tokens, fields := s.held(); tokens != 0 || fields != 0 {
			t.Errorf("%d tokens, %d typed", tokens, fields)
		}
		if rows := query(t, databaseURL, "SELECT COUNT(*) FROM sessions WHERE wording <> 0"); rows[0][0] != "0" {
			t.Errorf("%s sessions still tell their wording", rows[0][0])
		}
	})
}

func TestTheLeakTestFindsWhatLeaks(t *testing.T) {
	for _, spelling := range []string{
		typed.name, base64.StdEncoding.EncodeToString([]byte("x" + typed.name)), base64.RawURLEncoding.EncodeToString([]byte(typed.name)),
		hex.EncodeToString([]byte(typed.name)), url.QueryEscape(typed.name), fmt.Sprintf("%+q", typed.name),
	} {
		found := false
		for _, s := range spellings(typed.name) {
			found = found || strings.Contains("..."+spelling+"...", string(s))
		}
		if !found {
			t.Errorf("%q is not found", spelling)
		}
	}
}

// TestTheLogNamesRoutesAndNoAddresses: neither a path, which holds a session's
// id or a campaign, nor a query, which holds Google's code, nor the visitor's IP.
func TestTheLogNamesRoutesAndNoAddresses(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b := s.visitor()
	back := consent(t, s, leave(begin(b, "en")))
	press(b.Get(back)).Must(http.StatusOK, onReceipt)
	b.Get(back)
	b.Get("/send/0190b5a0-0000-7000-8000-000000000000/nothing?secret=1").Must(http.StatusNotFound, "main")
	said := s.Log.String()
	for _, route := range []string{"campaign.show", "campaign.start", "google.callback", "send.delivery", "none"} {
		if !strings.Contains(said, `"route":"`+route+`"`) {
			t.Errorf("no line of the route %s", route)
		}
	}
	for _, leak := range []string{"/send/", "/c/", "open-data", "code=", "state=", "secret=", "127.0.0.1", "Mozilla", "lang="} {
		if strings.Contains(said, leak) {
			t.Errorf("the log holds %q", leak)
		}
	}
}
