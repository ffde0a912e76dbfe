// Package demo is what a demonstration needs beyond the program: sample
// campaigns to invented offices, two sample operators, and a simulated Google on a port of its own.
package demo

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/pquerna/otp/totp"

	ecm "emailcampaigns"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/google/fakegoogle"
	"emailcampaigns/app/secret"
)

// The program's registration at the simulated Google.
const (
	ClientID     = "demonstration.apps.example"
	ClientSecret = "demonstration" // #nosec G101 -- opens nothing but the simulated Google
)

// Sample returns the sample campaign with one message to all together.
func Sample() (campaign.File, error) { return read("open-data") }

// Series returns the sample campaign in which each recipient gets a letter of their
// own.
func Series() (campaign.File, error) { return read("vote-abroad") }

func read(slug string) (campaign.File, error) {
	source, err := ecm.Assets.ReadFile("assets/demo/" + slug + ".yaml")
	if err != nil {
		return campaign.File{}, err
	}
	return campaign.ParseYAML(source)
}

// Person is a sample operator.
type Person struct{ Email, Name, Role string }

// Editor is the sample operator who prepares campaigns.
func Editor() Person {
	return Person{Email: "jelena@dijaspora.example", Name: "Jelena Petrović", Role: "editor"}
}

// Admin is the sample operator who reviews them, and everything else.
func Admin() Person {
	return Person{Email: "marko@dijaspora.example", Name: "Marko Ilić", Role: "admin"}
}

// Code is what an authenticator app shows for a key (RFC 6238).
func Code(key secret.Text, now time.Time) (secret.Text, error) {
	code, err := totp.GenerateCode(key.Reveal(), now)
	return secret.New(code), err
}

// Origin returns the address under which a browser on this machine reaches a
// listener.
func Origin(l net.Listener) string {
	addr := l.Addr().(*net.TCPAddr)
	host := addr.IP.String()
	if addr.IP.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, fmt.Sprint(addr.Port))
}

// Google is a simulated Google that listens on loopback.
type Google struct {
	*fakegoogle.Server
	URL  string // its origin
	http *http.Server
}

// NewFake makes a simulated Google that knows a program at origin.
func NewFake(origin string, now func() time.Time, log *slog.Logger) (*fakegoogle.Server, error) {
	css, err := ecm.Assets.ReadFile("assets/css/fakegoogle.css")
	if err != nil {
		return nil, err
	}
	views, err := fs.Sub(ecm.Views, "views")
	if err != nil {
		return nil, err
	}
	return fakegoogle.New(fakegoogle.Options{
		ClientID: ClientID, ClientSecret: ClientSecret, RedirectURIs: []string{origin + "/oauth/google"},
		Accounts: accounts(), Views: views, CSS: css, Now: now,
		AppName: "Email Campaigns Manager", AppURL: origin, Log: log,
	})
}

// StartGoogle starts it, on the port after the program's if that is free, else
// on any.
func StartGoogle(origin string, log *slog.Logger) (*Google, error) {
	fake, err := NewFake(origin, time.Now, log)
	if err != nil {
		return nil, err
	}
	listener, err := listenAfter(origin)
	if err != nil {
		return nil, err
	}
	g := &Google{Server: fake, URL: Origin(listener), http: &http.Server{Handler: fake, ReadHeaderTimeout: 10 * time.Second}}
	go func() {
		if err := g.http.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			log.Error("the simulated Google stopped", "err", err)
		}
	}()
	return g, nil
}

// Close stops it.
func (g *Google) Close() error { return g.http.Close() }

func listenAfter(origin string) (net.Listener, error) {
	var config net.ListenConfig
	_, port, err := net.SplitHostPort(origin[len("http://"):])
	if err != nil {
		return nil, err
	}
	number, err := net.DefaultResolver.LookupPort(context.Background(), "tcp", port)
	if err != nil {
		return nil, err
	}
	if l, err := config.Listen(context.Background(), "tcp", net.JoinHostPort("127.0.0.1", fmt.Sprint(number+1))); err == nil {
		return l, nil
	}
	return config.Listen(context.Background(), "tcp", "127.0.0.1:0")
}

func accounts() []fakegoogle.Account {
	return []fakegoogle.Account{
		{Address: "jelena.petrovic@gmail.example", Name: "Јелена Петровић"},
		{Address: "sam.weaver@gmail.example", Name: "Sam Weaver"},
		{Address: "office@company.example", Name: "Company Account"},
	}
}
