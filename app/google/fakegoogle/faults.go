package fakegoogle

import (
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// Fault is something Google does instead of what it was asked.
type Fault string

// Answers of Gmail, and failures of its connection.
const (
	BadRequest        Fault = "bad_request"
	MailNotEnabled    Fault = "mail_not_enabled"
	AuthError         Fault = "auth_error"
	InsufficientScope Fault = "insufficient_scope"
	DelegationDenied  Fault = "delegation_denied"
	DomainPolicy      Fault = "domain_policy"
	RateLimited       Fault = "rate_limited"
	UserRateLimited   Fault = "user_rate_limited"
	TooMany           Fault = "too_many"
	TooManyHeader     Fault = "too_many_header"
	DailyLimit        Fault = "daily_limit"
	OtherRefusal      Fault = "other_refusal"
	Error500          Fault = "error_500"
	Error502          Fault = "error_502"
	Error503          Fault = "error_503"
	Error504          Fault = "error_504"
	Slow              Fault = "slow"
	Hang              Fault = "hang"
	ResetBefore       Fault = "reset_before"
	ResetAfter        Fault = "reset_after"
	Drop              Fault = "drop"
	Garbage           Fault = "garbage"
)

// Failures of the token and revocation endpoints.
const (
	Token500          Fault = "token_500"
	TokenHang         Fault = "token_hang"
	TokenInvalidGrant Fault = "token_invalid_grant"
	TokenNoScope      Fault = "token_no_scope"
	Revoke500         Fault = "revoke_500"
	RevokeHang        Fault = "revoke_hang"
	RevokeReset       Fault = "revoke_reset"
)

// slowness is how long a slow answer takes.
const slowness = 3 * time.Second

// Described is a fault in words.
type Described struct {
	Fault       Fault
	Description string
}

var sendFaults = []Described{
	{BadRequest, "400: the message itself is refused"},
	{MailNotEnabled, "400: this account has no Gmail"},
	{AuthError, "401: the token is no longer valid"},
	{InsufficientScope, "403: the permission was not given"},
	{DelegationDenied, "403: another account than the typed address"},
	{DomainPolicy, "403: disabled by the organisation's administrator"},
	{RateLimited, "403: rate limit, with a time in the message"},
	{UserRateLimited, "403: rate limit of this user"},
	{TooMany, "429: too many requests, with a time in the message"},
	{TooManyHeader, "429: too many requests, with a Retry-After header"},
	{DailyLimit, "403: daily limit of the service"},
	{OtherRefusal, "413: another refusal"},
	{Error500, "500: internal error"},
	{Error502, "502: bad gateway, as an HTML page"},
	{Error503, "503: unavailable"},
	{Error504, "504: gateway timeout"},
	{Slow, "accepted, after three seconds"},
	{Hang, "no answer at all"},
	{ResetBefore, "connection reset before the request is read"},
	{ResetAfter, "connection reset after the request was read; not accepted"},
	{Drop, "accepted, and the answer is lost"},
	{Garbage, "accepted, and the answer cannot be read"},
}

var tokenFaults = []Described{
	{Token500, "token endpoint: 500"},
	{TokenHang, "token endpoint: no answer"},
	{TokenInvalidGrant, "token endpoint: the code is no longer accepted"},
	{TokenNoScope, "token endpoint: tokens without the permission"},
}

var revokeFaults = []Described{
	{Revoke500, "revocation: 503"},
	{RevokeHang, "revocation: no answer"},
	{RevokeReset, "revocation: connection reset"},
}

// Play makes the next calls of the endpoint concerned go wrong in this way.
func (s *Server) Play(f Fault, times int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults[f] = times
}

// next takes the fault that is to be played now.
func (s *Server) next(among []Described) (Fault, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range among {
		if s.faults[d.Fault] > 0 {
			s.faults[d.Fault]--
			return d.Fault, true
		}
	}
	return "", false
}

// refusals are the faults that are an answer of the API.
var refusals = map[Fault]failure{
	BadRequest:        {status: 400, reason: "badRequest", message: "Bad Request"},
	MailNotEnabled:    {status: 400, reason: "failedPrecondition", message: "Mail service not enabled"},
	AuthError:         {status: 401, reason: "authError", message: "Invalid Credentials"},
	InsufficientScope: {status: 403, reason: "insufficientPermissions", message: "Request had insufficient authentication scopes."},
	DelegationDenied:  {status: 403, reason: "forbidden", message: "Delegation denied for someone@gmail.example"},
	DomainPolicy:      {status: 403, reason: "domainPolicy", message: "The domain administrators have disabled Gmail apps."},
	RateLimited:       {status: 403, reason: "rateLimitExceeded", message: "Rate Limit Exceeded"},
	UserRateLimited:   {status: 403, reason: "userRateLimitExceeded", message: "User-rate limit exceeded."},
	TooMany:           {status: 429, reason: "rateLimitExceeded", message: "User-rate limit exceeded."},
	TooManyHeader:     {status: 429, reason: "rateLimitExceeded", message: "Too many concurrent requests for user", header: http.Header{"Retry-After": {"600"}}},
	DailyLimit:        {status: 403, reason: "dailyLimitExceeded", message: "Daily Limit Exceeded"},
	OtherRefusal:      {status: 413, reason: "uploadTooLarge", message: "Request Entity Too Large"},
	Error500:          {status: 500, reason: "backendError", message: "Backend Error"},
	Error503:          {status: 503, reason: "backendError", message: "The service is currently unavailable."},
	Error504:          {status: 504, reason: "backendError", message: "Deadline exceeded"},
}

// plays does what a fault does before the message is looked at, and reports
// whether it is looked at then.
func (s *Server) plays(w http.ResponseWriter, r *http.Request, f Fault) bool {
	switch f {
	case Slow:
		select {
		case <-time.After(slowness):
			return true
		case <-r.Context().Done():
			return false
		}
	case Hang:
		hang(r)
		return false
	case ResetAfter:
		reset(w)
		return false
	case Error502:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusBadGateway)
		_, _ = w.Write([]byte("<html><body>502. That's an error.</body></html>"))
		return false
	case Drop, Garbage:
		return true
	}
	refusal := refusals[f]
	if f == RateLimited || f == TooMany {
		refusal.message += "  Retry after " + s.Now().UTC().Add(15*time.Minute).Format("2006-01-02T15:04:05.000Z")
	}
	refusal.write(w)
	return false
}

