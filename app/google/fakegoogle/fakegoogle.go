// Package fakegoogle is a simulated Google: account chooser, consent page, token
// and revocation endpoints, and Gmail's users.messages.send. It keeps what was
// "sent" in an outbox, and holds an authenticator app for the demonstration's
// operators. It exists for the demonstration and for tests, and it is
// strict wherever Google is strict, because it is what keeps the product honest.
// On request it plays every answer and every failure that Google is known to
// give.
package fakegoogle

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"html/template"
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Options are what a simulated Google knows. All fields but Accounts are
// required.
type Options struct {
	ClientID, ClientSecret string
	RedirectURIs           []string  // a redirect goes to one of them, to the letter
	Accounts               []Account // offered in the chooser
	Views                  fs.FS     // holds fakegoogle/*.html
	CSS                    []byte
	Now                    func() time.Time
	AppName, AppURL        string // of the program, for the consent page
	Log                    *slog.Logger
}

// Account is a Google account.
type Account struct {
	Address string
	Name    string
	NoGmail bool // Google account without Gmail
}

// Sent is a message Gmail accepted.
type Sent struct {
	ID      string
	At      time.Time
	Account string
	To      []string
	Subject string // decoded
	Body    string // decoded, lines end in "\n"
	Raw     []byte // as the recipients get it
}

// Calls counts requests since the start.
type Calls struct {
	Authorizations int // consents given
	Exchanges      int // requests to the token endpoint
	Sends          int // send requests whose body was read
	Revocations    int
}

// grant is what an account allowed the program. Revoking one of its tokens ends
// all of it.
type grant struct {
	account Account
	scopes  []string
}

type code struct {
	grant              *grant
	redirect, verifier string
	offline, used      bool
	expires            time.Time
}

type token struct {
	grant   *grant
	expires time.Time // zero: a refresh token
}

// Server is a simulated Google. It is safe for concurrent use.
type Server struct {
	Options
	mux   *http.ServeMux
	pages *template.Template

	mu     sync.Mutex
	codes  map[string]*code
	tokens map[string]*token
	outbox []Sent
	calls  Calls
	faults map[Fault]int
	keys   []enrolled
}

// New returns a simulated Google on which nothing happened yet.
func New(o Options) (*Server, error) {
	if o.ClientID == "" || o.ClientSecret == "" || len(o.RedirectURIs) == 0 || o.Now == nil {
		return nil, errors.New("a simulated Google needs a client, its redirect addresses and a clock")
	}
	pages, err := template.ParseFS(o.Views, "fakegoogle/*.html")
	if err != nil {
		return nil, err
	}
	s := &Server{
		Options: o, mux: http.NewServeMux(), pages: pages,
		codes: map[string]*code{}, tokens: map[string]*token{}, faults: map[Fault]int{},
	}
	s.mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/outbox", http.StatusSeeOther) })
	s.mux.HandleFunc("GET /o/oauth2/v2/auth", s.authorize)
	s.mux.HandleFunc("POST /o/oauth2/v2/auth", s.decide)
	s.mux.HandleFunc("POST /token", s.exchange)
	s.mux.HandleFunc("POST /revoke", s.revoke)
	s.mux.HandleFunc("POST /gmail/v1/users/{user}/messages/send", s.send)
	s.mux.HandleFunc("GET /outbox", s.showOutbox)
	s.mux.HandleFunc("GET /outbox/{id}", s.showMessage)
	s.mux.HandleFunc("GET /faults", s.showFaults)
	s.mux.HandleFunc("POST /faults", s.setFaults)
	s.mux.HandleFunc("GET /authenticator", s.showAuthenticator)
	s.mux.HandleFunc("POST /authenticator", s.showAuthenticator)
	s.mux.HandleFunc("GET /style.css", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		_, _ = w.Write(s.CSS)
	})
	return s, nil
}

// ServeHTTP answers with the headers of a site that refuses to be framed.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self' "+s.AppURL+"; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Frame-Options", "DENY")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	// The address of the consent page holds the sender's.
	h.Set("Referrer-Policy", "same-origin")
	s.mux.ServeHTTP(w, r)
}

// Outbox returns the accepted messages, the oldest first.
func (s *Server) Outbox() []Sent {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.outbox)
}

// Calls returns how often each endpoint was used.
func (s *Server) Calls() Calls {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls
}

// LiveTokens returns how many tokens would be accepted now.
func (s *Server) LiveTokens() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	live := 0
	for _, t := range s.tokens {
		if t.expires.IsZero() || s.Now().Before(t.expires) {
			live++
		}
	}
	return live
}

// page renders one of the templates.
func (s *Server) page(w http.ResponseWriter, status int, name string, data any) {
	var b strings.Builder
	if err := s.pages.ExecuteTemplate(&b, name, data); err != nil {
		s.Log.Error("a page of the simulated Google failed", "page", name, "err", err)
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(b.String()))
}

func random() string {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw)
	return base64.RawURLEncoding.EncodeToString(raw)
}

// normal makes two spellings of one mailbox equal, as Gmail does.
func normal(address string) string {
	local, domain, _ := strings.Cut(strings.ToLower(address), "@")
	if domain == "gmail.com" || domain == "googlemail.com" {
		local, _, _ = strings.Cut(local, "+")
		return strings.ReplaceAll(local, ".", "") + "@gmail.com"
	}
	return local + "@" + domain
}

// Tokens returns the tokens that were handed out and not revoked, for tests that
// look for them where they must not be.
func (s *Server) Tokens() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Collect(maps.Keys(s.tokens))
}
