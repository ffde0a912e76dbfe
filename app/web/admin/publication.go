package admin

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
)

// PublicationCreate makes the approved revision the one that new senders get.
func (h *Handler) PublicationCreate(c *fiber.Ctx) error {
	now := h.Now()
	return h.changed(c, func(d *campaign.Dossier) (audit.Act, error) {
		details := map[string]string{}
		if d.Pending != nil {
			details["revision"], details["digest"] = strconv.Itoa(d.Pending.Number), d.Pending.Digest.String()
		}
		return act(c, audit.CampaignPublished, d.Campaign.Slug, details), d.Publish(h.Rule, now)
	})
}

// CampaignBack leads to the campaign's page.
func (h *Handler) CampaignBack(c *fiber.Ctx) error {
	return h.Views.Redirect(c, "admin.campaign", c.Params("campaign"))
}

// changed carries out an action on the campaign of the path and leads back to its
// page.
func (h *Handler) changed(c *fiber.Ctx, do func(*campaign.Dossier) (audit.Act, error)) error {
	d, err := h.Campaigns.Change(c.UserContext(), c.Params("campaign"), h.Now(), do)
	if err != nil {
		return err
	}
	return h.Views.Redirect(c, "admin.campaign", d.Campaign.ID)
}
