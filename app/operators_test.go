package main

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/config"
	"emailcampaigns/app/operator"
	"emailcampaigns/app/web/webtest"
)

// person is an operator with what only the person knows.
type person struct {
	email, password, key string
	codes                []string
}

// Passwords of the tests' operators.
const (
	firstPassword  = "ananas-kokos-limun"
	secondPassword = "vetar iznad mirne reke"
)

// shell runs a command on the system's database.
func (s *system) shell(args ...string) string {
	s.t.Helper()
	env := map[string]string{"DATABASE_URL": s.Config.DatabaseURL.Reveal(), "PUBLIC_URL": s.Base}
	code, out, errs := command(env, args...)
	if code != 0 {
		s.t.Fatalf("ecm %v: exit code %d: %s", args, code, errs)
	}
	return out
}

// invited returns the path of a link that the shell issued.
func (s *system) invited(email string, role operator.Role) string {
	s.t.Helper()
	return s.path(s.shell("operator", "invite", "--email", email, "--role", string(role)))
}

// path finds the link in a text.
func (s *system) path(text string) string {
	s.t.Helper()
	link := regexp.MustCompile(regexp.QuoteMeta(s.Base) + `(/admin/enrolment/[A-Za-z0-9_-]{43})\b`).FindStringSubmatch(text)
	if link == nil {
		s.t.Fatalf("no link in %q", text)
	}
	return link[1]
}

// code is what the person's app shows, once the one used last has gone.
func (s *system) code(p *person) string {
	s.t.Helper()
	s.Clock.pass(30 * time.Second)
	code, err := totp.GenerateCode(p.key, s.Clock.now())
	if err != nil {
		s.t.Fatal(err)
	}
	return code
}

// scan takes the key of the page's QR code into the person's app.
func (p *person) scan(page *webtest.Page) {
	p.key = page.Find("input[name=factor]").AttrOr("value", "")
}

const (
	onSignIn   = `form[action="/admin/sign-in"]`
	onEnrol    = `form[action^="/admin/enrolment/"]`
	onAccount  = `form[action="/admin/account/password"]`
	onCodes    = `ul.codes li:nth-child(10)`
	onPeople   = `form[action="/admin/operators/invitations"]`
	theProblem = `main .box.warning`
)

// joined uses an invitation up and returns the operator's browser, which is
// signed in.
func (s *system) joined(link, name, password string) (*webtest.Browser, *person) {
	s.t.Helper()
	b, p := s.visitor(), &person{password: password}
	page := b.Get(link).Must(http.StatusOK, onEnrol)
	p.scan(page)
	p.email = page.Find(`input[name=email]`).AttrOr("value", "")
	codes := page.Form(onEnrol).Set("name", name).Set("password", password).Set("code", s.code(p)).Submit().Must(http.StatusOK, onCodes)
	p.codes = codesOf(codes)
	return b, p
}

func codesOf(page *webtest.Page) []string {
	var codes []string
	for _, line := range page.Find("ul.codes code").EachIter() {
		codes = append(codes, line.Text())
	}
	return codes
}

// signIn fills the form in and presses the button.
func signIn(b *webtest.Browser, email, password, code string) *webtest.Page {
	return b.Get("/admin/sign-in").Must(http.StatusOK, onSignIn).Form(onSignIn).
		Set("email", email).Set("password", password).Set("code", code).Submit()
}

// theirs is the part of the operators' page about one of them.
func theirs(page *webtest.Page, email, action string) *webtest.Form {
	rows := page.Find("table").First().Find("tbody tr")
	for i := range rows.Length() {
		if form := rows.Eq(i).Find(`form[action$="` + action + `"]`); strings.Contains(rows.Eq(i).Text(), email) && form.Length() == 1 {
			return page.Form(`form[action="` + form.AttrOr("action", "") + `"]`)
		}
	}
	page.Must(http.StatusOK, "no form "+action+" for "+email)
	return nil
}

