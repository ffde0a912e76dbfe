package admin

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/fault"
	"emailcampaigns/app/operator"
	"emailcampaigns/app/secret"
	"emailcampaigns/app/web/access"
	"emailcampaigns/app/web/render"
)

// Accounts answers the routes about operators' accounts: signing in, the links
// that set an account up, one's own account, and all of them. Every field is
// required.
type Accounts struct {
	Office
	Operators *operator.Accounts
	Cookies   access.Cookies
	Path      func(route, language string, args ...any) (string, error) // address of a route
	PublicURL string                                                    // origin, without a final slash
}

// typed returns a control of the submitted form that nobody else may see.
func typed(c *fiber.Ctx, control string) secret.Text { return secret.New(posted(c, control)) }

// accountPage is admin/account: one's own account.
type accountPage struct {
	Frame
	Name         string
	RecoveryLeft int
	SignIns      []signInLine
	Done         change // what the request before has changed, "" for nothing
	Problems     []fault.Field
}

// signInLine is a browser in which the operator is signed in.
type signInLine struct {
	operator.SignIn
	Here bool // this one
}

// change is one that the account page confirms.
type change string

const (
	passwordChanged change = "password"
	signInRevoked   change = "revoked"
)

// AccountShow is the operator's own account.
func (h *Accounts) AccountShow(c *fiber.Ctx) error {
	page, err := h.accountPage(c)
	if err != nil {
		return err
	}
	if what := change(c.Query("done")); what == passwordChanged || what == signInRevoked {
		page.Done = what
	}
	return h.Views.Page(c, "admin/account", page)
}

// AccountBack leads someone who reloads the address of a form to its page.
func (h *Accounts) AccountBack(c *fiber.Ctx) error { return h.Views.Redirect(c, "admin.account") }

func (h *Accounts) accountPage(c *fiber.Ctx) (accountPage, error) {
	o, here := access.OperatorOf(c), access.SignInOf(c)
	frame, err := h.frame(c, "account")
	if err != nil {
		return accountPage{}, err
	}
	page := accountPage{Frame: frame, Name: o.Name}
	if page.RecoveryLeft, err = h.Operators.RecoveryLeft(c.UserContext(), o); err != nil {
		return accountPage{}, err
	}
	all, err := h.Operators.SignIns(c.UserContext(), o)
	if err != nil {
		return accountPage{}, err
	}
	for _, s := range all {
		page.SignIns = append(page.SignIns, signInLine{SignIn: s, Here: s.ID == here.ID})
	}
	return page, nil
}

// settled answers a form of the account page: with the page again if something
// was wrong, else by leading to it with a word on what has changed.
func (h *Accounts) settled(c *fiber.Ctx, what change, err error) error {
	if fields := fault.FieldsOf(err); len(fields) > 0 {
		page, err := h.accountPage(c)
		if err != nil {
			return err
		}
		page.Problems = fields
		return h.Views.Rejected(c, "admin/account", page)
	}
	if err != nil {
		return err
	}
	path, err := h.Path("admin.account", render.LanguageOf(c))
	if err != nil {
		return err
	}
	return c.Redirect(path+"?done="+string(what), fiber.StatusSeeOther)
}

// PasswordUpdate changes the operator's password.
func (h *Accounts) PasswordUpdate(c *fiber.Ctx) error {
	err := h.Operators.ChangePassword(c.UserContext(), access.OperatorOf(c), access.SignInOf(c), typed(c, "current"), typed(c, "password"))
	return h.settled(c, passwordChanged, err)
}

// recoveryPage is admin/recovery-codes: codes that are shown once.
type recoveryPage struct {
	Frame
	Codes []string
}

// RecoveryCreate makes new recovery codes. It answers with them directly: they
// are stored as hashes alone, so no other request could show them.
func (h *Accounts) RecoveryCreate(c *fiber.Ctx) error {
	codes, err := h.Operators.RenewRecovery(c.UserContext(), access.OperatorOf(c), typed(c, "code"))
	if err != nil {
		return h.settled(c, "", err)
	}
	frame, err := h.frame(c, "account")
	if err != nil {
		return err
	}
	return h.Views.Page(c, "admin/recovery-codes", recoveryPage{Frame: frame, Codes: revealed(codes)})
}

func revealed(codes []secret.Text) []string {
	texts := make([]string, len(codes))
	for i, code := range codes {
		texts[i] = code.Reveal()
	}
	return texts
}

// RevocationCreate signs another browser out, or all others.
func (h *Accounts) RevocationCreate(c *fiber.Ctx) error {
	o, here := access.OperatorOf(c), access.SignInOf(c)
	if c.Params("signin") == "others" {
		return h.settled(c, signInRevoked, h.Operators.RevokeOthers(c.UserContext(), o, here))
	}
	err := h.Operators.Revoke(c.UserContext(), o, c.Params("signin"))
	if fault.Is(err, fault.NotFound) { // it has ended by itself
		err = nil
	}
	return h.settled(c, signInRevoked, err)
}

// LanguageUpdate keeps the language of the operator's pages, and leads back to
// the page on which it was chosen.
func (h *Accounts) LanguageUpdate(c *fiber.Ctx) error {
	if err := h.Operators.Speak(c.UserContext(), access.OperatorOf(c), render.LanguageOf(c)); err != nil {
		return err
	}
	from, err := url.Parse(c.Get(fiber.HeaderReferer))
	if err != nil {
		return h.goOn(c, "")
	}
	query := from.Query()
	query.Del("lang") // it would win over the choice
	return h.goOn(c, (&url.URL{Path: from.Path, RawQuery: query.Encode()}).String())
}

// goOn leads to one of the operators' pages here, or to the first.
func (h *Accounts) goOn(c *fiber.Ctx, next string) error {
	if next = access.Next(next); next != "" {
		return c.Redirect(next, fiber.StatusSeeOther)
	}
	return h.Views.Redirect(c, "admin.home")
}
