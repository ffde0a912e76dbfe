package google

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/secret"
	"emailcampaigns/app/sending"
)

var (
	accessToken = secret.New("ya29.access-token-of-the-test")
	sender      = secret.New("nadja@gmail.example")
	message     = campaign.Message{To: []string{"office@assembly.example"}, Subject: "Hello", Body: "Здраво\n"}
)

// gmailAt is the mailer for a test server, which counts its requests.
func gmailAt(t *testing.T, answer http.HandlerFunc) (Gmail, *atomic.Int64) {
	t.Helper()
	var requests atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		answer(w, r)
	}))
	t.Cleanup(server.CloseClientConnections)
	t.Cleanup(server.Close)
	return Gmail{
		Endpoint: server.URL, Typed: true, Domain: "campaigns.example", HTTP: Client(nil), Deadline: 2 * time.Second,
		Now: func() time.Time { return sentAt }, Rand: zeros{},
	}, &requests
}

// refuses answers as the Gmail API does.
func refuses(status int, reason, message string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(map[string]any{"error": map[string]any{
			"code": status, "message": message, "errors": []map[string]string{{"reason": reason, "message": message}},
		}})
	}
}

func hijacked(t *testing.T, do func(net.Conn)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		do(conn)
		_ = conn.Close()
	}
}

func TestEveryAnswerHasItsOutcome(t *testing.T) {
	rejected, uncertain := sending.Rejected, sending.Uncertain
	tests := map[string]struct {
		answer http.HandlerFunc
		want   sending.Outcome
	}{
		"accepted":             {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"id":"18f"}`) }, sending.Outcome{State: sending.Accepted, Status: 200}},
		"bad request":          {refuses(400, "badRequest", "Bad Request"), sending.Outcome{State: rejected, Reason: sending.BadMessage, Status: 400}},
		"no recipient":         {refuses(400, "invalidArgument", "Recipient address required"), sending.Outcome{State: rejected, Reason: sending.BadMessage, Status: 400}},
		"no Gmail":             {refuses(400, "failedPrecondition", "Mail service not enabled"), sending.Outcome{State: rejected, Reason: sending.NoMailbox, Status: 400}},
		"unauthorized":         {refuses(401, "authError", "Invalid Credentials"), sending.Outcome{State: rejected, Reason: sending.Unauthorized, Status: 401}},
		"scope":                {refuses(403, "insufficientPermissions", "insufficient authentication scopes"), sending.Outcome{State: rejected, Reason: sending.NoScope, Status: 403}},
		"another account":      {refuses(403, "forbidden", "Delegation denied for x@gmail.example"), sending.Outcome{State: rejected, Reason: sending.OtherAccount, Status: 403}},
		"domain policy":        {refuses(403, "domainPolicy", "disabled"), sending.Outcome{State: rejected, Reason: sending.DomainPolicy, Status: 403}},
		"rate":                 {refuses(403, "rateLimitExceeded", "Rate Limit Exceeded"), sending.Outcome{State: rejected, Reason: sending.RateLimited, Status: 403}},
		"user rate and time":   {refuses(403, "userRateLimitExceeded", "User-rate limit exceeded.  Retry after 2026-03-01T12:15:00.123Z"), sending.Outcome{State: rejected, Reason: sending.RateLimited, Status: 403, RetryAt: sentAt.Add(15*time.Minute + 123*time.Millisecond)}},
		"too many, seconds":    {refuses(429, "rateLimitExceeded", "Too many", "Retry-After", "60"), sending.Outcome{State: rejected, Reason: sending.RateLimited, Status: 429, RetryAt: sentAt.Add(time.Minute)}},
		"too many, date":       {refuses(429, "rateLimitExceeded", "Too many", "Retry-After", "Sun, 01 Mar 2026 12:30:00 GMT"), sending.Outcome{State: rejected, Reason: sending.RateLimited, Status: 429, RetryAt: sentAt.Add(30 * time.Minute)}},
		"too many, past":       {refuses(429, "rateLimitExceeded", "Retry after 2020-01-01T00:00:00Z"), sending.Outcome{State: rejected, Reason: sending.RateLimited, Status: 429}},
		"too many, far":        {refuses(429, "rateLimitExceeded", "Retry after 2036-01-01T00:00:00Z"), sending.Outcome{State: rejected, Reason: sending.RateLimited, Status: 429}},
		"daily limit":          {refuses(403, "dailyLimitExceeded", "Daily Limit Exceeded"), sending.Outcome{State: rejected, Reason: sending.DailyLimit, Status: 403}},
		"unknown 403":          {refuses(403, "accessNotConfigured", "disabled"), sending.Outcome{State: rejected, Reason: sending.Refused, Status: 403}},
		"too large":            {refuses(413, "uploadTooLarge", "Too Large"), sending.Outcome{State: rejected, Reason: sending.Refused, Status: 413}},
		"not found":            {refuses(404, "notFound", "Not Found"), sending.Outcome{State: rejected, Reason: sending.Refused, Status: 404}},
		"403 without JSON":     {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(403); _, _ = io.WriteString(w, "<html>") }, sending.Outcome{State: rejected, Reason: sending.Refused, Status: 403}},
		"500":                  {refuses(500, "backendError", "x"), sending.Outcome{State: uncertain, Reason: sending.ServerFailure, Status: 500}},
		"502 without JSON":     {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(502); _, _ = io.WriteString(w, "<html>") }, sending.Outcome{State: uncertain, Reason: sending.ServerFailure, Status: 502}},
		"503":                  {refuses(503, "backendError", "x", "Retry-After", "1"), sending.Outcome{State: uncertain, Reason: sending.ServerFailure, Status: 503}},
		"504":                  {refuses(504, "backendError", "x"), sending.Outcome{State: uncertain, Reason: sending.ServerFailure, Status: 504}},
		"200 that is no JSON":  {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `<html>`) }, sending.Outcome{State: uncertain, Reason: sending.NoAnswer}},
		"200 without an id":    {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{}`) }, sending.Outcome{State: uncertain, Reason: sending.NoAnswer}},
		"closed after reading": {hijacked(t, func(net.Conn) {}), sending.Outcome{State: uncertain, Reason: sending.NoAnswer}},
		"reset after reading":  {hijacked(t, func(c net.Conn) { _ = c.(*net.TCPConn).SetLinger(0) }), sending.Outcome{State: uncertain, Reason: sending.NoAnswer}},
		"half an answer":       {hijacked(t, func(c net.Conn) { _, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Le") }), sending.Outcome{State: uncertain, Reason: sending.NoAnswer}},
		"half a body":          {hijacked(t, func(c net.Conn) { _, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{\"id\":") }), sending.Outcome{State: uncertain, Reason: sending.NoAnswer}},
		"hang":                 {func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body); <-r.Context().Done() }, sending.Outcome{State: uncertain, Reason: sending.NoAnswer}},
		"a redirect": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		}, sending.Outcome{State: rejected, Reason: sending.Refused, Status: 307}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g, requests := gmailAt(t, test.answer)
			if got := g.Send(t.Context(), accessToken, sender, message); got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
			if n := requests.Load(); n != 1 {
				t.Errorf("%d requests were made", n)
			}
		})
	}
}

