package access

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/fault"
	"emailcampaigns/app/operator"
)

const mayPrefix = "may "

// May is the caller who is signed in and has a permission.
func May(p operator.Permission) Who { return Who(mayPrefix + string(p)) }

type operatorKey struct{}

// OperatorOf returns the operator that a May loaded.
func OperatorOf(c *fiber.Ctx) operator.Operator { return c.Locals(operatorKey{}).(operator.Operator) }

func (g Gate) operator(who Who) (fiber.Handler, bool) {
	p, ok := strings.CutPrefix(string(who), mayPrefix)
	return func(c *fiber.Ctx) error { return fault.New(fault.NotFound, "fault.not_found") }, ok && operator.Permission(p).Known()
}
