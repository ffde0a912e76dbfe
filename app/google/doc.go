// Package google is Google as this product needs it: one OAuth permission,
// gmail.send, and one method of the Gmail API, users.messages.send. It is the
// only importer of Google's libraries. What it says about an answer is a
// sending.Reason; Google's own words, which can hold the sender's address, stay
// here.
package google

import (
	"net"
	"net/http"
	"time"

	"emailcampaigns/app/sending"
)

// Scope is the only permission asked for (promise 1).
const Scope = "https://www.googleapis.com/auth/gmail.send"

var (
	_ sending.Google = OAuth{}
	_ sending.Mailer = Gmail{}
)

// Client returns the HTTP client for Google. A request is written to the wire at
// most once: redirects are not followed, and each request has a connection of its
// own, because net/http repeats a request by itself when a kept one turns out to
// be closed. dial opens connections, nil means as usual.
func Client(dial *net.Dialer) *http.Client {
	if dial == nil {
		dial = &net.Dialer{Timeout: 10 * time.Second}
	}
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true) // HTTP/2 repeats refused streams
	return &http.Client{
		Transport: &http.Transport{
			Proxy:               http.ProxyFromEnvironment,
			DialContext:         dial.DialContext,
			TLSHandshakeTimeout: 10 * time.Second,
			DisableKeepAlives:   true,
			Protocols:           protocols,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// CallbackReason says what the error parameter of Google's redirect means, ""
// without one.
func CallbackReason(code string) sending.Reason {
	switch code {
	case "":
		return ""
	case "access_denied":
		return sending.Declined
	case "admin_policy_enforced":
		return sending.AdminPolicy
	case "org_internal":
		return sending.OrgInternal
	}
	return sending.GoogleFailed
}
