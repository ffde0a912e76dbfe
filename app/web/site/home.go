package site

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/web/render"
)

// homePage is site/home.
type homePage struct {
	Facts      Facts
	LimitedUse string
	Running    []runningCampaign
}

// runningCampaign is a campaign in the list, in the page's language if it has
// texts in that, else in its own first one.
type runningCampaign struct {
	Slug     string
	Language string // of Title and Summary
	Title    string
	Summary  string // its first paragraph
	Goal     int    // 0: none
	Accepted int
}

// Home shows what the service is, and the running campaigns.
func (h *Handler) Home(c *fiber.Ctx) error {
	running, err := h.Campaigns.Running(c.UserContext(), h.Now())
	if err != nil {
		return err
	}
	page := homePage{Facts: h.Facts, LimitedUse: LimitedUse}
	for _, r := range running {
		page.Running = append(page.Running, listed(r, render.LanguageOf(c)))
	}
	return h.Views.Page(c, "site/home", page)
}

func listed(r campaign.Running, wanted string) runningCampaign {
	languages := r.Content.Languages
	language := wanted
	if !slices.Contains(languages, wanted) && len(languages) > 0 {
		language = languages[0]
	}
	summary := campaign.In(r.Content.Summary, language, languages)
	first, _, _ := strings.Cut(strings.TrimSpace(summary), "\n\n")
	return runningCampaign{
		Slug:     r.Campaign.Slug,
		Language: language,
		Title:    campaign.In(r.Content.Title, language, languages),
		Summary:  first,
		Goal:     r.Content.Goal,
		Accepted: r.Accepted,
	}
}
