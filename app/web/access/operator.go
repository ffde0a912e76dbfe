package access

import (
	"context"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/fault"
	"emailcampaigns/app/operator"
	"emailcampaigns/app/secret"
)

const mayPrefix = "may "

// May is the caller who is signed in and has a permission.
func May(p operator.Permission) Who { return Who(mayPrefix + string(p)) }

// Accounts tells who is signed in.
type Accounts interface {
	// Load returns the operator a cookie belongs to; fault.SignIn.
	Load(ctx context.Context, cookie secret.Text) (operator.Operator, operator.SignIn, error)
}

type (
	operatorKey struct{}
	signInKey   struct{}
)

// OperatorOf returns the operator that a May loaded. Calling it on a route of
// another access is a mistake in the routes table and panics.
func OperatorOf(c *fiber.Ctx) operator.Operator { return c.Locals(operatorKey{}).(operator.Operator) }

// SignInOf returns the sign-in of the request, like OperatorOf.
func SignInOf(c *fiber.Ctx) operator.SignIn { return c.Locals(signInKey{}).(operator.SignIn) }

// SignedIn returns the operator if one was loaded.
func SignedIn(c *fiber.Ctx) (operator.Operator, bool) {
	o, ok := c.Locals(operatorKey{}).(operator.Operator)
	return o, ok
}

// operator admits whoever is signed in and has the permission. Nobody is led to
// the sign-in page and from there back; a form, which would be lost on the way,
// gets a page that says how to go on. To an operator without the permission the
// page does not exist.
func (g Gate) operator(who Who) (fiber.Handler, bool) {
	name, ok := strings.CutPrefix(string(who), mayPrefix)
	permission := operator.Permission(name)
	return func(c *fiber.Ctx) error {
		o, s, err := g.Accounts.Load(c.UserContext(), g.Cookies.ReadSignIn(c))
		switch {
		case fault.Is(err, fault.SignIn) && (c.Method() == fiber.MethodGet || c.Method() == fiber.MethodHead):
			return c.Redirect(g.SignIn+"?next="+url.QueryEscape(string(c.Request().URI().RequestURI())), fiber.StatusSeeOther)
		case err != nil:
			return err
		}
		c.Locals(operatorKey{}, o)
		c.Locals(signInKey{}, s)
		if !o.May(permission) {
			return fault.New(fault.NotFound, "fault.not_found")
		}
		return c.Next()
	}, ok && permission.Known()
}

// mostNext is how long an address to go back to may be.
const mostNext = 1024

// Next returns the address to go on to after signing in if it is one of the
// operators' pages here, and "" otherwise: a link to the sign-in page must not be
// able to lead anywhere else.
func Next(wanted string) string {
	parsed, err := url.Parse(wanted)
	if err != nil || len(wanted) > mostNext || parsed.Scheme != "" || parsed.Host != "" || parsed.User != nil || parsed.Opaque != "" {
		return ""
	}
	// What browsers read in another way than we do: a backslash as a slash, control
	// characters as nothing, dots as steps up.
	if strings.ContainsFunc(wanted, func(r rune) bool { return r <= ' ' || r > '~' || r == '\\' }) ||
		strings.Contains(parsed.Path, "\\") || strings.Contains(parsed.Path, "/.") || strings.Contains(parsed.Path, "//") {
		return ""
	}
	if wanted != "/admin" && !strings.HasPrefix(wanted, "/admin/") && !strings.HasPrefix(wanted, "/admin?") {
		return ""
	}
	return wanted
}
