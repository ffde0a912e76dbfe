package admin

import (
	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/fault"
	"emailcampaigns/app/operator"
	"emailcampaigns/app/web/access"
)

// signInPage is admin/sign-in. What proves the account is asked for together, so
// that no answer tells which of it was wrong, and never comes back to the page.
type signInPage struct {
	Frame
	Email   string
	Next    string         // where to go on to, "" for the first page
	Refused *fault.Message // why the attempt before did not succeed
}

// SignInShow asks who it is, unless that is known.
func (h *Accounts) SignInShow(c *fiber.Ctx) error {
	next := access.Next(c.Query("next"))
	if _, _, err := h.Operators.Load(c.UserContext(), h.Cookies.ReadSignIn(c)); err == nil {
		return h.goOn(c, next)
	}
	return h.Views.Page(c, "admin/sign-in", signInPage{Next: next})
}

// SignInCreate signs in.
func (h *Accounts) SignInCreate(c *fiber.Ctx) error {
	next := access.Next(posted(c, "next"))
	_, cookie, err := h.Operators.SignIn(c.UserContext(), operator.Attempt{
		Email: posted(c, "email"), Password: typed(c, "password"), Code: typed(c, "code"),
		Browser: browserOf(c.Get(fiber.HeaderUserAgent)), Cookie: h.Cookies.ReadSignIn(c),
	})
	if fault.Is(err, fault.Invalid) {
		refused := fault.MessageOf(err)
		return h.Views.Rejected(c, "admin/sign-in", signInPage{Email: posted(c, "email"), Next: next, Refused: &refused})
	}
	if err != nil {
		return err
	}
	h.Cookies.WriteSignIn(c, cookie)
	return h.goOn(c, next)
}

// SignOutCreate ends the sign-in of this browser.
func (h *Accounts) SignOutCreate(c *fiber.Ctx) error {
	if err := h.Operators.SignOut(c.UserContext(), access.OperatorOf(c), access.SignInOf(c)); err != nil {
		return err
	}
	h.Cookies.DropSignIn(c)
	return h.Views.Redirect(c, "admin.signin")
}
