// Package access says who may call a route. A route's access loads what the
// caller may touch through what the caller holds, so that another person's
// session is not forbidden but not found, and neither is a page that an
// operator's role does not open.
package access

import (
	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/fault"
	"emailcampaigns/app/secret"
	"emailcampaigns/app/sending"
)

// Who is the caller a route is open to. The zero value is nobody: a route that
// carries it makes the program refuse to start.
type Who string

// The callers.
const (
	Anyone   Who = "anyone"   // no cookie is looked at
	Visitor  Who = "visitor"  // holds the cookie of the session in the path
	Returner Who = "returner" // comes back from Google, holding the cookie of the session in the state
)

// Gate admits callers.
type Gate struct {
	Flow     *sending.Flow
	Accounts Accounts
	Cookies  Cookies
	SignIn   string // path of the page where operators sign in
}

// Admit returns the middleware for who, or false for nobody.
func (g Gate) Admit(who Who) (fiber.Handler, bool) {
	switch who {
	case Anyone:
		return func(c *fiber.Ctx) error { return c.Next() }, true
	case Visitor:
		return g.visitor, true
	case Returner:
		return g.returner, true
	}
	return g.operator(who)
}

func (g Gate) visitor(c *fiber.Ctx) error {
	if err := g.load(c, c.Params("session")); err != nil {
		return err
	}
	return c.Next()
}

// returner binds the way back from Google to the browser that left for it: the
// state names the session, the cookie proves that it is this browser's.
func (g Gate) returner(c *fiber.Ctx) error {
	id, err := sending.SessionOf(secret.New(c.Query("state")))
	if err != nil {
		return err
	}
	switch err := g.load(c, id); {
	case fault.Is(err, fault.NotFound):
		return fault.Wrap(fault.NotFound, "fault.callback.other_browser", err)
	case err != nil:
		return err
	}
	return c.Next()
}

func (g Gate) load(c *fiber.Ctx, id string) error {
	cookie := g.Cookies.Read(c, id)
	if cookie.Empty() {
		return fault.New(fault.NotFound, "fault.session.unknown")
	}
	s, err := g.Flow.Load(c.UserContext(), id, cookie)
	if fault.Is(err, fault.NotFound) {
		return fault.Wrap(fault.NotFound, "fault.session.unknown", err)
	}
	if err != nil {
		return err
	}
	c.Locals(sessionKey{}, s)
	return nil
}

type sessionKey struct{}

// Session returns what Visitor or Returner loaded. Calling it on a route of
// another access is a mistake in the routes table and panics.
func Session(c *fiber.Ctx) sending.Session { return c.Locals(sessionKey{}).(sending.Session) }

// Loaded returns the session if one was loaded.
func Loaded(c *fiber.Ctx) (sending.Session, bool) {
	s, ok := c.Locals(sessionKey{}).(sending.Session)
	return s, ok
}