func TestWhatIsPosted(t *testing.T) {
	for _, typed := range []bool{true, false} {
		g, _ := gmailAt(t, func(w http.ResponseWriter, r *http.Request) {
			want := "/gmail/v1/users/me/messages/send"
			if typed {
				want = "/gmail/v1/users/nadja@gmail.example/messages/send"
			}
			if r.Method != http.MethodPost || r.URL.Path != want || r.Header.Get("Authorization") != "Bearer "+accessToken.Reveal() {
				t.Errorf("%s %s", r.Method, r.URL.Path)
			}
			var posted struct{ Raw string }
			if err := json.NewDecoder(r.Body).Decode(&posted); err != nil {
				t.Error(err)
			}
			raw, err := base64.URLEncoding.DecodeString(posted.Raw)
			if err != nil {
				t.Error(err)
			}
			if _, subject, body := reread(t, raw); subject != message.Subject || body != message.Body {
				t.Errorf("posted %q, %q", subject, body)
			}
			_, _ = io.WriteString(w, `{"id":"1"}`)
		})
		g.Typed = typed
		if o := g.Send(t.Context(), accessToken, sender, message); o.State != sending.Accepted {
			t.Errorf("got %+v", o)
		}
	}
}

func TestASendDoesNotEndWithTheVisitorsConnection(t *testing.T) {
	g, _ := gmailAt(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"id":"1"}`) })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if o := g.Send(ctx, accessToken, sender, message); o.State != sending.Accepted {
		t.Errorf("got %+v", o)
	}
}

func TestWithoutAConnectionNothingWasSent(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := "http://" + listener.Addr().String()
	_ = listener.Close()
	g, _ := gmailAt(t, nil)
	for name, endpoint := range map[string]string{"nobody listens": closed, "no such host": "http://gmail.invalid", "no TLS": strings.Replace(g.Endpoint, "http:", "https:", 1)} {
		g.Endpoint = endpoint
		if o := g.Send(t.Context(), accessToken, sender, message); o != (sending.Outcome{State: sending.Rejected, Reason: sending.Unreachable}) {
			t.Errorf("%s: got %+v", name, o)
		}
	}
}

// TestAKeptConnectionThatIsClosedIsNotTriedTwice has the server close each
// connection after its answer without saying so, which makes net/http repeat a
// request by itself when it keeps connections.
func TestAKeptConnectionThatIsClosedIsNotTriedTwice(t *testing.T) {
	g, requests := gmailAt(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{\"id\":\"1\"}")
		_ = conn.Close()
	})
	for range 20 {
		if o := g.Send(t.Context(), accessToken, sender, message); o.State != sending.Accepted {
			t.Errorf("got %+v", o)
		}
	}
	if n := requests.Load(); n != 20 {
		t.Errorf("20 sends made %d requests", n)
	}
}

func TestWhoOwnsAnAddressIsAskedWithoutSending(t *testing.T) {
	var posted string
	answer := refuses(400, "invalidArgument", "'raw' RFC822 payload message string required")
	g, _ := gmailAt(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		posted = string(body)
		answer(w, r)
	})
	if owns, err := g.Owns(t.Context(), accessToken, sender); !owns || err != nil {
		t.Errorf("the owner: %v, %v", owns, err)
	}
	if strings.TrimSpace(posted) != "{}" {
		t.Errorf("posted %s", posted)
	}
	answer = refuses(403, "forbidden", "Delegation denied for x@gmail.example")
	if owns, err := g.Owns(t.Context(), accessToken, sender); owns || err != nil {
		t.Errorf("another account: %v, %v", owns, err)
	}
	for _, answer = range []http.HandlerFunc{refuses(500, "backendError", "x"), refuses(403, "domainPolicy", "x"),
		func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"id":"1"}`) }} {
		if owns, err := g.Owns(t.Context(), accessToken, sender); owns || !fault.Is(err, fault.Upstream) {
			t.Errorf("another answer: %v, %v", owns, err)
		}
	}
	answer = refuses(401, "authError", "x")
	if owns, err := g.Owns(t.Context(), accessToken, sender); owns || !fault.Is(err, fault.SignIn) {
		t.Errorf("a token that is not valid: %v, %v", owns, err)
	}
}