func TestOperatorsFromTheFirstInvitationToTheLastReset(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)

		// An invitation from the shell.
		if said := s.shell("operator", "list"); !strings.Contains(said, "ecm operator invite") {
			t.Errorf("nobody is listed as %q", said)
		}
		link := s.invited("ana@assembly.example", operator.Admin)
		b := s.visitor()
		page := b.Get(link).Must(http.StatusOK, onEnrol)
		ana := &person{email: "ana@assembly.example", password: firstPassword}
		ana.scan(page)
		switched := page.Form(onEnrol).Set("name", "Ana Petrović")
		switched.Values.Set("lang", "sr-Cyrl")
		serbian := b.Post(link+"?show=again", switched.Values).Must(http.StatusOK, `html[lang="sr-Cyrl"] `+onEnrol)
		if serbian.Find("input[name=factor]").AttrOr("value", "") != ana.key || serbian.Find("input[name=name]").AttrOr("value", "") != "Ana Petrović" {
			t.Error("a switch of language loses the key or the name")
		}
		form := page.Form(onEnrol).Set("name", "Ana Petrović").Set("password", "kratka").Set("code", "000000")
		rejected := form.Submit().Must(http.StatusUnprocessableEntity, "#problems")
		if key := rejected.Find("input[name=factor]").AttrOr("value", ""); key != ana.key || rejected.Find("input[name=name]").AttrOr("value", "") != "Ana Petrović" {
			t.Error("a rejected form loses its key or the name")
		}
		if rejected.Find(`input[type=password][value!=""]`).Length() > 0 || strings.Contains(rejected.Body, "kratka") {
			t.Error("the password comes back")
		}
		codes := rejected.Form(onEnrol).Set("password", firstPassword).Set("code", s.code(ana)).Submit().Must(http.StatusOK, onCodes)
		ana.codes = codesOf(codes)
		used := s.Clock.now()
		b.Get("/admin").Must(http.StatusOK, "nav.side")
		b.Clone().Get(link).Must(http.StatusGone, "h1")

		// Out and in again. The enrolment's code was used.
		b.Get("/admin/account").Must(http.StatusOK, onAccount).Form(`form[action="/admin/sign-out"]`).Submit().Must(http.StatusOK, onSignIn)
		if len(b.Cookies()) != 0 {
			t.Errorf("cookies left: %v", b.Cookies())
		}
		b.Get("/admin/account").Must(http.StatusOK, onSignIn)
		replayed, err := totp.GenerateCode(ana.key, used)
		if err != nil {
			t.Fatal(err)
		}
		refusal := signIn(b, ana.email, ana.password, replayed).Must(http.StatusUnprocessableEntity, theProblem)
		if refusal.Find("input[name=email]").AttrOr("value", "") != ana.email || strings.Contains(refusal.Body, ana.password) {
			t.Error("a refused form loses the address or shows the password")
		}
		signIn(b, ana.email, ana.password, s.code(ana)).Must(http.StatusOK, "nav.side")

		// A recovery code, once.
		phone := s.visitor()
		signIn(phone, ana.email, ana.password, strings.ToUpper(ana.codes[0])).Must(http.StatusOK, "nav.side")
		again := signIn(s.visitor(), ana.email, ana.password, ana.codes[0]).Must(http.StatusUnprocessableEntity, theProblem)
		if again.Text(theProblem) != refusal.Text(theProblem) {
			t.Errorf("%q and %q tell more than that it failed", again.Text(theProblem), refusal.Text(theProblem))
		}
		account := b.Get("/admin/account").Must(http.StatusOK, onAccount)
		if rows := account.Find("table tbody tr"); rows.Length() != 2 || !strings.Contains(account.Text("#recovery + p"), "9") {
			t.Errorf("%d sign-ins, %q", rows.Length(), account.Text("#recovery + p"))
		}
		account.Form(`form[action$="/revocation"]`).Submit().Must(http.StatusOK, `[role=status]`)
		phone.Get("/admin").Must(http.StatusOK, onSignIn)

		// A second operator, invited in the interface.
		people := b.Get("/admin/operators").Must(http.StatusOK, onPeople)
		people.Form(onPeople).Set("email", ana.email).Submit().Must(http.StatusUnprocessableEntity, "#problems")
		shown := people.Form(onPeople).Set("email", "boban@assembly.example").Set("role", "editor").Submit().Must(http.StatusOK, "#issued .link")
		bobansLink := s.path(shown.Text("#issued .link"))
		if listed := b.Get("/admin/operators"); listed.Find("#issued").Length() > 0 || strings.Contains(listed.Body, bobansLink) || !strings.Contains(listed.Text("#links ~ .wide"), "boban@assembly.example") {
			t.Error("the link is shown again, or does not wait in the list")
		}
		bob, boban := s.joined(bobansLink, "Бобан Илић", secondPassword)
		bob.Get("/admin/operators").Must(http.StatusNotFound, "h1")
		bob.Post("/admin/operators/invitations", url.Values{"email": {"x@assembly.example"}, "role": {"admin"}}).Must(http.StatusNotFound, "h1")
		bob.Get("/admin/account").Must(http.StatusOK, onAccount)

		// Another role, and disabling, end sign-ins at once.
		people = b.Get("/admin/operators").Must(http.StatusOK, onPeople)
		theirs(people, boban.email, "/role").Set("role", "reviewer").Submit().Must(http.StatusOK, onPeople)
		bob.Get("/admin/account").Must(http.StatusOK, onSignIn)
		lost := bob.Post("/admin/account/language", url.Values{"lang": {"sr-Latn"}}).Must(http.StatusUnauthorized, `main a[href="/admin/sign-in"]`)
		if lost.Header.Get("Location") != "" {
			t.Error("a form is led away")
		}
		signIn(bob, boban.email, boban.password, s.code(boban)).Must(http.StatusOK, "nav.side")
		people = b.Get("/admin/operators").Must(http.StatusOK, onPeople)
		people = theirs(people, boban.email, "/disablement").Submit().Must(http.StatusOK, onPeople)
		bob.Get("/admin/account").Must(http.StatusOK, onSignIn)
		disabled := signIn(bob, boban.email, boban.password, s.code(boban)).Must(http.StatusUnprocessableEntity, theProblem)
		if disabled.Text(theProblem) != refusal.Text(theProblem) {
			t.Errorf("a disabled account is told by %q", disabled.Text(theProblem))
		}
		theirs(people, boban.email, "/enablement").Submit().Must(http.StatusOK, onPeople)
		signIn(bob, boban.email, boban.password, s.code(boban)).Must(http.StatusOK, "nav.side")

		// The last admin stays.
		people = b.Get("/admin/operators").Must(http.StatusOK, onPeople)
		for _, action := range []string{"/disablement", "/role"} {
			form := theirs(people, ana.email, action)
			if action == "/role" {
				form.Set("role", "viewer")
			}
			form.Submit().Must(http.StatusUnprocessableEntity, "#notice")
		}

		// A lost phone: the old app stops at once, the link takes the password.
		reset := theirs(people, boban.email, "/factor-reset").Submit().Must(http.StatusOK, "#issued .link")
		bob.Get("/admin/account").Must(http.StatusOK, onSignIn)
		signIn(bob, boban.email, boban.password, s.code(boban)).Must(http.StatusUnprocessableEntity, theProblem)
		page = bob.Get(s.path(reset.Text("#issued .link"))).Must(http.StatusOK, onEnrol)
		boban.scan(page)
		page.Form(onEnrol).Set("current", firstPassword).Set("code", s.code(boban)).Submit().Must(http.StatusUnprocessableEntity, "#e-current")
		codes = page.Form(onEnrol).Set("current", boban.password).Set("code", s.code(boban)).Submit().Must(http.StatusOK, onCodes)
		if fresh := codesOf(codes); slices.Contains(fresh, boban.codes[0]) {
			t.Error("the recovery codes are the old ones")
		}
		boban.codes = codesOf(codes)

		// A lost password: the link takes a code, here a recovery code.
		people = b.Get("/admin/operators").Must(http.StatusOK, onPeople)
		reset = theirs(people, boban.email, "/password-reset").Submit().Must(http.StatusOK, "#issued .link")
		page = bob.Get(s.path(reset.Text("#issued .link"))).Must(http.StatusOK, onEnrol)
		page.Form(onEnrol).Set("password", firstPassword).Set("code", boban.codes[1]).Submit().Must(http.StatusOK, "nav.side")

		// And the command that renews both.
		said := s.shell("operator", "invite", "--email", "Boban@Assembly.example", "--role", "viewer")
		if !strings.Contains(said, "has an account as reviewer") {
			t.Errorf("a renewal is announced as %q", said)
		}
		bob.Get("/admin/account").Must(http.StatusOK, onAccount)
		page = s.visitor().Get(s.path(said)).Must(http.StatusOK, onEnrol)
		boban.scan(page)
		page.Form(onEnrol).Set("password", secondPassword).Set("code", s.code(boban)).Submit().Must(http.StatusOK, onCodes)
		bob.Get("/admin/account").Must(http.StatusOK, onSignIn)
		signIn(bob, boban.email, secondPassword, s.code(boban)).Must(http.StatusOK, "nav.side")

		listed := s.shell("operator", "list")
		for _, want := range []string{`ana@assembly\.example +admin +active`, `boban@assembly\.example +reviewer +active`} {
			if !regexp.MustCompile(want).MatchString(listed) {
				t.Errorf("listed as %q", listed)
			}
		}
		if said := s.shell("verify-audit"); !regexp.MustCompile(`[1-9]\d*:[0-9a-f]{64}`).MatchString(said) {
			t.Errorf("verify-audit says %q", said)
		}
	})
}

