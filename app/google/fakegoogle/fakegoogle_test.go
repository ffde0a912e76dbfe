package fakegoogle

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/oauth2"
	"google.golang.org/api/gmail/v1"
	"google.golang.org/api/googleapi"
	"google.golang.org/api/option"

	ecm "emailcampaigns"
)

const redirect = "http://127.0.0.1:9/oauth/google"

// google is a simulated Google on a port, with the real clients beside it.
type google struct {
	*Server
	t    *testing.T
	http *httptest.Server
	now  time.Time
}

func start(t *testing.T) *google {
	t.Helper()
	g := &google{t: t, now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	files := fstest.MapFS{}
	entries, err := ecm.Views.ReadDir("views/fakegoogle")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		content, err := ecm.Views.ReadFile("views/fakegoogle/" + entry.Name())
		if err != nil {
			t.Fatal(err)
		}
		files["fakegoogle/"+entry.Name()] = &fstest.MapFile{Data: content}
	}
	g.Server, err = New(Options{
		ClientID: "client", ClientSecret: "secret", RedirectURIs: []string{redirect}, Views: files, CSS: []byte("body{}"),
		Accounts: []Account{{Address: "sam.weaver@gmail.com", Name: "Sam Weaver"}, {Address: "office@company.example", Name: "Office", NoGmail: true}},
		Now:      func() time.Time { return g.now }, AppName: "The App", AppURL: "http://127.0.0.1:9", Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	g.http = httptest.NewServer(g.Server)
	t.Cleanup(g.http.Close)
	return g
}

func (g *google) config() *oauth2.Config {
	return &oauth2.Config{
		ClientID: "client", ClientSecret: "secret", RedirectURL: redirect, Scopes: []string{gmail.GmailSendScope},
		Endpoint: oauth2.Endpoint{AuthURL: g.http.URL + "/o/oauth2/v2/auth", TokenURL: g.http.URL + "/token", AuthStyle: oauth2.AuthStyleInParams},
	}
}

const (
	state    = "0123456789012345678901234567890123456789012"
	verifier = "a-verifier-of-the-length-that-rfc-7636-asks-for-4321"
)

func (g *google) authorization(options ...oauth2.AuthCodeOption) string {
	return g.config().AuthCodeURL(state, append([]oauth2.AuthCodeOption{oauth2.AccessTypeOffline, oauth2.S256ChallengeOption(verifier)}, options...)...)
}

// code consents and returns the code.
func (g *google) code(account string) string {
	g.t.Helper()
	back, err := g.Consent(g.authorization(oauth2.SetAuthURLParam("login_hint", account)), account)
	if err != nil {
		g.t.Fatal(err)
	}
	u, err := url.Parse(back)
	if err != nil || u.Query().Get("state") != state || !strings.HasPrefix(back, redirect+"?") {
		g.t.Fatalf("sent back to %s, %v", back, err)
	}
	return u.Query().Get("code")
}

func (g *google) token(account string) *oauth2.Token {
	g.t.Helper()
	token, err := g.config().Exchange(g.t.Context(), g.code(account), oauth2.VerifierOption(verifier))
	if err != nil {
		g.t.Fatal(err)
	}
	return token
}

// send sends with the real Gmail client and returns the status.
func (g *google) send(token *oauth2.Token, user, raw string) (status int, err error) {
	g.t.Helper()
	client := oauth2.NewClient(context.Background(), oauth2.StaticTokenSource(&oauth2.Token{AccessToken: token.AccessToken}))
	service, err := gmail.NewService(context.Background(), option.WithHTTPClient(client), option.WithEndpoint(g.http.URL+"/"))
	if err != nil {
		g.t.Fatal(err)
	}
	sent, err := service.Users.Messages.Send(user, &gmail.Message{Raw: base64.URLEncoding.EncodeToString([]byte(raw))}).Do()
	var answer *googleapi.Error
	if errors.As(err, &answer) {
		return answer.Code, err
	}
	if err != nil {
		return 0, err
	}
	return sent.HTTPStatusCode, nil
}

const letter = "To: office@assembly.example, b@assembly.example\r\nBcc: hidden@x.example\r\nSubject: =?utf-8?q?=D0=9C=D0=BE=D0=BB=D0=B1=D0=B0?=\r\n" +
	"Message-ID: <mine@x.example>\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=D0=97=D0=B4=D1=80=D0=B0=D0=B2=D0=BE\r\n"

func TestAMessageIsDeliveredAsGmailDelivers(t *testing.T) {
	g := start(t)
	token := g.token("nadja@gmail.example")
	if token.RefreshToken == "" || token.Extra("scope") != gmail.GmailSendScope {
		t.Errorf("token: %+v", token)
	}
	if status, err := g.send(token, "nadja@gmail.example", letter); status != http.StatusOK {
		t.Fatalf("status %d, %v", status, err)
	}
	sent := g.Outbox()[0]
	if sent.Subject != "Молба" || sent.Body != "Здраво\n" || sent.Account != "nadja@gmail.example" || len(sent.To) != 2 {
		t.Errorf("sent: %+v", sent)
	}
	raw := string(sent.Raw)
	for text, want := range map[string]bool{
		"From: \"nadja\" <nadja@gmail.example>\r\n": true, "mine@x.example": false, "hidden@x.example": false, "Date: ": true, "\r\n\r\n=D0=97": true,
	} {
		if strings.Contains(raw, text) != want {
			t.Errorf("%q in the source: %v\n%s", text, !want, raw)
		}
	}
}

func TestWhatGmailRefuses(t *testing.T) {
	g := start(t)
	token := g.token("sam.weaver@gmail.com")
	tests := map[string]struct {
		user, raw string
		status    int
	}{
		"me":                      {"me", letter, 200},
		"the account":             {"sam.weaver@gmail.com", letter, 200},
		"another spelling of it":  {"SamWeaver+x@googlemail.com", letter, 200},
		"another account":         {"other@gmail.com", letter, 403},
		"another account, empty":  {"other@gmail.com", "", 403},
		"the account, empty":      {"sam.weaver@gmail.com", "", 400},
		"nobody to send it to":    {"me", "Subject: x\r\n\r\nx", 400},
		"no message":              {"me", "x", 400},
		"an address that is none": {"me", "To: nobody\r\n\r\nx", 400},
	}
	for name, test := range tests {
		if status, err := g.send(token, test.user, test.raw); status != test.status {
			t.Errorf("%s: %d, %v", name, status, err)
		}
	}
	if status, _ := g.send(g.token("office@company.example"), "me", letter); status != http.StatusBadRequest {
		t.Errorf("an account without Gmail: %d", status)
	}
	if status, _ := g.send(&oauth2.Token{AccessToken: token.RefreshToken}, "me", letter); status != http.StatusUnauthorized {
		t.Errorf("a refresh token: %d", status)
	}
	g.now = g.now.Add(time.Hour)
	if status, _ := g.send(token, "me", letter); status != http.StatusUnauthorized {
		t.Errorf("an expired token: %d", status)
	}
	if n := len(g.Outbox()); n != 3 {
		t.Errorf("%d messages were accepted", n)
	}
}

func TestACodeIsGoodForOneExchange(t *testing.T) {
	tests := map[string]func(*google, *oauth2.Config, *string) string{
		"another client": func(_ *google, c *oauth2.Config, _ *string) string { c.ClientID = "x"; return "invalid_client" },
		"another secret": func(_ *google, c *oauth2.Config, _ *string) string { c.ClientSecret = "x"; return "invalid_client" },
		"another redirect": func(_ *google, c *oauth2.Config, _ *string) string {
			c.RedirectURL = "http://x.example"
			return "invalid_grant"
		},
		"another verifier": func(_ *google, _ *oauth2.Config, v *string) string { *v = strings.ToUpper(*v); return "invalid_grant" },
		"a short verifier": func(_ *google, _ *oauth2.Config, v *string) string { *v = "short"; return "invalid_grant" },
		"too late": func(g *google, _ *oauth2.Config, _ *string) string {
			g.now = g.now.Add(codeLife)
			return "invalid_grant"
		},
	}
	for name, change := range tests {
		g := start(t)
		code, config, v := g.code("nadja@gmail.example"), g.config(), verifier
		want := change(g, config, &v)
		_, err := config.Exchange(t.Context(), code, oauth2.VerifierOption(v))
		var refused *oauth2.RetrieveError
		if !errors.As(err, &refused) || refused.ErrorCode != want {
			t.Errorf("%s: %v", name, err)
		}
	}
	g := start(t)
	code := g.code("nadja@gmail.example")
	token, err := g.config().Exchange(t.Context(), code, oauth2.VerifierOption(verifier))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.config().Exchange(t.Context(), code, oauth2.VerifierOption(verifier)); err == nil {
		t.Error("a code was redeemed twice")
	}
	if status, _ := g.send(token, "me", letter); status != http.StatusUnauthorized {
		t.Errorf("after its code came twice a token still sends: %d", status)
	}
}

func TestRevokingOneTokenEndsTheGrant(t *testing.T) {
	g := start(t)
	first, second := g.token("nadja@gmail.example"), g.token("nadja@gmail.example")
	other := g.token("sam.weaver@gmail.com")
	revoke := func(token string) int {
		response, err := http.PostForm(g.http.URL+"/revoke", url.Values{"token": {token}})
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		return response.StatusCode
	}
	if status := revoke(first.AccessToken); status != http.StatusOK {
		t.Errorf("revoking: %d", status)
	}
	if status := revoke(first.RefreshToken); status != http.StatusBadRequest {
		t.Errorf("revoking again: %d", status)
	}
	if status, _ := g.send(second, "me", letter); status != http.StatusUnauthorized {
		t.Errorf("the person's other token still sends: %d", status)
	}
	if status, _ := g.send(other, "me", letter); status != http.StatusOK {
		t.Errorf("another person's token does not send: %d", status)
	}
	if n := g.LiveTokens(); n != 2 {
		t.Errorf("%d tokens live", n)
	}
}

func TestWhatTheConsentPageRefuses(t *testing.T) {
	g := start(t)
	set := oauth2.SetAuthURLParam
	tests := map[string]oauth2.AuthCodeOption{
		"another client":    set("client_id", "x"),
		"another redirect":  set("redirect_uri", redirect+"/x"),
		"another flow":      set("response_type", "token"),
		"another scope":     set("scope", gmail.GmailSendScope+" "+gmail.GmailReadonlyScope),
		"no scope":          set("scope", ""),
		"a plain challenge": set("code_challenge_method", "plain"),
		"no challenge":      set("code_challenge", ""),
		"a short state":     set("state", "short"),
		"an unknown prompt": set("prompt", "please"),
		"unknown access":    set("access_type", "always"),
	}
	for name, option := range tests {
		response, err := http.Get(g.authorization(option))
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		if response.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: %d", name, response.StatusCode)
		}
		if _, err := g.Consent(g.authorization(option), "sam.weaver@gmail.com"); err == nil {
			t.Errorf("%s: consented", name)
		}
	}
	request, err := http.NewRequest(http.MethodGet, g.authorization(), nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("User-Agent", "Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) AppleWebKit/537.36 [FBAN/EMA;FBAV/400.0]")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusForbidden {
		t.Errorf("inside an app: %d", response.StatusCode)
	}
}

func TestTheHintedAddressIsOfferedFirst(t *testing.T) {
	g := start(t)
	for hint, want := range map[string][]string{
		"":                       {"sam.weaver@gmail.com", "office@company.example"},
		"nadja@gmail.example":    {"nadja@gmail.example", "sam.weaver@gmail.com", "office@company.example"},
		"samweaver+x@gmail.com":  {"sam.weaver@gmail.com", "office@company.example"},
		"office@company.example": {"office@company.example", "sam.weaver@gmail.com"},
		"<script>":               {"sam.weaver@gmail.com", "office@company.example"},
	} {
		response, err := http.Get(g.authorization(oauth2.SetAuthURLParam("login_hint", hint)))
		if err != nil {
			t.Fatal(err)
		}
		page, err := goquery.NewDocumentFromReader(response.Body)
		_ = response.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		page.Find("button[name=account]").Each(func(_ int, b *goquery.Selection) { got = append(got, b.AttrOr("value", "")) })
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("hint %q: %v", hint, got)
		}
	}
}

func TestOtherAnswersOfTheConsentPage(t *testing.T) {
	g := start(t)
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for answer, want := range map[string]string{
		"access_denied": "error=access_denied", "admin_policy_enforced": "error=admin_policy_enforced", "org_internal": "error=org_internal", "untick": "code=",
	} {
		response, err := client.PostForm(g.authorization(), url.Values{"account": {"sam.weaver@gmail.com"}, "answer": {answer}})
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
		back := response.Header.Get("Location")
		if !strings.Contains(back, want) || !strings.Contains(back, "state="+state) {
			t.Errorf("%s: %s", answer, back)
		}
		if answer != "untick" {
			continue
		}
		u, _ := url.Parse(back)
		token, err := g.config().Exchange(t.Context(), u.Query().Get("code"), oauth2.VerifierOption(verifier))
		if err != nil || token.Extra("scope") != "" {
			t.Errorf("half granted: %v, %v", token, err)
			continue
		}
		if status, _ := g.send(token, "me", letter); status != http.StatusForbidden {
			t.Errorf("a token without the permission sends: %d", status)
		}
	}
}

func TestEveryFaultIsPlayedAsOftenAsAsked(t *testing.T) {
	statuses := map[Fault]int{
		BadRequest: 400, MailNotEnabled: 400, AuthError: 401, InsufficientScope: 403, DelegationDenied: 403, DomainPolicy: 403,
		RateLimited: 403, UserRateLimited: 403, TooMany: 429, TooManyHeader: 429, DailyLimit: 403, OtherRefusal: 413,
		Error500: 500, Error502: 502, Error503: 503, Error504: 504, Slow: 200, ResetBefore: 0, ResetAfter: 0, Drop: 0, Garbage: 0,
	}
	accepted := map[Fault]bool{Slow: true, Drop: true, Garbage: true}
	for _, d := range sendFaults {
		if d.Fault == Hang {
			continue // the program's own tests wait for it
		}
		t.Run(string(d.Fault), func(t *testing.T) {
			t.Parallel()
			want, known := statuses[d.Fault]
			if !known {
				t.Fatal("a fault without a test")
			}
			g := start(t)
			token := g.token("nadja@gmail.example")
			g.Play(d.Fault, 1)
			if status, err := g.send(token, "me", letter); status != want {
				t.Errorf("status %d, %v", status, err)
			}
			if n := len(g.Outbox()); (n == 1) != accepted[d.Fault] {
				t.Errorf("%d messages were accepted", n)
			}
			if status, err := g.send(token, "me", letter); status != http.StatusOK {
				t.Errorf("the next one: %d, %v", status, err)
			}
		})
	}
}

func TestThePagesShowWhatHappened(t *testing.T) {
	g := start(t)
	get := func(path string) string {
		t.Helper()
		response, err := http.Get(g.http.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if err != nil || response.StatusCode != http.StatusOK || response.Header.Get("X-Frame-Options") != "DENY" {
			t.Errorf("%s: %d, %v", path, response.StatusCode, err)
		}
		return string(content)
	}
	if !strings.Contains(get("/"), "Nothing was sent yet") {
		t.Error("an empty outbox says nothing")
	}
	_, _ = g.send(g.token("nadja@gmail.example"), "me", strings.Replace(letter, "=?utf-8?q?=D0=9C=D0=BE=D0=BB=D0=B1=D0=B0?=", "<script>alert(1)</script>", 1))
	sent := g.Outbox()[0]
	for path, want := range map[string]string{"/outbox": "from nadja@gmail.example to 2 recipients", "/outbox/" + sent.ID: "Здраво", "/style.css": "body"} {
		content := get(path)
		if !strings.Contains(content, want) || strings.Contains(content, "<script>") {
			t.Errorf("%s: %s", path, content)
		}
	}
	response, err := http.PostForm(g.http.URL+"/faults", url.Values{"fault": {"daily_limit"}, "times": {"2"}})
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if content := get("/faults"); !strings.Contains(content, "daily limit of the service: 2") {
		t.Errorf("the fault is not shown as waiting")
	}
	for _, wrong := range []url.Values{{"fault": {"x"}, "times": {"1"}}, {"fault": {"slow"}, "times": {"-1"}}, {"fault": {"slow"}, "times": {"many"}}} {
		response, err := http.PostForm(g.http.URL+"/faults", wrong)
		if err != nil {
			t.Fatal(err)
		}
		_ = response.Body.Close()
	}
	if _, played := g.next([]Described{{Slow, ""}}); played {
		t.Error("nonsense is taken over")
	}
}

func TestManyAtOnce(t *testing.T) {
	g := start(t)
	token := g.token("nadja@gmail.example")
	var wait sync.WaitGroup
	for range 20 {
		wait.Go(func() {
			_, _ = g.send(token, "me", letter)
			_, _ = g.Outbox(), g.LiveTokens()
		})
	}
	wait.Wait()
	if calls := g.Calls(); len(g.Outbox()) != 20 || calls.Sends != 20 {
		t.Errorf("%d messages, %+v", len(g.Outbox()), calls)
	}
}

func TestTheAuthenticatorShowsTheCodesOfTheKeysItWasGiven(t *testing.T) {
	g := start(t)
	g.now = time.Unix(59, 0).UTC()
	read := func(response *http.Response, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if err != nil || response.StatusCode != http.StatusOK {
			t.Errorf("%d, %v", response.StatusCode, err)
		}
		return string(content)
	}
	if content := read(http.Get(g.http.URL + "/authenticator")); !strings.Contains(content, "holds no account yet") {
		t.Error("an empty authenticator says nothing")
	}
	// The key and the code of RFC 6238, appendix B.
	content := read(http.Get(g.http.URL + "/authenticator?account=ana%40organisation.example&key=gezd+gnbv+gy3t+qojq+gezd+gnbv+gy3t+qojq"))
	if !strings.Contains(content, "ana@organisation.example") || !strings.Contains(content, "287082") {
		t.Errorf("got %s", content)
	}
	content = read(http.PostForm(g.http.URL+"/authenticator", url.Values{"account": {"<b>"}, "key": {"0"}}))
	if !strings.Contains(content, "not a key") || strings.Contains(content, "<b>") {
		t.Errorf("got %s", content)
	}
}
