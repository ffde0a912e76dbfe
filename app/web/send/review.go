package send

import (
	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/sending"
	"emailcampaigns/app/web/access"
	"emailcampaigns/app/web/render"
)

// ReviewShow is screen 1 of a session that exists, with what was typed.
func (h *Handler) ReviewShow(c *fiber.Ctx) error {
	s := access.Session(c)
	if s.State.Ended() || s.State == sending.Confirmed {
		return h.Views.Redirect(c, "send.show", s.ID)
	}
	r, err := h.content(c, s)
	if err != nil {
		return err
	}
	sender, err := h.Flow.Sender(s)
	if err != nil {
		return err
	}
	return h.Views.Page(c, "send/review", h.reviewPage(c, s, r, s.Letter, sender.Values(), nil))
}

// ReviewUpdate takes over what was typed anew.
func (h *Handler) ReviewUpdate(c *fiber.Ctx) error {
	s := access.Session(c)
	r, err := h.content(c, s)
	if err != nil {
		return err
	}
	language, values := r.Content.LetterLanguage(posted(c, "letter")), postedValues(c, r.Content)
	_, err = h.Flow.Review(c.UserContext(), s, render.LanguageOf(c), language, values)
	if rejected, ok := problems(err); ok {
		return h.Views.Rejected(c, "send/review", h.reviewPage(c, s, r, language, values, rejected))
	}
	if err != nil {
		return h.elsewhere(c, s, err)
	}
	return h.Views.Redirect(c, "send.show", s.ID)
}

// ReviewLetterShow answers screen 1 with what was typed so far, unsaved.
func (h *Handler) ReviewLetterShow(c *fiber.Ctx) error {
	s := access.Session(c)
	r, err := h.content(c, s)
	if err != nil {
		return err
	}
	language := r.Content.LetterLanguage(posted(c, "letter"))
	return h.Views.Page(c, "send/review", h.reviewPage(c, s, r, language, postedValues(c, r.Content), nil))
}

func (h *Handler) reviewPage(c *fiber.Ctx, s sending.Session, r campaign.Revision, letter string, v campaign.Values, rejected []fault.Field) reviewPage {
	language := render.LanguageOf(c)
	return reviewPage{
		ID:       s.ID,
		Language: language,
		Title:    campaign.In(r.Content.Title, language, r.Content.Languages),
		Form:     filled(r.Content, language, letter, v, rejected),
		Letter:   h.preview(r, letter, v),
	}
}