func TestSigningInLeadsBackToTheOperatorsPagesAndNowhereElse(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b, p := s.joined(s.invited("ana@assembly.example", operator.Admin), "Ana Petrović", firstPassword)
	stranger := s.visitor().Stay()
	to := stranger.Get("/admin/operators?x=1").Must(http.StatusSeeOther, "").Header.Get("Location")
	if to != "/admin/sign-in?next=%2Fadmin%2Foperators%3Fx%3D1" {
		t.Errorf("led to %q", to)
	}
	for next, want := range map[string]string{
		"/admin/operators?x=1": "/admin/operators?x=1", "": "/admin", "https://evil.example/admin": "/admin", "//evil.example": "/admin",
		`/\evil.example`: "/admin", "/admin/../c/open-data": "/admin", "/c/open-data": "/admin",
	} {
		if got := b.Stay().Get("/admin/sign-in?next="+url.QueryEscape(next)).Must(http.StatusSeeOther, "").Header.Get("Location"); got != want {
			t.Errorf("signed in already, %q leads to %q", next, got)
		}
		form := s.visitor().Get("/admin/sign-in?next=" + url.QueryEscape(next)).Form(onSignIn)
		if want != next && form.Values.Get("next") != "" {
			t.Errorf("the form carries %q", form.Values.Get("next"))
		}
		form.Values.Set("next", next) // a form that somebody has tampered with
		form.Set("email", p.email).Set("password", p.password).Set("code", s.code(p))
		answer := s.visitor().Stay().Post("/admin/sign-in", form.Values).Must(http.StatusSeeOther, "")
		if got := answer.Header.Get("Location"); got != want {
			t.Errorf("%q leads to %q", next, got)
		}
	}
}

