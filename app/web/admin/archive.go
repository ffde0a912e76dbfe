package admin

import (
	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
)

// archivePage is admin/archive: what archiving means, before it is done.
type archivePage struct {
	Frame
	ID        string
	Title     string
	Slug      string
	Published bool // links to it are out in the world
	Approved  bool // a revision is approved and not published
}

// ArchiveNew says what archiving means.
func (h *Handler) ArchiveNew(c *fiber.Ctx) error {
	d, err := h.dossier(c)
	if err != nil {
		return err
	}
	frame, err := h.frame(c, "campaigns")
	if err != nil {
		return err
	}
	page := archivePage{
		Frame: frame, ID: d.Campaign.ID, Title: titleIn(c, d), Slug: d.Campaign.Slug,
		Published: d.Campaign.State.Published(), Approved: d.Pending != nil,
	}
	if err := d.Archive(h.Now()); err != nil { // tried on what was loaded, and not kept
		return err
	}
	return h.Views.Page(c, "admin/archive", page)
}

// ArchiveCreate archives.
func (h *Handler) ArchiveCreate(c *fiber.Ctx) error {
	now := h.Now()
	return h.changed(c, func(d *campaign.Dossier) (audit.Act, error) {
		return act(c, audit.CampaignArchived, d.Campaign.Slug, nil), d.Archive(now)
	})
}
