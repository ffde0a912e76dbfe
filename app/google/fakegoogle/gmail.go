package fakegoogle

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	"net/http"
	"net/mail"
	"net/textproto"
	"slices"
	"strings"
	"time"
)

// failure is an error of the Gmail API.
type failure struct {
	status  int
	reason  string
	message string
	header  http.Header
}

func (f failure) write(w http.ResponseWriter) {
	for name, values := range f.header {
		w.Header()[name] = values
	}
	domain := "global"
	if strings.HasSuffix(f.reason, "Exceeded") {
		domain = "usageLimits"
	}
	answerJSON(w, f.status, map[string]any{"error": map[string]any{
		"code": f.status, "message": f.message, "status": http.StatusText(f.status),
		"errors": []map[string]string{{"domain": domain, "reason": f.reason, "message": f.message}},
	}})
}

// send is users.messages.send.
func (s *Server) send(w http.ResponseWriter, r *http.Request) {
	fault, played := s.next(sendFaults)
	if fault == ResetBefore {
		reset(w)
		return
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil {
		return
	}
	s.mu.Lock()
	s.calls.Sends++
	s.mu.Unlock()
	if played && !s.plays(w, r, fault) {
		return
	}
	id, refusal := s.accept(r, body)
	if refusal != nil {
		refusal.write(w)
		return
	}
	switch fault {
	case Drop:
		reset(w)
	case Garbage:
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"id": "`)
	default:
		answerJSON(w, http.StatusOK, map[string]any{"id": id, "threadId": id, "labelIds": []string{"SENT"}})
	}
}

// accept checks a message as Gmail does, in Gmail's order, and puts it into the
// outbox.
func (s *Server) accept(r *http.Request, body []byte) (id string, refusal *failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	bearer, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	t := s.tokens[bearer]
	if t == nil || t.expires.IsZero() || !s.Now().Before(t.expires) {
		return "", &failure{status: http.StatusUnauthorized, reason: "authError", message: "Invalid Credentials"}
	}
	account := t.grant.account
	switch user := r.PathValue("user"); {
	case !slices.Contains(t.grant.scopes, gmailSend):
		return "", &failure{status: http.StatusForbidden, reason: "insufficientPermissions", message: "Request had insufficient authentication scopes."}
	case user != "me" && normal(user) != normal(account.Address):
		return "", &failure{status: http.StatusForbidden, reason: "forbidden", message: "Delegation denied for " + account.Address}
	case account.NoGmail:
		return "", &failure{status: http.StatusBadRequest, reason: "failedPrecondition", message: "Mail service not enabled"}
	}
	var message struct{ Raw string }
	raw, err := []byte(nil), json.Unmarshal(body, &message)
	if err == nil {
		raw, err = base64.URLEncoding.DecodeString(message.Raw)
	}
	if err != nil || len(raw) == 0 {
		return "", &failure{status: http.StatusBadRequest, reason: "invalidArgument", message: "'raw' RFC822 payload message string or uploading message via /upload/* URL required"}
	}
	sent, complaint := deliver(raw, account, s.Now())
	if complaint != "" {
		return "", &failure{status: http.StatusBadRequest, reason: "invalidArgument", message: complaint}
	}
	s.outbox = append(s.outbox, sent)
	return sent.ID, nil
}

// deliver makes of a message what its recipients get: Gmail fills From and Date
// in, replaces the Message-ID, and takes Bcc out. A complaint is in Gmail's words.
func deliver(raw []byte, account Account, now time.Time) (sent Sent, complaint string) {
	const invalid = "Invalid message"
	parsed, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return Sent{}, invalid
	}
	to, err := parsed.Header.AddressList("To")
	if err != nil || len(to) == 0 {
		return Sent{}, "Recipient address required"
	}
	sent = Sent{ID: random()[:16], At: now, Account: account.Address}
	for _, a := range to {
		sent.To = append(sent.To, a.Address)
	}
	if sent.Subject, err = new(mime.WordDecoder).DecodeHeader(parsed.Header.Get("Subject")); err != nil {
		return Sent{}, invalid
	}
	content, err := io.ReadAll(parsed.Body)
	if err != nil {
		return Sent{}, invalid
	}
	if sent.Body, err = text(parsed.Header, content); err != nil {
		return Sent{}, invalid
	}
	sent.Raw = rewrite(raw, content, account, sent.ID, now)
	return sent, ""
}

// text decodes the body for a reader.
func text(header mail.Header, content []byte) (string, error) {
	var reader io.Reader = bytes.NewReader(content)
	switch strings.ToLower(header.Get("Content-Transfer-Encoding")) {
	case "quoted-printable":
		reader = quotedprintable.NewReader(reader)
	case "base64":
		reader = base64.NewDecoder(base64.StdEncoding, reader)
	}
	decoded, err := io.ReadAll(reader)
	return strings.ReplaceAll(string(decoded), "\r\n", "\n"), err
}

// rewrite replaces the headers that Gmail does not take from a client and keeps
// every other line as it came.
func rewrite(raw, content []byte, account Account, id string, now time.Time) []byte {
	var b bytes.Buffer
	from := mail.Address{Name: account.Name, Address: account.Address}
	_, _ = fmt.Fprintf(&b, "Message-ID: <%s@mail.gmail.example>\r\nFrom: %s\r\n", id, from.String())
	head := raw[:len(raw)-len(content)]
	lines := bufio.NewScanner(bytes.NewReader(head))
	skipping, dated := false, false
	for lines.Scan() {
		line := lines.Text()
		if line == "" {
			break
		}
		if line[0] != ' ' && line[0] != '\t' {
			name, _, _ := strings.Cut(line, ":")
			name = textproto.CanonicalMIMEHeaderKey(name)
			skipping = name == "From" || name == "Message-Id" || name == "Bcc" || name == "Sender"
			dated = dated || name == "Date"
		}
		if !skipping {
			b.WriteString(line + "\r\n")
		}
	}
	if !dated {
		b.WriteString("Date: " + now.Format(time.RFC1123Z) + "\r\n")
	}
	b.WriteString("\r\n")
	b.Write(content)
	return b.Bytes()
}