func TestEachSignInHasACookieOfItsOwn(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b, p := s.joined(s.invited("ana@assembly.example", operator.Admin), "Ana Petrović", firstPassword)
	first := b.Cookies()[0]
	form := s.visitor().Get("/admin/sign-in").Form(onSignIn).Set("email", p.email).Set("password", p.password).Set("code", s.code(p))
	answer := b.Stay().Post("/admin/sign-in", form.Values).Must(http.StatusSeeOther, "")
	set := answer.Header.Get("Set-Cookie")
	for _, want := range []string{"ecm-operator=", "; path=/", "; HttpOnly", "; SameSite=Lax", "; max-age=43200"} {
		if !strings.Contains(set, want) {
			t.Errorf("%q lacks %q", set, want)
		}
	}
	if b.Cookies()[0].Value == first.Value {
		t.Error("the cookie stays the same")
	}
	thief := s.visitor()
	thief.SetCookies([]*http.Cookie{first})
	thief.Get("/admin/account").Must(http.StatusOK, onSignIn)
	b.Get("/admin/account").Must(http.StatusOK, onAccount)
}

// TestALinkOrAnotherSiteSignsNobodyIn: what stands in an address fills no form
// in, and a form of another site is refused.
func TestALinkOrAnotherSiteSignsNobodyIn(t *testing.T) {
	s := boot(t, sqliteURL(t))
	_, p := s.joined(s.invited("ana@assembly.example", operator.Admin), "Ana Petrović", firstPassword)
	proof := func() url.Values {
		return url.Values{"email": {p.email}, "password": {p.password}, "code": {s.code(p)}}
	}
	b := s.visitor()
	b.Stay().Post("/admin/sign-in?"+proof().Encode(), nil).Must(http.StatusUnprocessableEntity, onSignIn)
	for _, header := range []http.Header{{"Sec-Fetch-Site": {"cross-site"}}, {"Origin": {"https://evil.example"}}} {
		for _, path := range []string{"/admin/sign-in", "/admin/enrolment/x", "/admin/sign-out", "/admin/operators/invitations"} {
			answer, err := b.Stay().Try(http.MethodPost, path, proof(), header)
			if err != nil || answer.Status != http.StatusForbidden {
				t.Errorf("%s of %v: %d, %v", path, header, answer.Status, err)
			}
		}
	}
	if len(b.Cookies()) != 0 {
		t.Errorf("signed in: %v", b.Cookies())
	}
}

