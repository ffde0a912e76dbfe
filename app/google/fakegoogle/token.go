package fakegoogle

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// tokenLife is how long an access token is accepted.
const tokenLife = time.Hour

// exchange redeems a code (RFC 6749 4.1.3, RFC 7636 4.6).
func (s *Server) exchange(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.calls.Exchanges++
	s.mu.Unlock()
	switch f, _ := s.next(tokenFaults); f {
	case Token500:
		answerJSON(w, http.StatusInternalServerError, map[string]string{"error": "internal_failure"})
		return
	case TokenInvalidGrant:
		answerJSON(w, http.StatusBadRequest, map[string]string{"error": "invalid_grant", "error_description": "Malformed auth code."})
		return
	case TokenHang:
		hang(r)
		return
	case TokenNoScope:
		s.redeem(w, r, true)
		return
	}
	s.redeem(w, r, false)
}

func (s *Server) redeem(w http.ResponseWriter, r *http.Request, unticked bool) {
	if r.ParseForm() != nil {
		answerJSON(w, http.StatusBadRequest, map[string]string{"error": "invalid_request"})
		return
	}
	f := r.PostForm
	if f.Get("client_id") != s.ClientID || subtle.ConstantTimeCompare([]byte(f.Get("client_secret")), []byte(s.ClientSecret)) != 1 {
		answerJSON(w, http.StatusUnauthorized, map[string]string{"error": "invalid_client"})
		return
	}
	if f.Get("grant_type") != "authorization_code" {
		answerJSON(w, http.StatusBadRequest, map[string]string{"error": "unsupported_grant_type"})
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.codes[f.Get("code")]
	if c != nil && c.used {
		s.end(c.grant) // a code that comes twice was stolen: RFC 6749 4.1.2
	}
	if c == nil || c.used || !s.Now().Before(c.expires) || c.redirect != f.Get("redirect_uri") || !verifies(f.Get("code_verifier"), c.verifier) {
		answerJSON(w, http.StatusBadRequest, map[string]string{"error": "invalid_grant", "error_description": "Bad Request"})
		return
	}
	c.used = true
	if unticked {
		c.grant = &grant{account: c.grant.account}
	}
	access := "ya29." + random()
	s.tokens[access] = &token{grant: c.grant, expires: s.Now().Add(tokenLife)}
	answer := map[string]any{
		"access_token": access, "expires_in": int(tokenLife.Seconds()) - 1, "token_type": "Bearer",
		"scope": strings.Join(c.grant.scopes, " "),
	}
	if c.offline {
		refresh := "1//" + random()
		s.tokens[refresh] = &token{grant: c.grant}
		answer["refresh_token"] = refresh
	}
	answerJSON(w, http.StatusOK, answer)
}

func verifies(verifier, challenge string) bool {
	if len(verifier) < 43 || len(verifier) > 128 {
		return false
	}
	sum := sha256.Sum256([]byte(verifier))
	return subtle.ConstantTimeCompare([]byte(base64.RawURLEncoding.EncodeToString(sum[:])), []byte(challenge)) == 1
}

// revoke withdraws the grant of a token (RFC 7009, with Google's answers).
func (s *Server) revoke(w http.ResponseWriter, r *http.Request) {
	switch f, _ := s.next(revokeFaults); f {
	case Revoke500:
		answerJSON(w, http.StatusServiceUnavailable, map[string]string{"error": "unavailable"})
		return
	case RevokeHang:
		hang(r)
		return
	case RevokeReset:
		reset(w)
		return
	}
	if r.ParseForm() != nil {
		answerJSON(w, http.StatusBadRequest, map[string]string{"error": "invalid_request"})
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls.Revocations++
	t := s.tokens[r.PostForm.Get("token")]
	if t == nil {
		answerJSON(w, http.StatusBadRequest, map[string]string{"error": "invalid_token", "error_description": "Token expired or revoked"})
		return
	}
	s.end(t.grant)
	answerJSON(w, http.StatusOK, map[string]string{})
}

// end makes every token of a grant worthless.
func (s *Server) end(g *grant) {
	for id, t := range s.tokens {
		if t.grant == g {
			delete(s.tokens, id)
		}
	}
}

func answerJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}
