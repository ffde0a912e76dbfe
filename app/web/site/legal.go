package site

import "github.com/gofiber/fiber/v2"

// privacyPage is site/privacy.
type privacyPage struct {
	Facts      Facts
	LimitedUse string
}

// termsPage is site/terms.
type termsPage struct{ Facts Facts }

// helpPage is site/help.
type helpPage struct{ Facts Facts }

// Privacy shows the privacy policy.
func (h *Handler) Privacy(c *fiber.Ctx) error {
	return h.Views.Page(c, "site/privacy", privacyPage{Facts: h.Facts, LimitedUse: LimitedUse})
}

// Terms shows the terms of use.
func (h *Handler) Terms(c *fiber.Ctx) error {
	return h.Views.Page(c, "site/terms", termsPage{Facts: h.Facts})
}

// Help shows how senders manage and delete their data.
func (h *Handler) Help(c *fiber.Ctx) error {
	return h.Views.Page(c, "site/help", helpPage{Facts: h.Facts})
}
