package google

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/oauth2"
	"google.golang.org/api/gmail/v1"
	"google.golang.org/api/googleapi"
	"google.golang.org/api/option"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/secret"
	"emailcampaigns/app/sending"
)

// sendDeadline is how long Gmail's answer is awaited.
const sendDeadline = 30 * time.Second

// longestRetry bounds a time that Gmail names for another attempt.
const longestRetry = 24 * time.Hour

// Gmail sends with users.messages.send.
type Gmail struct {
	Endpoint string        // origin of the API
	Typed    bool          // the typed address is the userId, so Gmail refuses another account; else "me"
	Domain   string        // official domain, for the Message-ID
	HTTP     *http.Client  // from Client
	Deadline time.Duration // 0: 30 s
	Now      func() time.Time
	Rand     io.Reader
}

// Send calls Gmail exactly once and reports what became of the message. It does
// not end with ctx: a closed tab leaves no send half done.
func (g Gmail) Send(ctx context.Context, access, from secret.Text, m campaign.Message) sending.Outcome {
	raw, err := compose(m, g.Domain, g.Now(), g.Rand)
	if err != nil {
		return sending.Outcome{State: sending.Rejected, Reason: sending.BadMessage}
	}
	sent, reached, err := g.call(ctx, access, from, base64.URLEncoding.EncodeToString(raw))
	return g.outcome(sent, reached, err)
}

// Owns asks Gmail, without sending anything, whether the token belongs to the
// address: an empty message is refused with 403 for the account, before it is
// looked at, and with 400 for being empty. With userId "me" nobody can tell, and
// the declared address is believed. The error is a fault.SignIn when the token is
// no longer valid, and otherwise a fault.Upstream.
func (g Gmail) Owns(ctx context.Context, access, address secret.Text) (bool, error) {
	if !g.Typed {
		return true, nil
	}
	_, _, err := g.call(ctx, access, address, "")
	var answer *googleapi.Error
	if errors.As(err, &answer) {
		switch {
		case answer.Code == http.StatusBadRequest:
			return true, nil
		case g.refusal(answer) == sending.OtherAccount:
			return false, nil
		case answer.Code == http.StatusUnauthorized:
			return false, fault.New(fault.SignIn, "fault.google")
		}
		err = fmt.Errorf("gmail: status %d", answer.Code)
	}
	return false, fault.Wrap(fault.Upstream, "fault.google", bare(cmp.Or(err, errors.New("gmail took an empty message"))))
}

// call posts one message. reached tells whether a connection came about, so that
// something may have been written.
func (g Gmail) call(ctx context.Context, access, user secret.Text, raw string) (sent *gmail.Message, reached bool, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cmp.Or(g.Deadline, sendDeadline))
	defer cancel()
	var connected atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connected.Store(true) }})
	client := oauth2.NewClient(context.WithValue(ctx, oauth2.HTTPClient, g.HTTP),
		oauth2.StaticTokenSource(&oauth2.Token{AccessToken: access.Reveal()}))
	client.CheckRedirect = g.HTTP.CheckRedirect
	client.Transport = &once{next: client.Transport}
	service, err := gmail.NewService(ctx, option.WithHTTPClient(client), option.WithEndpoint(strings.TrimSuffix(g.Endpoint, "/")+"/"))
	if err != nil {
		return nil, false, err
	}
	userID := "me"
	if g.Typed {
		userID = user.Reveal()
	}
	sent, err = service.Users.Messages.Send(userID, &gmail.Message{Raw: raw}).Context(ctx).Do()
	return sent, connected.Load(), err
}

// once lets one request through, whatever the layers above it think of retrying.
type once struct {
	next http.RoundTripper
	used atomic.Bool
}

func (o *once) RoundTrip(r *http.Request) (*http.Response, error) {
	if o.used.Swap(true) {
		return nil, errors.New("a second request was prevented")
	}
	return o.next.RoundTrip(r)
}

// outcome reads Gmail's answer as the table at
// developers.google.com/workspace/gmail/api/guides/handle-errors says. What is
// not known to have been refused is uncertain.
func (g Gmail) outcome(sent *gmail.Message, reached bool, err error) sending.Outcome {
	var answer *googleapi.Error
	switch {
	case err == nil && sent.Id != "":
		return sending.Outcome{State: sending.Accepted, Status: sent.HTTPStatusCode}
	case errors.As(err, &answer) && answer.Code >= http.StatusInternalServerError:
		return sending.Outcome{State: sending.Uncertain, Reason: sending.ServerFailure, Status: answer.Code}
	case errors.As(err, &answer) && answer.Code >= http.StatusMultipleChoices:
		o := sending.Outcome{State: sending.Rejected, Reason: g.refusal(answer), Status: answer.Code}
		if o.Reason == sending.RateLimited {
			o.RetryAt = g.retryAt(answer)
		}
		return o
	case err != nil && !reached:
		return sending.Outcome{State: sending.Rejected, Reason: sending.Unreachable}
	}
	return sending.Outcome{State: sending.Uncertain, Reason: sending.NoAnswer}
}

// refusal says why a 3xx or 4xx refused.
func (g Gmail) refusal(answer *googleapi.Error) sending.Reason {
	word := ""
	if len(answer.Errors) > 0 {
		word = answer.Errors[0].Reason
	}
	switch answer.Code {
	case http.StatusBadRequest:
		if word == "failedPrecondition" {
			return sending.NoMailbox
		}
		return sending.BadMessage
	case http.StatusUnauthorized:
		return sending.Unauthorized
	case http.StatusTooManyRequests:
		return sending.RateLimited
	case http.StatusForbidden:
		return g.forbidden(word)
	}
	return sending.Refused
}

func (g Gmail) forbidden(word string) sending.Reason {
	switch word {
	case "insufficientPermissions":
		return sending.NoScope
	case "domainPolicy":
		return sending.DomainPolicy
	case "rateLimitExceeded", "userRateLimitExceeded":
		return sending.RateLimited
	case "dailyLimitExceeded":
		return sending.DailyLimit
	case "forbidden": // "Delegation denied": the userId is another account's
		if g.Typed {
			return sending.OtherAccount
		}
	}
	return sending.Refused
}

var retryAfter = regexp.MustCompile(`(?i)retry after (\d{4}-\d\d-\d\dT[0-9:.]+Z)`)

// retryAt returns the time Gmail named for another attempt, in its words or in
// the header Retry-After (RFC 9110 10.2.3). Zero without one to believe.
func (g Gmail) retryAt(answer *googleapi.Error) time.Time {
	var at time.Time
	header := answer.Header.Get("Retry-After")
	if found := retryAfter.FindStringSubmatch(answer.Message); found != nil {
		at, _ = time.Parse(time.RFC3339Nano, found[1])
	} else if seconds, err := strconv.Atoi(header); err == nil {
		at = g.Now().Add(time.Duration(seconds) * time.Second)
	} else if header != "" {
		at, _ = http.ParseTime(header)
	}
	if !at.After(g.Now()) || at.After(g.Now().Add(longestRetry)) {
		return time.Time{}
	}
	return at.UTC()
}
