package operator_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/db"
	"emailcampaigns/app/db/dbtest"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/operator"
	"emailcampaigns/app/secret"
	"emailcampaigns/app/vault"
)

const (
	password = "ananas-kokos-limun"
	another  = "vetar iznad mirne reke"
)

// office is accounts on a database of their own, with a clock that the test
// turns.
type office struct {
	*testing.T
	*operator.Accounts
	log     *db.Audit
	now     time.Time
	counted []string // accounts whose attempts were counted
	full    bool     // the limit is reached
}

func open(t *testing.T) *office {
	t.Helper()
	opened := dbtest.Open(t, dbtest.SQLite(t))
	keyset, err := vault.NewKeyset()
	if err != nil {
		t.Fatal(err)
	}
	sealing, err := vault.New(keyset)
	if err != nil {
		t.Fatal(err)
	}
	o := &office{T: t, log: db.NewAudit(opened), now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	o.Accounts = &operator.Accounts{
		Store: db.NewOperators(opened), Vault: sealing, Passwords: operator.NewPasswords(), Issuer: "campaigns.example",
		Limit: func(_ context.Context, account string) error {
			o.counted = append(o.counted, account)
			if o.full {
				return fault.New(fault.TooMany, "fault.too_many")
			}
			return nil
		},
		Now: func() time.Time { return o.now }, Log: slog.New(slog.DiscardHandler),
	}
	return o
}

func (o *office) must(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

// person is an operator with what only the person knows.
type person struct {
	operator.Operator
	password secret.Text
	factor   secret.Text
	codes    []secret.Text
	cookie   secret.Text
}

// code is what the person's app shows, once the last one is used.
func (o *office) code(p *person) secret.Text {
	o.Helper()
	o.now = o.now.Add(30 * time.Second)
	code, err := totp.GenerateCode(p.factor.Reveal(), o.now)
	o.must(err)
	return secret.New(code)
}

// joined returns an operator who came in by an invitation from the shell.
func (o *office) joined(email string, role operator.Role) *person {
	o.Helper()
	_, token, err := o.Admit(o.Context(), email, string(role))
	o.must(err)
	p := &person{password: secret.New(password), factor: operator.GenerateFactor()}
	done, err := o.Enrol(o.Context(), token, operator.Form{
		Name: " Jelena  Petrović ", Language: "sr-Latn", Password: p.password, Factor: p.factor, Code: o.code(p), Browser: operator.Browser{Name: "Firefox", System: "Linux"},
	})
	o.must(err)
	p.Operator, p.codes, p.cookie = done.Operator, done.Codes, done.Cookie
	return p
}

func (o *office) signIn(email string, password, code secret.Text) (secret.Text, error) {
	_, cookie, err := o.SignIn(context.Background(), operator.Attempt{Email: email, Password: password, Code: code})
	return cookie, err
}

// last returns the newest entries of the log, the newest first.
func (o *office) last(n int) []audit.Entry {
	o.Helper()
	entries, err := o.log.Entries(o.Context(), audit.Filter{Limit: n})
	o.must(err)
	return entries
}

func (o *office) signedIn(cookie secret.Text) bool {
	o.Helper()
	_, _, err := o.Load(o.Context(), cookie)
	if err != nil && !fault.Is(err, fault.SignIn) {
		o.Fatal(err)
	}
	return err == nil
}

func TestAnInvitationMakesAnAccountThatIsSignedIn(t *testing.T) {
	o := open(t)
	p := o.joined("Jelena@Assembly.example", operator.Editor)
	if p.Email != "Jelena@assembly.example" || p.Name != "Jelena Petrović" || p.Role != operator.Editor || p.Language != "sr-Latn" || !p.Complete() || len(p.codes) != 10 {
		t.Errorf("%+v with %d codes", p.Operator, len(p.codes))
	}
	loaded, s, err := o.Load(t.Context(), p.cookie)
	if err != nil || loaded.ID != p.ID || s.Browser != (operator.Browser{Name: "Firefox", System: "Linux"}) {
		t.Errorf("%+v, %+v, %v", loaded, s, err)
	}
	entries := o.last(3)
	for i, want := range []audit.Action{audit.SignedIn, audit.OperatorJoined, audit.OperatorInvited} {
		if entries[i].Action != want || entries[i].Subject != "Jelena@assembly.example" {
			t.Errorf("recorded %+v, want %s", entries[i].Act, want)
		}
	}
	if entries[1].Actor != p.Actor() || entries[2].Actor != audit.Shell() {
		t.Errorf("by %+v and %+v", entries[1].Actor, entries[2].Actor)
	}
}

func TestEveryWrongSignInIsRefusedAlike(t *testing.T) {
	o := open(t)
	o.joined("admin@assembly.example", operator.Admin)
	p := o.joined("a@assembly.example", operator.Viewer)
	off := o.joined("off@assembly.example", operator.Viewer)
	o.must(o.Disable(t.Context(), audit.Shell(), off.ID))
	reset := o.joined("reset@assembly.example", operator.Viewer)
	_, _, err := o.Reset(t.Context(), audit.Shell(), reset.ID, operator.NewFactor)
	o.must(err)
	voided := o.joined("void@assembly.example", operator.Viewer)
	_, _, err = o.Reset(t.Context(), audit.Shell(), voided.ID, operator.NewPassword)
	o.must(err)
	used := o.code(p)
	_, err = o.signIn(p.Email, p.password, used)
	o.must(err)
	now := func(p *person) func() secret.Text { return func() secret.Text { return o.code(p) } }
	typed := func(text string) func() secret.Text { return func() secret.Text { return secret.New(text) } }
	early := func() secret.Text {
		code := o.code(p)
		o.now = o.now.Add(-time.Minute)
		return code
	}
	wrong := secret.New(another)
	for _, row := range []struct {
		name, email string
		password    secret.Text
		code        func() secret.Text
		reason      string // in the log, "" for a stranger
	}{
		{"nobody's address", "nobody@assembly.example", p.password, now(p), ""},
		{"no address", "a", p.password, now(p), ""},
		{"nothing", "", secret.Text{}, typed(""), ""},
		{"a wrong password", p.Email, wrong, now(p), "password"},
		{"no password", p.Email, secret.Text{}, now(p), "password"},
		{"a wrong password and code", p.Email, wrong, typed("00000x"), "password"},
		{"a wrong code", p.Email, p.password, typed("00000x"), "code"},
		{"no code", p.Email, p.password, typed(""), "code"},
		{"a used code", p.Email, p.password, typed(used.Reveal()), "code"},
		{"a code too early", p.Email, p.password, early, "code"},
		{"another's code", p.Email, p.password, now(off), "code"},
		{"another's recovery code", p.Email, p.password, typed(off.codes[0].Reveal()), "code"},
		{"a wrong recovery code", p.Email, p.password, typed("00000-00000-00000-00000"), "code"},
		{"a disabled account", off.Email, off.password, now(off), "disabled"},
		{"recovery for a disabled account", off.Email, off.password, typed(off.codes[0].Reveal()), "disabled"},
		{"a void factor", reset.Email, reset.password, now(reset), "code"},
		{"recovery for a void factor", reset.Email, reset.password, typed(reset.codes[0].Reveal()), "code"},
		{"a void password", voided.Email, voided.password, now(voided), "password"},
		{"an empty one for a void one", voided.Email, secret.Text{}, now(voided), "password"},
	} {
		newest := o.last(1)[0].Number
		_, err := o.signIn(row.email, row.password, row.code())
		if !fault.Is(err, fault.Invalid) || fault.MessageOf(err).Key != "fault.sign_in.refused" || len(fault.FieldsOf(err)) != 0 {
			t.Errorf("%s: %v", row.name, err)
		}
		entry := o.last(1)[0]
		if recorded := entry.Number > newest; recorded != (row.reason != "") {
			t.Errorf("%s: recorded %+v", row.name, entry.Act)
		} else if recorded && (entry.Action != audit.SignInRefused || entry.Details["reason"] != row.reason || entry.Subject != row.email || entry.Actor != audit.Program()) {
			t.Errorf("%s: recorded %+v", row.name, entry.Act)
		}
	}
	if cookie, err := o.signIn(" A@ASSEMBLY.example ", p.password, o.code(p)); err != nil || !o.signedIn(cookie) {
		t.Errorf("after all that the right ones: %v", err)
	}
}

func TestARefusalTakesItsTime(t *testing.T) {
	o := open(t)
	p := o.joined("a@assembly.example", operator.Viewer)
	o.RefusalTakes = 250 * time.Millisecond
	for _, email := range []string{p.Email, "nobody@assembly.example", "nobody"} {
		began := time.Now()
		_, err := o.signIn(email, secret.New(another), secret.New("123456"))
		if took := time.Since(began); took < o.RefusalTakes || !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %s, %v", email, took, err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	o.RefusalTakes = time.Hour
	if _, _, err := o.SignIn(ctx, operator.Attempt{Email: "nobody"}); err == nil {
		t.Error("signed in")
	}
}

func TestAttemptsAreCountedByMailboxWhetherOrNotThereIsAnAccount(t *testing.T) {
	o := open(t)
	o.full = true
	for _, email := range []string{"jelena.petrovic@gmail.com", "JelenaPetrovic+1@googlemail.com", "nobody@assembly.example", " Nobody "} {
		if _, err := o.signIn(email, secret.Text{}, secret.Text{}); !fault.Is(err, fault.TooMany) || fault.MessageOf(err).Key != "fault.sign_in.too_many" {
			t.Errorf("%s: %v", email, err)
		}
	}
	if want := []string{"jelenapetrovic@gmail.com", "jelenapetrovic@gmail.com", "nobody@assembly.example", "nobody"}; !slices.Equal(o.counted, want) {
		t.Errorf("counted %q", o.counted)
	}
}

func TestOfManyRequestsWithOneCodeOneSignsIn(t *testing.T) {
	o := open(t)
	p := o.joined("a@assembly.example", operator.Viewer)
	o.Limit = func(context.Context, string) error { return nil }
	for _, code := range []secret.Text{o.code(p), p.codes[3]} {
		var in atomic.Int32
		var wait sync.WaitGroup
		for range 8 {
			wait.Go(func() {
				switch _, err := o.signIn(p.Email, p.password, code); {
				case err == nil:
					in.Add(1)
				case fault.MessageOf(err).Key != "fault.sign_in.refused":
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if in.Load() != 1 {
			t.Errorf("%d signed in", in.Load())
		}
	}
}

func TestARecoveryCodeStandsInForTheApp(t *testing.T) {
	o := open(t)
	p := o.joined("a@assembly.example", operator.Viewer)
	typed := secret.New(strings.ToUpper(strings.ReplaceAll(p.codes[0].Reveal(), "-", " ")))
	_, err := o.signIn(p.Email, p.password, typed)
	o.must(err)
	entries := o.last(2)
	if entries[0].Action != audit.SignedIn || entries[0].Details["factor"] != "recovery" || entries[1].Action != audit.RecoveryUsed || entries[1].Details["left"] != "9" {
		t.Errorf("recorded %+v, %+v", entries[0].Act, entries[1].Act)
	}
	if _, err := o.signIn(p.Email, p.password, typed); !fault.Is(err, fault.Invalid) {
		t.Errorf("a second time: %v", err)
	}
	if left, err := o.RecoveryLeft(t.Context(), p.Operator); err != nil || left != 9 {
		t.Errorf("%d are left, %v", left, err)
	}
	if _, err := o.RenewRecovery(t.Context(), p.Operator, secret.New("000000x")); !fault.Is(err, fault.Invalid) || fault.FieldsOf(err)[0].Name != "code" {
		t.Errorf("renewed without a code: %v", err)
	}
	now, err := o.Store.Operator(t.Context(), p.ID)
	o.must(err)
	codes, err := o.RenewRecovery(t.Context(), now, o.code(p))
	o.must(err)
	if _, err := o.signIn(p.Email, p.password, p.codes[1]); !fault.Is(err, fault.Invalid) {
		t.Errorf("an old code after a renewal: %v", err)
	}
	_, err = o.signIn(p.Email, p.password, codes[9])
	o.must(err)
}

func TestACookieCountsAsLongAsItsSignIn(t *testing.T) {
	o := open(t)
	p := o.joined("a@assembly.example", operator.Viewer)
	id, text, _ := strings.Cut(p.cookie.Reveal(), ".")
	for _, wrong := range []string{
		"", ".", id, id + ".", "." + text, id + "." + text + "x", id + "." + strings.ToLower(text), strings.ToUpper(id) + "." + text,
		"{" + id + "}." + text, strings.ReplaceAll(id, "-", "") + "." + text, "0190b5a0-0000-7000-8000-000000000000." + text,
	} {
		if _, _, err := o.Load(t.Context(), secret.New(wrong)); !fault.Is(err, fault.SignIn) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
	began := o.now
	for o.now = began; o.now.Before(began.Add(operator.SignInAbsolute)); o.now = o.now.Add(operator.SignInIdle - time.Minute) {
		if !o.signedIn(p.cookie) {
			t.Fatalf("over after %s", o.now.Sub(began))
		}
	}
	o.now = began.Add(operator.SignInAbsolute)
	if o.signedIn(p.cookie) {
		t.Error("it outlives its longest time")
	}
	cookie, err := o.signIn(p.Email, p.password, o.code(p))
	o.must(err)
	o.now = o.now.Add(operator.SignInIdle)
	if o.signedIn(cookie) {
		t.Error("it outlives idleness")
	}
}

func TestTheTimeOfARequestIsWrittenOnceAMinute(t *testing.T) {
	o := open(t)
	p := o.joined("a@assembly.example", operator.Viewer)
	began := o.now
	seen := func() time.Duration {
		all, err := o.Store.SignInsOf(t.Context(), p.ID)
		o.must(err)
		return all[0].SeenAt.Sub(began)
	}
	for _, row := range []struct{ after, want time.Duration }{{59 * time.Second, 0}, {time.Minute, time.Minute}, {119 * time.Second, time.Minute}, {time.Hour, time.Hour}} {
		o.now = began.Add(row.after)
		if !o.signedIn(p.cookie) || seen() != row.want {
			t.Errorf("after %s: seen at %s", row.after, seen())
		}
	}
}

func TestSigningInAgainReplacesTheBrowsersOwnSignInAlone(t *testing.T) {
	o := open(t)
	p, other := o.joined("a@assembly.example", operator.Viewer), o.joined("b@assembly.example", operator.Viewer)
	_, again, err := o.SignIn(t.Context(), operator.Attempt{Email: p.Email, Password: p.password, Code: o.code(p), Cookie: p.cookie})
	o.must(err)
	if o.signedIn(p.cookie) || !o.signedIn(again) || again.Equal(p.cookie) {
		t.Error("the cookie was not replaced")
	}
	id, _, _ := strings.Cut(other.cookie.Reveal(), ".")
	_, _, err = o.SignIn(t.Context(), operator.Attempt{Email: p.Email, Password: p.password, Code: o.code(p), Cookie: secret.New(id + ".guessed")})
	o.must(err)
	if !o.signedIn(other.cookie) || !o.signedIn(again) {
		t.Error("a sign-in whose secret the browser does not hold has ended")
	}
}

func TestAPasswordIsChangedByWhoKnowsIt(t *testing.T) {
	o := open(t)
	p := o.joined("a@assembly.example", operator.Viewer)
	elsewhere, err := o.signIn(p.Email, p.password, o.code(p))
	o.must(err)
	now, here, err := o.Load(t.Context(), p.cookie)
	o.must(err)
	for name, row := range map[string]struct{ current, next, control string }{
		"a wrong one":    {another, another, "current"},
		"none":           {"", another, "current"},
		"too short":      {password, "kratka", "password"},
		"easy to guess":  {password, "jelena.petrovic", "password"},
		"one's own mail": {password, "a@assembly.example", "password"},
	} {
		err := o.ChangePassword(t.Context(), now, here, secret.New(row.current), secret.New(row.next))
		if fields := fault.FieldsOf(err); len(fields) == 0 || fields[0].Name != row.control {
			t.Errorf("%s: %v", name, err)
		}
	}
	if !o.signedIn(elsewhere) {
		t.Error("a refused change ended a sign-in")
	}
	o.must(o.ChangePassword(t.Context(), now, here, secret.New(password), secret.New(another)))
	if !o.signedIn(p.cookie) || o.signedIn(elsewhere) {
		t.Error("not the other sign-ins alone have ended")
	}
	if _, err := o.signIn(p.Email, secret.New(password), o.code(p)); err == nil {
		t.Error("the old password works")
	}
	_, err = o.signIn(p.Email, secret.New(another), o.code(p))
	o.must(err)
	if err := o.ChangePassword(t.Context(), now, here, secret.New(password), secret.New(another)); !fault.Is(err, fault.Conflict) {
		t.Errorf("from a page loaded before: %v", err)
	}
}

func TestALostFactorIsReplacedByWhoKnowsThePassword(t *testing.T) {
	o := open(t)
	p := o.joined("a@assembly.example", operator.Viewer)
	_, token, err := o.Reset(t.Context(), audit.Shell(), p.ID, operator.NewFactor)
	o.must(err)
	if o.signedIn(p.cookie) {
		t.Error("still signed in")
	}
	next := &person{factor: operator.GenerateFactor()}
	form := operator.Form{Current: secret.New(another), Factor: next.factor, Code: o.code(next)}
	if _, err := o.Enrol(t.Context(), token, form); len(fault.FieldsOf(err)) != 1 || fault.FieldsOf(err)[0].Name != "current" {
		t.Fatalf("a wrong password: %v", err)
	}
	form.Current = p.password
	done, err := o.Enrol(t.Context(), token, form)
	o.must(err)
	if !o.signedIn(done.Cookie) || len(done.Codes) != 10 {
		t.Errorf("%d codes", len(done.Codes))
	}
	for name, code := range map[string]secret.Text{"the old app's": o.code(p), "an old recovery code": p.codes[0], "the enrolment's": form.Code} {
		if _, err := o.signIn(p.Email, p.password, code); err == nil {
			t.Errorf("%s works", name)
		}
	}
	_, err = o.signIn(p.Email, p.password, o.code(next))
	o.must(err)
	if _, err := o.Enrol(t.Context(), token, form); fault.MessageOf(err).Key != "fault.enrolment.used" {
		t.Errorf("the link a second time: %v", err)
	}
}

func TestALostPasswordIsReplacedByWhoHasTheFactor(t *testing.T) {
	for name, code := range map[string]func(*office, *person) secret.Text{
		"the app":         (*office).code,
		"a recovery code": func(_ *office, p *person) secret.Text { return p.codes[0] },
	} {
		t.Run(name, func(t *testing.T) {
			o := open(t)
			p := o.joined("a@assembly.example", operator.Viewer)
			_, token, err := o.Reset(t.Context(), audit.Shell(), p.ID, operator.NewPassword)
			o.must(err)
			if _, err := o.Enrol(t.Context(), token, operator.Form{Password: secret.New(another), Code: secret.New("00000x")}); len(fault.FieldsOf(err)) != 1 || fault.FieldsOf(err)[0].Name != "code" {
				t.Errorf("a wrong code: %v", err)
			}
			used := code(o, p)
			done, err := o.Enrol(t.Context(), token, operator.Form{Password: secret.New(another), Code: used})
			o.must(err)
			if !o.signedIn(done.Cookie) || done.Codes != nil {
				t.Errorf("%d codes", len(done.Codes))
			}
			if _, err := o.signIn(p.Email, secret.New(another), used); err == nil {
				t.Error("the code works a second time")
			}
			_, err = o.signIn(p.Email, secret.New(another), o.code(p))
			o.must(err)
		})
	}
}

func TestTheShellRenewsBothAndLeavesThePresentOnesUntilThen(t *testing.T) {
	o := open(t)
	p := o.joined("a@assembly.example", operator.Reviewer)
	link, token, err := o.Admit(t.Context(), "A@assembly.example", "admin")
	o.must(err)
	if link.Kind != operator.Renewal || link.Role != operator.Reviewer || !o.signedIn(p.cookie) {
		t.Errorf("%+v", link)
	}
	next := &person{factor: operator.GenerateFactor()}
	_, err = o.Enrol(t.Context(), token, operator.Form{Password: secret.New(another), Factor: next.factor, Code: o.code(next)})
	o.must(err)
	if o.signedIn(p.cookie) {
		t.Error("a sign-in outlives the renewal")
	}
	_, err = o.signIn(p.Email, secret.New(another), o.code(next))
	o.must(err)
	if got, err := o.Store.Operator(t.Context(), p.ID); err != nil || got.Role != operator.Reviewer || got.Name != p.Name {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestARejectedEnrolmentNamesItsControlsAndKeepsTheLink(t *testing.T) {
	o := open(t)
	_, token, err := o.Admit(t.Context(), "a@assembly.example", "admin")
	o.must(err)
	p := &person{factor: operator.GenerateFactor()}
	good := operator.Form{Name: "Ana", Password: secret.New(password), Factor: p.factor, Code: o.code(p)}
	for name, row := range map[string]struct {
		change   func(*operator.Form)
		controls []string
	}{
		"nothing":        {func(f *operator.Form) { *f = operator.Form{} }, []string{"name", "password", "code"}},
		"no name":        {func(f *operator.Form) { f.Name = " \t" }, []string{"name"}},
		"a long name":    {func(f *operator.Form) { f.Name = strings.Repeat("ђ", 101) }, []string{"name"}},
		"a strange name": {func(f *operator.Form) { f.Name = "Ana <b>" }, []string{"name"}},
		"a name on two":  {func(f *operator.Form) { f.Name = "A\u202ena" }, []string{"name"}},
		"a short one":    {func(f *operator.Form) { f.Password = secret.New("kratka") }, []string{"password"}},
		"own name":       {func(f *operator.Form) { f.Name, f.Password = "Dobrivoje", secret.New("dobrivoje123456") }, []string{"password"}},
		"a wrong code":   {func(f *operator.Form) { f.Code = secret.New("00000x") }, []string{"code"}},
		"no factor":      {func(f *operator.Form) { f.Factor = secret.Text{} }, []string{"factor"}},
		"a weak factor":  {func(f *operator.Form) { f.Factor = secret.New("AAAAAAAA") }, []string{"factor"}},
	} {
		f := good
		row.change(&f)
		_, err := o.Enrol(t.Context(), token, f)
		var controls []string
		for _, field := range fault.FieldsOf(err) {
			controls = append(controls, field.Name)
		}
		if !fault.Is(err, fault.Invalid) || !slices.Equal(controls, row.controls) {
			t.Errorf("%s: %v", name, err)
		}
	}
	done, err := o.Enrol(t.Context(), token, good)
	o.must(err)
	for _, unknown := range []string{"", token.Reveal() + "x", token.Reveal()[1:]} {
		if _, err := o.Enrolment(t.Context(), secret.New(unknown)); !fault.Is(err, fault.NotFound) {
			t.Errorf("an unknown link: %v", err)
		}
	}
	if done.Operator.Role != operator.Admin {
		t.Errorf("%+v", done.Operator)
	}
}

func TestALinkWorksForADayAndNotForWhoWasDisabled(t *testing.T) {
	o := open(t)
	o.joined("admin@assembly.example", operator.Admin)
	p := o.joined("a@assembly.example", operator.Viewer)
	link, token, err := o.Admit(t.Context(), p.Email, "viewer")
	o.must(err)
	if !link.ExpiresAt.Equal(o.now.Add(24 * time.Hour)) {
		t.Errorf("until %s", link.ExpiresAt)
	}
	o.now = link.ExpiresAt.Add(-time.Millisecond)
	_, err = o.Enrolment(t.Context(), token)
	o.must(err)
	o.now = link.ExpiresAt
	if _, err := o.Enrolment(t.Context(), token); fault.MessageOf(err).Key != "fault.enrolment.expired" || !fault.Is(err, fault.Expired) {
		t.Errorf("after a day: %v", err)
	}
	_, token, err = o.Admit(t.Context(), p.Email, "viewer")
	o.must(err)
	o.must(o.Disable(t.Context(), audit.Shell(), p.ID))
	if _, err := o.Enrol(t.Context(), token, operator.Form{}); fault.MessageOf(err).Key != "fault.enrolment.withdrawn" {
		t.Errorf("of a disabled account: %v", err)
	}
	if _, _, err := o.Admit(t.Context(), p.Email, "viewer"); !fault.Is(err, fault.Conflict) {
		t.Errorf("a renewal of a disabled account: %v", err)
	}
}

func TestWhoIsInvitedIsChecked(t *testing.T) {
	o := open(t)
	p := o.joined("a@assembly.example", operator.Admin)
	for _, row := range []struct{ email, role, control string }{
		{"a", "admin", "email"}, {"b@assembly.example", "owner", "role"}, {p.Email, "viewer", "email"},
	} {
		_, _, err := o.Invite(t.Context(), p.Actor(), row.email, row.role)
		if fields := fault.FieldsOf(err); len(fields) != 1 || fields[0].Name != row.control {
			t.Errorf("%+v: %v", row, err)
		}
	}
	link, _, err := o.Invite(t.Context(), p.Actor(), "b@assembly.example", "viewer")
	o.must(err)
	if entry := o.last(1)[0]; entry.Actor != p.Actor() || entry.Details["role"] != "viewer" || entry.Details["until"] != audit.Time(link.ExpiresAt) {
		t.Errorf("recorded %+v", entry.Act)
	}
	if _, _, err := o.Reset(t.Context(), p.Actor(), p.ID, operator.Renewal); !fault.Is(err, fault.NotFound) {
		t.Errorf("a renewal that is not the shell's: %v", err)
	}
	if err := o.SetRole(t.Context(), p.Actor(), p.ID, "owner"); !fault.Is(err, fault.Invalid) {
		t.Errorf("a role that is none: %v", err)
	}
}

func TestFactorsAreSealedAnewAndStillWork(t *testing.T) {
	o := open(t)
	p := o.joined("a@assembly.example", operator.Viewer)
	o.must(o.Reseal(t.Context()))
	now, err := o.Store.Operator(t.Context(), p.ID)
	o.must(err)
	if string(now.Factor) == string(p.Factor) {
		t.Error("not sealed anew")
	}
	_, err = o.signIn(p.Email, p.password, o.code(p))
	o.must(err)

	keyset, err := vault.NewKeyset() // the keys are lost
	o.must(err)
	o.Vault, err = vault.New(keyset)
	o.must(err)
	o.must(o.Reseal(t.Context()))
	if _, err := o.signIn(p.Email, p.password, o.code(p)); !fault.Is(err, fault.Invalid) {
		t.Errorf("without its key: %v", err)
	}
	_, err = o.signIn(p.Email, p.password, p.codes[0])
	o.must(err)
}

func TestNothingOfAnOperatorPrints(t *testing.T) {
	o := open(t)
	p := o.joined("a@assembly.example", operator.Viewer)
	attempt := operator.Attempt{Email: p.Email, Password: p.password, Code: p.codes[0], Cookie: p.cookie}
	form := operator.Form{Password: p.password, Current: p.password, Factor: p.factor, Code: p.codes[0]}
	shown := fmt.Sprintf("%+v %+v %+v %#v", p.Operator, attempt, form, operator.Enrolled{Cookie: p.cookie, Codes: p.codes})
	for _, leak := range []string{password, p.factor.Reveal(), p.codes[0].Reveal(), p.cookie.Reveal(), "argon2id"} {
		if strings.Contains(shown, leak) {
			t.Errorf("%.6s… prints", leak)
		}
	}
}
