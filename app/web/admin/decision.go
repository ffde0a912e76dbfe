package admin

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/web/access"
)

// ApprovalCreate approves what the reviewer has read. Publishing is another step,
// on the campaign's page.
func (h *Handler) ApprovalCreate(c *fiber.Ctx) error {
	by := access.OperatorOf(c).ID
	err := h.decide(c, func(d *campaign.Dossier, digest, reason string, now time.Time) (audit.Act, error) {
		if err := d.Approve(digest, by, reason, h.Rule, now); err != nil {
			return audit.Act{}, err
		}
		return act(c, audit.CampaignApproved, d.Campaign.Slug, map[string]string{
			"revision": strconv.Itoa(d.Pending.Number), "digest": d.Pending.Digest.String(), "rule": string(d.Pending.Under(h.Rule)),
		}), nil
	})
	if err != nil {
		return h.undecided(c, err)
	}
	return h.Views.Redirect(c, "admin.campaign", c.Params("campaign"))
}

// RejectionCreate rejects it with a reason.
func (h *Handler) RejectionCreate(c *fiber.Ctx) error {
	by := access.OperatorOf(c).ID
	err := h.decide(c, func(d *campaign.Dossier, digest, reason string, now time.Time) (audit.Act, error) {
		if err := d.Reject(digest, by, reason, h.Rule, now); err != nil {
			return audit.Act{}, err
		}
		r := released(d)
		return act(c, audit.CampaignRejected, d.Campaign.Slug, map[string]string{"revision": strconv.Itoa(r.Number), "reason": r.Reason}), nil
	})
	if err != nil {
		return h.undecided(c, err)
	}
	return h.Views.Redirect(c, "admin.revision", c.Params("campaign"), c.Params("number"))
}

// TakingBackCreate withdraws a revision before a decision.
func (h *Handler) TakingBackCreate(c *fiber.Ctx) error {
	err := h.decide(c, func(d *campaign.Dossier, _, _ string, now time.Time) (audit.Act, error) {
		if err := d.Withdraw(now); err != nil {
			return audit.Act{}, err
		}
		return act(c, audit.CampaignWithdrawn, d.Campaign.Slug, map[string]string{"revision": strconv.Itoa(released(d).Number)}), nil
	})
	if err != nil {
		return h.undecided(c, err)
	}
	return h.Views.Redirect(c, "admin.campaign", c.Params("campaign"))
}

// released returns the revision that an action has taken out of the review.
func released(d *campaign.Dossier) campaign.Revision {
	changed := d.Changed()
	return changed[len(changed)-1]
}

// RevisionBack is for who reloads the answer to one of these forms.
func (h *Handler) RevisionBack(c *fiber.Ctx) error {
	return h.Views.Redirect(c, "admin.revision", c.Params("campaign"), c.Params("number"))
}

// decide carries out a decision about the revision in the path and no other, also
// when another one of the same text is waiting by now.
func (h *Handler) decide(c *fiber.Ctx, do func(d *campaign.Dossier, digest, reason string, now time.Time) (audit.Act, error)) error {
	number, digest, reason, now := c.Params("number"), posted(c, "digest"), posted(c, "reason"), h.Now()
	_, err := h.Campaigns.Change(c.UserContext(), c.Params("campaign"), now, func(d *campaign.Dossier) (audit.Act, error) {
		if d.Pending != nil && strconv.Itoa(d.Pending.Number) != number {
			return audit.Act{}, fault.New(fault.Conflict, "fault.review.digest")
		}
		return do(d, digest, reason, now)
	})
	return err
}

// undecided shows the revision as it stands, with what was typed and why nothing
// was decided.
func (h *Handler) undecided(c *fiber.Ctx, err error) error {
	if !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict) {
		return err
	}
	page, failed := h.revisionPage(c)
	if failed != nil {
		return failed
	}
	page.Typed, page.Problems = posted(c, "reason"), fault.FieldsOf(err)
	if page.Problems == nil && page.Intact { // if it is not, the page says so above everything
		message := fault.MessageOf(err)
		page.Notice = &message
	}
	return h.Views.Rejected(c, "admin/revision", page)
}
