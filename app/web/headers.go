package web

import (
	"strings"

	"github.com/gofiber/fiber/v2"
)

// headers is a group of routes that answer with the same headers. The zero value
// is none: a route that carries it makes the program refuse to start.
type headers string

const (
	public  headers = "public"  // the same for every visitor
	private headers = "private" // a visitor's own: kept by no cache, found by no search engine
	leaving headers = "leaving" // private, and its form leads to Google
	linked  headers = "linked"  // private, and its address is all it takes: told to no other site
	bare    headers = "bare"    // assets and probes: no document
)

// contentSecurityPolicy allows our own files and nothing inline. formAction is a
// further origin that a form may lead to: Chromium applies form-action to the
// redirect that answers a form as well.
func contentSecurityPolicy(formAction string) string {
	return strings.Join([]string{
		"default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'",
		strings.TrimSpace("form-action 'self' " + formAction),
		"base-uri 'none'", "frame-ancestors 'none'",
	}, "; ")
}

// write returns the middleware that sets the headers of a group. Each route sets
// its own, because a header cannot be taken back from outside once a middleware
// for all routes has set it.
func (s *Server) write(group headers) fiber.Handler {
	return func(c *fiber.Ctx) error {
		s.set(c, group)
		return c.Next()
	}
}

func (s *Server) set(c *fiber.Ctx, group headers) {
	policy, cache, referrer := contentSecurityPolicy(""), "no-store", "strict-origin-when-cross-origin"
	switch group {
	case public:
		cache = "no-cache"
		c.Vary(fiber.HeaderAcceptLanguage)
	case leaving:
		policy = contentSecurityPolicy(s.AuthorizationOrigin)
	case linked:
		referrer = "same-origin" // no-referrer makes the origin of its forms "null", which older browsers prove nothing else with
	case bare:
		policy = "default-src 'none'; frame-ancestors 'none'"
	}
	c.Set("Content-Security-Policy", policy)
	c.Set("X-Content-Type-Options", "nosniff")
	c.Set("X-Frame-Options", "DENY")
	c.Set("Referrer-Policy", referrer)
	c.Set("Cross-Origin-Opener-Policy", "same-origin")
	c.Set("Cross-Origin-Resource-Policy", "same-origin")
	c.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	c.Set(fiber.HeaderCacheControl, cache)
	if s.https {
		c.Set("Strict-Transport-Security", "max-age=31536000")
	}
	if group == private || group == leaving || group == linked {
		c.Set("X-Robots-Tag", "noindex")
	}
}
