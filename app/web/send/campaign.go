package send

import (
	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/sending"
	"emailcampaigns/app/web/render"
)

// CampaignShow is the public page of a campaign. It sets no cookie.
func (h *Handler) CampaignShow(c *fiber.Ctx) error {
	found, r, err := h.campaign(c)
	if err != nil {
		return err
	}
	page, err := h.campaignPage(c, found, r, fresh(c, r.Content), nil)
	if err != nil {
		return err
	}
	return h.Views.Page(c, "send/campaign", page)
}

// LetterShow answers the same page with what was typed so far: the letter as the
// sender types, and the switch of languages.
func (h *Handler) LetterShow(c *fiber.Ctx) error {
	found, r, err := h.campaign(c)
	if err != nil {
		return err
	}
	page, err := h.campaignPage(c, found, r, postedTyped(c, r.Content), nil)
	if err != nil {
		return err
	}
	return h.Views.Page(c, "send/campaign", page)
}

// StartCreate begins a session with what was typed. It sets the first cookie.
func (h *Handler) StartCreate(c *fiber.Ctx) error {
	found, r, err := h.campaign(c)
	if err != nil {
		return err
	}
	stop, err := h.Flow.Store.Stop(c.UserContext())
	if err != nil {
		return err
	}
	if found.At(h.now()) != campaign.Open || stop.On() {
		return h.Views.Redirect(c, "campaign.show", found.Slug)
	}
	typed := postedTyped(c, r.Content)
	s, secret, err := h.Flow.Start(c.UserContext(), found, render.LanguageOf(c), typed)
	if rejected, ok := problems(err); ok {
		page, err := h.campaignPage(c, found, r, typed, rejected)
		if err != nil {
			return err
		}
		return h.Views.Rejected(c, "send/campaign", page)
	}
	if err != nil {
		return err
	}
	h.Cookies.Prune(c)
	h.Cookies.Write(c, s.ID, secret)
	return h.Views.Redirect(c, "send.show", s.ID)
}

// CampaignBack leads someone who reloads the address of a form to its page.
func (h *Handler) CampaignBack(c *fiber.Ctx) error {
	return h.Views.Redirect(c, "campaign.show", c.Params("slug"))
}

// campaign loads what the path names and checks that it is what was approved.
func (h *Handler) campaign(c *fiber.Ctx) (campaign.Campaign, campaign.Revision, error) {
	found, err := h.Campaigns.BySlug(c.UserContext(), c.Params("slug"))
	if err == nil && found.At(h.now()) == campaign.Hidden {
		err = fault.New(fault.NotFound, "fault.campaign.unknown")
	}
	if err != nil {
		return campaign.Campaign{}, campaign.Revision{}, err
	}
	r, err := h.Flow.Approved(c.UserContext(), found.RevisionID)
	return found, r, err
}

func (h *Handler) campaignPage(c *fiber.Ctx, found campaign.Campaign, r campaign.Revision, t sending.Typed, rejected []fault.Field) (campaignPage, error) {
	accepted, err := h.Flow.Store.Accepted(c.UserContext(), found.ID)
	if err != nil {
		return campaignPage{}, err
	}
	stop, err := h.Flow.Store.Stop(c.UserContext())
	if err != nil {
		return campaignPage{}, err
	}
	candidates, err := h.Flow.Candidates(c.UserContext(), r)
	if err != nil {
		return campaignPage{}, err
	}
	language := render.LanguageOf(c)
	shown := envelope(r.Content, t, candidates)
	if c.Method() == fiber.MethodPost {
		t = another(c, r.Content, t, shown)
		shown.Wording = t.Wording
	}
	return campaignPage{
		Ending:       found.Ending,
		EndText:      render.Paragraphs(r.Content.EndText(found.Ending, language)),
		Stopped:      stop.On(),
		StopReason:   stop.Reason(language),
		Slug:         found.Slug,
		Language:     language,
		Availability: found.At(h.now()),
		Title:        campaign.In(r.Content.Title, language, r.Content.Languages),
		Summary:      render.Paragraphs(campaign.In(r.Content.Summary, language, r.Content.Languages)),
		OpensAt:      found.OpensAt,
		ClosesAt:     found.ClosesAt,
		Goal:         r.Content.Goal,
		Accepted:     accepted,
		URL:          h.publicURL(language, found.Slug),
		Form:         filled(r.Content, language, t, candidates, rejected),
		Letter:       h.preview(r, shown, t),
	}, nil
}

// publicURL is the campaign's address for sharing.
func (h *Handler) publicURL(language, slug string) string {
	path, err := h.Path("campaign.show", language, slug)
	if err != nil {
		path = "/"
	}
	return h.PublicURL + path
}
