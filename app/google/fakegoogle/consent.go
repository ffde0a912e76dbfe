package fakegoogle

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"time"
)

// gmailSend is the only scope this Google knows.
const gmailSend = "https://www.googleapis.com/auth/gmail.send"

// codeLife is how long a code may be redeemed.
const codeLife = 10 * time.Minute

// request is what the program asks for at the authorization endpoint.
type request struct {
	redirect, state, challenge, hint string
	scopes                           []string
	offline                          bool
}

// webViews are marks of browsers inside apps, which Google refuses.
var webViews = []string{"; wv)", "FBAN/", "FBAV/", "Instagram ", "Viber/", "LinkedInApp", "Line/"}

// read checks a request as Google does. Its errors are shown and never sent to
// the redirect address.
func (s *Server) read(r *http.Request) (request, error) {
	for _, mark := range webViews {
		if strings.Contains(r.UserAgent(), mark) {
			return request{}, errors.New("disallowed_useragent")
		}
	}
	q := r.URL.Query()
	asked := request{
		redirect: q.Get("redirect_uri"), state: q.Get("state"), challenge: q.Get("code_challenge"), hint: q.Get("login_hint"),
		scopes: strings.Fields(q.Get("scope")), offline: q.Get("access_type") == "offline",
	}
	prompts := strings.Fields(q.Get("prompt"))
	switch {
	case q.Get("client_id") != s.ClientID:
		return asked, errors.New("invalid_client")
	case !slices.Contains(s.RedirectURIs, asked.redirect):
		return asked, errors.New("redirect_uri_mismatch")
	case q.Get("response_type") != "code":
		return asked, errors.New("unsupported_response_type")
	case len(asked.scopes) == 0 || slices.ContainsFunc(asked.scopes, func(scope string) bool { return scope != gmailSend }):
		return asked, errors.New("invalid_scope")
	case q.Get("code_challenge_method") != "S256" || len(asked.challenge) != 43:
		return asked, errors.New("invalid_request: code_challenge")
	case len(asked.state) < 32:
		return asked, errors.New("invalid_request: state")
	case !slices.Contains([]string{"", "online", "offline"}, q.Get("access_type")):
		return asked, errors.New("invalid_request: access_type")
	case slices.ContainsFunc(prompts, func(p string) bool { return !slices.Contains([]string{"none", "consent", "select_account"}, p) }):
		return asked, errors.New("invalid_request: prompt")
	}
	return asked, nil
}

// choosable returns the accounts of the chooser: the sample ones, and first the
// hinted one, as an account of its own.
func (s *Server) choosable(hint string) []Account {
	if _, err := mail.ParseAddress(hint); err != nil {
		return s.Accounts
	}
	for i, a := range s.Accounts {
		if normal(a.Address) == normal(hint) {
			return slices.Concat(s.Accounts[i:i+1], s.Accounts[:i], s.Accounts[i+1:])
		}
	}
	local, _, _ := strings.Cut(hint, "@")
	return append([]Account{{Address: hint, Name: local}}, s.Accounts...)
}

type consentPage struct {
	AppName, AppURL string
	Error           string
	Here            string // address of this page
	Accounts        []Account
	Chosen          *Account
}

// authorize shows the chooser, and the consent page once an account is chosen.
func (s *Server) authorize(w http.ResponseWriter, r *http.Request) {
	page := consentPage{AppName: s.AppName, AppURL: s.AppURL, Here: r.URL.RequestURI()}
	asked, err := s.read(r)
	if err != nil {
		page.Error = err.Error()
		status := http.StatusBadRequest
		if page.Error == "disallowed_useragent" {
			status = http.StatusForbidden
		}
		s.page(w, status, "refused.html", page)
		return
	}
	page.Accounts = s.choosable(asked.hint)
	s.page(w, http.StatusOK, "choose.html", page)
}

// decide takes the choice of an account, and then the answer to the question.
func (s *Server) decide(w http.ResponseWriter, r *http.Request) {
	asked, err := s.read(r)
	if err != nil || r.ParseForm() != nil {
		s.page(w, http.StatusBadRequest, "refused.html", consentPage{AppName: s.AppName, AppURL: s.AppURL, Error: "invalid_request"})
		return
	}
	accounts := s.choosable(asked.hint)
	i := slices.IndexFunc(accounts, func(a Account) bool { return a.Address == r.PostForm.Get("account") })
	if i < 0 {
		s.page(w, http.StatusOK, "choose.html", consentPage{AppName: s.AppName, AppURL: s.AppURL, Here: r.URL.RequestURI(), Accounts: accounts})
		return
	}
	back := url.Values{"state": {asked.state}}
	switch answer := r.PostForm.Get("answer"); answer {
	case "allow", "untick":
		scopes := asked.scopes
		if answer == "untick" {
			scopes = nil
		}
		back.Set("code", s.issue(asked, accounts[i], scopes))
		back.Set("scope", strings.Join(scopes, " "))
	case "access_denied", "admin_policy_enforced", "org_internal":
		back.Set("error", answer)
	default:
		s.page(w, http.StatusOK, "consent.html", consentPage{AppName: s.AppName, AppURL: s.AppURL, Here: r.URL.RequestURI(), Chosen: &accounts[i]})
		return
	}
	http.Redirect(w, r, asked.redirect+"?"+back.Encode(), http.StatusSeeOther)
}

func (s *Server) issue(asked request, account Account, scopes []string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls.Authorizations++
	id := "4/" + random()
	s.codes[id] = &code{
		grant: s.grantOf(account, scopes), redirect: asked.redirect, verifier: asked.challenge, offline: asked.offline,
		expires: s.Now().Add(codeLife),
	}
	return id
}

// grantOf returns the account's grant, which is one however often it is given:
// revoking any token ends it for all.
func (s *Server) grantOf(account Account, scopes []string) *grant {
	for _, t := range s.tokens {
		if normal(t.grant.account.Address) == normal(account.Address) && slices.Equal(t.grant.scopes, scopes) {
			return t.grant
		}
	}
	return &grant{account: account, scopes: scopes}
}

// Consent walks through the pages without a browser: it chooses the account and
// allows what is asked. It returns the address Google sends the browser to.
func (s *Server) Consent(authorization, account string) (string, error) {
	u, err := url.Parse(authorization)
	if err != nil {
		return "", err
	}
	form := url.Values{"account": {account}, "answer": {"allow"}}
	r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, u.RequestURI(), strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	back := w.Header().Get("Location")
	if !strings.Contains(back, "code=") {
		return "", fmt.Errorf("no consent for %s: status %d", account, w.Code)
	}
	return back, nil
}
