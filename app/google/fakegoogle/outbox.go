package fakegoogle

import (
	"net/http"
	"slices"
	"strings"
)

type outboxPage struct {
	AppURL   string
	Messages []Sent
}

func (s *Server) showOutbox(w http.ResponseWriter, _ *http.Request) {
	messages := s.Outbox()
	slices.Reverse(messages)
	s.page(w, http.StatusOK, "outbox.html", outboxPage{AppURL: s.AppURL, Messages: messages})
}

type messagePage struct {
	AppURL  string
	Message Sent
	From    string
	Source  string
}

func (s *Server) showMessage(w http.ResponseWriter, r *http.Request) {
	for _, m := range s.Outbox() {
		if m.ID == r.PathValue("id") {
			s.page(w, http.StatusOK, "message.html", messagePage{AppURL: s.AppURL, Message: m, From: m.Account, Source: strings.ReplaceAll(string(m.Raw), "\r\n", "\n")})
			return
		}
	}
	http.Redirect(w, r, "/outbox", http.StatusSeeOther)
}