// hang waits until the client gives up, which net/http notices only once the
// request's body is read.
func hang(r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	<-r.Context().Done()
}

// reset closes the connection in a way the client notices at once.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

type waiting struct {
	Described
	Times int
}

type faultsPage struct {
	AppURL  string
	Rows    []Described
	Waiting []waiting
}

func (s *Server) showFaults(w http.ResponseWriter, _ *http.Request) {
	page := faultsPage{AppURL: s.AppURL, Rows: slices.Concat(sendFaults, tokenFaults, revokeFaults)}
	s.mu.Lock()
	for _, d := range page.Rows {
		if times := s.faults[d.Fault]; times > 0 {
			page.Waiting = append(page.Waiting, waiting{Described: d, Times: times})
		}
	}
	s.mu.Unlock()
	s.page(w, http.StatusOK, "faults.html", page)
}

func (s *Server) setFaults(w http.ResponseWriter, r *http.Request) {
	times, err := strconv.Atoi(r.PostFormValue("times"))
	fault := Fault(r.PostFormValue("fault"))
	if err == nil && times >= 0 && times <= 1000 && known(fault) {
		s.Play(fault, times)
	}
	http.Redirect(w, r, "/faults", http.StatusSeeOther)
}

func known(f Fault) bool {
	return slices.ContainsFunc(slices.Concat(sendFaults, tokenFaults, revokeFaults), func(d Described) bool { return d.Fault == f })
}
