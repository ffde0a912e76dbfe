package admin

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/web/render"
)

// previewPage is admin/preview: makes a link with which people without an account
// can see the campaign's page.
type previewPage struct {
	Frame
	ID       string
	Title    string
	Versions []version
	Chosen   versionName
	Kept     time.Duration
	Link     string // shown once, as nothing of it is stored; "" before it is made
	Until    time.Time
}

// PreviewNew offers to make a link.
func (h *Handler) PreviewNew(c *fiber.Ctx) error {
	page, _, err := h.previewPage(c)
	if err != nil {
		return err
	}
	return h.Views.Page(c, "admin/preview", page)
}

// PreviewCreate makes a link. It answers with it at once: a redirect would have to
// carry it, or to keep it somewhere.
func (h *Handler) PreviewCreate(c *fiber.Ctx) error {
	page, d, err := h.previewPage(c)
	if err != nil {
		return err
	}
	if len(page.Versions) == 0 {
		return h.Views.Rejected(c, "admin/preview", page)
	}
	v := chosen(page.Versions, versionName(posted(c, "version")))
	page.Chosen, page.Until = v.Name, h.Now().Add(h.PreviewKept).Truncate(time.Second)
	made := act(c, audit.CampaignPreviewed, d.Campaign.Slug, map[string]string{"until": audit.Time(page.Until)})
	r, err := h.frozen(c.UserContext(), d.Campaign.ID, v, made)
	if err != nil {
		return err
	}
	token, err := h.Preview(r.ID, page.Until)
	if err != nil {
		return err
	}
	path, err := h.Path("campaign.preview", render.LanguageOf(c), token)
	if err != nil {
		return err
	}
	page.Link = h.PublicURL + path
	return h.Views.Page(c, "admin/preview", page)
}

func (h *Handler) previewPage(c *fiber.Ctx) (previewPage, campaign.Dossier, error) {
	d, err := h.dossier(c)
	if err != nil {
		return previewPage{}, d, err
	}
	frame, err := h.frame(c, "campaigns")
	if err != nil {
		return previewPage{}, d, err
	}
	versions, err := h.versions(c.UserContext(), d)
	if err != nil {
		return previewPage{}, d, err
	}
	page := previewPage{Frame: frame, ID: d.Campaign.ID, Title: titleIn(c, d), Versions: versions, Kept: h.PreviewKept}
	if len(versions) > 0 {
		page.Chosen = versions[0].Name
	}
	return page, d, nil
}
