package admin

import (
	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/campaign"
)

// endingsPage is admin/endings: what visitors read after the end.
type endingsPage struct {
	draftPage
	Endings []endingTexts
}

// endingTexts is what is said of each end in a language.
type endingTexts struct {
	Language         string
	Closing, Victory text
}

// EndingsEdit is the form of the texts after the end.
func (h *Handler) EndingsEdit(c *fiber.Ctx) error {
	d, err := h.dossier(c)
	if err != nil {
		return err
	}
	shared, err := h.draft(c, d, campaign.Ends)
	if err != nil {
		return err
	}
	page := endingsPage{draftPage: shared}
	content := d.Draft.Content
	findings := content.Findings()
	for _, language := range content.Languages {
		closing, victory := "closing."+language, "victory."+language
		page.Endings = append(page.Endings, endingTexts{
			Language: language,
			Closing:  text{Name: closing, Value: content.Closing[language], Language: language, Lines: 5, Optional: true, Findings: at(findings, closing)},
			Victory:  text{Name: victory, Value: content.Victory[language], Language: language, Lines: 5, Optional: true, Findings: at(findings, victory)},
		})
	}
	return h.Views.Page(c, "admin/endings", page)
}

// EndingsUpdate carries them over.
func (h *Handler) EndingsUpdate(c *fiber.Ctx) error {
	err := h.edit(c, campaign.Ends, "", func(content campaign.Content) (string, string, error) {
		languages, base := spoken(c, content)
		part, err := asPart(campaign.EndsPart{
			Closing: typedTexts(c, "closing", languages, true), Victory: typedTexts(c, "victory", languages, true),
		})
		return base, part, err
	})
	return h.edited(c, err, "admin.endings", "", c.Params("campaign"))
}
