package google

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"emailcampaigns/app/secret"
	"emailcampaigns/app/sending"
)

const (
	exchangeDeadline = 15 * time.Second
	revokeDeadline   = 10 * time.Second
	longestToken     = time.Hour // an access token is not used for longer, whatever Google says
)

// OAuth asks for, redeems and revokes grants
// (developers.google.com/identity/protocols/oauth2/web-server).
type OAuth struct {
	ClientID     string
	ClientSecret secret.Text
	RedirectURL  string
	AuthURL      string
	TokenURL     string
	RevokeURL    string
	Offline      bool         // asks for a refresh token as well
	HTTP         *http.Client // from Client
	Now          func() time.Time
}

func (o OAuth) config() *oauth2.Config {
	return &oauth2.Config{
		ClientID: o.ClientID, ClientSecret: o.ClientSecret.Reveal(), RedirectURL: o.RedirectURL, Scopes: []string{Scope},
		// Left to detect the style, the library posts a failing exchange twice,
		// and a code works once.
		Endpoint: oauth2.Endpoint{AuthURL: o.AuthURL, TokenURL: o.TokenURL, AuthStyle: oauth2.AuthStyleInParams},
	}
}

// AuthorizationURL is where the browser is sent to ask for gmail.send. It holds
// the sender's address as login_hint and is a secret for that reason.
func (o OAuth) AuthorizationURL(state string, verifier, loginHint secret.Text) secret.Text {
	access := oauth2.AccessTypeOnline
	if o.Offline {
		access = oauth2.AccessTypeOffline
	}
	return secret.New(o.config().AuthCodeURL(state, access,
		oauth2.SetAuthURLParam("prompt", "select_account consent"),
		oauth2.SetAuthURLParam("login_hint", loginHint.Reveal()),
		oauth2.S256ChallengeOption(verifier.Reveal())))
}

// Exchange redeems a code, once. A failure is a *sending.ConnectError, whose
// cause for the log names a status and an error code and nothing else.
func (o OAuth) Exchange(ctx context.Context, code, verifier secret.Text) (sending.Grant, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), exchangeDeadline)
	defer cancel()
	ctx = context.WithValue(ctx, oauth2.HTTPClient, o.HTTP)
	token, err := o.config().Exchange(ctx, code.Reveal(), oauth2.VerifierOption(verifier.Reveal()))
	if err != nil {
		return sending.Grant{}, exchangeError(err)
	}
	life := time.Duration(token.ExpiresIn) * time.Second
	grant := sending.Grant{
		Access: secret.New(token.AccessToken), Refresh: secret.New(token.RefreshToken),
		ExpiresAt: o.Now().Add(min(cmp.Or(life, longestToken), longestToken)),
	}
	granted, _ := token.Extra("scope").(string)
	if !slices.Contains(strings.Fields(granted), Scope) {
		return sending.Grant{}, &sending.ConnectError{Reason: sending.NotGranted, Grant: grant}
	}
	if !strings.EqualFold(token.Type(), "Bearer") {
		return sending.Grant{}, &sending.ConnectError{Reason: sending.GoogleFailed, Grant: grant, Err: errors.New("not a bearer token")}
	}
	return grant, nil
}

// exchangeError keeps what is safe of an error of the library, whose own words
// can hold Google's whole answer.
func exchangeError(err error) error {
	var refused *oauth2.RetrieveError
	if !errors.As(err, &refused) {
		return &sending.ConnectError{Reason: sending.GoogleFailed, Err: bare(err)}
	}
	reason := sending.GoogleFailed
	if refused.ErrorCode == "invalid_grant" {
		reason = sending.CodeExpired
	}
	return &sending.ConnectError{Reason: reason, Err: fmt.Errorf("token endpoint: %s, status %d", known(refused.ErrorCode), refused.Response.StatusCode)}
}

// known lets the error codes of RFC 6749 5.2 into the log and nothing else.
func known(code string) string {
	codes := []string{"invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope"}
	if slices.Contains(codes, code) {
		return code
	}
	return "unknown error"
}

// Revoke withdraws the grant the token belongs to. A token that Google no longer
// knows (400) is revoked already.
func (o OAuth) Revoke(ctx context.Context, token secret.Text) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), revokeDeadline)
	defer cancel()
	form := url.Values{"token": {token.Reveal()}}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, o.RevokeURL, strings.NewReader(form.Encode()))
	if err != nil {
		return bare(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := o.HTTP.Do(request)
	if err != nil {
		return bare(err)
	}
	defer func() { _ = response.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 64<<10))
	if response.StatusCode == http.StatusOK || response.StatusCode == http.StatusBadRequest {
		return nil
	}
	return fmt.Errorf("revocation endpoint: status %d", response.StatusCode)
}

// bare says of a failed request what kind of failure it was, without the URL
// and without what was received.
func bare(err error) error {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return errors.New("no answer in time")
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("connection closed")
	}
	var inURL *url.Error
	if errors.As(err, &inURL) {
		return fmt.Errorf("request failed: %T", inURL.Err)
	}
	return fmt.Errorf("request failed: %T", err)
}
