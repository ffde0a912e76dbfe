package main

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/config"
	"emailcampaigns/app/demo"
	"emailcampaigns/app/lists"
	"emailcampaigns/app/operator"
	"emailcampaigns/app/secret"
	"emailcampaigns/app/sending"
	"emailcampaigns/app/web/send"
	"emailcampaigns/app/web/webtest"
)

// tableRow is a line of web/testdata/routes.golden, which is written from the
// table of routes and held against it by a test of its own.
var tableRow = regexp.MustCompile(`(?m)^(GET|POST)\s+(\S+)\s+(\S+)\s+(may \w+|\w+)\s+\S+\s+\S+$`)

// TestEveryRouteAsEveryCaller asks for every route as nobody, as a sender and as
// an operator of each role, with things in its path that exist. What came of it is
// in testdata/access.golden: a route that is not there fails.
func TestEveryRouteAsEveryCaller(t *testing.T) {
	table, err := os.ReadFile("web/testdata/routes.golden")
	if err != nil {
		t.Fatal(err)
	}
	rows := tableRow.FindAllStringSubmatch(string(table), -1)
	if len(rows) != strings.Count(string(table), "\n") {
		t.Fatalf("%d of %d lines are understood", len(rows), strings.Count(string(table), "\n"))
	}
	w := newWalkers(t)
	var got strings.Builder
	for _, row := range rows {
		method, path, who := row[1], row[2], row[4]
		_, _ = fmt.Fprintf(&got, "%-4s %-62s", method, path)
		for _, caller := range callers() {
			answer := w.ask(caller, method, path)
			_, _ = fmt.Fprintf(&got, " %s:%s", caller, answer)
			permission, operators := strings.CutPrefix(who, "may ")
			if !operators {
				continue
			}
			want := "-"
			switch {
			case (caller == "nobody" || caller == "sender") && method == http.MethodGet:
				want = "sign-in"
			case caller == "nobody" || caller == "sender":
				want = "401"
			case operator.Role(caller).May(operator.Permission(permission)):
				want = "yes"
			}
			if answer != want {
				t.Errorf("%s %s as %s: %s, want %s", method, path, caller, answer, want)
			}
		}
		got.WriteString("\n")
	}
	file := "testdata/access.golden"
	if *update {
		if err := os.WriteFile(file, []byte(got.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("%s differs; go test -update rewrites it:\n%s", file, diff)
	}
}

func callers() []string {
	all := []string{"nobody", "sender"}
	for _, role := range operator.Roles() {
		all = append(all, string(role))
	}
	return all
}

// walkers are a browser for each caller, and what they meet.
type walkers struct {
	*system
	browsers map[string]*webtest.Browser
	people   map[string]*person
	session  string // the sender's
	target   string // an operator whom nobody else here is
	made     int
}

func newWalkers(t *testing.T) *walkers {
	s := boot(t, sqliteURL(t), func(c *config.Config, _ *Extras) { c.TrustedProxies = "127.0.0.0/8" })
	w := &walkers{system: s, browsers: map[string]*webtest.Browser{}, people: map[string]*person{}}
	w.browsers["nobody"] = s.visitor()
	for _, role := range operator.Roles() {
		w.browsers[string(role)], w.people[string(role)] = s.joined(s.invited(string(role)+"@assembly.example", role), "Ana "+string(role), firstPassword)
	}
	_, target := s.joined(s.invited("target@assembly.example", operator.Admin), "Target", firstPassword)
	all, err := s.store.operators.Operators(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range all {
		if o.Email == target.email {
			w.target = o.ID
		}
	}
	return w
}

// ask asks and says what the caller met.
func (w *walkers) ask(caller, method, path string) string {
	w.t.Helper()
	if caller == "sender" {
		w.browsers[caller] = w.visitor()
		w.elsewhere(caller)
		w.session = id(begin(w.browsers[caller], "en"))
	}
	w.elsewhere(caller)
	page, err := w.browsers[caller].Stay().Try(method, w.filled(caller, path), url.Values{}, http.Header{"Sec-Fetch-Site": {"same-origin"}})
	if err != nil {
		w.t.Fatal(err)
	}
	w.back(caller)
	to := page.Header.Get("Location")
	switch {
	case page.Status == http.StatusNotFound:
		return "-"
	case page.Status == http.StatusUnauthorized:
		return "401"
	case page.Status == http.StatusSeeOther && strings.HasPrefix(to, "/admin/sign-in?next="):
		return "sign-in"
	case page.Status >= http.StatusInternalServerError && path != "/oauth/google":
		w.t.Errorf("%s %s as %s: %d", method, path, caller, page.Status)
	case page.Status == http.StatusTooManyRequests:
		w.t.Errorf("%s %s as %s: slowed down", method, path, caller)
	}
	return "yes"
}

// elsewhere moves the caller to another network, so that no rate is reached.
func (w *walkers) elsewhere(caller string) {
	w.made++
	w.browsers[caller].Header.Set("X-Forwarded-For", fmt.Sprintf("198.18.%d.%d", w.made/250, w.made%250))
}

// back signs an operator in again whom the request has signed out.
func (w *walkers) back(caller string) {
	w.t.Helper()
	p, known := w.people[caller]
	if !known || w.browsers[caller].Stay().Get("/admin/account").Status == http.StatusOK {
		return
	}
	_, cookie, err := w.Accounts.SignIn(w.t.Context(), operator.Attempt{Email: p.email, Password: secret.New(p.password), Code: secret.New(w.code(p))})
	if err != nil {
		w.t.Fatalf("%s cannot sign in again: %v", caller, err)
	}
	w.browsers[caller].SetCookies([]*http.Cookie{{Name: "ecm-operator", Value: cookie.Reveal(), Path: "/"}})
}

// filled puts things that exist into a path.
func (w *walkers) filled(caller, path string) string {
	w.t.Helper()
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if !strings.HasPrefix(part, ":") && part != "*" {
			continue
		}
		parts[i] = w.existing(caller, part, parts[:i])
	}
	filled := strings.Join(parts, "/")
	if path == "/oauth/google" {
		filled += "?state=x"
	}
	return filled
}

func (w *walkers) existing(caller, parameter string, before []string) string {
	w.t.Helper()
	must := func(err error) {
		w.t.Helper()
		if err != nil {
			w.t.Fatal(err)
		}
	}
	now := w.Clock.now()
	by := audit.Actor{ID: w.target, Name: "target@assembly.example"}
	switch parameter {
	case ":slug":
		return "open-data"
	case ":session":
		if caller == "sender" {
			return w.session
		}
		return uuid.Must(uuid.NewV7()).String()
	case ":campaign":
		return w.campaign(by, now)
	case ":language":
		return "en"
	case ":number":
		return "1"
	case ":copy":
		v := campaign.Copy{ID: uuid.Must(uuid.NewV7()).String(), CampaignID: before[3], Section: campaign.Ends, Part: `{}`, OperatorID: by.ID, MadeAt: now}
		must(w.store.campaigns.KeepCopy(w.t.Context(), v))
		return v.ID
	case ":alert":
		must(w.store.sessions.Alert(w.t.Context(), sending.Alert{Kind: sending.AlertTokens, Subject: fmt.Sprint(w.made)}, now))
		v, err := w.store.overview.Overview(w.t.Context(), now)
		must(err)
		return v.Alerts[0].ID
	case ":operator":
		return w.target
	case ":enrolment":
		e, _, err := w.Accounts.Invite(w.t.Context(), by, fmt.Sprintf("new%d@assembly.example", w.made), "viewer")
		must(err)
		return e.ID
	case ":signin":
		for _, cookie := range w.browsers[caller].Cookies() {
			if id, _, found := strings.Cut(cookie.Value, "."); found {
				return id
			}
		}
		return uuid.Must(uuid.NewV7()).String()
	case ":request":
		return w.request(now)
	case ":token":
		if before[len(before)-1] == "office" {
			return w.officeToken("office@assembly.example")
		}
		if before[len(before)-1] == "preview" {
			found, err := w.store.campaigns.BySlug(w.t.Context(), "open-data")
			must(err)
			token, err := send.Previews{Vault: w.Flow.Vault}.Token(found.RevisionID, now.Add(time.Hour))
			must(err)
			return token
		}
		_, token, err := w.Accounts.Invite(w.t.Context(), by, fmt.Sprintf("new%d@assembly.example", w.made), "viewer")
		must(err)
		return token.Reveal()
	case ":list":
		return w.shelved(by)
	case ":entry":
		return "1"
	case ":upload":
		return w.uploaded(caller, before[3])
	case ":tree":
		return "x"
	case "*":
		return "css/base.css"
	}
	w.t.Fatalf("nothing exists for %s", parameter)
	return ""
}

// shelved makes a list with an entry, which it was imported with.
func (w *walkers) shelved(by audit.Actor) string {
	w.t.Helper()
	id := uuid.Must(uuid.NewV7()).String()
	done := audit.Act{Actor: by, Action: audit.ListCreated, Subject: id}
	if err := w.store.lists.Create(w.t.Context(), lists.List{ID: id, Name: "Assembly", MadeAt: w.Clock.now()}, done); err != nil {
		w.t.Fatal(err)
	}
	u := lists.Upload{ID: w.uploaded("", id), ListID: id}
	done.Action = audit.ListImported
	err := w.store.lists.Import(w.t.Context(), u, lists.Import{ID: uuid.Must(uuid.NewV7()).String(), At: w.Clock.now()}, false, done,
		func([]lists.Entry, map[string]campaign.Mailbox) (lists.Plan, error) {
			return lists.Plan{New: []lists.Line{{Line: 2, Entry: lists.Entry{Recipient: campaign.Recipient{Key: "a@x.example", Name: "A", Address: "a@x.example"}}}}}, nil
		})
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

// uploaded makes a table that waits for the caller.
func (w *walkers) uploaded(caller, list string) string {
	w.t.Helper()
	u := lists.Upload{ID: uuid.Must(uuid.NewV7()).String(), ListID: list, MadeAt: w.Clock.now(), Source: []byte("name,address\nB,b@x.example\n")}
	u.Settings = lists.Settings{Form: lists.Form{Encoding: lists.UTF8, Delimiter: lists.Comma}, Columns: lists.Mapping{{To: lists.Name}, {To: lists.Address}}}
	all, err := w.store.operators.Operators(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	for _, o := range all {
		if p, known := w.people[caller]; known && o.Email == p.email {
			u.OperatorID = o.ID
		}
	}
	if err := w.store.lists.AddUpload(w.t.Context(), u); err != nil {
		w.t.Fatal(err)
	}
	return u.ID
}

// campaign makes a campaign whose first revision is in review.
func (w *walkers) campaign(by audit.Actor, now time.Time) string {
	w.t.Helper()
	file, err := demo.Sample()
	if err != nil {
		w.t.Fatal(err)
	}
	d := campaign.NewDossier(uuid.Must(uuid.NewV7()).String(), fmt.Sprintf("campaign-%d", w.made), file.Content, by.ID, now)
	if err := w.store.campaigns.Create(w.t.Context(), d, audit.Act{Actor: by, Action: audit.CampaignCreated, Subject: d.Campaign.Slug}); err != nil {
		w.t.Fatal(err)
	}
	_, err = w.store.campaigns.Change(w.t.Context(), d.Campaign.ID, now, func(d *campaign.Dossier) (audit.Act, error) {
		return audit.Act{Actor: by, Action: audit.CampaignSubmitted, Subject: d.Campaign.Slug}, d.Submit(uuid.Must(uuid.NewV7()).String(), campaign.Two, by.ID, "", now)
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return d.Campaign.ID
}
