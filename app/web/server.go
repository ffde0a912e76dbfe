// Package web is the Fiber app: the table of routes, what guards them, and the
// pages for what went wrong. What the pages are about lives in the packages
// below it.
package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/compress"
	"github.com/valyala/fasthttp"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/limits"
	"emailcampaigns/app/web/access"
	"emailcampaigns/app/web/admin"
	"emailcampaigns/app/web/clientip"
	"emailcampaigns/app/web/office"
	"emailcampaigns/app/web/render"
	"emailcampaigns/app/web/send"
	"emailcampaigns/app/web/site"
)

// Options are the parts a server is made of. All are required but Trust, whose
// zero value trusts no proxy.
type Options struct {
	PublicURL           string // origin, without a final slash
	AuthorizationOrigin string // where the connection form leads, for the form-action directive
	Site                *site.Handler
	Send                *send.Handler
	Admin               *admin.Handler
	Accounts            *admin.Accounts
	Offices             *office.Handler
	Gate                access.Gate
	Views               *render.Views
	Words               *render.Words
	Assets              *Assets
	Limits              *limits.Limits
	Trust               clientip.Trust
	Ready               func(context.Context) error
	Now                 func() time.Time
	Log                 *slog.Logger
}

// Server answers HTTP.
type Server struct {
	Options
	host        string
	https       bool
	crossOrigin *http.CrossOriginProtection
	app         *fiber.App
}

// New joins routes, guards and handlers. It refuses a route that does not say
// who may call it.
func New(o Options) (*Server, error) {
	official, err := url.Parse(o.PublicURL)
	if err != nil {
		return nil, err
	}
	s := &Server{Options: o, host: official.Host, https: official.Scheme == "https", crossOrigin: http.NewCrossOriginProtection()}
	if err := s.crossOrigin.AddTrustedOrigin(o.PublicURL); err != nil {
		return nil, err
	}
	s.app = fiber.New(fiber.Config{
		Immutable:             true, // what a handler keeps of a request stays what it was
		DisableStartupMessage: true,
		StrictRouting:         true,
		CaseSensitive:         true,
		BodyLimit:             bodyLimit,
		ReadBufferSize:        16 << 10,
		ReadTimeout:           15 * time.Second,
		WriteTimeout:          deadline + 30*time.Second,
		IdleTimeout:           60 * time.Second,
		ErrorHandler:          unread,
	})
	s.app.Server().Logger = silent{}
	s.app.Server().HeaderReceived = room
	s.app.Use(s.boundary)
	for _, r := range routes(o.Site, o.Send, o.Admin, o.Accounts, o.Offices, &probes{ready: o.Ready}, o.Assets) {
		if err := s.register(r); err != nil {
			return nil, fmt.Errorf("route %s %s: %w", r.method, r.path, err)
		}
	}
	return s, nil
}

// register puts a route's guards before its handler.
func (s *Server) register(r route) error {
	admit, ok := s.Gate.Admit(r.who)
	switch {
	case !ok:
		return fmt.Errorf("nobody may call it")
	case r.headers == "":
		return fmt.Errorf("no group of headers")
	case r.limit != unlimited && !r.limit.Known():
		return fmt.Errorf("no rate limit")
	}
	chain := []fiber.Handler{named(r.name), s.write(r.headers)}
	if r.limit != unlimited {
		chain = append(chain, s.limit(r.limit))
	}
	if r.method == post {
		chain = append(chain, s.sameOrigin)
	}
	if r.headers == public {
		chain = append(chain, compress.New(compress.Config{Level: compress.LevelBestSpeed}))
	}
	chain = append(chain, admit, s.speak, r.handle)
	s.app.Add(r.method, r.path, chain...)
	if r.method == get && r.who != access.Returner { // a link checker must not use a code up
		s.app.Add(fiber.MethodHead, r.path, chain...)
	}
	return nil
}

// Serve answers on the listener until Shutdown.
func (s *Server) Serve(l net.Listener) error { return s.app.Listener(l) }

// Shutdown stops accepting and waits for the requests in flight, a send
// included, until the context ends.
func (s *Server) Shutdown(ctx context.Context) error { return s.app.ShutdownWithContext(ctx) }

// silent drops what the HTTP library logs by itself: its lines carry the
// visitor's IP.
type silent struct{}

func (silent) Printf(string, ...any) {}

// Bodies of requests, in bytes. A form writes a Cyrillic letter as six, an emoji as
// twelve: a letter of 10,000 characters, the most that can be sent, would not fit
// into what is plenty for a sender, and a longer one must come back to be shortened.
const (
	bodyLimit      = 64 << 10
	draftBodyLimit = campaign.MaxFile
	tableBodyLimit = 6 << 20 // a table of lists.MaxBytes, in a form
)

// room lets the forms of drafts, and those with a table, be larger than all others.
// Who sends one is not known before it is read, so that is bounded as well.
func room(header *fasthttp.RequestHeader) fasthttp.RequestConfig {
	if uri := header.RequestURI(); bytes.HasPrefix(uri, []byte("/admin/lists/")) && bytes.HasSuffix(uri, []byte("/uploads/new")) {
		return fasthttp.RequestConfig{MaxRequestBodySize: tableBodyLimit}
	}
	if !bytes.HasPrefix(header.RequestURI(), []byte("/admin/campaigns/")) {
		return fasthttp.RequestConfig{}
	}
	return fasthttp.RequestConfig{MaxRequestBodySize: draftBodyLimit}
}

// unread answers a request that could not even be read: too large, malformed.
func unread(c *fiber.Ctx, err error) error {
	status := fiber.StatusBadRequest
	var known *fiber.Error
	if errors.As(err, &known) {
		status = known.Code
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextPlainCharsetUTF8)
	return c.Status(status).SendString(strings.ToLower(http.StatusText(status)) + "\n")
}