func TestAttemptsAreLimitedByNetworkAndByAccount(t *testing.T) {
	from := func(b *webtest.Browser, i int) *webtest.Browser {
		b.Header.Set("X-Forwarded-For", fmt.Sprintf("203.0.113.%d", i))
		return b
	}
	s := boot(t, sqliteURL(t), func(c *config.Config, _ *Extras) { c.TrustedProxies = "127.0.0.0/8" })
	_, p := s.joined(s.invited("ana@assembly.example", operator.Admin), "Ana Petrović", firstPassword)
	attempt := func(network int, email string) *webtest.Page {
		page, err := from(s.visitor(), network).Try(http.MethodPost, "/admin/sign-in", url.Values{"email": {email}, "password": {"x"}, "code": {"x"}}, nil)
		if err != nil {
			t.Error(err)
			return &webtest.Page{}
		}
		return page
	}
	// many attempts at once, because a refused one takes its time.
	many := func(n int, try func(i int) *webtest.Page) {
		var wait sync.WaitGroup
		for i := range n {
			wait.Go(func() {
				if page := try(i); page.Status != http.StatusUnprocessableEntity {
					t.Errorf("attempt %d: %d", i, page.Status)
				}
			})
		}
		wait.Wait()
	}
	slowed := func(page *webtest.Page) {
		t.Helper()
		wait, err := strconv.Atoi(page.Must(http.StatusTooManyRequests, "h1").Header.Get("Retry-After"))
		if err != nil || wait < 800 || wait > 901 {
			t.Errorf("told to wait for %d s, %v", wait, err)
		}
	}
	many(20, func(i int) *webtest.Page { return attempt(1, fmt.Sprintf("nobody%d@assembly.example", i)) })
	slowed(attempt(1, "nobody@assembly.example"))
	for _, email := range []string{p.email, "nobody@gmail.com"} { // whether or not there is an account
		many(10, func(i int) *webtest.Page { return attempt(10+i, email) })
		slowed(attempt(100, email))
	}
	slowed(attempt(101, "no.body+x@gmail.com"))
}

func TestTheInterfaceSpeaksTheOperatorsLanguage(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b, p := s.joined(s.invited("ana@assembly.example", operator.Viewer), "Ana Petrović", firstPassword)
	page := b.Get("/admin/account?done=password").Must(http.StatusOK, onAccount)
	b.Header.Set("Referer", page.URL.String()+"&lang=en")
	form := page.Form(`form[action="/admin/account/language"]`)
	changed := form.Press(`button[value="sr-Cyrl"]`).Must(http.StatusOK, `html[lang="sr-Cyrl"] `+onAccount)
	if changed.URL.RequestURI() != "/admin/account?done=password" {
		t.Errorf("led to %s", changed.URL.RequestURI())
	}
	b.Header.Del("Referer")
	other := s.visitor()
	signIn(other, p.email, p.password, s.code(p)).Must(http.StatusOK, `html[lang="sr-Cyrl"]`)
	other.Header.Set("Referer", "https://evil.example/c/open-data")
	form = other.Get("/admin/account").Form(`form[action="/admin/account/language"]`)
	if led := form.Press(`button[value="en"]`); !strings.HasPrefix(led.URL.String(), s.Base+"/admin") {
		t.Errorf("led to %s", led.URL)
	}
}

