package admin

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/web/access"
	"emailcampaigns/app/web/render"
)

// newPage is admin/new: the form of a new campaign.
type newPage struct {
	Frame
	Title    text
	Language string   // of the title, and the campaign's first
	Offered  []string // for that
	Slug     slugControl
	Choices  []languageChoice
	Other    text // tags of further languages
	Rejected []rejection
}

// CampaignNew is the form of a new campaign.
func (h *Handler) CampaignNew(c *fiber.Ctx) error {
	frame, err := h.frame(c, "campaigns")
	if err != nil {
		return err
	}
	return h.Views.Page(c, "admin/new", h.newPage(c, frame, slugControl{Prefix: h.slugPrefix()}, nil))
}

// SlugShow answers the same page with the slug checked as it is typed, and
// proposed for the title as long as nothing else was typed.
func (h *Handler) SlugShow(c *fiber.Ctx) error {
	frame, err := h.frame(c, "campaigns")
	if err != nil {
		return err
	}
	slug := h.slugTyped(c)
	if slug.Value == slug.Proposed {
		slug.propose(posted(c, "title"))
	}
	if err := h.check(c, &slug); err != nil {
		return err
	}
	return h.Views.Page(c, "admin/new", h.newPage(c, frame, slug, nil))
}

// SlugBack leads someone who reloads the address of a form to its page.
func (h *Handler) SlugBack(c *fiber.Ctx) error { return h.Views.Redirect(c, "admin.campaign.new") }

// CampaignCreate makes a draft with empty letters.
func (h *Handler) CampaignCreate(c *fiber.Ctx) error {
	frame, err := h.frame(c, "campaigns")
	if err != nil {
		return err
	}
	title, slug := tidied(c, "title"), h.slugTyped(c)
	languages, wrong := chosenLanguages(c, posted(c, "language"), nil)
	if title == "" {
		wrong = slices.Insert(wrong, 0, refuse("title", "title", "fault.required"))
	}
	if err := h.check(c, &slug); err != nil {
		return err
	}
	if slug.Rejected != nil && title == "" && slug.Value == "" {
		slug.Rejected = nil // it follows from the title
	}
	if slug.Rejected != nil {
		wrong = append(wrong, rejection{"slug", "slug", *slug.Rejected})
	}
	if len(wrong) == 0 {
		d := campaign.NewDossier(h.NewID(), slug.Value, begun(languages, title), access.OperatorOf(c).ID, h.Now())
		err := h.Campaigns.Create(c.UserContext(), d, act(c, audit.CampaignCreated, d.Campaign.Slug, nil))
		if err == nil {
			return h.Views.Redirect(c, "admin.basics", d.Campaign.ID)
		}
		if !slug.reject(err) {
			return err
		}
		wrong = append(wrong, rejection{"slug", "slug", *slug.Rejected})
	}
	return h.Views.Rejected(c, "admin/new", h.newPage(c, frame, slug, wrong))
}

// begun is the content of a new campaign: a title, and the rest still to be
// written in every language.
func begun(languages []string, title string) campaign.Content {
	content := campaign.Content{
		Languages: languages, Title: map[string]string{}, Summary: map[string]string{}, Letters: map[string]campaign.Letter{},
	}
	for _, language := range languages {
		content.Title[language], content.Summary[language], content.Letters[language] = "", "", campaign.Letter{}
	}
	content.Title[languages[0]] = title
	return content
}

func (h *Handler) newPage(c *fiber.Ctx, frame Frame, slug slugControl, wrong []rejection) newPage {
	page := newPage{
		Frame: frame, Slug: slug, Rejected: wrong, Offered: common, Language: posted(c, "language"),
		Title:   text{Name: "title", Value: posted(c, "title"), Rejected: rejected(wrong, "title")},
		Other:   text{Name: "other", Value: posted(c, "other"), Optional: true, Rejected: rejected(wrong, "other")},
		Choices: languageChoices(nil, ticked(c, "languages")),
	}
	if page.Language == "" {
		page.Language = render.LanguageOf(c)
	}
	return page
}
