package office

import (
	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
)

// posted returns a control of the submitted form. What stands in the URL does not
// count: a link must not be able to fill a form in.
func posted(c *fiber.Ctx, control string) string { return string(c.Request().PostArgs().Peek(control)) }

// AddressCreate asks the operators to correct the office's address.
func (h *Handler) AddressCreate(c *fiber.Ctx) error {
	mailbox, err := h.mailbox(c)
	if err != nil {
		return err
	}
	r, err := campaign.AskToCorrect(h.NewID(), mailbox, posted(c, "address"), posted(c, "remark"), h.Now())
	return h.asked(c, r, err, func(p *officePage, problems []fault.Field) {
		p.Correction = correction{Address: posted(c, "address"), Remark: posted(c, "remark"), Problems: problems}
	})
}

// StopCreate asks the operators that nobody writes to the office any more.
func (h *Handler) StopCreate(c *fiber.Ctx) error {
	mailbox, err := h.mailbox(c)
	if err != nil {
		return err
	}
	sure := posted(c, "sure") != ""
	r, err := campaign.AskToStop(h.NewID(), mailbox, posted(c, "remark"), sure, h.Now())
	return h.asked(c, r, err, func(p *officePage, problems []fault.Field) {
		p.Stop = stop{Remark: posted(c, "remark"), Sure: sure, Problems: problems}
	})
}

// asked puts a request into the queue, or shows the form again with all that was
// typed.
func (h *Handler) asked(c *fiber.Ctx, r campaign.Request, err error, again func(*officePage, []fault.Field)) error {
	if problems := fault.FieldsOf(err); len(problems) > 0 {
		page, err := h.page(c)
		if err != nil {
			return err
		}
		again(&page, problems)
		return h.Views.Rejected(c, "office/office", page)
	}
	if err != nil {
		return err
	}
	if err := h.Offices.Ask(c.UserContext(), r); err != nil {
		return err
	}
	return h.OfficeBack(c)
}