// TestNothingThatProvesAnOperatorIsWrittenDown searches database and log for
// everything that signs somebody in.
func TestNothingThatProvesAnOperatorIsWrittenDown(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		secrets := map[string]string{"first password": firstPassword, "second password": secondPassword, "mistyped": "lozinka-u-pogrešnom-polju"}
		keep := func(name, text string) { secrets[name] = text }
		link := s.invited("ana@assembly.example", operator.Admin)
		keep("link", strings.TrimPrefix(link, "/admin/enrolment/"))
		b, p := s.joined(link, "Ana Petrović", firstPassword)
		keep("key of the app", p.key)
		for i, code := range p.codes {
			keep(fmt.Sprint("recovery code ", i), code)
			keep(fmt.Sprint("bare recovery code ", i), strings.ReplaceAll(code, "-", ""))
		}
		_, token, _ := strings.Cut(b.Cookies()[0].Value, ".")
		keep("cookie", token)

		signIn(s.visitor(), p.email, secondPassword, s.code(p)).Must(http.StatusUnprocessableEntity, theProblem)
		signIn(s.visitor(), secrets["mistyped"], firstPassword, s.code(p)).Must(http.StatusUnprocessableEntity, theProblem)
		signIn(s.visitor(), p.email, firstPassword, p.codes[0]).Must(http.StatusOK, "nav.side")
		changed := b.Get("/admin/account").Form(onAccount).Set("current", firstPassword).Set("password", secondPassword).Submit()
		changed.Must(http.StatusOK, `[role=status]`)
		codes := changed.Form(`form[action="/admin/account/recovery-codes"]`).Set("code", s.code(p)).Submit().Must(http.StatusOK, onCodes)
		keep("renewed recovery code", codesOf(codes)[0])
		shown := b.Get("/admin/operators").Form(onPeople).Set("email", "boban@assembly.example").Submit().Must(http.StatusOK, "#issued .link")
		second := s.path(shown.Text("#issued .link"))
		keep("second link", strings.TrimPrefix(second, "/admin/enrolment/"))
		s.visitor().Get(second).Must(http.StatusOK, onEnrol)
		s.visitor().Get(second+"x").Must(http.StatusNotFound, "h1")
		for _, name := range []string{"link", "second link", "cookie"} {
			if len(secrets[name]) != 43 {
				t.Errorf("the %s is %q", name, secrets[name])
			}
		}
		search(t, "the database", stored(t, databaseURL), secrets)
		search(t, "the log", []byte(s.Log.String()), secrets)
		for _, leak := range []string{"ana@assembly", "boban@assembly", "Petrović", "/admin/"} {
			if strings.Contains(s.Log.String(), leak) {
				t.Errorf("the log holds %q", leak)
			}
		}
	})
}

func TestOperatorCommandsSayWhatIsWrong(t *testing.T) {
	s := boot(t, sqliteURL(t))
	env := map[string]string{"DATABASE_URL": s.Config.DatabaseURL.Reveal(), "PUBLIC_URL": s.Base}
	s.joined(s.invited("admin@assembly.example", operator.Admin), "Ana Petrović", firstPassword)
	_, p := s.joined(s.invited("off@assembly.example", operator.Viewer), "Boban Ilić", firstPassword)
	all, err := s.store.operators.Operators(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Accounts.Disable(t.Context(), audit.Shell(), all[1].ID); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		env  map[string]string
		args []string
		code int
		says string
	}{
		{env, []string{"--email", "ana@assembly.example", "--role", "owner"}, exitUsage, "--role must be one of"},
		{env, []string{"--email", "ana@assembly.example"}, exitUsage, "--role"},
		{env, []string{"--role", "admin"}, exitUsage, "--email"},
		{env, []string{"--email", "ana", "--role", "admin"}, exitFailure, "one complete address"},
		{env, []string{"--email", p.email, "--role", "admin"}, exitFailure, "is disabled"},
		{map[string]string{"DATABASE_URL": env["DATABASE_URL"]}, []string{"--email", "ana@assembly.example", "--role", "admin"}, exitFailure, "PUBLIC_URL"},
	} {
		code, out, errs := command(row.env, append([]string{"operator", "invite"}, row.args...)...)
		if code != row.code || out != "" || !strings.Contains(errs, row.says) {
			t.Errorf("%v: exit code %d, %q, %q", row.args, code, out, errs)
		}
	}
	if listed := s.shell("operator", "list"); !strings.Contains(listed, "disabled since") {
		t.Errorf("listed as %q", listed)
	}
}
