package web

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"runtime"
	"time"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/fault"
	"emailcampaigns/app/limits"
	"emailcampaigns/app/web/access"
	"emailcampaigns/app/web/render"
)

// deadline is how long a request may take. The call of Gmail inside it has its
// own, shorter one, and does not end with this one.
const deadline = 60 * time.Second

type (
	nameKey struct{}
	idKey   struct{}
)

// boundary is around every request: it gives it a name and a deadline, turns
// errors and panics into pages, and writes the one log line. The line carries the
// route's name and never the path, the query or the visitor's address.
func (s *Server) boundary(c *fiber.Ctx) error {
	began := s.Now()
	var random [8]byte
	_, _ = rand.Read(random[:])
	id := hex.EncodeToString(random[:])
	c.Locals(idKey{}, id)
	c.Set(fiber.HeaderXRequestID, id)
	ctx, cancel := context.WithTimeout(c.UserContext(), deadline)
	defer cancel()
	c.SetUserContext(ctx)
	err := s.guarded(c)
	if err != nil {
		s.fail(c, err)
	}
	s.Log.InfoContext(ctx, "request", "route", routeName(c), "method", c.Method(), "status", c.Response().StatusCode(),
		"ms", s.Now().Sub(began).Milliseconds(), "request", id)
	return nil
}

// guarded turns a panic into an error. Of its value only what the runtime itself
// says is kept: another could hold what a sender typed.
func (s *Server) guarded(c *fiber.Ctx) (err error) {
	defer func() {
		if r := recover(); r != nil {
			cause := fmt.Errorf("panic of type %T", r)
			if re, ok := r.(runtime.Error); ok {
				cause = re
			}
			stack := make([]byte, 4<<10)
			stack = stack[:runtime.Stack(stack, false)]
			s.Log.Error("panic", "err", cause, "stack", string(stack), "request", c.Locals(idKey{}))
			err = fault.Wrap(fault.Internal, "fault.internal", cause)
		}
	}()
	if err := s.officialHost(c); err != nil || c.Response().StatusCode() == fiber.StatusPermanentRedirect {
		return err
	}
	render.SetLanguage(c, s.Words.Match(c.Query("lang"), c.Get(fiber.HeaderAcceptLanguage)))
	if nul(c) {
		return fault.New(fault.Invalid, "fault.characters")
	}
	return c.Next()
}

// nul reports whether a parameter holds a NUL, which no keyboard types and no
// database keeps.
func nul(c *fiber.Ctx) bool {
	found := false
	look := func(name, value []byte) {
		found = found || bytes.IndexByte(name, 0) >= 0 || bytes.IndexByte(value, 0) >= 0
	}
	c.Request().URI().QueryArgs().VisitAll(look)
	c.Request().PostArgs().VisitAll(look)
	return found
}

func routeName(c *fiber.Ctx) string {
	if name, ok := c.Locals(nameKey{}).(string); ok {
		return name
	}
	return "none"
}

// named notes the route for the log.
func named(name string) fiber.Handler {
	return func(c *fiber.Ctx) error {
		c.Locals(nameKey{}, name)
		return c.Next()
	}
}

// officialHost keeps everything on the official domain (promise 8): cookies and
// Google's redirect are bound to it. Other names that lead here, such as the
// platform's, are redirected. Probes are asked by address.
func (s *Server) officialHost(c *fiber.Ctx) error {
	if string(c.Request().Host()) == s.host || c.Path() == "/healthz" || c.Path() == "/readyz" {
		return nil
	}
	if c.Method() != fiber.MethodGet && c.Method() != fiber.MethodHead {
		return fault.New(fault.Forbidden, "fault.host")
	}
	return c.Redirect(s.PublicURL+string(c.Request().URI().RequestURI()), fiber.StatusPermanentRedirect)
}

// sameOrigin refuses a POST that another site's page makes the browser send:
// net/http's CrossOriginProtection, given what Fiber knows of the request.
func (s *Server) sameOrigin(c *fiber.Ctx) error {
	r := &http.Request{
		Method: c.Method(), Host: s.host, URL: &url.URL{Path: c.Path()},
		Header: http.Header{
			"Origin":         {c.Get(fiber.HeaderOrigin)},
			"Sec-Fetch-Site": {c.Get("Sec-Fetch-Site")},
		},
	}
	if err := s.crossOrigin.Check(r); err != nil {
		return fault.Wrap(fault.Forbidden, "fault.origin", err)
	}
	return c.Next()
}

// limit takes one of the client's requests of a class.
func (s *Server) limit(class limits.Class) fiber.Handler {
	return func(c *fiber.Ctx) error {
		peer, ok := netip.AddrFromSlice(c.Context().RemoteIP())
		if !ok {
			return fault.New(fault.Internal, "fault.internal")
		}
		client := s.Trust.Client(peer, func(name string) string {
			// Some proxies add a line of their own below a forged one.
			return string(bytes.Join(c.Request().Header.PeekAll(name), []byte(",")))
		})
		if err := s.Limits.Take(c.UserContext(), class, client.String()); err != nil {
			return err
		}
		return c.Next()
	}
}

// speak settles the language: what the visitor chose in a form or a link, what
// the session was begun in, what the operator has chosen, what the browser asks
// for.
func (s *Server) speak(c *fiber.Ctx) error {
	wanted := []string{string(c.Request().PostArgs().Peek("lang")), c.Query("lang")}
	if session, ok := access.Loaded(c); ok {
		wanted = append(wanted, session.Language)
	}
	if o, ok := access.SignedIn(c); ok {
		wanted = append(wanted, o.Language)
	}
	render.SetLanguage(c, s.Words.Match(append(wanted, c.Get(fiber.HeaderAcceptLanguage))...))
	return c.Next()
}
