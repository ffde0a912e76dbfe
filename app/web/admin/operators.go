package admin

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/fault"
	"emailcampaigns/app/operator"
	"emailcampaigns/app/secret"
	"emailcampaigns/app/web/access"
)

// operatorsPage is admin/operators: all accounts and the links that wait.
type operatorsPage struct {
	Frame
	Operators []operatorLine
	Links     []operator.Enrolment
	Issued    *issuedLink // nil unless this answer is the one that shows it
	Roles     []operator.Role
	Invited   string         // e-mail address as it was typed
	As        operator.Role  // role as it was chosen
	Notice    *fault.Message // why nothing was done
	Problems  []fault.Field
}

// operatorLine is an account in the list.
type operatorLine struct {
	ID, Name, Email string
	Role            operator.Role
	State           standing
	Since           time.Time
	SignedInAt      time.Time
	You             bool
}

// standing is what an account can be used for.
type standing string

const (
	active     standing = "active"
	disabled   standing = "disabled"
	noFactor   standing = "no_factor"   // a new one has to be set up
	noPassword standing = "no_password" // a new one has to be chosen
	bare       standing = "bare"        // neither is left
)

// issuedLink is a link that nobody can show again.
type issuedLink struct {
	operator.Enrolment
	URL string
}

// OperatorsIndex lists the operators.
func (h *Accounts) OperatorsIndex(c *fiber.Ctx) error {
	page, err := h.operatorsPage(c)
	if err != nil {
		return err
	}
	return h.Views.Page(c, "admin/operators", page)
}

// OperatorsBack leads someone who reloads the address of a form to its page.
func (h *Accounts) OperatorsBack(c *fiber.Ctx) error { return h.Views.Redirect(c, "admin.operators") }

func (h *Accounts) operatorsPage(c *fiber.Ctx) (operatorsPage, error) {
	frame, err := h.frame(c, "operators")
	if err != nil {
		return operatorsPage{}, err
	}
	page := operatorsPage{Frame: frame, As: operator.Viewer, Roles: operator.Roles()}
	all, err := h.Operators.Store.Operators(c.UserContext())
	if err != nil {
		return operatorsPage{}, err
	}
	for _, o := range all {
		page.Operators = append(page.Operators, operatorLine{
			ID: o.ID, Name: o.Name, Email: o.Email, Role: o.Role, State: standingOf(o), Since: o.DisabledAt, SignedInAt: o.SignedInAt, You: o.ID == frame.ID,
		})
	}
	page.Links, err = h.Operators.Store.OpenEnrolments(c.UserContext(), h.Operators.Now())
	return page, err
}

func standingOf(o operator.Operator) standing {
	switch {
	case o.Disabled():
		return disabled
	case o.Complete():
		return active
	case o.Factor != nil:
		return noPassword
	case !o.PasswordHash.Empty():
		return noFactor
	}
	return bare
}

// InvitationCreate invites. It answers with the link directly: only its hash is
// stored, so no other request could show it.
func (h *Accounts) InvitationCreate(c *fiber.Ctx) error {
	e, token, err := h.Operators.Invite(c.UserContext(), access.OperatorOf(c).Actor(), posted(c, "email"), posted(c, "role"))
	if fields := fault.FieldsOf(err); len(fields) > 0 {
		page, err := h.operatorsPage(c)
		if err != nil {
			return err
		}
		page.Invited, page.As, page.Problems = posted(c, "email"), operator.Role(posted(c, "role")), fields
		return h.Views.Rejected(c, "admin/operators", page)
	}
	return h.issued(c, e, token, err)
}

// FactorResetCreate voids an operator's second factor and shows the link for a
// new one.
func (h *Accounts) FactorResetCreate(c *fiber.Ctx) error { return h.reset(c, operator.NewFactor) }

// PasswordResetCreate voids an operator's password in the same way.
func (h *Accounts) PasswordResetCreate(c *fiber.Ctx) error { return h.reset(c, operator.NewPassword) }

func (h *Accounts) reset(c *fiber.Ctx, kind operator.Kind) error {
	e, token, err := h.Operators.Reset(c.UserContext(), access.OperatorOf(c).Actor(), c.Params("operator"), kind)
	return h.issued(c, e, token, err)
}

func (h *Accounts) issued(c *fiber.Ctx, e operator.Enrolment, token secret.Text, err error) error {
	if err != nil {
		return h.noted(c, err)
	}
	path, err := h.Path("admin.enrolment", "", token.Reveal())
	if err != nil {
		return err
	}
	page, err := h.operatorsPage(c)
	if err != nil {
		return err
	}
	page.Issued = &issuedLink{Enrolment: e, URL: h.PublicURL + path}
	return h.Views.Page(c, "admin/operators", page)
}

// noted leads back to the list, or says there why nothing was done.
func (h *Accounts) noted(c *fiber.Ctx, err error) error {
	if !fault.Is(err, fault.Conflict) && !fault.Is(err, fault.Invalid) {
		if err != nil {
			return err
		}
		return h.Views.Redirect(c, "admin.operators")
	}
	why := fault.MessageOf(err)
	page, err := h.operatorsPage(c)
	if err != nil {
		return err
	}
	page.Notice = &why
	return h.Views.Rejected(c, "admin/operators", page)
}

// WithdrawalCreate withdraws a link that was not used.
func (h *Accounts) WithdrawalCreate(c *fiber.Ctx) error {
	return h.noted(c, h.Operators.Withdraw(c.UserContext(), access.OperatorOf(c).Actor(), c.Params("enrolment")))
}

// RoleUpdate gives another role.
func (h *Accounts) RoleUpdate(c *fiber.Ctx) error {
	return h.noted(c, h.Operators.SetRole(c.UserContext(), access.OperatorOf(c).Actor(), c.Params("operator"), posted(c, "role")))
}

// DisablementCreate takes an account out of use.
func (h *Accounts) DisablementCreate(c *fiber.Ctx) error {
	return h.noted(c, h.Operators.Disable(c.UserContext(), access.OperatorOf(c).Actor(), c.Params("operator")))
}

// EnablementCreate puts an account into use again.
func (h *Accounts) EnablementCreate(c *fiber.Ctx) error {
	return h.noted(c, h.Operators.Enable(c.UserContext(), access.OperatorOf(c).Actor(), c.Params("operator")))
}