// TestErrorsHoldNothingOfTheSender provokes every kind of failure and looks for
// tokens, codes and addresses in what would be logged.
func TestErrorsHoldNothingOfTheSender(t *testing.T) {
	leaks := []string{accessToken.Reveal(), sender.Reveal(), "the-code", "the-verifier", "client-secret", "leaked-body"}
	handlers := map[string]http.HandlerFunc{
		"error with a body": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(500)
			_, _ = io.WriteString(w, "leaked-body nadja@gmail.example ya29.access-token-of-the-test")
		},
		"refusal with a body": refuses(403, "forbidden", "Delegation denied for nadja@gmail.example leaked-body"),
		"oauth error": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(400)
			_, _ = io.WriteString(w, `{"error":"leaked-body","error_description":"leaked-body the-code"}`)
		},
		"reset":    hijacked(t, func(c net.Conn) { _ = c.(*net.TCPConn).SetLinger(0) }),
		"nonsense": func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "leaked-body") },
	}
	for name, handler := range handlers {
		g, _ := gmailAt(t, handler)
		o := OAuth{ClientID: "id", ClientSecret: secret.New("client-secret"), TokenURL: g.Endpoint + "/token", RevokeURL: g.Endpoint + "/revoke", HTTP: Client(nil), Now: g.Now}
		var log strings.Builder
		logger := slog.New(slog.NewJSONHandler(&log, nil))
		_, err := g.Owns(t.Context(), accessToken, sender)
		logger.Error("owns", "err", err, "outcome", fmt.Sprintf("%+v", g.Send(t.Context(), accessToken, sender, message)))
		_, err = o.Exchange(t.Context(), secret.New("the-code"), secret.New("the-verifier"))
		logger.Error("exchange", "err", err)
		logger.Error("revoke", "err", o.Revoke(t.Context(), accessToken))
		for _, leak := range leaks {
			if strings.Contains(log.String(), leak) {
				t.Errorf("%s: %q is logged: %s", name, leak, log.String())
			}
		}
	}
}
