package fakegoogle

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/pquerna/otp/totp"
)

// authenticatorPeriod is how long a code is shown (RFC 6238 5.2).
const authenticatorPeriod = 30 * time.Second

// enrolled is an account in the simulated authenticator app.
type enrolled struct{ account, key string }

type authenticatorPage struct {
	AppURL string
	Codes  []authenticatorCode
	Left   int // seconds until the codes change
}

type authenticatorCode struct{ Account, Digits string }

// showAuthenticator is an authenticator app: it takes a key over, as a phone does
// by its camera, and shows the codes of all it holds, the newest first.
func (s *Server) showAuthenticator(w http.ResponseWriter, r *http.Request) {
	if key := strings.ToUpper(strings.Join(strings.Fields(r.FormValue("key")), "")); key != "" {
		s.enrol(enrolled{account: r.FormValue("account"), key: key})
		http.Redirect(w, r, "/authenticator", http.StatusSeeOther)
		return
	}
	now := s.Now()
	page := authenticatorPage{AppURL: s.AppURL, Left: int((authenticatorPeriod - time.Duration(now.UnixNano())%authenticatorPeriod).Seconds())}
	s.mu.Lock()
	held := slices.Clone(s.keys)
	s.mu.Unlock()
	for _, e := range slices.Backward(held) {
		digits, err := totp.GenerateCode(e.key, now)
		if err != nil {
			digits = "not a key"
		}
		page.Codes = append(page.Codes, authenticatorCode{Account: e.account, Digits: digits})
	}
	s.page(w, http.StatusOK, "authenticator.html", page)
}

// enrol keeps one key for each account.
func (s *Server) enrol(e enrolled) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keys = append(slices.DeleteFunc(s.keys, func(old enrolled) bool { return old.account == e.account }), e)
}
