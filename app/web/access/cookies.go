package access

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"
	"github.com/valyala/fasthttp"

	"emailcampaigns/app/operator"
	"emailcampaigns/app/secret"
	"emailcampaigns/app/sending"
)

// kept is how many sessions' cookies one browser carries; starting another
// drops the oldest.
const kept = 6

// Cookies reads and writes the cookie that proves a session to be the caller's.
// Each session has its own, so that two tabs with two campaigns do not disturb
// each other.
type Cookies struct {
	// Secure adds the attribute and the __Host- prefix (RFC 6265bis 4.1.3.2). It
	// is off for http on loopback only, where a browser would drop the cookie.
	Secure bool
}

func (k Cookies) prefix() string {
	if k.Secure {
		return "__Host-ecm-"
	}
	return "ecm-"
}

// Read returns the secret the browser sent for this session, empty without one.
func (k Cookies) Read(c *fiber.Ctx, id string) secret.Text {
	if _, err := uuid.Parse(id); err != nil {
		return secret.Text{}
	}
	return secret.New(c.Cookies(k.prefix() + id))
}

// Write gives the browser the secret of a session. It lasts as long as the
// session's row can, and is Lax because the way back from Google is cross-site.
func (k Cookies) Write(c *fiber.Ctx, id string, value secret.Text) {
	c.Cookie(&fiber.Cookie{
		Name: k.prefix() + id, Value: value.Reveal(), Path: "/",
		MaxAge: int(sending.TombstoneKept.Seconds()),
		Secure: k.Secure, HTTPOnly: true, SameSite: fiber.CookieSameSiteLaxMode,
	})
}

// Prune drops the oldest sessions' cookies beyond those kept. Ids are UUIDv7
// and sort by age.
func (k Cookies) Prune(c *fiber.Ctx) {
	var names []string
	c.Request().Header.VisitAllCookie(func(name, _ []byte) {
		id, ours := strings.CutPrefix(string(name), k.prefix())
		if _, err := uuid.Parse(id); ours && err == nil {
			names = append(names, string(name))
		}
	})
	slices.Sort(names)
	for len(names) >= kept {
		c.Cookie(&fiber.Cookie{
			Name: names[0], Path: "/", Expires: fasthttp.CookieExpireDelete,
			Secure: k.Secure, HTTPOnly: true, SameSite: fiber.CookieSameSiteLaxMode,
		})
		names = names[1:]
	}
}

// signIn names the cookie of an operator's sign-in.
func (k Cookies) signIn() string { return k.prefix() + "operator" }

// ReadSignIn returns what proves an operator's sign-in, empty without it.
func (k Cookies) ReadSignIn(c *fiber.Ctx) secret.Text { return secret.New(c.Cookies(k.signIn())) }

// WriteSignIn gives the browser the cookie of a sign-in. It is Lax, so that a
// link in a chat opens the page it names; no GET changes anything, and a POST
// from elsewhere is refused.
func (k Cookies) WriteSignIn(c *fiber.Ctx, value secret.Text) {
	c.Cookie(&fiber.Cookie{
		Name: k.signIn(), Value: value.Reveal(), Path: "/", MaxAge: int(operator.SignInAbsolute.Seconds()),
		Secure: k.Secure, HTTPOnly: true, SameSite: fiber.CookieSameSiteLaxMode,
	})
}

// DropSignIn takes the cookie back.
func (k Cookies) DropSignIn(c *fiber.Ctx) {
	c.Cookie(&fiber.Cookie{
		Name: k.signIn(), Path: "/", Expires: fasthttp.CookieExpireDelete,
		Secure: k.Secure, HTTPOnly: true, SameSite: fiber.CookieSameSiteLaxMode,
	})
}
