package google

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"emailcampaigns/app/secret"
	"emailcampaigns/app/sending"
)

func oauthAt(t *testing.T, answer http.HandlerFunc) (OAuth, *atomic.Int64) {
	t.Helper()
	var requests atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		answer(w, r)
	}))
	t.Cleanup(server.Close)
	return OAuth{
		ClientID: "client", ClientSecret: secret.New("client-secret"), RedirectURL: "https://campaigns.example/oauth/google",
		AuthURL: "https://accounts.example/auth", TokenURL: server.URL + "/token", RevokeURL: server.URL + "/revoke",
		Offline: true, HTTP: Client(nil), Now: func() time.Time { return sentAt },
	}, &requests
}

func answers(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func TestTheAuthorizationURLAsksForOnePermission(t *testing.T) {
	o, _ := oauthAt(t, nil)
	for offline, access := range map[bool]string{true: "offline", false: "online"} {
		o.Offline = offline
		u, err := url.Parse(o.AuthorizationURL("the state", secret.New("a-verifier-of-enough-characters-to-be-accepted-here"), secret.New("nadja+x@gmail.example")).Reveal())
		if err != nil {
			t.Fatal(err)
		}
		want := url.Values{
			"client_id": {"client"}, "redirect_uri": {o.RedirectURL}, "response_type": {"code"}, "scope": {Scope}, "state": {"the state"},
			"access_type": {access}, "prompt": {"select_account consent"}, "login_hint": {"nadja+x@gmail.example"},
			"code_challenge": {u.Query().Get("code_challenge")}, "code_challenge_method": {"S256"},
		}
		if got := u.Query().Encode(); got != want.Encode() {
			t.Errorf("got  %s\nwant %s", got, want.Encode())
		}
		if len(u.Query().Get("code_challenge")) != 43 {
			t.Errorf("challenge %q", u.Query().Get("code_challenge"))
		}
	}
}

func TestExchange(t *testing.T) {
	const granted = `"scope":"` + Scope + `"`
	tests := map[string]struct {
		answer http.HandlerFunc
		reason sending.Reason // "" when it succeeds
		life   time.Duration
		orphan bool // tokens came that have to be revoked
	}{
		"granted":          {answers(200, `{"access_token":"a","refresh_token":"r","expires_in":3599,"token_type":"Bearer",`+granted+`}`), "", 3599 * time.Second, false},
		"no lifetime":      {answers(200, `{"access_token":"a","token_type":"Bearer",`+granted+`}`), "", time.Hour, false},
		"a very long life": {answers(200, `{"access_token":"a","expires_in":99999,"token_type":"Bearer",`+granted+`}`), "", time.Hour, false},
		"more than asked":  {answers(200, `{"access_token":"a","expires_in":60,"token_type":"Bearer","scope":"openid `+Scope+`"}`), "", time.Minute, false},
		"no scope":         {answers(200, `{"access_token":"a","refresh_token":"r","expires_in":60,"token_type":"Bearer","scope":""}`), sending.NotGranted, 0, true},
		"another scope":    {answers(200, `{"access_token":"a","expires_in":60,"token_type":"Bearer","scope":"`+Scope+`.fake"}`), sending.NotGranted, 0, true},
		"not a bearer":     {answers(200, `{"access_token":"a","expires_in":60,"token_type":"mac",`+granted+`}`), sending.GoogleFailed, 0, true},
		"code used":        {answers(400, `{"error":"invalid_grant"}`), sending.CodeExpired, 0, false},
		"wrong client":     {answers(401, `{"error":"invalid_client"}`), sending.GoogleFailed, 0, false},
		"500":              {answers(500, `oops`), sending.GoogleFailed, 0, false},
		"nonsense":         {answers(200, `<html>`), sending.GoogleFailed, 0, false},
		"no token":         {answers(200, `{}`), sending.GoogleFailed, 0, false},
		"a redirect": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/again", http.StatusTemporaryRedirect)
		}, sending.GoogleFailed, 0, false},
		"connection closed": {hijacked(t, func(net.Conn) {}), sending.GoogleFailed, 0, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			o, requests := oauthAt(t, test.answer)
			grant, err := o.Exchange(t.Context(), secret.New("the-code"), secret.New("the-verifier"))
			if n := requests.Load(); n != 1 {
				t.Errorf("%d requests: a code works once", n)
			}
			if test.reason == "" {
				if err != nil || grant.Access.Reveal() != "a" || !grant.ExpiresAt.Equal(sentAt.Add(test.life)) {
					t.Errorf("got %v until %v, %v", grant.Access.Reveal(), grant.ExpiresAt, err)
				}
				return
			}
			var refused *sending.ConnectError
			if !errors.As(err, &refused) || refused.Reason != test.reason || refused.Grant.Empty() == test.orphan {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestTheCodeIsRedeemedWithItsVerifier(t *testing.T) {
	o, _ := oauthAt(t, func(w http.ResponseWriter, r *http.Request) {
		for name, want := range map[string]string{
			"grant_type": "authorization_code", "code": "the-code", "code_verifier": "the-verifier", "client_id": "client",
			"client_secret": "client-secret", "redirect_uri": "https://campaigns.example/oauth/google",
		} {
			if got := r.PostFormValue(name); got != want {
				t.Errorf("%s is %q", name, got)
			}
		}
		if r.Header.Get("Authorization") != "" {
			t.Error("the secret is sent twice")
		}
		answers(200, `{"access_token":"a","token_type":"Bearer","scope":"`+Scope+`"}`)(w, r)
	})
	if _, err := o.Exchange(t.Context(), secret.New("the-code"), secret.New("the-verifier")); err != nil {
		t.Error(err)
	}
}

func TestRevoke(t *testing.T) {
	for name, test := range map[string]struct {
		answer http.HandlerFunc
		ok     bool
	}{
		"revoked":         {answers(200, `{}`), true},
		"unknown already": {answers(400, `{"error":"invalid_token"}`), true},
		"failed":          {answers(503, ``), false},
		"a redirect": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/again", http.StatusTemporaryRedirect)
		}, false},
		"connection closed": {hijacked(t, func(net.Conn) {}), false},
	} {
		o, requests := oauthAt(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.RawQuery != "" || r.PostFormValue("token") != "the-token" {
				t.Errorf("%s: the token is not in the body alone", name)
			}
			test.answer(w, r)
		})
		if err := o.Revoke(t.Context(), secret.New("the-token")); (err == nil) != test.ok {
			t.Errorf("%s: %v", name, err)
		}
		if n := requests.Load(); n != 1 {
			t.Errorf("%s: %d requests", name, n)
		}
	}
}

func TestEveryErrorOfTheRedirectHasItsReason(t *testing.T) {
	for code, want := range map[string]sending.Reason{
		"": "", "access_denied": sending.Declined, "admin_policy_enforced": sending.AdminPolicy, "org_internal": sending.OrgInternal,
		"server_error": sending.GoogleFailed, "<script>": sending.GoogleFailed,
	} {
		if got := CallbackReason(code); got != want {
			t.Errorf("%q: got %q, want %q", code, got, want)
		}
	}
}
